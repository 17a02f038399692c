// Nothing moves under the hand: popups, alerts that arrive and buttons that change their words push nothing. A typed code
// and the answers stay after a refusal.
import type { Page } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { makeTempFolder } from '../support/temp-folder.ts';
import { carryOutReset, enter, openAlerts, openResetDialog, start } from './application.ts';
import { findViolations } from './axe.ts';
import { prepareFirm } from './prepared-firm.ts';

async function startSignedIn() {
  const folder = makeTempFolder();
  const people = await prepareFirm(folder);
  const running = await start(folder);
  onTestFinished(running.close);
  await enter(running.page, people.Margaret);
  await running.page.getByRole('tab', { name: 'Users' }).click();
  await running.page.getByRole('grid', { name: 'Users' }).getByText('Tomasz Moreau').waitFor();
  return { ...running, people };
}

/** Where everything in the bar, the menu and the page stands. In a cell, a time that has gone by has other words. */
const places = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('#root :is(header, nav, main) *')]
      .filter(
        (element) =>
          element.closest('[data-base-ui-portal], tbody :is(td, th) *') === null && element.getClientRects().length > 0,
      )
      .map((element) => {
        const { x, y, width, height } = element.getBoundingClientRect();
        return `${element.localName} ${element.getAttribute('aria-label') ?? ''} ${x} ${y} ${width} ${height}`;
      }),
  );

/** What stood elsewhere before, or is gone. */
const moved = async (page: Page, before: readonly string[]): Promise<readonly string[]> => {
  const now = new Set(await places(page));
  return before.filter((place) => !now.has(place));
};

