// The act ids of the windows: new for each request, kept for a code whose answer may be lost with its page. The whole way
// is played at the real door: a page dies, its window is unlocked, and the person asks again.
import { expect, test } from 'vitest';
import { withActIds } from '../../main/ipc/act-ids.ts';
import type { Door } from '../../main/ipc/door.ts';
import { DatabaseProblem } from '../../main/storage/engine/database-problem.ts';
import type { RequestName } from '../../preload/contract/index.ts';
import type { Person } from '../support/fixture.ts';
import { resetInput, setScene, WINDOW } from './scenes.ts';

const MINUTE = 60_000;
const RESET = { userId: 5, version: 3, reason: 'lost_phone', code: '123456' };

function countIds(): () => string {
  let count = 0;
  return () => {
    count += 1;
    return `id ${count}`;
  };
}

/** The desk in front of a door that only notes the ids and answers as it is told. */
function setDesk() {
  const ids: (string | undefined)[] = [];
  let now = 0;
  let answer = (): Promise<string> => Promise.resolve('{"ok":true,"value":{}}');
  const door = withActIds(
    {
      answer(sender: Parameters<Door['answer']>[0]) {
        ids.push(sender.actId);
        return answer();
      },
      lock: () => undefined,
      forget: () => undefined,
      startOver: () => undefined,
    } as unknown as Door,
    { newId: countIds(), now: () => now },
  );
  const ask = (name: string, input: object, windowId = WINDOW): Promise<string> =>
    door.answer({ windowId }, name, JSON.stringify(input));
  return {
    door,
    ids,
    ask,
    reset: (change: object = {}, windowId = WINDOW) => ask('users.resetTwoFactor', { ...RESET, ...change }, windowId),
    die: () => door.lock(WINDOW, 'restarted'),
    wait(ms: number) {
      now += ms;
    },
    answers(next: () => Promise<string>) {
      answer = next;
    },
    refuses(code: string) {
      answer = () => Promise.resolve(JSON.stringify({ ok: false, failure: { code } }));
    },
  };
}

test('each request has an id of its own, also the same one again from a page that lives', async () => {
  const { ids, ask, reset } = setDesk();
  await ask('users.list', {});
  await reset();
  await reset();
  expect(new Set(ids).size).toBe(3);
});

test('after the death of its page the same request is the same act, with another code and version', async () => {
  const { ids, reset, die } = setDesk();
  await reset();
  die();
  await reset({ version: 4, code: '654321' });
  // Something else is another act: another person, another reason.
  await reset({ userId: 6 });
  await reset({ reason: 'suspected_compromise' });
  expect(ids).toEqual(['id 1', 'id 1', 'id 2', 'id 3']);
  // The new page has the answer. Asked again, it is a new decision.
  await reset();
  expect(ids.at(-1)).toBe('id 4');
});

test('it stays the same act over refusals, and is another one once the door says that it is done', async () => {
  const { ids, reset, die, refuses } = setDesk();
  await reset();
  die();
  refuses('fresh_code_needed');
  await reset();
  await reset();
  refuses('done_before');
  await reset();
  await reset();
  expect(ids).toEqual(['id 1', 'id 1', 'id 1', 'id 1', 'id 2']);
});

test('a refused request is no act', async () => {
  const { ids, reset, die, refuses } = setDesk();
  refuses('wrong_code');
  await reset();
  die();
  await reset();
  expect(ids).toEqual(['id 1', 'id 2']);
});

test('a page that dies before the answer has lost it; a second click before the answer is the same act', async () => {
  const { ids, reset, die, answers } = setDesk();
  const { promise, resolve } = Promise.withResolvers<string>();
  answers(() => promise);
  const both = [reset(), reset({ code: '' })];
  expect(ids).toEqual(['id 1', 'id 1']);
  die();
  resolve('{"ok":true,"value":{}}');
  await Promise.all(both);
  answers(() => Promise.resolve('{"ok":true,"value":{}}'));
  await reset();
  expect(ids.at(-1)).toBe('id 1');
});

