// The number on file. Partner roles change it; everybody else proposes one, and a partner role confirms or rejects it. A
// proposal is never a number to call. Nobody changes or confirms their own number, but for the only Partner Admin of a
// firm: nobody else could.
import { refuse } from '../../domain/refusal.ts';
import { mayChangeNumbers } from '../../domain/role-policy.ts';
import type { UserId } from '../../domain/user.ts';
import type { Reader, Tx } from '../../storage/engine/database.ts';
import {
  getNumberProposal,
  insertNumberChange,
  type NumberProposal,
  removeNumberProposal,
  replaceNumberProposal,
} from '../../storage/tables/numbers.ts';
import { nameOf, type User, updateUser } from '../../storage/tables/users.ts';
import { requireOwnAccount } from '../account/own-account.ts';
import { isOnlyAdmin } from '../act/able-admin.ts';
import type { Acting, Actor } from '../act/actor.ts';
import type { Context } from '../act/context.ts';
import { leaveNotice } from '../act/leave-notice.ts';
import { actWithPresence } from '../act/presence.ts';
import { recordActivity } from '../act/record-activity.ts';
import { requireTarget } from '../act/target.ts';

/** After the number was written, in the same transaction. @param user as before. */
export function noteNumberChange(
  context: Context,
  tx: Tx,
  actor: Acting,
  user: User,
  number: string,
  more: Readonly<Record<string, string>> = {},
): void {
  const at = context.clock.now();
  insertNumberChange(tx, user.id, { at, byName: nameOf(actor.user), before: user.phone });
  removeNumberProposal(tx, user.id);
  if (user.status === 'active' && user.id !== actor.user.id) leaveNotice(tx, actor, user, 'number_changed', at);
  recordActivity(context, tx, {
    action: 'user.number_changed',
    outcome: 'done',
    actor: actor.user,
    target: user,
    detail: { phoneFrom: user.phone, phoneTo: number, ...more },
  });
}

/** The caller has checked that the actor may propose a number for this user. The same proposal again changes nothing. */
export function proposeNumber(context: Context, tx: Tx, actor: Acting, user: User, number: string): void {
  if (getNumberProposal(tx, user.id)?.number === number) return;
  replaceNumberProposal(tx, user.id, {
    number,
    proposedAt: context.clock.now(),
    byId: actor.user.id,
    byName: nameOf(actor.user),
  });
  recordActivity(context, tx, {
    action: 'user.number_proposed',
    outcome: 'done',
    actor: actor.user,
    target: user,
    detail: { numberOnFile: user.phone, numberProposed: number },
  });
}

/** The only Partner Admin: there is nobody who could confirm the number, and nobody who would call it. */
export const changesOwnNumber = (reader: Reader, { user }: Acting): boolean =>
  user.role === 'partner_admin' && isOnlyAdmin(reader, user.id);

/**
 * For one's own account.
 * @returns whether the number is on file now. Otherwise it is proposed.
 * @throws Refusal bad_input (it is the number on file) and as actWithPresence.
 */
export function changeOwnNumber(
  context: Context,
  actor: Actor,
  { phone, code }: { readonly phone: string; readonly code: string },
): boolean {
  const check = (): User => {
    const user = requireOwnAccount(context, actor);
    return user.phone === phone
      ? refuse({ code: 'bad_input', fields: [{ field: 'phone', message: SAME_NUMBER }] })
      : user;
  };
  return actWithPresence(context, actor, code, check, (tx, user) => {
    if (!changesOwnNumber(tx, actor)) {
      proposeNumber(context, tx, actor, user, phone);
      return false;
    }
    if (!updateUser(tx, user.id, user.version, { ...user, phone })) return refuse({ code: 'conflict' });
    noteNumberChange(context, tx, actor, user, phone);
    return true;
  });
}
const SAME_NUMBER = 'This is already the number on file.';

export interface NumberDecision {
  readonly userId: UserId;
  readonly version: number;
  /** The proposal that the window has shown. A newer one is a conflict. */
  readonly proposalId: number;
}

/** @throws Refusal not_found, forbidden, not_possible, conflict. */
function requireProposal(
  context: Context,
  reader: Reader,
  actor: Actor,
  { userId, version, proposalId }: NumberDecision,
): { readonly user: User; readonly proposal: NumberProposal } {
  if (!mayChangeNumbers(actor.user.role)) return refuse({ code: 'forbidden' });
  const { user } = requireTarget(context, reader, actor, userId, 'edit', version);
  const proposal = getNumberProposal(reader, user.id);
  if (proposal?.id !== proposalId) return refuse({ code: 'conflict' });
  return { user, proposal };
}

/** @throws Refusal as requireProposal and as actWithPresence. Nothing is changed then. */
export function confirmNumber(
  context: Context,
  actor: Actor,
  decision: NumberDecision & { readonly code: string },
): void {
  const check = (reader: Reader) => {
    const found = requireProposal(context, reader, actor, decision);
    return found.proposal.byId === actor.user.id ? refuse({ code: 'own_request' }) : found;
  };
  actWithPresence(context, actor, decision.code, check, (tx, { user, proposal }) => {
    if (!updateUser(tx, user.id, decision.version, { ...user, phone: proposal.number }))
      return refuse({ code: 'conflict' });
    noteNumberChange(context, tx, actor, user, proposal.number, { proposedBy: proposal.byName });
  });
}

/** Needs no fresh code, because it only takes something away. @throws Refusal as requireProposal. */
export function rejectNumber(context: Context, actor: Actor, decision: NumberDecision): void {
  context.storage.transaction((tx) => {
    const { user, proposal } = requireProposal(context, tx, actor, decision);
    removeNumberProposal(tx, user.id);
    recordActivity(context, tx, {
      action: 'user.number_rejected',
      outcome: 'done',
      actor: actor.user,
      target: user,
      detail: { numberOnFile: user.phone, numberProposed: proposal.number, proposedBy: proposal.byName },
    });
  });
}
