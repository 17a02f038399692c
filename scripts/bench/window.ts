// Measures what a person sees, in the real application on an existing firm: start, memory, typing, scrolling, jumping.
// Runs in Electron's own Node and needs a display. Prints one JSON line for each result.
//   node scripts/toolchain/electron.mjs node scripts/bench/window.ts <folder> <users> <starts>
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import BetterSqlite3 from 'better-sqlite3';
import { stepAt } from '../../main/domain/two-factor.ts';
import type { InputOf, RequestName } from '../../preload/contract/index.ts';
import { ROOT } from '../toolchain/processes.mjs';
import {
  type AnswerMode,
  BLANK,
  copyWithLocalAnswers,
  launch,
  memoryOf,
  openUsers,
  pickNeedles,
  searchFor,
  signIn,
} from './application.ts';
import { makeTemporaryFolder } from './folder.mjs';
import { createDice } from './seed.ts';
import { type Measurement, median, toResult } from './statistics.mjs';

const [folder = '', countText = '', startsText = '5'] = process.argv.slice(2);
const users = Number(countText);
const isLarge = users >= 100_000;
const print = (measurement: Omit<Measurement, 'users'>): void => {
  process.stdout.write(`${JSON.stringify(toResult({ users, ...measurement }))}\n`);
};
const dice = createDice(2);

/** An authenticator code works once, so the next sign-in waits for the next code. */
let usedStep = 0;
async function nextStep(): Promise<void> {
  while (stepAt(Date.now()) === usedStep) await wait(200);
  usedStep = stepAt(Date.now());
}

// --- start and memory ---------------------------------------------------------------------------------------------------
const starts: number[] = [];
const alive: number[] = [];
const opened: number[] = [];
const blanks: number[] = [];
const memories: number[] = [];
const blankMemories: number[] = [];
const blankFolder = makeTemporaryFolder();
// Long enough to load the index.
const restMs = isLarge ? 8000 : 2000;
// V8 returns memory that it no longer needs up to half a minute later. Only the rest counts.
const memoryRestMs = isLarge ? 30_000 : 10_000;
const keepMemory = (list: number[], pid: number): void => {
  const megabytes = memoryOf(pid);
  if (megabytes !== undefined) list.push(megabytes);
};
for (let i = 0; i < Number(startsText); i++) {
  // A median needs three. The others need no code of the phone.
  const isLookedInto = i >= Number(startsText) - 3;
  // One after the other: two running applications would share memory, and each would count half of it.
  const blank = await launch(BLANK, blankFolder.path);
  if (isLookedInto) {
    await wait(2000);
    keepMemory(blankMemories, blank.pid);
  }
  await blank.close();
  const rekey = await launch(ROOT, folder);
  // The first pair fills the cache of the file system for both.
  if (i > 0) {
    blanks.push(blank.startMs);
    starts.push(rekey.startMs);
    alive.push(rekey.aliveMs);
  }
  if (isLookedInto) {
    await nextStep();
    await signIn(rekey.page);
    opened.push(await openUsers(rekey.page));
    await wait(memoryRestMs);
    keepMemory(memories, rekey.pid);
  }
  await rekey.close();
}
blankFolder.remove();
print({
  name: 'start: launch to the painted sign-in page, to a blank Electron window',
  unit: 'ms',
  values: starts,
  reference: blanks,
});
print({
  name: 'start: launch to a sign-in page that answers, to a blank Electron window',
  unit: 'ms',
  values: alive,
  reference: blanks,
});
print({
  name: 'start: the same and opening to the painted rows of Users, without typing and hashing',
  unit: 'ms',
  values: starts.map((ms) => ms + median(opened)),
  reference: blanks,
  ...(isLarge ? { gate: 1.2, aim: 1.08 } : {}),
});
if (memories.length > 0)
  print({
    name: 'memory of all processes (PSS), Users open, to a blank Electron',
    unit: 'MB',
    values: memories,
    reference: blankMemories,
    ...(users === 100_000 ? { gate: 1.25, aim: 1.1 } : {}),
  });

