// One row. Its props are its own place and facts only, so scrolling does not render rows again that stay in view.
import { memo, type ReactNode } from 'react';
import styles from './data-table.module.css';

interface DataTableRowProps {
  readonly index: number;
  /** Undefined while it is not loaded. */
  readonly row: unknown;
  readonly rowKey: string | number | undefined;
  readonly name: string;
  readonly columns: readonly {
    readonly column: { readonly key: string; readonly align?: 'end'; cell(row: never): ReactNode };
    readonly stuck: 'start' | 'end' | undefined;
  }[];
  readonly isTabStop: boolean;
  /** Its details are open beside the table. */
  readonly isCurrent: boolean;
  /** Undefined in a table without selection. */
  readonly isSelected: boolean | undefined;
  /** The row has the focus but is out of view. */
  readonly isAway: boolean;
  /** Loading takes long enough that the cells show placeholders. */
  readonly isSkeleton: boolean;
}

export const DataTableRow = memo(function DataTableRow({
  index,
  row,
  rowKey,
  name,
  columns,
  isTabStop,
  isCurrent,
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
      aria-current={isCurrent || undefined}
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
      {columns.map(({ column, stuck }) => {
        const content =
          row === undefined ? isSkeleton && <span className={styles['skeleton']} /> : column.cell(row as never);
        return stuck === 'start' ? (
          <th key={column.key} scope="row" data-align={column.align} data-stuck={stuck}>
            {content}
          </th>
        ) : (
          <td key={column.key} data-align={column.align} data-stuck={stuck}>
            {content}
          </td>
        );
      })}
    </tr>
  );
});
