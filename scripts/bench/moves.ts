// Moves a firm to PostgreSQL and back, each move by the product's own command in a process of its own. It measures how long that
// takes and how much memory the process had, and compares every row of the file before with that of the file afterwards, without
// the product's comparison. Runs in Electron's own Node.
//   <folder of a firm> <rounds> <folder of PostgreSQL's socket>
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, rmSync, statSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { Client } from 'pg';
import type { UserId } from '../../main/domain/user.ts';
import { recordActivities } from '../../main/services/act/record-activity.ts';
import { getUser } from '../../main/storage/tables/users.ts';
import { openFirm } from './seed.ts';

const [folder = '', rounds = '', socket = ''] = process.argv.slice(2);
const APPLICATION = join(import.meta.dirname, '../..');
const RECORDS = 100_000;
const RECORDS_AT_ONCE = 10_000;
const LOOK_EVERY_MS = 20;
const file = join(folder, 'firm', 'rekey.db');
const url = `postgres:///moving?host=${socket}&user=rekey`;

async function addRecords(): Promise<void> {
  const { context, close } = await openFirm(folder);
  for (let done = 0; done < RECORDS; done += RECORDS_AT_ONCE)
    context.storage.transaction((tx) => {
      const actor = getUser(tx, 1 as UserId);
      const entry = { action: 'test.noted', outcome: 'failed', actor, target: actor, reason: 'measured' } as const;
      recordActivities(context, tx, Array(RECORDS_AT_ONCE).fill(entry));
    });
  close();
}

interface Ran {
  readonly seconds: number;
  /** The most memory that the process itself had at once: VmHWM. */
  readonly mebibytes: number;
  readonly said: string;
}

async function product(...args: string[]): Promise<Ran> {
  const { ELECTRON_RUN_AS_NODE: _, DISPLAY: __, WAYLAND_DISPLAY: ___, ...env } = process.env;
  const given = (env['REKEY_ELECTRON_ARGS'] ?? '').split(' ').filter(Boolean);
  const own = ['--serve', `--user-data-dir=${folder}`, ...args];
  const began = performance.now();
  const child = spawn(process.execPath, [...given, '--disable-gpu', APPLICATION, ...own], {
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let [said, most] = ['', 0];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const looking = setInterval(() => {
    most = Math.max(most, highWaterOf(child.pid));
  }, LOOK_EVERY_MS);
  const [code] = await once(child, 'close');
  clearInterval(looking);
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}`);
  return { seconds: (performance.now() - began) / 1000, mebibytes: Math.round(most / 1024), said: said.trim() };
}

/** In kB. */
function highWaterOf(pid: number | undefined): number {
  try {
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0; // it has ended
  }
}

/** @returns for each table how many rows it has, and the sum of the hashes of all: their order does not count. */
function rowsOf(path: string): ReadonlyMap<string, string> {
  const db = new BetterSqlite3(path, { readonly: true });
  try {
    const tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all() as string[];
    return new Map(tables.map((table) => [table, sumOf(db, table)]));
  } finally {
    db.close();
  }
}

function sumOf(db: BetterSqlite3.Database, table: string): string {
  let [rows, sum] = [0, 0n];
  for (const row of db.prepare(`SELECT * FROM ${table}`).safeIntegers().raw().iterate() as Iterable<unknown[]>) {
    const text = row.map((value) => `${typeof value} ${value instanceof Uint8Array ? hexOf(value) : value}`);
    sum += BigInt(`0x${createHash('sha256').update(JSON.stringify(text)).digest('hex')}`);
    rows += 1;
  }
  return `${rows} rows, ${sum.toString(16)}`;
}

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

async function ask(database: string, ...texts: string[]): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const client = new Client({ host: socket, user: 'rekey', database });
  await client.connect();
  try {
    let rows: readonly Readonly<Record<string, unknown>>[] = [];
    for (const text of texts) rows = (await client.query(text)).rows as typeof rows;
    return rows;
  } finally {
    await client.end();
  }
}

const emptyDatabase = (): Promise<unknown> =>
  ask(
    'postgres',
    'DROP DATABASE IF EXISTS moving',
    "CREATE DATABASE moving TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'",
    'REVOKE ALL ON DATABASE moving FROM PUBLIC',
  );

/** @throws Error where the file afterwards has not the rows of before. */
function requireSame(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): void {
  const different = [...new Set([...before.keys(), ...after.keys()])].filter(
    (table) => before.get(table) !== after.get(table),
  );
  if (different.length > 0) throw new Error(`the file afterwards differs in ${different.join(', ')}`);
}

/** @throws Error where the database has another number of rows in a table. */
async function requireSameCounts(before: ReadonlyMap<string, string>): Promise<void> {
  for (const [table, sum] of before) {
    if (table === 'sqlite_sequence') continue;
    const [row] = await ask('moving', `SELECT count(*)::text AS n FROM rekey.${table}`);
    if (!sum.startsWith(`${row?.['n']} rows, `)) throw new Error(`${table} has ${row?.['n']} rows, not ${sum}`);
  }
}

await addRecords();
for (let round = 1; round <= Number(rounds); round++) {
  await emptyDatabase();
  const load = loadavg()[0]?.toFixed(1);
  const there = await product('--move-to', url);
  const before = rowsOf(join(folder, 'firm', 'rekey.db.before-postgres'));
  await requireSameCounts(before);
  const back = await product('--database', url, '--move-back');
  requireSame(before, rowsOf(file));
  const mebibytes = Math.round(statSync(file).size / 1_048_576);
  rmSync(join(folder, 'firm', 'rekey.db.before-postgres'), { force: true });
  console.log(
    `round ${round}, load ${load}, a file of ${mebibytes} MiB, ${before.size} tables with the same rows afterwards`,
  );
  for (const { said, seconds, mebibytes: most } of [there, back])
    console.log(`  ${seconds.toFixed(1)} s, ${most} MiB: ${said}`);
}