test('what the page has shown to the end is not lost with it', async () => {
  const { ids, ask, reset, die } = setDesk();
  await reset();
  await ask('window.setSecretShown', { isShown: true });
  die();
  await reset();
  expect(ids.at(-1)).toBe('id 1');
  await ask('window.setSecretShown', { isShown: false });
  die();
  await reset();
  expect(ids.at(-1)).not.toBe('id 1');
});

test('after ten minutes, in another window, or in a window that was closed in between it is another act', async () => {
  const { door, ids, reset, die, wait } = setDesk();
  await reset();
  die();
  await reset({}, 8);
  wait(10 * MINUTE);
  await reset();
  die();
  door.forget(WINDOW);
  await reset();
  expect(ids).toEqual(['id 1', 'id 2', 'id 3', 'id 4']);
});

test('pages that go on dying give nobody more time', async () => {
  const { ids, reset, die, wait } = setDesk();
  await reset();
  die();
  wait(9 * MINUTE);
  die();
  wait(MINUTE);
  await reset();
  expect(ids).toEqual(['id 1', 'id 2']);
});

test('a new authenticator and a new backup are never taken for the one before', async () => {
  for (const [name, input] of [
    ['account.confirmAuthenticator', { code: '123456' }],
    ['backups.make', { passphrase: 'eleven words', repeated: 'eleven words', code: '' }],
  ] as const) {
    const { ids, ask, die } = setDesk();
    await ask(name, input);
    die();
    await ask(name, input);
    expect(ids).toEqual(['id 1', 'id 2']);
  }
});

test('a server that was started again holds the codes of a bulk reset and of an import again, by the same act', async () => {
  for (const [name, field] of [
    ['bulkResets.start', 'bulkId'],
    ['imports.start', 'importId'],
  ] as const) {
    const asked: (readonly [string, string | undefined, unknown])[] = [];
    let holds = true;
    let refusal: string | undefined;
    const refused = (code: string): string => JSON.stringify({ ok: false, failure: { code } });
    const door = withActIds(
      {
        async answer({ actId }: Parameters<Door['answer']>[0], what: string, input: string) {
          const fields = JSON.parse(input) as Readonly<Record<string, unknown>>;
          asked.push([what, actId, fields['code']]);
          if (what === name) {
            if (refusal !== undefined) return refused(refusal);
            holds = true;
            return '{"ok":true,"value":{"codes":2}}';
          }
          return holds ? '{"ok":true,"value":{"issued":["of the act"]}}' : refused('not_found');
        },
      } as unknown as Door,
      { newId: countIds(), now: () => 0 },
    );
    const ask = (what: string, input: object): Promise<string> =>
      door.answer({ windowId: WINDOW }, what, JSON.stringify(input));
    await ask(name, { [field]: 'one', note: 'they left', code: '123456' });
    const { length } = asked;
    // Letters of some of them were shown.
    await ask('window.setSecretShown', { isShown: false });
    holds = false;
    expect(await ask('bulk.listCodes', { bulkId: 'one', offset: 0, code: '654321' })).toContain('of the act');
    expect(asked.slice(length + 1)).toEqual([
      ['bulk.listCodes', expect.anything(), '654321'],
      [name, 'id 1', '654321'],
      ['bulk.listCodes', expect.anything(), ''],
    ]);
    // A code that is wrong is said to be wrong, and what was done by half has its codes.
    holds = false;
    refusal = 'wrong_code';
    expect(await ask('bulk.saveCodes', { bulkId: 'one', code: '000000' })).toBe(refused('wrong_code'));
    refusal = 'done_before';
    expect(await ask('bulk.saveCodes', { bulkId: 'one', code: '654321' })).toBe(refused('not_found'));
    // Of another act, nothing is asked for again.
    const before = asked.length;
    expect(await ask('bulk.saveCodes', { bulkId: 'two', code: '' })).toBe(refused('not_found'));
    expect(asked.length).toBe(before + 1);
  }
});

