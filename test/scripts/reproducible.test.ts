// The same files make the same package, byte for byte: another folder, other times and another umask change nothing.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, cpSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeInstaller } from '../../scripts/packages/installer.mjs';
import { makeTempFolder } from '../support/temp-folder.ts';

const ROOT = join(import.meta.dirname, '../..');
const TIME = 1_790_000_000;
const has = (program: string, ...args: string[]): boolean => spawnSync(program, args).status === 0;

/** The same content, as two machines might have it. */
function makeContent(changed: number, mode: number): string {
  const folder = makeTempFolder();
  for (const name of ['b.txt', 'a/c.txt', 'a/b/d.txt']) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), `the content of ${name}\n`.repeat(1000));
    chmodSync(join(folder, name), mode);
    utimesSync(join(folder, name), changed, changed);
  }
  writeFileSync(join(folder, 'rekey'), '#!/bin/sh\n');
  chmodSync(join(folder, 'rekey'), mode | 0o100);
  return folder;
}
const UMASKS = ['022', '077'];
const machines = [makeContent(TIME + 100, 0o644), makeContent(TIME + 2_000_000, 0o600)];
const hashOf = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');

test.runIf(has('dpkg-deb', '--version') && has('node', '--version')).each([
  ['deb', 'amd64', true],
  ['rpm', 'amd64', has('rpmbuild', '--version')],
])('%s', (target, processor, isPossible) => {
  if (!isPossible) return;
  const hashes = machines.map((content, at) => {
    const file = join(makeTempFolder(), `made.${target}`);
    const options = {
      architecture: processor,
      version: '1.0.0',
      name: 'rekey',
      license: 'x',
      url: 'x',
      description: 'x',
    };
    const made = spawnSync(
      'sh',
      [
        ...['-c', `umask ${UMASKS[at]}; exec node "$@"`, 'sh'],
        join(ROOT, 'scripts/packages/fpm.mjs'),
        ...['-s', 'dir', '-t', target, '--vendor', 'x', '--maintainer', 'x <x@x.invalid>', '--package', file],
        ...Object.entries(options).flatMap(([key, value]) => [`--${key}`, value]),
        `${content}/=/opt/Rekey`,
      ],
      { encoding: 'utf8', env: { ...process.env, SOURCE_DATE_EPOCH: String(TIME) } },
    );
    expect(made.stderr).toBe('');
    return hashOf(file);
  });
  expect(hashes[0]).toBe(hashes[1]);
});

test.runIf(has('makensis', '-VERSION'))('the Windows installer', () => {
  const hashes = machines.map((content) => {
    const folder = makeTempFolder();
    const copy = join(folder, 'content');
    cpSync(content, copy, { recursive: true });
    for (const name of ['b.txt', 'a/c.txt', 'a/b/d.txt', 'rekey']) utimesSync(join(copy, name), TIME, TIME);
    const { script, file } = makeInstaller({ root: ROOT, content: copy, work: folder, release: folder });
    const made = spawnSync('makensis', ['-V2', '-NOCD', '-INPUTCHARSET', 'UTF8', script], {
      cwd: ROOT,
      encoding: 'utf8',
      env: { ...process.env, SOURCE_DATE_EPOCH: String(TIME) },
    });
    expect(made.stdout + made.stderr).toBe('');
    return hashOf(file);
  });
  expect(hashes[0]).toBe(hashes[1]);
});
