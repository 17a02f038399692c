// Automatic backups of a firm that no window opens. The person who may run Rekey with its folder chooses where they go. They
// have the data key, so nobody is asked for a code, and the record names no person.
import { join, resolve } from 'node:path';
import { refuse } from '../../domain/refusal.ts';
import type { MadeBackup } from '../../storage/backup/make-backup.ts';
import { noteLastBackup } from '../../storage/files/last-backup-note.ts';
import { setLastBackup } from '../../storage/tables/last-backup.ts';
import type { Context } from '../act/context.ts';
import { findMove } from '../act/moved-firm.ts';
import { recordActivity } from '../act/record-activity.ts';
import { forgetUnfinished, freeName, isFolder } from './automatic-files.ts';
import { makeBackup, oneAtATime } from './make-backup.ts';
import { beginPlan } from './plan-backups.ts';
import { requireSafePlace } from './require-safe-place.ts';
import { requireUsablePassphrase } from './require-usable-passphrase.ts';
import { toRefusal } from './to-refusal.ts';

/**
 * Makes the first backup at once, which shows that the folder takes it.
 * @param order.folder a full path.
 * @throws Refusal bad_input (passphrase, repeated), set_by_it (the policy file names another folder), not_now (the firm was
 * moved to another computer), backup_in_data_folder, backup_not_saved, backup_not_proved. There is no plan then, or the one before.
 */
export async function planWithoutWindow(
  context: Context,
  order: { readonly folder: string; readonly passphrase: string; readonly repeated: string },
): Promise<MadeBackup> {
  const { storage, home, managed } = context;
  const { passphrase } = order;
  const folder = resolve(order.folder);
  await requireUsablePassphrase(storage.read, passphrase, order.repeated);
  if (findMove(context, storage.read) !== undefined) refuse({ code: 'not_now' });
  if (![undefined, folder].includes(managed.settings.backupFolder)) refuse({ code: 'set_by_it' });
  if (!isFolder(folder)) refuse({ code: 'backup_not_saved' });
  requireSafePlace(home, folder);
  return oneAtATime(context, async () => {
    forgetUnfinished(context);
    const file = join(folder, freeName(context, folder));
    try {
      const made = await makeBackup(context, file, passphrase, () => undefined);
      const { people, records, isRecordIntact } = made;
      const checkedAt = context.clock.now();
      storage.transaction((tx) => {
        beginPlan(context, tx, file, passphrase);
        setLastBackup(tx, { checkedAt, people, records, isRecordIntact });
        const detail = { people, records };
        recordActivity(context, tx, { action: 'backup.planned_at_server', outcome: 'done', detail });
      });
      noteLastBackup(home.anchorFile, { file, checkedAt, records });
      return made;
    } catch (error) {
      throw toRefusal(error);
    }
  });
}
