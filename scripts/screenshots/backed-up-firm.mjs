// A firm that is made in the window and backed up, for the chapters that need one.
import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateSync } from 'otplib';
import { ADMIN, PASSWORD } from './sample-people.mjs';
import { dialogOf, textOf } from './steps.mjs';

/** @import { ElectronApplication, Page } from 'playwright-core' */

export const PASSPHRASE = 'nine boats under the moon';
// A screenshot shows it, so it has one name.
const FOLDER = join(tmpdir(), 'backup-stick');
mkdirSync(FOLDER, { recursive: true });
const FILE = join(FOLDER, 'Harbour-Finch-2026-11-30.rekey-backup.age');
export const MOVE_FILE = join(FOLDER, 'Harbour-Finch-2026-11-30-move.rekey-backup.age');

/** @param {ElectronApplication} app */
export const answerDialogs = (app, file = FILE) =>
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
export async function createFirm(page) {
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

/** @param {Page} page */
export async function askForBackup(page) {
  await page.getByRole('button', { name: 'Back up now' }).click();
  await dialogOf(page).getByRole('textbox', { name: 'Passphrase', exact: true }).fill(PASSPHRASE);
  await dialogOf(page).getByRole('textbox', { name: 'Repeat the passphrase' }).fill(PASSPHRASE);
}

/**
 * @param {Page} page
 * @param {string} secret of the authenticator
 */
export async function makeBackup(page, secret) {
  await dialogOf(page)
    .getByRole('textbox', { name: '6-digit code' })
    .fill(await nextCode(page, secret));
  await dialogOf(page).getByRole('button', { name: 'Back up now' }).click();
  await page.getByText('Last backup checked').waitFor();
}

/** Of the last code that was used after the setup. */
let usedStep = 0;

/**
 * The code that the phone shows next. It was not used before.
 * @param {Page} page
 * @param {string} secret of the authenticator
 */
export async function nextCode(page, secret) {
  const next = () => Math.floor(Date.now() / 30_000) + 1;
  while (next() <= usedStep) await page.waitForTimeout(500);
  usedStep = next();
  return generateSync({ secret, epoch: usedStep * 30 });
}
