// Resetting 2FA for many people: only the window that prepared it can carry it out.
import type { bulkResetsRequests } from '../../preload/contract/bulk-resets.ts';
import type { BulkCounts } from '../../preload/contract/index.ts';
import { refuse } from '../domain/refusal.ts';
import { mayEver } from '../domain/role-policy.ts';
import type { Role } from '../domain/user.ts';
import { isPresent } from '../services/act/presence.ts';
import type { BulkReset } from '../services/act/visit.ts';
import { prepareBulkReset, runBulkReset } from '../services/users/bulk-reset.ts';
import { recoverBulkReset } from '../services/users/recover-bulk-reset.ts';
import { getFirm } from '../storage/tables/firm.ts';
import { bulkOf, recoverBulk, requireNothingHeld, toCut } from './bulk-handlers.ts';
import { type HandlersOf, type SignedInCall, signedIn } from './handler.ts';
import { toPerson } from './shown-person.ts';

const mayReset = (role: Role): boolean => mayEver(role, 'reset_2fa');

/** @throws Refusal not_found. */
function resetOf(call: SignedInCall, bulkId: string): BulkReset {
  const bulk = bulkOf(call, bulkId);
  return bulk.kind === 'reset' ? bulk : refuse({ code: 'not_found' });
}

function countsOf({ rows }: BulkReset): BulkCounts {
  const counts = { ready: 0, refused: 0, reset: 0, skipped: 0, notReached: 0 };
  for (const { state } of rows) counts[state.kind === 'not_reached' ? 'notReached' : state.kind] += 1;
  return counts;
}

export const bulkResetsHandlers: HandlersOf<keyof typeof bulkResetsRequests> = {
  'bulkResets.prepare': signedIn(mayReset, {
    recordsAs: 'two_factor.bulk_reset',
    async run(call, { selection }) {
      requireNothingHeld(call);
      const bulk = await prepareBulkReset(call.context, call.actor, selection);
      call.moveTo({ ...call.visit, bulk });
      const firm = getFirm(call.context.storage.read);
      return {
        bulkId: bulk.id,
        counts: countsOf(bulk),
        isCut: bulk.isCut,
        needsCode: !isPresent(call.context, call.actor.session.presenceAt),
        setupCodeMinutes: firm?.isSetupCodeRequired === true ? firm.setupCodeMinutes : null,
      };
    },
  }),
  'bulkResets.listRows': signedIn(mayReset, {
    run(call, { bulkId, offset, limit }) {
      const { rows } = resetOf(call, bulkId);
      return {
        rows: rows.slice(offset, offset + limit).map(({ user, state }) => ({ user: toPerson(user), state })),
        total: rows.length,
      };
    },
  }),
  'bulkResets.start': signedIn(mayReset, {
    recordsAs: 'two_factor.bulk_reset',
    changesDirectory: true,
    // The end of main has taken the codes with the visit. The session goes on.
    again: (call, { bulkId }) => recoverBulk(call, bulkId, () => recoverBulkReset(call.context, call.actor, bulkId)),
    async run(call, { bulkId, ...request }) {
      const bulk = resetOf(call, bulkId);
      await runBulkReset(call.context, call.actor, bulk, request, (done, total) =>
        call.tell('bulk.progress', { bulkId, done, total }),
      );
      return {
        counts: countsOf(bulk),
        isCancelled: bulk.isCancelled,
        cut: toCut(call, bulk),
        codes: bulk.codes.length,
      };
    },
  }),
};
