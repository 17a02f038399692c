// Measures PostgreSQL beside SQLite, in one run: the same firm behind four servers, each of them the real application without a
// window, and desktops that have the product's line. Each measurement alternates between the four. PostgreSQL writes to the disk
// (fsync=on). One millisecond is half a one in each direction. Prints one JSON line for each result.
//   node scripts/toolchain/electron.mjs node scripts/bench/postgres.ts <folder> <users>
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Client } from 'pg';
import type { Address } from '../../main/domain/pairing.ts';
import { connect } from '../../main/storage/engine/postgres/connection.ts';
import type { InputOf, RequestName } from '../../preload/contract/index.ts';
import { findPostgres, startPostgres, startStandby, type TestServer } from '../toolchain/postgres.mjs';
import { ROOT } from '../toolchain/processes.mjs';
import { makeTemporaryFolder } from './folder.mjs';
import {
  type BenchDesktop,
  freePort,
  moveTo,
  nextCode,
  openDesktop,
  prepareLine,
  presentCode,
  type Serving,
  serve,
  signInAt,
} from './line-firm.ts';
import { createDice, openFirm } from './seed.ts';
import { type Measurement, toResult } from './statistics.mjs';

const [folder = '', countText = ''] = process.argv.slice(2);
const users = Number(countText);
const DELAY_MS = 0.5;
const STARTS = 3;
const RESETS = 150;
const PAGES = 100;
const SIGN_INS = 12;
const BULKS = 2;
const IN_BULK = Math.min(10_000, users / 10);
const COMMITS = 200;
const WARM_UP = 20;
const SETTINGS = ['fsync=on', 'max_wal_senders=10', 'wal_keep_size=256MB'];

const dice = createDice(5);
const print = (measurement: Omit<Measurement, 'users'>): void => {
  process.stdout.write(`${JSON.stringify(toResult({ users, ...measurement }))}\n`);
};
const timed = async (work: () => unknown): Promise<number> => {
  const from = performance.now();
  await work();
  return performance.now() - from;
};

// --- the servers --------------------------------------------------------------------------------------------------------
const work = makeTemporaryFolder();
const place = (name: string): string => join(work.path, name);
const programs = findPostgres() ?? '';
const postgres: TestServer[] = [];
const servings: Serving[] = [];
process.on('exit', () => {
  for (const { pid } of servings) process.kill(pid, 'SIGKILL');
  for (const server of postgres) server.stop();
});
const keep = (server: TestServer): TestServer => {
  postgres.unshift(server); // a standby ends before its server
  return server;
};

async function askPostgres({ socket }: TestServer, ...statements: string[]): Promise<void> {
  const client = new Client({ host: socket, user: 'rekey', database: 'postgres' });
  await client.connect();
  try {
    for (const text of statements) await client.query(text);
  } finally {
    await client.end();
  }
}
const emptyDatabase = (name: string): readonly string[] => [
  `CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'`,
  `REVOKE ALL ON DATABASE ${name} FROM PUBLIC`,
];
const urlOf = (socket: string, database: string): string => `postgres:///${database}?host=${socket}&user=rekey`;

const alone = keep(startPostgres(programs, SETTINGS));
await askPostgres(alone, ...emptyDatabase('firm'));

const base = place('base');
cpSync(folder, base, { recursive: true });
const joined = await prepareLine(base, SIGN_INS + 1, { host: '127.0.0.1', port: await freePort() });
cpSync(base, place('sqlite'), { recursive: true });
const targets = await readTargets(place('sqlite'));
print({
  name: 'PostgreSQL: moving the firm there, every row compared',
  unit: 'ms',
  values: [await timed(() => moveTo(base, urlOf(alone.socket, 'firm')))],
});
// A copy of that server, which has a standby of its own.
const followed = keep(startStandby(programs, alone, 'followed', SETTINGS));
await wait(1000);
followed.promote();
await askPostgres(
  followed,
  `CREATE DATABASE slow TEMPLATE firm`,
  `REVOKE ALL ON DATABASE slow FROM PUBLIC`,
  "ALTER SYSTEM SET synchronous_standby_names = 'ANY 1 (*)'",
);
keep(startStandby(programs, followed, 'standby', SETTINGS));
await askPostgres(followed, 'SELECT pg_reload_conf()');

