// The contract between the window and main: every request with the shape of its input and output, every event with its
// payload. It is the single source of truth: a request without a handler does not compile, and a key that is not named here
// fails. The renderer imports its types only; main checks both directions against it.
// One file per subject, with the same name as its handlers: `users.ts` here is `users-handlers.ts` in main/ipc.
import type * as v from 'valibot';
import { accountRequests } from './account.ts';
import { applicationRequests } from './application.ts';
import { approvalsRequests } from './approvals.ts';
import { backupsRequests } from './backups.ts';
import { bulkRequests } from './bulk.ts';
import { bulkResetsRequests } from './bulk-resets.ts';
import { clientsRequests } from './clients.ts';
import { desktopRequests } from './desktop.ts';
import { desktopsRequests } from './desktops.ts';
import type { events } from './events.ts';
import { evidenceRequests } from './evidence.ts';
import { exportsRequests } from './exports.ts';
import type { Failure } from './failure.ts';
import { firmRequests } from './firm.ts';
import { importsRequests } from './imports.ts';
import { lineRequests } from './line.ts';
import { overviewRequests } from './overview.ts';
import { policyRequests } from './policy.ts';
import type { RescueName } from './rescue.ts';
import { reviewsRequests } from './reviews.ts';
import { signInRequests } from './sign-in.ts';
import { usersRequests } from './users.ts';

export type { SamplePerson } from './application.ts';
export type { Approval } from './approvals.ts';
export type { BulkCut } from './bulk.ts';
export type { BulkBlock, BulkCounts, BulkRow } from './bulk-resets.ts';
export type { ClientFilters, ClientRow } from './clients.ts';
export type { DesktopRow, DesktopsState } from './desktops.ts';
export { events } from './events.ts';
export type { Separator } from './exports.ts';
export { type Failure, failureSchema } from './failure.ts';
export type { KeyCheck, Settings } from './firm.ts';
export type { CallBack } from './identity.ts';
export type { ClientFact, ClientField, ImportCounts, ImportedColumn, ImportField, ImportState } from './imports.ts';
export type { Line } from './line.ts';
export type { IssuedCode, Notice, Person, SessionRow } from './person.ts';
export type { Policy, PolicyProblem } from './policy.ts';
export type { ActivityRecord, Alert } from './record.ts';
export type { ReviewRow } from './reviews.ts';
export { type AppState, type Preferences, preferencesSchema, type Screen, stateSchema } from './screen.ts';
export type { AccessInput, Block, UserAction, UserActions, UserFilters, UserRow } from './users.ts';
export type { ApprovalBlock } from './words.ts';

// Written out: the inferred type is longer than the compiler writes.
type Contract = typeof applicationRequests &
  typeof signInRequests &
  typeof desktopRequests &
  typeof accountRequests &
  typeof usersRequests &
  typeof bulkRequests &
  typeof bulkResetsRequests &
  typeof approvalsRequests &
  typeof clientsRequests &
  typeof firmRequests &
  typeof overviewRequests &
  typeof reviewsRequests &
  typeof backupsRequests &
  typeof exportsRequests &
  typeof evidenceRequests &
  typeof importsRequests &
  typeof desktopsRequests &
  typeof lineRequests &
  typeof policyRequests;

export const contract: Contract = {
  ...applicationRequests,
  ...signInRequests,
  ...desktopRequests,
  ...accountRequests,
  ...usersRequests,
  ...bulkRequests,
  ...bulkResetsRequests,
  ...approvalsRequests,
  ...clientsRequests,
  ...firmRequests,
  ...overviewRequests,
  ...reviewsRequests,
  ...backupsRequests,
  ...exportsRequests,
  ...evidenceRequests,
  ...importsRequests,
  ...desktopsRequests,
  ...lineRequests,
  ...policyRequests,
};

export type RequestName = keyof Contract;
/** What the window sends. */
export type InputOf<N extends RequestName> = v.InferInput<Contract[N]['input']>;
/** What the handler receives after the check. */
export type CheckedInputOf<N extends RequestName> = v.InferOutput<Contract[N]['input']>;
export type OutputOf<N extends RequestName> = v.InferOutput<Contract[N]['output']>;

/** Rows of a list in the answer that do not fit the contract. They are left out, and the log names them under the reference. */
export interface LeftOut {
  readonly count: number;
  readonly reference: string;
}

/** Every request is answered with one of these, as one JSON string. */
export type Reply<N extends RequestName> =
  | { readonly ok: true; readonly value: OutputOf<N>; readonly leftOut?: LeftOut }
  | { readonly ok: false; readonly failure: Failure };

export type EventName = keyof typeof events;
export type EventPayload<N extends EventName> = v.InferOutput<(typeof events)[N]>;

/** What the preload script puts on `window.rekey`. Only strings cross. */
export interface Bridge {
  /** @param input JSON text. Resolves to the JSON text of a `Reply`; a refusal does not reject. */
  request(name: RequestName | RescueName, input: string): Promise<string>;
  /** The payload is JSON text. @returns stops listening. */
  subscribe(listener: (name: EventName, payload: string) => void): () => void;
}
