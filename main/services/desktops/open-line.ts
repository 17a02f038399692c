// A line that stays open for long: the key of the desktop is renewed on it, too, and no line outlives the admission.
import { getDesktop, hasNextKey } from '../../storage/tables/desktops.ts';
import { believedTime } from '../act/check-clock.ts';
import type { Context } from '../act/context.ts';
import { YEAR_MS } from '../secrets/certificate.ts';
import { RENEWS_AFTER_MS } from './admit-desktop.ts';

/** The first connection with the new key begins a new year: a line that is open until then is cut once. */
const CUT_BEFORE_END_MS = 24 * 3_600_000;

/**
 * `renewal_due`: the desktop is to make a new key. `reconnect`: it has one, and its year is nearly over. `over`: it may not
 * be connected.
 */
export type OpenLine = 'good' | 'renewal_due' | 'reconnect' | 'over';

export function judgeOpenLine(context: Context, desktopId: number): OpenLine {
  const { read } = context.storage;
  const desktop = getDesktop(read, desktopId);
  const left = (desktop?.validUntil ?? 0) - believedTime(context, read);
  if (desktop === undefined || desktop.revokedAt !== null || left <= 0) return 'over';
  const isPrepared = hasNextKey(read, desktopId);
  if (isPrepared && left <= CUT_BEFORE_END_MS) return 'reconnect';
  return !isPrepared && left < YEAR_MS - RENEWS_AFTER_MS ? 'renewal_due' : 'good';
}
