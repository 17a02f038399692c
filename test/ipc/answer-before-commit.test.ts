// An act is committed when its answer fits the contract, and not before: an answer that cannot be given leaves no change.
import { describe, expect, test } from 'vitest';
import type { Call } from '../../main/ipc/handler.ts';
import { handlers } from '../../main/ipc/handlers.ts';
import type { RequestName } from '../../preload/contract/index.ts';
import { dump, type Fixture } from '../support/fixture.ts';
import type { OpenDoor } from '../support/open-door.ts';
import { toFailure } from '../support/open-door.ts';
import { ACTS } from './acts.ts';
import { NAMES, REQUESTS } from './requests.ts';
import { sceneFor, setSceneAt, stageOf, WINDOW } from './scenes.ts';

/** Attempts, spent codes and the time count whatever becomes of the act. */
const COUNTS_ANYWAY = ['clock', 'throttles', 'authenticators', 'sessions'];

/** While `work` runs, the request does all its work, and its answer then has a key too many. */
async function withMisfit(name: RequestName, work: () => Promise<void>): Promise<void> {
  const handler = handlers[name] as unknown as { admit(call: Call): (input: unknown) => unknown };
  const honest = handler.admit;
  handler.admit = (call) => {
    const run = honest(call);
    return async (input) => ({ ...((await run(input)) as object), surplus: 1 });
  };
  try {
    await work();
  } finally {
    handler.admit = honest;
  }
}

async function sendMisfit(open: OpenDoor, name: RequestName, input: unknown): Promise<void> {
  await withMisfit(name, async () => {
    expect(toFailure(await open.send(WINDOW, name, JSON.stringify(input))).code).toBe('unexpected');
  });
}

const openSessions = (fixture: Fixture) => fixture.read.all('SELECT user_id FROM sessions WHERE ended_at IS NULL');
const CHANGING = NAMES.filter((name) => typeof ACTS[name] === 'function');
const arrange = (name: RequestName) => {
  const act = ACTS[name];
  if (typeof act !== 'function') throw new Error(`${name} is not arranged`);
  return act();
};

describe('an act whose answer does not fit', () => {
  test.each(CHANGING)('%s leaves no change, and its window where it was', async (name) => {
    const honest = await arrange(name);
    const before = dump(honest.scene.fixture.read);
    await honest.scene.open.ask(WINDOW, name, honest.input);
    expect(dump(honest.scene.fixture.read)).not.toBe(before);

    const { scene, input } = await arrange(name);
    const { fixture, open } = scene;
    const [stage, rows, sessions] = [await stageOf(open), dump(fixture.read, COUNTS_ANYWAY), openSessions(fixture)];
    await sendMisfit(open, name, input);
    expect(dump(fixture.read, COUNTS_ANYWAY)).toBe(rows);
    expect(openSessions(fixture)).toEqual(sessions);
    expect(await stageOf(open)).toBe(stage);
    fixture.checkChain();
    fixture.reopen();
    expect(dump(fixture.read, COUNTS_ANYWAY)).toBe(rows);
  });
  test.each(NAMES.filter((name) => ACTS[name] === 'changes nothing'))('%s changes nothing at all', async (name) => {
    const { fixture, open } = await sceneFor(name);
    const without = [...COUNTS_ANYWAY, 'activity'];
    const before = dump(fixture.read, without);
    await open.send(WINDOW, name, JSON.stringify(REQUESTS[name].input));
    expect(dump(fixture.read, without)).toBe(before);
  });
});

describe('what takes access away stands, whatever becomes of its answer', () => {
  test('signing out', async () => {
    const { fixture, open } = await setSceneAt('signed_in');
    await sendMisfit(open, 'session.signOut', {});
    expect(openSessions(fixture)).toEqual([]);
    expect(await open.screen(WINDOW)).toBe('sign_in');
  });
  test('locking', async () => {
    const { fixture, open, admin } = await setSceneAt('signed_in');
    await open.ask(WINDOW, 'account.beginAuthenticator', { code: fixture.nextCode(admin) });
    await sendMisfit(open, 'session.lock', {});
    expect(fixture.read.all('SELECT presence_at FROM sessions')).toEqual([{ presence_at: null }]);
    expect(await open.screen(WINDOW)).toBe('locked');
  });
  test('“This was not me”', async () => {
    const { fixture, open, ann } = await setSceneAt('notice');
    await sendMisfit(open, 'session.repudiate', {});
    expect(fixture.user(ann).frozenAt).not.toBeNull();
  });
  test('a batch of a bulk reset', async () => {
    const { fixture, open, admin, ann } = await setSceneAt('signed_in');
    const selection = { kind: 'users' as const, userIds: [ann.id] };
    const { bulkId } = await open.ask(WINDOW, 'bulkResets.prepare', { selection });
    const input = { ...REQUESTS['bulkResets.start'].input, bulkId, code: fixture.nextCode(admin) };
    await sendMisfit(open, 'bulkResets.start', input);
    expect(fixture.user(ann).twoFactor).toBe('setup_required');
    // The codes are still there to be saved.
    expect(await open.ask(WINDOW, 'bulk.saveCodes', { bulkId, code: '' })).toEqual({ file: expect.anything() });
    expect(open.saved[0]?.text).toContain(ann.email);
  });
});

test('a commit that waits is a commit by the next turn of the event loop, and before the next transaction', async () => {
  const { fixture } = await setSceneAt('signed_in');
  const { storage } = fixture.context;
  const rename = (name: string) => storage.transaction((tx) => tx.run('UPDATE firm SET name = :name', { name }));
  const nameNow = () => storage.read.get('SELECT name FROM firm')?.['name'];

  const first = storage.hold();
  first.run(() => rename('First'));
  await new Promise((resolve) => setImmediate(resolve));
  expect([first.drop(), nameNow()]).toEqual([false, 'First']);

  const second = storage.hold();
  second.run(() => {
    rename('Second');
    rename('Third');
  });
  expect([second.drop(), nameNow()]).toEqual([true, 'Second']);
});
