// Habits of a desktop program: menus by keyboard, and copies and files that match what was shown.
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { makeTempFolder } from '../support/temp-folder.ts';
import { enter, start } from './application.ts';
import { Phone, readQrCode } from './authenticator.ts';
import { PASSWORD, prepareFirm } from './prepared-firm.ts';

test('the action menu opens and closes by keyboard, and the focus returns to where it was', async () => {
  const folder = makeTempFolder();
  const { Margaret: admin } = await prepareFirm(folder);
  const { page, close } = await start(folder);
  onTestFinished(close);
  await enter(page, admin);
  await page.getByRole('tab', { name: 'Clients' }).focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await page.getByRole('grid', { name: 'Users' }).getByText('Priya Mehta').waitFor();
  const dots = page.getByRole('button', { name: 'Actions for Priya Mehta' });
  const item = page.getByRole('menuitem', { name: 'Reset 2FA' });
  for (const key of ['Enter', 'Space', 'Shift+F10', 'ContextMenu']) {
    await dots.focus();
    await page.keyboard.press(key);
    await item.waitFor();
    await page.keyboard.press('Escape');
    await item.waitFor({ state: 'hidden' });
    await expect.poll(() => dots.evaluate((element) => element === document.activeElement)).toBe(true);
  }
  await page.getByText('Priya Mehta').click({ button: 'right' });
  await item.waitFor();
  await page.keyboard.press('Escape');
  await item.waitFor({ state: 'hidden' });

  await dots.focus();
  await page.keyboard.press('ArrowDown');
  await expect
    .poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label')))
    .toBe('Actions for Samuel Stroud');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await item.waitFor();
  // View details, Edit, Reset 2FA.
  for (let presses = 0; presses < 3; presses++) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  // The dialog starts on its first question, and no Enter there carries anything out.
  const question = page.getByRole('radio', { name: /^Lost or stolen/ });
  await question.waitFor();
  await expect.poll(() => question.evaluate((radio) => radio === document.activeElement)).toBe(true);
  await page.keyboard.press('Enter');
  await expect.poll(() => question.evaluate((radio) => radio === document.activeElement)).toBe(true);
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await expect.poll(() => dots.evaluate((element) => element === document.activeElement)).toBe(true);

  await page.keyboard.press('Control+k');
  await page.keyboard.type('blue');
  await page.getByRole('option', { name: /Bluewater Marine/ }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('tab', { name: 'Details' }).waitFor();
  await page.getByText('4 users').waitFor();
});

test('a closing menu leaves the focus where it has moved to', async () => {
  const folder = makeTempFolder();
  const { Margaret: admin } = await prepareFirm(folder);
  const { page, close } = await start(folder);
  onTestFinished(close);
  await enter(page, admin);
  await page.getByRole('tab', { name: 'Users' }).click();
  await page.getByRole('button', { name: 'Actions for Priya Mehta' }).click();
  const menu = page.getByRole('menu', { name: 'Actions for Priya Mehta' });
  await expect.poll(() => menu.evaluate((element) => element.contains(document.activeElement))).toBe(true);
  const search = page.getByRole('searchbox', { name: 'Search name or email' });
  // In one step: the menu is closed but still on the page when the focus moves.
  await search.evaluate((input) => {
    document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
    input.focus();
  });
  await page.getByRole('menu').waitFor({ state: 'detached' });
  await expect.poll(() => search.evaluate((input) => input === document.activeElement)).toBe(true);
});

test('recovery codes are copied and saved as they are shown, in a file that only this account can read', async () => {
  const folder = makeTempFolder();
  const { app, page, close } = await start(folder);
  onTestFinished(close);
  for (const [label, text] of [
    ['Firm name', 'Quill'],
    ['First name', 'Ann'],
    ['Last name', 'Vance'],
    ['Email', 'ann@quill.example'],
    ['Password', PASSWORD],
  ] as const) {
    await page.getByLabel(label).fill(text);
  }
  await page.getByRole('button', { name: 'Create firm' }).click();
  const phone = Phone.fromOtpauthUri(await readQrCode(page.getByRole('img', { name: 'QR code' })));
  await page.getByRole('textbox', { name: '6-digit code' }).fill(await phone.nextCode());
  await page.getByRole('button', { name: 'Confirm' }).click();
  await page.getByRole('heading', { name: 'Save your recovery codes' }).waitFor();
  const shown = await page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem').allTextContents();
  await page.getByRole('button', { name: 'Copy' }).click();
  await page.getByRole('button', { name: 'Copied' }).waitFor();
  await expect.poll(() => app.evaluate(({ clipboard }) => clipboard.readText())).toBe(shown.join('\n'));

  // A test cannot drive the system's dialog, so this answers in its place.
  const file = join(folder, 'kept', 'codes.txt');
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
  }, file);
  await page.getByRole('button', { name: 'Save as file' }).click();
  await page.getByText('The file was not saved').waitFor();
  await app.evaluate(
    ({ dialog }, filePath) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
    },
    join(folder, 'codes.txt'),
  );
  await page.getByRole('button', { name: 'Save as file' }).click();
  await page.getByText(/^Saved: .* in /).waitFor();
  const saved = readFileSync(join(folder, 'codes.txt'), 'utf8');
  for (const code of shown) expect(saved).toContain(code);
  expect(statSync(join(folder, 'codes.txt')).mode & 0o777).toBe(0o600);
});
