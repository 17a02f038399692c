// Resetting 2FA for many people: only the window that prepared it can carry it out and save its codes.
import type { bulkResetsRequests } from '../../preload/contract/bulk-resets.ts';
import type { BulkCounts } from '../../preload/contract/index.ts';
import { refuse } from '../domain/refusal.ts';
import { mayEver } from '../domain/role-policy.ts';
import type { Role } from '../domain/user.ts';
import { isPresent, provePresence } from '../services/act/presence.ts';
import type { BulkReset } from '../services/act/visit.ts';
import { listSetupCodes, prepareBulkReset, runBulkReset, setupCodesFile } from '../services/users/bulk-reset.ts';
import { recoverBulkReset } from '../services/users/recover-bulk-reset.ts';
import { getFirm } from '../storage/tables/firm.ts';
import { type HandlersOf, type SignedInCall, signedIn } from './handler.ts';
import { toPerson } from './shown-person.ts';

const CODES_AT_ONCE = 100;

const mayReset = (role: Role): boolean => mayEver(role, 'reset_2fa');

/** @throws Refusal not_found: it belongs to another window, or was replaced by a newer one. */
function bulkOf({ visit }: SignedInCall, bulkId: string): BulkReset {
  return visit.bulk?.id === bulkId ? visit.bulk : refuse({ code: 'not_found' });
}

const countCodes = ({ codes }: BulkReset): number => codes.filter(({ setupCode }) => setupCode !== null).length;

function countsOf({ rows }: BulkReset): BulkCounts {
  const counts = { ready: 0, refused: 0, reset: 0, skipped: 0, notReached: 0 };
  for (const { state } of rows) counts[state.kind === 'not_reached' ? 'notReached' : state.kind] += 1;
  return counts;
}

export const bulkResetsHandlers: HandlersOf<keyof typeof bulkResetsRequests> = {
  'bulkResets.prepare': signedIn(mayReset, {
    recordsAs: 'two_factor.bulk_reset',
    async run(call, { selection }) {
      // One at a time: the codes of the other one would be lost.
      const before = call.visit.bulk;
      if (before?.status === 'running' || before?.status === 'saving') return refuse({ code: 'not_now' });
      if (before !== undefined && countCodes(before) > 0)
        return refuse({ code: 'codes_not_saved', bulkId: before.id, codes: countCodes(before) });
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
      const { rows } = bulkOf(call, bulkId);
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
    again(call, { bulkId }) {
      const { bulk } = call.visit;
      const isInUse =
        bulk !== undefined && (bulk.status === 'running' || bulk.status === 'saving' || bulk.codes.length > 0);
      if (bulk?.id !== bulkId && !isInUse)
        call.moveTo({ ...call.visit, bulk: recoverBulkReset(call.context, call.actor, bulkId) });
    },
    async run(call, { bulkId, ...request }) {
      const bulk = bulkOf(call, bulkId);
      await runBulkReset(call.context, call.actor, bulk, request, (done, total) =>
        call.tell('bulkReset.progress', { bulkId, done, total }),
      );
      return {
        counts: countsOf(bulk),
        isCancelled: bulk.isCancelled,
        codes: countCodes(bulk),
      };
    },
  }),
  'bulkResets.cancel': signedIn(mayReset, {
    run(call, { bulkId }) {
      bulkOf(call, bulkId).isCancelled = true;
      return {};
    },
  }),
  'bulkResets.saveCodes': signedIn(mayReset, {
    async run(call, { bulkId, code }) {
      const bulk = bulkOf(call, bulkId);
      if (bulk.status !== 'finished' || bulk.codes.length === 0) return refuse({ code: 'not_now' });
      // The dialog may have been left open on the desk since the reset.
      provePresence(call.context, call.actor, code);
      // A second click saves no second file, and a new dry run waits.
      bulk.status = 'saving';
      try {
        const isSaved = await call.desktop.saveText(
          call.windowId,
          'setup-codes.csv',
          setupCodesFile(bulk, call.desktop.csvSeparator),
        );
        if (isSaved) bulk.codes = [];
        return { isSaved };
      } finally {
        bulk.status = 'finished';
      }
    },
  }),
  'bulkResets.listCodes': signedIn(mayReset, {
    run(call, { bulkId, offset, code }) {
      const bulk = bulkOf(call, bulkId);
      if (bulk.status !== 'finished' || countCodes(bulk) === 0) return refuse({ code: 'not_now' });
      provePresence(call.context, call.actor, code);
      return { issued: listSetupCodes(bulk, offset, CODES_AT_ONCE) };
    },
  }),
  'bulkResets.discardCodes': signedIn(mayReset, {
    run(call, { bulkId }) {
      const bulk = bulkOf(call, bulkId);
      if (bulk.status !== 'finished') return refuse({ code: 'not_now' });
      bulk.codes = [];
      return {};
    },
  }),
};
