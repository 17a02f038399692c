// Reads a person out of the cells of a row. The parser of pasted text reads names and numbers; the fields of the contract
// say what can be stored, so a file gets the same answers as a form.
import * as v from 'valibot';
import { withoutUnseen } from '../../preload/contract/characters.ts';
import { email, givenNames, named, phone } from '../../preload/contract/fields.ts';
import { type ImportField, importFieldSchema } from '../../preload/contract/imports.ts';
import { addressIn } from '../../preload/people-text/chunks.ts';
import { readName } from '../../preload/people-text/name.ts';
import { readPhoneCell } from '../../preload/people-text/phone.ts';
import { readClients } from '../../preload/tables/client-names.ts';
import { readRole } from '../../preload/tables/roles.ts';
import type { PersonInRow, ReadRow, TableRow } from '../domain/people-import.ts';
import { toEmailKey } from '../domain/search-text.ts';

const personSchema = v.strictObject({ email, ...givenNames, phone, names: v.array(named('client’s name')) });

export type RowReader = (row: TableRow) => ReadRow;

/**
 * @param columns what each column holds; null: it is not used.
 * @returns reads rows in their order: an email that stands in the file twice is one person, that of the first row.
 */
export function createRowReader(columns: readonly (ImportField | null)[]): RowReader {
  const firstRows = new Map<string, number>();
  const at = new Map(importFieldSchema.options.map((field) => [field, columns.indexOf(field)]));
  return ({ number, cells }) => {
    const cell = (field: ImportField): string => tidy(cells[at.get(field) ?? -1] ?? '', field);
    const address = addressIn(cell('email'));
    const whole = readName([cell('name')]).name;
    const firstName = cell('firstName') || whole.firstName;
    const lastName = cell('lastName') || whole.lastName;
    const read = (person: ReadRow['person']): ReadRow => ({
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

/** What is not seen goes, as in pasted text. Only the names of clients may stand on several lines. */
const tidy = (cell: string, field: ImportField): string =>
  field === 'clients' ? cell : withoutUnseen(cell.replace(/\s+/g, ' ')).trim();

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
  // A program before has lost the letter that stood there. Nobody knows which.
  const values = [address, firstName, lastName, ...said.names];
  if (values.some((value) => value.includes('\uFFFD')))
    return { problem: 'A letter was lost when the file was saved (“\uFFFD”). Enter it again.' };
  const parsed = v.safeParse(personSchema, said);
  if (!parsed.success) return { problem: parsed.issues[0].message };
  const { names, ...person } = parsed.output;
  return { ...person, role, clients: clients === null ? null : { ...clients, names } };
}
