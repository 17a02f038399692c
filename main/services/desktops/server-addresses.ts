// Where desktops find the firm's server: at the computer that serves, and at those that wait to go on in its place. The one
// that serves keeps the list, and a desktop tries all of them. An address leads to nothing but the server's own key.
import { parseAddress } from '../../domain/pairing.ts';
import { listServerAddresses, putServerAddress, removeServerAddress } from '../../storage/tables/server-addresses.ts';
import type { Context } from '../act/context.ts';
import type { FirmServer } from './firm-server.ts';

/** What a desktop takes. */
export const MOST_ADDRESSES = 16;
const DAY_MS = 24 * 3_600_000;
/** A computer that was not there for so long is not tried any longer. */
const FORGOTTEN_AFTER_MS = 30 * DAY_MS;

/** Another program may have written it. */
const isAddress = (text: string): boolean => text.length <= 120 && parseAddress(text) !== undefined;

export const knownAddresses = ({ storage }: Pick<Context, 'storage'>): readonly string[] =>
  listServerAddresses(storage.read)
    .map(({ address }) => address)
    .filter(isAddress)
    .slice(0, MOST_ADDRESSES);

/** Called every minute. It writes where something is new, and once a day. @returns whether the list is another one. */
export function noteAddresses({ storage, clock }: Pick<Context, 'storage' | 'clock'>, server: FirmServer): boolean {
  const present = [...(server.serving?.addresses ?? []), ...storage.listWaiting()]
    .filter(isAddress)
    .slice(0, MOST_ADDRESSES);
  const now = clock.now();
  const known = listServerAddresses(storage.read);
  const isFresh = ({ seenAt }: { readonly seenAt: number }): boolean => Math.abs(now - seenAt) < DAY_MS;
  const news = present.filter((address) => !known.some((one) => one.address === address && isFresh(one)));
  const absent = known.filter(({ address }) => isAddress(address) && !present.includes(address));
  const old = [
    ...known.filter(({ address }) => !isAddress(address)),
    ...absent.filter(({ seenAt }, at) => now - seenAt >= FORGOTTEN_AFTER_MS || present.length + at >= MOST_ADDRESSES),
  ];
  if (news.length === 0 && old.length === 0) return false;
  storage.transaction((tx) => {
    for (const address of news) putServerAddress(tx, { address, seenAt: now });
    for (const { address } of old) removeServerAddress(tx, address);
  });
  return old.length > 0 || news.some((address) => known.every((one) => one.address !== address));
}
