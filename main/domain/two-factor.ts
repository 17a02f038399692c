// Time-based one-time passwords (RFC 6238, RFC 4226), and the decision whether to accept one.
// SHA-1, 6 digits, 30 seconds, 160-bit secrets: some authenticator apps silently ignore every other choice.
import { generateSync, NobleCryptoPlugin, ScureBase32Plugin } from 'otplib';

export const STEP_MS = 30_000;
/** RFC 4226 section 4 (R6) recommends 160 bits. */
export const SECRET_BYTES = 20;
/** RFC 6238 section 5.2: at most one step before and after the current one. */
const WINDOW_STEPS = 1;
/**
 * How far from now a code is still diagnosed as "your phone's clock is off". Such a code is never accepted. 65 minutes
 * include a phone that is exactly one time zone off.
 */
const PROBE_STEPS = 130;
/** Clocks that take one zone's time for another's differ by half hours, at most by fourteen hours. */
const HALF_HOUR_STEPS = 60;
const MOST_HALF_HOURS = 28;

/** In steps from now, nearest first. */
const PROBED_DISTANCES: readonly number[] = [
  ...Array.from({ length: PROBE_STEPS - WINDOW_STEPS }, (_, i) => WINDOW_STEPS + 1 + i),
  ...Array.from(
    { length: 3 * MOST_HALF_HOURS },
    (_, i) => HALF_HOUR_STEPS * (1 + Math.floor(i / 3)) + (i % 3) - 1,
  ).filter((distance) => distance > PROBE_STEPS),
];

const crypto = new NobleCryptoPlugin();
const base32 = new ScureBase32Plugin();

export const stepAt = (now: number): number => Math.floor(now / STEP_MS);

/** The 6-digit code of one time step. */
export function codeAtStep(secret: Uint8Array, step: number): string {
  return generateSync({
    secret,
    epoch: step * (STEP_MS / 1000),
    algorithm: 'sha1',
    digits: 6,
    period: 30,
    crypto,
    base32,
  });
}

export type CodeDecision =
  | { readonly kind: 'accepted'; readonly step: number }
  | { readonly kind: 'already_used' }
  /** `step`: this code stays refused when its time comes. Otherwise a guesser would only have to wait. */
  | { readonly kind: 'phone_clock_off'; readonly minutes: number; readonly step: number }
  | { readonly kind: 'wrong' };

// Takes the same time for all digits.
function isSameCode(a: string, b: string): boolean {
  let difference = a.length ^ b.length;
  for (let i = 0; i < a.length; i++) difference |= a.charCodeAt(i) ^ b.charCodeAt(i);
  return difference === 0;
}

/**
 * Decides whether a typed code is accepted.
 * @param lastStep the highest step ever accepted for this secret, or 0. A code is accepted once, so only a later step
 * may pass (RFC 6238 section 5.2). The caller stores the accepted step in the transaction that lets the user in.
 * @param now epoch ms on this computer.
 */
export function decideCode(input: {
  readonly secret: Uint8Array;
  readonly code: string;
  readonly now: number;
  readonly lastStep: number;
  /** A step whose code was once diagnosed as off. It is never accepted. */
  readonly burntStep?: number;
}): CodeDecision {
  const current = stepAt(input.now);
  let accepted: number | undefined;
  let isReplay = false;
  for (let step = Math.max(0, current - WINDOW_STEPS); step <= current + WINDOW_STEPS; step++) {
    const matches = isSameCode(codeAtStep(input.secret, step), input.code);
    const isSpent = step <= input.lastStep || step === input.burntStep;
    if (matches && !isSpent) accepted ??= step;
    if (matches && isSpent) isReplay = true;
  }
  if (accepted !== undefined) return { kind: 'accepted', step: accepted };
  if (isReplay) return { kind: 'already_used' };
  for (const distance of PROBED_DISTANCES) {
    for (const step of [current + distance, current - distance]) {
      if (step < 0 || !isSameCode(codeAtStep(input.secret, step), input.code)) continue;
      if (step === input.lastStep) return { kind: 'already_used' };
      const minutes = Math.max(1, Math.round((distance * STEP_MS) / 60_000));
      return { kind: 'phone_clock_off', minutes: step > current ? minutes : -minutes, step };
    }
  }
  return { kind: 'wrong' };
}

/**
 * How long an app may still show a code that is used up, in ms; 0 when it shows another one. It is exact for a phone
 * whose clock agrees with this computer's, and off by no more than the phone's clock is.
 * @param lastUsedAt when the code of `lastStep` was used, in epoch ms.
 */
export function untilNextCode(lastStep: number, lastUsedAt: number | null, now: number): number {
  if (lastUsedAt === null || lastUsedAt > now) return 0;
  const next = lastStep === stepAt(lastUsedAt) ? (lastStep + 1) * STEP_MS : lastUsedAt + STEP_MS;
  return Math.min(STEP_MS, Math.max(0, next - now));
}

/** Base32 without padding: the form of a setup key that authenticator apps expect. */
export const toSetupKey = (secret: Uint8Array): string => base32.encode(secret, { padding: false });

/** In the percent-encoded form. */
const LONGEST_ISSUER = 90;

// A colon separates issuer and account in the label, so neither may contain one (Key Uri Format).
const withoutColon = (text: string): string => text.replaceAll(':', ' ').replace(/\s+/g, ' ').trim();

/** Cuts the text so that its percent-encoded form has at most `longest` characters: a QR code has limited room. */
function encodeAtMost(text: string, longest: number): string {
  let encoded = '';
  for (const letter of withoutColon(text).toWellFormed()) {
    const next = encoded + encodeURIComponent(letter);
    if (next.length > longest) break;
    encoded = next;
  }
  return encoded;
}

const MONTH = new Intl.DateTimeFormat('en-US', { month: 'short', year: 'numeric' });

/** The month of a setup, as the entry in the app says it. Entries of one firm then look different. */
export const entryMonthAt = (now: number): string => MONTH.format(now);

/** The issuer of an entry: the firm and the month of the setup. A long name is cut, the month never is. */
export const toIssuer = (firm: string, entryMonth: string): string =>
  `${decodeURIComponent(encodeAtMost(firm, LONGEST_ISSUER - '%20(Nov%202026)'.length))} (${entryMonth})`.trim();

/**
 * The address inside the QR code. The issuer is both a prefix of the label and a parameter, and everything is
 * percent-encoded. A long issuer or account is cut: it is only a label for the person.
 */
export function toOtpauthUri(issuer: string, account: string, secret: Uint8Array): string {
  const i = encodeAtMost(issuer, LONGEST_ISSUER);
  const a = encodeAtMost(account, 150);
  return `otpauth://totp/${i}:${a}?secret=${toSetupKey(secret)}&issuer=${i}&algorithm=SHA1&digits=6&period=30`;
}
