// Clients in the real application: adding, editing, conflicts, terminating, undoing, and what each role sees.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeTempFolder } from '../support/temp-folder.ts';
import { enter, type Running, signOut, start } from './application.ts';
import { findViolations } from './axe.ts';
import { type PreparedPerson, prepareFirm } from './prepared-firm.ts';

let running: Running;
let people: Awaited<ReturnType<typeof prepareFirm>>;

beforeAll(async () => {
  const folder = makeTempFolder();
  people = await prepareFirm(folder);
  running = await start(folder);
});
afterAll(async () => {
  expect(running.complaints).toEqual([]);
  await running.close();
});

async function openDetails(page: Page, client: string): Promise<void> {
  await page.getByRole('combobox', { name: 'Navigate by Client' }).fill(client);
  await page.getByRole('option', { name: new RegExp(client) }).click();
  await page.getByRole('tab', { name: 'Details' }).click();
  await page.getByRole('definition').filter({ hasText: client }).first().waitFor();
}

test('a client is added, missing answers are asked for, and closing a half-filled form asks first', async () => {
  const { page } = running;
  await enter(page, people.Margaret);
  await page.getByRole('button', { name: 'Filter by Status' }).click();
  await page.getByRole('menuitemcheckbox', { name: /^Active [1-9]/ }).waitFor();
  await page.getByRole('menuitemcheckbox', { name: 'Terminated 0' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Add Client' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add Client' });
  const name = dialog.getByRole('textbox', { name: 'Name', exact: true });
  await name.fill('bluewater marine');
  await dialog.getByRole('button', { name: 'Add Client' }).click();
  await dialog.getByText('Choose what kind of business it is.').waitFor();
  await dialog.getByLabel('Type').selectOption('charity');
  await dialog.getByRole('button', { name: 'Add Client' }).click();
  await dialog.getByText('There is already a client with this name.').waitFor();
  await name.fill('Alder & Oak Joinery');
  await page.keyboard.press('Escape');
  await dialog.getByText('What you typed is not saved yet.').waitFor();
  await expect.poll(() => findViolations(page)).toEqual([]);
  // The shortcut of another section does nothing while a dialog is open.
  await page.keyboard.press('Control+2');
  await dialog.getByRole('button', { name: 'Keep editing' }).click();
  await expect.poll(() => name.inputValue()).toBe('Alder & Oak Joinery');
  await dialog.getByLabel('Accounting software').fill('Xero');
  await dialog.getByRole('button', { name: 'Add Client' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await page.getByText('Alder & Oak Joinery was added.').waitFor();
  await openDetails(page, 'Alder & Oak');
  await page.getByRole('definition').filter({ hasText: 'Charity' }).waitFor();
  await page.getByRole('definition').filter({ hasText: 'Xero' }).waitFor();
});

// Margaret is still signed in from the previous test.
test('an edit that conflicts with another one says what changed, keeps the typed text, and then saves both', async () => {
  const { page } = running;
  const other = await running.openSecondWindow();
  await enter(other, people.Daniel);
  await openDetails(page, 'Bluewater Marine');
  await page.getByRole('button', { name: 'Edit' }).click();
  const dialog = page.getByRole('dialog', { name: /^Edit Bluewater/ });
  await dialog.getByRole('combobox', { name: 'Point of contact', exact: true }).fill('tom');
  await dialog.getByRole('option', { name: /Tomasz Moreau/ }).click();

  await openDetails(other, 'Bluewater Marine');
  await other.getByRole('button', { name: 'Edit' }).click();
  await other.getByRole('dialog').getByRole('textbox', { name: 'Name', exact: true }).fill('Bluewater Yachts');
  await other.getByRole('button', { name: 'Save' }).click();
  await other.getByText('Bluewater Yachts was saved.').waitFor();

  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByText('Name: Bluewater Yachts, was Bluewater Marine').waitFor();
  await expect.poll(() => findViolations(page)).toEqual([]);
  await expect
    .poll(() => dialog.getByRole('combobox', { name: 'Point of contact', exact: true }).inputValue())
    .toBe('Tomasz Moreau');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'hidden' });
  for (const window of [page, other]) {
    await window.getByRole('definition').filter({ hasText: 'Tomasz Moreau' }).waitFor();
    await window.getByRole('definition').filter({ hasText: 'Bluewater Yachts' }).waitFor();
    await expect
      .poll(() => window.getByRole('combobox', { name: 'Navigate by Client' }).inputValue())
      .toBe('Bluewater Yachts');
  }
  await other.close();
});

