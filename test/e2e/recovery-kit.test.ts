// The recovery kit in the real application: it waits and can be stopped while a Partner Admin can sign in, and works at
// once when none can.
import { expect, onTestFinished, test } from 'vitest';
import { markFactorDisabled } from '../../main/storage/tables/users.ts';
import { makeTempFolder } from '../support/temp-folder.ts';
import { enter, start } from './application.ts';
import { Phone, readQrCode } from './authenticator.ts';
import { findViolations } from './axe.ts';
import { KIT_CODE, openFirm, prepareFirm } from './prepared-firm.ts';

const NEW_PASSWORD = 'a-kettle-beside-the-moon';

test('while a Partner Admin can sign in, the kit waits; a Partner Admin sees it at once, stops it and makes a new kit', async () => {
  const folder = makeTempFolder();
  const people = await prepareFirm(folder);
  const running = await start(folder);
  onTestFinished(running.close);
  const { page } = running;
  await enter(page, people.Margaret);

  const holder = await running.openSecondWindow();
  await holder.getByRole('button', { name: 'Use the recovery kit' }).click();
  await holder.getByRole('textbox', { name: 'Email of a Partner Admin' }).fill(people.Daniel.email);
  await holder.getByRole('textbox', { name: 'Recovery kit' }).fill(KIT_CODE.slice(0, 20));
  await holder.getByRole('button', { name: 'Continue' }).click();
  await holder.getByText('A recovery kit has 32 letters and digits').waitFor();
  await expect.poll(() => findViolations(holder)).toEqual([]);
  await holder.getByRole('textbox', { name: 'Recovery kit' }).fill(KIT_CODE.toLowerCase().replaceAll('-', ' '));
  await holder.getByRole('button', { name: 'Continue' }).click();
  await holder.getByRole('heading', { name: 'The recovery kit waits' }).waitFor();
  await expect.poll(() => findViolations(holder)).toEqual([]);

  const banner = page
    .getByRole('alert')
    .filter({ hasText: 'The recovery kit was used for the account of Daniel Okafor' });
  await banner.waitFor();
  await expect.poll(() => findViolations(page)).toEqual([]);
  await banner.getByRole('button', { name: 'Stop it' }).click();
  const dialog = page.getByRole('dialog', { name: 'Stop the recovery kit' });
  await dialog.getByRole('textbox', { name: '6-digit code' }).fill(await people.Margaret.phone.nextCode());
  await dialog.getByRole('button', { name: 'Stop it' }).click();
  await page.getByText('It was stopped, and').waitFor();
  await banner.waitFor({ state: 'hidden' });
  const code = (await page.getByTestId('recovery-kit').textContent()) ?? '';
  expect(code).toMatch(/^[0-9A-Z]{4}(-[0-9A-Z]{4}){7}$/);
  await expect.poll(() => findViolations(page)).toEqual([]);
  await page.getByRole('checkbox', { name: 'The recovery kit is kept safe' }).check();
  await page.getByRole('button', { name: 'Finish' }).click();
  await page.getByRole('dialog').waitFor({ state: 'hidden' });

  await holder.getByRole('button', { name: 'Back to sign in' }).click();
  await holder.getByRole('button', { name: 'Use the recovery kit' }).click();
  await holder.getByRole('textbox', { name: 'Email of a Partner Admin' }).fill(people.Daniel.email);
  await holder.getByRole('textbox', { name: 'Recovery kit' }).fill(KIT_CODE);
  await holder.getByRole('button', { name: 'Continue' }).click();
  await holder.getByText('Email or recovery kit is incorrect').waitFor();

  await page.getByRole('link', { name: 'Settings' }).click();
  const section = page.getByRole('region', { name: 'Recovery kit' });
  await section.getByText('by Margaret Ashworth').waitFor();
  await section.getByRole('button', { name: 'Replace' }).click();
  await page.getByRole('button', { name: 'Make a new kit' }).click();
  await expect.poll(() => page.getByTestId('recovery-kit').textContent()).not.toBe(code);
  await page.keyboard.press('Escape');
  await page.getByText('You have not confirmed that the kit is kept safe.').waitFor();
  await page.getByRole('button', { name: 'Close anyway' }).click();
  await section.getByText('Nobody has confirmed that this kit is kept safe.').waitFor();
  await expect.poll(() => findViolations(page)).toEqual([]);
  expect(running.complaints).toEqual([]);
});

test('when no Partner Admin can sign in, the kit works at once: new password, new 2FA, new recovery codes, new kit', async () => {
  const folder = makeTempFolder();
  const people = await prepareFirm(folder);
  const workspace = await openFirm(folder);
  workspace.context.storage.transaction((tx) => {
    for (const admin of [people.Margaret, people.Daniel]) markFactorDisabled(tx, admin.id, 'code', Date.now());
  });
  workspace.close();
  const { page, complaints, close } = await start(folder);
  onTestFinished(close);
  await page.getByRole('textbox', { name: 'Email' }).fill(people.Margaret.email);
  await page.getByRole('button', { name: 'Use the recovery kit' }).click();
  await expect
    .poll(() => page.getByRole('textbox', { name: 'Email of a Partner Admin' }).inputValue())
    .toBe(people.Margaret.email);
  await page.getByRole('textbox', { name: 'Recovery kit' }).fill(KIT_CODE);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('heading', { name: 'Choose a new password' }).waitFor();
  await expect.poll(() => findViolations(page)).toEqual([]);
  await page.getByLabel('New password', { exact: true }).fill(NEW_PASSWORD);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('heading', { name: 'Set up two-factor authentication' }).waitFor();
  const phone = Phone.fromOtpauthUri(await readQrCode(page.getByRole('img', { name: 'QR code' })));
  await page.getByRole('textbox', { name: '6-digit code' }).fill(await phone.nextCode());
  await page.getByRole('button', { name: 'Confirm' }).click();
  await page.getByRole('checkbox', { name: 'I have saved these codes' }).check();
  await page.getByRole('button', { name: 'Finish' }).click();
  await page.getByRole('heading', { name: 'The firm’s recovery kit' }).waitFor();
  await expect.poll(() => findViolations(page)).toEqual([]);
  const code = (await page.getByTestId('recovery-kit').textContent()) ?? '';
  await page.getByRole('checkbox', { name: 'The recovery kit is kept safe' }).check();
  await page.getByRole('button', { name: 'Finish' }).click();
  await page.getByText('Global view').waitFor();
  await page.getByRole('link', { name: 'Activity' }).click();
  await page.getByText('Recovery kit used').first().waitFor();
  expect(code).not.toBe(KIT_CODE);
  expect(complaints).toEqual([]);
});
