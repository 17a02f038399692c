// The data key file: created once, kept, wrapped as soon as there is a key store, refused when it cannot be the right
// one.
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DataKeyProblem, type KeyStore, openDataKey } from '../../../main/storage/files/data-key.ts';
import { createSeededRandom } from '../../support/seeded.ts';
import { makeTempFolder } from '../../support/temp-folder.ts';

const NO_KEY_STORE: KeyStore = {
  isAvailable: async () => false,
  wrap: () => Promise.reject(new Error('there is no key store')),
  unwrap: () => Promise.reject(new Error('there is no key store')),
};

/** A key store of one account: only a key store of the same account can unwrap what it has wrapped. */
const keyStoreOf = (account: string): KeyStore => ({
  isAvailable: async () => true,
  wrap: async (text) => new TextEncoder().encode([...`${account}/${text}`].reverse().join('')),
  async unwrap(wrapped) {
    const text = [...new TextDecoder().decode(wrapped)].reverse().join('');
    if (!text.startsWith(`${account}/`)) throw new Error('wrapped by another account');
    return text.slice(account.length + 1);
  },
});

const newFile = (): string => join(makeTempFolder(), 'data-key.json');
const random = createSeededRandom('data key');
const open = (file: string, keyStore: KeyStore = NO_KEY_STORE, mayCreate = true) =>
  openDataKey(file, keyStore, random.bytes, mayCreate);

async function problemOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof DataKeyProblem) return error.kind;
    throw error;
  }
  return 'none';
}

describe('without a key store', () => {
  test('a key of 32 bytes is created and kept, and its protection is file_only', async () => {
    const file = newFile();
    const first = await open(file);
    expect(first.key).toHaveLength(32);
    expect(first.protection).toBe('file_only');
    expect([...(await open(file)).key]).toEqual([...first.key]);
    expect(readdirSync(join(file, '..'))).toEqual(['data-key.json']);
  });
  test.skipIf(process.platform === 'win32')('the file is readable for this account only', async () => {
    const file = newFile();
    await open(file);
    expect((statSync(file).mode & 0o777).toString(8)).toBe('600');
  });
});

describe('with a key store', () => {
  test('the key is wrapped: the file does not contain it', async () => {
    const file = newFile();
    const { key, protection } = await open(file, keyStoreOf('ann'));
    expect(protection).toBe('os_key_store');
    expect(readFileSync(file, 'utf8')).not.toContain(Buffer.from(key).toString('base64'));
    expect([...(await open(file, keyStoreOf('ann'))).key]).toEqual([...key]);
  });
  test('that became available later, the same key is wrapped', async () => {
    const file = newFile();
    const { key } = await open(file);
    const upgraded = await open(file, keyStoreOf('ann'));
    expect(upgraded.protection).toBe('os_key_store');
    expect([...upgraded.key]).toEqual([...key]);
    expect(readFileSync(file, 'utf8')).not.toContain(Buffer.from(key).toString('base64'));
    expect([...(await open(file, keyStoreOf('ann'))).key]).toEqual([...key]);
  });
});

describe('refused, and left as it was', () => {
  const refusedUnchanged = async (file: string, keyStore: KeyStore = NO_KEY_STORE): Promise<void> => {
    const before = readFileSync(file);
    expect(await problemOf(open(file, keyStore))).toBe('unreadable');
    expect(readFileSync(file).equals(before)).toBe(true);
  };

  test('a file of another account', async () => {
    const file = newFile();
    await open(file, keyStoreOf('ann'));
    await refusedUnchanged(file, keyStoreOf('bob'));
  });
  test('a wrapped key when the key store is gone', async () => {
    const file = newFile();
    await open(file, keyStoreOf('ann'));
    await refusedUnchanged(file);
  });
  test.each([
    ['nothing', ''],
    ['no JSON', 'the key is under the mat'],
    ['null', 'null'],
    ['a number', '7'],
    ['another version', JSON.stringify({ version: 2, protection: 'file_only', key: 'x' })],
    ['an unknown protection', JSON.stringify({ version: 1, protection: 'hope', key: 'x' })],
    ['no key', JSON.stringify({ version: 1, protection: 'file_only' })],
    ['a short key', JSON.stringify({ version: 1, protection: 'file_only', key: Buffer.alloc(31).toString('base64') })],
    ['a long key', JSON.stringify({ version: 1, protection: 'file_only', key: Buffer.alloc(33).toString('base64') })],
  ])('a file with %s', async (_name, content) => {
    const file = newFile();
    writeFileSync(file, content);
    await refusedUnchanged(file);
  });
  test('a wrapped key of another length', async () => {
    const file = newFile();
    const wrapped = await keyStoreOf('ann').wrap(Buffer.alloc(16).toString('base64'));
    writeFileSync(
      file,
      JSON.stringify({ version: 1, protection: 'os_key_store', key: Buffer.from(wrapped).toString('base64') }),
    );
    await refusedUnchanged(file, keyStoreOf('ann'));
  });
  test('a folder in its place', async () => {
    const file = newFile();
    mkdirSync(file);
    expect(await problemOf(open(file))).toBe('unreadable');
  });
  test('a missing file where secrets exist: no new key is created', async () => {
    const file = newFile();
    expect(await problemOf(open(file, NO_KEY_STORE, false))).toBe('missing');
    expect(readdirSync(join(file, '..'))).toEqual([]);
  });
});
