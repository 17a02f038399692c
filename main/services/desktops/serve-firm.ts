// A Partner Admin lets other desktops sign in to the firm, and ends it. Off until somebody asks for it: until then no port is
// open, and there is no key for one.
import { DEFAULT_PORT } from '../../domain/pairing.ts';
import { Refusal, refuse } from '../../domain/refusal.ts';
import type { StandbyState } from '../../domain/standby.ts';
import type { Reader } from '../../storage/engine/database.ts';
import { type JoinedDesktop, listDesktops, markAllRevoked } from '../../storage/tables/desktops.ts';
import {
  getPairing,
  getServer,
  markNotServing,
  putServer,
  removePairing,
  type ServerPlace,
} from '../../storage/tables/server.ts';
import { type Actor, findActor } from '../act/actor.ts';
import { latestTime } from '../act/check-clock.ts';
import type { Context } from '../act/context.ts';
import { findMove } from '../act/moved-firm.ts';
import { isPresent, provePresence } from '../act/presence.ts';
import { recordActivity } from '../act/record-activity.ts';
import { type Identity, makeIdentity } from '../secrets/certificate.ts';
import type { FirmServer } from './firm-server.ts';

const KEY_PLACE = 'key of the server';
const SHOWN_DESKTOPS = 1000;

export interface DesktopsState {
  /** `since` it was switched on, which may be before this start of Rekey. */
  readonly serving: { readonly name: string; readonly addresses: readonly string[]; readonly since: number } | null;
  readonly suggested: ServerPlace & { readonly addresses: readonly string[] };
  readonly pairingUntil: number | null;
  readonly desktops: readonly (JoinedDesktop & { readonly isConnected: boolean })[];
  /** Somebody can sign in at the computer with the data. */
  readonly hasWindow: boolean;
  readonly engine: 'sqlite' | 'postgres';
  readonly standby: StandbyState | null;
  readonly needsCode: boolean;
}

export function getDesktops(context: Context, actor: Actor, server: FirmServer): DesktopsState {
  const { read } = context.storage;
  const place = getServer(read);
  const { serving } = server;
  const pairing = getPairing(read);
  return {
    serving:
      serving === undefined || place === undefined
        ? null
        : { ...serving, name: place.name, since: place.servesSince ?? serving.since },
    suggested: {
      name: place?.name ?? server.computer,
      address: place?.address ?? '',
      port: place?.port ?? DEFAULT_PORT,
      addresses: server.listAddresses(),
    },
    pairingUntil: pairing !== undefined && latestTime(context, read) < pairing.until ? pairing.until : null,
    desktops: listDesktops(read, SHOWN_DESKTOPS).map((desktop) => ({
      ...desktop,
      isConnected: server.isConnected(desktop.id),
    })),
    hasWindow: server.hasWindow,
    engine: typeof context.storage.source === 'string' ? 'sqlite' : 'postgres',
    standby: context.storage.standby?.state ?? null,
    needsCode: !isPresent(context, actor.session.presenceAt),
  };
}

/** @throws AlteredSecret where another program has written the row. */
export function identityOf({ secretBox }: Pick<Context, 'secretBox'>, reader: Reader): Identity | undefined {
  const server = getServer(reader);
  return server === undefined
    ? undefined
    : { key: secretBox.open(KEY_PLACE, server.sealedKey), certificate: server.certificate };
}

/**
 * From now on, and at each start of Rekey on this computer. The key of the first time stays: desktops know the server by it.
 * @param order.isNewKey another key takes its place, and every desktop is revoked: with the old one, which is in every
 *   backup, nobody can pose as this server any longer.
 * @param order.code the actor's own fresh code. May be empty within five minutes of the last one.
 * @throws Refusal not_now (it serves), port_taken, address_not_here, and as provePresence.
 */
