// The life of the deb in two Debians: installed by apt, started as an ordinary user in the real sandbox, used, upgraded from
// the version before, put back to it, removed, purged and installed again. The firm is there all the time.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { FuseV1Options, FuseVersion, flipFuses } from '@electron/fuses';
import { expect, onTestFinished, test } from 'vitest';
import {
  carryOutReset,
  closeResetResult,
  enter,
  enterCode,
  openResetDialog,
  signIn,
  start,
} from '../e2e/application.ts';
import { Phone, readQrCode } from '../e2e/authenticator.ts';
import { PASSWORD, prepareFirm } from '../e2e/prepared-firm.ts';
import { makeTempFolder } from '../support/temp-folder.ts';
import { type Debian, openDebian, USER } from './debian.ts';
import { PROGRAM, startInSandbox } from './sandboxed-start.ts';

const given = (name: string): string => {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: run the tests with npm run test:packages`);
  return value;
};
const [before, current] = [given('REKEY_PACKAGE_BEFORE'), given('REKEY_PACKAGE_DEB')];
const { version }: { readonly version: string } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'),
);

/** Of one step in a page, on a busy machine. */
const MOST_MS = 120_000;

const install = (debian: Debian, file: string, ...options: string[]): string =>
  debian.run('apt-get', 'install', '-y', '--no-install-recommends', ...options, debian.bring(file));
const installed = (debian: Debian): string => debian.run('dpkg-query', '--show', 'rekey').trim().split('\t')[1] ?? '';

/**
 * Lets the test drive the installed Rekey: a marker file and one fuse, as in test/e2e/packaged.test.ts. The next
 * installation replaces the program; the marker is removed by hand.
 */
async function drive(debian: Debian, folder?: string) {
  const marker = join(debian.root, 'opt', 'Rekey', 'resources', 'test-copy');
  writeFileSync(marker, '');
  await flipFuses(join(debian.root, PROGRAM), {
    version: FuseVersion.V1,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
  });
  const running = await start(folder, { executable: debian.makeStarter(PROGRAM), entry: [], isSandboxed: true });
  onTestFinished(() => running.close());
  running.page.setDefaultTimeout(MOST_MS);
  return {
    ...running,
    async close() {
      await running.close();
      rmSync(marker, { force: true });
    },
  };
}

function hashOf(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

test.each([
  ['Debian 12', given('REKEY_DEBIAN_12')],
  ['Debian 13', given('REKEY_DEBIAN_13')],
])('the life of the deb in %s', async (name, base) => {
  const begin = Date.now();
  const say = (what: string) =>
    process.stdout.write(`${name}, ${((Date.now() - begin) / 1000).toFixed(0)} s: ${what}\n`);
  const debian = openDebian(base);
  onTestFinished(() => debian.end());
  const home = join(debian.root, 'home', USER);
  const database = join(home, '.config', 'Rekey', 'firm', 'rekey.db');

  debian.run('apt-get', 'update');
  install(debian, before);
  // Rekey 0.3.0 does not name this library, and ends without a word on a Debian that has no other reason to have it.
  debian.run('apt-get', 'install', '-y', '--no-install-recommends', 'libx11-xcb1');
  say(`apt installed ${installed(debian)} with what it depends on`);
  await (await startInSandbox(debian, [PROGRAM])).end();
  say('it starts as an ordinary user, its pages are in the sandbox, and SIGTERM ends it');

  let { page, close } = await drive(debian);
  const email = 'ann@quill.example';
  await page.getByRole('textbox', { name: 'Firm name' }).fill('Quill');
  await page.getByRole('textbox', { name: 'First name' }).fill('Ann');
  await page.getByRole('textbox', { name: 'Last name' }).fill('Lee');
  await page.getByRole('textbox', { name: 'Email' }).fill(email);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Create firm' }).click();
  await page.getByRole('heading', { name: 'Set up two-factor authentication' }).waitFor();
  const phone = Phone.fromOtpauthUri(await readQrCode(page.getByRole('img', { name: 'QR code' })));
  await page.getByRole('textbox', { name: '6-digit code' }).fill(await phone.nextCode());
  await page.getByRole('button', { name: 'Confirm' }).click();
  await page.getByRole('checkbox', { name: 'I have saved these codes' }).check();
  await page.getByRole('button', { name: 'Finish' }).click();
  await page.getByRole('checkbox', { name: 'The recovery kit is kept safe' }).check();
  await page.getByRole('button', { name: 'Finish' }).click();
  await page.getByText('Global view').waitFor();
  await close();
  say(`a first run: the firm was created with ${installed(debian)}`);

  // Nothing but this package needs the library now: the new version must bring it along itself.
  debian.run('apt-mark', 'auto', 'libx11-xcb1');
  const running = await startInSandbox(debian, [PROGRAM]);
  debian.runBeside(running.pid, 'apt-get', 'install', '-y', '--no-install-recommends', debian.bring(current));
  await running.end();
  debian.run('apt-get', 'autoremove', '-y');
  expect(installed(debian)).toBe(version);
  say(`apt upgraded it to ${version} while the version before was running, which ended in order afterwards`);

  ({ page, close } = await drive(debian));
  await signIn(page, email, PASSWORD);
  await enterCode(page, await phone.nextCode());
  await page.getByRole('button', { name: 'Account of Ann Lee' }).waitFor();
  await close();
  say('its Partner Admin signs in to the firm, which was upgraded');

  const prepared = makeTempFolder();
  const { Margaret: admin, Tomasz: user } = await prepareFirm(prepared);
  debian.giveUser(prepared, `/home/${USER}/second`);
  ({ page, close } = await drive(debian, `/home/${USER}/second`));
  await enter(page, admin);
  await openResetDialog(page, user.name);
  expect(await carryOutReset(page, user.name, await admin.phone.nextCode())).toMatch(/^([0-9A-Z]{4}-){3}[0-9A-Z]{4}$/);
  await closeResetResult(page);
  await page
    .getByRole('grid', { name: 'Users' })
    .getByText(/^Setup required, 2[34] h left$/)
    .waitFor();
  await close();
  say('a reset is carried out, in a second firm with more people');

  const saved = hashOf(database);
  expect(() => install(debian, before)).toThrow(/downgraded/);
  expect(installed(debian)).toBe(version);
  install(debian, before, '--allow-downgrades');
  ({ page, close } = await drive(debian));
  await page.getByRole('heading', { name: 'Your data was saved by a newer Rekey' }).waitFor();
  await close();
  expect(hashOf(database)).toBe(saved);
  say(
    `${installed(debian)} says that the data was saved by a newer Rekey, and leaves the database as it was, byte for byte`,
  );

  install(debian, current);
  // The file of the firm's IT belongs to no package.
  const policy = '/etc/rekey/policy.json';
  debian.run('install', '-D', '-m', '644', '/dev/null', policy);
  debian.run('apt-get', 'remove', '-y', 'rekey');
  expect(existsSync(join(debian.root, 'opt', 'Rekey'))).toBe(false);
  debian.run('apt-get', 'purge', '-y', 'rekey');
  const left = debian.run('find', '/etc', '/usr', '/var/lib', '-iname', '*rekey*', '-not', '-path', '*/apt/*');
  expect(left).toBe(`${dirname(policy)}\n`);
  expect(existsSync(join(debian.root, policy))).toBe(true);
  debian.run('rm', '-r', dirname(policy));
  expect(hashOf(database)).toBe(saved);
  say(
    'removed and purged: nothing but the policy file is left in /etc, /opt, /usr and /var/lib; the database is as it was',
  );

  install(debian, current);
  ({ page, close } = await drive(debian));
  await signIn(page, email, PASSWORD);
  await enterCode(page, await phone.nextCode());
  await page.getByRole('button', { name: 'Account of Ann Lee' }).waitFor();
  await close();
  say('installed again: the firm is there');
});
