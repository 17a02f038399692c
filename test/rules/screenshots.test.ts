// The screenshots of the documentation: every one that a page shows exists, and a new scene needs a run of `npm run pictures`.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { CHAPTERS } from '../../scripts/screenshots/scenes/index.mjs';
import { SIZES, screenshotFile, screensPage } from '../../scripts/screenshots/screens-page.mjs';

const ROOT = join(import.meta.dirname, '../..');

test.each(['README.md', 'docs/user-guide.md', 'docs/screens.md'])('every screenshot that %s shows exists', (page) => {
  const shown = [...readFileSync(join(ROOT, page), 'utf8').matchAll(/!\[[^\]]*\]\(([^)]+)\)/g)].map(
    ([, file]) => file ?? '',
  );
  expect(shown).not.toEqual([]);
  expect(shown.filter((file) => !existsSync(join(ROOT, dirname(page), file)))).toEqual([]);
});

test('every scene has a unique name and a screenshot in each size, and there are no others', () => {
  const names = CHAPTERS.flatMap(({ scenes }) => scenes.map(({ name }) => name));
  expect(new Set(names).size).toBe(names.length);
  const files = names.flatMap((name) => SIZES.map((size) => screenshotFile(name, size)));
  expect(readdirSync(join(ROOT, 'docs/pictures')).sort()).toEqual(files.sort());
});

test('docs/screens.md is what the scenes say', () => {
  expect(readFileSync(join(ROOT, 'docs/screens.md'), 'utf8')).toBe(screensPage(CHAPTERS));
});
