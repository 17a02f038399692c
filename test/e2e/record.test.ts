// The activity record in the real application: another program edits the file while Rekey is closed, and every Partner
// Admin is alerted after the start; Verify says which record it is.
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { editFile } from '../support/place.ts';
import { makeTempFolder } from '../support/temp-folder.ts';
import { enter, openAlerts, signOut, start } from './application.ts';
import { prepareFirm } from './prepared-firm.ts';

const ALERT = 'Another program has changed the activity record.';

test('a record that was edited in the file is found after the start, and Verify names it', async () => {
  const folder = makeTempFolder();
  const { Margaret: admin, Daniel: colleague } = await prepareFirm(folder);
  const first = await start(folder);
  await enter(first.page, admin);
  await first.page.getByRole('link', { name: 'Activity' }).click();
  await first.page.getByRole('button', { name: 'Verify', exact: true }).click();
  await first.page.getByText('All of them fit together').waitFor();
  await signOut(first.page);
  await first.close();

  editFile(join(folder, 'firm', 'rekey.db'), (db) => {
    db.exec("UPDATE activity SET actor_name = 'Somebody Else' WHERE seq = 1");
  });
  const { page, complaints, close } = await start(folder);
  onTestFinished(close);
  await enter(page, colleague);
  await (await openAlerts(page)).getByText(ALERT).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: 'Activity' }).click();
  await page.getByRole('table', { name: 'Activity' }).getByText('Record was altered').waitFor();
  await page.getByRole('button', { name: 'Verify', exact: true }).click();
  await page.getByText('Record 1 is not as Rekey wrote it.').waitFor();
  await page.getByText(/^Verified \d+ records/).waitFor();
  await page.getByRole('button', { name: 'Close', exact: true }).click();
  await expect.poll(() => page.getByText('Record 1 is not as Rekey wrote it.').count()).toBe(0);
  expect(complaints).toEqual([]);
});

test('a trigger that another program plants while Rekey is closed keeps the file shut', async () => {
  const folder = makeTempFolder();
  await prepareFirm(folder);
  editFile(join(folder, 'firm', 'rekey.db'), (db) => {
    db.exec('CREATE TRIGGER planted AFTER INSERT ON activity BEGIN DELETE FROM alerts; END');
  });
  const { page, close } = await start(folder);
  onTestFinished(close);
  await page.getByRole('heading', { name: 'Your data file was changed by another program' }).waitFor();
});
