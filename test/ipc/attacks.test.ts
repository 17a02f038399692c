// Each test performs one attack of docs/attacks.md through the real door with a real database, and fails where the defence
// is missing. The attacker has what the row says and nothing else.
import { describe, expect, test } from 'vitest';
import { codeAtStep, stepAt } from '../../main/domain/two-factor.ts';
import { isPartnerRole, ROLES } from '../../main/domain/user.ts';
import { handlers } from '../../main/ipc/handlers.ts';
import type { InputOf, RequestName } from '../../preload/contract/index.ts';
import { fromBase32 } from '../support/base32.ts';
import { createFixture, dump, type Fixture, type Person } from '../support/fixture.ts';
import { invitees } from '../support/invitees.ts';
import { type OpenDoor, openDoor } from '../support/open-door.ts';
import { ALL_CLIENTS, done, inviteOne, NO_ACCESS } from '../support/people.ts';
import { createInstantHasher, DAY, HOUR, MINUTE } from '../support/seeded.ts';

/** The windows of the administrator, the attacker and the rightful user. */
const [ADMIN, THIEF, OWNER] = [1, 2, 3];
/** Tables that a refusal writes too. */
const WRITTEN_ANYWAY = ['activity', 'throttles', 'clock'];

interface Scene {
  readonly fixture: Fixture;
  readonly open: OpenDoor;
  readonly margaret: Person;
  readonly daniel: Person;
  readonly ann: Person;
}

async function setScene(): Promise<Scene> {
  const fixture = createFixture({ passwords: createInstantHasher() });
  const client = fixture.addClient('Alder');
  const margaret = await fixture.addPerson({
    role: 'partner_admin',
    firstName: 'Margaret',
    email: 'margaret@quill.example',
  });
  const daniel = await fixture.addPerson({ role: 'partner_admin', firstName: 'Daniel', email: 'daniel@quill.example' });
  const ann = await fixture.addPerson({
    role: 'client_ops',
    firstName: 'Ann',
    email: 'ann@quill.example',
    clients: [client],
  });
  return { fixture, open: openDoor(fixture), margaret, daniel, ann };
}

const identity = { note: '', identityCheck: 'in_person', vouchedBy: '' } as const;
const resetOf = ({ fixture }: Scene, target: Person, code: string): InputOf<'users.resetTwoFactor'> => ({
  ...identity,
  userId: target.id,
  version: fixture.user(target).version,
  mode: 'revoke_now',
  reason: 'lost_phone',
  code,
});

/** Margaret resets somebody's 2FA. @returns the setup code. */
async function reset(scene: Scene, target: Person): Promise<string> {
  const { fixture, open, margaret } = scene;
  if ((await open.screen(ADMIN)) !== 'signed_in') await open.signIn(ADMIN, margaret);
  const done = await open.ask(ADMIN, 'users.resetTwoFactor', resetOf(scene, target, fixture.nextCode(margaret)));
  if (done.outcome !== 'done' || done.setupCode === null) throw new Error('nothing was reset');
  return done.setupCode;
}
const signIn = ({ open }: Scene, windowId: number, { email, password }: Person) =>
  open.ask(windowId, 'session.signIn', { email, password });

/** From the authenticator screen to a session. */
async function setUp({ fixture, open }: Scene, windowId: number): Promise<void> {
  const { screen } = await open.ask(windowId, 'application.getState', {});
  if (screen.name !== 'authenticator') throw new Error(`the window shows ${screen.name}`);
  await open.ask(windowId, 'setUp.confirm', {
    code: codeAtStep(fromBase32(screen.setupKey), stepAt(fixture.clock.now())),
  });
  await open.ask(windowId, 'setUp.finish', {});
}

describe('a caller who knows the password', () => {
  test('has the second factor reset and still does not get in: the setup code went to the rightful user', async () => {
    const scene = await setScene();
    const { fixture, open, ann } = scene;
    const setupCode = await reset(scene, ann);
    expect((await signIn(scene, THIEF, ann)).screen.name).toBe('setup_code');
    for (const [name, input] of [
      ['setUp.confirm', { code: '000000' }],
      ['setUp.finish', {}],
      ['session.verifyCode', { code: fixture.codeOf(ann) }],
      ['session.useRecoveryCode', { recoveryCode: ann.recoveryCodes[0] ?? '' }],
    ] as const)
      expect((await open.refusal(THIEF, name, input)).code).toBe('not_now');
    expect((await open.refusal(THIEF, 'setUp.enterSetupCode', { setupCode: '0000-0000-0000-0000' })).code).toBe(
      'wrong_setup_code',
    );
    // The rightful user has the code, from the number on file.
    await signIn(scene, OWNER, ann);
    await open.ask(OWNER, 'setUp.enterSetupCode', { setupCode });
    await setUp(scene, OWNER);
    expect(await open.screen(OWNER)).toBe('signed_in');
    expect(await open.screen(THIEF)).not.toBe('signed_in');
  });
  test('finds a locked account after the deadline, not an open one', async () => {
    const scene = await setScene();
    const { fixture, open, ann } = scene;
    const setupCode = await reset(scene, ann);
    fixture.clock.advance(DAY - MINUTE);
    const late = 4;
    await signIn(scene, THIEF, ann);
    await signIn(scene, late, ann);
    const { screen } = await open.ask(late, 'setUp.enterSetupCode', { setupCode });
    fixture.clock.advance(MINUTE);
    expect((await open.refusal(OWNER, 'session.signIn', { email: ann.email, password: ann.password })).code).toBe(
      'setup_overdue',
    );
    // A code that was found too late does not open it, and neither does a setup that began in time and was left alone.
    expect((await open.refusal(THIEF, 'setUp.enterSetupCode', { setupCode })).code).toBe('setup_overdue');
    const secret = screen.name === 'authenticator' ? fromBase32(screen.setupKey) : new Uint8Array();
    expect(
      (await open.refusal(late, 'setUp.confirm', { code: codeAtStep(secret, stepAt(fixture.clock.now())) })).code,
    ).toBe('setup_overdue');
  });
});

