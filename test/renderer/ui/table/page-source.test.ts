// How the window reads the rows of a long list: lazily, in order, and never those of another query.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Page, PageSource } from '../../../../renderer/ui/table/page-source.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A list whose answers come when the test settles them. */
function makeList(total: number) {
  const asked: number[] = [];
  const limits: number[] = [];
  const waiting: { readonly offset: number; settle(failure?: Error): Promise<void> }[] = [];
  let name = 'row';
  const fetchPage = (offset: number, limit: number): Promise<Page<string>> => {
    asked.push(offset);
    limits.push(limit);
    return new Promise((resolve, reject) => {
      const rows = Array.from(
        { length: Math.max(0, Math.min(limit, total - offset)) },
        (_, index) => `${name} ${offset + index}`,
      );
      waiting.push({
        offset,
        async settle(failure) {
          if (failure === undefined) resolve({ rows, total });
          else reject(failure);
          for (let turn = 0; turn < 8; turn++) await Promise.resolve();
        },
      });
    });
  };
  return {
    fetchPage,
    asked,
    limits,
    waiting,
    rename(next: string) {
      name = next;
    },
    async answer(failure?: Error) {
      await waiting.shift()?.settle(failure);
    },
    /** Answers the requests of a moment later, too. */
    async answerAll() {
      do {
        while (waiting.length > 0) await this.answer();
        vi.advanceTimersByTime(50);
      } while (waiting.length > 0);
    },
  };
}

async function open(total: number) {
  const list = makeList(total);
  const source = new PageSource<string>(0);
  source.ask(list.fetchPage);
  await list.answerAll();
  return { list, source };
}

test('the first page is read, and further pages as they come into view', async () => {
  const { list, source } = await open(1_000);
  expect(source.getSnapshot().total).toBe(1_000);
  expect(source.getSnapshot().rowAt(39)).toBe('row 39');
  expect(source.getSnapshot().rowAt(500)).toBeUndefined();
  source.getSnapshot().show(500, 515);
  await list.answerAll();
  expect(source.getSnapshot().rowAt(515)).toBe('row 515');
  expect(list.asked).toEqual([0, 40, 80, 480, 520, 440, 560, 400, 600]);
});

test('pages that were scrolled past are not read: at most two requests run, then those for the view at that time', async () => {
  const { list, source } = await open(1_000_000);
  for (let row = 1_000; row < 100_000; row += 1_000) source.getSnapshot().show(row, row + 20);
  expect(list.waiting).toHaveLength(2);
  await list.answerAll();
  expect(list.asked.length).toBeLessThan(14);
  expect(source.getSnapshot().rowAt(99_000)).toBe('row 99000');
});

test('rows ahead of a scroll are read without a render', async () => {
  const { list, source } = await open(1_000_000);
  let drawn = 0;
  source.subscribe(() => {
    drawn += 1;
  });
  source.getSnapshot().show(20, 35);
  await list.answerAll();
  expect(list.asked).toEqual([0, 40, 80, 120, 160, 200, 240, 280]);
  expect(drawn).toBe(0);
  expect(source.getSnapshot().rowAt(310)).toBe('row 310');
  source.getSnapshot().show(390, 410);
  await list.answerAll();
  expect(drawn).toBeGreaterThan(0);
  expect(source.getSnapshot().rowAt(410)).toBe('row 410');
});

test('at most 5,000 rows are kept, those nearest to the view', async () => {
  const { list, source } = await open(10_000);
  for (let row = 0; row < 10_000; row += 100) {
    source.getSnapshot().show(row, row + 20);
    await list.answerAll();
  }
  expect([...source.getSnapshot().loaded()]).toHaveLength(5_000);
  expect(source.getSnapshot().rowAt(9_950)).toBe('row 9950');
  expect(source.getSnapshot().rowAt(0)).toBeUndefined();
});

test('the old rows stay until a new query is answered, and a late answer to the old one is dropped', async () => {
  const { list, source } = await open(1_000);
  source.getSnapshot().show(300, 320);
  const other = makeList(10);
  other.rename('found');
  source.ask(other.fetchPage);
  expect(source.getSnapshot()).toMatchObject({ total: 1_000, isLoading: true, query: 1 });
  expect(source.getSnapshot().rowAt(5)).toBe('row 5');
  await other.answer();
  expect(source.getSnapshot()).toMatchObject({ total: 10, isLoading: false, query: 2 });
  await list.answerAll();
  expect(source.getSnapshot().total).toBe(10);
  expect([...source.getSnapshot().loaded()].map(([, row]) => row)).toEqual(
    Array.from({ length: 10 }, (_, index) => `found ${index}`),
  );
});

