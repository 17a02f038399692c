// A backup of a prepared firm, made by the application's own storage.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeBackup } from '../../main/storage/backup/make-backup.ts';
import { fileOf } from '../../main/storage/engine/file-of.ts';
import { toKeyText } from '../../main/storage/files/data-key.ts';
import { makeTempFolder } from '../support/temp-folder.ts';
import { openFirm } from './prepared-firm.ts';

export const PASSPHRASE = 'nine boats under the moon';

/** @returns the file. */
export async function backUp(folder: string): Promise<string> {
  const target = join(makeTempFolder(), 'firm.rekey-backup.age');
  const { context, close } = await openFirm(folder);
  await makeBackup(
    {
      kind: 'make',
      database: fileOf(context.storage),
      workFolder: join(folder, 'firm', 'backup-work'),
      target,
      passphrase: PASSPHRASE,
      key: toKeyText(context.home.dataKey),
      anchor: readFileSync(context.home.anchorFile, 'utf8'),
      isSample: false,
      madeAt: Date.now(),
      appVersion: 'test',
    },
    () => undefined,
  );
  close();
  return target;
}
