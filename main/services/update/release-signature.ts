// Checks a signature that `ssh-keygen -Y sign` has made (the format is PROTOCOL.sshsig of OpenSSH), with an Ed25519 key. Rekey
// checks it itself, because the program ssh-keygen may be missing, or be another one, where Rekey runs.
import { createHash, createPublicKey, verify } from 'node:crypto';

const MAGIC = 'SSHSIG';
/** As in scripts/packages/integrity.mjs. A signature made for something else is not one for packages. */
const NAMESPACE = 'rekey-release';
const KEY_TYPE = 'ssh-ed25519';
const HASHES = ['sha256', 'sha512'];

/**
 * Whether `signature` is one of `message` by the key, made for packages of Rekey. What cannot be read is none.
 * @param signature the content of a .sig file
 * @param publicKey "ssh-ed25519 AAAA..."
 */
export function isSignedBy(message: Uint8Array, signature: string, publicKey: string): boolean {
  try {
    const key = Buffer.from(publicKey.split(' ')[1] ?? '', 'base64');
    const armoured = /^-----BEGIN SSH SIGNATURE-----\n([A-Za-z0-9+/=\n]+)\n-----END SSH SIGNATURE-----\n*$/.exec(
      signature,
    );
    const parts = new Fields(Buffer.from(armoured?.[1] ?? '', 'base64'));
    if (parts.take(MAGIC.length).toString() !== MAGIC || parts.number() !== 1) return false;
    const [signer, namespace, reserved, hash] = [parts.text(), parts.text(), parts.text(), parts.text()];
    const bytes = new Fields(parts.text());
    if (!signer.equals(key) || namespace.toString() !== NAMESPACE || !HASHES.includes(hash.toString())) return false;
    if (bytes.text().toString() !== KEY_TYPE) return false;
    const digest = createHash(hash.toString()).update(message).digest();
    const signed = Buffer.concat([Buffer.from(MAGIC), ...[namespace, reserved, hash, digest].map(withLength)]);
    return verify(null, signed, keyOf(key), bytes.text());
  } catch {
    return false;
  }
}

/**
 * As `ssh-keygen -l` prints it. Null where there is no key.
 * @param publicKey "ssh-ed25519 AAAA..."
 */
export function fingerprintOf(publicKey: string): string | null {
  const blob = publicKey.split(' ')[1];
  if (blob === undefined) return null;
  const hash = createHash('sha256').update(Buffer.from(blob, 'base64')).digest('base64');
  return `SHA256:${hash.replace(/=+$/, '')}`;
}

function keyOf(blob: Buffer): ReturnType<typeof createPublicKey> {
  const fields = new Fields(blob);
  if (fields.text().toString() !== KEY_TYPE) throw new RangeError('another kind of key');
  const x = fields.text().toString('base64url');
  return createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x } });
}

const withLength = (bytes: Buffer): Buffer => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
};

/** Reads the fields of SSH's formats one after another. @throws RangeError at the end. */
class Fields {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  take(length: number): Buffer {
    const end = this.#at + length;
    if (end > this.#bytes.length) throw new RangeError('the signature is too short');
    const taken = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }

  number(): number {
    return this.take(4).readUInt32BE();
  }

  text(): Buffer {
    return this.take(this.number());
  }
}
