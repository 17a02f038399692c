// The tables in the real application: rows, menus, filters and selection by keyboard, and what is kept after a restart.
import type { Page } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { insertMembership } from '../../main/storage/tables/clients.ts';
import { insertUser } from '../../main/storage/tables/users.ts';
import { makeTempFolder } from '../support/temp-folder.ts';
import { enter, enterCode, signIn, start } from './application.ts';
import { openFirm, PASSWORD, type PreparedPerson, prepareFirm } from './prepared-firm.ts';

const OTHERS = 300;
const INVITED = 20;

/** Adds 300 people to the client of the prepared firm. The last 20 are invited and have no name yet. */
async function prepareManyPeople(folder: string): Promise<Awaited<ReturnType<typeof prepareFirm>>> {
  const people = await prepareFirm(folder);
  const workspace = await openFirm(folder);
  workspace.context.storage.transaction((tx) => {
    for (let number = 1; number <= OTHERS; number++) {
      const isInvited = number > OTHERS - INVITED;
      const digits = String(number).padStart(3, '0');
      const id = insertUser(tx, {
        email: `person${digits}@bluewater.example`,
        firstName: isInvited ? '' : 'Person',
        lastName: isInvited ? '' : digits,
        role: number % 2 === 0 ? 'client_ops' : 'client_admin',
        hasAllClients: false,
        status: isInvited ? 'invited' : 'active',
        invitationExpiresAt: isInvited ? Date.now() + 86_400_000 : null,
        createdAt: Date.now() - 3_600_000,
      });
      insertMembership(tx, id, 1 as never);
    }
  });
  workspace.close();
  return people;
}

async function openUsers(page: Page, person: PreparedPerson): Promise<void> {
  await enter(page, person);
  await page.getByRole('tab', { name: 'Users' }).click();
  await page
    .getByRole('grid', { name: 'Users' })
    .getByRole('row', { name: /Daniel Okafor/ })
    .waitFor();
}

/** The focused element: a row by the name in it, anything else by its own name. */
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const element = document.activeElement;
    if (element instanceof HTMLTableRowElement)
      return `row ${element.querySelector('[data-row-control="open"]')?.textContent}`;
    return element?.getAttribute('aria-label') ?? element?.textContent ?? '';
  });

const expectFocus = (page: Page, name: string) => expect.poll(() => focused(page)).toBe(name);

async function tabTo(page: Page, isThere: (name: string) => boolean): Promise<number> {
  for (let presses = 1; presses <= 20; presses++) {
    await page.keyboard.press('Tab');
    if (isThere(await focused(page))) return presses;
  }
  throw new Error('Tab did not get there');
}

