// Calls electron-builder with the one configuration, the names of package.json and the Electron that is here.
import { join } from 'node:path';
import { ROOT, runTool } from '../toolchain/processes.mjs';
import { readIdentity } from './identity.mjs';

/** Where all packages go. */
export const RELEASE = join(ROOT, 'release');

/**
 * @param {{ dist: string, version: string, source: string }} electron
 * @param {readonly string[]} args
 * @param {import('../toolchain/processes.mjs').RunOptions & { config?: string }} [options]
 */
export function pack(electron, args, { config = 'electron-builder.yml', ...options } = {}) {
  const { publisher } = readIdentity();
  // An official release on Windows or macOS takes the Electron that electron-builder fetches. Elsewhere the folder that is here serves.
  const dist =
    process.platform === 'linux' || electron.source !== 'official' ? [`-c.electronDist=${electron.dist}`] : [];
  return runTool(
    'electron-builder/cli.js',
    [
      ...args,
      ...dist,
      `-c.electronVersion=${electron.version}`,
      `-c.appId=${publisher.appId}`,
      `-c.copyright=${publisher.copyright}`,
      '--config',
      config,
      '--publish',
      'never',
    ],
    options,
  );
}
