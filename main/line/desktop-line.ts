// A desktop's line to the firm's server: connects, says who it is, and connects again by itself when the connection is lost,
// with growing waits. It renews the desktop's key when the server asks for it.
import { randomBytes } from 'node:crypto';
import type { CsvSeparator } from '../domain/csv.ts';
import { parseAddress, toAddressText } from '../domain/pairing.ts';
import { fingerprintOfIdentity, type Identity, makeIdentity } from '../services/secrets/certificate.ts';
import { isSameBytes } from '../services/secrets/secret-box.ts';
import { CallProblem, callServer } from './call-server.ts';
import { type Channel, openChannel } from './channel.ts';
import type { JoinedServer } from './joined-server.ts';
import {
  type DesktopMessage,
  type Hello,
  introduce,
  MOST_BYTES_AT_FIRST,
  MOST_BYTES_FROM_SERVER,
  MOST_WINDOWS,
  type ServerMessage,
  serverMessage,
} from './messages.ts';
import type { SeenRecord } from './seen-record.ts';

const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 1500;
/** Where somebody has to do something first. */
const WAIT_FOR_SOMEBODY_MS = 20_000;

export type Welcome = Extract<ServerMessage, { say: 'welcome' }>;
/** What the line itself hears. */
export type OfTheLine = 'welcome' | 'addresses' | 'ping' | 'record' | 'refused' | 'renewal_due' | 'renewed';
export type WhyNot = 'connecting' | 'revoked' | 'expired' | 'other_version' | 'wrong_server';

export interface LineDependencies {
  readonly joined: JoinedServer;
  /** Keeps what has changed: the keys of this desktop, and where the server is. */
  readonly keep: (joined: JoinedServer) => Promise<void>;
  /** False: the policy file says where the server is. */
  readonly learnsAddresses: boolean;
  readonly version: string;
  readonly csvSeparator: CsvSeparator;
  /** What this desktop remembers of the server's activity record. */
  readonly seen: SeenRecord;
  /** That are open, by their numbers here. */
  readonly windows: () => readonly number[];
  /** @param isOtherRecord the record does not have what this desktop remembers. */
  readonly onConnected: (welcome: Welcome, isOtherRecord: boolean) => void;
  readonly onMessage: (message: Exclude<ServerMessage, { say: OfTheLine }>) => void;
  /** It goes on trying, whatever the reason. @param serverVersion with `other_version`. */
  readonly onLost: (why: WhyNot, serverVersion: string | null) => void;
  readonly log: (line: string) => void;
}

export interface DesktopLine {
  /** @returns false where there is no connection: nothing was sent. */
  send(message: DesktopMessage): boolean;
  /** Somebody wants something now: the next call does not wait. */
  hurry(): void;
  close(): void;
}

