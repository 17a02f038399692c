// The status and whether somebody is an able admin: both follow from the stored facts and the time.
import { describe, expect, test } from 'vitest';
import { isAbleAdmin, needsNewReset, ROLES, type StatusFacts, statusAt } from '../../main/domain/user.ts';
import { START } from '../support/seeded.ts';

const active: StatusFacts = {
  status: 'active',
  invitationExpiresAt: null,
  isLocked: false,
  frozenAt: null,
  twoFactor: 'set_up',
  setupDeadlineAt: null,
};
const now = START;

describe('status', () => {
  test.each<[string, Partial<StatusFacts>, ReturnType<typeof statusAt>]>([
    ['an active user', {}, 'active'],
    ['an active user without a second factor', { twoFactor: 'not_set_up' }, 'active'],
    [
      'a deactivated user, whatever else',
      { status: 'deactivated', isLocked: true, twoFactor: 'setup_required', setupDeadlineAt: 1 },
      'deactivated',
    ],
    [
      'an invitation until one millisecond before its end',
      { status: 'invited', invitationExpiresAt: now + 1 },
      'invited',
    ],
    ['an invitation at its end', { status: 'invited', invitationExpiresAt: now }, 'invitation_expired'],
    ['a user with a disabled factor', { isLocked: true }, 'locked'],
    ['a frozen account, whatever else locks it', { isLocked: true, frozenAt: now, setupDeadlineAt: now }, 'frozen'],
    ['a required setup before its deadline', { twoFactor: 'setup_required', setupDeadlineAt: now + 1 }, 'active'],
    ['a required setup at its deadline', { twoFactor: 'setup_required', setupDeadlineAt: now }, 'locked'],
    ['a required setup that was ended', { twoFactor: 'setup_required' }, 'locked'],
    ['a replacement before its deadline', { twoFactor: 'set_up', setupDeadlineAt: now + 1 }, 'active'],
    ['a replacement at its deadline', { twoFactor: 'set_up', setupDeadlineAt: now }, 'locked'],
  ])('%s', (_name, facts, status) => {
    expect(statusAt({ ...active, ...facts }, now)).toBe(status);
  });
  test('only a required setup that was ended needs a new reset', () => {
    expect(needsNewReset({ twoFactor: 'setup_required', setupDeadlineAt: null })).toBe(true);
    expect(needsNewReset({ twoFactor: 'setup_required', setupDeadlineAt: now })).toBe(false);
    expect(needsNewReset({ twoFactor: 'not_set_up', setupDeadlineAt: null })).toBe(false);
  });
});

describe('an able admin', () => {
  test('is an active Partner Admin with 2FA set up, and nobody else', () => {
    expect(ROLES.filter((role) => isAbleAdmin(role, active, now))).toEqual(['partner_admin']);
  });
  test.each<Partial<StatusFacts>>([
    { isLocked: true },
    { isLocked: true, frozenAt: 1 },
    { status: 'deactivated' },
    { status: 'invited', invitationExpiresAt: now + 1 },
    { twoFactor: 'not_set_up' },
    { twoFactor: 'setup_required', setupDeadlineAt: now + 1 },
  ])('is nobody with %j', (facts) => {
    expect(isAbleAdmin('partner_admin', { ...active, ...facts }, now)).toBe(false);
  });
});
