// What a handler is: who may call it and when, and what it is given. One handler per request of the contract.
import type {
  AppState,
  CheckedInputOf,
  EventName,
  EventPayload,
  OutputOf,
  RequestName,
} from '../../preload/contract/index.ts';
import type { Role } from '../domain/user.ts';
import type { Actor } from '../services/act/actor.ts';
import type { Context } from '../services/act/context.ts';
import type { Stage, Visit, VisitAt } from '../services/act/visit.ts';

/** What the desktop does for the use cases; the real one is in main/desktop.ts. */
export interface Desktop {
  readonly keyProtection: 'os_key_store' | 'file_only';
  /** Copies; a secret is removed again after 60 seconds. */
  copy(text: string, isSecret: boolean): Promise<void>;
  /** Asks where and writes the file. False: the person cancelled. @throws Refusal file_not_saved. */
  saveText(windowId: number, suggestedName: string, text: string): Promise<boolean>;
  /** Prints what the window shows for paper, after the system's own dialog. False: the person cancelled. */
  print(windowId: number): Promise<boolean>;
  /** Opens a draft in the person's mail program. Nothing is sent. @throws Refusal mail_not_opened. */
  mail(draft: { readonly to: string; readonly subject: string; readonly text: string }): Promise<void>;
  /** Keeps the window out of screenshots and screen sharing, where the operating system can. */
  protectWindow(windowId: number, isProtected: boolean): void;
  openSample(): Promise<void>;
  leaveSample(): Promise<void>;
}

/** Everything one request may use. `context` is read when it is used: opening the sample firm replaces it. */
export interface Call {
  readonly windowId: number;
  readonly visit: Visit;
  readonly context: Context;
  readonly desktop: Desktop;
  moveTo(visit: Visit): void;
  /** The window is still at the visit that this request started from. */
  isStillHere(): boolean;
  /** Somebody is at the window: it does not lock for a while. */
  touch(): void;
  /** Tells this window an event; that it is gone stops nothing. */
  tell<N extends EventName>(name: N, payload: EventPayload<N>): void;
  /** The state after the request, for the reply. */
  state(): AppState;
}

export type Access =
  /** At one of these places of signing in and setting up. */
  | { readonly kind: 'visit'; readonly stages: readonly Stage[] }
  | { readonly kind: 'anyone' }
  /** Only while the open database is the sample. */
  | { readonly kind: 'sample' }
  | { readonly kind: 'signed_in'; readonly isAllowed: (role: Role) => boolean };

export interface Handler<N extends RequestName> {
  readonly access: Access;
  /** Refusals of this request are recorded in the activity under this action. */
  readonly recordsAs?: string;
  /** Users or clients may look different after it: every window reads again. */
  readonly changesDirectory?: true;
  /** What every window shows of the firm or of its own person may look different after it: every window is told its state. */
  readonly changesState?: true | ((output: OutputOf<N>) => boolean);
  run(call: Call & { readonly actor: Actor }, input: CheckedInputOf<N>): Promise<OutputOf<N>> | OutputOf<N>;
}

export const anyone: Access = { kind: 'anyone' };
export const at = (...stages: Stage[]): Access => ({ kind: 'visit', stages });
export const signedIn = (isAllowed: (role: Role) => boolean): Access => ({ kind: 'signed_in', isAllowed });

/** A step of signing in or setting up: from the visit at a stage to the next visit. */
export function step<S extends Stage, Input>(
  stage: S,
  take: (call: Call, visit: VisitAt<S>, input: Input) => Promise<Visit> | Visit,
): { readonly access: Access; run(call: Call, input: Input): Promise<AppState> } {
  return {
    access: at(stage),
    async run(call, input) {
      call.moveTo(await take(call, call.visit as VisitAt<S>, input));
      return call.state();
    },
  };
}

/** The handlers of one area: a request of it without a handler does not compile. */
export type HandlersOf<N extends RequestName> = { readonly [K in N]: Handler<K> };
