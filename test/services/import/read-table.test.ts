// A table is read as spreadsheets write it, in their encodings and with their separators. No bytes crash the reader, and
// none become U+FFFD.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CsvSeparator, toCsv } from '../../../main/domain/csv.ts';
import { Refusal } from '../../../main/domain/refusal.ts';
import { MOST_BYTES, type TableRow } from '../../../main/domain/table-import.ts';
import { readTable } from '../../../main/services/import/read-table.ts';
import { cutAt, inPieces } from '../../support/in-pieces.ts';

const utf8 = (text: string): Uint8Array => Buffer.from(text, 'utf8');
const utf16le = (text: string): Uint8Array => Buffer.from(text, 'utf16le');
const utf16be = (text: string): Uint8Array => Buffer.from(text, 'utf16le').swap16();
async function rowsOf(bytes: Uint8Array, pieces = inPieces(bytes)): Promise<readonly TableRow[]> {
  const rows = await readTable(pieces);
  return Array.from({ length: rows.length }, (_, i) => rows.at(i));
}
const cellsOf = async (bytes: Uint8Array) => (await rowsOf(bytes)).map(({ cells }) => cells);
async function sentenceOf(bytes: Uint8Array): Promise<string> {
  const error = await readTable(inPieces(bytes)).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  const reason = error instanceof Refusal ? error.reason : undefined;
  return reason?.code === 'bad_input' ? (reason.fields[0]?.message ?? '') : `no refusal: ${String(error)}`;
}

const TEXT = 'Name;Email\r\nZoë Müller;zoe@firm.com\r\nJosé Łukasz;jose@firm.com\r\n';
const ROWS = [
  ['Name', 'Email'],
  ['Zoë Müller', 'zoe@firm.com'],
  ['José Łukasz', 'jose@firm.com'],
];

describe('encodings', () => {
  test.each([
    ['UTF-8', utf8(TEXT)],
    ['UTF-8 with a mark', utf8(`\uFEFF${TEXT}`)],
    ['UTF-16 little-endian', utf16le(`\uFEFF${TEXT}`)],
    ['UTF-16 big-endian', utf16be(`\uFEFF${TEXT}`)],
    ['UTF-16 little-endian without a mark', utf16le(TEXT)],
    ['UTF-16 big-endian without a mark', utf16be(TEXT)],
  ])('%s', async (_, bytes) => expect(await cellsOf(bytes)).toEqual(ROWS));

  test('Windows-1252', async () => {
    const bytes = Buffer.from('Name;Email\r\nZo\xeb M\xfcller \x80;zoe@firm.com', 'latin1');
    expect(await cellsOf(bytes)).toEqual([
      ['Name', 'Email'],
      ['Zoë Müller €', 'zoe@firm.com'],
    ]);
  });
});

describe('separators', () => {
  test.each([
    [
      'a,b;c\n1,2\n',
      [
        ['a', 'b;c'],
        ['1', '2'],
      ],
    ],
    [
      'a;b\n"1,5";2\n',
      [
        ['a', 'b'],
        ['1,5', '2'],
      ],
    ],
    [
      'a\tb\n1, one\t2\n',
      [
        ['a', 'b'],
        ['1, one', '2'],
      ],
    ],
    ['sep=;\r\na,b;c\r\n', [['a,b', 'c']]],
    ['"sep=\t"\na\tb\n', [['a', 'b']]],
    ['Email\nann@firm.com\n', [['Email'], ['ann@firm.com']]],
    // A title, and a comma in it.
    ['Clients, spring\n\na;b\n1;2\n', [['Clients, spring'], ['a', 'b'], ['1', '2']]],
    // Names of clients with semicolons between them.
    [
      'a\tb\n1\tAlder; Birch; Cedar\n',
      [
        ['a', 'b'],
        ['1', 'Alder; Birch; Cedar'],
      ],
    ],
    [
      '"Name; whole",Email\nx,y\n',
      [
        ['Name; whole', 'Email'],
        ['x', 'y'],
      ],
    ],
  ])('%j', async (text, rows) => expect(await cellsOf(utf8(text))).toEqual(rows));
});

