// The main job counted: each key from Ctrl+F, and each click from the row. The user guide names both numbers.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { makeTempFolder } from '../support/temp-folder.ts';
import { enter, openResetDialog, start } from './application.ts';
import { prepareFirm } from './prepared-firm.ts';

const KEYS = 17;
const CLICKS = 6;

async function startSignedIn({ isLow = false } = {}) {
  const folder = makeTempFolder();
  const people = await prepareFirm(folder);
  const { app, page, complaints, close } = await start(folder);
  onTestFinished(close);
  if (isLow) {
    const frame = await app.browserWindow(page);
    await frame.evaluate((browserWindow) => browserWindow.setContentSize(900, 600));
    await expect.poll(() => page.evaluate(() => window.innerHeight)).toBe(600);
  }
  await enter(page, people.Margaret);
  return { page, people, complaints };
}

async function expectFocus(there: Locator): Promise<void> {
  await expect
    .poll(async () => {
      const isThere = await there.evaluateAll((found) => found.some((element) => element === document.activeElement));
      return isThere || (await there.page().evaluate(() => document.activeElement?.outerHTML.slice(0, 200)));
    })
    .toBe(true);
}

/** What covers the middle of it is itself: it is neither scrolled away nor under the foot of the dialog. */
async function expectInView(there: Locator): Promise<void> {
  await expect
    .poll(() =>
      there.evaluate((element) => {
        const { x, y, width, height } = element.getBoundingClientRect();
        return element.contains(document.elementFromPoint(x + width / 2, y + height - 2));
      }),
    )
    .toBe(true);
}

/** Counts keys. The text of the search, of the reason and of the code is typed and not counted. */
function countKeys(page: Page) {
  const pressed: string[] = [];
  return {
    pressed,
    press: async (...keys: readonly string[]) => {
      for (const key of keys) {
        pressed.push(key);
        await page.keyboard.press(key);
      }
    },
  };
}

test('2FA is reset from Ctrl+F to Done without the mouse, and each key leads where a person expects', async () => {
  const { page, people, complaints } = await startSignedIn();
  const { pressed, press } = countKeys(page);
  // Anywhere: the Clients tab is open.
  await page.getByRole('grid', { name: 'Clients' }).getByText('Bluewater Marine').waitFor();
  await press('Control+f');
  await expectFocus(page.getByRole('searchbox', { name: 'Search name or email' }));
  await page.keyboard.type('tomasz');
  // The rows of the search before are still there for a moment, and must not be taken.
  await press('ArrowDown');
  const row = page.getByRole('row').filter({ hasText: 'Tomasz Moreau' });
  await expectFocus(row);
  await press('Shift+F10');
  await page.getByRole('menu', { name: 'Actions for Tomasz Moreau' }).waitFor();
  await press('r');
  await expectFocus(page.getByRole('menuitem', { name: 'Reset 2FA' }));
  await press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Reset 2FA for Tomasz Moreau' });
  const next = page.getByRole('dialog', { name: `Reset 2FA for ${people.Ingrid.name}` });
  await expectFocus(dialog.getByRole('radio', { name: /^Lost or stolen/ }));
  await press('Tab');
  await expectFocus(dialog.getByRole('combobox', { name: 'Reason' }));
  await page.keyboard.type('lost');
  await press('Tab');
  await expectFocus(dialog.getByRole('textbox', { name: /^Note/ }));
  await press('Tab');
  await expectFocus(dialog.getByRole('radio', { name: /^I called back/ }));
  await press('Space', 'Tab');
  const code = dialog.getByRole('textbox', { name: '6-digit code' });
  await expectFocus(code);
  await page.keyboard.type(await people.Margaret.phone.nextCode());
  await press('Enter');
  await expectFocus(dialog.getByRole('button', { name: 'Reset 2FA' }));
  await press('Enter');
  await expectFocus(dialog.getByRole('region', { name: 'Setup code' }));
  const passedOn = dialog.getByRole('checkbox', { name: 'I have passed on or noted the setup code' });
  while (!(await passedOn.evaluate((box) => box === document.activeElement))) await press('Tab');
  await press('Space', 'Tab');
  await expectFocus(dialog.getByRole('button', { name: 'Done' }));
  await press('Enter');
  await dialog.waitFor({ state: 'hidden' });
  await expectFocus(row);
  await row.getByText(/^Setup required/).waitFor();
  expect(pressed).toHaveLength(KEYS);

  // Within five minutes no code is asked for, and the same keys lead to the red button.
  await openResetDialog(page, people.Ingrid.name);
  await expectFocus(next.getByRole('radio', { name: /^Lost or stolen/ }));
  await page.keyboard.press('Tab');
  await page.keyboard.type('stolen');
  await press('Tab', 'Tab', 'Space', 'Tab');
  await expectFocus(next.getByRole('button', { name: 'Reset 2FA' }));
  await press('Tab');
  await expectFocus(next.getByRole('button', { name: 'Cancel' }));
  await press('Shift+Tab', 'Enter');
  await next.getByTestId('setup-code').waitFor();
  expect(complaints).toEqual([]);
});

