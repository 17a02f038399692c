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
import { CLIENT_TYPE_WORDS, plural, ROLE_WORDS } from './user-words.ts';

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
  invitation: 'Activation code of people who are still invited',
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

interface StateWords {
  readonly chip: ChipProps;
  /** What stands beside the chip. */
  readonly more: string;
  /** What the row gives or changes. */
  readonly facts: readonly ImportFact[];
}

interface ImportFact {
  readonly label: string;
  readonly value: string;
  /** The value before, where something is changed. */
  readonly was?: string;
}

export function importStateWords(state: ImportState): StateWords {
  const words = { chip: { tone: TONES[state.kind], text: IMPORT_KIND_WORDS[state.kind] }, more: '', facts: [] };
  switch (state.kind) {
    case 'invite':
      return { ...words, facts: [factOf('role', state.role), factOf('clients', state.clients)] };
    case 'add':
      return { ...words, facts: [factOf('type', state.type), factOf('accountingSoftware', state.accountingSoftware)] };
    case 'update':
      return {
        ...words,
        facts: state.changes.map(({ what, from, to }) =>
          what === 'invitation' ? NEW_CODE : { ...factOf(what, to), was: factOf(what, from).value },
        ),
      };
    case 'skipped':
    case 'refused':
      return { ...words, more: state.why };
    default:
      return words;
  }
}

const NEW_CODE: ImportFact = { label: 'Activation code', value: 'a new one, and the old one stops working' };

const VALUE_WORDS: Readonly<Partial<Record<ImportedColumn | ClientFact, Readonly<Record<string, string>>>>> = {
  role: ROLE_WORDS,
  type: CLIENT_TYPE_WORDS,
};

const factOf = (what: ImportedColumn | ClientFact, value: string): ImportFact => ({
  label: CHANGE_WORDS[what],
  value: VALUE_WORDS[what]?.[value] ?? (value || 'none'),
});

/** "3 people" */
export type Counted = (count: number) => string;
export const countPeople: Counted = (count) => plural(count, 'person', 'people');
export const countClients: Counted = (count) => plural(count, 'client', 'clients');

const isOrAre = (count: number): string => (count === 1 ? 'is' : 'are');

/** The outcome in one sentence or two. @param none when nothing was done. */
export function importOutcome(
  { invited, added, updated, skipped, refused, not_reached }: ImportCounts,
  counted: Counted,
  none: string,
): string {
  const done = [
    invited > 0 ? `${counted(invited)} ${isOrAre(invited)} invited` : '',
    added > 0 ? `${counted(added)} ${isOrAre(added)} added` : '',
    updated > 0 ? `${counted(updated)} ${isOrAre(updated)} updated` : '',
  ].filter(Boolean);
  const left = [
    refused > 0 ? `${plural(refused, 'row was', 'rows were')} refused` : '',
    skipped > 0 ? `${plural(skipped, 'row was', 'rows were')} skipped` : '',
    not_reached > 0 ? `${counted(not_reached)} ${not_reached === 1 ? 'was' : 'were'} not reached` : '',
  ].filter(Boolean);
  const first = done.length === 0 ? none : `${done.join(', ')}.`;
  return left.length === 0 ? first : `${first} ${left.join(', ')}.`;
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
