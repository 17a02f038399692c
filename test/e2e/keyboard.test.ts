// The application without a mouse: every step is a key, and the tests check where the focus is after it. The focus is
// never lost, Tab always moves it, and a closed dialog returns it to where the dialog was opened.
import type { Locator, Page } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { makeTempFolder } from '../support/temp-folder.ts';
import { start } from './application.ts';
import { PASSWORD, type PreparedPerson, prepareFirm } from './prepared-firm.ts';

const MAX_PRESSES = 40;

/** The focused element in words, for error messages. */
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const element = document.activeElement;
    if (element === null || element === document.body) return 'nothing';
    const text =
      element.getAttribute('aria-label') ??
      (element as HTMLInputElement).labels?.[0]?.textContent ??
      element.textContent;
    return `${element.getAttribute('role') ?? element.localName} ${text?.slice(0, 80)}`;
  });

const hasFocus = (there: Locator): Promise<boolean> =>
  there.evaluateAll((found) => found.some((element) => element === document.activeElement));

async function expectFocus(there: Locator): Promise<void> {
  await expect
    .poll(async () => ((await hasFocus(there)) ? 'there' : `${await focused(there.page())}, not ${String(there)}`))
    .toBe('there');
}

/** Presses the key until the focus is there. Each press must move the focus, and the focus may never be lost. */
async function goTo(there: Locator, key = 'Tab'): Promise<void> {
  const page = there.page();
  if (await hasFocus(there)) return;
  for (let presses = 0; presses < MAX_PRESSES; presses++) {
    const before = await page.evaluateHandle(() => document.activeElement);
    await page.keyboard.press(key);
    const place = await there.evaluateAll((found, was) => {
      const now = document.activeElement;
      if (found.some((element) => element === now)) return 'there';
      // Day, month and year of a date field are separate stops.
      const isInDate = was instanceof HTMLInputElement && was.type === 'date';
      return now === document.body || (now === was && !isInDate) ? 'nowhere' : 'on the way';
    }, before);
    if (place === 'there') return;
    if (place === 'nowhere')
      throw new Error(`${key} leads nowhere from ${await focused(page)}, on the way to ${String(there)}`);
  }
  throw new Error(`${key} does not lead to ${String(there)}`);
}

/** Moves to the item in the menu that just opened and has the focus. */
async function choose(item: Locator): Promise<void> {
  await expect
    .poll(() => item.evaluate((element) => element.closest('[role="menu"]')?.contains(document.activeElement)))
    .toBe(true);
  await goTo(item, 'ArrowDown');
}

