// The recovery kit, stored as a salted hash, and its uses that wait. There is at most one kit and at most one waiting
// use.
import type { UserId } from '../../domain/user.ts';
import type { Reader, Tx } from '../engine/database.ts';
import { bytes, integer, integerOrNull, text } from '../engine/rows.ts';

export interface RecoveryKit {
  readonly salt: Uint8Array;
  readonly hash: Uint8Array;
  readonly createdAt: number;
  readonly createdBy: string;
  /** The account that was shown the code; null for a kit from before schema 4. */
  readonly createdById: number | null;
  /** When somebody confirmed that the kit is kept safe; null until then. */
  readonly savedAt: number | null;
  /** The data key under the kit's code. Null: the kit was made before schema 4, and lets people in only. */
  readonly sealedDataKey?: Uint8Array | null;
}

export function getRecoveryKit(reader: Reader): RecoveryKit | undefined {
  const row = reader.get('SELECT * FROM recovery_kit WHERE id = 1');
  if (row === undefined) return undefined;
  return {
    salt: bytes(row, 'salt'),
    hash: bytes(row, 'hash'),
    createdAt: integer(row, 'created_at'),
    createdBy: text(row, 'created_by'),
    createdById: integerOrNull(row, 'created_by_id'),
    savedAt: integerOrNull(row, 'saved_at'),
    sealedDataKey: row['sealed_data_key'] instanceof Uint8Array ? row['sealed_data_key'] : null,
  };
}

/** The earlier kit stops working. */
export function replaceRecoveryKit(tx: Tx, kit: RecoveryKit): void {
  removeRecoveryKit(tx);
  tx.run(
    `INSERT INTO recovery_kit (id, salt, hash, created_at, created_by, created_by_id, saved_at, sealed_data_key)
     VALUES (1, :salt, :hash, :createdAt, :createdBy, :createdById, :savedAt, :sealedDataKey)`,
    { sealedDataKey: null, ...kit },
  );
}

export function markRecoveryKitSaved(tx: Tx, at: number): void {
  tx.run('UPDATE recovery_kit SET saved_at = :at WHERE id = 1', { at });
}

export function removeRecoveryKit(tx: Tx): void {
  tx.run('DELETE FROM recovery_kit WHERE id = 1');
}

export interface WaitingKitUse {
  readonly id: number;
  /** The Partner Admin whose account it opens. */
  readonly userId: UserId;
  readonly requestedAt: number;
  /** From this time on it opens the account, unless somebody stops it. */
  readonly readyAt: number;
}

export function getWaitingKitUse(reader: Reader): WaitingKitUse | undefined {
  const row = reader.get("SELECT * FROM recovery_kit_uses WHERE state = 'waiting'");
  if (row === undefined) return undefined;
  return {
    id: integer(row, 'id'),
    userId: integer(row, 'user_id') as UserId,
    requestedAt: integer(row, 'requested_at'),
    readyAt: integer(row, 'ready_at'),
  };
}

export function insertKitUse(tx: Tx, use: Omit<WaitingKitUse, 'id'>): void {
  tx.run('INSERT INTO recovery_kit_uses (user_id, requested_at, ready_at) VALUES (:userId, :requestedAt, :readyAt)', {
    ...use,
  });
}

export function markKitUseUsed(tx: Tx, id: number): void {
  tx.run("UPDATE recovery_kit_uses SET state = 'used' WHERE id = :id AND state = 'waiting'", { id });
}

/** @param byName null where a use for somebody else replaces this one. @returns whether a use was waiting. */
export function stopKitUse(tx: Tx, byName: string | null): boolean {
  return (
    tx.run("UPDATE recovery_kit_uses SET state = 'stopped', stopped_by = :byName WHERE state = 'waiting'", { byName })
      .changes === 1
  );
}

/** After a clock that was ahead: no use waits longer from now than the rule allows. */
export function shortenKitWait(tx: Tx, latest: number): void {
  tx.run("UPDATE recovery_kit_uses SET ready_at = :latest WHERE state = 'waiting' AND ready_at > :latest", { latest });
}
