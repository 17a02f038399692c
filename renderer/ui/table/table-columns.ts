// How wide each column is. Columns give way in their order when the table gets too narrow for all; what is still too wide
// scrolls sideways. Spare width goes to the columns that grow, and never to one whose width the person chose.
import type { ReactNode } from 'react';

export interface Column<Row, Key extends string = string> {
  readonly key: Key;
  readonly label: string;
  /** CSS pixels: what it needs, and where it starts. */
  readonly width: number;
  /** Its share of spare width. */
  readonly grows?: number;
  readonly align?: 'end';
  /** The narrower the table, the more of these give way: 1 goes first. */
  readonly givesWay?: number;
  readonly isSortable?: boolean;
  /** Its width cannot be changed. */
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
  /** Keys of those that gave way. */
  readonly dropped: readonly string[];
  readonly width: number;
}

/** @param available CSS pixels */
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
  // Nobody left to grow: the last column that is not fixed fills up, so that the rows reach the edge.
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
