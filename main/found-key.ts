// The way back where the key store no longer opens the data key: the recovery kit has it, and so does every backup. The key
// is wrapped again by what this computer has today. Nobody is signed in by that, and the kit is not used up.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseKitCode } from './domain/recovery-kit.ts';
import { isKeyOfDatabase } from './services/firm/bind-credentials.ts';
import { openDataKeyWithKit } from './services/secrets/key-under-kit.ts';
import { createSecretBox } from './services/secrets/secret-box.ts';
import { openBackupInWorker } from './storage/backup/backup-in-worker.ts';
import type { Reader } from './storage/engine/database.ts';
import { DatabaseProblem } from './storage/engine/database-problem.ts';
import { openDatabase } from './storage/engine/open-database.ts';
import { fromKeyText, type KeyStore, keepDataKey, type OpenedWith } from './storage/files/data-key.ts';
import { clearStaging, stagingOf } from './storage/files/replace-folder.ts';
import { getRecoveryKit } from './storage/tables/recovery-kit.ts';

/**
 * `no_kit`: the kit of this firm was made before it could open the data. `other_firm`: the key opens another firm's data.
 */
export type KeySearch = 'found' | 'bad_code' | 'wrong_code' | 'no_kit' | 'other_firm';

/** @throws DatabaseProblem where the data cannot be read either. */
export async function findKeyWithKit(folder: string, typed: string, keyStore: KeyStore): Promise<KeySearch> {
  const code = parseKitCode(typed);
  if (code === undefined) return 'bad_code';
  const found = read(folder, (reader) => keyUnderKit(reader, code));
  return typeof found === 'string' ? found : keep(folder, found, keyStore, 'recovery_kit');
}

/** @param code as parseKitCode reads it. */
export function keyUnderKit(reader: Reader, code: string): Uint8Array | Exclude<KeySearch, 'found' | 'bad_code'> {
  const kit = getRecoveryKit(reader);
  if (kit?.sealedDataKey == null) return 'no_kit';
  const key = openDataKeyWithKit(kit.sealedDataKey, code, kit.salt);
  if (key === undefined) return 'wrong_code';
  return isKeyOf(key, reader) ? key : 'other_firm';
}

/** @throws BackupProblem, DatabaseProblem. */
export async function findKeyInBackup(
  folder: string,
  file: string,
  passphrase: string,
  keyStore: KeyStore,
): Promise<KeySearch> {
  clearStaging(folder);
  try {
    const request = { kind: 'open', file, passphrase, folder: join(stagingOf(folder), 'firm') } as const;
    const key = fromKeyText((await openBackupInWorker(request, () => undefined)).key);
    const isOwn = key !== undefined && read(folder, (reader) => isKeyOf(key, reader));
    if (isOwn === 'no_kit') return 'no_kit';
    return isOwn ? await keep(folder, key, keyStore, 'backup') : 'other_firm';
  } finally {
    clearStaging(folder);
  }
}

async function keep(folder: string, key: Uint8Array, keyStore: KeyStore, openedWith: OpenedWith): Promise<'found'> {
  await keepDataKey(join(folder, 'data-key.json'), key, keyStore, openedWith);
  return 'found';
}

const isKeyOf = (key: Uint8Array, reader: Reader): boolean =>
  isKeyOfDatabase({ secretBox: createSecretBox(key, () => new Uint8Array()) }, reader);

/**
 * Without the key there is nothing to upgrade, so a file of an older schema stays as it is. Its kit does not hold the key.
 */
function read<T>(folder: string, work: (reader: Reader) => T): T | 'no_kit' {
  const file = join(folder, 'rekey.db');
  // Opening would create one, and the next start would take it for a first run.
  if (!existsSync(file)) throw new DatabaseProblem('missing');
  let isOlder = false;
  try {
    const storage = openDatabase(file, {
      finishUpgrade() {
        isOlder = true;
        throw new Error('the key is missing');
      },
    });
    try {
      return work(storage.read);
    } finally {
      storage.close();
    }
  } catch (error) {
    if (isOlder) return 'no_kit';
    throw error;
  }
}
