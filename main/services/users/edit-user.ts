// Edits a user: names, email, number on file, role and clients, in one transaction. A new number on file and a new Partner
// Admin have a record of their own. A window that saw an older version gets a conflict and changes nothing.
import type { ActivityRecord } from '../../domain/activity-chain.ts';
import { type FieldProblem, refuse } from '../../domain/refusal.ts';
import { isPromotion, mayChangeNumbers, rolesToGrant } from '../../domain/role-policy.ts';
import { toEmailKey } from '../../domain/search-text.ts';
import type { Role, UserId } from '../../domain/user.ts';
import type { Reader, Tx } from '../../storage/engine/database.ts';
import { endSessionsOf } from '../../storage/tables/sessions.ts';
import { removeTemporaryCode } from '../../storage/tables/temporary-codes.ts';
import { moveThrottles } from '../../storage/tables/throttles.ts';
import { getUser, getUserByEmail, type User, updateUser } from '../../storage/tables/users.ts';
import { isLastAbleAdmin } from '../act/able-admin.ts';
import type { Actor } from '../act/actor.ts';
import { emailSubject } from '../act/attempt.ts';
import { checkClock } from '../act/check-clock.ts';
import type { Context } from '../act/context.ts';
import { leaveNotice } from '../act/leave-notice.ts';
import { provePresence } from '../act/presence.ts';
import { recordActivity } from '../act/record-activity.ts';
import { withdrawApprovalsOf } from '../act/settle-approvals.ts';
import { mayDoTo, mayHandOutAccount, requireTarget } from '../act/target.ts';
import { noteNumberChange, proposeNumber } from './change-number.ts';
import { type AccessInput, applyAccess, widensAccess } from './client-access.ts';
import { describeHolder } from './invite-users.ts';

export interface UserEdit {
  readonly userId: UserId;
  readonly version: number;
  readonly firstName: string;
  readonly lastName: string;
  /** Null leaves the email as it is, and so with the number on file. */
  readonly email: string | null;
  readonly phone: string | null;
  readonly role: Role;
  /** Null leaves the access as it is. */
  readonly access: AccessInput | null;
  /** For the record. */
  readonly note?: string;
  /** The actor's own fresh code, if `needsPresence`. May be empty within five minutes of the last one. */
  readonly code: string;
}

/** With what stays as it is. */
export type WholeEdit = Omit<UserEdit, 'code' | 'note'> & { readonly email: string; readonly phone: string };

/**
 * A later caller is checked by email and number on file, and a higher role or another client widens what the account
 * may do. Somebody who finds an unlocked desktop must change none of these.
 */
const needsPresence = (user: User, edit: WholeEdit): boolean =>
  edit.email !== user.email ||
  edit.phone !== user.phone ||
  isPromotion(user.role, edit.role) ||
  (edit.access !== null && widensAccess(user, edit.access));

function findProblems(reader: Reader, actor: Actor, user: User, edit: WholeEdit): readonly FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (user.status !== 'invited' && edit.firstName === '' && edit.lastName === '')
    problems.push({ field: 'firstName', message: 'Enter a first or a last name.' });
  const holder = getUserByEmail(reader, edit.email);
  if (holder !== undefined && holder.id !== user.id)
    problems.push({ field: 'email', message: describeHolder(reader, actor, holder) });
  return problems;
}

function describeChange(user: User, edit: WholeEdit): Readonly<Record<string, string | boolean>> {
  return {
    ...(user.firstName === edit.firstName ? {} : { firstNameFrom: user.firstName, firstNameTo: edit.firstName }),
    ...(user.lastName === edit.lastName ? {} : { lastNameFrom: user.lastName, lastNameTo: edit.lastName }),
    ...(user.email === edit.email ? {} : { emailFrom: user.email, emailTo: edit.email }),
  };
}

/** @throws Refusal as editUser, except for the actor's code. */
export function requireEditable(context: Context, reader: Reader, actor: Actor, edit: WholeEdit): User {
  const target = requireTarget(context, reader, actor, edit.userId, 'edit', edit.version);
  const { user } = target;
  const isRoleChanged = edit.role !== user.role;
  if (isRoleChanged && !rolesToGrant(actor.user.role, user.role, target.relation).includes(edit.role))
    return refuse({ code: 'forbidden' });
  // The email leads into the account, and a role counts for all its clients.
  if ((isRoleChanged || edit.email !== user.email) && !mayHandOutAccount(reader, actor, user))
    return refuse({ code: 'forbidden' });
  if (edit.access !== null && !mayDoTo(actor, target, 'manage_client_access')) return refuse({ code: 'forbidden' });
  if (isRoleChanged && isLastAbleAdmin(context, reader, user)) return refuse({ code: 'last_able_admin' });
  const problems = findProblems(reader, actor, user, edit);
  if (problems.length > 0) return refuse({ code: 'bad_input', fields: problems });
  return user;
}

