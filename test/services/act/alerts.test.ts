// Alerts: acts that are allowed but look like a break-in are shown to every Partner Admin, once. Everyday work raises
// none.
import { describe, expect, test } from 'vitest';
import { isOutsideHours } from '../../../main/domain/alerts.ts';
import type { Actor } from '../../../main/services/act/actor.ts';
import { recordActivity } from '../../../main/services/act/record-activity.ts';
import { prepareBulkReset, runBulkReset } from '../../../main/services/users/bulk-reset.ts';
import { editUser } from '../../../main/services/users/edit-user.ts';
import { inviteUsers } from '../../../main/services/users/invite-users.ts';
import { issueTemporaryCode } from '../../../main/services/users/issue-temporary-code.ts';
import { resetPassword } from '../../../main/services/users/reset-password.ts';
import { resetTwoFactor } from '../../../main/services/users/reset-two-factor.ts';
import { listAlerts, listUnseenAlerts, markAlertsSeen } from '../../../main/storage/tables/alerts.ts';
import { listOpenNotices } from '../../../main/storage/tables/notices.ts';
import { insertSession } from '../../../main/storage/tables/sessions.ts';
import { createFixture, type Fixture, type Person } from '../../support/fixture.ts';
import { signInPresent } from '../../support/people.ts';
import { createInstantHasher, DAY, HOUR, MINUTE } from '../../support/seeded.ts';

interface Scene {
  readonly fixture: Fixture;
  readonly admin: Person;
  readonly actor: Actor;
  readonly people: readonly Person[];
}

async function setScene(): Promise<Scene> {
  const fixture = createFixture({ passwords: createInstantHasher() });
  // Working hours around the clock: the firm's hours have tests of their own.
  fixture.context.storage.transaction((tx) =>
    tx.run('UPDATE firm SET work_days = 127, work_from = 0, work_until = 1440'),
  );
  const admin = await fixture.addPerson({ role: 'partner_admin', firstName: 'Margaret', lastName: 'Ashworth' });
  const people: Person[] = [];
  for (let i = 0; i < 4; i++) people.push(await fixture.addPerson({ role: 'client_ops' }));
  return { fixture, admin, actor: await signInPresent(fixture, admin), people };
}
const kinds = ({ fixture }: Scene): readonly string[] =>
  listAlerts(fixture.read, Number.MAX_SAFE_INTEGER, 50).map(({ kind }) => kind);
const identity = { note: '', identityCheck: 'in_person', vouchedBy: '' } as const;
const reset = ({ fixture, admin, actor }: Scene, target: Person | undefined) =>
  resetTwoFactor(fixture.context, actor, {
    ...identity,
    userId: (target as Person).id,
    version: fixture.user(target as Person).version,
    mode: 'revoke_now',
    reason: 'lost_phone',
    code: fixture.nextCode(admin),
  });

