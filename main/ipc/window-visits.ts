// Where each window stands, and what windows are told: visits, touches, locks and announcements.
// Everything here lives in memory: closing a window abandons what was under way in it and ends its session.
import { type AppState, type EventName, type EventPayload, events } from '../../preload/contract/index.ts';
import { TOLERATED_MS } from '../domain/clock-guard.ts';
import { refuse } from '../domain/refusal.ts';
import { mayDo } from '../domain/role-policy.ts';
import { findActor } from '../services/act/actor.ts';
import type { Context } from '../services/act/context.ts';
import { findMove } from '../services/act/moved-firm.ts';
import { type LockReason, SETUP_STAGE_MS, SIGNED_OUT, type Visit, type VisitAt } from '../services/act/visit.ts';
import { endSession, type LeaveReason, type SessionEnding } from '../services/sign-in/end-session.ts';
import { endPresence, lock } from '../services/sign-in/lock.ts';
import { whyEnded } from '../services/sign-in/why-ended.ts';
import { getNewestAlertId } from '../storage/tables/alerts.ts';
import { getFirm } from '../storage/tables/firm.ts';
import { getServer } from '../storage/tables/server.ts';
import { getUser } from '../storage/tables/users.ts';
import { checkAnswer, MisfitError } from './check-answer.ts';
import { describe } from './describe.ts';
import type { Desktop } from './handler.ts';
import { toScreen } from './screen.ts';
import { toShownClock } from './shown-clock.ts';

export interface Dependencies {
  /** Read at each use: opening the sample firm replaces it. */
  readonly context: () => Context;
  /** The same, for acts of one window: the record names the desktop that it is on. */
  readonly contextOf: (windowId: number) => Context;
  readonly desktopOf: (windowId: number) => Pick<Desktop, 'keyProtection' | 'server'>;
  readonly log: (line: string) => void;
  /** Sends one window an event of the contract. */
  readonly announce: <N extends EventName>(windowId: number, name: N, payload: EventPayload<N>) => void;
}

/** What an act changes for the windows. */
interface Change {
  /** The window that acted; undefined when only time has passed. */
  readonly by: number | undefined;
  /** Its answer carries its state, so it needs no event for that. */
  readonly isStateAnswered: boolean;
  readonly directory: boolean;
  readonly state: boolean;
}

export interface WindowVisits {
  /** Something came from the window. One that was forgotten says nothing more: its number is not given again. */
  meet(windowId: number): void;
  /** Where the window stands now. A window that was forgotten is signed out, and nothing is kept of it. */
  visitOf(windowId: number): Visit;
  isAt(windowId: number, visit: Visit): boolean;
  /** @throws Refusal not_now when the window is no longer at `from`. */
  move(windowId: number, from: Visit, to: Visit): void;
  /** The act that moved the window was taken back. */
  restore(windowId: number, visit: Visit): void;
  /** The window is signed out and its session has ended, also where the disk is full. @throws as `move`. */
  signOut(windowId: number, from: VisitAt<'signed_in' | 'locked'>): void;
  touch(windowId: number): void;
  stateOf(windowId: number): AppState;
  tell<N extends EventName>(windowId: number, name: N, payload: EventPayload<N>): void;
  /** Tells the window where it stands, or hides what it must not show any more. */
  tellState(windowId: number): void;
  /** Tells every window once what the act means for it. */
  announce(change: Change): void;
  lock(windowId: number, because: LockReason): void;
  /** The window is locked at a session that began before this start of Rekey. */
  resume(windowId: number, session: VisitAt<'signed_in'>): void;
  /** Time has passed: windows without a touch for long lock, and windows whose session or sign-in has run out are told. */
  sweep(): void;
  forget(windowId: number): void;
  startOver(): void;
}

function sessionEnded(context: Context, sessionId: string): Visit {
  const ended = whyEnded(context, sessionId);
  return { stage: 'signed_out', because: 'session_ended', ...(ended && { ended }) };
}

/** The visit as it is now: a visit that took too long, or whose session has ended, is signed out. */
export function currentVisit(context: Context, visit: Visit): Visit {
  if (visit.stage === 'signed_out') return visit;
  // What was under way when the firm was moved is in neither copy.
  if (findMove(context, context.storage.read) !== undefined) return SIGNED_OUT;
  if (visit.stage === 'signed_in' || visit.stage === 'locked') {
    const { sessionId } = visit.stage === 'locked' ? visit.signedIn : visit;
    return findActor(context, sessionId) === undefined ? sessionEnded(context, sessionId) : visit;
  }
  // A clock that was set back gives a visit no more time than it had at first.
  const left = visit.until - context.clock.now();
  if (left <= 0 || left > SETUP_STAGE_MS + TOLERATED_MS) return { stage: 'signed_out', because: 'too_slow' };
  if (getUser(context.storage.read, visit.userId)?.version !== visit.userVersion)
    return { stage: 'signed_out', because: 'changed_meanwhile' };
  return visit;
}

