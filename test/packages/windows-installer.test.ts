// The Windows installer and its uninstaller, run by Wine without their windows. The files that they install are stand-ins,
// except in the last test, which installs the package of `npm run dist`. Rekey itself is not started in Wine.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { makeInstaller } from '../../scripts/packages/installer.mjs';
import { makeTempFolder } from '../support/temp-folder.ts';

// Electron's Node would look into a file that is called app.asar.
process.noAsar = true;

const ROOT = join(import.meta.dirname, '../..');
const installer = process.env['REKEY_PACKAGE_WINDOWS'];
const NEWER_INSTALLED = 3;
const RUNNING = 4;

/** A Windows of its own, with nothing installed. */
function makeWindows() {
  const prefix = makeTempFolder();
  const env = {
    ...process.env,
    WINEPREFIX: prefix,
    WINEDEBUG: '-all',
    WINEDLLOVERRIDES: 'mscoree,mshtml=;winemenubuilder.exe=d',
  };
  /** @returns the exit code. */
  const run = (program: string, ...args: string[]): number | null =>
    spawnSync('wine', [program, ...args], { env, stdio: 'ignore', timeout: 300_000 }).status;
  const user = () =>
    join(
      prefix,
      'drive_c',
      'users',
      readdirSync(join(prefix, 'drive_c', 'users')).find((name) => name !== 'Public') ?? '',
    );
  const waitForPrograms = () => spawnSync('wineserver', ['--wait'], { env, timeout: 300_000 });
  spawnSync('wineboot', ['--init'], { env, stdio: 'ignore', timeout: 300_000 });
  return {
    prefix,
    env,
    run,
    forOne: join(user(), 'AppData', 'Local', 'Programs', 'Rekey'),
    forAll: join(prefix, 'drive_c', 'Program Files', 'Rekey'),
    data: join(user(), 'AppData', 'Roaming', 'Rekey'),
    menuOfOne: join(user(), 'AppData', 'Roaming', 'Microsoft', 'Windows', 'Start Menu', 'Programs', 'Rekey.lnk'),
    /** The registry, once it is on the disk: when every program has ended. */
    registry(file: 'user.reg' | 'system.reg') {
      waitForPrograms();
      return readFileSync(join(prefix, file), 'utf8');
    },
    /** An uninstaller starts a copy of itself and ends. The copy removes the files, and the uninstaller too. */
    uninstall(folder: string, ...who: readonly ('/CurrentUser' | '/AllUsers')[]) {
      expect(run(join(folder, 'Uninstall Rekey.exe'), '/S', ...who)).toBe(0);
      waitForPrograms();
    },
    end: () => spawnSync('wineserver', ['--kill'], { env }),
  };
}

/** An installer of a Rekey that is three files. */
function makeSmallInstaller(version: string, files: Readonly<Record<string, string>>): string {
  const folder = makeTempFolder();
  const project = join(folder, 'project');
  mkdirSync(join(project, 'build'), { recursive: true });
  for (const name of ['installer.nsi', 'icon.ico']) cpSync(join(ROOT, 'build', name), join(project, 'build', name));
  const identity = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  writeFileSync(join(project, 'package.json'), JSON.stringify({ ...identity, version }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, 'content', name)), { recursive: true });
    writeFileSync(join(folder, 'content', name), text);
  }
  mkdirSync(join(folder, 'work'));
  const { script, file } = makeInstaller({
    root: project,
    content: join(folder, 'content'),
    work: join(folder, 'work'),
    release: folder,
  });
  const made = spawnSync('makensis', ['-V2', '-NOCD', '-INPUTCHARSET', 'UTF8', script], { encoding: 'utf8' });
  expect(made.stderr + made.stdout).toBe('');
  return file;
}

const older = makeSmallInstaller('0.3.0', { 'Rekey.exe': 'old', 'resources/app.asar': 'old', 'gone.dll': 'old' });
const current = makeSmallInstaller('0.4.0', {
  'Rekey.exe': 'new',
  'resources/app.asar': 'new',
  'locales/en.pak': 'new',
});

/** A firm in the place where Rekey keeps it. */
function makeData(folder: string): string {
  mkdirSync(join(folder, 'firm'), { recursive: true });
  writeFileSync(join(folder, 'firm', 'rekey.db'), 'the firm');
  return join(folder, 'firm', 'rekey.db');
}

test('for one person: installed, replaced in place by a newer one, removed; the data of the firm stays', () => {
  const windows = makeWindows();
  const { run, forOne } = windows;
  const data = makeData(windows.data);
  expect(run(older, '/S', '/CurrentUser')).toBe(0);
  expect(readFileSync(join(forOne, 'Rekey.exe'), 'utf8')).toBe('old');
  expect(windows.registry('user.reg')).toContain('"DisplayVersion"="0.3.0"');
  expect(existsSync(windows.menuOfOne)).toBe(true);

  expect(run(current, '/S', '/CurrentUser')).toBe(0);
  expect(readFileSync(join(forOne, 'Rekey.exe'), 'utf8')).toBe('new');
  expect(existsSync(join(forOne, 'gone.dll'))).toBe(false);
  expect(existsSync(join(forOne, 'locales', 'en.pak'))).toBe(true);
  expect(windows.registry('user.reg')).toContain('"DisplayVersion"="0.4.0"');

  writeFileSync(join(forOne, 'notes.txt'), 'of a person');
  windows.uninstall(forOne, '/CurrentUser');
  expect(readdirSync(forOne)).toEqual(['notes.txt']);
  expect(existsSync(windows.menuOfOne)).toBe(false);
  expect(windows.registry('user.reg')).not.toContain('com.rekey.desktop');
  expect(readFileSync(data, 'utf8')).toBe('the firm');
  windows.end();
});

