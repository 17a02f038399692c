// Failure counters, kept across restarts. The rules are in domain/throttle.ts.
import { type Factor, LONGEST_WAIT_MS, NO_FAILURES, type ThrottleState } from '../../domain/throttle.ts';
import type { Reader, Tx } from '../engine/database.ts';
import { flag, integer } from '../engine/rows.ts';

export function getThrottle(reader: Reader, subject: string, factor: Factor): ThrottleState {
  const row = reader.get('SELECT * FROM throttles WHERE subject = :subject AND factor = :factor', { subject, factor });
  if (row === undefined) return NO_FAILURES;
  return {
    failures: integer(row, 'failures'),
    blockedUntil: integer(row, 'blocked_until'),
    isDisabled: flag(row, 'is_disabled'),
  };
}

export function setThrottle(tx: Tx, subject: string, factor: Factor, state: ThrottleState): void {
  tx.run(
    `INSERT INTO throttles (subject, factor, failures, blocked_until, is_disabled)
     VALUES (:subject, :factor, :failures, :blockedUntil, :isDisabled)
     ON CONFLICT (subject, factor) DO UPDATE
       SET failures = excluded.failures, blocked_until = excluded.blocked_until, is_disabled = excluded.is_disabled`,
    {
      subject,
      factor,
      failures: state.failures,
      blockedUntil: state.blockedUntil,
      isDisabled: state.isDisabled ? 1 : 0,
    },
  );
}

export function clearThrottle(tx: Tx, subject: string, factor: Factor): void {
  tx.run('DELETE FROM throttles WHERE subject = :subject AND factor = :factor', { subject, factor });
}

/** The same for many, and what each desktop has got wrong for these accounts. */
export function clearThrottlesEverywhere(tx: Tx, subjects: readonly string[], factor: Factor): void {
  const params = { subjects: JSON.stringify(subjects), factor };
  const those = 'subject IN (SELECT value FROM json_each(:subjects)) AND factor = :factor';
  tx.run(`DELETE FROM throttles WHERE ${those}`, params);
  tx.run(`DELETE FROM desktop_guesses WHERE ${those}`, params);
}

/** A person's counters move with them to a new email. Earlier guesses at that email count for nobody. */
export function moveThrottles(tx: Tx, from: string, to: string): void {
  tx.run('DELETE FROM throttles WHERE subject = :to', { to });
  tx.run('UPDATE throttles SET subject = :to WHERE subject = :from', { from, to });
  tx.run('DELETE FROM desktop_guesses WHERE subject = :to', { to });
  tx.run('UPDATE desktop_guesses SET subject = :to WHERE subject = :from', { from, to });
}

/** Counters of accounts that nobody has tried since. What is disabled stays so. */
export function removeQuietThrottles(tx: Tx, since: number): void {
  // Rows of before this rule have no time. They get one with the next attempt.
  tx.run('DELETE FROM throttles WHERE blocked_until > 0 AND blocked_until < :since AND is_disabled = 0', { since });
}

/** After a clock that was ahead: no wait lasts longer from now than the rules allow. */
export function shortenWaits(tx: Tx, now: number): void {
  tx.run('UPDATE throttles SET blocked_until = :latest WHERE blocked_until > :latest', {
    latest: now + LONGEST_WAIT_MS,
  });
}