const copy = makeTemporaryFolder();
const running = await launch(copyWithLocalAnswers(copy.path), folder);
const { page } = running;
await nextStep();
await signIn(page);
await openUsers(page);
await wait(restMs);
const setMode = (mode: AnswerMode): Promise<void> => page.evaluate((next) => window.bench.setMode(next), mode);

// --- a page through the door ---------------------------------------------------------------------------------------------
{
  /** The time that a request takes in the window, in ms. */
  const request = <N extends RequestName>(name: N, input: InputOf<N>): Promise<number> =>
    page.evaluate(
      async ([requestName, text]) => {
        const from = performance.now();
        const reply = JSON.parse(await window.rekey.request(requestName, text));
        if (!reply.ok) throw new Error(JSON.stringify(reply.failure));
        return performance.now() - from;
      },
      [name, JSON.stringify(input)] as const,
    );
  const db = new BetterSqlite3(join(folder, 'firm', 'rekey.db'), { readonly: true });
  // One statement that reads what the rows on the screen show.
  const raw = db.prepare(`SELECT u.*, (SELECT count(*) FROM memberships m WHERE m.user_id = u.id) AS client_count,
      (SELECT c.name FROM memberships m JOIN clients c ON c.id = m.client_id WHERE m.user_id = u.id LIMIT 1) AS some_client
    FROM users u WHERE u.name_key > '' ORDER BY u.name_key, u.id LIMIT 100 OFFSET ?`);
  const values: number[] = [];
  const reference: number[] = [];
  for (let i = 0; i < 80; i++) {
    const offset = dice.below(500);
    const ms = await request('users.list', {
      search: '',
      clientId: null,
      filters: { roles: [], statuses: [], twoFactor: [], attention: [] },
      sort: { column: 'name', isDescending: false },
      offset,
      limit: 100,
    });
    const from = performance.now();
    raw.all(offset);
    const rawMs = performance.now() - from;
    if (i < 20) continue;
    values.push(ms);
    reference.push(rawMs);
  }
  db.close();
  print({
    name: 'page of 100 rows through the door, in the window, to the raw query',
    unit: 'ms',
    values,
    reference,
    gate: 5,
    aim: 3.5,
  });
}

// --- typing --------------------------------------------------------------------------------------------------------------
{
  const values: number[] = [];
  const local: number[] = [];
  for (const text of pickNeedles(folder, dice, 48)) {
    await setMode('remember');
    values.push(await searchFor(page, text));
    await searchFor(page, '');
    await setMode('local');
    local.push(await searchFor(page, text));
    await searchFor(page, '');
  }
  await setMode('main');
  print({
    name: 'keystroke to painted rows, to the same with answers from the memory of the window',
    unit: 'ms',
    values,
    reference: local,
    by: 'p95',
    referenceBy: 'p95',
    ...(users === 100_000 ? { gate: 1.25, aim: 1.05 } : users >= 1_000_000 ? { gate: 1.6, aim: 1.25 } : {}),
  });
}

