// The firm's server: listens for desktops, and passes their requests to the same door that serves the windows of its own
// computer. A connection is TLS 1.3 with a key on both sides. Until a desktop has proved itself it can only pair or say who
// it is, in one short message, within some seconds; nothing of it reaches the door. SECURITY: this is the one place where
// Rekey opens a port, and it does so only where a Partner Admin or an argument asked for it.
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { Server, TLSSocket } from 'node:tls';
import { toAddressText } from '../domain/pairing.ts';
import { Refusal, refuse } from '../domain/refusal.ts';
import { describe } from '../ipc/describe.ts';
import type { Desktop } from '../ipc/handler.ts';
import type { Context } from '../services/act/context.ts';
import { computerName } from '../services/act/moved-firm.ts';
import { type Admission, admitDesktop, noteSeen, prepareRenewal } from '../services/desktops/admit-desktop.ts';
import type { FirmServer, Serving } from '../services/desktops/firm-server.ts';
import { recordFactsFor } from '../services/desktops/other-record.ts';
import { knownAddresses } from '../services/desktops/server-addresses.ts';
import { fingerprintOf, fingerprintOfIdentity, type Identity, toPem } from '../services/secrets/certificate.ts';
import type { ServerPlace } from '../storage/tables/server.ts';
import { type Channel, channelOf, openChannel } from './channel.ts';
import {
  type DesktopMessage,
  desktopMessage,
  firstMessage,
  type Hello,
  isSameVersion,
  MOST_BYTES_AT_FIRST,
  MOST_BYTES_FROM_DESKTOP,
  type Pair,
  type Refused,
  type ServerMessage,
} from './messages.ts';
import { createPairingDesk } from './pairing-desk.ts';
import { createRemoteDesktops, type RemoteDesktops, type RemoteDoor } from './remote-desktops.ts';
import { createStrangerLimits } from './stranger-limits.ts';

/** A handshake, and then the first message. */
const HANDSHAKE_MS = 5000;
const FIRST_MESSAGE_MS = 10_000;
const MOST_CONNECTIONS = 512;
/** So long nothing more is said about connections that could not be met. */
const NOT_MET_MS = 60_000;

export interface ServerDependencies {
  readonly context: () => Context;
  readonly door: () => RemoteDoor;
  readonly keyProtection: () => Desktop['keyProtection'];
  readonly hasWindow: boolean;
  readonly log: (line: string) => void;
}

export interface ListeningServer extends FirmServer, Pick<RemoteDesktops, 'desktopOf' | 'announce'> {
  /** Time has passed: see RemoteDesktops. */
  sweep(): void;
  /** The port that it listens on: another one than asked for where that was 0. */
  readonly port: number | undefined;
  countConnected(): number;
  /** Tells the desktops where the server can be reached. */
  tellAddresses(): void;
  /** Rekey ends here: as `stop`, but the sessions of desktops wait for its next start. */
  shutDown(): void;
}

type Link = Channel<ServerMessage>;

