// The renderer's end of the bridge: typed requests and events. The only file that touches `window.rekey`.
import type {
  Bridge,
  EventName,
  EventPayload,
  Failure,
  InputOf,
  OutputOf,
  Reply,
  RequestName,
} from '../preload/contract/index.ts';
import type { RescueInput, RescueName, RescueOutput } from '../preload/contract/rescue.ts';
import { noteLeftOut } from './left-out.ts';

declare global {
  interface Window {
    readonly rekey: Bridge;
  }
}

/** Main refused. `failure` holds the reason, and words/failure-words.ts has a sentence for each. */
export class RequestFailed extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.code);
    this.name = 'RequestFailed';
    this.failure = failure;
  }
}

/** @throws RequestFailed */
export const request = <N extends RequestName>(name: N, input: InputOf<N>): Promise<OutputOf<N>> => send(name, input);

/** The input of a request as a form holds it: a choice that nobody has made yet is ''. */
export type DraftOf<N extends RequestName> = {
  readonly [Key in keyof InputOf<N>]: InputOf<N>[Key] extends string ? InputOf<N>[Key] | '' : InputOf<N>[Key];
};

/**
 * Sends a form with its unanswered questions. Main refuses them and says beside which field what is missing.
 * @throws RequestFailed
 */
export const requestDraft = <N extends RequestName>(name: N, draft: DraftOf<N>): Promise<OutputOf<N>> =>
  send(name, draft);

/** For the page about data that cannot be opened. @throws RequestFailed */
export async function rescue<N extends RescueName>(name: N, input: RescueInput<N>): Promise<RescueOutput<N>> {
  const reply = JSON.parse(await window.rekey.request(name, JSON.stringify(input))) as
    | { readonly ok: true; readonly value: RescueOutput<N> }
    | { readonly ok: false; readonly failure: Failure };
  if (!reply.ok) throw new RequestFailed(reply.failure);
  return reply.value;
}

async function send<N extends RequestName>(name: N, input: unknown): Promise<OutputOf<N>> {
  const reply = JSON.parse(await window.rekey.request(name, JSON.stringify(input))) as Reply<N>;
  if (!reply.ok) throw new RequestFailed(reply.failure);
  noteLeftOut(name, input, reply.leftOut);
  return reply.value;
}

/** The reason for an error. An error that is not a refusal by main is a fault of the window. */
export function toFailure(error: unknown): Failure {
  return error instanceof RequestFailed ? error.failure : { code: 'unexpected', reference: 'window' };
}

/** @returns stops listening. */
export function subscribe<N extends EventName>(name: N, listener: (payload: EventPayload<N>) => void): () => void {
  return window.rekey.subscribe((heard, payload) => {
    if (heard === name) listener(JSON.parse(payload) as EventPayload<N>);
  });
}
