// What all scripts share: expected failures that print one sentence, and running other programs.
// Programs start directly, never through a shell, so arguments need no quoting on any platform.
import { spawn } from 'node:child_process';
import { accessSync, constants, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants as osConstants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const requireFromRoot = createRequire(join(ROOT, 'package.json'));

/** An expected failure. Its message says what is wrong and what to do, and is printed without a stack. */
export class Problem extends Error {}

/**
 * Prints one line for the person at the terminal. It goes to stderr, because some scripts print a result on stdout.
 * @param {string} message
 */
export function say(message) {
  process.stderr.write(`[rekey] ${message}\n`);
}

/**
 * Prints a Problem as its sentence. Any other error is a bug in these scripts and is printed with its stack.
 * @param {unknown} error
 */
export function report(error) {
  if (error instanceof Problem) say(error.message);
  else say(error instanceof Error ? (error.stack ?? error.message) : String(error));
}

/**
 * Runs the main function of a script and sets its exit code. A failure is reported and sets exit code 1.
 * @param {() => Promise<number>} main
 */
export async function runScript(main) {
  try {
    process.exitCode = await main();
  } catch (error) {
    report(error);
    process.exitCode = 1;
  }
}

/**
 * Whether this file was started, and not imported by another one.
 * @param {string} metaUrl
 */
export function isStarted(metaUrl) {
  try {
    return realpathSync(process.argv[1] ?? '') === realpathSync(fileURLToPath(metaUrl));
  } catch {
    return false;
  }
}

/**
 * The full path of a program on PATH, or undefined.
 * @param {string} name
 */
export function findOnPath(name) {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/** @type {readonly NodeJS.Signals[]} */
const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP'];
// npm forwards a Ctrl-C that the terminal has already sent to us. Two signals within this time count as one.
const REPEATED_BY_NPM_MS = 1000;

/**
 * @typedef {object} RunOptions
 * @property {NodeJS.ProcessEnv} [env] added to the environment; a value of undefined removes the variable
 * @property {string} [cwd]
 * @property {boolean} [isQuiet] collects the output instead of showing it
 * @property {Buffer} [input] what the program reads, when it is quiet
 * @property {number} [timeLimitMs]
 * @property {AbortSignal} [stop] ends the program
 * @property {(line: string) => boolean} [isNoise] says which lines of the standard error are not shown
 */

/**
 * @typedef {object} RunResult
 * @property {number} code the exit code; 128 + n after signal n, as in a shell
 * @property {string} output what the program printed, when it was quiet
 * @property {NodeJS.Signals} [interruptedBy] the signal that asked us to stop
 * @property {boolean} isTimedOut
 */

/**
 * Runs a program until it ends and forwards signals to it.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<RunResult>}
 */
export function run(command, args, { env = {}, cwd = ROOT, isQuiet = false, input, timeLimitMs, stop, isNoise } = {}) {
  return new Promise((resolve, reject) => {
    const merged = { ...process.env, ...env };
    for (const name of Object.keys(merged)) {
      if (merged[name] === undefined) delete merged[name];
    }
    /** @type {import('node:child_process').SpawnOptions} */
    const options = {
      cwd,
      env: merged,
      stdio: isQuiet
        ? [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe']
        : ['inherit', 'inherit', isNoise === undefined ? 'inherit' : 'pipe'],
      windowsHide: true,
    };
    const child = spawn(command, args, options);
    let output = '';
    // A program may end before it has read everything: its exit code says what that means.
    child.stdin?.on('error', () => undefined).end(input);
    if (!isQuiet && isNoise !== undefined) dropLines(child.stderr, isNoise);
    for (const stream of isQuiet ? [child.stdout, child.stderr] : []) {
      stream?.setEncoding('utf8').on('data', (text) => {
        output += text;
      });
    }

    /** @type {NodeJS.Signals | undefined} */
    let interruptedBy;
    let interruptedAt = 0;
    /** @param {NodeJS.Signals} signal */
    const forward = (signal) => {
      const now = Date.now();
      if (interruptedBy === undefined) {
        interruptedBy = signal;
        interruptedAt = now;
        // The terminal sends Ctrl-C to the whole process group. Electron closes cleanly on one SIGINT and dies on a second.
        if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
      } else if (now - interruptedAt > REPEATED_BY_NPM_MS) {
        // A second request: the first signal had no effect.
        child.kill('SIGKILL');
      }
    };
    for (const signal of FORWARDED) process.on(signal, forward);
    let isTimedOut = false;
    const endAtLimit = () => {
      isTimedOut = true;
      child.kill();
    };
    const timer = timeLimitMs === undefined ? undefined : setTimeout(endAtLimit, timeLimitMs);
    const end = () => child.kill();
    stop?.addEventListener('abort', end);
    const settle = () => {
      for (const signal of FORWARDED) process.off(signal, forward);
      clearTimeout(timer);
      stop?.removeEventListener('abort', end);
    };

    child.on('error', (error) => {
      settle();
      reject(new Problem(`${command} could not be started: ${error.message}`));
    });
    child.on('close', (code, signal) => {
      settle();
      const bySignal = signal === null ? 1 : osConstants.signals[signal];
      resolve({
        code: code ?? 128 + bySignal,
        output,
        isTimedOut,
        ...(interruptedBy === undefined ? {} : { interruptedBy }),
      });
    });
  });
}

/**
 * Shows all other lines at once. Text that is not a line yet waits for its end.
 * @param {import('node:stream').Readable | null} stream
 * @param {(line: string) => boolean} isNoise
 */
function dropLines(stream, isNoise) {
  let rest = '';
  const show = (/** @type {string} */ line) => {
    if (!isNoise(line)) process.stderr.write(line);
  };
  stream?.setEncoding('utf8').on('data', (text) => {
    const lines = (rest + text).split(/(?<=\n)/);
    rest = lines.at(-1)?.endsWith('\n') === false ? (lines.pop() ?? '') : '';
    for (const line of lines) show(line);
  });
  stream?.on('end', () => show(rest));
}

/**
 * Runs a command-line tool of node_modules in this Node. The path of its script avoids the .cmd file on Windows.
 * @param {string} script
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 */
export function runTool(script, args, options) {
  return run(process.execPath, [join(ROOT, 'node_modules', script), ...args], options);
}

/**
 * Builds main, preload and renderer into out/. Prints nothing unless the build fails.
 * @param {NodeJS.ProcessEnv} [env]
 */
export async function buildQuietly(env = {}) {
  const build = await runTool('electron-vite/bin/electron-vite.js', ['build'], { env, isQuiet: true });
  if (build.code !== 0) process.stderr.write(build.output);
  return build;
}
