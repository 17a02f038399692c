// What a recorded act means for an account in an open access review.
import { expect, test } from 'vitest';
import { followsFrom } from '../../main/domain/access-review.ts';

const RECORD = {
  seq: 1,
  at: 1,
  actorId: 1,
  actorName: 'Margaret Ashworth',
  actorRole: 'partner_admin',
  targetId: 2,
  targetName: 'Ann Vance',
  targetRole: 'client_ops',
  outcome: 'done',
  reason: null,
  detail: {},
  appVersion: '0',
} as const;

test.each([
  ['user.deactivated', 'partner_admin', 'deactivated'],
  // An account that was in use, and is deactivated as before.
  ['invitation.cancelled', 'partner_admin', 'deactivated'],
  ['invitation.cancelled', 'partner_ops', 'open'],
  ['invitation.resent', 'partner_admin', undefined],
  ['review.taken_back', 'partner_admin', undefined],
] as const)('%s by %s: %s', (action, actorRole, follows) =>
  expect(followsFrom({ ...RECORD, action, actorRole })).toBe(follows));
