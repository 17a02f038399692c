// What a person needs to see that a package is genuine: SHA256SUMS with the hash of every package, and SHA256SUMS.sig, its
// signature by the release key. ssh-keygen makes and checks it, because Windows 10 and later, macOS and nearly every Linux
// bring it. docs/genuine.md says how to check. The private key is never in the project: REKEY_RELEASE_KEY names its file.
import { createHash } from 'node:crypto';
import { createReadStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { findOnPath, Problem, run } from '../toolchain/processes.mjs';

/** A signature made for something else is not one for packages. */
const NAMESPACE = 'rekey-release';
/** The name under which the key is trusted, in the allowed signers file of docs/genuine.md. */
const SIGNER = 'rekey-release';
const SUMS = 'SHA256SUMS';

/**
 * Writes SHA256SUMS, in the form of sha256sum.
 * @param {string} folder
 * @param {readonly string[]} names files in it
 */
export async function writeSums(folder, names) {
  const lines = [];
  for (const name of names.toSorted()) lines.push(`${await sha256Of(join(folder, name))}  ${name}\n`);
  writeFileSync(join(folder, SUMS), lines.join(''));
  rmSync(join(folder, `${SUMS}.sig`), { force: true });
}

/**
 * Signs SHA256SUMS and checks the signature as the receiver does.
 * @param {string} folder
 * @param {string} keyFile a private key of OpenSSH
 * @param {string} publicKey of the release; a key that is another one is a Problem
 */
export async function signSums(folder, keyFile, publicKey) {
  if (findOnPath('ssh-keygen') === undefined)
    throw new Problem(
      'ssh-keygen is not on this machine (Debian: apt-get install openssh-client): nothing was signed.',
    );
  const sums = join(folder, SUMS);
  rmSync(`${sums}.sig`, { force: true });
  const signed = await run('ssh-keygen', ['-Y', 'sign', '-q', '-f', keyFile, '-n', NAMESPACE, sums], { isQuiet: true });
  if (signed.code !== 0) throw new Problem(`${SUMS} was not signed; ssh-keygen said:\n${signed.output.trim()}`);
  const problem = await findForgery(folder, publicKey);
  if (problem === undefined) return;
  rmSync(`${sums}.sig`, { force: true });
  throw new Problem(`${keyFile} is not the release key of package.json, so nothing is signed: ${problem}`);
}

/**
 * @param {string} folder with SHA256SUMS, its signature and the packages
 * @param {string} publicKey "ssh-ed25519 AAAA..."
 * @returns {Promise<string | undefined>} why they are not genuine; undefined where all are
 */
export async function findForgery(folder, publicKey) {
  const work = mkdtempSync(join(tmpdir(), 'rekey-signers-'));
  try {
    const signers = join(work, 'allowed_signers');
    writeFileSync(signers, `${signersLine(publicKey)}\n`);
    const sums = join(folder, SUMS);
    const args = ['-Y', 'verify', '-f', signers, '-I', SIGNER, '-n', NAMESPACE, '-s', `${sums}.sig`];
    const { code, output } = await run('ssh-keygen', args, { isQuiet: true, input: readFileSync(sums) });
    if (code !== 0) return `the signature of ${SUMS} is not by the release key: ${output.trim()}`;
    for (const line of readFileSync(sums, 'utf8').trimEnd().split('\n')) {
      const [hash, name = ''] = line.split('  ');
      if (basename(name) !== name) return `${SUMS} names a file in another folder: ${name}`;
      if (hash !== (await sha256Of(join(folder, name)))) return `${name} is not the file that was signed.`;
    }
    return undefined;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/**
 * The line of an allowed signers file that trusts a key for packages of Rekey, and for nothing else.
 * @param {string} publicKey
 */
export function signersLine(publicKey) {
  return `${SIGNER} namespaces="${NAMESPACE}" ${publicKey.split(' ').slice(0, 2).join(' ')}`;
}

/** @param {string} file */
async function sha256Of(file) {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  return hash.digest('hex');
}
