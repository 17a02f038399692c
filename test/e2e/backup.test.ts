// A firm is backed up, and comes back on another computer and over itself, in the real application. Without Rekey, the tools
// of a Linux system open the file.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { makeTempFolder } from '../support/temp-folder.ts';
import { enter, enterCode, start } from './application.ts';
import { findViolations } from './axe.ts';
import { answerDialogs, openAutomaticBackups } from './back-up.ts';
import { PASSPHRASE } from './backed-up-firm.ts';
import { openFirm, PASSWORD, type PreparedPerson, prepareFirm } from './prepared-firm.ts';

async function backUp(page: Page, admin: PreparedPerson): Promise<void> {
  await page.getByRole('link', { name: 'Settings' }).click();
  const region = page.getByRole('region', { name: 'Backups' });
  await region.getByRole('button', { name: 'Back up now' }).click();
  const dialog = page.getByRole('dialog', { name: 'Back up now' });
  await dialog.getByRole('textbox', { name: 'Passphrase', exact: true }).fill(PASSPHRASE);
  await dialog.getByRole('textbox', { name: 'Repeat the passphrase' }).fill(PASSPHRASE);
  await dialog.getByRole('textbox', { name: '6-digit code' }).fill(await admin.phone.nextCode());
  await dialog.getByRole('button', { name: 'Back up now' }).click();
  await region.getByRole('status').filter({ hasText: 'Last backup checked' }).waitFor();
}

/** Types the code of the phone until it is one that was not shown before the restore. */
async function enterAfterRestore(page: Page, { email, name, phone }: PreparedPerson): Promise<void> {
  await page.getByRole('textbox', { name: 'Email' }).fill(email);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  const isIn = page.getByRole('button', { name: `Account of ${name}` });
  const isUsed = page.getByText('That code was already used.');
  for (;;) {
    await enterCode(page, await phone.nextCode());
    await isIn.or(isUsed).first().waitFor();
    if (await isIn.isVisible()) return;
  }
}

