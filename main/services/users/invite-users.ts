// Invites users, and invites them again. An invited account has no password, and a code that opens it once. Its names are
// what the administrator knows; the person corrects them. One email that cannot be used, or one user who cannot be invited again, stops the whole invitation.

import { ONE_TIME_CODE_MS } from '../../domain/one-time-code.ts';
import { type FieldProblem, Refusal, refuse } from '../../domain/refusal.ts';
import { mayChangeNumbers, mayHandOut, type TargetAction } from '../../domain/role-policy.ts';
import { toEmailKey } from '../../domain/search-text.ts';
import type { Role, UserId } from '../../domain/user.ts';
import type { Reader, Tx } from '../../storage/engine/database.ts';
import { getFirm } from '../../storage/tables/firm.ts';
import { getUserByEmail, insertUsers, markInvited, type User } from '../../storage/tables/users.ts';
import { type Acting, type Actor, visibleRelation } from '../act/actor.ts';
import type { Context } from '../act/context.ts';
import { issueOneTimeCodes } from '../act/issue-one-time-code.ts';
import type { IssuedCode } from '../act/issued-code.ts';
import { actWithPresence } from '../act/presence.ts';
import { recordActivities } from '../act/record-activity.ts';
import { mayDoTo, requireTarget } from '../act/target.ts';
import { isInvitedAgain } from '../independence/halves-done.ts';
import { proposeNumber } from './change-number.ts';
import { type AccessInput, applyFirstAccess } from './client-access.ts';

interface InvitedPerson {
  readonly email: string;
  /** Both may be empty. */
  readonly firstName: string;
  readonly lastName: string;
  /** The number on file, or a proposal where the actor may not change numbers. Empty: none. */
  readonly phone: string;
}

export interface Invitation {
  readonly people: readonly InvitedPerson[];
  readonly role: Role;
  readonly access: AccessInput;
  /** The actor's own fresh code. May be empty within five minutes of the last one. */
  readonly code: string;
}

/** Why an email cannot be given to another account. Only those who may see the holder learn that it is deactivated. */
export function describeHolder(reader: Reader, actor: Acting, user: User): string {
  const relation = visibleRelation(reader, actor.user, user);
  const mayDo = (action: TargetAction): boolean => relation !== undefined && mayDoTo(actor, { user, relation }, action);
  if (user.status !== 'deactivated' || !mayDo('see_email')) return 'Somebody with this email already has an account.';
  return mayDo('reactivate')
    ? 'This email belongs to a deactivated account. To let the person in again, use Reactivate in the list of users.'
    : 'This email belongs to a deactivated account. A Partner Admin can reactivate it.';
}

function requireUsableEmails(reader: Reader, actor: Acting, people: readonly InvitedPerson[]): void {
  const keys = people.map(({ email }) => toEmailKey(email));
  const problems = people.flatMap(({ email }, index): readonly FieldProblem[] => {
    const field = `people.${index}.email`;
    if (keys.indexOf(toEmailKey(email)) < index) return [{ field, message: 'This email is in the list twice.' }];
    const holder = getUserByEmail(reader, email);
    return holder === undefined ? [] : [{ field, message: describeHolder(reader, actor, holder) }];
  });
  if (problems.length > 0) refuse({ code: 'bad_input', fields: problems });
}

/** @throws Refusal forbidden, bad_input (people.<index>.email, access), and as actWithPresence. */
export function inviteUsers(context: Context, actor: Actor, invitation: Invitation): readonly IssuedCode[] {
  const { role } = invitation;
  const check = (reader: Reader): void => {
    if (!mayHandOut(actor.user.role, role)) refuse({ code: 'forbidden' });
    requireUsableEmails(reader, actor, invitation.people);
  };
  return actWithPresence(context, actor, invitation.code, check, (tx) =>
    carryOutInvitations(
      context,
      tx,
      actor,
      invitation.people.map((person) => ({ person, role, access: invitation.access })),
    ),
  );
}

interface Invited {
  readonly person: InvitedPerson;
  readonly role: Role;
  readonly access: AccessInput;
}

