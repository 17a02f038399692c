// Disturbs the works of files-works.ts in the real application, one round after the other in the same firm: main is killed, the
// page is killed, the disk of the data or of the file becomes full. The next start shows whether all is whole, and goes on with
// what was disturbed. Runs in Electron's own Node, with a display.
//   <kills|page|full> <count for each work> [work]
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { codeOf, PASSWORD } from './application-firm.ts';
import { launch, PAGES, type Running, readPage } from './application-works.ts';
import { ADMINS, adminEmail, findHalves, lookAtCopy, makeFilesFirm } from './files-firm.ts';
import { FILES_WORKS, type FilesWork, type Round } from './files-works.ts';

const [how = '', countText = '', only] = process.argv.slice(2);
const DISK = { data: '200m', files: '8m' } as const;
/** A tmpfs gives room in pages. */
const PAGE = 4096;
/** What a list, a pack or the codes of an import take at most. */
const FILE_PAGES = 120;
/** Of codes. */
const STEP_MS = 30_000;
/** Longer than anything takes that is not waiting for somebody. */
const SETTLES_MS = 60_000;

const base = mkdtempSync(join(tmpdir(), 'rekey-kills-files-'));
const root = join(base, 'run');
const files = join(base, 'files');
for (const folder of [root, files]) mkdirSync(folder);
const mount = (folder: string, size: string): void => {
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder]).status !== 0)
    throw new Error('a tmpfs is needed: run this as root on Linux');
};
const unmount = (): void => {
  if (how === 'full') for (const folder of [root, files]) spawnSync('umount', [folder]);
};

/** Leaves room for so many pages. */
function fill(folder: string, pages: number): void {
  const { bavail, bsize } = statfsSync(folder);
  writeFileSync(join(folder, 'ballast'), Buffer.alloc(Math.max(0, bavail * bsize - pages * PAGE), 1));
}

const within = <T>(promise: Promise<T>, ms: number): Promise<T | undefined> =>
  Promise.race([promise.catch(() => undefined), delay(ms, undefined)]);

const open = new Set<Running>();
async function begin(): Promise<Running> {
  // On a machine that is busy with other work, a first window may be late.
  const running = await launch(root).catch(() => launch(root));
  open.add(running);
  return running;
}

async function end(running: Running, isKill: boolean): Promise<void> {
  open.delete(running);
  const child = running.app.process();
  const ended = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : Promise.resolve();
  if (isKill) child.kill('SIGKILL');
  else void running.app.close().catch(() => undefined);
  const isOver = await within(
    ended.then(() => true),
    SETTLES_MS,
  );
  if (isOver !== true) child.kill('SIGKILL');
}

const inPage = ({ app }: Running, script: string): Promise<unknown> =>
  app.evaluate(
    ({ BrowserWindow }, text) =>
      Promise.race([
        BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(text),
        new Promise((resolve) => setTimeout(() => resolve(''), 1000)),
      ]),
    script,
  );

/** The page comes back locked. What main holds for the person is still there once they unlock it. */
async function killPage(running: Running): Promise<readonly string[]> {
  const readPid = () =>
    running.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId());
  // The debugger may lose its answer while main is at work: then it asks again.
  const pid = await readPid().catch(readPid);
  if (pid === undefined || pid === 0) return ['the page has no process'];
  process.kill(pid, 'SIGKILL');
  const until = performance.now() + SETTLES_MS;
  while (!String(await inPage(running, 'document.body.innerText').catch(() => '')).includes('stopped working')) {
    if (performance.now() > until) return ['the page did not come back'];
    await delay(100);
  }
  const ask = async (name: string, input: object): Promise<Record<string, unknown>> =>
    JSON.parse(
      String(await inPage(running, `window.rekey.request('${name}', ${JSON.stringify(JSON.stringify(input))})`)) ||
        '{}',
    );
  const unlocked = await ask('session.unlock', { password: PASSWORD });
  if (unlocked['ok'] !== true) return [`the window cannot be unlocked: ${JSON.stringify(unlocked)}`];
  if (only !== undefined && only !== 'import') return [];
  for (;;) {
    const { failure } = (await ask('imports.choose', { of: 'people' })) as { failure?: Record<string, unknown> };
    if (failure?.['code'] === 'codes_not_saved') {
      const save = (code: string) => ask('bulk.saveCodes', { bulkId: failure['bulkId'], code });
      let saved = await save('');
      if (saved['ok'] !== true) {
        // The lock has ended the proof of the person's presence, so the next code is asked for.
        await delay(STEP_MS);
        saved = await save(codeOf(1));
      }
      return saved['ok'] === true ? [] : [`the codes cannot be saved: ${JSON.stringify(saved)}`];
    }
    if (failure?.['code'] !== 'still_running' || performance.now() > until) return [];
    await delay(200);
  }
}

async function signIn({ page }: Running, number: number): Promise<void> {
  await page.getByRole('textbox', { name: 'Email' }).fill(adminEmail(number));
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('textbox', { name: '6-digit code' }).fill(codeOf());
  await page.getByRole('button', { name: 'Verify' }).click();
  await page.getByRole('link', { name: 'Settings' }).waitFor();
}

interface Result {
  readonly round: Round;
  readonly tookMs: number;
  readonly sentences: readonly string[];
  readonly wrong: string[];
}

