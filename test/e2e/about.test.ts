// Help > About: the versions that support asks for, on the screen and on the clipboard, and the licences of what is inside.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { SCHEMA_VERSION } from '../../main/storage/engine/migrate.ts';
import { makeTempFolder } from '../support/temp-folder.ts';
import { type Running, start } from './application.ts';
import { findViolations } from './axe.ts';

const { version }: { readonly version: string } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'),
);

/** Presses a button of the About box, which is one of the system and not of a page. @returns what the box said. */
const pressInAbout = (app: Running['app'], button: string): Promise<Electron.MessageBoxOptions | undefined> =>
  app.evaluate(async ({ dialog, Menu }, label) => {
    const shown = Promise.withResolvers<Electron.MessageBoxOptions | undefined>();
    const original = dialog.showMessageBox;
    const answer = async (...given: unknown[]) => {
      const box = given.at(-1) as Electron.MessageBoxOptions;
      shown.resolve(box);
      return { response: box.buttons?.indexOf(label) ?? -1, checkboxChecked: false };
    };
    dialog.showMessageBox = answer as typeof original;
    Menu.getApplicationMenu()?.getMenuItemById('about')?.click();
    try {
      return await shown.promise;
    } finally {
      dialog.showMessageBox = original;
    }
  }, button);

test('About says the versions, puts them on the clipboard, and opens the licences', async () => {
  const { app, page, openSecondWindow, close } = await start(makeTempFolder());
  onTestFinished(close);
  await page.getByRole('heading', { name: 'Create your firm' }).waitFor();

  const box = await pressInAbout(app, 'Copy for Support');
  const versions = await app.evaluate(() => ({
    electron: process.versions.electron,
    chrome: process.versions['chrome'],
  }));
  expect(box?.message).toBe(`Rekey ${version}`);
  expect(box?.detail?.split('\n')).toEqual([
    expect.stringMatching(/^Development build: not a release/),
    `Database schema: ${SCHEMA_VERSION}`,
    `Electron: ${versions.electron}`,
    `Chromium: ${versions.chrome}`,
    expect.stringMatching(/^Node: \d+\.\d+\.\d+$/),
    expect.stringMatching(/^SQLite: 3\.\d+\.\d+$/),
    expect.stringMatching(/^System: .*, (x64|arm64)$/),
    'Policy file: there is none',
    'Release key: there is none yet',
  ]);
  await expect
    .poll(() => app.evaluate(({ clipboard }) => clipboard.readText()))
    .toBe(`Rekey ${version}\n${box?.detail}\n`);

  const opened = app.waitForEvent('window');
  await pressInAbout(app, 'Licences');
  const licences = await opened;
  await licences.getByRole('heading', { name: 'Licences', exact: true }).waitFor();
  await licences.getByRole('heading', { name: /^react \d+\.\d+\.\d+ \(MIT\)$/ }).waitFor();
  await licences.getByRole('heading', { name: /^better-sqlite3 / }).waitFor();
  await licences.getByRole('heading', { name: /^@fontsource-variable\/inter .*\(OFL-1\.1\)$/ }).waitFor();
  expect(await findViolations(licences)).toEqual([]);
  expect(await licences.evaluate(() => 'rekey' in window)).toBe(false);

  // It is not one of the windows that people work in: a second one still opens, and it ends with the last of those.
  const second = await openSecondWindow();
  await second.close();
  const isGone = licences.waitForEvent('close');
  await page.close();
  await isGone;
});