test('one reset, and two within an hour, raise no alert', async () => {
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

test('three resets that are spread over the day raise no alert', async () => {
  const scene = await setScene();
  for (const person of scene.people.slice(0, 3)) {
    reset(scene, person);
    scene.fixture.clock.advance(40 * MINUTE);
  }
  expect(kinds(scene)).toEqual([]);
});

describe('a bulk reset', () => {
  const bulkReset = async ({ fixture, actor }: Scene, people: readonly Person[]) => {
    const bulk = await prepareBulkReset(fixture.context, actor, { userIds: people.map(({ id }) => id) });
    await runBulkReset(fixture.context, actor, bulk, { ...identity, reason: 'lost_phone', code: '' }, () => undefined);
  };
  test('counts its people, and names only the administrator', async () => {
    const scene = await setScene();
    await bulkReset(scene, scene.people);
    expect(listAlerts(scene.fixture.read, Number.MAX_SAFE_INTEGER, 50)).toMatchObject([
      { kind: 'many_resets', actorId: scene.admin.id, subjectId: null },
    ]);
  });
  test('of two people is no alert; a third one is', async () => {
    const scene = await setScene();
    await bulkReset(scene, scene.people.slice(0, 2));
    expect(kinds(scene)).toEqual([]);
    reset(scene, scene.people[2]);
    expect(kinds(scene)).toEqual(['many_resets']);
  });
  test('of one person raises what a single reset raises', async () => {
    const scene = await setScene();
    const { fixture, actor, people } = scene;
    const [ann] = people as [Person];
    resetPassword(fixture.context, actor, {
      ...identity,
      userId: ann.id,
      version: fixture.user(ann).version,
      code: '',
    });
    await bulkReset(scene, [ann]);
    expect(kinds(scene)).toEqual(['both_halves']);
  });
});

test('the same person again and again is one person', async () => {
  const scene = await setScene();
  for (let i = 0; i < 4; i++) reset(scene, scene.people[0]);
  expect(kinds(scene)).toEqual([]);
});

test('what happens again after somebody has seen the alert is another alert', async () => {
  const scene = await setScene();
  const { fixture, admin, people } = scene;
  for (const person of people) reset(scene, person);
  fixture.context.storage.transaction((tx) => markAlertsSeen(tx, admin.id, [1], fixture.clock.now()));
  reset(scene, people[0]);
  expect(kinds(scene)).toEqual(['many_resets', 'many_resets']);
});

test('a new Partner Admin is an alert and a record of its own, and the person is told', async () => {
  const scene = await setScene();
  const { fixture, actor } = scene;
  const ops = await fixture.addPerson({ role: 'partner_ops', firstName: 'Olive', lastName: 'Reed' });
  const { version, firstName, lastName, email, phone } = fixture.user(ops);
  editUser(fixture.context, actor, {
    userId: ops.id,
    version,
    firstName,
    lastName,
    email: 'olive@quill.example',
    phone,
    role: 'partner_admin',
    access: null,
    code: '',
  });
  expect(email).not.toBe('olive@quill.example');
  expect(fixture.activity().slice(-2)).toMatchObject([
    { action: 'user.edited', detail: { emailTo: 'olive@quill.example' } },
    { action: 'user.made_partner_admin', detail: { roleFrom: 'partner_ops', roleTo: 'partner_admin' } },
  ]);
  // Each of the two lets her in, and each has one alert. The later one asks to vouch.
  expect(listAlerts(fixture.read, Number.MAX_SAFE_INTEGER, 50)).toMatchObject([
    { kind: 'made_partner_admin', actorId: scene.admin.id, subjectId: ops.id, subjectName: 'Olive Reed' },
    { kind: 'let_in', act: 'user.edited', subjectId: ops.id },
  ]);
  expect(listOpenNotices(fixture.read, ops.id).map(({ kind }) => kind)).toEqual(['role_changed', 'email_changed']);
});

test('one alert says what was done and asks to vouch, but not the two concerned', async () => {
  const scene = await setScene();
  const { fixture, admin, actor } = scene;
  const daniel = await fixture.addPerson({ role: 'partner_admin' });
  const wen = await fixture.addPerson({ role: 'partner_admin' });
  const { version, firstName, lastName, email, role } = fixture.user(daniel);
  const edit = { userId: daniel.id, version, firstName, lastName, email, role, access: null, code: '' };
  editUser(fixture.context, actor, { ...edit, phone: '+44 20 7946 0999' });
  const asks = ({ id }: Person) =>
    listUnseenAlerts(fixture.read, id, 50).map(({ kind, act, isVouchedFor }) => [kind, act, isVouchedFor]);
  expect(asks(wen)).toEqual([['number_changed', 'user.number_changed', true]]);
  expect(asks(daniel)).toEqual([['number_changed', 'user.number_changed', false]]);
  expect(asks(admin)).toEqual([]);
});

test('what an earlier act is told of after a promotion has the time of that act', async () => {
  const scene = await setScene();
  const { fixture, actor } = scene;
  const ops = await fixture.addPerson({ role: 'partner_ops' });
  const daniel = await fixture.addPerson({ role: 'partner_admin' });
  const reset2FA = reset(scene, ops);
  expect([reset2FA.outcome, kinds(scene)]).toEqual(['done', []]);
  const at = fixture.clock.now();
  fixture.clock.advance(2 * DAY);
  const { version, firstName, lastName, email, phone } = fixture.user(ops);
  const edit = {
    userId: ops.id,
    version,
    firstName,
    lastName,
    email,
    phone,
    role: 'partner_admin',
    access: null,
  } as const;
  editUser(fixture.context, await signInPresent(fixture, daniel), { ...edit, code: '' });
  expect(actor.user.id).not.toBe(daniel.id);
  expect(listAlerts(fixture.read, Number.MAX_SAFE_INTEGER, 50)).toMatchObject([
    { kind: 'let_in', act: 'two_factor.reset', at, actorName: 'Margaret Ashworth' },
    { kind: 'made_partner_admin', at: fixture.clock.now() },
  ]);
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
  test('a reset outside them raises an alert', async () => {
    const scene = await setScene();
    scene.fixture.context.storage.transaction((tx) => tx.run('UPDATE firm SET work_days = 0'));
    reset(scene, scene.people[0]);
    expect(kinds(scene)).toEqual(['outside_hours']);
  });
});

test('resets of both password and 2FA of one account by one administrator within a day raise an alert', async () => {
  const scene = await setScene();
  const { fixture, actor, people } = scene;
  reset(scene, people[0]);
  const [ann] = people as [Person];
  resetPassword(fixture.context, actor, { ...identity, userId: ann.id, version: fixture.user(ann).version, code: '' });
  expect(kinds(scene)).toEqual(['both_halves']);
});

test('a temporary code after the password of the same account was reset raises the same alert', async () => {
  const scene = await setScene();
  const { fixture, actor, people } = scene;
  const [ann] = people as [Person];
  resetPassword(fixture.context, actor, { ...identity, userId: ann.id, version: fixture.user(ann).version, code: '' });
  issueTemporaryCode(fixture.context, actor, {
    ...identity,
    userId: ann.id,
    version: fixture.user(ann).version,
    hours: 1,
    isSingleUse: true,
    reason: 'phone_left_behind',
    code: '',
  });
  expect(kinds(scene)).toEqual(['both_halves']);
});

describe('a reset and a new role or email within a day', () => {
  const edit = ({ fixture, actor }: Scene, person: Person, change: object) => {
    const { version, firstName, lastName, email, phone, role } = fixture.user(person);
    editUser(fixture.context, actor, {
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
  test('a new name, or another day, raises no alert', async () => {
    const scene = await setScene();
    const [ann] = scene.people as [Person];
    reset(scene, ann);
    edit(scene, ann, { lastName: 'Other' });
    scene.fixture.clock.advance(DAY);
    expect(kinds(scene)).toEqual([]);
  });
});

test('an administrative act within minutes of a setup after a reset raises an alert', async () => {
  const scene = await setScene();
  const { fixture, actor } = scene;
  const colleague = await fixture.addPerson({ role: 'partner_admin' });
  const start = (id: string) => {
    const startedAt = fixture.clock.now();
    fixture.context.storage.transaction((tx) =>
      insertSession(tx, { id, userId: colleague.id, startedAt, expiresAt: startedAt + HOUR, startedWith: 'set_up' }),
    );
  };
  const invite = () =>
    fixture.context.storage.transaction((tx) =>
      recordActivity(fixture.context, tx, {
        action: 'user.invited',
        outcome: 'done',
        actor: fixture.user(colleague),
        target: fixture.user(scene.people[0] as Person),
      }),
    );
  reset(scene, colleague);
  fixture.clock.advance(HOUR);
  start('first');
  fixture.clock.advance(20 * MINUTE);
  invite();
  expect(kinds(scene)).toEqual(['let_in']);
  start('second');
  fixture.clock.advance(MINUTE);
  invite();
  expect(kinds(scene)).toEqual(['reset_then_admin_act', 'let_in']);
  // Without a reset before the setup there is no alert.
  expect(actor.user.id).not.toBe(colleague.id);
});

test('ten refused codes on one account within an hour raise an alert, nine do not', async () => {
  const scene = await setScene();
  const { fixture, people } = scene;
  const [ann] = people as [Person];
  const refuseCode = () =>
    fixture.context.storage.transaction((tx) =>
      recordActivity(fixture.context, tx, {
        action: 'sign_in.refused',
        outcome: 'denied',
        actor: fixture.user(ann),
        reason: 'wrong_code',
      }),
    );
  refuseCode();
  fixture.clock.advance(HOUR);
  for (let i = 0; i < 9; i++) refuseCode();
  expect(kinds(scene)).toEqual([]);
  refuseCode();
  refuseCode();
  expect(kinds(scene)).toEqual(['many_refused_codes']);
});

test('an alert names the desktop, and a second desktop within the hour is told, too', async () => {
  const { fixture, admin } = await setScene();
  const join = (desktopName: string) =>
    fixture.context.storage.transaction((tx) =>
      recordActivity(fixture.context, tx, {
        action: 'desktop.joined',
        outcome: 'done',
        actor: fixture.user(admin),
        detail: { desktopName },
      }),
    );
  join('Reception');
  join('Stolen laptop');
  join('Reception');
  expect(listAlerts(fixture.read, Number.MAX_SAFE_INTEGER, 50)).toMatchObject([
    { kind: 'desktop_joined', desktopName: 'Stolen laptop' },
    { kind: 'desktop_joined', desktopName: 'Reception' },
  ]);
});

test('of several desktops that remember another record, the first is told for all', async () => {
  const { fixture } = await setScene();
  for (const desktopName of ['Reception', 'Back office'])
    fixture.context.storage.transaction((tx) =>
      recordActivity(fixture.context, tx, {
        action: 'record.seen_otherwise',
        outcome: 'failed',
        detail: { desktopName },
      }),
    );
  expect(listAlerts(fixture.read, Number.MAX_SAFE_INTEGER, 50)).toMatchObject([
    { kind: 'record_seen_otherwise', desktopName: 'Reception' },
  ]);
});

test('the alert about an invitation knows the role', async () => {
  const { fixture, admin, actor } = await setScene();
  await inviteUsers(fixture.context, actor, {
    people: [{ email: 'priya@quill.example', firstName: 'Priya', lastName: 'Mehta', phone: '' }],
    role: 'partner_admin',
    access: { scope: 'all', add: [], remove: [], joinsNewClients: false },
    code: fixture.nextCode(admin),
  });
  expect(listAlerts(fixture.read, Number.MAX_SAFE_INTEGER, 50)).toMatchObject([
    { kind: 'let_in', act: 'user.invited', subjectRole: 'partner_admin', desktopName: null },
  ]);
});
