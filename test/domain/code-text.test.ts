// Codes: 80 bits, written in one way and typed in many.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CODE_BYTES, parseCodeText, readDigits, toCodeText } from '../../main/domain/code-text.ts';

const bytes = fc.uint8Array({ minLength: CODE_BYTES, maxLength: CODE_BYTES });
const WRITTEN = /^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}$/;

/** Ways in which a person can type one letter of a code. */
const typedAs = (letter: string): fc.Arbitrary<string> => {
  const looksLike: Readonly<Record<string, readonly string[]>> = {
    '0': ['0', 'O', 'o'],
    '1': ['1', 'I', 'i', 'L', 'l'],
    '-': ['-', '', ' ', '\u2011', '\u2013', '\u2212', '\t', '\u00a0', ' - ', '.', '·', '\u200B', '\u200E-'],
  };
  return fc.constantFrom(...(looksLike[letter] ?? [letter, letter.toLowerCase()]));
};

describe('a code', () => {
  test('is written in four groups of four, without letters that are easily misread', () => {
    fc.assert(
      fc.property(bytes, (random) => {
        expect(toCodeText(random)).toMatch(WRITTEN);
      }),
    );
  });
  test('carries all of its 80 bits: different bytes are different codes', () => {
    fc.assert(
      fc.property(bytes, fc.nat(CODE_BYTES * 8 - 1), (random, bit) => {
        const other = Uint8Array.from(random);
        other[Math.floor(bit / 8)] = (other[Math.floor(bit / 8)] ?? 0) ^ (1 << (bit % 8));
        expect(toCodeText(other)).not.toBe(toCodeText(random));
      }),
    );
  });
  test('has a known form for known bytes', () => {
    expect(toCodeText(new Uint8Array(CODE_BYTES))).toBe('0000-0000-0000-0000');
    expect(toCodeText(new Uint8Array(CODE_BYTES).fill(255))).toBe('ZZZZ-ZZZZ-ZZZZ-ZZZZ');
    expect(toCodeText(Uint8Array.from([0, 68, 50, 20, 199, 66, 84, 182, 53, 207]))).toBe('0123-4567-89AB-CDEF');
  });
  test.each([0, 9, 11])('cannot be made of %i bytes', (length) => {
    expect(() => toCodeText(new Uint8Array(length))).toThrow(RangeError);
  });
});

describe('typing a code', () => {
  test('works in any case, with any spaces or dashes, with O for 0 and I or L for 1', () => {
    const typed = bytes.chain((random) => {
      const code = toCodeText(random);
      return fc
        .tuple(fc.constant(code), ...[...code].map(typedAs))
        .map(([, ...letters]) => ({ code, typed: letters.join('') }));
    });
    fc.assert(
      fc.property(typed, (example) => {
        expect(parseCodeText(example.typed)).toBe(example.code);
      }),
    );
  });
  test('any other text gives nothing, or a code in the right alphabet', () => {
    const nearly = fc
      .array(fc.constantFrom(...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcuilo-_ .!é'), { minLength: 14, maxLength: 20 })
      .map((letters) => letters.join(''));
    fc.assert(
      fc.property(fc.oneof(nearly, fc.string({ unit: 'binary', maxLength: 24 })), (typed) => {
        const parsed = parseCodeText(typed);
        if (parsed !== undefined) expect(parsed).toMatch(WRITTEN);
      }),
      { numRuns: 2000 },
    );
  });
  test.each([
    '',
    '0000-0000-0000-000',
    '0000-0000-0000-00000',
    'UUUU-UUUU-UUUU-UUUU',
    '0000-0000-0000-0000 1111-1111-1111-1111',
    'CODE 0000 0000 0000 0000 0000',
    '000000',
  ])('%j is not a code', (typed) => {
    expect(parseCodeText(typed)).toBeUndefined();
  });
});

describe('a pasted code', () => {
  test.each([
    'Setup code: AB12-CD34-EF56-GH78',
    'Setup code AB12-CD34-EF56-GH78',
    'Your code AB12-CD34-EF56-GH78.',
    '"AB12-CD34-EF56-GH78"',
    '“AB12-CD34-EF56-GH78”,',
    '(AB12-CD34-EF56-GH78)',
    'AB12−CD34−EF56−GH78',
    'AB12·CD34·EF56·GH78',
    'AB12.CD34.EF56.GH78',
    'ＡＢ１２－ＣＤ３４－ＥＦ５６－ＧＨ７８',
    '\u200EAB12-CD34\u200B-EF56-GH78\u200F',
    'AB١٢-CD٣٤-EF٥٦-GH٧٨',
    'code: ab12cd34ef56gh78',
    'AB12-CD34-\n EF56-GH78',
    'AB12 - CD34 - EF56 - GH78',
    'AB12/CD34/EF56/GH78',
    'AB12:CD34:EF56:GH78',
    'AB12, CD34, EF56, GH78',
    'AB12|CD34|EF56|GH78',
    'Code:AB12:CD34:EF56:GH78',
    'Your code: AB12-CD34-EF56-GH78, good until 14:00',
  ])('is found in %j', (typed) => {
    expect(parseCodeText(typed)).toBe('AB12-CD34-EF56-GH78');
  });
});

describe('six digits', () => {
  test.each([
    '123456',
    ' 123 456 ',
    '123-456',
    '123‑456',
    '123.456',
    '123·456',
    '１２３４５６',
    '١٢٣٤٥٦',
    '۱۲۳۴۵۶',
    '१२३४५६',
    '12\u200B34\u200E56',
    'Your code is 123 456.',
    'Code: 123456',
    '"123456"',
    '1 2 3 4 5 6',
    '123,456',
    "123'456",
    '١٢٣٬٤٥٦',
    'The code 123,456, please',
  ])('are found in %j', (typed) => {
    expect(readDigits(typed)).toBe('123456');
  });

  test.each([
    '',
    '12345',
    '1234567',
    '123456 654321',
    'A123456',
    '12345a',
    '123-456-789',
    '123/456',
    '1,123,456',
    '123,456,789',
    '12:34:56',
  ])('are not found in %j', (typed) => {
    expect(readDigits(typed)).toBeUndefined();
  });

  test('of every script are read', () => {
    const zeros: number[] = [];
    for (let code = 0; code < 0x11_0000; code++) {
      if (/^\p{Nd}$/u.test(String.fromCodePoint(code)) && !/^\p{Nd}$/u.test(String.fromCodePoint(code - 1)))
        zeros.push(code);
    }
    expect(zeros.length).toBeGreaterThan(60);
    for (const zero of zeros)
      expect(readDigits([1, 2, 3, 4, 5, 6].map((digit) => String.fromCodePoint(zero + digit)).join(''))).toBe('123456');
  });
});
