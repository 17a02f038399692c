// What a kill leaves beside the place that a person has chosen: the next start removes it, and nothing else.
import { existsSync, mkdirSync, readdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createHalfFiles } from '../../../main/storage/files/half-files.ts';
import { writeFileWhole } from '../../../main/storage/files/write-file-whole.ts';
import { makeTempFolder } from '../../support/temp-folder.ts';

interface Place {
  readonly notes: string;
  readonly documents: string;
  readonly file: string;
}

function makePlace(): Place {
  const root = makeTempFolder();
  const [notes, documents] = [join(root, 'half-files'), join(root, 'documents')];
  mkdirSync(documents);
  return { notes, documents, file: join(documents, 'users.csv') };
}

/** As a process that is killed while it writes. @returns the half file. */
function killedWhileWriting({ notes, file }: Place): string {
  const { beside } = createHalfFiles(notes).begin(file);
  writeFileSync(beside, 'half of a list');
  return beside;
}
const noteOf = ({ notes }: Place, half: string): string => join(notes, `${/\.rekey-(.*)\.new$/.exec(half)?.[1]}.txt`);

test('a file that was saved leaves no note', async () => {
  const { notes, documents, file } = makePlace();
  const half = createHalfFiles(notes).begin(file);
  expect(readdirSync(notes)).toHaveLength(1);
  writeFileWhole(file, 'all of it', half.beside);
  half.end();
  expect([readdirSync(notes), readdirSync(documents)]).toEqual([[], ['users.csv']]);
});

test('what a kill has left is removed by the next start, and the file of before stays', async () => {
  const place = makePlace();
  writeFileSync(place.file, 'of before');
  killedWhileWriting(place);
  killedWhileWriting(place);
  await createHalfFiles(place.notes).removeLeft();
  expect([readdirSync(place.notes), readdirSync(place.documents)]).toEqual([[], ['users.csv']]);
});

test('a file that is being written stays', async () => {
  const { notes, file } = makePlace();
  const files = createHalfFiles(notes);
  const half = files.begin(file);
  writeFileSync(half.beside, 'half');
  await files.removeLeft();
  expect(existsSync(half.beside)).toBe(true);
  writeFileWhole(file, 'all of it', half.beside);
  half.end();
  expect(readdirSync(notes)).toEqual([]);
});

test('a stick that is not there keeps its note until it is', async () => {
  const place = makePlace();
  const half = killedWhileWriting(place);
  renameSync(place.documents, `${place.documents}-pulled-out`);
  await createHalfFiles(place.notes).removeLeft();
  expect(readdirSync(place.notes)).toHaveLength(1);
  renameSync(`${place.documents}-pulled-out`, place.documents);
  await createHalfFiles(place.notes).removeLeft();
  expect([existsSync(half), readdirSync(place.notes)]).toEqual([false, []]);
});

test('a half file that cannot be removed keeps its note', () => {
  const { notes, file } = makePlace();
  const half = createHalfFiles(notes).begin(file);
  mkdirSync(half.beside);
  half.end();
  expect(readdirSync(notes)).toHaveLength(1);
});

test('a note that another program has written removes no other file', async () => {
  const place = makePlace();
  const precious = join(place.documents, 'precious.txt');
  writeFileSync(precious, 'of a person');
  const linked = killedWhileWriting(place);
  writeFileSync(noteOf(place, linked), precious);
  const other = killedWhileWriting(place);
  writeFileSync(noteOf(place, other), linked);
  // A link with the right name is no half file of ours.
  const third = createHalfFiles(place.notes).begin(place.file).beside;
  symlinkSync(precious, third);
  writeFileSync(join(place.notes, 'readme.txt'), precious);
  await createHalfFiles(place.notes).removeLeft();
  expect(existsSync(precious)).toBe(true);
  expect(readdirSync(place.notes)).toEqual(['readme.txt']);
  expect(readdirSync(place.documents)).toHaveLength(4);
});

test('where no note can be kept, the file is saved all the same', async () => {
  const { notes, documents, file } = makePlace();
  writeFileSync(notes, 'no folder');
  const files = createHalfFiles(notes);
  const half = files.begin(file);
  writeFileWhole(file, 'all of it', half.beside);
  half.end();
  await files.removeLeft();
  expect(readdirSync(documents)).toEqual(['users.csv']);
});