test('hostile names and inputs reach the door as they are, and a window keeps few acts', async () => {
  const { door, ids, reset, die } = setDesk();
  for (const [name, input] of [
    ['constructor', '{}'],
    [Symbol('name'), '{}'],
    ['users.resetTwoFactor', '{'],
    ['users.resetTwoFactor', 'null'],
    ['users.resetTwoFactor', { userId: 5 }],
    [undefined, undefined],
  ])
    await door.answer({ windowId: WINDOW }, name, input);
  await door.answer({ windowId: undefined }, 'users.resetTwoFactor', '{}');
  expect(ids.at(-1)).toBeUndefined();
  for (let userId = 1; userId <= 30; userId += 1) await reset({ userId });
  die();
  const before = ids.slice(-20);
  for (let userId = 11; userId <= 30; userId += 1) await reset({ userId });
  expect(ids.slice(-20)).toEqual(before);
  await reset({ userId: 1 });
  expect(before).not.toContain(ids.at(-1));
});

/** The desk in front of the real door. */
async function setRealDesk() {
  const scene = await setScene();
  const { fixture, open } = scene;
  const door = withActIds(open.door, { newId: countIds(), now: () => fixture.clock.now() });
  const ask = async (name: RequestName, input: object, windowId = WINDOW) =>
    JSON.parse(await door.answer({ windowId }, name, JSON.stringify(input))) as {
      value: { setupCode?: string; outcome?: string };
      failure?: { code: string };
    };
  const signIn = async (person: Person, windowId: number): Promise<void> => {
    await ask('session.signIn', { email: person.email, password: person.password }, windowId);
    await ask('session.verifyCode', { code: fixture.nextCode(person) }, windowId);
  };
  return { ...scene, door, ask, signIn };
}

test('a connection to the database that is lost after a commit leaves an act that is not known, and the same request shows its code', async () => {
  const { fixture, admin, ann, ask, signIn } = await setRealDesk();
  await signIn(admin, WINDOW);
  const { storage } = fixture.context;
  const { hold } = storage;
  Object.assign(storage, {
    hold() {
      const held = hold();
      const keep: typeof held.keep = (last) => {
        held.keep(last);
        throw new DatabaseProblem('disconnected');
      };
      return { ...held, keep };
    },
  });
  const lost = await ask('users.resetTwoFactor', resetInput(fixture, ann, fixture.nextCode(admin)));
  expect(lost.failure?.code).toBe('not_known');
  Object.assign(storage, { hold });
  const again = await ask('users.resetTwoFactor', resetInput(fixture, ann, fixture.nextCode(admin)));
  expect(again.value.setupCode).toEqual(expect.any(String));
  expect(fixture.activity().filter(({ action }) => action === 'two_factor.reset')).toHaveLength(1);
});

test('a page dies with the setup code; its window is unlocked, and the reset that is asked for again shows the same code', async () => {
  const { fixture, admin, ann, door, ask, signIn } = await setRealDesk();
  await signIn(admin, WINDOW);
  const first = await ask('users.resetTwoFactor', resetInput(fixture, ann, fixture.nextCode(admin)));
  door.lock(WINDOW, 'restarted');
  const input = resetInput(fixture, ann, '');
  expect((await ask('users.resetTwoFactor', input)).failure?.code).toBe('not_signed_in');
  await ask('session.unlock', { password: admin.password });
  // The password alone is no presence.
  expect((await ask('users.resetTwoFactor', input)).failure?.code).toBe('fresh_code_needed');
  const again = await ask('users.resetTwoFactor', { ...input, code: fixture.nextCode(admin) });
  expect(again).toEqual(first);
  expect(fixture.activity().filter(({ action }) => action === 'two_factor.reset')).toHaveLength(1);

  // The page lives now: the same request is a new decision, and the old code is dead.
  const newer = await ask('users.resetTwoFactor', { ...resetInput(fixture, ann, ''), code: fixture.nextCode(admin) });
  expect(newer.value.outcome).toBe('done');
  expect(newer.value.setupCode).not.toBe(first.value.setupCode);
  await ask('session.signIn', { email: ann.email, password: ann.password }, 9);
  expect((await ask('setUp.enterSetupCode', { setupCode: first.value.setupCode }, 9)).failure?.code).toBe(
    'wrong_setup_code',
  );
});
