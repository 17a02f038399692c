// The firm at a glance, for the firm's own people. People are counted by the index of users, as the list counts them, so
// nobody learns more from a number than from the list behind it.
import type { OutputOf, UserFilters } from '../../preload/contract/index.ts';
import type { overviewRequests } from '../../preload/contract/overview.ts';
import { ATTENTION_LISTS, attentionLists, NO_USER_FILTERS } from '../../preload/tables/attention-lists.ts';
import { mayDo, readsStateOf, seesFrozen, seesOverview } from '../domain/role-policy.ts';
import { ROLES, type Role } from '../domain/user.ts';
import { getBackupState } from '../services/backup/back-up.ts';
import { countResets } from '../services/firm/count-resets.ts';
import { recordWatchOf } from '../services/firm/record-watch.ts';
import { getReviewState } from '../services/review/review-access.ts';
import { countUsers } from '../services/users/list-users.ts';
import { type Answer, type HandlersOf, type SignedInCall, signedIn } from './handler.ts';

type Overview = Answer<OutputOf<'overview.read'>>;

/** Accounts that sign in, or would without a lock. */
const inUse = (reader: Role): UserFilters['statuses'] =>
  seesFrozen(reader) ? ['active', 'locked', 'frozen'] : ['active', 'locked'];

async function countPeople(call: SignedInCall): Promise<Pick<Overview, 'twoFactor' | 'attention'>> {
  const { role } = call.actor.user;
  const roles = ROLES.filter((each) => readsStateOf(role, each));
  const lists = attentionLists.filter((list) => list !== 'frozen' || seesFrozen(role));
  const ofRole = (each: Role): UserFilters => ({ ...NO_USER_FILTERS, roles: [each], statuses: inUse(role) });
  const filters: readonly UserFilters[] = [
    ...roles.flatMap((each) => [
      ofRole(each),
      { ...ofRole(each), twoFactor: ['set_up' as const] },
      { ...ofRole(each), twoFactor: ['setup_required' as const] },
      { ...ofRole(each), twoFactor: ['not_set_up' as const] },
    ]),
    ...lists.map((list) => ATTENTION_LISTS[list]),
  ];
  const counts = await countUsers(call.context, call.actor, { search: '', clientId: null, filters });
  const at = (index: number) => ({ count: counts[index] ?? 0, filters: filters[index] ?? NO_USER_FILTERS });
  return {
    twoFactor: roles.map((each, i) => ({
      role: each,
      all: at(4 * i),
      setUp: at(4 * i + 1),
      required: at(4 * i + 2),
      notSetUp: at(4 * i + 3),
    })),
    attention: lists.map((list, i) => ({ list, ...at(4 * roles.length + i) })),
  };
}

function readFirm({ context, actor }: SignedInCall): NonNullable<Overview['firm']> {
  const { last, isDue } = getBackupState(context, actor);
  const review = getReviewState(context);
  return {
    backup: { checkedAt: last?.checkedAt ?? null, isDue },
    review: review.dueAt === null ? null : { dueAt: review.dueAt, isDue: review.isDue, isOpen: review.open !== null },
    verified: recordWatchOf(context).lastVerification ?? null,
  };
}

export const overviewHandlers: HandlersOf<keyof typeof overviewRequests> = {
  'overview.read': signedIn(seesOverview, {
    async run(call) {
      const { context, actor } = call;
      const { role } = actor.user;
      const now = context.clock.now();
      return {
        at: now,
        ...(await countPeople(call)),
        resets: mayDo(role, 'view_activity') ? countResets(context.storage.read, now) : null,
        firm: mayDo(role, 'edit_firm') && mayDo(role, 'edit_policy') ? readFirm(call) : null,
      };
    },
  }),
};
