// Measures the numbers above the list of users, in Activity and in Overview.
import { ATTENTION, STATUSES } from '../../main/domain/user.ts';
import type { Actor } from '../../main/services/act/actor.ts';
import type { Context } from '../../main/services/act/context.ts';
import { countResets } from '../../main/services/firm/count-resets.ts';
import { countActivity } from '../../main/services/firm/list-activity.ts';
import { countUsers } from '../../main/services/users/list-users.ts';
import type { UserFilters } from '../../main/storage/lists/user-query.ts';
import type { Measurement } from './statistics.mjs';

const NONE: UserFilters = { roles: [], statuses: [], twoFactor: [], attention: [] };
const FILTERS: readonly UserFilters[] = [
  ...ATTENTION.map((each) => ({ ...NONE, attention: [each] })),
  ...STATUSES.map((status) => ({ ...NONE, statuses: [status] })),
];

/** @param typed what a person types, of so many characters. */
export async function measureCounts(
  context: Context,
  actor: Actor,
  typed: (length: number) => string,
  timed: (work: () => unknown) => Promise<number>,
  print: (measurement: Omit<Measurement, 'users'>) => void,
): Promise<void> {
  const counts: number[] = [];
  for (let i = 0; i < 60; i++) {
    const search = i % 2 === 0 ? '' : typed(3);
    counts.push(await timed(() => countUsers(context, actor, { search, clientId: null, filters: FILTERS })));
  }
  print({ name: 'counts: who needs attention, and every status', unit: 'ms', values: counts });
  const query = { actions: [], outcomes: [], reasons: [], actorId: null, from: null, until: null, before: null };
  const searches: number[] = [];
  for (let i = 0; i < 20; i++)
    searches.push(await timed(() => countActivity(context, actor, { ...query, search: `${typed(3)}@` })));
  print({ name: 'activity: a search for an email in 20,000 records', unit: 'ms', values: searches });
  const resets: number[] = [];
  for (let i = 0; i < 40; i++) resets.push(await timed(() => countResets(context.storage.read, context.clock.now())));
  print({ name: 'overview: resets of twelve months, by month, reason and person', unit: 'ms', values: resets });
}
