// npm run test:packages: the life of the packages. It makes them, makes the deb of the version before, and installs, starts,
// upgrades and removes them: the deb in Debian 12 and 13, the rpm in a folder, the Windows installer in Wine.
//   npm run test:packages -- --made <arguments>   takes the packages that are in release/; arguments go to vitest
// It needs Linux, root and Debian's archive. docs/packages.md says how long the parts take.
import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { RELEASE } from './packages/electron-builder.mjs';
import { readIdentity } from './packages/identity.mjs';
import { TRIAL_PROGRAMS } from './packages/trial.mjs';
import { makeVersionBefore } from './packages/version-before.mjs';
import { AS_NODE, prepareElectron } from './toolchain/electron.mjs';
import { findOnPath, Problem, ROOT, run, runScript, say } from './toolchain/processes.mjs';
import { cacheFolder } from './toolchain/registry-copy.mjs';
import { withDisplay } from './toolchain/system.mjs';

/** The programs that install and start the packages, with the Debian package of each. */
const PROGRAMS = /** @type {const} */ ([
  ['debootstrap', 'debootstrap'],
  ['systemd-nspawn', 'systemd-container'],
  ['wine', 'wine'],
]);

await runScript(async () => {
  const args = process.argv.slice(2);
  if (process.platform !== 'linux' || process.getuid?.() !== 0)
    throw new Problem(
      'the packages are installed and removed as root, on Linux. Run this as root on a machine for tests.',
    );
  const missing = [...PROGRAMS, ...TRIAL_PROGRAMS].filter(([program]) => findOnPath(program) === undefined);
  if (missing.length > 0)
    throw new Problem(
      `missing here: apt-get install --no-install-recommends ${missing.map(([, name]) => name).join(' ')}`,
    );
  const electron = await prepareElectron();
  if (!args.includes('--made')) {
    const made = await run(process.execPath, [join(ROOT, 'scripts', 'dist.mjs')]);
    if (made.code !== 0) return made.code;
  }
  const { name, version } = readIdentity();
  const packageFile = (/** @type {string} */ end) => join(RELEASE, `${name}-${version}-${end}`);
  const env = {
    ...AS_NODE,
    REKEY_ELECTRON: electron.executable,
    REKEY_PACKAGE_BEFORE: await makeVersionBefore(),
    REKEY_PACKAGE_DEB: packageFile('linux-amd64.deb'),
    REKEY_PACKAGE_RPM: packageFile('linux-x86_64.rpm'),
    REKEY_PACKAGE_APPIMAGE: packageFile('linux-x86_64.AppImage'),
    REKEY_PACKAGE_TAR: packageFile('linux-x64.tar.gz'),
    REKEY_PACKAGE_WINDOWS: packageFile('win-x64.exe'),
    REKEY_PACKAGE_ZIP: packageFile('win-x64.zip'),
    REKEY_DEBIAN_12: await makeDebian('bookworm', 'debian-12'),
    REKEY_DEBIAN_13: await makeDebian('trixie', 'debian-13'),
  };
  const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
  const more = args.filter((arg) => arg !== '--made');
  return await withDisplay(
    async (display) =>
      (
        await run(electron.executable, [vitest, 'run', '--project', 'packages', ...more], {
          env: { ...display, ...env },
        })
      ).code,
  );
});

/**
 * The smallest Debian, from an earlier run or made now.
 * @param {string} suite
 * @param {string} name
 */
async function makeDebian(suite, name) {
  const folder = join(cacheFolder(), name);
  if (existsSync(folder)) return folder;
  say(`making ${name} with debootstrap, once for this user ...`);
  const work = mkdtempSync(join(cacheFolder(), 'unfinished-'));
  try {
    const made = await run('debootstrap', ['--variant=minbase', suite, work], { isQuiet: true });
    if (made.code !== 0) throw new Problem(`debootstrap failed:\n${made.output.slice(-2000)}`);
    renameSync(work, folder);
    return folder;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