test('a dishonest Partner Ops resets nobody, promotes nobody, and learns only name and role of a Partner Admin', async () => {
  const scene = await setScene();
  const { fixture, open, margaret, ann } = scene;
  const ops = await fixture.addPerson({ role: 'partner_ops', hasAllClients: true });
  const friend = await fixture.addPerson({ role: 'partner_ops' });
  await open.signIn(THIEF, ops);
  const code = fixture.nextCode(ops);
  const before = dump(fixture.read, WRITTEN_ANYWAY);
  const editOf = (target: Person, change: object) => {
    const { version, firstName, lastName, email, phone, role } = fixture.user(target);
    return { userId: target.id, version, firstName, lastName, email, phone, role, access: null, code, ...change };
  };
  const attempts: readonly (readonly [RequestName, object])[] = [
    ['users.resetTwoFactor', resetOf(scene, ann, code)],
    ['users.resetTwoFactor', resetOf(scene, margaret, code)],
    ['users.getResetPreview', { userId: margaret.id }],
    ['users.resetPassword', { ...identity, userId: margaret.id, version: fixture.user(margaret).version, code }],
    ['users.deactivate', { userId: margaret.id, version: fixture.user(margaret).version, note: '', replacements: [] }],
    ['users.edit', editOf(friend, { role: 'partner_admin' })],
    ['users.edit', editOf(margaret, { phone: '+44 20 7946 0000' })],
    ['users.get', { userId: margaret.id }],
    [
      'users.invite',
      { people: invitees('x@y.example'), role: 'partner_admin', access: { ...ALL_CLIENTS, add: [], remove: [] }, code },
    ],
    ['settings.save', { version: 1, settings: {}, code }],
    ['activity.list', { search: '', actions: [], outcomes: [], from: null, until: null, before: null }],
  ];
  for (const [name, input] of attempts)
    expect([name, (await open.refusal(THIEF, name, input)).code]).toEqual([name, 'forbidden']);
  expect(dump(fixture.read, WRITTEN_ANYWAY)).toBe(before);
  const list = await open.send(
    THIEF,
    'users.list',
    JSON.stringify({
      search: '',
      clientId: null,
      filters: { roles: [], statuses: [], twoFactor: [], attention: [] },
      sort: { column: 'name', isDescending: false },
      offset: 0,
      limit: 200,
    }),
  );
  expect(list).toContain('Margaret');
  expect(list).not.toContain(margaret.email);
  expect(
    fixture
      .activity()
      .filter(({ outcome, actorId, reason }) => outcome === 'denied' && actorId === ops.id && reason === 'forbidden'),
  ).toHaveLength(attempts.length);
});

