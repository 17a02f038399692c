// The answers that an administrator gives about a reset; whether one is offered is in user-actions.test.ts.
import { expect, test } from 'vitest';
import { IDENTITY_CHECKS } from '../../main/domain/reset.ts';
import type { Relation } from '../../main/domain/role-policy.ts';
import { ROLES } from '../../main/domain/user.ts';
import { decideAction } from '../../main/domain/user-actions.ts';

test('no role but Partner Admin is ever offered a reset of 2FA, on anyone', () => {
  const relations: readonly Relation[] = ['self', 'other', 'shares_client', 'no_shared_client'];
  for (const actor of ROLES.filter((role) => role !== 'partner_admin'))
    for (const role of ROLES)
      for (const relation of relations)
        expect(
          decideAction('resetTwoFactor', actor, relation, {
            role,
            status: 'active',
            twoFactor: 'set_up',
            frozen: 'no',
            isSecondApproverRequired: true,
          }),
        ).toBeNull();
});

test('knowledge questions are not a way to check identity', () => {
  expect(IDENTITY_CHECKS).toEqual(['call_back', 'video_with_id', 'in_person', 'vouched_by_colleague']);
});
