// The list of `npm run mutations` fits the sources, the tests and docs/attacks.md.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { MUTATIONS, type Mutation } from '../../scripts/mutations/list.mjs';
import { patternOf } from '../../scripts/mutations/pattern.mjs';

const ROOT = join(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
const nameOf = ({ row, what }: Mutation): string => `${row}: ${what}`;
const countIn = (text: string, part: string): number => text.split(part).length - 1;

/** The attacks, each with the file of its test. */
const [attacks = ''] = read('docs/attacks.md').split('\n## ');
const rows = attacks
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| Attack') && !line.startsWith('| ---'))
  .map((line) => {
    const cells = line.split('|').map((cell) => cell.trim());
    return { attack: cells[1] ?? '', file: /^`(.+)`$/.exec(cells[3] ?? '')?.[1] ?? 'test/ipc/attacks.test.ts' };
  });

test('the text of a mutation occurs in its file exactly once, and its replacement differs', () => {
  expect(MUTATIONS.filter(({ file, text }) => read(file).match(patternOf(text))?.length !== 1).map(nameOf)).toEqual([]);
  expect(MUTATIONS.filter(({ text, replacement }) => text === replacement).map(nameOf)).toEqual([]);
  expect(new Set(MUTATIONS.map(nameOf)).size).toBe(MUTATIONS.length);
});

test('every attack has a mutation, and every mutation belongs to an attack', () => {
  expect([...new Set(MUTATIONS.map(({ row }) => row))].sort()).toEqual(rows.map(({ attack }) => attack).sort());
});

test('the test that must fail is in the file that the attack names', () => {
  const misnamed = MUTATIONS.filter(({ row, testFile, test: title }) => {
    return (
      rows.find(({ attack }) => attack === row)?.file !== testFile || countIn(read(testFile), `test('${title}`) !== 1
    );
  });
  expect(misnamed.map(nameOf)).toEqual([]);
});
