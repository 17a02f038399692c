// The documents for developers name files that exist.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from './copy-project.ts';

const { scripts }: { readonly scripts: Readonly<Record<string, string>> } = JSON.parse(
  readFileSync(join(ROOT, 'package.json'), 'utf8'),
);
const DOCUMENTS = [
  'README.md',
  'CONTRIBUTING.md',
  'ARCHITECTURE.md',
  'SECURITY.md',
  'docs/attacks.md',
  'docs/server.md',
  'docs/packages.md',
  'docs/genuine.md',
  'docs/managed.md',
];

test.each(DOCUMENTS)('every file and folder that %s names exists', (document) => {
  const text = readFileSync(join(ROOT, document), 'utf8');
  // Patterns, such as main/ipc/*-handlers.ts, and placeholders, such as main/services/<subject>/, do not match.
  const named = [...text.matchAll(/`((?:main|preload|renderer|scripts|test|docs)\/[\w./-]+)`/g)].map(
    ([, path]) => path,
  );
  expect(named.filter((path) => !existsSync(join(ROOT, path ?? '')))).toEqual([]);
});

test.each(DOCUMENTS)('every npm script that %s names exists', (document) => {
  const text = readFileSync(join(ROOT, document), 'utf8');
  const named = [...text.matchAll(/npm run ([\w:-]+)/g)].map(([, name]) => name ?? '');
  expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
});

test('README says for whom Rekey is, for whom it is not, where people sign in and what to install, before any command', () => {
  const text = readFileSync(join(ROOT, 'README.md'), 'utf8');
  const places = [
    '**It is for**',
    '**It is not for**',
    '**People sign in**',
    '**To install it**',
    'npm ci && npm start',
  ];
  const found = places.map((words) => text.indexOf(words));
  expect(found).not.toContain(-1);
  expect(found).toEqual(found.toSorted((a, b) => a - b));
});
