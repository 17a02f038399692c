// The activity chain: any later change to the records is found, and the first bad record is named.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type ActivityRecord,
  canonicalText,
  chainHash,
  FIRST_PREVIOUS_HASH,
  verifyChain,
} from '../../main/domain/activity-chain.ts';
import { sha256 } from '../../main/services/act/record-activity.ts';

type Hashed = ActivityRecord & { readonly hash: string };

const textOrNull = fc.option(fc.string({ unit: 'grapheme', maxLength: 8 }), { nil: null });
const idOrNull = fc.option(fc.integer({ min: 1, max: 9 }), { nil: null });
const detail = fc.dictionary(
  fc.string({ maxLength: 5 }),
  fc.oneof(fc.string({ maxLength: 5 }), fc.integer(), fc.boolean(), fc.constant(null)),
  {
    maxKeys: 4,
    noNullPrototype: true,
  },
);
const facts = fc.record({
  at: fc.nat(),
  actorId: idOrNull,
  actorName: textOrNull,
  actorRole: textOrNull,
  targetId: idOrNull,
  targetName: textOrNull,
  targetRole: textOrNull,
  action: fc.string({ minLength: 1, maxLength: 8 }),
  outcome: fc.constantFrom('done' as const, 'denied' as const, 'failed' as const),
  reason: textOrNull,
  detail,
  appVersion: fc.string({ maxLength: 5 }),
});

function toChain(records: readonly Omit<ActivityRecord, 'seq'>[]): Hashed[] {
  let previous = FIRST_PREVIOUS_HASH;
  return records.map((record, index) => {
    const whole = { ...record, seq: index + 1 };
    previous = chainHash(sha256, previous, whole);
    return { ...whole, hash: previous };
  });
}
const chains = fc.array(facts, { minLength: 2, maxLength: 12 }).map(toChain);
const verify = (records: readonly Hashed[]) => verifyChain(sha256, records);
const FIELDS = [
  'seq',
  'at',
  'actorId',
  'actorName',
  'actorRole',
  'targetId',
  'targetName',
  'targetRole',
  'action',
  'outcome',
  'reason',
  'detail',
  'appVersion',
  'hash',
] as const;

/** The value with a small change. */
function altered(value: unknown): unknown {
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'string') return `${value} `;
  if (value === null) return '';
  return { ...(value as object), added: true };
}

