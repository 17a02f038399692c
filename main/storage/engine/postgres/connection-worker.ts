// The worker thread of connection.ts, built as a separate file: talks to PostgreSQL while the other thread waits.
import { Socket } from 'node:net';
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
  type ThreadNews,
  type ThreadRequest,
} from './protocol.ts';
import { watchServer } from './server-watch.ts';
import { cancelWait, createStandbyLook, type StandbyLook } from './standby-look.ts';

const { port, signal } = workerData as ThreadData;

// It would take any certificate of any server. Some computers have it for all programs. This thread has an environment of its own.
delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];

// The client says at the terminal that it will read ~/.pgpass in another way one day. That is for programmers.
process.noDeprecation = true;

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
let clientAddress: PostgresAddress;
let standby: StandbyLook | undefined;
/** PostgreSQL has warned that a commit did not wait to its end. */
let isWaitCancelled = false;
/** How many commits were not confirmed. */
let misses = 0;
let beat: NodeJS.Timeout | undefined;
let lostBecause: Error | undefined;
/** The session at the server, of the connection that writes. */
let ownProcess: number | undefined;
let isBusy = false;
let isInTransaction = false;
let told: string[] = [];

function lose(error: Error): void {
  if (lostBecause !== undefined) return;
  lostBecause = error;
  // While a statement is under way, its answer says so.
  if (!isBusy) tell({ lostBecause: error.message });
}

/** So long others are waited for once one of them has said that it takes no changes. */
const OTHERS_MS = 1000;

const tell = (news: ThreadNews): void => parentPort?.postMessage(news);

interface Opened {
  readonly client: Client;
  readonly socket: Socket;
  readonly address: PostgresAddress;
}

/** Of several hosts, one that takes changes. @returns its address. @throws as one of them. */
async function connect(address: PostgresAddress, isWriter: boolean): Promise<StatementResult> {
  const urls = urlsOf(address.url);
  const opened = await firstOf(urls.map((url) => openHost({ ...address, url }, urls.length > 1)));
  try {
    clientAddress = opened.address;
    await prepare(opened, isWriter);
    return { ...said('CONNECT'), rows: [[opened.address.url]] };
  } catch (error) {
    // Its end is no loss.
    client = undefined;
    endQuietly(opened);
    throw error;
  }
}

/** All at once: one that has lost its power keeps none waiting for the others. */
function firstOf(attempts: readonly Promise<Opened>[]): Promise<Opened> {
  return new Promise((resolve, reject) => {
    let isOver = false;
    let left = attempts.length;
    let problem: unknown;
    const giveUp = (): void => {
      isOver = true;
      reject(problem);
    };
    for (const attempt of attempts)
      attempt.then(
        (opened) => {
          if (isOver) return endQuietly(opened);
          isOver = true;
          resolve(opened);
        },
        (error: unknown) => {
          left -= 1;
          // One that takes no changes says more than one that is not there. It may take them soon, so the others are not waited for.
          if (!isReadOnly(problem)) problem = error;
          if (left === 0) giveUp();
          else if (isReadOnly(error)) setTimeout(giveUp, OTHERS_MS);
        },
      );
  });
}

async function openHost(address: PostgresAddress, isOneOfSeveral: boolean): Promise<Opened> {
  const opened = open(address);
  try {
    await opened.client.connect();
    if (isOneOfSeveral) await requireWritable(opened.client);
    return opened;
  } catch (error) {
    endQuietly(opened);
    throw error;
  }
}

const endQuietly = (opened: Opened): void => void opened.client.end().catch(() => undefined);

function open(address: PostgresAddress): Opened {
  const socket = new Socket();
  const opened = new Client({
    connectionString: address.url,
    stream: () => socket,
    connectionTimeoutMillis: LIMITS.connectMs,
    keepAlive: true,
    application_name: 'rekey',
    statement_timeout: LIMITS.statementMs,
    lock_timeout: LIMITS.lockMs,
    idle_in_transaction_session_timeout: LIMITS.idleInTransactionMs,
    types: types as never,
    // Statements are sent without waiting for the answers of those before them.
    pipeline: true,
  });
  // An option would be replaced with the password of the URL, which is empty.
  if (address.password !== undefined) opened.password = address.password;
  opened.on('error', (error) => {
    if (client === opened) lose(error);
  });
  opened.on('end', () => {
    if (client === opened) lose(new Error('the server has ended the connection'));
  });
  return { client: opened, socket, address };
}

const isReadOnly = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === READ_ONLY_CODE;

async function requireWritable(opened: Client): Promise<void> {
  const { rows } = await opened.query<{ isOff: number }>(
    `SELECT current_setting('transaction_read_only') = 'off' AS "isOff"`,
  );
  if (rows[0]?.isOff !== 1) throw Object.assign(new Error('the server takes no changes'), { code: READ_ONLY_CODE });
}

