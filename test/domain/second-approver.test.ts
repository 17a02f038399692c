// Which acts wait for a second approver, and what becomes of a request as time goes on.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  APPROVAL_MS,
  approvalStateAt,
  letsIn,
  needsSecondApprover,
  wasDemoted,
} from '../../main/domain/second-approver.ts';
import { ROLES } from '../../main/domain/user.ts';

const facts = { isPolicyOn: true, targetRole: 'client_ops', wasAdminLately: false, hasDoneOtherHalf: false } as const;

describe('an act waits', () => {
  test('where the policy is off, never', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ROLES),
        fc.boolean(),
        fc.boolean(),
        (targetRole, wasAdminLately, hasDoneOtherHalf) => {
          expect(needsSecondApprover({ isPolicyOn: false, targetRole, wasAdminLately, hasDoneOtherHalf })).toBe(false);
        },
      ),
    );
  });
  test.each(ROLES)('where it is on, on a %s: only for a Partner Admin', (targetRole) => {
    expect(needsSecondApprover({ ...facts, targetRole })).toBe(targetRole === 'partner_admin');
  });
  test.each(ROLES)('as the second half of the account of a %s, always', (targetRole) => {
    expect(needsSecondApprover({ ...facts, targetRole, hasDoneOtherHalf: true })).toBe(true);
  });
  test('for whoever was a Partner Admin until today', () => {
    expect(needsSecondApprover({ ...facts, targetRole: 'partner_ops', wasAdminLately: true })).toBe(true);
  });
});

test('an approver was let in by an invitation, a code or the role, and by nothing else', () => {
  for (const action of [
    'user.invited',
    'invitation.resent',
    'two_factor.reset',
    'password.reset',
    'temporary_code.issued',
    'user.reactivated',
  ])
    expect(letsIn(action, {})).toBe(true);
  expect(letsIn('user.edited', { roleTo: 'partner_admin' })).toBe(true);
  expect(letsIn('user.edited', { roleTo: 'partner_ops' })).toBe(false);
  expect(letsIn('user.deactivated', {})).toBe(false);
  expect([
    wasDemoted('user.edited', { roleFrom: 'partner_admin' }),
    wasDemoted('user.edited', { roleFrom: 'partner_ops' }),
  ]).toEqual([true, false]);
});

describe('a request', () => {
  const open = { expiresAt: APPROVAL_MS, decidedAt: null };
  test.each(['pending', 'approved'] as const)('that is %s runs out after a day', (state) => {
    expect(approvalStateAt({ ...open, state }, APPROVAL_MS - 1)).toBe(state);
    expect(approvalStateAt({ ...open, state }, APPROVAL_MS)).toBe('expired');
  });
  test('that is settled stays so', () => {
    for (const state of ['declined', 'cancelled', 'carried_out'] as const)
      expect(approvalStateAt({ ...open, decidedAt: 1, state }, APPROVAL_MS * 2)).toBe(state);
  });
  test('that had run out when it was asked for anew is not one that somebody cancelled', () => {
    expect(approvalStateAt({ ...open, state: 'cancelled', decidedAt: APPROVAL_MS }, APPROVAL_MS * 2)).toBe('expired');
  });
});
