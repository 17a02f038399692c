// The printed number: written in one way, and read from whatever a person types of it.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readPrintedNumber, toPrintedLetters, writePrintedNumber } from '../../main/domain/printed-number.ts';

const hash = fc.stringMatching(/^[0-9a-f]{64}$/);
const seq = fc.integer({ min: 1, max: 2 ** 40 });

test('has a known form for a known hash', () => {
  expect(writePrintedNumber({ seq: 1204, hash: `00443214c74254b6${'0'.repeat(48)}` })).toBe('1,204 · 0123-4567-89AB');
  expect(writePrintedNumber({ seq: 1, hash: 'f'.repeat(64) })).toBe('1 · ZZZZ-ZZZZ-ZZZZ');
});

test('is empty where there is no record, and where a row has no hash', () => {
  expect(writePrintedNumber({ seq: 0, hash: '0'.repeat(64) })).toBe('');
  for (const none of ['', 'F'.repeat(64), `${'0'.repeat(63)}g`, '0'.repeat(65)])
    expect([none, writePrintedNumber({ seq: 1, hash: none })]).toEqual([none, '']);
});

test('carries the first 60 bits of the hash, each of them', () => {
  fc.assert(
    fc.property(hash, fc.nat(63), fc.integer({ min: 1, max: 15 }), (first, digit, flip) => {
      const other = `${first.slice(0, digit)}${(Number.parseInt(first.charAt(digit), 16) ^ flip).toString(16)}${first.slice(digit + 1)}`;
      expect(toPrintedLetters(other) === toPrintedLetters(first)).toBe(digit >= 15);
    }),
  );
});

test('is read back as it is printed, and as people type it', () => {
  const ways: readonly ((printed: string) => string)[] = [
    (printed) => printed,
    (printed) => `Number of the record: ${printed}`,
    (printed) => ` ${printed.toLowerCase()} `,
    (printed) => printed.replaceAll(',', '').replace(' · ', ' ').replaceAll('-', ' '),
    (printed) => printed.replace(' · ', ' - ').replaceAll('-', '\u2013'),
    (printed) =>
      printed
        .replace(' · ', '\u00a0•\u00a0')
        .replaceAll('0', 'O')
        .replace(/^[^•]*/, (n) => n.replaceAll('O', '0')),
    (printed) => printed.replaceAll(',', '.').replaceAll('-', ''),
    (printed) => printed.replace(/^[^·]*/, (n) => n.replaceAll('1', 'I').replaceAll('0', 'o')),
    (printed) => `Number of the record: ${printed.replaceAll('1', 'l')}`,
  ];
  fc.assert(
    fc.property(seq, hash, fc.constantFrom(...ways), (number, of, way) => {
      const printed = writePrintedNumber({ seq: number, hash: of });
      expect(readPrintedNumber(way(printed))).toEqual({ seq: number, letters: toPrintedLetters(of) });
    }),
  );
});

test.each([
  '',
  '1,204',
  '7F3K-9QXM-2B4T',
  '1,204 · 7F3K-9QXM',
  '1,204 · 7F3K-9QXM-2B4',
  '1,204 · 7F3K-9QXM-2B4T-HV4D',
  '1204 7F3K9QXM2B4',
  '0 · 7F3K-9QXM-2B4T',
  '1,204 · 7F3K-9QXM-2B4U',
  '99999999999999999999 · 7F3K-9QXM-2B4T',
  'x'.repeat(200),
])('what is no printed number gives nothing: %s', (typed) => {
  expect(readPrintedNumber(typed)).toBeUndefined();
});
