// A visit: where one window stands between "signed out" and "signed in". It lives in memory only. Closing the window or
// killing the process abandons it, so a setup that was not confirmed leaves nothing behind.
import type { BulkRowState } from '../../domain/bulk-reset.ts';
import type { ImportState, ImportSubject, ImportTable, RowsToImport } from '../../domain/table-import.ts';
import type { UserId } from '../../domain/user.ts';
import type { Tx } from '../../storage/engine/database.ts';
import type { SessionStart } from '../../storage/tables/sessions.ts';
import type { User } from '../../storage/tables/users.ts';
import type { Evidence } from '../evidence/make-evidence.ts';
import type { EndedSession } from '../sign-in/why-ended.ts';
import type { Actor } from './actor.ts';
import type { Context } from './context.ts';
import type { IssuedCode } from './issued-code.ts';

export type SignedOutReason = 'signed_out' | 'session_ended' | 'too_slow' | 'changed_meanwhile' | 'frozen';

export type Visit =
  | {
      readonly stage: 'signed_out';
      readonly because: SignedOutReason | null;
      /** Of a session that somebody or something has ended. */
      readonly ended?: EndedSession;
    }
  /** The password was right. The second factor is missing. */
  | { readonly stage: 'code'; readonly userId: UserId; readonly userVersion: number; readonly until: number }
  /** The activation code was right. Names and password are missing. The code is used up when 2FA is confirmed. */
  | {
      readonly stage: 'activation';
      readonly userId: UserId;
      readonly userVersion: number;
      readonly mac: Uint8Array;
      readonly until: number;
    }
  /** The one-time code for a new password was right. The new password is missing. */
  | {
      readonly stage: 'new_password';
      readonly userId: UserId;
      readonly userVersion: number;
      readonly mac: Uint8Array;
      readonly until: number;
    }
  /** Both factors were right. The user must read the notices before the session begins. */
  | {
      readonly stage: 'notice';
      readonly userId: UserId;
      readonly userVersion: number;
      readonly with: SignedIn['with'];
      readonly until: number;
    }
  /** The recovery kit was right, but must wait: an able admin can still sign in, and is told. */
  | {
      readonly stage: 'kit_waits';
      readonly userId: UserId;
      readonly userVersion: number;
      readonly readyAt: number;
      readonly until: number;
    }
  /**
   * The recovery kit was right and lets its holder in. The new password is missing. Nothing changes until 2FA is
   * confirmed.
   */
  | {
      readonly stage: 'kit_password';
      readonly userId: UserId;
      readonly userVersion: number;
      readonly kit: KitProof;
      readonly until: number;
    }
  | { readonly stage: 'setup_code'; readonly userId: UserId; readonly userVersion: number; readonly until: number }
  | {
      readonly stage: 'authenticator';
      readonly userId: UserId;
      readonly userVersion: number;
      /** Pending: it becomes a factor only when a code from it is confirmed. */
      readonly secret: Uint8Array;
      /** The month that its entry in the app carries. */
      readonly entryMonth: string;
      /** The keyed hash of the setup code that opened this setup; null when none was needed. */
      readonly setupCodeMac: Uint8Array | null;
      /** For an invited user: applied when 2FA is confirmed, and stored nowhere until then. */
      readonly activation: Activation | null;
      /** For the holder of the recovery kit: applied when 2FA is confirmed, and stored nowhere until then. */
      readonly kit?: KitTakeover;
      readonly until: number;
    }
  | {
      readonly stage: 'recovery_codes';
      readonly userId: UserId;
      readonly userVersion: number;
      /** Shown until Finish. Only their hashes are stored. */
      readonly codes: readonly string[];
      /** Salt of the stored set. It shows whether newer codes have replaced these. */
      readonly salt: Uint8Array;
      readonly until: number;
    }
  /** Both factors were right, and nobody keeps a recovery kit. The user is given one before the session begins. */
  | {
      readonly stage: 'recovery_kit';
      readonly userId: UserId;
      readonly userVersion: number;
      /** Shown until Finish. Only its hash is stored. */
      readonly kitCode: string;
      /** Salt of the stored kit. It shows whether a newer kit has replaced this one. */
      readonly salt: Uint8Array;
      readonly with: SessionStart;
      readonly until: number;
    }
  | SignedIn
  /** The session goes on, but the window shows and does nothing until the password unlocks it. */
  | { readonly stage: 'locked'; readonly signedIn: SignedIn; readonly because: LockReason };

