// Resetting 2FA for many people: prepared, carried out and saved by the one window that holds it.
import type { BulkCounts, CheckedInputOf, RequestName } from '../../preload/contract/index.ts';
import { refuse } from '../domain/refusal.ts';
import { mayEver } from '../domain/role-policy.ts';
import type { ClientId, UserId } from '../domain/user.ts';
import { isPresent } from '../services/act/presence.ts';
import type { BulkReset, VisitAt } from '../services/act/visit.ts';
import { type BulkSelection, prepareBulkReset, runBulkReset, setupCodesFile } from '../services/users/bulk-reset.ts';
import { getFirm } from '../storage/tables/firm.ts';
import { type Call, type HandlersOf, signedIn } from './handler.ts';
import { toPerson } from './screen.ts';

const whoResets = signedIn((role) => mayEver(role, 'reset_2fa'));
const visitOf = (call: Call): VisitAt<'signed_in'> => call.visit as VisitAt<'signed_in'>;

/** @throws Refusal not_found: another window's, or from before. */
function bulkOf(call: Call, bulkId: string): BulkReset {
  const { bulk } = visitOf(call);
  return bulk?.id === bulkId ? bulk : refuse({ code: 'not_found' });
}

function countsOf({ rows }: BulkReset): BulkCounts {
  const counts = { ready: 0, refused: 0, reset: 0, skipped: 0, notReached: 0 };
  for (const { state } of rows) counts[state.kind === 'not_reached' ? 'notReached' : state.kind] += 1;
  return counts;
}

function toSelection({ selection }: CheckedInputOf<'bulkResets.prepare'>): BulkSelection {
  return selection.kind === 'users'
    ? { userIds: selection.userIds as UserId[] }
    : { search: selection.search, clientId: selection.clientId as ClientId | null, filters: selection.filters };
}

export const bulkHandlers: HandlersOf<Extract<RequestName, `bulkResets.${string}`>> = {
  'bulkResets.prepare': {
    access: whoResets,
    recordsAs: 'two_factor.bulk_reset',
    async run(call, input) {
      const running = visitOf(call).bulk;
      // One at a time: its codes would be lost.
      if (running?.status === 'running') return refuse({ code: 'not_now' });
      const bulk = await prepareBulkReset(call.context, call.actor, toSelection(input));
      call.moveTo({ ...visitOf(call), bulk });
      const firm = getFirm(call.context.storage.read);
      return {
        bulkId: bulk.id,
        counts: countsOf(bulk),
        isCut: bulk.isCut,
        needsCode: !isPresent(call.context, call.actor.session.presenceAt),
        setupCodeMinutes: firm?.isSetupCodeRequired === true ? firm.setupCodeMinutes : null,
      };
    },
  },
  'bulkResets.listRows': {
    access: whoResets,
    run(call, { bulkId, offset, limit }) {
      const { rows } = bulkOf(call, bulkId);
      return {
        rows: rows.slice(offset, offset + limit).map(({ user, state }) => ({ user: toPerson(user), state })),
        total: rows.length,
      };
    },
  },
  'bulkResets.start': {
    access: whoResets,
    recordsAs: 'two_factor.bulk_reset',
    changesDirectory: true,
    async run(call, { bulkId, ...request }) {
      const bulk = bulkOf(call, bulkId);
      await runBulkReset(call.context, call.actor, bulk, request, (done, total) =>
        call.tell('bulkReset.progress', { bulkId, done, total }),
      );
      return {
        counts: countsOf(bulk),
        isCancelled: bulk.isCancelled,
        codes: bulk.codes.filter(({ setupCode }) => setupCode !== null).length,
      };
    },
  },
  'bulkResets.cancel': {
    access: whoResets,
    run(call, { bulkId }) {
      bulkOf(call, bulkId).isCancelled = true;
      return {};
    },
  },
  'bulkResets.saveCodes': {
    access: whoResets,
    async run(call, { bulkId }) {
      const bulk = bulkOf(call, bulkId);
      if (bulk.status !== 'finished' || bulk.codes.length === 0) return refuse({ code: 'not_now' });
      const { codes } = bulk;
      const file = setupCodesFile(bulk);
      // Gone while the system asks where to: a second click finds none. Back if nothing was saved.
      bulk.codes = [];
      let isSaved = false;
      try {
        isSaved = await call.desktop.saveText(call.windowId, 'setup-codes.csv', file);
      } finally {
        if (!isSaved) bulk.codes = codes;
      }
      return { isSaved };
    },
  },
};
