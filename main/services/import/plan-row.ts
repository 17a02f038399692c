// What an import does with one row. The dry run asks here, and the act asks again in its transaction, so a dry run says
// what the act does. Who may let in or change whom is decided where Invite and Edit decide it.

import { Refusal, type RefusalReason } from '../../domain/refusal.ts';
import { isPromotion, mayHandOut } from '../../domain/role-policy.ts';
import { toEmailKey } from '../../domain/search-text.ts';
import {
  type ImportChange,
  type ImportedColumn,
  type ImportSettings,
  joinReasons,
  type PersonInRow,
  type PersonRow,
} from '../../domain/table-import.ts';
import { isPartnerRole, type Role } from '../../domain/user.ts';
import type { Reader } from '../../storage/engine/database.ts';
import { getFirm } from '../../storage/tables/firm.ts';
import { nameOf, type User } from '../../storage/tables/users.ts';
import { type Actor, visibleRelation } from '../act/actor.ts';
import type { Context } from '../act/context.ts';
import type { AccessInput } from '../users/client-access.ts';
import { requireEditable, type WholeEdit } from '../users/edit-user.ts';
import { describeHolder, mayRenew } from '../users/invite-users.ts';
import { accessForNew, changedAccess, describeNew, type NamedClients, type Problem } from './row-clients.ts';
import type { PlannedRow } from './run-import.ts';

type Planned = PlannedRow<RowAct>;

/** What carries the row out. */
export type RowAct =
  | { readonly kind: 'invite'; readonly person: PersonInRow; readonly role: Role; readonly access: AccessInput }
  /** What the columns change, and whether the person gets a new activation code. One of the two at least. */
  | { readonly kind: 'update'; readonly edit: WholeEdit | null; readonly renewed: User | null };

export interface PlanParts {
  readonly context: Context;
  readonly reader: Reader;
  readonly actor: Actor;
  readonly settings: ImportSettings;
  readonly clients: NamedClients;
  /** Accounts of the rows that are planned together, by the key of the email. */
  readonly holders: ReadonlyMap<string, User>;
}

/** With every reason that is known: a file that is corrected once is corrected for good. */
const refused = (why: readonly (string | undefined)[], version: number | null = null): Planned => ({
  state: { kind: 'refused', why: joinReasons(why) },
  act: undefined,
  version,
});

const isSaid = (reason: string | undefined): reason is string => reason !== undefined;

export function planRow(parts: PlanParts, { person }: Pick<PersonRow, 'person'>): Planned {
  const { problems } = person;
  if (problems.email !== undefined) return refused([problems.email, ...withoutEmail(problems)]);
  const holder = parts.holders.get(toEmailKey(person.email));
  return holder === undefined ? planInvitation(parts, person) : planUpdate(parts, person, holder);
}

const withoutEmail = ({ name, phone, role, clients }: PersonInRow['problems']): readonly (string | undefined)[] => [
  name,
  phone,
  role,
  clients,
];

const ONE_BY_ONE = 'With the second approver on, a Partner Admin is invited or made one by one.';

const isOneByOne = (reader: Reader, role: Role): boolean =>
  role === 'partner_admin' && getFirm(reader)?.isSecondApproverRequired === true;

function planInvitation(parts: PlanParts, person: PersonInRow): Planned {
  const { actor, settings, clients } = parts;
  const role = person.role ?? settings.role;
  const problems = [...withoutEmail(person.problems), findInvitationProblem(parts, person, role)].filter(isSaid);
  if (role === null) return refused(problems);
  const access = person.problems.clients === undefined ? accessForNew(clients, actor, role, person.clients) : null;
  if (access === null) return refused(problems);
  if ('problem' in access) {
    // Clients that are missing are listed where nothing else is wrong with their rows.
    if (problems.length === 0) clients.note(access.unknown ?? []);
    return refused([...problems, access.problem]);
  }
  if (problems.length > 0) return refused(problems);
  return {
    state: { kind: 'invite', role, clients: describeNew(clients, person.clients) },
    act: { kind: 'invite', person, role, access },
    version: null,
  };
}

