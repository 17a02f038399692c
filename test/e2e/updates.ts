// The built Rekey with a release key of the tests, packages that it signed, and the boxes of Help > Install an Update, which are
// those of the system.
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeReleaseKey } from '../support/release-key.ts';
import { makeTempFolder } from '../support/temp-folder.ts';
import type { Running } from './application.ts';

const ROOT = join(import.meta.dirname, '../..');
const key = makeReleaseKey();
export const NAME = process.platform === 'linux' ? 'rekey-9.0.0-linux-amd64.deb' : 'rekey-9.0.0-win-x64.exe';
export const OLDER = NAME.replace('9.0.0', '0.1.0');

/** The built application, with a release key of the test. */
export function makeRekeyWithKey(): string {
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

export function download(by = key): string {
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
  /** Of the last box. */
  readonly message: string;
  readonly detail: string;
  /** What the installer of the system got. */
  readonly opened: readonly string[];
  /** The files of the watched folder at the end, with the content of each. */
  readonly watched: Readonly<Record<string, string>>;
}

/**
 * Chooses a file, presses the button with this label in the box that follows, and `next` in a second box. It ends where the
 * installer of the system gets the package, or where the last button is pressed.
 */
export const chooseUpdate = (
  app: Running['app'],
  file: string,
  button: string,
  { next, watched = '' }: { readonly next?: string; readonly watched?: string } = {},
): Promise<Seen> =>
  app.evaluate(
    async ({ dialog, shell, Menu }, { chosen, buttons, folder }) => {
      const { readdirSync, readFileSync } = process.getBuiltinModule('node:fs');
      const content = (name: string) => [name, readFileSync(`${folder}/${name}`, 'base64')] as const;
      const seen = Promise.withResolvers<Seen>();
      const opened: string[] = [];
      let last = { message: '', detail: '' };
      const end = () => {
        const names = folder === '' ? [] : readdirSync(folder);
        seen.resolve({ ...last, opened, watched: Object.fromEntries(names.map(content)) });
      };
      dialog.showOpenDialog = (async () => ({ canceled: false, filePaths: [chosen] })) as never;
      shell.openPath = async (path) => {
        opened.push(path);
        end();
        return '';
      };
      const left = [...buttons];
      dialog.showMessageBox = (async (...given: unknown[]) => {
        const { message, detail = '', buttons: labels = [] } = given.at(-1) as Electron.MessageBoxOptions;
        last = { message, detail };
        const label = left.shift() ?? '';
        // What the last button leads to happens before the test looks.
        if (left.length === 0 && !label.startsWith('Install')) setImmediate(end);
        return { response: labels.indexOf(label), checkboxChecked: false };
      }) as never;
      Menu.getApplicationMenu()?.getMenuItemById('install-update')?.click();
      return await seen.promise;
    },
    { chosen: file, buttons: next === undefined ? [button] : [button, next], folder: watched },
  );
