// Hints: what is allowed and yet looks like a break-in is shown to every Partner Admin, once; what an office does every day is not.
import { describe, expect, test } from 'vitest';
import { isOutsideHours } from '../../../main/domain/alerts.ts';
import type { Actor } from '../../../main/services/act/actor.ts';
import { recordActivity } from '../../../main/services/act/record-activity.ts';
import { prepareBulkReset, runBulkReset } from '../../../main/services/users/bulk-reset.ts';
import { editUser } from '../../../main/services/users/edit-user.ts';
import { resetPassword } from '../../../main/services/users/reset-password.ts';
import { resetTwoFactor } from '../../../main/services/users/reset-two-factor.ts';
import { listAlerts } from '../../../main/storage/tables/alerts.ts';
import { insertSession } from '../../../main/storage/tables/sessions.ts';
import { type Bench, createBench, type Person } from '../../support/fixture.ts';
import { signInPresent } from '../../support/people.ts';
import { createInstantHasher, DAY, HOUR, MINUTE } from '../../support/seeded.ts';

interface Scene {
  readonly bench: Bench;
  readonly admin: Person;
  readonly actor: Actor;
  readonly people: readonly Person[];
}

async function setScene(): Promise<Scene> {
  const bench = createBench({ passwords: createInstantHasher() });
  // Round the clock: whether it is outside the firm's hours has tests of its own.
  bench.context.storage.transaction((tx) =>
    tx.run('UPDATE firm SET work_days = 127, work_from = 0, work_until = 1440'),
  );
  const admin = await bench.addPerson({ role: 'partner_admin', firstName: 'Margaret', lastName: 'Ashworth' });
  const people: Person[] = [];
  for (let i = 0; i < 4; i++) people.push(await bench.addPerson({ role: 'client_ops' }));
  return { bench, admin, actor: await signInPresent(bench, admin), people };
}
const kinds = ({ bench }: Scene): readonly string[] =>
  listAlerts(bench.read, Number.MAX_SAFE_INTEGER, 50).map(({ kind }) => kind);
const identity = { note: '', identityCheck: 'in_person', vouchedBy: '' } as const;
const reset = ({ bench, admin, actor }: Scene, target: Person | undefined) =>
  resetTwoFactor(bench.context, actor, {
    ...identity,
    userId: (target as Person).id,
    version: bench.user(target as Person).version,
    mode: 'revoke_now',
    reason: 'lost_phone',
    code: bench.nextCode(admin),
  });

test('one reset, and two within an hour, are nothing to look at', async () => {
  const scene = await setScene();
  reset(scene, scene.people[0]);
  reset(scene, scene.people[1]);
  expect(kinds(scene)).toEqual([]);
});

test('three resets by one administrator within an hour are one alert, and the fourth is the same one', async () => {
  const scene = await setScene();
  for (const person of scene.people) reset(scene, person);
  expect(kinds(scene)).toEqual(['many_resets']);
});

test('three resets that are spread over the day are none', async () => {
  const scene = await setScene();
  for (const person of scene.people.slice(0, 3)) {
    reset(scene, person);
    scene.bench.clock.advance(40 * MINUTE);
  }
  expect(kinds(scene)).toEqual([]);
});

test('a reset for many at once is one act', async () => {
  const scene = await setScene();
  const { bench, actor, people } = scene;
  const bulk = await prepareBulkReset(bench.context, actor, { userIds: people.map(({ id }) => id) });
  await runBulkReset(bench.context, actor, bulk, { ...identity, reason: 'lost_phone', code: '' }, () => undefined);
  expect(kinds(scene)).toEqual([]);
});

