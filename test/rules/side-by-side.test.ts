// docs/side-by-side.md fills every cell, and every claim about another product has a source.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const text = readFileSync(join(import.meta.dirname, '../../docs/side-by-side.md'), 'utf8');
const PRODUCTS = ['Keycloak', 'Okta', 'Microsoft Entra', 'Google Workspace', 'GitLab', 'Nextcloud', 'Rekey'];
const cellsOf = (line: string): readonly string[] =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
const lines = text.split('\n').filter((line) => line.startsWith('|') && !line.startsWith('| ---'));
const rows = lines.map(cellsOf).filter(([point]) => point !== '');
const sources = text.slice(text.indexOf('## Sources'));

test('every table compares the same seven products, and no cell is empty', () => {
  const heads = lines.map(cellsOf).filter(([point]) => point === '');
  expect(heads.map(([, ...products]) => products)).toEqual(heads.map(() => PRODUCTS));
  expect(rows.length).toBeGreaterThan(15);
  expect(
    rows.filter((cells) => cells.length !== PRODUCTS.length + 1 || cells.includes('')).map(([point]) => point),
  ).toEqual([]);
});

test('every claim about another product has a source or is “not documented”, except the need for a network', () => {
  const unproved = rows
    .filter(([point]) => point !== 'Without a network')
    .flatMap(([point = '', ...cells]) =>
      cells.slice(0, -1).map((cell, i) => ({ at: `${point}, ${PRODUCTS[i]}`, cell })),
    )
    .filter(({ cell }) => cell !== 'not documented' && !/\[\d+b?\]/.test(cell));
  expect(unproved).toEqual([]);
});

test('every cited source is listed with a link, and every listed source is cited', () => {
  const named = new Set(rows.flatMap((cells) => cells.join(' ').match(/\[\d+b?\]/g) ?? []));
  const listed = new Set(sources.match(/\[\d+b?\]/g) ?? []);
  expect([...listed].sort()).toEqual([...named].sort());
  expect(sources.match(/\]\((?!https:\/\/)/g)).toBeNull();
  expect(sources.match(/\]\(https:\/\//g)?.length).toBeGreaterThanOrEqual(listed.size);
});
