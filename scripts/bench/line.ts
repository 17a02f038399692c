// Measures the line: a reset, a page of users and what others see of a reset, at a desktop of a firm's server, beside the same on one
// computer; and a server that many people use at once. The server is the real application without a window, in a process of its
// own. Desktops have the product's line and no window. Prints one JSON line for each result.
//   node scripts/toolchain/electron.mjs node scripts/bench/line.ts <folder> <users>
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { createDoor } from '../../main/ipc/door.ts';
import type { Desktop } from '../../main/ipc/handler.ts';
import type { InputOf, OutputOf, RequestName } from '../../preload/contract/index.ts';
import { memoryOf } from './application.ts';
import { makeTemporaryFolder } from './folder.mjs';
import {
  askerOf,
  type BenchDesktop,
  freePort,
  nextCode,
  openDesktop,
  prepareLine,
  presentCode,
  serve,
  signInAt,
  withIds,
} from './line-firm.ts';
import { createDice, openFirm } from './seed.ts';
import { type Measurement, toResult } from './statistics.mjs';

const [folder = '', countText = ''] = process.argv.slice(2);
const users = Number(countText);
const print = (measurement: Omit<Measurement, 'users'>): void => {
  process.stdout.write(`${JSON.stringify(toResult({ users, ...measurement }))}\n`);
};
const dice = createDice(3);
const PEOPLE = 50;
const WORK_MS = 40_000;
/** From one answer to the next request of the same person. */
const THINK_MS = 1000;
/** The kernel counts processor time in hundredths of a second. */
const TICK_MS = 10;

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const from = performance.now();
  await work();
  return performance.now() - from;
};

type Listing = InputOf<'users.list'>;
const listing = (changes: Partial<Listing> = {}): Listing => ({
  search: '',
  clientId: null,
  filters: { roles: [], statuses: [], twoFactor: [], attention: [] },
  sort: { column: 'name', isDescending: false },
  offset: 0,
  limit: 100,
  ...changes,
});

// --- the same firm twice: on one computer, and behind a server ----------------------------------------------------------
const work = makeTemporaryFolder();
const [localFolder, serverFolder] = [join(work.path, 'local'), join(work.path, 'server')];
for (const each of [localFolder, serverFolder]) cpSync(folder, each, { recursive: true });
const address = { host: '127.0.0.1', port: await freePort() };
const joined = await prepareLine(serverFolder, PEOPLE + 2, address);
const server = await serve(serverFolder, address);

const workspace = await openFirm(localFolder);
const nothing = (): Promise<never> => Promise.reject(new Error('there is no desktop'));
const own: Desktop = {
  keyProtection: 'file_only',
  csvSeparator: ',',
  readDataKey: nothing,
  copy: nothing,
  saveText: nothing,
  saveParts: nothing,
  chooseTable: nothing,
  print: nothing,
  savePdf: nothing,
  printPdf: nothing,
  mail: nothing,
  protectWindow: () => undefined,
  chooseBackupPlace: nothing,
  chooseBackupFolder: nothing,
  chooseBackup: nothing,
  restoreFirm: nothing,
  openSample: nothing,
  leaveSample: nothing,
  isHere: true,
  server: {
    serving: undefined,
    listen: nothing,
    stop: () => undefined,
    hasWindow: false,
    isConnected: () => false,
    cut: () => undefined,
    listAddresses: () => [],
    computer: 'bench',
  },
  join: nothing,
};
const local = {
  ask: askerOf(
    withIds(
      createDoor({
        context: () => workspace.context,
        desktopOf: () => own,
        log: () => undefined,
        announce: () => undefined,
      }),
    ),
  ),
};

/** The second desktop reads its page again, as a window does, when it hears that something has changed. */
let heard: (() => void) | undefined;
const onOther = (name: string): void => {
  if (name === 'directory.changed') heard?.();
};
const [first, second] = joined;
if (first === undefined || second === undefined) throw new Error('no desktops');
const desk = await openDesktop(first, () => undefined);
await nextCode();
for (const at of [local, desk]) await signInAt(at, 0);

const facts = {
  reason: 'lost_phone',
  mode: 'revoke_now',
  note: '',
  identityCheck: 'in_person',
  vouchedBy: '',
} as const;
const targets = workspace.context.storage.read
  .all(
    `SELECT id, version FROM users WHERE two_factor = 'set_up' AND status = 'active' AND role = 'client_ops'
       AND code_disabled_at IS NULL LIMIT 2000`,
  )
  .map((row) => ({ userId: Number(row['id']), version: Number(row['version']) }));
function nextTarget() {
  const target = targets.pop();
  if (target === undefined) throw new Error('everybody is reset');
  return target;
}
type ResetOutput = OutputOf<'users.resetTwoFactor'>;
const reset = (
  at: Pick<BenchDesktop, 'ask'>,
  target: ReturnType<typeof nextTarget>,
  typed = '',
): Promise<ResetOutput> =>
  at.ask('users.resetTwoFactor', { ...facts, ...target, code: typed } as InputOf<'users.resetTwoFactor'>);
const fresh = await nextCode();
const shown = nextTarget();
for (const at of [local, desk]) await reset(at, shown, fresh);

