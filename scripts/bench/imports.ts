// Measures the import of 100,000 people on an existing firm: reading the file, the dry run and the act, beside `sqlite3 .import`
// of the rows that the act has written into the same tables and indexes. Runs in Electron's own Node where `sqlite3` is. Prints
// one JSON line for each result.
//   node scripts/toolchain/electron.mjs node scripts/bench/imports.ts <folder> <users>
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { createSteadyClock } from '../../main/domain/steady-clock.ts';
import { MOST_BYTES, type PersonRow, type RowsToImport } from '../../main/domain/table-import.ts';
import { codeAtStep, stepAt } from '../../main/domain/two-factor.ts';
import { createPersonReader } from '../../main/ipc/read-import-row.ts';
import { createAct } from '../../main/services/act/act.ts';
import { type Actor, findActor } from '../../main/services/act/actor.ts';
import { type Context, newId } from '../../main/services/act/context.ts';
import type { TableImport } from '../../main/services/act/visit.ts';
import { planPeople } from '../../main/services/import/import-people.ts';
import { readTable } from '../../main/services/import/read-table.ts';
import { runImport } from '../../main/services/import/run-import.ts';
import { signIn, verifyCode } from '../../main/services/sign-in/sign-in.ts';
import type { Storage, Tx } from '../../main/storage/engine/database.ts';
import { text } from '../../main/storage/engine/rows.ts';
import { readInPieces } from '../../main/storage/files/read-in-pieces.ts';
import { markPresence } from '../../main/storage/tables/sessions.ts';
import { makeTemporaryFolder } from './folder.mjs';
import { ADMIN, createDice, openFirm } from './seed.ts';
import { type Measurement, toResult } from './statistics.mjs';

const [folder = '', countText = ''] = process.argv.slice(2);
const users = Number(countText);
const ROWS = 100_000;
const ROUNDS = 3;
/** What an act on new people writes. Other tables have one row for the whole act. */
const TABLES = [
  { table: 'users', key: 'id' },
  { table: 'memberships', key: 'user_id' },
  { table: 'one_time_codes', key: 'user_id' },
  { table: 'activity', key: 'seq' },
] as const;
/** For the shell, in kB: with its own 2 MB it writes the pages of so large a transaction again and again. */
const CACHE = 400_000;
const hasTool = spawnSync('which', ['sqlite3']).status === 0;
const print = (measurement: Omit<Measurement, 'users'>): void => {
  process.stdout.write(`${JSON.stringify(toResult({ users, ...measurement }))}\n`);
};
const timed = async <T>(work: () => T | Promise<T>): Promise<readonly [ms: number, result: T]> => {
  const from = performance.now();
  const result = await work();
  return [performance.now() - from, result];
};

/** A list of new people with names, numbers, roles and one or two clients that are there. */
function makeFile(storage: Storage): Uint8Array {
  const dice = createDice(5);
  const clients = storage.read
    .all(
      "SELECT min(name) AS name FROM clients WHERE status = 'active' GROUP BY search_text HAVING count(*) = 1 LIMIT 5000",
    )
    .map((row) => text(row, 'name'));
  const lines = ['First name,Last name,Email,Phone,Role,Clients'];
  for (let i = 0; i < ROWS; i += 1) {
    const names = dice.next() < 0.3 ? `${dice.pick(clients)}; ${dice.pick(clients)}` : dice.pick(clients);
    const role = dice.pick(['Client Admin', 'Client Ops', 'Client Self Service']);
    const phone = `+44 20 7946 ${String(i % 10_000).padStart(4, '0')}`;
    lines.push(`Person${i},Number${dice.below(ROWS)},person${i}@import.example,${phone},${role},"${names}"`);
  }
  return Buffer.from(lines.join('\r\n'));
}

async function signInAs(context: Context): Promise<Actor> {
  const visit = await signIn(context, { email: ADMIN.email, password: ADMIN.password });
  if (visit.stage !== 'code') throw new Error(`signing in leads to ${visit.stage}`);
  const next = await verifyCode(context, visit, codeAtStep(ADMIN.secret, stepAt(context.clock.now())));
  const actor = next.stage === 'signed_in' ? findActor(context, next.sessionId) : undefined;
  if (actor === undefined) throw new Error(`the code leads to ${next.stage}`);
  context.storage.transaction((tx) => markPresence(tx, actor.session.id, context.clock.now()));
  return actor;
}

/** ms, so far, in which the log was moved into the file between two transactions. */
let checkpointsMs = 0;
const { pragma } = BetterSqlite3.prototype;
BetterSqlite3.prototype.pragma = function timedPragma(
  this: BetterSqlite3.Database,
  ...args: Parameters<typeof pragma>
) {
  const from = performance.now();
  const result: unknown = pragma.apply(this, args);
  if (args[0].startsWith('wal_checkpoint')) checkpointsMs += performance.now() - from;
  return result;
};

