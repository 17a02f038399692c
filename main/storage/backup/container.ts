// The file of a backup: a tar archive with three files, encrypted with a passphrase as age v1 does it (scrypt). Other
// tools open it: `age -d` and `tar`. It is written and read piece by piece, so memory does not grow with the database. It
// reads and writes synchronously: it runs in a worker thread.
import { closeSync, constants, fstatSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs';
import { Decrypter, Encrypter, type Identity, type Recipient } from 'age-encryption';
import { createTarDecoder, createTarPacker } from 'modern-tar';
import { BackupProblem } from './backup-problem.ts';
import type { Salted } from './passphrase-stanza.ts';

/** The names in the archive, in their order. */
const DATABASE = 'rekey.db';
const KEY = 'data-key.json';
const MANIFEST = 'manifest.json';
const NAMES: readonly string[] = [DATABASE, KEY, MANIFEST];
const MOST_SMALL_BYTES = 64 * 1024;
const PIECE = 64 * 1024;

/**
 * The header that age writes for a passphrase. A work factor above 2^18, which is that of `age -p`, would take memory as the
 * file likes. The library reads a header line by line, whatever its length, so it never sees another one.
 */
const HEADER =
  /^age-encryption\.org\/v1\n-> scrypt ([A-Za-z0-9+/]{22}) ([1-9]|1[0-8])\n[A-Za-z0-9+/]{43}\n--- [A-Za-z0-9+/]{43}\n/;
const FIRST_LINE = 'age-encryption.org/v1\n';
const LONGEST_HEADER = 512;

type Bytes = Uint8Array<ArrayBuffer>;
type OnProgress = (done: number, total: number) => void;

export interface SmallParts {
  /** The content of the data key's file. */
  readonly key: string;
  readonly manifest: string;
}

/**
 * Writes the file and flushes it to the disk.
 * @param target is created, for this account alone.
 * @param recipient closes the key of the file with the passphrase.
 * @throws the error of the system.
 */
export async function writeContainer(
  target: string,
  recipient: Recipient,
  database: string,
  { key, manifest }: SmallParts,
  onProgress: OnProgress,
): Promise<void> {
  const source = openSync(database, constants.O_RDONLY);
  try {
    const { size } = fstatSync(source);
    const handle = openSync(target, 'wx', 0o600);
    try {
      const encrypter = new Encrypter();
      encrypter.addRecipient(recipient);
      const { readable, controller } = createTarPacker();
      const add = async (name: string, bytes: number, body: ReadableStream<Bytes>): Promise<void> =>
        body.pipeTo(controller.add({ name, size: bytes, mode: 0o600, type: 'file', uid: 0, gid: 0 }));
      const pack = async (): Promise<void> => {
        await add(DATABASE, size, readFrom(source, size, onProgress));
        for (const [name, text] of [
          [KEY, key],
          [MANIFEST, manifest],
        ] as const) {
          const bytes = new TextEncoder().encode(text);
          await add(name, bytes.length, new Blob([bytes]).stream());
        }
        controller.finalize();
      };
      const encrypted = await encrypter.encrypt(readable);
      await Promise.all([pack().catch((error: unknown) => controller.error(error)), writeAll(handle, encrypted)]);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  } finally {
    closeSync(source);
  }
}

/**
 * Opens the file, decrypts it to its end and gives the database in it away.
 * @param toIdentity opens the key of the file, by what the header says of it.
 * @param takeDatabase `writeNew` or `requireSame`, for a file.
 * @throws BackupProblem wrong_passphrase, damaged, not_a_backup, not_readable; or the error of the system.
 */
export async function readContainer(
  file: string,
  toIdentity: (salted: Salted) => Promise<Identity>,
  takeDatabase: (body: ReadableStream<Uint8Array>) => Promise<void>,
  onProgress: OnProgress,
): Promise<SmallParts> {
  const { handle, salted } = openContainer(file);
  try {
    const identity = await toIdentity(salted);
    const decrypter = new Decrypter();
    decrypter.addIdentity(identity);
    let plain: ReadableStream<Uint8Array>;
    try {
      plain = await decrypter.decrypt(readFrom(handle, fstatSync(handle).size, onProgress));
    } catch (error) {
      const isOther = error instanceof Error && error.message.startsWith('no identity matched');
      throw new BackupProblem(isOther ? 'wrong_passphrase' : 'damaged', error);
    }
    return await unpack(plain, takeDatabase);
  } finally {
    closeSync(handle);
  }
}

function openContainer(file: string): { readonly handle: number; readonly salted: Salted } {
  let handle: number;
  try {
    // No link is followed, and no pipe is waited for. Windows has neither flag.
    handle = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0));
  } catch (error) {
    throw new BackupProblem('not_readable', error);
  }
  try {
    if (!fstatSync(handle).isFile()) throw new BackupProblem('not_readable');
    const head = Buffer.alloc(LONGEST_HEADER);
    const text = head.toString('latin1', 0, readSync(handle, head, 0, head.length, 0));
    const [, salt, workFactor] = HEADER.exec(text) ?? [];
    if (salt !== undefined) return { handle, salted: { salt, workFactor: Number(workFactor) } };
    throw new BackupProblem(isNearly(text) ? 'damaged' : 'not_a_backup');
  } catch (error) {
    closeSync(handle);
    throw error;
  }
}

