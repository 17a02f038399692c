import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { answerDialogs, askForBackup, createFirm, makeBackup, PASSPHRASE } from '../backed-up-firm.mjs';
import { openSection } from '../steps.mjs';

/** @import { ElectronApplication } from 'playwright-core' */
/** @import { Chapter } from '../chapter.ts' */

/** @type {Chapter} */
export const damagedData = {
  title: 'When the data cannot be opened',
  isSample: false,
  prepare(folder) {
    mkdirSync(join(folder, 'firm'), { recursive: true });
    writeFileSync(join(folder, 'firm', 'rekey.db'), 'this was a database once');
  },
  scenes: [
    {
      name: 'data-damaged',
      shows: 'What happened, and what to do where no backup is known',
      go: ({ page }) => page.getByRole('button', { name: 'Restore from a backup' }).waitFor(),
    },
  ],
};

/**
 * Another program writes into the file, so Rekey reads it again and finds a damaged page.
 * @param {ElectronApplication} app
 */
const damageFile = (app) =>
  app.evaluate(({ app: rekey }) => {
    const { createRequire } = process.getBuiltinModule('node:module');
    const { closeSync, openSync, writeSync } = process.getBuiltinModule('node:fs');
    const Sqlite = createRequire(`${rekey.getAppPath()}/package.json`)('better-sqlite3');
    const file = `${rekey.getPath('userData')}/firm/rekey.db`;
    const db = new Sqlite(file);
    db.exec('UPDATE firm SET version = version + 1');
    const page = db.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'firm'").pluck().get();
    db.pragma('wal_checkpoint(TRUNCATE)');
    db.close();
    const handle = openSync(file, 'r+');
    writeSync(handle, Buffer.alloc(4096, 0xab), 0, 4096, (page - 1) * 4096);
    closeSync(handle);
  });

/** @type {Chapter} */
export const damageWithBackup = {
  title: 'When the data is damaged and there is a backup',
  isSample: false,
  scenes: [
    {
      name: 'data-damaged-backup',
      shows: 'Damage that is found while Rekey runs: the last checked backup, by its name',
      async go({ app, page }) {
        await answerDialogs(app);
        const secret = await createFirm(page);
        await openSection(page, 'Settings');
        await askForBackup(page);
        await makeBackup(page, secret);
        await damageFile(app);
        await openSection(page, 'Activity');
        await page.getByRole('textbox', { name: 'Passphrase' }).waitFor();
      },
    },
    {
      name: 'data-damaged-facts',
      shows: 'What the backup holds and lacks, before it takes the place of the damaged file',
      async go({ page }) {
        await page.getByRole('textbox', { name: 'Passphrase' }).fill(PASSPHRASE);
        await page.getByRole('button', { name: 'Restore' }).click();
        await page.getByText('The backup of Harbour & Finch').waitFor();
        await page.getByText('The backup of Harbour & Finch').scrollIntoViewIfNeeded();
      },
    },
  ],
};