async function press(page: Page, ...keys: readonly string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

/** Replaces the text of the focused field. */
async function retype(page: Page, text: string): Promise<void> {
  await page.keyboard.press('Control+a');
  await page.keyboard.type(text);
}

async function signInByKeys(page: Page, { email, phone }: PreparedPerson): Promise<void> {
  await expectFocus(page.getByRole('textbox', { name: 'Email' }));
  await page.keyboard.type(email);
  await goTo(page.getByLabel('Password', { exact: true }));
  await page.keyboard.type(PASSWORD);
  await press(page, 'Enter');
  await expectFocus(page.getByRole('textbox', { name: '6-digit code' }));
  await page.keyboard.type(await phone.nextCode());
  await press(page, 'Enter');
  await page.getByRole('tab', { name: 'Users' }).waitFor();
}

const rowOf = (page: Page, name: string): Locator => page.getByRole('row').filter({ hasText: name });

async function openUsers(page: Page): Promise<void> {
  await goTo(page.getByRole('tab', { name: 'Clients' }));
  await press(page, 'ArrowRight', 'Enter');
  await rowOf(page, 'Daniel Okafor').waitFor();
}

/** Moves to a row by typing the beginning of its name. */
async function goToRow(page: Page, name: string): Promise<Locator> {
  const rows = page.getByRole('grid').locator('tbody tr');
  await goTo(rows);
  await page.keyboard.type(name);
  const row = rowOf(page, name);
  await expectFocus(row);
  return row;
}

/** Waits for the dialog and until it has the focus. */
async function openDialog(page: Page, name: string): Promise<Locator> {
  const dialog = page.getByRole('dialog', { name });
  await dialog.waitFor();
  await expect.poll(() => dialog.evaluate((element) => element.contains(document.activeElement))).toBe(true);
  return dialog;
}

async function openByMenu(page: Page, action: string, key: string): Promise<void> {
  await press(page, key);
  await choose(page.getByRole('menuitem', { name: action }));
  await press(page, 'Enter');
}

async function expectClosed(dialog: Locator, focus: Locator): Promise<void> {
  await dialog.waitFor({ state: 'hidden' });
  await expectFocus(focus);
}

async function startSignedIn() {
  const folder = makeTempFolder();
  const people = await prepareFirm(folder);
  const { app, page, complaints, close } = await start(folder);
  onTestFinished(close);
  await signInByKeys(page, people.Margaret);
  return { app, page, people, complaints };
}

test('clients are added, edited, opened and left by keyboard', async () => {
  const { page, complaints } = await startSignedIn();
  const add = page.getByRole('button', { name: 'Add Client' });
  await goTo(add);
  await press(page, 'Enter');
  const adding = await openDialog(page, 'Add Client');
  await expectFocus(adding.getByRole('textbox', { name: 'Name', exact: true }));
  await page.keyboard.type('Alder Joinery');
  await goTo(adding.getByLabel('Type'));
  await page.keyboard.type('Ch');
  await goTo(adding.getByLabel('Accounting software'));
  await page.keyboard.type('Ledger');
  await press(page, 'Enter');
  await expectClosed(adding, add);
  await rowOf(page, 'Alder Joinery').getByText('Charity').waitFor();

  await goToRow(page, 'Alder');
  await openByMenu(page, 'Edit', 'Shift+F10');
  const editing = await openDialog(page, 'Edit Alder Joinery');
  await expectFocus(editing.getByRole('textbox', { name: 'Name', exact: true }));
  await retype(page, 'Alder & Oak');
  await press(page, 'Enter');
  await expectClosed(editing, rowOf(page, 'Alder & Oak'));

  // The client's page is open and the row is gone: Tab continues on that page.
  await press(page, 'Enter');
  const back = page.getByRole('button', { name: 'Return to the Global view' });
  await back.waitFor();
  await expectFocus(page.getByRole('main'));
  await press(page, 'Tab');
  await expectFocus(page.getByRole('tab', { name: 'Users' }));

  await press(page, 'Control+k');
  await page.keyboard.type('blue');
  await press(page, 'Enter');
  await rowOf(page, 'Ingrid Weaver').waitFor();
  await expectFocus(page.getByRole('combobox', { name: 'Navigate by Client' }));
  await goTo(page.getByRole('tab', { name: 'Users' }));
  await press(page, 'ArrowLeft', 'Enter');
  const edit = page.getByRole('button', { name: 'Edit' });
  await edit.waitFor();
  await goTo(edit);
  await press(page, 'Enter');
  const details = await openDialog(page, 'Edit Bluewater Marine');
  await goTo(details.getByRole('combobox', { name: 'Point of contact', exact: true }));
  // Enter right after typing chooses by the typed text, not by the list of before.
  await page.keyboard.type('tom');
  await press(page, 'Enter');
  await goTo(details.getByRole('button', { name: 'Save' }));
  await press(page, 'Enter');
  await expectClosed(details, edit);

  await goTo(back, 'Shift+Tab');
  await press(page, 'Enter');
  await page.getByText('Global view', { exact: true }).waitFor();
  await expectFocus(page.getByRole('main'));
  await rowOf(page, 'Bluewater Marine').getByText('Tomasz Moreau').waitFor();
  expect(complaints).toEqual([]);
});

test('users are searched, filtered, sorted, walked through and selected by keyboard', async () => {
  const { page, complaints } = await startSignedIn();
  await openUsers(page);
  const search = page.getByRole('searchbox', { name: 'Search name or email' });
  await goTo(search);
  await page.keyboard.type('mehta');
  await page.getByText('1 user', { exact: true }).waitFor();
  await press(page, 'Escape');
  await page.getByText('6 users').waitFor();
  await expectFocus(search);

  const role = page.getByRole('button', { name: /^Filter by Role/ });
  await goTo(role);
  await press(page, 'Enter');
  await choose(page.getByRole('menuitemcheckbox', { name: 'Partner Admin' }));
  await press(page, 'Space');
  await page.getByText('2 users').waitFor();
  await press(page, 'Escape');
  await expectFocus(role);
  await goTo(page.getByRole('button', { name: 'Clear filters' }));
  await press(page, 'Enter');
  await page.getByText('6 users').waitFor();
  await expectFocus(search);

  const head = (name: string) => page.getByRole('columnheader', { name });
  await goTo(page.getByRole('checkbox', { name: 'Select all' }));
  await goTo(head('Role').getByRole('button'), 'ArrowRight');
  await press(page, 'Enter');
  await expect.poll(() => head('Role').getAttribute('aria-sort')).toBe('ascending');
  await press(page, 'Enter');
  await expect.poll(() => head('Role').getAttribute('aria-sort')).toBe('descending');
  await expectFocus(head('Role').getByRole('button'));
  await goTo(head('Name').getByRole('button', { name: 'First name' }), 'ArrowLeft');
  await press(page, 'Enter');
  await expect.poll(() => head('Name').getAttribute('aria-sort')).toBe('ascending');

  await goTo(page.locator('tbody tr'));
  await expectFocus(rowOf(page, 'Daniel Okafor'));
  await press(page, 'End');
  await expectFocus(rowOf(page, 'Tomasz Moreau'));
  await press(page, 'ArrowUp');
  await expectFocus(rowOf(page, 'Samuel Stroud'));
  await press(page, 'Home', 'ArrowDown');
  await expectFocus(rowOf(page, 'Ingrid Weaver'));
  await page.keyboard.type('pri');
  await expectFocus(rowOf(page, 'Priya Mehta'));

  await press(page, 'Shift+ArrowDown', 'Shift+ArrowDown');
  await page.getByText('3 selected').waitFor();
  await press(page, 'Escape');
  await page.getByText('3 selected').waitFor({ state: 'hidden' });
  await expectFocus(rowOf(page, 'Tomasz Moreau'));
  await press(page, 'Space');
  await page.getByText('1 selected').waitFor();
  await goTo(page.getByRole('button', { name: 'Clear', exact: true }));
  await press(page, 'Enter');
  await page.getByText('1 selected').waitFor({ state: 'hidden' });
  await expectFocus(rowOf(page, 'Tomasz Moreau'));

  const menu = page.getByRole('menu', { name: 'Actions for Tomasz Moreau' });
  for (const key of ['ContextMenu', 'Shift+F10']) {
    await press(page, key);
    await menu.waitFor();
    await press(page, 'Escape');
    await expectClosed(menu, rowOf(page, 'Tomasz Moreau'));
  }
  const dots = page.getByRole('button', { name: 'Actions for Tomasz Moreau' });
  await goTo(dots, 'ArrowRight');
  await press(page, 'Enter');
  await menu.waitFor();
  await press(page, 'Escape');
  await expectClosed(menu, dots);
  expect(complaints).toEqual([]);
});

test('user details, edits, password resets and 2FA resets work by keyboard, and the focus returns to the row', async () => {
  const { page, people, complaints } = await startSignedIn();
  await openUsers(page);
  const priya = await goToRow(page, 'Priya Mehta');
  await openByMenu(page, 'View details', 'Shift+F10');
  const details = page.getByRole('complementary', { name: 'Details of Priya Mehta' });
  await expectFocus(details);
  const editButton = details.getByRole('button', { name: 'Edit' });
  await goTo(editButton);
  await press(page, 'Enter');
  const editing = await openDialog(page, 'Edit Priya Mehta');
  await press(page, 'Escape');
  await expectClosed(editing, editButton);
  await press(page, 'Escape');
  await expectClosed(details, priya);

  const dots = page.getByRole('button', { name: 'Actions for Priya Mehta' });
  await goTo(dots, 'ArrowRight');
  await openByMenu(page, 'Edit', 'Enter');
  await openDialog(page, 'Edit Priya Mehta');
  await expectFocus(editing.getByRole('textbox', { name: 'First name' }));
  await goTo(editing.getByRole('textbox', { name: 'Last name' }));
  await retype(page, 'Mehta-Shaw');
  await press(page, 'Enter');
  await expectClosed(editing, page.getByRole('button', { name: 'Actions for Priya Mehta-Shaw' }));

  const tomasz = await goToRow(page, 'Tomasz Moreau');
  await openByMenu(page, 'Reset password', 'ContextMenu');
  const password = await openDialog(page, 'Reset password for Tomasz Moreau');
  await expectFocus(password.getByRole('radio', { name: 'I called back' }));
  await press(page, 'Space');
  await goTo(password.getByRole('textbox', { name: '6-digit code' }));
  await page.keyboard.type(await people.Margaret.phone.nextCode());
  await goTo(password.getByRole('button', { name: 'Reset password' }));
  await press(page, 'Enter');
  await expectFocus(password.getByRole('region', { name: 'One-time code' }));
  await goTo(password.getByRole('checkbox', { name: 'I have passed on or noted the one-time code' }));
  await press(page, 'Space');
  await goTo(password.getByRole('button', { name: 'Done' }));
  await press(page, 'Enter');
  await expectClosed(password, tomasz);

  await openByMenu(page, 'Reset 2FA', 'Shift+F10');
  const reset = await openDialog(page, 'Reset 2FA for Tomasz Moreau');
  await expectFocus(reset.getByRole('radio', { name: /^Lost or stolen/ }));
  await goTo(reset.getByLabel('Reason'));
  await page.keyboard.type('lost');
  await goTo(reset.getByRole('radio', { name: 'I called back' }));
  await press(page, 'Space');
  await goTo(reset.getByRole('button', { name: 'Reset 2FA' }));
  await press(page, 'Enter');
  await expectFocus(reset.getByRole('region', { name: 'Setup code' }));
  await expect.poll(() => reset.getByTestId('setup-code').textContent()).toMatch(/^(\w{4}-){3}\w{4}$/);
  await goTo(reset.getByRole('checkbox', { name: 'I have passed on or noted the setup code' }));
  await press(page, 'Space');
  await goTo(reset.getByRole('button', { name: 'Done' }));
  await press(page, 'Enter');
  await expectClosed(reset, tomasz);
  await tomasz.getByText(/^Setup required/).waitFor();
  expect(complaints).toEqual([]);
});

test('two people are invited, and one is deactivated and reactivated, by keyboard', async () => {
  const { page, people, complaints } = await startSignedIn();
  await openUsers(page);
  const invite = page.getByRole('button', { name: 'Invite User' });
  await goTo(invite);
  await press(page, 'Enter');
  const inviting = await openDialog(page, 'Invite User');
  await expectFocus(inviting.getByRole('textbox', { name: 'People' }));
  await page.keyboard.type('ann@bluewater.example, ben@bluewater.example');
  await goTo(inviting.getByRole('radio', { name: /^Partner Admin/ }));
  await press(page, 'ArrowDown', 'ArrowDown', 'ArrowDown');
  await expectFocus(inviting.getByRole('radio', { name: /^Client Ops/ }));
  await inviting.getByRole('option', { name: 'Bluewater Marine' }).waitFor();
  await goTo(inviting.getByRole('listbox', { name: 'Clients' }));
  await press(page, 'Space');
  await goTo(inviting.getByRole('textbox', { name: '6-digit code' }));
  await page.keyboard.type(await people.Margaret.phone.nextCode());
  await goTo(inviting.getByRole('button', { name: 'Invite 2 people' }));
  await press(page, 'Enter');
  const invited = await openDialog(page, '2 people invited');
  await expectFocus(invited.getByRole('region', { name: 'Activation codes' }));
  for (const email of ['ann@bluewater.example', 'ben@bluewater.example']) {
    await goTo(invited.getByRole('checkbox', { name: new RegExp(`Passed on.*${email}`) }));
    await press(page, 'Space');
  }
  await goTo(invited.getByRole('button', { name: 'Done' }));
  await press(page, 'Enter');
  await expectClosed(invited, invite);
  await page.getByText('8 users').waitFor();

  const ingrid = await goToRow(page, 'Ingrid Weaver');
  await openByMenu(page, 'Deactivate', 'Shift+F10');
  const ending = await openDialog(page, 'Deactivate Ingrid Weaver');
  await expectFocus(ending.getByRole('button', { name: 'Cancel' }));
  await goTo(ending.getByRole('button', { name: 'Deactivate' }));
  await press(page, 'Enter');
  await expectClosed(ending, ingrid);
  await ingrid.getByText('Deactivated').waitFor();

  await openByMenu(page, 'Reactivate', 'Shift+F10');
  const beginning = await openDialog(page, 'Reactivate Ingrid Weaver');
  // The code of the invitation is good for five minutes.
  await goTo(beginning.getByRole('button', { name: 'Reactivate' }));
  await press(page, 'Enter');
  await expectFocus(beginning.getByRole('region', { name: 'Setup code' }));
  await goTo(beginning.getByRole('checkbox', { name: 'I have passed on or noted the setup code' }));
  await press(page, 'Space');
  await goTo(beginning.getByRole('button', { name: 'Done' }));
  await press(page, 'Enter');
  await expectClosed(beginning, ingrid);
  await ingrid.getByText(/^Setup required/).waitFor();
  expect(complaints).toEqual([]);
});

test('Activity, Settings, My account, locking and signing out work by keyboard', async () => {
  const { app, page, people, complaints } = await startSignedIn();
  await goTo(page.getByRole('link', { name: 'Activity' }), 'Shift+Tab');
  await press(page, 'Enter');
  const records = page.getByRole('table', { name: 'Activity' }).locator('[data-record]');
  await records.first().waitFor();
  await goTo(page.getByRole('searchbox'));
  await page.keyboard.type('margaret');
  // The records of the search before are not taken.
  await press(page, 'ArrowDown');
  await expectFocus(records.first());
  await press(page, 'Enter');
  await page.getByText('Number in the record').waitFor();
  await expectFocus(records.first());

  await press(page, 'Control+3');
  await expectFocus(page.getByRole('main'));
  const firmName = page.getByRole('textbox', { name: 'Firm name' });
  await firmName.waitFor();
  await goTo(firmName);
  await retype(page, 'Ashworth & Daughters');
  await goTo(page.getByRole('textbox', { name: '6-digit code' }));
  await page.keyboard.type(await people.Margaret.phone.nextCode());
  await press(page, 'Enter');
  await page.getByText('Your settings were saved.').waitFor();
  await expectFocus(page.getByRole('heading', { name: 'Settings' }));

  const account = page.getByRole('button', { name: /^Account of/ });
  await goTo(account, 'Shift+Tab');
  await press(page, 'Enter');
  await choose(page.getByRole('menuitem', { name: 'My account' }));
  await press(page, 'Enter');
  await page.getByRole('heading', { name: 'My account', exact: true }).waitFor();
  await expectFocus(account);
  const change = page.getByRole('button', { name: 'Change password' });
  await goTo(change);
  await press(page, 'Enter');
  const changing = await openDialog(page, 'Change password');
  await press(page, 'Escape');
  await expectClosed(changing, change);

  await goTo(account, 'Shift+Tab');
  await press(page, 'Enter');
  await choose(page.getByRole('menuitem', { name: 'Lock' }));
  await press(page, 'Enter');
  const cover = page.getByRole('dialog', { name: 'Locked' });
  await expectFocus(cover.getByRole('textbox', { name: 'Password' }));
  await page.keyboard.type(PASSWORD);
  await press(page, 'Enter');
  // The focus returns to the menu's button, or to the page if the lock came before the menu had closed.
  await expectClosed(cover, account.or(page.getByRole('main')));
  await goTo(change);
  await app.evaluate(({ powerMonitor }) => powerMonitor.emit('suspend'));
  await expectFocus(cover.getByRole('textbox', { name: 'Password' }));
  await page.keyboard.type(PASSWORD);
  await press(page, 'Enter');
  await expectClosed(cover, change);

  await goTo(account, 'Shift+Tab');
  await press(page, 'Enter');
  await choose(page.getByRole('menuitem', { name: 'Sign out' }));
  await press(page, 'Enter');
  await expectFocus(page.getByRole('textbox', { name: 'Email' }));
  expect(complaints).toEqual([]);
});

/** Presses the key until the focus is back where it began. @returns the elements on the way. */
async function goThrough(page: Page, key: 'Tab' | 'Shift+Tab'): Promise<readonly string[]> {
  const start = await page.evaluateHandle(() => document.activeElement);
  const seen: string[] = [];
  for (let presses = 0; presses < MAX_PRESSES * 2; presses++) {
    await page.keyboard.press(key);
    // At the end of the page the focus goes round by the window, which takes a moment.
    await page.waitForFunction(() => document.activeElement !== document.body);
    if (await start.evaluate((element) => document.activeElement === element)) return seen;
    const now = await focused(page);
    // The parts of a date field count once.
    if (now !== seen.at(-1)) seen.push(now);
  }
  throw new Error(`${key} does not come back: ${seen.slice(-5).join(', ')}`);
}

test('Tab goes through every screen, and Shift+Tab goes back the same way', async () => {
  const { page, complaints } = await startSignedIn();
  const screens: readonly (readonly [name: string, open: () => Promise<void>])[] = [
    ['Clients', () => rowOf(page, 'Bluewater Marine').waitFor()],
    ['Users', () => openUsers(page)],
    [
      'Details of a user',
      async () => {
        await goToRow(page, 'Priya Mehta');
        await press(page, 'Enter');
        await page.getByRole('complementary').getByText('Sign-in methods').waitFor();
      },
    ],
    ['Activity', () => press(page, 'Control+2').then(() => page.locator('[data-record]').first().waitFor())],
    ['Settings', () => press(page, 'Control+3').then(() => page.getByRole('textbox', { name: 'Firm name' }).waitFor())],
  ];
  for (const [name, open] of screens) {
    await open();
    await press(page, 'Control+k');
    const there = await goThrough(page, 'Tab');
    const back = await goThrough(page, 'Shift+Tab');
    expect(there, name).toEqual(
      expect.arrayContaining(['button Account of Margaret Ashworth', 'a Client & User Management']),
    );
    expect(there.length, name).toBeGreaterThan(8);
    expect(back, name).toEqual(there.toReversed());
  }

  // An open dialog keeps the focus.
  await press(page, 'Control+1');
  const invite = page.getByRole('button', { name: 'Invite User' });
  await invite.waitFor();
  await goTo(invite);
  await press(page, 'Enter');
  const dialog = await openDialog(page, 'Invite User');
  await expectFocus(dialog.getByRole('textbox', { name: 'People' }));
  const inside = await goThrough(page, 'Tab');
  expect(inside).toEqual(expect.arrayContaining(['button Cancel', 'button Invite']));
  // A held key too: the key is pressed again before the dialog has reacted.
  await page.evaluate(() => {
    const behind = document.body.appendChild(document.createElement('output'));
    behind.id = 'behind';
    window.addEventListener('focusin', ({ target }) => {
      if (target instanceof Element && target.closest('#root') !== null) behind.append(`${target.localName} `);
    });
  });
  for (const key of ['Tab', 'Shift+Tab'])
    await Promise.all(Array.from({ length: MAX_PRESSES }, () => page.keyboard.press(key)));
  await expect.poll(() => page.locator('#behind').textContent()).toBe('');
  await press(page, 'Escape');
  await expectClosed(dialog, invite);
  expect(complaints).toEqual([]);
});
