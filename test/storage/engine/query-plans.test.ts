// The query plans of the lists, and of loading and patching the user index: no statement reads a whole table to find
// some of its rows. The test records the statements that really run.
import BetterSqlite3 from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { ROLES, type UserId } from '../../../main/domain/user.ts';
import { fillSampleFirm } from '../../../main/services/firm/sample-firm.ts';
import type { Reader, Storage } from '../../../main/storage/engine/database.ts';
import { openSnapshot } from '../../../main/storage/engine/open-database.ts';
import { CLIENT_COLUMNS, listClients } from '../../../main/storage/lists/client-list.ts';
import { loadUserIndex } from '../../../main/storage/lists/load-user-index.ts';
import { listUserIds, listUsers } from '../../../main/storage/lists/user-list.ts';
import type { UserQuery } from '../../../main/storage/lists/user-query.ts';
import { getUser, USER_COLUMNS } from '../../../main/storage/tables/users.ts';
import { createFixture } from '../../support/fixture.ts';
import { NO_USER_FILTERS } from '../../support/no-user-filters.ts';

/** The same storage, with a record of the statements that are read through it. */
function recording(storage: Storage): { readonly storage: Storage; readonly statements: Set<string> } {
  const statements = new Set<string>();
  const noted = (sql: string): string => {
    statements.add(sql);
    return sql;
  };
  const { read } = storage;
  const reader: Reader = {
    all: (sql, params) => read.all(noted(sql), params),
    get: (sql, params) => read.get(noted(sql), params),
    iterate: (sql, params) => read.iterate(noted(sql), params),
  };
  const recorded: Storage = {
    ...storage,
    get isClosed() {
      return storage.isClosed;
    },
    read: reader,
  };
  return { storage: recorded, statements };
}

/** A scan of a covering index is intended: it gives a count or an order. A list of parameters is not a table. */
const isSound = (detail: string): boolean =>
  !detail.startsWith('SCAN ') ||
  detail.includes('COVERING INDEX') ||
  /^SCAN (j|json_each|CONSTANT ROW|\()/.test(detail);

async function collect(): Promise<{ readonly file: string; readonly statements: readonly string[] }> {
  const fixture = createFixture({ hasFirm: false });
  await fillSampleFirm(fixture.context);
  const { storage, statements } = recording(fixture.context.storage);
  const actors = [
    ...ROLES.map((role) =>
      fixture.read.get('SELECT id FROM users WHERE role = :role AND has_all_clients = :all', {
        role,
        all: role === 'partner_admin' ? 1 : 0,
      }),
    ),
    fixture.read.get("SELECT id FROM users WHERE role = 'partner_ops' AND has_all_clients = 1"),
  ].map((row) => getUser(fixture.read, row?.['id'] as UserId));
  for (const actor of actors) {
    if (actor === undefined) throw new Error('an actor is missing');
    const query: UserQuery = {
      actor,
      search: '',
      clientId: null,
      filters: NO_USER_FILTERS,
      sort: { column: 'name', isDescending: false },
      offset: 0,
      limit: 50,
      now: fixture.clock.now(),
    };
    for (const search of ['', 'ar']) {
      for (const column of USER_COLUMNS)
        await listUsers(storage, { ...query, search, sort: { column, isDescending: true } });
      for (const column of CLIENT_COLUMNS)
        await listClients(storage, {
          actor,
          search,
          statuses: [],
          types: [],
          sort: { column, isDescending: false },
          offset: 0,
          limit: 50,
        });
      await listUserIds(storage, { ...query, search }, 1000);
    }
    // Before the index is loaded, and after a change.
    const early = recording(fixture.context.storage);
    await listUsers(early.storage, query);
    await listClients(early.storage, {
      ...query,
      statuses: [],
      types: [],
      sort: { column: 'addedAt', isDescending: false },
    });
    for (const sql of early.statements) statements.add(sql);
    storage.transaction((tx) => {
      tx.run('UPDATE users SET last_sign_in_at = 1 WHERE id = :id', { id: actor.id });
      tx.run('UPDATE clients SET version = version + 1 WHERE id = 1');
    });
    await listUsers(storage, { ...query, search: 'ar' });
    await listClients(storage, {
      ...query,
      statuses: ['active'],
      types: [],
      sort: { column: 'users', isDescending: false },
    });
  }
  const snapshot = openSnapshot(fixture.file);
  loadUserIndex({
    ...snapshot,
    values(sql, params) {
      statements.add(sql);
      return snapshot.values(sql, params);
    },
  });
  snapshot.close();
  fixture.context.storage.close();
  return { file: fixture.file, statements: [...statements] };
}

describe('the statements of the lists', async () => {
  const { file, statements } = await collect();

  test('include first pages, rows, counts, loading and changes', () => {
    expect(statements.length).toBeGreaterThan(14);
    for (const part of [
      'count(*)',
      'json_each',
      'FROM users WHERE name_key',
      '(user_id, client_id) >',
      '(email_key) > (:key0)',
      '(last_name_key, name_key, id) >',
      'FROM clients c LEFT JOIN',
    ])
      expect([part, statements.some((sql) => sql.includes(part))]).toEqual([part, true]);
  });
  test.each(statements)('%s', (sql) => {
    const db = new BetterSqlite3(file, { readonly: true });
    const names = [...sql.matchAll(/:(\w+)/g)].map((match) => [match[1] as string, 1]);
    const plan = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(Object.fromEntries(names)) as {
      readonly detail: string;
    }[];
    db.close();
    expect(plan.length).toBeGreaterThan(0);
    expect(plan.map(({ detail }) => detail).filter((detail) => !isSound(detail))).toEqual([]);
    // A temporary B-tree means that SQLite sorts all rows that match.
    expect(plan.map(({ detail }) => detail).filter((detail) => detail.includes('USE TEMP B-TREE'))).toEqual([]);
  });
});