/**
 * Invites many people at once: each table gets all its rows together. The caller has checked roles and emails in this
 * transaction.
 * @param more facts for the records: the import that they belong to.
 * @returns the codes in the order of the people.
 * @throws Refusal forbidden, bad_input (access).
 */
export function carryOutInvitations(
  context: Context,
  tx: Tx,
  actor: Actor,
  invited: readonly Invited[],
  more: Readonly<Record<string, string>> = {},
): readonly IssuedCode[] {
  const now = context.clock.now();
  const mayNumber = mayChangeNumbers(actor.user.role);
  const users = insertUsers(
    tx,
    invited.map(({ person, role }) => ({
      email: person.email,
      firstName: person.firstName,
      lastName: person.lastName,
      phone: mayNumber ? person.phone : '',
      role,
      hasAllClients: false,
      status: 'invited',
      invitationExpiresAt: now + ONE_TIME_CODE_MS.activation,
      createdAt: now,
    })),
  );
  const accounts = invited.flatMap((one, i) => {
    const user = users[i];
    return user === undefined ? [] : [{ ...one, user }];
  });
  const access = applyFirstAccess(tx, actor, accounts);
  const issued = issueOneTimeCodes(context, tx, users, 'activation');
  recordActivities(
    context,
    tx,
    accounts.map(({ user }, i) => ({
      action: 'user.invited',
      outcome: 'done',
      actor: actor.user,
      target: user,
      detail: {
        email: user.email,
        firstName: user.firstName,
        lastName: user.lastName,
        phone: user.phone,
        role: user.role,
        ...access[i],
        expiresAt: user.invitationExpiresAt,
        ...more,
      },
    })),
  );
  for (const { user, person } of accounts)
    if (person.phone !== user.phone) proposeNumber(context, tx, actor, user, person.phone);
  return issued;
}

/** @throws Refusal not_found, forbidden, not_possible. */
function requireInvited(context: Context, reader: Reader, actor: Actor, userId: UserId): User {
  const { user } = requireTarget(context, reader, actor, userId, 'resendInvitation');
  // Its reactivation waited for a second approver. Nobody gets around that by sending the code again.
  if (getFirm(reader)?.isSecondApproverRequired === true && isInvitedAgain(reader, user.id))
    return refuse({ code: 'not_possible', why: 'needs_second_approver' });
  return user;
}

export interface Resending {
  readonly userIds: readonly UserId[];
  /** The actor's own fresh code. May be empty within five minutes of the last one. */
  readonly code: string;
}

/**
 * A new code for seven days replaces the old one.
 * @throws Refusal not_found, forbidden, not_possible, and as actWithPresence.
 */
export function resendInvitations(context: Context, actor: Actor, request: Resending): readonly IssuedCode[] {
  const check = (reader: Reader): readonly User[] =>
    [...new Set(request.userIds)].map((userId) => requireInvited(context, reader, actor, userId));
  return actWithPresence(context, actor, request.code, check, (tx, users) =>
    carryOutRenewals(context, tx, actor, users),
  );
}

/** Whether `resendInvitations` would give this user a new code. */
export function mayRenew(context: Context, reader: Reader, actor: Actor, user: User): boolean {
  if (user.status !== 'invited') return false;
  try {
    requireInvited(context, reader, actor, user.id);
    return true;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return false;
  }
}

/**
 * The caller has checked in this transaction that each is invited, and that the actor may.
 * @param more facts for the records: the import that they belong to.
 * @returns the codes in the order of the users.
 */
export function carryOutRenewals(
  context: Context,
  tx: Tx,
  actor: Actor,
  users: readonly User[],
  more: Readonly<Record<string, string>> = {},
): readonly IssuedCode[] {
  const issued = issueOneTimeCodes(context, tx, users, 'activation');
  for (const { userId, expiresAt } of issued) markInvited(tx, userId, expiresAt);
  recordActivities(
    context,
    tx,
    users.map((user, i) => ({
      action: 'invitation.resent',
      outcome: 'done',
      actor: actor.user,
      target: user,
      detail: { email: user.email, expiresAt: issued[i]?.expiresAt ?? null, ...more },
    })),
  );
  return issued;
}
