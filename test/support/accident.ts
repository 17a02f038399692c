// Writes that fail in the database itself, as they would on a full disk: on either engine.
import type { Context } from '../../main/services/act/context.ts';
import type { Params, SqlValue, Storage, Tx } from '../../main/storage/engine/database.ts';
import { connect } from '../../main/storage/engine/postgres/connection.ts';
import { isPostgres } from './engine.ts';
import { editFile } from './place.ts';

/** @param order.when a condition on the row, as OLD or NEW. @returns mends it. */
export function breakWrites(
  storage: Storage,
  order: { readonly verb: 'INSERT' | 'UPDATE' | 'DELETE'; readonly table: string; readonly when?: string },
  message: string,
): () => void {
  const { verb, table, when = 'true' } = order;
  const run = (...statements: string[]): void =>
    storage.transaction((tx) => {
      for (const statement of statements) tx.run(statement);
    });
  if (isPostgres) {
    // The function goes with the connection, and the trigger with the function.
    run(
      `CREATE FUNCTION pg_temp.accident() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '${message}'; END $$`,
      `CREATE TRIGGER accident BEFORE ${verb} ON ${table} FOR EACH ROW WHEN (${when}) EXECUTE FUNCTION pg_temp.accident()`,
    );
    return () => run('DROP FUNCTION pg_temp.accident() CASCADE');
  }
  run(
    `CREATE TEMP TRIGGER accident BEFORE ${verb} ON main.${table} WHEN ${when} BEGIN SELECT RAISE(ABORT, '${message}'); END`,
  );
  return () => run('DROP TRIGGER accident');
}

/** Changes the data as a program of its own that knows the engine well: no trigger gives it away. */
export function editAsProgram({ source }: Pick<Storage, 'source'>, statement: string): void {
  if (typeof source === 'string') {
    editFile(source, (db) => db.exec(statement));
    return;
  }
  const connection = connect(source, false);
  connection.run({ text: `SET session_replication_role = replica; ${statement}` });
  connection.close();
}

const NO_STATEMENT = 'UPDATE firm SET no_such_column = 1';

/** The same firm, whose write of this number fails. The first has the number 1. */
export function failingAt(context: Context, number: number): Context {
  let writes = 0;
  const count = (tx: Tx): void => {
    writes += 1;
    if (writes === number) tx.run(NO_STATEMENT);
  };
  const counted = (tx: Tx): Tx => ({
    ...tx,
    run(sql: string, params?: Params | readonly SqlValue[]) {
      count(tx);
      return tx.run(sql, params);
    },
    insert(sql, params) {
      count(tx);
      return tx.insert(sql, params);
    },
  });
  const { storage } = context;
  const transaction: Storage['transaction'] = (work) => storage.transaction((tx) => work(counted(tx)));
  const failing: Storage = Object.create(storage, { transaction: { value: transaction } });
  return Object.create(context, { storage: { value: failing } });
}
