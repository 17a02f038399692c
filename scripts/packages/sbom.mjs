// The list of what is inside Rekey (SBOM), in the form of CycloneDX: `npm sbom` lists what is installed, and what is neither
// in a bundle nor in the package is dropped. Electron, Chromium, Node and SQLite are added. The same commit makes the same list.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runNpm } from '../toolchain/pinned-package.mjs';
import { Problem, ROOT } from '../toolchain/processes.mjs';
import { readIdentity } from './identity.mjs';

/**
 * @typedef {object} Component
 * @property {string} [bom-ref]
 * @property {string} type
 * @property {string} name
 * @property {string} version
 * @property {unknown} [properties]
 */

/**
 * Writes the list for the application in out/.
 * @param {string} file
 * @param {Readonly<Record<'electron' | 'chromium' | 'node' | 'sqlite', string>>} versions
 * @param {number} time seconds since 1970
 */
export async function writeSbom(file, versions, time) {
  // The installed tree, so that what it says is what was bundled.
  const { code, output } = await runNpm(['sbom', '--sbom-format=cyclonedx', '--loglevel=error'], ROOT);
  if (code !== 0) throw new Problem(`npm sbom failed:\n${output.trim()}`);
  const inside = JSON.parse(readFileSync(join(ROOT, 'out', 'renderer', 'about', 'packages.json'), 'utf8'));
  writeFileSync(file, `${JSON.stringify(narrowed(JSON.parse(output), inside, versions, time), undefined, 2)}\n`);
}

/**
 * @typedef {object} Bom
 * @property {{ component: object }} metadata
 * @property {readonly Component[]} components
 * @property {readonly { ref: string, dependsOn: readonly string[] }[]} dependencies
 * @property {string} [serialNumber]
 */

/**
 * Keeps what is inside. Without the number that is another one each time, and without npm's remark that a package which is
 * bundled serves the development only.
 * @param {Bom} all
 * @param {readonly { name: string, version: string }[]} inside
 * @param {Readonly<Record<string, string>>} versions
 * @param {number} time
 */
export function narrowed({ serialNumber: _, ...all }, inside, versions, time) {
  const wanted = new Set(inside.map(({ name, version }) => `${name}@${version}`));
  const components = all.components
    .filter(({ name, version }) => wanted.delete(`${name}@${version}`))
    .map(({ properties: __, ...component }) => component);
  if (wanted.size > 0) throw new Problem(`npm sbom does not list what is inside: ${[...wanted].join(', ')}.`);
  const parts = Object.entries(versions).map(([name, version]) => ({
    'bom-ref': `${name}@${version}`,
    type: name === 'sqlite' ? 'library' : 'framework',
    name,
    version,
  }));
  const { name, productName, version } = readIdentity();
  const own = `${name}@${version}`;
  const refs = new Set([own, ...[...components, ...parts].map((component) => component['bom-ref'])]);
  return {
    ...all,
    metadata: {
      ...all.metadata,
      timestamp: new Date(time * 1000).toISOString(),
      // npm takes the name of the folder.
      component: { 'bom-ref': own, type: 'application', name: productName, version, purl: `pkg:npm/${own}` },
    },
    components: [...components, ...parts],
    dependencies: all.dependencies
      .filter(({ ref }) => refs.has(ref))
      .map(({ ref, dependsOn }) => ({
        ref,
        // Rekey depends on all that is inside; most of it is bundled.
        dependsOn: ref === own ? [...refs].filter((each) => each !== own) : dependsOn.filter((each) => refs.has(each)),
      })),
  };
}
