// Reads a table out of the bytes of a file, as spreadsheets write it: encodings, separators, a `sep=` line, quoted cells
// with line breaks, rows of different lengths. csv-parse reads the cells, piece by piece, so that main answers in between.
import { Readable } from 'node:stream';
import { CsvError, type Options, parse } from 'csv-parse';
import { readCell } from '../../domain/csv.ts';
import { refuse } from '../../domain/refusal.ts';
import { MOST_BYTES, MOST_COLUMNS, MOST_ROWS, type PackedRows } from '../../domain/table-import.ts';
import { decodeText } from './decode-text.ts';
import { createRowPacker } from './packed-rows.ts';

/** Names of many clients fit into one row. */
const LONGEST_ROW = 100_000;
const PIECE = 65_536;

const SEPARATORS = [',', ';', '\t'] as const;
type Separator = (typeof SEPARATORS)[number];

const refuseFile = (message: string): never => refuse({ code: 'bad_input', fields: [{ field: '', message }] });

/** The rows that are not empty, the headings among them. @throws Refusal bad_input: why the file is no table. */
export async function readTable(bytes: Uint8Array): Promise<PackedRows> {
  if (bytes.length > MOST_BYTES) return refuseFile('This file is larger than 32 MB. Divide it, and import the parts.');
  if (isWorkbook(bytes))
    return refuseFile('This is a workbook. In the spreadsheet choose Save As and “CSV UTF-8”, then import that file.');
  const text = decodeText(bytes);
  if (text === undefined || text.includes('\0'))
    return refuseFile(
      'This file is no text. In the spreadsheet choose Save As and “CSV UTF-8”, then import that file.',
    );
  const { separator, body, linesBefore } = findSeparator(text);
  const rows = createRowPacker();
  try {
    const parser = Readable.from(piecesOf(body)).pipe(parse({ ...OPTIONS, delimiter: separator }));
    for await (const { record, info } of parser as AsyncIterable<Parsed>) {
      const cells = record.map((cell) => readCell(cell).trim());
      if (cells.length > MOST_COLUMNS) return refuseFile(`Row ${info.lines} has more than ${MOST_COLUMNS} columns.`);
      if (rows.length > MOST_ROWS)
        return refuseFile('This file has more than 100,000 rows. Divide it, and import the parts.');
      if (cells.some((cell) => cell !== '')) rows.add({ number: info.records + info.empty_lines + linesBefore, cells });
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return refuseFile(describe(error, linesBefore));
  }
  return rows.length === 0 ? refuseFile('This file is empty.') : rows;
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

function* piecesOf(text: string): Generator<string> {
  for (let from = 0; from < text.length; from += PIECE) yield text.slice(from, from + PIECE);
}

function describe(error: CsvError, linesBefore: number): string {
  if (error.code === 'CSV_QUOTE_NOT_CLOSED')
    return 'A cell begins with a quotation mark that is never closed. Correct it in the spreadsheet, and save again.';
  const line = typeof error['lines'] === 'number' ? ` near line ${error['lines'] + linesBefore}` : '';
  return `The table cannot be read${line}: a row there is too long, or its quotation marks do not fit together.`;
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
