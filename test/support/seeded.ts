// Repeatable versions of what the application takes from the machine: a clock that moves only when told, random bytes
// from a seed, and a cheap hasher.
import { createHash } from 'node:crypto';
import type { Clock, Random } from '../../main/services/act/context.ts';
import {
  createPasswordHasher,
  type HashCost,
  type PasswordHasher,
} from '../../main/services/secrets/password-hasher.ts';

/** A Tuesday at noon, in the middle of a 30-second step. */
export const START = Date.UTC(2026, 5, 16, 12, 0, 10);
export const SECOND = 1000;
export const MINUTE = 60_000;
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

export interface TestClock extends Clock {
  /** Moves the clock by this many ms. A negative number sets it back. */
  advance(ms: number): void;
}

/** A clock that Rekey follows and believes at once. */
export const clockThat = (now: () => number): Clock => ({
  now,
  jump: () => undefined,
  follow: () => undefined,
  confirm: () => undefined,
  doubt: () => undefined,
  isBelieved: () => true,
});

export function createTestClock(start: number = START): TestClock {
  let time = start;
  return {
    ...clockThat(() => time),
    advance(ms) {
      time += ms;
    },
  };
}

const sha256 = (text: string): Uint8Array => new Uint8Array(createHash('sha256').update(text).digest());

/** The same seed gives the same bytes, in the same order. */
export function createSeededRandom(seed: string): Random {
  let calls = 0;
  return {
    bytes(count) {
      const result = new Uint8Array(count);
      calls += 1;
      for (let at = 0; at < count; at += 32) result.set(sha256(`${seed}/${calls}/${at}`).subarray(0, count - at), at);
      return result;
    },
  };
}

/** The least that Argon2id takes: 8 KiB. Each person has ten recovery codes, which take 17 ms each as it ships. */
const LEAST_COST: HashCost = { memoryCost: 8, timeCost: 1, parallelism: 1 };

/** The real hasher, Argon2id, with the least memory: a hash takes some 20 µs. */
export const createCheapHasher = (): PasswordHasher => createPasswordHasher(LEAST_COST, LEAST_COST);

/** For thousands of steps: asynchronous like the real hasher, but a plain hash. It tells the same passwords apart. */
export function createInstantHasher(): PasswordHasher {
  const hashed = (text: string): string => `instant:${Buffer.from(sha256(text.normalize('NFKC'))).toString('base64')}`;
  return {
    hash: async (password) => hashed(password),
    verify: async (known, password) => known === hashed(password),
    verifyNothing: async () => undefined,
    isOutdated: () => false,
    hashCode: async (code, salt) => sha256(`${Buffer.from(salt).toString('base64')}/${code}`),
  };
}
