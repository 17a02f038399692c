// A package that is chosen as an update: what is genuine and newer is copied, and everything else is refused and copied nowhere.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { isNewer, takeUpdate } from '../../../main/services/update/take-update.ts';
import { makeReleaseKey } from '../../support/release-key.ts';
import { makeTempFolder } from '../../support/temp-folder.ts';

const key = makeReleaseKey();
const NEWER = 'rekey-0.5.0-linux-amd64.deb';

/** A folder as somebody has downloaded it, with packages that are signed. */
function download(names: readonly string[] = [NEWER, 'rekey-0.5.0-linux-x86_64.rpm'], by = key) {
  const folder = makeTempFolder();
  for (const name of names) writeFileSync(join(folder, name), `the content of ${name}`);
  const hash = (name: string) =>
    createHash('sha256')
      .update(readFileSync(join(folder, name)))
      .digest('hex');
  const sums = names.map((name) => `${hash(name)}  ${name}\n`).join('');
  writeFileSync(join(folder, 'SHA256SUMS'), sums);
  writeFileSync(join(folder, 'SHA256SUMS.sig'), by.sign(sums));
  const temporary = makeTempFolder();
  return {
    folder,
    temporary,
    take: (name = NEWER, change: Partial<Parameters<typeof takeUpdate>[1]> = {}) =>
      takeUpdate(join(folder, name), {
        platform: 'linux',
        version: '0.4.0',
        releaseKey: key.publicKey,
        temporary,
        ...change,
      }),
  };
}

const refused = (problem: string) => expect.objectContaining({ kind: 'refused', problem });

test('a genuine newer package is copied to a folder that only this account can open', async () => {
  const { folder, take } = download();
  const taken = await take();
  if (taken.kind !== 'genuine') throw new Error(taken.problem);
  expect(taken.version).toBe('0.5.0');
  // What somebody puts into its place after the check is not what is installed.
  writeFileSync(join(folder, NEWER), 'exchanged after the check');
  expect(readFileSync(taken.file, 'utf8')).toBe(`the content of ${NEWER}`);
  if (process.platform !== 'win32') expect(statSync(dirname(taken.file)).mode & 0o777).toBe(0o700);
});

test('what changes is shown as it was signed, or not at all', async () => {
  const changes = 'rekey-0.5.0-changes.md';
  const { folder, take } = download([NEWER, changes]);
  expect(await take()).toMatchObject({ kind: 'genuine', changes: `the content of ${changes}` });
  appendFileSync(join(folder, changes), 'and a lie');
  expect(await take()).toMatchObject({ kind: 'genuine', changes: '' });
});

test('a package with one byte more or another one is refused, and no copy stays', async () => {
  const { folder, temporary, take } = download();
  appendFileSync(join(folder, NEWER), ' ');
  expect(await take()).toEqual(refused('changed'));
  const content = readFileSync(join(folder, NEWER));
  content[0] = 'T'.charCodeAt(0);
  writeFileSync(join(folder, NEWER), content.subarray(0, -1));
  expect(await take()).toEqual(refused('changed'));
  expect(readdirSync(temporary)).toEqual([]);
});

test('a file that is larger than any package is not copied', async () => {
  const { folder, temporary, take } = download();
  truncateSync(join(folder, NEWER), 2 ** 30 + 1);
  expect(await take()).toEqual(refused('too_large'));
  expect(readdirSync(temporary)).toEqual([]);
});

test('a package that another key has signed is refused', async () => {
  const { take, temporary } = download([NEWER], makeReleaseKey());
  expect(await take()).toEqual(refused('wrong_signature'));
  expect(readdirSync(temporary)).toEqual([]);
});

test('a list that somebody has changed is refused, and so is a package that it does not name', async () => {
  const changed = download();
  appendFileSync(join(changed.folder, 'SHA256SUMS'), '\n');
  expect(await changed.take()).toEqual(refused('wrong_signature'));
  const renamed = download(['rekey-0.3.0-linux-amd64.deb']);
  renameSync(join(renamed.folder, 'rekey-0.3.0-linux-amd64.deb'), join(renamed.folder, NEWER));
  expect(await renamed.take()).toEqual(refused('not_listed'));
});