interface SignedIn {
  readonly stage: 'signed_in';
  readonly sessionId: string;
  readonly with: SessionStart;
  readonly pending?: PendingAuthenticator;
  /** Salt of the recovery codes that this window has shown. "I have saved these codes" refers to them. */
  readonly codesSalt?: Uint8Array;
  /** What this window has prepared or carried out for many people. It and its codes end with the session. */
  readonly bulk?: Bulk;
  /** The file that this window writes. */
  readonly exporting?: Exporting;
  /** The evidence pack that this window has begun. */
  readonly evidence?: Evidence;
}

export interface Exporting {
  isRunning: boolean;
  isStopped: boolean;
}

/**
 * `computer`: it went to sleep, or its screen was locked. `restarted`: the page of the window failed. `line`: the connection
 * between the window's computer and the firm's server was lost.
 */
export type LockReason = 'idle' | 'person' | 'computer' | 'restarted' | 'line';

/** The recovery kit that was entered, and why it lets its holder in. Both are checked again when 2FA is confirmed. */
export interface KitProof {
  readonly salt: Uint8Array;
  /** The use whose wait is over; null when there was no able admin. */
  readonly useId: number | null;
}

export interface KitTakeover extends KitProof {
  readonly passwordHash: string;
}

export interface Activation {
  readonly firstName: string;
  readonly lastName: string;
  readonly passwordHash: string;
  /** The keyed hash of the activation code that opened this. */
  readonly mac: Uint8Array;
}

/** Users' change of their own authenticator. The old one works until a code from the new one is confirmed. */
export interface PendingAuthenticator {
  readonly secret: Uint8Array;
  /** The month that its entry in the app carries. */
  readonly entryMonth: string;
  readonly userVersion: number;
  readonly until: number;
}

/** Work on many people, from its dry run until its codes are passed on. */
interface BulkWork {
  readonly id: string;
  readonly preparedAt: number;
  /** `saving`: the system asks where the codes go. `not_known`: whether its last part stands. */
  status: 'prepared' | 'running' | 'finished' | 'saving' | 'not_known';
  isCancelled: boolean;
  /** What ended it before its end, after a part of it was done: a full disk, for example. */
  cut?: { readonly because: unknown };
  /** Not saved yet. Each is shown or saved once and never stored. */
  codes: IssuedCode[];
}

export interface BulkReset extends BulkWork {
  readonly kind: 'reset';
  /** More users were found than one bulk reset may include. */
  readonly isCut: boolean;
  rows: BulkRow[];
}

export interface BulkRow {
  readonly user: User;
  readonly state: BulkRowState;
}

export interface TableImport extends BulkWork {
  readonly kind: 'import';
  readonly of: ImportSubject;
  readonly table: ImportTable;
  /** The number of the row with the headings, as it was chosen for the dry run. 0: there is none. */
  headRow: number;
  /** Undefined until the columns are matched. */
  plan: ImportPlan | undefined;
}

/** A dry run. */
export interface ImportPlan {
  readonly plannedAt: number;
  readonly rows: RowsToImport;
  /** What will happen, or has happened, to each row. */
  readonly states: readonly ImportState[];
  /** What the clients that each row names count, in invitations. */
  readonly namesCount: readonly number[];
  /** Names of clients that are not there, each once. */
  readonly unknownClients: readonly string[];
  /** Those of them that are made before the rows. */
  readonly clientsToMake: readonly string[];
  readonly carryOut: CarryOutBatch;
}

/** One batch of the act, in its transaction: clients that are made, or rows by their index in the plan. */
export type CarryOutBatch = (
  context: Context,
  tx: Tx,
  present: Actor,
  batch: { readonly clients: readonly string[]; readonly rows: readonly number[] },
) => BatchDone;

export interface BatchDone {
  /** What became of each row of the batch. */
  readonly states: readonly ImportState[];
  readonly codes: readonly IssuedCode[];
}

export type Bulk = BulkReset | TableImport;

export type Stage = Visit['stage'];
export type VisitAt<S extends Stage> = Extract<Visit, { readonly stage: S }>;

export const SIGNED_OUT: Visit = { stage: 'signed_out', because: null };

/** Time for the code after the password, and for a whole setup. */
export const CODE_STAGE_MS = 10 * 60_000;
export const SETUP_STAGE_MS = 30 * 60_000;
/** NIST SP 800-63B-4 section 2.2.3 (AAL2): at most 12 hours, so nobody stays signed in overnight. */
export const SESSION_MS = 12 * 3_600_000;
