// Which acts wait for a second approver, and the states of a request over time.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { APPROVAL_MS, approvalStateAt, needsSecondApprover } from '../../main/domain/second-approver.ts';
import { ROLES } from '../../main/domain/user.ts';

const facts = {
  isPolicyOn: true,
  targetRole: 'client_ops',
  wasAdminLately: false,
  hasDoneOtherHalf: false,
  givesBothHalves: false,
} as const;

describe('an act', () => {
  test('never waits while the policy is off', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ROLES),
        fc.record({ wasAdminLately: fc.boolean(), hasDoneOtherHalf: fc.boolean(), givesBothHalves: fc.boolean() }),
        (targetRole, others) => {
          expect(needsSecondApprover({ isPolicyOn: false, targetRole, ...others })).toBe(false);
        },
      ),
    );
  });
  test.each(ROLES)('on a %s waits, while the policy is on, only if the target is a Partner Admin', (targetRole) => {
    expect(needsSecondApprover({ ...facts, targetRole })).toBe(targetRole === 'partner_admin');
  });
  test.each(ROLES)('always waits if it is the second half of the account of a %s', (targetRole) => {
    expect(needsSecondApprover({ ...facts, targetRole, hasDoneOtherHalf: true })).toBe(true);
  });
  test.each(ROLES)('always waits if it alone opens the account of a %s that was in use', (targetRole) => {
    expect(needsSecondApprover({ ...facts, targetRole, givesBothHalves: true })).toBe(true);
  });
  test('waits if the target was a Partner Admin until lately', () => {
    expect(needsSecondApprover({ ...facts, targetRole: 'partner_ops', wasAdminLately: true })).toBe(true);
  });
});

describe('a request', () => {
  const open = { expiresAt: APPROVAL_MS, decidedAt: null };
  test.each(['pending', 'approved'] as const)('that is %s expires after a day', (state) => {
    expect(approvalStateAt({ ...open, state }, APPROVAL_MS - 1)).toBe(state);
    expect(approvalStateAt({ ...open, state }, APPROVAL_MS)).toBe('expired');
  });
  test('that is settled stays settled', () => {
    for (const state of ['declined', 'cancelled', 'carried_out'] as const)
      expect(approvalStateAt({ ...open, decidedAt: 1, state }, APPROVAL_MS * 2)).toBe(state);
  });
  test('that had expired when somebody asked again counts as expired, not as cancelled', () => {
    expect(approvalStateAt({ ...open, state: 'cancelled', decidedAt: APPROVAL_MS }, APPROVAL_MS * 2)).toBe('expired');
  });
});
