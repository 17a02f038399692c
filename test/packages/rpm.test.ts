// The rpm, installed, replaced and removed by rpm in a Debian that has it. What it depends on is compared by name only:
// Fedora and openSUSE themselves were not there.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openDebian, USER } from './debian.ts';

const base = process.env['REKEY_DEBIAN_12'] ?? '';
const file = process.env['REKEY_PACKAGE_RPM'] ?? '';

test('the rpm is installed, installed over itself and removed; the data of the firm stays', () => {
  const debian = openDebian(base);
  onTestFinished(() => debian.end());
  debian.run('apt-get', 'update');
  debian.run('apt-get', 'install', '-y', '--no-install-recommends', 'rpm');
  const data = join(debian.root, 'home', USER, '.config', 'Rekey', 'firm');
  mkdirSync(data, { recursive: true });
  writeFileSync(join(data, 'rekey.db'), 'the firm');
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

  debian.run('rpm', '--upgrade', '--force', '--nodeps', inside);
  // The script of the removed package runs after that of the new one. It must not remove the command again.
  expect(debian.run('sh', '-c', 'readlink -f $(command -v rekey)').trim()).toBe('/opt/Rekey/rekey');

  debian.run('rpm', '--erase', 'rekey');
  expect(existsSync(join(debian.root, 'opt', 'Rekey'))).toBe(false);
  expect(existsSync(join(debian.root, 'usr', 'bin', 'rekey'))).toBe(false);
  expect(readFileSync(join(data, 'rekey.db'), 'utf8')).toBe('the firm');
});
