// What somebody types in the Edit dialog, together with the version of the user that it began with. When somebody else
// saves first, the edit moves on to the newest version and keeps what was typed.
import type { InputOf, OutputOf } from '../../../preload/contract/index.ts';
import type { MeanwhileChange } from '../../shared/dialogs/changed-meanwhile.tsx';
import { NO_CHOICE } from '../../shared/pickers/client-picker.tsx';
import { mergeTyped } from '../../ui/fields/merge-typed.ts';
import { isPartnerRole, plural, ROLE_WORDS, STATUS_WORDS } from '../../words/user-words.ts';
import { type AccessAnswers, toAccessInput } from '../dialog-parts/access-fields.tsx';

type Person = OutputOf<'users.get'>;
type EditInput = InputOf<'users.edit'>;

export interface UserEdit {
  readonly base: Person;
  readonly fields: Pick<EditInput, 'firstName' | 'lastName' | 'role'> & {
    readonly email: string;
    readonly phone: string;
  };
  readonly access: AccessAnswers;
}

export const startEdit = (base: Person): UserEdit => ({
  base,
  fields: {
    firstName: base.user.firstName,
    lastName: base.user.lastName,
    email: base.user.email,
    phone: base.phone,
    role: base.user.role,
  },
  access: {
    scope: base.access.isAll ? 'all' : 'specific',
    joinsNewClients: base.access.joinsNewClients,
    choice: NO_CHOICE,
  },
});

export function moveToNewest(edit: UserEdit, newest: Person): UserEdit {
  const before = startEdit(edit.base);
  const now = startEdit(newest);
  return {
    base: newest,
    fields: mergeTyped(before.fields, edit.fields, now.fields),
    access: mergeTyped(before.access, edit.access, now.access),
  };
}

export function changesBetween(before: Person, now: Person): readonly MeanwhileChange[] {
  const list: readonly MeanwhileChange[] = [
    { label: 'First name', was: before.user.firstName, now: now.user.firstName },
    { label: 'Last name', was: before.user.lastName, now: now.user.lastName },
    { label: 'Email', was: before.user.email, now: now.user.email },
    { label: 'Phone', was: before.phone, now: now.phone },
    { label: 'Role', was: ROLE_WORDS[before.user.role], now: ROLE_WORDS[now.user.role] },
    { label: 'Status', was: STATUS_WORDS[before.status], now: STATUS_WORDS[now.status] },
    { label: 'Client access', was: accessWords(before), now: accessWords(now) },
  ];
  return list.filter((change) => change.was !== change.now);
}

const accessWords = ({ access }: Person): string =>
  access.isAll ? 'all clients' : plural(access.total, 'client', 'clients');

export const isEdited = (edit: UserEdit): boolean =>
  isAccessEdited(edit) || JSON.stringify(edit.fields) !== JSON.stringify(startEdit(edit.base).fields);

/** Compares the keys of the maps. */
const isAccessEdited = ({ base, access }: UserEdit): boolean => {
  const key = ({ scope, joinsNewClients, choice }: AccessAnswers): string =>
    JSON.stringify([scope, joinsNewClients, [...choice.added.keys()], [...choice.removed.keys()]]);
  return key(access) !== key(startEdit(base).access);
};

/** From the role that may do least. */
const BY_RIGHTS = ['client_ops', 'client_self_service', 'client_admin', 'partner_ops', 'partner_admin'] as const;

/**
 * Main asks for a fresh code for these: a later caller is checked by the email and the number on file, and a higher role
 * or another client widens what the account may do.
 */
export const isSensitive = ({ base, fields, access }: UserEdit): boolean =>
  fields.email !== base.user.email ||
  fields.phone !== base.phone ||
  BY_RIGHTS.indexOf(fields.role) > BY_RIGHTS.indexOf(base.user.role) ||
  (!base.access.isAll &&
    (access.scope !== 'specific' ||
      access.choice.added.size > 0 ||
      (access.joinsNewClients && !base.access.joinsNewClients)));

/** The role proposes another number and does not change it. */
export const isProposal = ({ base, fields }: UserEdit): boolean => !base.mayChangeNumber && fields.phone !== base.phone;

export const toEditInput = (edit: UserEdit, code: string): EditInput => ({
  ...edit.fields,
  email: edit.fields.email === edit.base.user.email ? null : edit.fields.email,
  phone: edit.fields.phone === edit.base.phone ? null : edit.fields.phone,
  userId: edit.base.user.id,
  version: edit.base.version,
  code: isSensitive(edit) ? code : '',
  access: isAccessEdited(edit) ? toAccessInput(edit.access, isPartnerRole(edit.base.user.role)) : null,
});
