// The packages that nothing installs: the AppImage and the tar.gz start as an ordinary user, in the real sandbox.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Debian, openDebian } from './debian.ts';
import { startInSandbox } from './sandboxed-start.ts';

const file = (name: string): string => process.env[name] ?? '';
/** What the deb depends on: these packages bring no libraries. */
const LIBRARIES = ['libgtk-3-0t64', 'libnss3', 'libgbm1', 'libasound2t64', 'libx11-xcb1'];

let debian: Debian;

beforeAll(() => {
  debian = openDebian(file('REKEY_DEBIAN_13'));
  debian.run('apt-get', 'update');
  debian.run('apt-get', 'install', '-y', '--no-install-recommends', ...LIBRARIES);
});

afterAll(() => debian.end());

test('the AppImage starts in the sandbox, and no entry of a menu would start it without', async () => {
  const image = debian.bring(file('REKEY_PACKAGE_APPIMAGE'));
  // Without FUSE, the runtime of AppImage unpacks itself to a folder in /tmp.
  const command = [image, '--appimage-extract-and-run'];
  await (await startInSandbox(debian, command, /^\/tmp\/appimage_extracted_\w+\/rekey$/)).end();

  debian.run('sh', '-c', `cd /root && ${image} --appimage-extract >/dev/null`);
  const content = join(debian.root, 'root', 'squashfs-root');
  expect(readFileSync(join(content, 'rekey.desktop'), 'utf8')).toMatch(/^Exec=AppRun %U$/m);
});

test('the tar.gz starts in the sandbox, and holds what the deb holds', async () => {
  debian.run('tar', '-xzf', debian.bring(file('REKEY_PACKAGE_TAR')), '-C', '/srv');
  const [folder = ''] = readdirSync(join(debian.root, 'srv'));
  await (await startInSandbox(debian, [`/srv/${folder}/rekey`], new RegExp(`^/srv/${folder}/rekey$`))).end();

  debian.run('dpkg-deb', '--extract', debian.bring(file('REKEY_PACKAGE_DEB')), '/root/deb');
  const differ = debian.run('sh', '-c', `diff -rq /srv/${folder} /root/deb/opt/Rekey || true`);
  // electron-builder adds the profile for AppArmor while it makes the deb.
  expect(differ).toBe('Only in /root/deb/opt/Rekey/resources: apparmor-profile\n');
  expect(existsSync(join(debian.root, 'srv', folder, 'resources', 'app.asar'))).toBe(true);
});