test('quoted cells have line breaks, spaces around cells go, empty rows count and are left out', async () => {
  const rows = await rowsOf(utf8('Name,Clients\r\n\r\n " Ann ","Alder\nBirch"\r\n,,\r\nTom,\r\n'));
  expect(rows.map(({ number, cells }) => [number, ...cells])).toEqual([
    [1, 'Name', 'Clients'],
    [3, 'Ann', 'Alder\nBirch'],
    [5, 'Tom', ''],
  ]);
});

test('a quotation mark within a cell is text', async () => {
  expect(await cellsOf(utf8('Ann "A" Lee,x\n'))).toEqual([['Ann "A" Lee', 'x']]);
});

describe('a file that is no table says why', () => {
  test.each([
    ['a workbook', Buffer.from('PK\x03\x04 and so on', 'latin1'), 'This is a workbook.'],
    ['an old workbook', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 1, 2]), 'This is a workbook.'],
    ['nothing', utf8(''), 'This file is empty.'],
    ['empty cells', utf8(',,\n,\n'), 'This file is empty.'],
    ['a quotation mark that is never closed', utf8('a,b\n"c,d\ne,f\n'), 'never closed'],
    ['bytes', Buffer.from([1, 0, 0, 0, 0, 9, 0, 0, 255, 0]), 'This file is no text, or it is cut off.'],
    [
      'half a pair of UTF-16',
      Buffer.from([0xff, 0xfe, 0x00, 0xd8, 0x41, 0x00]),
      'This file is no text, or it is cut off.',
    ],
    ['UTF-8 that is cut off within a letter', utf8('Zoë,José').subarray(0, -1), 'it is cut off'],
    ['UTF-16 that is cut off within a letter', utf16le('\uFEFFa,b').subarray(0, -1), 'it is cut off'],
    [
      'UTF-8 that goes on in another encoding',
      Buffer.concat([utf8(`Zoë,${'x,\n'.repeat(40_000)}`), Buffer.from('Jos\xe9', 'latin1')]),
      'it is cut off',
    ],
    [
      'characters of UTF-8 in two halves, as CESU-8 has them',
      Buffer.from('Ann \xed\xa0\xbd\xed\xb8\x80,x\n', 'latin1'),
      'no text',
    ],
    [
      'half a character among letters of UTF-8',
      Buffer.concat([utf8('Zoë,Müller\n'), Buffer.from('Ann \xed\xa0\xbd,x\n', 'latin1')]),
      'no text',
    ],
    ['separators without an end', utf8(','.repeat(400_000)), 'a row there is too long'],
    ['spaces without an end', utf8(`a,b\n${' '.repeat(400_000)}`), 'a row there is too long'],
    [
      'more lines than a spreadsheet has',
      utf8(`a,b\n${'\n'.repeat(2_000_000)}a@b.co,x\n`),
      'more than two million rows',
    ],
    [
      'one byte of another encoding among many letters',
      Buffer.concat([utf8('Zoë,Müller\n'), Buffer.from('Jos\xe9,x\n', 'latin1'), utf8('Núñez,y\n')]),
      'no text',
    ],
    ['a hundred thousand rows and more', utf8('a@b.co\n'.repeat(100_002)), 'more than 100,000 rows'],
  ])('%s', async (_, bytes, sentence) => expect(await sentenceOf(bytes)).toContain(sentence));
});

test('a huge file, a huge row and an archive are refused', async () => {
  const line = `${'x'.repeat(90_000)}\n`;
  const huge = utf8(line.repeat(Math.ceil(MOST_BYTES / line.length)));
  expect(await sentenceOf(huge)).toContain('larger than 32 MB');
  expect(await sentenceOf(utf8(`a,b\n"${'x'.repeat(200_000)}",y\n`))).toContain('a row there is too long');
  expect(await sentenceOf(Buffer.from('PK\x03\x04', 'latin1'))).toContain('This is a workbook.');
});