export function createWindowVisits({ context, contextOf, desktopOf, log, announce }: Dependencies): WindowVisits {
  const visits = new Map<number, Visit>();
  /** When somebody was last seen at a window. */
  const touches = new Map<number, number>();
  /** Ends of sessions that a full disk did not take. */
  const unwrittenEnds = new Map<string, SessionEnding>();
  /** The newest alert that windows were told of. Any request can raise one, a refused one too. */
  let newestAlert = 0;
  /** What windows were told about the computer's clock. */
  let toldClock = 'null';

  function visitOf(windowId: number): Visit {
    const visit = currentVisit(context(), visits.get(windowId) ?? SIGNED_OUT);
    if (visits.has(windowId)) visits.set(windowId, visit);
    return visit;
  }

  const touch = (windowId: number): void => void touches.set(windowId, context().clock.now());

  function move(windowId: number, from: Visit, to: Visit): void {
    const present = visits.get(windowId);
    // Two requests of one window can overlap. A step counts only from the visit that it started at.
    if (present !== from) {
      // A window that was locked or unlocked in between keeps its session.
      const now = present?.stage === 'locked' ? present.signedIn : present;
      const isKept = now?.stage === 'signed_in' && to.stage === 'signed_in' && now.sessionId === to.sessionId;
      if (to.stage === 'signed_in' && !isKept) close(windowId, to, 'signed_out');
      refuse({ code: 'not_now' });
    }
    visits.set(windowId, to);
    if (to.stage === 'signed_in') touch(windowId);
  }

  function close(windowId: number, { sessionId }: VisitAt<'signed_in'>, because: LeaveReason): void {
    writeEnd(contextOf(windowId), sessionId, { because, at: context().clock.now() });
  }

  /** No window is at the session any more, so it is over whatever the disk says. A restart ends what was never written. */
  function writeEnd(of: Context, sessionId: string, end: SessionEnding): void {
    try {
      endSession(of, sessionId, end);
      unwrittenEnds.delete(sessionId);
    } catch (error) {
      if (!unwrittenEnds.has(sessionId)) log(`the end of a session is not written yet: ${describe(error)}`);
      unwrittenEnds.set(sessionId, end);
    }
  }

  function stateOf(windowId: number): AppState {
    const { storage, appVersion, isSample } = context();
    const desktop = desktopOf(windowId);
    const firm = getFirm(storage.read);
    return {
      version: appVersion,
      firmName: firm?.name ?? null,
      firmPhone: firm?.phone ?? '',
      signInPlace: firm?.signInPlace ?? '',
      dateOrder: firm?.dateOrder ?? 'day_first',
      isSample,
      serverName: desktop.server.serving === undefined ? null : (getServer(storage.read)?.name ?? null),
      keyProtection: desktop.keyProtection,
      clock: toShownClock(context(), visitOf(windowId)),
      screen: toScreen(context(), visitOf(windowId)),
    };
  }

  // The work is committed by now: nothing that goes wrong in telling others may take the answer with it.
  function attempt(windowId: number, tell: () => void): void {
    try {
      tell();
    } catch (error) {
      log(`window ${windowId} could not be told: ${describe(error)}`);
    }
  }

  /** An event that does not fit its contract is a fault of Rekey. It goes to the log and not to the window. @returns false then. */
  function send<N extends EventName>(windowId: number, name: N, payload: EventPayload<N>): boolean {
    try {
      const { value, count, where } = checkAnswer(`${name} to window ${windowId}`, events[name], payload);
      if (count > 0) log(`${name} to window ${windowId}: left out: ${where}`);
      announce(windowId, name, value);
      return true;
    } catch (error) {
      if (!(error instanceof MisfitError)) throw error;
      log(error.message);
      return false;
    }
  }

  const tell: WindowVisits['tell'] = (windowId, name, payload) =>
    attempt(windowId, () => void send(windowId, name, payload));

  function tellState(windowId: number): void {
    attempt(windowId, () => {
      if (!send(windowId, 'state.changed', stateOf(windowId))) hide(windowId);
    });
  }

  /**
   * The window could not be told its state. A signed-in window goes on with what it shows: its person was allowed to see
   * that, and main decides every request again. A window that has to stop showing it is signed out and gets the bare
   * sign-in page, which always fits.
   */
  function hide(windowId: number): void {
    const visit = visitOf(windowId);
    if (visit.stage !== 'locked' && visit.stage !== 'signed_out') return;
    visits.set(windowId, { stage: 'signed_out', because: 'session_ended' });
    send(windowId, 'state.changed', {
      version: context().appVersion,
      firmName: null,
      firmPhone: '',
      signInPlace: '',
      dateOrder: 'day_first',
      isSample: context().isSample,
      serverName: null,
      keyProtection: desktopOf(windowId).keyProtection,
      clock: null,
      screen: { name: 'sign_in', because: 'session_ended' },
    });
    if (visit.stage === 'locked') close(windowId, visit.signedIn, 'signed_out');
  }

  function seesAlerts(visit: Visit): boolean {
    const actor = visit.stage === 'signed_in' ? findActor(context(), visit.sessionId) : undefined;
    return actor !== undefined && mayDo(actor.user.role, 'view_activity');
  }

  function announceChange({ by, isStateAnswered, directory, state }: Change): void {
    const told = newestAlert;
    for (const [windowId, visit] of visits) {
      attempt(windowId, () => {
        const now = visitOf(windowId);
        if (directory && now.stage === 'signed_in') send(windowId, 'directory.changed', {});
        const hasAnswer = windowId === by && isStateAnswered;
        newestAlert = getNewestAlertId(context().storage.read);
        const isAlertNew = newestAlert > told && seesAlerts(now);
        if ((now !== visit || state || isAlertNew) && !hasAnswer) tellState(windowId);
      });
    }
  }

  function lockWindow(windowId: number, because: LockReason): void {
    // The guide, for example, is no window that stands anywhere.
    if (!visits.has(windowId)) return;
    const visit = visitOf(windowId);
    // A visit of its own: what the dead page has asked for opens nothing any more.
    if ((because === 'restarted' || because === 'line') && visit.stage !== 'signed_in')
      visits.set(windowId, visit.stage === 'locked' ? { ...visit, because } : { ...visit });
    if (visit.stage !== 'signed_in') return;
    const locked = lock(visit, because);
    visits.set(windowId, locked);
    tellState(windowId);
    try {
      endPresence(context(), locked);
    } catch (error) {
      // Unlocking ends it before it opens the window.
      log(`window ${windowId} is locked, but its presence has not ended: ${describe(error)}`);
    }
  }

  function lockIdle(): void {
    const { idleLockMinutesAtMost = Number.POSITIVE_INFINITY } = context().managed.settings;
    const firmMinutes = getFirm(context().storage.read)?.idleLockMinutes ?? 0;
    const longest = Math.min(firmMinutes, idleLockMinutesAtMost) * 60_000;
    const now = context().clock.now();
    for (const [windowId, touchedAt] of touches) {
      // The clock was set back since then.
      if (touchedAt > now) touches.set(windowId, now);
      else if (now - touchedAt >= longest) lockWindow(windowId, 'idle');
    }
  }

  return {
    meet(windowId) {
      if (!visits.has(windowId)) visits.set(windowId, SIGNED_OUT);
    },
    visitOf,
    isAt: (windowId, visit) => visits.get(windowId) === visit,
    move,
    restore(windowId, visit) {
      if (visits.has(windowId)) visits.set(windowId, visit);
    },
    signOut(windowId, from) {
      move(windowId, from, SIGNED_OUT);
      close(windowId, from.stage === 'locked' ? from.signedIn : from, 'signed_out');
    },
    touch,
    stateOf,
    tell,
    tellState,
    announce: announceChange,
    lock: lockWindow,
    resume: (windowId, signedIn) => void visits.set(windowId, lock(signedIn, 'line')),
    sweep() {
      for (const [sessionId, end] of unwrittenEnds) writeEnd(context(), sessionId, end);
      const clock = JSON.stringify(toShownClock(context(), SIGNED_OUT));
      announceChange({ by: undefined, isStateAnswered: false, directory: false, state: clock !== toldClock });
      toldClock = clock;
      lockIdle();
    },
    forget(windowId) {
      const visit = visits.get(windowId);
      visits.delete(windowId);
      touches.delete(windowId);
      if (visit?.stage === 'signed_in') close(windowId, visit, 'application_closed');
      if (visit?.stage === 'locked') close(windowId, visit.signedIn, 'application_closed');
    },
    startOver() {
      // Visits of their own: what was under way in the database of before opens nothing.
      for (const windowId of visits.keys()) visits.set(windowId, { ...SIGNED_OUT });
      touches.clear();
      unwrittenEnds.clear();
      newestAlert = 0;
    },
  };
}
