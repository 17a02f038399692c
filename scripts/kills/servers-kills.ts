// Two servers of one firm on one PostgreSQL. The one that serves is killed, or stopped until the other one serves and then let
// go on, at random moments of the works of line-works.ts. Runs in Electron's own Node.
//   <count> <folder> <folder of PostgreSQL's socket>
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { moveFirm } from '../../main/move-firm.ts';
import { prepareStandby } from '../../main/prepare-standby.ts';
import { connect } from '../../main/storage/engine/postgres/connection.ts';
import { readerOf, statementsOn } from '../../main/storage/engine/postgres/statements.ts';
import { knowsOtherRecords, readUnprovedEnd } from '../../main/storage/files/anchor.ts';
import { checkRecord, isIntact } from '../../main/storage/record/check-record.ts';
import type { Interrupted } from './line-desk.ts';
import { firmFolder, KIT_CODE, lookAt, makeFirm, noKeyStore, open } from './line-firm.ts';
import { createMoments } from './line-moments.ts';
import { APPLICATION, DESKS_OF, freePort, openDesks, patiently, runWork } from './line-round.ts';
import { type Scene, type Work, WRONGS, type Wrong } from './line-work.ts';
import { WORKS } from './line-works.ts';

const [countText = '', root = '', socket = ''] = process.argv.slice(2);
const WHOLE_ROUNDS = 2;
const SAYS_EVERY = 10;
/** Longer than any limit of PostgreSQL or of Rekey. */
const LONGEST_WAIT_MS = 90_000;
const address = { url: `postgres:///postgres?host=${socket}&user=rekey` };
const log = (line: string): void => appendFileSync(join(root, 'campaign.log'), `${new Date().toISOString()} ${line}\n`);
const say = (line: string): void => {
  log(line);
  console.log(line);
};

interface Place {
  readonly name: string;
  readonly folder: string;
  readonly port: number;
}

interface Server {
  readonly place: Place;
  readonly process: ChildProcess;
  readonly ended: Promise<unknown>;
  /** @returns when it has printed a line that begins so. @throws where it ends before. */
  says(beginning: string): Promise<void>;
}

