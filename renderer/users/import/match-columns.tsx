// What each column of the file holds, with its first cells beside it, and what is to be done with people who have an account.
import type { Failure, ImportedColumn, ImportField, InputOf, OutputOf } from '../../../preload/contract/index.ts';
import { FailureBanner } from '../../shared/failure-banner.tsx';
import { useAppStore } from '../../state.ts';
import { CheckField, SelectField } from '../../ui/fields/field.tsx';
import { fieldSentence } from '../../words/failure-words.ts';
import { COLUMN_OF_FIELD, IMPORT_FIELD_WORDS, IMPORTED_COLUMN_WORDS } from '../../words/import-words.ts';
import { keysOf } from '../../words/keys-of.ts';
import { plural, ROLE_WORDS } from '../../words/user-words.ts';
import styles from './import.module.css';
import { StepHeading } from './step-heading.tsx';

type Table = NonNullable<OutputOf<'imports.choose'>['table']>;
type Role = NonNullable<InputOf<'imports.plan'>['role']>;

export interface Matching {
  readonly columns: readonly (ImportField | null)[];
  readonly update: readonly ImportedColumn[];
  /** Of new people whose row names none. */
  readonly role: Role | '';
}

export const matchingOf = ({ columns }: Table): Matching => ({
  columns: columns.map(({ field }) => field),
  update: [],
  role: '',
});

interface MatchColumnsProps {
  readonly table: Table;
  readonly matching: Matching;
  readonly onMatching: (matching: Matching) => void;
  readonly clientName: string | undefined;
  readonly failure: Failure | undefined;
}

const CELLS_SHOWN = 3;

export function MatchColumns({ table, matching, onMatching, clientName, failure }: MatchColumnsProps) {
  const roles = useAppStore((state) => state.signedIn?.may.inviteRoles) ?? [];
  const found = keysOf(IMPORTED_COLUMN_WORDS).filter((column) =>
    matching.columns.some((field) => field !== null && COLUMN_OF_FIELD[field] === column),
  );
  const problem = fieldSentence(failure, 'columns');
  return (
    <section className={styles['step']} aria-labelledby="match-heading">
      <StepHeading id="match-heading">Match the columns</StepHeading>
      <p className={styles['quiet']}>
        <bdi>{table.fileName}</bdi>, {plural(table.rows, 'row', 'rows')}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls a wide table, too */}
      <section className={styles['scroll']} tabIndex={0} aria-label="The first rows">
        <table className={styles['columns']}>
          <thead>
            <tr>
              <th scope="col">Column</th>
              <th scope="col">First rows</th>
              <th scope="col">Holds</th>
            </tr>
          </thead>
          <tbody>
            {table.columns.map(({ heading }, i) => {
              const name = heading === '' ? `Column ${i + 1}` : heading;
              return (
                // biome-ignore lint/suspicious/noArrayIndexKey: the columns of a file have no other key and stay in place
                <tr key={i}>
                  <th scope="row" dir="auto">
                    {name}
                  </th>
                  <td>
                    {table.first.slice(0, CELLS_SHOWN).map((cells, row) => (
                      // biome-ignore lint/suspicious/noArrayIndexKey: as above
                      <span key={row} className={styles['cell']} dir="auto" title={cells[i] ?? ''}>
                        {cells[i] || '–'}
                      </span>
                    ))}
                  </td>
                  <td>
                    <select
                      className={styles['select']}
                      aria-label={`${name} holds`}
                      value={matching.columns[i] ?? ''}
                      onChange={(event) =>
                        onMatching({
                          ...matching,
                          columns: matching.columns.map((field, at) =>
                            at === i ? (event.target.value === '' ? null : (event.target.value as ImportField)) : field,
                          ),
                        })
                      }
                    >
                      <option value="">Not used</option>
                      {keysOf(IMPORT_FIELD_WORDS).map((field) => (
                        <option key={field} value={field}>
                          {IMPORT_FIELD_WORDS[field]}
                        </option>
                      ))}
                    </select>
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </section>
      {problem !== undefined && (
        <p role="alert" className={styles['problem']}>
          {problem}
        </p>
      )}
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
        <fieldset className={styles['update']}>
          <legend>Of people who have an account, update</legend>
          {found.map((column) => (
            <CheckField
              key={column}
              label={IMPORTED_COLUMN_WORDS[column]}
              isChecked={matching.update.includes(column)}
              onCheck={(isChecked) =>
                onMatching({
                  ...matching,
                  update: isChecked
                    ? [...matching.update, column]
                    : matching.update.filter((other) => other !== column),
                })
              }
            />
          ))}
          <p className={styles['quiet']}>
            {found.length === 0
              ? 'No column holds anything to update. People who have an account are skipped.'
              : 'They are found by their email. What you do not tick stays as it is, and an empty cell changes nothing.'}
          </p>
        </fieldset>
      </div>
      <FailureBanner failure={problem === undefined ? failure : undefined} />
    </section>
  );
}
