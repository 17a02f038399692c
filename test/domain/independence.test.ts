// What lets an account in, and how firms come to have independent Partner Admins.
import { describe, expect, test } from 'vitest';
import {
  areIndependent,
  judge,
  letsIn,
  removesAdmin,
  type SeenAct,
  tiesThatLeadTo,
} from '../../main/domain/independence.ts';
import type { UserId } from '../../main/domain/user.ts';
import { DAY } from '../support/seeded.ts';

const [FOUNDER, ANN, BEN, CARA] = [1, 2, 3, 4].map((id) => id as UserId) as [UserId, UserId, UserId, UserId];
const tie = (actorId: UserId, subjectId: UserId, seenBy: readonly UserId[] | null = []): SeenAct => ({
  actorId,
  subjectId,
  at: 0,
  seenBy,
});
const onDay = (days: number, admins: readonly UserId[], ties: readonly SeenAct[], removals: readonly SeenAct[] = []) =>
  judge({ admins, ties, removals, tieDays: 7, now: days * DAY });

test('an invitation, a code, the role, another email or number let an account in, and nothing else does', () => {
  for (const action of [
    'user.invited',
    'invitation.resent',
    'two_factor.reset',
    'password.reset',
    'temporary_code.issued',
    'user.reactivated',
    'account.unfrozen',
  ])
    expect([action, letsIn(action, {})]).toEqual([action, true]);
  for (const detail of [{ roleTo: 'partner_admin' }, { emailTo: 'x' }, { phoneChanged: true }, { phoneTo: '' }])
    expect([detail, letsIn('user.edited', detail)]).toEqual([detail, true]);
  for (const detail of [{ roleTo: 'partner_ops' }, { firstNameTo: 'x' }, { phoneChanged: false }])
    expect([detail, letsIn('user.edited', detail)]).toEqual([detail, false]);
  expect(letsIn('user.deactivated', {})).toBe(false);
});

test('a Partner Admin is removed by a deactivation or another role', () => {
  expect(removesAdmin('user.deactivated', {}, 'partner_admin')).toBe(true);
  expect(removesAdmin('user.deactivated', {}, 'partner_ops')).toBe(false);
  expect(removesAdmin('user.edited', { roleFrom: 'partner_admin' }, 'partner_admin')).toBe(true);
});

describe('a firm whose founder invited everybody', () => {
  const people = [FOUNDER, ANN, BEN];
  test('has three independent Partner Admins when a week has passed and each has seen the tie of the others', () => {
    const seen = [tie(FOUNDER, ANN, [BEN]), tie(FOUNDER, BEN, [ANN])];
    expect(areIndependent(onDay(7, people, seen).groupOf, people)).toBe(true);
    expect(areIndependent(onDay(6.9, people, seen).groupOf, people)).toBe(false);
  });
  test('has not while one of them has not looked, and the two concerned do not count', () => {
    const { groupOf } = onDay(70, people, [tie(FOUNDER, ANN, [FOUNDER, ANN]), tie(FOUNDER, BEN, [ANN])]);
    expect(areIndependent(groupOf, [FOUNDER, ANN])).toBe(false);
    expect(areIndependent(groupOf, [FOUNDER, BEN])).toBe(true);
  });
  test('has not while it consists of two', () => {
    expect(areIndependent(onDay(70, [FOUNDER, ANN], [tie(FOUNDER, ANN)]).groupOf, [FOUNDER, ANN])).toBe(false);
  });
});

test('an account that is tied to the two does not end their tie, and one without a part in it does', () => {
  const ties = [tie(FOUNDER, ANN, [BEN]), tie(ANN, BEN, [FOUNDER])];
  const people = [FOUNDER, ANN, BEN, CARA];
  expect(onDay(70, people, ties).endedTies).toEqual([]);
  expect(onDay(70, people, [tie(FOUNDER, ANN, [BEN, CARA]), tie(ANN, BEN)]).endedTies).toHaveLength(1);
});

test('a removed Partner Admin counts until the time has passed and somebody without a part in it has seen it', () => {
  const removal = (seenBy: readonly UserId[]) => [tie(FOUNDER, CARA, seenBy)];
  expect(onDay(70, [FOUNDER, ANN], [], removal([FOUNDER])).present).toContain(CARA);
  expect(onDay(70, [FOUNDER, ANN], [], removal([ANN])).present).not.toContain(CARA);
  expect(onDay(6, [FOUNDER, ANN], [], removal([ANN])).present).toContain(CARA);
  // The last one has nobody to look at it.
  expect(onDay(7, [FOUNDER], [], removal([])).present).toEqual([FOUNDER]);
});

test('two administrators who both helped a Partner Ops are not tied by that, until it becomes a Partner Admin', () => {
  const ties = [tie(FOUNDER, CARA, null), tie(ANN, CARA, null)];
  expect(tiesThatLeadTo(ties, [FOUNDER, ANN])).toEqual([]);
  expect(tiesThatLeadTo(ties, [FOUNDER, ANN, CARA])).toEqual(ties);
});
