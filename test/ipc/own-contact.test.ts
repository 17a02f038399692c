// One's own email and number on file, in My account. The firm knows by them who calls, so both take a fresh code, and a
// number counts only once somebody else has confirmed it, wherever there is somebody else.
import { expect, test } from 'vitest';
import { ROLES, type Role } from '../../main/domain/user.ts';
import { recordActivity } from '../../main/services/act/record-activity.ts';
import { listAlerts } from '../../main/storage/tables/alerts.ts';
import { listOpenNotices } from '../../main/storage/tables/notices.ts';
import { getNumberProposal } from '../../main/storage/tables/numbers.ts';
import { markDeactivated, markFrozen } from '../../main/storage/tables/users.ts';
import { createFixture, type Fixture, type Person } from '../support/fixture.ts';
import { type OpenDoor, openDoor } from '../support/open-door.ts';
import { createInstantHasher, MINUTE } from '../support/seeded.ts';

const WINDOW = 1;
const NUMBER = '+44 20 7946 0777';
const EMAIL = 'New.Address@quill.example';

interface Scene {
  readonly fixture: Fixture;
  readonly open: OpenDoor;
  readonly person: Person;
}

async function setScene(role: Role = 'partner_admin'): Promise<Scene> {
  const fixture = createFixture({ passwords: createInstantHasher() });
  const client = fixture.addClient('Alder');
  const person = await fixture.addPerson({ role, clients: [client], firstName: 'Ann', lastName: 'Vance' });
  const open = openDoor(fixture);
  await open.signIn(WINDOW, person);
  return { fixture, open, person };
}
const changeEmail = ({ fixture, open, person }: Scene, email = EMAIL, code = fixture.nextCode(person)) =>
  open.ask(WINDOW, 'account.changeEmail', { version: fixture.user(person).version, email, code });
const changeNumber = ({ fixture, open, person }: Scene) =>
  open.ask(WINDOW, 'account.changeNumber', { phone: NUMBER, code: fixture.nextCode(person) });

test('the only Partner Admin changes their own number: it is recorded with both numbers and is on file at once', async () => {
  const scene = await setScene();
  const { fixture, open, person } = scene;
  expect((await open.ask(WINDOW, 'account.get', {})).mayChangeNumber).toBe(true);
  expect(await changeNumber(scene)).toEqual({ isOnFile: true });
  expect(fixture.user(person).phone).toBe(NUMBER);
  expect(fixture.activity().at(-1)).toMatchObject({
    action: 'user.number_changed',
    actorId: person.id,
    targetId: person.id,
    detail: { phoneFrom: '', phoneTo: NUMBER },
  });
  // They know.
  expect(listOpenNotices(fixture.read, person.id)).toEqual([]);
  expect(await open.refusal(WINDOW, 'account.changeNumber', { phone: NUMBER, code: '' })).toMatchObject({
    code: 'bad_input',
  });
});

/** Ann's own number is a proposal beside this colleague. */
async function expectProposal(scene: Scene, change: (colleague: Person) => void): Promise<void> {
  const { fixture, open, person } = scene;
  change(await fixture.addPerson({ role: 'partner_admin' }));
  expect((await open.ask(WINDOW, 'account.get', {})).mayChangeNumber).toBe(false);
  expect(await changeNumber(scene)).toEqual({ isOnFile: false });
  expect(fixture.user(person).phone).toBe('');
  expect(getNumberProposal(fixture.read, person.id)?.number).toBe(NUMBER);
}
test('beside another Partner Admin, the own number is a proposal', async () => {
  await expectProposal(await setScene(), () => undefined);
});
test('beside a Partner Admin who is frozen or locked, the own number is a proposal', async () => {
  const frozen = await setScene();
  await expectProposal(frozen, ({ id }) =>
    frozen.fixture.context.storage.transaction((tx) => markFrozen(tx, id, 1, null)),
  );
  const locked = await setScene();
  await expectProposal(locked, ({ id }) =>
    locked.fixture.context.storage.transaction((tx) =>
      tx.run('UPDATE users SET code_disabled_at = 1 WHERE id = :id', { id }),
    ),
  );
});

test('a deactivated or invited Partner Admin confirms nothing, so the only active one changes the number', async () => {
  const scene = await setScene();
  const { fixture } = scene;
  const gone = await fixture.addPerson({ role: 'partner_admin' });
  const invited = await fixture.addPerson({ role: 'partner_admin', isSetUp: false });
  fixture.context.storage.transaction((tx) => {
    markDeactivated(tx, gone.id);
    tx.run("UPDATE users SET status = 'invited', invitation_expires_at = 9e15 WHERE id = :id", { id: invited.id });
  });
  expect(await changeNumber(scene)).toEqual({ isOnFile: true });
});

