// Where the focus goes after a menu, the details or a dialog of a list closes: back to the element it came from or, if
// that is gone, to the row.
import { type RefObject, useMemo, useRef } from 'react';
import type { TableHandle } from './data-table.tsx';

interface CameFrom {
  readonly element?: HTMLElement;
  readonly rowKey?: string | number;
  /** The control of the row. */
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
        // Looked up late: the row may be another element by then, or be gone.
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
