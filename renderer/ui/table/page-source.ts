// Reads the rows of a list in pages, as they come into view. The old rows stay while a new query runs, and a late
// answer to an old query is dropped. A new query first reads no more rows than are in view, and the rest of their page when
// nobody has typed for a moment. After a change the pages in view are read again. At most 5,000 rows are kept.

/** Scrolling reads in small pieces. */
const PAGE_SIZE = 40;
/** Of the first answer to a query: those in view, and at least so many, where a short list was in view before. */
const LEAST_AT_FIRST = 20;
const MOST_PAGES = 125;
/** More requests would queue in main while somebody scrolls past. */
const MOST_IN_FLIGHT = 2;
/** Rows that are fetched around the view. Typing a name finds them too. */
const MARGIN = 100;
/** The same, in the direction of scrolling. */
const MARGIN_AHEAD = 250;
/** Rows around the view are fetched after this pause, so that they do not delay a search while somebody types. */
const AROUND_AFTER_MS = 50;

export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly total: number;
}

export type FetchPage<Row> = (offset: number, limit: number) => Promise<Page<Row>>;

export interface Pages<Row> {
  /** Undefined until the first answer. */
  readonly total: number | undefined;
  /** Rises when the rows of a new query replace the old ones. */
  readonly query: number;
  /** A new query is not answered yet. */
  readonly isLoading: boolean;
  /** The error of `FetchPage`; undefined without one. */
  readonly error: unknown;
  /** Undefined if it is not loaded. */
  rowAt(index: number): Row | undefined;
  /** All loaded rows with their indices, in order. */
  loaded(): Iterable<readonly [index: number, row: Row]>;
  /** Reports which rows are in view, and fetches their pages. */
  show(from: number, to: number): void;
  /** Another query. Nothing happens where it is the same function as before. */
  ask(fetchPage: FetchPage<Row>): void;
  /** Reads the rows in view again. The old rows stay until the answer. */
  reload(): void;
  /**
   * Rows from `from` to `to`, both inclusive. Undefined if the query changed before the answer. @throws the error of
   * `FetchPage`
   */
  read(from: number, to: number): Promise<readonly Row[] | undefined>;
}

const pageOf = (row: number): number => Math.floor(row / PAGE_SIZE);

export class PageSource<Row> {
  readonly #listeners = new Set<() => void>();
  #fetchPage: FetchPage<Row> | undefined;
  /** Rises with every query and every reload. Answers to an older round are dropped. */
  #round = 0;
  #pages: ReadonlyMap<number, readonly Row[]> = new Map();
  #total: number | undefined;
  #query = 0;
  #isQueryOpen = true;
  #isReplacing = false;
  #isStale = false;
  #error: unknown;
  #view: { readonly from: number; readonly to: number };
  /** The direction of scrolling: 1 to the end, -1 to the start, 0 after a jump. */
  #direction = 0;
  #around: ReturnType<typeof setTimeout> | undefined;
  /** The pages of which only the rows in view are here. */
  readonly #begun = new Set<number>();
  readonly #inFlight = new Set<number>();
  readonly #failed = new Set<number>();
  #snapshot: Pages<Row>;

