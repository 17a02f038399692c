// A firm moves from one computer to another in the real application: the old copy closes, the new one says that all of it
// has arrived, and a Partner Admin can use the old one again.
import { join } from 'node:path';
import type { ElectronApplication } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { recordActivity } from '../../main/services/act/record-activity.ts';
import { makeTempFolder } from '../support/temp-folder.ts';
import { enter, openAlerts, start } from './application.ts';
import { findViolations } from './axe.ts';
import { openFirm, PASSWORD, prepareFirm } from './prepared-firm.ts';

const PASSPHRASE = 'nine boats under the moon';

const answerDialogs = (app: ElectronApplication, file: string): Promise<void> =>
  app.evaluate(({ dialog }, filePath) => {
    Object.assign(dialog, {
      showSaveDialog: () => Promise.resolve({ canceled: false, filePath }),
      showOpenDialog: () => Promise.resolve({ canceled: false, filePaths: [filePath] }),
    });
  }, file);

/** As a kill between the file and the mark leaves it. */
async function interruptMove(folder: string): Promise<void> {
  const { context, close } = await openFirm(folder);
  context.storage.transaction((tx) => recordActivity(context, tx, { action: 'firm.move_begun', outcome: 'done' }));
  close();
}

test('a firm moves to another computer, the old copy says so, and a Partner Admin uses it again', async () => {
  const folder = makeTempFolder();
  const { Margaret: admin } = await prepareFirm(folder);
  await interruptMove(folder);
  const file = join(makeTempFolder(), 'firm-move.rekey-backup.age');
  const old = await start(folder);
  onTestFinished(old.close);
  await answerDialogs(old.app, file);
  await enter(old.page, admin);
  const alerts = await openAlerts(old.page);
  await alerts.getByText('A move to another computer was interrupted').waitFor();
  await old.page.keyboard.press('Escape');
  await old.page.getByRole('link', { name: 'Settings' }).click();
  const keys = old.page.getByRole('region', { name: 'Where secrets are kept on this computer' });
  await keys.getByRole('button', { name: 'Check now' }).click();
  await keys.getByText('and it opened a secret').waitFor();
  await old.page.getByRole('button', { name: 'Move to another computer' }).click();
  const dialog = old.page.getByRole('dialog', { name: 'Move to another computer' });
  await dialog.getByRole('textbox', { name: 'Passphrase', exact: true }).fill(PASSPHRASE);
  await dialog.getByRole('textbox', { name: 'Repeat the passphrase' }).fill(PASSPHRASE);
  await dialog.getByRole('textbox', { name: '6-digit code' }).fill(await admin.phone.nextCode());
  await expect.poll(() => findViolations(old.page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Move to another computer' }).click();
  await old.page.getByRole('heading', { name: 'This firm was moved' }).waitFor();
  await expect.poll(() => findViolations(old.page)).toEqual([]);
  expect(old.complaints).toEqual([]);
  await old.close();

  const next = await start(makeTempFolder());
  onTestFinished(next.close);
  await answerDialogs(next.app, file);
  const { page } = next;
  await page.getByRole('button', { name: 'Restore from a backup' }).click();
  await page.getByRole('textbox', { name: 'Passphrase' }).fill(PASSPHRASE);
  await page.getByRole('button', { name: 'Restore' }).click();
  await page.getByText('Moves the firm from').waitFor();
  await page.getByRole('button', { name: 'Restore' }).click();
  await page.getByRole('heading', { name: 'The firm has arrived on this computer' }).waitFor();
  await page.getByText('The key opens every secret').waitFor();
  await expect.poll(() => findViolations(page)).toEqual([]);
  expect(next.complaints).toEqual([]);
  await next.close();

  const again = await start(folder);
  onTestFinished(again.close);
  await again.page.getByRole('heading', { name: 'This firm was moved' }).waitFor();
  await again.page.getByRole('button', { name: 'Use this copy again' }).click();
  await again.page.getByRole('textbox', { name: 'Email' }).fill(admin.email);
  await again.page.getByLabel('Password').fill(PASSWORD);
  await again.page.getByRole('textbox', { name: '6-digit code' }).fill(await admin.phone.nextCode());
  await expect.poll(() => findViolations(again.page)).toEqual([]);
  await again.page.getByRole('button', { name: 'Use this copy again' }).click();
  await again.page.getByRole('heading', { name: 'Sign in' }).waitFor();
  expect(again.complaints).toEqual([]);
});
