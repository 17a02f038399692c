// A fresh folder for one test. It is removed after the last test of the file.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

const made: string[] = [];
afterAll(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

export function makeTempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'rekey-test-'));
  made.push(folder);
  return folder;
}
