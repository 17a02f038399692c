// The number that the help desk calls back: a client's people choose none, and nobody uses one that was just changed
// without being told.
import { describe, expect, test } from 'vitest';
import type { ClientId } from '../../main/domain/user.ts';
import { listAlerts } from '../../main/storage/tables/alerts.ts';
import { listOpenNotices } from '../../main/storage/tables/notices.ts';
import { markFactorDisabled } from '../../main/storage/tables/users.ts';
import { contract, type InputOf, type OutputOf } from '../../preload/contract/index.ts';
import { createFixture, dump, type Fixture, type Person } from '../support/fixture.ts';
import { type OpenDoor, openDoor } from '../support/open-door.ts';
import { createInstantHasher, DAY, MINUTE } from '../support/seeded.ts';

/** The windows of a Partner Admin, another one, and somebody of a client. */
const [ADMIN, COLLEAGUE, CLIENT] = [1, 2, 3];
const ON_FILE = '+44 20 7946 0101';
const THIEFS = '+44 20 7946 0666';
/** What a refusal, or a code that was entered, writes. */
const WRITTEN_ANYWAY = ['activity', 'throttles', 'clock', 'authenticators', 'sessions'];

interface Scene {
  readonly fixture: Fixture;
  readonly open: OpenDoor;
  readonly margaret: Person;
  readonly daniel: Person;
  readonly ann: Person;
  readonly clientAdmin: Person;
  readonly alder: ClientId;
}

async function setScene(): Promise<Scene> {
  const fixture = createFixture({ passwords: createInstantHasher() });
  const alder = fixture.addClient('Alder');
  const margaret = await fixture.addPerson({ role: 'partner_admin', firstName: 'Margaret', lastName: 'Ashworth' });
  const daniel = await fixture.addPerson({ role: 'partner_admin', firstName: 'Daniel', lastName: 'Reyes' });
  const ann = await fixture.addPerson({ role: 'client_ops', clients: [alder] });
  const clientAdmin = await fixture.addPerson({
    role: 'client_admin',
    firstName: 'Tom',
    lastName: 'Alder',
    clients: [alder],
  });
  fixture.context.storage.transaction((tx) => {
    tx.run('UPDATE users SET phone = :phone', { phone: ON_FILE });
    tx.run('UPDATE clients SET point_of_contact_id = :id', { id: clientAdmin.id });
    tx.run('UPDATE firm SET work_days = 127, work_from = 0, work_until = 1440');
  });
  const open = openDoor(fixture);
  await open.signIn(ADMIN, margaret);
  await open.signIn(CLIENT, clientAdmin);
  return { fixture, open, margaret, daniel, ann, clientAdmin, alder };
}

const editOf = ({ fixture }: Scene, target: Person, change: object): InputOf<'users.edit'> => {
  const { version, firstName, lastName, email, phone, role } = fixture.user(target);
  return { userId: target.id, version, firstName, lastName, email, phone, role, access: null, code: '', ...change };
};
/** Tom proposes a number for Ann. */
const propose = async (scene: Scene, phone = THIEFS) => {
  const { fixture, open, ann, clientAdmin } = scene;
  await open.ask(CLIENT, 'users.edit', editOf(scene, ann, { phone, code: fixture.nextCode(clientAdmin) }));
};
/** Margaret changes Ann's number. */
const change = async (scene: Scene, phone: string) => {
  const { fixture, open, ann, margaret } = scene;
  await open.ask(ADMIN, 'users.edit', editOf(scene, ann, { phone, code: fixture.nextCode(margaret) }));
};
const preview = ({ open, ann }: Scene, windowId = ADMIN) =>
  open.ask(windowId, 'users.getResetPreview', { userId: ann.id });
const details = ({ open, ann }: Scene, windowId = ADMIN) => open.ask(windowId, 'users.get', { userId: ann.id });
const decisionOf = ({ user, version, numberProposal }: OutputOf<'users.get'>) => ({
  userId: user.id as never,
  version,
  proposalId: numberProposal?.proposalId ?? 0,
});

const ACTS = {
  'users.resetTwoFactor': { mode: 'revoke_now', reason: 'lost_phone' },
  'users.resetPassword': {},
  'users.issueTemporaryCode': { hours: 1, isSingleUse: true, reason: 'phone_left_behind' },
  'users.unfreeze': {},
  'users.unlock': { reason: 'mistyped' },
} as const;
const nameOfAct = Object.keys(ACTS) as (keyof typeof ACTS)[];