async function prepare({ client: opened, socket }: Opened, isWriter: boolean): Promise<void> {
  client = opened;
  isInTransaction = false;
  told = [];
  ownProcess = undefined;
  // Every role that can connect may notify. Only this connection changes anything.
  opened.on('notification', ({ payload, processId }) => {
    if (payload !== undefined && processId === ownProcess) told.push(payload);
  });
  opened.on('notice', ({ routine }) => {
    // The routine has one name in every language of the server.
    if (routine === 'SyncRepWaitForLSN') isWaitCancelled = true;
  });
  // A role or a database may have other settings. The types are read, the statements written, and the warnings heard, for these.
  // Rekey's own json_valid() catches an error, which workers of a query may not.
  await opened.query(
    `SET search_path = rekey, pg_catalog, pg_temp; SET client_encoding = 'UTF8'; SET bytea_output = 'hex';
     SET standard_conforming_strings = on; SET client_min_messages = 'warning';
     SET max_parallel_workers_per_gather = 0`,
  );
  if (!isWriter) return;
  watchServer(socket, (error) => {
    lose(error);
    socket.destroy();
  });
  ownProcess = (await opened.query<{ own: number }>('SELECT pg_backend_pid() AS own')).rows[0]?.own;
  await opened.query(
    `SET idle_session_timeout = ${LIMITS.idleMs}; SET tcp_user_timeout = ${LIMITS.unseenMs};
     SET tcp_keepalives_idle = 2; SET tcp_keepalives_interval = 2; SET tcp_keepalives_count = 3;
     LISTEN ${CHANGE_CHANNEL}`,
  );
  beat = setInterval(() => {
    if (isBusy || isInTransaction || lostBecause !== undefined) return;
    if (standby === undefined) opened.query('SELECT 1').catch(lose);
    else standby.look().then((facts) => tell({ standby: facts, misses }), lose);
  }, LIMITS.beatMs);
}

/** @returns the first look at the standby. From now on each beat is one. */
async function watchStandby(): Promise<StatementResult> {
  if (client === undefined) throw new Error('there is no connection');
  standby = createStandbyLook(client);
  misses = 0;
  return { ...said('LOOK'), standby: await standby.look() };
}

const said = (command: string): StatementResult => ({ columns: [], rows: [], count: 0, command, told: [] });

/** @throws the error of the first one that failed. */
async function runAll(statements: readonly StatementRequest[]): Promise<readonly StatementResult[]> {
  const before = statements.slice(0, -1).map(run);
  const last = statements.at(-1);
  const done = Promise.allSettled(before);
  const answers = last === undefined ? [] : [last.text === 'COMMIT' ? commit(last, done) : run(last)];
  await Promise.allSettled([...before, ...answers]);
  // One piece of bytes may have several answers. What was told comes with the commit, which is the last one.
  const heard = told;
  told = [];
  const results = await Promise.all([...before, ...answers]);
  return results.map((result, at) => (at === results.length - 1 ? { ...result, told: heard } : result));
}

/**
 * PostgreSQL warns when it was told to wait no longer: the commit is then on its own disk.
 * @param before the statements that were sent before it. The wait for a standby begins after them.
 */
async function commit(request: StatementRequest, before: Promise<unknown>): Promise<StatementResult> {
  isWaitCancelled = false;
  const committed = run(request);
  // PostgreSQL answers it after the commit.
  const firstLook = request.needsStandby === true ? standby?.hasAllNow() : undefined;
  await before;
  const until = performance.now() + LIMITS.standbyMs;
  const cancelling =
    ownProcess === undefined ? undefined : cancelWait(() => open(clientAddress).client, ownProcess, LIMITS.standbyMs);
  let isSent: boolean | undefined;
  const result = await committed.finally(async () => {
    isSent = await cancelling?.end();
  });
  // What has come too late for the commit must not meet the next statement.
  if (isSent === true) await client?.query('SELECT 1').catch(() => undefined);
  if (isWaitCancelled) standby?.miss();
  else if (request.needsStandby !== true || standby === undefined) return result;
  else if (firstLook !== undefined && (await standby.hasAll(await firstLook, until))) return result;
  misses += 1;
  return { ...result, isAlone: true };
}

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
  return {
    columns: result.fields.map((field) => field.name),
    rows: result.rows,
    count: result.rowCount ?? 0,
    command: result.command,
    told: [],
  };
}

async function close(): Promise<StatementResult> {
  const closing = client;
  client = undefined;
  standby = undefined;
  clearInterval(beat);
  await closing?.end();
  return said('CLOSE');
}

/** Codes after which the server has ended the session: a failed connection, a shutdown, and the limits for idle sessions. */
const ENDS_SESSION = /^(08|57P|25P0[34]$)/;

async function answer(request: ThreadRequest): Promise<Answer> {
  try {
    if (request === 'close') return { results: [await close()] };
    if (request === 'watch standby') return { results: [await watchStandby()] };
    if ('address' in request) return { results: [await connect(request.address, request.isWriter)] };
    return { results: await runAll(request) };
  } catch (error) {
    const { message, code } = (lostBecause ?? error) as Error & { readonly code?: string };
    // Other errors are not the server's. The severity is in the language of the server, so the code decides.
    const isOfStatement = error instanceof DatabaseError && !ENDS_SESSION.test(code ?? '');
    const isOfConnection = typeof request === 'string' || 'address' in request;
    return { error: { message, code }, isLost: lostBecause !== undefined || isOfConnection || !isOfStatement };
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
