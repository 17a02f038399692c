// What a handler is: who may call it and when, what the call gives it, and what else its request has to do.
// One builder for each kind of access makes handlers: `anyone`, `inSample`, `at`, `step` and `signedIn`. The builder checks
// the access before the work starts, so the work gets a visit and an actor of the right type.

import type { SavedFile } from '../../preload/contract/fields.ts';
import type {
  AppState,
  CheckedInputOf,
  EventName,
  EventPayload,
  OutputOf,
  RequestName,
} from '../../preload/contract/index.ts';
import type { CsvSeparator } from '../domain/csv.ts';
import type { Pairing } from '../domain/pairing.ts';
import { refuse } from '../domain/refusal.ts';
import type { ClientId, Role, UserId } from '../domain/user.ts';
import type { Actor } from '../services/act/actor.ts';
import type { Context, DesktopWindow } from '../services/act/context.ts';
import type { Stage, Visit, VisitAt } from '../services/act/visit.ts';
import type { Restorable } from '../services/backup/open-chosen.ts';
import type { FirmServer } from '../services/desktops/firm-server.ts';
import type { Storage } from '../storage/engine/database.ts';
import type { User } from '../storage/tables/users.ts';

export interface ChosenFile {
  readonly name: string;
  readonly size: number;
  /** Can be read once. @throws Refusal bad_input: it could not be read to its end, or another program has changed it. */
  readonly pieces: AsyncIterable<Uint8Array>;
}

/** What the desktop does for the use cases; the real one is in main/desktop.ts. */
export interface Desktop {
  /** The window, where it is on a desktop of the firm's server. Undefined at the computer with the data. */
  readonly place?: DesktopWindow;
  readonly keyProtection: 'os_key_store' | 'file_only';
  /** The key store of this computer, as the person knows it. Undefined where nothing says its name. */
  readonly keyStoreName?: string | undefined;
  /** Reads the data key of the open folder from the disk, through the key store. @throws DataKeyProblem. */
  readDataKey(): Promise<Uint8Array>;
  /** Copies; a secret is removed again after 60 seconds. */
  copy(text: string, isSecret: boolean): Promise<void>;
  /** What separates the cells of a spreadsheet file on this computer. */
  readonly csvSeparator: CsvSeparator;
  /** Asks where and writes the file. Undefined: the person cancelled. @throws Refusal file_not_saved. */
  saveText(windowId: number, suggestedName: string, text: string): Promise<SavedFile | undefined>;
  /**
   * As saveText, for a text that is made while it is written. The file has its name when the last part is written; after
   * an error nothing stays of it. @throws what making a part throws.
   */
  saveParts(
    windowId: number,
    suggestedName: string,
    parts: AsyncIterable<string | Uint8Array>,
  ): Promise<SavedFile | undefined>;
  /**
   * Asks for a file with a table, which `read` reads. Undefined: the person cancelled.
   * @throws Refusal bad_input (it cannot be read, or is too large), and what `read` throws.
   */
  chooseTable<T>(windowId: number, most: number, read: (file: ChosenFile) => Promise<T>): Promise<T | undefined>;
  /** Prints what the window shows for paper, after the system's own dialog. */
  print(windowId: number): Promise<OutputOf<'document.print'>['outcome']>;
  /** As saveText, with what the window shows for paper. */
  savePdf(windowId: number, suggestedName: string): Promise<SavedFile | undefined>;
  /** What the window shows for paper, as a PDF. @throws Refusal not_now: the window is gone. */
  printPdf(windowId: number): Promise<Uint8Array>;
  /** Opens a draft in the person's mail program. Nothing is sent. @throws Refusal mail_not_opened. */
  mail(draft: { readonly to: string; readonly subject: string; readonly text: string }): Promise<void>;
  /** Keeps the window out of screenshots and screen sharing, where the operating system can. */
  protectWindow(windowId: number, isProtected: boolean): void;
  /** Asks where a backup shall be. Undefined: the person cancelled. */
  chooseBackupPlace(windowId: number, suggestedName: string): Promise<string | undefined>;
  /** Asks for the folder of automatic backups. Undefined: the person cancelled. */
  chooseBackupFolder(windowId: number): Promise<string | undefined>;
  /** Asks which backup shall be opened. Undefined: the person cancelled. */
  chooseBackup(windowId: number): Promise<string | undefined>;
  /**
   * Puts the firm of an opened backup in the place of the present one, and opens it.
   * @param requireSame throws where the present one is not the one that it was opened for. Called last of all.
   */
  restoreFirm(staged: Restorable, by: User | undefined, requireSame: () => void): Promise<void>;
  openSample(): Promise<void>;
  leaveSample(): Promise<void>;
  /** The firm's data is on the window's own computer. */
  readonly isHere: boolean;
  /** The firm's server on the computer that has the data, whether or not it serves. */
  readonly server: FirmServer;
  /** Makes this computer a desktop of another one. @throws Refusal as joinServer (main/line/). */
  join(pairing: Pairing, name: string): Promise<void>;
}

