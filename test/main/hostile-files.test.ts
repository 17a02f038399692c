// What another program puts in the place of a file in the data folder: pipes, devices, huge files, bytes of any kind.
// Rekey opens the firm or says why not. It never waits for ever, and it fills no memory.
import { execFileSync, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { findFolderProblem } from '../../main/data-folder.ts';
import { createFirm } from '../../main/services/firm/create-firm.ts';
import { openWindowSettings } from '../../main/window-settings.ts';
import { makePlace } from '../support/place.ts';
import { DAY } from '../support/seeded.ts';
import { makeTempFolder } from '../support/temp-folder.ts';

const WORKER = fileURLToPath(new URL('../support/open-worker.ts', import.meta.url));

let wholeFirm: string;
beforeAll(async () => {
  const place = makePlace();
  const { context, close } = await place.open();
  await createFirm(context, {
    firmName: 'Harbour & Finch',
    firstName: 'Ann',
    lastName: 'Finch',
    email: 'ann@harbour.example',
    password: 'plum-anchor-sixty-reeds',
  });
  close();
  wholeFirm = join(place.anchorFile, '..');
});

function copyFirm(): string {
  const root = makeTempFolder();
  cpSync(wholeFirm, root, { recursive: true });
  return root;
}

/** @returns what the start says; `killed` after ten seconds. */
function start(root: string): string {
  const { signal, stdout } = spawnSync(process.execPath, [WORKER, root], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: '' },
    encoding: 'utf8',
    timeout: 10_000,
    killSignal: 'SIGKILL',
  });
  return signal === null ? stdout : 'killed';
}

const FORMS: Readonly<Record<string, (file: string) => void>> = {
  'a pipe': (file) => void execFileSync('mkfifo', [file]),
  'a device without an end': (file) => symlinkSync('/dev/zero', file),
  'a folder': (file) => void mkdirSync(file),
};

describe.skipIf(process.platform === 'win32')('in the place of', () => {
  test('a file of the firm, a pipe, a device or a folder ends in a sentence', () => {
    const answers = {
      'firm/data-key.json': 'DataKeyProblem unreadable',
      'record-anchor.json': 'opened',
      'firm/in-use.json': 'DatabaseProblem other_computer',
      'firm/rekey.db-journal': 'DatabaseProblem not_readable',
      'firm/rekey.db-wal': 'DatabaseProblem not_readable',
      'firm/rekey.db.before-upgrade-from-3': 'opened',
    };
    for (const [name, answer] of Object.entries(answers))
      for (const [form, put] of Object.entries(FORMS)) {
        const root = copyFirm();
        rmSync(join(root, name), { force: true });
        put(join(root, name));
        expect([name, form, start(root)]).toEqual([name, form, answer]);
        expect(existsSync(join(root, 'firm/in-use.json'))).toBe(name === 'firm/in-use.json');
      }
  });

  test('the log, the window settings and the file that tries the folder, nothing waits', () => {
    const root = makeTempFolder();
    const outside = join(root, 'outside');
    writeFileSync(outside, 'of somebody else');
    for (const name of ['rekey.log', 'window.json', 'window.json.new']) FORMS['a pipe']?.(join(root, name));
    const script = `
      const [{ createLog }, { openWindowSettings }] = await Promise.all([
        import(${JSON.stringify(import.meta.resolve('../../main/log.ts'))}),
        import(${JSON.stringify(import.meta.resolve('../../main/window-settings.ts'))}),
      ]);
      createLog(${JSON.stringify(join(root, 'rekey.log'))})('line');
      openWindowSettings(${JSON.stringify(join(root, 'window.json'))}).change({ zoomLevel: 2 });
      process.stdout.write('done');`;
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: '' },
      encoding: 'utf8',
      timeout: 10_000,
      killSignal: 'SIGKILL',
    });
    expect(stdout).toBe('done');
    expect(openWindowSettings(join(root, 'window.json')).get().zoomLevel).toBe(2);
    symlinkSync(outside, join(root, 'rekey-write-test.tmp'));
    expect(findFolderProblem([], root)).toBeUndefined();
    expect(readFileSync(outside, 'utf8')).toBe('of somebody else');
  });

  test('a claim that finds no room leaves nothing that passes for another start', () => {
    const root = copyFirm();
    // No file may grow: to a program that is a full disk.
    const full = spawnSync(
      'sh',
      ['-c', `trap '' XFSZ; ulimit -f 0; exec "$0" "$1" "$2"`, process.execPath, WORKER, root],
      {
        env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: '' },
        encoding: 'utf8',
      },
    );
    expect(full.stdout).toBe('DatabaseProblem disk_full');
    expect(existsSync(join(root, 'firm/in-use.json'))).toBe(false);
    expect(start(root)).toBe('opened');
  });
});

test('a small file of a gigabyte is not read', () => {
  for (const [name, answer] of [
    ['firm/data-key.json', 'DataKeyProblem unreadable'],
    ['record-anchor.json', 'opened'],
    ['firm/in-use.json', 'DatabaseProblem other_computer'],
  ] as const) {
    const root = copyFirm();
    appendFileSync(join(root, name), '');
    truncateSync(join(root, name), 1e9);
    const from = performance.now();
    expect([name, start(root)]).toEqual([name, answer]);
    expect(performance.now() - from).toBeLessThan(4000);
  }
});

test('a claim of zeros, as a power cut leaves it, is taken over', () => {
  const root = copyFirm();
  writeFileSync(join(root, 'firm/in-use.json'), Buffer.alloc(512));
  expect(start(root)).toBe('opened');
});

test('every bit of the header of the database: it opens, or the reason is a known one', async () => {
  const place = makePlace();
  cpSync(wholeFirm, join(place.anchorFile, '..'), { recursive: true });
  const whole = readFileSync(place.file);
  const bytes = Buffer.from(whole);
  for (let at = 0; at < 100; at++)
    for (const bit of [0, 2, 7]) {
      bytes.set(whole);
      bytes[at] = (whole[at] ?? 0) ^ (1 << bit);
      for (const part of ['-wal', '-shm']) rmSync(`${place.file}${part}`, { force: true });
      writeFileSync(place.file, bytes);
      try {
        (await place.open()).close();
      } catch (error) {
        expect([at, bit, error]).toEqual([at, bit, expect.objectContaining({ name: 'DatabaseProblem' })]);
        expect(readFileSync(place.file).equals(bytes)).toBe(true);
      }
    }
  for (const part of ['-wal', '-shm']) rmSync(`${place.file}${part}`, { force: true });
  writeFileSync(place.file, whole);
  (await place.open()).close();
});

test('a copy of an upgrade that cannot be removed keeps nobody from the firm', async () => {
  const place = makePlace();
  (await place.open()).close();
  mkdirSync(`${place.file}.before-upgrade-from-2`);
  if (process.platform !== 'win32') symlinkSync('/nowhere/at/all', `${place.file}.before-upgrade-from-1`);
  place.clock.advance(40 * DAY);
  const workspace = await place.open();
  workspace.tend();
  workspace.close();
});
