// Invites users, and invites them again. An invited account has no name and no password, and a code that opens it once.
// One email that cannot be used, or one user who cannot be invited again, stops the whole invitation.

import { ONE_TIME_CODE_MS } from '../../domain/one-time-code.ts';
import { type FieldProblem, refuse } from '../../domain/refusal.ts';
import { mayHandOut } from '../../domain/role-policy.ts';
import { toEmailKey } from '../../domain/search-text.ts';
import type { Role, UserId } from '../../domain/user.ts';
import type { Reader } from '../../storage/engine/database.ts';
import { getFirm } from '../../storage/tables/firm.ts';
import { getUser, getUserByEmail, insertUser, markInvited, type User } from '../../storage/tables/users.ts';
import type { Actor } from '../act/actor.ts';
import type { Context } from '../act/context.ts';
import { issueOneTimeCode } from '../act/issue-one-time-code.ts';
import type { IssuedCode } from '../act/issued-code.ts';
import { actWithPresence } from '../act/presence.ts';
import { recordActivity } from '../act/record-activity.ts';
import { requireTarget } from '../act/target.ts';
import { isInvitedAgain } from '../independence/halves-done.ts';
import { type AccessInput, applyAccess } from './client-access.ts';

export interface Invitation {
  readonly emails: readonly string[];
  readonly role: Role;
  readonly access: AccessInput;
  /** The actor's own fresh code. May be empty within five minutes of the last one. */
  readonly code: string;
}

export const EMAIL_TAKEN = 'Somebody with this email has an account already.';

function findEmailProblems(reader: Reader, emails: readonly string[]): readonly FieldProblem[] {
  const keys = emails.map(toEmailKey);
  return emails.flatMap((email, index) => {
    const field = `emails.${index}`;
    if (keys.indexOf(toEmailKey(email)) < index) return [{ field, message: 'This email is in the list twice.' }];
    return getUserByEmail(reader, email) === undefined ? [] : [{ field, message: EMAIL_TAKEN }];
  });
}

function requireUsableEmails(reader: Reader, emails: readonly string[]): void {
  const problems = findEmailProblems(reader, emails);
  if (problems.length > 0) refuse({ code: 'bad_input', fields: problems });
}

function existing(reader: Reader, id: UserId): User {
  const user = getUser(reader, id);
  if (user === undefined) throw new Error('the user that was just written is missing');
  return user;
}

/** @throws Refusal forbidden, bad_input (emails.<index>, access), and as actWithPresence. */
export function inviteUsers(context: Context, actor: Actor, invitation: Invitation): readonly IssuedCode[] {
  const { role } = invitation;
  const check = (reader: Reader): void => {
    if (!mayHandOut(actor.user.role, role)) refuse({ code: 'forbidden' });
    requireUsableEmails(reader, invitation.emails);
  };
  return actWithPresence(context, actor, invitation.code, check, (tx) => {
    const now = context.clock.now();
    return invitation.emails.map((email) => {
      const id = insertUser(tx, {
        email,
        firstName: '',
        lastName: '',
        role,
        hasAllClients: false,
        status: 'invited',
        invitationExpiresAt: now + ONE_TIME_CODE_MS.activation,
        createdAt: now,
      });
      const invited = existing(tx, id);
      const access = applyAccess(tx, actor, invited, role, invitation.access);
      const issued = issueOneTimeCode(context, tx, invited, 'activation');
      recordActivity(context, tx, {
        action: 'user.invited',
        outcome: 'done',
        actor: actor.user,
        target: invited,
        detail: { email, role, ...access, expiresAt: issued.expiresAt },
      });
      return issued;
    });
  });
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
    users.map((user) => {
      const issued = issueOneTimeCode(context, tx, user, 'activation');
      markInvited(tx, user.id, issued.expiresAt);
      recordActivity(context, tx, {
        action: 'invitation.resent',
        outcome: 'done',
        actor: actor.user,
        target: user,
        detail: { email: user.email, expiresAt: issued.expiresAt },
      });
      return issued;
    }),
  );
}
