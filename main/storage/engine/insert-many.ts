// Inserts many rows with few statements: one for each row would take a third longer.
import type { Row, SqlValue, Tx } from './database.ts';

const ROWS_AT_ONCE = 50;

type Values = readonly SqlValue[];

/**
 * @param columns of the table, separated by commas.
 * @param conflict what follows the rows.
 * @returns inserts rows, each with its values in the order of the columns.
 */
export function createInsert(table: string, columns: string, conflict = ''): (tx: Tx, rows: readonly Values[]) => void {
  const inParts = createParts(table, columns, conflict);
  return (tx, rows) => {
    for (const { sql, values } of inParts(rows)) tx.run(sql, values);
  };
}

/** Like createInsert. @param returned columns of each row, which come back in any order. */
export function createReturningInsert(
  table: string,
  columns: string,
  returned: string,
): (tx: Tx, rows: readonly Values[]) => readonly Row[] {
  const inParts = createParts(table, columns, `RETURNING ${returned}`);
  return (tx, rows) => inParts(rows).flatMap(({ sql, values }) => tx.all(sql, values));
}

function createParts(
  table: string,
  columns: string,
  ending: string,
): (rows: readonly Values[]) => readonly { readonly sql: string; readonly values: Values }[] {
  const row = `(${columns.replace(/[^,]+/g, '?')})`;
  const insertOf = (count: number): string =>
    `INSERT INTO ${table} (${columns}) VALUES ${Array(count).fill(row).join(', ')} ${ending}`;
  const [one, many] = [insertOf(1), insertOf(ROWS_AT_ONCE)];
  return (rows) => {
    const whole = rows.length - (rows.length % ROWS_AT_ONCE);
    const parts = Array.from({ length: whole / ROWS_AT_ONCE }, (_, i) => ({
      sql: many,
      values: rows.slice(i * ROWS_AT_ONCE, (i + 1) * ROWS_AT_ONCE).flat(),
    }));
    return [...parts, ...rows.slice(whole).map((values) => ({ sql: one, values }))];
  };
}
