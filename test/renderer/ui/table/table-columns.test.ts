// Column widths: which columns give way, which get spare width, and that a chosen width is kept.
import { expect, test } from 'vitest';
import { layOutColumns } from '../../../../renderer/ui/table/table-columns.ts';

const COLUMNS = [
  { key: 'name', label: 'Name', width: 150, grows: 2 },
  { key: 'email', label: 'Email', width: 200, grows: 3, givesWay: 2 },
  { key: 'role', label: 'Role', width: 100 },
  { key: 'seen', label: 'Last sign-in', width: 100, givesWay: 1 },
  { key: 'action', label: 'Action', width: 50, isFixed: true },
] as const;

const lay = (available: number, widths: Readonly<Record<string, number>> = {}) => {
  const { columns, dropped, width } = layOutColumns(COLUMNS, widths, available);
  return { widths: Object.fromEntries(columns.map((column) => [column.column.key, column.width])), dropped, width };
};

test('spare width goes to the columns that grow, by their shares', () => {
  expect(lay(700)).toEqual({
    widths: { name: 190, email: 260, role: 100, seen: 100, action: 50 },
    dropped: [],
    width: 700,
  });
});

test('columns give way in their order, and what remains scrolls sideways', () => {
  expect(lay(599).dropped).toEqual(['seen']);
  expect(lay(499).dropped).toEqual(['email', 'seen']);
  expect(lay(200)).toEqual({ widths: { name: 150, role: 100, action: 50 }, dropped: ['email', 'seen'], width: 300 });
});

test('a chosen width is kept exactly and takes nothing of the spare width', () => {
  expect(lay(700, { name: 300 }).widths).toEqual({ name: 300, email: 200, role: 100, seen: 100, action: 50 });
  expect(lay(900, { name: 300 }).widths).toMatchObject({ name: 300, email: 350 });
  // A wide column pushes no other column out.
  expect(lay(700, { role: 600 })).toMatchObject({ dropped: [], width: 1_100 });
});

test('if every growing column has a chosen width, the last column before the actions takes the spare width', () => {
  expect(lay(700, { name: 150, email: 200 })).toMatchObject({ widths: { seen: 200 }, width: 700 });
});

test('the first column and the actions stay when the table scrolls sideways', () => {
  expect(layOutColumns(COLUMNS, {}, 700).columns.map((column) => column.stuck)).toEqual([
    'start',
    undefined,
    undefined,
    undefined,
    'end',
  ]);
});
