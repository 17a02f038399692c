// A table that stays fast with any number of rows: only the rows in view are in the page. It uses real table elements
// as a grid, so assistive technology knows rows, columns, sorting, the true row count, and that arrow keys move. The
// first column names the row. The table does not move with the scroll
// bar. Each frame renders the rows of its own place instead, so the table is never blank.
import {
  type MouseEvent,
  type ReactNode,
  type Ref,
  useEffect,
  useId,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { Live } from '../live.tsx';
import styles from './data-table.module.css';
import { DataTableHead } from './data-table-head.tsx';
import { DataTableRow } from './data-table-row.tsx';
import type { Pages } from './page-source.ts';
import { assignRowKeys } from './row-keys.ts';
import { type Column, layOutColumns, SELECT_WIDTH, type Widths } from './table-columns.ts';
import { indexOf, useTableKeys } from './table-keys.ts';
import type { Selection } from './table-selection.ts';
import { useTableWindow } from './table-window.ts';

/** Where a menu opens. */
export type MenuAnchor = Element | { getBoundingClientRect(): DOMRect };

export interface TableHandle {
  /** The control of the row, else the row, else the row that Tab leads to if the row is out of view or gone. */
  elementOf(rowKey: string | number | undefined, control: string | undefined): HTMLElement | null;
  /** Moves the focus to the first row, once the rows of the latest query are here. */
  focusFirst(): void;
}

interface DataTableProps<Row, Key extends string> {
  readonly ref?: Ref<TableHandle>;
  readonly label: string;
  /** The same array as long as nothing about the columns changes. */
  readonly columns: readonly Column<Row, Key>[];
  readonly pages: Pages<Row>;
  readonly rowKey: (row: Row) => string | number;
  /** The name that typing looks for, and the label of the row's checkbox. */
  readonly rowName: (row: Row) => string;
  readonly sort: { readonly column: string; readonly isDescending: boolean };
  readonly onSort: (column: Key) => void;
  readonly widths: Widths;
  readonly onWidths: (widths: Widths) => void;
  readonly isCompact: boolean;
  readonly selection?: Selection<Row>;
  /** The row whose details are open beside the table. */
  readonly currentKey?: string | number | undefined;
  readonly onOpen: (row: Row) => void;
  /** Called by the right mouse button, Shift+F10 and the menu key. */
  readonly onMenu: (row: Row, anchor: MenuAnchor) => void;
  /** The first row in view at the start. `onTopRow` reports it when scrolling is at rest. */
  readonly topRow: number;
  readonly onTopRow: (row: number) => void;
  readonly empty: ReactNode;
  /** Shown over the rows while `pages` has an error. */
  readonly problem: ReactNode;
}

const HEAD_HEIGHT = 36;
const SKELETON_ROWS = 12;
/** Most answers come within a frame or two. Placeholders appear only for those that take longer than this. */
const SKELETON_AFTER_MS = 120;
const SLOW_AFTER_MS = 250;

export function DataTable<Row, Key extends string>(props: DataTableProps<Row, Key>) {
  const {
    label,
    columns,
    pages,
    rowKey,
    rowName,
    sort,
    onSort,
    widths,
    onWidths,
    isCompact,
    selection,
    onOpen,
    onMenu,
  } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const body = useRef<HTMLTableSectionElement>(null);
  const hintId = useId();
  /** The widths while a handle is held. They are saved when it is released. */
  const [held, setHeld] = useState<Widths>();
  const total = pages.total ?? 0;
  const isFirstLoad = pages.total === undefined && pages.error === undefined;
  const rowHeight = isCompact ? 32 : 40;
  const view = useTableWindow({
    scroller,
    count: total,
    rowHeight,
    headHeight: HEAD_HEIGHT,
    startRow: props.topRow,
    onRest: props.onTopRow,
  });
  const keys = useTableKeys({ body, pages, view, rowKey, rowName, selection, onOpen });
  const available = view.size.width - (selection === undefined ? 0 : SELECT_WIDTH);
  const shownWidths = held ?? widths;
  const layout = useMemo(() => layOutColumns(columns, shownWidths, available), [columns, shownWidths, available]);

  const isSlow = useIsLong(pages.isLoading, SLOW_AFTER_MS);
  const { show, query } = pages;
  const { first, last, scrollTo } = view;
  useEffect(() => {
    if (last >= first) show(first, last);
  }, [show, first, last]);
  // Another query starts at the top.
  const shownQuery = useRef(query);
  useLayoutEffect(() => {
    if (shownQuery.current > 0 && shownQuery.current !== query) scrollTo(0);
    shownQuery.current = query;
  }, [query, scrollTo]);

  const { focusFirst } = keys;
  useImperativeHandle(
    props.ref,
    () => ({
      focusFirst,
      elementOf(key, control) {
        const row =
          body.current?.querySelector<HTMLElement>(`tr[data-row-key="${key}"]`) ??
          body.current?.querySelector<HTMLElement>('tr[tabindex="0"]');
        return row?.querySelector<HTMLElement>(`[data-row-control="${control}"]`) ?? row ?? null;
      },
    }),
    [focusFirst],
  );

  const onWidth = (column: string, width: number | undefined, isLast: boolean) => {
    const { [column]: _, ...others } = widths;
    const next = width === undefined ? others : { ...others, [column]: width };
    setHeld(isLast ? undefined : next);
    if (isLast) onWidths(next);
  };

  /** The last press was the menu key or Shift+F10. Their event has pointer coordinates too, so it cannot tell. */
  const isMenuKey = useRef(false);
  const openMenu = (event: MouseEvent<HTMLElement>) => {
    const row = pages.rowAt(indexOf(event.target));
    if (row === undefined) return;
    event.preventDefault();
    const element = (event.target as Element).closest('tr');
    const { clientX: x, clientY: y } = event;
    const button = element?.querySelector('[data-row-control="menu"]') ?? element;
    const isAtRow = isMenuKey.current && button !== null;
    onMenu(row, isAtRow ? button : { getBoundingClientRect: () => DOMRect.fromRect({ x, y, width: 0, height: 0 }) });
  };

  const select = (event: MouseEvent<HTMLElement>) => {
    const target = event.target as Element;
    const index = indexOf(target);
    const isBox = target.closest('[data-stuck="select"]') !== null;
    if (selection === undefined || index < 0 || (!isBox && target.closest('[data-row-control]') !== null)) return;
    if (event.shiftKey) selection.extendTo(index, keys.tabStop);
    else if (isBox || event.ctrlKey || event.metaKey) selection.toggle(index);
  };

  const indices: number[] = [];
  for (let index = first; index <= last; index++) indices.push(index);
  const isSkeleton = useIsLong(
    isFirstLoad || indices.some((index) => pages.rowAt(index) === undefined),
    SKELETON_AFTER_MS,
  );
  if (isFirstLoad && isSkeleton) for (let index = 0; index < SKELETON_ROWS; index++) indices.push(index);
  const { focused } = keys;
  const isAway = focused !== undefined && total > 0 && (focused < first || focused > last);
  if (isAway) indices.splice(focused < first ? 0 : indices.length, 0, focused);
  const drawn = useRef<ReadonlyMap<number, number>>(new Map());
  const rowKeys = assignRowKeys(drawn.current, indices);
  useLayoutEffect(() => {
    drawn.current = rowKeys;
  });
  const selectWidth = selection === undefined ? 0 : SELECT_WIDTH;
  const width = layout.width + selectWidth;

  return (
    <div className={styles['frame']}>
      <div ref={scroller} className={styles['scroller']}>
        <div style={{ height: isFirstLoad ? '100%' : HEAD_HEIGHT + view.height, width }}>
          <div className={styles['stage']} style={{ height: view.size.height }}>
            <table
              // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: arrow keys move in it, as in a grid
              role="grid"
              className={styles['table']}
              style={{ width }}
              data-compact={isCompact || undefined}
              data-selectable={selection !== undefined || undefined}
              data-dropped={layout.dropped.join(' ')}
              data-sideways={width > view.size.width + 1 || undefined}
              data-slow={isSlow || undefined}
              aria-label={label}
              aria-describedby={hintId}
              aria-rowcount={total + 1}
              aria-multiselectable={selection === undefined ? undefined : true}
              aria-busy={pages.isLoading}
            >
              <colgroup>
                {selection !== undefined && <col style={{ width: SELECT_WIDTH }} />}
                {layout.columns.map(({ column, width: columnWidth }) => (
                  <col key={column.key} style={{ width: columnWidth }} />
                ))}
              </colgroup>
              <DataTableHead
                columns={layout.columns}
                sort={sort}
                onSort={(column) => onSort(column as Key)}
                onWidth={onWidth}
                selection={selection as Selection<unknown> | undefined}
                total={total}
              />
              <tbody
                ref={body}
                style={{ transform: `translateY(${-view.shift}px)` }}
                onContextMenu={openMenu}
                onClick={select}
                onMouseDown={(event) => {
                  isMenuKey.current = false;
                  // Shift selects rows here, not text.
                  if (event.shiftKey && selection !== undefined) event.preventDefault();
                }}
                {...keys.handlers}
                onKeyDown={(event) => {
                  isMenuKey.current = event.key === 'ContextMenu' || event.key === 'F10';
                  keys.handlers.onKeyDown(event);
                }}
              >
                {indices.map((index) => {
                  const row = pages.rowAt(index);
                  const key = row === undefined ? undefined : rowKey(row);
                  return (
                    <DataTableRow
                      key={rowKeys.get(index)}
                      index={index}
                      row={row}
                      rowKey={key}
                      name={row === undefined ? '' : rowName(row)}
                      columns={layout.columns}
                      isTabStop={!isFirstLoad && index === keys.tabStop}
                      isCurrent={key !== undefined && key === props.currentKey}
                      isSelected={selection === undefined ? undefined : key !== undefined && selection.rows.has(key)}
                      isAway={isAway && index === focused}
                      isSkeleton={row === undefined && isSkeleton}
                    />
                  );
                })}
              </tbody>
            </table>
          </div>
        </div>
      </div>
      <p id={hintId} className="visually-hidden">
        Arrow keys move between rows, Enter opens one, Shift+F10 opens its menu. Typing a name goes to it among the rows
        that are loaded.
        {selection !== undefined && ' Space selects.'}
      </p>
      {pages.total === 0 && <div className={styles['empty']}>{props.empty}</div>}
      <Live isUrgent>
        {pages.error !== undefined && (
          <div className={pages.total === undefined ? styles['failing'] : styles['failure']}>{props.problem}</div>
        )}
      </Live>
    </div>
  );
}

function useIsLong(isIt: boolean, ms: number): boolean {
  const [isLong, setLong] = useState(false);
  useEffect(() => {
    if (!isIt) return;
    const timer = setTimeout(() => setLong(true), ms);
    return () => {
      clearTimeout(timer);
      setLong(false);
    };
  }, [isIt, ms]);
  return isIt && isLong;
}
