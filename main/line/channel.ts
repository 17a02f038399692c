// One connection, as both ends see it: messages in and out, a sign of life every second, and an end that is told once.
import type { TLSSocket } from 'node:tls';
import type * as v from 'valibot';
import { parse } from 'valibot';
import { createFrameReader, toFrame } from './frames.ts';

const PING_EVERY_MS = 1000;
/** Without any sign of the other side. Counted in pings, so that a computer that slept does not count its sleep. */
const DEAD_AFTER_PINGS = 4;
/** What the other side does not take is not kept without end. */
const MOST_WAITING_BYTES = 32 * 1024 * 1024;

/** RFC 9266: what both ends of one TLS connection know, and nobody between two connections. */
export const channelOf = (socket: TLSSocket): Uint8Array =>
  socket.exportKeyingMaterial(32, 'EXPORTER-Channel-Binding', Buffer.alloc(0));

export interface Channel<Out> {
  send(message: Out): void;
  /** After what was sent before. */
  end(message?: Out): void;
  /** At once. */
  cut(): void;
  /** From now on. */
  allow(mostBytes: number): void;
  /** Nothing more is read for now: the other side has asked for too much at once. */
  pause(isPaused: boolean): void;
}

export interface ChannelOptions<In> {
  readonly mostBytes: number;
  /** In the order of arrival. */
  readonly onMessage: (message: In) => void;
  readonly onEnd: (error: Error | undefined) => void;
}

/** @param schema of what the other side says. What does not fit ends the connection. */
export function openChannel<In, Out>(
  socket: TLSSocket,
  schema: () => v.GenericSchema<unknown, In>,
  { mostBytes, onMessage, onEnd }: ChannelOptions<In>,
): Channel<Out> {
  let silentPings = 0;
  /** This side has said its last. The other one is not heard any longer, and has not long to take what was said. */
  let isOver = false;
  let problem: Error | undefined;
  const reader = createFrameReader(mostBytes, (message) => {
    if (!socket.destroyed && !isOver) onMessage(parse(schema(), message));
  });
  const pinging = setInterval(() => {
    silentPings += 1;
    if (silentPings > DEAD_AFTER_PINGS) socket.destroy();
    else if (!socket.writableEnded) socket.write(PING);
  }, PING_EVERY_MS);
  pinging.unref();
  socket.setNoDelay(true);
  socket.on('data', (bytes: Buffer) => {
    if (isOver) return;
    silentPings = 0;
    try {
      reader.read(bytes);
    } catch (error) {
      // None of its values: they may be secrets, or what a stranger wants in the log.
      problem = new Error(error instanceof Error ? error.constructor.name : 'unreadable');
      socket.destroy();
    }
  });
  socket.on('error', (error) => {
    problem ??= error;
  });
  socket.once('close', () => {
    clearInterval(pinging);
    onEnd(problem);
  });
  const send = (message: unknown): void => {
    if (socket.destroyed || socket.writableEnded) return;
    socket.write(toFrame(message));
    if (socket.writableLength > MOST_WAITING_BYTES) socket.destroy();
  };
  return {
    send,
    end(message) {
      if (message !== undefined) send(message);
      isOver = true;
      socket.destroySoon();
    },
    cut: () => void socket.destroy(),
    allow: reader.allow,
    pause(isPaused) {
      if (isPaused) socket.pause();
      else socket.resume();
    },
  };
}

const PING = toFrame({ say: 'ping' });
