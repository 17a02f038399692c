// What a copy of a firm is, from SQLite to PostgreSQL and back: every table after those that it refers to, every row in the
// order of its key, and a hash of all rows that is the same on both sides.
import { createHash } from 'node:crypto';
import type BetterSqlite3 from 'better-sqlite3';
import type { SqlValue } from '../database.ts';
import type { Connection } from './connection.ts';
import { tablesInOrder } from './schema.ts';

const ROWS_AT_ONCE = 2000;

export interface Copied {
  readonly tables: number;
  readonly rows: number;
}

export interface CopiedTable {
  readonly name: string;
  /** Without those that are computed. */
  readonly columns: readonly string[];
  readonly key: readonly string[];
  /** Its rows have numbers that are never given again. */
  readonly isNumbered: boolean;
}

export const copiedTables = (db: BetterSqlite3.Database): readonly CopiedTable[] =>
  tablesInOrder(db).map(({ name, sql }) => {
    const found = db.pragma(`table_xinfo(${name})`) as readonly {
      readonly name: string;
      readonly pk: number;
      readonly hidden: number;
    }[];
    const key = found.filter(({ pk }) => pk > 0).sort((a, b) => a.pk - b.pk);
    return {
      name,
      // Generated columns are hidden.
      columns: found.filter(({ hidden }) => hidden === 0).map((column) => column.name),
      key: key.map((column) => column.name),
      isNumbered: /\bAUTOINCREMENT\b/.test(sql),
    };
  });

const selectOf = ({ name, columns, key }: CopiedTable): string =>
  `SELECT ${columns.join(', ')} FROM ${name} ORDER BY ${key.join(', ')}`;

export const rowsOfFile = (db: BetterSqlite3.Database, table: CopiedTable): IterableIterator<SqlValue[]> =>
  db.prepare<[], SqlValue[]>(selectOf(table)).raw().iterate() as IterableIterator<SqlValue[]>;

/** A piece at a time. The caller has begun a transaction. */
export function* rowsOfServer(connection: Connection, table: CopiedTable): Generator<SqlValue[]> {
  connection.run({ text: `DECLARE copied NO SCROLL CURSOR FOR ${selectOf(table)}` });
  for (;;) {
    const { rows } = connection.run({ text: `FETCH ${ROWS_AT_ONCE} FROM copied` });
    yield* rows;
    if (rows.length < ROWS_AT_ONCE) break;
  }
  connection.run({ text: 'CLOSE copied' });
}

/** The hash of rows, value for value: of sealed secrets and of the hashes of the record as well. */
export function createRowHash(): { add(row: readonly SqlValue[]): void; digest(): string } {
  const hash = createHash('sha256');
  return {
    add: (row) => void hash.update(toText(row)),
    digest: () => hash.digest('hex'),
  };
}

const toText = (row: readonly SqlValue[]): string =>
  `${JSON.stringify(row.map((value) => (value instanceof Uint8Array ? { bytes: Buffer.from(value).toString('hex') } : value)))}\n`;

/** @throws Error where the rows of the file are others. */
export function requireSameRows(db: BetterSqlite3.Database, table: CopiedTable, digest: string): void {
  const own = createRowHash();
  for (const row of rowsOfFile(db, table)) own.add(row);
  if (own.digest() !== digest) throw new Error(`the copy of ${table.name} differs`);
}
