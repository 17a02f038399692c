// The door: the only way from a window into main. Every request passes the same checks in this order: sender, own name,
// session and permission, input, work, output. Every refusal is an answer with a code. An unexpected error stays here: the
// window gets a reference that is also in the log. Nothing leaves that does not fit the contract, and an act whose answer
// does not fit is taken back.
import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { UNUSABLE_VALUE } from '../../preload/channels.ts';
import { effects } from '../../preload/contract/effects.ts';
import {
  type CheckedInputOf,
  contract,
  type Failure,
  failureSchema,
  type OutputOf,
  type RequestName,
  stateSchema,
} from '../../preload/contract/index.ts';
import { isPossibleTime } from '../domain/clock-guard.ts';
import { Refusal, refuse } from '../domain/refusal.ts';
import { createAct } from '../services/act/act.ts';
import { type Actor, findActor } from '../services/act/actor.ts';
import { atDesktop, type Context } from '../services/act/context.ts';
import { findMove } from '../services/act/moved-firm.ts';
import { requireStandby } from '../services/act/require-standby.ts';
import type { LockReason, Visit, VisitAt } from '../services/act/visit.ts';
import { leaveBackup, leaveBackupUnless } from '../services/backup/open-chosen.ts';
import { DatabaseProblem } from '../storage/engine/database-problem.ts';
import { getFirm } from '../storage/tables/firm.ts';
import { type CheckedAnswer, checkAnswer } from './check-answer.ts';
import { describe, misfits } from './describe.ts';
import { createTurns, findAnswer, keepBoth, withAct } from './exactly-once.ts';
import type { Call, Desktop, Handler } from './handler.ts';
import { handlers } from './handlers.ts';
import { readInput } from './read-input.ts';
import { createRefusalRecord } from './record-refusal.ts';
import { createWindowVisits, type Dependencies as VisitDependencies } from './window-visits.ts';
import { isWriteError } from './write-error.ts';

/** What shows where the window stands, or takes access away. */
const WITH_ANY_CLOCK: ReadonlySet<RequestName> = new Set([
  'application.getState',
  'session.cancel',
  'session.lock',
  'session.signOut',
  'window.setSecretShown',
]);

/** In a firm that was moved to another computer: what shows so, and the way back. The sample can be left all the same. */
const WHEN_MOVED: ReadonlySet<RequestName> = new Set([
  'application.getState',
  'clipboard.copy',
  'firm.useAgain',
  'line.get',
  'sample.leave',
  'sample.listPeople',
  'window.setSecretShown',
]);

export interface Dependencies extends Omit<VisitDependencies, 'contextOf'> {
  /** The desktop that the window is on. */
  readonly desktopOf: (windowId: number) => Desktop;
}

interface Sender {
  /** Undefined when the sender is not the main frame of one of our windows at our origin. */
  readonly windowId: number | undefined;
  /**
   * 128 random bits for the request, made by main of the sender's window and kept while its answer may be lost (see
   * act-ids.ts). Without it the request cannot be repeated.
   */
  readonly actId?: string;
}

export interface Door {
  /** @returns the JSON text of a `Reply`. Never throws. */
  answer(sender: Sender, name: unknown, input: unknown): Promise<string>;
  /** A window was closed: what was under way in it is abandoned, and its session ends. */
  forget(windowId: number): void;
  /** Time has passed: idle windows lock, and windows whose session or sign-in has run out are told. */
  sweep(): void;
  /** A window that has locked already stays as it is. */
  lock(windowId: number, because: LockReason): void;
  /**
   * Something that windows show has changed without a request: every window is told its state.
   * @param isShownInLists signed-in windows read their lists again, too.
   */
  stateChanged(isShownInLists?: boolean): void;
  /** The database behind the door was replaced: every window starts at the beginning. */
  startOver(): void;
}

/** The door where the firm's data is. */
export interface FirmDoor extends Door {
  /** A window of a desktop comes back to a Rekey that was started again: it is locked, and the password opens it. */
  resume(windowId: number, session: VisitAt<'signed_in'>): void;
}

