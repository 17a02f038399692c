// How wide each column is. If the table is too narrow for all columns, some give way in a fixed order; if it is still
// too narrow, it scrolls sideways. Spare width goes to the columns that grow, but never to one whose width the person
// chose.
import type { ReactNode } from 'react';

/** One button of a head that sorts. */
export interface ColumnSort {
  readonly key: string;
  readonly label: string;
}

export interface Column<Row, Key extends string = string> {
  readonly key: Key;
  readonly label: string;
  /** In CSS pixels: the least that it needs, and its width at first. */
  readonly width: number;
  /** Its share of spare width. */
  readonly grows?: number;
  readonly align?: 'end';
  /** The order in which columns disappear from a narrow table: 1 goes first. */
  readonly givesWay?: number;
  readonly isSortable?: boolean;
  /** For a cell that shows several values: each of them has a button in the head that sorts by it. */
  readonly sorts?: readonly ColumnSort[];
  /** The person cannot change its width. */
  readonly isFixed?: boolean;
  cell(row: Row): ReactNode;
}

export type Widths = Readonly<Record<string, number>>;

export const MIN_WIDTH = 64;
export const MAX_WIDTH = 800;
export const SELECT_WIDTH = 40;

export interface Layout<C> {
  /** The first column and a fixed last one stay when the rest scrolls sideways. */
  readonly columns: readonly {
    readonly column: C;
    readonly width: number;
    readonly stuck: 'start' | 'end' | undefined;
  }[];
  /** Keys of the columns that gave way. */
  readonly dropped: readonly string[];
  readonly width: number;
}

/** @param available in CSS pixels. */
export function layOutColumns<C extends Omit<Column<never>, 'cell'>>(
  columns: readonly C[],
  widths: Widths,
  available: number,
): Layout<C> {
  const needed = (of: readonly C[]): number => of.reduce((sum, column) => sum + column.width, 0);
  const inOrder = columns
    .filter((column) => column.givesWay !== undefined)
    .sort((a, b) => (a.givesWay ?? 0) - (b.givesWay ?? 0));
  let shown = columns;
  for (const column of inOrder) {
    if (needed(shown) <= available) break;
    shown = shown.filter((other) => other !== column);
  }
  const start = shown.map((column) => widths[column.key] ?? column.width);
  const spare = Math.max(0, available - start.reduce((sum, width) => sum + width, 0));
  const growing: number[] = shown.map((column): number => (widths[column.key] === undefined ? (column.grows ?? 0) : 0));
  // If no column can grow, the last column that is not fixed takes the spare width, so that rows reach the edge.
  if (!growing.some((share) => share > 0)) growing[shown.findLastIndex((column) => column.isFixed !== true)] = 1;
  const shares = growing.reduce((sum, share) => sum + share, 0);
  const laidOut = shown.map((column, index) => ({
    column,
    width: (start[index] ?? 0) + (spare * (growing[index] ?? 0)) / shares,
    stuck: index === 0 ? ('start' as const) : column.isFixed === true ? ('end' as const) : undefined,
  }));
  return {
    columns: laidOut,
    dropped: columns.filter((column) => !shown.includes(column)).map((column) => column.key),
    width: laidOut.reduce((sum, { width }) => sum + width, 0),
  };
}
