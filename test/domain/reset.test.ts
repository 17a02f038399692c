// Whether a reset is offered: never, not now and why, or yes.
import { describe, expect, test } from 'vitest';
import { decideReset, IDENTITY_CHECKS } from '../../main/domain/reset.ts';
import type { Relation } from '../../main/domain/role-policy.ts';
import { ROLES, type Status, type TwoFactorState } from '../../main/domain/user.ts';

const RELATIONS: readonly Relation[] = ['self', 'other', 'shares_client', 'no_shared_client'];
const anyone = { status: 'active', twoFactor: 'set_up' } as const;

describe('a Partner Admin', () => {
  test.each(ROLES)('may reset another %s who is set up', (role) => {
    expect(decideReset('partner_admin', 'other', { ...anyone, role })).toEqual({ kind: 'available' });
  });
  test('may not reset the own second factor, whatever its state', () => {
    for (const status of ['active', 'locked'] as const) {
      expect(decideReset('partner_admin', 'self', { role: 'partner_admin', status, twoFactor: 'set_up' })).toEqual({
        kind: 'unavailable',
        why: 'own_account',
      });
    }
  });
  test.each<[Status, TwoFactorState, string]>([
    ['active', 'not_set_up', 'not_set_up'],
    ['deactivated', 'set_up', 'deactivated'],
    ['deactivated', 'not_set_up', 'deactivated'],
    ['invited', 'not_set_up', 'invited'],
    ['invitation_expired', 'not_set_up', 'invited'],
  ])('is told why not: %s and %s', (status, twoFactor, why) => {
    expect(decideReset('partner_admin', 'other', { role: 'client_ops', status, twoFactor })).toEqual({ kind: 'unavailable', why });
  });
  test.each<[Status, TwoFactorState]>([
    ['locked', 'set_up'],
    ['locked', 'setup_required'],
    ['active', 'setup_required'],
  ])('may reset again: %s and %s', (status, twoFactor) => {
    expect(decideReset('partner_admin', 'other', { role: 'client_ops', status, twoFactor })).toEqual({ kind: 'available' });
  });
});

test('no other role is ever offered a reset, on anyone', () => {
  for (const actor of ROLES.filter((role) => role !== 'partner_admin')) {
    for (const role of ROLES) for (const relation of RELATIONS) expect(decideReset(actor, relation, { ...anyone, role })).toBeUndefined();
  }
});

test('knowledge questions are not a way to check identity', () => {
  expect(IDENTITY_CHECKS).toEqual(['call_back', 'video_with_id', 'in_person', 'vouched_by_colleague']);
});
