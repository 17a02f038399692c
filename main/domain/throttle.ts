// Guessing is slowed, then stopped. Separate counters per account and factor; the arithmetic is here, the storing in
// storage/tables/throttles.ts. NIST SP 800-63B-4 section 3.2.2 allows at most 100 failures in a row; we stop at 20.

export type Factor =
  | 'password'
  | 'code'
  | 'recovery_code'
  | 'setup_code'
  | 'one_time_code'
  | 'temporary_code'
  | 'recovery_kit';

export interface ThrottleState {
  /** Failures in a row; an attempt counts as a failure from its start until it succeeds. */
  readonly failures: number;
  /** Epoch ms; 0 when not waiting. */
  readonly blockedUntil: number;
  readonly isDisabled: boolean;
}

export const NO_FAILURES: ThrottleState = { failures: 0, blockedUntil: 0, isDisabled: false };

const FREE_FAILURES = 5;
/** The policy may say less (storage/tables/firm.ts), never more. */
export const MAX_FAILURES = 20;
/** NIST SP 800-63B-4 section 3.2.2: the most that is allowed at all. */
export const NIST_MAX_FAILURES = 100;
const FIRST_WAIT_MS = 30_000;
export const LONGEST_WAIT_MS = 3_600_000;

export type ThrottleDecision =
  | { readonly kind: 'go'; readonly next: ThrottleState }
  | { readonly kind: 'wait'; readonly until: number }
  | { readonly kind: 'disabled' };

/** Wait in ms after this many failures in a row: 5 -> 30 s, doubling to at most 1 hour. */
export function waitAfter(failures: number): number {
  if (failures < FREE_FAILURES) return 0;
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (failures - FREE_FAILURES));
}

/**
 * May another attempt be made now? `next` counts it as failed already: it is stored before the attempt is verified and
 * cleared after it succeeds, so that many attempts at once cannot slip past the counter.
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
