// A firm's folder as the application opens it, and a program that edits its file.
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { recordActivity } from '../../main/services/act/record-activity.ts';
import type { KeyStore } from '../../main/storage/files/data-key.ts';
import { openWorkspace, type Workspace } from '../../main/workspace.ts';
import { createTestClock, type TestClock } from './seeded.ts';
import { makeTempFolder } from './temp-folder.ts';

export const noKeyStore: KeyStore = {
  isAvailable: async () => false,
  wrap: () => Promise.reject(new Error('none')),
  unwrap: () => Promise.reject(new Error('none')),
};

export interface Place {
  readonly folder: string;
  readonly file: string;
  readonly anchorFile: string;
  readonly clock: TestClock;
  open(): Promise<Workspace>;
  edit(work: (db: BetterSqlite3.Database) => void): void;
}

/** Edits a file as a program of its own that knows SQLite well: no trigger, check or cookie gives it away. */
export function editFile(file: string, work: (db: BetterSqlite3.Database) => void): void {
  const db = new BetterSqlite3(file);
  db.unsafeMode();
  const cookie = Number(db.pragma('schema_version', { simple: true }));
  db.pragma('ignore_check_constraints = ON');
  db.pragma('foreign_keys = OFF');
  db.transaction(() => {
    const triggers = db.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").all() as {
      name: string;
      sql: string;
    }[];
    for (const { name } of triggers) db.exec(`DROP TRIGGER ${name}`);
    work(db);
    for (const { sql } of triggers) db.exec(sql);
  })();
  db.pragma(`schema_version = ${cookie}`);
  db.close();
}

export function makePlace(clock = createTestClock()): Place {
  const root = makeTempFolder();
  const folder = join(root, 'firm');
  const anchorFile = join(root, 'record-anchor.json');
  const file = join(folder, 'rekey.db');
  return {
    folder,
    file,
    anchorFile,
    clock,
    open: () =>
      openWorkspace(folder, { keyStore: noKeyStore, clock, appVersion: '0.0.0-test', isSample: false, anchorFile }),
    edit: (work) => editFile(file, work),
  };
}

export const note = ({ context }: Workspace, count: number): void => {
  for (let i = 0; i < count; i++)
    context.storage.transaction((tx) => recordActivity(context, tx, { action: 'test.noted', outcome: 'done' }));
};
