// Reads a table out of the bytes of a file, piece by piece and as spreadsheets write it: encodings, separators, a
// `sep=` line, quoted cells with line breaks, rows of different lengths. csv-parse reads the cells, and main answers in
// between.
import { pipeline, Readable } from 'node:stream';
import { CsvError, type Options, parse } from 'csv-parse';
import { readCell } from '../../domain/csv.ts';
import { refuse } from '../../domain/refusal.ts';
import { MOST_BYTES, MOST_COLUMNS, MOST_ROWS, type PackedRows } from '../../domain/table-import.ts';
import { nextTurn } from '../act/next-turn.ts';
import { createBuffered } from './buffered.ts';
import { decodeText, NotText } from './decode-text.ts';
import { createRowPacker } from './packed-rows.ts';

/** Names of many clients fit into one row. */
const LONGEST_ROW = 100_000;
/** A row with a quotation mark in each place. csv-parse counts what is in cells, and no separators. */
const LONGEST_LINE = 2 * LONGEST_ROW + 1000;
/** A spreadsheet has half as many. Most of them may be empty. */
const MOST_LINES = 2_000_000;
const PIECE = 65_536;
/** Rows that are taken in one turn of the event loop. */
const ROWS_IN_TURN = 1000;

const SEPARATORS = [',', ';', '\t'] as const;
type Separator = (typeof SEPARATORS)[number];

const refuseFile = (message: string): never => refuse({ code: 'bad_input', fields: [{ field: '', message }] });

/** The rows that are not empty, the headings among them. @throws Refusal bad_input: why the file is no table. */
export async function readTable(pieces: AsyncIterable<Uint8Array>): Promise<PackedRows> {
  const source = createBuffered(upToLimit(pieces));
  if (isWorkbook(await source.peek(4)))
    return refuseFile('This is a workbook. In the spreadsheet choose Save As and “CSV UTF-8”, then import that file.');
  let linesBefore = 0;
  const rows = createRowPacker();
  try {
    const texts = inLines(withoutZeros(decodeText(source)));
    const { separator, body, ...before } = findSeparator(await headOf(texts));
    linesBefore = before.linesBefore;
    const parser = parse({ ...OPTIONS, delimiter: separator });
    // An error of what is read ends the parser, which throws it here.
    pipeline(Readable.from(inPieces(body, texts)), parser, () => undefined);
    for await (const { record, info } of parser as AsyncIterable<Parsed>) {
      const cells = record.map((cell) => readCell(cell).trim());
      if (cells.length > MOST_COLUMNS) return refuseFile(`Row ${info.lines} has more than ${MOST_COLUMNS} columns.`);
      if (rows.length > MOST_ROWS)
        return refuseFile('This file has more than 100,000 rows. Divide it, and import the parts.');
      const number = info.records + info.empty_lines + linesBefore;
      if (number > MOST_LINES)
        return refuseFile('This file has more than two million rows. Delete the empty ones, and import it again.');
      if (cells.some((cell) => cell !== '')) rows.add({ number, cells });
      if (info.records % ROWS_IN_TURN === 0) await nextTurn();
    }
  } catch (error) {
    if (error instanceof NotText)
      return refuseFile(
        'This file is no text, or it is cut off. In the spreadsheet choose Save As and “CSV UTF-8”, then import that file.',
      );
    if (!(error instanceof CsvError)) throw error;
    return refuseFile(describe(error, linesBefore));
  }
  return rows.length === 0 ? refuseFile('This file is empty.') : rows;
}

async function* upToLimit(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const piece of pieces) {
    size += piece.length;
    if (size > MOST_BYTES) return refuseFile('This file is larger than 32 MB. Divide it, and import the parts.');
    yield piece;
  }
}

async function* withoutZeros(texts: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const text of texts) {
    if (text.includes('\0')) throw new NotText();
    yield text;
  }
}

/** A line without an end would be one row: separators alone fill the memory. */
async function* inLines(texts: AsyncIterable<string>): AsyncGenerator<string> {
  let length = 0;
  for await (const text of texts) {
    const first = text.search(/[\r\n]/);
    length += first === -1 ? text.length : first;
    if (length > LONGEST_LINE) return refuseFile(tooLong(''));
    if (first !== -1) length = text.length - 1 - Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r'));
    yield text;
  }
}

const tooLong = (where: string): string =>
  `The table cannot be read${where}: a row there is too long, or its quotation marks do not fit together.`;

/** The first rows at least, or all that there is. */
async function headOf(texts: AsyncGenerator<string>): Promise<string> {
  let head = '';
  while (head.length < LONGEST_ROW) {
    const { done, value } = await texts.next();
    if (done === true) break;
    head += value;
  }
  return head;
}

/** As bytes: a letter of two units may be cut in two. */
async function* inPieces(head: string, texts: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  yield* cut(head);
  for await (const text of texts) yield* cut(text);
}

function* cut(text: string): Generator<Uint8Array> {
  const bytes = Buffer.from(text, 'utf8');
  for (let from = 0; from < bytes.length; from += PIECE) yield bytes.subarray(from, from + PIECE);
}

interface Parsed {
  readonly record: string[];
  readonly info: { readonly lines: number; readonly records: number; readonly empty_lines: number };
}

const OPTIONS: Options = {
  info: true,
  record_delimiter: ['\r\n', '\n', '\r'],
  // A quotation mark within a cell is part of the text.
  relax_quotes: true,
  // Some programs write a space after each separator.
  trim: true,
  relax_column_count: true,
  skip_empty_lines: true,
  max_record_size: LONGEST_ROW,
};

function describe(error: CsvError, linesBefore: number): string {
  if (error.code === 'CSV_QUOTE_NOT_CLOSED')
    return 'A cell begins with a quotation mark that is never closed. Correct it in the spreadsheet, and save again.';
  const line = typeof error['lines'] === 'number' ? ` near line ${error['lines'] + linesBefore}` : '';
  return tooLong(line);
}

/** A zip archive (.xlsx, .ods, .numbers) or an old compound file (.xls). */
const isWorkbook = ([a, b, c, d]: Uint8Array): boolean =>
  (a === 0x50 && b === 0x4b && c === 3 && d === 4) || (a === 0xd0 && b === 0xcf && c === 0x11 && d === 0xe0);

/** Beyond titles and empty lines, some rows of the table itself. */
const LINES_LOOKED_AT = 20;
/** A quoted cell, from its separator on. */
const QUOTED = /(^|[,;\t\r\n] *)"(?:[^"]|"")*"/g;

/** What a `sep=` line says, or else what stands in most of the first lines, outside of quotation marks. */
function findSeparator(text: string): {
  readonly separator: Separator;
  readonly body: string;
  readonly linesBefore: number;
} {
  const named = /^"?sep=([,;\t])"?[ \t]*(?:\r\n|\n|\r|$)/i.exec(text);
  if (named !== null) return { separator: named[1] as Separator, body: text.slice(named[0].length), linesBefore: 1 };
  const lines = text
    .slice(0, LONGEST_ROW)
    .replace(QUOTED, '$1')
    .split(/[\r\n]+/)
    .filter((line) => line.trim() !== '')
    .slice(0, LINES_LOOKED_AT);
  const linesWith = (separator: Separator): number => lines.filter((line) => line.includes(separator)).length;
  const cellsIn = (separator: Separator): number =>
    lines.find((line) => line.includes(separator))?.split(separator).length ?? 0;
  const [separator = ','] = [...SEPARATORS].sort((a, b) => linesWith(b) - linesWith(a) || cellsIn(b) - cellsIn(a));
  return { separator, body: text, linesBefore: 0 };
}
