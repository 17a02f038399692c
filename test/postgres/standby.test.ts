// A PostgreSQL server with a standby: what is done is on both, or it is not acknowledged as safe.
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { Refusal } from '../../main/domain/refusal.ts';
import type { StandbyState } from '../../main/domain/standby.ts';
import type { Storage } from '../../main/storage/engine/database.ts';
import { type Connection, connect } from '../../main/storage/engine/postgres/connection.ts';
import { openPostgres } from '../../main/storage/engine/postgres/open-postgres.ts';
import { createSchema } from '../../main/storage/engine/postgres/prepare-database.ts';
import { LIMITS } from '../../main/storage/engine/postgres/protocol.ts';
import { findPostgres, startPostgres, startStandby, type TestServer } from '../../scripts/toolchain/postgres.mjs';

let primary: TestServer;
let standby: TestServer;
let admin: Connection;
let storage: Storage | undefined;

const urlOf = (database: string, role = 'rekey'): string =>
  `postgres:///${database}?host=${primary.socket}&user=${role}`;

function runAsAdmin(...statements: readonly string[]): void {
  for (const text of statements) admin.run({ text });
}

const setNames = (names: string): void =>
  runAsAdmin(`ALTER SYSTEM SET synchronous_standby_names = '${names}'`, 'SELECT pg_reload_conf()');

function open(role = 'rekey'): Storage {
  storage = openPostgres({ url: urlOf('firm', role) });
  return storage;
}

const write = (target: Storage, value: number): void =>
  target.transaction((tx) => void tx.run('UPDATE clock SET high_water = :value', { value }));
const written = (target: Storage): unknown => target.read.get('SELECT high_water FROM clock')?.['high_water'];

const become = async (target: Storage, kind: StandbyState['kind']): Promise<void> => {
  await expect.poll(() => target.standby?.state.kind, { timeout: 20_000 }).toBe(kind);
};

function refusalOf(work: () => unknown): string | undefined {
  try {
    work();
  } catch (error) {
    if (error instanceof Refusal) return error.reason.code;
    throw error;
  }
  return undefined;
}

beforeAll(() => {
  const programs = findPostgres() ?? '';
  primary = startPostgres(programs);
  admin = connect({ url: urlOf('postgres') }, false);
  runAsAdmin(
    'CREATE DATABASE firm',
    'REVOKE ALL ON DATABASE firm FROM PUBLIC',
    'CREATE ROLE limited LOGIN IN ROLE rekey',
  );
  const firm = connect({ url: urlOf('firm') }, false);
  createSchema(firm);
  firm.close();
  standby = startStandby(programs, primary, 'second');
}, 60_000);

afterAll(() => {
  admin.close();
  standby.stop();
  primary.stop();
});

beforeEach(() => setNames('*'));

afterEach(() => {
  storage?.close();
  storage = undefined;
});

/** The standby is gone, and one commit has found out. */
function loseStandby(target: Storage, value: number): void {
  standby.end();
  expect(refusalOf(() => write(target, value))).toBe('not_on_standby');
}

async function bringBack(target: Storage): Promise<void> {
  standby.begin();
  setNames('*');
  await become(target, 'in_step');
}

test('a standby that nobody has asked for is no standby, until somebody asks for it', async () => {
  setNames('');
  const target = open();
  await become(target, 'none');
  expect(target.standby?.state).toEqual({ kind: 'none', isFollowed: true });
  const kinds: unknown[] = [];
  target.standby?.onChange(() => kinds.push(target.standby?.state.kind));
  setNames('*');
  await become(target, 'in_step');
  write(target, 1);
  expect(kinds).toEqual(['in_step']);
  const there = connect({ url: urlOf('firm').replace(primary.socket, standby.socket) }, false);
  await expect.poll(() => there.run({ text: 'SELECT high_water FROM rekey.clock' }).rows).toEqual([[1]]);
  there.close();
});

