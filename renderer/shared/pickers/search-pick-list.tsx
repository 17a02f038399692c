// A search box and a list to pick several rows from. A picked row stays picked after the next search.
import { type KeyboardEvent, useId, useRef } from 'react';
import type { Failure } from '../../../preload/contract/index.ts';
import field from '../../ui/fields/field.module.css';
import { PickList, type PickListProps, type PickRow } from '../../ui/fields/pick-list.tsx';
import { PROBLEM } from '../../ui/fields/problems.ts';
import { SearchBox } from '../../ui/fields/search-box.tsx';
import { Live } from '../../ui/live.tsx';
import { FailureBanner } from '../failure-banner.tsx';
import styles from './search-pick-list.module.css';

interface SearchPickListProps<Row extends PickRow> extends Omit<PickListProps<Row>, 'ref' | 'describedBy'> {
  readonly searchLabel: string;
  readonly search: string;
  readonly onSearch: (search: string) => void;
  /** How many are picked, in words. */
  readonly pickedWords: string;
  /** The names of the picked rows. */
  readonly picked: readonly string[];
  /** Shown between the list and the names. */
  readonly hint?: string | undefined;
  readonly failure: Failure | undefined;
  readonly problem: string | undefined;
}

export function SearchPickList<Row extends PickRow>({
  searchLabel,
  search,
  onSearch,
  pickedWords,
  picked,
  hint,
  failure,
  problem,
  ...list
}: SearchPickListProps<Row>) {
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const enterList = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowDown') return;
    event.preventDefault();
    box.current?.querySelector<HTMLElement>('[role="listbox"]')?.focus();
  };
  return (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: only leads from the search box into the list */}
      <div className={styles['search']} onKeyDown={enterList}>
        <SearchBox
          label={searchLabel}
          value={search}
          onText={onSearch}
          problemId={problem === undefined ? undefined : `${id}-problem`}
        />
        <span className={styles['count']} role="status">
          {pickedWords}
        </span>
      </div>
      <FailureBanner failure={failure} />
      <PickList {...list} ref={box} describedBy={problem === undefined ? undefined : `${id}-problem`} />
      {hint !== undefined && <p className={styles['hint']}>{hint}</p>}
      {picked.length > 0 && (
        <p className={styles['names']} title={picked.join(', ')}>
          {picked.join(', ')}
        </p>
      )}
      <Live isUrgent>
        {problem !== undefined && (
          <p {...PROBLEM} id={`${id}-problem`} className={field['problem']}>
            {problem}
          </p>
        )}
      </Live>
    </>
  );
}