describe('a number that a client role enters', () => {
  test('is proposed, and never the number to call, until a partner role confirms it with a fresh code', async () => {
    const scene = await setScene();
    const { fixture, open, margaret, ann } = scene;
    await propose(scene);
    expect(fixture.user(ann).phone).toBe(ON_FILE);
    expect((await preview(scene)).callBack).toMatchObject({ phone: ON_FILE, since: null, before: null });
    const shown = await details(scene);
    expect(shown.numberProposal).toMatchObject({ number: THIEFS, by: 'Tom Alder' });
    expect(fixture.activity().at(-1)).toMatchObject({
      action: 'user.number_proposed',
      detail: { numberOnFile: ON_FILE, numberProposed: THIEFS },
    });

    const decision = decisionOf(shown);
    const before = dump(fixture.read, WRITTEN_ANYWAY);
    for (const name of ['users.confirmNumber', 'users.rejectNumber'] as const)
      expect(
        (await open.refusal(CLIENT, name, { ...decision, ...(name.includes('confirm') && { code: '' }) })).code,
      ).toBe('forbidden');
    fixture.clock.advance(10 * MINUTE);
    const { version } = fixture.user(ann);
    expect((await open.refusal(ADMIN, 'users.confirmNumber', { ...decision, version, code: '' })).code).toBe(
      'fresh_code_needed',
    );
    expect(dump(fixture.read, WRITTEN_ANYWAY)).toBe(before);

    await open.ask(ADMIN, 'users.confirmNumber', { ...decision, code: fixture.nextCode(margaret) });
    expect(fixture.user(ann).phone).toBe(THIEFS);
    expect((await details(scene)).numberProposal).toBeNull();
    expect((await preview(scene)).callBack).toMatchObject({
      phone: THIEFS,
      since: { by: 'Margaret Ashworth' },
      before: { phone: ON_FILE },
    });
    // A second click finds it done.
    expect((await open.refusal(ADMIN, 'users.confirmNumber', { ...decision, code: '' })).code).toBe('conflict');
  });

  test('with an invitation is a proposal, too, and that of a partner role is on file', async () => {
    const { fixture, open, margaret, clientAdmin, alder } = await setScene();
    const access = { scope: 'specific' as const, add: [alder], remove: [], joinsNewClients: false };
    const invite = async (windowId: number, by: Person, email: string) => {
      const people = [{ email, firstName: 'Eve', lastName: '', phone: 'tel:+44–20–7946–0666' }];
      const code = fixture.nextCode(by);
      const { issued } = await open.ask(windowId, 'users.invite', { people, role: 'client_ops', access, code });
      return open.ask(ADMIN, 'users.get', { userId: issued[0]?.userId as never });
    };
    const number = '+44-20-7946-0666';
    expect(await invite(CLIENT, clientAdmin, 'eve@quill.example')).toMatchObject({
      phone: '',
      callBack: { phone: '' },
      numberProposal: { number, by: 'Tom Alder' },
    });
    expect(await invite(ADMIN, margaret, 'eva@quill.example')).toMatchObject({
      phone: number,
      callBack: { phone: number, since: null },
      numberProposal: null,
    });
  });

  test('is replaced by a newer proposal, and a decision on the older one is a conflict', async () => {
    const scene = await setScene();
    const { open, fixture, margaret } = scene;
    await propose(scene, '+44 20 7946 0111');
    const older = decisionOf(await details(scene));
    await propose(scene);
    const code = fixture.nextCode(margaret);
    expect((await open.refusal(ADMIN, 'users.confirmNumber', { ...older, code })).code).toBe('conflict');
    await open.ask(ADMIN, 'users.rejectNumber', decisionOf(await details(scene)));
    expect((await details(scene)).numberProposal).toBeNull();
    expect(fixture.user(scene.ann).phone).toBe(ON_FILE);
    expect(fixture.activity().at(-1)).toMatchObject({ action: 'user.number_rejected', actorId: margaret.id });
  });

  test('for oneself is a proposal in every role, and nobody confirms their own', async () => {
    const scene = await setScene();
    const { fixture, open, margaret, daniel, ann, clientAdmin } = scene;
    await open.signIn(COLLEAGUE, ann);
    for (const [windowId, person] of [
      [ADMIN, margaret],
      [CLIENT, clientAdmin],
      [COLLEAGUE, ann],
    ] as const) {
      await open.ask(windowId, 'account.changeNumber', { phone: THIEFS, code: fixture.nextCode(person) });
      expect(fixture.user(person).phone).toBe(ON_FILE);
    }
    const own = await open.ask(ADMIN, 'users.get', { userId: margaret.id });
    const decision = { ...decisionOf(own), code: fixture.nextCode(margaret) };
    expect(await open.refusal(ADMIN, 'users.confirmNumber', decision)).toEqual({
      code: 'not_possible',
      why: 'own_account',
    });
    await open.signIn(COLLEAGUE + 3, daniel);
    await open.ask(COLLEAGUE + 3, 'users.confirmNumber', { ...decision, code: fixture.nextCode(daniel) });
    expect(fixture.user(margaret).phone).toBe(THIEFS);
  });
});