/** The storage with the time that is spent in it: statements, and the beginnings and ends of transactions. */
function watch(storage: Storage): { readonly storage: Storage; readonly spentMs: () => number } {
  let spent = 0;
  let inStatements = 0;
  const counted = <T>(work: () => T): T => {
    const from = performance.now();
    try {
      return work();
    } finally {
      inStatements += performance.now() - from;
    }
  };
  const transaction: Storage['transaction'] = (work) => {
    const from = performance.now();
    let ours = 0;
    inStatements = 0;
    try {
      return storage.transaction((tx) => {
        const watched: Tx = {
          all: (sql, params) => counted(() => tx.all(sql, params)),
          get: (sql, params) => counted(() => tx.get(sql, params)),
          run: (sql, params) => counted(() => tx.run(sql, params)),
          insert: (sql, params) => counted(() => tx.insert(sql, params)),
          iterate: (sql, params) => counted(() => tx.all(sql, params)).values(),
        };
        const begun = performance.now();
        try {
          return work(watched);
        } finally {
          ours = performance.now() - begun;
        }
      });
    } finally {
      spent += performance.now() - from - ours + inStatements;
    }
  };
  return { storage: { ...storage, transaction }, spentMs: () => spent };
}

interface Round {
  readonly readMs: number;
  readonly planMs: number;
  readonly actMs: number;
  readonly storageMs: number;
  readonly memoryMb: number;
  readonly gapMs: number;
}

/** @param at the folder of a firm of its own. */
async function importInto(at: string): Promise<Round> {
  const workspace = await openFirm(at);
  const clock = createSteadyClock(Date.now, () => performance.now());
  const file = join(at, 'people.csv');
  writeFileSync(file, makeFile(workspace.context.storage));
  const actor = await signInAs({ ...workspace.context, clock });
  globalThis.gc?.();
  const before = process.memoryUsage.rss();
  let most = before;
  let gapMs = 0;
  let last = performance.now();
  const look = (): void => {
    const now = performance.now();
    gapMs = Math.max(gapMs, now - last);
    last = now;
    most = Math.max(most, process.memoryUsage.rss());
  };
  const { storage, spentMs } = watch(workspace.context.storage);
  const context: Context = { ...workspace.context, storage, clock };
  const id = newId(context.random);
  const [readMs, table] = await timed(() => readInPieces(file, MOST_BYTES, ({ pieces }) => readTable(pieces)));
  look();
  const [planMs, plan] = await timed(() => {
    const rows: RowsToImport<PersonRow> = {
      length: table.length - 1,
      startReading() {
        const read = createPersonReader(['firstName', 'lastName', 'email', 'phone', 'role', 'clients']);
        return (index) => read(table.at(index + 1));
      },
    };
    const settings = { update: [], role: null, clientId: null, makeClients: null };
    return planPeople(context, actor, rows, settings, id);
  });
  look();
  gapMs = 0;
  const work: TableImport = {
    kind: 'import',
    of: 'people',
    id,
    preparedAt: clock.now(),
    table: { fileName: 'people.csv', rows: table },
    headRow: 1,
    plan,
    status: 'prepared',
    isCancelled: false,
    codes: [],
  };
  const checkpointsBefore = checkpointsMs;
  const act = createAct(context, id, actor.session);
  const [actMs] = await timed(() =>
    runImport({ ...context, act }, actor, work, { note: 'The people of the bench', code: '' }, look),
  );
  if (work.codes.length !== ROWS) throw new Error(`${work.codes.length} of ${ROWS} were imported`);
  // Closing moves the rest of the log into the file, and the shell does the same.
  workspace.close();
  return {
    readMs,
    planMs,
    actMs,
    storageMs: spentMs() + checkpointsMs - checkpointsBefore,
    memoryMb: (most - before) / 1e6,
    gapMs,
  };
}

const columnsOf = (db: BetterSqlite3.Database, table: string): readonly { name: string; type: string; pk: number }[] =>
  db.prepare<[], { name: string; type: string; pk: number }>(`PRAGMA table_info(${table})`).all();

/**
 * Imports the rows that the act has written into a copy of the firm from before, with sqlite3's own shell: each table in one
 * transaction.
 * @returns ms, without the start of the shell.
 */
