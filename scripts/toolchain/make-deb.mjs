#!/usr/bin/env node
// Makes the Debian package where fpm, which electron-builder uses for it, cannot be downloaded.
// Understands exactly the part of fpm's command line that electron-builder 26 writes for "-s dir -t deb", refuses the rest,
// and leaves the work to dpkg-deb. Used by scripts/dist.mjs through CUSTOM_FPM_PATH.
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

const text = { type: 'string' };
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
  execFileSync(
    'dpkg-deb',
    ['--root-owner-group', `-Z${option['deb-compression'] ?? 'xz'}`, '--build', content, option.package],
    {
      stdio: 'inherit',
    },
  );
} finally {
  rmSync(work, { recursive: true, force: true });
}

/** "source=destination": a folder's content, or one file. */
function copyMapped(mapping, content) {
  const split = mapping.lastIndexOf('=');
  const source = resolve(mapping.slice(0, split));
  const target = join(content, mapping.slice(split + 1));
  mkdirSync(dirname(target), { recursive: true });
  if (statSync(source).isDirectory()) cpSync(source, target, { recursive: true, verbatimSymlinks: true });
  else copyFileSync(source, target);
}

/** The modes of a package do not depend on who made it. Answers with the installed size in KiB. */
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

function writeControl(folder, size) {
  mkdirSync(folder);
  const fields = {
    Package: option.name,
    Version: option.version,
    Architecture: option.architecture,
    Maintainer: option.maintainer,
    Section: option.category ?? 'misc',
    Priority: option['deb-priority'] ?? 'optional',
    'Installed-Size': String(size),
    Depends: option.depends.join(', '),
    Recommends: option['deb-recommends'].join(', '),
    Homepage: option.url,
    Description: folded(option.description ?? option.name),
  };
  const lines = Object.entries(fields)
    .filter(([, value]) => value)
    .map(([name, value]) => `${name}: ${value}\n`);
  writeFileSync(join(folder, 'control'), lines.join(''));
  for (const [name, script] of [
    ['postinst', option['after-install']],
    ['postrm', option['after-remove']],
  ]) {
    if (script === undefined) continue;
    copyFileSync(script, join(folder, name));
    chmodSync(join(folder, name), 0o755);
  }
}

/** A summary on the first line; further lines are indented, and an empty one is a dot. */
function folded(description) {
  const [summary, ...rest] = description
    .split('\n')
    .map((line) => line.trim())
    .filter((line, at) => at > 0 || line !== '');
  return [summary ?? option.name, ...rest.map((line) => ` ${line || '.'}`)].join('\n');
}
