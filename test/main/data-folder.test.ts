// The data folder is the one that was asked for, or none.
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { findFolderProblem, findLockProblem } from '../../main/data-folder.ts';
import { problemOf, sayProblem } from '../../main/problem.ts';
import { DatabaseProblem } from '../../main/storage/engine/database-problem.ts';
import { DataKeyProblem } from '../../main/storage/files/data-key.ts';
import { makeTempFolder } from '../support/temp-folder.ts';

const OWN = makeTempFolder();
/** With the folder that Electron would use: the one asked for. */
const problemWith = (folder: string): string | undefined => findFolderProblem([`--user-data-dir=${folder}`], folder);

test('a folder that can be used has no problem, is created where its parent is there, and stays empty', () => {
  const folder = join(makeTempFolder(), 'rekey');
  expect(problemWith(folder)).toBeUndefined();
  expect(readdirSync(folder)).toEqual([]);
  expect(problemWith(`${folder}/`)).toBeUndefined();
  expect(findFolderProblem(['.', '--demo', '--no-sandbox'], OWN)).toBeUndefined();
});

test('a switch that does not name one folder opens no other one', () => {
  const switches: Record<string, readonly string[]> = {
    'without a value': ['--user-data-dir'],
    'with an empty value': ['--user-data-dir='],
    'with the value as another argument': ['--user-data-dir', OWN],
    'given twice': [`--user-data-dir=${OWN}`, `--user-data-dir=${OWN}`],
    'given twice, the second without a value': [`--user-data-dir=${OWN}`, '--user-data-dir'],
    'with a relative path': [`--user-data-dir=${relative(process.cwd(), OWN)}`],
    'with a tilde that no shell has replaced': ['--user-data-dir=~/rekey'],
    'in a spelling that Chromium ignores': [`--User-Data-Dir=${makeTempFolder()}`],
    'that Chromium ignores for another reason': ['--', `--user-data-dir=${makeTempFolder()}`],
  };
  for (const [how, args] of Object.entries(switches))
    expect([how, findFolderProblem(args, OWN)]).toEqual([how, 'folder_switch']);
});

test.skipIf(process.platform === 'win32')(
  'a folder behind a link is the folder that Chromium names, and no other one',
  () => {
    const [real, other] = [makeTempFolder(), makeTempFolder()];
    const link = join(makeTempFolder(), 'link');
    symlinkSync(real, link);
    // systemd gives a service with an account of its own such a link: /var/lib/rekey leads to private/rekey.
    expect(findFolderProblem([`--user-data-dir=${link}`], real)).toBeUndefined();
    expect(findFolderProblem([`--user-data-dir=${link}`], other)).toBe('folder_switch');
    expect(findFolderProblem([`--user-data-dir=${link}`], join(other, 'nowhere'))).toBe('folder_switch');
  },
);

test('a file in the place of the folder, or of a folder above it, and a name that is too long', () => {
  const file = join(makeTempFolder(), 'file');
  writeFileSync(file, 'not a folder');
  expect(problemWith(file)).toBe('folder_impossible');
  expect(problemWith(join(file, 'rekey'))).toBe('folder_impossible');
  expect(problemWith(join(OWN, 'x'.repeat(300)))).toBe('folder_impossible');
});

test.skipIf(process.platform === 'win32')('only a lock of this computer means that another Rekey is open here', () => {
  const folder = makeTempFolder();
  const lock = join(folder, 'SingletonLock');
  expect(findLockProblem(folder)).toBe('in_use');
  symlinkSync(`${hostname()}-4711`, lock);
  expect(findLockProblem(folder)).toBeUndefined();
  const wrong = [
    () => symlinkSync(`x${hostname()}-4711`, lock),
    () => symlinkSync('/etc/passwd', lock),
    () => writeFileSync(lock, ''),
    () => mkdirSync(lock),
  ];
  for (const put of wrong) {
    rmSync(lock, { recursive: true });
    put();
    expect(findLockProblem(folder)).toBe('lock_in_the_way');
  }
});

test.skipIf(process.platform !== 'linux')('a folder that may not be written to', () => {
  for (const folder of ['/proc/rekey', '/proc/rekey/deep/er']) expect(problemWith(folder)).toBe('folder_closed');
  const folder = makeTempFolder();
  chmodSync(folder, 0o500);
  if (process.getuid?.() !== 0) expect(problemWith(folder)).toBe('folder_closed');
  chmodSync(folder, 0o700);
});

test.skipIf(process.platform !== 'linux' || process.getuid?.() !== 0)('a full disk', ({ skip }) => {
  const folder = makeTempFolder();
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', folder]);
  // A container may forbid it, for root too.
  if (status !== 0) return skip();
  try {
    expect(() => writeFileSync(join(folder, 'filling'), Buffer.alloc(64 * 1024))).toThrow('ENOSPC');
    expect(problemWith(folder)).toBe('disk_full');
  } finally {
    spawnSync('umount', [folder]);
  }
});

test('every problem has a sentence and a page, and the exit code is not 0', () => {
  const before = process.exitCode;
  try {
    process.exitCode = 0;
    const holder = { computer: 'front desk & co', lastSeenAt: 5 };
    expect(sayProblem(problemOf(new DatabaseProblem('other_computer', undefined, holder)))).toBe(
      'problem.html?kind=other_computer&computer=front+desk+%26+co&at=5',
    );
    expect(process.exitCode).toBe(1);
    expect(problemOf(new DataKeyProblem('missing'))).toEqual({ kind: 'key_missing' });
    expect(problemOf(new Error('x'))).toEqual({ kind: 'unexpected' });
  } finally {
    process.exitCode = before;
  }
});
