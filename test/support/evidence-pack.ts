// An evidence pack as somebody without Rekey has it.
import { createHash, createPublicKey, verify } from 'node:crypto';
import { unzipSync } from 'fflate';

export type Pack = Readonly<Record<string, Buffer>>;

/** By their names, without the folder. */
export const unpack = (zip: Uint8Array): Pack =>
  Object.fromEntries(
    Object.entries(unzipSync(zip)).map(([name, bytes]) => [name.replace(/^.*\//, ''), Buffer.from(bytes)]),
  );

export const linesOf = (pack: Pack, file: string): readonly string[] =>
  String(pack[file])
    .split('\n')
    .filter((line) => line !== '');

/** Hashes of all files, and the signature over the list of them. */
export const isSigned = (pack: Pack): boolean =>
  linesOf(pack, 'SHA256SUMS').every((line) => {
    const [hash, file = ''] = line.split('  ');
    return (
      createHash('sha256')
        .update(pack[file] ?? '')
        .digest('hex') === hash
    );
  }) &&
  verify(
    null,
    pack['SHA256SUMS'] ?? Buffer.alloc(0),
    createPublicKey(String(pack['firm-key.pem'])),
    pack['SHA256SUMS.sig'] ?? Buffer.alloc(0),
  );
