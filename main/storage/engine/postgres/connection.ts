// A connection to PostgreSQL whose statements return like a function's: storage is synchronous, so that nothing runs
// between two lines of a transaction, and every client of PostgreSQL is not. A worker thread talks to the server, and this
// thread waits for it. connection-worker.ts is the other end.
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { StandbyFacts } from '../../../domain/standby.ts';
import { DatabaseProblem } from '../database-problem.ts';
import type { PostgresAddress } from './address.ts';
import {
  type Answer,
  LIMITS,
  READ_ONLY_CODE,
  type StatementRequest,
  type StatementResult,
  type ThreadData,
  type ThreadNews,
  type ThreadRequest,
} from './protocol.ts';

export interface Connection {
  /** Of several hosts, the one that is connected. */
  readonly address: PostgresAddress;
  /**
   * What was put off goes with it, in one round trip.
   * @throws the error of the first statement that failed, with the SQLSTATE as `code`; DatabaseProblem when the connection is lost.
   */
  run(statement: StatementRequest): StatementResult;
  /**
   * Sends a statement of a transaction together with the next one that is run, which throws its error. After an error PostgreSQL
   * does nothing more in that transaction. @returns its result, which is waited for.
   */
  putOff(statement: StatementRequest): () => StatementResult;
  /** Sends what was put off. @throws as `run`. */
  flush(): void;
  /** What was put off is not sent. */
  drop(): void;
  /** As `run`, and this thread goes on in between. Nothing else is run until then. */
  runPatiently(statement: StatementRequest, limitMs: number): Promise<StatementResult>;
  /** Called once, when the connection is lost, also between two statements. */
  onLost(listener: (problem: DatabaseProblem) => void): void;
  /** Looks at the standby, now and from now on. @param listener told of each later look. */
  watchStandby(listener: (facts: StandbyFacts, misses: number) => void): StandbyFacts;
  readonly isOpen: boolean;
  close(): void;
}

// The worker is a source file in tests, and a built file next to the main bundle in the application.
const WORKER = new URL(
  import.meta.url.endsWith('.ts') ? './connection-worker.ts' : './connection-worker.js',
  import.meta.url,
);

/** A thread, and the two ways to it: its port for statements and answers, and a signal that an answer is there. */
interface Thread {
  readonly worker: Worker;
  readonly port: MessagePort;
  readonly signal: Int32Array;
}

/** A thread takes long to start. Those whose connection was closed in order take the next one. */
const spare: Thread[] = [];

function startThread(): Thread {
  const { port1: port, port2 } = new MessageChannel();
  const signal = new Int32Array(new SharedArrayBuffer(4));
  const data: ThreadData = { port: port2, signal };
  const worker = new Worker(WORKER, { workerData: data, transferList: [port2] });
  worker.unref();
  port.unref();
  return { worker, port, signal };
}

/** @param isWriter the connection speaks up regularly and hears of changes. @throws DatabaseProblem */
export function connect(address: PostgresAddress, isWriter: boolean): Connection {
  const way = openWay();
  return toConnection(way, address, way.ask({ address, isWriter }, CONNECT_MS));
}

/** A connection that writes. This thread goes on until it is there. @throws DatabaseProblem */
export async function connectPatiently(address: PostgresAddress): Promise<Connection> {
  const way = openWay();
  return toConnection(way, address, await way.askPatiently({ address, isWriter: true }, CONNECT_MS));
}

/** The thread has a limit of its own. */
const CONNECT_MS = LIMITS.threadMs + LIMITS.connectMs * 2;

interface PutOff {
  readonly statement: StatementRequest;
  result: StatementResult | undefined;
}

