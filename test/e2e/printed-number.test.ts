// The printed number in the real application: a letter on paper and in a file carries it, and Activity checks it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { editFile } from '../support/place.ts';
import { makeTempFolder } from '../support/temp-folder.ts';
import { carryOutReset, closeResetResult, enter, openResetDialog, start } from './application.ts';
import { findViolations } from './axe.ts';
import { prepareFirm } from './prepared-firm.ts';

const LINE = /^Number of the record: (\d+ · [0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4}){2})$/m;

test('a letter carries the number of the record, and Activity says whether the record is as it was printed', async () => {
  const folder = makeTempFolder();
  const { Margaret: admin } = await prepareFirm(folder);
  const { app, page, complaints, close } = await start(folder);
  onTestFinished(close);
  await enter(page, admin);
  await openResetDialog(page, 'Tomasz Moreau');
  await carryOutReset(page, 'Tomasz Moreau', await admin.phone.nextCode());
  const file = join(makeTempFolder(), 'letter.txt');
  await app.evaluate(({ BrowserWindow, dialog }, filePath) => {
    Object.assign(dialog, { showSaveDialog: () => Promise.resolve({ canceled: false, filePath }) });
    for (const { webContents } of BrowserWindow.getAllWindows())
      webContents.print = (_options, done) => {
        const paper = 'document.body.lastElementChild.textContent';
        void webContents.executeJavaScript(paper).then((text: string) => {
          Object.assign(globalThis, { printedText: text });
          done?.(true, '');
        });
      };
  }, file);
  await page.getByRole('button', { name: 'Save letter' }).click();
  await page.getByRole('button', { name: 'Saved', exact: true }).waitFor();
  const [, printed = ''] = LINE.exec(readFileSync(file, 'utf8')) ?? [];
  expect(printed).not.toBe('');
  await page.getByRole('button', { name: 'Print letter' }).click();
  await page.getByRole('button', { name: 'Printed', exact: true }).waitFor();
  const onPaper = await app.evaluate(() => (globalThis as unknown as { readonly printedText: string }).printedText);
  expect(onPaper).toContain(`Number of the record: ${printed}`);
  await closeResetResult(page);

  await page.getByRole('link', { name: 'Activity' }).click();
  await page.getByRole('button', { name: 'Check a printed number' }).click();
  const dialog = page.getByRole('dialog', { name: 'Check a printed number' });
  const field = dialog.getByRole('textbox', { name: 'Number of the record' });
  await field.fill('7F3K');
  await page.keyboard.press('Enter');
  await dialog.getByText('Enter the number and the three groups').waitFor();
  await field.fill(printed.toLowerCase().replaceAll('-', ' '));
  await page.keyboard.press('Enter');
  await dialog.getByText(/^Record \d+, of .*, is as it was printed\. So are all records before it\.$/).waitFor();
  await expect.poll(() => findViolations(page)).toEqual([]);

  editFile(join(folder, 'firm', 'rekey.db'), (db) => void db.exec("UPDATE activity SET reason = 'x' WHERE seq = 1"));
  await dialog.getByRole('button', { name: 'Check', exact: true }).click();
  await dialog.getByText(/^Record \d+ has the letters that were printed, but record 1 before it/).waitFor();
  await field.fill(printed.replace(/.$/, (last) => (last === '0' ? '1' : '0')));
  await page.keyboard.press('Enter');
  await dialog.getByText(/^Record \d+ differs from what was printed\.$/).waitFor();
  expect(complaints).toEqual([]);
});
