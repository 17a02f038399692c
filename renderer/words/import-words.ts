// An import of people in words.
import type { ImportCounts, ImportedColumn, ImportField, ImportState } from '../../preload/contract/index.ts';
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

type Kind = keyof ImportCounts;

export const IMPORT_KIND_WORDS: Readonly<Record<Kind, string>> = {
  invite: 'Invite',
  update: 'Update',
  same: 'Same',
  skipped: 'Skipped',
  refused: 'Refused',
  invited: 'Invited',
  updated: 'Updated',
  not_reached: 'Not reached',
};

const TONES: Readonly<Record<Kind, ChipProps['tone']>> = {
  invite: 'info',
  update: 'info',
  same: 'neutral',
  skipped: 'neutral',
  refused: 'attention',
  invited: 'ok',
  updated: 'ok',
  not_reached: 'attention',
};

/** The chip of a row, and what stands beside it. */
export function importStateWords(state: ImportState): { readonly chip: ChipProps; readonly more: string } {
  const chip = { tone: TONES[state.kind], text: IMPORT_KIND_WORDS[state.kind] };
  switch (state.kind) {
    case 'update':
      return { chip, more: state.changes.map((column) => IMPORTED_COLUMN_WORDS[column]).join(', ') };
    case 'skipped':
    case 'refused':
      return { chip, more: state.why };
    default:
      return { chip, more: '' };
  }
}

const people = (count: number): string => plural(count, 'person', 'people');

/** The outcome in one sentence or two. */
export function importOutcome({ invited, updated, not_reached }: ImportCounts): string {
  const done = [
    invited > 0 ? `${people(invited)} ${invited === 1 ? 'is' : 'are'} invited` : '',
    updated > 0 ? `${people(updated)} ${updated === 1 ? 'is' : 'are'} updated` : '',
  ].filter(Boolean);
  const first = done.length === 0 ? 'Nobody was imported.' : `${done.join(', ')}.`;
  return not_reached === 0
    ? first
    : `${first} ${people(not_reached)} ${not_reached === 1 ? 'was' : 'were'} not reached.`;
}

/** What a dry run found, in one sentence or two. */
export function dryRunSentence({ invite, update, same }: ImportCounts): string {
  const toDo = [
    invite > 0 ? `${people(invite)} will be invited` : '',
    update > 0 ? `${people(update)} will be updated` : '',
  ].filter(Boolean);
  const first = toDo.length === 0 ? 'Nothing would be changed.' : `${toDo.join(', ')}.`;
  return same === 0 ? first : `${first} ${plural(same, 'row is', 'rows are')} the same already.`;
}
