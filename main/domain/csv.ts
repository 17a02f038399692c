// Files for a spreadsheet: one writer for all of them, and what a reader takes off again. A cell that was written here is
// read back as it was.

/** Spreadsheets read files with the list separator of the system: a semicolon where the decimal sign is a comma. */
export type CsvSeparator = ',' | ';' | '\t';

/** Begins the file, so that spreadsheets read it as UTF-8. */
const CSV_START = '\uFEFF';

/**
 * A whole file. Lines end as in RFC 4180.
 * @param rows of the same length. The first one is the heading.
 */
export const toCsv = (rows: readonly (readonly string[])[], separator: CsvSeparator): string =>
  `${CSV_START}${toCsvLines(rows, separator)}`;

/** A part of a file. */
export const toCsvLines = (rows: readonly (readonly string[])[], separator: CsvSeparator): string =>
  rows.map((row) => `${row.map(toCell).join(separator)}\r\n`).join('');

/** The beginning of a formula. Some spreadsheets look past spaces and take full-width signs. */
const FORMULA = /^[\s\p{Cf}]*[=+\-@\t\r\n]/u;
const isFormula = (text: string): boolean => FORMULA.test(text.normalize('NFKC'));
const withoutApostrophes = (text: string): string => text.replace(/^'+/, '');

/**
 * A spreadsheet would run a cell that begins like a formula (OWASP, "CSV injection"). The apostrophe turns the cell into
 * text. A cell that begins with an apostrophe of its own before such text gets one more, so that it can be told apart.
 */
function toCell(text: string): string {
  const safe = isFormula(withoutApostrophes(text)) ? `'${text}` : text;
  return /[",;\r\n\t]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A cell as it was before it was written. @param cell without the quotation marks around it. */
export const readCell = (cell: string): string =>
  cell.startsWith("'") && isFormula(withoutApostrophes(cell)) ? cell.slice(1) : cell;
