// Backups for tests: one of a fixture's firm, and others with any content.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Decrypter, Encrypter } from 'age-encryption';
import { type MakeRequest, makeBackup } from '../../main/storage/backup/make-backup.ts';
import { toKeyText } from '../../main/storage/files/data-key.ts';
import type { Fixture } from './fixture.ts';
import { makeTempFolder } from './temp-folder.ts';

export const PASSPHRASE = 'nine boats under the moon';
/** The content of a key file. */
export const KEY_TEXT = '{"version":1,"protection":"file_only","key":"a2V5"}\n';

export const makeRequest = (fixture: Fixture, target: string): MakeRequest => ({
  kind: 'make',
  database: fixture.context.storage.source,
  workFolder: join(dirname(fixture.file), 'backup-work'),
  target,
  passphrase: PASSPHRASE,
  key: KEY_TEXT,
  anchor: '',
  isSample: false,
  madeAt: fixture.clock.now(),
  appVersion: '0.0.0-test',
});

/** The tar archive in a backup. */
export async function decrypt(file: string): Promise<Uint8Array> {
  const decrypter = new Decrypter();
  decrypter.addPassphrase(PASSPHRASE);
  return decrypter.decrypt(new Uint8Array(readFileSync(file)));
}

/** Writes an archive as a backup. */
export async function encrypt(file: string, archive: Uint8Array): Promise<void> {
  const encrypter = new Encrypter();
  encrypter.setPassphrase(PASSPHRASE);
  encrypter.setScryptWorkFactor(1);
  writeFileSync(file, await encrypter.encrypt(archive));
}

/** A backup of the fixture's firm with its own key. @returns its file. */
export async function makeOwnBackup(fixture: Fixture, isSample = false): Promise<string> {
  const file = join(makeTempFolder(), 'own.rekey-backup.age');
  const key = toKeyText(fixture.context.home.dataKey);
  await makeBackup({ ...makeRequest(fixture, file), key, isSample }, () => undefined);
  return file;
}
