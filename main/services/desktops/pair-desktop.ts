// A Partner Admin makes a pairing code, and a desktop joins with it: once, within ten minutes. It gets admission to the
// server, and no right: people sign in there as everywhere.
import { CODE_BYTES, toCodeText } from '../../domain/code-text.ts';
import { PAIRING_MS, toFingerprintText, toPairingCode, toPairingText } from '../../domain/pairing.ts';
import { refuse } from '../../domain/refusal.ts';
import type { Reader } from '../../storage/engine/database.ts';
import { countDesktops, insertDesktop } from '../../storage/tables/desktops.ts';
import { getPairing, removePairing, setPairing } from '../../storage/tables/server.ts';
import { getUser } from '../../storage/tables/users.ts';
import type { Actor } from '../act/actor.ts';
import { believedTime, latestTime } from '../act/check-clock.ts';
import type { Context } from '../act/context.ts';
import { tryTo } from '../act/credentials.ts';
import { actWithPresence } from '../act/presence.ts';
import { recordActivity } from '../act/record-activity.ts';
import { fingerprintOfIdentity, YEAR_MS } from '../secrets/certificate.ts';
import { type PairingFacts, provePairing } from '../secrets/pairing-proof.ts';
import { isSameBytes } from '../secrets/secret-box.ts';
import { keyMacOf } from './admit-desktop.ts';
import type { FirmServer, Serving } from './firm-server.ts';
import { identityOf } from './serve-firm.ts';
import { knownAddresses } from './server-addresses.ts';

const PLACE = 'pairing code';
/** What the list shows, and some more than any firm has. */
const MOST_DESKTOPS = 1000;

/** What a desktop reads of a pairing file. */
const MOST_IN_FILE = 10;

export interface MadePairing {
  readonly pairingCode: string;
  readonly addresses: readonly string[];
  readonly until: number;
  readonly pairingText: string;
}

/**
 * The code before it stops working.
 * @param code the actor's own fresh code. May be empty within five minutes of the last one.
 * @throws Refusal not_now (it does not serve), and as actWithPresence.
 */
export function makePairing(context: Context, actor: Actor, server: FirmServer, code: string): MadePairing {
  const requireServing = (): Serving => server.serving ?? refuse({ code: 'not_now' });
  return actWithPresence(context, actor, code, requireServing, (tx, serving) => {
    const identity = identityOf(context, tx) ?? refuse({ code: 'not_now' });
    const secret = toCodeText(context.random.bytes(CODE_BYTES));
    const until = context.clock.now() + PAIRING_MS;
    setPairing(tx, { sealedSecret: context.secretBox.seal(PLACE, Buffer.from(secret)), until, byId: actor.user.id });
    recordActivity(context, tx, { action: 'desktop.pairing_made', outcome: 'done', actor: actor.user });
    const addresses = [...new Set([...serving.addresses, ...knownAddresses(context)])].slice(0, MOST_IN_FILE);
    const pairingCode = toPairingCode({ fingerprint: toFingerprintText(fingerprintOfIdentity(identity)), secret });
    return { pairingCode, addresses, until, pairingText: toPairingText(addresses, pairingCode) };
  });
}

export interface JoinRequest extends Omit<PairingFacts, 'secret'> {
  readonly name: string;
  readonly proof: Uint8Array;
}

/**
 * Who sends the proof has shown its own key in the handshake of the same connection.
 * @returns the server's proof.
 * @throws Refusal wrong_pairing_code.
 */
export function joinDesktop(context: Context, request: JoinRequest): Uint8Array {
  const { name, proof, ...facts } = request;
  return context.storage.transaction((tx) => {
    const { secret, by } = requirePairing(context, tx);
    if (!isSameBytes(provePairing('desktop', { ...facts, secret }), proof)) refuse({ code: 'wrong_pairing_code' });
    if (countDesktops(tx) >= MOST_DESKTOPS) refuse({ code: 'wrong_pairing_code' });
    removePairing(tx);
    insertDesktop(tx, {
      name,
      keyMac: keyMacOf(context, facts.desktop),
      since: context.clock.now(),
      validUntil: believedTime(context, tx) + YEAR_MS,
    });
    recordActivity(context, tx, {
      action: 'desktop.joined',
      outcome: 'done',
      actor: by,
      detail: { desktopName: name },
    });
    return provePairing('server', { ...facts, secret });
  });
}

function requirePairing(context: Context, reader: Reader) {
  const pairing = getPairing(reader);
  const now = latestTime(context, reader);
  // A clock that was set back gives a code no more time than it had at first.
  if (pairing === undefined || now >= pairing.until || pairing.until - now > PAIRING_MS)
    return refuse({ code: 'wrong_pairing_code' });
  const secret = tryTo(() => context.secretBox.open(PLACE, pairing.sealedSecret));
  const by = getUser(reader, pairing.byId);
  // The code of somebody who was deactivated since lets nothing in.
  const isAdmin = by?.role === 'partner_admin' && by.status === 'active' && by.frozenAt === null;
  return secret === undefined || !isAdmin
    ? refuse({ code: 'wrong_pairing_code' })
    : { secret: Buffer.from(secret).toString(), by };
}

/** Of a wrong code, or one that was used. The caller limits how often. */
export function recordRefusedPairing(context: Context): void {
  context.storage.transaction((tx) =>
    recordActivity(context, tx, {
      action: 'desktop.joined',
      outcome: 'denied',
      reason: 'wrong_pairing_code',
    }),
  );
}
