// The list of `npm run mutations` fits the sources, the tests and docs/attacks.md: what it takes out is still there, exactly once.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';

interface Mutation {
  readonly row: string;
  readonly what: string;
  readonly file: string;
  readonly text: string;
  readonly replacement: string;
  readonly testFile: string;
  readonly test: string;
}

const ROOT = join(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
const { MUTATIONS } = (await import(pathToFileURL(join(ROOT, 'scripts/mutations/list.mjs')).href)) as {
  readonly MUTATIONS: readonly Mutation[];
};
const { patternOf } = (await import(pathToFileURL(join(ROOT, 'scripts/mutations/pattern.mjs')).href)) as {
  patternOf(text: string): RegExp;
};
const nameOf = ({ row, what }: Mutation): string => `${row}: ${what}`;
const countIn = (text: string, part: string): number => text.split(part).length - 1;

/** Attack, and the file that its test is in. */
const rows = read('docs/attacks.md')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| Attack') && !line.startsWith('| ---'))
  .map((line) => {
    const cells = line.split('|').map((cell) => cell.trim());
    return { attack: cells[1] ?? '', file: /^`(.+)`$/.exec(cells[3] ?? '')?.[1] ?? 'test/ipc/attacks.test.ts' };
  });

test('what a mutation replaces stands in its file exactly once, and is another text then', () => {
  expect(MUTATIONS.filter(({ file, text }) => read(file).match(patternOf(text))?.length !== 1).map(nameOf)).toEqual([]);
  expect(MUTATIONS.filter(({ text, replacement }) => text === replacement).map(nameOf)).toEqual([]);
  expect(new Set(MUTATIONS.map(nameOf)).size).toBe(MUTATIONS.length);
});

test('every attack has a mutation, and no mutation is of another attack', () => {
  expect([...new Set(MUTATIONS.map(({ row }) => row))].sort()).toEqual(rows.map(({ attack }) => attack).sort());
});

test('the test that must fail is one of those that the attack names', () => {
  const misnamed = MUTATIONS.filter(({ row, testFile, test: title }) => {
    return (
      rows.find(({ attack }) => attack === row)?.file !== testFile || countIn(read(testFile), `test('${title}`) !== 1
    );
  });
  expect(misnamed.map(nameOf)).toEqual([]);
});
