// Exactly once: a request that comes again under its act id is answered as the first time and changes nothing. Its codes
// are derived again. Only the same person at the same session sees them, present, while they are current.
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { refuse } from '../../main/domain/refusal.ts';
import { createAct } from '../../main/services/act/act.ts';
import { drawCode, macOfCode } from '../../main/services/act/issued-code.ts';
import { createSecretBox } from '../../main/services/secrets/secret-box.ts';
import { enterOneTimeCode } from '../../main/services/sign-in/enter-one-time-code.ts';
import { getOneTimeCode } from '../../main/storage/tables/one-time-codes.ts';
import { getOpenSession, markPresence } from '../../main/storage/tables/sessions.ts';
import { getSetupCode } from '../../main/storage/tables/setup-codes.ts';
import { getTemporaryCode } from '../../main/storage/tables/temporary-codes.ts';
import type { InputOf, RequestName } from '../../preload/contract/index.ts';
import { createFixture, dump, type Fixture, type Person } from '../support/fixture.ts';
import { type OpenDoor, openDoor } from '../support/open-door.ts';
import { createInstantHasher, createSeededRandom, DAY, HOUR, MINUTE } from '../support/seeded.ts';
import { ACTS } from './acts.ts';
import { NAMES } from './requests.ts';
import { resetInput, type Scene, setScene, WINDOW } from './scenes.ts';

const ID = 'an-id-of-128-bits-one';
const OTHER_WINDOW = 8;
const CODE = /[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3,7}/g;

const send = (open: OpenDoor, windowId: number, actId: string, name: RequestName, input: unknown): Promise<string> =>
  open.door.answer({ windowId, actId }, name, JSON.stringify(input));
const codesIn = (answer: string): readonly string[] => answer.match(CODE) ?? [];
const refusalOf = (answer: string): string | undefined =>
  (JSON.parse(answer) as { failure?: { code: string } }).failure?.code;

/** The way in has no session yet: what it shows stays in the window's visit until Finish. */
const OF_SESSIONS = NAMES.filter((name) => typeof ACTS[name] === 'function' && !/^(session|setUp|firm)\./.test(name));

test.each(OF_SESSIONS)('%s twice under one act id is one act with one answer', async (name) => {
  const arrange = ACTS[name];
  if (typeof arrange !== 'function') throw new Error('it is not arranged');
  const { scene, input } = await arrange();
  const { fixture, open } = scene;
  const first = await send(open, WINDOW, ID, name, input);
  expect(first).toContain('"ok":true');
  const rows = dump(fixture.read);
  expect(await send(open, WINDOW, ID, name, input)).toBe(first);
  expect(dump(fixture.read)).toBe(rows);
  // Nothing of the codes is stored: neither in the kept answer nor elsewhere.
  for (const code of codesIn(first)) expect(rows).not.toContain(code);
  fixture.checkChain();
});

