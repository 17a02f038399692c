// Confirmed authenticators: the encrypted secret and the highest time step whose code was accepted.
import type { UserId } from '../../domain/user.ts';
import type { Reader, Row, Tx } from '../engine/database.ts';
import { bytes, integer, integerOrNull, text, textOrNull } from '../engine/rows.ts';

export interface Authenticator {
  readonly id: string;
  readonly sealedSecret: Uint8Array;
  readonly confirmedAt: number;
  /** The month that the entry in the app carries; null where it carries none (before schema 4). */
  readonly entryMonth: string | null;
  readonly lastStep: number;
  readonly lastUsedAt: number | null;
  /** See domain/two-factor.ts; 0 when there is none. */
  readonly burntStep: number;
}

export function getAuthenticator(reader: Reader, userId: UserId): Authenticator | undefined {
  const row = reader.get('SELECT * FROM authenticators WHERE user_id = :userId', { userId });
  return row === undefined ? undefined : toAuthenticator(row);
}

function toAuthenticator(row: Row): Authenticator {
  return {
    id: text(row, 'id'),
    sealedSecret: bytes(row, 'sealed_secret'),
    confirmedAt: integer(row, 'confirmed_at'),
    entryMonth: textOrNull(row, 'entry_month'),
    lastStep: integer(row, 'last_step'),
    lastUsedAt: integerOrNull(row, 'last_used_at'),
    burntStep: integer(row, 'burnt_step'),
  };
}

/** Replaces the user's authenticator: an old secret never becomes valid again. */
export function replaceAuthenticator(
  tx: Tx,
  userId: UserId,
  authenticator: {
    readonly id: string;
    readonly sealedSecret: Uint8Array;
    readonly confirmedAt: number;
    readonly entryMonth?: string;
    readonly lastStep: number;
  },
): void {
  removeAuthenticator(tx, userId);
  tx.run(
    `INSERT INTO authenticators (id, user_id, sealed_secret, confirmed_at, entry_month, last_step, last_used_at)
     VALUES (:id, :userId, :sealedSecret, :confirmedAt, :entryMonth, :lastStep, :confirmedAt)`,
    { entryMonth: null, ...authenticator, userId },
  );
}

/** @returns whether this call accepted the step. Of two calls for one step exactly one returns true. */
export function acceptStep(tx: Tx, userId: UserId, step: number, at: number): boolean {
  return (
    tx.run(
      'UPDATE authenticators SET last_step = :step, last_used_at = :at WHERE user_id = :userId AND last_step < :step',
      { userId, step, at },
    ).changes === 1
  );
}

export function burnStep(tx: Tx, userId: UserId, step: number): void {
  tx.run('UPDATE authenticators SET burnt_step = :step WHERE user_id = :userId', { userId, step });
}

/**
 * After a clock that was ahead: lowers marks from the future to `step`, so that codes work again. Marks less than a day
 * (2,880 steps) ahead stay: after lowering them, a code that was spent today could be used again later today.
 */
export function lowerFutureSteps(tx: Tx, step: number): void {
  tx.run('UPDATE authenticators SET last_step = :step WHERE last_step > :step + 2880', { step });
}

/** Spends all steps up to this one, for every user. */
export function raiseSteps(tx: Tx, step: number): void {
  tx.run('UPDATE authenticators SET last_step = :step WHERE last_step < :step', { step });
}

export function removeAuthenticator(tx: Tx, userId: UserId): number {
  return tx.run('DELETE FROM authenticators WHERE user_id = :userId', { userId }).changes;
}
