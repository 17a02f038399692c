// What follows the log of a PostgreSQL server, confirms every commit, and is no standby of the firm's database.
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test } from 'vitest';
import { Refusal } from '../../main/domain/refusal.ts';
import type { Storage } from '../../main/storage/engine/database.ts';
import { type Connection, connect } from '../../main/storage/engine/postgres/connection.ts';
import { openPostgres } from '../../main/storage/engine/postgres/open-postgres.ts';
import { createSchema } from '../../main/storage/engine/postgres/prepare-database.ts';
import { findPostgres, startPostgres, startStandby, type TestServer } from '../../scripts/toolchain/postgres.mjs';
import { makeTempFolder } from '../support/temp-folder.ts';

const programs = findPostgres() ?? '';
let primary: TestServer;
let standby: TestServer | undefined;
let admin: Connection;
let storage: Storage;
let follower: ChildProcess | undefined;

const urlOf = (database: string): string => `postgres:///${database}?host=${primary.socket}&user=rekey`;

const setNames = (names: string): void => {
  for (const text of [`ALTER SYSTEM SET synchronous_standby_names = '${names}'`, 'SELECT pg_reload_conf()'])
    admin.run({ text });
};

const write = (): void => storage.transaction((tx) => void tx.run('UPDATE clock SET high_water = high_water + 1'));

beforeAll(() => {
  primary = startPostgres(programs, ['wal_level=logical']);
  admin = connect({ url: urlOf('postgres') }, false);
  for (const text of ['CREATE DATABASE firm', 'REVOKE ALL ON DATABASE firm FROM PUBLIC', 'CREATE DATABASE other'])
    admin.run({ text });
  const firm = connect({ url: urlOf('firm') }, false);
  createSchema(firm);
  firm.close();
  const other = connect({ url: urlOf('other') }, false);
  for (const text of [
    'CREATE TABLE public.more (n integer)',
    'CREATE PUBLICATION more FOR TABLE public.more',
    "SELECT pg_create_logical_replication_slot('of_another', 'test_decoding')",
    "SELECT pg_create_logical_replication_slot('more', 'pgoutput')",
  ])
    other.run({ text });
  other.close();
  admin.run({ text: 'CREATE TABLE public.more (n integer)' });
}, 60_000);

afterAll(() => {
  admin.close();
  standby?.stop();
  primary.stop();
});

afterEach(async () => {
  storage.close();
  const ended = new Promise((resolve) => follower?.once('exit', resolve));
  follower?.kill();
  if (follower !== undefined) await ended;
  follower = undefined;
  setNames('');
});

function follow(program: string, ...args: readonly string[]): void {
  follower = spawn(join(programs, program), ['-h', primary.socket, '-U', 'rekey', '-s', '1', ...args], {
    stdio: 'ignore',
  });
}

/** A third database keeps a table of the other one up to date. */
function subscribe(): void {
  const from = `host=${primary.socket} user=rekey dbname=other`;
  admin.run({
    text: `CREATE SUBSCRIPTION more CONNECTION '${from}' PUBLICATION more WITH (create_slot = false, copy_data = false)`,
  });
  onTestFinished(() => {
    for (const end of ['DISABLE', 'SET (slot_name = NONE)']) admin.run({ text: `ALTER SUBSCRIPTION more ${end}` });
    admin.run({ text: 'DROP SUBSCRIPTION more' });
  });
}

const OF_ANOTHER = ['-d', 'other', '-S', 'of_another', '--start', '-f', '/dev/null', '-F', '1'];

/** PostgreSQL waits for it. Rekey looks every two seconds. */
async function expectNoStandby(): Promise<void> {
  setNames('ANY 1 (*)');
  const confirmed = (): unknown =>
    admin.run({
      text: `SELECT sync_state FROM pg_stat_replication WHERE flush_lsn >= pg_current_wal_flush_lsn()`,
    }).rows;
  await expect.poll(confirmed, { timeout: 20_000 }).toEqual([['quorum']]);
  storage = openPostgres({ url: urlOf('firm') });
  for (let at = 0; at < 3; at += 1) {
    write();
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect(storage.standby?.state.kind).toBe('missing');
  }
}

test('a subscription of another database is no standby in step', async () => {
  subscribe();
  await expectNoStandby();
});

test('a program that receives changes of another database is no standby in step', async () => {
  follow('pg_recvlogical', ...OF_ANOTHER);
  await expectNoStandby();
});

test('a program that receives the log only is no standby in step', async () => {
  follow('pg_receivewal', '--synchronous', '-D', makeTempFolder());
  await expectNoStandby();
});

test('a commit that only such a one has confirmed is not taken for one on two machines', async () => {
  setNames('ANY 1 (*)');
  const real = startStandby(programs, primary, 'second');
  standby = real;
  storage = openPostgres({ url: urlOf('firm') });
  await expect.poll(() => storage.standby?.state.kind, { timeout: 20_000 }).toBe('in_step');
  write();
  follow('pg_recvlogical', ...OF_ANOTHER);
  const followers = (): unknown => admin.run({ text: 'SELECT count(*) FROM pg_stat_replication' }).rows;
  await expect.poll(followers, { timeout: 20_000 }).toEqual([[2]]);
  expect(storage.standby?.state.kind).toBe('in_step');
  expect(() =>
    storage.transaction((tx) => {
      tx.run('UPDATE clock SET high_water = high_water + 1');
      real.end();
    }),
  ).toThrow(new Refusal({ code: 'not_on_standby' }));
  expect(storage.standby?.state.kind).toBe('missing');
});
