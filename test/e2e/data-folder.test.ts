// Starts that cannot go on, files that are taken away, and what stays on the disk after the window is closed.
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { recordActivity } from '../../main/services/act/record-activity.ts';
import { makeTempFolder } from '../support/temp-folder.ts';
import { enter, type Running, start } from './application.ts';
import { openFirm, prepareFirm } from './prepared-firm.ts';

/** Closes the window, as a person does. @returns the exit code. */
async function closeWindow({ app, page }: Running): Promise<number | null> {
  const child = app.process();
  const ended = child.exitCode === null ? once(child, 'exit') : Promise.resolve([child.exitCode]);
  await page.close();
  const [code] = (await ended) as [number | null];
  return code;
}

/** Starts with these arguments and quits from the window that says why. */
async function startBadly(...args: readonly string[]): Promise<{ title: string; code: number | null }> {
  const running = await start(undefined, { moreArgs: args });
  onTestFinished(running.close);
  const title = (await running.page.getByRole('heading', { level: 1 }).textContent()) ?? '';
  return { title, code: await closeWindow(running) };
}

test('a data folder that cannot be used gets a window with a sentence, an exit code, and no other folder', async () => {
  const home = makeTempFolder();
  const file = join(home, 'file');
  writeFileSync(file, 'not a folder');
  const starts: readonly (readonly [string, string])[] = [
    ['--user-data-dir=/proc/rekey', 'This data folder cannot be used'],
    [`--user-data-dir=${file}`, 'This data folder cannot be used'],
    [`--user-data-dir=${join(file, 'not', 'there')}`, 'This data folder cannot be used'],
    ['--user-data-dir=relative', 'This data folder cannot be used'],
    ['--user-data-dir', 'This data folder cannot be used'],
  ];
  for (const [arg, title] of starts) expect([arg, await startBadly(arg)]).toEqual([arg, { title, code: 1 }]);
  expect(readFileSync(file, 'utf8')).toBe('not a folder');
  expect(readdirSync(home)).toEqual(['file']);
});

test.skipIf(process.platform === 'win32')(
  'a lock that no Rekey of this computer made is said, not obeyed',
  async () => {
    for (const inTheWay of ['SingletonLock', 'SingletonLock/full']) {
      const folder = makeTempFolder();
      mkdirSync(join(folder, inTheWay), { recursive: true });
      expect(await startBadly(`--user-data-dir=${folder}`)).toEqual({ title: 'Your data is open elsewhere', code: 1 });
      expect(readdirSync(folder)).toEqual(['SingletonLock']);
    }
  },
);

test('a firm that is gone is no first run, and comes back when it is put back', async () => {
  const folder = makeTempFolder();
  const { Margaret } = await prepareFirm(folder);
  // A real firm has records, from its creation on.
  const { context, close } = await openFirm(folder);
  context.storage.transaction((tx) => recordActivity(context, tx, { action: 'firm.created', outcome: 'done' }));
  close();
  renameSync(join(folder, 'firm'), join(folder, 'elsewhere'));
  const first = await start(folder);
  onTestFinished(first.close);
  await first.page.getByRole('heading', { name: 'Your data is missing' }).waitFor();
  expect(existsSync(join(folder, 'firm'))).toBe(false);
  expect(await closeWindow(first)).toBe(1);
  renameSync(join(folder, 'elsewhere'), join(folder, 'firm'));
  const second = await start(folder);
  onTestFinished(second.close);
  await enter(second.page, Margaret);
});

test('a firm that is taken away while Rekey runs ends the session with a sentence', async () => {
  const folder = makeTempFolder();
  const { Margaret } = await prepareFirm(folder);
  const running = await start(folder);
  onTestFinished(running.close);
  await enter(running.page, Margaret);
  renameSync(join(folder, 'firm'), join(folder, 'elsewhere'));
  // Nobody does anything: the next look at the files finds it.
  await running.page.getByRole('heading', { name: 'Your data was taken away' }).waitFor();
  expect(await closeWindow(running)).toBe(1);
  renameSync(join(folder, 'elsewhere'), join(folder, 'firm'));
  (await openFirm(folder)).close();
});

