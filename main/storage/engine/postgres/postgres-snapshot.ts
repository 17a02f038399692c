// The database on PostgreSQL at one moment, on a connection of its own that cannot write.
import type { Snapshot } from '../database.ts';
import type { PostgresAddress } from './address.ts';
import { connect } from './connection.ts';
import { requireServed } from './prepare-database.ts';
import { statementsOn } from './statements.ts';

export function openPostgresSnapshot(address: PostgresAddress): Snapshot {
  const connection = connect(address, false);
  const statements = statementsOn(connection);
  try {
    requireServed(connection);
    connection.run({ text: 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY' });
  } catch (error) {
    connection.close();
    throw error;
  }
  return {
    values: (sql, params = {}) => statements.run(sql, params).rows,
    close: connection.close,
  };
}
