// An access review in the real application: one key for each account, two reviewers, and the report.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeTempFolder } from '../support/temp-folder.ts';
import { enter, type Running, signOut, start } from './application.ts';
import { findViolations } from './axe.ts';
import { prepareFirm } from './prepared-firm.ts';

let running: Running;
let people: Awaited<ReturnType<typeof prepareFirm<'Olive'>>>;

beforeAll(async () => {
  const folder = makeTempFolder();
  people = await prepareFirm(folder, [['Olive', 'Reed', 'partner_ops']]);
  running = await start(folder);
});
afterAll(() => running.close());

test('two Partner Admins confirm, change and deactivate, and the review ends with a report', async () => {
  const { page } = running;
  // They have signed in, so nothing stands out about them.
  for (const person of [people.Priya, people.Olive]) {
    await enter(page, person);
    await page.getByRole('grid', { name: 'Clients' }).getByText('Bluewater Marine').waitFor();
    await signOut(page);
  }

  await enter(page, people.Margaret);
  await page.getByRole('link', { name: 'Overview' }).click();
  await page.getByRole('button', { name: 'Next access review: Off' }).click();
  await page.getByRole('heading', { name: 'Access review', level: 1 }).waitFor();
  await expect.poll(() => findViolations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Begin the review' }).click();
  const grid = page.getByRole('grid', { name: 'Accounts to review' });
  await grid.getByText('Priya Mehta').waitFor();
  await page.getByRole('button', { name: 'To review 7' }).waitFor();
  await expect.poll(() => findViolations(page)).toEqual([]);

  // The most pressing account comes first. Enter opens it, and then confirms one after the other.
  await grid.getByRole('row').nth(1).focus();
  await page.keyboard.press('Enter');
  const review = (name: string) => page.getByRole('complementary', { name: `Review of ${name}` });
  const confirm = page.getByRole('button', { name: 'Confirm', exact: true });
  const isReady = () => confirm.evaluate((button) => button === document.activeElement && button.ariaBusy !== 'true');
  await review('Daniel Okafor').waitFor();
  await expect.poll(isReady).toBe(true);
  await expect.poll(() => findViolations(page)).toEqual([]);
  await page.keyboard.press('Enter');
  // Her own account is left out.
  await review('Ingrid Weaver').getByText('Bluewater Marine').waitFor();
  await expect.poll(isReady).toBe(true);
  await page.keyboard.press('Enter');
  await review('Samuel Stroud').getByText('Bluewater Marine').waitFor();

  await page.getByRole('textbox', { name: 'Note' }).fill('Left in October');
  await page.getByRole('button', { name: 'Deactivate' }).click();
  const dialog = page.getByRole('dialog');
  await expect.poll(() => dialog.getByRole('textbox', { name: 'Note' }).inputValue()).toBe('Left in October');
  await dialog.getByRole('button', { name: 'Deactivate' }).click();
  await page.getByText('“Left in October”').waitFor();
  await page.getByRole('button', { name: 'Next account' }).click();

  await review('Tomasz Moreau').getByText('Bluewater Marine').waitFor();
  await page.getByRole('button', { name: 'Change', exact: true }).click();
  await dialog.getByRole('combobox', { name: 'Role' }).selectOption('client_ops');
  await dialog.getByRole('textbox', { name: 'Note' }).fill('Approves nothing any more');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.getByText('“Approves nothing any more”').waitFor();
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: 'Nothing stands out 2' }).click();
  await page.getByRole('checkbox', { name: 'Select all' }).check();
  await page.getByRole('button', { name: 'Confirm the selected' }).click();
  await dialog.getByRole('button', { name: 'Confirm' }).click();
  await dialog.getByText('Say what you compared them with.').waitFor();
  await expect.poll(() => findViolations(page)).toEqual([]);
  await dialog.getByRole('textbox', { name: 'What did you compare them with?' }).fill('Payroll of November');
  await dialog.getByRole('button', { name: 'Confirm' }).click();
  await page.getByText('2 people were confirmed.').waitFor();
  await page.getByRole('button', { name: 'Decided 6' }).click();
  await grid.getByText('Changed', { exact: true }).waitFor();
  await signOut(page);

  // The state is kept, and the colleague decides about the account that is left.
  await enter(page, people.Daniel);
  await page.getByRole('combobox', { name: 'Navigate by Client' }).fill('access review');
  await page.getByRole('option', { name: 'Access review' }).click();
  await page.getByRole('button', { name: 'To review 1' }).waitFor();
  await page.getByRole('button', { name: 'End the review' }).waitFor();
  await grid.getByRole('button', { name: 'Margaret Ashworth' }).click();
  await review('Margaret Ashworth').waitFor();
  await expect.poll(isReady).toBe(true);
  await page.keyboard.press('Enter');
  await page.getByText('Nobody is left here.').waitFor();
  await page.getByRole('button', { name: 'Finish the review' }).click();
  await dialog.getByRole('button', { name: 'Finish' }).click();
  await page.getByRole('heading', { name: 'The last review' }).waitFor();
  await page.getByText('Every account was reviewed.').waitFor();
  await page.getByRole('row', { name: /^Margaret Ashworth 4 1 1/ }).waitFor();
  await page.getByRole('row', { name: /^Daniel Okafor 1 0 0/ }).waitFor();
  await page.getByRole('cell', { name: 'Payroll of November' }).first().waitFor();
  await expect.poll(() => findViolations(page)).toEqual([]);
  await signOut(page);
});
