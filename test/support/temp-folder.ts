// A fresh folder for one test. It is removed after the last test of the file: each-file.ts.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const made: string[] = [];

export function makeTempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'rekey-test-'));
  made.push(folder);
  return folder;
}

export function removeTempFolders(): void {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
}
