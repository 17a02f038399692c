// The temporary code for a phone that was left at home: offered before a reset, entered instead of the authenticator's
// code, revoked while in use.
import type { Page } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { makeTempFolder } from '../support/temp-folder.ts';
import { enter, openResetDialog, signIn, start } from './application.ts';
import { findViolations } from './axe.ts';
import { PASSWORD, prepareFirm } from './prepared-firm.ts';

async function enterTemporaryCode(page: Page, email: string, code: string): Promise<void> {
  await signIn(page, email, PASSWORD);
  await page.getByRole('button', { name: 'Use a temporary code' }).click();
  await page.getByRole('textbox', { name: 'Temporary code' }).fill(code);
  await page.getByRole('button', { name: 'Verify' }).click();
}

test('a temporary code is issued instead of a reset, lets its user in once, cannot change the password, and can be revoked', async () => {
  const folder = makeTempFolder();
  const { Margaret: admin, Tomasz: user } = await prepareFirm(folder);
  const { page, openSecondWindow, complaints, close } = await start(folder);
  onTestFinished(close);
  await enter(page, admin);
  await openResetDialog(page, user.name);
  await page.getByRole('button', { name: 'Issue a temporary code instead' }).click();
  const dialog = page.getByRole('dialog', { name: `Issue a temporary code for ${user.name}` });
  await dialog.getByLabel('Reason').waitFor();
  await expect.poll(() => findViolations(page)).toEqual([]);
  // The focus is on the first question: Enter does not issue a code.
  const reason = dialog.getByRole('combobox', { name: 'Reason' });
  await expect.poll(() => reason.evaluate((field) => field === document.activeElement)).toBe(true);
  await dialog.getByRole('button', { name: 'Issue the code' }).click();
  await dialog.getByText('Choose why it is needed.').waitFor();
  await dialog.getByText('Choose how you checked who is asking.').waitFor();
  await dialog.getByLabel('Reason').selectOption('phone_left_behind');
  await dialog.getByLabel('Ends after').selectOption('4 hours');
  await dialog.getByRole('radio', { name: 'I called back' }).check();
  await dialog.getByRole('textbox', { name: '6-digit code' }).fill(await admin.phone.nextCode());
  await dialog.getByRole('button', { name: 'Issue the code' }).click();
  const code = (await dialog.getByTestId('temporary-code').textContent()) ?? '';
  await expect.poll(() => findViolations(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await dialog.getByText('The temporary code was not passed on. It cannot be shown again.').waitFor();
  await dialog.getByRole('button', { name: 'Keep open' }).click();
  await dialog.getByRole('checkbox', { name: 'I have passed on or noted the temporary code' }).check();
  await dialog.getByRole('button', { name: 'Done' }).click();
  await dialog.waitFor({ state: 'hidden' });

  const theirs = await openSecondWindow();
  await enterTemporaryCode(theirs, user.email, code);
  await theirs.getByText('You signed in with a temporary code.').waitFor();
  await expect.poll(() => findViolations(theirs)).toEqual([]);
  await theirs.getByRole('button', { name: /^Account of/ }).click();
  await theirs.getByRole('menuitem', { name: 'My account' }).click();
  await theirs.getByText('You can change these when you sign in with your authenticator app again.').waitFor();
  for (const name of ['Change password', 'Change authenticator', 'Make new codes', 'Propose another number'])
    await expect.poll(() => theirs.getByRole('button', { name }).isDisabled(), { message: name }).toBe(true);

  await page.getByRole('button', { name: user.name, exact: true }).click();
  const details = page.getByRole('complementary', { name: `Details of ${user.name}` });
  await details.getByText(/^Works once, until .*: used just now$/).waitFor();
  await expect.poll(() => findViolations(page)).toEqual([]);
  await details.getByRole('button', { name: 'Revoke' }).click();
  await details.getByRole('button', { name: 'Revoke' }).waitFor({ state: 'hidden' });
  await theirs.getByText('Your session has ended. Sign in again.').waitFor();
  await enterTemporaryCode(theirs, user.email, code);
  await theirs.getByText('That temporary code is not right').waitFor();
  // The authenticator still works.
  await theirs.getByRole('button', { name: 'Use the authenticator app' }).click();
  await theirs.getByRole('textbox', { name: '6-digit code' }).fill(await user.phone.nextCode());
  await theirs.getByRole('button', { name: 'Verify' }).click();
  // The user reads the notice about the temporary code first.
  await theirs.getByText('issued a temporary code').waitFor();
  await expect.poll(() => findViolations(theirs)).toEqual([]);
  await theirs.getByRole('button', { name: 'I know about this' }).click();
  await theirs.getByRole('button', { name: /^Account of/ }).waitFor();
  expect(complaints).toEqual([]);
});
