// What can be done to a user: never, not now and why, or now.
import { describe, expect, test } from 'vitest';
import type { Relation } from '../../main/domain/role-policy.ts';
import { mayActOn, mayEver } from '../../main/domain/role-policy.ts';
import { ROLES, STATUSES, type Status, TWO_FACTOR_STATES, type TwoFactorState } from '../../main/domain/user.ts';
import {
  type Block,
  decideAction,
  decideActions,
  rightTo,
  USER_ACTIONS,
  type UserAction,
} from '../../main/domain/user-actions.ts';

const RELATIONS: readonly Relation[] = ['self', 'other', 'shares_client', 'no_shared_client'];
const anyone = {
  role: 'client_ops',
  status: 'active',
  twoFactor: 'set_up',
  frozen: 'no',
  lockedBy: 'nothing',
  isSecondApproverRequired: true,
  hasWiderAccess: false,
} as const;

describe('to a Partner Admin', () => {
  test.each<[UserAction, Status, TwoFactorState, Block]>([
    ['edit', 'deactivated', 'not_set_up', 'deactivated'],
    ['resetTwoFactor', 'active', 'not_set_up', 'not_set_up'],
    ['resetTwoFactor', 'deactivated', 'set_up', 'deactivated'],
    ['resetTwoFactor', 'invited', 'not_set_up', 'invited'],
    ['resetTwoFactor', 'invitation_expired', 'not_set_up', 'invited'],
    ['issueTemporaryCode', 'deactivated', 'not_set_up', 'deactivated'],
    ['issueTemporaryCode', 'invited', 'not_set_up', 'invited'],
    ['issueTemporaryCode', 'active', 'not_set_up', 'not_set_up'],
    ['issueTemporaryCode', 'active', 'setup_required', 'not_set_up'],
    ['issueTemporaryCode', 'locked', 'setup_required', 'not_set_up'],
    ['issueTemporaryCode', 'locked', 'set_up', 'locked'],
    ['resetPassword', 'deactivated', 'not_set_up', 'deactivated'],
    ['resetPassword', 'invited', 'not_set_up', 'invited'],
    ['resetPassword', 'invitation_expired', 'not_set_up', 'invited'],
    ['resendInvitation', 'active', 'set_up', 'not_invited'],
    ['resendInvitation', 'locked', 'set_up', 'not_invited'],
    ['resendInvitation', 'deactivated', 'not_set_up', 'not_invited'],
  ])('%s is not possible while the user is %s and %s, and the reason is given', (action, status, twoFactor, why) => {
    expect(decideAction(action, 'partner_admin', 'other', { ...anyone, status, twoFactor })).toBe(why);
  });
  test.each<[UserAction, Status, TwoFactorState]>([
    ['resetTwoFactor', 'locked', 'set_up'],
    ['resetTwoFactor', 'locked', 'setup_required'],
    ['resetTwoFactor', 'active', 'setup_required'],
    ['issueTemporaryCode', 'active', 'set_up'],
    ['resetPassword', 'active', 'not_set_up'],
    ['resetPassword', 'locked', 'set_up'],
    ['resendInvitation', 'invited', 'not_set_up'],
    ['resendInvitation', 'invitation_expired', 'not_set_up'],
    ['edit', 'invited', 'not_set_up'],
    ['cancelInvitation', 'invited', 'not_set_up'],
    ['cancelInvitation', 'invitation_expired', 'not_set_up'],
    ['deactivate', 'active', 'set_up'],
    ['reactivate', 'deactivated', 'not_set_up'],
    ['viewDetails', 'deactivated', 'not_set_up'],
  ])('%s is possible while the user is %s and %s', (action, status, twoFactor) => {
    expect(decideAction(action, 'partner_admin', 'other', { ...anyone, status, twoFactor })).toBe('available');
  });
  test.each(ROLES)('a 2FA reset is possible on another %s', (role) => {
    expect(decideAction('resetTwoFactor', 'partner_admin', 'other', { ...anyone, role })).toBe('available');
  });
});