export async function serveFirm(
  context: Context,
  actor: Actor,
  server: FirmServer,
  order: ServerPlace & { readonly isNewKey: boolean; readonly code: string },
): Promise<void> {
  const { storage } = context;
  if (context.isSample || server.serving !== undefined) refuse({ code: 'not_now' });
  provePresence(context, actor, order.code);
  const { name, address, port, isNewKey } = order;
  const known = isNewKey ? undefined : identityOf(context, storage.read);
  const identity = known ?? makeIdentity(context.clock.now(), context.random.bytes);
  await server.listen({ name, address, port }, identity);
  try {
    storage.transaction((tx) => {
      // Opening the port took time: the session may have ended since.
      if (findActor(context, actor.session.id) === undefined) refuse({ code: 'not_now' });
      const now = context.clock.now();
      putServer(tx, {
        name,
        address,
        port,
        certificate: identity.certificate,
        sealedKey: context.secretBox.seal(KEY_PLACE, identity.key),
        servesSince: now,
        computer: server.computer,
      });
      if (isNewKey) removePairing(tx);
      const revoked = isNewKey ? markAllRevoked(tx, now) : 0;
      recordActivity(context, tx, {
        action: 'server.started',
        outcome: 'done',
        actor: actor.user,
        detail: { serverName: name, serverAddress: address, port, ...(isNewKey ? { newKey: true, revoked } : {}) },
      });
    });
    storage.settle();
  } catch (error) {
    server.stop();
    throw error;
  }
}

/**
 * For a Rekey without a window. It serves as long as it runs, and what Settings says about a Rekey with a window stays. Where
 * another computer or address served last, that is on record.
 * @param asked undefined: where it served last, or every address and the port that Rekey suggests. An address of another
 *   computer stands for every address of this one.
 * @throws Refusal not_now (the firm was moved to another computer), port_taken, address_not_here.
 */
export async function serveByArgument(
  context: Context,
  server: FirmServer,
  asked: { readonly host: string; readonly port: number } | undefined,
): Promise<void> {
  const { storage } = context;
  if (findMove(context, storage.read) !== undefined) refuse({ code: 'not_now' });
  const before = getServer(storage.read);
  const identity = identityOf(context, storage.read) ?? makeIdentity(context.clock.now(), context.random.bytes);
  const name = before?.name ?? server.computer;
  const address = asked?.host ?? before?.address ?? '';
  const port = asked?.port ?? before?.port ?? DEFAULT_PORT;
  let serverAddress = address;
  try {
    await server.listen({ name, address, port }, identity);
  } catch (error) {
    const isElsewhere = error instanceof Refusal && error.reason.code === 'address_not_here';
    // On PostgreSQL, another computer may have served last. What it was told stays its own.
    if (!isElsewhere || asked !== undefined || typeof storage.source === 'string') throw error;
    serverAddress = '';
    await server.listen({ name, address: serverAddress, port }, identity);
  }
  const { computer } = server;
  if (before?.address === address && before.port === port && before.computer === computer) return;
  try {
    storage.transaction((tx) => {
      const sealedKey = context.secretBox.seal(KEY_PLACE, identity.key);
      const servesSince = before?.servesSince ?? null;
      putServer(tx, { name, address, port, certificate: identity.certificate, sealedKey, servesSince, computer });
      const action = before === undefined ? 'server.started' : 'server.taken_over';
      recordActivity(context, tx, {
        action,
        outcome: 'done',
        detail: { serverName: name, computer, serverAddress, port },
      });
    });
  } catch (error) {
    // It is committed here. People can sign in and read without a standby.
    if (!(error instanceof Refusal && error.reason.code === 'not_on_standby')) throw error;
  }
}

/**
 * At a start of Rekey, and every minute after a port was taken. A copy of a firm that was moved away serves nobody: the
 * desktops belong to the other one.
 * @returns whether it begins to serve now.
 */
export async function resumeServing(context: Context, server: FirmServer): Promise<boolean> {
  const { read } = context.storage;
  if (findMove(context, read) !== undefined) {
    server.stop();
    return false;
  }
  const place = getServer(read);
  const identity = place === undefined ? undefined : identityOf(context, read);
  const isOff = context.isSample || place?.servesSince == null || identity === undefined;
  if (isOff || server.serving !== undefined) return false;
  await server.listen(place, identity);
  return true;
}

/** A second click changes and records nothing. */
export function stopServing(context: Context, actor: Actor, server: FirmServer): void {
  context.storage.transaction((tx) => {
    removePairing(tx);
    if (markNotServing(tx) || server.serving !== undefined)
      recordActivity(context, tx, { action: 'server.stopped', outcome: 'done', actor: actor.user });
  });
  context.storage.settle();
  server.stop();
}
