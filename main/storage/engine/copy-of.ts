// A copy of the open database, on either engine, as a file of SQLite.
import { copyDatabase } from './copy-database.ts';
import type { DatabaseSource } from './database.ts';
import { copyFromPostgres } from './postgres/copy-from-postgres.ts';

/** @param target is created, for this account alone. */
export async function copyOf(
  source: DatabaseSource,
  target: string,
  onProgress: (done: number, total: number) => void,
): Promise<void> {
  if (typeof source === 'string') await copyDatabase(source, target, onProgress);
  else copyFromPostgres(source, target, onProgress);
}
