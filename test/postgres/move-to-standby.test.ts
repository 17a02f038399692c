// A firm that moves to a PostgreSQL server that waits for a standby.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { moveFirm } from '../../main/move-firm.ts';
import { connect } from '../../main/storage/engine/postgres/connection.ts';
import { findPostgres, startPostgres, startStandby, type TestServer } from '../../scripts/toolchain/postgres.mjs';
import { makePlace } from '../support/place.ts';

const programs = findPostgres() ?? '';
let primary: TestServer;
let standby: TestServer | undefined;

const urlOf = (database: string): string => `postgres:///${database}?host=${primary.socket}&user=rekey`;

function asAdmin(...statements: string[]): void {
  const admin = connect({ url: urlOf('postgres') }, false);
  for (const text of statements) admin.run({ text });
  admin.close();
}

/** @returns whether no standby has confirmed it. */
async function move(database: string): Promise<boolean> {
  asAdmin(`CREATE DATABASE ${database}`, `REVOKE ALL ON DATABASE ${database} FROM PUBLIC`);
  asAdmin("ALTER SYSTEM SET synchronous_standby_names = '*'", 'SELECT pg_reload_conf()');
  const place = makePlace();
  const { isAlone } = moveFirm(await place.open(), place.folder, { url: urlOf(database) });
  asAdmin("ALTER SYSTEM SET synchronous_standby_names = ''", 'SELECT pg_reload_conf()');
  return isAlone;
}

beforeAll(() => {
  primary = startPostgres(programs);
}, 60_000);

afterAll(() => {
  standby?.stop();
  primary.stop();
});

test('a move that no standby has confirmed is one, and is said to be on one machine', async () => {
  expect(await move('alone')).toBe(true);
  standby = startStandby(programs, primary, 'second');
  expect(await move('confirmed')).toBe(false);
});