test('in a low window a refusal comes into view with the focus, and answers are not lost to one Escape', async () => {
  const { page, people, complaints } = await startSignedIn({ isLow: true });
  const dialog = page.getByRole('dialog', { name: `Reset 2FA for ${people.Ingrid.name}` });
  const verb = dialog.getByRole('button', { name: 'Reset 2FA' });
  const body = dialog.locator('form').locator('..');
  const scrollTo = (end: 'top' | 'foot') =>
    body.evaluate((form, to) => {
      const box = form.closest('[role="dialog"] > div');
      box?.scrollTo(0, to === 'top' ? 0 : box.scrollHeight);
    }, end);
  const { press } = countKeys(page);
  await openResetDialog(page, people.Ingrid.name);
  await press('Escape');
  await dialog.waitFor({ state: 'hidden' });

  await openResetDialog(page, people.Ingrid.name);
  await scrollTo('foot');
  await verb.click();
  await expectFocus(dialog.getByRole('combobox', { name: 'Reason' }));
  await expectInView(dialog.getByText('Choose why the reset is needed.'));

  await dialog.getByRole('combobox', { name: 'Reason' }).selectOption('lost_phone');
  await dialog.getByText('I called back').click();
  const code = dialog.getByRole('textbox', { name: '6-digit code' });
  await code.fill('000000');
  await scrollTo('top');
  await verb.click();
  await expectInView(dialog.getByRole('alert').filter({ hasText: 'That code is not right.' }));
  await expectFocus(code);

  await press('Escape');
  const question = dialog.getByText('Your answers would be lost.');
  await question.waitFor();
  await press('Escape');
  await question.waitFor({ state: 'hidden' });
  expect(await dialog.getByRole('combobox', { name: 'Reason' }).inputValue()).toBe('lost_phone');
  await expectFocus(code);
  await press('Escape');
  await dialog.getByRole('button', { name: 'Discard answers' }).click();
  await dialog.waitFor({ state: 'hidden' });
  expect(complaints).toEqual([]);
});

test('2FA is reset from the row with six clicks', async () => {
  const { page, people } = await startSignedIn();
  let clicks = 0;
  const click = async (there: Locator) => {
    clicks += 1;
    await there.click();
  };
  await page.keyboard.press('Control+f');
  await page.keyboard.type('tomasz');
  await click(page.getByRole('button', { name: 'Actions for Tomasz Moreau' }));
  await click(page.getByRole('menuitem', { name: 'Reset 2FA' }));
  const dialog = page.getByRole('dialog', { name: 'Reset 2FA for Tomasz Moreau' });
  // The list of a native field is drawn by the system: one click opens it, one takes the reason.
  clicks += 2;
  await dialog.getByRole('combobox', { name: 'Reason' }).selectOption('lost_phone');
  await click(dialog.getByText('I called back'));
  await expectFocus(dialog.getByRole('textbox', { name: '6-digit code' }));
  await page.keyboard.type(await people.Margaret.phone.nextCode());
  await click(dialog.getByRole('button', { name: 'Reset 2FA' }));
  await dialog.getByTestId('setup-code').waitFor();
  expect(clicks).toBe(CLICKS);
});

test('the user guide names the counted keys and clicks', () => {
  const guide = readFileSync(join(import.meta.dirname, '../../docs/user-guide.md'), 'utf8');
  expect(guide).toContain(`${KEYS} keys`);
  expect(guide).toContain('six clicks');
});