test('while somebody types, only rows that come into view are read', async () => {
  const { list, source } = await open(1_000);
  source.getSnapshot().show(0, 20);
  await list.answerAll();
  list.asked.splice(0);
  for (const typed of ['m', 'ma', 'mar']) {
    const found = makeList(500);
    found.rename(typed);
    source.ask(found.fetchPage);
    await found.answer();
    source.getSnapshot().show(0, 20);
    vi.advanceTimersByTime(49);
    expect([found.asked, found.limits]).toEqual([[0], [21]]);
    if (typed !== 'mar') continue;
    vi.advanceTimersByTime(1);
    // The rest of the first page comes with those around it.
    expect([found.asked, found.limits]).toEqual([
      [0, 0, 40],
      [21, 40, 40],
    ]);
    expect(source.getSnapshot().rowAt(20)).toBe('mar 20');
    expect(source.getSnapshot().rowAt(21)).toBeUndefined();
    await found.answerAll();
    expect(found.asked).toEqual([0, 0, 40, 80, 120]);
    expect(source.getSnapshot().rowAt(39)).toBe('mar 39');
  }
  expect(list.asked).toEqual([]);
});

test('a window that shows more rows than the first answer has reads the rest of the page at once', async () => {
  const { source } = await open(3);
  source.getSnapshot().show(0, 2);
  const found = makeList(500);
  source.ask(found.fetchPage);
  await found.answer();
  expect(source.getSnapshot().rowAt(19)).toBe('row 19');
  source.getSnapshot().show(0, 24);
  expect(found.limits).toEqual([20, 40]);
  await found.answer();
  expect(source.getSnapshot().rowAt(24)).toBe('row 24');
});

test('rows of a page that is there in part are read whole for a selection, and one that main left out is not asked for again', async () => {
  const { source } = await open(1_000);
  const found = makeList(500);
  source.ask(async (offset, limit) => {
    const page = found.fetchPage(offset, limit);
    await found.answer();
    // A damaged row.
    return { ...(await page), rows: (await page).rows.slice(1) };
  });
  await vi.advanceTimersByTimeAsync(0);
  expect(await source.getSnapshot().read(0, 30)).toHaveLength(31);
  expect(found.limits).toEqual([20, 40]);
  await vi.advanceTimersByTimeAsync(500);
  expect(found.asked).toEqual([0, 0, 0, 40, 80]);
});

test('the same query asked twice is one request', async () => {
  const { list, source } = await open(1_000);
  const asked = list.asked.length;
  source.getSnapshot().ask(list.fetchPage);
  expect(list.asked).toHaveLength(asked);
});

test('another query is read for a view of the same height', async () => {
  const { source } = await open(1_000);
  source.getSnapshot().show(300, 370);
  const other = makeList(1_000);
  source.ask(other.fetchPage);
  expect(other.asked).toEqual([0, 40]);
});

test('a change reads the view again and keeps the old rows until the answer; a change during that read is not missed', async () => {
  const { list, source } = await open(1_000);
  source.getSnapshot().show(300, 315);
  await list.answerAll();
  list.rename('new');
  source.getSnapshot().reload();
  source.getSnapshot().reload();
  expect(source.getSnapshot()).toMatchObject({ isLoading: false, query: 1 });
  expect(source.getSnapshot().rowAt(310)).toBe('row 310');
  list.rename('newest');
  await list.answer();
  expect(source.getSnapshot().rowAt(310)).toBe('new 310');
  await list.answerAll();
  expect(source.getSnapshot().rowAt(310)).toBe('newest 310');
  // Rows out of view may have changed too.
  expect(source.getSnapshot().rowAt(0)).toBeUndefined();
});

test('a failed page is reported, and not requested again until a reload', async () => {
  const { list, source } = await open(1_000);
  source.getSnapshot().show(900, 920);
  await list.answer(new Error('no'));
  expect(source.getSnapshot().error).toEqual(new Error('no'));
  await list.answerAll();
  const asked = list.asked.length;
  source.getSnapshot().show(901, 921);
  expect(list.asked).toHaveLength(asked);
  source.getSnapshot().reload();
  await list.answerAll();
  expect(source.getSnapshot().error).toBeUndefined();
  expect(source.getSnapshot().rowAt(910)).toBe('row 910');
});

test('a range out of view is read, and is undefined if the query changed before the answer', async () => {
  const { list, source } = await open(1_000);
  const reading = source.getSnapshot().read(95, 205);
  await list.answerAll();
  const rows = await reading;
  expect(rows).toHaveLength(111);
  expect([rows?.[0], rows?.at(-1)]).toEqual(['row 95', 'row 205']);
  const late = source.getSnapshot().read(600, 650);
  source.ask(makeList(5).fetchPage);
  await list.answerAll();
  expect(await late).toBeUndefined();
});