test('an older package, and the same one, are refused', async () => {
  const { take } = download([NEWER]);
  expect(await take(NEWER, { version: '0.5.0' })).toEqual({ kind: 'refused', problem: 'not_newer', version: '0.5.0' });
  expect(await take(NEWER, { version: '0.10.0' })).toEqual({ kind: 'refused', problem: 'not_newer', version: '0.5.0' });
});

test('a link is refused, also to a genuine package', async ({ skip }) => {
  skip(process.platform === 'win32', 'a link there needs a right of its own');
  const { folder, take } = download();
  const real = join(makeTempFolder(), 'real');
  renameSync(join(folder, NEWER), real);
  symlinkSync(real, join(folder, NEWER));
  expect(await take()).toEqual(refused('link'));
  rmSync(join(folder, NEWER));
  mkdirSync(join(folder, NEWER));
  expect(await take()).toEqual(refused('not_readable'));
});

test('an empty package, list or signature is refused, and so are those whose line breaks a program has changed', async () => {
  for (const name of [NEWER, 'SHA256SUMS', 'SHA256SUMS.sig']) {
    const { folder, temporary, take } = download();
    const content = readFileSync(join(folder, name), 'utf8');
    const problem = refused(name === NEWER ? 'changed' : 'wrong_signature');
    for (const other of ['', content.replaceAll('\n', '\r\n'), `\uFEFF${content}`]) {
      if (other === content) continue;
      writeFileSync(join(folder, name), other);
      expect([name, other, await take()]).toEqual([name, other, problem]);
    }
    expect(readdirSync(temporary)).toEqual([]);
  }
});

test('no pipe is waited for, and no folder or link is read, in the place of any of the three files', async ({
  skip,
}) => {
  skip(process.platform === 'win32', 'it has no such pipes, and a link there needs a right of its own');
  for (const name of [NEWER, 'SHA256SUMS', 'SHA256SUMS.sig']) {
    const { folder, temporary, take } = download();
    const file = join(folder, name);
    renameSync(file, `${file}-real`);
    const replacements = [
      () => expect(spawnSync('mkfifo', [file]).status).toBe(0),
      () => mkdirSync(file),
      () => symlinkSync(`${file}-real`, file),
    ];
    for (const [at, replace] of replacements.entries()) {
      rmSync(file, { recursive: true, force: true });
      replace();
      const problem = name === NEWER && at === 2 ? 'link' : 'not_readable';
      expect([name, at, await take()]).toEqual([name, at, refused(problem)]);
    }
    expect(readdirSync(temporary)).toEqual([]);
  }
});

test('without a release key, a signature or a list, nothing is taken', async () => {
  const { folder, take } = download();
  expect(await take(NEWER, { releaseKey: '' })).toEqual(refused('no_release_key'));
  expect(await take('rekey-0.5.0-linux-none.deb')).toEqual(refused('not_listed'));
  rmSync(join(folder, 'SHA256SUMS.sig'));
  expect(await take()).toEqual(refused('no_signature'));
  writeFileSync(join(folder, 'SHA256SUMS.sig'), 'x'.repeat(70_000));
  expect(await take()).toEqual(refused('not_readable'));
});

test('only what the installer of this system opens is taken', async () => {
  const names = ['rekey-0.5.0-win-x64.exe', 'rekey-0.5.0-linux-x64.tar.gz', 'other-0.5.0-linux-amd64.deb', NEWER];
  const { take } = download(names);
  for (const name of names.slice(0, 3))
    expect([name, await take(name)]).toEqual([name, refused('not_for_this_system')]);
  expect((await take('rekey-0.5.0-win-x64.exe', { platform: 'win32' })).kind).toBe('genuine');
  expect(await take(NEWER, { platform: 'win32' })).toEqual(refused('not_for_this_system'));
});

test.each([
  ['0.4.1', '0.4.0', true],
  ['0.10.0', '0.9.9', true],
  ['1.0.0', '0.99.99', true],
  ['0.4.0', '0.4.0', false],
  ['0.4.0', '0.4.1', false],
  ['0.9.9', '1.0.0', false],
])('%s is newer than %s: %s', (one, other, expected) => {
  expect(isNewer(one, other)).toBe(expected);
});
