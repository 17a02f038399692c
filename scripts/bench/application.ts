// Starts the real application, or a blank window, as a person does, and looks at it over Chromium's debugging port.
// It connects only after the first paint. The page remembers when that was.
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import BetterSqlite3 from 'better-sqlite3';
import { chromium, type Page } from 'playwright-core';
import { codeAtStep, stepAt } from '../../main/domain/two-factor.ts';
import type { Bridge } from '../../preload/contract/index.ts';
import { ROOT } from '../toolchain/processes.mjs';
import { sandboxArgs } from '../toolchain/system.mjs';
import { ADMIN, type Dice } from './seed.ts';

export type AnswerMode = 'main' | 'remember' | 'local';

declare global {
  interface Window {
    readonly rekey: Bridge;
    /** Only in a copy with local answers. */
    readonly bench: { setMode(mode: AnswerMode): void };
    /** The user list and the element that scrolls it. window.ts adds it. */
    findList(): { readonly table: Element; readonly box: HTMLElement; readonly rowCount: number };
  }
}

// A debugger that connects during the load delays the requests of the page.
const UNDISTURBED_MS = 2500;
const PAINTED_AT_LATEST_MS = 20_000;

export const BLANK = join(ROOT, 'scripts/bench/blank');

export interface Running {
  readonly page: Page;
  readonly pid: number;
  /** From the start to the first paint. */
  readonly startMs: number;
  /** From the start to a page that answers. Only our own page says when that was. */
  readonly aliveMs: number;
  close(): Promise<void>;
}

export async function launch(entry: string, folder: string): Promise<Running> {
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env;
  const args = [...sandboxArgs(), '--disable-gpu', '--remote-debugging-port=0', entry, `--user-data-dir=${folder}`];
  const startedAt = Date.now();
  const child = spawn(process.env['REKEY_ELECTRON'] ?? '', args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const address = await readAddress(child);
  await wait(UNDISTURBED_MS);
  const browser = await chromium.connectOverCDP(address);
  const [context] = browser.contexts();
  if (context === undefined) throw new Error('the application has no window');
  const page = context.pages()[0] ?? (await context.waitForEvent('page'));
  const { paintedAt, aliveAt } = await page.evaluate(readMoments, PAINTED_AT_LATEST_MS);
  return {
    page,
    pid: child.pid ?? 0,
    startMs: paintedAt - startedAt,
    aliveMs: aliveAt - startedAt,
    async close() {
      await browser.close().catch(() => undefined);
      child.kill('SIGTERM');
      await ended;
    },
  };
}

function readAddress(child: ChildProcessByStdio<null, null, Readable>): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text) => {
      said += text;
      const address = /DevTools listening on (ws:\S+)/.exec(said)?.[1];
      if (address !== undefined) resolve(address);
    });
    child.once('exit', () => reject(new Error(`the application ended at once: ${said}`)));
  });
}

/** Runs in the page. */
function readMoments(limitMs: number): Promise<{ readonly paintedAt: number; readonly aliveAt: number }> {
  const toTime = (entry: PerformanceEntry | undefined): number => performance.timeOrigin + (entry?.startTime ?? 0);
  return new Promise((resolve, reject) => {
    const look = (): void => {
      const [painted] = performance.getEntriesByName('first-contentful-paint');
      const [alive] = performance.getEntriesByName('alive');
      const isOurs = location.protocol === 'rekey:';
      if (painted !== undefined && (alive !== undefined || !isOurs))
        resolve({ paintedAt: toTime(painted), aliveAt: toTime(alive) });
      else if (performance.now() > limitMs) reject(new Error('nothing was painted'));
      else setTimeout(look, 50);
    };
    look();
  });
}

/**
 * Copies the application into `folder` with a preload script that can answer list requests from its own memory, as a table on
 * local data would. `window.bench.setMode` takes 'main' (as usual), 'remember' (as usual, and keeps the answers) and 'local'
 * (answers from what was kept).
 * @returns what to launch.
 */
