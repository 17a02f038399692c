// Codes: published vectors, the window, one use per code, the diagnosis of a wrong phone clock, the QR code's address.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  codeAtStep,
  decideCode,
  entryMonthAt,
  SECRET_BYTES,
  STEP_MS,
  stepAt,
  toIssuer,
  toOtpauthUri,
  toSetupKey,
  untilNextCode,
} from '../../main/domain/two-factor.ts';
import { createSeededRandom, MINUTE, START } from '../support/seeded.ts';

interface Vectors {
  readonly totp: {
    readonly keys: { readonly SHA1: string };
    readonly cases: readonly { readonly time: number; readonly SHA1: string }[];
  };
  readonly hotp: { readonly key: string; readonly codes: readonly string[] };
}
const vectors = JSON.parse(readFileSync(new URL('../data/rfc6238-vectors.json', import.meta.url), 'utf8')) as Vectors;

const secret = createSeededRandom('codes').bytes(SECRET_BYTES);
const now = START;
const current = stepAt(now);
const codeOf = (step: number): string => codeAtStep(secret, step);

/** Two steps can have the same six digits. The tests below use a secret without such steps near now. */
test('the secret of these tests has no equal codes near now', () => {
  const codes = Array.from({ length: 401 }, (_, i) => codeOf(current - 200 + i));
  expect(new Set(codes).size).toBe(codes.length);
});

describe('published vectors', () => {
  test.each(vectors.totp.cases)('RFC 6238 appendix B at $time s', ({ time, SHA1 }) => {
    expect(codeAtStep(Buffer.from(vectors.totp.keys.SHA1), stepAt(time * 1000))).toBe(SHA1.slice(-6));
  });
  test.each(vectors.hotp.codes.map((code, counter) => ({ code, counter })))('RFC 4226 appendix D, counter $counter', ({
    code,
    counter,
  }) => {
    expect(codeAtStep(Buffer.from(vectors.hotp.key), counter)).toBe(code);
  });
  test('there are six and ten of them', () => {
    expect([vectors.totp.cases.length, vectors.hotp.codes.length]).toEqual([6, 10]);
  });
});

describe('the window', () => {
  test.each([-1, 0, 1])('a code %i steps from now is accepted', (distance) => {
    expect(decideCode({ secret, code: codeOf(current + distance), now, lastStep: 0 })).toEqual({
      kind: 'accepted',
      step: current + distance,
    });
  });
  test.each([-3, -2, 2, 3])('a code %i steps from now is not accepted', (distance) => {
    expect(decideCode({ secret, code: codeOf(current + distance), now, lastStep: 0 }).kind).toBe('phone_clock_off');
  });
  test('the window moves exactly every half minute', () => {
    const boundary = (current + 1) * STEP_MS;
    const code = codeOf(current - 1);
    expect(decideCode({ secret, code, now: boundary - 1, lastStep: 0 }).kind).toBe('accepted');
    expect(decideCode({ secret, code, now: boundary, lastStep: 0 }).kind).not.toBe('accepted');
  });
  test('a code of another secret is wrong', () => {
    const other = createSeededRandom('another').bytes(SECRET_BYTES);
    expect(decideCode({ secret, code: codeAtStep(other, current), now, lastStep: 0 })).toEqual({ kind: 'wrong' });
  });
  test.each(['', '12345', '1234567', 'abcdef'])('%j is never accepted', (code) => {
    expect(decideCode({ secret, code, now, lastStep: 0 })).toEqual({ kind: 'wrong' });
  });
});

