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
import { toEmailKey } from '../domain/search-text.ts';
import type { ClientInRow, ClientInTable, PersonInRow, PersonRow, TableRow } from '../domain/table-import.ts';
import { toNameKey } from '../storage/tables/clients.ts';

const personSchema = v.strictObject({ email, ...givenNames, phone, names: v.array(named('client’s name')) });

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
    if ('problem' in person) return read(person);
    const key = toEmailKey(person.email);
    const first = firstRows.get(key);
    if (first !== undefined) return read({ problem: `The email stands in row ${first}, too.` });
    firstRows.set(key, number);
    return read(person);
  };
}

/** What is not seen goes, as in pasted text. */
const tidy = (cell: string): string => withoutUnseen(cell.replace(/\s+/g, ' ')).trim();

const isLetterLost = (values: readonly string[]): boolean => values.some((value) => value.includes('\uFFFD'));
/** A program before has lost the letter that stood there. Nobody knows which. */
const LETTER_LOST = 'A letter was lost when the file was saved (“\uFFFD”). Enter it again.';

function readPerson(
  cell: (field: ImportField) => string,
  address: string,
  firstName: string,
  lastName: string,
): PersonInRow | { readonly problem: string } {
  if (address === '') return { problem: 'No email.' };
  const roleCell = cell('role');
  const role = roleCell === '' ? null : readRole(roleCell);
  if (role === undefined) return { problem: `There is no role “${roleCell.slice(0, 60)}”.` };
  const clients = cell('clients') === '' ? null : readClients(cell('clients'));
  const number = readPhoneCell(cell('phone'));
  const said = {
    email: address,
    firstName,
    lastName,
    phone: number.phone || cell('phone'),
    names: [...(clients?.names ?? [])],
  };
  if (isLetterLost([address, firstName, lastName, ...said.names])) return { problem: LETTER_LOST };
  const parsed = v.safeParse(personSchema, said);
  if (!parsed.success) return { problem: parsed.issues[0].message };
  const { names, ...person } = parsed.output;
  return { ...person, role, clients: clients === null ? null : { ...clients, names } };
}

const clientSchema = v.strictObject({
  name: named('client’s name'),
  accountingSoftware: namedOrEmpty('accounting software'),
});

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
    if ('problem' in client || client.status === 'terminated') return read(client);
    const key = toNameKey(client.name);
    const first = firstRows.get(key);
    if (first !== undefined) return read({ problem: `The name stands in row ${first}, too.` });
    firstRows.set(key, number);
    return read(client);
  };
}

function readClient(cell: (field: ClientField) => string): ClientInRow | { readonly problem: string } {
  const [typeCell, statusCell] = [cell('type'), cell('status')];
  const type = typeCell === '' ? null : readClientType(typeCell);
  if (type === undefined) return { problem: `There is no type “${typeCell.slice(0, 60)}”.` };
  const status = statusCell === '' ? null : readClientStatus(statusCell);
  if (status === undefined) return { problem: `There is no status “${statusCell.slice(0, 60)}”.` };
  const said = { name: cell('name'), accountingSoftware: cell('accountingSoftware') };
  if (said.name === '') return { problem: 'No name.' };
  if (isLetterLost([said.name, said.accountingSoftware])) return { problem: LETTER_LOST };
  const parsed = v.safeParse(clientSchema, said);
  return parsed.success ? { ...parsed.output, type, status } : { problem: parsed.issues[0].message };
}
