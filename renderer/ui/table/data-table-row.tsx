// One row. It knows its place and its facts only, so that scrolling draws no row again that stays in view.
import { memo, type ReactNode } from 'react';
import styles from './data-table.module.css';

interface DataTableRowProps {
  readonly index: number;
  /** Undefined where it is not loaded yet. */
  readonly row: unknown;
  readonly rowKey: string | number | undefined;
  readonly name: string;
  readonly columns: readonly {
    readonly column: { readonly key: string; readonly align?: 'end'; cell(row: never): ReactNode };
    readonly stuck: 'start' | 'end' | undefined;
  }[];
  readonly isTabStop: boolean;
  /** Undefined where rows cannot be picked. */
  readonly isSelected: boolean | undefined;
  /** Has the focus, but is out of view. */
  readonly isAway: boolean;
  /** It has not been loaded for a while: something stands in for its cells. */
  readonly isSkeleton: boolean;
}

export const DataTableRow = memo(function DataTableRow({
  index,
  row,
  rowKey,
  name,
  columns,
  isTabStop,
  isSelected,
  isAway,
  isSkeleton,
}: DataTableRowProps) {
  return (
    <tr
      className={styles['row']}
      data-index={index}
      data-row-key={rowKey}
      data-away={isAway || undefined}
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      tabIndex={isTabStop ? 0 : -1}
    >
      {isSelected !== undefined && (
        <td data-stuck="select">
          {row !== undefined && (
            <input
              type="checkbox"
              tabIndex={-1}
              data-row-control="select"
              aria-label={`Select ${name}`}
              checked={isSelected}
              readOnly
            />
          )}
        </td>
      )}
      {columns.map(({ column, stuck }) => (
        <td key={column.key} data-align={column.align} data-stuck={stuck}>
          {row === undefined ? isSkeleton && <span className={styles['skeleton']} /> : column.cell(row as never)}
        </td>
      ))}
    </tr>
  );
});
