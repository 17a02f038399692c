// The data key: 32 random bytes under which every stored secret is sealed. It lives beside the database, wrapped by the
// operating system's key store where there is one. The file says truthfully how well it is protected.
import { existsSync, readFileSync } from 'node:fs';
import { writeFileWhole } from './write-file.ts';

/** The operating system's key store, as far as we need it. */
export interface KeyStore {
  /** False: there is none, and pretending would be worse than saying so. */
  isAvailable(): Promise<boolean>;
  wrap(text: string): Promise<Uint8Array>;
  /** @throws when the wrapped text comes from another computer or account. */
  unwrap(wrapped: Uint8Array): Promise<string>;
}

export type KeyProtection = 'os_key_store' | 'file_only';

export class DataKeyProblem extends Error {
  readonly kind: 'missing' | 'unreadable';

  constructor(kind: DataKeyProblem['kind'], cause?: unknown) {
    super(`the data key is ${kind}`, { cause });
    this.name = 'DataKeyProblem';
    this.kind = kind;
  }
}

interface KeyFile {
  readonly version: 1;
  readonly protection: KeyProtection;
  /** Base64 of the key, or of what the key store made of its base64. */
  readonly key: string;
}

export interface DataKey {
  readonly key: Uint8Array;
  readonly protection: KeyProtection;
}

function readKeyFile(file: string): KeyFile {
  try {
    const parsed = JSON.parse(readFileSync(file, 'utf8')) as Partial<KeyFile>;
    if (
      parsed.version !== 1 ||
      typeof parsed.key !== 'string' ||
      (parsed.protection !== 'os_key_store' && parsed.protection !== 'file_only')
    ) {
      throw new Error('not a key file of this version');
    }
    return { version: 1, protection: parsed.protection, key: parsed.key };
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
 * Reads the data key, or makes one.
 * @param mayCreate false when secrets exist already: a new key could not open them.
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
  // A key store has come to this computer since: use it from now on.
  // One that refuses (a prompt was cancelled) must not keep the firm out: the file is readable as it is.
  const better = await wrapKey(key, keyStore).catch(() => content);
  if (better.protection === 'os_key_store') writeFileWhole(file, `${JSON.stringify(better)}\n`);
  return { key, protection: better.protection };
}
