// A sealed secret opens with the same key and for the same record only, and every change is noticed.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createSecretBox, isSameBytes } from '../../../main/services/secrets/secret-box.ts';
import { createSeededRandom } from '../../support/seeded.ts';

const random = createSeededRandom('box');
const box = createSecretBox(random.bytes(32), random.bytes);

describe('a sealed secret', () => {
  test('opens for its own record', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), fc.string(), (secret, id) => {
        expect([...box.open(id, box.seal(id, secret))]).toEqual([...secret]);
      }),
    );
  });
  test('does not open for another record or under another key', () => {
    const sealed = box.seal('record-1', random.bytes(20));
    expect(() => box.open('record-2', sealed)).toThrow();
    expect(() => createSecretBox(random.bytes(32), random.bytes).open('record-1', sealed)).toThrow();
  });
  test('does not open after one bit was changed or bytes were cut off', () => {
    const sealed = box.seal('record-1', random.bytes(20));
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const changed = Uint8Array.from(sealed);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(() => box.open('record-1', changed)).toThrow();
    }
    for (let length = 0; length < sealed.length; length++)
      expect(() => box.open('record-1', sealed.subarray(0, length))).toThrow();
  });
  test('is different each time, and does not contain the secret', () => {
    const secret = random.bytes(20);
    const sealed = [1, 2, 3].map(() => Buffer.from(box.seal('r', secret)).toString('hex'));
    expect(new Set(sealed).size).toBe(3);
    for (const text of sealed) expect(text).not.toContain(Buffer.from(secret).toString('hex'));
  });
});

test('a keyed hash depends on key, purpose and text', () => {
  const hash = (b: typeof box, purpose: 'setup_code' | 'email', text: string) =>
    Buffer.from(b.mac(purpose, text)).toString('hex');
  const other = createSecretBox(random.bytes(32), random.bytes);
  expect(hash(box, 'email', 'a')).toBe(hash(box, 'email', 'a'));
  expect(
    new Set([hash(box, 'email', 'a'), hash(box, 'setup_code', 'a'), hash(box, 'email', 'b'), hash(other, 'email', 'a')])
      .size,
  ).toBe(4);
});

test('a data key has 32 bytes', () => {
  for (const length of [0, 16, 31, 33])
    expect(() => createSecretBox(random.bytes(length), random.bytes)).toThrow(RangeError);
});

test('bytes are the same only when every byte is', () => {
  expect(isSameBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 2))).toBe(true);
  for (const other of [[], [1], [1, 3], [1, 2, 3]])
    expect(isSameBytes(Uint8Array.of(1, 2), Uint8Array.from(other))).toBe(false);
});
