// The database of a test, opened in a process of its own, on the engine of the test. That process runs without a bundler.
import type { DatabaseSource, Storage } from '../../main/storage/engine/database.ts';
import { openDatabase } from '../../main/storage/engine/open-database.ts';
import { openPostgres } from '../../main/storage/engine/postgres/open-postgres.ts';

/** @param text of a source, as JSON. */
export function openSource(text: string): Storage {
  const source = JSON.parse(text) as DatabaseSource;
  return typeof source === 'string' ? openDatabase(source) : openPostgres(source);
}