export function createDoor(dependencies: Dependencies): FirmDoor {
  const { context, desktopOf, log } = dependencies;
  const contextOf = (windowId: number): Context => atDesktop(context(), desktopOf(windowId).place);
  const windows = createWindowVisits({ ...dependencies, contextOf });
  const refusals = createRefusalRecord({ contextOf, log });
  const inTurn = createTurns();

  const actorAt = (visit: Visit): Actor | undefined =>
    visit.stage === 'signed_in' ? findActor(context(), visit.sessionId) : undefined;

  function callOf(windowId: number, actId: string | undefined): Call {
    const visit = windows.visitOf(windowId);
    const actor = actorAt(visit);
    const act = actId === undefined || actor === undefined ? undefined : createAct(context(), actId, actor.session);
    return {
      windowId,
      visit,
      actor,
      get context() {
        return act === undefined ? contextOf(windowId) : withAct(contextOf(windowId), act);
      },
      desktop: desktopOf(windowId),
      moveTo: (next) => windows.move(windowId, visit, next),
      signOut: (from) => windows.signOut(windowId, from),
      isStillHere: () => windows.isAt(windowId, visit),
      touch: () => windows.touch(windowId),
      tell: (name, payload) => windows.tell(windowId, name, payload),
      refer: (what, error) => refer(what, describe(error)),
      state: () => windows.stateOf(windowId),
    };
  }

  async function work<N extends RequestName>(call: Call, name: N, text: unknown): Promise<CheckedAnswer<OutputOf<N>>> {
    const { windowId } = call;
    const handler: Handler<N> = handlers[name];
    const input = readInput(name, text);
    try {
      const checked = await carryOut(name, handler, call, input);
      const { changesDirectory, changesState } = handler;
      const isStateChanged = typeof changesState === 'function' ? changesState(checked.value) : changesState === true;
      if (changesDirectory === true || isStateChanged)
        windows.announce({
          by: windowId,
          isStateAnswered: contract[name].output === stateSchema,
          directory: changesDirectory === true,
          state: isStateChanged,
        });
      return checked;
    } catch (error) {
      const isRefused = error instanceof Refusal && error.reason.code !== 'not_on_standby';
      if (isRefused)
        refusals.add(
          { windowId, name, declared: handler, input, actor: actorAt(windows.visitOf(windowId)) },
          error.reason,
        );
      // The answer would have said where the window stands now.
      else if (!windows.isAt(windowId, call.visit)) windows.tellState(windowId);
      throw error;
    }
  }

  /** An act is committed when its answer fits. Refused attempts are committed too: they count, and they are on record. */
  async function carryOut<N extends RequestName>(
    name: N,
    handler: Handler<N>,
    call: Call,
    input: unknown,
  ): Promise<CheckedAnswer<OutputOf<N>>> {
    if (!isPossibleTime(context().clock.now()) && !WITH_ANY_CLOCK.has(name))
      return refuse({ code: 'clock_impossible' });
    if (!WHEN_MOVED.has(name) && findMove(context(), context().storage.read) !== undefined)
      return refuse({ code: 'not_now' });
    const opened = call.context;
    const held = opened.storage.hold();
    try {
      const answer = await held.run(() => {
        const work = handler.admit(call);
        const checkedInput = checkInput(name, input);
        // Before the person's own code is used up for nothing.
        if (effects[name] !== 'none') requireStandby(opened, [name]);
        const before = findAnswer(name, handler, call, checkedInput);
        return before === undefined ? work(checkedInput) : before.answer;
      });
      const checked = checkAnswer(`the answer to ${name}`, contract[name].output, answer);
      keepBoth(held, opened, name, checked.value, log);
      return checked;
    } catch (error) {
      if (error instanceof Refusal) held.keep();
      else if (held.drop()) windows.restore(call.windowId, call.visit);
      throw error;
    }
  }

  /** Writes to the log. @returns the reference by which it is found there. */
  function refer(name: unknown, text: string): string {
    const reference = randomUUID().slice(0, 8);
    log(`${reference} ${String(name).slice(0, 60)}: ${text}`);
    return reference;
  }

  /** The failure as the contract allows it. What is unexpected, or does not fit, goes to the log under a reference. */
  function toFailure(error: unknown, name: unknown): Failure {
    let text = describe(error);
    if (error instanceof Refusal) {
      const parsed = v.safeParse(failureSchema, error.reason);
      if (parsed.success) return parsed.output;
      text = `the refusal ${error.reason.code} does not fit its contract at ${misfits(parsed.issues)}`;
    }
    const reference = refer(name, text);
    // PostgreSQL may have committed before the connection was lost.
    if (error instanceof DatabaseProblem && error.kind === 'disconnected') return { code: 'not_known' };
    return isWriteError(error) ? { code: 'cannot_write' } : { code: 'unexpected', reference };
  }

  return {
    async answer({ windowId, actId }, name, input) {
      try {
        if (windowId === undefined) return refuse({ code: 'wrong_sender' });
        if (!isRequestName(name)) return refuse({ code: 'unknown_request' });
        windows.meet(windowId);
        const { value, count, where } = await inTurn(
          () => callOf(windowId, actId),
          (call) => work(call, name, input),
        );
        if (count === 0) return JSON.stringify({ ok: true, value });
        return JSON.stringify({ ok: true, value, leftOut: { count, reference: refer(name, `left out: ${where}`) } });
      } catch (error) {
        return JSON.stringify({ ok: false, failure: toFailure(error, name) });
      }
    },
    forget(windowId) {
      refusals.forget(windowId);
      windows.forget(windowId);
      leaveBackup(context(), windowId);
    },
    sweep() {
      windows.sweep();
      leaveBackupUnless(context(), (windowId) => mayRestore(context(), windows.visitOf(windowId)));
    },
    stateChanged: (directory = false) =>
      windows.announce({ by: undefined, isStateAnswered: false, directory, state: true }),
    lock: windows.lock,
    resume: windows.resume,
    startOver: windows.startOver,
  };
}

/** Where somebody restores a backup, or comes back to it. On the first run nobody is signed in. */
const mayRestore = ({ storage }: Context, { stage }: Visit): boolean =>
  stage === 'signed_in' || stage === 'locked' || (stage === 'signed_out' && getFirm(storage.read) === undefined);

/** Own names only: "constructor" and "__proto__" are on every object. */
const isRequestName = (name: unknown): name is RequestName => typeof name === 'string' && Object.hasOwn(handlers, name);

/** @throws Refusal bad_input, with one problem for each field. */
function checkInput<N extends RequestName>(name: N, input: unknown): CheckedInputOf<N> {
  // An array would pass for an object without keys.
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    return refuse({ code: 'bad_input', fields: [{ field: '', message: 'The request could not be read.' }] });
  const parsed = v.safeParse(contract[name].input, input);
  if (parsed.success) return parsed.output;
  const messages = new Map<string, string>();
  for (const issue of parsed.issues) {
    const field = (v.getDotPath(issue) ?? '').slice(0, 100);
    // Only our own sentences: the library's quote what was received.
    const message = issue.message.startsWith('Invalid') ? UNUSABLE_VALUE : issue.message;
    if (!messages.has(field)) messages.set(field, message);
  }
  const fields = [...messages].slice(0, 20).map(([field, message]) => ({ field, message }));
  return refuse({ code: 'bad_input', fields });
}
