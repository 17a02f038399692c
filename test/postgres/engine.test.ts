// What is special about PostgreSQL: the schema is that of SQLite, one server works with it, and a lost connection ends that.
import { MessagePort } from 'node:worker_threads';
import BetterSqlite3 from 'better-sqlite3';
import { describe, expect, test, vi } from 'vitest';
import type { Storage, Tx } from '../../main/storage/engine/database.ts';
import type { ProblemKind } from '../../main/storage/engine/database-problem.ts';
import { migrate } from '../../main/storage/engine/migrate.ts';
import { type Connection, connect } from '../../main/storage/engine/postgres/connection.ts';
import { openLocked, openPostgres } from '../../main/storage/engine/postgres/open-postgres.ts';
import { LIMITS } from '../../main/storage/engine/postgres/protocol.ts';
import { snapshotOf } from '../../main/storage/engine/snapshot-of.ts';
import type { Changes } from '../../main/storage/engine/watch-changes.ts';
import { ASKED } from '../../scripts/toolchain/postgres.mjs';
import { TEMPLATE, urlOf } from '../support/engine.ts';
import { createFixture } from '../support/fixture.ts';
import { problemIn } from '../support/problem-in.ts';

const addressOf = (storage: Storage): { readonly url: string } => {
  if (typeof storage.source === 'string') throw new Error('this is SQLite');
  return storage.source;
};

const nameOf = (storage: Storage): string => new URL(addressOf(storage).url).pathname.slice(1);

function withConnection<T>(storage: Storage, work: (connection: Connection) => T): T {
  const connection = connect(addressOf(storage), false);
  try {
    return work(connection);
  } finally {
    connection.close();
  }
}

const rename = (storage: Storage, name: string): void =>
  storage.transaction((tx) => void tx.run('UPDATE firm SET name = :name', { name }));
const nameIn = (storage: Pick<Storage, 'read'>): unknown => storage.read.get('SELECT name FROM firm')?.['name'];

