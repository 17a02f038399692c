// The recovery kit's code: 160 bits, written in one way, typed in many.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseCodeText } from '../../main/domain/code-text.ts';
import { KIT_BYTES, parseKitCode, toKitCode } from '../../main/domain/recovery-kit.ts';

const bytes = fc.uint8Array({ minLength: KIT_BYTES, maxLength: KIT_BYTES });
const WRITTEN = /^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){7}$/;

/** Ways in which a person can type one letter of a code. */
const typedAs = (letter: string): fc.Arbitrary<string> => {
  const looksLike: Readonly<Record<string, readonly string[]>> = {
    '0': ['0', 'O', 'o'],
    '1': ['1', 'I', 'i', 'L', 'l'],
    '-': ['-', '', ' ', '\u2011', '\u2013', '\t', '\u00a0', ' - ', '\n'],
  };
  return fc.constantFrom(...(looksLike[letter] ?? [letter, letter.toLowerCase()]));
};

describe('a kit', () => {
  test('is written in eight groups of four, without letters that are easily misread', () => {
    fc.assert(
      fc.property(bytes, (random) => {
        expect(toKitCode(random)).toMatch(WRITTEN);
      }),
    );
  });
  test('carries all of its 160 bits: different bytes are different kits', () => {
    fc.assert(
      fc.property(bytes, fc.nat(KIT_BYTES * 8 - 1), (random, bit) => {
        const other = Uint8Array.from(random);
        other[Math.floor(bit / 8)] = (other[Math.floor(bit / 8)] ?? 0) ^ (1 << (bit % 8));
        expect(toKitCode(other)).not.toBe(toKitCode(random));
      }),
    );
  });
  test('has a known form for known bytes', () => {
    expect(toKitCode(new Uint8Array(KIT_BYTES))).toBe('0000-0000-0000-0000-0000-0000-0000-0000');
    const once = [0, 68, 50, 20, 199, 66, 84, 182, 53, 207];
    expect(toKitCode(Uint8Array.from([...once, ...once]))).toBe('0123-4567-89AB-CDEF-0123-4567-89AB-CDEF');
  });
  test.each([0, 10, 19, 21])('cannot be made of %i bytes', (length) => {
    expect(() => toKitCode(new Uint8Array(length))).toThrow(RangeError);
  });
});

describe('typing a kit', () => {
  test('works in any case, with any spaces or dashes, with O for 0 and I or L for 1', () => {
    const typed = bytes.chain((random) => {
      const code = toKitCode(random);
      return fc
        .tuple(fc.constant(code), ...[...code].map(typedAs))
        .map(([, ...letters]) => ({ code, typed: letters.join('') }));
    });
    fc.assert(
      fc.property(typed, (example) => {
        expect(parseKitCode(example.typed)).toBe(example.code);
      }),
    );
  });
  test('any other text gives nothing, or a kit in the right alphabet', () => {
    const nearly = fc
      .array(fc.constantFrom(...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcuilo-_ .!é'), { minLength: 30, maxLength: 40 })
      .map((letters) => letters.join(''));
    fc.assert(
      fc.property(fc.oneof(nearly, fc.string({ unit: 'binary', maxLength: 48 })), (typed) => {
        const parsed = parseKitCode(typed);
        if (parsed !== undefined) expect(parsed).toMatch(WRITTEN);
      }),
      { numRuns: 2000 },
    );
  });
  test('a kit is not a recovery code, and a recovery code is not a kit', () => {
    fc.assert(
      fc.property(bytes, (random) => {
        const code = toKitCode(random);
        expect(parseCodeText(code)).toBeUndefined();
        expect(parseKitCode(code.slice(0, 19))).toBeUndefined();
      }),
    );
  });
});
