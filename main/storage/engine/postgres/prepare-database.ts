// What must hold of a database on PostgreSQL before Rekey works with it: the server can write, texts are compared as SQLite
// compares them, nobody else works with it, and the schema is ours.
import { createHash } from 'node:crypto';
import { DatabaseProblem } from '../database-problem.ts';
import { SCHEMA_VERSION } from '../migrate.ts';
import type { Connection } from './connection.ts';
import { LIMITS } from './protocol.ts';
import { postgresSchema } from './schema.ts';

/** PostgreSQL 14 brought the limit on idle sessions. Older ones than 15 were never tried. */
const OLDEST_SERVER = 150_000;
/** "RKEY", as in a file of SQLite. One active server has it, on the only connection that writes. */
const ADVISORY_LOCK = 0x524b_4559;

/** Grantee 0 is PUBLIC. A database whose rights were never changed has none that are written down. */
const CAN_ALL_CONNECT = `
  SELECT EXISTS (SELECT 1 FROM pg_database, aclexplode(coalesce(datacl, acldefault('d', datdba)))
  WHERE datname = current_database() AND grantee = 0 AND privilege_type = 'CONNECT')`;

type Value = ReturnType<Connection['run']>['rows'][number][number] | undefined;
const read = (connection: Connection, text: string): Value => connection.run({ text }).rows[0]?.[0];

/** @throws DatabaseProblem unsuitable, open_to_all, read_only */
export function requireSuitable(connection: Connection): void {
  const { rows } = connection.run({
    text: `SELECT current_setting('server_version_num')::integer, pg_encoding_to_char(encoding), datcollate, datctype,
             coalesce(to_jsonb(d) ->> 'datlocprovider', 'c'), current_setting('session_replication_role')
           FROM pg_database d WHERE datname = current_database()`,
  });
  const [version, encoding, collation, characters, provider, triggers] = rows[0] ?? [];
  // With the locales of ICU, the one of libc decides nothing.
  const isC = provider === 'c' && [collation, characters].every((each) => each === 'C' || each === 'POSIX');
  // An administrator can switch off all triggers and foreign keys for a role. Rekey may not switch them on.
  const hasTriggers = triggers === 'origin';
  if (Number(version) < OLDEST_SERVER || encoding !== 'UTF8' || !isC || !hasTriggers)
    throw new DatabaseProblem('unsuitable');
  // Every role of the server could take the lock, so that Rekey never starts.
  if (read(connection, CAN_ALL_CONNECT) === 1) throw new DatabaseProblem('open_to_all');
  requireWritable(connection);
  // A commit that is answered is on the disk, and on the one of a synchronous standby where there is one.
  connection.run({ text: 'SET synchronous_commit = on' });
}

/** A standby, and a server that was set to be read, take no act. @throws DatabaseProblem read_only */
function requireWritable(connection: Connection): void {
  if (read(connection, 'SHOW transaction_read_only') !== 'off') throw new DatabaseProblem('read_only');
}

/** The lock ends with the connection, and with it the process. @throws DatabaseProblem in_use */
export function takeLock(connection: Connection): void {
  const lock = (): void => void connection.run({ text: `SELECT pg_advisory_lock(${ADVISORY_LOCK})` });
  try {
    lock();
  } catch (error) {
    if ((error as { readonly code?: string }).code !== '55P03') throw error;
    if (read(connection, END_ABANDONED_WAIT) === 0) throw new DatabaseProblem('in_use', error);
    lock();
  }
}

/** @returns whether it has the lock now. @throws DatabaseProblem read_only: also of a server that took changes before. */
export async function tryLock(connection: Connection, limitMs: number): Promise<boolean> {
  const text = `SELECT current_setting('transaction_read_only') = 'off',
    CASE WHEN current_setting('transaction_read_only') = 'off' THEN pg_try_advisory_lock(${ADVISORY_LOCK}) END`;
  const [isWritable, isTaken] = (await connection.runPatiently({ text }, limitMs)).rows[0] ?? [];
  if (isWritable !== 1) throw new DatabaseProblem('read_only');
  // The next try finds the lock free where there was one.
  if (isTaken !== 1) await connection.runPatiently({ text: END_ABANDONED_WAIT }, limitMs);
  return isTaken === 1;
}

