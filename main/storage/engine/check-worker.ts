// Runs beside the application, with a connection of its own that only reads: is the whole file sound?
// Started by check-file.ts; built as a file of its own.
import { parentPort, workerData } from 'node:worker_threads';
import BetterSqlite3 from 'better-sqlite3';

const db = new BetterSqlite3(workerData as string, { readonly: true, timeout: 2000 });
try {
  parentPort?.postMessage(db.pragma('quick_check(1)', { simple: true }) === 'ok');
} catch (error) {
  // A page that cannot be read at all.
  if (
    !(error instanceof BetterSqlite3.SqliteError) ||
    !(error.code.startsWith('SQLITE_CORRUPT') || error.code === 'SQLITE_NOTADB')
  )
    throw error;
  parentPort?.postMessage(false);
} finally {
  db.close();
}