describe('a reset whose answer was lost', () => {
  let scene: Scene;
  let input: InputOf<'users.resetTwoFactor'>;
  let code: string;

  beforeEach(async () => {
    scene = await setScene();
    const { fixture, open, admin, ann } = scene;
    await open.signIn(WINDOW, admin);
    input = resetInput(fixture, ann, fixture.nextCode(admin));
    code = codesIn(await send(open, WINDOW, ID, 'users.resetTwoFactor', input))[0] ?? '';
    expect(code).not.toBe('');
  });
  const again = (change: object = {}, windowId = WINDOW): Promise<string> =>
    send(scene.open, windowId, ID, 'users.resetTwoFactor', { ...input, ...change });

  test('shows the same setup code again, and the user signs in with it', async () => {
    expect(codesIn(await again())).toEqual([code]);
    const { open, ann } = scene;
    await open.ask(OTHER_WINDOW, 'session.signIn', { email: ann.email, password: ann.password });
    const state = await open.ask(OTHER_WINDOW, 'setUp.enterSetupCode', { setupCode: code });
    expect(state.screen.name).toBe('authenticator');
  });
  test('needs a fresh code after five minutes', async () => {
    scene.fixture.clock.advance(6 * MINUTE);
    expect(refusalOf(await again({ code: '' }))).toBe('fresh_code_needed');
    expect(codesIn(await again({ code: scene.fixture.nextCode(scene.admin) }))).toEqual([code]);
  });
  test('shows the code to no other person, and to no other session of the same one', async () => {
    const { fixture, open, admin } = scene;
    const colleague = await fixture.addPerson({ role: 'partner_admin' });
    for (const [windowId, person] of [
      [OTHER_WINDOW, colleague],
      [9, admin],
    ] as const) {
      await open.signIn(windowId, person);
      const answer = await again({ code: fixture.nextCode(person) }, windowId);
      expect(JSON.parse(answer)).toMatchObject({ value: { outcome: 'already_done' } });
      expect(codesIn(answer)).toEqual([]);
    }
  });
  test('shows it to nobody after the session has ended', async () => {
    const { fixture, open, admin } = scene;
    await open.ask(WINDOW, 'session.signOut', {});
    expect(refusalOf(await again())).toBe('not_signed_in');
    await open.signIn(WINDOW, admin);
    expect(codesIn(await again({ code: fixture.nextCode(admin) }))).toEqual([]);
  });
  test('says that it is done, and shows no code that a newer one has replaced', async () => {
    const { fixture, open, admin, ann } = scene;
    const newer = await send(open, WINDOW, 'another id', 'users.resetTwoFactor', {
      ...resetInput(fixture, ann, fixture.nextCode(admin)),
    });
    expect(codesIn(newer)).not.toEqual([code]);
    const doneAt = fixture.activity().find(({ action }) => action === 'two_factor.reset')?.at;
    expect(JSON.parse(await again())).toEqual({ ok: false, failure: { code: 'done_before', at: doneAt } });
  });
  test('shows no code of an account that the person may not see any longer', async () => {
    const { fixture, open, ann } = scene;
    const ops = await fixture.addPerson({ role: 'partner_ops', clients: [fixture.addClient('Cedar')] });
    await open.signIn(OTHER_WINDOW, ops);
    fixture.context.storage.transaction((tx) =>
      tx.run('INSERT INTO memberships (user_id, client_id) VALUES (:id, 1)', { id: ann.id }),
    );
    const { mode: _, reason: __, ...password } = { ...resetInput(fixture, ann, fixture.nextCode(ops)) };
    const sent = () => send(open, OTHER_WINDOW, ID, 'users.resetPassword', password);
    const [shown] = codesIn(await sent());
    expect(shown).toBeDefined();
    expect(codesIn(await sent())).toEqual([shown]);
    // Ann has every client from now on, and the Partner Ops has one.
    fixture.context.storage.transaction((tx) =>
      tx.run('UPDATE users SET role = :role, has_all_clients = 1 WHERE id = :id', { role: 'partner_ops', id: ann.id }),
    );
    expect(refusalOf(await sent())).toBe('done_before');
  });
  test('says so, too, where the code has run out', async () => {
    const { fixture, open, admin } = scene;
    fixture.context.storage.transaction((tx) => tx.run('UPDATE setup_codes SET expires_at = 1'));
    expect(refusalOf(await again())).toBe('done_before');
    expect(refusalOf(await again({ code: fixture.nextCode(admin) }))).toBe('done_before');
    expect(open.log).toEqual([]);
  });
  test('does nothing twice where a kill left it without a kept answer, or a program has changed that', async () => {
    const { fixture } = scene;
    const { storage } = fixture.context;
    const resets = () => fixture.activity().filter(({ action }) => action === 'two_factor.reset').length;
    storage.transaction((tx) => tx.run(`UPDATE acts SET sealed_answer = unhex('${'00'.repeat(80)}')`));
    expect(refusalOf(await again())).toBe('done_before');
    storage.transaction((tx) => tx.run('UPDATE acts SET sealed_answer = NULL'));
    expect(refusalOf(await again())).toBe('done_before');
    expect(resets()).toBe(1);
  });
  test('another request under its id neither gets its answer nor is taken to be done', async () => {
    const { fixture, open, ann } = scene;
    const before = dump(fixture.read, ['clock']);
    for (const [name, other] of [
      ['users.get', { userId: ann.id }],
      ['session.lock', {}],
    ] as const)
      expect(refusalOf(await send(open, WINDOW, ID, name, other))).toBe('done_before');
    expect(dump(fixture.read, ['clock'])).toBe(before);
    expect(await open.screen(WINDOW)).toBe('signed_in');
  });
  test('the record holds the mark of the act, and the window does not see it', async () => {
    const { fixture, open } = scene;
    const [record] = fixture.activity().filter(({ action }) => action === 'two_factor.reset');
    expect(record?.detail['act']).toMatch(/^[A-Za-z0-9_-]{22}$/);
    const shown = await open.ask(WINDOW, 'activity.list', {
      search: '',
      actions: [],
      outcomes: [],
      from: null,
      until: null,
      before: null,
    } as never);
    expect(JSON.stringify(shown)).not.toContain(String(record?.detail['act']));
  });
});