test('somebody at an unlocked desktop gets no code, widens no right and changes no number without the phone', async () => {
  const scene = await setScene();
  const { fixture, open, margaret, ann } = scene;
  const gone = await fixture.addPerson({ role: 'client_ops' });
  const frozen = await fixture.addPerson({ role: 'client_ops' });
  const locked = await fixture.addPerson({ role: 'client_ops' });
  const alder = fixture.addClient('Alder');
  const asOwner = await fixture.signIn(margaret);
  const invited = inviteOne(fixture, asOwner, 'new@y.example', 'partner_admin', ALL_CLIENTS);
  const tooLate = inviteOne(fixture, asOwner, 'late@y.example', 'partner_admin', ALL_CLIENTS);
  fixture.context.storage.transaction((tx) => {
    tx.run('UPDATE users SET invitation_expires_at = 1 WHERE id = :id', { id: tooLate.userId });
    tx.run("UPDATE users SET status = 'deactivated' WHERE id = :id", { id: gone.id });
    tx.run('UPDATE users SET frozen_at = 1, frozen_against_id = NULL WHERE id = :id', { id: frozen.id });
    tx.run('UPDATE users SET password_disabled_at = 1 WHERE id = :id', { id: locked.id });
  });
  await open.signIn(ADMIN, margaret);
  const user = fixture.user(ann);
  const { version } = user;
  const { bulkId } = await open.ask(ADMIN, 'bulkResets.prepare', { selection: { kind: 'users', userIds: [ann.id] } });
  const edit = {
    userId: ann.id,
    version,
    firstName: user.firstName,
    lastName: user.lastName,
    email: user.email,
    phone: user.phone,
    role: user.role,
    access: null,
    code: '',
  };
  const { settings, version: settingsVersion } = await open.ask(ADMIN, 'settings.get', {});
  const attempts: readonly (readonly [RequestName, object])[] = [
    ['users.resetTwoFactor', resetOf(scene, ann, '')],
    ['users.resetPassword', { ...identity, userId: ann.id, version, code: '' }],
    [
      'users.issueTemporaryCode',
      { ...identity, userId: ann.id, version, hours: 1, isSingleUse: true, reason: 'phone_left_behind', code: '' },
    ],
    ['users.reactivate', { userId: gone.id, version: fixture.user(gone).version, code: '' }],
    ['users.unfreeze', { ...identity, userId: frozen.id, version: fixture.user(frozen).version, code: '' }],
    [
      'users.unlock',
      { ...identity, userId: locked.id, version: fixture.user(locked).version, reason: 'mistyped', code: '' },
    ],
    ['bulkResets.start', { ...identity, bulkId, reason: 'lost_phone', note: 'All of them', code: '' }],
    ['recoveryKit.replace', { code: '' }],
    ...ROLES.map((role): readonly [RequestName, object] => {
      const access = isPartnerRole(role) ? ALL_CLIENTS : { ...NO_ACCESS, add: [alder] };
      return ['users.invite', { people: invitees('thief@y.example'), role, access, code: '' }];
    }),
    ['users.resendInvitations', { userIds: [invited.userId], code: '' }],
    ['users.resendInvitations', { userIds: [tooLate.userId], code: '' }],
    ['users.edit', { ...edit, role: 'client_admin' }],
    ['users.edit', { ...edit, access: { ...NO_ACCESS, add: [alder] } }],
    ['users.addToClient', { clientId: alder, userIds: [ann.id], code: '' }],
    ['users.edit', { ...edit, phone: '+44 20 7946 0666' }],
    ['users.edit', { ...edit, email: 'thief@y.example' }],
    ['settings.save', { version: settingsVersion, settings: { ...settings, isSetupCodeRequired: false }, code: '' }],
  ];
  const before = dump(fixture.read, WRITTEN_ANYWAY);
  for (const [name, input] of attempts)
    expect([name, (await open.refusal(ADMIN, name, input)).code]).toEqual([name, 'fresh_code_needed']);
  for (const name of ['account.beginAuthenticator', 'account.regenerateRecoveryCodes'] as const)
    expect((await open.refusal(ADMIN, name, { code: '000000' })).code).toBe('wrong_code');
  expect(
    (
      await open.refusal(ADMIN, 'account.changePassword', {
        currentPassword: 'a guess',
        password: 'a-new-password-of-mine',
      })
    ).code,
  ).toBe('wrong_password');
  expect(dump(fixture.read, WRITTEN_ANYWAY)).toBe(before);
  // The desktop does not stay open either.
  fixture.clock.advance(10 * MINUTE);
  open.door.sweep();
  expect(await open.screen(ADMIN)).toBe('locked');
});

test('a Client Self Service gets into no account above the own one: not by its invitation, its email, role or clients', async () => {
  const scene = await setScene();
  const { fixture, open, margaret } = scene;
  const [alder, beacon] = [fixture.addClient('Alder'), fixture.addClient('Beacon')];
  const thief = await fixture.addPerson({ role: 'client_self_service', clients: [alder] });
  const asOwner = await fixture.signIn(margaret);
  const above = inviteOne(fixture, asOwner, 'admin@y.example', 'client_admin', { ...NO_ACCESS, add: [alder] });
  const wider = inviteOne(fixture, asOwner, 'clerk@y.example', 'client_ops', { ...NO_ACCESS, add: [alder, beacon] });
  await open.signIn(THIEF, thief);
  const code = fixture.nextCode(thief);
  const editOf = ({ userId: id }: { userId: Person['id'] }, change: object) => {
    const { version, firstName, lastName, email, phone, role } = fixture.user({ id });
    return { userId: id, version, firstName, lastName, email, phone, role, access: null, code, ...change };
  };
  const attempts: readonly (readonly [RequestName, object])[] = [above, wider].flatMap((target) => [
    ['users.resendInvitations', { userIds: [target.userId], code }] as const,
    ['users.edit', editOf(target, { email: 'thief@y.example' })] as const,
    ['users.edit', editOf(target, { role: 'client_self_service' })] as const,
  ]);
  const onlyAbove: readonly (readonly [RequestName, object])[] = [
    ['users.edit', editOf(above, { access: { ...NO_ACCESS, add: [alder] } })],
    ['users.addToClient', { clientId: alder, userIds: [above.userId], code }],
    ['users.removeFromClient', { clientId: alder, userId: above.userId }],
    [
      'users.invite',
      { people: invitees('x@y.example'), role: 'client_admin', access: { ...NO_ACCESS, add: [alder] }, code },
    ],
    [
      'users.invite',
      { people: invitees('x@y.example'), role: 'client_ops', access: { ...NO_ACCESS, add: [beacon] }, code },
    ],
  ];
  // The own code is right: it is accepted, and used up.
  const withCode = [...WRITTEN_ANYWAY, 'authenticators', 'sessions'];
  for (const isTerminated of [false, true]) {
    if (isTerminated)
      fixture.context.storage.transaction((tx) =>
        tx.run("UPDATE clients SET status = 'terminated', terminated_at = 1"),
      );
    const before = dump(fixture.read, withCode);
    for (const [name, input] of [...attempts, ...onlyAbove]) {
      const refusal = await open.refusal(THIEF, name, input);
      expect(['forbidden', 'not_possible', 'bad_input', 'client_terminated']).toContain(refusal.code);
      if (refusal.code === 'not_possible') expect(refusal.why).toBe('wider_access');
    }
    expect(dump(fixture.read, withCode)).toBe(before);
  }
});

