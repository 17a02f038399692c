// Signing in uses up a code. The field for the next one counts the seconds before anything is pressed.
import { expect, onTestFinished, test } from 'vitest';
import { makeTempFolder } from '../support/temp-folder.ts';
import { carryOutReset, enterCode, openResetDialog, signIn, start } from './application.ts';
import { findViolations } from './axe.ts';
import { PASSWORD, prepareFirm } from './prepared-firm.ts';

test('right after signing in, Reset 2FA counts the seconds to the next code, and takes that one', async () => {
  const folder = makeTempFolder();
  const { Margaret: admin } = await prepareFirm(folder);
  const { page, close } = await start(folder);
  onTestFinished(close);
  await signIn(page, admin.email, PASSWORD);
  await enterCode(page, admin.phone.newestCode());
  await page.getByRole('tab', { name: 'Users' }).click();
  await openResetDialog(page, 'Priya Mehta');
  const dialog = page.getByRole('dialog');
  await dialog.getByText(/A new one comes in \d+ s\./).waitFor();
  const shownSeconds = async (): Promise<number> =>
    Number(/in (\d+) s/.exec((await dialog.getByText(/A new one comes in/).textContent()) ?? '')?.[1]);
  const first = await shownSeconds();
  await expect.poll(shownSeconds, { timeout: 10_000 }).toBeLessThan(first);
  await expect.poll(() => findViolations(page)).toEqual([]);
  await carryOutReset(page, 'Priya Mehta', await admin.phone.nextCode());
});
