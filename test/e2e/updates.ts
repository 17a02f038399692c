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
  readonly message: string;
  readonly detail: string;
  readonly opened: readonly string[];
}

/** Chooses a file and presses the button with this label in the box that follows. */
export const chooseUpdate = (app: Running['app'], file: string, button: string): Promise<Seen> =>
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