test('two requests of one act at the same time are one act, and both have its code', async () => {
  const { fixture, open, admin, ann } = await setScene();
  await open.signIn(WINDOW, admin);
  const input = resetInput(fixture, ann, fixture.nextCode(admin));
  const [first, second] = await Promise.all([0, 1].map(() => send(open, WINDOW, ID, 'users.resetTwoFactor', input)));
  expect(second).toBe(first);
  expect(fixture.activity().filter(({ action }) => action === 'two_factor.reset')).toHaveLength(1);
});

test('new recovery codes that are asked for twice at the same time are one set', async () => {
  const { fixture, open, admin } = await setScene();
  await open.signIn(WINDOW, admin);
  const input = { code: fixture.nextCode(admin) };
  const both = await Promise.all([0, 1].map(() => send(open, WINDOW, ID, 'account.regenerateRecoveryCodes', input)));
  expect(codesIn(both[0] ?? '')).toHaveLength(10);
  expect(both[1]).toBe(both[0]);
  expect(fixture.activity().filter(({ action }) => action === 'recovery_codes.regenerated')).toHaveLength(1);
  // One of them is used: the set is not shown again.
  const [used = ''] = codesIn(both[0] ?? '');
  await open.ask(OTHER_WINDOW, 'session.signIn', { email: admin.email, password: admin.password });
  await open.ask(OTHER_WINDOW, 'session.useRecoveryCode', { recoveryCode: used });
  expect(refusalOf(await send(open, WINDOW, ID, 'account.regenerateRecoveryCodes', input))).toBe('done_before');
});

test('a window that has lost a bulk reset with its visit gets its codes back, in their order', async () => {
  const { fixture, open, admin, ann } = await setScene();
  const bob = await fixture.addPerson({ role: 'client_ops' });
  await open.signIn(WINDOW, admin);
  const userIds = [bob.id, ann.id];
  const prepare = () => open.ask(WINDOW, 'bulkResets.prepare', { selection: { kind: 'users', userIds } });
  const { bulkId } = await prepare();
  const { userId: _, version: __, mode: ___, ...facts } = resetInput(fixture, ann, fixture.nextCode(admin));
  const start = () => send(open, WINDOW, ID, 'bulkResets.start', { bulkId, ...facts, note: 'They stood here' });
  const list = () => open.ask(WINDOW, 'bulk.listCodes', { bulkId, offset: 0, code: '' });
  const first = await start();
  const { issued } = await list();
  expect(issued.map(({ userId }) => userId)).toEqual(userIds);

  // What takes the visit is an end of main. Here it is given up, and a newer one is prepared.
  await open.ask(WINDOW, 'bulk.discardCodes', { bulkId });
  await prepare();
  expect(await start()).toBe(first);
  expect(await list()).toEqual({ issued });

  // A kill in the middle: no answer is known, and the codes are there all the same, but for the one that was used.
  const { storage } = fixture.context;
  await open.ask(WINDOW, 'bulk.discardCodes', { bulkId });
  await prepare();
  storage.transaction((tx) => tx.run('UPDATE acts SET sealed_answer = NULL'));
  storage.transaction((tx) => tx.run('DELETE FROM setup_codes WHERE user_id = :id', { id: bob.id }));
  expect(refusalOf(await start())).toBe('done_before');
  expect(await list()).toEqual({ issued: issued.slice(1) });
  expect(fixture.activity().filter(({ action }) => action === 'two_factor.reset')).toHaveLength(2);
});

