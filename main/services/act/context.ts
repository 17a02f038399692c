// The room `act/` is what every act is made of: who acts (actor.ts), on which user (target.ts), with what proof (visit.ts,
// presence.ts, attempt.ts), and its record (record-activity.ts). The other rooms hold the use cases; they import this
// one, never the reverse. This file is what every use case is given: storage, time, randomness and secrets. Nothing is
// global, so tests fix all of it.
import type { Managed } from '../../domain/managed.ts';
import type { SteadyClock } from '../../domain/steady-clock.ts';
import type { Storage } from '../../storage/engine/database.ts';
import type { Anchor } from '../../storage/files/anchor.ts';
import type { PasswordHasher } from '../secrets/password-hasher.ts';
import type { SecretBox } from '../secrets/secret-box.ts';
import type { Act } from './act.ts';

/** Rekey's time, in epoch ms: see domain/steady-clock.ts. */
export type Clock = SteadyClock;

export interface Random {
  /** Cryptographically secure random bytes. */
  bytes(count: number): Uint8Array;
}

/** Where the firm lives, and the key that opens it. A backup takes them along. */
export interface Home {
  readonly folder: string;
  /** Outside the folder. */
  readonly anchorFile: string;
  readonly dataKey: Uint8Array;
}

export interface Context {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly random: Random;
  readonly secretBox: SecretBox;
  readonly passwords: PasswordHasher;
  readonly appVersion: string;
  readonly home: Home;
  /** The open folder is the sample's. The database does not decide this: somebody may have edited it. */
  readonly isSample: boolean;
  /** Goes on with each act. Undefined where nothing is open: see workspace.ts. */
  readonly anchor?: Pick<Anchor, 'goOn'>;
  /** What the policy file of the firm's IT fixes on this computer. */
  readonly managed: Managed;
  /** The window of a desktop of the firm's server that the act comes from. The record names the desktop. */
  readonly desktop?: DesktopWindow;
  /** The request of a signed-in person that is answered with this context. */
  readonly act?: Act | undefined;
}

/** A window on a desktop of the firm's server. */
export interface DesktopWindow {
  readonly desktopId: number;
  /** Of the desktop. */
  readonly name: string;
  /** The start of Rekey there that the window belongs to: 16 characters or more that nobody else knows. */
  readonly run: string;
  /** The desktop's own number for it. */
  readonly window: number;
}

/** The same firm, for acts that come from this window; undefined is a window at the computer with the data. */
export const atDesktop = (context: Context, desktop: DesktopWindow | undefined): Context =>
  desktop === undefined
    ? context
    : (Object.create(context, { desktop: { value: desktop, enumerable: true } }) as Context);

/** The same firm at one moment: reading the clock for each of thousands of people takes longer than judging them. */
export function atOneTime(context: Context): Context {
  const now = context.clock.now();
  return Object.create(context, {
    clock: { value: { ...context.clock, now: () => now }, enumerable: true },
  }) as Context;
}

/** 128 random bits as text. */
export const newId = (random: Random): string => Buffer.from(random.bytes(16)).toString('base64url');
