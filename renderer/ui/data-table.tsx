// A table that stays quick with any number of rows: only the rows in view are in the page. Real table elements, so that
// assistive technology knows rows, columns, sorting and the true row count.
import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { type KeyboardEvent, type MouseEvent, type ReactNode, useEffect, useRef } from 'react';
import styles from './data-table.module.css';
import type { Pages } from './use-pages.ts';

export interface Column<Row, Key extends string> {
  readonly key: Key;
  readonly label: string;
  /** CSS width; the rest is shared. */
  readonly width: string;
  readonly align?: 'end';
  /** The narrower the table, the more of these give way: 1 goes first. */
  readonly givesWay?: 1 | 2 | 3;
  readonly isSortable?: boolean;
  cell(row: Row): ReactNode;
}

interface DataTableProps<Row, Key extends string> {
  readonly label: string;
  readonly columns: readonly Column<Row, Key>[];
  readonly pages: Pages<Row>;
  readonly rowKey: (row: Row) => string | number;
  readonly sort?: { readonly column: string; readonly isDescending: boolean };
  readonly onSort?: (column: Key) => void;
  readonly onContextMenu?: (row: Row, event: MouseEvent<HTMLElement>) => void;
  readonly empty: ReactNode;
}

const ROW_HEIGHT = 40;
const HEAD_HEIGHT = 36;

export function DataTable<Row, Key extends string>({ label, columns, pages, rowKey, sort, onSort, onContextMenu, empty }: DataTableProps<Row, Key>) {
  const scroller = useRef<HTMLDivElement>(null);
  const total = pages.total ?? 0;
  const virtual = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 8,
    scrollMargin: HEAD_HEIGHT,
  });
  const items = virtual.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;
  const { show } = pages;
  useEffect(() => show(first, last), [show, first, last]);

  if (pages.total === 0) return <div className={styles['empty']}>{empty}</div>;
  // Rows out of view are margins: the scroll bar is that of the whole list, and no empty rows stand in the table.
  const above = first * ROW_HEIGHT;
  const below = Math.max(0, (total - last - 1) * ROW_HEIGHT);
  return (
    <div ref={scroller} className={styles['scroller']} data-loading={pages.isLoading || undefined}>
      <table
        className={styles['table']}
        style={{ marginTop: above, marginBottom: below }}
        aria-label={label}
        aria-rowcount={total + 1}
        aria-busy={pages.isLoading}
      >
        <colgroup>
          {columns.map((column) => (
            <col key={column.key} style={{ width: column.width }} data-gives-way={column.givesWay} />
          ))}
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>
            {columns.map((column) => (
              <th
                key={column.key}
                scope="col"
                data-gives-way={column.givesWay}
                data-align={column.align}
                aria-sort={sort?.column === column.key ? (sort.isDescending ? 'descending' : 'ascending') : undefined}
              >
                {column.isSortable === true && onSort !== undefined ? (
                  <button type="button" className={styles['sort']} onClick={() => onSort(column.key)}>
                    {column.label}
                    {sort?.column === column.key && (sort.isDescending ? <ArrowDown size={13} aria-hidden /> : <ArrowUp size={13} aria-hidden />)}
                  </button>
                ) : (
                  column.label
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {items.map((item) => {
            const row = pages.rowAt(item.index);
            return (
              <tr
                key={row === undefined ? `at-${item.index}` : rowKey(row)}
                aria-rowindex={item.index + 2}
                className={styles['row']}
                onContextMenu={row === undefined || onContextMenu === undefined ? undefined : (event) => onContextMenu(row, event)}
              >
                {columns.map((column) => (
                  <td key={column.key} data-gives-way={column.givesWay} data-align={column.align}>
                    {row === undefined ? <span className={styles['skeleton']} /> : column.cell(row)}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/** Up and down between the buttons of one column, as in a list. */
export function moveBetweenRows(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const row = event.currentTarget.closest('tr');
  const next = event.key === 'ArrowDown' ? row?.nextElementSibling : row?.previousElementSibling;
  const target = next?.querySelector<HTMLElement>('button[data-row-button]');
  if (target == null) return;
  event.preventDefault();
  target.focus();
}