/** From the sign-in page that the start before has led to. @param actMs undefined: it is not disturbed. */
async function disturb(work: FilesWork, number: number, running: Running, actMs: number | undefined): Promise<Result> {
  const round: Round = { number, running, files, said: { done: 0, isEnded: false } };
  try {
    await signIn(running, number);
    await work.reach(round);
  } catch (error) {
    const sentences = (await within(readPage(running.page), 5000)) ?? [];
    const lastWords = running.lastWords();
    await end(running, true);
    return { round, tookMs: 0, sentences, wrong: [`the act was not reached: ${error}; ${lastWords}`] };
  }
  const isWhole = actMs === undefined;
  if (!isWhole && how === 'full') {
    const isOfData = number % 4 < 2;
    fill(isOfData ? root : files, Math.floor(Math.random() * (isOfData ? work.pages : FILE_PAGES)));
  }
  const began = performance.now();
  const acting = work.act(round);
  acting.catch(() => undefined);
  let sentences: readonly string[] = [];
  const wrong: string[] = [];
  if (isWhole) await acting;
  else if (how === 'full') {
    await within(acting, actMs + SETTLES_MS);
    sentences = (await within(readPage(running.page), 5000)) ?? [];
  } else {
    await delay(Math.random() * 1.1 * actMs);
    if (how === 'page') wrong.push(...(await killPage(running)));
  }
  const tookMs = performance.now() - began;
  // What comes to its end by itself while the process ends is looked at, and not what the screen said of it.
  await end(running, how === 'kills' || Math.random() < 0.5);
  if (how === 'full') for (const folder of [root, files]) rmSync(join(folder, 'ballast'), { force: true });
  return { round, tookMs, sentences, wrong };
}

/** Starts again, up to the sign-in page, and looks. */
async function look(
  work: FilesWork,
  round: Round,
): Promise<{ readonly running: Running; readonly wrong: readonly string[] }> {
  const running = await begin();
  const led = running.page.waitForFunction(
    () => location.pathname.includes('problem') || performance.getEntriesByName('alive').length > 0,
  );
  const isLed = await led.then(
    () => true,
    () => false,
  );
  if (!isLed || !(await running.page.getByRole('heading', { name: PAGES.signIn }).isVisible())) {
    const page = (await within(readPage(running.page), 5000)) ?? ['a page that cannot be read'];
    return { running, wrong: [`the start leads to ${page.join(' / ')}; ${running.lastWords()}`] };
  }
  const until = performance.now() + 5000;
  let halves = findHalves(root, files);
  for (; halves.length > 0 && performance.now() < until; halves = findHalves(root, files)) await delay(100);
  const wrong = halves.length > 0 ? [`left: ${halves.join(' ')}`] : [];
  return { running, wrong: [...wrong, ...(await lookAtCopy(root, (context) => work.check(context, round)))] };
}

async function runWork(name: string, work: FilesWork): Promise<boolean> {
  for (const folder of [root, files]) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
  }
  if (how === 'full') {
    mount(root, DISK.data);
    mount(files, DISK.files);
  }
  cpSync(join(base, 'template'), root, { recursive: true });
  let running = await begin();
  let actMs: number | undefined;
  const sentences = new Map<string, number>();
  let [ended, failed] = [0, 0];
  for (let number = 0; number <= Number(countText) && number < ADMINS; number++) {
    const isWhole = number === 0;
    const { round, tookMs, sentences: said, wrong } = await disturb(work, number, running, isWhole ? undefined : actMs);
    const next = await look(work, round);
    running = next.running;
    wrong.push(...next.wrong);
    if (isWhole) actMs = tookMs;
    else if (round.said.isEnded) ended += 1;
    for (const text of said) sentences.set(text, (sentences.get(text) ?? 0) + 1);
    console.error(
      `${name} ${number}: ${Math.round(tookMs)} ms, ${round.said.done}, ${round.said.isEnded}, ${said.join(' / ')}`,
    );
    if (wrong.length === 0) continue;
    failed += 1;
    console.log(`FAILED ${how}: ${name} ${number}: ${wrong.join('; ')} | ${said.join(' / ')}`);
    const kept = join(tmpdir(), `rekey-kills-failed-${name.replaceAll(' ', '-')}-${Date.now()}`);
    for (const folder of [root, files])
      cpSync(folder, join(kept, folder === root ? 'run' : 'files'), { recursive: true });
  }
  await end(running, false);
  unmount();
  console.log(
    `${name}: ${countText} ${how}, ${ended} ended on the screen before it, ${failed} failed; undisturbed ${Math.round(actMs ?? 0)} ms`,
  );
  for (const [text, times] of sentences) console.log(`  ${times} x ${text}`);
  return failed === 0;
}

// Worker threads alone keep no process alive.
const staying = setInterval(() => undefined, 1000);
try {
  await makeFilesFirm(join(base, 'template'));
  for (const [name, work] of Object.entries(FILES_WORKS)) {
    if (only !== undefined && only !== name) continue;
    if (!(await runWork(name, work))) process.exitCode = 1;
  }
} finally {
  clearInterval(staying);
  for (const running of open) await end(running, true);
  unmount();
  rmSync(base, { recursive: true, force: true });
}
