// An import in words.
import type {
  ClientFact,
  ClientField,
  ImportCounts,
  ImportedColumn,
  ImportField,
  ImportState,
} from '../../preload/contract/index.ts';
import type { ChipProps } from '../ui/chip.tsx';
import { plural } from './user-words.ts';

export const IMPORT_FIELD_WORDS: Readonly<Record<ImportField, string>> = {
  email: 'Email',
  name: 'Whole name',
  firstName: 'First name',
  lastName: 'Last name',
  phone: 'Number on file',
  role: 'Role',
  clients: 'Clients',
};

export const IMPORTED_COLUMN_WORDS: Readonly<Record<ImportedColumn, string>> = {
  name: 'Name',
  phone: 'Number on file',
  role: 'Role',
  clients: 'Clients',
};

/** The columns of the file that hold something which people with an account have already. */
export const COLUMN_OF_FIELD: Readonly<Partial<Record<ImportField, ImportedColumn>>> = {
  name: 'name',
  firstName: 'name',
  lastName: 'name',
  phone: 'phone',
  role: 'role',
  clients: 'clients',
};

export const CLIENT_FIELD_WORDS: Readonly<Record<ClientField, string>> = {
  name: 'Name',
  type: 'Type',
  accountingSoftware: 'Accounting software',
  status: 'Status',
};

export const IMPORTED_FACT_WORDS: Readonly<Record<ClientFact, string>> = {
  type: 'Type',
  accountingSoftware: 'Accounting software',
};

const CHANGE_WORDS = { ...IMPORTED_COLUMN_WORDS, ...IMPORTED_FACT_WORDS };

type Kind = keyof ImportCounts;

export const IMPORT_KIND_WORDS: Readonly<Record<Kind, string>> = {
  invite: 'Invite',
  add: 'Add',
  update: 'Update',
  same: 'Same',
  skipped: 'Skipped',
  refused: 'Refused',
  invited: 'Invited',
  added: 'Added',
  updated: 'Updated',
  not_reached: 'Not reached',
};

const TONES: Readonly<Record<Kind, ChipProps['tone']>> = {
  invite: 'info',
  add: 'info',
  update: 'info',
  same: 'neutral',
  skipped: 'neutral',
  refused: 'attention',
  invited: 'ok',
  added: 'ok',
  updated: 'ok',
  not_reached: 'attention',
};

/** The chip of a row, and what stands beside it. */
export function importStateWords(state: ImportState): { readonly chip: ChipProps; readonly more: string } {
  const chip = { tone: TONES[state.kind], text: IMPORT_KIND_WORDS[state.kind] };
  switch (state.kind) {
    case 'update':
      return { chip, more: state.changes.map((column) => CHANGE_WORDS[column]).join(', ') };
    case 'skipped':
    case 'refused':
      return { chip, more: state.why };
    default:
      return { chip, more: '' };
  }
}

/** "3 people" */
export type Counted = (count: number) => string;
export const countPeople: Counted = (count) => plural(count, 'person', 'people');
export const countClients: Counted = (count) => plural(count, 'client', 'clients');

const isOrAre = (count: number): string => (count === 1 ? 'is' : 'are');

/** The outcome in one sentence or two. @param none when nothing was done. */
export function importOutcome(
  { invited, added, updated, not_reached }: ImportCounts,
  counted: Counted,
  none: string,
): string {
  const done = [
    invited > 0 ? `${counted(invited)} ${isOrAre(invited)} invited` : '',
    added > 0 ? `${counted(added)} ${isOrAre(added)} added` : '',
    updated > 0 ? `${counted(updated)} ${isOrAre(updated)} updated` : '',
  ].filter(Boolean);
  const first = done.length === 0 ? none : `${done.join(', ')}.`;
  return not_reached === 0
    ? first
    : `${first} ${counted(not_reached)} ${not_reached === 1 ? 'was' : 'were'} not reached.`;
}

/** What a dry run found, in one sentence or two. */
export function dryRunSentence({ invite, add, update, same }: ImportCounts, counted: Counted): string {
  const toDo = [
    invite > 0 ? `${counted(invite)} will be invited` : '',
    add > 0 ? `${counted(add)} will be added` : '',
    update > 0 ? `${counted(update)} will be updated` : '',
  ].filter(Boolean);
  const first = toDo.length === 0 ? 'Nothing would be changed.' : `${toDo.join(', ')}.`;
  return same === 0 ? first : `${first} ${plural(same, 'row is', 'rows are')} the same already.`;
}
