// The contract between the window and main: every request with the shape of its input and output, every event with its
// payload. The single source of truth: a request without a handler does not compile, a key that is not named here fails.
// The renderer imports its types only; main checks both directions against it.
import * as v from 'valibot';
import { accountRequests } from './account.ts';
import { applicationRequests } from './application.ts';
import { approvalsRequests } from './approvals.ts';
import { bulkResetsRequests } from './bulk-resets.ts';
import { clientsRequests } from './clients.ts';
import { desktopRequests } from './desktop.ts';
import type { Failure } from './failure.ts';
import { count, nothing, text } from './fields.ts';
import { firmRequests } from './firm.ts';
import { stateSchema } from './screen.ts';
import { signInRequests } from './sign-in.ts';
import { usersRequests } from './users.ts';

export type { SamplePerson } from './application.ts';
export type { Approval } from './approvals.ts';
export type { BulkBlock, BulkCounts, BulkRow } from './bulk-resets.ts';
export type { ClientFilters, ClientRow } from './clients.ts';
export { type Failure, failureSchema } from './failure.ts';
export type { Settings } from './firm.ts';
export type { IssuedCode, SessionRow } from './person.ts';
export type { ActivityRecord, Alert } from './record.ts';
export {
  type AppState,
  type Preferences,
  preferencesSchema,
  type Screen,
  screenSchema,
  stateSchema,
} from './screen.ts';
export type { AccessInput, Block, UserActions, UserFilters, UserRow } from './users.ts';
export {
  approvalKindSchema,
  clientColumnSchema,
  clientStatusSchema,
  clientTypeSchema,
  identityCheckSchema,
  resetReasonSchema,
  roleSchema,
  statusSchema,
  temporaryCodeReasonSchema,
  twoFactorStateSchema,
  userColumnSchema,
} from './words.ts';

export const contract = {
  ...applicationRequests,
  ...signInRequests,
  ...desktopRequests,
  ...clientsRequests,
  ...usersRequests,
  ...bulkResetsRequests,
  ...accountRequests,
  ...approvalsRequests,
  ...firmRequests,
} as const;

export type Contract = typeof contract;
export type RequestName = keyof Contract;
/** What the caller hands over. */
export type InputOf<N extends RequestName> = v.InferInput<Contract[N]['input']>;
/** What the handler receives, after checking. */
export type CheckedInputOf<N extends RequestName> = v.InferOutput<Contract[N]['input']>;
export type OutputOf<N extends RequestName> = v.InferOutput<Contract[N]['output']>;

/** Every request is answered with one of these, as one JSON string. */
export type Reply<N extends RequestName> =
  | { readonly ok: true; readonly value: OutputOf<N> }
  | { readonly ok: false; readonly failure: Failure };

export const events = {
  /** Users or clients, or what may be done to them, have changed: lists read again. */
  'directory.changed': nothing,
  'bulkReset.progress': v.strictObject({ bulkId: text(40), done: count, total: count }),
  /** This window's place has changed without its asking, for example because its session was ended. */
  'state.changed': stateSchema,
} as const;
export type EventName = keyof typeof events;
export type EventPayload<N extends EventName> = v.InferOutput<(typeof events)[N]>;

/** What the preload script puts on `window.rekey`: strings only, so nothing else can cross. */
export interface Bridge {
  /** @param input JSON text. Resolves to the JSON text of a `Reply`; never rejects for a refusal. */
  request(name: RequestName, input: string): Promise<string>;
  /** @returns stops listening. The payload is JSON text. */
  subscribe(listener: (name: EventName, payload: string) => void): () => void;
}
