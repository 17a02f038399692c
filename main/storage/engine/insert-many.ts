// Inserts many rows with few statements: one for each row would take a third longer.
import type { SqlValue, Tx } from './database.ts';

const ROWS_AT_ONCE = 50;

/**
 * @param columns of the table, separated by commas.
 * @param conflict what follows the rows.
 * @returns inserts rows, each with its values in the order of the columns.
 */
export function createInsert(
  table: string,
  columns: string,
  conflict = '',
): (tx: Tx, rows: readonly (readonly SqlValue[])[]) => void {
  const row = `(${columns.replace(/[^,]+/g, '?')})`;
  const insertOf = (count: number): string =>
    `INSERT INTO ${table} (${columns}) VALUES ${Array(count).fill(row).join(', ')} ${conflict}`;
  const [one, many] = [insertOf(1), insertOf(ROWS_AT_ONCE)];
  return (tx, rows) => {
    const rest = rows.length % ROWS_AT_ONCE;
    for (let from = 0; from < rows.length - rest; from += ROWS_AT_ONCE)
      tx.run(many, rows.slice(from, from + ROWS_AT_ONCE).flat());
    for (const values of rows.slice(rows.length - rest)) tx.run(one, values);
  };
}