function importPlainly(before: string, after: string, place: string): number {
  const file = join(before, 'firm', 'rekey.db');
  const db = new BetterSqlite3(file);
  const lastOf = (table: string, key: string): number =>
    db.prepare<[], number>(`SELECT max(${key}) FROM ${table}`).pluck().get() ?? 0;
  const [lastUser, lastRecord] = [lastOf('users', 'id'), lastOf('activity', 'seq')];
  const files = TABLES.map(({ table, key }) => {
    const columns = columnsOf(db, table).map(({ name, type }) => (type === 'BLOB' ? `hex(${name})` : name));
    const last = table === 'activity' ? lastRecord : lastUser;
    const csv = `${join(place, table)}.csv`;
    return { table, csv, dump: `SELECT ${columns.join(', ')} FROM ${table} WHERE ${key} > ${last} ORDER BY ${key};` };
  });
  const dumps = files.flatMap(({ csv, dump }) => [`.output ${csv}`, dump]);
  execFileSync('sqlite3', ['-csv', '-readonly', join(after, 'firm', 'rekey.db')], { input: `${dumps.join('\n')}\n` });
  for (const { table } of TABLES) makePlain(db, table);
  db.close();
  const setUp = `PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -${CACHE};\n`;
  const run = (lines: readonly string[]): number => {
    const input = `${setUp}${lines.join('\n')}\n`;
    const from = performance.now();
    execFileSync('sqlite3', ['-bail', file], { input, stdio: ['pipe', 'ignore', 'inherit'] });
    return performance.now() - from;
  };
  const start = run([]);
  const ms = run(files.map(({ table, csv }) => `.import --csv ${csv} ${table}`)) - start;
  const made = new BetterSqlite3(file, { readonly: true });
  const imported = made.prepare<[number], number>('SELECT count(*) FROM users WHERE id > ?').pluck().get(lastUser);
  made.close();
  if (imported !== ROWS) throw new Error(`sqlite3 imported ${imported} of ${ROWS} people`);
  return ms;
}

/**
 * `.import` fills every column of a table, also one that is computed, and knows no NULL. So the reference has the same
 * columns and indexes, and neither a computed column nor checks.
 */
function makePlain(db: BetterSqlite3.Database, table: string): void {
  if (table === 'memberships') return;
  db.pragma('foreign_keys = OFF');
  db.pragma('legacy_alter_table = ON');
  const indexes = db
    .prepare<[string], string>(
      "SELECT sql FROM sqlite_schema WHERE tbl_name = ? AND type = 'index' AND sql IS NOT NULL",
    )
    .pluck()
    .all(table);
  const columns = columnsOf(db, table);
  const names = columns.map(({ name }) => name).join(', ');
  const defined = columns.map(
    ({ name, type, pk }) => `${name} ${type}${pk > 0 ? ' PRIMARY KEY' : ''}${name === 'email_key' ? ' UNIQUE' : ''}`,
  );
  db.exec(`CREATE TABLE plain (${defined.join(', ')}); INSERT INTO plain (${names}) SELECT ${names} FROM ${table};
    DROP TABLE ${table}; ALTER TABLE plain RENAME TO ${table};`);
  // What the computed column holds, as users.ts says it.
  for (const index of indexes) db.exec(index.replace('last_name_key', 'substr(name_key, last_name_at + 1)'));
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
}

const rounds: Round[] = [];
const plain: number[] = [];
for (let i = 0; i < ROUNDS; i += 1) {
  const [after, before] = [makeTemporaryFolder(), makeTemporaryFolder()];
  for (const place of [after, before]) cpSync(folder, place.path, { recursive: true });
  rounds.push(await importInto(after.path));
  if (hasTool) plain.push(importPlainly(before.path, after.path, before.path));
  for (const place of [after, before]) place.remove();
}
const of = (key: keyof Round): readonly number[] => rounds.map((round) => round[key]);
print({ name: 'import of 100,000 people: reading the file', unit: 'ms', values: of('readMs') });
print({ name: 'import of 100,000 people: the dry run, validated', unit: 'ms', values: of('planMs') });
print({ name: 'import of 100,000 people: the act', unit: 'ms', values: of('actMs') });
print({
  name: 'import of 100,000 people: all of it, for each row',
  unit: 'µs',
  values: rounds.map(({ readMs, planMs, actMs }) => ((readMs + planMs + actMs) / ROWS) * 1000),
});
print({
  name: 'import of 100,000 people: the act’s storage part, to `sqlite3 .import` of the same rows',
  unit: 'ms',
  values: of('storageMs'),
  ...(hasTool ? { reference: plain, gate: 1.5, aim: 1 } : {}),
});
print({
  name: 'import of 100,000 people: longest gap of the main event loop in the act',
  unit: 'ms',
  values: of('gapMs'),
});
print({ name: 'import of 100,000 people: most memory above that before', unit: 'MB', values: of('memoryMb') });
