// The second approver, with three Partner Admins in three windows. One requests a reset and one approves it; the third
// is the target, is told at once, and can cancel the request. The setup code is shown once, to the requester.
import type { Page } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { makeTempFolder } from '../support/temp-folder.ts';
import { enter, openResetDialog, signIn, start } from './application.ts';
import { findViolations } from './axe.ts';
import { ON_FILE, PASSWORD, type PreparedPerson, prepareFirm } from './prepared-firm.ts';

/** Fills in the dialog and sends the request. `code`: where the dialog asks for the requester's own code. */
async function askToReset(page: Page, target: PreparedPerson, code?: string): Promise<void> {
  await openResetDialog(page, target.name);
  const dialog = page.getByRole('dialog', { name: `Reset 2FA for ${target.name}` });
  await dialog.getByText('This needs a second approver.').waitFor();
  await dialog.getByLabel('Reason').selectOption('lost_phone');
  await dialog.getByRole('radio', { name: 'I called back' }).check();
  if (code !== undefined) await dialog.getByRole('textbox', { name: '6-digit code' }).fill(code);
  await dialog.getByRole('button', { name: 'Ask for approval' }).click();
  await dialog.getByText('This waits for a second approver.').waitFor();
  await expect.poll(() => findViolations(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Done' }).click();
}

test('a reset of a Partner Admin waits for a second approver; the target can cancel it; the requester sees the code once', async () => {
  const folder = makeTempFolder();
  const {
    Margaret: requester,
    Daniel: approver,
    Wen: target,
  } = await prepareFirm(folder, [['Wen', 'Lindqvist', 'partner_admin']]);
  const { page, openSecondWindow, complaints, close } = await start(folder);
  onTestFinished(close);
  await enter(page, requester);
  await page.getByRole('link', { name: 'Settings' }).click();
  await page
    .getByRole('radiogroup', { name: 'Second approver' })
    .getByRole('radio', { name: /^Needed/ })
    .check();
  await page.getByRole('textbox', { name: '6-digit code' }).fill(await requester.phone.nextCode());
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Your settings were saved.').waitFor();
  await page.getByRole('link', { name: 'Approvals' }).click();
  await page.getByText('Nothing waits for approval.').waitFor();
  await expect.poll(() => findViolations(page)).toEqual([]);

  const [second, third] = [await openSecondWindow(), await openSecondWindow()];
  await enter(second, approver);
  await enter(third, target);
  await askToReset(page, target);

  // The target is told at once and cancels the request.
  await third.getByText('Margaret Ashworth has asked to reset your 2FA').waitFor();
  await expect.poll(() => findViolations(third)).toEqual([]);
  await third.getByRole('button', { name: 'Cancel request' }).click();
  await third.getByText('Margaret Ashworth has asked to reset your 2FA').waitFor({ state: 'hidden' });
  await askToReset(page, target);

  await second.getByRole('link', { name: 'Approvals 1 waits for you' }).click();
  const open = second.getByRole('list', { name: 'Open requests' });
  await open.getByRole('heading', { name: `Reset 2FA for ${target.name}` }).waitFor();
  await second.getByText('Cancelled by Wen Lindqvist.').waitFor();
  await expect.poll(() => findViolations(second)).toEqual([]);
  await open.getByRole('button', { name: 'Approve' }).click();
  const decision = second.getByRole('dialog', { name: `Approve: Reset 2FA for ${target.name}` });
  // The approver calls the person, and reads the number in the dialog.
  await decision.getByText(`Speak with ${target.name} yourself. Call ${ON_FILE}`).waitFor();
  await decision.getByRole('textbox', { name: 'Note' }).fill('Spoke with Wen');
  await decision.getByRole('textbox', { name: '6-digit code' }).fill(await approver.phone.nextCode());
  await expect.poll(() => findViolations(second)).toEqual([]);
  await decision.getByRole('button', { name: 'Approve' }).click();
  await second.getByText('Daniel Okafor has approved it. Margaret Ashworth carries it out.').waitFor();

  await page.getByRole('link', { name: 'Approvals 1 waits for you' }).click();
  await page.getByRole('button', { name: 'Carry out' }).click();
  const dialog = page.getByRole('dialog', { name: `Reset 2FA for ${target.name}` });
  await dialog.getByText('Daniel Okafor has approved it.').waitFor();
  await dialog.getByRole('button', { name: 'Reset 2FA' }).click();
  const setupCode = (await dialog.getByTestId('setup-code').textContent()) ?? '';
  await expect.poll(() => findViolations(page)).toEqual([]);
  await dialog.getByRole('checkbox', { name: 'I have passed on or noted the setup code' }).check();
  await dialog.getByRole('button', { name: 'Done' }).click();
  await page.getByText('Approved by Daniel Okafor. “Spoke with Wen”').waitFor();

  await signIn(third, target.email, PASSWORD);
  await third.getByRole('textbox', { name: 'Setup code' }).fill(setupCode);
  await third.getByRole('button', { name: 'Continue' }).click();
  await third.getByRole('heading', { name: 'Set up two-factor authentication' }).waitFor();
  expect(complaints).toEqual([]);
});