/**
 * A name may lead to several servers, and to another one after a while. What is read beside the connection that writes must come
 * from its server: the one where somebody has the lock.
 * @throws DatabaseProblem disconnected
 */
export function requireServed(connection: Connection): void {
  const isServed = read(
    connection,
    `SELECT EXISTS (SELECT 1 FROM pg_locks l JOIN pg_database d ON d.oid = l.database WHERE d.datname = current_database()
      AND l.locktype = 'advisory' AND l.granted AND l.classid = 0 AND l.objid = ${ADVISORY_LOCK})`,
  );
  if (isServed !== 1) throw new DatabaseProblem('disconnected', new Error('the address leads to another server now'));
}

/**
 * A Rekey that was killed while its commit waits for a missing standby leaves a session that keeps the lock: PostgreSQL does not
 * look for its client while it waits. One that lives ends such a wait itself, after the same time. Counts those that it ends.
 */
const END_ABANDONED_WAIT = `SELECT count(pg_cancel_backend(a.pid)) FROM pg_stat_activity a JOIN pg_locks l USING (pid)
  WHERE l.locktype = 'advisory' AND l.granted AND a.datname = current_database() AND l.classid = 0
    AND l.objid = ${ADVISORY_LOCK} AND a.wait_event = 'SyncRep'
    AND a.query_start < clock_timestamp() - interval '${LIMITS.standbyMs} milliseconds'`;

export const hasSchema = (connection: Connection): boolean =>
  read(connection, "SELECT to_regclass('rekey.rekey_schema') IS NOT NULL") === 1;

/** The caller has begun a transaction. */
export const createSchema = (connection: Connection): void =>
  void connection.run({ text: `CREATE SCHEMA rekey; ${postgresSchema()}` });

/** @throws DatabaseProblem without_firm, newer, altered_on_postgres */
export function requireOurSchema(connection: Connection): void {
  if (!hasSchema(connection)) throw new DatabaseProblem('without_firm');
  const version = Number(read(connection, 'SELECT version FROM rekey_schema'));
  if (version > SCHEMA_VERSION) throw new DatabaseProblem('newer');
  if (version !== SCHEMA_VERSION || found(connection) !== expected(connection))
    throw new DatabaseProblem('altered_on_postgres');
}

function found(connection: Connection): string {
  connection.run({ text: 'BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY' });
  try {
    return describe(connection, 'rekey');
  } finally {
    connection.run({ text: 'ROLLBACK' });
  }
}

/** What a fresh schema is, by the version of the server. */
const known = new Map<unknown, string>();

/** It is made beside ours, under a name of this session, and rolled back. */
function expected(connection: Connection): string {
  const version = read(connection, 'SHOW server_version_num');
  const before = known.get(version);
  if (before !== undefined) return before;
  const scratch = `rekey_expected_${Number(read(connection, 'SELECT pg_backend_pid()'))}`;
  connection.run({
    text: `BEGIN; CREATE SCHEMA ${scratch}; SET LOCAL search_path = ${scratch}, pg_catalog, pg_temp`,
  });
  try {
    connection.run({ text: postgresSchema() });
    const made = describe(connection, scratch);
    known.set(version, made);
    return made;
  } finally {
    connection.run({ text: 'ROLLBACK' });
  }
}

/**
 * Everything that decides what a statement does: columns, constraints, indexes, triggers, rules, policies, functions, and tables
 * elsewhere whose rows count as ours or that hold ours. The caller has begun a transaction.
 */
