// The columns of the file with their first rows, and what each holds.
import type { ReactNode } from 'react';
import type { Failure } from '../../../preload/contract/index.ts';
import { Button } from '../../ui/button.tsx';
import fields from '../../ui/fields/field.module.css';
import { SelectField } from '../../ui/fields/field.tsx';
import { fieldSentence } from '../../words/failure-words.ts';
import { keysOf } from '../../words/keys-of.ts';
import { plural } from '../../words/user-words.ts';
import { FailureBanner } from '../failure-banner.tsx';
import styles from './import.module.css';
import { StepHeading } from './step-heading.tsx';
import type { DryRunAnswer, ImportedTable, Importing } from './use-import.ts';

const CELLS_SHOWN = 3;

/** The columns as their headings say. Null: not used. */
export const columnsOf = <Field extends string>(
  { columns }: ImportedTable,
  words: Readonly<Record<Field, string>>,
): readonly (Field | null)[] => columns.map(({ field }) => keysOf(words).find((known) => known === field) ?? null);

/** "Row 2: Name, Email, Role" */
const rowWords = (number: number, cells: readonly string[]): string =>
  `Row ${number}: ${cells
    .filter((cell) => cell !== '')
    .map((cell) => (cell.length > 24 ? `${[...cell].slice(0, 22).join('')}…` : cell))
    .slice(0, 5)
    .join(', ')}`;

export interface MatchTableProps<Field extends string> {
  readonly table: ImportedTable;
  readonly run: Pick<Importing<DryRunAnswer>, 'choose' | 'chooseHeadRow' | 'reading'>;
  readonly words: Readonly<Record<Field, string>>;
  readonly columns: readonly (Field | null)[];
  readonly onColumns: (columns: readonly (Field | null)[]) => void;
  readonly failure: Failure | undefined;
  /** What else the dry run needs to know. */
  readonly children: ReactNode;
}

export function MatchTable<Field extends string>({
  table,
  run,
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
      <div className={styles['file']}>
        <p className={styles['quiet']}>
          <bdi>{table.fileName}</bdi>, {plural(table.rows, 'row', 'rows')}
        </p>
        <Button isBusy={run.reading.isBusy} onClick={run.choose}>
          Choose another file
        </Button>
      </div>
      <SelectField
        label="The headings are in"
        value={String(table.headRow ?? 'none')}
        options={[
          ...table.candidates.map(({ number, cells }) => ({ value: String(number), label: rowWords(number, cells) })),
          { value: 'none', label: 'No row: the file has no headings' },
        ]}
        onChoose={(row) => run.chooseHeadRow(row === 'none' ? null : Number(row))}
      />
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
                    {table.first.slice(0, CELLS_SHOWN).map(({ number, cells }) => (
                      <span key={number} className={styles['cell']} dir="auto" title={cells[i] ?? ''}>
                        {cells[i] || '–'}
                      </span>
                    ))}
                  </td>
                  <td>
                    <select
                      className={`${fields['input']} ${fields['select']}`}
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