test('any bytes are read or refused, and none of them becomes U+FFFD', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
      const isThere = Buffer.from(bytes).toString('utf8').includes('\uFFFD') === false;
      try {
        const rows = await rowsOf(bytes);
        const text = rows.flatMap(({ cells }) => cells).join('');
        // One that stands in the file is another matter: the row is refused.
        if (text.includes('\uFFFD')) expect(isThere || Buffer.from(bytes).includes(Buffer.from('\uFFFD'))).toBe(true);
      } catch (error) {
        expect(error).toBeInstanceOf(Refusal);
      }
    }),
    { numRuns: 300 },
  );
});

describe('in pieces that end anywhere', () => {
  const outcomeOf = (bytes: Uint8Array, pieces?: AsyncGenerator<Uint8Array>): Promise<unknown> =>
    rowsOf(bytes, pieces).catch((error: unknown) => (error instanceof Refusal ? error.reason : error));
  const places = fc.array(fc.nat({ max: 200 }), { maxLength: 20 });
  const encoded = fc
    .record({
      text: fc.string({
        unit: fc.constantFrom('a', 'ë', '€', '😀', '"', ',', ';', '\r\n', '\n', ' ', '\uFEFF'),
        maxLength: 60,
      }),
      encode: fc.constantFrom(
        utf8,
        utf16le,
        utf16be,
        (text: string) => utf8(`\uFEFF${text}`),
        (text: string) => utf16le(`\uFEFF${text}`),
        (text: string) => utf16be(`\uFEFF${text}`),
        (text: string) => Buffer.from(text, 'latin1'),
      ),
    })
    .map(({ text, encode }) => encode(text));

  test('a file is read as it is read whole', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(encoded, fc.uint8Array({ maxLength: 200 })), places, async (bytes, cuts) => {
        const whole = await outcomeOf(bytes);
        expect(await outcomeOf(bytes, cutAt(bytes, cuts))).toEqual(whole);
        expect(await outcomeOf(bytes, inPieces(bytes, 1))).toEqual(whole);
      }),
      { numRuns: 300 },
    );
  });

  test('a letter that lies across the pieces of main stays whole', async () => {
    for (const shift of [0, 1, 2, 3]) {
      const names = `${'x'.repeat(shift)}${'😀ë,\n'.repeat(30_000)}`;
      for (const encode of [utf8, utf16le]) {
        const rows = await rowsOf(encode(`\uFEFF${names}`));
        expect(new Set(rows.slice(1).map(({ cells: [name] }) => name))).toEqual(new Set(['😀ë']));
        expect(rows).toHaveLength(30_000);
      }
    }
  });

  test('a letter far from the beginning tells the encoding', async () => {
    const head = 'Name,Email\n'.repeat(20_000);
    const last = async (end: Uint8Array) => (await cellsOf(Buffer.concat([utf8(head), end]))).at(-1)?.[0];
    expect(await last(utf8('Zoë'))).toBe('Zoë');
    expect(await last(Buffer.from('Zo\xeb', 'latin1'))).toBe('Zoë');
    expect(await last(Buffer.from('\x80 Caf\xe9', 'latin1'))).toBe('€ Café');
  });
});

test('any table that Rekey writes is read back equal', async () => {
  const cell = fc.string({ unit: 'grapheme', maxLength: 12 }).map((text) => text.trim());
  const table = fc
    .integer({ min: 1, max: 4 })
    .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 5 }));
  const separator = fc.constantFrom<CsvSeparator>(',', ';', '\t');
  await fc.assert(
    fc.asyncProperty(table, separator, async (rows, between) => {
      // The separator is read off the first line, which has headings.
      const heading = rows[0]?.map((_, i) => `Column ${i}`) ?? [];
      const written = rows.filter((row) => row.some((text) => text !== ''));
      expect(await cellsOf(utf8(toCsv([heading, ...rows], between)))).toEqual([heading, ...written]);
    }),
  );
});
