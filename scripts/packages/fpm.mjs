#!/usr/bin/env node
// Makes the Debian package where electron-builder cannot download fpm, its tool for it.
// It accepts exactly the fpm command line that electron-builder 26 writes for "-s dir -t deb", refuses anything else,
// and calls dpkg-deb. scripts/dist.mjs passes it as CUSTOM_FPM_PATH.
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

/** @type {{ type: 'string', default: string }} */
const text = { type: 'string', default: '' };
/** @type {{ type: 'string', multiple: true, default: string[] }} */
const list = { type: 'string', multiple: true, default: [] };
const { values: option, positionals: mappings } = parseArgs({
  allowPositionals: true,
  options: {
    s: { ...text, short: 's' },
    t: { ...text, short: 't' },
    depends: { ...list, short: 'd' },
    'deb-recommends': list,
    architecture: text,
    'after-install': text,
    'after-remove': text,
    description: text,
    version: text,
    package: text,
    name: text,
    maintainer: text,
    vendor: text,
    url: text,
    license: text,
    category: text,
    'deb-priority': text,
    'deb-compression': text,
    force: { type: 'boolean' },
  },
});
if (option.s !== 'dir' || option.t !== 'deb') throw new Error('make-deb.mjs makes a deb from a folder, nothing else.');

const work = mkdtempSync(join(tmpdir(), 'rekey-deb-'));
try {
  const content = join(work, 'content');
  for (const mapping of mappings) copyMapped(mapping, content);
  const size = setModes(content);
  writeControl(join(content, 'DEBIAN'), size);
  mkdirSync(dirname(option.package), { recursive: true });
  const compression = `-Z${option['deb-compression'] || 'xz'}`;
  execFileSync('dpkg-deb', ['--root-owner-group', compression, '--build', content, option.package], {
    stdio: 'inherit',
  });
} finally {
  rmSync(work, { recursive: true, force: true });
}

/**
 * @param {string} mapping "source=destination": the content of a folder, or one file
 * @param {string} content
 */
function copyMapped(mapping, content) {
  const split = mapping.lastIndexOf('=');
  const source = resolve(mapping.slice(0, split));
  const target = join(content, mapping.slice(split + 1));
  mkdirSync(dirname(target), { recursive: true });
  if (statSync(source).isDirectory()) cpSync(source, target, { recursive: true, verbatimSymlinks: true });
  else copyFileSync(source, target);
}

/**
 * Sets the same modes whatever the umask of this machine.
 * @param {string} folder
 * @returns {number} the installed size in KiB
 */
function setModes(folder) {
  chmodSync(folder, 0o755);
  let size = 4;
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const status = lstatSync(path);
    if (status.isDirectory()) size += setModes(path);
    else if (status.isFile()) {
      chmodSync(path, (status.mode & 0o111) === 0 ? 0o644 : 0o755);
      size += Math.ceil(status.size / 1024);
    }
  }
  return size;
}

/**
 * @param {string} folder
 * @param {number} size
 */
function writeControl(folder, size) {
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
    Description: folded(option.description),
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
 */
function folded(description) {
  const [summary, ...rest] = description
    .split('\n')
    .map((line) => line.trim())
    .filter((line, at) => at > 0 || line !== '');
  return [summary ?? option.name, ...rest.map((line) => ` ${line || '.'}`)].join('\n');
}