test('stolen recovery codes open nothing without the password, each works once, and a reset kills them', async () => {
  const scene = await setScene();
  const { fixture, open, ann } = scene;
  const [first = '', second = ''] = ann.recoveryCodes;
  expect((await open.refusal(THIEF, 'session.useRecoveryCode', { recoveryCode: first })).code).toBe('not_signed_in');
  expect((await open.refusal(THIEF, 'session.enterOneTimeCode', { email: ann.email, code: first })).code).toBe(
    'wrong_one_time_code',
  );
  expect((await open.refusal(THIEF, 'session.signIn', { email: ann.email, password: first })).code).toBe(
    'wrong_credentials',
  );
  // The rightful user uses one. It no longer works for a thief who copied the sheet, and the screen shows how many are left.
  await signIn(scene, OWNER, ann);
  const { screen } = await open.ask(OWNER, 'session.useRecoveryCode', { recoveryCode: first });
  expect(screen).toMatchObject({ name: 'signed_in', recoveryCodesLeft: 9 });
  await signIn(scene, THIEF, ann);
  expect((await open.refusal(THIEF, 'session.useRecoveryCode', { recoveryCode: first })).code).toBe(
    'wrong_recovery_code',
  );
  await reset(scene, ann);
  expect((await open.refusal(THIEF, 'session.useRecoveryCode', { recoveryCode: second })).code).toBe('not_signed_in');
  await signIn(scene, THIEF, ann);
  expect((await open.refusal(THIEF, 'session.useRecoveryCode', { recoveryCode: second })).code).toBe('not_now');
  expect(fixture.read.all('SELECT * FROM recovery_codes WHERE user_id = :id', { id: ann.id })).toEqual([]);
});

test('a code that was seen over the shoulder is not accepted a second time, neither to sign in nor to prove presence', async () => {
  const scene = await setScene();
  const { fixture, open, margaret, ann } = scene;
  await signIn(scene, ADMIN, margaret);
  const seen = fixture.nextCode(margaret);
  await open.ask(ADMIN, 'session.verifyCode', { code: seen });
  await signIn(scene, THIEF, margaret);
  expect((await open.refusal(THIEF, 'session.verifyCode', { code: seen })).code).toBe('code_already_used');
  expect((await open.refusal(ADMIN, 'users.resetTwoFactor', resetOf(scene, ann, seen))).code).toBe('code_already_used');
  // The same after a restart.
  fixture.reopen();
  expect((await open.refusal(THIEF, 'session.verifyCode', { code: seen })).code).toBe('code_already_used');
});

test('two calls, first the password and then 2FA: neither code alone opens the account, and every Partner Admin gets an alert', async () => {
  const scene = await setScene();
  const { fixture, open, margaret, daniel, ann } = scene;
  await open.signIn(ADMIN, margaret);
  const password = {
    ...identity,
    userId: ann.id,
    version: fixture.user(ann).version,
    code: fixture.nextCode(margaret),
  };
  const { issued } = done(await open.ask(ADMIN, 'users.resetPassword', password));
  const setupCode = await reset(scene, ann);
  expect((await open.refusal(THIEF, 'session.signIn', { email: ann.email, password: ann.password })).code).toBe(
    'wrong_credentials',
  );
  // The code for the password alone leads only to the question for the setup code. The setup code alone leads nowhere.
  await open.ask(THIEF, 'session.enterOneTimeCode', { email: ann.email, code: issued.code });
  expect((await open.ask(THIEF, 'session.choosePassword', { password: 'a-password-of-the-thief' })).screen.name).toBe(
    'setup_code',
  );
  expect((await open.refusal(OWNER, 'session.signIn', { email: ann.email, password: setupCode })).code).toBe(
    'wrong_credentials',
  );
  await open.signIn(4, daniel);
  const { screen } = await open.ask(4, 'application.getState', {});
  expect(screen).toMatchObject({
    alerts: expect.arrayContaining([expect.objectContaining({ kind: 'both_halves', actorName: 'Margaret Number1' })]),
  });
});

/** Margaret switches the second approver on. Wen is the third Partner Admin who can sign in. */
async function switchOn(scene: Scene): Promise<Person> {
  const { fixture, open, margaret } = scene;
  const wen = await fixture.addPerson({ role: 'partner_admin', firstName: 'Wen', email: 'wen@quill.example' });
  await open.signIn(ADMIN, margaret);
  const { settings, version } = await open.ask(ADMIN, 'settings.get', {});
  const input = {
    version,
    settings: { ...settings, isSecondApproverRequired: true },
    code: fixture.nextCode(margaret),
  };
  expect(await open.ask(ADMIN, 'settings.save', input)).toEqual({ version: version + 1, waitsForApproval: false });
  return wen;
}

