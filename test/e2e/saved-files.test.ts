// What Rekey saves for a person, in the real application: only this account can read the file, whatever was there before.
import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { makeTempFolder } from '../support/temp-folder.ts';
import { enter, start } from './application.ts';
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
  expect(JSON.parse(answer)).toEqual({ ok: true, value: { isSaved: true } });
  expect(readFileSync(file, 'utf8')).toBe('ABCD-EFGH');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(chosen)).toEqual(['letter.txt']);
});
