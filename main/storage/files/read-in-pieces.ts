// Reads a file that a person has chosen, piece by piece. The file is open for as long as it is read.
import { constants, type Stats } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { refuse } from '../../domain/refusal.ts';

const PIECE_BYTES = 65_536;

export interface Pieces {
  readonly size: number;
  /** Can be read once. @throws Refusal bad_input: it cannot be read to its end, or another program has changed it. */
  readonly pieces: AsyncIterable<Uint8Array>;
}

/** @throws Refusal bad_input: it is no file, is larger than `most` or cannot be read; and what `read` throws. */
export async function readInPieces<T>(file: string, most: number, read: (pieces: Pieces) => Promise<T>): Promise<T> {
  // A pipe in its place does not wait for a writer. Windows has no such flag and no such pipes.
  const handle = await orRefuse(open(file, constants.O_RDONLY | constants.O_NONBLOCK));
  try {
    const stats = await orRefuse(handle.stat());
    if (!stats.isFile()) return refuseFile('This is no file. It may be a folder, a pipe or a device.');
    if (stats.size > most) return refuseFile(`This file is larger than ${most / 1024 / 1024} MB. Divide it.`);
    return await read({ size: stats.size, pieces: piecesOf(handle, stats) });
  } finally {
    await handle.close();
  }
}

async function* piecesOf(handle: FileHandle, { size, mtimeMs }: Stats): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < size; ) {
    const piece = Buffer.allocUnsafe(Math.min(PIECE_BYTES, size - at));
    const { bytesRead } = await orRefuse(handle.read(piece, 0, piece.length, at));
    at += bytesRead;
    if (at === size || bytesRead === 0) {
      const now = await orRefuse(handle.stat());
      if (bytesRead === 0 || now.size !== size || now.mtimeMs !== mtimeMs)
        return refuseFile('Another program has changed this file while it was read. Choose it again.');
    }
    yield piece.subarray(0, bytesRead);
  }
}

const refuseFile = (message: string): never => refuse({ code: 'bad_input', fields: [{ field: '', message }] });

const orRefuse = <T>(work: Promise<T>): Promise<T> =>
  work.catch(() => refuseFile('This file cannot be read. Close it in other programs, and check that you may open it.'));