test('a changed number is recorded with both numbers, alerts every other Partner Admin, and is told to the person', async () => {
  const scene = await setScene();
  const { fixture, open, daniel, ann } = scene;
  await change(scene, THIEFS);
  expect(fixture.activity().at(-1)).toMatchObject({
    action: 'user.number_changed',
    detail: { phoneFrom: ON_FILE, phoneTo: THIEFS },
  });
  expect(listAlerts(fixture.read, Number.MAX_SAFE_INTEGER, 5)).toMatchObject([
    { kind: 'number_changed', subjectId: ann.id, subjectName: 'Person Number3' },
  ]);
  await open.signIn(COLLEAGUE, daniel);
  const { screen } = await open.ask(COLLEAGUE, 'application.getState', {});
  expect(screen).toMatchObject({ alerts: [{ kind: 'number_changed', subjectId: ann.id }] });
  // The actor knows.
  expect((await open.ask(ADMIN, 'application.getState', {})).screen).toMatchObject({ alerts: [] });
  expect(listOpenNotices(fixture.read, ann.id)).toMatchObject([
    { kind: 'number_changed', byName: 'Margaret Ashworth' },
  ]);
  const OWNER = 9;
  await open.ask(OWNER, 'session.signIn', { email: ann.email, password: ann.password });
  await open.ask(OWNER, 'session.verifyCode', { code: fixture.nextCode(ann) });
  expect(await open.screen(OWNER)).toBe('notice');
});

describe('the number to call', () => {
  test('is shown with the number from before every change of the last 30 days', async () => {
    const scene = await setScene();
    const { fixture, open, margaret } = scene;
    await change(scene, '+44 20 7946 0111');
    await change(scene, THIEFS);
    expect((await preview(scene)).callBack).toMatchObject({ phone: THIEFS, before: { phone: ON_FILE } });
    fixture.clock.advance(29 * DAY);
    await open.signIn(ADMIN, margaret);
    expect((await preview(scene)).callBack.before).toEqual({ phone: ON_FILE });
    fixture.clock.advance(DAY / 2);
    await open.signIn(ADMIN, margaret);
    expect((await preview(scene)).callBack.before).toEqual({ phone: ON_FILE });
    fixture.clock.advance(DAY / 2);
    await open.signIn(ADMIN, margaret);
    expect((await preview(scene)).callBack).toMatchObject({ before: null, since: { by: 'Margaret Ashworth' } });
  });

  test('is part of every request about one person that says “I called back”', () => {
    const withCheck = Object.entries(contract).flatMap(([name, { input }]) =>
      'identityCheck' in ('entries' in input ? input.entries : {}) ? [name] : [],
    );
    // A bulk reset leaves out everybody who has changed since its dry run.
    expect(withCheck.filter((name) => name !== 'bulkResets.start').sort()).toEqual([...nameOfAct].sort());
  });

  test('has not changed since it was shown, else every such request is refused and nothing is done', async () => {
    for (const name of nameOfAct) await tryAct(name);
  });
  async function tryAct(name: keyof typeof ACTS): Promise<void> {
    const scene = await setScene();
    const { fixture, open, margaret, ann, clientAdmin } = scene;
    if (name === 'users.unlock')
      fixture.context.storage.transaction((tx) => markFactorDisabled(tx, ann.id, 'password', 1));
    if (name === 'users.unfreeze')
      fixture.context.storage.transaction((tx) =>
        tx.run('UPDATE users SET frozen_at = 1 WHERE id = :id', { id: ann.id }),
      );
    const attempt = (called: string) => ({
      ...ACTS[name],
      userId: ann.id,
      version: fixture.user(ann).version,
      note: '',
      identityCheck: 'call_back',
      vouchedBy: '',
      called,
      code: fixture.nextCode(margaret),
    });
    const shown = (await details(scene)).callBack?.key ?? '';
    const refusedNow = async (called: string) => {
      const before = dump(fixture.read, WRITTEN_ANYWAY);
      expect((await open.refusal(ADMIN, name, attempt(called))).code).toBe('number_changed');
      expect(dump(fixture.read, WRITTEN_ANYWAY)).toBe(before);
    };
    await refusedNow('');
    await change(scene, THIEFS);
    await refusedNow(shown);
    // The number of a colleague who may be called instead counts as well.
    const again = (await details(scene)).callBack?.key ?? '';
    fixture.context.storage.transaction((tx) =>
      tx.run('UPDATE users SET phone = :phone WHERE id = :id', { phone: THIEFS, id: clientAdmin.id }),
    );
    await refusedNow(again);
    await open.ask(ADMIN, name, attempt((await details(scene)).callBack?.key ?? '') as never);
  }

  test('is not that of a colleague who was let in, reset or changed within 30 days, or whose account is frozen', async () => {
    const scene = await setScene();
    const { fixture, open, margaret, clientAdmin } = scene;
    const contacts = async () => (await preview(scene)).callBack.contacts.map(({ name }) => name);
    expect(await contacts()).toEqual(['Tom Alder']);
    await open.ask(
      ADMIN,
      'users.edit',
      editOf(scene, clientAdmin, { phone: THIEFS, code: fixture.nextCode(margaret) }),
    );
    expect(await contacts()).toEqual([]);
    fixture.clock.advance(31 * DAY);
    await open.signIn(ADMIN, margaret);
    expect(await contacts()).toEqual(['Tom Alder']);
    await open.ask(ADMIN, 'users.resetPassword', {
      note: '',
      identityCheck: 'in_person',
      vouchedBy: '',
      userId: clientAdmin.id,
      version: fixture.user(clientAdmin).version,
      code: fixture.nextCode(margaret),
    });
    expect(await contacts()).toEqual([]);
    fixture.clock.advance(31 * DAY);
    await open.signIn(ADMIN, margaret);
    fixture.context.storage.transaction((tx) =>
      tx.run('UPDATE users SET frozen_at = 1 WHERE id = :id', { id: clientAdmin.id }),
    );
    expect(await contacts()).toEqual([]);
  });
});