/** The product without a window, in a process of its own. */
function serve(place: Place): Server {
  const { ELECTRON_RUN_AS_NODE: _, DISPLAY: __, WAYLAND_DISPLAY: ___, ...env } = process.env;
  const given = (env['REKEY_ELECTRON_ARGS'] ?? '').split(' ').filter(Boolean);
  const own = [`--user-data-dir=${place.folder}`, `--listen=127.0.0.1:${place.port}`, `--database=${address.url}`];
  const child = spawn(process.execPath, [...given, '--disable-gpu', APPLICATION, '--serve', ...own], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit');
  const printed: string[] = [];
  const listeners = new Set<() => void>();
  const note = (line: string): void => {
    printed.push(line);
    log(`${place.name}: ${line}`);
    for (const listener of listeners) listener();
  };
  createInterface({ input: child.stdout }).on('line', note);
  // Chromium says there that it finds no bus.
  createInterface({ input: child.stderr }).on('line', (line) => {
    if (line.startsWith('Rekey: ')) note(line);
  });
  return {
    place,
    process: child,
    ended,
    says: (beginning) =>
      new Promise((resolve, reject) => {
        const slow = setTimeout(() => over(new Error(`${place.name} does not say ${beginning}`)), LONGEST_WAIT_MS);
        const look = (): void => {
          if (printed.some((line) => line.startsWith(beginning))) over();
        };
        const over = (error?: Error): void => {
          clearTimeout(slow);
          listeners.delete(look);
          if (error === undefined) resolve();
          else reject(error);
        };
        listeners.add(look);
        look();
        void ended.then(() => over(new Error(`${place.name} has ended: ${printed.slice(-3).join(' / ')}`)));
      }),
  };
}

const looking = connect(address, false);
const reader = readerOf(statementsOn(looking));

/** The session that has the lock. */
const sessionThatWrites = (): number =>
  Number(reader.get("SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted")?.['pid']);

const serverLog = (): string => readFileSync(join(socket, 'log'), 'utf8');

/** @returns what is wrong with the record, and with the anchors of both folders. */
function findDamage(places: readonly Place[]): readonly string[] {
  const wrong: string[] = [];
  const pieces = checkRecord(address);
  let piece = pieces.next();
  while (piece.done !== true) piece = pieces.next();
  if (!isIntact(piece.value)) wrong.push('the record has a break');
  if (reader.get("SELECT 1 AS yes FROM activity WHERE action IN ('record.cut', 'record.altered')") !== undefined)
    wrong.push('the record does not fit an anchor');
  for (const { name, folder } of places)
    if (knowsOtherRecords(anchorOf(folder), reader)) wrong.push(`the anchor of ${name} has another record`);
  return wrong;
}

const anchorOf = (folder: string): string => join(folder, 'record-anchor.json');

async function prepare(): Promise<{ readonly known: Awaited<ReturnType<typeof makeFirm>>; readonly places: Place[] }> {
  const known = await makeFirm(root, await freePort());
  const first = firmFolder(root);
  const second = join(root, 'second');
  looking.run({ text: 'REVOKE ALL ON DATABASE postgres FROM PUBLIC' });
  moveFirm(await open(first), join(first, 'firm'), address);
  const prepared = await prepareStandby({
    address,
    folder: join(second, 'firm'),
    anchorFile: anchorOf(second),
    keyStore: noKeyStore,
    now: Date.now(),
    askForKit: async () => KIT_CODE,
  });
  if (prepared.kind !== 'prepared') throw new Error(`the second folder is ${prepared.kind}`);
  lookAt(reader);
  const places = [
    { name: 'A', folder: first, port: known.port },
    { name: 'B', folder: second, port: await freePort() },
  ];
  return { known, places };
}

async function campaign(): Promise<boolean> {
  const { known, places } = await prepare();
  const [a, b] = places;
  if (a === undefined || b === undefined) throw new Error('two servers');
  let active = serve(a);
  await active.says('serving ');
  let waiting = serve(b);
  await waiting.says('waiting: another server');
  const desks = await openDesks(
    known,
    places.map(({ port }) => port),
    log,
  );
  const moments = createMoments();
  const tallies = new Map<string, Map<string, number>>();
  const times = new Map<string, number[]>();
  let isStopped = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      isStopped = true;
    });
  const add = (place: string, what: string): void => {
    const tally = tallies.get(place) ?? new Map<string, number>();
    tallies.set(place, tally.set(what, (tally.get(what) ?? 0) + 1));
  };
  const time = (what: string, ms: number): void => void times.set(what, [...(times.get(what) ?? []), ms]);

  /** The other one goes on. The old one comes back afterwards, and waits. */
  async function takeOver(
    how: 'killed' | 'stopped',
    deskNames: readonly (keyof typeof desks)[],
    wrong: (what: Wrong, text: string) => void,
  ): Promise<void> {
    const [old, next] = [active, waiting];
    const session = sessionThatWrites();
    const began = performance.now();
    old.process.kill(how === 'killed' ? 'SIGKILL' : 'SIGSTOP');
    await next.says('serving ');
    time(`${how}: the other one serves`, performance.now() - began);
    for (const name of deskNames) await desks[name].connected();
    time(`${how}: desktops are connected`, performance.now() - began);
    if (sessionThatWrites() === session) wrong('other', 'the old session has the lock');
    if (how === 'stopped') {
      const logged = serverLog().length;
      const begun = reader.get("SELECT max(seq) AS seq FROM activity WHERE action = 'server.taken_over'");
      old.process.kill('SIGCONT');
      await old.ended;
      if (old.process.exitCode !== 1) wrong('other', `the old server ended with ${old.process.exitCode}`);
      // The end of an act of before may have been on its way to the disk.
      const taken = Number(begun?.['seq'] ?? 0);
      if (taken === 0 || (readUnprovedEnd(anchorOf(old.place.folder))?.seq ?? 0) >= taken)
        wrong('other', 'the anchor of the old server has a record of the other one');
      const lines = serverLog().slice(logged).split('\n');
      const written = lines.filter((line) => line.startsWith(`${session}:`));
      for (const line of written) wrong('other', `the old server wrote: ${line.slice(0, 200)}`);
    }
    await old.ended;
    active = next;
    waiting = serve(old.place);
    await waiting.says('waiting: another server');
  }

  async function round(number: number, isWhole: boolean): Promise<void> {
    const wrong = (what: Wrong, text: string): void => {
      add('wrong', what);
      say(`round ${number}: ${what}: ${text}`);
    };
    const scene: Scene = { root, known, desks, round: number, wrong };
    const all = Object.entries(WORKS);
    const target = all[number % all.length]?.[0];
    const isMet = (name: string, at: number): boolean =>
      isWhole || name === target || at === (number + 1 + (number % 3)) % all.length;
    const works = all.filter(([name], at) => isMet(name, at)).map(([name, make]) => ({ name, work: make(scene) }));
    for (const { work } of works) await patiently(() => work.prepare(), log);
    const reached = Promise.withResolvers<void>();
    const run = (name: string, work: Work): Promise<Interrupted | undefined> => {
      const own = (DESKS_OF[name] ?? []).map((desk) => desks[desk]);
      const moment = isWhole ? undefined : moments.choose(name);
      const reach = (): void => {
        if (name === target) reached.resolve();
      };
      return moments.during(name, own, moment, reach, () => runWork(work));
    };
    const running = works.map(({ name, work }) => run(name, work));
    // Looked at below.
    for (const one of running) one.catch(() => undefined);
    if (!isWhole) {
      await reached.promise;
      const how = number % 2 === 0 ? 'killed' : 'stopped';
      await takeOver(
        how,
        works.flatMap(({ name }) => DESKS_OF[name] ?? []),
        wrong,
      );
    }
    const results = await Promise.allSettled(running);
    for (const [at, { name, work }] of works.entries()) {
      const result = results[at];
      if (result?.status !== 'fulfilled') throw result?.reason;
      const met = await patiently(() => work.finish(result.value), log);
      if (!isWhole) add(name, met);
      log(`round ${number}: ${name}: ${met}${result.value === undefined ? '' : ` (${result.value.request})`}`);
    }
    for (const text of findDamage(places)) wrong('other', text);
  }

  let rounds = 0;
  try {
    for (let number = 0; number < WHOLE_ROUNDS; number++) await round(number, true);
    while (rounds < Number(countText) && !isStopped) {
      await round(rounds + WHOLE_ROUNDS, false);
      rounds += 1;
      if (rounds % SAYS_EVERY === 0) say(`${rounds} rounds`);
    }
  } finally {
    for (const desk of Object.values(desks)) desk.close();
    for (const { process: child } of [active, waiting]) child.kill('SIGKILL');
  }
  say(`${rounds} rounds`);
  for (const [place, tally] of tallies) say(`${place}: ${JSON.stringify(Object.fromEntries(tally))}`);
  for (const [what, each] of times) say(`${what}: ${summaryOf(each)}`);
  const wrongs = tallies.get('wrong');
  say(WRONGS.map((what) => `${what} ${wrongs?.get(what) ?? 0}`).join(', '));
  return wrongs === undefined;
}

function summaryOf(times: readonly number[]): string {
  const sorted = times.toSorted((x, y) => x - y);
  const at = (part: number): string =>
    `${((sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0) / 1000).toFixed(1)} s`;
  return `median ${at(0.5)}, p95 ${at(0.95)}, longest ${at(1)}, ${sorted.length} times`;
}

// Worker threads alone keep no process alive.
const staying = setInterval(() => undefined, 1000);
try {
  process.exitCode = (await campaign()) ? 0 : 1;
} finally {
  looking.close();
  clearInterval(staying);
}
