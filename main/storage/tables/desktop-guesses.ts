// Failed proofs of sign-in by the desktop of the firm's server that they came from. The rules are in domain/throttle.ts.
import type { Factor } from '../../domain/throttle.ts';
import type { Reader, Tx } from '../engine/database.ts';
import { integer } from '../engine/rows.ts';

export interface Guesses {
  readonly failures: number;
  /** When the latest of them was; 0 where there is none. */
  readonly latestAt: number;
}

/** @param since earlier ones are left out. */
export function countGuesses(
  reader: Reader,
  desktopId: number,
  subject: string,
  factor: Factor,
  since: number,
): { readonly ofAccount: Guesses; readonly ofAll: Guesses } {
  const row = reader.get(
    `SELECT coalesce(sum(failures), 0) AS failures, coalesce(max(latest_at), 0) AS latest_at,
            coalesce(sum(failures) FILTER (WHERE subject = :subject AND factor = :factor), 0) AS failures_of_account,
            coalesce(max(latest_at) FILTER (WHERE subject = :subject AND factor = :factor), 0) AS latest_at_account
     FROM desktop_guesses WHERE desktop_id = :desktopId AND latest_at > :since`,
    { desktopId, subject, factor, since },
  );
  if (row === undefined) throw new Error('an aggregate without a row');
  return {
    ofAccount: { failures: integer(row, 'failures_of_account'), latestAt: integer(row, 'latest_at_account') },
    ofAll: { failures: integer(row, 'failures'), latestAt: integer(row, 'latest_at') },
  };
}

/** @param since where the latest one is earlier than that, the count begins again. */
export function addGuess(
  tx: Tx,
  guess: { readonly desktopId: number; readonly subject: string; readonly factor: Factor },
  at: number,
  since: number,
): void {
  tx.run(
    `INSERT INTO desktop_guesses (desktop_id, subject, factor, failures, latest_at)
     VALUES (:desktopId, :subject, :factor, 1, :at)
     ON CONFLICT (desktop_id, subject, factor) DO UPDATE
       SET failures = CASE WHEN desktop_guesses.latest_at > :since THEN desktop_guesses.failures ELSE 0 END + 1,
            latest_at = excluded.latest_at`,
    { ...guess, at, since },
  );
}

/** It was no guess. */
export function takeGuessBack(tx: Tx, desktopId: number, subject: string, factor: Factor): void {
  tx.run(
    `UPDATE desktop_guesses SET failures = failures - 1
     WHERE desktop_id = :desktopId AND subject = :subject AND factor = :factor AND failures > 0`,
    { desktopId, subject, factor },
  );
}

/** The person has proved it there. What the desktop got wrong for others stays. */
export function forgetGuessesOf(tx: Tx, desktopId: number, subject: string, factor: Factor): void {
  tx.run('DELETE FROM desktop_guesses WHERE desktop_id = :desktopId AND subject = :subject AND factor = :factor', {
    desktopId,
    subject,
    factor,
  });
}

export function removeGuessesBefore(tx: Tx, at: number): void {
  tx.run('DELETE FROM desktop_guesses WHERE latest_at <= :at', { at });
}
