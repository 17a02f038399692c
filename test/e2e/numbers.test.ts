// The number to call back in the real windows: a client proposes one, the firm confirms it, and a change under an open
// dialog is said at its top.
import type { Page } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { makeTempFolder } from '../support/temp-folder.ts';
import { carryOutReset, enter, openAlerts, openResetDialog, signOut, start } from './application.ts';
import { ON_FILE, type PreparedPerson, prepareFirm } from './prepared-firm.ts';

const PROPOSED = '+44 20 7946 0666';

async function editNumber(page: Page, user: PreparedPerson, editor: PreparedPerson, number: string): Promise<void> {
  await page.getByRole('tab', { name: 'Users' }).click();
  await page.getByRole('button', { name: `Actions for ${user.name}` }).click();
  await page.getByRole('menuitem', { name: 'Edit' }).click();
  const dialog = page.getByRole('dialog', { name: `Edit ${user.name}` });
  await dialog.getByRole('textbox', { name: 'Phone' }).fill(number);
  await dialog.getByRole('textbox', { name: '6-digit code' }).fill(await editor.phone.nextCode());
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'hidden' });
}

test('a number that a client proposes waits in the details until the firm confirms it; the alert leads to the person', async () => {
  const folder = makeTempFolder();
  const { Margaret: admin, Daniel: colleague, Tomasz: client, Ingrid: user } = await prepareFirm(folder);
  const { page, complaints, close } = await start(folder);
  onTestFinished(close);
  await enter(page, client);
  await editNumber(page, user, client, PROPOSED);
  await page.getByText(`The number of ${user.name} waits to be confirmed.`).waitFor();
  await signOut(page);

  await enter(page, admin);
  await page.getByRole('tab', { name: 'Users' }).click();
  await page.getByRole('button', { name: `Actions for ${user.name}` }).click();
  await page.getByRole('menuitem', { name: 'View details' }).click();
  const details = page.getByRole('complementary', { name: `Details of ${user.name}` });
  await details.getByText(ON_FILE).waitFor();
  await details.getByText(PROPOSED).waitFor();
  await details.getByText(`Proposed by ${client.name}`).waitFor();
  await details.getByRole('button', { name: 'Confirm', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: '6-digit code' }).fill(await admin.phone.nextCode());
  await dialog.getByRole('button', { name: 'Confirm the number' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await details.getByText('Not to be called until it is confirmed.').waitFor({ state: 'hidden' });
  await details.getByText(PROPOSED).waitFor();

  await details.getByRole('button', { name: 'Close the details' }).click();
  // The alert is for the others: the actor knows.
  await expect.poll(() => page.getByRole('button', { name: /alert/ }).count()).toBe(0);
  await signOut(page);
  await enter(page, colleague);
  await page.getByRole('link', { name: 'Settings' }).click();
  const alerts = await openAlerts(page);
  await alerts.getByText(`${admin.name} changed the number on file of ${user.name}.`).waitFor();
  await alerts.getByRole('button', { name: `Details of ${user.name}` }).click();
  await alerts.waitFor({ state: 'hidden' });
  await details.getByText(PROPOSED).waitFor();
  expect(complaints).toEqual([]);
});

test('a number that changes under the open dialog takes back “I called back”, and is said at the top', async () => {
  const folder = makeTempFolder();
  const { Margaret: admin, Daniel: colleague, Ingrid: user } = await prepareFirm(folder);
  const { page, openSecondWindow, complaints, close } = await start(folder);
  onTestFinished(close);
  await enter(page, admin);
  await openResetDialog(page, user.name);
  const dialog = page.getByRole('dialog', { name: `Reset 2FA for ${user.name}` });
  const calledBack = dialog.getByRole('radio', { name: 'I called back' });
  await dialog.getByLabel('Reason').selectOption('lost_phone');
  await calledBack.check();

  const theirs = await openSecondWindow();
  await enter(theirs, colleague);
  await editNumber(theirs, user, colleague, PROPOSED);

  const said = dialog.getByRole('alert').filter({ hasText: 'The number on file changed' });
  await said.waitFor();
  await expect.poll(() => said.textContent()).toContain(`It is ${PROPOSED} now, and was ${ON_FILE}.`);
  await expect.poll(() => calledBack.isChecked()).toBe(false);
  // The other answers stay.
  await expect.poll(() => dialog.getByLabel('Reason').inputValue()).toBe('lost_phone');
  const top = await said.boundingBox();
  const frame = await dialog.boundingBox();
  expect(top !== null && frame !== null && top.y > frame.y && top.y < frame.y + 200).toBe(true);
  await dialog.getByText('Before, it was').waitFor();
  // After another call, the reset is carried out.
  await carryOutReset(page, user.name, await admin.phone.nextCode());
  expect(complaints).toEqual([]);
});

test('nobody is called back without a number: the answer is disabled, and “Add a number” keeps the answers', async () => {
  const folder = makeTempFolder();
  const { Margaret: admin, Samuel: user } = await prepareFirm(folder);
  const { page, complaints, close } = await start(folder);
  onTestFinished(close);
  await enter(page, admin);
  await openResetDialog(page, user.name);
  const dialog = page.getByRole('dialog', { name: `Reset 2FA for ${user.name}` });
  await expect.poll(() => dialog.getByRole('radio', { name: 'I called back' }).isDisabled()).toBe(true);
  await dialog.getByText('There is no number on file.', { exact: true }).waitFor();

  // A replacement offers reasons of its own, and a stolen phone is none of them.
  const reasons = () => dialog.getByLabel('Reason').getByRole('option').allTextContents();
  await expect.poll(() => reasons()).toContain('Stolen phone');
  await dialog.getByRole('radio', { name: 'Changing phone' }).check();
  await expect
    .poll(() => reasons())
    .toEqual([
      'Choose',
      'Changing phone, the old one is here',
      'Old phone fails, but still shows codes',
      'Changing the authenticator app',
    ]);

  // Tab leads from the note to the answers, not to the button.
  await dialog.getByLabel('Reason').selectOption('Old phone fails, but still shows codes');
  await dialog.getByRole('textbox', { name: 'Note' }).fill('Seen at the desk');
  await page.keyboard.press('Tab');
  await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('type'))).toBe('radio');

  // Edit opens over the reset, which keeps its answers.
  await dialog.getByRole('button', { name: 'Add a number' }).click();
  const edit = page.getByRole('dialog', { name: `Edit ${user.name}` });
  await edit.getByRole('textbox', { name: 'Phone' }).fill('020 7946 0018');
  await edit.getByRole('textbox', { name: 'Your 6-digit code' }).fill(await admin.phone.nextCode());
  await page.keyboard.press('Escape');
  await edit.getByRole('button', { name: 'Keep editing' }).click();
  await edit.getByRole('button', { name: 'Save' }).click();
  await edit.waitFor({ state: 'detached' });
  await dialog.getByText('The number on file changed while this was open.').waitFor();
  await expect.poll(() => dialog.getByRole('radio', { name: 'I called back' }).isDisabled()).toBe(false);
  expect(await dialog.getByRole('textbox', { name: 'Note' }).inputValue()).toBe('Seen at the desk');
  expect(await dialog.getByRole('radio', { name: 'Changing phone' }).isChecked()).toBe(true);
  expect(complaints).toEqual([]);
});