describe('a call that cannot have happened', () => {
  /** Ann has no number, and nobody else may be called. */
  const withoutNumbers = async (): Promise<Scene> => {
    const scene = await setScene();
    scene.fixture.context.storage.transaction((tx) => tx.run("UPDATE users SET phone = '', frozen_at = NULL"));
    scene.fixture.context.storage.transaction((tx) => tx.run('UPDATE clients SET point_of_contact_id = NULL'));
    return scene;
  };

  test('is no identity check: every such request is refused and recorded, and nothing is done', async () => {
    for (const name of nameOfAct) {
      const scene = await withoutNumbers();
      const { fixture, open, margaret, ann } = scene;
      if (name === 'users.unlock')
        fixture.context.storage.transaction((tx) => markFactorDisabled(tx, ann.id, 'password', 1));
      if (name === 'users.unfreeze')
        fixture.context.storage.transaction((tx) =>
          tx.run('UPDATE users SET frozen_at = 1 WHERE id = :id', { id: ann.id }),
        );
      const { callBack, version } = await details(scene);
      const claim = {
        ...ACTS[name],
        userId: ann.id,
        version,
        note: '',
        identityCheck: 'call_back',
        vouchedBy: '',
        called: callBack?.key ?? '',
        code: fixture.nextCode(margaret),
      };
      const before = dump(fixture.read, WRITTEN_ANYWAY);
      expect((await open.refusal(ADMIN, name, claim)).code).toBe('no_number');
      expect(dump(fixture.read, WRITTEN_ANYWAY)).toBe(before);
      expect(fixture.activity().at(-1)).toMatchObject({ outcome: 'denied', reason: 'no_number', targetId: ann.id });
      await open.ask(ADMIN, name, { ...claim, identityCheck: 'in_person' } as never);
    }
  });

  test('leaves people without a number out of a reset of several', async () => {
    const scene = await withoutNumbers();
    const { fixture, open, margaret, ann, clientAdmin } = scene;
    fixture.context.storage.transaction((tx) =>
      tx.run('UPDATE users SET phone = :phone WHERE id = :id', { phone: ON_FILE, id: clientAdmin.id }),
    );
    const { bulkId } = await open.ask(ADMIN, 'bulkResets.prepare', {
      selection: { kind: 'users', userIds: [ann.id, clientAdmin.id] },
    });
    const { counts } = await open.ask(ADMIN, 'bulkResets.start', {
      bulkId,
      reason: 'stolen_phone',
      note: 'I called each of them.',
      identityCheck: 'call_back',
      vouchedBy: '',
      code: fixture.nextCode(margaret),
    });
    expect(counts).toMatchObject({ reset: 1, skipped: 1 });
    const { rows } = await open.ask(ADMIN, 'bulkResets.listRows', { bulkId, offset: 0, limit: 10 });
    expect(rows.find(({ user }) => user.id === ann.id)?.state).toEqual({ kind: 'skipped', why: 'no_number' });
  });
});
