// Where the focus goes after a menu, the details or a dialog of a list closes. It goes back to the element that had it. If
// that element is gone, it goes to the row. It never ends on another row by accident.
import { type RefObject, useMemo, useRef } from 'react';
import type { TableHandle } from './data-table.tsx';

interface CameFrom {
  readonly element?: HTMLElement;
  readonly rowKey?: string | number;
  /** The control of the row that had the focus. */
  readonly control?: string | undefined;
}

export interface ReturnFocus {
  readonly returnTo: RefObject<HTMLElement | null>;
  comesFrom(place: CameFrom): void;
}

export function useReturnFocus(table: RefObject<TableHandle | null>): ReturnFocus {
  const cameFrom = useRef<CameFrom>({});
  return useMemo(
    () => ({
      returnTo: {
        // Looked up when it is needed, because the table may have replaced the element of the row.
        get current() {
          const { element, rowKey, control } = cameFrom.current;
          return element?.isConnected ? element : (table.current?.elementOf(rowKey, control) ?? null);
        },
      },
      comesFrom(place) {
        cameFrom.current = place;
      },
    }),
    [table],
  );
}