function findInvitationProblem(
  { reader, actor }: PlanParts,
  { problems }: PersonInRow,
  role: Role | null,
): string | undefined {
  if (role === null)
    return problems.role === undefined
      ? 'No role. Add one in the file, or choose one for everybody who has none.'
      : undefined;
  if (!mayHandOut(actor.user.role, role)) return 'Your role does not invite people of this role.';
  return isOneByOne(reader, role) ? ONE_BY_ONE : undefined;
}

function planUpdate(parts: PlanParts, person: PersonInRow, holder: User): Planned {
  const { context, reader, actor, settings, clients } = parts;
  const { version } = holder;
  // Who may not see the person learns that the email is taken, as in Invite, and nothing else.
  if (visibleRelation(reader, actor.user, holder) === undefined)
    return refused([describeHolder(reader, actor, holder)], version);
  const wrong = settings.update.map((column) => person.problems[column]).filter(isSaid);
  const changed = changesOf(parts, person, holder);
  if ('problem' in changed) {
    if (wrong.length === 0) clients.note(changed.unknown ?? []);
    return refused([...wrong, changed.problem], version);
  }
  const edit = changed.changes.length > 0 ? changed.edit : null;
  const renewed = settings.update.includes('invitation') && mayRenew(context, reader, actor, holder) ? holder : null;
  const changes = [...changed.changes, ...(renewed === null ? [] : [NEW_CODE])];
  if (wrong.length === 0 && changes.length === 0) {
    const why = holder.status === 'invited' ? 'Is invited already.' : 'Has an account already.';
    return {
      state: settings.update.length > 0 ? { kind: 'same' } : { kind: 'skipped', why },
      act: undefined,
      version,
    };
  }
  if (holder.id === actor.user.id) return refused(['This is your own account. Use My account.'], version);
  const why =
    edit === null
      ? undefined
      : (findRoleProblem(parts, holder, edit.role) ?? findEditProblem(context, reader, actor, edit));
  if (wrong.length > 0 || why !== undefined) return refused([...wrong, why], version);
  return { state: { kind: 'update', changes }, act: { kind: 'update', edit, renewed }, version };
}

const NEW_CODE: ImportChange = { what: 'invitation', from: '', to: '' };

/** An empty cell changes nothing, and neither does one that cannot be used. */
function changesOf(
  { reader, actor, settings, clients }: PlanParts,
  person: PersonInRow,
  holder: User,
): { readonly edit: WholeEdit; readonly changes: readonly ImportChange[] } | Problem {
  const updates = (column: ImportedColumn): boolean =>
    settings.update.includes(column) && person.problems[column] === undefined;
  const isNamed = updates('name');
  const firstName = (isNamed && person.firstName) || holder.firstName;
  const lastName = (isNamed && person.lastName) || holder.lastName;
  const phone = (updates('phone') && person.phone) || holder.phone;
  const role = (updates('role') ? person.role : null) ?? holder.role;
  const changed = updates('clients') ? changedAccess(reader, clients, actor, holder, role, person.clients) : null;
  if (changed !== null && 'problem' in changed) return changed;
  const { id: userId, version, email } = holder;
  const change = (what: ImportedColumn, from: string, to: string): readonly ImportChange[] =>
    from === to ? [] : [{ what, from, to }];
  const name = { firstName, lastName };
  // Another family name may make the same whole name.
  const inWords = nameOf(holder) === nameOf(name) ? familyFirst : nameOf;
  return {
    edit: { userId, version, email, firstName, lastName, phone, role, access: changed?.access ?? null },
    changes: [
      ...change('name', inWords(holder), inWords(name)),
      ...change('phone', holder.phone, phone),
      ...change('role', holder.role, role),
      ...(changed === null ? [] : [{ what: 'clients' as const, from: changed.from, to: changed.to }]),
    ],
  };
}

const familyFirst = ({ firstName, lastName }: Pick<User, 'firstName' | 'lastName'>): string =>
  `${lastName}, ${firstName}`;

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
