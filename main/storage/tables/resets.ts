// The writes of a 2FA reset, for one person or for hundreds: each is one statement for all of them.
import type { UserId } from '../../domain/user.ts';
import type { Tx } from '../engine/database.ts';
import { integer } from '../engine/rows.ts';
import type { NoticeKind } from './notices.ts';

const toJson = (ids: readonly UserId[]): string => JSON.stringify(ids);

export interface Removed {
  readonly authenticators: number;
  readonly recoveryCodes: number;
  readonly sessions: number;
}

/** Removes everything that a reset removes. @returns what was removed, per user. @param at epoch ms. */
export function removeFactorsOf(tx: Tx, userIds: readonly UserId[], at: number): (userId: UserId) => Removed {
  const ids = toJson(userIds);
  const of = 'IN (SELECT CAST(value AS BIGINT) FROM json_each(:ids))';
  tx.run(
    `UPDATE sessions SET ended_at = expires_at, ended_because = 'expired'
     WHERE user_id ${of} AND ended_at IS NULL AND expires_at <= :at`,
    { ids, at },
  );
  const rows = tx.all(
    `SELECT j.id AS user_id,
       (SELECT count(*) FROM authenticators WHERE user_id = j.id) AS authenticators,
       (SELECT count(*) FROM recovery_codes WHERE user_id = j.id AND used_at IS NULL) AS recovery_codes,
       (SELECT count(*) FROM sessions WHERE user_id = j.id AND ended_at IS NULL) AS sessions
     FROM (SELECT CAST(value AS BIGINT) AS id FROM json_each(:ids)) j`,
    { ids },
  );
  tx.run(`DELETE FROM authenticators WHERE user_id ${of}`, { ids });
  // Before their sets: a cascade looks for the codes of each set one by one.
  tx.run(`DELETE FROM recovery_codes WHERE user_id ${of}`, { ids });
  tx.run(`DELETE FROM recovery_code_sets WHERE user_id ${of}`, { ids });
  tx.run(`DELETE FROM setup_codes WHERE user_id ${of}`, { ids });
  tx.run(`DELETE FROM temporary_codes WHERE user_id ${of}`, { ids });
  tx.run(
    `UPDATE sessions SET ended_at = :at, ended_because = 'two_factor_reset' WHERE user_id ${of} AND ended_at IS NULL`,
    { ids, at },
  );
  for (const counters of ['throttles', 'desktop_guesses'])
    tx.run(
      `DELETE FROM ${counters} WHERE subject IN (SELECT 'user:' || value FROM json_each(:ids))
         AND factor IN ('code', 'recovery_code', 'setup_code')`,
      { ids },
    );
  const removed = new Map(
    rows.map((row) => [
      integer(row, 'user_id'),
      {
        authenticators: integer(row, 'authenticators'),
        recoveryCodes: integer(row, 'recovery_codes'),
        sessions: integer(row, 'sessions'),
      },
    ]),
  );
  return (userId) => removed.get(userId) ?? { authenticators: 0, recoveryCodes: 0, sessions: 0 };
}

export function markSetupRequired(
  tx: Tx,
  userIds: readonly UserId[],
  reset: { readonly at: number; readonly byName: string; readonly deadlineAt: number },
): void {
  tx.run(
    `UPDATE users SET two_factor = 'setup_required', two_factor_at = :at, two_factor_reset_by = :byName,
       setup_deadline_at = :deadlineAt, last_reset_at = :at, replace_requested_at = NULL, replace_requested_by = NULL,
       replace_deadline_at = NULL, code_disabled_at = NULL, version = version + 1
     WHERE id IN (SELECT CAST(value AS BIGINT) FROM json_each(:ids))`,
    { ids: toJson(userIds), ...reset },
  );
}

/**
 * Call `removeFactorsOf` first: it removes earlier setup codes.
 * @param macs the keyed hash of each user's setup code.
 */
export function insertSetupCodes(
  tx: Tx,
  macs: readonly { readonly userId: UserId; readonly mac: Uint8Array }[],
  times: { readonly createdAt: number; readonly expiresAt: number },
): void {
  tx.run(
    `INSERT INTO setup_codes (user_id, mac, created_at, expires_at)
     SELECT CAST(json_extract(value, '$[0]') AS BIGINT), unhex(json_extract(value, '$[1]')), :createdAt, :expiresAt FROM json_each(:macs)`,
    { macs: JSON.stringify(macs.map(({ userId, mac }) => [userId, Buffer.from(mac).toString('hex')])), ...times },
  );
}

export function insertNotices(
  tx: Tx,
  userIds: readonly UserId[],
  notice: {
    readonly kind: NoticeKind;
    readonly at: number;
    readonly byName: string;
    readonly byId: number;
    readonly reason: string;
  },
): void {
  tx.run(
    `INSERT INTO notices (user_id, at, kind, by_name, by_id, reason)
     SELECT CAST(value AS BIGINT), :at, :kind, :byName, :byId, :reason FROM json_each(:ids)`,
    { ids: toJson(userIds), ...notice },
  );
}
