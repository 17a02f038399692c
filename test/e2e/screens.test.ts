// Every screen of the real application: axe-core finds nothing in light or dark, and each role sees its own part.
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeTempFolder } from '../support/temp-folder.ts';
import {
  carryOutReset,
  closeResetResult,
  enter,
  enterCode,
  openResetDialog,
  type Running,
  signIn,
  signOut,
  start,
} from './application.ts';
import { Phone, readQrCode } from './authenticator.ts';
import { findViolations } from './axe.ts';
import { PASSWORD, prepareFirm } from './prepared-firm.ts';

let running: Running;
let people: Awaited<ReturnType<typeof prepareFirm>>;

beforeAll(async () => {
  const folder = makeTempFolder();
  people = await prepareFirm(folder);
  running = await start(folder);
});
afterAll(() => running.close());

test('axe-core finds nothing on the screens of sign-in, reset and setup', async () => {
  const { page } = running;
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await expect.poll(() => findViolations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('Enter your email.').waitFor();
  await expect.poll(() => findViolations(page)).toEqual([]);
  await signIn(page, people.Margaret.email, PASSWORD);
  await page.getByRole('heading', { name: 'Enter your code' }).waitFor();
  await expect.poll(() => findViolations(page)).toEqual([]);
  await enterCode(page, await people.Margaret.phone.nextCode());
  await page.getByRole('grid', { name: 'Clients' }).getByText('Bluewater Marine').waitFor();
  await expect.poll(() => findViolations(page)).toEqual([]);
  await page.getByRole('tab', { name: 'Users' }).click();
  await page.getByRole('grid', { name: 'Users' }).getByText('Priya Mehta').waitFor();
  await expect.poll(() => findViolations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Actions for Priya Mehta' }).click();
  await page.getByRole('menuitem', { name: 'Reset 2FA' }).waitFor();
  await expect.poll(() => findViolations(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await page.getByRole('searchbox', { name: 'Search name or email' }).fill('nobody at all');
  await page.getByRole('button', { name: 'Clear the search', exact: true }).last().waitFor();
  await expect.poll(() => findViolations(page)).toEqual([]);
  await openResetDialog(page, 'Priya Mehta');
  await expect.poll(() => findViolations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Reset 2FA' }).click();
  await page.getByText('Choose why the reset is needed.').waitFor();
  await page.getByText('Choose how you checked who is asking.').waitFor();
  await expect.poll(() => findViolations(page)).toEqual([]);
  const setupCode = await carryOutReset(page, 'Priya Mehta', await people.Margaret.phone.nextCode());
  await expect.poll(() => findViolations(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await page.getByText('The setup code was not passed on').waitFor();
  await page.getByRole('button', { name: 'Keep open' }).click();
  await closeResetResult(page);
  await signOut(page);

  await signIn(page, people.Priya.email, PASSWORD);
  await page.getByRole('textbox', { name: 'Setup code' }).waitFor();
  await expect.poll(() => findViolations(page)).toEqual([]);
  await page.getByRole('textbox', { name: 'Setup code' }).fill(setupCode);
  await page.getByRole('button', { name: 'Continue' }).click();
  const qr = page.getByRole('img', { name: 'QR code' });
  const phone = Phone.fromOtpauthUri(await readQrCode(qr));
  await expect.poll(() => findViolations(page)).toEqual([]);
  await page.getByRole('textbox', { name: '6-digit code' }).fill(await phone.nextCode());
  await page.getByRole('button', { name: 'Confirm' }).click();
  await page.getByRole('heading', { name: 'Save your recovery codes' }).waitFor();
  await expect.poll(() => findViolations(page)).toEqual([]);
  await page.getByRole('checkbox', { name: 'I have saved these codes' }).check();
  await page.getByRole('button', { name: 'Finish' }).click();
  await page.getByText('Global view').waitFor();

  // Partner Ops sees only the name and role of a Partner Admin, and cannot reset anyone.
  await page.getByRole('tab', { name: 'Users' }).click();
  const row = page.getByRole('grid', { name: 'Users' }).getByRole('row').filter({ hasText: 'Margaret Ashworth' });
  await row.waitFor();
  await expect.poll(() => row.getByRole('rowheader').textContent()).toBe('Margaret Ashworth');
  expect((await row.getByRole('gridcell').allTextContents()).join('')).toBe('Partner Admin');
  await page.getByRole('button', { name: 'Actions for Tomasz Moreau' }).click();
  await page.getByRole('menuitem', { name: 'Edit' }).waitFor();
  await expect.poll(() => page.getByRole('menuitem', { name: 'Reset 2FA' }).count()).toBe(0);
  await page.keyboard.press('Escape');
  // The focus goes back to the row.
  await expect.poll(() => page.evaluate(() => document.activeElement?.closest('table') instanceof Element)).toBe(true);
  await page.getByRole('searchbox', { name: 'Search name or email' }).fill(people.Margaret.email);
  await page.getByText('Nobody').waitFor();
  await signOut(page);
});

test('axe-core finds nothing in open menus and in the dialogs of a user', async () => {
  const { page } = running;
  const dialog = page.getByRole('dialog');
  /** Checks what is open, then closes it with Escape. */
  const checkOpen = async (shown: Locator, part?: string) => {
    await shown.waitFor();
    await expect.poll(() => findViolations(page, part)).toEqual([]);
    await page.keyboard.press('Escape');
    await shown.waitFor({ state: 'hidden' });
  };
  const openDialog = async (person: string, action: string) => {
    await page.getByRole('button', { name: `Actions for ${person}` }).click();
    await page.getByRole('menuitem', { name: action }).click();
    await dialog.getByRole('button', { name: /^(Cancel|Done)$/ }).waitFor();
  };
  await enter(page, people.Daniel);
  await page.getByRole('grid', { name: 'Clients' }).getByText('Bluewater Marine').waitFor();
  await page.getByRole('button', { name: /^Account of/ }).click();
  await checkOpen(page.getByRole('menuitem', { name: 'Sign out' }));
  await page.getByRole('button', { name: 'Actions for Bluewater Marine' }).click();
  await checkOpen(page.getByRole('menuitem', { name: 'Terminate' }));
  await page.getByRole('combobox', { name: 'Navigate by Client' }).fill('blue');
  await checkOpen(page.getByRole('option', { name: /Bluewater Marine/ }), 'header [role="listbox"]');
  await page.getByRole('combobox', { name: 'Navigate by Client' }).fill('');

  await page.getByRole('tab', { name: 'Users' }).click();
  await page.getByRole('grid', { name: 'Users' }).getByText('Samuel Stroud').waitFor();
  await page.getByRole('button', { name: /^Filter by Role/ }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Client Admin' }).click();
  await checkOpen(page.getByRole('menuitemcheckbox', { name: 'Client Admin', checked: true }));
  await page.getByRole('button', { name: 'Clear filters' }).waitFor();
  await expect.poll(() => findViolations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await page.getByRole('combobox', { name: 'Filter by Client' }).click();
  await checkOpen(page.getByRole('option', { name: /Bluewater Marine/ }));
  await page.getByRole('button', { name: 'Table options' }).click();
  await checkOpen(page.getByRole('menuitemcheckbox').or(page.getByRole('menuitem')).first());
  await page.getByRole('checkbox', { name: 'Select all' }).check();
  await page.getByText('6 selected').waitFor();
  await expect.poll(() => findViolations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Clear', exact: true }).click();

  await page.getByRole('button', { name: 'Invite User' }).click();
  await dialog.getByRole('radio', { name: /^Partner Ops/ }).check();
  await dialog.getByRole('radio', { name: /^Specific clients/ }).check();
  await dialog.getByRole('option', { name: 'Bluewater Marine' }).click();
  await checkOpen(dialog);
  await page.getByRole('button', { name: 'Invite User' }).click();
  await dialog.getByRole('textbox', { name: 'People' }).fill('ann@bluewater.example');
  await dialog.getByRole('radio', { name: /^Partner Ops/ }).check();
  await dialog.getByRole('radio', { name: /^Specific clients/ }).check();
  await dialog.getByRole('textbox', { name: '6-digit code' }).fill(await people.Daniel.phone.nextCode());
  await dialog.getByRole('button', { name: 'Invite' }).click();
  await dialog.getByTestId('activation-code').waitFor();
  await expect.poll(() => findViolations(page)).toEqual([]);
  await dialog.getByRole('checkbox', { name: /^I have passed on/ }).check();
  await dialog.getByRole('button', { name: 'Done' }).click();
  await openDialog('ann@bluewater.example', 'Resend invitation');
  await expect.poll(() => findViolations(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Make a new code' }).click();
  await dialog.getByTestId('activation-code').waitFor();
  await expect.poll(() => findViolations(page)).toEqual([]);
  await dialog.getByRole('checkbox', { name: /^I have passed on/ }).check();
  await dialog.getByRole('button', { name: 'Done' }).click();

  await openDialog('Samuel Stroud', 'Edit');
  await dialog.getByLabel('Role', { exact: true }).selectOption({ label: 'Client Ops' });
  await dialog.getByText('A new role ends their sessions').waitFor();
  await expect.poll(() => findViolations(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await dialog.getByRole('button', { name: 'Discard changes' }).click();
  await openDialog('Samuel Stroud', 'Reset password');
  await dialog.getByRole('radio', { name: 'A colleague vouched' }).check();
  await dialog.getByRole('button', { name: 'Reset password' }).click();
  await dialog.getByText('Enter the name of the colleague who vouched.').waitFor();
  await expect.poll(() => findViolations(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await dialog.getByText('Your answers would be lost.').waitFor();
  await expect.poll(() => findViolations(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Discard answers' }).click();
  await openDialog('Samuel Stroud', 'Deactivate');
  await dialog.getByRole('button', { name: 'Deactivate' }).waitFor();
  await expect.poll(() => findViolations(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Deactivate' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await openDialog('Samuel Stroud', 'Reactivate');
  await dialog.getByRole('button', { name: 'Reactivate' }).waitFor();
  await checkOpen(dialog);

  await page.getByRole('combobox', { name: 'Navigate by Client' }).fill('blue');
  await page.getByRole('option', { name: /Bluewater Marine/ }).click();
  await page.getByRole('button', { name: 'Add User' }).click();
  await dialog.getByRole('option', { name: /ann@bluewater\.example/ }).click();
  await checkOpen(dialog);
  await openDialog('Ingrid Weaver', 'Remove from this client');
  await checkOpen(dialog);
  await signOut(page);
});

test('a Client Admin sees the people of their own clients and nobody of the firm; Client Ops sees no list', async () => {
  const { page } = running;
  await enter(page, people.Tomasz);
  await page.getByRole('tab', { name: 'Users' }).click();
  await page.getByText('3 users').waitFor();
  const table = await page.getByRole('grid', { name: 'Users' }).textContent();
  expect(table).toContain('Ingrid Weaver');
  expect(table).not.toContain('Margaret');
  expect(table).not.toContain('Priya');
  await page.getByRole('button', { name: 'Actions for Ingrid Weaver' }).click();
  await page.getByRole('menuitem', { name: 'Edit' }).waitFor();
  await expect.poll(() => page.getByRole('menuitem', { name: 'Reset 2FA' }).count()).toBe(0);
  await page.keyboard.press('Escape');
  // The focus goes back to the row.
  await expect.poll(() => page.evaluate(() => document.activeElement?.closest('table') instanceof Element)).toBe(true);
  await signOut(page);
  await enter(page, people.Ingrid);
  await page.getByRole('heading', { name: 'My account', exact: true }).waitFor();
  await expect.poll(() => page.getByRole('link', { name: 'Client & User Management' }).count()).toBe(0);
  await expect.poll(() => page.getByRole('combobox', { name: 'Navigate by Client' }).count()).toBe(0);
  await expect.poll(() => findViolations(page)).toEqual([]);
  await signOut(page);
});

test('the page cannot leave its origin, open windows, reach the network or turn text into markup', async () => {
  const { page } = running;
  const tried = await page.evaluate(async () => {
    const outcome: Record<string, unknown> = {
      node: typeof (globalThis as { require?: unknown }).require,
      opened: window.open('https://example.com') === null,
    };
    outcome['fetch'] = await fetch('https://example.com').then(
      () => 'answered',
      () => 'refused',
    );
    try {
      document.body.innerHTML = '<img src=x>';
      outcome['markup'] = 'made';
    } catch {
      outcome['markup'] = 'refused';
    }
    // In a timer: the policy does not apply to what the test driver evaluates itself.
    outcome['eval'] = await new Promise((resolve) => {
      setTimeout(() => {
        try {
          resolve(new Function('return 1 + 1')());
        } catch {
          resolve('refused');
        }
      });
    });
    outcome['permission'] = (await navigator.permissions.query({ name: 'geolocation' })).state;
    location.href = 'https://example.com/';
    return outcome;
  });
  expect(tried).toEqual({
    node: 'undefined',
    opened: true,
    fetch: 'refused',
    markup: 'refused',
    eval: 'refused',
    permission: 'denied',
  });
  expect(page.url()).toContain('rekey://app/');
});
