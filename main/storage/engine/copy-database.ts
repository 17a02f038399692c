// Copies of the database for backups: made while the work goes on, and checked as a whole. Runs in worker threads.
import { closeSync, openSync } from 'node:fs';
import BetterSqlite3 from 'better-sqlite3';
import { writePrintedNumber } from '../../domain/printed-number.ts';
import { DatabaseProblem } from './database-problem.ts';
import { APPLICATION_ID, SCHEMA_VERSION, schemaVersionOf } from './migrate.ts';
import { hasOurSchema } from './schema-guard.ts';
import { SMALL_CACHE } from './small-cache.ts';

const PAGES_AT_ONCE = 2000;

/**
 * Copies the database as it is at one moment. Other connections go on writing. The copy is one file that needs no log.
 * @param target is created, for this account alone.
 */
export async function copyDatabase(
  source: string,
  target: string,
  onProgress: (done: number, total: number) => void,
): Promise<void> {
  closeSync(openSync(target, 'wx', 0o600));
  const db = new BetterSqlite3(source, { readonly: true });
  try {
    db.pragma(SMALL_CACHE);
    // The read that begins here lasts until the end, so no commit makes the copy start again.
    db.exec('BEGIN');
    db.pragma('schema_version');
    await db.backup(target, {
      progress({ totalPages, remainingPages }) {
        onProgress(totalPages - remainingPages, totalPages);
        return PAGES_AT_ONCE;
      },
    });
  } finally {
    db.close();
  }
  const copy = new BetterSqlite3(target);
  try {
    copy.pragma('journal_mode = DELETE');
  } finally {
    copy.close();
  }
}

export interface CopyFacts {
  /** Its name. Empty: there is none yet. */
  readonly firm: string;
  readonly schema: number;
  readonly people: number;
  readonly records: number;
  /** Of the last record (domain/printed-number.ts). Empty: there is none. */
  readonly printedNumber: string;
}

/**
 * What a copy is, also one from an earlier version of Rekey. Its pages are not checked.
 * @throws DatabaseProblem newer, damaged, altered.
 */
export const inspectCopy = (file: string): CopyFacts =>
  look(file, (db) => {
    if (db.pragma('application_id', { simple: true }) !== APPLICATION_ID) throw new DatabaseProblem('damaged');
    const schema = schemaVersionOf(db);
    if (schema > SCHEMA_VERSION) throw new DatabaseProblem('newer');
    if (schema < 1) throw new DatabaseProblem('damaged');
    if (!hasOurSchema(db)) throw new DatabaseProblem('altered');
    const count = (table: string): number => Number(db.prepare(`SELECT count(*) FROM ${table}`).pluck().get());
    const firm = String(db.prepare('SELECT name FROM firm').pluck().get() ?? '');
    const last = db.prepare('SELECT seq, hash FROM activity ORDER BY seq DESC LIMIT 1').get() ?? {};
    const { seq = 0, hash = '' } = last as { readonly seq?: unknown; readonly hash?: unknown };
    const printedNumber = writePrintedNumber({ seq: Number(seq), hash: String(hash) });
    return { firm, schema, people: count('users'), records: count('activity'), printedNumber };
  });

/**
 * Checks every page of a copy. `integrity_check` also compares each index with its table, which takes ten times as long.
 * @throws DatabaseProblem damaged
 */
export const requireSound = (file: string, check: 'quick_check' | 'integrity_check'): void =>
  look(file, (db) => {
    if (db.pragma(`${check}(1)`, { simple: true }) !== 'ok') throw new DatabaseProblem('damaged');
  });

function look<T>(file: string, work: (db: BetterSqlite3.Database) => T): T {
  try {
    const db = new BetterSqlite3(file, { readonly: true, fileMustExist: true });
    try {
      db.pragma(SMALL_CACHE);
      return work(db);
    } finally {
      db.close();
    }
  } catch (error) {
    if (error instanceof BetterSqlite3.SqliteError && /^SQLITE_(CORRUPT|NOTADB|ERROR)/.test(error.code))
      throw new DatabaseProblem('damaged', error);
    throw error;
  }
}
