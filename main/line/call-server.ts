// Calls the firm's server: a TLS connection on which the server has proved the key that this desktop knows it by. Nothing is
// said before that.
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { connect, type TLSSocket } from 'node:tls';
import type { Address } from '../domain/pairing.ts';
import { fingerprintOf, type Identity, toPem } from '../services/secrets/certificate.ts';

/**
 * Of all addresses together, from the first packet to the end of the handshake. They are called at once, so one that never
 * answers keeps nobody waiting where another does. TCP sends its first packet again after 1, 3 and 7 s (RFC 6298).
 */
const CONNECT_MS = 10_000;
/** While another address has not answered yet, one that was refused is called again: a server may begin to serve there. */
const CALL_AGAIN_MS = 1000;

/** `not_reached`: nothing answers there, or no Rekey. `wrong_server`: another key. */
export class CallProblem extends Error {
  readonly kind: 'not_reached' | 'wrong_server';

  /** @param cause what the socket said; of all addresses, where several were called. */
  constructor(kind: CallProblem['kind'], cause?: unknown) {
    super(`the server is ${kind}`, { cause });
    this.name = 'CallProblem';
    this.kind = kind;
  }
}

export interface Call {
  readonly socket: TLSSocket;
  /** Of the server's key. */
  readonly fingerprint: Uint8Array;
}

/**
 * Calls all addresses at once, and takes the first one where the right server answers.
 * @param isServer whether the server is the one with this fingerprint.
 * @throws CallProblem
 */
export async function callServer(
  addresses: readonly Address[],
  identity: Identity,
  isServer: (fingerprint: Uint8Array) => boolean,
): Promise<Call> {
  const limit = AbortSignal.timeout(CONNECT_MS);
  /** Each address has answered, or one of them is taken. */
  const over = new AbortController();
  const waiting = new Set(addresses);
  const calls = addresses.map(async (address) => {
    for (;;) {
      try {
        return await callAddress(address, identity, isServer, limit);
      } catch (error) {
        waiting.delete(address);
        if (waiting.size === 0) over.abort();
        await delay(CALL_AGAIN_MS, undefined, { signal: over.signal }).catch(() => undefined);
        if (over.signal.aborted || limit.aborted) throw error;
      }
    }
  });
  try {
    const first = await Promise.any(calls);
    over.abort();
    for (const call of calls)
      call.then(
        (other) => (other === first ? undefined : other.socket.destroy()),
        () => undefined,
      );
    return first;
  } catch (error) {
    const problems = error instanceof AggregateError ? error.errors : [error];
    const isWrong = problems.some((problem) => problem instanceof CallProblem && problem.kind === 'wrong_server');
    throw new CallProblem(isWrong ? 'wrong_server' : 'not_reached', error);
  }
}

async function callAddress(
  { host, port }: Address,
  identity: Identity,
  isServer: (fingerprint: Uint8Array) => boolean,
  signal: AbortSignal,
): Promise<Call> {
  const socket = connect({
    host,
    port,
    ...toPem(identity),
    minVersion: 'TLSv1.3',
    // The key counts, not who signed for it.
    rejectUnauthorized: false,
  });
  try {
    await once(socket, 'secureConnect', { signal });
  } catch (error) {
    socket.on('error', () => undefined);
    socket.destroy();
    throw new CallProblem('not_reached', error);
  }
  // Electron's TLS gives it once: asked a second time, it has none.
  const key = socket.getPeerX509Certificate()?.publicKey;
  const fingerprint = key?.asymmetricKeyType === 'ec' ? fingerprintOf(key) : undefined;
  if (fingerprint !== undefined && isServer(fingerprint)) return { socket, fingerprint };
  socket.destroy();
  throw new CallProblem('wrong_server');
}
