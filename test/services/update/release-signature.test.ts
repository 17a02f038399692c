// The signature of a release, as ssh-keygen makes it and as an attacker might.
import { expect, test } from 'vitest';
import { isSignedBy } from '../../../main/services/update/release-signature.ts';
import { makeReleaseKey } from '../../support/release-key.ts';

/** Made once by OpenSSH 9.2: ssh-keygen -Y sign -n rekey-release. The private key was thrown away. */
const BY_OPENSSH = {
  message: Buffer.from('a list of hashes\n'),
  publicKey: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBpc0LjELx5Mqgbm2E5UcxzIiqCw/VJWywWv8hnGxRyI',
  signature: `-----BEGIN SSH SIGNATURE-----
U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAgGlzQuMQvHkyqBubYTlRzHMiKoL
D9UlbLBa/yGcbFHIgAAAANcmVrZXktcmVsZWFzZQAAAAAAAAAGc2hhNTEyAAAAUwAAAAtz
c2gtZWQyNTUxOQAAAECt1W60Ef1exzRoFP3r6vn/rYt0QoriVoRtzYS8BwtzEtJhQXAN0a
Hem6a95t1bmMKQm+UtJbszOq+2CwhShP0C
-----END SSH SIGNATURE-----
`,
};

test('a signature of ssh-keygen is accepted', () => {
  const { message, signature, publicKey } = BY_OPENSSH;
  expect(isSignedBy(message, signature, publicKey)).toBe(true);
  expect(isSignedBy(Buffer.from('another list\n'), signature, publicKey)).toBe(false);
  expect(isSignedBy(message, signature, makeReleaseKey().publicKey)).toBe(false);
});

test('no signature with one changed character or a cut end is accepted', () => {
  const { message, signature, publicKey } = BY_OPENSSH;
  const begin = signature.indexOf('\n') + 1;
  const end = signature.indexOf('\n-----END');
  for (let at = begin; at < end; at++) {
    if (/[\n=]/.test(signature[at] ?? '')) continue;
    const other = signature[at] === 'A' ? 'B' : 'A';
    // The last character before the padding has bits that no byte takes.
    if (signature[at + 1] === '=') continue;
    const changed = signature.slice(0, at) + other + signature.slice(at + 1);
    expect([at, isSignedBy(message, changed, publicKey)]).toEqual([at, false]);
  }
  for (const cut of [0, 10, begin, begin + 8, end - 4, end])
    expect([cut, isSignedBy(message, signature.slice(0, cut), publicKey)]).toEqual([cut, false]);
});

test('a signature for another purpose, without a key, or by a key of another kind is none', () => {
  const key = makeReleaseKey();
  const message = Buffer.from('a list of hashes\n');
  expect(isSignedBy(message, key.sign(message), key.publicKey)).toBe(true);
  expect(isSignedBy(message, key.sign(message, 'git'), key.publicKey)).toBe(false);
  expect(isSignedBy(message, key.sign(message), '')).toBe(false);
  expect(isSignedBy(message, key.sign(message), 'ssh-rsa AAAAB3NzaC1yc2E=')).toBe(false);
});
