// Measures the packages of `npm run dist` against packages of the same kind with the same Electron and an application that
// opens an empty window (scripts/bench/blank).
//   node scripts/packages/sizes.mjs [deb rpm AppImage tar.gz]   deb and tar.gz, if no format is named
import { cpSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { resolveElectron } from '../toolchain/electron.mjs';
import { Problem, ROOT, runScript } from '../toolchain/processes.mjs';
import { RELEASE } from './electron-builder.mjs';
import { readIdentity } from './identity.mjs';
import { makeLinux } from './trial.mjs';

await runScript(async () => {
  const formats = process.argv.slice(2);
  const wanted = formats.length > 0 ? formats : ['deb', 'tar.gz'];
  const blank = join(RELEASE, 'blank');
  rmSync(blank, { recursive: true, force: true });
  try {
    const folder = join(blank, 'linux-unpacked');
    cpSync(join(RELEASE, 'linux-unpacked'), folder, { recursive: true });
    for (const name of ['app.asar', 'app.asar.unpacked'])
      rmSync(join(folder, 'resources', name), { recursive: true, force: true });
    cpSync(join(ROOT, 'scripts', 'bench', 'blank'), join(folder, 'resources', 'app'), { recursive: true });
    await makeLinux(await resolveElectron(), wanted, 1_000_000_000, blank);
    const { name, version } = readIdentity();
    for (const format of wanted) {
      const file = fileNameOf(format, name, version);
      const [own, empty] = [join(RELEASE, file), join(blank, file)].map((path) => statSync(path).size);
      if (own === undefined || empty === undefined) throw new Problem(`${file} was not made.`);
      console.log(
        `${format}: ${megabytes(own)}, blank ${megabytes(empty)}, ${(own / empty).toFixed(3)} times as large`,
      );
    }
    return 0;
  } finally {
    rmSync(blank, { recursive: true, force: true });
  }
});

/**
 * @param {string} format
 * @param {string} name
 * @param {string} version
 */
function fileNameOf(format, name, version) {
  const processor = new Map([
    ['deb', 'amd64'],
    ['rpm', 'x86_64'],
    ['AppImage', 'x86_64'],
  ]).get(format);
  return `${name}-${version}-linux-${processor ?? 'x64'}.${format}`;
}

/** @param {number} bytes */
function megabytes(bytes) {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
