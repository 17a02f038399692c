// The data key with a real key store: a Secret Service that wraps it, restarts, is locked, is another one, or is gone. Each
// time the right page is there, and the recovery kit opens what the key store does not.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { makeTempFolder } from '../support/temp-folder.ts';
import { enter, type Running, start } from './application.ts';
import { KIT_CODE, prepareFirm } from './prepared-firm.ts';
import { missingTools, type Session, startSession } from './secret-service.ts';

const PASSWORD = 'of the login keyring';
// There, the run installs what is missing.
const mustBeHere = process.getuid?.() === 0 && spawnSync('which', ['apt-get']).status === 0;

async function startIn(session: Session, folder: string): Promise<Running> {
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env;
  const running = await start(folder, {
    moreArgs: ['--password-store=gnome-libsecret'],
    env: { ...(env as Record<string, string>), ...session.env },
  });
  onTestFinished(running.close);
  return running;
}

interface KeyFile {
  readonly protection: string;
  readonly store?: string;
  readonly key: string;
}
const readKeyFile = (folder: string): KeyFile =>
  JSON.parse(readFileSync(join(folder, 'firm', 'data-key.json'), 'utf8'));

const LOST = 'The key was locked by GNOME Keyring';

async function openWithKit(page: Page): Promise<void> {
  await page.getByRole('heading', { name: 'The key to your data cannot be opened' }).waitFor();
  await page.getByText(LOST).waitFor();
  await page.getByRole('textbox', { name: 'Recovery kit code' }).fill(KIT_CODE);
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
}

test('a real key store wraps the key, and the kit opens it where the store is locked, another one or gone', async ({
  skip,
}) => {
  skip(missingTools.length > 0 && !mustBeHere, `this system lacks ${missingTools.join(', ')}`);
  const folder = makeTempFolder();
  const { Margaret: admin } = await prepareFirm(folder);
  const session = await startSession();
  onTestFinished(session.close);
  const keyrings = makeTempFolder();

  await session.startKeyring(keyrings, PASSWORD);
  const first = await startIn(session, folder);
  await expect.poll(() => readKeyFile(folder)).toMatchObject({ protection: 'os_key_store', store: 'GNOME Keyring' });
  await first.close();
  const wrapped = readKeyFile(folder);

  await session.stopKeyring();
  await session.startKeyring(keyrings, PASSWORD);
  const restarted = await startIn(session, folder);
  await enter(restarted.page, admin);
  await restarted.page.getByRole('link', { name: 'Settings' }).click();
  await restarted.page.getByText('Locked by this computer’s key store.').waitFor();
  await restarted.page.getByRole('button', { name: 'Check now' }).click();
  await restarted.page.getByText('opened with GNOME Keyring, and it opened a secret').waitFor();
  await restarted.close();

  await session.stopKeyring();
  await session.startKeyring(keyrings, undefined);
  const locked = await startIn(session, folder);
  await locked.page.getByText(LOST).waitFor();
  await locked.page.getByText('If the key store asked to be unlocked and was not').waitFor();
  await locked.close();
  expect(readKeyFile(folder)).toEqual(wrapped);

  await session.stopKeyring();
  await session.startKeyring(makeTempFolder(), PASSWORD);
  const replaced = await startIn(session, folder);
  await openWithKit(replaced.page);
  await replaced.close();
  const again = readKeyFile(folder);
  expect(again).toMatchObject({ protection: 'os_key_store', store: 'GNOME Keyring' });
  expect(again.key).not.toBe(wrapped.key);

  await session.stopKeyring();
  const absent = await startIn(session, folder);
  await openWithKit(absent.page);
  expect(readKeyFile(folder).protection).toBe('file_only');
});
