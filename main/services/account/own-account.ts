// My account: what it shows, users' own names, and ending users' other sessions.
import { refuse } from '../../domain/refusal.ts';
import { getReportedNotice, type Notice } from '../../storage/tables/notices.ts';
import { getNumberProposal, type NumberProposal } from '../../storage/tables/numbers.ts';
import { endSessionsOf, listSessionsOf, type PastSession } from '../../storage/tables/sessions.ts';
import { nameOf, type User, updateUser } from '../../storage/tables/users.ts';
import { type Actor, findActor } from '../act/actor.ts';
import type { Context } from '../act/context.ts';
import { recordActivity } from '../act/record-activity.ts';
import { getSignInMethods, type SignInMethods } from '../act/sign-in-methods.ts';

const SESSIONS_SHOWN = 20;

export interface Account {
  readonly user: User;
  readonly numberProposal: NumberProposal | undefined;
  readonly methods: SignInMethods;
  /** The latest ones, newest first. */
  readonly sessions: readonly (PastSession & { readonly isThisWindow: boolean })[];
  /** The last thing that somebody else did to the account. */
  readonly lastNotice: Notice | undefined;
}

export function getAccount(context: Context, actor: Actor): Account {
  const { read } = context.storage;
  return {
    user: actor.user,
    numberProposal: getNumberProposal(read, actor.user.id),
    methods: getSignInMethods(read, actor.user.id),
    lastNotice: getReportedNotice(read, actor.user.id),
    sessions: listSessionsOf(read, actor.user.id, context.clock.now(), SESSIONS_SHOWN).map((session) => ({
      ...session,
      isThisWindow: session.id === actor.session.id,
    })),
  };
}

/**
 * The actor's account as it is now. Use it in a transaction that follows work that took time.
 * @throws Refusal not_now when the session has ended in the meantime.
 */
export function requireOwnAccount(context: Context, actor: Actor): User {
  return findActor(context, actor.session.id)?.user ?? refuse({ code: 'not_now' });
}

/** A second click finds the new names in place and changes nothing. @throws Refusal conflict. */
export function editOwnNames(
  context: Context,
  actor: Actor,
  input: { readonly version: number; readonly firstName: string; readonly lastName: string },
): void {
  const { version, firstName, lastName } = input;
  context.storage.transaction((tx) => {
    const user = requireOwnAccount(context, actor);
    if (user.firstName === firstName && user.lastName === lastName) return;
    if (!updateUser(tx, user.id, version, { ...user, firstName, lastName })) return refuse({ code: 'conflict' });
    recordActivity(context, tx, {
      action: 'account.edited',
      outcome: 'done',
      actor: user,
      target: user,
      detail: { nameFrom: nameOf(user), nameTo: nameOf({ firstName, lastName }) },
    });
  });
}

/** @returns how many sessions were ended. */
export function endOtherSessions(context: Context, actor: Actor): number {
  return context.storage.transaction((tx) => {
    const user = requireOwnAccount(context, actor);
    const sessionsEnded = endSessionsOf(tx, user.id, 'ended_by_user', context.clock.now(), actor.session.id);
    if (sessionsEnded > 0)
      recordActivity(context, tx, {
        action: 'sessions.ended',
        outcome: 'done',
        actor: user,
        target: user,
        detail: { sessionsEnded },
      });
    return sessionsEnded;
  });
}
