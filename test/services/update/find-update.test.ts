// The newest package of a folder: genuine and newer, or the reason why the newest is refused.
import { createHash } from 'node:crypto';
import { appendFileSync, mkdirSync, readdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findUpdate, packageEnding } from '../../../main/services/update/find-update.ts';
import { makeReleaseKey } from '../../support/release-key.ts';
import { makeTempFolder } from '../../support/temp-folder.ts';

const key = makeReleaseKey();
const deb = (version: string) => `rekey-${version}-linux-amd64.deb`;

function share(names: readonly string[], by = key) {
  const folder = makeTempFolder();
  for (const name of names) writeFileSync(join(folder, name), `the content of ${name}`);
  const line = (name: string) =>
    `${createHash('sha256')
      .update(readFileSync(join(folder, name)))
      .digest('hex')}  ${name}\n`;
  const sums = names.map(line).join('');
  writeFileSync(join(folder, 'SHA256SUMS'), sums);
  writeFileSync(join(folder, 'SHA256SUMS.sig'), by.sign(sums));
  const temporary = makeTempFolder();
  const find = (ending = '-linux-amd64.deb', version = '0.4.0') =>
    findUpdate(folder, ending, { platform: 'linux', version, releaseKey: key.publicKey, temporary });
  return { folder, temporary, find };
}

test('the newest genuine package is found, whatever order the names have', async () => {
  const { find, temporary } = share([deb('0.9.0'), deb('0.10.0'), deb('0.3.0'), 'rekey-0.11.0-linux-x86_64.rpm']);
  expect(await find()).toMatchObject({ kind: 'genuine', version: '0.10.0' });
  expect(await find('-linux-x86_64.rpm')).toMatchObject({ kind: 'genuine', version: '0.11.0' });
  expect(readdirSync(temporary)).toHaveLength(2);
});

test('a package for another processor is none for this one', async () => {
  const { find } = share([deb('0.5.0'), 'rekey-0.5.0-linux-arm64.deb', 'rekey-0.6.0-linux-arm64.deb']);
  expect(await find(packageEnding('linux', 'x64', true))).toMatchObject({ kind: 'genuine', version: '0.5.0' });
  expect(await find(packageEnding('linux', 'arm64', true))).toMatchObject({ kind: 'genuine', version: '0.6.0' });
  expect(await find(packageEnding('linux', 'ia32', true))).toEqual({ kind: 'none' });
});

test.each([
  ['linux', 'x64', true, '-linux-amd64.deb'],
  ['linux', 'x64', false, '-linux-x86_64.rpm'],
  ['linux', 'arm64', false, '-linux-aarch64.rpm'],
  ['win32', 'x64', false, '-win-x64.exe'],
  ['darwin', 'arm64', false, '-mac-arm64.dmg'],
] as const)('the packages for %s on %s (dpkg: %s) end with %s', (platform, arch, hasDpkg, ending) => {
  expect(packageEnding(platform, arch, hasDpkg)).toBe(ending);
});

test('an older package, the same one and other files are nothing new', async () => {
  const { find, folder } = share([deb('0.3.0'), deb('0.4.0'), 'rekey-0.9.0-win-x64.exe', 'notes-0.9.0.deb']);
  mkdirSync(join(folder, 'rekey'));
  expect(await find()).toEqual({ kind: 'none' });
});

test('a folder that is away, or a file in its place, is said', async () => {
  const place = {
    platform: 'linux',
    version: '0.4.0',
    releaseKey: key.publicKey,
    temporary: makeTempFolder(),
  } as const;
  expect(await findUpdate('/nowhere/at/all', '-linux-amd64.deb', place)).toEqual({ kind: 'no_folder' });
  const file = join(makeTempFolder(), 'file');
  writeFileSync(file, '');
  expect(await findUpdate(file, '-linux-amd64.deb', place)).toEqual({ kind: 'no_folder' });
});

test('a changed, a linked or a foreign package does not hide an earlier genuine one', async () => {
  const { find, folder, temporary } = share([deb('0.5.0'), deb('0.6.0'), deb('0.7.0')]);
  appendFileSync(join(folder, deb('0.7.0')), '!');
  renameSync(join(folder, deb('0.6.0')), join(folder, 'real'));
  symlinkSync(join(folder, 'real'), join(folder, deb('0.6.0')));
  writeFileSync(join(folder, deb('0.8.0')), 'of somebody else');
  expect(await find()).toMatchObject({ kind: 'genuine', version: '0.5.0' });
  expect(readdirSync(temporary)).toHaveLength(1);
  // Where none is genuine, the newest says why.
  expect(await find('-linux-amd64.deb', '0.5.0')).toMatchObject({ kind: 'refused', problem: 'not_listed' });
  expect(readdirSync(temporary)).toHaveLength(1);
});

test('what another key has signed is refused', async () => {
  expect(await share([deb('0.5.0')], makeReleaseKey()).find()).toMatchObject({
    kind: 'refused',
    problem: 'wrong_signature',
  });
});
