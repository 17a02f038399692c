// A firm that the application itself has moved to a PostgreSQL server of the test.
import { Client } from 'pg';
import { expect, onTestFinished } from 'vitest';
import { findPostgres, startPostgres } from '../../scripts/toolchain/postgres.mjs';
import { end, serve } from './serving.ts';

/** Undefined where PostgreSQL is not installed. */
export const programs = findPostgres();

/** @returns the arguments with which the firm is served from there, and what ends the database. */
export async function moveToPostgres(folder: string): Promise<{ readonly args: readonly string[]; crash(): void }> {
  const database = startPostgres(programs ?? '');
  onTestFinished(database.stop);
  const client = new Client({ host: database.socket, user: 'rekey', database: 'postgres' });
  await client.connect();
  await client.query('REVOKE ALL ON DATABASE postgres FROM PUBLIC');
  await client.end();
  const url = `postgres:///postgres?host=${database.socket}&user=rekey`;
  const moved = await serve(folder, ['--move-to', url]);
  expect(moved.line).toMatch(/^moved: \d+ tables, \d+ rows, each compared$/);
  await end(moved.process);
  await expect(serve(folder, [])).rejects.toThrow('is in a database of PostgreSQL');
  return { args: ['--database', url], crash: database.stop };
}