// Margaret is still signed in from the previous test.
test('terminating says how many people it affects, and Undo and Restore revert it', async () => {
  const { page } = running;
  await page.getByRole('button', { name: 'Terminate' }).click();
  const dialog = page.getByRole('dialog', { name: 'Terminate Bluewater Yachts' });
  await dialog.getByText('3 people belong to no other client.').waitFor();
  await expect.poll(() => findViolations(page)).toEqual([]);
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Cancel');
  await dialog.getByLabel('Note').fill('Sold to another firm');
  await dialog.getByRole('button', { name: 'Terminate' }).click();
  await page.getByText(/^Bluewater Yachts was terminated\. It can be restored until/).waitFor();
  await page.getByText('This client is terminated.').waitFor();
  await expect.poll(() => findViolations(page)).toEqual([]);
  await expect.poll(() => page.getByRole('button', { name: 'Edit' }).count()).toBe(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText('This client is terminated.').waitFor({ state: 'hidden' });

  await page.getByRole('button', { name: 'Terminate' }).click();
  await dialog.getByRole('button', { name: 'Terminate' }).click();
  // The pages of its people say so, too.
  await page.getByRole('tab', { name: 'Users' }).click();
  await page.getByText('Its people keep their accounts').waitFor();
  await expect.poll(() => page.getByRole('button', { name: 'Invite User' }).count()).toBe(0);
  await page.getByRole('button', { name: 'Tomasz Moreau', exact: true }).click();
  const details = page.getByRole('complementary', { name: 'Details of Tomasz Moreau' });
  await details.getByText('Deactivate it if Tomasz should no longer sign in.').waitFor();
  await expect.poll(() => findViolations(page)).toEqual([]);
  await page.getByRole('tab', { name: 'Details' }).click();
  await page.getByRole('button', { name: 'Restore' }).click();
  await page.getByText('Bluewater Yachts was restored.').waitFor();
  await page.getByRole('button', { name: 'Terminate' }).waitFor();

  await page.getByRole('link', { name: 'Activity' }).click();
  const table = page.getByRole('table', { name: 'Activity' });
  await table.getByRole('button', { name: 'Client terminated' }).last().click();
  await table.getByText('Sold to another firm').waitFor();
  await page.getByRole('link', { name: 'Client & User Management' }).click();
  await page.getByRole('button', { name: 'Terminate' }).waitFor();
  await signOut(page);
});

test('each role sees what it may do with clients, and nothing else', async () => {
  const { page } = running;
  const seen = async (person: PreparedPerson) => {
    await enter(page, person);
    await page.getByRole('grid', { name: 'Clients' }).getByText('Bluewater Yachts').waitFor();
    const mayAdd = (await page.getByRole('button', { name: 'Add Client' }).count()) > 0;
    await openDetails(page, 'Bluewater Yachts');
    const offered = await Promise.all(['Edit', 'Terminate'].map((name) => page.getByRole('button', { name }).count()));
    const sections = await page.getByRole('navigation', { name: 'Main' }).getByRole('link').allTextContents();
    await signOut(page);
    return { mayAdd, offered, sections };
  };
  const nothingMore = { offered: [0, 0], sections: ['Client & User Management'] };
  const ofTheFirm = { offered: [0, 0], sections: ['Overview', 'Client & User Management'] };
  expect(await seen(people.Margaret)).toEqual({
    mayAdd: true,
    offered: [1, 1],
    sections: ['Overview', 'Client & User Management', 'Activity', 'Settings'],
  });
  expect(await seen(people.Priya)).toEqual({ mayAdd: true, ...ofTheFirm });
  expect(await seen(people.Tomasz)).toEqual({ mayAdd: false, ...nothingMore });
  expect(await seen(people.Samuel)).toEqual({ mayAdd: false, ...nothingMore });
});

test('somebody of a client invites to their only client without choosing it', async () => {
  const { page } = running;
  await enter(page, people.Tomasz);
  await page.getByRole('tab', { name: 'Users' }).click();
  await page.getByRole('button', { name: 'Invite User' }).click();
  const dialog = page.getByRole('dialog', { name: 'Invite User' });
  await dialog.getByRole('radio', { name: /^Client Ops/ }).check();
  await dialog.getByText('1 client chosen').waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  await signOut(page);
});