const slowSocket = place('slow-socket');
mkdirSync(slowSocket, { mode: 0o700 });
const [realSocket, ownSocket] = [followed.socket, slowSocket].map((each) => join(each, '.s.PGSQL.5432'));
const slow = spawn(
  process.execPath,
  [join(ROOT, 'scripts/bench/slow-line.ts'), realSocket ?? '', String(DELAY_MS), ownSocket ?? ''],
  { env: process.env, stdio: ['ignore', 'pipe', 'inherit'] },
);
process.on('exit', () => slow.kill());
await once(slow.stdout, 'data');

async function readTargets(of: string): Promise<{ readonly userId: number; readonly version: number }[]> {
  const workspace = await openFirm(of);
  const rows = workspace.context.storage.read.all(
    `SELECT id, version FROM users WHERE two_factor = 'set_up' AND status = 'active' AND role LIKE 'client%'
       AND code_disabled_at IS NULL ORDER BY id LIMIT :limit`,
    { limit: RESETS + WARM_UP + 10 + BULKS * IN_BULK },
  );
  workspace.close();
  return rows.map((row) => ({ userId: Number(row['id']), version: Number(row['version']) }));
}

interface Arm {
  readonly name: string;
  readonly folder: string;
  readonly args: readonly string[];
  readonly address: Address;
}
const armOf = async (name: string, folderName: string, url?: string): Promise<Arm> => {
  if (url !== undefined) cpSync(base, place(folderName), { recursive: true });
  return {
    name,
    folder: place(folderName),
    args: url === undefined ? [] : ['--database', url],
    address: { host: '127.0.0.1', port: await freePort() },
  };
};
const ARMS = [
  await armOf('SQLite', 'sqlite'),
  await armOf('PostgreSQL', 'alone', urlOf(alone.socket, 'firm')),
  await armOf('PostgreSQL with a standby', 'followed', urlOf(followed.socket, 'firm')),
  await armOf('the same behind 1 ms', 'slow', urlOf(slowSocket, 'slow')),
];

/** The times of each arm, in their order, printed beside those of SQLite. */
function printAll(what: string, times: readonly (readonly number[])[], more: Partial<Measurement> = {}): void {
  const [sqlite] = times;
  for (const [at, { name }] of ARMS.entries())
    print({
      name: `${what}: ${name}`,
      unit: 'ms',
      values: times[at] ?? [],
      ...(at === 0 || sqlite === undefined ? {} : { reference: sqlite }),
      ...more,
    });
}

/** So often, each arm in turn. */
async function alternate(rounds: number, one: (at: number, round: number) => Promise<number>): Promise<number[][]> {
  const times: number[][] = ARMS.map(() => []);
  for (let round = 0; round < rounds; round++) for (const at of ARMS.keys()) times[at]?.push(await one(at, round));
  return times;
}
const withoutWarmUp = (times: readonly (readonly number[])[]): number[][] => times.map((each) => each.slice(WARM_UP));

// --- start to serving ---------------------------------------------------------------------------------------------------
printAll(
  'PostgreSQL, start to serving',
  await alternate(STARTS, async (at, round) => {
    const arm = ARMS[at] as Arm;
    let serving: Serving | undefined;
    const ms = await timed(async () => {
      serving = await serve(arm.folder, arm.address, arm.args);
    });
    if (serving === undefined) throw new Error('it does not serve');
    if (round < STARTS - 1) await serving.end();
    else servings.push(serving);
    return ms;
  }),
);
const desktopsAt = (number: number): Promise<BenchDesktop[]> =>
  Promise.all(
    ARMS.map(({ address }) => {
      const one = joined[number];
      if (one === undefined) throw new Error('no desktop');
      return openDesktop({ ...one, addresses: [address] }, () => undefined);
    }),
  );
const desks = await desktopsAt(0);
const ask = <N extends RequestName>(at: number, name: N, input: InputOf<N>) => {
  const desk = desks[at];
  if (desk === undefined) throw new Error('no desktop');
  return desk.ask(name, input);
};

// --- sign-in ------------------------------------------------------------------------------------------------------------
{
  const others = await desktopsAt(1);
  const codes: number[][] = ARMS.map(() => []);
  const whole = await alternate(SIGN_INS, async (at, round) => {
    const desk = others[at];
    if (desk === undefined) throw new Error('no desktop');
    const ms = await timed(async () => {
      await signInAt(desk, round + 1, (codeMs) => void codes[at]?.push(codeMs));
    });
    await desk.ask('session.signOut', {});
    return ms;
  });
  printAll('PostgreSQL, sign-in with the hash of the password', whole);
  printAll('PostgreSQL, sign-in, its code alone', codes);
  for (const desk of others) desk.close();
}

