// When the write-ahead log is moved into the database file, and cut to nothing.
import { AsyncResource } from 'node:async_hooks';
import type BetterSqlite3 from 'better-sqlite3';

/** In pages of 4 kB: how large the write-ahead log may grow while commits never pause. */
const CHECKPOINT_AT_LATEST = 10_000;
const CHECKPOINT_AFTER_MS = 1000;
/** Also while commits never pause. */
const TRUNCATE_AT_LATEST_MS = 5000;

/**
 * Pages stay in the log until commits pause: no commit should wait while they are moved into the file. Then the log is
 * cut to nothing, because it still holds the secrets that an act removed.
 * @param flush commits what waits: inside a transaction nothing can be moved.
 */
export function createCheckpoint(
  db: BetterSqlite3.Database,
  flush: () => void,
  onIdle: () => void,
): { soon(): void; stop(): void } {
  db.pragma(`wal_autocheckpoint = ${CHECKPOINT_AT_LATEST}`);
  let timer: NodeJS.Timeout | undefined;
  let firstCommitAt: number | undefined;
  // Not in the context of the request whose commit started the clock: what listeners write belongs to no answer.
  const run = AsyncResource.bind((): void => {
    timer = undefined;
    if (!db.open) return;
    firstCommitAt = undefined;
    flush();
    if (!truncateLog(db)) soon();
    try {
      onIdle();
    } catch {
      // A listener has found that the files are gone, and has said so.
    }
  });
  const soon = (): void => {
    firstCommitAt ??= performance.now();
    if (timer === undefined) timer = setTimeout(run, CHECKPOINT_AFTER_MS).unref();
    else if (performance.now() - firstCommitAt < TRUNCATE_AT_LATEST_MS) timer.refresh();
  };
  return {
    soon,
    stop() {
      clearTimeout(timer);
    },
  };
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