test('two calls, with the second approver on: the second half waits, whichever comes first', async () => {
  const scene = await setScene();
  const { fixture, open, margaret, ann } = scene;
  await switchOn(scene);
  const password = {
    ...identity,
    userId: ann.id,
    version: fixture.user(ann).version,
    code: fixture.nextCode(margaret),
  };
  expect((await open.ask(ADMIN, 'users.resetPassword', password)).outcome).toBe('done');
  expect((await open.ask(ADMIN, 'users.resetTwoFactor', resetOf(scene, ann, fixture.nextCode(margaret)))).outcome).toBe(
    'waits_for_approval',
  );
  expect(fixture.user(ann).twoFactor).toBe('set_up');
});

test('a Partner Admin who was talked into resetting another has to wait for a third; the other reads it at once and cancels it', async () => {
  const scene = await setScene();
  const { fixture, open, margaret, daniel } = scene;
  const wen = await switchOn(scene);
  await open.signIn(OWNER, daniel);
  await open.signIn(4, wen);
  const before = dump(fixture.read, [...WRITTEN_ANYWAY, 'approvals', 'sessions']);
  const asked = await open.ask(ADMIN, 'users.resetTwoFactor', resetOf(scene, daniel, fixture.nextCode(margaret)));
  if (asked.outcome !== 'waits_for_approval') throw new Error('it did not wait');
  const { approvalId } = asked;
  expect(dump(fixture.read, [...WRITTEN_ANYWAY, 'approvals', 'sessions'])).toBe(before);
  // Neither of the two can decide, whatever code they have, and nothing is carried out before the decision.
  const decide = (windowId: number, person: Person) =>
    open.refusal(windowId, 'approvals.decide', {
      approvalId,
      decision: 'approve',
      note: '',
      code: fixture.nextCode(person),
    });
  expect((await decide(ADMIN, margaret)).code).toBe('own_request');
  expect((await decide(OWNER, daniel)).code).toBe('own_request');
  expect((await open.refusal(ADMIN, 'approvals.carryOut', { approvalId, code: '' })).code).toBe('not_approved');
  // Every window is told.
  const told = (windowId: number) =>
    open.announced.findLast((event) => event.windowId === windowId && event.name === 'state.changed')?.payload;
  expect(told(OWNER)).toMatchObject({
    screen: {
      approvals: { waiting: 0, aboutMe: [{ approvalId, kind: 'two_factor_reset', byName: 'Margaret Number1' }] },
    },
  });
  expect(told(4)).toMatchObject({ screen: { may: { viewApprovals: true }, approvals: { waiting: 1, aboutMe: [] } } });
  await open.ask(OWNER, 'approvals.cancel', { approvalId });
  expect(told(4)).toMatchObject({ screen: { approvals: { waiting: 0 } } });
  const code = fixture.nextCode(wen);
  expect((await open.refusal(4, 'approvals.decide', { approvalId, decision: 'approve', note: '', code })).code).toBe(
    'conflict',
  );
  expect(fixture.user(daniel).twoFactor).toBe('set_up');
  expect(fixture.activity().map(({ action }) => action)).toEqual(
    expect.arrayContaining(['approval.requested', 'approval.cancelled', 'approval.approved']),
  );
});

test('an approver who was just let in by the requester does not count: it may be the requester’s own second account', async () => {
  const scene = await setScene();
  const { fixture, open, margaret, daniel } = scene;
  await switchOn(scene);
  const { issued } = await open.ask(ADMIN, 'users.invite', {
    people: invitees('second@quill.example'),
    role: 'partner_admin',
    access: { ...ALL_CLIENTS, add: [], remove: [] },
    code: fixture.nextCode(margaret),
  });
  await open.ask(THIEF, 'session.enterOneTimeCode', { email: 'second@quill.example', code: issued[0]?.code ?? '' });
  await open.ask(THIEF, 'session.activate', {
    firstName: 'Second',
    lastName: 'Account',
    password: 'a-password-of-the-thief',
  });
  const { screen } = await open.ask(THIEF, 'application.getState', {});
  if (screen.name !== 'authenticator') throw new Error(`the window shows ${screen.name}`);
  const code = () => codeAtStep(fromBase32(screen.setupKey), stepAt(fixture.clock.now()));
  await open.ask(THIEF, 'setUp.confirm', { code: code() });
  await open.ask(THIEF, 'setUp.finish', {});
  const asked = await open.ask(ADMIN, 'users.resetTwoFactor', resetOf(scene, daniel, fixture.nextCode(margaret)));
  if (asked.outcome !== 'waits_for_approval') throw new Error('it did not wait');
  fixture.clock.advance(MINUTE);
  const decision = { approvalId: asked.approvalId, decision: 'approve', note: '', code: code() } as const;
  expect((await open.refusal(THIEF, 'approvals.decide', decision)).code).toBe('approver_not_independent');
});