test.each([
  1, 2,
])('a bulk reset whose part %i no standby has confirmed shows no code, and each once it is asked for again', async (part) => {
  const { fixture, open, admin, ann } = await setScene();
  const colleague = await fixture.addPerson({ role: 'partner_admin' });
  await fixture.addPerson({ role: 'partner_admin' });
  await open.signIn(WINDOW, admin);
  // A Partner Admin is a part of their own.
  const userIds = [colleague.id, ann.id].slice(0, part);
  const { bulkId } = await open.ask(WINDOW, 'bulkResets.prepare', { selection: { kind: 'users', userIds } });
  const { userId: _, version: __, mode: ___, ...facts } = resetInput(fixture, ann, fixture.nextCode(admin));
  const start = () => send(open, WINDOW, ID, 'bulkResets.start', { bulkId, ...facts, note: 'They stood here' });
  const { storage } = fixture.context;
  const { settle } = storage;
  const countResets = () => fixture.activity().filter(({ action }) => action === 'two_factor.reset').length;
  Object.assign(storage, {
    settle() {
      settle();
      if (countResets() === part) refuse({ code: 'not_on_standby' });
    },
  });
  expect(refusalOf(await start())).toBe('not_on_standby');
  Object.assign(storage, { settle });
  expect(countResets()).toBe(part);
  expect(await open.refusal(WINDOW, 'bulk.listCodes', { bulkId, offset: 0, code: '' })).toEqual({ code: 'not_now' });
  expect(refusalOf(await start())).toBe('done_before');
  const { issued } = await open.ask(WINDOW, 'bulk.listCodes', { bulkId, offset: 0, code: '' });
  expect(issued.map(({ userId }) => userId)).toEqual(userIds);
  expect(countResets()).toBe(part);
});

test.each([
  ['what came before it', 0],
  ['its end', 1],
])('a bulk reset of which no standby has confirmed %s loses no code', async (_what, ended) => {
  const { fixture, open, admin, ann } = await setScene();
  await open.signIn(WINDOW, admin);
  const prepare = { selection: { kind: 'users' as const, userIds: [ann.id] } };
  const { bulkId } = await open.ask(WINDOW, 'bulkResets.prepare', prepare);
  const { userId: _, version: __, mode: ___, ...facts } = resetInput(fixture, ann, '');
  const start = () => send(open, WINDOW, ID, 'bulkResets.start', { bulkId, ...facts, note: 'They stood here' });
  const { clock, storage } = fixture.context;
  const sessions = fixture.read.all('SELECT id FROM sessions');
  // No code of the administrator's own is needed, so only the look at the clock comes before the first part.
  storage.transaction((tx) => {
    for (const { id } of sessions) markPresence(tx, String(id), clock.now());
  });
  const { settle, transaction } = storage;
  const countOf = (wanted: string) => fixture.activity().filter(({ action }) => action === wanted).length;
  let isConfirmed = true;
  /** A commit that waits fails in the next transaction, or when it is settled. */
  const settleOrThrow = () => {
    settle();
    if (isConfirmed) return;
    isConfirmed = true;
    refuse({ code: 'not_on_standby' });
  };
  Object.assign(storage, {
    settle: settleOrThrow,
    transaction(work: Parameters<typeof transaction>[0]) {
      settleOrThrow();
      const result = transaction(work);
      isConfirmed = countOf('two_factor.bulk_reset') !== ended || countOf('two_factor.reset') !== ended;
      return result;
    },
  });
  expect(refusalOf(await start())).toBe('not_on_standby');
  Object.assign(storage, { settle, transaction });
  if (ended === 1) expect((await open.refusal(WINDOW, 'bulkResets.prepare', prepare)).code).toBe('codes_not_saved');
  expect(refusalOf(await start())).toBe(ended === 1 ? 'done_before' : undefined);
  const { issued } = await open.ask(WINDOW, 'bulk.listCodes', { bulkId, offset: 0, code: '' });
  expect(issued.map(({ userId }) => userId)).toEqual([ann.id]);
  expect(countOf('two_factor.reset')).toBe(1);
});

