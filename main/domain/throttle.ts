// The throttle slows down guessing, then stops it. Each account has a counter per factor. The rules are here; the
// counters are stored in storage/tables/throttles.ts. NIST SP 800-63B-4 section 3.2.2 allows at most 100 failures in a
// row; we stop at 20.

export type Factor =
  | 'password'
  | 'code'
  | 'recovery_code'
  | 'setup_code'
  | 'one_time_code'
  | 'temporary_code'
  | 'recovery_kit';

export interface ThrottleState {
  /** Failures in a row. An attempt counts as a failure from its start until it succeeds. */
  readonly failures: number;
  /** Epoch ms. The time of the latest attempt, where the next one need not wait; 0 when there was none. */
  readonly blockedUntil: number;
  readonly isDisabled: boolean;
}

export const NO_FAILURES: ThrottleState = { failures: 0, blockedUntil: 0, isDisabled: false };

const FREE_FAILURES = 5;
/** The firm's policy may set less (storage/tables/firm.ts), never more. */
export const MAX_FAILURES = 20;
/** Nobody tries for so long: what was wrong before counts no longer. It keeps the counters from growing without end. */
export const QUIET_MS = 365 * 24 * 3_600_000;
/** The maximum of NIST SP 800-63B-4 section 3.2.2. */
export const NIST_MAX_FAILURES = 100;
const FIRST_WAIT_MS = 30_000;
export const LONGEST_WAIT_MS = 3_600_000;

export type ThrottleDecision =
  | { readonly kind: 'go'; readonly next: ThrottleState }
  | { readonly kind: 'wait'; readonly until: number }
  | { readonly kind: 'disabled' };

/** The wait in ms after so many failures in a row: 30 s after 5, then doubling, at most 1 hour. */
export function waitAfter(failures: number): number {
  if (failures < FREE_FAILURES) return 0;
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (failures - FREE_FAILURES));
}

/**
 * Whether another attempt may be made now. `next` already counts the attempt as failed: it is stored before the attempt
 * is verified, and cleared after a success. So many attempts at once cannot get past the counter.
 */
export function decideAttempt(state: ThrottleState, now: number, maxFailures = MAX_FAILURES): ThrottleDecision {
  if (state.isDisabled) return { kind: 'disabled' };
  if (now < state.blockedUntil) return { kind: 'wait', until: state.blockedUntil };
  const failures = state.failures + 1;
  return {
    kind: 'go',
    next: {
      failures,
      blockedUntil: now + waitAfter(failures),
      isDisabled: failures >= maxFailures,
    },
  };
}

/**
 * What one desktop of the firm's server gets wrong counts for a day, or until the same person proves the same there. Nobody
 * else's success takes it away, so an own account does not help to guess at others.
 */
export const DESKTOP_COUNTS_MS = 24 * 3_600_000;
/** Over all accounts, before the desktop waits: more than a reception with many people gets wrong in a day. */
export const DESKTOP_FREE_FAILURES = 20;

/** Of one account: half of those that disable a factor. Where the policy allows few, the five that cost nobody a wait. */
const failuresAtDesktop = (maxFailures: number): number => Math.max(FREE_FAILURES, Math.floor(maxFailures / 2));

interface Guesses {
  readonly failures: number;
  readonly latestAt: number;
}

/**
 * Until when a desktop waits. One desktop makes at most half of the failures that disable a factor, or five, so it alone locks
 * no account in a day; and after 20 over all accounts it waits 30 s, doubling to 1 hour, so that it makes some 44 on the first day
 * and 24 on each later one, however many accounts there are.
 * @returns undefined where it may try now.
 */
export function waitOfDesktop(
  { ofAccount, ofAll }: { readonly ofAccount: Guesses; readonly ofAll: Guesses },
  now: number,
  maxFailures = MAX_FAILURES,
): number | undefined {
  const over = ofAll.failures - DESKTOP_FREE_FAILURES;
  const waits = [
    ofAccount.failures >= failuresAtDesktop(maxFailures) ? ofAccount.latestAt + DESKTOP_COUNTS_MS : 0,
    // A time that a clock ahead has left is taken as now.
    over >= 0 ? Math.min(ofAll.latestAt, now) + Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** over) : 0,
  ];
  const until = Math.min(Math.max(...waits), now + DESKTOP_COUNTS_MS);
  return until > now ? until : undefined;
}
