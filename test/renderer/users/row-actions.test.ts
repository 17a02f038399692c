// The actions of a row: what main decides about a user is what the menu and the details offer.
import { expect, test } from 'vitest';
import { USER_ACTIONS } from '../../../main/domain/user-actions.ts';
import type { UserRow } from '../../../preload/contract/index.ts';
import { offeredActions, ROW_ACTIONS } from '../../../renderer/users/actions/row-actions.ts';

const actions: UserRow['actions'] = {
  viewDetails: 'available',
  edit: 'available',
  unfreeze: null,
  unlock: null,
  resetTwoFactor: 'not_set_up',
  issueTemporaryCode: 'available',
  resetPassword: 'available',
  resendInvitation: 'not_invited',
  cancelInvitation: null,
  deactivate: 'available',
  reactivate: null,
};

const details: NonNullable<UserRow['details']> = {
  email: 'tomasz@firm.example',
  status: 'active',
  clientAccess: { isAll: false, count: 1, onlyClient: 'Harbour Cafe' },
  twoFactor: { state: 'not_set_up', at: null, resetBy: null, deadlineAt: null, replaceRequested: null },
  invitationExpiresAt: null,
  lastSignInAt: null,
  version: 1,
};

const idsOf = (user: Pick<UserRow, 'actions' | 'details'>, mayRemoveFromClient: boolean): readonly string[] =>
  offeredActions(user, { mayRemoveFromClient, isTemporary: false }).map(({ action }) => action.id);

test('every action that main decides has one entry', () => {
  const ids = ROW_ACTIONS.map(({ id }) => id).filter((id) => id !== 'removeFromClient');
  expect(ids.toSorted()).toEqual([...USER_ACTIONS].sort());
});

test('an action that the role can never do is not offered', () => {
  expect(idsOf({ actions, details }, false)).not.toContain('unfreeze');
  expect(idsOf({ actions, details }, false)).not.toContain('reactivate');
});

test('an action that is not possible now is offered with the reason', () => {
  const offered = offeredActions({ actions, details }, { mayRemoveFromClient: false, isTemporary: false });
  const whyNot = (id: string) => offered.find(({ action }) => action.id === id)?.whyNot;
  expect(whyNot('resetTwoFactor')).toContain('2FA is not set up yet');
  expect(whyNot('resendInvitation')).toContain('already activated their account');
  expect(whyNot('edit')).toBeUndefined();
});

test('a user is removed from a client in that client’s view only', () => {
  expect(idsOf({ actions, details }, false)).not.toContain('removeFromClient');
  expect(idsOf({ actions, details }, true)).toContain('removeFromClient');
});

test('nobody removes themselves from a client, and nobody who works for all clients is removed from one', () => {
  const whyNot = (user: Pick<UserRow, 'actions' | 'details'>) =>
    offeredActions(user, { mayRemoveFromClient: true, isTemporary: false }).find(
      ({ action }) => action.id === 'removeFromClient',
    )?.whyNot;
  expect(whyNot({ actions: { ...actions, edit: 'own_account' }, details })).toContain('Ask a colleague');
  const all = { isAll: true, count: 0, onlyClient: null };
  expect(whyNot({ actions, details: { ...details, clientAccess: all } })).toContain('all clients');
  expect(whyNot({ actions, details })).toBeUndefined();
});

test('in a session with a temporary code, only what takes no code is possible, and the others say why', () => {
  const all = {
    ...actions,
    unfreeze: 'available',
    resetTwoFactor: 'available',
    cancelInvitation: 'available',
  } as const;
  const offered = offeredActions({ actions: all, details }, { mayRemoveFromClient: true, isTemporary: true });
  const possible = offered.filter(({ whyNot }) => whyNot === undefined).map(({ action }) => action.id);
  expect(possible).toEqual(['viewDetails', 'removeFromClient', 'cancelInvitation', 'deactivate']);
  const whyNot = (id: string) => offered.find(({ action }) => action.id === id)?.whyNot;
  expect(whyNot('resetTwoFactor')).toContain('needs your authenticator app');
  expect(whyNot('resendInvitation')).toContain('already activated their account');
});

test('every action opens a dialog, but for the details beside the list', () => {
  expect(ROW_ACTIONS.filter(({ dialog }) => dialog === undefined).map(({ id }) => id)).toEqual(['viewDetails']);
});