export function openDesktopLine(dependencies: LineDependencies): DesktopLine {
  const { version, csvSeparator, seen, log } = dependencies;
  let { joined } = dependencies;
  const run = randomBytes(18).toString('base64url');
  let channel: Channel<DesktopMessage | Hello> | undefined;
  let isWelcome = false;
  let isClosed = false;
  let wait = FIRST_WAIT_MS;
  let waiting: NodeJS.Timeout | undefined;
  /** Somebody has to do something first: another call now would not help. */
  let isForSomebody = false;
  /** Made, and told to the server, which has not said yet that it knows it. */
  let renewal: Identity | undefined;
  let keeping = Promise.resolve();

  async function connect(): Promise<void> {
    let why: WhyNot = 'connecting';
    try {
      // The key before the newest is tried where the server has never seen the newest.
      for (const identity of joined.identities) {
        why = await talk(identity);
        if (why !== 'revoked') break;
      }
    } catch (error) {
      why = error instanceof CallProblem && error.kind === 'wrong_server' ? 'wrong_server' : 'connecting';
      if (!(error instanceof CallProblem)) log(`the line: ${error instanceof Error ? error.stack : error}`);
      dependencies.onLost(why, null);
    }
    if (isClosed) return;
    // Not all desktops at the same moment.
    isForSomebody = why !== 'connecting';
    const next = (why === 'connecting' ? wait : WAIT_FOR_SOMEBODY_MS) * (1 + Math.random() / 4);
    wait = Math.min(wait * 2, LONGEST_WAIT_MS);
    waiting = setTimeout(callNow, next);
  }

  function callNow(): void {
    clearTimeout(waiting);
    waiting = undefined;
    void connect();
  }

  /** From the call to the end of the connection. @returns why it ended. */
  async function talk(identity: Identity): Promise<WhyNot> {
    const { addresses, others, fingerprint } = joined;
    const { socket } = await callServer([...addresses, ...others], identity, (found) =>
      isSameBytes(found, fingerprint),
    );
    if (isClosed) {
      socket.destroy();
      return 'connecting';
    }
    return new Promise((resolve) => {
      let why: WhyNot = 'connecting';
      let serverVersion: string | null = null;
      channel = openChannel<ServerMessage, DesktopMessage | Hello>(socket, () => serverMessage, {
        mostBytes: MOST_BYTES_AT_FIRST,
        onMessage(message) {
          switch (message.say) {
            case 'welcome':
              isWelcome = true;
              channel?.allow(MOST_BYTES_FROM_SERVER);
              wait = FIRST_WAIT_MS;
              if (joined.identities.length > 1) void keepOnly(identity);
              learn(message.addresses);
              meetRecord(message);
              if (message.isRenewalDue) renew();
              return;
            case 'addresses':
              return learn(message.addresses);
            case 'refused':
              why = WHY[message.why] ?? 'connecting';
              serverVersion = why === 'other_version' ? message.version : null;
              return;
            case 'renewal_due':
              return renew();
            case 'renewed':
              return void keepRenewal(identity);
            case 'record':
              return seen.grow({ seq: message.seq, hash: message.hash });
            case 'ping':
              return;
            default:
              return dependencies.onMessage(message);
          }
        },
        onEnd() {
          channel = undefined;
          isWelcome = false;
          seen.flush();
          dependencies.onLost(why, serverVersion);
          resolve(why);
        },
      });
      // The server would not take a greeting with more.
      const windows = dependencies.windows().slice(0, MOST_WINDOWS);
      const lastRecord = seen.last?.seq ?? null;
      channel.send({ say: 'hello', ...introduce(version), run, windows, csvSeparator, lastRecord });
    });
  }

  function meetRecord(welcome: Welcome): void {
    const fits = seen.meet(welcome.record, welcome.lastRecordHash);
    if (!fits && seen.last !== undefined) channel?.send({ say: 'other_record', ...seen.last });
    dependencies.onConnected(welcome, !fits);
  }

  function renew(): void {
    renewal = makeIdentity(Date.now(), (count) => new Uint8Array(randomBytes(count)));
    channel?.send({ say: 'renew', fingerprint: Buffer.from(fingerprintOfIdentity(renewal)).toString('hex') });
  }

  /** A server that serves in the place of this one is tried, too. What somebody has typed stays. */
  function learn(said: readonly string[]): void {
    if (!dependencies.learnsAddresses) return;
    const own = joined.addresses.map(toAddressText);
    const others = said.filter((address) => !own.includes(address));
    if (others.join() === joined.others.map(toAddressText).join()) return;
    void keep({ others: others.map(parseAddress).filter((address) => address !== undefined) });
  }

  async function keepRenewal(present: Identity): Promise<void> {
    if (renewal !== undefined) await keep({ identities: [renewal, present] });
    renewal = undefined;
  }

  const keepOnly = (identity: Identity): Promise<void> => keep({ identities: [identity] });

  /** One after the other: each keeps what the one before has changed. */
  function keep(change: Partial<JoinedServer>): Promise<void> {
    keeping = keeping.then(async () => {
      try {
        const next = { ...joined, ...change };
        await dependencies.keep(next);
        joined = next;
      } catch (error) {
        // The present key is good for months, and the next connection tries again.
        log(`what has changed is not kept: ${error instanceof Error ? error.message : error}`);
      }
    });
    return keeping;
  }

  void connect();
  return {
    send(message) {
      if (channel === undefined || !isWelcome) return false;
      channel.send(message);
      return true;
    },
    hurry() {
      if (waiting !== undefined && !isForSomebody) callNow();
    },
    close() {
      isClosed = true;
      clearTimeout(waiting);
      seen.flush();
      channel?.cut();
    },
  };
}

const WHY: Readonly<Partial<Record<Extract<ServerMessage, { say: 'refused' }>['why'], WhyNot>>> = {
  unknown: 'revoked',
  expired: 'expired',
  version: 'other_version',
};
