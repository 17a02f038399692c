// Whether the desktop with a certain key may connect: it joined, it was not revoked, and its certificate is not a year old.
// The key renews itself: after a month the desktop makes another one, and the first connection with that one ends the old.

import { findDesktop, markSeen, setNextKey, takeNextKey } from '../../storage/tables/desktops.ts';
import { believedTime } from '../act/check-clock.ts';
import type { Context } from '../act/context.ts';
import { recordActivity } from '../act/record-activity.ts';
import { YEAR_MS } from '../secrets/certificate.ts';

/** A key in use is renewed after so long. */
export const RENEWS_AFTER_MS = 30 * 24 * 3_600_000;

/** A row that another program has written admits nobody. @param fingerprint of the public key. */
export const keyMacOf = ({ secretBox }: Pick<Context, 'secretBox'>, fingerprint: Uint8Array): Uint8Array =>
  secretBox.mac('desktop', Buffer.from(fingerprint).toString('hex'));

export type Admission =
  | { readonly kind: 'admitted'; readonly id: number; readonly name: string; readonly isRenewalDue: boolean }
  | { readonly kind: 'unknown' | 'expired' };

/** @param fingerprint of the key that the desktop has proved to have. */
export function admitDesktop(context: Context, fingerprint: Uint8Array, version: string): Admission {
  const keyMac = keyMacOf(context, fingerprint);
  // A stranger's greeting opens no transaction.
  if (findDesktop(context.storage.read, keyMac) === undefined) return { kind: 'unknown' };
  return context.storage.transaction((tx): Admission => {
    const found = findDesktop(tx, keyMac);
    if (found === undefined) return { kind: 'unknown' };
    const { desktop, isNextKey } = found;
    const { id, name } = desktop;
    const now = believedTime(context, tx);
    if (now >= desktop.validUntil) return { kind: 'expired' };
    if (isNextKey) {
      takeNextKey(tx, id, now + YEAR_MS);
      recordActivity(context, tx, { action: 'desktop.renewed', outcome: 'done', detail: { desktopName: name } });
    }
    markSeen(tx, id, context.clock.now(), version);
    const isRenewalDue = !isNextKey && desktop.validUntil - now < YEAR_MS - RENEWS_AFTER_MS;
    return { kind: 'admitted', id, name, isRenewalDue };
  });
}

/** @param fingerprint of the key that the desktop will have. Until it connects with that one, the present one is good. */
export function prepareRenewal(context: Context, desktopId: number, fingerprint: Uint8Array): void {
  context.storage.transaction((tx) => setNextKey(tx, desktopId, keyMacOf(context, fingerprint)));
}

/** It is still there, or was a moment ago. */
export function noteSeen(context: Context, desktopId: number, version: string): void {
  context.storage.transaction((tx) => markSeen(tx, desktopId, context.clock.now(), version));
}
