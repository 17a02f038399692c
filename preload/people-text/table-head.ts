// The row of a table that says what its columns hold. A title or a date may stand above it.
import { type ClientHeading, type Heading, readClientHeadingCell, readHeadingCell } from './heading.ts';

export interface HeadRow {
  /** In the spreadsheet, from 1. */
  readonly number: number;
  readonly cells: readonly string[];
}

export interface TableHead {
  /** The number of the row with the headings. Null: there is none. */
  readonly row: number | null;
  readonly columns: readonly TableColumn[];
}

export interface TableColumn {
  readonly heading: string;
  /** Null: its heading says nothing. */
  readonly field: Heading | ClientHeading | null;
}

/** Titles and notes above the headings. */
export const MOST_ABOVE = 10;

/**
 * @param first the first rows of the table. @param width how many columns it has.
 * @param row the number of the row that somebody has chosen. Null: no row. Undefined: the most likely one.
 */
export function readHead(
  of: 'people' | 'clients',
  first: readonly HeadRow[],
  width: number,
  row: number | null | undefined,
): TableHead {
  const number = row === undefined ? findHeadRow(of, first) : row;
  const headings = first.find((one) => one.number === number)?.cells;
  const fields = headings === undefined ? guessFields(of, first) : matchHeadings(of, headings);
  return {
    row: number,
    columns: Array.from({ length: width }, (_, i) => ({ heading: headings?.[i] ?? '', field: fields[i] ?? null })),
  };
}

/** A row with an address is a person, whatever stands above the others. Clients have headings that say so. */
function findHeadRow(of: 'people' | 'clients', first: readonly HeadRow[]): number | null {
  const looked = first.slice(0, MOST_ABOVE);
  const person = of === 'people' ? looked.findIndex(({ cells }) => cells.some((cell) => cell.includes('@'))) : -1;
  const candidates = person === -1 ? looked : looked.slice(0, person);
  const known = candidates.map(
    ({ cells }) =>
      matchHeadings(
        of,
        cells.filter((cell, i) => !isValue(first, cell, i)),
      ).filter(Boolean).length,
  );
  const most = Math.max(0, ...known);
  if (most > 0) return candidates[known.indexOf(most)]?.number ?? null;
  // In another language: the row above the first person.
  return of === 'people' ? ((person === -1 ? candidates[0] : candidates.at(-1))?.number ?? null) : null;
}

/** "Company" is a heading, and the type of a client: what a column has twice is no heading of it. */
const isValue = (first: readonly HeadRow[], cell: string, column: number): boolean =>
  first.filter(({ cells }) => cells[column] === cell).length > 1;

/** The first of several columns that could hold the same thing. */
function matchHeadings(of: 'people' | 'clients', headings: readonly string[]): readonly TableColumn['field'][] {
  const seen = new Set<TableColumn['field']>();
  return headings.map((heading) => {
    const field = (of === 'people' ? readHeadingCell(heading) : readClientHeadingCell(heading)) ?? null;
    if (seen.has(field)) return null;
    seen.add(field);
    return field;
  });
}

/** A column without a heading may hold emails. A list of clients without headings begins with the names. */
function guessFields(of: 'people' | 'clients', [row]: readonly HeadRow[]): readonly TableColumn['field'][] {
  const cells = row?.cells ?? [];
  const found = of === 'people' ? cells.findIndex((cell) => cell.includes('@')) : 0;
  return cells.map((_, i) => (i !== found ? null : of === 'people' ? 'email' : 'name'));
}
