// A request is carried out once, however often it comes: see "Exactly once" in ARCHITECTURE.md.
import { effects } from '../../preload/contract/effects.ts';
import { type CheckedInputOf, contract, type RequestName, stateSchema } from '../../preload/contract/index.ts';
import { refuse } from '../domain/refusal.ts';
import type { Act } from '../services/act/act.ts';
import type { Context } from '../services/act/context.ts';
import { isAnswerTo, keepAnswer, repeatAct } from '../services/act/repeat-act.ts';
import { requireStandby } from '../services/act/require-standby.ts';
import type { HeldWrites } from '../storage/engine/database.ts';
import { getAct } from '../storage/tables/acts.ts';
import { describe } from './describe.ts';
import { type Call, type Declaration, isSignedIn } from './handler.ts';

/** Of two requests of one act the second waits until the first is answered. */
export function createTurns(): <T>(begin: () => Call, work: (call: Call) => Promise<T>) => Promise<T> {
  const underWay = new Map<string, Promise<unknown>>();
  return async (begin, work) => {
    for (;;) {
      // Begun again after each wait: the session may have ended.
      const call = begin();
      const { act } = call.context;
      if (act === undefined) return work(call);
      const before = underWay.get(act.mark);
      if (before === undefined) {
        const done = work(call);
        underWay.set(
          act.mark,
          done.catch(() => undefined),
        );
        return done.finally(() => underWay.delete(act.mark));
      }
      await before;
    }
  };
}

export const withAct = (context: Context, act: Act): Context => Object.create(context, { act: { value: act } });

/** @returns the answer of the act where it was carried out before; undefined where it was not. @throws as repeatAct. */
export function findAnswer<N extends RequestName>(
  name: N,
  { again }: Pick<Declaration<N>, 'again'>,
  call: Call,
  input: CheckedInputOf<N>,
): { readonly answer: unknown } | undefined {
  const { context } = call;
  const { act } = context;
  const done = act && getAct(context.storage.read, act.mark);
  if (act === undefined || done === undefined || !isSignedIn(call)) return undefined;
  // It may be on one machine only.
  requireStandby(context, [name]);
  // Another request under the same id gets nothing of the first one's answer.
  if (!isAnswerTo(context, act, name, done)) return refuse({ code: 'done_before', at: done.at });
  again?.(call, input);
  // Where the window stands is answered as it is now.
  if (contract[name].output === stateSchema) return { answer: call.state() };
  const code = 'code' in input && typeof input.code === 'string' ? input.code : '';
  return {
    answer: repeatAct(context, act, name, call.actor, done, effects[name] === 'hands_out_code' ? code : undefined),
  };
}

/** Commits the act together with its answer. */
export function keepBoth(
  held: HeldWrites,
  context: Context,
  name: RequestName,
  answer: unknown,
  log: (line: string) => void,
): void {
  const { act, storage } = context;
  if (act?.isRecorded !== true) {
    held.keep();
    return;
  }
  if (held.keep((tx) => keepAnswer(context, tx, act, name, answer))) return;
  // The act has settled what it did, so it stands. A kill just now leaves it without a kept answer.
  try {
    storage.transaction((tx) => keepAnswer(context, tx, act, name, answer));
  } catch (error) {
    log(`an answer is not kept: ${describe(error)}`);
  }
}