describe('the firm’s hours', () => {
  const hours = { workDays: [1, 2, 3, 4, 5], workFrom: 420, workUntil: 1140 };
  test.each([
    ['a Tuesday at noon', { day: 2, minute: 720 }, false],
    ['their first minute', { day: 1, minute: 420 }, false],
    ['the minute before', { day: 1, minute: 419 }, true],
    ['their last minute', { day: 5, minute: 1139 }, false],
    ['the minute after', { day: 5, minute: 1140 }, true],
    ['a Sunday at noon', { day: 0, minute: 720 }, true],
  ])('%s', (_name, local, isOutside) => {
    expect(isOutsideHours(hours, local)).toBe(isOutside);
  });
  test('a reset outside them is shown', async () => {
    const scene = await setScene();
    scene.bench.context.storage.transaction((tx) => tx.run('UPDATE firm SET work_days = 0'));
    reset(scene, scene.people[0]);
    expect(kinds(scene)).toEqual(['outside_hours']);
  });
});

test('both halves of one account by one administrator within a day', async () => {
  const scene = await setScene();
  const { bench, actor, people } = scene;
  reset(scene, people[0]);
  const [ann] = people as [Person];
  resetPassword(bench.context, actor, { ...identity, userId: ann.id, version: bench.user(ann).version, code: '' });
  expect(kinds(scene)).toEqual(['both_halves']);
});

describe('a reset and another role or email on one day', () => {
  const edit = ({ bench, actor }: Scene, person: Person, change: object) => {
    const { version, firstName, lastName, email, phone, role } = bench.user(person);
    editUser(bench.context, actor, {
      userId: person.id,
      version,
      firstName,
      lastName,
      email,
      phone,
      role,
      access: null,
      code: '',
      ...change,
    });
  };
  test.each(['reset first', 'edit first'])('%s', async (order) => {
    const scene = await setScene();
    const [ann] = scene.people as [Person];
    const change = () => edit(scene, ann, { email: 'other@quill.example' });
    if (order === 'edit first') change();
    reset(scene, ann);
    if (order === 'reset first') change();
    expect(kinds(scene)).toEqual(['reset_then_change']);
  });
  test('is not meant by another name, nor by another day', async () => {
    const scene = await setScene();
    const [ann] = scene.people as [Person];
    reset(scene, ann);
    edit(scene, ann, { lastName: 'Other' });
    scene.bench.clock.advance(DAY);
    expect(kinds(scene)).toEqual([]);
  });
});

test('a reset, a set-up, and an act as an administrator within minutes', async () => {
  const scene = await setScene();
  const { bench, actor } = scene;
  const colleague = await bench.addPerson({ role: 'partner_admin' });
  const start = (id: string) => {
    const startedAt = bench.clock.now();
    bench.context.storage.transaction((tx) =>
      insertSession(tx, { id, userId: colleague.id, startedAt, expiresAt: startedAt + HOUR, startedWith: 'set_up' }),
    );
  };
  const invite = () =>
    bench.context.storage.transaction((tx) =>
      recordActivity(bench.context, tx, {
        action: 'user.invited',
        outcome: 'done',
        actor: bench.user(colleague),
        target: bench.user(scene.people[0] as Person),
      }),
    );
  reset(scene, colleague);
  bench.clock.advance(HOUR);
  start('first');
  bench.clock.advance(20 * MINUTE);
  invite();
  expect(kinds(scene)).toEqual([]);
  start('second');
  bench.clock.advance(MINUTE);
  invite();
  expect(kinds(scene)).toEqual(['reset_then_admin_act']);
  // Whoever was not reset may do so at once.
  expect(actor.user.id).not.toBe(colleague.id);
});

test('ten refused codes on one account within an hour, and not nine', async () => {
  const scene = await setScene();
  const { bench, people } = scene;
  const [ann] = people as [Person];
  const refuseCode = () =>
    bench.context.storage.transaction((tx) =>
      recordActivity(bench.context, tx, {
        action: 'sign_in.refused',
        outcome: 'denied',
        actor: bench.user(ann),
        reason: 'wrong_code',
      }),
    );
  refuseCode();
  bench.clock.advance(HOUR);
  for (let i = 0; i < 9; i++) refuseCode();
  expect(kinds(scene)).toEqual([]);
  refuseCode();
  refuseCode();
  expect(kinds(scene)).toEqual(['many_refused_codes']);
});
