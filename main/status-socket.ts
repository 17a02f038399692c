// How a Rekey without a window is, for the person who runs it: a socket in the data folder, which only this account reaches.
// It has counts and no name of anybody.

import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';

/** A socket of Unix has a short path. */
const LONGEST_PATH = 100;

function placeOf(folder: string): string | undefined {
  if (process.platform === 'win32')
    return `\\\\.\\pipe\\rekey-${createHash('sha256').update(folder).digest('hex').slice(0, 32)}`;
  const file = join(folder, 'server.sock');
  return Buffer.byteLength(file) > LONGEST_PATH ? undefined : file;
}

/** @returns ends it; undefined where the folder's path is too long for a socket. */
export async function offerStatus(folder: string, status: () => object): Promise<(() => void) | undefined> {
  const place = placeOf(folder);
  if (place === undefined) return undefined;
  if (process.platform !== 'win32') rmSync(place, { force: true }); // of a process that was killed
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.end(`${JSON.stringify(status())}\n`);
  }).listen(place);
  await once(server, 'listening');
  return () => server.close();
}

/** @returns undefined where no Rekey serves this folder. */
export async function askStatus(folder: string): Promise<string | undefined> {
  const place = placeOf(folder);
  if (place === undefined) return undefined;
  const socket = connect(place).setEncoding('utf8');
  let text = '';
  try {
    for await (const part of socket) text += part;
    return text;
  } catch {
    return undefined;
  }
}
