// npm run pictures: takes screenshots of every screen and every dialog (scenes/) from the real application, and writes
// docs/screens.md, which shows them. Each scene is taken twice: 1280x800 in light, and 900x600, the smallest window, in dark.
//   npm run pictures -- <part of a name>    takes only these. Times and codes differ in each run, so the others would change needlessly.
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { _electron } from 'playwright-core';
import { prepareElectron } from '../toolchain/electron.mjs';
import { buildQuietly, Problem, ROOT, runScript, say } from '../toolchain/processes.mjs';
import { sandboxArgs, withDisplay } from '../toolchain/system.mjs';
import { CHAPTERS } from './scenes/index.mjs';
import { SIZES, screenshotFile, screensPage } from './screens-page.mjs';
import { toSmallPng } from './small-png.mjs';

/** @import { ElectronApplication, Page } from 'playwright-core' */
/** @import { Chapter, Started } from './chapter.ts' */

const SCREENSHOTS = join(ROOT, 'docs', 'pictures');
const LONGEST_STEP_MS = 40_000; // an unused code may be half a minute away

/** @typedef {{ width: number, height: number, colorScheme: 'light' | 'dark' }} Look */

/**
 * One for each of SIZES.
 * @type {readonly Look[]}
 */
const LOOKS = [
  { width: 1280, height: 800, colorScheme: 'light' },
  { width: 900, height: 600, colorScheme: 'dark' },
];

/** @param {Look} look */
const sizeOf = ({ width, height }) => `${width}x${height}`;

await runScript(async () => {
  const wanted = process.argv[2] ?? '';
  const chapters = CHAPTERS.filter(({ scenes }) => scenes.some(({ name }) => name.includes(wanted)));
  if (chapters.length === 0) throw new Problem(`no scene has "${wanted}" in its name.`);
  const { executable } = await prepareElectron();
  if ((await buildQuietly()).code !== 0) throw new Problem('the build failed; its output is above.');
  mkdirSync(SCREENSHOTS, { recursive: true });
  return await withDisplay(async (display) => {
    for (const look of LOOKS) {
      for (const chapter of chapters) await takeChapter(chapter, look, wanted, { executablePath: executable, display });
    }
    removeOld();
    writeFileSync(join(ROOT, 'docs', 'screens.md'), screensPage(CHAPTERS));
    return 0;
  });
});

/**
 * @param {Chapter} chapter
 * @param {Look} look
 * @param {string} wanted
 * @param {{ executablePath: string, display: NodeJS.ProcessEnv }} machine
 */
async function takeChapter({ isSample, prepare, scenes }, look, wanted, machine) {
  /** @type {(Started & { close: () => Promise<void> })[]} */
  const running = [];
  /** @param {boolean} isFirst */
  const startOne = async (isFirst) => {
    const one = await startRekey(isFirst && isSample, look, isFirst ? prepare : undefined, machine);
    running.push(one);
    return one;
  };
  try {
    const { app, page } = await startOne(true);
    for (const { name, go } of scenes) {
      try {
        const other = await go({ app, page, startAnother: () => startOne(false) });
        const shown = running.find((one) => one === other) ?? { app, page: app.windows().at(-1) ?? page };
        if (name.includes(wanted)) await take(shown.app, shown.page, name, look);
      } catch (error) {
        const said = stripVTControlCharacters(error instanceof Error ? error.message : String(error));
        throw new Problem(`the scene "${name}" failed at ${sizeOf(look)}: ${said}`);
      }
    }
  } finally {
    for (const { close } of running.reverse()) await close();
  }
}

/**
 * @param {boolean} isSample
 * @param {Look} look
 * @param {Chapter['prepare']} prepare
 * @param {{ executablePath: string, display: NodeJS.ProcessEnv }} machine
 */
