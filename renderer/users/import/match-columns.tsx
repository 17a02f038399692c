// What each column of a file with people holds, and what is to be done with people who have an account.
import type { Failure, ImportedColumn, ImportField, InputOf } from '../../../preload/contract/index.ts';
import styles from '../../shared/import/import.module.css';
import { columnsOf, MatchTable, type MatchTableProps } from '../../shared/import/match-table.tsx';
import { UpdateChoice } from '../../shared/import/update-choice.tsx';
import type { ImportedTable } from '../../shared/import/use-import.ts';
import { useAppStore } from '../../state.ts';
import { SelectField } from '../../ui/fields/field.tsx';
import { COLUMN_OF_FIELD, IMPORT_FIELD_WORDS, IMPORTED_COLUMN_WORDS } from '../../words/import-words.ts';
import { keysOf } from '../../words/keys-of.ts';
import { ROLE_WORDS } from '../../words/user-words.ts';

type Role = NonNullable<InputOf<'imports.plan'>['role']>;

export interface Matching {
  readonly columns: readonly (ImportField | null)[];
  readonly update: readonly ImportedColumn[];
  /** Of new people whose row names none. */
  readonly role: Role | '';
}

export const matchingOf = (table: ImportedTable): Matching => ({
  columns: columnsOf(table, IMPORT_FIELD_WORDS),
  update: [],
  role: '',
});

interface MatchColumnsProps {
  readonly table: ImportedTable;
  readonly run: MatchTableProps<ImportField>['run'];
  readonly matching: Matching;
  readonly onMatching: (matching: Matching) => void;
  readonly clientName: string | undefined;
  readonly failure: Failure | undefined;
}

export function MatchColumns({ table, run, matching, onMatching, clientName, failure }: MatchColumnsProps) {
  const roles = useAppStore((state) => state.signedIn?.may.inviteRoles) ?? [];
  const found = keysOf(IMPORTED_COLUMN_WORDS).filter(
    (column) =>
      column === 'invitation' || matching.columns.some((field) => field !== null && COLUMN_OF_FIELD[field] === column),
  );
  return (
    <MatchTable
      table={table}
      run={run}
      words={IMPORT_FIELD_WORDS}
      columns={matching.columns}
      onColumns={(columns) => onMatching({ ...matching, columns })}
      failure={failure}
    >
      <div className={styles['pair']}>
        <SelectField
          label="Role of people whose row names none"
          isOptional
          hint={
            clientName === undefined ? undefined : `People whose row names no client are imported for ${clientName}.`
          }
          value={matching.role === '' ? 'none' : matching.role}
          options={[
            { value: 'none' as const, label: 'None: such rows are refused' },
            ...roles.map((role) => ({ value: role, label: ROLE_WORDS[role] })),
          ]}
          onChoose={(role) => onMatching({ ...matching, role: role === 'none' ? '' : role })}
        />
        <UpdateChoice
          legend="Of people who have an account, update"
          found={found}
          words={IMPORTED_COLUMN_WORDS}
          chosen={matching.update}
          onChosen={(update) => onMatching({ ...matching, update })}
          hint="They are found by their email. What you do not tick stays as it is, and an empty cell changes nothing."
        />
      </div>
    </MatchTable>
  );
}
