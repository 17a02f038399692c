// Disturbs the works of application-works.ts in the real application: it is killed, its disk becomes full, its folder can
// only be read, its folder is renamed, its computer's clock jumps. After each, a start must find the firm whole. Runs in
// Electron's own Node, with a display.
//   <kills|full|closed|renamed|clock> <count for each work> [work]
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { lookAt, makeTemplates, placesIn } from './application-firm.ts';
import { launch, PAGES, type Running, readPage, WORKS, type Work } from './application-works.ts';

const [how = '', countText = '', only] = process.argv.slice(2);
const DISK_BYTES = 96 * 2 ** 20;
/** A tmpfs gives room in pages. */
const PAGE = 4096;
const JUMPS_MS = [5 * 3_600_000, -5 * 3_600_000, 400 * 24 * 3_600_000];
/** Longer than anything takes that is not waiting for somebody. */
const SETTLES_MS = 15_000;
const WHOLE_RUNS = 2;

interface Disturbance {
  /** Before the act. */
  before?(work: Work, root: string): void;
  /** At a random moment of the act. */
  during?(running: Running, root: string): Promise<void> | void;
  /** The cause is gone: there is room again, for example. */
  undo?(root: string): void;
  /** The application is gone with it. */
  readonly isEnd?: true;
}

const ballast = (root: string): string => join(root, 'ballast');
const setImmutable = (root: string, sign: '+' | '-'): void => {
  const { data, folder } = placesIn(root);
  for (const place of [folder, data]) spawnSync('chattr', [`${sign}i`, place]);
};
const away = (root: string): string => join(root, 'firm-away');

const DISTURBANCES: Readonly<Record<string, Disturbance>> = {
  kills: { during: ({ app }) => void app.process().kill('SIGKILL'), isEnd: true },
  full: {
    before(work, root) {
      const { bavail, bsize } = statfsSync(root);
      const pages = Math.floor(Math.random() * work.pages);
      writeFileSync(ballast(root), Buffer.alloc(Math.max(0, bavail * bsize - pages * PAGE), 1));
    },
    undo: (root) => rmSync(ballast(root), { force: true }),
  },
  closed: {
    during: (_running, root) => setImmutable(root, '+'),
    undo: (root) => setImmutable(root, '-'),
  },
  renamed: {
    during(_running, root) {
      if (existsSync(placesIn(root).folder)) renameSync(placesIn(root).folder, away(root));
    },
    undo(root) {
      if (!existsSync(away(root))) return;
      // What has come into its place is a whole firm: a restore that went on.
      if (existsSync(placesIn(root).folder)) rmSync(away(root), { recursive: true });
      else renameSync(away(root), placesIn(root).folder);
    },
  },
  clock: {
    during: ({ app }) =>
      app.evaluate(
        (_electron, by) => {
          const now = Date.now.bind(Date);
          Date.now = () => now() + by;
        },
        JUMPS_MS[Math.floor(Math.random() * JUMPS_MS.length)] ?? 0,
      ),
  },
};

