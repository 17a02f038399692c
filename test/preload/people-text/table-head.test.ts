// The row with the headings of a table is found below titles, and another one can be chosen.
import { describe, expect, test } from 'vitest';
import { readHead } from '../../../preload/people-text/table-head.ts';

const rowsOf = (text: string) =>
  text.split('\n').map((line, i) => ({ number: i + 1, cells: line === '' ? [] : line.split(',') }));
const headOf = (of: 'people' | 'clients', text: string, chosen?: number | null) => {
  const { row, columns } = readHead(of, rowsOf(text), 3, chosen);
  return [row, ...columns.map(({ field }) => field)];
};

describe('the headings', () => {
  test.each([
    ['people', 'Email,Role\na@b.co,Partner Ops', [1, 'email', 'role', null]],
    ['people', 'Staff of Alder\n\nName,Email\nAnn,a@b.co', [3, 'name', 'email', null]],
    // What a person of the list is called may be a heading, too.
    ['people', 'Ann,a@b.co\nName,Email', [null, null, 'email', null]],
    ['people', 'Liste\nNachname,Adresse\nVance,a@b.co', [2, null, null, null]],
    ['people', 'Name,Note\nAnn,x', [1, 'name', null, null]],
    ['clients', 'Clients of the firm\nSpring,2026\nName,Type\nAlder,Company', [3, 'name', 'type', null]],
    ['clients', 'Alder,Company\nBirch,Company', [null, 'name', null, null]],
    ['clients', 'Kunde,Art\nAlder,Company\nBirch,Company', [null, 'name', null, null]],
  ] as const)('of %s in %j', (of, text, found) => expect(headOf(of, text)).toEqual(found));

  test('are in the row that the person chooses', () => {
    expect(headOf('clients', 'Name,Type\nOld name,Type\nAlder,Company', 2)).toEqual([2, null, 'type', null]);
    expect(headOf('clients', 'Name,Type\nAlder,Company', null)).toEqual([null, 'name', null, null]);
  });

  test('stand at most ten rows below the beginning', () => {
    expect(headOf('clients', `${'x\n'.repeat(9)}Name,Type`)[0]).toBe(10);
    expect(headOf('clients', `${'x\n'.repeat(10)}Name,Type`)[0]).toBeNull();
  });
});
