// The key of a backup's passphrase is derived twice, each time in a thread of its own, as age and its library do it.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Encrypter } from 'age-encryption';
import { afterEach, expect, test, vi } from 'vitest';
import { deriveKey } from '../../../main/storage/backup/derive-key.ts';
import { makeBackup } from '../../../main/storage/backup/make-backup.ts';
import { openBackup } from '../../../main/storage/backup/open-backup.ts';
import { decrypt, makeRequest, PASSPHRASE } from '../../support/backup.ts';
import { createFixture } from '../../support/fixture.ts';
import { makeTempFolder } from '../../support/temp-folder.ts';

vi.mock('../../../main/storage/backup/derive-key.ts', { spy: true });
afterEach(() => vi.resetAllMocks());

const quietly = (): void => undefined;

test('a file whose key costs memory opens: a thread derives it', async () => {
  const place = makeTempFolder();
  const file = join(place, 'quill.rekey-backup.age');
  await makeBackup(makeRequest(createFixture(), file), quietly);
  const encrypter = new Encrypter();
  encrypter.setPassphrase(PASSPHRASE);
  encrypter.setScryptWorkFactor(15);
  writeFileSync(file, await encrypter.encrypt(await decrypt(file)));
  const request = { kind: 'open', file, folder: join(place, 'opened') } as const;
  await expect(openBackup({ ...request, passphrase: 'nine boats under the sun' }, quietly)).rejects.toMatchObject({
    kind: 'wrong_passphrase',
  });
  expect((await openBackup({ ...request, passphrase: PASSPHRASE }, quietly)).manifest.people).toBe(0);
});

test('each backup has a salt of its own', async () => {
  const place = makeTempFolder();
  const saltOf = async (name: string): Promise<string | undefined> => {
    const file = join(place, name);
    await makeBackup(makeRequest(createFixture(), file), quietly);
    return /-> scrypt (\S{22}) /.exec(readFileSync(file, 'latin1'))?.[1];
  };
  const salts = [await saltOf('first.age'), await saltOf('second.age')];
  expect(salts.every((salt) => salt?.length === 22)).toBe(true);
  expect(new Set(salts).size).toBe(2);
});

/** Makes a backup in whose first or second derivation a bit flips. */
async function expectUnproved(flipped: number): Promise<void> {
  const place = makeTempFolder();
  const request = { ...makeRequest(createFixture(), join(place, 'quill.age')), workFolder: join(place, 'work') };
  const { deriveKey: truly } = await vi.importActual<{ deriveKey: typeof deriveKey }>(
    '../../../main/storage/backup/derive-key.ts',
  );
  let turn = 0;
  vi.mocked(deriveKey).mockImplementation(async (...of) => {
    const key = await truly(...of);
    if (turn === flipped) key[0] = (key[0] ?? 0) ^ 1;
    turn += 1;
    return key;
  });
  await expect(makeBackup(request, quietly)).rejects.toMatchObject({ kind: 'not_proved' });
  expect(turn).toBe(2);
  expect(readdirSync(place)).toEqual([]);
}
test('a bit that flips while the first key is derived makes no backup, and nothing is left', () => expectUnproved(0));
test('a bit that flips while the second key is derived makes no backup, and nothing is left', () => expectUnproved(1));
