import { mkdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import {
  answerDialogs,
  askForBackup,
  createFirm,
  MOVE_FILE,
  makeBackup,
  nextCode,
  PASSPHRASE,
} from '../backed-up-firm.mjs';
import { ADMIN } from '../sample-people.mjs';
import { dialogOf } from '../steps.mjs';

/** @import { Chapter } from '../chapter.ts' */

let secret = '';

/** @type {Chapter} */
export const backups = {
  title: 'Backups',
  isSample: false,
  scenes: [
    {
      name: 'users-no-backup',
      shows: 'The line above Users reminds of a backup',
      async go({ app, page }) {
        await answerDialogs(app);
        secret = await createFirm(page);
        await page.getByRole('tab', { name: 'Users' }).click();
        await page.getByRole('button', { name: 'No backup' }).waitFor();
      },
    },
    {
      name: 'settings-no-backup',
      shows: 'A firm without a backup',
      async go({ page }) {
        await page.getByRole('button', { name: 'No backup' }).click();
        await page.getByText('This firm has no backup.').waitFor();
      },
    },
    {
      name: 'back-up-now',
      shows: 'The passphrase is asked twice',
      async go({ page }) {
        await askForBackup(page);
      },
    },
    {
      name: 'settings-backups',
      shows: 'The last backup was opened again and checked',
      async go({ page }) {
        await makeBackup(page, secret);
      },
    },
    {
      name: 'restore-passphrase',
      shows: 'A backup is opened before anything is replaced',
      async go({ page }) {
        await page.getByRole('button', { name: 'Restore from a backup' }).click();
        await dialogOf(page).getByRole('textbox', { name: 'Passphrase' }).waitFor();
      },
    },
    {
      name: 'restore-facts',
      shows: 'What is in the backup, and what it lacks',
      async go({ page }) {
        await dialogOf(page).getByRole('textbox', { name: 'Passphrase' }).fill(PASSPHRASE);
        await dialogOf(page).getByRole('button', { name: 'Restore' }).click();
        await dialogOf(page).getByText('Activity records').waitFor();
      },
    },
    {
      name: 'move-firm',
      shows: 'Moving to another computer',
      async go({ app, page }) {
        await answerDialogs(app, MOVE_FILE);
        await dialogOf(page).getByRole('button', { name: 'Cancel' }).click();
        await page.getByRole('button', { name: 'Move to another computer' }).click();
        await dialogOf(page).getByRole('textbox', { name: 'Passphrase', exact: true }).fill(PASSPHRASE);
        await dialogOf(page).getByRole('textbox', { name: 'Repeat the passphrase' }).fill(PASSPHRASE);
      },
    },
    {
      name: 'move-closed',
      shows: 'The old copy after the move',
      async go({ page }) {
        await dialogOf(page)
          .getByRole('textbox', { name: '6-digit code' })
          .fill(await nextCode(page, secret));
        await dialogOf(page).getByRole('button', { name: 'Move to another computer' }).click();
        await page.getByRole('heading', { name: 'This firm was moved' }).waitFor();
      },
    },
    {
      name: 'move-use-again',
      shows: 'A Partner Admin uses the old copy again',
      async go({ page }) {
        await page.getByRole('button', { name: 'Use this copy again' }).click();
        await page.getByRole('textbox', { name: 'Email' }).fill(ADMIN);
      },
    },
  ],
};

/** @type {Chapter} */
export const restoreFirst = {
  title: 'A firm comes back',
  isSample: false,
  scenes: [
    {
      name: 'restore-first-run',
      shows: 'Restoring on a computer that has no firm',
      async go({ app, page }) {
        await answerDialogs(app);
        await page.getByRole('button', { name: 'Restore from a backup' }).click();
        await page.getByRole('heading', { name: 'Restore from a backup' }).waitFor();
      },
    },
    {
      name: 'restore-first-run-facts',
      shows: 'What the file holds',
      async go({ page }) {
        await page.getByRole('textbox', { name: 'Passphrase' }).fill(PASSPHRASE);
        await page.getByRole('button', { name: 'Restore' }).click();
        await page.getByText('Activity records').waitFor();
      },
    },
  ],
};

/** @type {Chapter} */
export const arrival = {
  title: 'A firm arrives',
  isSample: false,
  scenes: [
    {
      name: 'move-arrived',
      shows: 'The check at the end of a move',
      async go({ app, page }) {
        await answerDialogs(app, MOVE_FILE);
        await page.getByRole('button', { name: 'Restore from a backup' }).click();
        await page.getByRole('textbox', { name: 'Passphrase' }).fill(PASSPHRASE);
        await page.getByRole('button', { name: 'Restore' }).click();
        await page.getByText('Activity records').waitFor();
        await page.getByRole('button', { name: 'Restore' }).click();
        await page.getByRole('heading', { name: 'Sign in' }).waitFor();
        // The name of the computer that takes the pictures is no part of them.
        await page.getByText('It comes from the computer').evaluate((sentence, name) => {
          sentence.textContent = (sentence.textContent ?? '').replaceAll(name, 'front-desk');
        }, hostname());
      },
    },
  ],
};

/** @type {Chapter} */
export const lostKey = {
  title: 'When the key store is gone',
  isSample: false,
  prepare(folder) {
    const key = Buffer.from('v11 nobody here opens this').toString('base64');
    const content = { version: 1, protection: 'os_key_store', key, store: 'GNOME Keyring', computer: 'front-desk' };
    mkdirSync(join(folder, 'firm'), { recursive: true });
    writeFileSync(join(folder, 'firm', 'rekey.db'), 'the data of a firm');
    writeFileSync(join(folder, 'firm', 'data-key.json'), JSON.stringify(content));
  },
  scenes: [
    {
      name: 'problem-key-store',
      shows: 'The recovery kit or a backup opens the data',
      async go({ page }) {
        await page.getByRole('textbox', { name: 'Recovery kit code' }).waitFor();
      },
    },
  ],
};