async function startRekey(isSample, look, prepare, { executablePath, display }) {
  const folder = mkdtempSync(join(tmpdir(), 'rekey-pictures-'));
  prepare?.(folder);
  const app = await _electron.launch({
    executablePath,
    chromiumSandbox: true,
    args: [...sandboxArgs(), '--disable-gpu', ROOT, ...(isSample ? ['--demo'] : []), `--user-data-dir=${folder}`],
    env: environment(display),
  });
  const close = async () => {
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const page = await app.firstWindow();
    page.setDefaultTimeout(LONGEST_STEP_MS);
    await setLook(app, page, look);
    const hide = page.getByRole('button', { name: 'Hide the sample data panel' });
    if (isSample) await hide.or(page.getByRole('button', { name: 'Show the sample data panel' })).waitFor();
    if (await hide.isVisible()) await hide.click();
    return { app, page, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** @param {NodeJS.ProcessEnv} display */
function environment(display) {
  // It is always about noon in the screenshots: acts outside the working hours of the sample firm would raise alerts.
  // The terminals of some editors set ELECTRON_RUN_AS_NODE. It would turn the application into a plain Node.
  const variables = { ...process.env, ...display, TZ: `Etc/GMT${noonOffset()}`, ELECTRON_RUN_AS_NODE: undefined };
  return Object.fromEntries(
    Object.entries(variables).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

/** "+3" is three hours west of Greenwich, as POSIX counts. */
function noonOffset() {
  const offset = new Date().getUTCHours() - 12;
  return offset < 0 ? offset : `+${offset}`;
}

/**
 * Asks main through Playwright, and asks again when the answer got lost. Playwright lets V8's inspector wait for a promise, and
 * the inspector does not keep it: a garbage collection of a busy process can take it (microsoft/playwright#33737).
 * @template Answer
 * @param {() => Promise<Answer>} ask may be called several times
 * @returns {Promise<Answer>}
 */
async function askMain(ask) {
  for (let left = 5; ; left--) {
    try {
      return await ask();
    } catch (error) {
      if (left === 0 || !/garbage collected|Promise was collected/.test(String(error))) throw error;
    }
  }
}

/**
 * @param {ElectronApplication} app
 * @param {Page} page
 * @param {Look} look
 */
async function setLook(app, page, { width, height, colorScheme }) {
  const size = { width, height };
  const frame = await askMain(() => app.browserWindow(page));
  // A window that is not on the screen yet may lose the size.
  const isVisible = () => askMain(() => frame.evaluate((browserWindow) => browserWindow.isVisible()));
  const latest = Date.now() + LONGEST_STEP_MS;
  while (!(await isVisible())) {
    if (Date.now() > latest) throw new Problem('the window did not show.');
    await page.waitForTimeout(50);
  }
  await askMain(() =>
    frame.evaluate((browserWindow, wanted) => browserWindow.setContentSize(wanted.width, wanted.height), size),
  );
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
  await page.waitForFunction(
    (wanted) => window.innerWidth === wanted.width && window.innerHeight === wanted.height,
    size,
  );
}

/**
 * @param {ElectronApplication} app
 * @param {Page} page
 * @param {string} name
 * @param {Look} look
 */
async function take(app, page, name, look) {
  await setLook(app, page, look);
  // The element that was clicked last must not look pointed at. An entry of a menu may.
  if ((await page.getByRole('menu').count()) === 0) await page.mouse.move(0, 0);
  // Main has answered and the window has drawn the answer.
  await page.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null);
  await page.evaluate(() => document.fonts.ready);
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  const file = screenshotFile(name, sizeOf(look));
  writeFileSync(join(SCREENSHOTS, file), toSmallPng(await page.screenshot({ animations: 'disabled' })));
  say(file);
}

/** Removes the files of former scenes. */
function removeOld() {
  const names = CHAPTERS.flatMap(({ scenes }) => scenes.map(({ name }) => name));
  const files = new Set(names.flatMap((name) => SIZES.map((size) => screenshotFile(name, size))));
  for (const file of readdirSync(SCREENSHOTS)) {
    if (!files.has(file)) rmSync(join(SCREENSHOTS, file));
  }
}