test.each(
  ROLES.filter((role) => role !== 'partner_admin'),
)('%s proposes their own number, alone or not', async (role) => {
  const scene = await setScene(role);
  expect(await changeNumber(scene)).toEqual({ isOnFile: false });
  expect(scene.fixture.user(scene.person).phone).toBe('');
});

test.each([
  'partner_admin',
  'partner_ops',
] as const)('%s changes their own email, once, and signs in with it', async (role) => {
  const scene = await setScene(role);
  const { fixture, open, person } = scene;
  const { email: before, version } = fixture.user(person);
  const code = fixture.nextCode(person);
  const { screen } = await open.ask(WINDOW, 'account.changeEmail', { version, email: EMAIL, code });
  expect(screen).toMatchObject({ name: 'signed_in', user: { email: EMAIL } });
  const records = fixture.activity().length;
  expect(fixture.activity().at(-1)).toMatchObject({
    action: 'user.edited',
    actorId: person.id,
    targetId: person.id,
    detail: { emailFrom: before, emailTo: EMAIL },
  });
  // A second click.
  await open.ask(WINDOW, 'account.changeEmail', { version, email: EMAIL, code: '' });
  expect(fixture.activity()).toHaveLength(records);
  // Another change from a window that has not seen this one.
  expect(
    await open.refusal(WINDOW, 'account.changeEmail', { version, email: 'other@quill.example', code: '' }),
  ).toMatchObject({ code: 'conflict' });
  await open.signIn(2, { ...person, email: EMAIL });
  expect(await open.screen(2)).toBe('signed_in');
});

test.each(['client_admin', 'client_ops', 'client_self_service'] as const)('%s asks for another email', async (role) => {
  const scene = await setScene(role);
  const { fixture, open, person } = scene;
  expect((await open.ask(WINDOW, 'account.get', {})).mayChangeEmail).toBe(false);
  const input = { version: fixture.user(person).version, email: EMAIL, code: fixture.nextCode(person) };
  expect((await open.refusal(WINDOW, 'account.changeEmail', input)).code).toBe('forbidden');
  expect(fixture.activity().at(-1)).toMatchObject({ action: 'user.edited', outcome: 'denied', actorId: person.id });
});

test('an email that somebody has is refused, in any case of its letters', async () => {
  const scene = await setScene();
  const { fixture, open, person } = scene;
  await fixture.addPerson({ role: 'client_ops', email: 'taken@quill.example' });
  const input = { version: fixture.user(person).version, email: 'TAKEN@quill.example', code: fixture.nextCode(person) };
  expect(await open.refusal(WINDOW, 'account.changeEmail', input)).toMatchObject({
    code: 'bad_input',
    fields: [{ field: 'email' }],
  });
});

test('failed attempts go with the email, so a new one lifts no lock', async () => {
  const scene = await setScene();
  const { fixture, open, person } = scene;
  for (let i = 0; i < 4; i++)
    await open.refusal(2, 'session.signIn', { email: person.email, password: 'not the password' });
  await changeEmail(scene);
  await open.refusal(2, 'session.signIn', { email: EMAIL, password: 'not the password' });
  expect(await open.refusal(2, 'session.signIn', { email: EMAIL, password: person.password })).toMatchObject({
    code: 'locked_until',
  });
  expect(fixture.user(person).email).toBe(EMAIL);
});

test('an own email soon after a reset is shown to every Partner Admin', async () => {
  const scene = await setScene('partner_ops');
  const { fixture, person } = scene;
  const [actor, target] = [fixture.user(await fixture.addPerson({ role: 'partner_admin' })), fixture.user(person)];
  fixture.context.storage.transaction((tx) =>
    recordActivity(fixture.context, tx, { action: 'password.reset', outcome: 'done', actor, target }),
  );
  await changeEmail(scene);
  expect(listAlerts(fixture.read, Number.MAX_SAFE_INTEGER, 5)).toContainEqual(
    expect.objectContaining({ kind: 'reset_then_change', subjectId: person.id }),
  );
});

test('an open desktop changes neither without a code, nor does a session of a temporary code', async () => {
  const scene = await setScene();
  const { fixture, open, person } = scene;
  const { version } = fixture.user(person);
  const tries = () =>
    Promise.all([
      open.refusal(WINDOW, 'account.changeEmail', { version, email: EMAIL, code: '' }),
      open.refusal(WINDOW, 'account.changeNumber', { phone: NUMBER, code: '' }),
    ]);
  fixture.clock.advance(6 * MINUTE);
  expect((await tries()).map(({ code }) => code)).toEqual(['fresh_code_needed', 'fresh_code_needed']);
  fixture.context.storage.transaction((tx) => tx.run("UPDATE sessions SET started_with = 'temporary_code'"));
  expect((await tries()).map(({ code }) => code)).toEqual(['temporary_session', 'temporary_session']);
});