function describe(connection: Connection, schema: string): string {
  // What somebody has put into our schema must not stand before PostgreSQL's own tables, functions and operators.
  connection.run({ text: 'SET LOCAL search_path = pg_catalog, pg_temp; SET LOCAL quote_all_identifiers = off' });
  const { rows } = connection.run({
    text: `
WITH ours AS (SELECT oid, nspname FROM pg_namespace WHERE nspname = '${schema}'),
objects AS (SELECT c.* FROM pg_class c JOIN ours ON c.relnamespace = ours.oid),
facts (kind, name, fact) AS (
  SELECT 'member', m.identity, m.type
    FROM ours JOIN pg_depend d ON d.refclassid = 'pg_namespace'::regclass AND d.refobjid = ours.oid
    CROSS JOIN LATERAL pg_identify_object(d.classid, d.objid, d.objsubid) AS m
  UNION ALL SELECT 'object', relname, concat_ws(' ', relkind, relpersistence, relhasrules, relrowsecurity, relforcerowsecurity, relispartition)
    FROM objects
  UNION ALL SELECT 'inherits', o.relname, concat_ws(' ', i.inhrelid::regclass, i.inhparent::regclass)
    FROM objects o JOIN pg_inherits i ON o.oid IN (i.inhrelid, i.inhparent)
  UNION ALL SELECT 'column', o.relname || '.' || a.attname, concat_ws(' ', a.attnum, format_type(a.atttypid, a.atttypmod),
      a.attnotnull, a.attidentity, a.attgenerated, pg_get_expr(d.adbin, d.adrelid), a.attcollation::regcollation)
    FROM objects o JOIN pg_attribute a ON a.attrelid = o.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_attrdef d ON d.adrelid = o.oid AND d.adnum = a.attnum
  UNION ALL SELECT 'sequence', o.relname, concat_ws(' ', s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcycle)
    FROM objects o JOIN pg_sequence s ON s.seqrelid = o.oid
  UNION ALL SELECT 'constraint', o.relname || '.' || k.conname, concat_ws(' ', k.convalidated, pg_get_constraintdef(k.oid))
    FROM objects o JOIN pg_constraint k ON k.conrelid = o.oid
  UNION ALL SELECT 'held', o.relname, concat_ws(' ', k.conrelid::regclass, k.conname)
    FROM objects o JOIN pg_constraint k ON k.confrelid = o.oid
  UNION ALL SELECT 'index', o.relname, concat_ws(' ', i.indisvalid, pg_get_indexdef(i.indexrelid))
    FROM objects o JOIN pg_index i ON i.indexrelid = o.oid
  UNION ALL SELECT 'trigger', o.relname || '.' || t.tgname, concat_ws(' ', t.tgenabled, pg_get_triggerdef(t.oid))
    FROM objects o JOIN pg_trigger t ON t.tgrelid = o.oid AND NOT t.tgisinternal
  UNION ALL SELECT 'disabled', o.relname, t.tgenabled::text
    FROM objects o JOIN pg_trigger t ON t.tgrelid = o.oid AND t.tgisinternal AND t.tgenabled <> 'O'
  UNION ALL SELECT 'function', p.proname, concat_ws(' ', pg_get_function_identity_arguments(p.oid), pg_get_function_result(p.oid),
      p.prokind, l.lanname, p.provolatile, p.proisstrict, p.proparallel, p.prosecdef, p.prosrc, pg_get_function_sqlbody(p.oid), p.proconfig)
    FROM pg_proc p JOIN ours ON p.pronamespace = ours.oid JOIN pg_language l ON l.oid = p.prolang
  UNION ALL SELECT 'aggregate', p.proname, concat_ws(' ', a.aggtransfn, a.aggfinalfn, a.aggtranstype::regtype, a.agginitval)
    FROM pg_proc p JOIN ours ON p.pronamespace = ours.oid JOIN pg_aggregate a ON a.aggfnoid = p.oid
  UNION ALL SELECT 'operator', p.oprname, p.oprcode::text FROM pg_operator p JOIN ours ON p.oprnamespace = ours.oid
  UNION ALL SELECT 'event trigger', evtname, evtevent FROM pg_event_trigger
)
SELECT kind, replace(name, '${schema}.', '@.'), replace(fact, '${schema}.', '@.') FROM facts ORDER BY 1, 2, 3`,
  });
  return createHash('sha256').update(JSON.stringify(rows)).digest('hex');
}