function toConnection(way: Way, address: PostgresAddress, [opened]: readonly StatementResult[]): Connection {
  let waiting: PutOff[] = [];
  const take = (): PutOff[] => {
    const taken = waiting;
    waiting = [];
    return taken;
  };
  const send = (...statements: StatementRequest[]): readonly StatementResult[] => {
    const before = take();
    if (!way.isOpen) throw new DatabaseProblem('disconnected');
    const results = way.ask([...before.map(({ statement }) => statement), ...statements], LIMITS.answerMs);
    for (const [at, each] of before.entries()) each.result = results[at];
    return results;
  };
  return {
    address: { ...address, url: String(opened?.rows[0]?.[0]) },
    run: (statement) => lastOf(send(statement)),
    putOff(statement) {
      const put: PutOff = { statement, result: undefined };
      waiting.push(put);
      return () => {
        if (waiting.includes(put)) send();
        if (put.result === undefined) throw new Error('the statement was not carried out');
        return put.result;
      };
    },
    flush() {
      if (waiting.length > 0) send();
    },
    drop: () => void take(),
    async runPatiently(statement, limitMs) {
      if (!way.isOpen) throw new DatabaseProblem('disconnected');
      return lastOf(await way.askPatiently([statement], limitMs));
    },
    onLost: way.onLost,
    watchStandby: way.watchStandby,
    get isOpen() {
      return way.isOpen;
    },
    close: way.close,
  };
}

function lastOf(results: readonly StatementResult[]): StatementResult {
  const last = results.at(-1);
  if (last === undefined) throw new Error('the server has answered nothing');
  return last;
}

interface Way extends Pick<Connection, 'onLost' | 'watchStandby' | 'isOpen' | 'close'> {
  ask(request: ThreadRequest, limitMs: number): readonly StatementResult[];
  askPatiently(request: ThreadRequest, limitMs: number): Promise<readonly StatementResult[]>;
}

function openWay(): Way {
  const { worker, port, signal } = spare.pop() ?? startThread();
  let isOpen = true;
  const listeners: ((problem: DatabaseProblem) => void)[] = [];

  const lose = (cause: unknown): DatabaseProblem => {
    const isReadOnly = cause instanceof Error && 'code' in cause && cause.code === READ_ONLY_CODE;
    const problem = new DatabaseProblem(isReadOnly ? 'read_only' : 'disconnected', cause);
    if (isOpen) {
      isOpen = false;
      void worker.terminate();
      for (const listener of listeners) listener(problem);
    }
    return problem;
  };
  const lookers: ((facts: StandbyFacts, misses: number) => void)[] = [];
  const hear = (news: ThreadNews): void => {
    if ('lostBecause' in news) lose(new Error(news.lostBecause));
    else for (const look of lookers) look(news.standby, news.misses);
  };
  worker.on('message', hear).on('error', lose);

  /** @returns what it has seen of the signal before. */
  const send = (request: ThreadRequest): number => {
    const before = Atomics.load(signal, 0);
    port.postMessage(request);
    return before;
  };
  const late = (limitMs: number): DatabaseProblem => lose(new Error(`the server has not answered for ${limitMs} ms`));
  const take = (answer: Answer): readonly StatementResult[] => {
    if ('results' in answer) return answer.results;
    const error = Object.assign(new Error(answer.error.message), { code: answer.error.code });
    throw answer.isLost ? lose(error) : error;
  };
  const way: Way = {
    ask(request, limitMs) {
      const before = send(request);
      const until = performance.now() + limitMs;
      let received = receiveMessageOnPort(port);
      while (received === undefined) {
        const left = until - performance.now();
        if (left <= 0) throw late(limitMs);
        Atomics.wait(signal, 0, before, left);
        received = receiveMessageOnPort(port);
      }
      return take(received.message as Answer);
    },
    async askPatiently(request, limitMs) {
      const before = send(request);
      await Atomics.waitAsync(signal, 0, before, limitMs).value;
      const received = receiveMessageOnPort(port);
      if (received === undefined) throw late(limitMs);
      return take(received.message as Answer);
    },
    onLost: (listener) => {
      listeners.push(listener);
    },
    watchStandby(listener) {
      const { standby } = lastOf(way.ask('watch standby', LIMITS.answerMs));
      if (standby === undefined) throw new Error('there was no look at the standby');
      lookers.push(listener);
      return standby;
    },
    get isOpen() {
      return isOpen;
    },
    close() {
      if (!isOpen) return;
      try {
        way.ask('close', LIMITS.connectMs);
      } catch {
        return; // It is closed all the same, and its thread is ended.
      }
      isOpen = false;
      worker.off('message', hear).off('error', lose);
      spare.push({ worker, port, signal });
    },
  };
  return way;
}
