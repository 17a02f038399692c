// A folder and fpm's options become a deb, through dpkg-deb.
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @param {string} content the files at their places below /
 * @param {import('./fpm.mjs').Options} option
 * @param {number} size the installed size in KiB
 */
export function buildDeb(content, option, size) {
  writeControl(join(content, 'DEBIAN'), option, size);
  const compression = `-Z${option['deb-compression'] || 'xz'}`;
  execFileSync('dpkg-deb', ['--root-owner-group', compression, '--build', content, option.package], {
    stdio: 'inherit',
  });
}

/**
 * @param {string} folder
 * @param {import('./fpm.mjs').Options} option
 * @param {number} size
 */
function writeControl(folder, option, size) {
  mkdirSync(folder);
  const fields = {
    Package: option.name,
    Version: option.version,
    Architecture: option.architecture,
    Maintainer: option.maintainer,
    Section: option.category || 'misc',
    Priority: option['deb-priority'] || 'optional',
    'Installed-Size': String(size),
    Depends: option.depends.join(', '),
    Recommends: option['deb-recommends'].join(', '),
    Homepage: option.url,
    Description: folded(option.description, option.name),
  };
  const lines = Object.entries(fields)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name}: ${value}\n`);
  writeFileSync(join(folder, 'control'), lines.join(''));
  addScript(join(folder, 'postinst'), option['after-install']);
  addScript(join(folder, 'postrm'), option['after-remove']);
}

/**
 * @param {string} file
 * @param {string} source empty where the package has no such script
 */
function addScript(file, source) {
  if (source === '') return;
  copyFileSync(source, file);
  chmodSync(file, 0o755);
}

/**
 * Debian's format: the summary is on the first line, further lines are indented, and a dot stands for an empty line.
 * @param {string} description
 * @param {string} name
 */
function folded(description, name) {
  const [summary, ...rest] = description
    .split('\n')
    .map((line) => line.trim())
    .filter((line, at) => at > 0 || line !== '');
  return [summary ?? name, ...rest.map((line) => ` ${line || '.'}`)].join('\n');
}
