// Deactivates an account. Its sessions and its second factor end; role, access and password stay for a reactivation.
// For each client whose point of contact the user is, the administrator chooses another one or nobody.
import { refuse } from '../../domain/refusal.ts';
import type { ClientId, UserId } from '../../domain/user.ts';
import type { Reader } from '../../storage/engine/database.ts';
import { removeAuthenticator } from '../../storage/tables/authenticators.ts';
import { isContact, setPointOfContact } from '../../storage/tables/clients.ts';
import { listContactOf } from '../../storage/tables/memberships.ts';
import { removeOneTimeCode } from '../../storage/tables/one-time-codes.ts';
import { removeRecoveryCodes } from '../../storage/tables/recovery-codes.ts';
import { countOpenSessions, endSessionsOf } from '../../storage/tables/sessions.ts';
import { removeSetupCode } from '../../storage/tables/setup-codes.ts';
import { removeTemporaryCode } from '../../storage/tables/temporary-codes.ts';
import { markDeactivated, type User } from '../../storage/tables/users.ts';
import { isLastAbleAdmin } from '../act/able-admin.ts';
import type { Actor } from '../act/actor.ts';
import type { Context } from '../act/context.ts';
import { recordActivity } from '../act/record-activity.ts';
import { withdrawApprovalsOf } from '../act/settle-approvals.ts';
import { requireTarget } from '../act/target.ts';

export interface DeactivationPreview {
  readonly user: User;
  readonly sessions: number;
  readonly contactOf: ReturnType<typeof listContactOf>;
}

export interface Deactivation {
  readonly userId: UserId;
  readonly version: number;
  readonly note: string;
  /** One for each client whose point of contact the user is. `userId` is null for nobody. */
  readonly replacements: readonly { readonly clientId: ClientId; readonly userId: UserId | null }[];
}

function checkTarget(context: Context, reader: Reader, actor: Actor, userId: UserId, version?: number): User {
  const { user } = requireTarget(context, reader, actor, userId, 'deactivate', version);
  return isLastAbleAdmin(context, reader, user) ? refuse({ code: 'last_able_admin' }) : user;
}

/** What the dialog shows beforehand. @throws Refusal not_found, forbidden, not_possible, conflict, last_able_admin. */
export function getDeactivation(context: Context, actor: Actor, userId: UserId): DeactivationPreview {
  const { read } = context.storage;
  const user = checkTarget(context, read, actor, userId);
  return {
    user,
    sessions: countOpenSessions(read, user.id, context.clock.now()),
    contactOf: listContactOf(read, user.id),
  };
}

/** @throws Refusal contacts_changed, bad_input (replacements.<index>). */
function checkReplacements(reader: Reader, user: User, replacements: Deactivation['replacements']): void {
  const needed = new Set(listContactOf(reader, user.id).map((contact) => contact.clientId));
  const given = new Set(replacements.map((replacement) => replacement.clientId));
  if (given.size !== replacements.length || given.size !== needed.size || [...given].some((id) => !needed.has(id)))
    refuse({ code: 'contacts_changed' });
  const fields = replacements.flatMap(({ clientId, userId }, index) => {
    if (userId === null || (userId !== user.id && isContact(reader, clientId, userId))) return [];
    return [
      {
        field: `replacements.${index}`,
        message: 'This person no longer works for the client. Choose somebody else.',
      },
    ];
  });
  if (fields.length > 0) refuse({ code: 'bad_input', fields });
}

/**
 * @returns how many sessions were ended.
 * @throws Refusal as getDeactivation, and contacts_changed, bad_input (replacements.<index>).
 */
export function deactivateUser(context: Context, actor: Actor, request: Deactivation): number {
  return context.storage.transaction((tx) => {
    const user = checkTarget(context, tx, actor, request.userId, request.version);
    checkReplacements(tx, user, request.replacements);
    for (const { clientId, userId } of request.replacements) setPointOfContact(tx, clientId, userId);
    const sessionsEnded = endSessionsOf(tx, user.id, 'deactivated', context.clock.now());
    const authenticatorsRemoved = removeAuthenticator(tx, user.id);
    const recoveryCodesRemoved = removeRecoveryCodes(tx, user.id);
    removeSetupCode(tx, user.id);
    removeOneTimeCode(tx, user.id);
    removeTemporaryCode(tx, user.id);
    markDeactivated(tx, user.id);
    withdrawApprovalsOf(context, tx, user, 'account_deactivated', actor.user);
    recordActivity(context, tx, {
      action: 'user.deactivated',
      outcome: 'done',
      actor: actor.user,
      target: user,
      detail: {
        note: request.note,
        authenticatorsRemoved,
        recoveryCodesRemoved,
        sessionsEnded,
        contactsReplaced: request.replacements.length,
      },
    });
    return sessionsEnded;
  });
}
