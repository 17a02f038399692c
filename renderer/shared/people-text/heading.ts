// Recognises the heading row that is copied with rows of a spreadsheet, and says what its columns hold.
import type { Chunk } from './chunks.ts';

export interface Columns {
  readonly count: number;
  readonly name: number | undefined;
  readonly firstName: number | undefined;
  readonly lastName: number | undefined;
  readonly phone: number | undefined;
}

const HEADINGS = {
  email: ['email', 'e-mail', 'mail', 'email address', 'e-mail address'],
  name: ['name', 'full name', 'person', 'contact', 'display name'],
  firstName: ['first name', 'firstname', 'given name', 'forename', 'first'],
  lastName: ['last name', 'lastname', 'surname', 'family name', 'last'],
  phone: ['phone', 'phone number', 'telephone', 'tel', 'mobile', 'cell', 'number on file'],
} as const;

/** @returns undefined for a line that is no heading: one with an address, or without a column for addresses. */
export function readHeading(chunks: readonly Chunk[]): Columns | undefined {
  if (chunks.length < 2 || chunks.some(({ addresses }) => addresses.length > 0)) return undefined;
  const cells = chunks.map(({ words }) => words.replace(/["“”]/g, '').trim().toLowerCase().replace(/[:.]$/, ''));
  const columnOf = (what: keyof typeof HEADINGS): number | undefined => {
    const index = cells.findIndex((cell) => (HEADINGS[what] as readonly string[]).includes(cell));
    return index === -1 ? undefined : index;
  };
  if (columnOf('email') === undefined) return undefined;
  return {
    count: chunks.length,
    name: columnOf('name'),
    firstName: columnOf('firstName'),
    lastName: columnOf('lastName'),
    phone: columnOf('phone'),
  };
}
