// The rpm, installed, started, replaced and removed by rpm in a Debian that has it. What it depends on is compared by name only:
// Fedora and openSUSE themselves were not there.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openDebian, USER } from './debian.ts';
import { PROGRAM, startInSandbox } from './sandboxed-start.ts';

const base = process.env['REKEY_DEBIAN_12'] ?? '';
const file = process.env['REKEY_PACKAGE_RPM'] ?? '';

/** Debian's names of what the rpm depends on. */
const LIBRARIES = ['libgtk-3-0', 'libnss3', 'libgbm1', 'libasound2', 'libx11-xcb1'];

test('the rpm is installed, starts in the sandbox, is installed over itself and removed; the data of the firm stays', async () => {
  const debian = openDebian(base);
  onTestFinished(() => debian.end());
  debian.run('apt-get', 'update');
  debian.run('apt-get', 'install', '-y', '--no-install-recommends', 'rpm', ...LIBRARIES);
  const inside = debian.bring(file);

  const needs = debian.run('rpm', '--query', '--requires', '--package', inside).trim().split('\n');
  expect(needs).toEqual(
    expect.arrayContaining(['gtk3', '(alsa-lib or libasound2)', '(mesa-libgbm or libgbm1)', '(nss or mozilla-nss)']),
  );
  // Nothing that rpmbuild has guessed, such as libraries of this machine.
  expect(needs.filter((name) => /\.so|GLIBC/.test(name))).toEqual([]);

  expect(debian.run('rpm', '--query', '--queryformat', '%{ARCH}', '--package', inside)).toBe('x86_64');

  debian.run('rpm', '--install', '--nodeps', inside);
  expect(debian.run('rpm', '--verify', '--nodeps', 'rekey')).toBe('');
  expect(readFileSync(join(debian.root, 'usr/share/applications/rekey.desktop'), 'utf8')).not.toContain('no-sandbox');

  await (await startInSandbox(debian, [PROGRAM])).end();
  const database = join(debian.root, 'home', USER, '.config', 'Rekey', 'firm', 'rekey.db');
  const saved = readFileSync(database);

  debian.run('rpm', '--upgrade', '--force', '--nodeps', inside);
  // The script of the removed package runs after that of the new one. It must not remove the command again.
  expect(debian.run('sh', '-c', 'readlink -f $(command -v rekey)').trim()).toBe('/opt/Rekey/rekey');

  debian.run('rpm', '--erase', 'rekey');
  expect(existsSync(join(debian.root, 'opt', 'Rekey'))).toBe(false);
  expect(existsSync(join(debian.root, 'usr', 'bin', 'rekey'))).toBe(false);
  expect(readFileSync(database).equals(saved)).toBe(true);
});
