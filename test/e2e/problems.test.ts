// Data that cannot be opened, and an application that is started twice.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { noteLastBackup } from '../../main/storage/files/last-backup-note.ts';
import { makeTempFolder } from '../support/temp-folder.ts';
import { start } from './application.ts';
import { findViolations } from './axe.ts';
import { backUp, PASSPHRASE } from './backed-up-firm.ts';
import { openFirm, PASSWORD, prepareFirm } from './prepared-firm.ts';

const fingerprint = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');

async function expectProblem(folder: string, title: string, file: string): Promise<void> {
  const before = fingerprint(file);
  const { page, close } = await start(folder);
  onTestFinished(close);
  await page.getByRole('heading', { name: title }).waitFor();
  await page.getByRole('heading', { name: 'What to do' }).waitFor();
  await expect.poll(() => page.getByRole('listitem').count()).toBeGreaterThan(1);
  await expect.poll(() => page.textContent('body')).not.toContain(folder);
  await close();
  expect(fingerprint(file)).toBe(before);
}

test('a damaged database is refused and left untouched, and the window says what to do', async () => {
  const folder = makeTempFolder();
  mkdirSync(join(folder, 'firm'), { recursive: true });
  const file = join(folder, 'firm', 'rekey.db');
  writeFileSync(file, 'this was a database once');
  await expectProblem(folder, 'Your data file is damaged', file);
});

test('a truncated database is refused and left untouched', async () => {
  const folder = makeTempFolder();
  await prepareFirm(folder);
  const file = join(folder, 'firm', 'rekey.db');
  truncateSync(file, 20_000);
  await expectProblem(folder, 'Your data file is damaged', file);
});

test('a large database is checked while the window is open, and the last backup takes its place at once', async () => {
  const folder = makeTempFolder();
  const { Margaret: admin } = await prepareFirm(folder);
  const backup = await backUp(folder);
  noteLastBackup(join(folder, 'record-anchor.json'), { file: backup, checkedAt: Date.now(), records: 0 });
  const file = join(folder, 'firm', 'rekey.db');
  const db = new BetterSqlite3(file);
  const fill = db.prepare("INSERT INTO throttles VALUES (hex(randomblob(:bytes)), 'code', 0, 0, 0)");
  for (let i = 0; i < 20; i++) fill.run({ bytes: 500_000 });
  for (let i = 0; i < 200; i++) fill.run({ bytes: 100 });
  db.close();
  const bytes = readFileSync(file);
  writeFileSync(file, Buffer.concat([bytes.subarray(0, -4096), Buffer.alloc(4096, 0xab)]));
  const { app, page, close } = await start(folder);
  onTestFinished(close);
  await page.getByRole('heading', { name: 'Your data file is damaged' }).waitFor();
  await page.getByText(basename(backup), { exact: true }).waitFor();
  await page.getByText('By the notes of this computer, nothing was done after it.').waitFor();
  await expect.poll(() => findViolations(page)).toEqual([]);
  const copies = makeTempFolder();
  await app.evaluate(({ dialog }, filePath) => {
    Object.assign(dialog, { showOpenDialog: () => Promise.resolve({ canceled: false, filePaths: [filePath] }) });
  }, copies);
  await page.getByRole('button', { name: 'Save a copy of the damaged files' }).click();
  await page.getByText('The damaged files were copied as they are').waitFor();
  expect(readdirSync(join(copies, readdirSync(copies)[0] ?? ''))).toContain('rekey.db');
  await page.getByRole('textbox', { name: 'Passphrase' }).fill(PASSPHRASE);
  await page.getByRole('button', { name: 'Restore' }).click();
  await page.getByText('The backup of Ashworth & Partners, made on').waitFor();
  await page.getByRole('button', { name: 'Restore' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await page.getByRole('textbox', { name: 'Email' }).fill(admin.email);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('textbox', { name: '6-digit code' }).waitFor();
});

test('a database of a newer Rekey is refused and left untouched', async () => {
  const folder = makeTempFolder();
  await prepareFirm(folder);
  const file = join(folder, 'firm', 'rekey.db');
  const db = new BetterSqlite3(file);
  db.pragma('user_version = 9999');
  db.close();
  await expectProblem(folder, 'Your data was saved by a newer Rekey', file);
});

test('a missing data key is refused, and no new one is created', async () => {
  const folder = makeTempFolder();
  await prepareFirm(folder);
  const file = join(folder, 'firm', 'rekey.db');
  rmSync(join(folder, 'firm', 'data-key.json'));
  await expectProblem(folder, 'The key to your data is missing', file);
  await expect(openFirm(folder)).rejects.toThrow('the data key is missing');
});

test('a second start on the same folder ends itself and restores the first window', async () => {
  const folder = makeTempFolder();
  const { app, close } = await start(folder);
  onTestFinished(close);
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.minimize());
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env;
  const given = (process.env['REKEY_ELECTRON_ARGS'] ?? '').split(' ').filter(Boolean);
  const second = spawn(
    process.env['REKEY_ELECTRON'] ?? '',
    [...given, '--disable-gpu', join(import.meta.dirname, '../..'), `--user-data-dir=${folder}`],
    {
      env,
      stdio: 'ignore',
    },
  );
  const [code] = await once(second, 'exit');
  expect(code).toBe(0);
  expect(app.windows()).toHaveLength(1);
});
