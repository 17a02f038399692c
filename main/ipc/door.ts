// The door: the only way from a window into main. Every request passes the same checks in this order: sender, own name,
// session and permission, input, work, output. Every refusal is an answer with a code; what is unexpected stays here and
// the window gets a reference that is also in the log.
import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import {
  type AppState,
  contract,
  type EventName,
  type EventPayload,
  type Failure,
  type OutputOf,
  type RequestName,
} from '../../preload/contract/index.ts';
import { Refusal, type RefusalReason, refuse } from '../domain/refusal.ts';
import type { UserId } from '../domain/user.ts';
import { getPreferences } from '../services/account/preferences.ts';
import { type Actor, findActor } from '../services/act/actor.ts';
import type { Context } from '../services/act/context.ts';
import { recordActivity } from '../services/act/record-activity.ts';
import { type LockReason, SIGNED_OUT, type Visit, type VisitAt } from '../services/act/visit.ts';
import { endPresence, lock } from '../services/sign-in/lock.ts';
import type { Reader } from '../storage/engine/database.ts';
import { getApproval } from '../storage/tables/approvals.ts';
import { getFirm } from '../storage/tables/firm.ts';
import { endSession } from '../storage/tables/sessions.ts';
import { getUser } from '../storage/tables/users.ts';
import type { Desktop, Handler } from './handler.ts';
import { handlers } from './handlers.ts';
import { toPreferences } from './preferences.ts';
import { currentVisit, toScreen } from './screen.ts';

/** Larger than any honest request by far (the longest is a letter to a hundred people), small enough to cost nothing. */
export const MAX_INPUT_LENGTH = 131_072;

export interface DoorParts {
  /** Read at each request: opening the sample firm replaces it. */
  readonly context: () => Context;
  readonly desktop: Desktop;
  readonly log: (line: string) => void;
  /** Tells one window an event of the contract. */
  readonly announce: <N extends EventName>(windowId: number, name: N, payload: EventPayload<N>) => void;
}

export interface Sender {
  /** Undefined: not one of our windows' main frames at our origin. */
  readonly windowId: number | undefined;
}

export interface Door {
  /** @returns the JSON text of a `Reply`. Never throws. */
  answer(sender: Sender, name: unknown, input: unknown): Promise<string>;
  /** A window was closed: what was under way in it is abandoned, and its session ends. */
  forget(windowId: number): void;
  /** Time has passed: windows that nobody has touched for long lock, and those whose session or sign-in has run out are told. */
  sweep(): void;
  /** Somebody leaves: this window, or every one because the computer sleeps or was locked. */
  lock(windowId: number | 'all', because: LockReason): void;
  /** The database behind the door was replaced: every window starts anew. */
  startOver(): void;
}