  constructor(startRow: number) {
    this.#view = { from: startRow, to: startRow };
    this.#snapshot = this.#take();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) clearTimeout(this.#around);
    };
  };

  readonly getSnapshot = (): Pages<Row> => this.#snapshot;

  readonly ask = (fetchPage: FetchPage<Row>): void => {
    if (this.#fetchPage === fetchPage) return;
    // Another query starts at the top. The view keeps its height.
    if (this.#fetchPage !== undefined) this.#view = { from: 0, to: this.#view.to - this.#view.from };
    this.#fetchPage = fetchPage;
    this.#isQueryOpen = true;
    clearTimeout(this.#around);
    void this.#replace();
  };

  readonly #reload = (): void => {
    // The current read may have started before the change.
    if (this.#isReplacing) this.#isStale = true;
    else void this.#replace();
  };

  readonly #show = (from: number, to: number): void => {
    // Until a new query is answered, the view shows rows of the old one.
    if (this.#isQueryOpen) return;
    const moved = from - this.#view.from;
    this.#direction = Math.abs(moved) > MARGIN_AHEAD ? 0 : Math.sign(moved);
    this.#view = { from, to };
    this.#fill(this.#direction === 0 ? 'view' : 'around');
  };

  /** Reads the pages in view. They replace everything that was read before. */
  async #replace(): Promise<void> {
    const fetchPage = this.#fetchPage;
    if (fetchPage === undefined) return;
    const round = ++this.#round;
    this.#isReplacing = true;
    this.#inFlight.clear();
    this.#failed.clear();
    this.#error = undefined;
    const numbers: number[] = [];
    for (let page = pageOf(this.#view.from); page <= pageOf(this.#view.to); page++) numbers.push(page);
    const atFirst = Math.max(this.#view.to + 1, LEAST_AT_FIRST);
    // The first query of all does not know how many rows are in view.
    const isShort = this.#isQueryOpen && this.#query > 0 && numbers.length === 1 && atFirst < PAGE_SIZE;
    // Requests go out first, so main works while the window renders its waiting state.
    const asked = Promise.all(numbers.map((page) => fetchPage(page * PAGE_SIZE, isShort ? atFirst : PAGE_SIZE)));
    this.#publish();
    try {
      const answers = await asked;
      if (round !== this.#round) return;
      this.#pages = new Map(answers.map((answer, index) => [numbers[index] ?? 0, answer.rows]));
      this.#total = answers.at(-1)?.total ?? 0;
      this.#begun.clear();
      if (isShort && this.#total > atFirst) this.#begun.add(0);
      if (this.#isQueryOpen) this.#query += 1;
      this.#isQueryOpen = false;
    } catch (error) {
      if (round !== this.#round) return;
      this.#error = error;
    }
    this.#isReplacing = false;
    this.#publish();
    if (this.#isStale) {
      this.#isStale = false;
      this.#reload();
    } else this.#fill('view');
  }

  /**
   * Fetches the missing pages, those nearest to the middle of the view first. Pages around the view are fetched now or
   * a moment later. It is called again after each answer, for the view at that time.
   */
  #fill(now: 'view' | 'around'): void {
    if (this.#isReplacing || this.#isQueryOpen || this.#total === undefined) return;
    clearTimeout(this.#around);
    if (now === 'view') this.#around = setTimeout(() => this.#fill('around'), AROUND_AFTER_MS);
    const { from, to } = this.#view;
    const before = now === 'view' ? 0 : this.#direction < 0 ? MARGIN_AHEAD : MARGIN;
    const after = now === 'view' ? 0 : this.#direction > 0 ? MARGIN_AHEAD : MARGIN;
    const lastPage = pageOf(Math.min(to + after, this.#total - 1));
    const missing: number[] = [];
    for (let page = pageOf(Math.max(0, from - before)); page <= lastPage; page++) {
      if (!this.#isThere(page, now) && !this.#inFlight.has(page) && !this.#failed.has(page)) missing.push(page);
    }
    missing.sort((a, b) => this.#distance(a) - this.#distance(b));
    for (const page of missing.slice(0, MOST_IN_FLIGHT - this.#inFlight.size)) void this.#load(page);
  }

  /** @param now as `#fill`. */
  #isThere(page: number, now: 'view' | 'around'): boolean {
    const rows = this.#pages.get(page);
    if (rows === undefined || !this.#begun.has(page)) return rows !== undefined;
    return now === 'view' && this.#view.to < rows.length;
  }

  async #load(page: number): Promise<void> {
    const fetchPage = this.#fetchPage;
    if (fetchPage === undefined) return;
    const round = this.#round;
    const known = this.#total;
    this.#inFlight.add(page);
    try {
      const answer = await fetchPage(page * PAGE_SIZE, PAGE_SIZE);
      if (round !== this.#round) return;
      const kept = [...this.#pages].sort(([a], [b]) => this.#distance(a) - this.#distance(b)).slice(0, MOST_PAGES - 1);
      this.#pages = new Map([...kept, [page, answer.rows]]);
      this.#total = answer.total;
      this.#begun.delete(page);
    } catch (error) {
      if (round !== this.#round) return;
      this.#failed.add(page);
      this.#error = error;
    }
    this.#inFlight.delete(page);
    // Rows out of view are rendered when they come into view. Rendering now would delay the frame of somebody who
    // scrolls.
    const isInView = page >= pageOf(this.#view.from) && page <= pageOf(this.#view.to);
    if (isInView || this.#failed.has(page) || this.#total !== known) this.#publish();
    this.#fill('around');
  }

  /** The distance of a page from the middle of the view, in pages. */
  #distance(page: number): number {
    return Math.abs(page + 0.5 - (this.#view.from + this.#view.to + 1) / 2 / PAGE_SIZE);
  }

  readonly #read = async (from: number, to: number): Promise<readonly Row[] | undefined> => {
    const fetchPage = this.#fetchPage;
    const rows: Row[] = [];
    for (let page = pageOf(from); page <= pageOf(to); page++) {
      const known = this.#begun.has(page) ? undefined : this.#pages.get(page);
      const pageRows = known ?? (await fetchPage?.(page * PAGE_SIZE, PAGE_SIZE))?.rows ?? [];
      if (fetchPage !== this.#fetchPage) return undefined;
      const start = page * PAGE_SIZE;
      rows.push(...pageRows.slice(Math.max(0, from - start), to - start + 1));
    }
    return rows;
  };

  *#loaded(): Generator<readonly [index: number, row: Row]> {
    for (const [page, rows] of [...this.#pages].sort(([a], [b]) => a - b)) {
      for (const [offset, row] of rows.entries()) yield [page * PAGE_SIZE + offset, row];
    }
  }

  #publish(): void {
    this.#snapshot = this.#take();
    for (const listener of this.#listeners) listener();
  }

  #take(): Pages<Row> {
    return {
      total: this.#total,
      query: this.#query,
      isLoading: this.#isQueryOpen && this.#error === undefined,
      error: this.#error,
      rowAt: (index) => this.#pages.get(pageOf(index))?.[index % PAGE_SIZE],
      loaded: () => this.#loaded(),
      show: this.#show,
      ask: this.ask,
      reload: this.#reload,
      read: this.#read,
    };
  }
}
