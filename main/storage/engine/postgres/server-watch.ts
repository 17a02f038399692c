// Whether the machine of the PostgreSQL server is still there. One that has lost its power or its network answers nothing, and
// the system goes on sending to it for a quarter of an hour.
import { connect, type Socket } from 'node:net';

/** The connection is asked something every two seconds, and a long statement is answered later. */
const QUIET_MS = 3000;
const LOOK_EVERY_MS = 1000;
/** Two packets of the beginning of a connection go in that time. */
const ANSWER_MS = 2000;
/** In a row. A switch may lose a few packets. */
const MOST_UNANSWERED = 3;
/** No other error says anything about the machine. */
const IS_NOT_THERE: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'EHOSTDOWN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
]);

/**
 * When nothing has come for three seconds, it knocks at the port: the machine itself takes a connection, also where PostgreSQL is
 * busy.
 * @param socket is connected. One of a path is not watched: it ends with its server.
 * @param onGone called once, after three knocks without an answer.
 */
export function watchServer(socket: Socket, onGone: (error: Error) => void): void {
  const { remoteAddress: host, remotePort: port } = socket;
  if (host === undefined || port === undefined) return;
  let heard = socket.bytesRead;
  let heardAt = performance.now();
  let unanswered = 0;
  let isAsking = false;
  const timer = setInterval(async () => {
    const now = performance.now();
    if (socket.bytesRead !== heard) {
      heard = socket.bytesRead;
      heardAt = now;
      unanswered = 0;
    }
    if (isAsking || now - heardAt < QUIET_MS) return;
    isAsking = true;
    unanswered = (await isThere(host, port)) ? 0 : unanswered + 1;
    isAsking = false;
    // It was closed in order while somebody knocked: its thread may have another connection by now.
    if (socket.destroyed) return;
    if (unanswered < MOST_UNANSWERED) return;
    clearInterval(timer);
    onGone(new Error('the machine of the PostgreSQL server does not answer'));
  }, LOOK_EVERY_MS);
  timer.unref();
  socket.once('close', () => clearInterval(timer));
}

const isThere = (host: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const knock = connect({ host, port, timeout: ANSWER_MS });
    const end = (answer: boolean): void => {
      knock.destroy();
      resolve(answer);
    };
    knock.once('connect', () => end(true));
    knock.once('timeout', () => end(false));
    knock.once('error', (error: NodeJS.ErrnoException) => end(!IS_NOT_THERE.has(error.code ?? '')));
  });