test('an import whose part no standby has confirmed is not said to have ended without it, and gives its code once it is asked for again', async () => {
  const { fixture, open, admin } = await setScene();
  await open.signIn(WINDOW, admin);
  open.dialogs.table = { name: 'team.csv', bytes: Buffer.from('Email,Role\na@new.example,Partner Ops\n') };
  const importId = (await open.ask(WINDOW, 'imports.choose', { of: 'people' })).table?.importId ?? '';
  const settings = { update: [], role: null, clientId: null, makeClients: null };
  await open.ask(WINDOW, 'imports.plan', { importId, headRow: 1, columns: ['email', 'role'], ...settings });
  const input = { importId, note: 'Our own people', code: fixture.nextCode(admin) };
  const start = () => send(open, WINDOW, ID, 'imports.start', input);
  const { storage } = fixture.context;
  const { settle } = storage;
  const countOf = (wanted: string) => fixture.activity().filter(({ action }) => action === wanted).length;
  Object.assign(storage, {
    settle() {
      settle();
      if (countOf('user.invited') === 0) return;
      Object.assign(storage, { settle });
      refuse({ code: 'not_on_standby' });
    },
  });
  expect(refusalOf(await start())).toBe('not_on_standby');
  expect(countOf('import.ended')).toBe(0);
  expect(await open.refusal(WINDOW, 'bulk.listCodes', { bulkId: importId, offset: 0, code: '' })).toEqual({
    code: 'not_now',
  });
  expect(refusalOf(await start())).toBe('done_before');
  const plan = { importId, headRow: 1, columns: ['email', 'role'], ...settings };
  expect((await open.refusal(WINDOW, 'imports.plan', plan)).code).toBe('codes_not_saved');
  // The window looks for the codes by itself: that is no attempt of the person.
  expect(fixture.activity().filter(({ outcome }) => outcome === 'denied')).toEqual([]);
  const { issued } = await open.ask(WINDOW, 'bulk.listCodes', { bulkId: importId, offset: 0, code: '' });
  expect(issued.map(({ email }) => email)).toEqual(['a@new.example']);
  expect(countOf('user.invited')).toBe(1);
});

test('a window that has lost an import with its visit gets its codes back', async () => {
  const { fixture, open, admin } = await setScene();
  await open.signIn(WINDOW, admin);
  const choose = async () => {
    open.dialogs.table = {
      name: 'team.csv',
      bytes: Buffer.from('Email,Role\na@new.example,Partner Ops\nb@new.example,Partner Ops\n'),
    };
    return (await open.ask(WINDOW, 'imports.choose', { of: 'people' })).table?.importId ?? '';
  };
  const importId = await choose();
  const settings = { update: [], role: null, clientId: null, makeClients: null };
  await open.ask(WINDOW, 'imports.plan', { importId, headRow: 1, columns: ['email', 'role'], ...settings });
  const input = { importId, note: 'Our own people', code: fixture.nextCode(admin) };
  const start = () => send(open, WINDOW, ID, 'imports.start', input);
  const list = () => open.ask(WINDOW, 'bulk.listCodes', { bulkId: importId, offset: 0, code: '' });
  const first = await start();
  const { issued } = await list();
  expect(issued.map(({ email }) => email)).toEqual(['a@new.example', 'b@new.example']);
  await open.ask(WINDOW, 'bulk.discardCodes', { bulkId: importId });
  await choose();
  expect(await start()).toBe(first);
  expect(await list()).toEqual({ issued });
  expect(fixture.activity().filter(({ action }) => action === 'user.invited')).toHaveLength(2);
});

test('recovery codes whose page died while they were made are shown again, and can be kept', async () => {
  const { fixture, open, admin } = await setScene();
  await open.signIn(WINDOW, admin);
  const ask = () => send(open, WINDOW, ID, 'account.regenerateRecoveryCodes', { code: fixture.nextCode(admin) });
  const making = ask();
  open.door.lock(WINDOW, 'restarted');
  await making;
  await open.ask(WINDOW, 'session.unlock', { password: admin.password });
  expect(codesIn(await ask())).toHaveLength(10);
  expect(await open.ask(WINDOW, 'account.keepRecoveryCodes', {})).toEqual({});
});

