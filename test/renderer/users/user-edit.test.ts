// An edit of a user that somebody else changes in the meantime.
import { expect, test } from 'vitest';
import type { OutputOf } from '../../../preload/contract/index.ts';
import {
  changesBetween,
  isEdited,
  isSensitive,
  moveToNewest,
  startEdit,
  toEditInput,
} from '../../../renderer/users/actions/user-edit.ts';

const person: OutputOf<'users.get'> = {
  user: { id: 7, firstName: 'Ann', lastName: 'Vance', email: 'ann@firm.example', role: 'partner_ops' },
  phone: '+44 20 7946 0000',
  callBack: null,
  numberProposal: null,
  mayChangeNumber: true,
  version: 3,
  status: 'active',
  createdAt: 0,
  invitationExpiresAt: null,
  passwordLockedAt: null,
  lastSignInAt: null,
  twoFactor: { state: 'set_up', at: 0, resetBy: null, deadlineAt: null, replaceRequested: null },
  access: {
    isAll: false,
    joinsNewClients: false,
    clients: [{ id: 1, name: 'Harbour Cafe', isTerminated: false }],
    total: 1,
    terminated: 0,
  },
  methods: { passwordSince: 0, authenticator: { since: 0, lastUsedAt: null }, recoveryCodesLeft: 10 },
  sessions: [],
  temporaryCode: null,
  actions: {
    viewDetails: 'available',
    edit: 'available',
    unfreeze: null,
    unlock: null,
    resetTwoFactor: 'available',
    issueTemporaryCode: 'available',
    resetPassword: 'available',
    resendInvitation: 'not_invited',
    cancelInvitation: null,
    deactivate: 'available',
    reactivate: null,
  },
  grantableRoles: ['partner_ops', 'partner_admin'],
  mayChangeEmail: true,
  mayManageAccess: true,
  mayViewActivity: true,
  needsCode: true,
  waitsFor: [],
  approvalBlock: null,
};

const start = startEdit(person);
const typed = { ...start, fields: { ...start.fields, firstName: 'Anna' } };

test('an edit is not an edit until something differs', () => {
  expect(isEdited(start)).toBe(false);
  expect(isEdited(typed)).toBe(true);
  const added = { ...start.access.choice, added: new Map([[2, 'Elm Dental']]) };
  expect(isEdited({ ...start, access: { ...start.access, choice: added } })).toBe(true);
});

test('an email and a number that nobody has touched are not sent', () => {
  expect(toEditInput(typed, '')).toMatchObject({ firstName: 'Anna', email: null, phone: null });
  const other = { ...start, fields: { ...start.fields, email: 'anna@firm.example', phone: '' } };
  expect(toEditInput(other, '1')).toMatchObject({ email: 'anna@firm.example', phone: '' });
});

test('a newer version keeps what was typed, and everything else follows it', () => {
  const newest = { ...person, version: 4, user: { ...person.user, firstName: 'Annie', lastName: 'Vance-Hill' } };
  const moved = moveToNewest(typed, newest);
  expect(moved.fields).toMatchObject({ firstName: 'Anna', lastName: 'Vance-Hill' });
  expect(toEditInput(moved, '').version).toBe(4);
  expect(changesBetween(person, newest)).toEqual([
    { label: 'First name', was: 'Ann', now: 'Annie' },
    { label: 'Last name', was: 'Vance', now: 'Vance-Hill' },
  ]);
});

test('another email, another number on file and the role of Partner Admin need a fresh code', () => {
  const withField = (change: Partial<typeof start.fields>) => ({ ...start, fields: { ...start.fields, ...change } });
  expect(isSensitive(withField({ email: 'other@firm.example' }))).toBe(true);
  expect(isSensitive(withField({ phone: '' }))).toBe(true);
  expect(isSensitive(withField({ role: 'partner_admin' }))).toBe(true);
  expect(isSensitive(typed)).toBe(false);
});

test('the code is sent only where it is needed, and client access only where it was changed', () => {
  expect(toEditInput(typed, '123456')).toMatchObject({ code: '', access: null });
  const sensitive = { ...start, fields: { ...start.fields, phone: '' } };
  expect(toEditInput(sensitive, '123456').code).toBe('123456');
  const all = { ...start, access: { ...start.access, scope: 'all' as const } };
  expect(toEditInput(all, '').access).toMatchObject({ scope: 'all' });
});
