// Overview in the real application: its numbers open the lists behind them, by mouse and by keyboard, it is printed, and a
// person makes it the page after sign-in.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeTempFolder } from '../support/temp-folder.ts';
import {
  carryOutReset,
  closeResetResult,
  enter,
  openResetDialog,
  type Running,
  signOut,
  start,
} from './application.ts';
import { findViolations } from './axe.ts';
import { prepareFirm } from './prepared-firm.ts';

let running: Running;
let people: Awaited<ReturnType<typeof prepareFirm>>;

beforeAll(async () => {
  const folder = makeTempFolder();
  people = await prepareFirm(folder);
  running = await start(folder);
});
afterAll(() => running.close());

test('the first entry of the left menu shows numbers that open the lists behind them', async () => {
  const { app, page } = running;
  await enter(page, people.Margaret);
  // The page after sign-in is as it was.
  await page.getByRole('grid', { name: 'Clients' }).getByText('Bluewater Marine').waitFor();
  await page.getByRole('tab', { name: 'Users' }).click();
  await openResetDialog(page, 'Priya Mehta');
  await carryOutReset(page, 'Priya Mehta', await people.Margaret.phone.nextCode());
  await closeResetResult(page);

  await page.getByRole('navigation', { name: 'Main' }).getByRole('link').first().click();
  await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
  await page.getByRole('button', { name: 'Partner Ops, setup required: 1' }).waitFor();
  await page.getByRole('button', { name: 'Resets by Margaret Ashworth: 1' }).waitFor();
  await expect.poll(() => findViolations(page)).toEqual([]);

  await page.getByRole('button', { name: 'Partner Ops, setup required: 1' }).click();
  const users = page.getByRole('grid', { name: 'Users' });
  await users.getByText('Priya Mehta').waitFor();
  await page.getByText('1 user', { exact: true }).waitFor();

  await page.keyboard.press('Control+5');
  await page.getByRole('button', { name: 'Lost phone: 1' }).focus();
  await page.keyboard.press('Enter');
  const activity = page.getByRole('table', { name: 'Activity' });
  await activity.getByText('2FA reset').waitFor();
  await page.getByText('1 record', { exact: true }).waitFor();
  await page.getByText('Lost phone').first().waitFor();
  await expect.poll(() => findViolations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Clear filters' }).first().click();
  await activity.getByText('Signed in').first().waitFor();

  await page.keyboard.press('Control+5');
  const file = join(makeTempFolder(), 'overview.pdf');
  await app.evaluate(({ BrowserWindow, dialog }, filePath) => {
    Object.assign(dialog, { showSaveDialog: () => Promise.resolve({ canceled: false, filePath }) });
    for (const { webContents } of BrowserWindow.getAllWindows())
      webContents.print = (_options, done) => done?.(false, 'No printers available on the network');
  }, file);
  await page.getByRole('button', { name: 'Print' }).click();
  await page.getByRole('button', { name: 'Save as PDF' }).click();
  await page.getByText(/^The PDF is saved: .*\.pdf.* in /).waitFor();
  expect(readFileSync(file).subarray(0, 5).toString()).toBe('%PDF-');
  await page.getByRole('button', { name: /^Last proved backup/ }).click();
  await page.getByRole('heading', { name: 'Backups' }).waitFor();
  await signOut(page);
});

test('a person makes it the page after sign-in, and nobody else gets it', async () => {
  const { page } = running;
  await enter(page, people.Daniel);
  await page.getByRole('link', { name: 'Overview' }).click();
  await page.getByRole('checkbox', { name: 'Open this page after sign-in' }).check();
  await page.getByText('Overview is your page after sign-in from now on.').waitFor();
  await signOut(page);
  await enter(page, people.Daniel);
  await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
  await signOut(page);
  await enter(page, people.Margaret);
  await page.getByRole('grid', { name: 'Clients' }).getByText('Bluewater Marine').waitFor();
  await signOut(page);
});