test('the second approver is not switched off alone: that waits too', async () => {
  const scene = await setScene();
  const { fixture, open, margaret, daniel } = scene;
  await switchOn(scene);
  const { settings, version } = await open.ask(ADMIN, 'settings.get', {});
  const off = { version, settings: { ...settings, isSecondApproverRequired: false }, code: fixture.nextCode(margaret) };
  expect(await open.ask(ADMIN, 'settings.save', off)).toEqual({ version, waitsForApproval: true });
  expect((await open.ask(ADMIN, 'settings.get', {})).settings.isSecondApproverRequired).toBe(true);
  const decision = { approvalId: 1, decision: 'approve', note: '', code: fixture.nextCode(margaret) } as const;
  expect((await open.refusal(ADMIN, 'approvals.decide', decision)).code).toBe('own_request');
  expect(
    (await open.ask(ADMIN, 'users.resetTwoFactor', resetOf(scene, daniel, fixture.nextCode(margaret)))).outcome,
  ).toBe('waits_for_approval');
});

test('a dishonest Partner Admin resets a colleague: the colleague reads who it was, freezes the account, and that Partner Admin cannot open it', async () => {
  const scene = await setScene();
  const { fixture, open, daniel } = scene;
  const third = await fixture.addPerson({ role: 'partner_admin', firstName: 'Priya' });
  const setupCode = await reset(scene, daniel);
  // The dishonest administrator has the setup code but not the password.
  expect((await open.refusal(THIEF, 'session.enterOneTimeCode', { email: daniel.email, code: setupCode })).code).toBe(
    'wrong_one_time_code',
  );
  expect((await open.refusal(THIEF, 'session.signIn', { email: daniel.email, password: setupCode })).code).toBe(
    'wrong_credentials',
  );
  expect((await signIn(scene, OWNER, daniel)).screen).toMatchObject({
    name: 'setup_code',
    notice: { byName: 'Margaret Number1' },
  });
  expect((await open.ask(OWNER, 'session.repudiate', {})).screen).toEqual({ name: 'sign_in', because: 'frozen' });
  expect(fixture.read.all('SELECT * FROM setup_codes')).toEqual([]);
  const unfreeze = { ...identity, userId: daniel.id, version: fixture.user(daniel).version, code: '' };
  expect(await open.refusal(ADMIN, 'users.unfreeze', unfreeze)).toEqual({
    code: 'not_possible',
    why: 'frozen_against_you',
  });
  expect((await open.refusal(ADMIN, 'users.resetTwoFactor', resetOf(scene, daniel, ''))).code).toBe('not_possible');
  await open.signIn(4, third);
  expect((await open.ask(4, 'application.getState', {})).screen).toMatchObject({
    alerts: expect.arrayContaining([expect.objectContaining({ kind: 'repudiated' })]),
  });
  await open.ask(4, 'users.unfreeze', { ...unfreeze, code: fixture.nextCode(third) });
  expect(fixture.user(daniel).frozenAt).toBeNull();
  // Freezing voided the setup code, so a new reset is needed.
  expect((await open.refusal(THIEF, 'session.signIn', { email: daniel.email, password: daniel.password })).code).toBe(
    'needs_new_reset',
  );
});

test('a dishonest Partner Admin gets no other code for a frozen account by deactivating and reactivating it', async () => {
  const scene = await setScene();
  const { fixture, open, daniel } = scene;
  await fixture.addPerson({ role: 'partner_admin' });
  await reset(scene, daniel);
  await signIn(scene, OWNER, daniel);
  await open.ask(OWNER, 'session.repudiate', {});
  await open.ask(ADMIN, 'users.deactivate', {
    userId: daniel.id,
    version: fixture.user(daniel).version,
    note: '',
    replacements: [],
  });
  const reactivate = { userId: daniel.id, version: fixture.user(daniel).version, code: '' };
  expect(await open.refusal(ADMIN, 'users.reactivate', reactivate)).toEqual({ code: 'not_possible', why: 'frozen' });
  expect(fixture.read.all('SELECT * FROM setup_codes')).toEqual([]);
});

describe('a race', () => {
  test('of two sign-ins with one code is won by one', async () => {
    const scene = await setScene();
    const { fixture, open, ann } = scene;
    await signIn(scene, THIEF, ann);
    await signIn(scene, OWNER, ann);
    const code = fixture.nextCode(ann);
    const answers = await Promise.all(
      [THIEF, OWNER].map((windowId) => open.send(windowId, 'session.verifyCode', JSON.stringify({ code }))),
    );
    expect(answers.filter((answer) => answer.includes('"ok":true'))).toHaveLength(1);
    expect(fixture.read.get('SELECT count(*) AS n FROM sessions WHERE user_id = :id', { id: ann.id })).toEqual({
      n: 1,
    });
  });
  test('of two resets is won by one, and only its setup code works', async () => {
    const scene = await setScene();
    const { fixture, open, margaret, daniel, ann } = scene;
    await open.signIn(ADMIN, margaret);
    await open.signIn(THIEF, daniel);
    const inputs = [
      [ADMIN, resetOf(scene, ann, fixture.nextCode(margaret))],
      [THIEF, resetOf(scene, ann, fixture.codeOf(daniel))],
    ] as const;
    const done = await Promise.all(
      inputs.map(([windowId, input]) => open.ask(windowId, 'users.resetTwoFactor', input)),
    );
    expect(done.map(({ outcome }) => outcome).sort()).toEqual(['already_done', 'done']);
    expect(
      fixture.activity().filter(({ action, outcome }) => action === 'two_factor.reset' && outcome === 'done'),
    ).toHaveLength(1);
    expect(fixture.read.get('SELECT count(*) AS n FROM setup_codes')).toEqual({ n: 1 });
  });
});

