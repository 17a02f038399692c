// Recognises the heading row that is copied with rows of a spreadsheet, and says what its columns hold.
import type { Chunk } from './chunks.ts';

export interface Columns {
  readonly count: number;
  readonly name: number | undefined;
  readonly firstName: number | undefined;
  readonly lastName: number | undefined;
  readonly phone: number | undefined;
}

/** The usual words of address books, directories and spreadsheets. */
const HEADINGS = {
  email: [
    'email',
    'e-mail',
    'mail',
    'email address',
    'e-mail address',
    'work email',
    'email 1',
    'e-mail 1 - value',
    'user principal name',
    'userprincipalname',
    'login',
    'username',
  ],
  name: ['name', 'full name', 'person', 'contact', 'display name', 'displayname', 'employee', 'user'],
  firstName: ['first name', 'firstname', 'first_name', 'given name', 'givenname', 'given_name', 'forename', 'first'],
  lastName: ['last name', 'lastname', 'last_name', 'surname', 'family name', 'family_name', 'sn', 'last'],
  phone: [
    'phone',
    'phone number',
    'telephone',
    'telephone number',
    'tel',
    'mobile',
    'mobile phone',
    'cell',
    'business phone',
    'work phone',
    'number on file',
  ],
  role: ['role', 'user role', 'access role', 'access level', 'user type', 'permission', 'permissions'],
  clients: [
    'clients',
    'client',
    'client access',
    'client name',
    'company',
    'company name',
    'business',
    'customer',
    'organisation',
    'organization',
  ],
} as const;
export type Heading = keyof typeof HEADINGS;

const CLIENT_HEADINGS = {
  name: [
    'name',
    'client',
    'client name',
    'name of client',
    'company',
    'company name',
    'business',
    'business name',
    'customer',
    'customer name',
    'entity',
    'entity name',
    'legal name',
    'organisation',
    'organization',
    'account name',
  ],
  type: [
    'type',
    'client type',
    'type of client',
    'business type',
    'type of business',
    'business structure',
    'company type',
    'entity type',
    'type of entity',
    'kind',
    'legal form',
    'legal structure',
    'structure',
  ],
  accountingSoftware: ['accounting software', 'software', 'accounting system', 'accounting package', 'ledger'],
  status: ['status', 'client status', 'account status', 'state'],
} as const;
export type ClientHeading = keyof typeof CLIENT_HEADINGS;

/** What a column with this heading holds in a list of people. */
export const readHeadingCell = (cell: string): Heading | undefined => findHeading(HEADINGS, cell);
/** The same in a list of clients. */
export const readClientHeadingCell = (cell: string): ClientHeading | undefined => findHeading(CLIENT_HEADINGS, cell);

/** Case, a final colon and marks of required fields do not matter. */
function findHeading<What extends string>(
  headings: Readonly<Record<What, readonly string[]>>,
  cell: string,
): What | undefined {
  const words = cell
    .normalize('NFKC')
    .replace(/["“”*]/g, '')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase()
    .replace(/[:.]$/, '');
  return (Object.keys(headings) as What[]).find((what) => headings[what].includes(words));
}

/** @returns undefined for a line that is no heading: one with an address, or without a column for addresses. */
export function readHeading(chunks: readonly Chunk[]): Columns | undefined {
  if (chunks.length < 2 || chunks.some(({ addresses }) => addresses.length > 0)) return undefined;
  const cells = chunks.map(({ words }) => readHeadingCell(words));
  const columnOf = (what: Heading): number | undefined => {
    const index = cells.indexOf(what);
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
