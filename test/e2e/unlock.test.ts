// A stranger has locked an account with wrong passwords. An administrator unlocks it, and its person signs in.
import { expect, onTestFinished, test } from 'vitest';
import { markFactorDisabled } from '../../main/storage/tables/users.ts';
import { makeTempFolder } from '../support/temp-folder.ts';
import { enter, enterCode, signIn, start } from './application.ts';
import { findViolations } from './axe.ts';
import { openFirm, PASSWORD, prepareFirm } from './prepared-firm.ts';

test('Unlock takes a reason, an identity check and a fresh code; the person signs in and reads who did it', async () => {
  const folder = makeTempFolder();
  const { Priya: ops, Tomasz: user } = await prepareFirm(folder);
  const { context, close: closeFirm } = await openFirm(folder);
  context.storage.transaction((tx) => markFactorDisabled(tx, user.id, 'password', Date.now()));
  closeFirm();
  const { page, openSecondWindow, complaints, close } = await start(folder);
  onTestFinished(close);
  await enter(page, ops);
  await page.getByRole('tab', { name: 'Users' }).click();
  const theirs = await openSecondWindow();
  await signIn(theirs, user.email, PASSWORD);
  await theirs.getByText('A Partner Admin can unlock or reset it.').waitFor();

  await page.getByRole('button', { name: `Actions for ${user.name}` }).click();
  await page.getByRole('menuitem', { name: 'Unlock' }).click();
  const dialog = page.getByRole('dialog', { name: `Unlock the account of ${user.name}` });
  await dialog.getByLabel('Reason').selectOption('somebody_else');
  await dialog.getByRole('radio', { name: 'I called back' }).check();
  await dialog.getByRole('textbox', { name: '6-digit code' }).fill(await ops.phone.nextCode());
  await expect.poll(() => findViolations(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Unlock' }).click();
  await dialog.getByText(`The password of ${user.name} works again.`).waitFor();
  await dialog.getByRole('button', { name: 'Done' }).click();
  await dialog.waitFor({ state: 'hidden' });

  await signIn(theirs, user.email, PASSWORD);
  await enterCode(theirs, await user.phone.nextCode());
  await theirs.getByText('Priya Mehta unlocked your account').waitFor();
  await theirs.getByRole('button', { name: 'I know about this' }).click();
  await theirs.getByRole('button', { name: `Account of ${user.name}` }).waitFor();
  expect(complaints).toEqual([]);
});
