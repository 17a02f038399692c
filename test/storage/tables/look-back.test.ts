// What rules look back for is found by an index that holds only such records: no statement scans, however long the record
// is.
import BetterSqlite3 from 'better-sqlite3';
import { expect, test } from 'vitest';
import type { UserId } from '../../../main/domain/user.ts';
import { raiseAlerts } from '../../../main/services/act/raise-alerts.ts';
import { getCallBack } from '../../../main/services/users/call-back.ts';
import { listDoers } from '../../../main/storage/tables/look-back.ts';
import { createFixture } from '../../support/fixture.ts';

/** The rules' own statements, as they run for one act of each kind. */
async function collect(): Promise<{ readonly file: string; readonly statements: readonly string[] }> {
  const fixture = createFixture();
  const admin = fixture.user(await fixture.addPerson({ role: 'partner_admin' }));
  const ann = fixture.user(await fixture.addPerson({ role: 'client_ops', clients: [fixture.addClient('Alder')] }));
  const statements = new Set<string>();
  fixture.context.storage.transaction((tx) => {
    tx.run("UPDATE users SET phone = '+44 20 7946 0100'");
    tx.run('UPDATE clients SET point_of_contact_id = :id', { id: admin.id });
    const note = (sql: string): string => {
      statements.add(sql);
      return sql;
    };
    const noted: typeof tx = {
      ...tx,
      get: (sql, params) => tx.get(note(sql), params),
      all: (sql, params) => tx.all(note(sql), params),
      iterate: (sql, params) => tx.iterate(note(sql), params),
    };
    const insertSession = `INSERT INTO sessions (id, user_id, started_at, expires_at, started_with)
      VALUES ('s', :id, :at, :at + 1, 'set_up')`;
    tx.run(insertSession, { id: admin.id, at: fixture.clock.now() });
    for (const action of ['two_factor.reset', 'user.number_changed', 'sign_in.refused', 'user.invited'])
      raiseAlerts(noted, [
        {
          seq: 1,
          at: fixture.clock.now(),
          actorId: admin.id,
          actorName: 'A',
          actorRole: 'partner_admin',
          targetId: ann.id,
          targetName: 'B',
          targetRole: 'client_ops',
          action,
          outcome: 'done',
          reason: null,
          detail: { alsoResetPassword: true },
          appVersion: '1',
        },
      ]);
    listDoers(noted, [ann.id], ['password.reset'], 0);
    for (const user of [ann, admin])
      getCallBack(fixture.context, noted, { user: { ...admin, id: 99 as UserId } }, user);
  });
  fixture.context.storage.close();
  return { file: fixture.file, statements: [...statements] };
}

test('no statement of a rule scans a table or sorts what it finds', async () => {
  const { file, statements } = await collect();
  for (const part of [
    'activity_turns',
    'activity_resets',
    'activity_refusals',
    'FROM alerts',
    'FROM sessions',
    'number_changes',
  ])
    expect([part, statements.some((sql) => sql.includes(part))]).toEqual([part, true]);
  const db = new BetterSqlite3(file, { readonly: true });
  for (const sql of statements) {
    const names = [...sql.matchAll(/:(\w+)/g)].map((match) => [match[1] as string, 1]);
    const plan = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(Object.fromEntries(names)) as {
      readonly detail: string;
    }[];
    const bad = plan
      .map(({ detail }) => detail)
      .filter((detail) => /^SCAN (?!j|found|json_each|CONSTANT|\()/.test(detail) || detail.includes('FOR ORDER BY'));
    expect([sql, bad]).toEqual([sql, []]);
  }
  db.close();
});