test('the schema has the tables, columns, keys and conditions of SQLite', () => {
  const { context } = createFixture();
  const db = new BetterSqlite3(':memory:');
  migrate(db, () => undefined);
  const tables = db
    .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
    .all() as { readonly name: string; readonly sql: string }[];
  const ofSqlite = tables.map(({ name, sql }) => [
    name,
    (db.pragma(`table_xinfo(${name})`) as { name: string; type: string; notnull: number; pk: number }[])
      .map((column) => [column.name, column.type, column.notnull === 1 || column.pk > 0])
      .sort(),
    (db.pragma(`foreign_key_list(${name})`) as unknown[]).length,
    [...sql.replaceAll(/--[^\n]*/g, '').matchAll(/\bCHECK \(/g)].length,
    (db.pragma(`index_list(${name})`) as { origin: string; unique: number }[]).filter(({ origin }) => origin === 'c')
      .length,
  ]);
  const types: Readonly<Record<string, string>> = { bigint: 'INTEGER', text: 'TEXT', bytea: 'BLOB' };
  const number = (sql: string, name: string): number => Number(context.storage.read.get(sql, { name })?.['n']);
  const ofPostgres = tables.map(({ name }) => [
    name,
    context.storage.read
      .all(
        `SELECT column_name AS name, data_type AS type, is_nullable AS nullable FROM information_schema.columns
         WHERE table_schema = 'rekey' AND table_name = :name`,
        { name },
      )
      .map((row) => [row['name'], types[String(row['type'])], row['nullable'] === 'NO'])
      .sort(),
    number("SELECT count(*) AS n FROM pg_constraint WHERE contype = 'f' AND conrelid = CAST(:name AS regclass)", name),
    number("SELECT count(*) AS n FROM pg_constraint WHERE contype = 'c' AND conrelid = CAST(:name AS regclass)", name),
    number(
      `SELECT count(*) AS n FROM pg_index i WHERE i.indrelid = CAST(:name AS regclass)
         AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u'))`,
      name,
    ),
  ]);
  expect(ofPostgres).toEqual(ofSqlite);
});

test('the record stays append-only', () => {
  const { context } = createFixture();
  for (const sql of ["UPDATE activity SET action = 'x'", 'DELETE FROM activity', 'TRUNCATE activity'])
    expect(() => context.storage.transaction((tx) => tx.run(sql))).toThrow('append-only');
});

test('each commit tells what it changed, and a rollback tells nothing', async () => {
  const fixture = createFixture();
  const { storage } = fixture.context;
  const heard: Changes[] = [];
  storage.onChange((changes) => heard.push(changes));
  const client = fixture.addClient('Alder');
  const ann = await fixture.addPerson({ role: 'client_ops', clients: [client] });
  expect(() =>
    storage.transaction((tx) => {
      tx.run('UPDATE users SET version = version + 1');
      throw new Error('no');
    }),
  ).toThrow('no');
  storage.transaction((tx) => tx.run('DELETE FROM memberships WHERE user_id = :id', { id: ann.id }));
  rename(storage, 'Other');
  expect(heard).toEqual([
    { users: [], clients: [client] },
    { users: [ann.id], clients: [] },
    { users: [ann.id], clients: [] },
  ]);
});

test('what others tell, or what no row has, changes nothing', async () => {
  const fixture = createFixture();
  const { storage } = fixture.context;
  const { id } = await fixture.addPerson({ role: 'partner_admin' });
  const client = fixture.addClient('Alder');
  const heard: Changes[] = [];
  storage.onChange((changes) => heard.push(changes));
  const tell = (payload: string): string => `SELECT pg_notify('rekey_changes', '${payload}')`;
  storage.transaction((tx) => {
    for (const payload of ['user x', 'user ', 'user 1.5', 'user -1', 'client 1e3', 'firm 1', '']) tx.get(tell(payload));
    // PostgreSQL passes these on with the answer of the commit.
    withConnection(storage, (other) => {
      for (const payload of ['user x', `user ${id}`, `client ${client}`]) other.run({ text: tell(payload) });
    });
  });
  expect(heard).toEqual([]);
});

describe('a transaction in which a statement failed', () => {
  const fail = (tx: Tx): { readonly changes: number } => tx.run('UPDATE firm SET max_failures = 1');

  test('is not taken for committed where somebody has caught the error', () => {
    const { storage } = createFixture().context;
    expect(() =>
      storage.transaction((tx) => {
        tx.run("UPDATE firm SET name = 'Half'");
        expect(() => fail(tx).changes).toThrow('firm_max_failures_check');
      }),
    ).toThrow('was rolled back');
    expect(nameIn(storage)).not.toBe('Half');
    rename(storage, 'Whole');
    expect(nameIn(storage)).toBe('Whole');
  });

  test('that nobody waits for says so at the next one, or at the end', () => {
    const { storage } = createFixture().context;
    const next: readonly ((tx: Tx) => unknown)[] = [
      () => undefined,
      (tx) => nameIn({ read: tx }),
      (tx) => tx.insert("INSERT INTO notices (user_id, at, kind) VALUES (:id, 1, 'x')", { id: 1 }),
    ];
    for (const each of next) {
      const work = (tx: Tx): void => {
        tx.run("UPDATE firm SET name = 'Half'");
        fail(tx);
        tx.run("UPDATE firm SET phone = '1'");
        each(tx);
      };
      expect(() => storage.transaction(work)).toThrow('firm_max_failures_check');
      expect(nameIn(storage)).not.toBe('Half');
      // Where the commit waits for an answer, the transaction says it all the same.
      const held = storage.hold();
      expect(() => held.run(() => storage.transaction(work))).toThrow('firm_max_failures_check');
      held.drop();
      expect(nameIn(storage)).not.toBe('Half');
    }
  });
});

test('nothing is written where the server has refused to begin', () => {
  const { storage } = createFixture().context;
  storage.close();
  const connection = connect(addressOf(storage), true);
  const putOff: Connection['putOff'] = (statement) => {
    if (!statement.text.startsWith('BEGIN')) return connection.putOff(statement);
    return () => {
      throw new Error('cancelled');
    };
  };
  const reopened = openLocked({ ...connection, isOpen: true, putOff });
  expect(() => rename(reopened, 'Half')).toThrow('cancelled');
  expect(nameIn(reopened)).not.toBe('Half');
  reopened.close();
});

/** A message of this thread to the one that talks to PostgreSQL is a round trip. */
function countTrips(work: () => void): number {
  const spy = vi.spyOn(MessagePort.prototype, 'postMessage');
  try {
    work();
    return spy.mock.calls.length;
  } finally {
    spy.mockRestore();
  }
}

test('what nobody waits for goes with the next statement, and the same question of a turn is asked once', async () => {
  const { storage } = createFixture().context;
  // What begins it, three changes with the commit.
  const three = (tx: Tx): void => {
    for (const phone of ['1', '2', '3']) tx.run('UPDATE firm SET phone = :phone', { phone });
  };
  expect(countTrips(() => storage.transaction(three))).toBe(2);
  expect(countTrips(() => storage.transaction((tx) => void nameIn({ read: tx })))).toBe(2);

  expect(countTrips(() => [nameIn(storage), nameIn(storage)])).toBe(1);
  rename(storage, 'Renamed');
  expect(countTrips(() => expect(nameIn(storage)).toBe('Renamed'))).toBe(1);
  storage.transaction((tx) => {
    expect(countTrips(() => [nameIn({ read: tx }), nameIn({ read: tx })])).toBe(1);
    tx.run("UPDATE firm SET name = 'Twice'");
    expect(nameIn({ read: tx })).toBe('Twice');
  });
  expect(() =>
    storage.transaction((tx) => {
      tx.run("UPDATE firm SET name = 'Half'");
      expect(nameIn({ read: tx })).toBe('Half');
      throw new Error('taken back');
    }),
  ).toThrow('taken back');
  expect(nameIn(storage)).toBe('Twice');
  // Another turn.
  withConnection(storage, (other) => other.run({ text: "UPDATE firm SET name = 'Foreign'" }));
  await new Promise((resolve) => setImmediate(resolve));
  expect(nameIn(storage)).toBe('Foreign');
});

test('a snapshot stays at its moment, and cannot write', () => {
  const { storage } = createFixture().context;
  const snapshot = snapshotOf(storage.source);
  const before = snapshot.values('SELECT name FROM firm');
  rename(storage, 'Later');
  expect(snapshot.values('SELECT name FROM firm')).toEqual(before);
  expect(() => snapshot.values("UPDATE firm SET name = 'x' RETURNING name")).toThrow('read-only');
  snapshot.close();
});

describe('a lost connection', () => {
  const cut = (storage: Storage): void =>
    withConnection(storage, (other) => {
      other.run({
        text: `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
               WHERE datname = current_database() AND pid <> pg_backend_pid()`,
      });
    });

  test('in the middle of a transaction leaves nothing of it, and nothing is written after', () => {
    const { storage } = createFixture().context;
    const lost: unknown[] = [];
    storage.onLoss((problem) => lost.push(problem));
    const problem = problemIn(() =>
      storage.transaction((tx) => {
        tx.run("UPDATE firm SET name = 'Half'");
        cut(storage);
        tx.run("UPDATE firm SET phone = '1'");
      }),
    );
    expect(problem).toBe('disconnected');
    expect([lost.length, storage.isLost]).toEqual([1, true]);
    expect(problemIn(() => rename(storage, 'After'))).toBe('disconnected');
    expect(problemIn(() => nameIn(storage))).toBe('disconnected');
    const { rows } = withConnection(storage, (other) => other.run({ text: 'SELECT name FROM firm' }));
    expect(rows).toEqual([['Quill & Partners']]);
  });

  test('between two acts is heard at once', async () => {
    const { storage } = createFixture().context;
    const lost = new Promise((resolve) => storage.onLoss(resolve));
    cut(storage);
    expect(await lost).toMatchObject({ kind: 'disconnected' });
  });
});

test('every wait of the connection has a limit', () => {
  const { storage } = createFixture().context;
  const limits = {
    statement_timeout: LIMITS.statementMs,
    lock_timeout: LIMITS.lockMs,
    idle_in_transaction_session_timeout: LIMITS.idleInTransactionMs,
    idle_session_timeout: LIMITS.idleMs,
  };
  const found = storage.read.all(
    `SELECT name, setting FROM pg_settings WHERE name LIKE 'idle%timeout' OR name IN ('statement_timeout', 'lock_timeout')`,
  );
  expect(Object.fromEntries(found.map(({ name, setting }) => [name, Number(setting)]))).toEqual(limits);
});

test('the settings of a role or a database do not change what is read', () => {
  const { storage } = createFixture().context;
  const name = nameOf(storage);
  withConnection(storage, (other) => {
    other.run({ text: `ALTER DATABASE ${name} SET bytea_output = 'escape'` });
    other.run({ text: `ALTER DATABASE ${name} SET standard_conforming_strings = off` });
  });
  withConnection(storage, (other) => {
    expect(other.run({ text: String.raw`SELECT 'a\b', '\x00ff41'::bytea` }).rows).toEqual([
      [String.raw`a\b`, Uint8Array.of(0, 255, 65)],
    ]);
    other.run({ text: `ALTER DATABASE ${name} RESET ALL` });
  });
});

test('the password that is handed over is used, whatever it has in it', () => {
  const { storage } = createFixture().context;
  const password = "p@ss/w ö%2F'rd?&#";
  withConnection(storage, (other) => {
    other.run({ text: `CREATE ROLE ${ASKED} LOGIN PASSWORD '${password.replaceAll("'", "''")}'` });
    other.run({ text: `GRANT CONNECT ON DATABASE ${nameOf(storage)} TO ${ASKED}` });
    const url = addressOf(storage).url.replace('user=rekey', `user=${ASKED}`);
    const connects = (handedOver?: string) =>
      problemIn(() => connect(handedOver === undefined ? { url } : { url, password: handedOver }, false).close());
    expect([password, 'another', undefined].map(connects)).toEqual([undefined, 'disconnected', 'disconnected']);
    other.run({ text: `DROP OWNED BY ${ASKED}; DROP ROLE ${ASKED}` });
  });
});

test('of two servers one works with the database, and the next begins when the first has ended', () => {
  const { storage } = createFixture().context;
  expect(problemIn(() => openPostgres(addressOf(storage)))).toBe('in_use');
  rename(storage, 'First');
  storage.close();
  const next = openPostgres(addressOf(storage));
  expect(nameIn(next)).toBe('First');
  next.close();
});

describe('a database is refused', () => {
  const opens = (database: string): ProblemKind | undefined =>
    problemIn(() => openPostgres({ url: urlOf(database) }).close());

  test.each([
    [
      'that has another trigger',
      'CREATE TRIGGER more AFTER INSERT ON users FOR EACH ROW EXECUTE FUNCTION tell_change()',
    ],
    ['whose trigger is switched off', 'ALTER TABLE activity DISABLE TRIGGER activity_is_kept'],
    ['without one of its conditions', 'ALTER TABLE users DROP CONSTRAINT users_role_check'],
    [
      'with another function',
      'CREATE OR REPLACE FUNCTION unhex(digits text) RETURNS bytea LANGUAGE sql RETURN NULL::bytea',
    ],
    ['with a rule', 'CREATE RULE quiet AS ON INSERT TO sessions DO INSTEAD NOTHING'],
    ['with a view', 'CREATE VIEW more AS SELECT 1'],
  ])('%s', (_, sql) => {
    const { storage } = createFixture().context;
    storage.close();
    withConnection(storage, (other) => other.run({ text: sql }));
    expect(problemIn(() => openPostgres(addressOf(storage)))).toBe('altered_on_postgres');
    withConnection(storage, (other) => other.run({ text: 'DROP SCHEMA rekey CASCADE' }));
    expect(problemIn(() => openPostgres(addressOf(storage)))).toBe('without_firm');
  });

  test('that every role can connect to', () => {
    const { storage } = createFixture().context;
    storage.close();
    const name = nameOf(storage);
    const sayAndOpen = (text: string): ProblemKind | undefined => {
      withConnection(storage, (other) => other.run({ text }));
      return opens(name);
    };
    expect(sayAndOpen(`GRANT CONNECT ON DATABASE ${name} TO PUBLIC`)).toBe('open_to_all');
    expect(sayAndOpen(`REVOKE CONNECT ON DATABASE ${name} FROM PUBLIC`)).toBeUndefined();
    const server = connect({ url: urlOf('postgres') }, false);
    server.run({ text: `CREATE DATABASE as_made TEMPLATE ${TEMPLATE}` });
    expect(opens('as_made')).toBe('open_to_all');
    server.run({ text: 'DROP DATABASE as_made WITH (FORCE)' });
    server.close();
  });

  test('that takes no changes, or has another encoding or order of texts', () => {
    const server = connect({ url: urlOf('postgres') }, false);
    server.run({ text: `CREATE DATABASE asleep TEMPLATE ${TEMPLATE}` });
    server.run({ text: 'REVOKE ALL ON DATABASE asleep FROM PUBLIC' });
    server.run({ text: 'ALTER DATABASE asleep SET default_transaction_read_only = on' });
    server.run({ text: "CREATE DATABASE bytes TEMPLATE template0 ENCODING 'SQL_ASCII'" });
    server.run({ text: "CREATE DATABASE ordered TEMPLATE template0 LC_COLLATE 'C.UTF-8'" });
    expect(['asleep', 'bytes', 'ordered'].map(opens)).toEqual(['read_only', 'unsuitable', 'unsuitable']);
    for (const name of ['asleep', 'bytes', 'ordered']) server.run({ text: `DROP DATABASE ${name} WITH (FORCE)` });
    server.close();
    expect(opens('nowhere')).toBe('disconnected');
  });
});
