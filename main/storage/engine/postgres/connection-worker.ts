// The worker thread of connection.ts, built as a separate file: talks to PostgreSQL while the other thread waits.
import { parentPort, workerData } from 'node:worker_threads';
import { Client, DatabaseError, type QueryResult } from 'pg';
import type { SqlValue } from '../database.ts';
import { type PostgresAddress, urlsOf } from './address.ts';
import {
  type Answer,
  CHANGE_CHANNEL,
  LIMITS,
  READ_ONLY_CODE,
  type StatementRequest,
  type StatementResult,
  type ThreadData,
  type ThreadRequest,
} from './protocol.ts';

const { port, signal } = workerData as ThreadData;

/** Numbers of the types, as PostgreSQL has them in pg_type. */
const PARSERS: Readonly<Record<number, (text: string) => SqlValue>> = {
  16: (text) => (text === 't' ? 1 : 0), // bool
  17: (text) => Uint8Array.from(Buffer.from(text.slice(2), 'hex')), // bytea
  20: Number, // int8
  21: Number, // int2
  23: Number, // int4
  26: Number, // oid
  1700: Number, // numeric, the sum of int8
};
const types = { getTypeParser: (type: number) => PARSERS[type] ?? ((text: string) => text) };

let client: Client | undefined;
let beat: NodeJS.Timeout | undefined;
let isLost = false;
let isBusy = false;
let isInTransaction = false;
let told: string[] = [];

function lose(error: Error): void {
  if (isLost) return;
  isLost = true;
  // While a statement is under way, its answer says so.
  if (!isBusy) parentPort?.postMessage(error.message);
}

/** Of several hosts, the first one that takes changes. @returns its address. @throws as its last host. */
async function connect(address: PostgresAddress, isWriter: boolean): Promise<StatementResult> {
  const urls = urlsOf(address.url);
  let problem: unknown;
  for (const url of urls) {
    const opened = open({ ...address, url });
    try {
      await opened.connect();
      if (urls.length > 1) await requireWritable(opened);
      await prepare(opened, isWriter);
      return { ...said('CONNECT'), rows: [[url]] };
    } catch (error) {
      // One that takes no changes says more than one that is not there.
      if (!isReadOnly(problem)) problem = error;
      // Its end is no loss.
      client = undefined;
      opened.end().catch(() => undefined);
    }
  }
  throw problem;
}

function open(address: PostgresAddress): Client {
  const opened = new Client({
    connectionString: address.url,
    connectionTimeoutMillis: LIMITS.connectMs,
    keepAlive: true,
    application_name: 'rekey',
    statement_timeout: LIMITS.statementMs,
    lock_timeout: LIMITS.lockMs,
    idle_in_transaction_session_timeout: LIMITS.idleInTransactionMs,
    types: types as never,
  });
  // An option would be replaced with the password of the URL, which is empty.
  if (address.password !== undefined) opened.password = address.password;
  opened.on('error', (error) => {
    if (client === opened) lose(error);
  });
  opened.on('end', () => {
    if (client === opened) lose(new Error('the server has ended the connection'));
  });
  return opened;
}

const isReadOnly = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === READ_ONLY_CODE;

async function requireWritable(opened: Client): Promise<void> {
  const { rows } = await opened.query<{ isOff: number }>(
    `SELECT current_setting('transaction_read_only') = 'off' AS "isOff"`,
  );
  if (rows[0]?.isOff !== 1) throw Object.assign(new Error('the server takes no changes'), { code: READ_ONLY_CODE });
}

async function prepare(opened: Client, isWriter: boolean): Promise<void> {
  client = opened;
  isInTransaction = false;
  told = [];
  let ownProcess: number | undefined;
  // Every role that can connect may notify. Only this connection changes anything.
  opened.on('notification', ({ payload, processId }) => {
    if (payload !== undefined && processId === ownProcess) told.push(payload);
  });
  // A role or a database may have other settings. The types are read, and the statements written, for these.
  await opened.query(
    `SET search_path = rekey, pg_catalog, pg_temp; SET client_encoding = 'UTF8'; SET bytea_output = 'hex';
     SET standard_conforming_strings = on`,
  );
  if (!isWriter) return;
  ownProcess = (await opened.query<{ own: number }>('SELECT pg_backend_pid() AS own')).rows[0]?.own;
  await opened.query(
    `SET idle_session_timeout = ${LIMITS.idleMs}; SET tcp_user_timeout = ${LIMITS.unseenMs};
     SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 2;
     LISTEN ${CHANGE_CHANNEL}`,
  );
  beat = setInterval(() => {
    if (!isBusy && !isInTransaction && !isLost) opened.query('SELECT 1').catch(lose);
  }, LIMITS.beatMs);
}

const said = (command: string): StatementResult => ({ columns: [], rows: [], count: 0, command, told: [] });

async function run({ text, name, values }: StatementRequest): Promise<StatementResult> {
  if (client === undefined) throw new Error('there is no connection');
  const answered: QueryResult<SqlValue[]> | readonly QueryResult<SqlValue[]>[] = await client.query({
    text,
    rowMode: 'array',
    ...(name === undefined ? {} : { name }),
    ...(values === undefined ? {} : { values: [...values] }),
  });
  // Several statements at once have several results.
  const result = Array.isArray(answered)
    ? (answered.at(-1) as QueryResult<SqlValue[]>)
    : (answered as QueryResult<SqlValue[]>);
  if (result.command === 'BEGIN') isInTransaction = true;
  else if (result.command === 'COMMIT' || result.command === 'ROLLBACK') isInTransaction = false;
  const heard = told;
  told = [];
  return {
    columns: result.fields.map((field) => field.name),
    rows: result.rows,
    count: result.rowCount ?? 0,
    command: result.command,
    told: heard,
  };
}

async function close(): Promise<StatementResult> {
  const closing = client;
  client = undefined;
  clearInterval(beat);
  await closing?.end();
  return said('CLOSE');
}

/** Codes after which the server has ended the session: a failed connection, a shutdown, and the limits for idle sessions. */
const ENDS_SESSION = /^(08|57P|25P0[34]$)/;

async function answer(request: ThreadRequest): Promise<Answer> {
  try {
    if (request === 'close') return { result: await close() };
    if ('address' in request) return { result: await connect(request.address, request.isWriter) };
    return { result: await run(request) };
  } catch (error) {
    const { message, code } = error as Error & { readonly code?: string };
    // Other errors are not the server's. The severity is in the language of the server, so the code decides.
    const isOfStatement = error instanceof DatabaseError && !ENDS_SESSION.test(code ?? '');
    const isOfConnection = request === 'close' || 'address' in request;
    return { error: { message, code }, isLost: isLost || isOfConnection || !isOfStatement };
  }
}

port.on('message', async (request: ThreadRequest) => {
  isBusy = true;
  const message = await answer(request);
  isBusy = false;
  port.postMessage(message);
  Atomics.add(signal, 0, 1);
  Atomics.notify(signal, 0);
});
