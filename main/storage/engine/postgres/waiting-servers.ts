// A server that waits tells the one that serves where it could be reached. It must leave nothing in the database, so the name of
// its connection says it, which the other one reads in pg_stat_activity.
import type { Connection } from './connection.ts';

/** PostgreSQL cuts a longer name. */
const LONGEST_NAME = 63;
const BEGINNING = 'rekey waits at ';
const MOST = 8;

/** @param address empty: it serves now, or nobody can reach it. */
export function nameConnection(connection: Connection, address: string): void {
  const name = `${BEGINNING}${address}`;
  const isSaid = address !== '' && name.length <= LONGEST_NAME;
  connection.run({ text: "SELECT set_config('application_name', $1, false)", values: [isSaid ? name : 'rekey'] });
}

/** Of the same role, so that no other one leads desktops anywhere. */
export function listWaiting(connection: Connection): readonly string[] {
  const { rows } = connection.run({
    text: `SELECT DISTINCT application_name FROM pg_stat_activity WHERE datname = current_database()
      AND usename = current_user AND application_name LIKE '${BEGINNING}%' ORDER BY application_name LIMIT ${MOST}`,
  });
  return rows.map(([name]) => String(name).slice(BEGINNING.length));
}
