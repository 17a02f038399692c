// The packaged application: its fuses, its start in Chromium's sandbox, and what it refuses.
// Tests that run as root (on a build server) start it as an ordinary user, because root has no sandbox.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, copyFileSync, cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FuseState, FuseV1Options, FuseVersion, flipFuses, getCurrentFuseWire } from '@electron/fuses';
import { expect, onTestFinished, test } from 'vitest';
import { makeTempFolder } from '../support/temp-folder.ts';
import { start } from './application.ts';

const packaged = process.env['REKEY_PACKAGED_DIR'] ?? '';
const isRoot = process.getuid?.() === 0;
/** "nobody" on every Linux. */
const ORDINARY_USER = 65_534;

const asOrdinaryUser = isRoot ? { uid: ORDINARY_USER, gid: ORDINARY_USER } : {};
/** Chromium's sandbox needs user namespaces, which a container or a chroot may not allow. */
const canSandbox = spawnSync('unshare', ['--user', 'true'], asOrdinaryUser).status === 0;
const withoutSandbox = canSandbox ? [] : ['--no-sandbox'];

interface Home {
  readonly folder: string;
  readonly env: Record<string, string>;
}

/** A folder and an environment that the ordinary user can use, including the display. */
function makeHome(): Home {
  const folder = makeTempFolder();
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env as Record<string, string>;
  const home: Home = { folder, env: { ...env, HOME: folder, XDG_CONFIG_HOME: folder, XDG_CACHE_HOME: folder } };
  const cookie = process.env['XAUTHORITY'];
  if (cookie !== undefined && existsSync(cookie)) {
    home.env['XAUTHORITY'] = join(folder, 'cookie');
    copyFileSync(cookie, join(folder, 'cookie'));
    if (isRoot) chownSync(join(folder, 'cookie'), ORDINARY_USER, ORDINARY_USER);
  }
  if (isRoot) chownSync(folder, ORDINARY_USER, ORDINARY_USER);
  return home;
}

function run(executable: string, args: readonly string[], home: Home) {
  return spawn(executable, [...withoutSandbox, ...args], { env: home.env, stdio: 'ignore', ...asOrdinaryUser });
}

/** Copies the package to where the ordinary user can read it. */
function copyPackage(): string {
  const copy = join(makeTempFolder(), 'rekey');
  chmodSync(join(copy, '..'), 0o755);
  cpSync(packaged, copy, { recursive: true, preserveTimestamps: true });
  return copy;
}

test.skipIf(packaged === '')('every fuse is set as decided', async () => {
  const wire = await getCurrentFuseWire(join(packaged, 'rekey'));
  const decided: Record<number, FuseState> = {
    [FuseV1Options.RunAsNode]: FuseState.DISABLE,
    [FuseV1Options.EnableCookieEncryption]: FuseState.ENABLE,
    [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: FuseState.DISABLE,
    [FuseV1Options.EnableNodeCliInspectArguments]: FuseState.DISABLE,
    [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: FuseState.ENABLE,
    [FuseV1Options.OnlyLoadAppFromAsar]: FuseState.ENABLE,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: FuseState.DISABLE,
    [FuseV1Options.GrantFileProtocolExtraPrivileges]: FuseState.DISABLE,
    [FuseV1Options.WasmTrapHandlers]: FuseState.ENABLE,
  };
  for (const [fuse, state] of Object.entries(wire)) {
    if (fuse !== 'version') expect(`${fuse}: ${state}`).toBe(`${fuse}: ${decided[Number(fuse)]}`);
  }
});

test.skipIf(packaged === '')(
  'the package starts (in the sandbox where the system allows one), opens the firm, and ends on SIGTERM',
  async () => {
    const home = makeHome();
    const data = join(home.folder, 'data');
    const copy = copyPackage();
    // Without user namespaces only a copy of the tests starts, because the package refuses --no-sandbox.
    if (!canSandbox) writeFileSync(join(copy, 'resources', 'test-copy'), '');
    const child = run(join(copy, 'rekey'), ['--disable-gpu', `--user-data-dir=${data}`], home);
    const exit = once(child, 'exit');
    const log = join(data, 'logs', 'rekey.log');
    await expect.poll(() => (existsSync(log) ? readFileSync(log, 'utf8') : '')).toContain('opened');
    expect(existsSync(join(data, 'firm', 'rekey.db'))).toBe(true);
    child.kill('SIGTERM');
    expect(await exit).toEqual([0, null]);
  },
);

test.skipIf(packaged === '' || !canSandbox)(
  'the package says no to every switch that it does not know, and opens nothing',
  async () => {
    const executable = join(copyPackage(), 'rekey');
    for (const argument of [
      '--no-sandbox',
      '-no-sandbox',
      ' --no-sandbox',
      '--password-store=basic',
      '--use-mock-keychain',
      '--remote-debugging-port=0',
      '-remote-debugging-pipe',
      '--inspect=0',
      '-js-flags=--allow-natives-syntax',
      '--log-net-log=net.json',
    ]) {
      const home = makeHome();
      const args = ['--disable-gpu', argument, `--user-data-dir=${join(home.folder, 'data')}`];
      const child = spawn(executable, args, { env: home.env, stdio: ['ignore', 'ignore', 'pipe'], ...asOrdinaryUser });
      let said = '';
      child.stderr.on('data', (text: Buffer) => {
        said += text.toString();
      });
      expect([argument, ...(await once(child, 'exit'))]).toEqual([argument, 2, null]);
      expect(said).toContain('Rekey does not start like this');
      expect(existsSync(join(home.folder, 'data', 'firm'))).toBe(false);
    }
  },
);

test.skipIf(packaged === '' || !canSandbox)(
  'in the package, the first window works and its process is sandboxed',
  async () => {
    const copy = copyPackage();
    // The only difference from the shipped package: tests can inspect this copy.
    writeFileSync(join(copy, 'resources', 'test-copy'), '');
    await flipFuses(join(copy, 'rekey'), {
      version: FuseVersion.V1,
      [FuseV1Options.EnableNodeCliInspectArguments]: true,
    });
    const home = makeHome();
    const starter = join(home.folder, 'start');
    const as = isRoot ? `setpriv --reuid=${ORDINARY_USER} --regid=${ORDINARY_USER} --clear-groups ` : '';
    writeFileSync(starter, `#!/bin/sh\nexec ${as}'${join(copy, 'rekey')}' "$@"\n`, { mode: 0o755 });
    const { app, page, complaints, close } = await start(join(home.folder, 'data'), {
      executable: starter,
      entry: [],
      env: home.env,
      isSandboxed: true,
    });
    onTestFinished(close);
    await page.getByRole('heading', { name: 'Create your firm' }).waitFor();
    await page.getByRole('button', { name: 'Create firm' }).click();
    await page.getByText('Enter the firm name.').waitFor();
    await expect.poll(() => app.evaluate(({ app: main }) => main.isPackaged)).toBe(true);
    const pid = await app.evaluate(({ webContents }) => webContents.getAllWebContents()[0]?.getOSProcessId());
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    expect(status).toMatch(/^Seccomp:\t2$/m);
    expect(status).toMatch(/^CapEff:\t0+$/m);
    expect(complaints).toEqual([]);
  },
);
