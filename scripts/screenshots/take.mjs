// npm run pictures: pictures of every screen and every dialog (picture-scenes.mjs), taken from the real application, and the page
// docs/screens.md that shows them. Each is taken twice: 1280x800 light, and 900x600, the smallest window, dark.
//   npm run pictures -- <part of a name>    only these, so that the others do not change for nothing: times and codes differ each time
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { _electron } from 'playwright-core';
import { resolveElectron } from '../toolchain/electron.mjs';
import { buildQuietly, Problem, ROOT, runScript, say } from '../toolchain/processes.mjs';
import { ensureLibraries, sandboxArgs, withDisplay } from '../toolchain/system.mjs';
import { CHAPTERS } from './scenes/index.mjs';
import { pictureFile, SIZES, screensPage } from './screens-page.mjs';
import { toSmallPng } from './small-png.mjs';

const PICTURES = join(ROOT, 'docs', 'pictures');
/** One for each of SIZES. */
const LOOKS = [
  { width: 1280, height: 800, colorScheme: 'light' },
  { width: 900, height: 600, colorScheme: 'dark' },
];
const sizeOf = ({ width, height }) => `${width}x${height}`;
const LONGEST_STEP_MS = 40_000; // an unused code may be half a minute away

await runScript(async () => {
  const wanted = process.argv[2] ?? '';
  const chapters = CHAPTERS.filter(({ scenes }) => scenes.some(({ name }) => name.includes(wanted)));
  if (chapters.length === 0) throw new Problem(`no picture has "${wanted}" in its name.`);
  const electron = await resolveElectron();
  await ensureLibraries(electron.executable);
  if ((await buildQuietly()).code !== 0) throw new Problem('the build failed; its output is above.');
  mkdirSync(PICTURES, { recursive: true });
  return await withDisplay(async (display) => {
    for (const look of LOOKS) {
      for (const chapter of chapters)
        await takeChapter(chapter, look, wanted, { executablePath: electron.executable, display });
    }
    removeOld();
    writeFileSync(join(ROOT, 'docs', 'screens.md'), screensPage(CHAPTERS));
    return 0;
  });
});

async function takeChapter({ isSample, prepare, scenes }, look, wanted, { executablePath, display }) {
  const folder = mkdtempSync(join(tmpdir(), 'rekey-pictures-'));
  prepare?.(folder);
  // About noon, whenever this runs: what is done outside the working hours of the sample firm would be pointed out.
  const env = { ...process.env, ...display, TZ: `Etc/GMT${noonOffset()}` };
  delete env.ELECTRON_RUN_AS_NODE; // set in some editors' terminals; it would turn the application into a plain Node
  const app = await _electron.launch({
    executablePath,
    chromiumSandbox: true,
    args: [...sandboxArgs(), '--disable-gpu', ROOT, ...(isSample ? ['--demo'] : []), `--user-data-dir=${folder}`],
    env,
  });
  try {
    const page = await app.firstWindow();
    page.setDefaultTimeout(LONGEST_STEP_MS);
    await setLook(app, page, look);
    const hide = page.getByRole('button', { name: 'Hide the sample data panel' });
    if (isSample) await hide.or(page.getByRole('button', { name: 'Show the sample data panel' })).waitFor();
    if (await hide.isVisible()) await hide.click();
    const kept = {};
    for (const { name, go } of scenes) {
      try {
        const shown = (await go({ app, page, kept })) ?? page;
        if (name.includes(wanted)) await take(app, shown, name, look);
      } catch (error) {
        throw new Problem(`the scene "${name}" failed at ${sizeOf(look)}: ${stripVTControlCharacters(error.message)}`);
      }
    }
  } finally {
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** "+3" is three hours west of Greenwich, as POSIX counts. */
function noonOffset() {
  const offset = new Date().getUTCHours() - 12;
  return offset < 0 ? offset : `+${offset}`;
}

async function setLook(app, page, { width, height, colorScheme }) {
  const window = await app.browserWindow(page);
  // A size that is set before the window is on the screen may be lost.
  await window.evaluate(
    (browserWindow) =>
      browserWindow.isVisible() || new Promise((shown) => browserWindow.once('show', () => shown(true))),
  );
  await window.evaluate((browserWindow, size) => browserWindow.setContentSize(size.width, size.height), {
    width,
    height,
  });
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
  await page.waitForFunction((size) => window.innerWidth === size.width && window.innerHeight === size.height, {
    width,
    height,
  });
}

async function take(app, page, name, look) {
  await setLook(app, page, look);
  // What was clicked last is not to look pointed at; an entry of a menu is.
  if ((await page.getByRole('menu').count()) === 0) await page.mouse.move(0, 0);
  // What was just asked for has been answered and drawn.
  await page.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null);
  await page.evaluate(() => document.fonts.ready);
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  const file = pictureFile(name, sizeOf(look));
  writeFileSync(join(PICTURES, file), toSmallPng(await page.screenshot({ animations: 'disabled' })));
  say(file);
}

/** Of scenes that are no more. */
function removeOld() {
  const names = CHAPTERS.flatMap(({ scenes }) => scenes.map(({ name }) => name));
  const files = new Set(names.flatMap((name) => SIZES.map((size) => pictureFile(name, size))));
  for (const file of readdirSync(PICTURES)) {
    if (!files.has(file)) rmSync(join(PICTURES, file));
  }
}
