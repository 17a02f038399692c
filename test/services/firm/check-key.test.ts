// "Check now" opens the key from the disk and a secret with it. Whatever the key store does, the answer says what is so, and
// nothing is changed.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { checkKey, type KeyCheck } from '../../../main/services/firm/check-key.ts';
import { DataKeyProblem, type KeyStore, keepDataKey, readDataKey } from '../../../main/storage/files/data-key.ts';
import { createFixture, dump } from '../../support/fixture.ts';
import { openDoor } from '../../support/open-door.ts';
import { createInstantHasher } from '../../support/seeded.ts';
import { makeTempFolder } from '../../support/temp-folder.ts';

async function scene() {
  const fixture = createFixture({ passwords: createInstantHasher() });
  const admin = await fixture.addPerson({ role: 'partner_admin' });
  const actor = await fixture.signIn(admin);
  const check = (readKey: () => Promise<Uint8Array>) => checkKey(fixture.context, actor, readKey);
  return { fixture, admin, check, key: fixture.context.home.dataKey };
}

const fails = (kind: DataKeyProblem['kind']) => () => Promise.reject(new DataKeyProblem(kind));

describe('the check of the key', () => {
  test('opens the key and a secret of the person, and changes nothing', async () => {
    const { fixture, check, key } = await scene();
    const before = dump(fixture.read);
    expect(await check(async () => key)).toBe('opens');
    expect(dump(fixture.read)).toBe(before);
  });
  test.each<[KeyCheck, () => Promise<Uint8Array>]>([
    ['missing', fails('missing')],
    ['refused', fails('unreadable')],
    ['other_key', async () => new Uint8Array(32).fill(9)],
    ['other_key', async () => new Uint8Array(5)],
  ])('says %s', async (result, readKey) => {
    const { check } = await scene();
    expect(await check(readKey)).toBe(result);
  });
  test('says when the key is right and another program has written the secret', async () => {
    const { fixture, check, key } = await scene();
    fixture.context.storage.transaction((tx) => tx.run("UPDATE authenticators SET sealed_secret = unhex('00')"));
    expect(await check(async () => key)).toBe('secret_altered');
  });
  test('opens the secret of each person who asks, also while the key store is asked', async () => {
    const { fixture, admin, check, key } = await scene();
    const colleague = await fixture.signIn(await fixture.addPerson({ role: 'partner_admin' }));
    const { promise, resolve } = Promise.withResolvers<Uint8Array>();
    const both = [check(() => promise), checkKey(fixture.context, colleague, () => promise)];
    fixture.context.storage.transaction((tx) =>
      tx.run("UPDATE authenticators SET sealed_secret = unhex('00') WHERE user_id = :id", { id: admin.id }),
    );
    resolve(key);
    expect(await Promise.all(both)).toEqual(['secret_altered', 'opens']);
  });
  test('throws what nobody expects, and is possible again', async () => {
    const { check, key } = await scene();
    await expect(check(() => Promise.reject(new Error('odd')))).rejects.toThrow('odd');
    expect(await check(async () => key)).toBe('opens');
  });
});

describe('a key store that hangs', () => {
  afterEach(() => vi.useRealTimers());
  test('is given up after a minute; a second click asks it only once, and a later one again', async () => {
    const { check, key } = await scene();
    vi.useFakeTimers();
    let asked = 0;
    const hangs = () => {
      asked += 1;
      return new Promise<never>(() => undefined);
    };
    const both = [check(hangs), check(hangs)];
    expect(asked).toBe(1);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await Promise.all(both)).toEqual(['no_answer', 'no_answer']);
    expect(await check(async () => key)).toBe('opens');
  });
});

describe('through the door', () => {
  test('it is for a Partner Admin, and says when, and that no key store was asked for a key in a file', async () => {
    const { fixture, admin } = await scene();
    const ops = await fixture.addPerson({ role: 'partner_ops' });
    const open = openDoor(fixture);
    await open.signIn(1, admin);
    await open.signIn(2, ops);
    expect(await open.ask(1, 'dataKey.check', {})).toEqual({
      result: 'opens',
      store: null,
      at: fixture.clock.now(),
    });
    expect(await open.refusal(2, 'dataKey.check', {})).toEqual({ code: 'forbidden' });
    expect((await open.refusal(3, 'dataKey.check', {})).code).toBe('not_signed_in');
  });
});

describe('the key on the disk', () => {
  const key = new Uint8Array(32).fill(7);
  /** It keeps what it wraps, as a keyring does. */
  function keyring() {
    const kept: string[] = [];
    const store: KeyStore = {
      isAvailable: async () => true,
      async wrap(text) {
        kept.push(text);
        return new Uint8Array([kept.length - 1]);
      },
      unwrap: async ([at = 0]) => kept[at] ?? Promise.reject(new Error('gone')),
    };
    return { store, kept };
  }
  test('is read through the key store, and its file stays as it is', async () => {
    const file = join(makeTempFolder(), 'data-key.json');
    const { store, kept } = keyring();
    await keepDataKey(file, key, store);
    const before = readFileSync(file);
    expect([...(await readDataKey(file, store))]).toEqual([...key]);
    expect(readFileSync(file).equals(before)).toBe(true);
    kept.length = 0;
    await expect(readDataKey(file, store)).rejects.toMatchObject({ kind: 'unreadable' });
    writeFileSync(file, '{');
    await expect(readDataKey(file, store)).rejects.toMatchObject({ kind: 'unreadable' });
    rmSync(file);
    await expect(readDataKey(file, store)).rejects.toMatchObject({ kind: 'missing' });
  });
  test('in a file alone is read without one, and not wrapped on the way', async () => {
    const file = join(makeTempFolder(), 'data-key.json');
    const none: KeyStore = { ...keyring().store, isAvailable: async () => false };
    await keepDataKey(file, key, none);
    const { store, kept } = keyring();
    expect([...(await readDataKey(file, store))]).toEqual([...key]);
    expect(kept).toEqual([]);
  });
});
