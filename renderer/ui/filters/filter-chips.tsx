// The active filters, one chip each, with buttons to remove one or all of them. Without filters there is no line.
import { X } from 'lucide-react';
import { useRef } from 'react';
import { focusSearch } from '../fields/search-box.tsx';
import styles from './filter-chips.module.css';

export interface FilterChip {
  readonly key: string;
  /** "Role" */
  readonly name: string;
  /** "Partner Admin"; absent for a filter without values. */
  readonly value?: string;
  onRemove(): void;
}

export function FilterChips({
  chips,
  onClear,
}: {
  readonly chips: readonly FilterChip[];
  readonly onClear: () => void;
}) {
  const list = useRef<HTMLUListElement>(null);
  if (chips.length === 0) return null;
  const remove = (chip: FilterChip, index: number) => {
    chip.onRemove();
    // The button disappears with its chip, so the focus moves to a neighbour or to the search.
    const buttons = [...(list.current?.querySelectorAll('button') ?? [])];
    const next = buttons[index + 1] ?? buttons[index - 1];
    if (chips.length > 1) next?.focus();
    else if (list.current !== null) focusSearch(list.current);
  };
  return (
    <div className={styles['line']}>
      <ul ref={list} className={styles['chips']} aria-label="Filters that are on">
        {chips.map((chip, index) => (
          <li key={chip.key} className={styles['chip']}>
            <span className={styles['text']}>
              {chip.name}
              {chip.value !== undefined && (
                <>
                  : <strong dir="auto">{chip.value}</strong>
                </>
              )}
            </span>
            <button
              type="button"
              className={styles['remove']}
              aria-label={`Remove the filter ${chip.name}${chip.value === undefined ? '' : `: ${chip.value}`}`}
              onClick={() => remove(chip, index)}
            >
              <X size={13} aria-hidden />
            </button>
          </li>
        ))}
      </ul>
      <button
        type="button"
        className={styles['clear']}
        onClick={(event) => {
          focusSearch(event.currentTarget);
          onClear();
        }}
      >
        Clear filters
      </button>
    </div>
  );
}
