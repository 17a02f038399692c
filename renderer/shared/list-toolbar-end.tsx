// The end of the line above a list: the count, how the table looks, and the buttons that add something.
import { memo, type ReactNode } from 'react';
import { useAppStore } from '../state.ts';
import toolbar from '../ui/filters/toolbar.module.css';
import { TableOptions } from '../ui/table/table-options.tsx';

interface ListToolbarEndProps {
  readonly list: 'users' | 'clients';
  /** "12 users"; empty until it is known. */
  readonly count: string;
  /** The columns that can be hidden, by key. */
  readonly columns: Readonly<Record<string, string>>;
  readonly children: ReactNode;
}

export function ListToolbarEnd({ list, count, columns, children }: ListToolbarEndProps) {
  return (
    <div className={toolbar['end']}>
      <span className={toolbar['count']} role="status">
        {count}
      </span>
      <ListOptions list={list} columns={columns} />
      {children}
    </div>
  );
}

/** Memoized, because the count changes with every answer. */
const ListOptions = memo(function ListOptions({ list, columns }: Pick<ListToolbarEndProps, 'list' | 'columns'>) {
  const { widths, hidden } = useAppStore((state) => state.preferences[list]);
  const isCompact = useAppStore((state) => state.preferences.isCompact);
  const setPreferences = useAppStore((state) => state.setPreferences);
  return (
    <TableOptions
      columns={columns}
      hidden={hidden}
      onHidden={(next) =>
        setPreferences((all) => {
          const { sort } = all[list];
          // A list is never in the order of a column that nobody sees.
          const shown = next.includes(sort.column) ? { ...sort, column: 'name', isDescending: false } : sort;
          return { ...all, [list]: { ...all[list], hidden: next, sort: shown } };
        })
      }
      isCompact={isCompact}
      onCompact={(compact) => setPreferences((all) => ({ ...all, isCompact: compact }))}
      onResetWidths={
        Object.keys(widths).length === 0
          ? undefined
          : () => setPreferences((all) => ({ ...all, [list]: { ...all[list], widths: {} } }))
      }
    />
  );
});
