// A package that somebody has chosen as an update: it is copied to a folder that only this account can change, and the copy is
// checked. What is installed is the copy, so nobody can exchange the package between the check and the installation.
import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, lstat, mkdtemp, open, rm } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { isSignedBy } from './release-signature.ts';

export type UpdateProblem =
  | 'no_release_key'
  | 'not_for_this_system'
  | 'link'
  | 'no_signature'
  | 'wrong_signature'
  | 'not_listed'
  | 'changed'
  | 'too_large'
  | 'not_newer'
  | 'not_readable';

export interface GenuineUpdate {
  readonly kind: 'genuine';
  /** The copy. */
  readonly file: string;
  readonly version: string;
  /** The entry of the change log, which is signed like the package; empty where it is missing or another one. */
  readonly changes: string;
}

export type Update =
  | GenuineUpdate
  | { readonly kind: 'refused'; readonly problem: UpdateProblem; readonly version?: string };

/** What the installer of each system opens. */
const ENDINGS: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  linux: ['.deb', '.rpm'],
  win32: ['.exe'],
  darwin: ['.dmg'],
};
const NAME = /^rekey-(\d{1,4}\.\d{1,4}\.\d{1,4})-[a-z0-9-]+(?:_64)?\.[a-z]+$/;
/** The list names some ten files; an entry of the change log has some 20,000 characters. */
const MOST_BYTES_OF_LIST = 65_536;
const MOST_BYTES_OF_PACKAGE = 1 << 30;
const PIECE = 1 << 20;
/** Not of a link that took the file's place a moment ago, and without waiting for a pipe. */
const READ_ONCE = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

export interface UpdatePlace {
  readonly platform: NodeJS.Platform;
  /** The Rekey that runs. */
  readonly version: string;
  /** "ssh-ed25519 AAAA...", or empty while there is none. */
  readonly releaseKey: string;
  /** Where a folder for the copy is made. */
  readonly temporary: string;
}

/** As the name of a package says it. Undefined for other names. */
export const versionOf = (name: string): string | undefined => NAME.exec(name)?.[1];

/** @param chosen the package, beside SHA256SUMS and SHA256SUMS.sig. */
export async function takeUpdate(chosen: string, place: UpdatePlace): Promise<Update> {
  const name = basename(chosen);
  const version = versionOf(name);
  if (place.releaseKey === '') return refuse('no_release_key');
  if (version === undefined || ENDINGS[place.platform]?.includes(extname(name)) !== true)
    return refuse('not_for_this_system');
  if (!isNewer(version, place.version)) return refuse('not_newer', version);
  let copied: Copied;
  try {
    const list = await readList(dirname(chosen));
    if (list === undefined) return refuse('no_signature');
    if (!isSignedBy(list.sums, list.signature, place.releaseKey)) return refuse('wrong_signature');
    const wanted = hashOf(list.sums, name);
    if (wanted === undefined) return refuse('not_listed');
    const found = await lstat(chosen);
    if (found.isSymbolicLink()) return refuse('link');
    if (found.size > MOST_BYTES_OF_PACKAGE) return refuse('too_large');
    copied = await copy(chosen, place.temporary);
    if (copied.hash === wanted)
      return {
        kind: 'genuine',
        file: copied.file,
        version,
        changes: await readChanges(dirname(chosen), list.sums, version),
      };
  } catch {
    return refuse('not_readable');
  }
  await rm(dirname(copied.file), { recursive: true, force: true });
  return refuse('changed');
}

const refuse = (problem: UpdateProblem, version?: string): Update => ({
  kind: 'refused',
  problem,
  ...(version === undefined ? {} : { version }),
});

/** Undefined where one of the two files is missing. */
async function readList(folder: string): Promise<{ readonly sums: Buffer; readonly signature: string } | undefined> {
  try {
    const [sums, signature] = await Promise.all(
      ['SHA256SUMS', 'SHA256SUMS.sig'].map((name) => readSmall(join(folder, name))),
    );
    return sums === undefined || signature === undefined ? undefined : { sums, signature: signature.toString('utf8') };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** @throws RangeError: not a small file. No link is followed, and no pipe is waited for. */
async function readSmall(path: string): Promise<Buffer> {
  await using file = await open(path, READ_ONCE);
  const found = await file.stat();
  if (!found.isFile() || found.size > MOST_BYTES_OF_LIST) throw new RangeError('not a small file');
  return await file.readFile();
}

function hashOf(sums: Buffer, name: string): string | undefined {
  const lines = sums.toString('utf8').split('\n');
  const [line] = lines.filter((each) => each.slice(64) === `  ${name}`);
  return line?.slice(0, 64);
}

async function readChanges(folder: string, sums: Buffer, version: string): Promise<string> {
  const name = `rekey-${version}-changes.md`;
  try {
    const content = await readSmall(join(folder, name));
    const hash = createHash('sha256').update(content).digest('hex');
    return hash === hashOf(sums, name) ? content.toString('utf8') : '';
  } catch {
    return '';
  }
}

interface Copied {
  readonly file: string;
  readonly hash: string;
}

/** Reads the file once: what is hashed is what is written. Leaves nothing behind where it fails. @throws RangeError: it grows. */
async function copy(chosen: string, temporary: string): Promise<Copied> {
  const folder = await mkdtemp(join(temporary, 'rekey-update-'));
  const file = join(folder, basename(chosen));
  try {
    await using source = await open(chosen, READ_ONCE);
    await using target = await open(file, 'wx', 0o600);
    if (!(await source.stat()).isFile()) throw new RangeError('not a file');
    return { file, hash: await copyHashed(source, target) };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

async function copyHashed(source: FileHandle, target: FileHandle): Promise<string> {
  const hash = createHash('sha256');
  const piece = Buffer.alloc(PIECE);
  for (let copied = 0; copied <= MOST_BYTES_OF_PACKAGE; ) {
    const { bytesRead } = await source.read(piece, 0, PIECE, null);
    if (bytesRead === 0) return hash.digest('hex');
    copied += bytesRead;
    const part = piece.subarray(0, bytesRead);
    hash.update(part);
    await target.writeFile(part);
  }
  throw new RangeError('larger than any package');
}

/** @param one three numbers with dots between them, as both versions are. */
export function isNewer(one: string, other: string): boolean {
  const [a, b] = [one, other].map((version) => version.split('.').map(Number)) as [number[], number[]];
  const at = a.findIndex((part, index) => part !== b[index]);
  return at !== -1 && (a[at] ?? 0) > (b[at] ?? 0);
}