test('the kept answer has no code in it, also for a reader with the data key', async () => {
  const { fixture, open, admin, ann } = await setScene();
  await open.signIn(WINDOW, admin);
  const answer = await send(
    open,
    WINDOW,
    ID,
    'users.resetTwoFactor',
    resetInput(fixture, ann, fixture.nextCode(admin)),
  );
  const row = fixture.read.get('SELECT mark, sealed_answer FROM acts');
  const kept = fixture.context.secretBox.open(
    `answer:${String(row?.['mark'])}:users.resetTwoFactor`,
    row?.['sealed_answer'] as Uint8Array,
  );
  expect(Buffer.from(kept).toString()).toContain('"outcome":"done"');
  for (const code of codesIn(answer)) expect(Buffer.from(kept).toString()).not.toContain(code);
});

test('a refused request is no act: under the same id it is carried out later', async () => {
  const { fixture, open, admin, ann } = await setScene();
  await open.signIn(WINDOW, admin);
  const input = resetInput(fixture, ann, '');
  expect(refusalOf(await send(open, WINDOW, ID, 'users.resetTwoFactor', input))).toBe('fresh_code_needed');
  const answer = await send(open, WINDOW, ID, 'users.resetTwoFactor', { ...input, code: fixture.nextCode(admin) });
  expect(codesIn(answer)).toHaveLength(1);
});

test('a code follows from neither the data key nor the id alone, nor from what is stored', async () => {
  const { fixture, open, admin, ann } = await setScene();
  await open.signIn(WINDOW, admin);
  const [code] = codesIn(
    await send(open, WINDOW, ID, 'users.resetTwoFactor', resetInput(fixture, ann, fixture.nextCode(admin))),
  );
  const [id, mark] = [
    String(fixture.read.get('SELECT id FROM sessions ORDER BY started_at DESC LIMIT 1')?.['id']),
    String(fixture.read.get('SELECT mark FROM acts')?.['mark']),
  ];
  const session = getOpenSession(fixture.read, id);
  if (session === undefined) throw new Error('the session is not open');
  const random = createSeededRandom('thief');
  const derive = (secretBox: Fixture['context']['secretBox'], actId: string): string =>
    drawCode({ random, act: createAct({ secretBox }, actId, session) }, { kind: 'setup_code', userId: ann.id });
  expect(derive(fixture.context.secretBox, ID)).toBe(code);
  // A thief of the file and the data key has no id. A desktop has the id and no data key.
  expect(derive(fixture.context.secretBox, mark)).not.toBe(code);
  expect(derive(createSecretBox(random.bytes(32), random.bytes), ID)).not.toBe(code);
  expect(dump(fixture.read)).not.toContain(ID);
});

type Kind = 'reset' | 'password' | 'temporary';
type Event =
  | { readonly kind: 'act'; readonly by: number; readonly what: Kind; readonly on: number }
  | { readonly kind: 'again'; readonly which: number; readonly from: number }
  | { readonly kind: 'use'; readonly which: number }
  | { readonly kind: 'wait'; readonly ms: number };

const WINDOWS = [1, 2, 3] as const;
const event = fc.oneof<fc.Arbitrary<Event>[]>(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('act' as const),
      by: fc.nat(2),
      what: fc.constantFrom<Kind>('reset', 'password', 'temporary'),
      on: fc.nat(1),
    }),
  } as never,
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('again' as const), which: fc.nat(20), from: fc.nat(2) }),
  } as never,
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('use' as const), which: fc.nat(20) }) } as never,
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.constantFrom(MINUTE, HOUR, 3 * HOUR) }),
  } as never,
);

interface Sent {
  readonly by: number;
  readonly id: string;
  readonly name: RequestName;
  readonly input: unknown;
  readonly answer: string;
  readonly code: string | undefined;
  readonly what: Kind;
  readonly target: Person;
}

/** What the tables say, without what is tested here. */
function isCurrent({ context, read, clock }: Fixture, { what, code, target }: Sent): boolean {
  if (code === undefined) return false;
  const [kind, stored] =
    what === 'reset'
      ? (['setup_code', getSetupCode(read, target.id)] as const)
      : what === 'password'
        ? (['one_time_code', getOneTimeCode(read, target.id)] as const)
        : (['temporary_code', getTemporaryCode(read, target.id)] as const);
  return (
    stored !== undefined &&
    stored.expiresAt > clock.now() &&
    Buffer.from(stored.mac).equals(macOfCode(context, kind, target.id, code))
  );
}

