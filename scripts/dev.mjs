// npm run dev: runs the application from this folder and rebuilds it on every change of a source file.
//   npm run dev -- --demo    everything after -- goes to the application, as with npm start
// A change in renderer/ reloads the windows. They stay signed in and on their screen, because main keeps that state.
// A change in main/ or preload/ restarts the application.
// There is no development server: the content security policy is the same as in the package and allows none.
import { createServer } from 'node:net';
import { resolveConfig } from 'electron-vite';
import { chromium } from 'playwright-core';
import { build } from 'vite';
import { runApplication, withApplicationDisplay } from './toolchain/application.mjs';
import { prepareElectron } from './toolchain/electron.mjs';
import { Problem, ROOT, runScript, say } from './toolchain/processes.mjs';

await runScript(async () => {
  const electron = await prepareElectron();
  const port = await findFreePort();
  let restart = new AbortController();
  // electron-vite 6 has no watch build without a development server, so Vite watches each of its three configurations.
  const { config } = await resolveConfig({ root: ROOT, logLevel: 'warn' }, 'build', 'production');
  if (config === undefined) throw new Problem('electron.vite.config.ts was not found.');
  await watch('main', config.main, () => restart.abort());
  await watch('preload', config.preload, () => restart.abort());
  await watch('renderer', config.renderer, () => reload(port));
  const code = await withApplicationDisplay(async (display) => {
    const args = [`--remote-debugging-port=${port}`, ...process.argv.slice(2)];
    for (;;) {
      const result = await runApplication(electron, display, args, restart.signal);
      if (!restart.signal.aborted || result.interruptedBy !== undefined) return result.code;
      restart = new AbortController();
    }
  });
  // The watchers would keep this process alive.
  process.exit(code);
});

/**
 * Builds one bundle, and again on every change.
 * @param {string} name
 * @param {import('vite').InlineConfig | undefined} config
 * @param {() => void} onRebuilt is called after each build but the first
 */
async function watch(name, config, onRebuilt) {
  const watcher = await build({ ...config, build: { ...config?.build, watch: {} } });
  if (!('on' in watcher)) throw new Problem(`Vite does not watch ${name}.`);
  let isFirst = true;
  await new Promise((resolve) => {
    watcher.on('event', (event) => {
      if (event.code === 'ERROR') say(`the build of ${name} failed: ${event.error.message}`);
      if (event.code === 'BUNDLE_END' && !isFirst) {
        say(`${name} was built again.`);
        onRebuilt();
      }
      if (event.code !== 'END') return;
      isFirst = false;
      resolve(undefined);
    });
  });
}

/**
 * Reloads all windows over Chromium's debugging port.
 * @param {number} port
 */
async function reload(port) {
  try {
    const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
    for (const page of browser.contexts().flatMap((context) => context.pages()))
      await page.reload({ waitUntil: 'commit' });
    await browser.close();
  } catch (error) {
    say(`the windows were not reloaded: ${error instanceof Error ? error.message : error}`);
  }
}

/** @returns {Promise<number>} */
function findFreePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