test('a commit waits for a missing standby no longer than its limit, is not acknowledged, and what follows does not wait', async () => {
  const target = open();
  await become(target, 'in_step');
  const began = performance.now();
  loseStandby(target, 2);
  const waited = performance.now() - began;
  expect(waited).toBeGreaterThanOrEqual(LIMITS.standbyMs);
  expect(waited).toBeLessThan(LIMITS.standbyMs + 2000);
  // PostgreSQL has it on one machine, and nothing takes it back.
  expect([written(target), target.standby?.state.kind]).toEqual([2, 'missing']);
  const next = performance.now();
  write(target, 3);
  expect(performance.now() - next).toBeLessThan(1000);
  await bringBack(target);
  write(target, 4);
  expect(written(target)).toBe(4);
});

test('a commit that PostgreSQL no longer waits for is not taken for one on two machines', async () => {
  const target = open();
  await become(target, 'in_step');
  // As pg_auto_failover does it: between two looks.
  const commit = (): void =>
    target.transaction((tx) => {
      tx.run('UPDATE clock SET high_water = 5');
      standby.end();
      setNames('');
    });
  expect(refusalOf(commit)).toBe('not_on_standby');
  expect(written(target)).toBe(5);
  await bringBack(target);
});

test('a standby that was needed once stays needed, also after a start and while nobody asks for it', async () => {
  const target = open();
  await become(target, 'in_step');
  target.transaction((tx) =>
    target.standby?.note(tx, { neededSince: 1, missingSince: null, aloneSince: null, aloneBy: null }),
  );
  setNames('');
  await become(target, 'missing');
  target.close();
  const again = open();
  expect(again.standby?.state).toEqual({ kind: 'missing', since: null, isVisible: true });
  again.transaction((tx) =>
    again.standby?.note(tx, { neededSince: 1, missingSince: 2, aloneSince: 3, aloneBy: 'Margaret Ashworth' }),
  );
  const alone: StandbyState = { kind: 'alone', since: 2, decidedAt: 3, byName: 'Margaret Ashworth' };
  expect(again.standby?.state).toEqual(alone);
  again.close();
  const third = open();
  expect(third.standby?.state).toEqual(alone);
  write(third, 6);
  setNames('*');
  await become(third, 'in_step');
  third.transaction((tx) => void tx.run('DELETE FROM rekey_standby'));
});

test('what is noted in a transaction that is rolled back is not noted', async () => {
  const target = open();
  await become(target, 'in_step');
  expect(() =>
    target.transaction((tx) => {
      target.standby?.note(tx, { neededSince: 1, missingSince: null, aloneSince: null, aloneBy: null });
      throw new Error('no');
    }),
  ).toThrow('no');
  expect(target.standby?.notes).toBeUndefined();
});

test('a role that may not look at the standby finds it missing, and is told why', async () => {
  const target = open('limited');
  expect(target.standby?.state).toEqual({ kind: 'missing', since: null, isVisible: false });
  runAsAdmin('GRANT pg_monitor TO limited');
  await become(target, 'in_step');
  runAsAdmin('REVOKE pg_monitor FROM limited');
});

test('a server that was killed while its commit waited does not keep the next one from opening', async () => {
  const first = open();
  await become(first, 'in_step');
  first.close();
  standby.end();
  const killed = new Client({ host: primary.socket, user: 'rekey', database: 'firm' });
  killed.on('error', () => undefined);
  await killed.connect();
  await killed.query(`SELECT pg_advisory_lock(${0x524b_4559})`);
  await killed.query('BEGIN; UPDATE rekey.clock SET high_water = 7');
  killed.query('COMMIT').catch(() => undefined);
  await expect
    .poll(() => admin.run({ text: "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'" }).rows)
    .toEqual([[1]]);
  // The process is gone, and its connection with it.
  killed.connection.stream.destroy();
  const next = open();
  expect([written(next), next.standby?.state.kind]).toEqual([7, 'missing']);
  await bringBack(next);
});