/** Everything one request may use. `context` is read at each use: opening the sample firm replaces it. */
export interface Call<V extends Visit = Visit, A extends Actor | undefined = Actor | undefined> {
  readonly windowId: number;
  /** Where the window stood when the request came in. */
  readonly visit: V;
  readonly actor: A;
  readonly context: Context;
  readonly desktop: Desktop;
  /** @throws Refusal not_now when the window has moved on since. */
  moveTo(visit: Visit): void;
  /** @throws Refusal not_now when the window has moved on since. A full disk stops it not. */
  signOut(from: VisitAt<'signed_in' | 'locked'>): void;
  /** The window is still at the visit that this request started from. */
  isStillHere(): boolean;
  /** Somebody is at the window: it does not lock for a while. */
  touch(): void;
  /** Tells this window an event. A window that is gone stops nothing. */
  tell<N extends EventName>(name: N, payload: EventPayload<N>): void;
  /** Writes to the log why a part of the work was not done. @returns the reference by which it is found there. */
  refer(what: string, error: unknown): string;
  /** The state after the request, for the answer. */
  state(): AppState;
}
export type SignedInCall = Call<VisitAt<'signed_in'>, Actor>;

/** The user, client or approval that a request is about. The record of a refusal names it. */
export interface Subject {
  readonly userId?: UserId | undefined;
  readonly clientId?: ClientId | undefined;
  readonly approvalId?: number | undefined;
}
export const theUser = ({ userId }: { readonly userId?: UserId }): Subject => ({ userId });
export const theClient = ({ clientId }: { readonly clientId?: ClientId }): Subject => ({ clientId });
export const theApproval = ({ approvalId }: { readonly approvalId?: number }): Subject => ({ approvalId });

/** What a handler declares besides its work. The door acts on it. */
export interface Declaration<N extends RequestName> {
  /**
   * Refusals of this request are recorded in the activity as this action. A request may be refused before its input is
   * checked, so a function gets only the fields that fit.
   */
  readonly recordsAs?: string | ((input: Partial<CheckedInputOf<N>>) => string);
  /** What the request is about, from the same fields. */
  readonly about?: (input: Partial<CheckedInputOf<N>>) => Subject;
  /** Users or clients may look different afterwards: every signed-in window reads its lists again. */
  readonly changesDirectory?: true;
  /** What windows show of the firm or of their own person may be different afterwards: every window gets its state. */
  readonly changesState?: true | ((output: OutputOf<N>) => boolean);
  /** What the window's visit keeps of the act, where the request comes again and the visit may have lost it. */
  readonly again?: (call: SignedInCall, input: CheckedInputOf<N>) => void;
}

/** A handler may answer with what it must not change. The door checks the answer and copies it. */
export type Answer<T> = T extends readonly (infer E)[]
  ? readonly Answer<E>[]
  : T extends object
    ? { readonly [K in keyof T]: Answer<T[K]> }
    : T;
type Work<Input, Output> = (input: Input) => Answer<Output> | Promise<Answer<Output>>;

