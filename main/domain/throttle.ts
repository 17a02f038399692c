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
  /** Epoch ms; 0 when nothing waits. */
  readonly blockedUntil: number;
  readonly isDisabled: boolean;
}

export const NO_FAILURES: ThrottleState = { failures: 0, blockedUntil: 0, isDisabled: false };

const FREE_FAILURES = 5;
/** The firm's policy may set less (storage/tables/firm.ts), never more. */
export const MAX_FAILURES = 20;
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
      blockedUntil: waitAfter(failures) === 0 ? 0 : now + waitAfter(failures),
      isDisabled: failures >= maxFailures,
    },
  };
}
