// The packaged application: its fuses, its start with Chromium's real sandbox, and what it refuses.
// As root (a build server) it is run as an ordinary user: the sandbox does not exist for root.
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
/** Chromium's sandbox needs user namespaces; a container or a chroot may refuse them to everyone. */
const canSandbox = spawnSync('unshare', ['--user', 'true'], asOrdinaryUser).status === 0;
const withoutSandbox = canSandbox ? [] : ['--no-sandbox'];

interface Place {
  readonly folder: string;
  readonly env: Record<string, string>;
}

/** A folder and an environment that the ordinary user can use, the display included. */
function makePlace(): Place {
  const folder = makeTempFolder();
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env as Record<string, string>;
  const place: Place = { folder, env: { ...env, HOME: folder, XDG_CONFIG_HOME: folder, XDG_CACHE_HOME: folder } };
  const cookie = process.env['XAUTHORITY'];
  if (cookie !== undefined && existsSync(cookie)) {
    place.env['XAUTHORITY'] = join(folder, 'cookie');
    copyFileSync(cookie, join(folder, 'cookie'));
    if (isRoot) chownSync(join(folder, 'cookie'), ORDINARY_USER, ORDINARY_USER);
  }
  if (isRoot) chownSync(folder, ORDINARY_USER, ORDINARY_USER);
  return place;
}

function run(executable: string, args: readonly string[], place: Place) {
  return spawn(executable, [...withoutSandbox, ...args], { env: place.env, stdio: 'ignore', ...asOrdinaryUser });
}

/** The package where the ordinary user can reach it, wherever the project lies. */
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
  'the package as it is starts (in the real sandbox where the system allows one), shows its window, and ends when it is told to',
  async () => {
    const place = makePlace();
    const data = join(place.folder, 'data');
    const child = run(join(copyPackage(), 'rekey'), ['--disable-gpu', `--user-data-dir=${data}`], place);
    const exit = once(child, 'exit');
    const log = join(data, 'logs', 'rekey.log');
    await expect
      .poll(() => (existsSync(log) ? readFileSync(log, 'utf8') : ''), { timeout: 30_000 })
      .toContain('opened');
    expect(existsSync(join(data, 'firm', 'rekey.db'))).toBe(true);
    child.kill('SIGTERM');
    expect(await exit).toEqual([0, null]);
  },
);

test.skipIf(packaged === '')('the package does not start when it is asked to let itself be inspected', async () => {
  const executable = join(copyPackage(), 'rekey');
  for (const argument of [
    '--remote-debugging-port=0',
    '-remote-debugging-port=0',
    '-remote-debugging-pipe',
    '--inspect=0',
    '-js-flags=--allow-natives-syntax',
    '--log-net-log=net.json',
  ]) {
    const place = makePlace();
    const child = run(executable, ['--disable-gpu', argument, `--user-data-dir=${join(place.folder, 'data')}`], place);
    expect(await once(child, 'exit')).toEqual([2, null]);
    expect(existsSync(join(place.folder, 'data', 'firm'))).toBe(false);
  }
});

test.skipIf(packaged === '' || !canSandbox)(
  'in the package, the window of a first run works, and its process is really sandboxed',
  async () => {
    const copy = copyPackage();
    // The one difference to what is shipped: this copy lets the test in.
    writeFileSync(join(copy, 'resources', 'test-copy'), '');
    await flipFuses(join(copy, 'rekey'), {
      version: FuseVersion.V1,
      [FuseV1Options.EnableNodeCliInspectArguments]: true,
    });
    const place = makePlace();
    const starter = join(place.folder, 'start');
    const as = isRoot ? `setpriv --reuid=${ORDINARY_USER} --regid=${ORDINARY_USER} --clear-groups ` : '';
    writeFileSync(starter, `#!/bin/sh\nexec ${as}'${join(copy, 'rekey')}' "$@"\n`, { mode: 0o755 });
    const { app, page, complaints, close } = await start(join(place.folder, 'data'), {
      executable: starter,
      entry: [],
      env: place.env,
      isSandboxed: true,
    });
    onTestFinished(close);
    await page.getByRole('heading', { name: 'Create your firm' }).waitFor();
    await page.getByRole('button', { name: 'Create firm' }).click();
    await page.getByText('Enter the firm name.').waitFor();
    expect(await app.evaluate(({ app: main }) => main.isPackaged)).toBe(true);
    const pid = await app.evaluate(({ webContents }) => webContents.getAllWebContents()[0]?.getOSProcessId());
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    expect(status).toMatch(/^Seccomp:\t2$/m);
    expect(status).toMatch(/^CapEff:\t0+$/m);
    expect(complaints).toEqual([]);
  },
);