export function createDoor(parts: DoorParts): Door {
  const visits = new Map<number, Visit>();
  /** When somebody was last seen at a window. */
  const touches = new Map<number, number>();
  /** Where the window stands now; a visit that took too long or lost its session is replaced by "signed out". */
  function visitOf(windowId: number): Visit {
    const visit = currentVisit(parts.context(), visits.get(windowId) ?? SIGNED_OUT);
    visits.set(windowId, visit);
    return visit;
  }

  function stateOf(windowId: number): AppState {
    const context = parts.context();
    const firm = getFirm(context.storage.read);
    const screen = toScreen(context, visitOf(windowId));
    return {
      version: context.appVersion,
      firmName: firm?.name ?? null,
      firmPhone: firm?.phone ?? '',
      isSample: context.isSample,
      keyProtection: parts.desktop.keyProtection,
      screen:
        screen.name === 'signed_in'
          ? { ...screen, preferences: toPreferences(getPreferences(context, screen.user.id)) }
          : screen,
    };
  }

  /** @throws Refusal when the window may not call this now. */
  function admit(
    windowId: number,
    handler: Handler<RequestName>,
  ): { readonly visit: Visit; readonly actor: Actor | undefined } {
    const context = parts.context();
    const visit = visitOf(windowId);
    const actor = visit.stage === 'signed_in' ? findActor(context, visit.sessionId) : undefined;
    const { access } = handler;
    if (access.kind === 'sample' && !context.isSample) refuse({ code: 'not_now' });
    if (access.kind === 'visit' && !access.stages.includes(visit.stage))
      refuse({ code: visit.stage === 'signed_out' ? 'not_signed_in' : 'not_now' });
    if (access.kind === 'signed_in') {
      if (actor === undefined) return refuse({ code: 'not_signed_in' });
      if (!access.isAllowed(actor.user.role)) refuse({ code: 'forbidden' });
    }
    return { visit, actor };
  }

  async function work(sender: Sender, name: unknown, input: unknown): Promise<unknown> {
    const { windowId } = sender;
    if (windowId === undefined) return refuse({ code: 'wrong_sender' });
    // Own names only: "constructor" and "__proto__" are on every object.
    if (typeof name !== 'string' || !Object.hasOwn(handlers, name)) return refuse({ code: 'unknown_request' });
    const requestName = name as RequestName;
    const handler = handlers[requestName] as Handler<RequestName>;
    try {
      const admitted = admit(windowId, handler);
      const checked = checkInput(requestName, input);
      const call = {
        windowId,
        visit: admitted.visit,
        // A request that asks for no session does not look at it; `access` guarantees it for the others.
        actor: admitted.actor as Actor,
        get context() {
          return parts.context();
        },
        desktop: parts.desktop,
        moveTo: (visit: Visit) => move(windowId, admitted.visit, visit),
        isStillHere: () => visits.get(windowId) === admitted.visit,
        touch: () => touch(windowId),
        tell: <N extends EventName>(name: N, payload: EventPayload<N>) =>
          tell(windowId, () => parts.announce(windowId, name, payload)),
        state: () => stateOf(windowId),
      };
      const output = checkOutput(requestName, await handler.run(call, checked as never));
      if (handler.changesDirectory === true) announceChange(windowId);
      const { changesState } = handler;
      if (changesState === true || changesState?.(output as never) === true) announceStates();
      return output;
    } catch (error) {
      if (error instanceof Refusal) recordRefusal(windowId, requestName, handler, error.reason, input);
      throw error;
    }
  }

  // Two answers to one window can overlap; a step counts only from the visit that it started at.
  function move(windowId: number, from: Visit, to: Visit): void {
    const present = visits.get(windowId);
    if (present !== from) {
      // A window that was locked meanwhile keeps its session.
      if (to.stage === 'signed_in' && (present?.stage !== 'locked' || present.signedIn.sessionId !== to.sessionId))
        close(to, 'signed_out');
      refuse({ code: 'not_now' });
    }
    visits.set(windowId, to);
    if (to.stage === 'signed_in') touch(windowId);
  }

  const touch = (windowId: number): void => void touches.set(windowId, parts.context().clock.now());

  function lockWindow(windowId: number, because: LockReason): void {
    const visit = visitOf(windowId);
    if (visit.stage !== 'signed_in') return;
    const locked = lock(visit, because);
    visits.set(windowId, locked);
    tell(windowId, () => parts.announce(windowId, 'state.changed', stateOf(windowId)));
    try {
      endPresence(parts.context(), locked);
    } catch (error) {
      parts.log(`window ${windowId} is locked, but its presence stands for its five minutes: ${describe(error)}`);
    }
  }

  function lockIdle(): void {
    const context = parts.context();
    const longest = (getFirm(context.storage.read)?.idleLockMinutes ?? 0) * 60_000;
    for (const [windowId, touchedAt] of touches)
      if (context.clock.now() - touchedAt >= longest) lockWindow(windowId, 'idle');
  }

  function recordRefusal(
    windowId: number,
    name: RequestName,
    handler: Handler<RequestName>,
    reason: RefusalReason,
    input: unknown,
  ): void {
    const isDenial = reason.code === 'forbidden';
    if (!isDenial && handler.recordsAs === undefined) return;
    // A field that is not filled in yet is no attempt.
    if (['bad_input', 'fresh_code_needed', 'not_signed_in', 'not_now'].includes(reason.code)) return;
    const context = parts.context();
    const visit = visitOf(windowId);
    const actor = visit.stage === 'signed_in' ? findActor(context, visit.sessionId) : undefined;
    const targetId = targetOf(context.storage.read, name, input);
    if (isRepeatedDenial(windowId, `${name} ${targetId} ${reason.code}`)) return;
    try {
      context.storage.transaction((tx) =>
        recordActivity(context, tx, {
          action: handler.recordsAs ?? name,
          outcome: 'denied',
          actor: actor?.user,
          target: targetId === undefined ? undefined : getUser(tx, targetId),
          reason: reason.code,
          ...detailOf(name, input),
        }),
      );
    } catch (error) {
      parts.log(`a refusal could not be recorded: ${describe(error)}`);
    }
  }

  // The same refusal again and again from one window is one record a minute: a stuck or hostile window must not fill the disk.
  const lastDenial = new Map<number, { readonly what: string; readonly at: number }>();
  function isRepeatedDenial(windowId: number, what: string): boolean {
    const now = parts.context().clock.now();
    const last = lastDenial.get(windowId);
    if (last?.what === what && Math.abs(now - last.at) < 60_000) return true;
    lastDenial.set(windowId, { what, at: now });
    return false;
  }

  function close(visit: VisitAt<'signed_in'>, because: 'signed_out' | 'application_closed'): void {
    const context = parts.context();
    const actor = findActor(context, visit.sessionId);
    context.storage.transaction((tx) => {
      endSession(tx, visit.sessionId, because, context.clock.now());
      if (actor !== undefined)
        recordActivity(context, tx, { action: 'session.ended', outcome: 'done', actor: actor.user, reason: because });
    });
  }

  /** @param causedBy the window whose answer says it already; undefined when time alone did it. */
  function announceChange(causedBy: number | undefined): void {
    for (const [windowId, visit] of visits) {
      tell(windowId, () => {
        const now = currentVisit(parts.context(), visit);
        if (now !== visit) {
          visits.set(windowId, now);
          if (windowId !== causedBy) parts.announce(windowId, 'state.changed', stateOf(windowId));
        } else if (now.stage === 'signed_in' && causedBy !== undefined) {
          parts.announce(windowId, 'directory.changed', {});
        }
      });
    }
  }

  function announceStates(): void {
    for (const windowId of visits.keys())
      tell(windowId, () => parts.announce(windowId, 'state.changed', stateOf(windowId)));
  }

  // The work is committed by now: whatever goes wrong in telling others must not take the answer with it.
  function tell(windowId: number, say: () => void): void {
    try {
      say();
    } catch (error) {
      parts.log(`window ${windowId} could not be told: ${describe(error)}`);
    }
  }

  return {
    async answer(sender, name, input) {
      try {
        return JSON.stringify({ ok: true, value: await work(sender, name, input) });
      } catch (error) {
        return JSON.stringify({ ok: false, failure: toFailure(error, name, parts.log) });
      }
    },
    forget(windowId) {
      const visit = visits.get(windowId);
      visits.delete(windowId);
      lastDenial.delete(windowId);
      touches.delete(windowId);
      if (visit?.stage === 'signed_in') close(visit, 'application_closed');
      if (visit?.stage === 'locked') close(visit.signedIn, 'application_closed');
    },
    sweep() {
      announceChange(undefined);
      lockIdle();
    },
    lock(windowId, because) {
      for (const one of windowId === 'all' ? visits.keys() : [windowId]) lockWindow(one, because);
    },
    startOver() {
      visits.clear();
      touches.clear();
    },
  };
}