// --- one reset ----------------------------------------------------------------------------------------------------------
const facts = { reason: 'lost_phone', note: '', identityCheck: 'in_person', vouchedBy: '' } as const;
const nextTarget = () => targets.pop() ?? Promise.reject(new Error('everybody is reset'));
const reset = async (at: number, target: { readonly userId: number; readonly version: number }, code = '') =>
  ask(at, 'users.resetTwoFactor', { ...facts, mode: 'revoke_now', ...target, code } as InputOf<'users.resetTwoFactor'>);
const proveAgain = async (): Promise<void> => {
  await nextCode();
  const target = await nextTarget();
  for (const at of ARMS.keys()) await reset(at, target, presentCode());
};
for (const desk of desks) await signInAt(desk, 0);
await proveAgain();
{
  let target = await nextTarget();
  const times = await alternate(WARM_UP + RESETS, async (at) => {
    if (at === 0) target = await nextTarget();
    return timed(() => reset(at, target));
  });
  const measured = withoutWarmUp(times);
  printAll('PostgreSQL, one reset at a desktop, asked to answered', measured);
  print({
    name: 'PostgreSQL with a standby, one reset at a desktop, asked to answered (p95)',
    unit: 'ms',
    values: measured[2] ?? [],
    by: 'p95',
    gate: 15,
    aim: 8,
  });
}

// --- a page of users ----------------------------------------------------------------------------------------------------
{
  const pageAt = (offset: number): InputOf<'users.list'> => ({
    search: '',
    clientId: null,
    filters: { roles: [], statuses: [], twoFactor: [], attention: [] },
    sort: { column: 'name', isDescending: false },
    offset,
    limit: 100,
  });
  let page = pageAt(0);
  const times = await alternate(WARM_UP + PAGES, async (at) => {
    if (at === 0) page = pageAt(dice.below(users - 100));
    return timed(() => ask(at, 'users.list', page));
  });
  printAll('PostgreSQL, page of 100 users at a desktop', withoutWarmUp(times));
}

// --- resets in bulk ----------------------------------------------------------------------------------------------
{
  await proveAgain();
  let ids: number[] = [];
  const times = await alternate(BULKS, async (at) => {
    if (at === 0) ids = targets.splice(0, IN_BULK).map(({ userId }) => userId);
    const { bulkId, counts } = await ask(at, 'bulkResets.prepare', {
      selection: { kind: 'users', userIds: ids },
    } as never);
    if (counts.ready !== ids.length) throw new Error(`${counts.ready} of ${ids.length} can be reset`);
    const input = { ...facts, bulkId, note: 'seen in person', code: '' };
    const ms = await timed(() => ask(at, 'bulkResets.start', input as InputOf<'bulkResets.start'>));
    await ask(at, 'bulk.discardCodes', { bulkId });
    return ms;
  });
  printAll(`PostgreSQL, ${IN_BULK.toLocaleString('en')} resets in bulk`, times);
}
for (const desk of desks) desk.close();
for (const serving of servings.splice(0)) await serving.end();

// --- a commit, and the look at the standby after it -----------------------------------------------------------------------
await askPostgres(followed, ...emptyDatabase('plain'));
for (const [where, socket] of [
  ['with a standby', followed.socket],
  ['behind 1 ms', slowSocket],
] as const) {
  const connection = connect({ url: urlOf(socket, 'plain') }, true);
  connection.run({ text: 'CREATE SCHEMA IF NOT EXISTS rekey; CREATE TABLE IF NOT EXISTS one AS SELECT 0 AS n' });
  connection.watchStandby(() => undefined);
  const [seen, unseen]: [number[], number[]] = [[], []];
  for (let i = 0; i < WARM_UP + COMMITS; i++) {
    for (const needsStandby of [true, false]) {
      connection.run({ text: 'BEGIN' });
      connection.run({ text: 'UPDATE one SET n = n + 1' });
      const ms = await timed(() => connection.run({ text: 'COMMIT', needsStandby }));
      if (i >= WARM_UP) (needsStandby ? seen : unseen).push(ms);
    }
  }
  connection.close();
  print({
    name: `PostgreSQL, a commit of one row ${where}, with the look after it, to one without`,
    unit: 'ms',
    values: seen,
    reference: unseen,
  });
}
slow.kill();
for (const server of postgres) server.stop();
work.remove();
// The thread of the connection is kept for the next one.
process.exit(0);
