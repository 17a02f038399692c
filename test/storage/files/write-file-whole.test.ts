// A small file is written as a whole: the old one or the new one is there, for this account alone, and its name lasts.
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { writeFileWhole, writePartsWhole } from '../../../main/storage/files/write-file-whole.ts';
import { makeTempFolder } from '../../support/temp-folder.ts';

/** Windows has no such rights, makes links for administrators only, and syncs no folder. */
const isWindows = process.platform === 'win32';
const disk = vi.hoisted(() => ({ done: [] as string[], refuseFolder: '', refuseFile: '' }));
vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  const fail = (code: string): never => {
    throw Object.assign(new Error(code), { code });
  };
  return {
    ...fs,
    fsyncSync(handle: number) {
      const isFolder = fs.fstatSync(handle).isDirectory();
      disk.done.push(isFolder ? 'folder synced' : 'file synced');
      if (isFolder && disk.refuseFolder !== '') fail(disk.refuseFolder);
      if (!isFolder && disk.refuseFile !== '') fail(disk.refuseFile);
      fs.fsyncSync(handle);
    },
    renameSync(from: string, to: string) {
      disk.done.push('renamed');
      fs.renameSync(from, to);
    },
  };
});
beforeEach(() => Object.assign(disk, { done: [], refuseFolder: '', refuseFile: '' }));

test('the name is on the disk too: its folder is synced after it', () => {
  if (isWindows) return;
  writeFileWhole(join(makeTempFolder(), 'key.json'), 'new');
  expect(disk.done).toEqual(['file synced', 'renamed', 'folder synced']);
});

test('over a file that others may read, the new one is for this account alone, and who has the old one open sees nothing', () => {
  if (isWindows) return;
  const file = join(makeTempFolder(), 'codes.csv');
  writeFileSync(file, 'old');
  chmodSync(file, 0o644);
  const { ino } = statSync(file);
  writeFileWhole(file, 'secret');
  expect(readFileSync(file, 'utf8')).toBe('secret');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(statSync(file).ino).not.toBe(ino);
});

test('a link that lies in the way is removed and not followed', () => {
  if (isWindows) return;
  const folder = makeTempFolder();
  const elsewhere = join(folder, 'elsewhere');
  writeFileSync(elsewhere, 'of somebody else');
  symlinkSync(elsewhere, join(folder, 'codes.csv.new'));
  symlinkSync(elsewhere, join(folder, 'codes.csv'));
  writeFileWhole(join(folder, 'codes.csv'), 'secret');
  expect(readFileSync(elsewhere, 'utf8')).toBe('of somebody else');
  expect(readFileSync(join(folder, 'codes.csv'), 'utf8')).toBe('secret');
});

test('when it cannot be written, the old file stays and nothing lies beside it', () => {
  const folder = makeTempFolder();
  const file = join(folder, 'key.json');
  writeFileSync(file, 'old');
  disk.refuseFile = 'ENOSPC';
  expect(() => writeFileWhole(file, 'new')).toThrow('ENOSPC');
  mkdirSync(join(folder, 'taken'));
  disk.refuseFile = '';
  expect(() => writeFileWhole(join(folder, 'taken'), 'new')).toThrow();
  expect(readFileSync(file, 'utf8')).toBe('old');
  expect(readdirSync(folder).sort()).toEqual(['key.json', 'taken']);
});

test('a file system that syncs no folder keeps the file; another failure is told', () => {
  const file = join(makeTempFolder(), 'key.json');
  disk.refuseFolder = 'EINVAL';
  writeFileWhole(file, 'new');
  expect(readFileSync(file, 'utf8')).toBe('new');
  disk.refuseFolder = 'EIO';
  if (!isWindows) expect(() => writeFileWhole(file, 'newer')).toThrow('EIO');
});

describe('a text that is made while it is written', () => {
  async function* parts(count: number, isBroken: boolean): AsyncGenerator<string> {
    for (let i = 0; i < count; i++) yield `line ${i}\n`;
    if (isBroken) throw new Error('the list is gone');
  }

  test('has its name when the last part is written, for this account alone', async () => {
    const folder = makeTempFolder();
    const file = join(folder, 'users.csv');
    writeFileSync(file, 'of before');
    chmodSync(file, 0o644);
    await writePartsWhole(file, parts(3, false), join(folder, '.new'));
    expect(readFileSync(file, 'utf8')).toBe('line 0\nline 1\nline 2\n');
    if (!isWindows) expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['users.csv']);
  });

  test('leaves the old file where a part cannot be made', async () => {
    const folder = makeTempFolder();
    const file = join(folder, 'users.csv');
    writeFileSync(file, 'of before');
    await expect(writePartsWhole(file, parts(3, true), join(folder, '.new'))).rejects.toThrow('the list is gone');
    expect(readFileSync(file, 'utf8')).toBe('of before');
    expect(readdirSync(folder)).toEqual(['users.csv']);
  });
});
