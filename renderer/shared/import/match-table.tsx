// The columns of the file with their first rows, and what each holds.
import type { ReactNode } from 'react';
import type { Failure } from '../../../preload/contract/index.ts';
import { fieldSentence } from '../../words/failure-words.ts';
import { keysOf } from '../../words/keys-of.ts';
import { plural } from '../../words/user-words.ts';
import { FailureBanner } from '../failure-banner.tsx';
import styles from './import.module.css';
import { StepHeading } from './step-heading.tsx';
import type { ImportedTable } from './use-import.ts';

const CELLS_SHOWN = 3;

/** The columns as their headings say. Null: not used. */
export const columnsOf = <Field extends string>(
  { columns }: ImportedTable,
  words: Readonly<Record<Field, string>>,
): readonly (Field | null)[] => columns.map(({ field }) => keysOf(words).find((known) => known === field) ?? null);

interface MatchTableProps<Field extends string> {
  readonly table: ImportedTable;
  readonly words: Readonly<Record<Field, string>>;
  readonly columns: readonly (Field | null)[];
  readonly onColumns: (columns: readonly (Field | null)[]) => void;
  readonly failure: Failure | undefined;
  /** What else the dry run needs to know. */
  readonly children: ReactNode;
}

export function MatchTable<Field extends string>({
  table,
  words,
  columns,
  onColumns,
  failure,
  children,
}: MatchTableProps<Field>) {
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
                      value={columns[i] ?? ''}
                      onChange={(event) => {
                        const chosen = keysOf(words).find((field) => field === event.target.value) ?? null;
                        onColumns(columns.map((field, at) => (at === i ? chosen : field)));
                      }}
                    >
                      <option value="">Not used</option>
                      {keysOf(words).map((field) => (
                        <option key={field} value={field}>
                          {words[field]}
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
      {children}
      <FailureBanner failure={problem === undefined ? failure : undefined} />
    </section>
  );
}
