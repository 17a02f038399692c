// Kills the firm's server, or cuts the line, at random moments of the works of line-works.ts. After each, everybody goes on
// as a person would, and what was lost, doubled or shown to somebody else is counted. Runs in Electron's own Node.
//   kills|cuts <count> <folder>     goes on where it was ended in this folder
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Interrupted } from './line-desk.ts';
import { copyFirm, firmFolder, keepKnown, makeFirm, readKnown, verifyCopy } from './line-firm.ts';
import { createMoments } from './line-moments.ts';
import { APPLICATION, DESKS_OF, freePort, goOn, openDesks, patiently, runWork } from './line-round.ts';
import { type Scene, type Work, WRONGS, type Wrong } from './line-work.ts';
import { WORKS } from './line-works.ts';

const [kind = '', countText = '', root = ''] = process.argv.slice(2);
/** Without an interruption, to learn how long the works take. */
const WHOLE_ROUNDS = 3;
const SAYS_EVERY = 25;

interface Server {
  /** @returns when it has ended. */
  kill(): Promise<void>;
  end(): Promise<void>;
}

const logFile = join(root, 'campaign.log');
const log = (line: string): void => appendFileSync(logFile, `${new Date().toISOString()} ${line}\n`);
const say = (line: string): void => {
  log(line);
  console.log(line);
};

/** The product without a window, in a process of its own. */
async function serve(port: number): Promise<Server> {
  const { ELECTRON_RUN_AS_NODE: _, DISPLAY: __, WAYLAND_DISPLAY: ___, ...env } = process.env;
  const given = (env['REKEY_ELECTRON_ARGS'] ?? '').split(' ').filter(Boolean);
  const own = ['--serve', `--user-data-dir=${firmFolder(root)}`, `--listen=127.0.0.1:${port}`];
  const child = spawn(process.execPath, [...given, '--disable-gpu', APPLICATION, ...own], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit');
  let complained = '';
  child.stderr.on('data', (bytes: Buffer) => {
    complained += bytes.toString();
  });
  for await (const bytes of child.stdout) if (String(bytes).includes('serving ')) return serverOf(child, ended);
  throw new Error(`the server does not start: ${complained.slice(-2000)}`);
}

function serverOf(child: ChildProcess, ended: Promise<unknown>): Server {
  const endWith = async (signal: NodeJS.Signals): Promise<void> => {
    child.kill(signal);
    await ended;
  };
  return { kill: () => endWith('SIGKILL'), end: () => endWith('SIGTERM') };
}

async function campaign(): Promise<boolean> {
  const found = readKnown(root);
  const known = found === undefined ? await makeFirm(root, await freePort()) : goOn(found);
  let server = await serve(known.port);
  const desks = await openDesks(known, [known.port], log);
  const moments = createMoments();
  let isStopped = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      isStopped = true;
    });
  const add = (place: string, what: string, count = 1): void => {
    const tally = known.tallies[`${kind}: ${place}`] ?? {};
    known.tallies[`${kind}: ${place}`] = { ...tally, [what]: (tally[what] ?? 0) + count };
  };
  const rounds = (): number => known.rounds[kind] ?? 0;

  async function round(number: number, isWhole: boolean): Promise<void> {
    const wrong = (what: Wrong, text: string): void => {
      add('wrong', what);
      say(`round ${number}: ${what}: ${text}`);
    };
    const scene: Scene = { root, known, desks, round: number, wrong };
    const all = Object.entries(WORKS);
    const target = all[number % all.length]?.[0];
    // One kill meets two works at once, each at a moment of its own. A cut meets one line, so every work has its own.
    const isMet = (name: string, at: number): boolean =>
      isWhole || kind === 'cuts' || name === target || at === (number + 1 + (number % 3)) % all.length;
    const works = all.filter(([name], at) => isMet(name, at)).map(([name, make]) => ({ name, work: make(scene) }));
    for (const { work } of works) await patiently(() => work.prepare(), log);
    const chosen = new Map(works.map(({ name }) => [name, isWhole ? undefined : moments.choose(name)]));
    const longest = Math.max(0, ...[...chosen.values()].map((moment) => moment?.fromStartMs ?? 0));
    const killing = Promise.withResolvers<void>();
    const run = async (name: string, work: Work): Promise<Interrupted | undefined> => {
      const own = (DESKS_OF[name] ?? []).map((desk) => desks[desk]);
      const moment = chosen.get(name);
      if (kind === 'kills') await delay(longest - (moment?.fromStartMs ?? 0));
      const reach = (): void => {
        if (kind === 'kills' && name === target) killing.resolve();
        if (kind === 'cuts' && !isWhole) for (const desk of own) desk.cut();
      };
      return moments.during(name, own, moment, reach, () => runWork(work));
    };
    const running = works.map(({ name, work }) => run(name, work));
    // Looked at below.
    for (const one of running) one.catch(() => undefined);
    if (!isWhole && kind === 'kills') {
      await killing.promise;
      await server.kill();
    }
    const results = await Promise.allSettled(running);
    if (!isWhole && kind === 'kills') {
      const copy = join(root, 'copy');
      copyFirm(root, copy);
      const began = performance.now();
      server = await serve(known.port);
      add('starts', 'ms', Math.round(performance.now() - began));
      add('starts', 'count');
      for (const text of await verifyCopy(copy)) wrong('other', `after the kill, ${text}`);
      rmSync(copy, { recursive: true });
    }
    for (const [at, { name, work }] of works.entries()) {
      const result = results[at];
      if (result?.status !== 'fulfilled') throw result?.reason;
      const met = await patiently(() => work.finish(result.value), log);
      if (!isWhole) add(name, met);
      log(`round ${number}: ${name}: ${met}${result.value === undefined ? '' : ` (${result.value.request})`}`);
    }
  }

  try {
    for (let number = 0; number < WHOLE_ROUNDS; number++) await round(number, true);
    while (rounds() < Number(countText) && !isStopped) {
      await round(rounds() + WHOLE_ROUNDS, false);
      known.rounds[kind] = rounds() + 1;
      keepKnown(root, known);
      if (rounds() % SAYS_EVERY === 0) say(`${rounds()} ${kind}`);
    }
  } finally {
    for (const desk of Object.values(desks)) desk.close();
    await server.end();
  }
  const copy = join(root, 'copy');
  copyFirm(root, copy);
  for (const text of await verifyCopy(copy)) {
    add('wrong', 'other');
    say(`at the end, ${text}`);
  }
  rmSync(copy, { recursive: true });
  keepKnown(root, known);
  say(`${rounds()} ${kind}`);
  for (const [place, tally] of Object.entries(known.tallies))
    if (place.startsWith(`${kind}: `)) say(`${place.slice(kind.length + 2)}: ${JSON.stringify(tally)}`);
  const wrongs = known.tallies[`${kind}: wrong`] ?? {};
  say(WRONGS.map((what) => `${what} ${wrongs[what] ?? 0}`).join(', '));
  return WRONGS.every((what) => wrongs[what] === undefined);
}

// Worker threads alone keep no process alive.
const staying = setInterval(() => undefined, 1000);
try {
  process.exitCode = (await campaign()) ? 0 : 1;
} finally {
  clearInterval(staying);
}
