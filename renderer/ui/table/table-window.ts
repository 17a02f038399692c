// Which rows of a long list are in view. All rows have one height, so a place is a multiplication. Chromium caps the
// height of an element at about 33.5 million pixels. Above MAX_HEIGHT the scroll bar covers the list on a smaller
// scale, while wheel, keys and pages still move the rows by their exact pixels.
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';

/** In CSS pixels: half of the cap, which allows for zoom. */
const MAX_HEIGHT = 16_000_000;
/**
 * Each step of a wheel, a key or a script ends a scroll of its own. After this time without one, scrolling is at rest.
 */
const REST_MS = 100;

/** Room below the last row, in CSS pixels: a note at the foot of the window covers no row that somebody has scrolled to. */
const FOOT_HEIGHT = 72;

export interface TableWindow {
  /** The height that the scroll bar covers, in CSS pixels. */
  readonly height: number;
  /** First and last row in view. Without rows, `last` is before `first`. */
  readonly first: number;
  readonly last: number;
  /** Pixels of the first row that are scrolled away. */
  readonly shift: number;
  /** Rows that Page Down moves by. */
  readonly pageRows: number;
  /** The size of the scroller without its scroll bars. */
  readonly size: { readonly width: number; readonly height: number };
  /** Scrolls just far enough to show the row. */
  reveal(index: number): void;
  /** @param row may have a fraction. */
  scrollTo(row: number): void;
}

interface Options {
  readonly scroller: RefObject<HTMLElement | null>;
  readonly count: number;
  readonly rowHeight: number;
  /** The height of the header above the rows. */
  readonly headHeight: number;
  /** The first row in view at the start. */
  readonly startRow: number;
  /** Called when scrolling is at rest. */
  readonly onRest: (topRow: number) => void;
}

export function useTableWindow({ scroller, count, rowHeight, headHeight, startRow, onRest }: Options): TableWindow {
  const [size, setSize] = useState({ width: 0, height: 0 });
  /** In rows, with a fraction, so that a change of the row height does not matter. */
  const [top, setTop] = useState(startRow);
  const viewRows = Math.max(0, size.height - headHeight) / rowHeight;
  const footRows = FOOT_HEIGHT / rowHeight;
  const lastTop = Math.max(0, count + footRows - viewRows);

  const place = useRef({ top, scrollTop: 0 });
  const now = useRef({ lastTop, rowHeight, viewRows, footRows, onRest });
  now.current = { lastTop, rowHeight, viewRows, footRows, onRest };

  const move = useCallback((row: number) => {
    const next = Math.min(Math.max(0, row), now.current.lastTop);
    place.current.top = next;
    setTop(next);
  }, []);

  /** Moves the scroll bar to the place of the rows. */
  const alignBar = useCallback(() => {
    const element = scroller.current;
    // At the top both agree, and reading the scroll position would force a layout.
    if (element === null || (place.current.top === 0 && place.current.scrollTop === 0)) return;
    const most = element.scrollHeight - element.clientHeight;
    const wanted = now.current.lastTop === 0 ? 0 : (place.current.top / now.current.lastTop) * most;
    if (Math.abs(element.scrollTop - wanted) >= 1) element.scrollTop = wanted;
    place.current.scrollTop = element.scrollTop;
  }, [scroller]);

  const scrollTo = useCallback(
    (row: number) => {
      move(row);
      alignBar();
    },
    [move, alignBar],
  );

  const reveal = useCallback(
    (index: number) => {
      const rows = Math.max(1, now.current.viewRows - now.current.footRows);
      if (index < place.current.top) scrollTo(index);
      else if (index + 1 > place.current.top + rows) scrollTo(index + 1 - rows);
    },
    [scrollTo],
  );

  // biome-ignore lint/correctness/useExhaustiveDependencies: the list or its view changed, so the scroll bar moves
  useLayoutEffect(() => {
    // Before the first answer there is nothing to scroll, and the start row must not be lost.
    if (count > 0 && size.height > 0) scrollTo(place.current.top);
  }, [count, size.height, rowHeight, scrollTo]);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const measure = () => setSize({ width: element.clientWidth, height: element.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [scroller]);

  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    let resting: ReturnType<typeof setTimeout> | undefined;
    const onScroll = () => {
      clearTimeout(resting);
      const moved = element.scrollTop - place.current.scrollTop;
      if (moved === 0) return;
      place.current.scrollTop = element.scrollTop;
      const { lastTop: lastRow, rowHeight: pixels } = now.current;
      const most = element.scrollHeight - element.clientHeight;
      const isScaled = lastRow * pixels > most + 1;
      // Half a pixel of the thumb moves the bar by more than this. A wheel, a key or a page moves it by less.
      const isThumb = Math.abs(moved) > most / element.clientHeight / 2;
      const isExact = isScaled && !isThumb;
      // Runs before this frame is painted, so the rows move with the bar.
      flushSync(() =>
        move(isExact ? place.current.top + moved / pixels : (element.scrollTop / Math.max(1, most)) * lastRow),
      );
      // The bar reached its end before the rows did.
      if (isExact && (element.scrollTop <= 0 || element.scrollTop >= most - 1)) alignBar();
    };
    const rest = () => {
      resting = undefined;
      alignBar();
      now.current.onRest(place.current.top);
    };
    const onScrollEnd = () => {
      clearTimeout(resting);
      resting = setTimeout(rest, REST_MS);
    };
    element.addEventListener('scroll', onScroll, { passive: true });
    element.addEventListener('scrollend', onScrollEnd);
    return () => {
      // The place is kept even if the list is left before scrolling is at rest.
      if (resting !== undefined) {
        clearTimeout(resting);
        now.current.onRest(place.current.top);
      }
      element.removeEventListener('scroll', onScroll);
      element.removeEventListener('scrollend', onScrollEnd);
    };
  }, [scroller, move, alignBar]);

  const visibleTop = Math.min(top, lastTop);
  const first = Math.floor(visibleTop);
  return {
    height: count === 0 ? 0 : Math.min(count * rowHeight + FOOT_HEIGHT, MAX_HEIGHT),
    first,
    last: Math.min(count, Math.ceil(visibleTop + viewRows)) - 1,
    shift: (visibleTop - first) * rowHeight,
    pageRows: Math.max(1, Math.floor(viewRows) - 1),
    size,
    reveal,
    scrollTo,
  };
}
