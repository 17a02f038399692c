// What a bulk reset and an import have in common: only the window that prepared it can stop it and save its codes.
import type { BulkCut, bulkRequests } from '../../preload/contract/bulk.ts';
import { toCsv, toCsvLines } from '../domain/csv.ts';
import { Refusal, refuse } from '../domain/refusal.ts';
import { mayDo, mayEver } from '../domain/role-policy.ts';
import type { Role } from '../domain/user.ts';
import { toIsoTime } from '../services/act/iso-time.ts';
import { nextTurn } from '../services/act/next-turn.ts';
import { isOutcomeUnknown } from '../services/act/outcome-unknown.ts';
import { provePresence } from '../services/act/presence.ts';
import type { Bulk } from '../services/act/visit.ts';
import { currentPrintedNumber } from '../services/firm/printed-number.ts';
import { type HandlersOf, type SignedInCall, signedIn } from './handler.ts';
import { isWriteError } from './write-error.ts';

const CODES_AT_ONCE = 100;
/** Of the file with all codes. */
const LINES_AT_ONCE = 1000;

/** @throws Refusal not_found: it belongs to another window, or was replaced by a newer one. */
export function bulkOf({ visit }: SignedInCall, bulkId: string): Bulk {
  return visit.bulk?.id === bulkId ? visit.bulk : refuse({ code: 'not_found' });
}

/**
 * One at a time: the codes of the other one would be lost.
 * @throws Refusal still_running, codes_not_saved.
 */
export function requireNothingHeld({ visit: { bulk } }: SignedInCall): void {
  if (bulk === undefined) return;
  if (bulk.status === 'running' || bulk.status === 'saving') refuse({ code: 'still_running' });
  if (bulk.codes.length > 0)
    refuse({ code: 'codes_not_saved', of: bulk.kind, bulkId: bulk.id, codes: bulk.codes.length });
}

/**
 * What ended an act before its end. Nothing of the error leaves main but its kind.
 * @throws what leaves it unknown whether the end is on record. Each part stands all the same, and its codes are held.
 */
export function toCut(call: SignedInCall, { kind, cut }: Bulk): BulkCut {
  if (cut === undefined) return null;
  const { because } = cut;
  if (isOutcomeUnknown(because)) throw because;
  const isClock = because instanceof Refusal && because.reason.code.startsWith('clock_');
  return {
    why: isWriteError(because) ? 'cannot_write' : isClock ? 'clock' : 'unexpected',
    reference: call.refer(`a part of the ${kind}`, because),
  };
}

/** The end of main has taken the codes with the visit, or it was not known what stands. The session goes on. */
export function recoverBulk(call: SignedInCall, bulkId: string, recover: () => Bulk): void {
  const { bulk } = call.visit;
  const isInUse =
    bulk !== undefined && (bulk.status === 'running' || bulk.status === 'saving' || bulk.codes.length > 0);
  const isLost = bulk?.id !== bulkId || bulk.status === 'not_known';
  if (isLost && !isInUse) call.moveTo({ ...call.visit, bulk: recover() });
}

const FILES = {
  reset: { name: 'setup-codes.csv', heading: 'Setup code' },
  import: { name: 'activation-codes.csv', heading: 'Activation code' },
} as const;

/** The window may lock while the system's dialog is open, and while a long file is written. @throws Refusal not_now. */
async function* codesWhileThere(call: SignedInCall, { kind, codes }: Bulk): AsyncGenerator<string> {
  const separator = call.desktop.csvSeparator;
  // Each row may become a letter, in a program that makes letters of a list.
  const printed = currentPrintedNumber(call.context.storage.read);
  for (let from = 0; from === 0 || from < codes.length; from += LINES_AT_ONCE) {
    if (!call.isStillHere()) refuse({ code: 'not_now' });
    if (from === 0)
      yield toCsv([['Name', 'Email', FILES[kind].heading, 'Valid until', 'Number of the record']], separator);
    const lines = codes
      .slice(from, from + LINES_AT_ONCE)
      .map(({ name, email, code, expiresAt }) => [name, email, code, toIsoTime(expiresAt), printed]);
    yield toCsvLines(lines, separator);
    await nextTurn();
  }
}

/** @throws Refusal not_found, not_now. */
function finishedWithCodes(call: SignedInCall, bulkId: string): Bulk {
  const bulk = bulkOf(call, bulkId);
  return bulk.status === 'finished' && bulk.codes.length > 0 ? bulk : refuse({ code: 'not_now' });
}

const mayActOnMany = (role: Role): boolean => mayEver(role, 'reset_2fa') || mayDo(role, 'import_users');

export const bulkHandlers: HandlersOf<keyof typeof bulkRequests> = {
  'bulk.cancel': signedIn(mayActOnMany, {
    run(call, { bulkId }) {
      bulkOf(call, bulkId).isCancelled = true;
      return {};
    },
  }),
  'bulk.saveCodes': signedIn(mayActOnMany, {
    async run(call, { bulkId, code }) {
      const bulk = finishedWithCodes(call, bulkId);
      // The dialog may have been left open on the desk since the act.
      provePresence(call.context, call.actor, code);
      // A second click saves no second file, and a new dry run waits.
      bulk.status = 'saving';
      try {
        const file = await call.desktop.saveParts(call.windowId, FILES[bulk.kind].name, codesWhileThere(call, bulk));
        if (file !== undefined) bulk.codes = [];
        return { file: file ?? null };
      } finally {
        bulk.status = 'finished';
      }
    },
  }),
  'bulk.listCodes': signedIn(mayActOnMany, {
    run(call, { bulkId, offset, code }) {
      const bulk = finishedWithCodes(call, bulkId);
      provePresence(call.context, call.actor, code);
      return { issued: bulk.codes.slice(offset, offset + CODES_AT_ONCE) };
    },
  }),
  'bulk.discardCodes': signedIn(mayActOnMany, {
    run(call, { bulkId }) {
      const bulk = bulkOf(call, bulkId);
      if (bulk.status !== 'finished') return refuse({ code: 'not_now' });
      bulk.codes = [];
      return {};
    },
  }),
};
