// Moves of the firm from computer to computer, as the activity record has them. The record is the mark: nothing beside it
// says whether this copy was moved.
import type { Reader } from '../engine/database.ts';
import { integer } from '../engine/rows.ts';
import { type ChainedRecord, getActivity } from './activity.ts';

// The words of the index, which SQLite compares. `INDEXED BY` makes a difference an error.
const IS_MOVE = `outcome <> 'denied' AND action IN ('firm.move_begun', 'firm.move_failed', 'firm.move_interrupted', 'firm.moved',
    'firm.used_again', 'firm.restored')`;

/** The newest record about a move or a restore. */
export function getNewestMove(reader: Reader): ChainedRecord | undefined {
  const row = reader.get(
    `SELECT seq FROM activity INDEXED BY activity_moves WHERE ${IS_MOVE} ORDER BY seq DESC LIMIT 1`,
  );
  return row === undefined ? undefined : getActivity(reader, integer(row, 'seq'));
}

/** Whether anybody has signed in since this record. It stops at the first one. */
export const hasSignInSince = (reader: Reader, seq: number): boolean =>
  reader.get("SELECT 1 AS yes FROM activity WHERE seq > :seq AND action = 'session.started' LIMIT 1", { seq }) !==
  undefined;