// --- one reset, click to answer -----------------------------------------------------------------------------------------
{
  const [near, far]: [number[], number[]] = [[], []];
  for (let i = 0; i < 240; i++) {
    const target = nextTarget();
    const nearMs = await timed(() => reset(local, target));
    const farMs = await timed(() => reset(desk, target));
    if (i < 40) continue;
    near.push(nearMs);
    far.push(farMs);
  }
  print({
    name: 'line: one reset at a desktop of the server, asked to answered, to the same on one computer',
    unit: 'ms',
    values: far,
    reference: near,
    gate: 4,
    aim: 3,
  });
}

// --- a page of users ----------------------------------------------------------------------------------------------------
{
  const [near, far]: [number[], number[]] = [[], []];
  for (let i = 0; i < 140; i++) {
    const page = listing({ offset: dice.below(Math.max(1, users - 100)) });
    const nearMs = await timed(() => local.ask('users.list', page));
    const farMs = await timed(() => desk.ask('users.list', page));
    if (i < 20) continue;
    near.push(nearMs);
    far.push(farMs);
  }
  print({
    name: 'line: page of 100 users at a desktop of the server, to the same on one computer',
    unit: 'ms',
    values: far,
    reference: near,
  });
}

// --- seen by the others -------------------------------------------------------------------------------------------------
const other = await openDesktop(second, onOther);
await signInAt(other, 1);
{
  const values: number[] = [];
  for (let i = 0; i < 120; i++) {
    const target = nextTarget();
    const from = performance.now();
    const seen = new Promise<number>((resolve) => {
      heard = () => {
        heard = undefined;
        void other.ask('users.list', listing({ limit: 40 })).then(() => resolve(performance.now() - from));
      };
    });
    await reset(desk, target);
    const ms = await seen;
    if (i >= 20) values.push(ms);
  }
  print({
    name: 'line: from a click on one desktop to the page read again on another one',
    unit: 'ms',
    values,
    by: 'p95',
    gate: 100,
    aim: 20,
  });
}
desk.close();
other.close();
workspace.close();

// --- many people at once ------------------------------------------------------------------------------------------------
const usedOf = (pid: number): number => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
};
const before = memoryOf(server.pid);
const took = new Map<string, number[]>();
async function ask<N extends RequestName>(at: BenchDesktop, name: N, input: InputOf<N>, what: string = name) {
  const from = performance.now();
  const answer = await at.ask(name, input);
  const times = took.get(what) ?? [];
  times.push(performance.now() - from);
  took.set(what, times);
  return answer;
}

let isWorking = false;
const people: BenchDesktop[] = [];
for (const each of joined.slice(2)) {
  // What each window shows is read again when something has changed, once at a time.
  let isReading = false;
  const person: BenchDesktop = await openDesktop(each, (name) => {
    if (name !== 'directory.changed' || isReading || !isWorking) return;
    isReading = true;
    void ask(person, 'users.list', listing({ limit: 40 }), 'users.list after a change').finally(() => {
      isReading = false;
    });
  });
  people.push(person);
}
for (const [i, at] of people.entries()) await signInAt(at, i + 2);
await nextCode();
for (const at of people) await reset(at, nextTarget(), presentCode());
isWorking = true;

async function workAt(at: BenchDesktop, until: number): Promise<void> {
  while (performance.now() < until) {
    await wait(THINK_MS * (0.5 + dice.next()));
    const what = dice.next();
    if (what < 0.5)
      await ask(
        at,
        'users.list',
        listing({ limit: 40, search: dice.pick(['mar', 'an', 'ford', 'ash', 'oo']) }),
        'users.list with a search',
      );
    else if (what < 0.7) await ask(at, 'users.list', listing({ limit: 40, offset: dice.below(users - 100) }));
    else if (what < 0.85) await ask(at, 'users.get', { userId: dice.pick(targets).userId });
    else if (what < 0.95)
      await ask(at, 'activity.list', { search: '', actions: [], outcomes: [], from: null, until: null, before: null });
    else {
      const target = nextTarget();
      const from = performance.now();
      await reset(at, target);
      const times = took.get('users.resetTwoFactor') ?? [];
      times.push(performance.now() - from);
      took.set('users.resetTwoFactor', times);
    }
  }
}
const usedBefore = usedOf(server.pid);
const startedAt = performance.now();
await Promise.all(people.map((at) => workAt(at, startedAt + WORK_MS)));
const seconds = (performance.now() - startedAt) / 1000;
const used = usedOf(server.pid) - usedBefore;
isWorking = false;
const after = memoryOf(server.pid);
for (const [name, values] of [...took].toSorted(([a], [b]) => a.localeCompare(b)))
  print({ name: `server with ${PEOPLE} people at work: ${name} (p95)`, unit: 'ms', values, by: 'p95' });
const requests = [...took.values()].flat();
print({ name: `server with ${PEOPLE} people at work: every request (p95)`, unit: 'ms', values: requests, by: 'p95' });
print({
  name: `server with ${PEOPLE} people at work: requests`,
  unit: 'a second',
  values: [requests.length / seconds],
});
print({
  name: `server with ${PEOPLE} people at work: processor time`,
  unit: '% of a core',
  values: [used / seconds / 10],
});
if (before !== undefined && after !== undefined) {
  print({ name: 'server with two desktops before: memory (PSS)', unit: 'MB', values: [before] });
  print({ name: `server with ${PEOPLE} people at work: memory (PSS)`, unit: 'MB', values: [after] });
}
for (const at of people) at.close();
await server.end();
work.remove();
