// SHA256SUMS and its signature, as the receiver of a package checks them: with ssh-keygen. The key is made for the test.
import { spawnSync } from 'node:child_process';
import { appendFileSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { fingerprintOf, isSignedBy } from '../../main/services/update/release-signature.ts';
import { findForgery, signersLine, signSums, writeSums } from '../../scripts/packages/integrity.mjs';
import { makeTempFolder } from '../support/temp-folder.ts';

const canSign = spawnSync('ssh-keygen', ['-?']).error === undefined;
const keys = makeTempFolder();

function makeKey(name: string): { readonly file: string; readonly publicKey: string } {
  const file = join(keys, name);
  spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', '', '-f', file]);
  return { file, publicKey: readFileSync(`${file}.pub`, 'utf8').trim() };
}

let release: ReturnType<typeof makeKey>;
let other: ReturnType<typeof makeKey>;
beforeAll(() => {
  if (!canSign) return;
  release = makeKey('release');
  other = makeKey('other');
});

async function makeSigned(): Promise<string> {
  const folder = makeTempFolder();
  for (const name of ['rekey-1.0.0.deb', 'rekey-1.0.0.exe']) writeFileSync(join(folder, name), `content of ${name}`);
  await writeSums(folder, ['rekey-1.0.0.exe', 'rekey-1.0.0.deb']);
  await signSums(folder, release.file, release.publicKey);
  return folder;
}

test.runIf(canSign)('what was signed is genuine, and sha256sum agrees', async () => {
  const folder = await makeSigned();
  expect(await findForgery(folder, release.publicKey)).toBeUndefined();
  // Rekey itself checks an update without ssh-keygen.
  const [list, signature] = ['SHA256SUMS', 'SHA256SUMS.sig'].map((name) => readFileSync(join(folder, name)));
  expect(isSignedBy(list ?? Buffer.of(), String(signature), release.publicKey)).toBe(true);
  expect(readFileSync(join(folder, 'SHA256SUMS'), 'utf8')).toMatch(
    /^[0-9a-f]{64} {2}rekey-1\.0\.0\.deb\n[0-9a-f]{64} {2}rekey-1\.0\.0\.exe\n$/,
  );
  const sums = spawnSync('sha256sum', ['--check', '--strict', 'SHA256SUMS'], { cwd: folder });
  if (sums.error === undefined) expect(sums.status).toBe(0);
});

test.runIf(canSign)('the command of docs/genuine.md accepts it', async () => {
  const folder = await makeSigned();
  writeFileSync(join(folder, 'rekey-signers'), `${signersLine(release.publicKey)}\n`);
  const command = /ssh-keygen -Y verify [^\n]+/.exec(
    readFileSync(join(import.meta.dirname, '../../docs/genuine.md'), 'utf8'),
  )?.[0];
  const checked = spawnSync('sh', ['-c', command ?? 'false'], { cwd: folder, encoding: 'utf8' });
  expect([checked.status, checked.stdout]).toEqual([0, expect.stringMatching(/^Good "rekey-release" signature/)]);
});

test.runIf(canSign)(
  'one changed byte, a changed list, another key and an exchanged signature are noticed',
  async () => {
    const changed = await makeSigned();
    appendFileSync(join(changed, 'rekey-1.0.0.deb'), 'x');
    expect(await findForgery(changed, release.publicKey)).toBe('rekey-1.0.0.deb is not the file that was signed.');

    const list = await makeSigned();
    appendFileSync(join(list, 'SHA256SUMS'), `${'0'.repeat(64)}  rekey-1.0.0.rpm\n`);
    expect(await findForgery(list, release.publicKey)).toContain('not by the release key');

    const exchanged = await makeSigned();
    renameSync(join(exchanged, 'rekey-1.0.0.deb'), join(exchanged, 'moved'));
    renameSync(join(exchanged, 'rekey-1.0.0.exe'), join(exchanged, 'rekey-1.0.0.deb'));
    renameSync(join(exchanged, 'moved'), join(exchanged, 'rekey-1.0.0.exe'));
    expect(await findForgery(exchanged, release.publicKey)).toContain('is not the file that was signed');

    expect(await findForgery(await makeSigned(), other.publicKey)).toContain('not by the release key');
  },
);

test.runIf(canSign)('a signature for another purpose is none', async () => {
  const folder = await makeSigned();
  const sums = join(folder, 'SHA256SUMS');
  rmSync(`${sums}.sig`);
  spawnSync('ssh-keygen', ['-Y', 'sign', '-q', '-f', release.file, '-n', 'git', sums]);
  expect(await findForgery(folder, release.publicKey)).toContain('not by the release key');
});

test.runIf(canSign)('a key that is not the release key signs nothing', async () => {
  const folder = await makeSigned();
  await expect(signSums(folder, other.file, release.publicKey)).rejects.toThrow('is not the release key');
  expect(readdirSync(folder)).not.toContain('SHA256SUMS.sig');
});

test.runIf(canSign)('the fingerprint of the key is that of ssh-keygen', () => {
  const { stdout } = spawnSync('ssh-keygen', ['-l', '-f', `${release.file}.pub`], { encoding: 'utf8' });
  expect(stdout.split(' ')[1]).toBe(fingerprintOf(release.publicKey));
  expect(fingerprintOf('')).toBeNull();
});