export interface Handler<N extends RequestName> extends Declaration<N> {
  /** Session and permission. @returns the work. @throws Refusal when the window may not call this now. */
  admit(call: Call): Work<CheckedInputOf<N>, OutputOf<N>>;
}

/** The handlers of one subject: a request of it without a handler does not compile. */
export type HandlersOf<N extends RequestName> = { readonly [K in N]: Handler<K> };

interface Plan<N extends RequestName, C extends Call> extends Declaration<N> {
  run(call: C, input: CheckedInputOf<N>): Answer<OutputOf<N>> | Promise<Answer<OutputOf<N>>>;
}

const isAt = <S extends Stage>(call: Call, stages: readonly S[]): call is Call<VisitAt<S>> =>
  stages.some((stage) => stage === call.visit.stage);
/** @throws Refusal not_signed_in, not_now. */
const requireAt = <S extends Stage>(call: Call, stages: readonly S[]): Call<VisitAt<S>> =>
  isAt(call, stages) ? call : refuse({ code: call.visit.stage === 'signed_out' ? 'not_signed_in' : 'not_now' });
export const isSignedIn = (call: Call): call is SignedInCall =>
  call.visit.stage === 'signed_in' && call.actor !== undefined;

/**
 * The context of work that belongs to one visit. When the window leaves the visit, by Cancel for example, nothing more
 * is written: what was computed in the meantime opens nothing, and an attempt that was counted stays counted, so that
 * cancelling gives no guess back and answers none.
 */
export function whileHere(call: Pick<Call, 'context' | 'isStillHere'>): Context {
  const { context } = call;
  const { storage } = context;
  return Object.create(context, {
    storage: {
      value: Object.create(storage, {
        transaction: {
          value: ((work) =>
            call.isStillHere()
              ? storage.transaction(work)
              : refuse({ code: 'not_now' })) satisfies Storage['transaction'],
        },
      }),
    },
  }) as Context;
}

/** For every window, wherever it stands. */
export const anyone = <N extends RequestName>({ run, ...declared }: Plan<N, Call>): Handler<N> => ({
  ...declared,
  admit: (call) => (input) => run(call, input),
});

/** Only while the open database is the sample. */
export const inSample = <N extends RequestName>({ run, ...declared }: Plan<N, Call>): Handler<N> => ({
  ...declared,
  admit(call) {
    if (!call.context.isSample) return refuse({ code: 'not_now' });
    return (input) => run(call, input);
  },
});

/** At one of these places of signing in and setting up. */
export const at = <S extends Stage, N extends RequestName>(
  stages: readonly S[],
  { run, ...declared }: Plan<N, Call<VisitAt<S>>>,
): Handler<N> => ({
  ...declared,
  admit(call) {
    const here = requireAt(call, stages);
    return (input) => run(here, input);
  },
});

/** A step of signing in or setting up: from the visit at one stage to the next visit. It answers where the window stands then. */
export const step = <S extends Stage, Input>(
  stage: S,
  take: (call: Call<VisitAt<S>>, input: Input) => Promise<Visit> | Visit,
  declared: Pick<Declaration<RequestName>, 'changesDirectory'> & { readonly changesState?: true } = {},
) => ({
  ...declared,
  admit(call: Call): (input: Input) => Promise<AppState> {
    const here = requireAt(call, [stage]);
    return async (input) => {
      const context = whileHere(here);
      here.moveTo(await take(Object.create(here, { context: { value: context } }) as Call<VisitAt<S>>, input));
      return here.state();
    };
  },
});

/** For signed-in people whose role may do it. Which users it may do it to is decided by the use case. */
export const signedIn = <N extends RequestName>(
  isAllowed: (role: Role) => boolean,
  { run, ...declared }: Plan<N, SignedInCall>,
): Handler<N> => ({
  ...declared,
  admit(call) {
    if (!isSignedIn(call)) return refuse({ code: 'not_signed_in' });
    if (!isAllowed(call.actor.user.role)) return refuse({ code: 'forbidden' });
    return (input) => run(call, input);
  },
});
