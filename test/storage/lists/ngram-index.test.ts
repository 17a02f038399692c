// The n-gram index finds any piece of a name or an email, exactly, whichever n-grams have postings of their own.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { slotsOf } from '../../../main/storage/lists/bitset.ts';
import { createNgramBuffers } from '../../../main/storage/lists/ngram-buffers.ts';
import { NgramIndex } from '../../../main/storage/lists/ngram-index.ts';

// Few letters, so that pieces recur within a text and across texts.
const word = fc.string({ unit: fc.constantFrom('a', 'n', 'r', 'z', 'é', '-', '1'), minLength: 1, maxLength: 7 });
const person = fc.record({
  name: fc.oneof(
    fc.constant(''),
    fc.tuple(word, word).map((names) => names.join(' ')),
  ),
  email: fc.tuple(word, fc.constantFrom('an.example', 'zar.example', 'r')).map((parts) => parts.join('@')),
});

test.each([
  ['few', 100],
  ['many', 300_000],
])('a search among %s users finds every match and nothing else, also after changes', (_, capacity) => {
  fc.assert(
    fc.property(
      fc.array(person, { minLength: 1, maxLength: 30 }),
      fc.array(fc.tuple(fc.nat(), fc.option(person))),
      fc.nat(30),
      (people, changes, sampled) => {
        const sample = people.slice(0, sampled).map(({ name, email }) => `${name} ${email}`);
        const index = new NgramIndex(createNgramBuffers(capacity, sample));
        const texts = new Map<number, string>();
        const put = (slot: number, { name, email }: typeof person extends fc.Arbitrary<infer T> ? T : never): void => {
          index.put(slot, name, email);
          texts.set(slot, `${name} ${email}`);
        };
        for (const [slot, one] of people.entries()) put(slot, one);
        for (const [number, change] of changes) {
          const slot = number % people.length;
          if (change !== null) put(slot, change);
          else {
            index.remove(slot);
            texts.delete(slot);
          }
        }
        const all = [...texts.values()].join('\n');
        const needles = new Set(['anr', 'zzz', 'an', 'q', 'na@', '@an']);
        for (let at = 0; at < all.length; at += 5)
          for (const length of [1, 2, 3, 4, 7]) needles.add(all.slice(at, at + length).split('\n')[0] ?? '');
        needles.delete('');
        for (const needle of needles) {
          const expected = [...texts].filter(([, whole]) => whole.includes(needle)).map(([slot]) => slot);
          expect([needle, slotsOf(index.find(needle))]).toEqual([needle, expected.sort((a, b) => a - b)]);
        }
      },
    ),
    { numRuns: 40 },
  );
});
