// What a desktop of the firm's server keeps: where the server is, the fingerprint of its key, and this computer's own key.
// It is admission and no authority. Nothing of the firm is in it, and not its name either.
import { rmSync } from 'node:fs';
import * as v from 'valibot';
import type { Address } from '../domain/pairing.ts';
import type { Identity } from '../services/secrets/certificate.ts';
import type { KeyStore } from '../storage/files/data-key.ts';
import { readSmallFile } from '../storage/files/read-small-file.ts';
import { writeFileWhole } from '../storage/files/write-file-whole.ts';

const identitySchema = v.object({
  /** `os_key_store`: the key is wrapped by it. */
  protection: v.picklist(['os_key_store', 'file_only']),
  /** Base64. */
  key: v.string(),
  certificate: v.string(),
});
const addressSchema = v.object({ host: v.string(), port: v.number() });
const fileSchema = v.object({
  version: v.literal(1),
  addresses: v.pipe(v.array(addressSchema), v.minLength(1)),
  others: v.optional(v.array(addressSchema), []),
  /** Of the server's key, in hex. */
  fingerprint: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  /** The newest first. The one before it is good until the server has seen the newest. */
  identities: v.pipe(v.array(identitySchema), v.minLength(1)),
});

export interface JoinedServer {
  /** As it joined. */
  readonly addresses: readonly Address[];
  /** What the server has said since: the computers that serve, or could. */
  readonly others: readonly Address[];
  readonly fingerprint: Uint8Array;
  readonly identities: readonly Identity[];
}

/** @returns undefined where it cannot be read, or another account or computer has wrapped the key. */
export async function readJoinedServer(file: string, keyStore: KeyStore): Promise<JoinedServer | undefined> {
  try {
    const { addresses, others, fingerprint, identities } = v.parse(fileSchema, JSON.parse(readSmallFile(file) ?? ''));
    const bytes = (base64: string): Buffer => Buffer.from(base64, 'base64');
    return {
      addresses,
      others,
      fingerprint: Buffer.from(fingerprint, 'hex'),
      identities: await Promise.all(
        identities.map(async ({ protection, key, certificate }) => ({
          key: bytes(protection === 'file_only' ? key : await keyStore.unwrap(bytes(key))),
          certificate: bytes(certificate),
        })),
      ),
    };
  } catch {
    return undefined;
  }
}

export async function writeJoinedServer(file: string, keyStore: KeyStore, joined: JoinedServer): Promise<void> {
  const isWrapped = await keyStore.isAvailable();
  const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
  const identities = await Promise.all(
    joined.identities.map(async ({ key, certificate }) => ({
      protection: isWrapped ? 'os_key_store' : 'file_only',
      key: isWrapped ? base64(await keyStore.wrap(base64(key))) : base64(key),
      certificate: base64(certificate),
    })),
  );
  const fingerprint = Buffer.from(joined.fingerprint).toString('hex');
  const { addresses, others } = joined;
  writeFileWhole(file, `${JSON.stringify({ version: 1, addresses, others, fingerprint, identities })}\n`);
}

/** The policy file of this computer names the address. The server proves itself there by the same key. */
export const atFixedAddress = (joined: JoinedServer, address: Address | undefined): JoinedServer =>
  address === undefined ? joined : { ...joined, addresses: [address], others: [] };

export const removeJoinedServer = (file: string): void => rmSync(file, { force: true });