test('for everybody at the computer, into the folder of programs', () => {
  const windows = makeWindows();
  expect(windows.run(current, '/S', '/AllUsers')).toBe(0);
  expect(readFileSync(join(windows.forAll, 'Rekey.exe'), 'utf8')).toBe('new');
  expect(windows.registry('system.reg')).toContain('"DisplayVersion"="0.4.0"');
  expect(windows.registry('user.reg')).not.toContain('com.rekey.desktop');
  windows.uninstall(windows.forAll, '/AllUsers');
  expect(existsSync(windows.forAll)).toBe(false);
  windows.end();
});

test('beside one for everybody, the uninstaller of one person removes that one, whatever it is started with', () => {
  for (const who of [[], ['/CurrentUser'], ['/AllUsers']] as const) {
    const windows = makeWindows();
    expect(windows.run(current, '/S', '/AllUsers')).toBe(0);
    expect(windows.run(current, '/S', '/CurrentUser')).toBe(0);
    windows.uninstall(windows.forOne, ...who);
    expect([who, existsSync(windows.forOne), existsSync(windows.menuOfOne)]).toEqual([who, false, false]);
    expect(windows.registry('user.reg')).not.toContain('com.rekey.desktop');
    expect(readFileSync(join(windows.forAll, 'Rekey.exe'), 'utf8')).toBe('new');
    expect(windows.registry('system.reg')).toContain('"DisplayVersion"="0.4.0"');
    windows.end();
  }
});

test('a folder that a program of the person has written into the registry is not removed', () => {
  const windows = makeWindows();
  expect(windows.run(current, '/S', '/CurrentUser')).toBe(0);
  const other = join(windows.prefix, 'drive_c', 'other');
  mkdirSync(other);
  writeFileSync(join(other, 'Rekey.exe'), 'of somebody else');
  const key = 'HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\com.rekey.desktop';
  expect(windows.run('reg', 'add', key, '/v', 'InstallLocation', '/d', 'C:\\other', '/f')).toBe(0);
  windows.uninstall(windows.forOne, '/CurrentUser');
  expect(readFileSync(join(other, 'Rekey.exe'), 'utf8')).toBe('of somebody else');
  expect(existsSync(join(windows.forOne, 'Rekey.exe'))).toBe(false);
  windows.end();
});

test('an older Rekey does not replace a newer one, and changes nothing', () => {
  const windows = makeWindows();
  expect(windows.run(current, '/S', '/CurrentUser')).toBe(0);
  expect(windows.run(older, '/S', '/CurrentUser')).toBe(NEWER_INSTALLED);
  expect(readFileSync(join(windows.forOne, 'Rekey.exe'), 'utf8')).toBe('new');
  expect(existsSync(join(windows.forOne, 'gone.dll'))).toBe(false);
  windows.end();
});

test('a Rekey that runs is not replaced', async () => {
  const windows = makeWindows();
  expect(windows.run(older, '/S', '/CurrentUser')).toBe(0);
  // A program of Windows runs in its place, so its file cannot be written. It ends when its input ends.
  const program = join(windows.forOne, 'Rekey.exe');
  cpSync(join(windows.prefix, 'drive_c', 'windows', 'system32', 'cmd.exe'), program);
  const before = readFileSync(program);
  const running = spawn('wine', [program], { env: windows.env, stdio: ['pipe', 'pipe', 'ignore'] });
  await once(running.stdout, 'data');
  expect(windows.run(current, '/S', '/CurrentUser')).toBe(RUNNING);
  expect(readFileSync(program)).toEqual(before);
  const ended = once(running, 'exit');
  running.stdin.end();
  await ended;
  expect(windows.run(current, '/S', '/CurrentUser')).toBe(0);
  expect(readFileSync(program, 'utf8')).toBe('new');
  windows.end();
});

test.skipIf(installer === undefined)(
  'the whole Rekey is installed with every file, and removed to the last one',
  () => {
    const windows = makeWindows();
    const unpacked = join(ROOT, 'release', 'win-unpacked');
    const files = (folder: string) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted();
    expect(windows.run(installer ?? '', '/S', '/CurrentUser')).toBe(0);
    expect(files(windows.forOne).filter((name) => name !== 'Uninstall Rekey.exe')).toEqual(files(unpacked));
    for (const name of ['Rekey.exe', 'resources/app.asar'])
      expect(readFileSync(join(windows.forOne, name)).equals(readFileSync(join(unpacked, name)))).toBe(true);
    windows.uninstall(windows.forOne, '/CurrentUser');
    expect(existsSync(windows.forOne)).toBe(false);
    windows.end();
  },
);
