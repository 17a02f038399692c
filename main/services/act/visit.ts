// A visit: where one window stands between "signed out" and "signed in". It lives in memory only, so closing the window
// or killing the process abandons it: a set-up that was not confirmed leaves nothing behind.
import type { BulkRowState } from '../../domain/bulk-reset.ts';
import type { UserId } from '../../domain/user.ts';
import type { SessionStart } from '../../storage/tables/sessions.ts';
import type { User } from '../../storage/tables/users.ts';

export type SignedOutReason = 'signed_out' | 'session_ended' | 'too_slow' | 'changed_meanwhile' | 'frozen';

export type Visit =
  | { readonly stage: 'signed_out'; readonly because: SignedOutReason | null }
  /** The password was right; the second factor is missing. */
  | { readonly stage: 'code'; readonly userId: UserId; readonly userVersion: number; readonly until: number }
  /** The activation code was right; the names and the password are missing. The code is used up when 2FA is confirmed. */
  | {
      readonly stage: 'activation';
      readonly userId: UserId;
      readonly userVersion: number;
      readonly mac: Uint8Array;
      readonly until: number;
    }
  /** The one-time code for a new password was right; the password is missing. */
  | {
      readonly stage: 'new_password';
      readonly userId: UserId;
      readonly userVersion: number;
      readonly mac: Uint8Array;
      readonly until: number;
    }
  /** Both factors were right; what was done to the account is to be read. Then the session begins. */
  | {
      readonly stage: 'notice';
      readonly userId: UserId;
      readonly userVersion: number;
      readonly with: SignedIn['with'];
      readonly until: number;
    }
  /** The recovery kit was right, but it waits: somebody could still sign in, and is told. */
  | {
      readonly stage: 'kit_waits';
      readonly userId: UserId;
      readonly userVersion: number;
      readonly readyAt: number;
      readonly until: number;
    }
  /** The recovery kit was right and lets in; the new password is missing. Nothing is changed until 2FA is confirmed. */
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
      /** The setup code that opened this set-up (its keyed hash), or null where none was needed. */
      readonly setupCodeMac: Uint8Array | null;
      /** Of an invited person: what the account becomes when 2FA is confirmed. Until then nothing of it is stored. */
      readonly activation: Activation | null;
      /** Let in by the recovery kit: what is carried out when 2FA is confirmed. Until then nothing of it is stored. */
      readonly kit?: KitTakeover;
      readonly until: number;
    }
  | {
      readonly stage: 'recovery_codes';
      readonly userId: UserId;
      readonly userVersion: number;
      /** Shown until Finish; only their hashes are stored. */
      readonly codes: readonly string[];
      /** Salt of the stored set: tells whether these codes are still the ones that count. */
      readonly salt: Uint8Array;
      readonly until: number;
    }
  /** Everything is proved, and the firm has no recovery kit that somebody keeps: it comes before the session. */
  | {
      readonly stage: 'recovery_kit';
      readonly userId: UserId;
      readonly userVersion: number;
      /** Shown until Finish; only its hash is stored. */
      readonly kitCode: string;
      /** Of the stored kit: tells whether this one is still the one that counts. */
      readonly salt: Uint8Array;
      readonly with: SessionStart;
      readonly until: number;
    }
  | SignedIn
  /** The session goes on, but nothing of it is reached until the password opens the window again. */
  | { readonly stage: 'locked'; readonly signedIn: SignedIn; readonly because: LockReason };

interface SignedIn {
  readonly stage: 'signed_in';
  readonly sessionId: string;
  readonly with: SessionStart;
  readonly pending?: PendingAuthenticator;
  /** Salt of the recovery codes that this window has made and shown: "I have saved these codes" is about them. */
  readonly codesSalt?: Uint8Array;
  /** A reset of many people that this window has prepared or carried out. It and its codes go with the session. */
  readonly bulk?: BulkReset;
}

/** `computer`: it went to sleep, or its own screen was locked. */
export type LockReason = 'idle' | 'person' | 'computer';

/** The recovery kit that was entered, and why it lets in. Both are checked again when it is carried out. */
export interface KitProof {
  readonly salt: Uint8Array;
  /** The use whose wait is over; null where no Partner Admin could sign in. */
  readonly useId: number | null;
}

export interface KitTakeover extends KitProof {
  readonly passwordHash: string;
}

export interface Activation {
  readonly firstName: string;
  readonly lastName: string;
  readonly passwordHash: string;
  /** The activation code (its keyed hash) that opened this. */
  readonly mac: Uint8Array;
}

/** A change of one's own authenticator under way: the old one works until a code from this one is confirmed. */
export interface PendingAuthenticator {
  readonly secret: Uint8Array;
  readonly userVersion: number;
  readonly until: number;
}

/** A reset of many people, from its dry run until its setup codes are saved. */
export interface BulkReset {
  readonly id: string;
  readonly preparedAt: number;
  /** More were found than one act may reset. */
  readonly isCut: boolean;
  rows: BulkRow[];
  status: 'prepared' | 'running' | 'finished';
  isCancelled: boolean;
  /** Not saved yet. */
  codes: SetupCodeOf[];
}

export interface BulkRow {
  readonly user: User;
  readonly state: BulkRowState;
}

export interface SetupCodeOf {
  readonly target: User;
  /** Shown or saved once, never stored; null where the policy asks for none. */
  readonly setupCode: string | null;
  readonly deadlineAt: number;
}

export type Stage = Visit['stage'];
export type VisitAt<S extends Stage> = Extract<Visit, { readonly stage: S }>;

export const SIGNED_OUT: Visit = { stage: 'signed_out', because: null };

/** After the password a person has this long for the code, and for the whole set-up. */
export const CODE_STAGE_MS = 10 * 60_000;
export const SETUP_STAGE_MS = 30 * 60_000;
/** NIST SP 800-63B-4 section 2.2.3 (AAL2): at most 12 hours, so nobody stays signed in overnight. */
export const SESSION_MS = 12 * 3_600_000;
