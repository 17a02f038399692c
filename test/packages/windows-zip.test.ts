// The Windows zip holds the folder that the installer installs: for Windows and for no other system, with the fuses of a
// package. Rekey itself is not started: Wine does not run it.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { expect, test } from 'vitest';
import { makeTempFolder } from '../support/temp-folder.ts';

// Electron's Node would look into a file that is called app.asar.
process.noAsar = true;

const unpacked = join(import.meta.dirname, '../../release/win-unpacked');
const file = process.env['REKEY_PACKAGE_ZIP'] ?? '';

const filesOf = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(folder, name)).isFile())
    .toSorted();

test('the zip holds what the installer installs, and its programs are those of Windows', async () => {
  const folder = makeTempFolder();
  execFileSync('7za', ['x', '-bd', `-o${folder}`, file], { stdio: 'ignore' });
  const files = filesOf(folder);
  expect(files).toEqual(filesOf(unpacked));
  for (const name of files) {
    const content = readFileSync(join(folder, name));
    expect([name, content.equals(readFileSync(join(unpacked, name)))]).toEqual([name, true]);
    const isProgram = /\.(exe|dll|node)$/.test(name);
    expect([name, content.subarray(0, 2).toString('latin1') === 'MZ']).toEqual([name, isProgram]);
    expect([name, content.subarray(0, 4).toString('latin1') === '\x7fELF']).toEqual([name, false]);
  }
  expect(files.filter((name) => name.endsWith('.node'))).toHaveLength(2);
  // Nothing of the sources. The head of an asar is JSON, and its length stands before it.
  const asar = readFileSync(join(folder, 'resources/app.asar'));
  const head = JSON.parse(asar.toString('utf8', 16, 16 + asar.readUInt32LE(12))) as { readonly files: object };
  expect(Object.keys(head.files).toSorted()).toEqual(['node_modules', 'out', 'package.json']);
  const wire = await getCurrentFuseWire(join(folder, 'Rekey.exe'));
  expect(wire[FuseV1Options.RunAsNode]).toBe(FuseState.DISABLE);
  expect(wire[FuseV1Options.OnlyLoadAppFromAsar]).toBe(FuseState.ENABLE);
  expect(wire[FuseV1Options.EnableEmbeddedAsarIntegrityValidation]).toBe(FuseState.ENABLE);
});
