// A copy of the project in which a test can break a rule.
import { cpSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeTempFolder } from '../support/temp-folder.ts';

export const ROOT = join(import.meta.dirname, '../..');

/**
 * @param paths files and folders to copy, relative to the project
 * @returns the folder of the copy; the packages in it are the real ones
 */
export function copyProject(paths: readonly string[]): string {
  const copy = makeTempFolder();
  for (const path of paths) {
    mkdirSync(dirname(join(copy, path)), { recursive: true });
    cpSync(join(ROOT, path), join(copy, path), { recursive: true });
  }
  mkdirSync(join(copy, 'node_modules'));
  // The compiler's cache is not shared: its entries belong to the project's own paths.
  for (const name of readdirSync(join(ROOT, 'node_modules')))
    if (name !== '.cache') symlinkSync(join(ROOT, 'node_modules', name), join(copy, 'node_modules', name));
  return copy;
}
