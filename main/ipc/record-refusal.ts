// Refused attempts in the activity record: every request that the role forbids, and every refused act. The record names the
// user or the client as the handler declares it, even when the request was refused before its input was checked.
import * as v from 'valibot';
import { type CheckedInputOf, contract, type RequestName } from '../../preload/contract/index.ts';
import type { RefusalReason } from '../domain/refusal.ts';
import type { Actor } from '../services/act/actor.ts';
import type { Context } from '../services/act/context.ts';
import { recordActivity } from '../services/act/record-activity.ts';
import { getApproval } from '../storage/tables/approvals.ts';
import { getUser } from '../storage/tables/users.ts';
import { describe } from './describe.ts';
import type { Declaration } from './handler.ts';

interface Dependencies {
  readonly contextOf: (windowId: number) => Context;
  readonly log: (line: string) => void;
}

interface Attempt<N extends RequestName> {
  readonly windowId: number;
  readonly name: N;
  readonly declared: Pick<Declaration<N>, 'recordsAs' | 'about'>;
  /** As it was sent, unchecked. */
  readonly input: unknown;
  readonly actor: Actor | undefined;
}

export interface RefusalRecord {
  /** Never throws: the refusal is the answer, recorded or not. */
  add<N extends RequestName>(attempt: Attempt<N>, reason: RefusalReason): void;
  forget(windowId: number): void;
}

/** No attempts: a field is not filled in yet, the window has moved on, the act was allowed, or nobody could do it. */
const NOT_RECORDED: readonly RefusalReason['code'][] = [
  'bad_input',
  'fresh_code_needed',
  'not_signed_in',
  'not_now',
  'clock_impossible',
  'done_before',
  'standby_missing',
  'standby_just_missing',
  'still_running',
  'codes_not_saved',
];
const SAME_DENIAL_MS = 60_000;

export function createRefusalRecord({ contextOf, log }: Dependencies): RefusalRecord {
  const lastDenials = new Map<number, { readonly what: string; readonly at: number }>();

  // The same refusal in one window is recorded once a minute: a stuck or hostile window must not fill the disk.
  function isRepeated(windowId: number, what: string): boolean {
    const now = contextOf(windowId).clock.now();
    const last = lastDenials.get(windowId);
    if (last?.what === what && Math.abs(now - last.at) < SAME_DENIAL_MS) return true;
    lastDenials.set(windowId, { what, at: now });
    return false;
  }

  return {
    add({ windowId, name, declared, input, actor }, reason) {
      const { recordsAs, about } = declared;
      const isDenial = reason.code === 'forbidden';
      if ((!isDenial && recordsAs === undefined) || NOT_RECORDED.includes(reason.code)) return;
      try {
        const fields = readFields(name, input);
        const { userId, clientId, approvalId } = about?.(fields) ?? {};
        const context = contextOf(windowId);
        const { read } = context.storage;
        const approval = approvalId === undefined ? undefined : getApproval(read, approvalId);
        const targetId = userId ?? approval?.targetId ?? undefined;
        if (isRepeated(windowId, `${name} ${targetId} ${reason.code}`)) return;
        context.storage.transaction((tx) =>
          recordActivity(context, tx, {
            action: (typeof recordsAs === 'function' ? recordsAs(fields) : recordsAs) ?? name,
            outcome: 'denied',
            actor: actor?.user,
            target: targetId === undefined ? undefined : getUser(tx, targetId),
            reason: reason.code,
            // A client is no person: the record has its number.
            ...(clientId === undefined ? {} : { detail: { clientId } }),
          }),
        );
      } catch (error) {
        log(`a refusal could not be recorded: ${describe(error)}`);
      }
    },
    forget: (windowId) => void lastDenials.delete(windowId),
  };
}

/** The fields of an unchecked input that fit the contract, each on its own. */
function readFields<N extends RequestName>(name: N, input: unknown): Partial<CheckedInputOf<N>> {
  const sent = typeof input === 'object' && input !== null ? input : {};
  const fits = Object.entries(contract[name].input.entries).flatMap(([field, schema]) => {
    const parsed = v.safeParse(schema, Object.getOwnPropertyDescriptor(sent, field)?.value);
    return parsed.success ? [[field, parsed.output] as const] : [];
  });
  // The compiler does not follow a schema through its entries.
  return Object.fromEntries(fits) as Partial<CheckedInputOf<N>>;
}