function targetOf(reader: Reader, name: RequestName, input: unknown): UserId | undefined {
  if (name.startsWith('approvals.')) {
    const asked = v.safeParse(v.object({ approvalId: v.pipe(v.number(), v.safeInteger()) }), safeJson(input));
    return (asked.success ? getApproval(reader, asked.output.approvalId)?.targetId : undefined) ?? undefined;
  }
  const parsed = v.safeParse(v.object({ userId: v.number() }), safeJson(input));
  return name.startsWith('users.') && parsed.success ? (parsed.output.userId as UserId) : undefined;
}

/** A client is no person: the record names it by its number. */
function detailOf(name: RequestName, input: unknown): { readonly detail?: { readonly clientId: number } } {
  const parsed = v.safeParse(v.object({ clientId: v.pipe(v.number(), v.safeInteger()) }), safeJson(input));
  return name.startsWith('clients.') && parsed.success ? { detail: { clientId: parsed.output.clientId } } : {};
}

function safeJson(input: unknown): unknown {
  if (typeof input !== 'string' || input.length > MAX_INPUT_LENGTH) return undefined;
  try {
    return JSON.parse(input);
  } catch {
    return undefined;
  }
}

function checkInput(name: RequestName, input: unknown): unknown {
  const value = safeJson(input);
  // An array would pass for an object without keys.
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return refuse({ code: 'bad_input', fields: [{ field: '', message: 'The request could not be read.' }] });
  const parsed = v.safeParse(contract[name].input as v.GenericSchema, value);
  if (parsed.success) return parsed.output;
  const seen = new Set<string>();
  const fields = parsed.issues.flatMap((issue) => {
    const field = (v.getDotPath(issue) ?? '').slice(0, 100);
    if (seen.has(field)) return [];
    seen.add(field);
    // Only our own sentences: the library's quote what was received.
    return [{ field, message: issue.message.startsWith('Invalid') ? 'This value cannot be used.' : issue.message }];
  });
  return refuse({ code: 'bad_input', fields: fields.slice(0, 20) });
}

/** @throws an unexpected error when a handler answers anything that the contract does not name: no secret leaks by accident. */
function checkOutput<N extends RequestName>(name: N, output: unknown): OutputOf<N> {
  const parsed = v.safeParse(contract[name].output as v.GenericSchema, output);
  if (!parsed.success)
    throw new Error(
      `the answer to ${name} does not fit its contract at ${parsed.issues.map((issue) => v.getDotPath(issue) ?? '(top)').join(', ')}`,
    );
  return parsed.output as OutputOf<N>;
}

function toFailure(error: unknown, name: unknown, log: (line: string) => void): Failure {
  if (error instanceof Refusal) return error.reason as Failure;
  const reference = randomUUID().slice(0, 8);
  log(`${reference} ${String(name).slice(0, 60)}: ${describe(error)}`);
  const code = (error as { readonly code?: unknown } | null | undefined)?.code;
  if (typeof code === 'string' && /^(SQLITE_(FULL|IOERR|READONLY)|ENOSPC|EROFS|EACCES)/.test(code))
    return { code: 'cannot_write' };
  return { code: 'unexpected', reference };
}

const describe = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));
