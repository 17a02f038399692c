// Measures 10,000 resets in bulk beside the same rows written by plain SQL.
import { randomBytes } from 'node:crypto';
import type { UserId } from '../../main/domain/user.ts';
import { createAct } from '../../main/services/act/act.ts';
import type { Actor } from '../../main/services/act/actor.ts';
import { type Context, newId } from '../../main/services/act/context.ts';
import { sealRecord } from '../../main/services/act/record-seal.ts';
import { prepareBulkReset, runBulkReset } from '../../main/services/users/bulk-reset.ts';
import type { Params, Storage } from '../../main/storage/engine/database.ts';
import { integer } from '../../main/storage/engine/rows.ts';
import type { Measurement } from './statistics.mjs';

const AT_ONCE = 10_000;
const ROUNDS = 3;
const FACTS = { reason: 'lost_phone', note: '', identityCheck: 'in_person', vouchedBy: '', code: '' } as const;

/** @param context of a firm with at least 60,000 people whose 2FA is set up. @param actor proved presence just now. */
export async function measureBulk(context: Context, actor: Actor): Promise<Omit<Measurement, 'users'>> {
  const { storage } = context;
  const ids = storage.read
    .all(
      "SELECT id FROM users WHERE two_factor = 'set_up' AND status = 'active' AND role <> 'partner_admin' AND code_disabled_at IS NULL ORDER BY id LIMIT :limit",
      { limit: 2 * ROUNDS * AT_ONCE },
    )
    .map((row) => integer(row, 'id') as UserId);
  giveFactors(storage, ids);
  const mine: number[] = [];
  const reference: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const some = ids.slice(2 * round * AT_ONCE, (2 * round + 1) * AT_ONCE);
    const others = ids.slice((2 * round + 1) * AT_ONCE, (2 * round + 2) * AT_ONCE);
    const bulk = await prepareBulkReset(context, actor, { userIds: some });
    const act = createAct(context, newId(context.random), actor.session);
    // What the dry run has left behind is not part of the act.
    globalThis.gc?.();
    const from = performance.now();
    await runBulkReset({ ...context, act }, actor, bulk, FACTS, () => undefined);
    mine.push(performance.now() - from);
    if (bulk.codes.length !== some.length) throw new Error(`${bulk.codes.length} of ${some.length} were reset`);
    const plain = plainReset(context, actor, others);
    globalThis.gc?.();
    const plainFrom = performance.now();
    plain();
    reference.push(performance.now() - plainFrom);
  }
  return {
    name: '10,000 resets in bulk, to the same rows by plain set-based SQL',
    unit: 'ms',
    values: mine,
    reference,
    gate: 2,
    aim: 1.3,
  };
}

/** The numbers of the last record and of the last reset. */
function lastRecords(storage: Storage): { readonly seq: number; readonly last: number } {
  const row = storage.read.get(
    "SELECT (SELECT max(seq) FROM activity) AS seq, (SELECT max(seq) FROM activity WHERE action = 'two_factor.reset') AS last",
  );
  if (row === undefined) throw new Error('there is no activity');
  return { seq: integer(row, 'seq'), last: integer(row, 'last') };
}

/** Generated firms have no factors. This gives each of these users an authenticator and ten recovery codes. */
function giveFactors(storage: Storage, userIds: readonly number[]): void {
  const ids = JSON.stringify(userIds);
  storage.transaction((tx) => {
    const at = Date.now() - 86_400_000;
    tx.run(
      `INSERT INTO authenticators (id, user_id, sealed_secret, confirmed_at, last_step) SELECT 'bench' || value, value, zeroblob(48), :at, 1 FROM json_each(:ids)`,
      { ids, at },
    );
    tx.run(
      `INSERT INTO recovery_code_sets (user_id, salt, created_at, saved_at) SELECT value, zeroblob(16), :at, :at FROM json_each(:ids)`,
      {
        ids,
        at,
      },
    );
    tx.run(
      `WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 9)
       INSERT INTO recovery_codes (user_id, hash) SELECT value, randomblob(32) FROM json_each(:ids), n`,
      { ids },
    );
  });
}

/**
 * Writes the rows of a bulk reset of these people in one transaction, with one statement for each table. Everything that is not
 * SQL, such as setup codes, their hashes and the chain of the record, is made before the clock starts. It checks nothing.
 */
function plainReset(context: Context, actor: Actor, userIds: readonly number[]): () => void {
  const { storage } = context;
  const ids = JSON.stringify(userIds);
  const at = context.clock.now();
  const { seq, last } = lastRecords(storage);
  const rows = JSON.stringify(
    userIds.map((id, i) => ({
      id,
      seq: seq + 1 + i,
      mac: randomBytes(32).toString('hex'),
      hash: randomBytes(32).toString('hex'),
    })),
  );
  const statements: readonly (readonly [sql: string, params: Params])[] = [
    ['DELETE FROM authenticators WHERE user_id IN (SELECT value FROM json_each(:ids))', { ids }],
    ['DELETE FROM recovery_code_sets WHERE user_id IN (SELECT value FROM json_each(:ids))', { ids }],
    ['DELETE FROM temporary_codes WHERE user_id IN (SELECT value FROM json_each(:ids))', { ids }],
    [
      `UPDATE sessions SET ended_at = :at, ended_because = 'two_factor_reset' WHERE user_id IN (SELECT value FROM json_each(:ids)) AND ended_at IS NULL`,
      { ids, at },
    ],
    [
      `DELETE FROM throttles WHERE subject IN (SELECT 'user:' || value FROM json_each(:ids)) AND factor IN ('code', 'recovery_code', 'setup_code')`,
      { ids },
    ],
    [
      `UPDATE users SET two_factor = 'setup_required', two_factor_at = :at, two_factor_reset_by = 'Margaret Ashworth', setup_deadline_at = :at + 86400000,
         version = version + 1 WHERE id IN (SELECT value FROM json_each(:ids))`,
      { ids, at },
    ],
    [
      `INSERT INTO notices (user_id, at, kind, by_name, by_id, reason)
       SELECT value, :at, 'two_factor_reset', 'Margaret Ashworth', :byId, 'lost_phone' FROM json_each(:ids)`,
      { ids, at, byId: actor.user.id },
    ],
    [
      `INSERT OR REPLACE INTO setup_codes (user_id, mac, created_at, expires_at)
       SELECT value ->> 'id', unhex(value ->> 'mac'), :at, :at + 86400000 FROM json_each(:rows)`,
      { rows, at },
    ],
    [
      `INSERT INTO activity (seq, at, actor_id, actor_name, actor_role, target_id, target_name, target_role, action, outcome, reason, detail, app_version, hash)
       SELECT value ->> 'seq', :at, a.actor_id, a.actor_name, a.actor_role, value ->> 'id', a.target_name, a.target_role, a.action, a.outcome, a.reason,
         a.detail, a.app_version, value ->> 'hash' FROM json_each(:rows), activity a WHERE a.seq = :last`,
      { rows, at, last },
    ],
  ];
  return () =>
    storage.transaction((tx) => {
      for (const [sql, params] of statements) tx.run(sql, params);
      sealRecord(context, tx);
    });
}