describe('a chain', () => {
  test('without changes is intact', () => {
    fc.assert(
      fc.property(chains, (chain) => {
        expect(verify(chain)).toEqual({ isIntact: true, count: chain.length });
      }),
    );
  });
  test('without records is intact', () => expect(verify([])).toEqual({ isIntact: true, count: 0 }));

  test('names a record in which one field was changed', () => {
    fc.assert(
      fc.property(chains, fc.nat(), fc.constantFrom(...FIELDS), (chain, where, field) => {
        const index = where % chain.length;
        const changed = chain.map((record, i) =>
          i === index ? ({ ...record, [field]: altered(record[field]) } as Hashed) : record,
        );
        expect(verify(changed)).toEqual({ isIntact: false, firstBadSeq: index + 1 });
      }),
      { numRuns: 500 },
    );
  });
  test('names the record after a changed one whose own hash was made to fit', () => {
    fc.assert(
      fc.property(chains, fc.nat(), (chain, where) => {
        const index = where % (chain.length - 1);
        const changed = chain.map((record, i) => {
          if (i !== index) return record;
          const forged = { ...record, reason: `${record.reason ?? ''}!` };
          return { ...forged, hash: chainHash(sha256, chain[index - 1]?.hash ?? FIRST_PREVIOUS_HASH, forged) };
        });
        expect(verify(changed)).toEqual({ isIntact: false, firstBadSeq: index + 2 });
      }),
    );
  });
  test('names the gap where a record before the end was removed, renumbered or not', () => {
    fc.assert(
      fc.property(chains, fc.nat(), fc.boolean(), (chain, where, isRenumbered) => {
        const index = where % (chain.length - 1);
        const rest = chain
          .filter((_, i) => i !== index)
          .map((record, i) => (isRenumbered ? { ...record, seq: i + 1 } : record));
        expect(verify(rest)).toEqual({ isIntact: false, firstBadSeq: index + 1 });
      }),
    );
  });
  test('names an inserted record, or the one after it', () => {
    fc.assert(
      fc.property(chains, facts, fc.nat(), fc.boolean(), (chain, foreign, where, isForged) => {
        const index = where % chain.length;
        const seq = index + 1;
        const added = { ...foreign, seq };
        const hash = isForged
          ? chainHash(sha256, chain[index - 1]?.hash ?? FIRST_PREVIOUS_HASH, added)
          : sha256('a guess');
        const longer = [
          ...chain.slice(0, index),
          { ...added, hash },
          ...chain.slice(index).map((record) => ({ ...record, seq: record.seq + 1 })),
        ];
        expect(verify(longer)).toEqual({ isIntact: false, firstBadSeq: isForged ? seq + 1 : seq });
      }),
    );
  });
  test('names a gap in the numbers even where the hashes fit', () => {
    fc.assert(
      fc.property(fc.array(facts, { minLength: 2, maxLength: 8 }), fc.nat(), (records, where) => {
        const index = where % records.length;
        let previous = FIRST_PREVIOUS_HASH;
        const gapped = records.map((record, i) => {
          const whole = { ...record, seq: i < index ? i + 1 : i + 2 };
          previous = chainHash(sha256, previous, whole);
          return { ...whole, hash: previous };
        });
        expect(verify(gapped)).toEqual({ isIntact: false, firstBadSeq: index + 1 });
      }),
    );
  });
  test('names the first of two swapped records, renumbered or not', () => {
    fc.assert(
      fc.property(chains, fc.nat(), fc.nat(), fc.boolean(), (chain, a, b, isRenumbered) => {
        const [first, second] = [a % chain.length, b % chain.length].sort((x, y) => x - y) as [number, number];
        fc.pre(first !== second);
        const swapped = chain.map((record, i) => {
          const taken = (i === first ? chain[second] : i === second ? chain[first] : record) as Hashed;
          return isRenumbered ? { ...taken, seq: i + 1 } : taken;
        });
        expect(verify(swapped)).toEqual({ isIntact: false, firstBadSeq: first + 1 });
      }),
    );
  });
});

describe('the canonical text', () => {
  test('does not depend on the order of the facts', () => {
    fc.assert(
      fc.property(facts, (record) => {
        const reversed = Object.fromEntries(Object.entries(record.detail).reverse());
        expect(canonicalText({ ...record, seq: 1, detail: reversed })).toBe(canonicalText({ ...record, seq: 1 }));
      }),
    );
  });
  test('is different for different records', () => {
    fc.assert(
      fc.property(facts, facts, (a, b) => {
        const isSame =
          JSON.stringify({ ...a, detail: Object.entries(a.detail).sort() }) ===
          JSON.stringify({ ...b, detail: Object.entries(b.detail).sort() });
        expect(canonicalText({ ...a, seq: 1 }) === canonicalText({ ...b, seq: 1 })).toBe(isSame);
      }),
    );
  });
  test('keeps the border between two fields', () => {
    const record: ActivityRecord = {
      seq: 1,
      at: 1,
      actorId: null,
      actorName: 'a","b',
      actorRole: 'c',
      targetId: null,
      targetName: null,
      targetRole: null,
      action: 'x.y',
      outcome: 'done',
      reason: null,
      detail: {},
      appVersion: '1',
    };
    expect(canonicalText(record)).not.toBe(canonicalText({ ...record, actorName: 'a', actorRole: 'b","c' }));
    expect(canonicalText({ ...record, reason: null })).not.toBe(canonicalText({ ...record, reason: '' }));
    expect(canonicalText({ ...record, reason: null })).not.toBe(canonicalText({ ...record, reason: 'null' }));
  });
});