test('a popup of the top bar, the menus and the filters moves nothing on the page', async () => {
  const { page } = await startSignedIn();
  const box = page.getByRole('combobox', { name: 'Navigate by Client' });
  await box.focus();
  const before = await places(page);
  await page.keyboard.type('b');
  await page.getByRole('option', { name: /Bluewater Marine/ }).waitFor();
  expect(await moved(page, before)).toEqual([]);
  await page.keyboard.press('Escape');
  await box.fill('');
  for (const name of [/^Account of/, /^Filter by Status/, 'Table options']) {
    await page.getByRole('button', { name }).click();
    await page.getByRole('menu').waitFor();
    expect(await moved(page, before), String(name)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('menu').waitFor({ state: 'hidden' });
  }
});

test('an alert that arrives pushes nothing, is noted, and is dismissed from its panel', async () => {
  const { page, openSecondWindow, people } = await startSignedIn();
  const theirs = await openSecondWindow();
  await enter(theirs, people.Daniel);
  const before = await places(page);
  await theirs.getByRole('tab', { name: 'Users' }).click();
  await theirs.getByRole('button', { name: 'Actions for Ingrid Weaver' }).click();
  await theirs.getByRole('menuitem', { name: 'Edit' }).click();
  const edit = theirs.getByRole('dialog', { name: 'Edit Ingrid Weaver' });
  await edit.getByRole('textbox', { name: /^Phone/ }).fill('+44 20 7946 0999');
  await edit.getByRole('textbox', { name: '6-digit code' }).fill(await people.Daniel.phone.nextCode());
  await edit.getByRole('button', { name: 'Save' }).click();
  const said = 'Daniel Okafor changed the number on file of Ingrid Weaver.';
  await page.getByRole('status').getByText(`New alert: ${said}`).waitFor();
  const button = page.getByRole('button', { name: '1 alert', exact: true });
  await button.waitFor();
  expect(await moved(page, before)).toEqual([]);

  const panel = await openAlerts(page);
  await expect.poll(() => findViolations(page)).toEqual([]);
  await panel.getByText(said).waitFor();
  await page.keyboard.press('Escape');
  await expect.poll(() => button.evaluate((element) => element === document.activeElement)).toBe(true);
  await openAlerts(page);
  await panel.getByRole('button', { name: `Dismiss: ${said}` }).click();
  await button.waitFor({ state: 'hidden' });
  await expect.poll(() => panel.count()).toBe(0);
  await expect.poll(() => page.evaluate(() => document.activeElement?.localName)).toBe('main');
});

test('Copied and Saved leave every button where it is', async () => {
  const { page, people } = await startSignedIn();
  await openResetDialog(page, people.Tomasz.name);
  await carryOutReset(page, people.Tomasz.name, await people.Margaret.phone.nextCode());
  const dialog = page.getByRole('dialog', { name: `Reset 2FA for ${people.Tomasz.name}` });
  const buttons = () =>
    dialog
      .getByRole('button')
      .evaluateAll((all) => all.map((button) => JSON.stringify(button.getBoundingClientRect())));
  const before = await buttons();
  await dialog.getByRole('button', { name: 'Copy code' }).click();
  await dialog.getByRole('button', { name: 'Copied' }).waitFor();
  expect(await buttons()).toEqual(before);
  // The row of buttons is one stop of Tab, and the arrows move in it.
  await page.keyboard.press('ArrowRight');
  await expect
    .poll(() => page.evaluate(() => document.activeElement?.textContent))
    .toBe('Copy instructions for the user');
});

test('a typed code stays after a refusal, is replaced when it was wrong, and goes when it is used up', async () => {
  const { page, people } = await startSignedIn();
  const { phone } = people.Margaret;
  await openResetDialog(page, people.Tomasz.name);
  const dialog = page.getByRole('dialog', { name: `Reset 2FA for ${people.Tomasz.name}` });
  const code = dialog.getByRole('textbox', { name: '6-digit code' });
  const reset = dialog.getByRole('button', { name: 'Reset 2FA' });
  // The regions that announce are there before there is anything to say.
  const regions = await dialog.getByRole('alert').elementHandles();
  expect(regions.length).toBeGreaterThan(0);
  for (const region of regions) expect(await region.textContent()).toBe('');

  const fresh = await phone.nextCode();
  await code.fill(fresh);
  await reset.click();
  const checks = dialog.getByRole('radiogroup', { name: 'How did you check who is asking?' });
  await dialog.getByText('Choose how you checked who is asking.').waitFor();
  await expect.poll(() => code.inputValue()).toBe(fresh);
  await expect.poll(() => checks.getAttribute('aria-invalid')).toBe('true');
  await expect.poll(() => checks.getAttribute('aria-required')).toBe('true');
  const reason = dialog.getByRole('combobox', { name: 'Reason' });
  await expect.poll(() => reason.evaluate((field) => field === document.activeElement)).toBe(true);
  await reason.selectOption('lost_phone');
  await reset.click();
  // Now the group is the first field with a problem, and its first answer has the focus.
  await expect
    .poll(() =>
      checks
        .getByRole('radio')
        .first()
        .evaluate((radio) => radio === document.activeElement),
    )
    .toBe(true);
  await checks.getByRole('radio', { name: /^I called back/ }).check();

  await code.fill(phone.presentCode() === '000000' ? '000001' : '000000');
  await reset.click();
  await dialog.getByText('That code is not right.').waitFor();
  expect((await Promise.all(regions.map((region) => region.textContent()))).join('')).toContain('not right');
  await expect.poll(() => code.evaluate((field) => field === document.activeElement)).toBe(true);
  await page.keyboard.type(fresh);
  await expect.poll(() => code.inputValue()).toBe(fresh);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  const shown = dialog.getByRole('region', { name: 'Setup code' });
  await shown.waitFor();
  const described = await shown.evaluate((region) =>
    (region.getAttribute('aria-describedby') ?? '')
      .split(' ')
      .map((id) => document.getElementById(id)?.textContent)
      .join(' '),
  );
  expect(described).toMatch(/^(\w{4}-){3}\w{4} Works once, until /);
});

test('Navigate by Client finds a client, a person and a command', async () => {
  const { page, people } = await startSignedIn();
  const box = page.getByRole('combobox', { name: 'Navigate by Client' });
  await page.keyboard.press('Control+k');
  await page.keyboard.type('moreau');
  await page
    .getByRole('group', { name: 'People' })
    .getByRole('option', { name: /Tomasz Moreau/ })
    .waitFor();
  await expect.poll(() => findViolations(page, 'header [role="listbox"]')).toEqual([]);
  await page.keyboard.press('Enter');
  const details = page.getByRole('complementary', { name: 'Details of Tomasz Moreau' });
  await details.waitFor();
  await expect.poll(() => details.evaluate((panel) => panel === document.activeElement)).toBe(true);
  await expect.poll(() => box.inputValue()).toBe('');

  await page.keyboard.press('Control+k');
  await page.keyboard.type('invite us');
  await page.getByRole('option', { name: 'Invite User' }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'Invite User' }).waitFor();
  // A dialog covers the page and its keys.
  await page.keyboard.press('Control+f');
  await page.keyboard.press('Control+k');
  await expect.poll(() => page.evaluate(() => document.activeElement?.closest('[role="dialog"]') !== null)).toBe(true);
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await expect.poll(() => box.evaluate((input) => input === document.activeElement)).toBe(true);

  await page.keyboard.press('Control+k');
  await page.keyboard.type('add cl');
  await page.getByRole('option', { name: 'Add Client' }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'Add Client' }).waitFor();
  await page.keyboard.press('Escape');

  await page.keyboard.press('Control+k');
  await page.keyboard.type('blue');
  await page.getByRole('option', { name: /Bluewater Marine/ }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('tab', { name: 'Details' }).waitFor();
  // In a client's view, too, the search of the Users tab is one key away.
  await page.getByRole('tab', { name: 'Details' }).click();
  await page.keyboard.press('Control+f');
  const search = page.getByRole('searchbox', { name: 'Search name or email' });
  await expect.poll(() => search.evaluate((input) => input === document.activeElement)).toBe(true);

  await page.keyboard.press('Control+k');
  await page.keyboard.type('lock');
  await page.getByRole('option', { name: /^Lock/ }).waitFor();
  await page.keyboard.press('Enter');
  const cover = page.getByRole('dialog', { name: 'Locked' });
  await cover.waitFor();
  // The page below takes no keys.
  await page.keyboard.press('Control+2');
  await cover.getByRole('button', { name: 'Sign out' }).click();
  await enter(page, people.Ingrid);
  // A role without lists has neither.
  await page.getByRole('heading', { name: 'My account', exact: true }).waitFor();
  await page.keyboard.press('Control+f');
  await expect.poll(() => page.getByRole('searchbox').count()).toBe(0);
});
