// Somebody who knows the rules of the alerts writes hundreds of harmless records between the acts that the rules look
// for. Every alert is raised all the same.
import { expect, test } from 'vitest';
import { codeAtStep, stepAt } from '../../main/domain/two-factor.ts';
import { recordActivities } from '../../main/services/act/record-activity.ts';
import { listAlerts } from '../../main/storage/tables/alerts.ts';
import type { InputOf } from '../../preload/contract/index.ts';
import { fromBase32 } from '../support/base32.ts';
import { createFixture, type Fixture, type Person } from '../support/fixture.ts';
import { type OpenDoor, openDoor } from '../support/open-door.ts';
import { createInstantHasher, MINUTE } from '../support/seeded.ts';

const [ADMIN, OTHER] = [1, 2];
/** More than any rule ever looked back over. */
const NOISE = 600;

interface Scene {
  readonly fixture: Fixture;
  readonly open: OpenDoor;
  readonly admin: Person;
  readonly people: readonly [Person, Person, Person];
}

async function setScene(): Promise<Scene> {
  const fixture = createFixture({ passwords: createInstantHasher() });
  fixture.context.storage.transaction((tx) =>
    tx.run('UPDATE firm SET work_days = 127, work_from = 0, work_until = 1440'),
  );
  const open = openDoor(fixture);
  const admin = await fixture.addPerson({ role: 'partner_admin' });
  const person = () => fixture.addPerson({ role: 'partner_ops' });
  const people = [await person(), await person(), await person()] as const;
  await open.signIn(ADMIN, admin);
  return { fixture, open, admin, people };
}

const kinds = ({ fixture }: Scene): readonly string[] =>
  listAlerts(fixture.read, Number.MAX_SAFE_INTEGER, 50).map(({ kind }) => kind);
const reset = ({ fixture, open, admin }: Scene, target: Person) =>
  open.ask(ADMIN, 'users.resetTwoFactor', {
    note: '',
    identityCheck: 'in_person',
    vouchedBy: '',
    userId: target.id,
    version: fixture.user(target).version,
    mode: 'revoke_now',
    reason: 'lost_phone',
    code: fixture.nextCode(admin),
  });
const editOf = ({ fixture }: Scene, target: Person, change: object): InputOf<'users.edit'> => {
  const { version, firstName, lastName, email, phone, role } = fixture.user(target);
  return { userId: target.id, version, firstName, lastName, email, phone, role, access: null, code: '', ...change };
};
/** Harmless records of this actor on this person, as new names leave them. */
const makeNoise = ({ fixture }: Scene, actor: Person, target: Person) =>
  fixture.context.storage.transaction((tx) =>
    recordActivities(
      fixture.context,
      tx,
      Array.from({ length: NOISE }, () => ({
        action: 'user.edited',
        outcome: 'done' as const,
        actor: fixture.user(actor),
        target: fixture.user(target),
        detail: { lastNameFrom: 'A', lastNameTo: 'B' },
      })),
    ),
  );

test('many resets are seen between hundreds of own edits', async () => {
  const scene = await setScene();
  const { fixture, open, admin, people } = scene;
  await reset(scene, people[0]);
  // As an attacker makes them: one request each.
  for (let i = 0; i < NOISE; i++) await open.ask(ADMIN, 'users.edit', editOf(scene, people[1], { lastName: `N${i}` }));
  await reset(scene, people[1]);
  makeNoise(scene, admin, people[2]);
  expect(kinds(scene)).toEqual([]);
  await reset(scene, people[2]);
  expect(kinds(scene)).toEqual(['many_resets']);
  expect(fixture.activity().length).toBeGreaterThan(2 * NOISE);
});

test('many refused codes are seen between hundreds of other records of the account', async () => {
  const scene = await setScene();
  const { fixture, open, people } = scene;
  const [ann, ben] = people;
  await open.ask(OTHER, 'session.signIn', { email: ann.email, password: ann.password });
  for (let i = 0; i < 10; i++) {
    makeNoise(scene, ann, ben);
    // After five failures a guess has to wait, twice as long each time.
    if (i >= 5) fixture.clock.advance(MINUTE * 2 ** (i - 5));
    if ((await open.screen(OTHER)) !== 'code')
      await open.ask(OTHER, 'session.signIn', { email: ann.email, password: ann.password });
    await open.refusal(OTHER, 'session.verifyCode', { code: '000000' });
  }
  expect(kinds(scene)).toContain('many_refused_codes');
});

test.each([
  'edit first',
  'reset first',
])('a reset and a new email on one day are seen between hundreds of edits: %s', async (order) => {
  const scene = await setScene();
  const { fixture, open, admin, people } = scene;
  const [ann] = people;
  const change = () =>
    open.ask(ADMIN, 'users.edit', editOf(scene, ann, { email: 'x@quill.example', code: fixture.nextCode(admin) }));
  await (order === 'edit first' ? change() : reset(scene, ann));
  makeNoise(scene, admin, ann);
  await (order === 'edit first' ? reset(scene, ann) : change());
  expect(kinds(scene)).toEqual(['reset_then_change']);
});

test('a reset before midnight and a new email after it are seen: the rule counts hours, not days', async () => {
  const scene = await setScene();
  const { fixture, open, admin, people } = scene;
  const [ann] = people;
  const now = new Date(fixture.clock.now());
  const midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1).getTime();
  fixture.clock.advance(midnight - 10 * MINUTE - fixture.clock.now());
  await open.ask(ADMIN, 'session.signOut', {});
  await open.signIn(ADMIN, admin);
  await reset(scene, ann);
  fixture.clock.advance(20 * MINUTE);
  const edit = editOf(scene, ann, { email: 'x@quill.example', code: fixture.nextCode(admin) });
  await open.ask(ADMIN, 'users.edit', edit);
  expect(kinds(scene)).toEqual(['reset_then_change']);
});

test('both halves of one account are seen between hundreds of edits', async () => {
  const scene = await setScene();
  const { fixture, open, admin, people } = scene;
  const [ann] = people;
  await reset(scene, ann);
  makeNoise(scene, admin, ann);
  await open.ask(ADMIN, 'users.resetPassword', {
    note: '',
    identityCheck: 'in_person',
    vouchedBy: '',
    userId: ann.id,
    version: fixture.user(ann).version,
    code: fixture.nextCode(admin),
  });
  expect(kinds(scene)).toEqual(['both_halves']);
});

test('an administrator who was just reset and acts is seen behind hundreds of records', async () => {
  const scene = await setScene();
  const { fixture, open, people } = scene;
  const [ann, ben] = people;
  const done = await reset(scene, ann);
  makeNoise(scene, ben, ann);
  await open.ask(OTHER, 'session.signIn', { email: ann.email, password: ann.password });
  const setupCode = done.outcome === 'done' ? (done.setupCode ?? '') : '';
  const { screen } = await open.ask(OTHER, 'setUp.enterSetupCode', { setupCode });
  const secret = screen.name === 'authenticator' ? fromBase32(screen.setupKey) : new Uint8Array();
  await open.ask(OTHER, 'setUp.confirm', { code: codeAtStep(secret, stepAt(fixture.clock.now())) });
  await open.ask(OTHER, 'setUp.finish', {});
  await open.ask(OTHER, 'users.edit', editOf(scene, ben, { lastName: 'New' }));
  expect(kinds(scene)).toEqual(['reset_then_admin_act']);
});
