// The main job in the real application: the seven steps with their exact words, then the user's side.
import { expect, onTestFinished, test } from 'vitest';
import { verifyChain } from '../../main/domain/activity-chain.ts';
import { sha256 } from '../../main/services/act/record-activity.ts';
import { iterateActivity } from '../../main/storage/tables/activity.ts';
import { makeTempFolder } from '../support/temp-folder.ts';
import {
  carryOutReset,
  closeResetResult,
  enter,
  enterCode,
  openResetDialog,
  signIn,
  signOut,
  start,
} from './application.ts';
import { Phone, readQrCode } from './authenticator.ts';
import { openFirm, PASSWORD, prepareFirm } from './prepared-firm.ts';

test('a Partner Admin resets 2FA in seven steps, and at the next sign-in the user is prompted to set up 2FA', async () => {
  const folder = makeTempFolder();
  const { Margaret: admin, Tomasz: user } = await prepareFirm(folder);
  const { page, complaints, openSecondWindow, close } = await start(folder);
  onTestFinished(close);

  // The user is signed in, in another window.
  const userWindow = await openSecondWindow();
  await enter(userWindow, user);

  // Steps 1 to 6.
  await enter(page, admin);
  await openResetDialog(page, user.name);
  const dialog = page.getByRole('dialog', { name: `Reset 2FA for ${user.name}` });
  await expect.poll(() => dialog.textContent()).toContain('3 unused recovery codes');
  await expect.poll(() => dialog.textContent()).toContain('1 open session');
  // A screen reader hears the result: its region is there before the words are.
  const announced = await dialog.getByRole('status').first().elementHandle();
  const setupCode = await carryOutReset(page, user.name, await admin.phone.nextCode());
  await expect.poll(() => announced?.textContent()).toContain('2FA was reset');
  expect(setupCode).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/);
  await expect
    .poll(() => dialog.textContent())
    .toContain('Removed: the authenticator app, 3 recovery codes, 1 session.');

  // The user's session in the other window ends without a click.
  await userWindow.getByRole('heading', { name: 'Sign in' }).waitFor();
  await userWindow.getByText(/^Margaret Ashworth reset your 2FA on .*, so your session has ended\./).waitFor();

  await closeResetResult(page);
  const chip = page.getByRole('grid', { name: 'Users' }).getByText(/^Setup required, 2[34] h left$/);
  await chip.waitFor();
  await expect
    .poll(() => chip.evaluate((words) => words.scrollWidth <= words.clientWidth), { message: 'the chip is not cut' })
    .toBe(true);

  // Step 7: the next sign-in prompts to set up 2FA. The old authenticator's code cannot be entered any more.
  await signIn(userWindow, user.email, PASSWORD);
  await userWindow.getByRole('heading', { name: 'Set up two-factor authentication' }).waitFor();
  await expect.poll(() => userWindow.getByRole('textbox', { name: '6-digit code' }).count()).toBe(0);
  await userWindow.getByText('Margaret Ashworth reset your 2FA').waitFor();
  await userWindow.getByRole('textbox', { name: 'Setup code' }).fill(setupCode.toLowerCase().replaceAll('-', ' '));
  await userWindow.getByRole('button', { name: 'Continue' }).click();

  const qr = userWindow.getByRole('img', { name: 'QR code' });
  const uri = await readQrCode(qr);
  // The entry says its month, so it does not look like the old one.
  expect(uri).toMatch(
    /^otpauth:\/\/totp\/Ashworth%20%26%20Partners%20\([A-Z][a-z]{2}%20\d{4}\):tomasz%40ashworth\.example\?secret=/,
  );
  const shownKey = (
    await userWindow.getByText('Setup key').locator('xpath=following-sibling::code').textContent()
  )?.replaceAll(' ', '');
  expect(new URL(uri).searchParams.get('secret')).toBe(shownKey);
  const newPhone = Phone.fromOtpauthUri(uri);
  // The old authenticator cannot confirm the new one.
  await userWindow.getByRole('textbox', { name: '6-digit code' }).fill(user.phone.presentCode());
  await userWindow.getByRole('button', { name: 'Confirm' }).click();
  await userWindow.getByText('That code is not right').waitFor();
  await userWindow.getByRole('textbox', { name: '6-digit code' }).fill(await newPhone.nextCode());
  await userWindow.getByRole('button', { name: 'Confirm' }).click();
  await userWindow.getByRole('heading', { name: 'Save your recovery codes' }).waitFor();
  const newCodes = await userWindow
    .getByRole('list', { name: 'Recovery codes' })
    .getByRole('listitem')
    .allTextContents();
  expect(newCodes).toHaveLength(10);
  await userWindow.getByRole('button', { name: 'Finish' }).click();
  await userWindow.getByText('then tick this box').waitFor();
  await userWindow.getByRole('checkbox', { name: 'I have saved these codes' }).check();
  await userWindow.getByRole('button', { name: 'Finish' }).click();
  await userWindow.getByText('Global view').waitFor();
  await page.getByRole('grid', { name: 'Users' }).getByText('Set up', { exact: true }).waitFor();

  // The old code and the old recovery codes are refused; the new ones work.
  await signOut(userWindow);
  await signIn(userWindow, user.email, PASSWORD);
  await enterCode(userWindow, user.phone.presentCode());
  await userWindow.getByText('That code is not right').waitFor();
  await userWindow.getByRole('button', { name: 'Use a recovery code' }).click();
  await userWindow.getByRole('textbox', { name: 'Recovery code' }).fill(user.recoveryCodes[0] ?? '');
  await userWindow.getByRole('button', { name: 'Verify' }).click();
  await userWindow.getByText('That recovery code is not right').waitFor();
  await userWindow.getByRole('textbox', { name: 'Recovery code' }).fill(newCodes[4] ?? '');
  await userWindow.getByRole('button', { name: 'Verify' }).click();
  await userWindow.getByText('9 codes are left').waitFor();

  expect(complaints).toEqual([]);
  await close();
  const workspace = await openFirm(folder);
  const records = [...iterateActivity(workspace.context.storage.read)];
  workspace.close();
  expect(verifyChain(sha256, records)).toEqual({ isIntact: true, count: records.length });
  const reset = records.find((record) => record.action === 'two_factor.reset');
  expect(reset).toMatchObject({
    actorName: admin.name,
    actorRole: 'partner_admin',
    targetName: user.name,
    outcome: 'done',
    reason: 'lost_phone',
    detail: { identityCheck: 'call_back', authenticatorsRemoved: 1, recoveryCodesRemoved: 3, sessionsEnded: 1 },
  });
  const everything = JSON.stringify(records);
  for (const secret of [setupCode, shownKey ?? '', ...newCodes, PASSWORD]) expect(everything).not.toContain(secret);
});
