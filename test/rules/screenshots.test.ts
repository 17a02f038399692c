// The pictures of the documentation: each one that is shown is there, and a new scene without a run of `npm run pictures` is noticed.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';

interface Chapter {
  readonly title: string;
  readonly scenes: readonly { readonly name: string; readonly shows: string }[];
}

const ROOT = join(import.meta.dirname, '../..');
const load = (script: string): Promise<unknown> => import(pathToFileURL(join(ROOT, 'scripts', script)).href);
const { CHAPTERS } = (await load('screenshots/scenes/index.mjs')) as { readonly CHAPTERS: readonly Chapter[] };
const { SIZES, pictureFile, screensPage } = (await load('screenshots/screens-page.mjs')) as {
  readonly SIZES: readonly string[];
  pictureFile(name: string, size: string): string;
  screensPage(chapters: readonly Chapter[]): string;
};

test.each(['README.md', 'docs/user-guide.md', 'docs/screens.md'])('every picture that %s shows is there', (page) => {
  const shown = [...readFileSync(join(ROOT, page), 'utf8').matchAll(/!\[[^\]]*\]\(([^)]+)\)/g)].map(
    ([, file]) => file ?? '',
  );
  expect(shown).not.toEqual([]);
  expect(shown.filter((file) => !existsSync(join(ROOT, dirname(page), file)))).toEqual([]);
});

test('every scene has its own name and a picture in each size, and there are no others', () => {
  const names = CHAPTERS.flatMap(({ scenes }) => scenes.map(({ name }) => name));
  expect(new Set(names).size).toBe(names.length);
  const files = names.flatMap((name) => SIZES.map((size) => pictureFile(name, size)));
  expect(readdirSync(join(ROOT, 'docs/pictures')).sort()).toEqual(files.sort());
});

test('docs/screens.md is what the scenes say', () => {
  expect(readFileSync(join(ROOT, 'docs/screens.md'), 'utf8')).toBe(screensPage(CHAPTERS));
});