test('a clock that is set back revives no code, no deadline and no session', async () => {
  const scene = await setScene();
  const { fixture, open, margaret, daniel, ann } = scene;
  const setupCode = await reset(scene, ann);
  // A thief saw it, and nobody entered it.
  const seen = fixture.codeOf(daniel);
  fixture.clock.advance(DAY);
  await open.refusal(THIEF, 'session.signIn', { email: ann.email, password: ann.password });
  // The application notes the time every minute.
  await open.signIn(OWNER, margaret);
  fixture.clock.advance(-DAY);
  await signIn(scene, THIEF, daniel);
  expect((await open.refusal(THIEF, 'session.verifyCode', { code: seen })).code).toBe('clock_went_back');
  expect(await open.screen(ADMIN)).toBe('sign_in');
  expect(await open.screen(OWNER)).toBe('sign_in');
  const other = 4;
  await signIn(scene, other, ann);
  expect((await open.refusal(other, 'setUp.enterSetupCode', { setupCode })).code).toBe('clock_went_back');
});

test('a stolen temporary code opens nothing without the password, ends within hours, and gives nothing that lasts', async () => {
  const scene = await setScene();
  const { fixture, open, margaret, ann } = scene;
  await open.signIn(ADMIN, margaret);
  const issue = async () => {
    const request = {
      ...identity,
      userId: ann.id,
      version: fixture.user(ann).version,
      hours: 1,
      isSingleUse: false,
      reason: 'phone_left_behind',
    } as const;
    return done(await open.ask(ADMIN, 'users.issueTemporaryCode', { ...request, code: fixture.nextCode(margaret) }))
      .issued.code;
  };
  const stolen = await issue();
  expect((await open.refusal(THIEF, 'session.useTemporaryCode', { temporaryCode: stolen })).code).toBe('not_signed_in');
  expect((await open.refusal(THIEF, 'session.enterOneTimeCode', { email: ann.email, code: stolen })).code).toBe(
    'wrong_one_time_code',
  );
  expect((await open.refusal(THIEF, 'session.signIn', { email: ann.email, password: stolen })).code).toBe(
    'wrong_credentials',
  );
  // With the password it opens a session, which cannot change anything that lasts.
  await signIn(scene, THIEF, ann);
  await open.ask(THIEF, 'session.useTemporaryCode', { temporaryCode: stolen });
  const passwords = { currentPassword: ann.password, password: 'a-new-password-of-mine' };
  expect((await open.refusal(THIEF, 'account.changePassword', passwords)).code).toBe('temporary_session');
  for (const name of ['account.beginAuthenticator', 'account.regenerateRecoveryCodes'] as const)
    expect((await open.refusal(THIEF, name, { code: fixture.nextCode(ann) })).code).toBe('temporary_session');
  fixture.clock.advance(HOUR);
  expect(await open.screen(THIEF)).toBe('sign_in');
  await signIn(scene, THIEF, ann);
  expect((await open.refusal(THIEF, 'session.useTemporaryCode', { temporaryCode: stolen })).code).toBe(
    'temporary_code_expired',
  );
});