export function createFirmServer(dependencies: ServerDependencies): ListeningServer {
  const { context, log } = dependencies;
  const desktops = createRemoteDesktops({ ...dependencies, server: () => self });
  const pairingDesk = createPairingDesk(context);
  const strangers = createStrangerLimits(() => performance.now());
  /** All connections, so that none is left when the server stops. */
  const sockets = new Set<Socket>();
  /** Two windows that ask at the same time open one port. */
  let isBeginning = false;
  /** How often it was stopped: a port that opens after that is closed again. */
  let stops = 0;
  /** When the log last had a connection that could not be met, by a clock that nobody sets. */
  let notMetAt = Number.NEGATIVE_INFINITY;
  let listening: { readonly server: Server; readonly place: ServerPlace; readonly since: number } | undefined;

  const refusal = (why: Refused, until: number | null = null): ServerMessage => ({
    say: 'refused',
    why,
    version: context().appVersion,
    until,
  });

  function meet(socket: TLSSocket, identity: Identity, serverName: string): void {
    const key = socket.getPeerX509Certificate()?.publicKey;
    if (key?.asymmetricKeyType !== 'ec') return void socket.destroy();
    const address = socket.remoteAddress ?? '';
    const fingerprint = fingerprintOf(key);
    let attached: { hear(message: DesktopMessage): void; lose(): void } | undefined;
    const slow = setTimeout(() => socket.destroy(), FIRST_MESSAGE_MS);
    const link: Link = openChannel<DesktopMessage | Hello | Pair, ServerMessage>(
      socket,
      () => (attached === undefined ? firstMessage : desktopMessage),
      {
        mostBytes: MOST_BYTES_AT_FIRST,
        onMessage(message) {
          if (attached !== undefined) return attached.hear(message as DesktopMessage);
          clearTimeout(slow);
          if (message.say === 'pair') pair(message);
          else if (message.say === 'hello') greet(message);
        },
        onEnd(error) {
          clearTimeout(slow);
          if (error !== undefined && attached !== undefined) log(`a desktop’s line has ended: ${error.message}`);
          attached?.lose();
        },
      },
    );

    function pair(message: Pair): void {
      const answer = tryToPair(message);
      if (answer === undefined) link.cut();
      else link.end(answer);
      // A stranger who guesses makes no window read again.
      if (answer?.say === 'paired') dependencies.door().stateChanged(true);
    }

    /** Undefined: something went wrong here. */
    function tryToPair({ name, proof, ...message }: Pair): ServerMessage | undefined {
      if (!isSameVersion(message, context().appVersion)) return refusal('version');
      try {
        const ours = pairingDesk.join(address, {
          name,
          proof: Buffer.from(proof, 'hex'),
          channel: channelOf(socket),
          desktop: fingerprint,
          server: fingerprintOfIdentity(identity),
        });
        return { say: 'paired', proof: Buffer.from(ours).toString('hex') };
      } catch (error) {
        if (!(error instanceof Refusal)) log(`a desktop could not join: ${describe(error)}`);
        else if (error.reason.code === 'locked_until') return refusal('wait', error.reason.until);
        else return refusal('wrong_pairing_code');
        return undefined;
      }
    }

    function greet(hello: Hello): void {
      const admission = tryToAdmit(hello);
      if (admission?.kind !== 'admitted') {
        if (admission === undefined) link.cut();
        else link.end(refusal(admission.kind));
        return;
      }
      strangers.prove(endOf(socket));
      link.allow(MOST_BYTES_FROM_DESKTOP);
      const { id, name, isRenewalDue } = admission;
      const desktop = desktops.attach({ id, name, hello, link, isRenewalDue });
      attached = {
        hear(message) {
          if (message.say === 'other_record') return desktops.hearOtherRecord(id, name, message);
          if (message.say !== 'renew') return desktop.hear(message, link);
          if (!desktop.takeRenewal(link)) return;
          prepareRenewal(context(), id, Buffer.from(message.fingerprint, 'hex'));
          link.send({ say: 'renewed' });
        },
        lose() {
          desktop.lose(link);
          noteLastSeen(id, hello.version);
          if (!context().storage.isClosed) dependencies.door().stateChanged(true);
        },
      };
      // What is not committed may be taken back: no desktop remembers it.
      context().storage.settle();
      const { end, known, restoredAt } = recordFactsFor(context(), hello.lastRecord);
      link.send({
        say: 'welcome',
        name: serverName,
        at: context().clock.now(),
        isRenewalDue,
        record: end,
        lastRecordHash: known,
        restoredAt,
        addresses: knownAddresses(context()),
      });
      dependencies.door().stateChanged(true);
    }

    /** Undefined: something went wrong here, for example because the disk is full. The desktop tries again. */
    function tryToAdmit(hello: Hello): Admission | { readonly kind: 'version' } | undefined {
      try {
        const admission = admitDesktop(context(), fingerprint, hello.version);
        // The list shows its version, too.
        return admission.kind === 'admitted' && !isSameVersion(hello, context().appVersion)
          ? { kind: 'version' }
          : admission;
      } catch (error) {
        log(`a desktop could not be admitted: ${describe(error)}`);
        return undefined;
      }
    }
  }

  /** It is only the time that the list shows: a full disk, or a database that is closed, stops nothing. */
  function noteLastSeen(desktopId: number, version: string): void {
    try {
      if (!context().storage.isClosed) noteSeen(context(), desktopId, version);
    } catch (error) {
      log(`not noted when a desktop was there: ${describe(error)}`);
    }
  }

  /** What was said last to a desktop may still be on its way. A stranger could say something more. */
  function destroyStrangers(): void {
    for (const socket of sockets) if (strangers.isStranger(endOf(socket))) socket.destroy();
  }

  function closePort(): void {
    const { server } = listening ?? {};
    stops += 1;
    listening = undefined;
    server?.close();
  }

  async function openPort(place: ServerPlace, identity: Identity): Promise<Server> {
    // Only a Rekey that serves loads it: no other start waits for it.
    const { createServer } = await import('node:tls');
    const server = createServer({
      ...toPem(identity),
      minVersion: 'TLSv1.3',
      requestCert: true,
      // The key counts, not who signed for it: `meet` looks it up.
      rejectUnauthorized: false,
      handshakeTimeout: HANDSHAKE_MS,
    });
    server.maxConnections = MOST_CONNECTIONS;
    server.on('connection', (socket) => {
      const { remoteAddress = '' } = socket;
      const end = endOf(socket);
      if (!strangers.admit(end, remoteAddress)) return void socket.destroy();
      sockets.add(socket);
      socket.once('close', () => {
        strangers.leave(end);
        sockets.delete(socket);
      });
    });
    server.on('secureConnection', (socket) => {
      try {
        meet(socket, identity, place.name);
      } catch (error) {
        // A certificate that cannot be read, for example. No stranger ends the process, or fills the log.
        if (performance.now() - notMetAt > NOT_MET_MS) {
          log(`a connection could not be met: ${describe(error)}`);
          notMetAt = performance.now();
        }
        socket.destroy();
      }
    });
    // A port scanner, or somebody without a certificate.
    server.on('tlsClientError', (_error, socket) => socket.destroy());
    await begin(server, place);
    server.on('error', (error) => log(`the server has a problem: ${error.message}`));
    return server;
  }

  const self: ListeningServer = {
    desktopOf: desktops.desktopOf,
    announce: desktops.announce,
    sweep: () => desktops.sweep(refusal('expired')),
    isConnected: desktops.isConnected,
    cut: (desktopId) => desktops.cut(desktopId, refusal('unknown')),
    countConnected: desktops.countConnected,
    tellAddresses: () => desktops.tellAll({ say: 'addresses', addresses: knownAddresses(context()) }),
    hasWindow: dependencies.hasWindow,
    computer: computerName() || 'computer',
    listAddresses,
    get port() {
      return portOf(listening?.server);
    },
    get serving(): Serving | undefined {
      if (listening === undefined) return undefined;
      const port = portOf(listening.server) ?? listening.place.port;
      const hosts = isAny(listening.place.address) ? listAddresses() : [listening.place.address];
      return { since: listening.since, addresses: hosts.map((host) => toAddressText({ host, port })) };
    },
    async listen(place, identity) {
      if (isBeginning || listening !== undefined) refuse({ code: 'not_now' });
      isBeginning = true;
      const stopsBefore = stops;
      try {
        const server = await openPort(place, identity);
        if (stops !== stopsBefore) {
          server.close();
          destroyStrangers();
          return refuse({ code: 'not_now' });
        }
        listening = { server, place, since: context().clock.now() };
      } finally {
        isBeginning = false;
      }
    },
    stop() {
      closePort();
      desktops.cutAll(refusal('stopping'));
      destroyStrangers();
    },
    shutDown() {
      closePort();
      desktops.leaveAll(refusal('stopping'));
      destroyStrangers();
    },
  };
  return self;
}

