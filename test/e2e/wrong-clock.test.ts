// The computer's clock jumps while somebody works, as on a computer with two systems.
import { expect, onTestFinished, test } from 'vitest';
import { makeTempFolder } from '../support/temp-folder.ts';
import { enter, start } from './application.ts';
import { findViolations } from './axe.ts';
import { prepareFirm } from './prepared-firm.ts';

test('a clock that jumps five hours signs nobody out, is said on every screen, and codes go on working', async () => {
  const folder = makeTempFolder();
  const { Margaret: admin, Daniel: colleague } = await prepareFirm(folder);
  const { app, page, openSecondWindow, close } = await start(folder);
  onTestFinished(close);
  await enter(page, admin);
  await app.evaluate(() => {
    const now = Date.now.bind(Date);
    Date.now = () => now() + 5 * 3_600_000;
  });
  const other = await openSecondWindow();
  await other.getByText('This computer’s clock has jumped 5 hours ahead.').waitFor();
  await enter(other, colleague);
  await page.getByText('Rekey goes on by its own time').waitFor();
  await page.getByRole('button', { name: `Account of ${admin.name}` }).waitFor();
  await expect.poll(() => findViolations(page)).toEqual([]);
});
