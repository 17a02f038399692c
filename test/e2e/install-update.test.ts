// Help > Install an Update from a File, in the real application. The boxes are those of the system, so the test answers them.
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { makeReleaseKey } from '../support/release-key.ts';
import { makeTempFolder } from '../support/temp-folder.ts';
import { type Running, start } from './application.ts';

const ROOT = join(import.meta.dirname, '../..');
const key = makeReleaseKey();
const NAME = process.platform === 'linux' ? 'rekey-9.0.0-linux-amd64.deb' : 'rekey-9.0.0-win-x64.exe';
const OLDER = NAME.replace('9.0.0', '0.1.0');

/** The built application, with a release key of the test. */
function makeRekeyWithKey(): string {
  const copy = makeTempFolder();
  mkdirSync(join(copy, 'build'));
  cpSync(join(ROOT, 'build', 'icons'), join(copy, 'build', 'icons'), { recursive: true });
  cpSync(join(ROOT, 'out'), join(copy, 'out'), { recursive: true });
  cpSync(join(ROOT, 'package.json'), join(copy, 'package.json'));
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'), 'junction');
  const facts = join(copy, 'out', 'main', 'build.json');
  writeFileSync(facts, JSON.stringify({ ...JSON.parse(readFileSync(facts, 'utf8')), releaseKey: key.publicKey }));
  return copy;
}

function download(by = key): string {
  const folder = makeTempFolder();
  writeFileSync(join(folder, NAME), 'the new Rekey');
  writeFileSync(join(folder, OLDER), 'an old Rekey');
  writeFileSync(join(folder, 'rekey-9.0.0-changes.md'), '## 9.0.0\n\n- Everything is better.\n');
  const line = (name: string) =>
    `${createHash('sha256')
      .update(readFileSync(join(folder, name)))
      .digest('hex')}  ${name}\n`;
  const sums = [NAME, OLDER, 'rekey-9.0.0-changes.md'].map(line).join('');
  writeFileSync(join(folder, 'SHA256SUMS'), sums);
  writeFileSync(join(folder, 'SHA256SUMS.sig'), by.sign(sums));
  return folder;
}

interface Seen {
  readonly message: string;
  readonly detail: string;
  readonly opened: readonly string[];
}

/** Chooses a file and presses the button with this label in the box that follows. */
const chooseUpdate = (app: Running['app'], file: string, button: string): Promise<Seen> =>
  app.evaluate(
    async ({ dialog, shell, Menu }, [chosen, label]) => {
      const opened: string[] = [];
      const shown = Promise.withResolvers<Seen>();
      dialog.showOpenDialog = (async () => ({ canceled: false, filePaths: [chosen] })) as never;
      shell.openPath = async (path) => {
        opened.push(path);
        return '';
      };
      dialog.showMessageBox = (async (...given: unknown[]) => {
        const box = given.at(-1) as Electron.MessageBoxOptions;
        // What the box leads to happens before the test looks.
        setImmediate(() => shown.resolve({ message: box.message, detail: box.detail ?? '', opened }));
        return { response: box.buttons?.indexOf(label) ?? -1, checkboxChecked: false };
      }) as never;
      Menu.getApplicationMenu()?.getMenuItemById('install-update')?.click();
      return await shown.promise;
    },
    [file, button] as const,
  );

test('a changed package, another key, an older package and a link are each refused with a sentence; a genuine one is handed on', async () => {
  const { app, page, close } = await start(makeTempFolder(), { entry: [makeRekeyWithKey()] });
  onTestFinished(close);
  await page.getByRole('heading', { name: 'Create your firm' }).waitFor();
  const refusal = async (file: string): Promise<string> => {
    const seen = await chooseUpdate(app, file, 'OK');
    expect([seen.message, seen.opened]).toEqual(['Nothing was installed.', []]);
    return seen.detail;
  };

  const changed = download();
  appendFileSync(join(changed, NAME), '!');
  expect(await refusal(join(changed, NAME))).toMatch(/^This is not the package that was signed/);
  expect(await refusal(join(download(makeReleaseKey()), NAME))).toMatch(/is not signed by the release key of Rekey/);
  expect(await refusal(join(download(), OLDER))).toMatch(/^This is Rekey 0\.1\.0, which is not newer than /);
  const linked = download();
  renameSync(join(linked, NAME), join(linked, 'real'));
  symlinkSync(join(linked, 'real'), join(linked, NAME));
  expect(await refusal(join(linked, NAME))).toBe('This is a link to a file. Choose the file itself.');

  const temporary = await app.evaluate(({ app: rekey }) => rekey.getPath('temp'));
  const copies = () => readdirSync(temporary).filter((name) => name.startsWith('rekey-update-'));
  const before = copies();
  const folder = download();
  const cancelled = await chooseUpdate(app, join(folder, NAME), 'Cancel');
  expect(cancelled.message).toBe('Install Rekey 9.0.0?');
  expect(cancelled.detail).toContain('What changes:\n- Everything is better.');
  expect(cancelled.opened).toEqual([]);
  await expect.poll(copies, { message: 'the copy is removed' }).toEqual(before);
  const closed = app.waitForEvent('close');
  const handed = await chooseUpdate(app, join(folder, NAME), 'Install and Close Rekey');
  const [copy = ''] = handed.opened;
  expect(copy).not.toContain(folder);
  expect(readFileSync(copy, 'utf8')).toBe('the new Rekey');
  await closed;
});

test('a Rekey without a release key installs nothing', async () => {
  const { app, page, close } = await start(makeTempFolder());
  onTestFinished(close);
  await page.getByRole('heading', { name: 'Create your firm' }).waitFor();
  const seen = await chooseUpdate(app, join(download(), NAME), 'OK');
  expect(seen.detail).toMatch(/^This Rekey knows no release key/);
  expect(seen.opened).toEqual([]);
});
