// The real application, or the blank window, started as a person starts it and looked at from outside over Chromium's own
// debugging port, and only after it has painted: when that was, the page remembers.
import { spawn } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { chromium } from 'playwright-core';
import { codeAtStep, stepAt } from '../../main/domain/two-factor.ts';
import { ROOT } from '../toolchain/processes.mjs';
import { sandboxArgs } from '../toolchain/system.mjs';
import { ADMIN } from './seed.mjs';

// Whoever connects while a page is loading gets in the way of its requests.
const UNDISTURBED_MS = 2500;
const PAINTED_AT_LATEST_MS = 20_000;

export const BLANK = join(ROOT, 'scripts/bench/blank');

/** @returns the page, when it has painted something; how long after the start that was, and when our page began to answer, in ms. */
export async function launch(entry, folder) {
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env;
  const startedAt = Date.now();
  const child = spawn(
    process.env.REKEY_ELECTRON,
    [...sandboxArgs(), '--disable-gpu', '--remote-debugging-port=0', entry, `--user-data-dir=${folder}`],
    { env, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const address = await new Promise((resolve, reject) => {
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text) => {
      said += text;
      const match = /DevTools listening on (ws:\S+)/.exec(said);
      if (match !== null) resolve(match[1]);
    });
    child.once('exit', () => reject(new Error(`the application ended at once: ${said}`)));
  });
  await wait(UNDISTURBED_MS);
  const browser = await chromium.connectOverCDP(address);
  const context = browser.contexts()[0];
  const page = context.pages()[0] ?? (await context.waitForEvent('page'));
  const [paintedAt, aliveAt] = await page.evaluate(
    (limit) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const [entry] = performance.getEntriesByName('first-contentful-paint');
          const [alive] = performance.getEntriesByName('alive');
          const isOurs = location.protocol === 'rekey:';
          if (entry !== undefined && (alive !== undefined || !isOurs))
            resolve([entry, alive].map((moment) => performance.timeOrigin + (moment?.startTime ?? 0)));
          else if (performance.now() > limit) reject(new Error('nothing was painted'));
          else setTimeout(look, 50);
        };
        look();
      }),
    PAINTED_AT_LATEST_MS,
  );
  return {
    page,
    pid: child.pid,
    startMs: paintedAt - startedAt,
    aliveMs: aliveAt - startedAt,
    async close() {
      await browser.close().catch(() => undefined);
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/**
 * A copy of the application, in `folder`, whose window can answer lists from its own memory, as a table on local data would:
 * `window.bench.setMode` takes 'main' (as ever), 'remember' (as ever, and keeps the answers) and 'local' (the kept answers).
 * @returns what to launch.
 */
export function copyWithLocalAnswers(folder) {
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

export async function signIn(page) {
  await page.getByRole('textbox', { name: 'Email' }).fill(ADMIN.email);
  await page.getByLabel('Password', { exact: true }).fill(ADMIN.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('textbox', { name: '6-digit code' }).fill(codeAtStep(ADMIN.secret, stepAt(Date.now())));
  await page.getByRole('button', { name: 'Verify' }).click();
  await page.getByRole('link', { name: 'Client & User Management' }).waitFor();
}

/** From the click that opens the screen to the painted rows of the Users tab, in ms: the clicks are made as soon as they can be. */
export const openUsers = (page) =>
  page.evaluate(
    () =>
      new Promise((resolve) => {
        const find = (selector, text) =>
          [...document.querySelectorAll(selector)].find((element) => element.textContent?.trim().startsWith(text));
        const from = performance.now();
        find('a', 'Client & User Management').click();
        let isTabChosen = false;
        const look = () => {
          const tab = find('[role=tab]', 'Users');
          if (!isTabChosen && tab !== undefined) {
            isTabChosen = true;
            tab.click();
          }
          const table = document.querySelector('table[aria-label="Users"]');
          // What is there in this frame is painted with it; the next one begins when it is.
          if (table?.querySelector('tr[data-row-key]'))
            requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - from)));
          else requestAnimationFrame(look);
        };
        look();
      }),
  );

/** Proportional set size of the process and all its descendants, in MB; undefined where the system does not say. */
export function memoryOf(pid) {
  if (!existsSync('/proc/self/smaps_rollup')) return undefined;
  const parents = new Map();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // it has ended meanwhile
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
      // it has ended meanwhile
    }
  }
  return kilobytes / 1000;
}
