// Locking at the most delicate moment: with a setup code on the screen that is shown only once.
import { expect, onTestFinished, test } from 'vitest';
import { makeTempFolder } from '../support/temp-folder.ts';
import { carryOutReset, enter, openResetDialog, start } from './application.ts';
import { findViolations } from './axe.ts';
import { PASSWORD, prepareFirm } from './prepared-firm.ts';

test('when the computer sleeps, the window locks over an open dialog and takes all keys; the password brings everything back', async () => {
  const folder = makeTempFolder();
  const { Margaret: admin } = await prepareFirm(folder);
  const { app, page, close } = await start(folder);
  onTestFinished(close);
  await enter(page, admin);
  await page.getByRole('tab', { name: 'Users' }).click();
  await openResetDialog(page, 'Priya Mehta');
  const setupCode = await carryOutReset(page, 'Priya Mehta', await admin.phone.nextCode());

  await app.evaluate(({ powerMonitor }) => powerMonitor.emit('suspend'));
  const cover = page.getByRole('dialog', { name: 'Locked' });
  await cover.getByText('The computer was asleep or locked.').waitFor();
  await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('type'))).toBe('password');
  await expect.poll(() => findViolations(page)).toEqual([]);
  // The page below is neither visible nor reachable.
  expect(
    await page.evaluate(() =>
      [0.02, 0.25, 0.5, 0.75, 0.98].flatMap((x) =>
        [0.02, 0.25, 0.5, 0.75, 0.98].map(
          (y) => document.elementFromPoint(window.innerWidth * x, window.innerHeight * y)?.closest('dialog') != null,
        ),
      ),
    ),
  ).not.toContain(false);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  for (let presses = 0; presses < 8; presses++) {
    await page.keyboard.press('Tab');
    // The window's frame may have the focus in between, but no element of the page below.
    expect(
      await page.evaluate(
        () => document.activeElement === document.body || document.activeElement?.closest('dialog') !== null,
      ),
    ).toBe(true);
  }
  await cover.getByRole('textbox', { name: 'Password' }).fill('not the password');
  await page.keyboard.press('Enter');
  await cover.getByText('That is not your current password.').waitFor();
  await cover.getByRole('textbox', { name: 'Password' }).fill(PASSWORD);
  await page.keyboard.press('Enter');
  await cover.waitFor({ state: 'hidden' });
  await expect.poll(() => page.getByTestId('setup-code').textContent()).toBe(setupCode);
  await page.getByRole('button', { name: 'Done' }).waitFor();
});

test('Lock in the account menu and in the application menu lock this window only', async () => {
  const folder = makeTempFolder();
  const { Margaret: admin, Daniel: colleague } = await prepareFirm(folder);
  const { app, page, openSecondWindow, close } = await start(folder);
  onTestFinished(close);
  await enter(page, admin);
  const other = await openSecondWindow();
  await enter(other, colleague);
  await page.getByRole('button', { name: /^Account of/ }).click();
  await page.getByRole('menuitem', { name: 'Lock' }).click();
  const cover = page.getByRole('dialog', { name: 'Locked' });
  await cover.getByText('You locked this window.').waitFor();
  await other.getByRole('button', { name: /^Account of/ }).waitFor();
  await cover.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await app.evaluate(({ BrowserWindow, Menu }) => {
    for (const one of BrowserWindow.getAllWindows())
      Menu.getApplicationMenu()?.getMenuItemById('lock')?.click(undefined, one, undefined);
  });
  await other.getByRole('dialog', { name: 'Locked' }).getByText('You locked this window.').waitFor();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
});
