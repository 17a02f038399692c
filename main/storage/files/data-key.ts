// The data key: 32 random bytes that encrypt every stored secret. It is kept in a file beside the database, wrapped by
// the operating system's key store where there is one. The file states how it is protected.
import { existsSync, readFileSync } from 'node:fs';
import * as v from 'valibot';
import { writeFileWhole } from './write-file-whole.ts';

/** The part of the operating system's key store that we need. */
export interface KeyStore {
  /** False where the system has no key store. The application says so instead of pretending. */
  isAvailable(): Promise<boolean>;
  wrap(text: string): Promise<Uint8Array>;
  /** @throws when another computer or account wrapped the text. */
  unwrap(wrapped: Uint8Array): Promise<string>;
}

export class DataKeyProblem extends Error {
  readonly kind: 'missing' | 'unreadable';

  constructor(kind: DataKeyProblem['kind'], cause?: unknown) {
    super(`the data key is ${kind}`, { cause });
    this.name = 'DataKeyProblem';
    this.kind = kind;
  }
}

const keyFileSchema = v.object({
  version: v.literal(1),
  protection: v.picklist(['os_key_store', 'file_only']),
  /** Base64 of the key; or, with a key store, base64 of the wrapped base64 of the key. */
  key: v.string(),
});
type KeyFile = v.InferOutput<typeof keyFileSchema>;

export type KeyProtection = KeyFile['protection'];

export interface DataKey {
  readonly key: Uint8Array;
  readonly protection: KeyProtection;
}

function readKeyFile(file: string): KeyFile {
  try {
    const parsed = v.safeParse(keyFileSchema, JSON.parse(readFileSync(file, 'utf8')));
    // Not the issues of the schema: they hold the content of the file, and a cause can end in a log.
    if (!parsed.success) throw new Error('not a key file of this version');
    return parsed.output;
  } catch (error) {
    throw new DataKeyProblem('unreadable', error);
  }
}

async function wrapKey(key: Uint8Array, keyStore: KeyStore): Promise<KeyFile> {
  const text = Buffer.from(key).toString('base64');
  if (!(await keyStore.isAvailable())) return { version: 1, protection: 'file_only', key: text };
  return { version: 1, protection: 'os_key_store', key: Buffer.from(await keyStore.wrap(text)).toString('base64') };
}

function toKey(base64: string): Uint8Array {
  const key = Buffer.from(base64, 'base64');
  if (key.length !== 32) throw new DataKeyProblem('unreadable');
  return key;
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
    return { key, protection: content.protection };
  }
  const content = readKeyFile(file);
  if (content.protection === 'os_key_store') {
    try {
      return { key: toKey(await keyStore.unwrap(Buffer.from(content.key, 'base64'))), protection: 'os_key_store' };
    } catch (error) {
      throw new DataKeyProblem('unreadable', error);
    }
  }
  const key = toKey(content.key);
  // This computer may have a key store now: then it is used from now on.
  // A key store that refuses (its prompt was cancelled) must not lock the firm out: the file is readable as it is.
  const better = await wrapKey(key, keyStore).catch(() => content);
  if (better.protection === 'os_key_store') writeFileWhole(file, `${JSON.stringify(better)}\n`);
  return { key, protection: better.protection };
}
