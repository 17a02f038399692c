// The header: sorting, widths, and Select all. It is one tab stop: Left and Right move along the columns, and Tab moves
// from a column to its width handle.
import { ArrowDown, ArrowUp } from 'lucide-react';
import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react';
import styles from './data-table.module.css';
import head from './head-cell.module.css';
import { type ColumnSort, MAX_WIDTH, MIN_WIDTH } from './table-columns.ts';
import type { Selection } from './table-selection.ts';

const KEY_STEP = 8;
const KEY_LEAP = 40;

interface HeadColumn {
  readonly key: string;
  readonly label: string;
  readonly align?: 'end';
  readonly isSortable?: boolean;
  readonly sorts?: readonly ColumnSort[];
  readonly isFixed?: boolean;
}

const sortsOf = (column: HeadColumn): readonly ColumnSort[] =>
  column.sorts ?? (column.isSortable === true ? [column] : []);

interface DataTableHeadProps {
  readonly columns: readonly {
    readonly column: HeadColumn;
    readonly width: number;
    readonly stuck: 'start' | 'end' | undefined;
  }[];
  readonly sort: { readonly column: string; readonly isDescending: boolean };
  readonly onSort: (column: string) => void;
  /** @param isLast false while the handle is held. */
  readonly onWidth: (column: string, width: number | undefined, isLast: boolean) => void;
  readonly selection: Selection<unknown> | undefined;
  readonly total: number;
}

export function DataTableHead({ columns, sort, onSort, onWidth, selection, total }: DataTableHeadProps) {
  const [chosen, setTabStop] = useState(0);
  const stops = columns.flatMap(({ column }) => sortsOf(column).map(({ key }) => key));
  if (selection !== undefined) stops.unshift('select');
  const tabStop = stops[Math.min(chosen, stops.length - 1)];

  const walk = (event: KeyboardEvent<HTMLTableRowElement>) => {
    const stop = (event.target as HTMLElement).dataset['headStop'];
    if (stop === undefined) return;
    const at = stops.indexOf(stop);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: stops.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(to, stops.length - 1));
    setTabStop(next);
    event.currentTarget.querySelector<HTMLElement>(`[data-head-stop="${stops[next]}"]`)?.focus();
  };

  return (
    <thead>
      <tr
        aria-rowindex={1}
        onKeyDown={walk}
        onFocus={(event) => {
          const at = stops.indexOf(event.target.dataset['headStop'] ?? '');
          if (at >= 0) setTabStop(at);
        }}
      >
        {selection !== undefined && (
          <th scope="col" className={head['cell']} data-stuck="select" aria-label="Selected">
            <input
              ref={(box) => {
                if (box !== null) box.indeterminate = selection.rows.size > 0 && selection.rows.size < total;
              }}
              type="checkbox"
              data-head-stop="select"
              tabIndex={tabStop === 'select' ? 0 : -1}
              aria-label="Select all"
              checked={total > 0 && selection.rows.size >= total}
              disabled={total === 0}
              onChange={() => (selection.rows.size > 0 ? selection.clear() : selection.selectAll())}
            />
          </th>
        )}
        {columns.map(({ column, width, stuck }) => {
          const sorts = sortsOf(column);
          const sorted = sorts.find(({ key }) => key === sort.column);
          const Arrow = sort.isDescending ? ArrowDown : ArrowUp;
          return (
            <th
              key={column.key}
              scope="col"
              className={head['cell']}
              aria-label={
                sorted === undefined || sorts.length === 1
                  ? column.label
                  : `${column.label}, by ${sorted.label.toLowerCase()}`
              }
              data-align={column.align}
              data-stuck={stuck}
              aria-sort={sorted !== undefined ? (sort.isDescending ? 'descending' : 'ascending') : undefined}
            >
              {sorts.length === 0 && column.label}
              {sorts.map(({ key, label }) => (
                <button
                  key={key}
                  type="button"
                  className={styles['sort']}
                  data-on={key === sort.column || undefined}
                  data-head-stop={key}
                  tabIndex={tabStop === key ? 0 : -1}
                  onClick={() => onSort(key)}
                >
                  <span>{label}</span>
                  {key === sort.column && <Arrow size={13} aria-hidden />}
                </button>
              ))}
              {column.isFixed !== true && (
                <WidthHandle
                  label={`Width of ${column.label}`}
                  width={width}
                  isTabStop={sorts.at(-1)?.key === tabStop}
                  onWidth={(next, isLast) => onWidth(column.key, next, isLast)}
                />
              )}
            </th>
          );
        })}
      </tr>
    </thead>
  );
}

interface WidthHandleProps {
  readonly label: string;
  readonly width: number;
  readonly isTabStop: boolean;
  /** Undefined: back to the first width. */
  readonly onWidth: (width: number | undefined, isLast: boolean) => void;
}

function WidthHandle({ label, width, isTabStop, onWidth }: WidthHandleProps) {
  const start = useRef<{ readonly x: number; readonly width: number; now: number | undefined }>(undefined);
  const clamp = (value: number): number => Math.round(Math.max(MIN_WIDTH, Math.min(value, MAX_WIDTH)));
  const end = () => {
    if (start.current?.now !== undefined) onWidth(start.current.now, true);
    start.current = undefined;
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: an <hr> cannot be moved; this is ARIA's window splitter
    <div
      role="separator"
      className={styles['handle']}
      aria-orientation="vertical"
      aria-label={label}
      aria-valuenow={Math.round(width)}
      aria-valuemin={MIN_WIDTH}
      aria-valuemax={MAX_WIDTH}
      aria-valuetext={`${Math.round(width)} pixels`}
      title="Drag to change the width. Double-click to reset it."
      tabIndex={isTabStop ? 0 : -1}
      onPointerDown={(event: PointerEvent<HTMLElement>) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = { x: event.clientX, width, now: undefined };
      }}
      onPointerMove={(event) => {
        if (start.current === undefined || event.clientX === start.current.x) return;
        start.current.now = clamp(start.current.width + event.clientX - start.current.x);
        onWidth(start.current.now, false);
      }}
      onPointerUp={end}
      onLostPointerCapture={end}
      onDoubleClick={() => onWidth(undefined, true)}
      onKeyDown={(event) => {
        const step = event.shiftKey ? KEY_LEAP : KEY_STEP;
        const next = { ArrowLeft: width - step, ArrowRight: width + step, Home: MIN_WIDTH, End: MAX_WIDTH }[event.key];
        if (next === undefined && event.key !== 'Enter') return;
        event.preventDefault();
        onWidth(next === undefined ? undefined : clamp(next), true);
      }}
    />
  );
}
