// A plugin for each of the three bundles. It notes which npm packages are inside, so that Rekey can show their licences
// and its list of parts (SBOM) is true. The renderer's bundle, which is built last, gets the page of licences.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Plugin } from 'vite';

interface PackageInside {
  readonly name: string;
  readonly version: string;
  /** SPDX, as its package.json says. */
  readonly license: string;
  readonly folder: string;
}

const LICENCE_FILE = /^(licen[cs]e|copying|notice)(\.|-|$)/i;

export interface Inside {
  /** For main and preload. */
  readonly note: () => Plugin;
  /** For the renderer. */
  readonly publish: () => Plugin;
}

/** @param root the project's folder. */
export function packagesInside(root: string): Inside {
  /** By folder: two versions of one package may be inside. */
  const found = new Map<string, PackageInside>();
  const add = (folder: string): void => {
    if (!found.has(folder)) found.set(folder, read(folder));
  };
  const addFile = (file: string): void => {
    const folder = packageFolderOf(file);
    if (folder !== undefined) add(join(root, folder));
  };
  const noteModules = (ids: Iterable<string>): void => {
    for (const id of ids) addFile(id);
  };
  return {
    note: () => ({
      name: 'packages-inside',
      generateBundle(_, bundle) {
        for (const part of Object.values(bundle)) if (part.type === 'chunk') noteModules(Object.keys(part.modules));
      },
    }),
    publish: () => ({
      name: 'packages-inside-page',
      generateBundle(_, bundle) {
        for (const part of Object.values(bundle)) {
          if (part.type === 'chunk') noteModules(Object.keys(part.modules));
          else noteModules(part.originalFileNames);
        }
        for (const folder of installedWith(root)) add(folder);
        const packages = [...found.values()].toSorted((a, b) => titleOf(a).localeCompare(titleOf(b), 'en'));
        this.emitFile({ type: 'asset', fileName: 'about/licences.html', source: pageOf(packages) });
        const list = packages.map(({ name, version, license }) => ({ name, version, license }));
        this.emitFile({
          type: 'asset',
          fileName: 'about/packages.json',
          source: `${JSON.stringify(list, undefined, 2)}\n`,
        });
      },
    }),
  };
}

/** The folder of the innermost package that a file is in, from `node_modules` on. */
export function packageFolderOf(file: string): string | undefined {
  const path = file.replaceAll('\\', '/');
  const at = path.lastIndexOf('node_modules/');
  if (at === -1) return undefined;
  const name = /^node_modules\/(@[^/]+\/[^/]+|[^/@][^/]*)/.exec(path.slice(at))?.[1];
  const outer = path.indexOf('node_modules/');
  return name === undefined ? undefined : `${path.slice(outer, at)}node_modules/${name}`;
}

function read(folder: string): PackageInside {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  if (typeof license !== 'string') throw new Error(`${name} names no licence: find out under which terms it is used.`);
  return { name, version, license, folder };
}

/** The packages that are not bundled: `dependencies` of package.json, and theirs as far as they are installed. */
function installedWith(root: string): readonly string[] {
  const folders = new Set<string>();
  const visit = (from: string, names: readonly string[]): void => {
    for (const name of names) {
      const folder = resolvePackage(from, name);
      if (folder === undefined || folders.has(folder)) continue;
      folders.add(folder);
      const { dependencies = {}, optionalDependencies = {} } = JSON.parse(
        readFileSync(join(folder, 'package.json'), 'utf8'),
      );
      visit(folder, Object.keys({ ...dependencies, ...optionalDependencies }).filter(isPackaged));
    }
  };
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  visit(root, Object.keys(dependencies));
  return [...folders];
}

/** Headers for a compiler, which electron-builder.yml leaves out. */
const isPackaged = (name: string): boolean => name !== 'node-addon-api';

function resolvePackage(from: string, name: string): string | undefined {
  const places = createRequire(join(from, 'package.json')).resolve.paths(name) ?? [];
  return places.map((place) => join(place, name)).find((folder) => existsSync(join(folder, 'package.json')));
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

function licenceOf({ folder, license }: PackageInside): string {
  const files = readdirSync(folder).filter((file) => LICENCE_FILE.test(file));
  const texts = files.toSorted().map((file) => readFileSync(join(folder, file), 'utf8').trim());
  return texts.length === 0
    ? `<p>The package has no file with its licence. Its package.json says ${escaped(license)}.</p>`
    : texts.map((text) => `<pre>${escaped(text)}</pre>`).join('\n');
}

const titleOf = ({ name, version }: PackageInside): string => `${name} ${version}`;
const idOf = ({ name, version }: PackageInside): string => escaped(`${name}-${version}`);

function pageOf(packages: readonly PackageInside[]): string {
  const sections = packages.map(
    (each) => `<h2 id="${idOf(each)}">${escaped(`${titleOf(each)} (${each.license})`)}</h2>\n${licenceOf(each)}`,
  );
  return `<!doctype html>
<html lang="en" dir="ltr">
<head>
<meta charset="utf-8">
<title>Licences</title>
<link rel="stylesheet" href="../guide/guide.css">
</head>
<body>
<nav aria-label="Packages"><ul>
${packages.map((each) => `<li><a href="#${idOf(each)}">${escaped(titleOf(each))}</a></li>`).join('\n')}
</ul></nav>
<main>
<h1>Licences</h1>
<p>Rekey is made of the software of many others. Electron and Chromium, with all that they contain, have their licences in the
files LICENSE.electron.txt and LICENSES.chromium.html beside the program. SQLite is in the public domain. These are the packages
inside Rekey itself:</p>
${sections.join('\n')}
</main>
</body>
</html>
`;
}
