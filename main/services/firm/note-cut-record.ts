// The activity record does not fit its anchor: an older database was put back, or the record was changed. The record
// says so from now on, and the high-water mark and the used codes continue from the time in the anchor.
import { stepAt } from '../../domain/two-factor.ts';
import type { Tx } from '../../storage/engine/database.ts';
import type { AnchorVerdict } from '../../storage/files/anchor.ts';
import { raiseSteps } from '../../storage/tables/authenticators.ts';
import { getHighWater, setHighWater } from '../../storage/tables/clock.ts';
import type { Context } from '../act/context.ts';
import { appendRecords } from '../act/record-activity.ts';

export function noteCutRecord(
  context: Context,
  tx: Tx,
  verdict: Exclude<AnchorVerdict, { readonly kind: 'fits' }>,
): void {
  const isKnown = verdict.kind === 'cut' || verdict.kind === 'differs';
  if (isKnown) {
    setHighWater(tx, Math.max(verdict.at, getHighWater(tx)));
    // A code that was used after the older file was copied must not work again.
    raiseSteps(tx, stepAt(verdict.at) + 1);
  }
  appendRecords(context, tx, [
    {
      action: 'record.cut',
      outcome: 'failed',
      reason: verdict.kind === 'missing' ? 'anchor_missing' : verdict.kind,
      detail: isKnown ? { recordsExpected: verdict.expected, recordsFound: verdict.found, lastSeenAt: verdict.at } : {},
    },
  ]);
}
