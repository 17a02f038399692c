// Reads a person or a client out of the cells of a row. The parser of pasted text reads names and numbers; the fields of the
// contract say what can be stored, so a file gets the same answers as a form.
import * as v from 'valibot';
import { withoutUnseen } from '../../preload/contract/characters.ts';
import { email, givenNames, named, namedOrEmpty, phone } from '../../preload/contract/fields.ts';
import type { ClientField, ImportField } from '../../preload/contract/imports.ts';
import { addressIn } from '../../preload/people-text/chunks.ts';
import { readName } from '../../preload/people-text/name.ts';
import { readPhoneCell } from '../../preload/people-text/phone.ts';
import { readClients } from '../../preload/tables/client-names.ts';
import { readClientStatus, readClientType } from '../../preload/tables/client-words.ts';
import { readRole } from '../../preload/tables/roles.ts';
import { CLIENT_STATUS_WORDS, CLIENT_TYPE_WORDS, ROLE_WORDS } from '../../preload/tables/words.ts';
import { toEmailKey } from '../domain/search-text.ts';
import {
  type ClientInRow,
  type ClientInTable,
  MOST_CLIENT_NAMES,
  type PersonInRow,
  type PersonRow,
  type TableRow,
} from '../domain/table-import.ts';
import { toNameKey } from '../storage/tables/clients.ts';

/**
 * @param columns what each column holds; null: it is not used.
 * @returns reads rows in their order: an email that stands in the file twice is one person, that of the first row.
 */
export function createPersonReader(columns: readonly (ImportField | null)[]): (row: TableRow) => PersonRow {
  const firstRows = new Map<string, number>();
  return ({ number, cells }) => {
    const cell = (field: ImportField): string => {
      const text = cells[columns.indexOf(field)] ?? '';
      // Only the names of clients may stand on several lines.
      return field === 'clients' ? text : tidy(text);
    };
    const address = addressIn(cell('email'));
    const whole = readName([cell('name')]).name;
    const firstName = cell('firstName') || whole.firstName;
    const lastName = cell('lastName') || whole.lastName;
    const read = (person: PersonRow['person']): PersonRow => ({
      number,
      cells,
      name: `${firstName} ${lastName}`.trim(),
      email: address,
      person,
    });
    const person = readPerson(cell, address, firstName, lastName);
    if (person.problems.email !== undefined) return read(person);
    const key = toEmailKey(person.email);
    const first = firstRows.get(key) ?? number;
    firstRows.set(key, first);
    if (first === number) return read(person);
    return read({ ...person, problems: { ...person.problems, email: `The email stands in row ${first}, too.` } });
  };
}

/** What is not seen goes, as in pasted text. */
const tidy = (cell: string): string => withoutUnseen(cell.replace(/\s+/g, ' ')).trim();

/** A program before has lost the letter that stood there. Nobody knows which. */
const LETTER_LOST = 'A letter was lost when the file was saved (“\uFFFD”). Enter it again.';

const quoted = (cell: string): string => `“${[...cell].slice(0, 60).join('')}”`;
const listed = (words: readonly string[]): string => words.join(', ').replace(/, ([^,]*)$/, ' and $1');

/** Reads the values of one row and keeps the first problem of each column. */
class RowReader<Column extends string> {
  readonly problems: Partial<Record<Column, string>> = {};

  /** @param why in place of what the schema says. @returns the value as it was where it cannot be used. */
  read<Value>(
    column: Column,
    schema: v.GenericSchema<Value, Value>,
    value: Value,
    why: (message: string) => string = (message) => message,
  ): Value {
    const texts: readonly unknown[] = Array.isArray(value) ? value : [value];
    const isLetterLost = texts.some((text) => typeof text === 'string' && text.includes('\uFFFD'));
    const parsed = v.safeParse(schema, value);
    if (isLetterLost) this.problems[column] ??= LETTER_LOST;
    else if (!parsed.success) this.problems[column] ??= why(parsed.issues[0].message);
    return parsed.success ? parsed.output : value;
  }

  /** @param known what the words can be. @returns null where the cell is empty or cannot be used. */
  word<Word extends string>(
    column: Column,
    cell: string,
    read: (cell: string) => Word | undefined,
    known: Readonly<Record<Word, string>>,
  ): Word | null {
    const word = cell === '' ? null : read(cell);
    if (word === undefined)
      this.problems[column] ??= `There is no ${column} ${quoted(cell)}, only ${listed(Object.values(known))}.`;
    return word ?? null;
  }
}

const namesSchema = v.pipe(
  v.array(v.string()),
  v.maxLength(
    MOST_CLIENT_NAMES,
    `A row can name at most ${MOST_CLIENT_NAMES.toLocaleString('en-GB')} clients. Add the others in Edit.`,
  ),
  v.array(named('client’s name')),
);

function readPerson(
  cell: (field: ImportField) => string,
  address: string,
  firstName: string,
  lastName: string,
): PersonInRow {
  const row = new RowReader<keyof PersonInRow['problems']>();
  if (address === '') row.problems.email = 'No email.';
  const clients = cell('clients') === '' ? null : readClients(cell('clients'));
  const number = readPhoneCell(cell('phone'));
  return {
    email: row.read('email', email, address),
    firstName: row.read('name', givenNames.firstName, firstName),
    lastName: row.read('name', givenNames.lastName, lastName),
    phone: row.read('phone', phone, number.phone || cell('phone'), () => notANumber(cell('phone'))),
    role: row.word('role', cell('role'), readRole, ROLE_WORDS),
    clients: clients && { ...clients, names: row.read('clients', namesSchema, [...clients.names]) },
    problems: row.problems,
  };
}

/** "4,42E+11": a spreadsheet has taken the number for an amount, and the last digits are lost. */
const notANumber = (cell: string): string =>
  `${quoted(cell)} is no phone number. ${
    /^\d(?:[.,]\d+)?E\+?\d+$/i.test(cell)
      ? 'The spreadsheet has shortened it: make its column text, and enter it again'
      : 'Write 5 to 15 digits'
  }, such as +44 20 7946 0000 ext. 12.`;

const clientName = named('client’s name');
const clientSoftware = namedOrEmpty('accounting software');

/**
 * As createPersonReader: a name that stands in the file twice is one client, that of the first row. Terminated clients may
 * share a name.
 */
export function createClientReader(columns: readonly (ClientField | null)[]): (row: TableRow) => ClientInTable {
  const firstRows = new Map<string, number>();
  return ({ number, cells }) => {
    const cell = (field: ClientField): string => tidy(cells[columns.indexOf(field)] ?? '');
    const read = (client: ClientInTable['client']): ClientInTable => ({
      number,
      cells,
      name: cell('name'),
      email: '',
      client,
    });
    const client = readClient(cell);
    if (client.problems.name !== undefined || client.status === 'terminated') return read(client);
    const key = toNameKey(client.name);
    const first = firstRows.get(key) ?? number;
    firstRows.set(key, first);
    if (first === number) return read(client);
    return read({ ...client, problems: { ...client.problems, name: `The name stands in row ${first}, too.` } });
  };
}

function readClient(cell: (field: ClientField) => string): ClientInRow {
  const row = new RowReader<ClientField>();
  if (cell('name') === '') row.problems.name = 'No name.';
  return {
    name: row.read('name', clientName, cell('name')),
    type: row.word('type', cell('type'), readClientType, CLIENT_TYPE_WORDS),
    accountingSoftware: row.read('accountingSoftware', clientSoftware, cell('accountingSoftware')),
    status: row.word('status', cell('status'), readClientStatus, CLIENT_STATUS_WORDS),
    problems: row.problems,
  };
}