test('a folder that another computer has open names the computer', async () => {
  const folder = makeTempFolder();
  await prepareFirm(folder);
  const workspace = await openFirm(folder);
  const claimFile = join(folder, 'firm', 'in-use.json');
  const claim = JSON.parse(readFileSync(claimFile, 'utf8')) as object;
  workspace.close();
  writeFileSync(claimFile, JSON.stringify({ ...claim, computer: 'front-desk', machine: 'another', token: 'theirs' }));
  const running = await start(folder);
  onTestFinished(running.close);
  await running.page.getByRole('heading', { name: 'Your data is open elsewhere' }).waitFor();
  await expect.poll(() => running.page.textContent('#what')).toContain('“front-desk”');
  await running.close();
  expect(existsSync(claimFile)).toBe(true);
});

const everyFile = (folder: string): string[] =>
  readdirSync(folder, { recursive: true })
    .map((name) => join(folder, String(name)))
    .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile() === true);

test('what a script in the window stores is in memory only: no file on the disk holds it', async () => {
  const folder = makeTempFolder();
  await prepareFirm(folder);
  const running = await start(folder);
  onTestFinished(running.close);
  await running.page.getByRole('heading', { name: 'Sign in' }).waitFor();
  const mark = 'a-secret-of-the-firm-7f3d';
  const stored = await running.page.evaluate(async (text) => {
    const done: string[] = [];
    const attempt = async (name: string, work: () => unknown): Promise<void> => {
      try {
        await work();
        done.push(name);
      } catch {
        // The page may not have it: then there is nothing that could stay.
      }
    };
    await attempt('local storage', () => localStorage.setItem('kept', text));
    await attempt('session storage', () => sessionStorage.setItem('kept', text));
    await attempt('cookie', () => {
      // biome-ignore lint/suspicious/noDocumentCookie: the test does what a script of an attacker would do
      document.cookie = `kept=${text}; max-age=100000`;
    });
    await attempt('database', async () => {
      const db = await new Promise<IDBDatabase>((resolve, reject) => {
        const request = indexedDB.open('kept', 1);
        request.onupgradeneeded = () => request.result.createObjectStore('kept');
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
      await new Promise<void>((resolve, reject) => {
        const write = db.transaction('kept', 'readwrite');
        write.objectStore('kept').put(text.repeat(1000), 'kept');
        write.oncomplete = () => resolve();
        write.onerror = () => reject(write.error);
      });
    });
    await attempt('private files', async () => {
      const root = await navigator.storage.getDirectory();
      const file = await (await root.getFileHandle('kept', { create: true })).createWritable();
      await file.write(text.repeat(1000));
      await file.close();
    });
    await attempt('cache', async () => {
      await (await caches.open('kept')).put('/kept', new Response(text.repeat(1000)));
    });
    return done;
  }, mark);
  expect(stored).toContain('local storage');
  expect(stored).toContain('database');
  await delay(3000); // Chromium writes local storage later
  const holders = (): string[] => everyFile(folder).filter((file) => readFileSync(file).includes(mark));
  expect(holders()).toEqual([]);
  await running.close();
  expect(holders()).toEqual([]);
  const again = await start(folder);
  onTestFinished(again.close);
  await expect.poll(() => again.page.evaluate(() => localStorage.getItem('kept'))).toBeNull();
});

test('the folder of a real firm, copied to the sample’s, shows no codes', async () => {
  const folder = makeTempFolder();
  await prepareFirm(folder);
  cpSync(join(folder, 'firm'), join(folder, 'sample'), { recursive: true });
  const running = await start(folder, { moreArgs: ['--demo'] });
  onTestFinished(running.close);
  await running.page.getByRole('heading', { name: 'Sign in' }).waitFor();
  // The prerendered page shows the heading before main has moved the folder.
  await expect.poll(() => readdirSync(folder)).toContain('sample-set-aside-1');
  await expect.poll(() => existsSync(join(folder, 'sample', 'rekey.db'))).toBe(true);
  await expect.poll(() => running.page.textContent('body')).not.toContain('ashworth.example');
});
