// Files for a spreadsheet: one writer for all of them.

/** Spreadsheets read files with the list separator of the system: a semicolon where the decimal sign is a comma. */
export type CsvSeparator = ',' | ';';

/**
 * Begins with a byte order mark, so that spreadsheets read it as UTF-8. Lines end as in RFC 4180.
 * @param rows of the same length. The first one is the heading.
 */
export const toCsv = (rows: readonly (readonly string[])[], separator: CsvSeparator): string =>
  `\uFEFF${rows.map((row) => `${row.map(toCell).join(separator)}\r\n`).join('')}`;

/**
 * A spreadsheet would run a cell that begins like a formula (OWASP, "CSV injection"). Some look past spaces and take
 * full-width signs. The apostrophe turns the cell into text.
 */
function toCell(text: string): string {
  const safe = /^[\s\p{Cf}]*[=+\-@\t\r\n]/u.test(text.normalize('NFKC')) ? `'${text}` : text;
  return /[",;\r\n\t]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
