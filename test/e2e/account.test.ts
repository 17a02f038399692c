// My account, Settings and Activity in the real application: changes take effect at once and are recorded.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeTempFolder } from '../support/temp-folder.ts';
import { enter, enterCode, openResetDialog, type Running, signIn, signOut, start } from './application.ts';
import { Phone, readQrCode } from './authenticator.ts';
import { findViolations } from './axe.ts';
import { PASSWORD, prepareFirm } from './prepared-firm.ts';

const NEW_PASSWORD = 'velvet-harbour-sixty-owls';

let running: Running;
/** Daniel's authenticator after he changed it. */
let danielsPhone: Phone;
let people: Awaited<ReturnType<typeof prepareFirm>>;

beforeAll(async () => {
  const folder = makeTempFolder();
  people = await prepareFirm(folder);
  running = await start(folder);
});
afterAll(async () => {
  expect(running.complaints).toEqual([]);
  await running.close();
});

async function openAccount(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Account of/ }).click();
  await page.getByRole('menuitem', { name: 'My account' }).click();
  await page.getByRole('heading', { name: 'My account', exact: true }).waitFor();
}

test('a changed password takes effect at once and ends the session in another window', async () => {
  const { page } = running;
  const { Margaret } = people;
  await enter(page, Margaret);
  const other = await running.openSecondWindow();
  await enter(other, Margaret);

  await openAccount(page);
  await page.getByText('Another window').waitFor();
  await expect.poll(() => findViolations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Change password' }).click();
  const dialog = page.getByRole('dialog', { name: 'Change password' });
  await dialog.getByLabel('Current password').fill('not the password at all');
  await dialog.getByLabel('New password').fill(NEW_PASSWORD);
  await dialog.getByRole('button', { name: 'Change password' }).click();
  await dialog.getByText('That is not your current password').waitFor();
  await expect.poll(() => findViolations(page)).toEqual([]);
  // The typed text stays.
  await expect.poll(() => dialog.getByLabel('New password').inputValue()).toBe(NEW_PASSWORD);
  await dialog.getByLabel('Current password').fill(PASSWORD);
  await dialog.getByRole('button', { name: 'Change password' }).click();
  await page.getByText('Your password was changed. 1 other session was ended.').waitFor();
  await other.getByRole('heading', { name: 'Sign in' }).waitFor();
  await other.close();

  await signOut(page);
  await signIn(page, Margaret.email, PASSWORD);
  await page.getByText('Email or password is incorrect').waitFor();
  await signIn(page, Margaret.email, NEW_PASSWORD);
  await page.getByRole('heading', { name: 'Enter your code' }).waitFor();
  await page.getByRole('button', { name: 'Cancel' }).click();
});

test('a new authenticator replaces the old one once it is confirmed, and its recovery codes are shown once', async () => {
  const { page } = running;
  const { Daniel } = people;
  await enter(page, Daniel);
  await openAccount(page);
  const opener = page.getByRole('button', { name: 'Change authenticator' });
  await opener.click();
  const dialog = page.getByRole('dialog', { name: 'Change authenticator' });
  await dialog.getByRole('textbox', { name: '6-digit code' }).fill('000000');
  await dialog.getByRole('button', { name: 'Continue' }).click();
  await dialog.getByText('That code is not right').waitFor();
  await dialog.getByRole('textbox', { name: '6-digit code' }).fill(await Daniel.phone.nextCode());
  await dialog.getByRole('button', { name: 'Continue' }).click();
  const phone = Phone.fromOtpauthUri(await readQrCode(dialog.getByRole('img', { name: 'QR code' })));
  danielsPhone = phone;
  await dialog.getByRole('textbox', { name: '6-digit code' }).fill(await phone.nextCode());
  await dialog.getByRole('button', { name: 'Confirm' }).click();
  const codes = dialog.getByRole('list', { name: 'Recovery codes' });
  await codes.waitFor();
  await expect.poll(() => codes.getByRole('listitem').count()).toBe(10);
  await dialog.getByRole('button', { name: 'Finish' }).click();
  await dialog.getByText('then tick this box').waitFor();
  await page.keyboard.press('Escape');
  await dialog.getByText('You have not confirmed that the codes are saved').waitFor();
  await expect.poll(() => findViolations(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Keep open' }).click();
  await dialog.getByRole('checkbox', { name: 'I have saved these codes' }).check();
  await dialog.getByRole('button', { name: 'Finish' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await expect.poll(() => opener.evaluate((element) => element === document.activeElement)).toBe(true);
  await page.getByText('10 of 10 left').waitFor();

  await page.getByRole('button', { name: 'Make new codes' }).click();
  const made = page.getByRole('dialog', { name: 'Make new recovery codes' });
  await made.getByRole('textbox', { name: '6-digit code' }).fill(await phone.nextCode());
  await made.getByRole('button', { name: 'Make new codes' }).click();
  const shown = page.getByRole('dialog', { name: 'New recovery codes' });
  const code = await shown.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem').first().textContent();
  const sheet = join(makeTempFolder(), 'codes.txt');
  await running.app.evaluate(({ dialog: system }, filePath) => {
    system.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
  }, sheet);
  await shown.getByRole('button', { name: 'Save as file' }).click();
  await expect.poll(() => existsSync(sheet)).toBe(true);
  // A sheet without a date could be an old one.
  expect(readFileSync(sheet, 'utf8')).toMatch(/^Made on .*20\d\d\. They replace all earlier codes/m);
  await shown.getByRole('checkbox', { name: 'I have saved these codes' }).check();
  await shown.getByRole('button', { name: 'Finish' }).click();
  await shown.waitFor({ state: 'hidden' });
  await page.getByText('Daniel Okafor moved 2FA to another authenticator app.').waitFor();
  await page.getByText('Daniel Okafor made new recovery codes.').waitFor();

  await signOut(page);
  await signIn(page, Daniel.email, PASSWORD);
  await enterCode(page, Daniel.phone.presentCode());
  await page.getByText('That code is not right').waitFor();
  await page.getByRole('button', { name: 'Use a recovery code' }).click();
  await page.getByRole('textbox', { name: 'Recovery code' }).fill(code ?? '');
  await page.getByRole('button', { name: 'Verify' }).click();
  await page.getByText('You signed in with a recovery code. 9 codes are left.').waitFor();
});

// Daniel is still signed in from the previous test.
test('settings need a fresh code, apply to every window and to the next reset, and ask before unsaved changes are left', async () => {
  const { page } = running;
  const other = await running.openSecondWindow();
  await other.getByRole('heading', { name: 'Sign in' }).waitFor();
  await page.keyboard.press('Control+3');
  await page.getByRole('textbox', { name: 'Firm name' }).fill('Ashworth & Daughters');
  await page.getByRole('link', { name: 'Client & User Management' }).click();
  await page.getByRole('button', { name: 'Keep editing' }).click();
  await expect.poll(() => page.getByRole('textbox', { name: 'Firm name' }).inputValue()).toBe('Ashworth & Daughters');
  await page.getByLabel('It works for').fill('8');
  await page.getByLabel('Unit').selectOption('days');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('At most 7 days.').waitFor();
  await expect.poll(() => findViolations(page)).toEqual([]);
  await page.getByLabel('It works for').fill('90');
  await page.getByLabel('Unit').selectOption('minutes');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Enter the 6-digit code from your own authenticator app.').waitFor();
  await page.getByRole('button', { name: 'Discard' }).click();
  await expect.poll(() => page.getByRole('textbox', { name: 'Firm name' }).inputValue()).toBe('Ashworth & Partners');

  await page.getByRole('textbox', { name: 'Firm name' }).fill('Ashworth & Daughters');
  await page.getByLabel('It works for').fill('1,5');
  await page.getByLabel('Unit').selectOption('hours');
  await page.getByRole('textbox', { name: '6-digit code' }).fill(await danielsPhone.nextCode());
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Your settings were saved.').waitFor();
  await expect.poll(() => page.getByLabel('It works for').inputValue()).toBe('90');
  await expect.poll(() => other.title()).toContain('Ashworth & Daughters');
  await other.close();

  await openResetDialog(page, 'Priya Mehta');
  await page.getByText('It works once, for 90 minutes.').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
});

// Daniel is still signed in from the previous test.
test('Activity shows who did what with what outcome, filters by person, action and outcome, and works by keyboard', async () => {
  const { page } = running;
  await page.keyboard.press('Control+2');
  const table = page.getByRole('table', { name: 'Activity' });
  await table.getByRole('button', { name: 'Settings changed' }).first().focus();
  await page.keyboard.press('Enter');
  await table.getByText('Ashworth & Daughters (was Ashworth & Partners)').waitFor();
  await table.getByText('90 minutes (was').waitFor();
  await expect.poll(() => findViolations(page)).toEqual([]);
  await page.keyboard.press('ArrowDown');
  await expect.poll(() => page.evaluate(() => document.activeElement?.hasAttribute('data-record'))).toBe(true);

  await page.getByRole('searchbox', { name: 'Search people' }).fill('okafor');
  await table.getByText('Authenticator changed').waitFor();
  await table.getByText('Password changed').waitFor({ state: 'hidden' });
  await page.getByRole('button', { name: 'Outcome' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Refused' }).click();
  await page.keyboard.press('Escape');
  await table.getByText('Authenticator changed').waitFor({ state: 'hidden' });
  await table.getByText('Own code refused').waitFor();
  await expect.poll(() => table.getByText('Done', { exact: true }).count()).toBe(0);
  await page.getByRole('searchbox', { name: 'Search people' }).fill('nobody of this name');
  await page.getByText('Nothing matches.').waitFor();
  await page.getByRole('button', { name: 'Clear filters' }).last().click();
  await table.getByText('Settings changed').first().waitFor();
  await page.getByLabel('From').fill('2031-01-01');
  await page.getByText('Nothing matches.').waitFor();
  // The filters stay while another section is open.
  await page.keyboard.press('Control+1');
  await page.getByRole('tab', { name: 'Users' }).waitFor();
  await page.keyboard.press('Control+2');
  await page.getByText('Nothing matches.').waitFor();
  await signOut(page);
});

test('Client Ops sees My account alone and can change their name there', async () => {
  const { page } = running;
  const { Ingrid } = people;
  await enter(page, Ingrid);
  await page.getByText('because your role is Client Ops').waitFor();
  await page.getByRole('heading', { name: 'My account', exact: true }).waitFor();
  await expect.poll(() => page.getByRole('navigation', { name: 'Main' }).getByRole('link').count()).toBe(0);
  await page.keyboard.press('Control+2');
  const [firstName, lastName] = ['First name', 'Last name'].map((name) => page.getByRole('textbox', { name }));
  await firstName?.fill('');
  await lastName?.fill('');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Enter a first or a last name.').waitFor();
  // One of the two is enough.
  await lastName?.fill('Weaver');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: 'Account of Weaver' }).waitFor();
  await firstName?.fill('Inga');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: 'Account of Inga Weaver' }).waitFor();
  await signOut(page);
});
