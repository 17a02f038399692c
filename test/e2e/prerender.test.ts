// The prerendered sign-in page, which is on the screen before any script has run: it looks like the page that React
// draws, and input before hydration is not lost.
import type { Page } from 'playwright-core';
import { PNG } from 'pngjs';
import { expect, onTestFinished, test } from 'vitest';
import { makeTempFolder } from '../support/temp-folder.ts';
import { start } from './application.ts';
import { PASSWORD, prepareFirm } from './prepared-firm.ts';

const PRERENDERED = 'rekey://app/sign-in.html';

async function look(page: Page): Promise<PNG> {
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  // The line with the firm's name is masked: it is known only after the firm is open.
  return PNG.sync.read(
    await page.screenshot({
      mask: [page.getByRole('heading', { name: 'Sign in' }).locator('+ p')],
      animations: 'disabled',
    }),
  );
}

/** Opens the prerendered page without hydrating it: `window.startNow()` does. */
async function openPrerendered(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const { setTimeout: later } = window;
    window.PerformanceObserver = class {
      constructor(callback: (entries: { getEntriesByName(): readonly unknown[] }) => void) {
        Object.assign(window, { startNow: () => callback({ getEntriesByName: () => [1] }) });
      }
      observe(): void {}
    } as unknown as typeof PerformanceObserver;
    window.setTimeout = ((work: () => void, ms?: number) => (ms === 1000 ? 0 : later(work, ms))) as typeof setTimeout;
  });
  await page.goto(PRERENDERED);
}
const startNow = (page: Page): Promise<void> =>
  page.evaluate(() => (window as unknown as { startNow(): void }).startNow());

test('it looks like the page that React draws, in light and dark', async () => {
  const folder = makeTempFolder();
  await prepareFirm(folder);
  const { page, complaints, close } = await start(folder);
  onTestFinished(close);
  const schemes = ['light', 'dark'] as const;
  const drawn: PNG[] = [];
  for (const colorScheme of schemes) {
    await page.emulateMedia({ colorScheme });
    await page.goto('rekey://app/index.html');
    drawn.push(await look(page));
  }
  await openPrerendered(page);
  for (const [i, colorScheme] of schemes.entries()) {
    await page.emulateMedia({ colorScheme });
    await page.goto(PRERENDERED);
    await expect.poll(() => page.locator('#root').getAttribute('data-prerendered')).toBe('');
    const prerendered = await look(page);
    expect([prerendered.width, prerendered.height]).toEqual([drawn[i]?.width, drawn[i]?.height]);
    expect(prerendered.data.filter((byte, at) => Math.abs(byte - (drawn[i]?.data[at] ?? 0)) > 2)).toHaveLength(0);
  }
  expect(complaints).toEqual([]);
});

test('what was typed and pressed before hydration is not lost, and the next start opens with the prerendered page', async () => {
  const folder = makeTempFolder();
  const { Margaret: admin } = await prepareFirm(folder);
  const { page, complaints, close } = await start(folder);
  onTestFinished(close);
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await openPrerendered(page);
  await page.getByRole('textbox', { name: 'Email' }).fill(admin.email);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.keyboard.press('Enter');
  await expect.poll(() => page.getByRole('heading', { name: 'Sign in' }).isVisible()).toBe(true);
  await startNow(page);
  await page.getByRole('heading', { name: 'Enter your code' }).waitFor();
  await expect.poll(() => page.evaluate(() => document.documentElement.outerHTML)).not.toContain(PASSWORD);
  expect(complaints).toEqual([]);
  await close();
  const next = await start(folder);
  onTestFinished(next.close);
  expect(next.page.url()).toBe(PRERENDERED);
  await next.page.getByRole('heading', { name: 'Sign in' }).waitFor();
});

test('the focus and the typed text stay in their field', async () => {
  const folder = makeTempFolder();
  await prepareFirm(folder);
  const { page, close } = await start(folder);
  onTestFinished(close);
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await openPrerendered(page);
  await page.getByRole('textbox', { name: 'Email' }).fill('half.of@an.emai');
  await page.getByLabel('Password').fill('begun');
  await startNow(page);
  await page.locator('#root:not([data-prerendered])').waitFor();
  await page.keyboard.type(' here');
  await expect.poll(() => page.getByLabel('Password').inputValue()).toBe('begun here');
  await expect.poll(() => page.getByRole('textbox', { name: 'Email' }).inputValue()).toBe('half.of@an.emai');
});