/** Most of the first line is there: a part of the header was changed, or the file is cut. */
function isNearly(text: string): boolean {
  const differing = [...FIRST_LINE].slice(0, text.length).filter((letter, i) => letter !== text[i]).length;
  return text !== '' && differing <= 2;
}

/** Takes the three files in their order, or nothing. */
async function unpack(
  plain: ReadableStream<Uint8Array>,
  takeDatabase: (body: ReadableStream<Uint8Array>) => Promise<void>,
): Promise<SmallParts> {
  const texts: string[] = [];
  let next = 0;
  try {
    for await (const { header, body } of plain.pipeThrough(createTarDecoder({ strict: true }))) {
      const isOurs = header.name === NAMES[next] && header.type === 'file';
      if (!isOurs || (next > 0 && header.size > MOST_SMALL_BYTES)) throw new BackupProblem('not_a_backup');
      if (next === 0) await takeDatabase(body);
      else texts.push(await new Response(body as ReadableStream<Bytes>).text());
      next += 1;
    }
  } catch (error) {
    // Beside errors of the system, which have a code, the libraries throw: it does not decrypt, or it is no archive.
    if (error instanceof BackupProblem || (error instanceof Error && 'syscall' in error)) throw error;
    throw new BackupProblem('damaged', error);
  }
  const [key, manifest] = texts;
  if (key === undefined || manifest === undefined) throw new BackupProblem('not_a_backup');
  return { key, manifest };
}

/** @param file is created, for this account alone. */
export async function writeNew(file: string, body: ReadableStream<Uint8Array>): Promise<void> {
  const handle = openSync(file, 'wx', 0o600);
  try {
    await writeAll(handle, body);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** @throws BackupProblem not_proved where the file is another one. */
export async function requireSame(file: string, body: ReadableStream<Uint8Array>): Promise<void> {
  const handle = openSync(file, constants.O_RDONLY);
  try {
    let at = 0;
    for await (const piece of body) {
      const own = Buffer.alloc(piece.length);
      const length = readSync(handle, own, 0, own.length, at);
      if (length !== piece.length || !own.equals(piece)) throw new BackupProblem('not_proved');
      at += length;
    }
    if (at !== fstatSync(handle).size) throw new BackupProblem('not_proved');
  } finally {
    closeSync(handle);
  }
}

async function writeAll(handle: number, stream: ReadableStream<Uint8Array>): Promise<void> {
  for await (const piece of stream) for (let at = 0; at < piece.length; ) at += writeSync(handle, piece, at);
}

function readFrom(handle: number, total: number, onProgress: OnProgress): ReadableStream<Bytes> {
  let at = 0;
  return new ReadableStream(
    {
      pull(controller) {
        const piece = new Uint8Array(PIECE);
        const length = readSync(handle, piece, 0, Math.min(PIECE, total - at), at);
        at += length;
        onProgress(at, total);
        if (length > 0) controller.enqueue(piece.subarray(0, length));
        else controller.close();
      },
    },
    { highWaterMark: 0 },
  );
}
