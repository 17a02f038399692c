// What an import changes of those that are there already.
import { CheckField } from '../../ui/fields/field.tsx';
import styles from './import.module.css';

interface UpdateChoiceProps<Column extends string> {
  readonly legend: string;
  /** The columns of the file that hold something to update. */
  readonly found: readonly Column[];
  readonly words: Readonly<Record<Column, string>>;
  readonly chosen: readonly Column[];
  readonly onChosen: (chosen: readonly Column[]) => void;
  readonly hint: string;
  /** In place of the hint when nothing is found. Left out where something always is. */
  readonly noneFound?: string;
}

export function UpdateChoice<Column extends string>({
  legend,
  found,
  words,
  chosen,
  onChosen,
  hint,
  noneFound,
}: UpdateChoiceProps<Column>) {
  return (
    <fieldset className={styles['update']}>
      <legend>{legend}</legend>
      {found.map((column) => (
        <CheckField
          key={column}
          label={words[column]}
          isChecked={chosen.includes(column)}
          onCheck={(isChecked) =>
            onChosen(isChecked ? [...chosen, column] : chosen.filter((other) => other !== column))
          }
        />
      ))}
      <p className={styles['quiet']}>{(found.length === 0 && noneFound) || hint}</p>
    </fieldset>
  );
}