test('a temporary code for a Partner Admin is possible only while the policy asks for a second approver', () => {
  const decide = (isSecondApproverRequired: boolean) =>
    decideAction('issueTemporaryCode', 'partner_admin', 'other', {
      ...anyone,
      role: 'partner_admin',
      isSecondApproverRequired,
    });
  expect(decide(false)).toBe('needs_second_approver');
  expect(decide(true)).toBe('available');
});

const OFFERED_IN_A_STATE: readonly UserAction[] = ['cancelInvitation', 'reactivate', 'unfreeze', 'unlock'];

test('on the own account only the details are available; every other action gives the reason', () => {
  for (const role of ROLES.filter((other) => other !== 'client_ops')) {
    for (const action of USER_ACTIONS.filter((other) => !OFFERED_IN_A_STATE.includes(other))) {
      const decided = decideAction(action, role, 'self', { ...anyone, role });
      if (action === 'viewDetails') expect(decided).toBe('available');
      else expect(decided).toBe(mayEver(role, rightTo(action)) ? 'own_account' : null);
    }
  }
});

test('nobody can issue a code to a frozen user, not even after a deactivation, until the account is unfrozen', () => {
  for (const frozen of ['against_actor', 'against_other'] as const) {
    const decide = (action: UserAction, status: Status) =>
      decideAction(action, 'partner_admin', 'other', { ...anyone, status, frozen });
    for (const action of ['resetTwoFactor', 'issueTemporaryCode', 'resetPassword'] as const)
      expect(decide(action, 'locked')).toBe('frozen');
    expect(decide('reactivate', 'deactivated')).toBe('frozen');
  }
  expect(
    decideAction('unfreeze', 'partner_admin', 'other', { ...anyone, status: 'deactivated', frozen: 'against_other' }),
  ).toBe('available');
});

test('exactly one of cancel invitation, deactivate and reactivate is offered', () => {
  for (const status of STATUSES) {
    const { cancelInvitation, deactivate, reactivate } = decideActions('partner_admin', 'other', { ...anyone, status });
    expect([cancelInvitation, deactivate, reactivate].filter((decided) => decided !== null)).toHaveLength(1);
    expect(reactivate !== null).toBe(status === 'deactivated');
  }
});

test('in no state is an action offered that the permission matrix does not allow', () => {
  for (const actor of ROLES)
    for (const relation of RELATIONS.filter((other) => other !== 'self'))
      for (const role of ROLES)
        for (const status of STATUSES)
          for (const twoFactor of TWO_FACTOR_STATES) {
            const actions = decideActions(actor, relation, {
              role,
              status,
              twoFactor,
              frozen: 'against_other',
              lockedBy: 'passwords',
              isSecondApproverRequired: true,
              hasWiderAccess: false,
            });
            for (const action of USER_ACTIONS)
              if (!mayActOn(actor, role, relation, rightTo(action))) expect(actions[action]).toBeNull();
          }
});

test('Unlock is offered for what wrong guesses have locked; wrong codes say that the password may be known', () => {
  const decide = (target: object, relation: Relation = 'other', actor: (typeof ROLES)[number] = 'partner_admin') =>
    decideAction('unlock', actor, relation, { ...anyone, status: 'locked', lockedBy: 'passwords', ...target });
  expect(decide({})).toBe('available');
  expect(decide({ lockedBy: 'nothing' })).toBe(null);
  expect(decide({ lockedBy: 'codes' })).toBe('locked_by_codes');
  expect(decide({ frozen: 'against_other' })).toBe('frozen');
  expect(decide({ status: 'deactivated' })).toBe('deactivated');
  expect(decide({ hasWiderAccess: true })).toBe('wider_access');
  expect(decide({}, 'self')).toBe('own_account');
  for (const actor of ROLES)
    for (const role of ROLES)
      for (const relation of RELATIONS.filter((other) => other !== 'self'))
        expect(decide({ role }, relation, actor)).toBe(
          mayActOn(actor, role, relation, 'reset_password') ? 'available' : null,
        );
});
