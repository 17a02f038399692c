// The data key: 32 random bytes that encrypt every stored secret. It is kept in a file beside the database, wrapped by
// the operating system's key store where there is one. The file states how it is protected. A sample's key is never
// wrapped, and what its file holds is not the key itself: the copied folder of a real firm does not open as a sample.
import { hkdfSync } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import * as v from 'valibot';
import { readSmallFile } from './read-small-file.ts';
import { writeFileWhole } from './write-file-whole.ts';

/** The part of the operating system's key store that we need. */
export interface KeyStore {
  /** As the person knows it: "Windows Data Protection". */
  readonly name?: string;
  /** False where the system has no key store. The application says so instead of pretending. */
  isAvailable(): Promise<boolean>;
  wrap(text: string): Promise<Uint8Array>;
  /** @throws when another computer or account wrapped the text. */
  unwrap(wrapped: Uint8Array): Promise<string>;
}

export class DataKeyProblem extends Error {
  readonly kind: 'missing' | 'unreadable';
  /** What wrapped the key, as its file says. */
  readonly wrappedBy: WrappedBy | undefined;

  constructor(kind: DataKeyProblem['kind'], cause?: unknown, wrappedBy?: WrappedBy) {
    super(`the data key is ${kind}`, { cause });
    this.name = 'DataKeyProblem';
    this.kind = kind;
    this.wrappedBy = wrappedBy;
  }
}

export interface WrappedBy {
  readonly store: string;
  readonly computer: string;
}

/** What the key was found with when the key store did not have it. */
export type OpenedWith = 'recovery_kit' | 'backup';

const keyFileSchema = v.object({
  version: v.literal(1),
  protection: v.picklist(['os_key_store', 'file_only', 'sample']),
  /** Base64 of the key; or, with a key store, base64 of the wrapped base64 of the key. */
  key: v.string(),
  /** With a key store: which one, and on which computer. */
  store: v.optional(v.string()),
  computer: v.optional(v.string()),
  /** Until it is on record. */
  openedWith: v.optional(v.picklist(['recovery_kit', 'backup'])),
});
type KeyFile = v.InferOutput<typeof keyFileSchema>;

export type KeyProtection = Exclude<KeyFile['protection'], 'sample'>;

export interface DataKey {
  readonly key: Uint8Array;
  readonly protection: KeyProtection;
  /** It was found again, and nobody has recorded that. */
  readonly openedWith: OpenedWith | undefined;
  /** It is on record now. */
  noteRecorded(): void;
  /** Makes sure that the file is still there: without it, nothing that is sealed from now on could be opened again. */
  guard(): void;
}

function readKeyFile(file: string): KeyFile {
  try {
    const parsed = v.safeParse(keyFileSchema, JSON.parse(readSmallFile(file) ?? ''));
    // Not the issues of the schema: they hold the content of the file, and a cause can end in a log.
    if (!parsed.success) throw new Error('not a key file of this version');
    return parsed.output;
  } catch (error) {
    throw new DataKeyProblem('unreadable', error);
  }
}

const keyFileOf = (key: Uint8Array) =>
  ({ version: 1, protection: 'file_only', key: Buffer.from(key).toString('base64') }) as const;

async function wrapKey(key: Uint8Array, keyStore: KeyStore): Promise<KeyFile & { readonly protection: KeyProtection }> {
  const text = Buffer.from(key).toString('base64');
  if (!(await keyStore.isAvailable())) return keyFileOf(key);
  return {
    version: 1,
    protection: 'os_key_store',
    key: Buffer.from(await keyStore.wrap(text)).toString('base64'),
    ...(keyStore.name === undefined ? {} : { store: keyStore.name }),
    computer: hostname().slice(0, 100),
  };
}

function toKey(base64: string): Uint8Array {
  const key = Buffer.from(base64, 'base64');
  if (key.length !== 32) throw new DataKeyProblem('unreadable');
  return key;
}

function toDataKey(file: string, key: Uint8Array, protection: KeyProtection, openedWith?: OpenedWith): DataKey {
  let guard = guardKeyFile(file);
  return {
    key,
    protection,
    openedWith,
    noteRecorded() {
      const { openedWith: _, ...content } = readKeyFile(file);
      writeFileWhole(file, `${JSON.stringify(content)}\n`);
      guard = guardKeyFile(file);
    },
    guard: () => guard(),
  };
}

/**
 * Writes the file again when somebody has removed it: the key in memory may be the last copy.
 * @throws DataKeyProblem when another file is in its place; or that it cannot be written.
 */
