// A list of any length to pick several rows from. Only the rows in view are drawn. The list is one tab stop: arrows,
// Page Up, Page Down, Home and End move, and Space picks. Screen readers hear a listbox with its full size.
import { Check } from 'lucide-react';
import { type KeyboardEvent, type Ref, useEffect, useId, useRef, useState } from 'react';
import styles from './pick-list.module.css';

export interface PickRow {
  readonly id: number;
  readonly name: string;
  readonly detail?: string;
}

export interface PickListProps<Row extends PickRow> {
  readonly label: string;
  /** Undefined until the first answer. */
  readonly count: number | undefined;
  /** Undefined while it is loading. */
  readonly rowAt: (index: number) => Row | undefined;
  readonly isPicked: (row: Row) => boolean;
  readonly onToggle: (row: Row) => void;
  readonly onView?: (from: number, to: number) => void;
  readonly empty: string;
  readonly describedBy?: string | undefined;
  readonly ref?: Ref<HTMLDivElement>;
}

const ROW = 36;
const ROWS_IN_VIEW = 6;

export function PickList<Row extends PickRow>({
  label,
  count,
  rowAt,
  isPicked,
  onToggle,
  onView,
  empty,
  describedBy,
  ref,
}: PickListProps<Row>) {
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const [first, setFirst] = useState(0);
  const [active, setActive] = useState(0);
  const total = count ?? 0;
  const current = Math.min(active, Math.max(0, total - 1));
  const last = Math.min(total - 1, first + ROWS_IN_VIEW);
  useEffect(() => onView?.(first, Math.max(first, last)), [onView, first, last]);

  const moveTo = (index: number) => {
    const next = Math.max(0, Math.min(total - 1, index));
    setActive(next);
    const top = next * ROW;
    const view = box.current;
    if (view === null) return;
    if (top < view.scrollTop) view.scrollTop = top;
    else if (top + ROW > view.scrollTop + ROW * ROWS_IN_VIEW) view.scrollTop = top - ROW * (ROWS_IN_VIEW - 1);
  };
  const pick = (index: number) => {
    const row = rowAt(index);
    if (row !== undefined) onToggle(row);
  };
  const hear = (event: KeyboardEvent) => {
    const steps: Record<string, number> = {
      ArrowDown: current + 1,
      ArrowUp: current - 1,
      PageDown: current + ROWS_IN_VIEW,
      PageUp: current - ROWS_IN_VIEW,
      Home: 0,
      End: total - 1,
    };
    const next = steps[event.key];
    if (next !== undefined) moveTo(next);
    else if (event.key === ' ') pick(current);
    else return;
    event.preventDefault();
  };

  const rows = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
  return (
    <div ref={ref} className={styles['frame']}>
      <div
        ref={box}
        role="listbox"
        tabIndex={0}
        className={styles['list']}
        aria-label={label}
        aria-multiselectable="true"
        aria-describedby={describedBy}
        aria-activedescendant={total === 0 ? undefined : `${id}-${current}`}
        onKeyDown={hear}
        onScroll={(event) => setFirst(Math.floor(event.currentTarget.scrollTop / ROW))}
      >
        <div role="presentation" className={styles['space']} style={{ height: total * ROW }}>
          {rows.map((index) => {
            const row = rowAt(index);
            const isChosen = row !== undefined && isPicked(row);
            return (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the listbox hears the keys for its active option
              // biome-ignore lint/a11y/useFocusableInteractive: the listbox has the focus, as aria-activedescendant asks
              <div
                key={index}
                id={`${id}-${index}`}
                role="option"
                className={styles['row']}
                style={{ top: index * ROW }}
                aria-selected={isChosen}
                aria-setsize={total}
                aria-posinset={index + 1}
                data-active={index === current || undefined}
                onClick={() => {
                  setActive(index);
                  pick(index);
                }}
              >
                <span className={styles['box']} aria-hidden="true">
                  {isChosen && <Check size={12} strokeWidth={3} />}
                </span>
                {row === undefined ? (
                  <span className={styles['loading']} />
                ) : (
                  <>
                    <span dir="auto" className={styles['name']} title={row.name}>
                      {row.name}
                    </span>
                    {row.detail !== undefined && (
                      <span className={styles['detail']} title={row.detail}>
                        {row.detail}
                      </span>
                    )}
                  </>
                )}
              </div>
            );
          })}
        </div>
      </div>
      {count === 0 && <p className={styles['empty']}>{empty}</p>}
    </div>
  );
}
