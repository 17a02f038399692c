// Files for a spreadsheet are read back as they were, whatever the cells hold, and run no formula.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readCell, toCsv } from '../../main/domain/csv.ts';

test.each([
  ',',
  ';',
  '\t',
] as const)('with %s between the cells, a line runs no formula and breaks for no text', (separator) => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 20 }), { minLength: 1, maxLength: 4 }), (cells) => {
      const text = toCsv([cells], separator);
      expect(text.startsWith('\uFEFF') && text.endsWith('\r\n')).toBe(true);
      const read = parseLine(text.slice(1, -2), separator);
      expect(read).toHaveLength(cells.length);
      for (const [i, cell] of read.entries()) {
        expect(cell).not.toMatch(/^[=+\-@\t\r\n]/);
        expect([cells[i], `'${cells[i]}`]).toContain(cell);
        expect(readCell(cell)).toBe(cells[i]);
      }
    }),
  );
});

test.each([
  '=1+1',
  '+1',
  '-1',
  '@x',
  ' =1',
  '\u00A0=1',
  '\u200B=1',
  '＝1',
  '＋1',
  '－1',
  '＠x',
  '﹢1',
  '\t=1',
])('%j is text', (cell) => {
  expect(toCsv([[cell]], ',')).toMatch(/^\uFEFF"?'/);
});

test.each([
  "'=1",
  "''+1",
  "'",
  "'a",
  "' -1",
  "'O’Brien",
])('%j, which begins with an apostrophe, is read back', (cell) => {
  const [written = ''] = toCsv([[cell]], ';')
    .slice(1, -2)
    .split('\r\n');
  expect(readCell(parseLine(written, ';')[0] ?? '')).toBe(cell);
});

test('the names of attackers run as no formula', () => {
  const names = ['=HYPERLINK("http://evil.example")', '\u00A0=1', '＝cmd|x', '@SUM(A1)', '+1', '-1'];
  for (const name of names) expect(parseLine(toCsv([[name]], ',').slice(1, -2), ',')).toEqual([`'${name}`]);
});

test('a cell with a separator, a quotation mark or a line break is quoted', () => {
  expect(toCsv([['=HYPERLINK("http://x")', 'Ann "A" Lee', 'a;b']], ',')).toBe(
    `\uFEFF"'=HYPERLINK(""http://x"")","Ann ""A"" Lee","a;b"\r\n`,
  );
});

/** Reads one record as RFC 4180 says. */
function parseLine(text: string, separator: string): string[] {
  const cells: string[] = [];
  let at = 0;
  while (at <= text.length) {
    let cell = '';
    if (text[at] === '"') {
      at += 1;
      while (at < text.length && (text[at] !== '"' || text[at + 1] === '"')) {
        if (text[at] === '"') at += 1;
        cell += text[at];
        at += 1;
      }
      at += 1;
    } else while (at < text.length && text[at] !== separator) cell += text[at++];
    cells.push(cell);
    at += 1;
  }
  return cells;
}