test('in any order of acts, lost answers and repetitions nothing is doubled, and a code has one person', async () => {
  const [repeated, refused] = [{ count: 0 }, { count: 0 }];
  await fc.assert(
    fc.asyncProperty(fc.array(event, { minLength: 8, maxLength: 24 }), async (events) => {
      const fixture = createFixture({ passwords: createInstantHasher() });
      const { storage } = fixture.context;
      const open = openDoor(fixture);
      // Two windows of one person, and one of another.
      const first = await fixture.addPerson({ role: 'partner_admin' });
      const people = [first, first, await fixture.addPerson({ role: 'partner_admin' })];
      const targets = [
        await fixture.addPerson({ role: 'client_ops' }),
        await fixture.addPerson({ role: 'client_ops' }),
      ];
      for (const [i, windowId] of WINDOWS.entries()) await open.signIn(windowId, people[i] as Person);
      const bePresent = (): void =>
        storage.transaction((tx) => {
          for (const row of tx.all('SELECT id FROM sessions WHERE ended_at IS NULL'))
            markPresence(tx, String(row['id']), fixture.clock.now());
        });
      const sent: Sent[] = [];
      for (const it of events) {
        bePresent();
        const one = sent[('which' in it ? it.which : 0) % Math.max(1, sent.length)];
        if (it.kind === 'wait') fixture.clock.advance(it.ms);
        if (it.kind === 'act') {
          const target = targets[it.on] as Person;
          const about = { ...resetInput(fixture, target, ''), code: '' };
          const { mode: _, reason: __, ...identity } = about;
          const [name, input] =
            it.what === 'reset'
              ? (['users.resetTwoFactor', about] as const)
              : it.what === 'password'
                ? (['users.resetPassword', identity] as const)
                : ([
                    'users.issueTemporaryCode',
                    { ...identity, hours: 2, isSingleUse: true, reason: 'phone_left_behind' },
                  ] as const);
          const id = `act ${sent.length}`;
          const answer = await send(open, WINDOWS[it.by] as number, id, name, input);
          sent.push({ by: it.by, id, name, input, answer, code: codesIn(answer)[0], what: it.what, target });
        }
        if (it.kind === 'use' && one?.what === 'password' && isCurrent(fixture, one)) {
          enterOneTimeCode(fixture.context, { email: one.target.email, code: one.code ?? '' });
          storage.transaction((tx) => tx.run('DELETE FROM one_time_codes WHERE user_id = :id', { id: one.target.id }));
        }
        if (it.kind === 'again' && one?.code !== undefined) {
          const answer = await send(open, WINDOWS[it.from] as number, one.id, one.name, one.input);
          if (it.from !== one.by) expect(codesIn(answer)).not.toContain(one.code);
          else if (isCurrent(fixture, one)) {
            repeated.count += 1;
            expect(answer).toBe(one.answer);
          } else {
            refused.count += 1;
            expect(['done_before', 'not_signed_in']).toContain(refusalOf(answer));
          }
        }
        const marks = fixture.activity().flatMap(({ detail }) => (detail['act'] === undefined ? [] : [detail['act']]));
        expect(new Set(marks).size).toBe(marks.length);
      }
      fixture.checkChain();
      storage.close();
    }),
    { numRuns: 25, seed: 17 },
  );
  expect(repeated.count).toBeGreaterThan(20);
  expect(refused.count).toBeGreaterThan(20);
}, 60_000);

test('acts that no open session can ask for again are forgotten', async () => {
  const { fixture, open, admin, ann } = await setScene();
  await open.signIn(WINDOW, admin);
  await send(open, WINDOW, ID, 'users.resetTwoFactor', resetInput(fixture, ann, fixture.nextCode(admin)));
  const count = () => fixture.read.all('SELECT mark FROM acts').length;
  fixture.clock.advance(13 * HOUR);
  await open.signIn(WINDOW, admin);
  expect(count()).toBe(1);
  fixture.clock.advance(DAY);
  await open.signIn(WINDOW, admin);
  expect(count()).toBe(0);
});
