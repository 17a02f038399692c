#!/usr/bin/env node
// Makes the deb and the rpm where electron-builder cannot download fpm, its tool for them.
// It accepts exactly the fpm command line that electron-builder 26 writes for "-s dir -t deb" and "-t rpm", refuses anything
// else, and calls dpkg-deb or rpmbuild. scripts/dist.mjs passes it as CUSTOM_FPM_PATH. The time in both packages is
// SOURCE_DATE_EPOCH, so the same content makes the same bytes.
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
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { buildDeb } from './deb.mjs';
import { buildRpm } from './rpm.mjs';

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
    'rpm-compression': text,
    'rpm-os': text,
    'rpm-summary': text,
    force: { type: 'boolean' },
  },
});
/** @typedef {typeof option} Options */

const build = new Map([
  ['deb', buildDeb],
  ['rpm', buildRpm],
]).get(option.t);
if (option.s !== 'dir' || build === undefined)
  throw new Error('fpm.mjs makes a deb or an rpm from a folder, nothing else.');

process.umask(0o022); // the modes in the package are no matter of this machine
const work = mkdtempSync(join(tmpdir(), 'rekey-package-'));
try {
  const content = join(work, 'content');
  for (const mapping of mappings) copyMapped(mapping, content);
  const size = setModes(content);
  mkdirSync(dirname(option.package), { recursive: true });
  build(content, option, size);
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
 * Sets the same modes whatever those of the files on this machine.
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
