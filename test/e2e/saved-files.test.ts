// What Rekey saves for a person, in the real application: only this account can read the file, whatever was there before.
import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { makeTempFolder } from '../support/temp-folder.ts';
import { carryOutReset, enter, openResetDialog, start } from './application.ts';
import { findViolations } from './axe.ts';
import { prepareFirm } from './prepared-firm.ts';

test('a file of codes that is saved over one that others may read is for this account alone', async () => {
  const folder = makeTempFolder();
  const { Margaret: admin } = await prepareFirm(folder);
  const { app, page, close } = await start(folder);
  onTestFinished(close);
  await enter(page, admin);
  const chosen = makeTempFolder();
  const file = join(chosen, 'letter.txt');
  writeFileSync(file, 'of before');
  chmodSync(file, 0o644);
  await app.evaluate(({ dialog }, filePath) => {
    Object.assign(dialog, { showSaveDialog: () => Promise.resolve({ canceled: false, filePath }) });
  }, file);
  const answer = await page.evaluate(() =>
    window.rekey.request('document.save', JSON.stringify({ suggestedName: 'letter', text: 'ABCD-EFGH' })),
  );
  expect(JSON.parse(answer)).toEqual({ ok: true, value: { file: { name: 'letter.txt', folder: chosen } } });
  expect(readFileSync(file, 'utf8')).toBe('ABCD-EFGH');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(chosen)).toEqual(['letter.txt']);
});

test('a computer without a printer says so, and saves the letter as a PDF for this account alone', async () => {
  const folder = makeTempFolder();
  const { Margaret: admin } = await prepareFirm(folder);
  const { app, page, close } = await start(folder);
  onTestFinished(close);
  await enter(page, admin);
  await openResetDialog(page, 'Tomasz Moreau');
  const setupCode = await carryOutReset(page, 'Tomasz Moreau', await admin.phone.nextCode());
  const chosen = makeTempFolder();
  const file = join(chosen, 'letter.pdf');
  await app.evaluate(({ BrowserWindow, dialog }, filePath) => {
    Object.assign(dialog, { showSaveDialog: () => Promise.resolve({ canceled: false, filePath }) });
    for (const { webContents } of BrowserWindow.getAllWindows()) {
      webContents.print = (_options, done) => done?.(false, 'No printers available on the network');
    }
  }, file);
  await page.getByRole('button', { name: 'Print letter' }).click();
  await page.getByText('this computer has no printer').waitFor();
  await expect.poll(() => findViolations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Save as PDF' }).click();
  await page.getByText(/^Saved: .*letter\.pdf.* in .*\.$/).waitFor();
  expect(readFileSync(file).subarray(0, 5).toString()).toBe('%PDF-');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(chosen)).toEqual(['letter.pdf']);
  // The page is the letter alone: one sheet, and not the window around it.
  expect(readFileSync(file, 'latin1').match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
  await expect.poll(() => page.getByTestId('setup-code').textContent()).toBe(setupCode);
});
