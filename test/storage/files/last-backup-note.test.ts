// The note about the last checked backup is read as what any program of this account can write.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { noteLastBackup, readLastBackup } from '../../../main/storage/files/last-backup-note.ts';
import { makeTempFolder } from '../../support/temp-folder.ts';

const own = { file: join(makeTempFolder(), 'Quill-2026-11-30.rekey-backup.age'), checkedAt: 1000, records: 7 };
const place = () => {
  const root = makeTempFolder();
  return { anchorFile: join(root, 'record-anchor.json'), note: join(root, 'last-backup.json') };
};

test('it comes back as it was written, and the next one takes its place', () => {
  const { anchorFile } = place();
  expect(readLastBackup(anchorFile)).toBeUndefined();
  noteLastBackup(anchorFile, own);
  noteLastBackup(anchorFile, { ...own, records: 8 });
  expect(readLastBackup(anchorFile)).toEqual({ ...own, records: 8 });
});

test.each([
  ['no JSON', 'the stick in the drawer'],
  ['another version', JSON.stringify({ version: 2, ...own })],
  ['more than it should have', JSON.stringify({ version: 1, ...own, passphrase: 'of somebody' })],
  ['a path that is not full', JSON.stringify({ version: 1, ...own, file: 'stick/quill.age' })],
  ['a path of two lines', JSON.stringify({ version: 1, ...own, file: '/stick/quill.age\nIs safe' })],
  ['a path without end', JSON.stringify({ version: 1, ...own, file: `/${'s'.repeat(5000)}` })],
  ['a name without end', JSON.stringify({ version: 1, ...own, file: `/stick/${'s'.repeat(2000)}` })],
  ['a move that is something else', JSON.stringify({ version: 1, ...own, isMove: 'yes' })],
  ['no name', JSON.stringify({ version: 1, ...own, file: '/' })],
  ['a time that is none', JSON.stringify({ version: 1, ...own, checkedAt: 9e15 })],
  ['records below none', JSON.stringify({ version: 1, ...own, records: -1 })],
  ['a file without end', `{"version":1,${' '.repeat(100_000)}}`],
])('with %s it counts for nothing', (_what, content) => {
  const { anchorFile, note } = place();
  writeFileSync(note, content);
  expect(readLastBackup(anchorFile)).toBeUndefined();
});

test('a path that turns its direction counts for nothing', () => {
  const { anchorFile, note } = place();
  writeFileSync(note, JSON.stringify({ version: 1, ...own, file: '/stick/\u202eega.lliuq' }));
  expect(readLastBackup(anchorFile)).toBeUndefined();
});

test('a folder in its place counts for nothing, and stops no backup', () => {
  const { anchorFile, note } = place();
  mkdirSync(note);
  expect(readLastBackup(anchorFile)).toBeUndefined();
  noteLastBackup(anchorFile, own);
  expect(existsSync(note)).toBe(true);
});

test('it holds the place, the time and the number of records, and nothing else', () => {
  const { anchorFile, note } = place();
  noteLastBackup(anchorFile, own);
  expect(Object.keys(JSON.parse(readFileSync(note, 'utf8')) as object)).toEqual([
    'version',
    'file',
    'checkedAt',
    'records',
  ]);
});