const disturbance = DISTURBANCES[how] ?? {};
const base = mkdtempSync(join(tmpdir(), 'rekey-kills-application-'));
const templates = join(base, 'templates');
const root = join(base, 'run');
mkdirSync(root);
const isOnSmallDisk = how === 'full';
if (isOnSmallDisk && spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_BYTES}`, 'tmpfs', root]).status !== 0)
  throw new Error('a tmpfs is needed: run this as root on Linux');

/** Whatever is under way, it is not waited for longer than this. */
const within = <T>(promise: Promise<T>, ms: number): Promise<T | undefined> =>
  Promise.race([promise.catch(() => undefined), delay(ms, undefined)]);

async function end({ app }: Running, isKill: boolean): Promise<void> {
  const child = app.process();
  const ended = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : Promise.resolve();
  if (isKill) child.kill('SIGKILL');
  else void app.close().catch(() => undefined);
  if (
    (await within(
      ended.then(() => true),
      SETTLES_MS,
    )) !== true
  )
    child.kill('SIGKILL');
}

function makeRun(template: string): void {
  for (const entry of ['data', 'first.rekey-backup.age', 'move.rekey-backup.age', 'opened'])
    rmSync(join(root, entry), { recursive: true, force: true });
  rmSync(away(root), { recursive: true, force: true });
  cpSync(join(templates, template), root, { recursive: true });
}

interface Run {
  readonly tookMs: number;
  /** The act came to its end on the screen. */
  readonly isDone: boolean;
  readonly said: readonly string[];
  readonly page: string;
  readonly wrong: readonly string[];
}

const open = new Set<Running>();
async function begin(): Promise<Running> {
  const running = await launch(root);
  open.add(running);
  running.app.once('close', () => open.delete(running));
  return running;
}

/** @param actMs how long the act takes. Undefined: it is not disturbed. */
async function run(work: Work, actMs: number | undefined): Promise<Run> {
  makeRun(work.template);
  const isWhole = actMs === undefined;
  const running = await begin();
  await work.reach(running, root);
  if (!isWhole) disturbance.before?.(work, root);
  const began = performance.now();
  let isDone = false;
  const acting = work.act(running.page).then(() => {
    isDone = true;
  });
  acting.catch(() => undefined);
  if (!isWhole && disturbance.during !== undefined) {
    await delay(Math.random() * 1.1 * actMs);
    await disturbance.during(running, root);
  }
  if (isWhole) await acting;
  else if (disturbance.isEnd !== true) await within(acting, actMs + SETTLES_MS);
  const tookMs = performance.now() - began;
  const said = disturbance.isEnd === true && !isWhole ? [] : ((await within(readPage(running.page), 5000)) ?? []);
  // A person whose disk is full switches the computer off as often as they close the window.
  await end(running, disturbance.isEnd === true || Math.random() < 0.5);
  if (!isWhole) disturbance.undo?.(root);
  const wrong: string[] = [];
  const next = await begin();
  // The first page is painted before main has answered, and says nothing about the firm.
  await next.page.waitForFunction(
    () => location.pathname.includes('problem') || performance.getEntriesByName('alive').length > 0,
  );
  const [any, ...others] = Object.values(PAGES).map((name) => next.page.getByRole('heading', { name }));
  const heading = others.reduce((all, other) => all?.or(other), any);
  const page =
    (await heading
      ?.first()
      .innerText({ timeout: 30_000 })
      .catch(() => undefined)) ?? (await readPage(next.page)).join(' / ');
  if (!work.leadsTo.includes(page)) wrong.push(`the start leads to ${page}`);
  if (page === PAGES.lost) await work.reach(next, root).then(() => work.act(next.page));
  await end(next, false);
  if (wrong.length === 0) {
    const found = await lookAt(root);
    const other = work.check(found);
    wrong.push(...found.wrong, ...(other === undefined ? [] : [other]));
    if (isDone && work.template === 'moved' && found.isMoved) wrong.push('it was used again, and is moved');
    if (isDone && work === WORKS['move'] && !found.isMoved) wrong.push('it was moved, and is not');
    if (isDone && work === WORKS['restore'] && found.name !== 'Ashworth & Partners')
      wrong.push('it was restored, and is not');
  }
  return { tookMs, isDone, said, page, wrong };
}

async function unfinished(error: unknown): Promise<Run> {
  const said: string[] = [];
  for (const running of open) {
    said.push(...((await within(readPage(running.page), 5000)) ?? []));
    await end(running, true);
    disturbance.undo?.(root);
  }
  return { tookMs: 0, isDone: false, said, page: '', wrong: [`the run did not end: ${error}`] };
}

let hasFailed = false;
// Worker threads alone keep no process alive.
const staying = setInterval(() => undefined, 1000);
try {
  await makeTemplates(templates);
  for (const [name, work] of Object.entries(WORKS)) {
    if (only !== undefined && only !== name) continue;
    /** Of the runs so far that nobody disturbed: the first one is slow. */
    let actMs = Number.POSITIVE_INFINITY;
    const pages = new Map<string, number>();
    const sentences = new Map<string, number>();
    let [done, failed] = [0, 0];
    for (let number = 0; number < WHOLE_RUNS + Number(countText); number++) {
      const isWhole = number < WHOLE_RUNS;
      const one = await run(work, isWhole ? undefined : actMs).catch(unfinished);
      if (one.wrong.length > 0) {
        failed += 1;
        hasFailed = true;
        console.log(`FAILED ${how}: ${name}: ${one.wrong.join('; ')} | ${one.said.join(' / ')}`);
        cpSync(root, join(tmpdir(), `rekey-kills-failed-${name.replaceAll(' ', '-')}-${Date.now()}`), {
          recursive: true,
          filter: (source) => source !== ballast(root),
        });
      }
      console.error(
        `${name} ${number}: ${Math.round(one.tookMs)} ms, ${one.isDone}, ${one.page}, ${one.said.join(' / ')}`,
      );
      if (isWhole && one.isDone) actMs = Math.min(actMs, one.tookMs);
      if (!isWhole) {
        if (one.isDone) done += 1;
        pages.set(one.page, (pages.get(one.page) ?? 0) + 1);
        for (const text of one.said) sentences.set(text, (sentences.get(text) ?? 0) + 1);
      }
    }
    console.log(`${name}: ${countText} ${how}, ${done} done on the screen, ${failed} starts that failed afterwards`);
    console.log(`  the act takes ${Math.round(actMs)} ms; starts: ${JSON.stringify([...pages])}`);
    for (const [text, times] of sentences) console.log(`  ${times} x ${text}`);
  }
  process.exitCode = hasFailed ? 1 : 0;
} finally {
  clearInterval(staying);
  if (isOnSmallDisk) spawnSync('umount', [root]);
  if (how === 'closed') setImmutable(root, '-');
  rmSync(base, { recursive: true, force: true });
}
