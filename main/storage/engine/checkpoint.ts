// When the write-ahead log is moved into the database file, and cut to nothing.
import type BetterSqlite3 from 'better-sqlite3';
import { createPause, type Pause } from './pause.ts';

/** In pages of 4 kB: how large the write-ahead log may grow while commits never pause. */
const CHECKPOINT_AT_LATEST = 10_000;

/**
 * Pages stay in the log until commits pause: no commit should wait while they are moved into the file. Then the log is
 * cut to nothing, because it still holds the secrets that an act removed.
 * @param flush commits what waits: inside a transaction nothing can be moved.
 */
export function createCheckpoint(db: BetterSqlite3.Database, flush: () => void, onIdle: () => void): Pause {
  db.pragma(`wal_autocheckpoint = ${CHECKPOINT_AT_LATEST}`);
  const pause = createPause(() => {
    if (!db.open) return;
    flush();
    if (!truncateLog(db)) pause.soon();
    try {
      onIdle();
    } catch {
      // A listener has found that the files are gone, and has said so.
    }
  });
  return pause;
}

/** @returns false while another thread reads the log, for which it does not wait, and while the disk is full. */
function truncateLog(db: BetterSqlite3.Database): boolean {
  const timeout = db.pragma('busy_timeout', { simple: true });
  db.pragma('busy_timeout = 0');
  try {
    return db.pragma('wal_checkpoint(TRUNCATE)', { simple: true }) === 0;
  } catch {
    return false;
  } finally {
    db.pragma(`busy_timeout = ${timeout}`);
  }
}
