// Runs the built application from this folder, for npm start and npm run dev.
import { findBusNoise } from './bus-noise.mjs';
import { ROOT, run, say } from './processes.mjs';
import { sandboxArgs, withDisplay } from './system.mjs';

/**
 * Calls `work` with a display. On a virtual one, it says how to see the application and how to end it.
 * @param {(display: NodeJS.ProcessEnv) => Promise<number>} work
 */
export function withApplicationDisplay(work) {
  const onVirtual = () => {
    say('there is no display here: Rekey runs on a virtual one, which nobody can see. Ctrl-C ends it.');
    say(
      `to see it, run this on a desktop; to drive it, add --remote-debugging-port=9222 (process ${process.pid}; "kill ${process.pid}" ends it, too).`,
    );
  };
  return withDisplay(work, { onVirtual });
}

/**
 * Runs the application until it ends.
 * @param {import('./electron.mjs').Electron} electron
 * @param {NodeJS.ProcessEnv} display
 * @param {readonly string[]} args
 * @param {AbortSignal} [stop] ends it
 */
export function runApplication(electron, display, args, stop) {
  // The terminals of some editors set this variable. It would turn the application into a plain Node.
  const env = { ...display, ELECTRON_RUN_AS_NODE: undefined };
  const isNoise = findBusNoise(process.env);
  return run(electron.executable, [...sandboxArgs(), ROOT, ...args], {
    env,
    ...(stop === undefined ? {} : { stop }),
    ...(isNoise === undefined ? {} : { isNoise }),
  });
}