test('a firm is backed up, and comes back on a computer that has none', async () => {
  const folder = makeTempFolder();
  const { Margaret: admin } = await prepareFirm(folder);
  const file = join(makeTempFolder(), 'firm.rekey-backup.age');
  const first = await start(folder);
  onTestFinished(first.close);
  await answerDialogs(first.app, file);
  await enter(first.page, admin);
  await first.page.getByRole('tab', { name: 'Users' }).click();
  await first.page.getByRole('button', { name: 'No backup' }).click();
  await first.page.getByText('This firm has no backup.').waitFor();
  await expect.poll(() => first.page.evaluate(() => document.activeElement?.textContent)).toBe('Backups');
  await backUp(first.page, admin);
  await expect.poll(() => findViolations(first.page)).toEqual([]);
  expect(first.complaints).toEqual([]);
  await first.close();
  expect(readFileSync(file).subarray(0, 21).toString()).toBe('age-encryption.org/v1');

  const elsewhere = makeTempFolder();
  const second = await start(elsewhere);
  onTestFinished(second.close);
  const { page } = second;
  const wrong = join(makeTempFolder(), 'letter.age');
  writeFileSync(wrong, 'Dear Ann');
  await answerDialogs(second.app, wrong);
  await page.getByRole('button', { name: 'Restore from a backup' }).click();
  await page.getByRole('heading', { name: 'Restore from a backup' }).waitFor();
  await expect.poll(() => findViolations(page)).toEqual([]);
  await page.getByRole('textbox', { name: 'Passphrase' }).fill(PASSPHRASE);
  await page.getByRole('button', { name: 'Restore' }).click();
  await page.getByText('This file is not a backup of Rekey.').waitFor();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('heading', { name: 'Create your firm' }).waitFor();

  await answerDialogs(second.app, file);
  await page.getByRole('button', { name: 'Restore from a backup' }).click();
  await page.getByRole('textbox', { name: 'Passphrase' }).fill('nine boats under the sun');
  await page.getByRole('button', { name: 'Restore' }).click();
  await page.getByText('The passphrase does not open this file.').waitFor();
  await page.getByRole('textbox', { name: 'Passphrase' }).fill(PASSPHRASE);
  await page.getByRole('button', { name: 'Restore' }).click();
  await page.getByText('Ashworth & Partners').waitFor();
  await page.getByText('This computer does not know how much it is.').waitFor();
  await expect.poll(() => findViolations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Restore this firm' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await page
    .getByText(/^The firm was restored from the backup of .+\. What was done after that is not in it\.$/)
    .waitFor();
  await enterAfterRestore(page, admin);
  await page.getByRole('button', { name: /alert/ }).click();
  await page.getByText('The firm was restored from a backup.').waitFor();
  expect(second.complaints).toEqual([]);
  await second.close();
  expect(readdirSync(elsewhere).filter((name) => name.startsWith('firm-restore'))).toEqual([]);

  // As a kill leaves it while somebody opens a backup in the sample.
  const decrypted = join(elsewhere, 'sample-restore', 'firm');
  mkdirSync(decrypted, { recursive: true });
  writeFileSync(join(decrypted, 'rekey.db'), 'a firm');
  const third = await start(elsewhere);
  onTestFinished(third.close);
  await third.page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await expect.poll(() => existsSync(decrypted)).toBe(false);
});

test('an earlier state takes the place of the firm, which says so', async () => {
  const folder = makeTempFolder();
  const { Margaret: admin } = await prepareFirm(folder);
  const file = join(makeTempFolder(), 'firm.rekey-backup.age');
  const { app, page, close, complaints } = await start(folder);
  onTestFinished(close);
  await answerDialogs(app, file);
  await enter(page, admin);
  await backUp(page, admin);
  await page.getByRole('textbox', { name: 'Firm name' }).fill('Quill & Partners');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Your settings were saved.').waitFor();

  await page.getByRole('region', { name: 'Backups' }).getByRole('button', { name: 'Restore from a backup' }).click();
  const dialog = page.getByRole('dialog', { name: 'Restore from a backup' });
  await dialog.getByRole('textbox', { name: 'Passphrase' }).fill(PASSPHRASE);
  await dialog.getByRole('button', { name: 'Restore' }).click();
  await dialog.getByText('records of activity came after the backup').waitFor();
  await expect.poll(() => findViolations(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Restore this firm' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  expect(
    readdirSync(folder)
      .filter((name) => name.startsWith('firm'))
      .sort(),
  ).toEqual(['firm', 'firm-before-restore-1']);
  expect(JSON.parse(readFileSync(join(folder, 'last-backup.json'), 'utf8')).file).toBe(file);
  await enterAfterRestore(page, admin);
  await page.getByRole('button', { name: /alert/ }).click();
  await page.getByText('The firm was restored from a backup.').waitFor();
  await page.getByRole('link', { name: 'Settings' }).click();
  await expect.poll(() => page.getByRole('textbox', { name: 'Firm name' }).inputValue()).toBe('Ashworth & Partners');
  expect(complaints).toEqual([]);
});

test('automatic backups begin at once, and the last one is made when Rekey closes', async () => {
  const folder = makeTempFolder();
  const { Margaret: admin } = await prepareFirm(folder);
  const stick = makeTempFolder();
  const { app, page, close, complaints } = await start(folder);
  onTestFinished(close);
  await answerDialogs(app, stick);
  await enter(page, admin);
  const { region, dialog } = await openAutomaticBackups(page, await admin.phone.nextCode());
  await expect.poll(() => findViolations(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Back up automatically' }).click();
  await region.getByText(`Every day and when Rekey closes, into ${stick}.`).waitFor();
  await expect.poll(() => findViolations(page)).toEqual([]);
  const [name = ''] = readdirSync(stick);
  expect(name).toMatch(/^Ashworth-Partners-\d{4}-\d\d-\d\d\.rekey-backup\.age$/);
  const first = readFileSync(join(stick, name));
  expect(complaints).toEqual([]);
  await close();
  expect(readdirSync(stick)).toEqual([name]);
  expect(readFileSync(join(stick, name)).equals(first)).toBe(false);
  const { context, close: closeFirm } = await openFirm(folder);
  const made = context.storage.read.all("SELECT 1 AS yes FROM activity WHERE action = 'backup.made_by_plan'");
  closeFirm();
  expect(made).toHaveLength(1);
});

const missing = ['age', 'sqlite3', 'script'].filter((tool) => spawnSync('which', [tool]).status !== 0);

test('without Rekey, age opens the file and sqlite3 its database', async ({ skip }) => {
  skip(missing.length > 0, `this system lacks ${missing.join(', ')}`);
  const folder = makeTempFolder();
  const { Margaret: admin } = await prepareFirm(folder);
  const place = makeTempFolder();
  const file = join(place, 'firm.rekey-backup.age');
  const { app, page, close } = await start(folder);
  onTestFinished(close);
  await answerDialogs(app, file);
  await enter(page, admin);
  await backUp(page, admin);
  // What age itself chooses. Unit tests take less.
  expect(readFileSync(file, 'latin1')).toMatch(/^age-encryption\.org\/v1\n-> scrypt \S{22} 18\n/);
  // age asks at a terminal only.
  const archive = join(place, 'firm.tar');
  execFileSync('script', ['-qec', `age -d -o ${archive} ${file}`, '/dev/null'], { input: `${PASSPHRASE}\n` });
  expect(existsSync(archive)).toBe(true);
  execFileSync('tar', ['-xf', archive, '-C', place]);
  const query = 'SELECT email FROM users ORDER BY id LIMIT 1; PRAGMA integrity_check;';
  expect(execFileSync('sqlite3', [join(place, 'rekey.db'), query]).toString()).toBe(`${admin.email}\nok\n`);
});
