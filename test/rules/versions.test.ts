// The version numbers agree. Activity records carry the version of package.json, so CHANGELOG.md must explain it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SCHEMA_VERSION } from '../../main/storage/engine/migrate.ts';
import { ROOT } from './copy-project.ts';

const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
const { version }: { readonly version: string } = JSON.parse(read('package.json'));
/** Newest first. */
const entries = read('CHANGELOG.md')
  .split(/^## /m)
  .slice(1)
  .map((entry) => ({
    version: /^\S+/.exec(entry)?.[0],
    schema: Number(/^- Database schema (\d+)\b/m.exec(entry)?.[1]),
  }));

test('package.json, package-lock.json and the newest entry of CHANGELOG.md name one version', () => {
  const lock: { readonly version: string; readonly packages: Readonly<Record<string, { readonly version?: string }>> } =
    JSON.parse(read('package-lock.json'));
  expect([lock.version, lock.packages['']?.version, entries[0]?.version]).toEqual([version, version, version]);
});

test('every entry of CHANGELOG.md names its database schema, and the newest one the current schema', () => {
  const schemas = entries.map(({ schema }) => schema);
  expect(schemas).toEqual(schemas.toSorted((a, b) => b - a));
  expect(schemas[0]).toBe(SCHEMA_VERSION);
  expect(schemas.at(-1)).toBe(1);
});
