// A release key of a test, and signatures by it in OpenSSH's format.
import { createHash, generateKeyPairSync, sign } from 'node:crypto';

const withLength = (bytes: Buffer | string): Buffer => {
  const content = Buffer.from(bytes);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  return Buffer.concat([length, content]);
};

export function makeReleaseKey() {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const x = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');
  const blob = Buffer.concat(['ssh-ed25519', x].map(withLength));
  return {
    publicKey: `ssh-ed25519 ${blob.toString('base64')}`,
    sign(message: Buffer | string, namespace = 'rekey-release'): string {
      const digest = createHash('sha512').update(message).digest();
      const head = [namespace, '', 'sha512'].map(withLength);
      const signature = sign(null, Buffer.concat([Buffer.from('SSHSIG'), ...head, withLength(digest)]), privateKey);
      const version = Buffer.from([0, 0, 0, 1]);
      const signed = withLength(Buffer.concat(['ssh-ed25519', signature].map(withLength)));
      const bytes = Buffer.concat([Buffer.from('SSHSIG'), version, withLength(blob), ...head, signed]);
      const lines = bytes.toString('base64').match(/.{1,70}/g) ?? [];
      return `-----BEGIN SSH SIGNATURE-----\n${lines.join('\n')}\n-----END SSH SIGNATURE-----\n`;
    },
  };
}
