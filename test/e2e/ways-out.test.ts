// The pages about a lost key and damaged data have a way out: the recovery kit, or a backup.
import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ElectronApplication } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { makeTempFolder } from '../support/temp-folder.ts';
import { enter, openAlerts, start } from './application.ts';
import { findViolations } from './axe.ts';
import { backUp, PASSPHRASE } from './backed-up-firm.ts';
import { KIT_CODE, prepareFirm } from './prepared-firm.ts';

/** As a key store of another computer has locked it. */
function loseKey(folder: string): void {
  const key = Buffer.from('v11 nobody here opens this').toString('base64');
  const content = { version: 1, protection: 'os_key_store', key, store: 'GNOME Keyring', computer: 'front-desk' };
  writeFileSync(join(folder, 'firm', 'data-key.json'), JSON.stringify(content));
}

const answerDialogs = (app: ElectronApplication, file: string): Promise<void> =>
  app.evaluate(({ dialog }, filePath) => {
    Object.assign(dialog, { showOpenDialog: () => Promise.resolve({ canceled: false, filePaths: [filePath] }) });
  }, file);

test('a key that the key store has lost is opened with the recovery kit, which stays valid', async () => {
  const folder = makeTempFolder();
  const { Margaret: admin } = await prepareFirm(folder);
  loseKey(folder);
  const { page, close, complaints } = await start(folder);
  onTestFinished(close);
  await page.getByRole('heading', { name: 'The key to your data cannot be opened' }).waitFor();
  await page.getByText('The key was locked by GNOME Keyring on the computer “front-desk”').waitFor();
  await expect.poll(() => findViolations(page)).toEqual([]);
  const code = page.getByRole('textbox', { name: 'Recovery kit code' });
  await code.fill(KIT_CODE.slice(0, 20));
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  await page.getByText('A recovery kit has 32 letters and digits').waitFor();
  await code.fill(KIT_CODE.replace('6666', '7777'));
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  await page.getByText('This code does not open the data.').waitFor();
  await expect.poll(() => findViolations(page)).toEqual([]);
  await code.fill(KIT_CODE.toLowerCase());
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  await enter(page, admin);
  await openAlerts(page);
  await page.getByText('The key to the data was opened with the recovery kit or a backup').waitFor();
  expect(complaints).toEqual([]);
  await close();

  const again = await start(folder);
  onTestFinished(again.close);
  await again.page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await again.page.getByRole('button', { name: 'Use the recovery kit' }).click();
  await again.page.getByRole('textbox', { name: 'Email of a Partner Admin' }).fill(admin.email);
  await again.page.getByRole('textbox', { name: 'Recovery kit' }).fill(KIT_CODE);
  await again.page.getByRole('button', { name: 'Continue' }).click();
  await again.page.getByRole('heading', { name: 'The recovery kit waits' }).waitFor();
});

test('a key that the key store has lost is in a backup too', async () => {
  const folder = makeTempFolder();
  const { Margaret: admin } = await prepareFirm(folder);
  const file = await backUp(folder);
  loseKey(folder);
  const { app, page, close } = await start(folder);
  onTestFinished(close);
  await answerDialogs(app, file);
  await page.getByRole('button', { name: 'Open with a backup' }).click();
  await page.getByRole('textbox', { name: 'Passphrase' }).fill('nine boats under the sun');
  const form = page.locator('form').filter({ hasText: 'Passphrase' });
  await form.getByRole('button', { name: 'Open' }).click();
  await page.getByText('The passphrase does not open this file.').waitFor();
  await page.getByRole('textbox', { name: 'Passphrase' }).fill(PASSPHRASE);
  await form.getByRole('button', { name: 'Open' }).click();
  await enter(page, admin);
});

test('a backup takes the place of a damaged file, on the page that says so', async () => {
  const folder = makeTempFolder();
  const { Margaret: admin } = await prepareFirm(folder);
  const file = await backUp(folder);
  truncateSync(join(folder, 'firm', 'rekey.db'), 20_000);
  const { app, page, close } = await start(folder);
  onTestFinished(close);
  await page.getByRole('heading', { name: 'Your data file is damaged' }).waitFor();
  await answerDialogs(app, file);
  await page.getByRole('button', { name: 'Restore from a backup' }).click();
  await page.getByRole('heading', { name: 'Restore from a backup' }).waitFor();
  await page.getByRole('textbox', { name: 'Passphrase' }).fill(PASSPHRASE);
  await page.getByRole('button', { name: 'Restore', exact: true }).click();
  await page.getByText('The backup of Ashworth & Partners, made on').waitFor();
  await expect.poll(() => findViolations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Restore', exact: true }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await page.getByRole('textbox', { name: 'Email' }).fill(admin.email);
});