describe('a window that an attacker has taken over', () => {
  test('gets no further than it has proved, whatever it asks for', async () => {
    const scene = await setScene();
    const { fixture, open, ann } = scene;
    const ops = await fixture.addPerson({ role: 'partner_ops' });
    const refused = async () => {
      const answers = await Promise.all(
        Object.keys(handlers).map(async (name) => [name, await open.send(THIEF, name, '{}')] as const),
      );
      return answers.filter(([, answer]) => /"(not_now|not_signed_in|forbidden)"/.test(answer)).map(([name]) => name);
    };
    const atAnyPlace = ['application.getState', 'clipboard.copy', 'window.setSecretShown', 'line.get', 'policy.get'];
    const afterThePassword = [
      'session.verifyCode',
      'session.useTemporaryCode',
      'session.useRecoveryCode',
      'session.cancel',
    ];
    const before = dump(fixture.read, WRITTEN_ANYWAY);
    await signIn(scene, THIEF, ann);
    const others = Object.keys(handlers).filter((name) => ![...atAnyPlace, ...afterThePassword].includes(name));
    expect((await refused()).sort()).toEqual(others.sort());
    expect(dump(fixture.read, WRITTEN_ANYWAY)).toBe(before);
    await open.signIn(THIEF, ops);
    for (const name of [
      'settings.get',
      'recoveryKit.get',
      'activity.list',
      'alerts.list',
      'bulkResets.prepare',
      'users.unfreeze',
    ])
      expect([name, (await open.refusal(THIEF, name, {})).code]).toEqual([name, 'forbidden']);
  });
  test('gets no secret by any request: none of the firm’s people, however it asks', async () => {
    const scene = await setScene();
    const { fixture, open, margaret, daniel, ann } = scene;
    await open.signIn(ADMIN, margaret);
    const secrets = [margaret, daniel, ann].flatMap((person) => [
      Buffer.from(person.secret).toString('base64'),
      Buffer.from(person.secret).toString('hex'),
      person.password,
      ...person.recoveryCodes,
      ...person.recoveryCodes.map((code) => code.replaceAll('-', '')),
    ]);
    const stored = fixture.read.all('SELECT hash FROM passwords').map((row) => String(row['hash']));
    const answers: string[] = [];
    for (const name of Object.keys(handlers)) {
      if (name === 'session.signOut' || name === 'session.lock') continue;
      for (const input of [
        {},
        { userId: ann.id },
        { userId: daniel.id },
        { clientId: 1 },
        { before: null },
        { userId: ann.id, before: null },
      ])
        answers.push(await open.send(ADMIN, name, JSON.stringify(input)));
    }
    const all = answers.join('\n');
    expect(all).toContain(ann.email);
    for (const secret of [...secrets, ...stored]) expect(all.includes(secret)).toBe(false);
  });
  test('carries out no reset: the fresh code is checked in main, whatever the window claims', async () => {
    const scene = await setScene();
    const { fixture, open, margaret, ann } = scene;
    await open.signIn(ADMIN, margaret);
    const honest = resetOf(scene, ann, '');
    for (const forged of [
      { ...honest, needsCode: false },
      { ...honest, presenceAt: fixture.clock.now() },
      { ...honest, actorId: margaret.id },
      { ...honest, code: '000000' },
      { ...honest, code: null },
      { ...honest, version: honest.version + 1 },
    ])
      expect((await open.refusal(ADMIN, 'users.resetTwoFactor', forged)).code).toMatch(
        /^(bad_input|wrong_code|fresh_code_needed|conflict)$/,
      );
    expect(fixture.user(ann).twoFactor).toBe('set_up');
  });
});

test('a setup that is abandoned leaves no factor: the scanned secret signs nobody in', async () => {
  const scene = await setScene();
  const { fixture, open, ann } = scene;
  const setupCode = await reset(scene, ann);
  await signIn(scene, THIEF, ann);
  const { screen } = await open.ask(THIEF, 'setUp.enterSetupCode', { setupCode });
  const scanned = screen.name === 'authenticator' ? fromBase32(screen.setupKey) : new Uint8Array();
  open.door.forget(THIEF);
  expect(fixture.read.all('SELECT * FROM authenticators WHERE user_id = :id', { id: ann.id })).toEqual([]);
  expect((await signIn(scene, THIEF, ann)).screen.name).toBe('setup_code');
  expect(
    (await open.refusal(THIEF, 'session.verifyCode', { code: codeAtStep(scanned, stepAt(fixture.clock.now())) })).code,
  ).toBe('not_now');
  // The next setup shows another secret.
  const again = (await open.ask(THIEF, 'setUp.enterSetupCode', { setupCode })).screen;
  expect(again.name === 'authenticator' && Buffer.from(fromBase32(again.setupKey)).equals(Buffer.from(scanned))).toBe(
    false,
  );
});

test('a setup code that is guessed at is slowed, then stopped, across restarts', async () => {
  const scene = await setScene();
  const { fixture, open, ann } = scene;
  const setupCode = await reset(scene, ann);
  let guesses = 0;
  const waits: number[] = [];
  for (let tries = 0; tries < 400 && fixture.user(ann).twoFactor === 'setup_required'; tries++) {
    if ((await open.screen(THIEF)) !== 'setup_code') {
      const answer = await open.send(
        THIEF,
        'session.signIn',
        JSON.stringify({ email: ann.email, password: ann.password }),
      );
      if (answer.includes('factor_disabled')) break;
    }
    const refusal = await open.refusal(THIEF, 'setUp.enterSetupCode', {
      setupCode: `0000-0000-0000-${String(tries).padStart(4, '0')}`,
    });
    if (refusal.code === 'wrong_setup_code') guesses += 1;
    if (refusal.code === 'factor_disabled') break;
    if (refusal.code === 'locked_until') {
      const wait = refusal.until - fixture.clock.now();
      waits.push(wait);
      fixture.clock.advance(wait);
    }
    if (tries % 3 === 0) fixture.reopen();
  }
  expect(guesses).toBeLessThanOrEqual(20);
  expect(waits.slice(0, 4)).toEqual([30_000, MINUTE, 2 * MINUTE, 4 * MINUTE]);
  expect(Math.min(...waits.slice(7))).toBe(HOUR);
  // The right code no longer opens it either: a Partner Admin has to issue a new one.
  const last = await open.send(OWNER, 'session.signIn', JSON.stringify({ email: ann.email, password: ann.password }));
  expect(last).toMatch(/factor_disabled|setup_overdue/);
  expect(setupCode).toMatch(/^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}$/);
});