/** @throws Refusal port_taken, address_not_here. */
async function begin(server: Server, { address, port }: ServerPlace): Promise<void> {
  try {
    server.listen({ port, ...(isAny(address) ? {} : { host: address }) });
    await once(server, 'listening');
  } catch (error) {
    server.close();
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE' || code === 'EACCES') return refuse({ code: 'port_taken' });
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EINVAL')
      return refuse({ code: 'address_not_here' });
    throw error;
  }
}

/** TLS has an object of its own for a connection, with the same other end. */
const endOf = ({ remoteAddress, remotePort }: Pick<Socket, 'remoteAddress' | 'remotePort'>): string =>
  `${remoteAddress} ${remotePort}`;

export const isAny = (address: string): boolean => ['', '0.0.0.0', '::'].includes(address);

function portOf(server: Server | undefined): number | undefined {
  const address = server?.address();
  return typeof address === 'object' && address !== null ? address.port : undefined;
}

/** IPv4 first: people read it out. A link-local address is of no use to others. */
export function listAddresses(): readonly string[] {
  const all = Object.values(networkInterfaces()).flatMap((entries) => entries ?? []);
  const outer = all.filter(({ internal, address }) => !internal && !address.startsWith('fe80:'));
  return outer
    .toSorted((a, b) => Number(a.family === 'IPv6') - Number(b.family === 'IPv6'))
    .map(({ address }) => address)
    .slice(0, 16);
}