// --- scrolling and jumping -----------------------------------------------------------------------------------------------
if (isLarge) {
  // What runs in the page below finds the list with this function, which the page keeps.
  await page.evaluate(() => {
    Object.assign(window, {
      findList() {
        const table = document.querySelector('table[aria-label="Users"]');
        let box = table?.parentElement ?? null;
        while (box !== null && !['auto', 'scroll'].includes(getComputedStyle(box).overflowY)) box = box.parentElement;
        if (table === null || box === null) throw new Error('there is no list');
        return { table, box, rowCount: Number(table.getAttribute('aria-rowcount')) - 1 };
      },
    });
  });
  /** Scrolls at this many rows a second. The result is the share of late frames in percent, and the longest frame in ms. */
  const scroll = (fromRow: number, toRow: number, rowsPerSecond: number) =>
    page.evaluate(
      ({ begin, end, speed }) =>
        new Promise<{ readonly late: number; readonly longest: number }>((resolve) => {
          const { box, rowCount } = window.findList();
          const rowHeight = box.scrollHeight / rowCount;
          const direction = Math.sign(end - begin);
          const start = performance.now();
          let last = start;
          const frames: number[] = [];
          const step = (): void => {
            const now = performance.now();
            frames.push(now - last);
            last = now;
            const row = begin + (direction * ((now - start) * speed)) / 1000;
            box.scrollTop = row * rowHeight;
            if ((end - row) * direction > 0) requestAnimationFrame(step);
            else
              resolve({
                late: (100 * frames.slice(2).filter((ms) => ms > 25).length) / frames.length,
                longest: Math.max(...frames.slice(2)),
              });
          };
          requestAnimationFrame(step);
        }),
      { begin: fromRow, end: toRow, speed: rowsPerSecond },
    );
  const far: number[] = [];
  const extra: number[] = [];
  const local: number[] = [];
  const longest: number[] = [];
  for (let i = 0; i < 3; i++) {
    const from = dice.below(users - 20_000);
    const ran = await scroll(from, from + 9000, 3000);
    far.push(ran.late);
    longest.push(ran.longest);
    // The window keeps this many rows, so scrolling over them again sends no request.
    await scroll(from + 9000, from + 6000, 1000);
    const again = await scroll(from + 6000, from + 9000, 3000);
    local.push(again.late);
    extra.push(ran.late - again.late);
  }
  print({
    name: 'scrolling at 3,000 rows a second: late frames above those over rows that are there',
    unit: '% points',
    values: extra,
    ...(users >= 1_000_000 ? { gate: 2, aim: 0 } : {}),
  });
  print({ name: 'scrolling at 3,000 rows a second: frames over 25 ms', unit: '%', values: far });
  print({
    name: 'scrolling at 3,000 rows a second over rows that are there: frames over 25 ms',
    unit: '%',
    values: local,
  });
  print({ name: 'scrolling at 3,000 rows a second: longest frame', unit: 'ms', values: longest });

  /** Jumps to a row. The result is the time until the rows around it are filled, in ms. */
  const jump = (row: number): Promise<number> =>
    page.evaluate(
      (target) =>
        new Promise<number>((resolve) => {
          const { table, box, rowCount } = window.findList();
          const from = performance.now();
          box.scrollTop = (target / rowCount) * box.scrollHeight;
          const look = (): void => {
            const view = box.getBoundingClientRect();
            const rows = [...table.querySelectorAll<HTMLElement>('tr[data-index]:not([data-away])')].filter(
              (element) => {
                const { top, bottom } = element.getBoundingClientRect();
                return bottom > view.top + 40 && top < view.bottom;
              },
            );
            const isFilled = rows.length > 5 && rows.every((element) => element.dataset['rowKey'] !== undefined);
            const isThere = Math.abs(Number(rows[0]?.dataset['index']) - target) < 200;
            if ((isFilled && isThere) || performance.now() - from > 5000)
              setTimeout(() => resolve(performance.now() - from));
            else requestAnimationFrame(look);
          };
          requestAnimationFrame(look);
        }),
      row,
    );
  const values: number[] = [];
  const reference: number[] = [];
  for (let i = 0; i < 20; i++) {
    const place = dice.below(users - 1000);
    const other = Math.min(users - 1000, place + 60);
    values.push(await jump(place));
    await jump(other);
    reference.push(await jump(place));
  }
  print({
    name: 'jump to any place, filled, to a place whose rows are there',
    unit: 'ms',
    values,
    reference,
    ...(users >= 1_000_000 ? { gate: 3, aim: 2 } : {}),
  });
}
await running.close();
copy.remove();
