// How often the window reads the list of users.
import type { ElectronApplication } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { REQUEST_CHANNEL } from '../../preload/channels.ts';
import { makeTempFolder } from '../support/temp-folder.ts';
import { carryOutReset, closeResetResult, enterCode, openResetDialog, signIn, signOut, start } from './application.ts';
import { PASSWORD, prepareFirm } from './prepared-firm.ts';

type Handler = (event: unknown, name: unknown, input: unknown) => unknown;

/** Puts a counter before the handler of requests in main, which Electron keeps in a map of its own. */
const countRequests = (app: ElectronApplication): Promise<void> =>
  app.evaluate(({ ipcMain }, channel) => {
    const handlers: Map<string, Handler> = Reflect.get(ipcMain, '_invokeHandlers');
    const handler = handlers.get(channel);
    if (handler === undefined) throw new Error('requests have no handler');
    const names: unknown[] = [];
    Reflect.set(globalThis, 'requestNames', names);
    handlers.set(channel, (event, name, input) => {
      names.push(name);
      return handler(event, name, input);
    });
  }, REQUEST_CHANNEL);

const namesOfRequests = (app: ElectronApplication): Promise<readonly string[]> =>
  app.evaluate(() => Reflect.get(globalThis, 'requestNames'));

test('a reset of 2FA reads the list of users once, a letter that is typed once, and signing out does not', async () => {
  const folder = makeTempFolder();
  const { Margaret: admin, Tomasz: user } = await prepareFirm(folder);
  const { app, page, close } = await start(folder);
  onTestFinished(close);
  await signIn(page, admin.email, PASSWORD);
  await enterCode(page, await admin.phone.nextCode());
  await openResetDialog(page, user.name);

  await countRequests(app);
  await carryOutReset(page, user.name, await admin.phone.nextCode());
  await closeResetResult(page);
  await page
    .getByRole('grid', { name: 'Users' })
    .getByText(/^Setup required/)
    .waitFor();
  // A second read would begin right after the answer.
  await page.waitForTimeout(500);
  const names = await namesOfRequests(app);
  expect(names).toContain('users.resetTwoFactor');
  expect(names.filter((name) => name === 'users.list')).toHaveLength(1);

  await app.evaluate(() => void Reflect.get(globalThis, 'requestNames').splice(0));
  await page.getByRole('searchbox', { name: 'Search name or email' }).press('q');
  await page.getByText(/^Nobody has “q/).waitFor();
  expect(await namesOfRequests(app)).toEqual(['users.list']);
  // Its filters and its search are forgotten with the person. That is no question.
  await signOut(page);
  await page.getByRole('textbox', { name: 'Email' }).waitFor();
  expect((await namesOfRequests(app)).filter((name) => name === 'users.list')).toHaveLength(1);
});
