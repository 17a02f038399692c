// Every row of docs/attacks.md names an existing test.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
// The table of the record that is altered has a test of its own.
const [attacks = ''] = readFileSync(join(root, 'docs/attacks.md'), 'utf8').split('\n## ');
const rows = attacks
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| Attack') && !line.startsWith('| ---'))
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );

test('every attack has a defence and a test of that name', () => {
  const tests = readFileSync(join(root, 'test/ipc/attacks.test.ts'), 'utf8');
  expect(rows.length).toBeGreaterThan(12);
  for (const [attack, defence, named] of rows) {
    expect([attack, (defence ?? '').length > 20]).toEqual([attack, true]);
    const [, file] = /^`(test\/[\w/.-]+)`$/.exec(named ?? '') ?? [];
    if (file === undefined) expect([attack, tests.includes(`('${named}`)]).toEqual([attack, true]);
    else expect(readFileSync(join(root, file), 'utf8')).toContain('test(');
  }
});
