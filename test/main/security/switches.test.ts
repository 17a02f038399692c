// The switches of a packaged Rekey: what computers need is allowed, and everything else is refused, in every spelling that
// Chromium's parser takes.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findRefusedSwitch } from '../../../main/security/switches.ts';

const PLATFORMS = ['linux', 'win32', 'darwin'] as const;

/** Each takes away a protection, or lets another program look in. */
const HOSTILE = [
  'no-sandbox',
  'disable-setuid-sandbox',
  'disable-gpu-sandbox',
  'disable-seccomp-filter-sandbox',
  'no-zygote',
  'single-process',
  'in-process-gpu',
  'password-store=basic',
  'password-store=',
  'password-store=gnome-libsecret,basic',
  'use-mock-keychain',
  'disable-web-security',
  'allow-file-access-from-files',
  'disable-site-isolation-trials',
  'load-extension=/tmp/x',
  'enable-blink-features=x',
  'disable-features=TrustedTypes',
  'enable-features=x',
  'js-flags=--allow-natives-syntax',
  'renderer-cmd-prefix=gdb',
  'utility-cmd-prefix=gdb',
  'gpu-launcher=gdb',
  'browser-subprocess-path=/tmp/x',
  'remote-debugging-port=0',
  'remote-debugging-pipe',
  'remote-allow-origins=*',
  'inspect',
  'inspect-brk=0',
  'require=/tmp/x.js',
  'proxy-server=x',
  'proxy-pac-url=x',
  'host-rules=x',
  'host-resolver-rules=x',
  'ignore-certificate-errors',
  'log-net-log=x',
  'enable-logging=stderr',
  'log-file=x',
  'trace-startup',
  'user-agent=x',
  'disk-cache-dir=/tmp/x',
  'app=/tmp/x',
];

test('a hostile switch is refused in every spelling, wherever it stands', () => {
  for (const platform of PLATFORMS)
    for (const name of HOSTILE)
      for (const prefix of platform === 'win32' ? ['--', '-', '/'] : ['--', '-'])
        for (const around of ['', ' ', '\t', '\n'])
          for (const before of [[], ['--'], ['file.txt'], ['--demo', '--']]) {
            const argument = `${around}${prefix}${name}${around}`;
            expect(findRefusedSwitch([...before, argument], platform)).toBe(argument);
          }
  expect(findRefusedSwitch(['/No-Sandbox'], 'win32')).toBe('/No-Sandbox');
  expect(findRefusedSwitch(['--NO-SANDBOX'], 'linux')).toBe('--NO-SANDBOX');
  expect(findRefusedSwitch(['---no-sandbox'], 'linux')).toBe('---no-sandbox');
});

test('a name outside the list is refused, with or without a value', () => {
  const KNOWN =
    /^(user-data-dir|demo|lang|display|disable-gpu|force-.*|high-dpi-support|ozone-.*|.*wayland.*|gtk-version|password-store)$/;
  fc.assert(
    fc.property(
      fc.stringMatching(/^[a-z][a-z0-9-]{0,30}$/).filter((name) => !KNOWN.test(name)),
      fc.constantFrom('', '=', '=x'),
      fc.constantFrom(...PLATFORMS),
      (name, value, platform) => findRefusedSwitch([`--${name}${value}`], platform) === `--${name}${value}`,
    ),
  );
});

test('what a computer needs is allowed', () => {
  for (const platform of PLATFORMS)
    expect(
      findRefusedSwitch(
        [
          '--user-data-dir=/home/ann/My data=1',
          '--demo',
          '--disable-gpu',
          '--force-device-scale-factor=1.5',
          '--ozone-platform=wayland',
          '--enable-wayland-ime',
          '--lang=en',
          '--password-store=gnome-libsecret',
          '--password-store=kwallet6',
          'rekey://a',
          '-',
          '--',
        ],
        platform,
      ),
    ).toBeUndefined();
  expect(findRefusedSwitch(['-psn_0_12345'], 'darwin')).toBeUndefined();
  expect(findRefusedSwitch(['-psn_0_12345'], 'linux')).toBe('-psn_0_12345');
  expect(findRefusedSwitch(['/home/ann/file'], 'linux')).toBeUndefined();
});

test('the menu entry of the AppImage brings no switch of its own', () => {
  const config = readFileSync(join(import.meta.dirname, '../../../electron-builder.yml'), 'utf8');
  expect(config).toMatch(/^appImage:\n(?: +#.*\n)* +executableArgs: \[\]$/m);
});
