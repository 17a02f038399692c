// Numbers on file, which the help desk calls back: their changes, and the proposals of those who may not change them.
// The number itself is a column of the users table.
import type { UserId } from '../../domain/user.ts';
import type { Reader, Row, Tx } from '../engine/database.ts';
import { integer, text, textOrNull } from '../engine/rows.ts';

export interface NumberChange {
  readonly at: number;
  readonly byName: string;
  /** Empty: there was none. Null: not known, because an earlier release has changed it. */
  readonly before: string | null;
}

const toChange = (row: Row): NumberChange => ({
  at: integer(row, 'at'),
  byName: text(row, 'by_name'),
  before: textOrNull(row, 'number_before'),
});

export function insertNumberChange(tx: Tx, userId: UserId, change: NumberChange): void {
  tx.run('INSERT INTO number_changes (user_id, at, by_name, number_before) VALUES (:userId, :at, :byName, :before)', {
    userId,
    ...change,
  });
}

export function getLastNumberChange(reader: Reader, userId: UserId): NumberChange | undefined {
  const row = reader.get('SELECT * FROM number_changes WHERE user_id = :userId ORDER BY id DESC LIMIT 1', { userId });
  return row === undefined ? undefined : toChange(row);
}

export function getFirstNumberChangeAfter(reader: Reader, userId: UserId, since: number): NumberChange | undefined {
  const row = reader.get('SELECT * FROM number_changes WHERE user_id = :userId AND at > :since ORDER BY id LIMIT 1', {
    userId,
    since,
  });
  return row === undefined ? undefined : toChange(row);
}

export interface NumberProposal {
  /** A newer proposal has another one. */
  readonly id: number;
  /** Empty: no number. */
  readonly number: string;
  readonly proposedAt: number;
  readonly byId: number;
  readonly byName: string;
}

export function getNumberProposal(reader: Reader, userId: UserId): NumberProposal | undefined {
  const row = reader.get('SELECT * FROM number_proposals WHERE user_id = :userId', { userId });
  return row === undefined
    ? undefined
    : {
        id: integer(row, 'id'),
        number: text(row, 'number'),
        proposedAt: integer(row, 'proposed_at'),
        byId: integer(row, 'by_id'),
        byName: text(row, 'by_name'),
      };
}

export function replaceNumberProposal(tx: Tx, userId: UserId, proposal: Omit<NumberProposal, 'id'>): void {
  removeNumberProposal(tx, userId);
  tx.run(
    `INSERT INTO number_proposals (user_id, number, proposed_at, by_id, by_name)
     VALUES (:userId, :number, :proposedAt, :byId, :byName)`,
    { userId, ...proposal },
  );
}

export function removeNumberProposal(tx: Tx, userId: UserId): void {
  tx.run('DELETE FROM number_proposals WHERE user_id = :userId', { userId });
}