test('the rows are one tab stop; keys move between them, find a name, and open the details and the menu; the focus comes back', async () => {
  const folder = makeTempFolder();
  const { Margaret } = await prepareManyPeople(folder);
  const { page, complaints, close } = await start(folder);
  onTestFinished(close);
  await openUsers(page, Margaret);
  await page.getByText('306 users').waitFor();

  await page.getByRole('searchbox', { name: 'Search name or email' }).focus();
  // The filters, the options, Invite User, the header and a handle are in between.
  expect(await tabTo(page, (name) => name.startsWith('row'))).toBeLessThanOrEqual(11);
  const first = await focused(page);
  await page.keyboard.press('End');
  // People without a name come last, ordered by email.
  await expectFocus(page, 'row person300@bluewater.example');
  await page.keyboard.press('ArrowUp');
  await expectFocus(page, 'row person299@bluewater.example');
  await page.keyboard.press('Home');
  await expectFocus(page, first);
  await page.keyboard.press('PageDown');
  await expect.poll(() => focused(page)).not.toBe(first);
  await page.keyboard.press('PageUp');
  await expectFocus(page, first);

  await page.keyboard.type('person 05');
  await expectFocus(page, 'row Person 050');
  await page.keyboard.press('ArrowDown');
  await expectFocus(page, 'row Person 051');

  await page.keyboard.press('Enter');
  await page.getByRole('complementary', { name: /Person 051/ }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('complementary', { name: /Person 051/ }).waitFor({ state: 'hidden' });
  await expectFocus(page, 'row Person 051');

  for (const key of ['Shift+F10', 'ContextMenu']) {
    await page.keyboard.press(key);
    await page.getByRole('menuitem', { name: 'Reset password' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('menu').waitFor({ state: 'hidden' });
    await expectFocus(page, 'row Person 051');
  }
  // An action that is not possible gives the reason.
  await page.keyboard.press('Shift+F10');
  const blocked = page.getByRole('menuitem', { name: 'Reset 2FA' });
  await expect.poll(() => blocked.getAttribute('aria-disabled')).toBe('true');
  await expect.poll(() => blocked.textContent()).toContain('2FA is not set up yet');
  await page.keyboard.press('Escape');
  await page.getByRole('menu').waitFor({ state: 'hidden' });

  // Left and Right move between the controls of a row; Up and Down keep the same control.
  for (const name of ['Select Person 051', 'Person 051', 'Actions for Person 051']) {
    await page.keyboard.press('ArrowRight');
    await expectFocus(page, name);
  }
  await page.keyboard.press('ArrowDown');
  await expectFocus(page, 'Actions for Person 052');
  await page.keyboard.press('Space');
  await page.getByRole('menuitem', { name: 'Edit' }).waitFor();
  await page.keyboard.press('Escape');
  await expectFocus(page, 'Actions for Person 052');
  expect(complaints).toEqual([]);
});

test('rows are selected by keyboard and pointer, and their email addresses are copied', async () => {
  const folder = makeTempFolder();
  const { Margaret } = await prepareManyPeople(folder);
  const { app, page, close } = await start(folder);
  onTestFinished(close);
  await openUsers(page, Margaret);
  const bar = page.getByRole('region', { name: 'Selection' });
  await page.getByRole('searchbox', { name: 'Search name or email' }).fill('person');
  await page.getByText('300 users').waitFor();
  const row = (name: string) => page.getByRole('grid', { name: 'Users' }).getByRole('row', { name: new RegExp(name) });
  await row('Person 001').focus();
  await page.keyboard.press('Space');
  await bar.getByText('1 selected').waitFor();
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Shift+ArrowDown');
  await bar.getByText('3 selected').waitFor();
  await page.keyboard.press('Shift+ArrowUp');
  await bar.getByText('2 selected').waitFor();
  await expect.poll(() => row('Person 002').getAttribute('aria-selected')).toBe('true');
  await expect.poll(() => row('Person 003').getAttribute('aria-selected')).toBe('false');
  await bar.getByText('None of them is invited.').waitFor();
  await expect
    .poll(() => bar.getByRole('button', { name: 'Resend invitations' }).getAttribute('aria-disabled'))
    .toBe('true');

  await bar.getByRole('button', { name: 'Copy email addresses' }).click();
  await page.getByText('2 email addresses copied.').waitFor();
  await expect
    .poll(() => app.evaluate(({ clipboard }) => clipboard.readText()))
    .toBe('person001@bluewater.example, person002@bluewater.example');
  // The note does not take the focus; F6 moves to it and back.
  await expectFocus(page, 'Copy email addresses');
  await page.keyboard.press('F6');
  await expectFocus(page, 'Close this note');
  await page.keyboard.press('F6');
  await expectFocus(page, 'Copy email addresses');

  await row('Person 004').click({ modifiers: ['Shift'] });
  await bar.getByText('4 selected').waitFor();
  await row('Person 002').click({ modifiers: ['ControlOrMeta'] });
  await bar.getByText('3 selected').waitFor();
  await page.keyboard.press('Control+a');
  await bar.getByText('300 selected').waitFor();
  await page.keyboard.press('Escape');
  await bar.waitFor({ state: 'hidden' });

  // Another search clears the selection: every selected row must be in the list.
  await page.getByRole('checkbox', { name: 'Select all' }).click();
  await bar.getByText('300 selected').waitFor();
  await page.getByRole('searchbox', { name: 'Search name or email' }).fill('person29');
  await bar.waitFor({ state: 'hidden' });
  await page.getByText('10 users').waitFor();
  await page.getByRole('checkbox', { name: 'Select all' }).click();
  await bar.getByText('10 selected').waitFor();
  await expect
    .poll(() => bar.getByRole('button', { name: 'Resend invitations' }).getAttribute('aria-disabled'))
    .toBe('false');
});

test('filters are set and removed by keyboard; filters, sorting, column widths and compact rows are kept after a restart', async () => {
  const folder = makeTempFolder();
  const { Margaret } = await prepareManyPeople(folder);
  const { page, close } = await start(folder);
  onTestFinished(close);
  await openUsers(page, Margaret);

  await page.getByRole('button', { name: 'Filter by Status' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('menuitemcheckbox', { name: 'Invited' }).waitFor();
  await page.keyboard.press('Space');
  await page.getByText(`${INVITED} users`).waitFor();
  await page.keyboard.press('Escape');
  await expectFocus(page, 'Filter by Status, 1 chosen');
  await page.getByRole('button', { name: 'Filter by Role' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('menuitemcheckbox', { name: 'Client Ops' }).focus();
  await page.keyboard.press('Space');
  await page.getByText('10 users').waitFor();
  await page.keyboard.press('Escape');
  const chips = page.getByRole('list', { name: 'Filters that are on' });
  await expect
    .poll(() => chips.getByRole('listitem').allTextContents())
    .toEqual(['Role: Client Ops', 'Status: Invited']);
  await page.getByRole('button', { name: 'Remove the filter Role: Client Ops' }).press('Enter');
  await page.getByText(`${INVITED} users`).waitFor();
  await expectFocus(page, 'Remove the filter Status: Invited');

  await page.getByRole('columnheader', { name: 'Name' }).getByRole('button', { name: 'Email' }).press('Enter');
  await page
    .getByRole('columnheader', { name: 'Name, by email' })
    .and(page.locator('[aria-sort="ascending"]'))
    .waitFor();
  const handle = page.getByRole('separator', { name: 'Width of Role' });
  const before = Number(await handle.getAttribute('aria-valuenow'));
  await handle.focus();
  for (let presses = 0; presses < 3; presses++) await page.keyboard.press('ArrowRight');
  await expect.poll(() => handle.getAttribute('aria-valuenow')).toBe(String(before + 24));
  await page.getByRole('button', { name: 'Table options' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Compact rows' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Client access' }).click();
  await page.keyboard.press('Escape');
  await page.getByRole('columnheader', { name: 'Client access' }).waitFor({ state: 'hidden' });
  await close();

  const again = await start(folder);
  onTestFinished(again.close);
  await signIn(again.page, Margaret.email, PASSWORD);
  await enterCode(again.page, await Margaret.phone.nextCode());
  await again.page.getByRole('tab', { name: 'Users' }).click();
  await again.page.getByText(`${INVITED} users`).waitFor();
  await again.page
    .getByRole('columnheader', { name: 'Name, by email' })
    .and(again.page.locator('[aria-sort="ascending"]'))
    .waitFor();
  await expect
    .poll(() => again.page.getByRole('separator', { name: 'Width of Role' }).getAttribute('aria-valuenow'))
    .toBe(String(before + 24));
  await expect.poll(() => again.page.getByRole('columnheader', { name: 'Client access' }).count()).toBe(0);
  const row = again.page.getByRole('grid', { name: 'Users' }).getByRole('row').nth(1);
  expect((await row.boundingBox())?.height).toBe(32);
  await again.page.getByRole('button', { name: 'Clear filters' }).click();
  await again.page.getByText('306 users').waitFor();
  await again.page.getByRole('separator', { name: 'Width of Role' }).press('Enter');
  await expect
    .poll(() => again.page.getByRole('separator', { name: 'Width of Role' }).getAttribute('aria-valuenow'))
    .toBe(String(before));
});

test('every column fits beside names with their emails in a window of 1280 pixels, and names are ordered by either name', async () => {
  const folder = makeTempFolder();
  const { Margaret } = await prepareManyPeople(folder);
  const { page, close } = await start(folder);
  onTestFinished(close);
  await openUsers(page, Margaret);
  await expect.poll(() => page.evaluate(() => window.innerWidth)).toBeLessThanOrEqual(1280);
  const heads = page.getByRole('columnheader');
  await expect
    .poll(() => heads.evaluateAll((all) => all.map((one) => one.getAttribute('aria-label'))))
    .toEqual(['Selected', 'Name, by first name', 'Role', 'Client access', 'Status', '2FA', 'Last sign-in', 'Action']);
  const table = page.getByRole('grid', { name: 'Users' });
  await table.getByText(Margaret.email).waitFor();

  await page.getByRole('button', { name: 'Last name' }).click();
  await page.getByRole('columnheader', { name: 'Name, by last name' }).waitFor();
  // Numbers come before letters. Within the same role, the order by last name stays.
  await page.getByRole('columnheader', { name: 'Role' }).getByRole('button').click();
  await expect.poll(() => table.getByRole('row').nth(1).textContent()).toContain('Ashworth, Margaret');
});

test('a number above the list sets its filter, shows as many people as it says, and is pressed again to show all', async () => {
  const folder = makeTempFolder();
  const { Margaret } = await prepareManyPeople(folder);
  const { page, close } = await start(folder);
  onTestFinished(close);
  await openUsers(page, Margaret);
  const overview = page.getByRole('toolbar', { name: 'People who need attention' });
  const number = overview.getByRole('button', { name: 'No number on file' });
  await expect.poll(() => number.textContent()).toMatch(/\d$/);
  const count = Number((await number.textContent())?.replace(/\D/g, ''));
  expect(count).toBeGreaterThan(0);
  const top = (await page.getByRole('searchbox', { name: 'Search name or email' }).boundingBox())?.y;
  await page.getByRole('searchbox', { name: 'Search name or email' }).fill('nobody of this name');
  await number.click();
  await page.getByText(`${count} users`, { exact: true }).waitFor();
  await expect.poll(() => number.getAttribute('aria-pressed')).toBe('true');
  expect((await page.getByRole('searchbox', { name: 'Search name or email' }).boundingBox())?.y).toBe(top);
  await number.click();
  await page.getByText('306 users').waitFor();
  await expect.poll(() => number.getAttribute('aria-pressed')).toBe('false');

  // The line is one tab stop, and the reminder at its end is one more.
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  expect(await overview.locator('button[tabindex="0"]').count()).toBe(1);
  await page.keyboard.press('Tab');
  await expect
    .poll(() => page.getByRole('button', { name: 'No backup' }).evaluate((it) => it === document.activeElement))
    .toBe(true);
  await page.keyboard.press('Tab');
  const search = page.getByRole('searchbox', { name: 'Search name or email' });
  await expect.poll(() => search.evaluate((box) => box === document.activeElement)).toBe(true);

  await page.getByRole('button', { name: 'Filter by Role' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Partner Admin 2' }).waitFor();
});

test('a change in another window appears in the list, and scroll position and focus stay', async () => {
  const folder = makeTempFolder();
  const { Margaret, Daniel } = await prepareManyPeople(folder);
  const { page, openSecondWindow, close } = await start(folder);
  onTestFinished(close);
  await openUsers(page, Margaret);
  const other = await openSecondWindow();
  await openUsers(other, Daniel);

  await page
    .getByRole('grid', { name: 'Users' })
    .getByRole('row', { name: /Daniel Okafor/ })
    .focus();
  await page.keyboard.type('person 080');
  await expectFocus(page, 'row Person 080');
  const topRow = () => page.locator('tbody tr').first().getAttribute('data-index');
  const before = await topRow();

  await other.getByRole('searchbox', { name: 'Search name or email' }).fill('person080');
  await other.getByText('1 user', { exact: true }).waitFor();
  await other.getByRole('button', { name: 'Actions for Person 080' }).click();
  await other.getByRole('menuitem', { name: 'Edit' }).click();
  await other.getByLabel('Last name').fill('080 of Bluewater');
  await other.getByRole('button', { name: 'Save' }).click();
  await other.getByRole('dialog').waitFor({ state: 'hidden' });

  await expectFocus(page, 'row Person 080 of Bluewater');
  expect(await topRow()).toBe(before);

  // The scroll position is kept while another tab is open.
  await page.getByRole('tab', { name: 'Clients' }).click();
  await page.getByRole('grid', { name: 'Clients' }).waitFor();
  await page.getByRole('tab', { name: 'Users' }).click();
  await page.getByText('Person 080 of Bluewater').waitFor();
  expect(await topRow()).toBe(before);
});

test('when the last row goes while a button in it has the focus, the row that is last now gets the focus, not its button', async () => {
  const folder = makeTempFolder();
  const { Margaret, Daniel } = await prepareManyPeople(folder);
  const { page, openSecondWindow, close } = await start(folder);
  onTestFinished(close);
  await openUsers(page, Margaret);
  const other = await openSecondWindow();
  await openUsers(other, Daniel);

  await page.getByRole('searchbox', { name: 'Search name or email' }).fill('person');
  await page.getByRole('button', { name: /^Filter by Status/ }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Active' }).click();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Clear filters' }).waitFor();
  await page
    .getByRole('grid', { name: 'Users' })
    .getByRole('row', { name: /Person 001/ })
    .focus();
  await page.keyboard.press('End');
  await expectFocus(page, 'row Person 280');
  for (let presses = 0; presses < 3; presses++) await page.keyboard.press('ArrowRight');
  await expectFocus(page, 'Actions for Person 280');

  await other.getByRole('searchbox', { name: 'Search name or email' }).fill('person280');
  await other.getByRole('button', { name: 'Actions for Person 280' }).click();
  await other.getByRole('menuitem', { name: 'Deactivate' }).click();
  await other.getByRole('button', { name: 'Deactivate' }).click();
  await other.getByRole('dialog').waitFor({ state: 'hidden' });

  await expectFocus(page, 'row Person 279');
});
