// Windows: each one is shown, opens with the position, zoom and appearance of before, and saves nothing about people.
// The user guide has a window too.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { makeTempFolder } from '../support/temp-folder.ts';
import { clickMenuItem, type Running, start } from './application.ts';
import { prepareFirm } from './prepared-firm.ts';

const look = ({ app }: Running) =>
  app.evaluate(({ BrowserWindow, Menu, nativeTheme }) => {
    const window = BrowserWindow.getAllWindows()[0];
    const appearance = Menu.getApplicationMenu()?.items.flatMap((item) => item.submenu?.items ?? []);
    return {
      bounds: window?.getBounds(),
      zoomLevel: window?.webContents.getZoomLevel(),
      theme: nativeTheme.themeSource,
      checked: appearance
        ?.find((item) => item.label === 'Appearance')
        ?.submenu?.items.filter((item) => item.checked)
        .map((item) => item.label),
    };
  });

test('a window opens where the last one was, with its zoom and appearance', async () => {
  const folder = makeTempFolder();
  const first = await start(folder);
  await first.app.evaluate(({ BrowserWindow, Menu }) => {
    const window = BrowserWindow.getAllWindows()[0];
    window?.setBounds({ x: 60, y: 40, width: 1010, height: 720 });
    window?.webContents.setZoomLevel(1);
    const items = Menu.getApplicationMenu()?.items.flatMap((item) => item.submenu?.items ?? []);
    const appearance = items
      ?.find((item) => item.label === 'Appearance')
      ?.submenu?.items.find((item) => item.label === 'Dark');
    appearance?.click();
  });
  await first.close();
  const second = await start(folder);
  onTestFinished(second.close);
  await expect
    .poll(() => look(second))
    .toEqual({ bounds: { x: 60, y: 40, width: 1010, height: 720 }, zoomLevel: 1, theme: 'dark', checked: ['Dark'] });
  const saved = JSON.parse(readFileSync(join(folder, 'window.json'), 'utf8')) as object;
  expect(Object.keys(saved).sort()).toEqual(['appearance', 'bounds', 'isMaximized', 'opensAtSignIn', 'zoomLevel']);
});

test('with a broken file, or without the screen of before, the system places the window', async () => {
  for (const text of ['{"bounds":', JSON.stringify({ bounds: { x: 30_000, y: 30_000, width: 1000, height: 700 } })]) {
    const folder = makeTempFolder();
    writeFileSync(join(folder, 'window.json'), text);
    const running = await start(folder);
    const { bounds, theme } = await look(running);
    expect([bounds?.width, theme]).toEqual([1280, 'system']);
    expect(bounds?.x).toBeLessThan(5000);
    await running.close();
  }
});

test('File > New Window, 100 times, ten at once: every window is shown', async () => {
  const folder = makeTempFolder();
  await prepareFirm(folder);
  const { app, page, complaints, close } = await start(folder);
  onTestFinished(close);
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  const countShown = () =>
    app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().filter((window) => window.isVisible()).length);
  for (let opened = 0; opened < 100; opened += 10) {
    await clickMenuItem(app, 'new-window', 10);
    await expect.poll(countShown).toBe(11);
    // A page that waits for the debugger does not close.
    await expect.poll(() => app.windows().length).toBe(11);
    await app.evaluate(({ BrowserWindow }) => {
      const [, ...others] = BrowserWindow.getAllWindows().sort((a, b) => a.id - b.id);
      for (const window of others) window.close();
    });
    await expect.poll(() => app.windows().length).toBe(1);
  }
  expect(complaints).toEqual([]);
}, 240_000);

test('a window whose page never loads is shown after a second; closing it earlier is no error', async () => {
  const folder = makeTempFolder();
  const { app, page, close } = await start(folder);
  onTestFinished(close);
  await page.getByRole('heading', { name: 'Create your firm' }).waitFor();
  await app.evaluate(({ BrowserWindow, Menu, session }) => {
    session.fromPartition('rekey').protocol.unregisterProtocol('rekey');
    session.fromPartition('rekey').protocol.registerBufferProtocol('rekey', () => undefined);
    for (let i = 0; i < 2; i++) Menu.getApplicationMenu()?.getMenuItemById('new-window')?.click();
    BrowserWindow.getAllWindows()
      .sort((a, b) => b.id - a.id)[0]
      ?.destroy();
  });
  await expect
    .poll(() => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((window) => window.isVisible())))
    .toEqual([true, true]);
  await close();
  expect(readFileSync(join(folder, 'logs', 'rekey.log'), 'utf8')).not.toMatch(/uncaught|unhandled/);
});

test('a window has the background of its page before it draws the page', async () => {
  for (const appearance of ['light', 'dark'] as const) {
    const folder = makeTempFolder();
    writeFileSync(join(folder, 'window.json'), JSON.stringify({ appearance }));
    const { app, page, close } = await start(folder);
    onTestFinished(close);
    await page.getByRole('heading', { name: 'Create your firm' }).waitFor();
    const opened = app.waitForEvent('window');
    await clickMenuItem(app, 'user-guide');
    for (const shown of [page, await opened]) {
      await shown.waitForLoadState();
      await shown.emulateMedia({ colorScheme: appearance });
      const [red, green, blue] = await shown.evaluate(() =>
        (getComputedStyle(document.body).backgroundColor.match(/\d+/g) ?? []).map(Number),
      );
      const window = await app.browserWindow(shown);
      await expect
        .poll(() => window.evaluate((it) => it.getBackgroundColor().toLowerCase()))
        .toBe(`#${[red, green, blue].map((part) => (part ?? 0).toString(16).padStart(2, '0')).join('')}`);
    }
    await close();
  }
});

test('the guide opens once, has no bridge to the application, and closes with the last window', async () => {
  const running = await start(makeTempFolder());
  onTestFinished(running.close);
  const { app, page, complaints } = running;
  const openGuide = () => clickMenuItem(app, 'user-guide');
  const opened = app.waitForEvent('window');
  await openGuide();
  const guide = await opened;
  await guide.waitForLoadState();
  await expect
    .poll(() => guide.evaluate(() => [location.href, 'rekey' in window, document.body.innerText.length > 500]))
    .toEqual(['rekey://app/guide/index.html', false, true]);
  // It is set in the font of the application.
  await guide.evaluate(() => document.fonts.ready.then(() => undefined));
  expect(
    await guide.evaluate(() => [
      getComputedStyle(document.body).fontFamily.split(',')[0],
      [...document.fonts].some(({ family, status }) => family.includes('Inter Variable') && status === 'loaded'),
    ]),
  ).toEqual(['"Inter Variable"', true]);
  await openGuide();
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(2);
  await guide.evaluate(() => {
    location.href = 'https://example.com/';
  });
  expect(guide.url()).toBe('rekey://app/guide/index.html');
  const gone = new Promise<void>((resolve) => app.once('close', () => resolve()));
  await page.close({ runBeforeUnload: true });
  await gone;
  expect(complaints.filter((text) => !text.includes('example.com'))).toEqual([]);
});
