// The questions before a reset. user-actions.test.ts checks when a reset is offered.
import { expect, test } from 'vitest';
import { IDENTITY_CHECKS } from '../../main/domain/reset.ts';
import type { Relation } from '../../main/domain/role-policy.ts';
import { ROLES } from '../../main/domain/user.ts';
import { decideAction } from '../../main/domain/user-actions.ts';

test('only a Partner Admin is ever offered a 2FA reset', () => {
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
            lockedBy: 'nothing',
            isSecondApproverRequired: true,
            hasWiderAccess: false,
          }),
        ).toBeNull();
});

test('knowledge questions do not count as an identity check', () => {
  expect(IDENTITY_CHECKS).toEqual(['call_back', 'video_with_id', 'in_person', 'vouched_by_colleague']);
});
