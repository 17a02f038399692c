// What an import does with one row. The dry run asks here, and the act asks again in its transaction, so a dry run says
// what the act does. Who may let in or change whom is decided where Invite and Edit decide it.

import { Refusal, type RefusalReason } from '../../domain/refusal.ts';
import { isPromotion, mayHandOut } from '../../domain/role-policy.ts';
import { toEmailKey } from '../../domain/search-text.ts';
import type { ImportedColumn, ImportSettings, PersonInRow, PersonRow } from '../../domain/table-import.ts';
import { isPartnerRole, type Role } from '../../domain/user.ts';
import type { Reader } from '../../storage/engine/database.ts';
import { getFirm } from '../../storage/tables/firm.ts';
import type { User } from '../../storage/tables/users.ts';
import { type Actor, visibleRelation } from '../act/actor.ts';
import type { Context } from '../act/context.ts';
import type { AccessInput } from '../users/client-access.ts';
import { requireEditable, type WholeEdit } from '../users/edit-user.ts';
import { describeHolder } from '../users/invite-users.ts';
import { accessForNew, changedAccess, type NamedClients, type Problem } from './row-clients.ts';
import type { PlannedRow } from './run-import.ts';

type Planned = PlannedRow<RowAct>;

/** What carries the row out. */
export type RowAct =
  | { readonly kind: 'invite'; readonly person: PersonInRow; readonly role: Role; readonly access: AccessInput }
  | { readonly kind: 'update'; readonly edit: WholeEdit };

export interface PlanParts {
  readonly context: Context;
  readonly reader: Reader;
  readonly actor: Actor;
  readonly settings: ImportSettings;
  readonly clients: NamedClients;
  /** Accounts of the rows that are planned together, by the key of the email. */
  readonly holders: ReadonlyMap<string, User>;
}

const refused = (why: string, version: number | null = null): Planned => ({
  state: { kind: 'refused', why },
  act: undefined,
  version,
});

export function planRow(parts: PlanParts, { person }: Pick<PersonRow, 'person'>): Planned {
  if ('problem' in person) return refused(person.problem);
  const holder = parts.holders.get(toEmailKey(person.email));
  return holder === undefined ? planInvitation(parts, person) : planUpdate(parts, person, holder);
}

const ONE_BY_ONE = 'With the second approver on, a Partner Admin is invited or made one by one.';

const isOneByOne = (reader: Reader, role: Role): boolean =>
  role === 'partner_admin' && getFirm(reader)?.isSecondApproverRequired === true;

function planInvitation(parts: PlanParts, person: PersonInRow): Planned {
  const { reader, actor, settings, clients } = parts;
  const role = person.role ?? settings.role;
  if (role === null) return refused('No role. Add one in the file, or choose one for everybody who has none.');
  if (!mayHandOut(actor.user.role, role)) return refused('Your role does not invite people of this role.');
  if (isOneByOne(reader, role)) return refused(ONE_BY_ONE);
  const access = accessForNew(clients, actor, role, person.clients);
  if ('problem' in access) return refused(access.problem);
  return { state: { kind: 'invite' }, act: { kind: 'invite', person, role, access }, version: null };
}

function planUpdate(parts: PlanParts, person: PersonInRow, holder: User): Planned {
  const { context, reader, actor, settings } = parts;
  const { version } = holder;
  // Who may not see the person learns that the email is taken, as in Invite, and nothing else.
  if (visibleRelation(reader, actor.user, holder) === undefined)
    return refused(describeHolder(reader, actor, holder), version);
  const changed = changesOf(parts, person, holder);
  if ('problem' in changed) return refused(changed.problem, version);
  const { edit, changes } = changed;
  if (settings.update.length > 0 && changes.length === 0) return { state: { kind: 'same' }, act: undefined, version };
  if (holder.status === 'deactivated') return refused(describeHolder(reader, actor, holder), version);
  if (settings.update.length === 0)
    return { state: { kind: 'skipped', why: 'Has an account already.' }, act: undefined, version };
  if (holder.id === actor.user.id) return refused('This is your own account. Use My account.', version);
  const why = findRoleProblem(parts, holder, edit.role) ?? findEditProblem(context, reader, actor, edit);
  if (why !== undefined) return refused(why, version);
  return { state: { kind: 'update', changes }, act: { kind: 'update', edit }, version };
}

/** An empty cell changes nothing. */
function changesOf(
  { reader, actor, settings, clients }: PlanParts,
  person: PersonInRow,
  holder: User,
): { readonly edit: WholeEdit; readonly changes: readonly ImportedColumn[] } | Problem {
  const updates = (column: ImportedColumn): boolean => settings.update.includes(column);
  const isNamed = updates('name');
  const firstName = (isNamed && person.firstName) || holder.firstName;
  const lastName = (isNamed && person.lastName) || holder.lastName;
  const phone = (updates('phone') && person.phone) || holder.phone;
  const role = (updates('role') ? person.role : null) ?? holder.role;
  const access = updates('clients') ? changedAccess(reader, clients, actor, holder, role, person.clients) : null;
  if (access !== null && 'problem' in access) return access;
  const changes: ImportedColumn[] = [];
  if (firstName !== holder.firstName || lastName !== holder.lastName) changes.push('name');
  if (phone !== holder.phone) changes.push('phone');
  if (role !== holder.role) changes.push('role');
  if (access !== null) changes.push('clients');
  const { id: userId, version, email } = holder;
  return { edit: { userId, version, email, firstName, lastName, phone, role, access }, changes };
}

function findRoleProblem({ reader }: PlanParts, holder: User, role: Role): string | undefined {
  if (role === holder.role) return undefined;
  if (isPartnerRole(role) !== isPartnerRole(holder.role))
    return 'A role never moves a person between the firm and a client.';
  // One row must not decide what another one may: the last Partner Admin of a list would stay by the order of its rows.
  if (holder.role === 'partner_admin') return 'The role of a Partner Admin is changed in Edit.';
  return isPromotion(holder.role, role) && isOneByOne(reader, role) ? ONE_BY_ONE : undefined;
}

function findEditProblem(context: Context, reader: Reader, actor: Actor, edit: WholeEdit): string | undefined {
  try {
    requireEditable(context, reader, actor, edit);
    return undefined;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return toWhy(error.reason);
  }
}

/** A refusal of an edit, as the reason of a row. */
function toWhy(reason: RefusalReason): string {
  if (reason.code === 'bad_input') return reason.fields[0]?.message ?? 'This row cannot be used.';
  if (reason.code === 'not_possible' && reason.why === 'own_account')
    return 'This is your own account. Use My account.';
  return 'Your role does not change this of this person.';
}