export function copyWithLocalAnswers(folder: string): string {
  cpSync(join(ROOT, 'out'), join(folder, 'out'), { recursive: true });
  cpSync(join(ROOT, 'package.json'), join(folder, 'package.json'));
  for (const name of ['node_modules', 'build']) symlinkSync(join(ROOT, name), join(folder, name), 'junction');
  const preload = join(folder, 'out/preload/preload.cjs');
  const original = readFileSync(preload, 'utf8');
  const invoke = 'electron.ipcRenderer.invoke(REQUEST_CHANNEL, name, input)';
  if (!original.includes(invoke)) throw new Error('the preload script asks main in another way now');
  const answers = `
let mode = 'main';
const kept = new Map();
const answer = async (name, input) => {
  if (mode === 'local' && kept.has(name + input)) return kept.get(name + input);
  const reply = await ${invoke};
  if (mode === 'remember') kept.set(name + input, reply);
  return reply;
};
electron.contextBridge.exposeInMainWorld('bench', { setMode: (next) => { mode = next; } });
`;
  writeFileSync(preload, original.replace(invoke, 'answer(name, input)') + answers);
  return folder;
}

export async function signIn(page: Page): Promise<void> {
  await page.getByRole('textbox', { name: 'Email' }).fill(ADMIN.email);
  await page.getByLabel('Password', { exact: true }).fill(ADMIN.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('textbox', { name: '6-digit code' }).fill(codeAtStep(ADMIN.secret, stepAt(Date.now())));
  await page.getByRole('button', { name: 'Verify' }).click();
  await page.getByRole('link', { name: 'Client & User Management' }).waitFor();
}

/** Opens the Users tab, clicking as early as possible. @returns ms from the first click to the painted rows. */
export const openUsers = (page: Page): Promise<number> =>
  page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const find = (selector: string, text: string): HTMLElement | undefined =>
          [...document.querySelectorAll<HTMLElement>(selector)].find((element) =>
            element.textContent?.trim().startsWith(text),
          );
        const from = performance.now();
        find('a', 'Client & User Management')?.click();
        let isTabChosen = false;
        const look = (): void => {
          const tab = find('[role=tab]', 'Users');
          if (!isTabChosen && tab !== undefined) {
            isTabChosen = true;
            tab.click();
          }
          const table = document.querySelector('table[aria-label="Users"]');
          // The rows of this frame are painted at its end. The next frame begins after that.
          if (table?.querySelector('tr[data-row-key]'))
            requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - from)));
          else requestAnimationFrame(look);
        };
        look();
      }),
  );

/** Different beginnings of real names, so main has no earlier answer to reuse. */
export function pickNeedles(folder: string, dice: Dice, count: number): readonly string[] {
  const db = new BetterSqlite3(join(folder, 'firm', 'rekey.db'), { readonly: true });
  const names = db
    .prepare<[], { readonly first_name: string; readonly last_name: string }>(
      'SELECT first_name, last_name FROM users LIMIT 1000',
    )
    .all();
  db.close();
  const found = new Set<string>();
  while (found.size < count) {
    const { first_name, last_name } = dice.pick(names);
    const name = dice.pick([first_name, last_name]);
    const text = name.toLowerCase().slice(0, 3 + dice.below(3));
    if (/^[a-z]{3,5}$/.test(text)) found.add(text);
  }
  return [...found];
}
/** Types a search in Users. @returns ms until its rows are painted. */
export const searchFor = (page: Page, text: string): Promise<number> =>
  page.evaluate(
    (needle) =>
      new Promise<number>((resolve, reject) => {
        const box = document.querySelector('input[type=search][aria-label^="Search"]');
        const table = document.querySelector('table[aria-label="Users"]');
        if (box === null || table === null) return reject(new Error('there is no search box or no table'));
        const from = performance.now();
        // React overrides the property of the element. The one of the prototype is the browser's own.
        Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(box, needle);
        box.dispatchEvent(new Event('input', { bubbles: true }));
        const look = (): void => {
          const row = table.querySelector('tr[data-row-key]');
          const isThere =
            table.getAttribute('aria-busy') !== 'true' &&
            (needle === '' || row?.textContent?.toLowerCase().includes(needle));
          if (isThere || performance.now() - from > 5000) setTimeout(() => resolve(performance.now() - from));
          else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      }),
    text,
  );

/** Proportional set size of a process and all its descendants, in MB. Undefined where the system does not tell. */
export function memoryOf(pid: number): number | undefined {
  if (!existsSync('/proc/self/smaps_rollup')) return undefined;
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // The process has ended.
    }
  }
  const family = new Set([pid]);
  for (let size = 0; size < family.size; ) {
    size = family.size;
    for (const [child, parent] of parents) if (family.has(parent)) family.add(child);
  }
  let kilobytes = 0;
  for (const member of family) {
    try {
      kilobytes += Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${member}/smaps_rollup`, 'utf8'))?.[1] ?? 0);
    } catch {
      // The process has ended.
    }
  }
  return kilobytes / 1000;
}