function guardKeyFile(file: string): () => void {
  const content = readSmallFile(file) ?? '';
  const look = (): string => {
    const stats = statSync(file, { bigint: true, throwIfNoEntry: false });
    return stats === undefined ? 'gone' : `${stats.dev}/${stats.ino}/${stats.size}/${stats.mtimeNs}`;
  };
  let seen = look();
  return () => {
    const now = look();
    if (now === seen) return;
    if (now === 'gone') writeFileWhole(file, content);
    else if (readSmallFile(file) !== content) throw new DataKeyProblem('unreadable');
    seen = look();
  };
}

/**
 * Reads the data key, or creates one.
 * @param mayCreate false when secrets exist already: a new key cannot decrypt them.
 * @throws DataKeyProblem
 */
export async function openDataKey(
  file: string,
  keyStore: KeyStore,
  randomBytes: (count: number) => Uint8Array,
  mayCreate: boolean,
): Promise<DataKey> {
  if (!existsSync(file)) {
    if (!mayCreate) throw new DataKeyProblem('missing');
    const key = randomBytes(32);
    const content = await wrapKey(key, keyStore);
    writeFileWhole(file, `${JSON.stringify(content)}\n`);
    return toDataKey(file, key, content.protection);
  }
  const content = readKeyFile(file);
  if (content.protection === 'sample') throw new DataKeyProblem('unreadable');
  if (content.protection === 'os_key_store')
    return toDataKey(file, await unwrapKey(content, keyStore), 'os_key_store', content.openedWith);
  const key = toKey(content.key);
  // This computer may have a key store now: then it is used from now on.
  // A key store that refuses (its prompt was cancelled) must not lock the firm out: the file is readable as it is.
  const better = await wrapKey(key, keyStore).catch(() => ({ ...content, protection: 'file_only' as const }));
  const { openedWith } = content;
  if (better.protection === 'os_key_store')
    writeFileWhole(file, `${JSON.stringify({ ...better, ...(openedWith === undefined ? {} : { openedWith }) })}\n`);
  return toDataKey(file, key, better.protection, openedWith);
}

/**
 * Reads the key from the disk and changes nothing: it shows that the key store still opens it.
 * @throws DataKeyProblem
 */
export async function readDataKey(file: string, keyStore: KeyStore): Promise<Uint8Array> {
  if (!existsSync(file)) throw new DataKeyProblem('missing');
  const content = readKeyFile(file);
  return content.protection === 'os_key_store' ? unwrapKey(content, keyStore) : toKey(content.key);
}

async function unwrapKey({ key, store, computer }: KeyFile, keyStore: KeyStore): Promise<Uint8Array> {
  try {
    return toKey(await keyStore.unwrap(Buffer.from(key, 'base64')));
  } catch (error) {
    const wrappedBy = store === undefined || computer === undefined ? undefined : { store, computer };
    throw new DataKeyProblem('unreadable', error, wrappedBy);
  }
}

/** The content of a key file that no key store wraps: a backup holds it, under its passphrase. */
export const toKeyText = (key: Uint8Array): string => `${JSON.stringify(keyFileOf(key))}\n`;

/** @returns undefined where it is none. */
export function fromKeyText(text: string): Uint8Array | undefined {
  try {
    const { protection, key } = v.parse(keyFileSchema, JSON.parse(text));
    return protection === 'file_only' ? toKey(key) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Writes a key file for a known key, wrapped by the key store where there is one that does it. A key store that refuses
 * must not keep the firm out: the next start asks it again.
 */
export async function keepDataKey(
  file: string,
  key: Uint8Array,
  keyStore: KeyStore,
  openedWith?: OpenedWith,
): Promise<void> {
  const wrapped = await wrapKey(key, keyStore).catch(() => undefined);
  const content = { ...(wrapped ?? keyFileOf(key)), ...(openedWith === undefined ? {} : { openedWith }) };
  writeFileWhole(file, `${JSON.stringify(content)}\n`);
}

/** As openDataKey, for a sample. No key store ever opens its file. @throws DataKeyProblem also for the key of a real firm. */
export function openSampleKey(file: string, randomBytes: (count: number) => Uint8Array, mayCreate: boolean): DataKey {
  if (!existsSync(file)) {
    if (!mayCreate) throw new DataKeyProblem('missing');
    const content: KeyFile = {
      version: 1,
      protection: 'sample',
      key: Buffer.from(randomBytes(32)).toString('base64'),
    };
    writeFileWhole(file, `${JSON.stringify(content)}\n`);
  }
  const content = readKeyFile(file);
  if (content.protection !== 'sample') throw new DataKeyProblem('unreadable');
  const key = new Uint8Array(hkdfSync('sha256', toKey(content.key), new Uint8Array(0), 'rekey/sample', 32));
  return toDataKey(file, key, 'file_only');
}

/** @returns false for the key of a real firm, and for one that cannot be read. */
export function isSampleKey(file: string): boolean {
  try {
    return readKeyFile(file).protection === 'sample';
  } catch {
    return false;
  }
}
