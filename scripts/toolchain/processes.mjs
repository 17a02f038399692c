// What every script here shares: a failure that is reported as one sentence, and running another program.
// Programs are started directly, never through a shell, so that arguments need no quoting on any platform.
import { spawn } from 'node:child_process';
import { accessSync, constants, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants as osConstants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const requireFromRoot = createRequire(join(ROOT, 'package.json'));

/** A failure that was foreseen: its message says what is wrong and what to do, and is printed without a stack. */
export class Problem extends Error {}

/** One line for the person at the terminal. On stderr, because some of these scripts print a result on stdout. */
export function say(message) {
  process.stderr.write(`[rekey] ${message}\n`);
}

/** Reports whatever was thrown: a Problem as its sentence, anything else (a mistake in these scripts) with its stack. */
export function report(error) {
  say(error instanceof Problem ? error.message : (error?.stack ?? String(error)));
}

/** Runs the main function of a script; a failure is reported and becomes exit code 1. */
export async function runScript(main) {
  try {
    process.exitCode = await main();
  } catch (error) {
    report(error);
    process.exitCode = 1;
  }
}

/** Whether this file is the one that was started, not imported by another. */
export function isStarted(metaUrl) {
  try {
    return realpathSync(process.argv[1]) === realpathSync(fileURLToPath(metaUrl));
  } catch {
    return false;
  }
}

/** The full path of a program on PATH, or undefined. */
export function findOnPath(name) {
  return (process.env.PATH ?? '')
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

const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP'];
// npm passes on the Ctrl-C that we already got from the terminal: within this time, in ms, two are one.
const REPEATED_BY_NPM = 1000;

/**
 * Runs a program to its end, forwards signals to it, and answers with its exit code (128 + n after signal n, as shells
 * count) and the signal that asked us to stop, if any. `quiet` collects what it prints in `output` instead of showing it.
 * An `env` value of undefined removes that variable. `timeLimit` is in milliseconds.
 */
export function run(command, args, { env = {}, cwd = ROOT, quiet = false, timeLimit = 0 } = {}) {
  return new Promise((resolve, reject) => {
    const merged = { ...process.env, ...env };
    for (const name of Object.keys(merged)) {
      if (merged[name] === undefined) delete merged[name];
    }
    const child = spawn(command, args, {
      cwd,
      env: merged,
      stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit',
      windowsHide: true,
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text) => {
        output += text;
      });
    }

    let interruptedBy;
    let interruptedAt = 0;
    const forward = (signal) => {
      const now = Date.now();
      if (interruptedBy === undefined) {
        interruptedBy = signal;
        interruptedAt = now;
        // Ctrl-C reaches the whole group of the terminal. Electron closes properly on one SIGINT and dies on a second one.
        if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
      } else if (now - interruptedAt > REPEATED_BY_NPM) {
        // Asked again: the polite way had no effect.
        child.kill('SIGKILL');
      }
    };
    for (const signal of FORWARDED) process.on(signal, forward);
    let isTimedOut = false;
    const limit =
      timeLimit > 0 &&
      setTimeout(() => {
        isTimedOut = true;
        child.kill();
      }, timeLimit);
    const settle = () => {
      for (const signal of FORWARDED) process.off(signal, forward);
      clearTimeout(limit);
    };

    child.on('error', (error) => {
      settle();
      reject(new Problem(`${command} could not be started: ${error.message}`));
    });
    child.on('close', (code, signal) => {
      settle();
      resolve({ code: code ?? 128 + (osConstants.signals[signal] ?? 1), output, interruptedBy, isTimedOut });
    });
  });
}

/** Runs a command-line tool of node_modules in this Node, by the path of its script: no .cmd file is involved on Windows. */
export function runTool(script, args, options) {
  return run(process.execPath, [join(ROOT, 'node_modules', script), ...args], options);
}

/** Builds main, preload and window into out/. Silent unless it fails; then everything the build said is shown. */
export async function buildQuietly() {
  const build = await runTool('electron-vite/bin/electron-vite.js', ['build'], { quiet: true });
  if (build.code !== 0) process.stderr.write(build.output);
  return build;
}
