// The file of a database of SQLite, for what works on files: backups and the check for damage.
import type { Storage } from './database.ts';

export function fileOf({ source }: Pick<Storage, 'source'>): string {
  if (typeof source !== 'string') throw new TypeError('a database of PostgreSQL is no file');
  return source;
}