/**
 * @returns how many sessions were ended by a new role.
 * @throws Refusal not_found, forbidden, not_possible, conflict, last_able_admin, bad_input (firstName, email,
 * access), and as provePresence. Nothing is changed then.
 */
export function editUser(context: Context, actor: Actor, asked: UserEdit): number {
  // What is stored may be in a form that is not accepted today. The version tells when it has changed since.
  const stored = getUser(context.storage.read, asked.userId);
  const edit = { ...asked, email: asked.email ?? stored?.email ?? '', phone: asked.phone ?? stored?.phone ?? '' };
  const before = requireEditable(context, context.storage.read, actor, edit);
  if (needsPresence(before, edit)) {
    context.storage.transaction((tx) => checkClock(context, tx));
    provePresence(context, actor, edit.code);
  }
  return context.storage.transaction((tx) =>
    carryOutEdit(context, tx, actor, edit, asked.note ? { note: asked.note } : {}),
  );
}

/**
 * Checks it in the transaction: another window may have acted since the caller has.
 * @param more facts for the records: a note, or the import that it belongs to.
 * @returns how many sessions were ended by a new role.
 * @throws Refusal as editUser, except for the actor's code.
 */
export function carryOutEdit(
  context: Context,
  tx: Tx,
  actor: Actor,
  edit: WholeEdit,
  more: Readonly<Record<string, string>> = {},
): number {
  const user = requireEditable(context, tx, actor, edit);
  const isRoleChanged = edit.role !== user.role;
  const phone = mayChangeNumbers(actor.user.role) ? edit.phone : user.phone;
  const access = edit.access === null ? {} : applyAccess(tx, actor, user, edit.role, edit.access);
  const detail = { ...describeChange(user, edit), ...access };
  const isEdited = Object.keys(detail).length > 0 || isRoleChanged;
  if ((isEdited || phone !== user.phone) && !updateUser(tx, user.id, edit.version, { ...edit, phone }))
    return refuse({ code: 'conflict' });
  const sessionsEnded = isEdited ? noteEdit(context, tx, actor, user, edit, detail, more) : 0;
  if (phone !== user.phone) noteNumberChange(context, tx, actor, user, phone, more);
  else if (edit.phone !== user.phone) proposeNumber(context, tx, actor, user, edit.phone);
  return sessionsEnded;
}

/** What follows from a new email or role, and the records. @returns how many sessions were ended. */
function noteEdit(
  context: Context,
  tx: Tx,
  actor: Actor,
  user: User,
  edit: WholeEdit,
  detail: ActivityRecord['detail'],
  more: Readonly<Record<string, string>>,
): number {
  const now = context.clock.now();
  const isTold = user.status === 'active';
  if (edit.email !== user.email && isTold) leaveNotice(tx, actor, user, 'email_changed', now);
  // Failed attempts are counted by email. They move along, so a new email does not lift a lock.
  if (toEmailKey(edit.email) !== toEmailKey(user.email))
    moveThrottles(tx, emailSubject(context, user.email), emailSubject(context, edit.email));
  const record = (action: string, facts: ActivityRecord['detail']): void =>
    recordActivity(context, tx, {
      action,
      outcome: 'done',
      actor: actor.user,
      target: user,
      detail: { ...facts, ...more },
    });
  if (edit.role === user.role) {
    record('user.edited', detail);
    return 0;
  }
  if (isTold) leaveNotice(tx, actor, user, 'role_changed', now);
  // The code was issued for the old role. For a Partner Admin it would have needed a second approver.
  removeTemporaryCode(tx, user.id);
  withdrawApprovalsOf(context, tx, user, 'role_changed', actor.user);
  const sessionsEnded = endSessionsOf(tx, user.id, 'role_changed', now);
  const roles = { roleFrom: user.role, roleTo: edit.role };
  if (edit.role !== 'partner_admin') {
    record('user.edited', { ...detail, ...roles, sessionsEnded });
    return sessionsEnded;
  }
  // To make somebody a Partner Admin is an act of its own, whatever else was changed with it.
  if (Object.keys(detail).length > 0) record('user.edited', detail);
  record('user.made_partner_admin', { ...roles, sessionsEnded });
  return sessionsEnded;
}
