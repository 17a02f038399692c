import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateSync } from 'otplib';
import { ADMIN, PASSWORD } from '../sample-people.mjs';
import { dialogOf, openSection, textOf } from '../steps.mjs';

/** @import { ElectronApplication, Page } from 'playwright-core' */
/** @import { Chapter } from '../chapter.ts' */

const PASSPHRASE = 'nine boats under the moon';
const FOLDER = mkdtempSync(join(tmpdir(), 'rekey-backup-'));
const FILE = join(FOLDER, 'Harbour-Finch-2026-11-30.rekey-backup.age');
const MOVE_FILE = join(FOLDER, 'Harbour-Finch-2026-11-30-move.rekey-backup.age');

/** @param {ElectronApplication} app */
const answerDialogs = (app, file = FILE) =>
  app.evaluate(({ dialog }, filePath) => {
    Object.assign(dialog, {
      showSaveDialog: () => Promise.resolve({ canceled: false, filePath }),
      showOpenDialog: () => Promise.resolve({ canceled: false, filePaths: [filePath] }),
    });
  }, file);

/**
 * @param {Page} page
 * @returns {Promise<string>} the secret of the authenticator
 */
async function createFirm(page) {
  await page.getByRole('textbox', { name: 'Firm name' }).fill('Harbour & Finch');
  await page.getByRole('textbox', { name: 'First name' }).fill('Margaret');
  await page.getByRole('textbox', { name: 'Last name' }).fill('Ashworth');
  await page.getByRole('textbox', { name: 'Email' }).fill(ADMIN);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Create firm' }).click();
  await page.getByRole('img', { name: 'QR code' }).waitFor();
  const key = await textOf(page.getByText('Setup key').locator('xpath=following-sibling::code'));
  const secret = key.replaceAll(' ', '');
  await page.getByRole('textbox', { name: '6-digit code' }).fill(generateSync({ secret }));
  await page.getByRole('button', { name: 'Confirm' }).click();
  await page.getByRole('checkbox', { name: 'I have saved these codes' }).check();
  await page.getByRole('button', { name: 'Finish' }).click();
  await page.getByRole('checkbox', { name: 'The recovery kit is kept safe' }).check();
  await page.getByRole('button', { name: 'Finish' }).click();
  await page.getByText('There are no clients yet.').waitFor();
  return secret;
}

let secret = '';
/** Of the last code that was used. */
let usedStep = 0;

/**
 * The code that the phone shows next. It was not used before.
 * @param {Page} page
 */
async function nextCode(page) {
  const next = () => Math.floor(Date.now() / 30_000) + 1;
  while (next() <= usedStep) await page.waitForTimeout(500);
  usedStep = next();
  return generateSync({ secret, epoch: usedStep * 30 });
}

/** @type {Chapter} */
export const backups = {
  title: 'Backups',
  isSample: false,
  scenes: [
    {
      name: 'settings-no-backup',
      shows: 'A firm without a backup',
      async go({ app, page }) {
        await answerDialogs(app);
        secret = await createFirm(page);
        await openSection(page, 'Settings');
        await page.getByText('This firm has no backup.').evaluate((text) => text.scrollIntoView({ block: 'center' }));
      },
    },
    {
      name: 'back-up-now',
      shows: 'The passphrase is asked twice',
      async go({ page }) {
        await page.getByRole('button', { name: 'Back up now' }).click();
        await dialogOf(page).getByRole('textbox', { name: 'Passphrase', exact: true }).fill(PASSPHRASE);
        await dialogOf(page).getByRole('textbox', { name: 'Repeat the passphrase' }).fill(PASSPHRASE);
      },
    },
    {
      name: 'settings-backups',
      shows: 'The last backup was opened again and checked',
      async go({ page }) {
        await dialogOf(page)
          .getByRole('textbox', { name: '6-digit code' })
          .fill(await nextCode(page));
        await dialogOf(page).getByRole('button', { name: 'Back up now' }).click();
        await page.getByText('Last backup checked').waitFor();
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
          .fill(await nextCode(page));
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
