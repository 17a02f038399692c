// The keyboard in the rows of a table. All rows together are one tab stop, at the active row. The active row is known
// by its index, so it need not be loaded. Left and Right move through the controls of a row; Up and Down keep the same
// control.
import {
  type FocusEvent,
  type KeyboardEvent,
  type RefObject,
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import type { Pages } from './page-source.ts';
import type { Selection } from './table-selection.ts';
import type { TableWindow } from './table-window.ts';

/** After this pause, typing starts a new name. */
const TYPING_PAUSE_MS = 800;

interface Options<Row> {
  readonly body: RefObject<HTMLTableSectionElement | null>;
  readonly pages: Pages<Row>;
  readonly view: TableWindow;
  readonly rowKey: (row: Row) => string | number;
  readonly rowName: (row: Row) => string;
  readonly selection: Selection<Row> | undefined;
  readonly onOpen: (row: Row) => void;
}

export interface TableKeys {
  /** The row that Tab leads to. */
  readonly tabStop: number;
  /** The row that has the focus. It is drawn even when it is out of view. */
  readonly focused: number | undefined;
  /**
   * @param control a control of the row. Without it, or if the row does not have it, the row itself takes the focus.
   */
  focusAt(index: number, control?: string): void;
  /** Waits for the answer to the latest query. It does nothing if there is no row then. */
  focusFirst(): void;
  readonly handlers: {
    onKeyDown(event: KeyboardEvent<HTMLElement>): void;
    onFocus(event: FocusEvent<HTMLElement>): void;
    onBlur(event: FocusEvent<HTMLElement>): void;
  };
}

export const indexOf = (target: EventTarget): number =>
  Number((target as Element).closest<HTMLElement>('tr')?.dataset['index'] ?? -1);
const controlOf = (target: EventTarget): string | undefined =>
  (target as Element).closest<HTMLElement>('[data-row-control]')?.dataset['rowControl'];

export function useTableKeys<Row>({ body, pages, view, rowKey, rowName, selection, onOpen }: Options<Row>): TableKeys {
  const [chosen, setActive] = useState(0);
  const [hasFocus, setHasFocus] = useState(false);
  /** The focus to set when its row is drawn. */
  const [wanted, setWanted] = useState<{ readonly index: number; readonly control: string | undefined }>();
  const typed = useRef({ text: '', at: 0 });
  const total = pages.total ?? 0;
  const active = Math.max(0, Math.min(chosen, total - 1));
  const { reveal } = view;

  useLayoutEffect(() => {
    if (wanted === undefined) return;
    const row = body.current?.querySelector<HTMLElement>(`tr[data-index="${wanted.index}"]`);
    const control = row?.querySelector<HTMLElement>(`[data-row-control="${wanted.control}"]`);
    (control ?? row)?.focus({ preventScroll: true });
    setWanted(undefined);
  }, [wanted, body]);

  const focusAt = useCallback(
    (index: number, control?: string) => {
      const target = Math.max(0, Math.min(index, total - 1));
      reveal(target);
      setActive(target);
      setHasFocus(true);
      setWanted({ index: target, control });
    },
    [total, reveal],
  );

  const [isFirstWanted, setFirstWanted] = useState(false);
  const focusFirst = useCallback(() => setFirstWanted(true), []);
  useEffect(() => {
    if (!isFirstWanted || pages.isLoading || pages.total === undefined) return;
    setFirstWanted(false);
    if (pages.total > 0) focusAt(0);
  }, [isFirstWanted, pages, focusAt]);

  // After a change the focus stays with its row if that is still in view. It never ends on a control of another row.
  const activeRow = pages.rowAt(active);
  const activeKey = activeRow === undefined ? undefined : rowKey(activeRow);
  const before = useRef({ pages, active, activeKey });
  useEffect(() => {
    const { pages: oldPages, active: oldActive, activeKey: oldKey } = before.current;
    before.current = { pages, active, activeKey };
    if (oldPages === pages || !hasFocus) return;
    const { activeElement } = document;
    // The element that had the focus may show another row now.
    const isElsewhere =
      activeElement !== null && body.current?.contains(activeElement) === true && indexOf(activeElement) !== active;
    const isLost = activeElement === document.body || isElsewhere;
    if (oldActive !== active || oldKey === undefined || activeKey === undefined || oldKey === activeKey) {
      if (isLost) setWanted({ index: active, control: undefined });
      return;
    }
    for (let index = view.first; index <= view.last; index++) {
      const row = pages.rowAt(index);
      if (row === undefined || rowKey(row) !== oldKey) continue;
      setActive(index);
      setWanted({ index, control: document.activeElement === null ? undefined : controlOf(document.activeElement) });
      return;
    }
    setWanted({ index: active, control: undefined });
  }, [pages, active, activeKey, hasFocus, view.first, view.last, rowKey, body]);

  const typeAhead = (key: string, at: number) => {
    const isGoingOn = at - typed.current.at < TYPING_PAUSE_MS;
    const text = (isGoingOn ? typed.current.text : '') + key.toLocaleLowerCase();
    typed.current = { text, at };
    // The same letter again moves to the next name that starts with it.
    const isRepeated = [...text].every((letter) => letter === text[0]);
    const start = isRepeated ? text.slice(0, 1) : text;
    const from = isRepeated ? active + 1 : active;
    let around: number | undefined;
    for (const [index, row] of pages.loaded()) {
      if (!rowName(row).toLocaleLowerCase().startsWith(start)) continue;
      if (index >= from) {
        focusAt(index);
        return;
      }
      around ??= index;
    }
    if (around !== undefined) focusAt(around);
  };

  const moveTo = (event: KeyboardEvent<HTMLElement>, index: number) => {
    const target = Math.max(0, Math.min(index, total - 1));
    // Moving ends the typed name, so Space selects again.
    typed.current = { text: '', at: 0 };
    if (event.shiftKey && selection !== undefined) selection.extendTo(target, active);
    focusAt(target, controlOf(event.target));
  };

  const walk = (event: KeyboardEvent<HTMLElement>, step: 1 | -1) => {
    const row = (event.target as Element).closest<HTMLElement>('tr');
    if (row === null) return;
    const stops = [row, ...row.querySelectorAll<HTMLElement>('[data-row-control]')];
    stops[stops.indexOf(event.target as HTMLElement) + step]?.focus();
  };

  const isOnRow = (event: KeyboardEvent<HTMLElement>): boolean => event.target instanceof HTMLTableRowElement;

  /** @returns false if the key is not one of the table. */
  const press = (event: KeyboardEvent<HTMLElement>): boolean => {
    const row = pages.rowAt(active);
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'a' && selection !== undefined) {
      selection.selectAll();
      return true;
    }
    switch (event.key) {
      case 'ArrowDown':
        moveTo(event, active + 1);
        return true;
      case 'ArrowUp':
        moveTo(event, active - 1);
        return true;
      case 'PageDown':
        moveTo(event, active + view.pageRows);
        return true;
      case 'PageUp':
        moveTo(event, active - view.pageRows);
        return true;
      case 'Home':
        moveTo(event, 0);
        return true;
      case 'End':
        moveTo(event, total - 1);
        return true;
      case 'ArrowRight':
        walk(event, 1);
        return true;
      case 'ArrowLeft':
        walk(event, -1);
        return true;
      case 'Escape':
        if (selection === undefined || selection.rows.size === 0) return false;
        selection.clear();
        return true;
      case 'Enter':
        if (!isOnRow(event)) return false;
        if (row !== undefined) onOpen(row);
        return true;
      default:
        break;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.key.length !== 1 || !isOnRow(event)) return false;
    const isTyping = typed.current.text !== '' && event.timeStamp - typed.current.at < TYPING_PAUSE_MS;
    if (event.key !== ' ' || isTyping) typeAhead(event.key, event.timeStamp);
    else selection?.toggle(active);
    return true;
  };

  return {
    tabStop: hasFocus || (active >= view.first && active <= view.last) ? active : view.first,
    focused: hasFocus ? active : undefined,
    focusAt,
    focusFirst,
    handlers: {
      onKeyDown(event) {
        if (event.defaultPrevented || indexOf(event.target) < 0 || !press(event)) return;
        event.preventDefault();
        event.stopPropagation();
      },
      onFocus(event) {
        setHasFocus(true);
        const index = indexOf(event.target);
        if (index < 0) return;
        setActive(index);
        // A pressed pointer gets no scrolling: the row would move away under it.
        if (event.target.matches(':focus-visible')) reveal(index);
      },
      onBlur(event) {
        if (!event.currentTarget.contains(event.relatedTarget)) setHasFocus(false);
      },
    },
  };
}
