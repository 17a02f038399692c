// Where the focus goes after a menu, the details or a dialog of the list: back to the element it came from as long as that is
// there, else to the row.
import { type RefObject, useMemo, useRef } from 'react';
import type { TableHandle } from '../../ui/table/data-table.tsx';

interface CameFrom {
  readonly element?: HTMLElement;
  readonly userId?: number;
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
        // Looked up when it is needed: by then the row may be another element, or be gone.
        get current() {
          const { element, userId, control } = cameFrom.current;
          return element?.isConnected ? element : (table.current?.elementOf(userId, control) ?? null);
        },
      },
      comesFrom(place) {
        cameFrom.current = place;
      },
    }),
    [table],
  );
}
