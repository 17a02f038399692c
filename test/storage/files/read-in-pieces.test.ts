// A file that a person has chosen is read to its end or refused, and is closed in every case.
import { appendFileSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Pieces, readInPieces } from '../../../main/storage/files/read-in-pieces.ts';
import { joined } from '../../support/in-pieces.ts';
import { refusalIn } from '../../support/refusals.ts';
import { makeTempFolder } from '../../support/temp-folder.ts';

const wholeOf = ({ pieces }: Pieces): Promise<Buffer> => joined(pieces);

function fileOf(content: Uint8Array): string {
  const file = join(makeTempFolder(), 'people.csv');
  writeFileSync(file, content);
  return file;
}

const sentenceOf = async (work: Promise<unknown>): Promise<string> => {
  const reason = await refusalIn(work);
  return reason.code === 'bad_input' ? (reason.fields[0]?.message ?? '') : reason.code;
};

test.each([0, 1, 65_536, 65_537, 200_000])('a file of %i bytes is read in pieces', async (size) => {
  const content = Buffer.from(Array.from({ length: size }, (_, i) => i % 251));
  const file = fileOf(content);
  expect((await readInPieces(file, 200_000, wholeOf)).equals(content)).toBe(true);
  expect(await readInPieces(file, 200_000, async (read) => read.size)).toBe(size);
});

describe('a sentence says why', () => {
  test('a file is not read', async () => {
    const file = fileOf(Buffer.alloc(101));
    expect(await sentenceOf(readInPieces(file, 100, wholeOf))).toContain('larger than');
    expect(await sentenceOf(readInPieces(join(file, '..'), 100, wholeOf))).toContain('This is no file');
    expect(await sentenceOf(readInPieces(`${file}.other`, 100, wholeOf))).toContain('cannot be read');
  });

  test.each([
    ['grows', (file: string) => appendFileSync(file, 'x')],
    ['shrinks', (file: string) => truncateSync(file, 70_000)],
    ['is written again', (file: string) => utimesSync(file, 1, 1)],
  ])('a file that %s while it is read is not read to its end', async (_what, change) => {
    const file = fileOf(Buffer.alloc(100_000));
    const reading = readInPieces(file, 100_000, async ({ pieces }) => {
      let read = 0;
      for await (const piece of pieces) {
        if (read === 0) change(file);
        read += piece.length;
      }
      return read;
    });
    expect(await sentenceOf(reading)).toContain('Another program has changed this file');
  });
});

test('an error of the one who reads goes on to the caller', async () => {
  const reading = readInPieces(fileOf(Buffer.alloc(3)), 100, async () => Promise.reject(new Error('enough')));
  await expect(reading).rejects.toThrow('enough');
});