describe('one use per code', () => {
  test('the last accepted step and every step before it are refused as used', () => {
    expect(decideCode({ secret, code: codeOf(current), now, lastStep: current })).toEqual({ kind: 'already_used' });
    expect(decideCode({ secret, code: codeOf(current - 1), now, lastStep: current })).toEqual({ kind: 'already_used' });
    expect(decideCode({ secret, code: codeOf(current + 1), now, lastStep: current })).toEqual({
      kind: 'accepted',
      step: current + 1,
    });
  });
  test('a used code is still reported as used some minutes later', () => {
    expect(decideCode({ secret, code: codeOf(current), now: now + 5 * MINUTE, lastStep: current })).toEqual({
      kind: 'already_used',
    });
  });
  test('any sequence of codes accepts each step at most once, in ascending order, and only near its time', () => {
    const attempt = fc.record({
      waits: fc.integer({ min: 0, max: 3 * STEP_MS }),
      distance: fc.integer({ min: -4, max: 4 }),
    });
    fc.assert(
      fc.property(fc.array(attempt, { maxLength: 25 }), (attempts) => {
        let time = now;
        let lastStep = 0;
        for (const { waits, distance } of attempts) {
          time += waits;
          const step = stepAt(time) + distance;
          const decision = decideCode({ secret, code: codeOf(step), now: time, lastStep });
          expect(decision.kind === 'accepted').toBe(Math.abs(distance) <= 1 && step > lastStep);
          if (decision.kind !== 'accepted') continue;
          expect(decision.step).toBe(step);
          lastStep = decision.step;
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('a phone whose clock is off', () => {
  test.each([
    { steps: 2, minutes: 1 },
    { steps: 10, minutes: 5 },
    { steps: -10, minutes: -5 },
    { steps: 120, minutes: 60 },
    { steps: -120, minutes: -60 },
  ])('$steps steps away is diagnosed as $minutes minutes and not accepted', ({ steps, minutes }) => {
    expect(decideCode({ secret, code: codeOf(current + steps), now, lastStep: 0 })).toEqual({
      kind: 'phone_clock_off',
      minutes,
      step: current + steps,
    });
  });
  test('a code more than 65 minutes away is wrong', () => {
    expect(decideCode({ secret, code: codeOf(current + 131), now, lastStep: 0 })).toEqual({ kind: 'wrong' });
    expect(decideCode({ secret, code: codeOf(current - 131), now, lastStep: 0 })).toEqual({ kind: 'wrong' });
  });
});

describe("the QR code's address", () => {
  /** Parses the address like an authenticator app. */
  function parse(uri: string) {
    const match = /^otpauth:\/\/totp\/([^?]*)\?(.*)$/.exec(uri);
    if (match === null) throw new Error(`not an address: ${uri}`);
    const [issuer, account, ...rest] = (match[1] ?? '').split(':').map(decodeURIComponent);
    return {
      issuer,
      account,
      rest,
      query: match[2] ?? '',
      parameters: Object.fromEntries(
        (match[2] ?? '').split('&').map((part) => part.split('=').map(decodeURIComponent)),
      ) as Record<string, string>,
    };
  }

  test('has everything that the Key Uri Format asks for', () => {
    const { issuer, account, parameters } = parse(toOtpauthUri('Quill & Partners', 'ann@quill.example', secret));
    expect({ issuer, account }).toEqual({ issuer: 'Quill & Partners', account: 'ann@quill.example' });
    expect(parameters).toEqual({
      secret: toSetupKey(secret),
      issuer: 'Quill & Partners',
      algorithm: 'SHA1',
      digits: '6',
      period: '30',
    });
  });
  test('the issuer carries the month of the setup, whatever the length of the name', () => {
    const november = entryMonthAt(new Date(2026, 10, 30, 12).getTime());
    expect([november, entryMonthAt(new Date(2026, 8, 1, 12).getTime())]).toEqual(['Nov 2026', 'Sep 2026']);
    expect(toIssuer('Quill: Partners', november)).toBe('Quill Partners (Nov 2026)');
    for (const firm of ['Quill & Partners', '会'.repeat(100), 'A'.repeat(100), '100% Tax', ' : ', '\u{d800}x']) {
      const { issuer, parameters } = parse(toOtpauthUri(toIssuer(firm, november), 'ann@quill.example', secret));
      expect(issuer).toMatch(/\(Nov 2026\)$/);
      expect([issuer, parameters['issuer']]).toEqual([toIssuer(firm, november), toIssuer(firm, november)]);
    }
  });
  test('a space is %20 and never +', () => {
    const uri = toOtpauthUri('Quill & Partners', 'ann+work@quill.example', secret);
    expect(uri).toContain('Quill%20%26%20Partners:ann%2Bwork%40quill.example');
    expect(uri).not.toContain('+');
  });
  test('a colon in a name is dropped, even in its encoded form', () => {
    const uri = toOtpauthUri('Quill: Partners', 'a:b@quill.example', secret);
    expect(uri).toContain('otpauth://totp/Quill%20Partners:a%20b%40quill.example?');
    expect(uri).not.toMatch(/%3a/i);
  });
  test('the setup key is the secret in Base32 without padding', () => {
    const key = toSetupKey(secret);
    expect(key).toMatch(/^[A-Z2-7]{32}$/);
    const bits = [...key]
      .map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'))
      .join('');
    expect(bits.match(/.{8}/g)?.map((byte) => Number.parseInt(byte, 2))).toEqual([...secret]);
  });
  test('for any names, the label has one colon, both issuers are the same, and nothing else is added', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 1 }),
        fc.string({ unit: 'grapheme', minLength: 1 }),
        (firm, email) => {
          const { issuer, account, rest, parameters } = parse(toOtpauthUri(firm, email, secret));
          expect(rest).toEqual([]);
          expect(issuer).toBe(parameters['issuer']);
          expect(`${issuer}${account}`).not.toContain(':');
          expect(Object.keys(parameters)).toEqual(['secret', 'issuer', 'algorithm', 'digits', 'period']);
          if (!/[:\s]/.test(firm))
            expect(encodeURIComponent(firm).length <= 90 ? issuer === firm : firm.startsWith(issuer ?? ' ')).toBe(true);
        },
      ),
    );
  });
});

test('the address with the longest firm name and email in any script fits into the QR code', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 100 }),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 254 }),
      (issuer, account) => {
        const uri = toOtpauthUri(issuer, account, new Uint8Array(SECRET_BYTES));
        expect(uri.length).toBeLessThanOrEqual(500);
        expect(new URL(uri).searchParams.get('issuer')).toBe(
          decodeURIComponent(uri.slice('otpauth://totp/'.length).split(':')[0] ?? ''),
        );
      },
    ),
  );
  expect(toOtpauthUri('会'.repeat(100), 'А'.repeat(254), new Uint8Array(SECRET_BYTES)).length).toBeLessThanOrEqual(500);
});

test('the wait for the next code is off by no more than the phone’s clock, and never longer than a step', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -STEP_MS, max: STEP_MS }),
      fc.integer({ min: 0, max: 10 * STEP_MS }),
      fc.integer({ min: 0, max: 2 * STEP_MS }),
      (phoneIsAhead, usedAfter, later) => {
        const usedAt = START + usedAfter;
        const lastStep = stepAt(usedAt + phoneIsAhead);
        if (Math.abs(lastStep - stepAt(usedAt)) > 1) return;
        const now = usedAt + later;
        const wait = untilNextCode(lastStep, usedAt, now);
        expect(wait).toBeLessThanOrEqual(STEP_MS);
        expect(stepAt(now + wait + Math.abs(phoneIsAhead) + phoneIsAhead)).toBeGreaterThan(lastStep);
        if (phoneIsAhead === 0) expect(wait).toBe(Math.max(0, (lastStep + 1) * STEP_MS - now));
      },
    ),
  );
  expect(untilNextCode(5, null, START)).toBe(0);
  expect(untilNextCode(stepAt(START), START + 1, START)).toBe(0);
});
