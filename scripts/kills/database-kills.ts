// Kills the PostgreSQL server of a firm and throws its data away, while desktops of the firm's server act through the line with act
// ids. A standby takes over, a second Rekey that waits takes over from the one that ends, and that is started again as systemd does
// it. The acts go on without a person. What was acknowledged is looked for afterwards. In the control no commit waits for a standby.
// Runs in Electron's own Node.
//   synchronous|asynchronous <count> <folder>
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { prepareStandby } from '../../main/prepare-standby.ts';
import { askStatus } from '../../main/status-socket.ts';
import { type Servers, startServers } from './database-servers.ts';
import { type Desk, enter, Interrupted, openDesk, Refused } from './line-desk.ts';
import { type DeskName, firmFolder, KIT_CODE, type Known, makeFirm, noKeyStore, type Person } from './line-firm.ts';
import { freshCode } from './line-work.ts';

const [kind = '', countText = '', root = ''] = process.argv.slice(2);
const isSynchronous = kind === 'synchronous';
const APPLICATION = join(import.meta.dirname, '../..');
/** Enough for fifty kills: each person is reset once. */
const PEOPLE = 9000;
const DESKS: readonly DeskName[] = ['reset', 'other', 'bulk'];
const SHORTEST_ACTING_MS = 500;
const LONGEST_ACTING_MS = 4000;
/** In milliseconds. Nothing reaches the standbys for so long before the kill. */
const LONGEST_SILENCE_MS = 400;
const START_AGAIN_MS = 1000;
const PATIENCE_MS = 300_000;
/** What an act finds while the server or the standby is away. After a loss that the anchor has noticed, used codes wait. */
const MEANWHILE = ['not_on_standby', 'standby_missing', 'not_signed_in', 'not_now', 'code_already_used'];

const log = (line: string): void => appendFileSync(join(root, 'campaign.log'), `${new Date().toISOString()} ${line}\n`);
const say = (line: string): void => {
  log(line);
  console.log(line);
};

interface Place {
  readonly folder: string;
  readonly port: number;
}

/** Rekey under a supervisor: it is started again until the campaign ends it. */
function supervise({ folder, port }: Place, url: string, onServing: () => void): { readonly end: () => Promise<void> } {
  const { ELECTRON_RUN_AS_NODE: _, DISPLAY: __, WAYLAND_DISPLAY: ___, ...env } = process.env;
  const given = (env['REKEY_ELECTRON_ARGS'] ?? '').split(' ').filter(Boolean);
  const own = ['--serve', '--database', url, `--user-data-dir=${folder}`, `--listen=127.0.0.1:${port}`];
  let child: ChildProcessByStdio<null, Readable, Readable> | undefined;
  let isEnding = false;
  const running = (async () => {
    while (!isEnding) {
      child = spawn(process.execPath, [...given, '--disable-gpu', APPLICATION, ...own], {
        env,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      // Chromium says there that it finds no bus.
      createInterface({ input: child.stderr }).on('line', (line) => {
        if (line.startsWith('Rekey: ')) log(`port ${port}: ${line}`);
      });
      createInterface({ input: child.stdout }).on('line', (line) => {
        log(`port ${port}: ${line}`);
        if (line.startsWith('serving ')) onServing();
      });
      await once(child, 'exit');
      if (!isEnding) await delay(START_AGAIN_MS);
    }
  })();
  return {
    async end() {
      isEnding = true;
      child?.kill('SIGTERM');
      await running;
    },
  };
}

async function moveToPostgres(url: string): Promise<void> {
  const { ELECTRON_RUN_AS_NODE: _, DISPLAY: __, WAYLAND_DISPLAY: ___, ...env } = process.env;
  const given = (env['REKEY_ELECTRON_ARGS'] ?? '').split(' ').filter(Boolean);
  const own = ['--serve', '--move-to', url, `--user-data-dir=${firmFolder(root)}`];
  const child = spawn(process.execPath, [...given, '--disable-gpu', APPLICATION, ...own], { env, stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error('the firm is not moved');
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function untilTrue(what: string, look: () => Promise<boolean>): Promise<void> {
  const until = performance.now() + PATIENCE_MS;
  while (!(await look())) {
    if (performance.now() > until) throw new Error(`not in time: ${what}`);
    await delay(100);
  }
}

/** The folder of a second server, made with the recovery kit. */
async function prepareSecond(url: string): Promise<Place> {
  const folder = join(root, 'second');
  const prepared = await prepareStandby({
    address: { url },
    folder: join(folder, 'firm'),
    anchorFile: join(folder, 'record-anchor.json'),
    keyStore: noKeyStore,
    now: Date.now(),
    askForKit: async () => KIT_CODE,
  });
  if (prepared.kind !== 'prepared') throw new Error(`the second folder is ${prepared.kind}`);
  return { folder, port: await freePort() };
}

interface Status {
  readonly state: 'serving' | 'waiting';
  readonly standby?: string;
}

async function statusOf({ folder }: Place): Promise<Status | undefined> {
  const status = await askStatus(folder).catch(() => undefined);
  return status === undefined ? undefined : (JSON.parse(status) as Status);
}

/** Records that say that others are missing. */
interface Noticed {
  /** Of the server, when it starts. */
  readonly byAnchor: number;
  /** It remembers the last record that it was told of. */
  readonly byDesktop: number;
}

interface Worker {
  readonly desk: Desk;
  readonly person: Person;
  /** What it resets, each once. */
  readonly users: number[];
}

/** What was asked for, and whether it was acknowledged. */
interface Asked {
  readonly what: string;
  readonly action: 'two_factor.reset' | 'client.added';
  readonly userId: number;
  /** When the request left that was answered. */
  from: number;
  at: number | undefined;
  /** Of the time until then: waiting for the next code of the phone, in ms. */
  waited: number;
}

async function campaign(): Promise<boolean> {
  const known = await makeFirm(root, await freePort(), PEOPLE);
  const servers = await startServers(root, isSynchronous);
  try {
    return await killThem(known, servers);
  } finally {
    servers.stop();
  }
}

async function killThem(known: Known, servers: Servers): Promise<boolean> {
  await moveToPostgres(servers.url);
  const first: Place = { folder: firmFolder(root), port: known.port };
  const places = [first, await prepareSecond(servers.urlNow)];
  let servingAt = 0;
  const onServing = (): void => {
    servingAt = performance.now();
  };
  const rekeys = places.map((place) => supervise(place, servers.url, onServing));
  const { version } = JSON.parse(readFileSync(join(APPLICATION, 'package.json'), 'utf8')) as { version: string };
  const { fingerprint } = known;
  const ports = places.map(({ port }) => port);
  const each = Math.floor(known.many.length / DESKS.length);
  const workers: Worker[] = [];
  for (const [at, name] of DESKS.entries()) {
    const desk = await openDesk({ identity: known.desks[name], fingerprint, ports, version, log });
    const person = known.admins[at];
    if (person !== undefined) workers.push({ desk, person, users: known.many.slice(at * each, (at + 1) * each) });
  }
  const asked: Asked[] = [];
  const total = { acknowledged: 0, lost: 0, doubled: 0, wrong: 0, unknown: 0 };
  /** Kills after which something acknowledged was missing, by who noticed it. */
  const losses = { anchorAndDesktop: 0, onlyAnchor: 0, onlyDesktop: 0, nobody: 0 };
  let noticedBefore: Noticed = { byAnchor: 0, byDesktop: 0 };
  const times: Record<string, number[]> = {
    'serving again': [],
    'acting again': [],
    'of it, a person waited for the next code': [],
  };

  /** @returns once the act is acknowledged, whatever happens in between. */
  async function act({ desk, person, users }: Worker, isReset: boolean): Promise<void> {
    const userId = isReset ? users.shift() : undefined;
    if (isReset && userId === undefined) throw new Error('everybody was reset');
    const name = `Client ${asked.length}`;
    const one: Asked = {
      what: userId === undefined ? name : `user ${userId}`,
      action: userId === undefined ? 'client.added' : 'two_factor.reset',
      userId: userId ?? 0,
      from: 0,
      at: undefined,
      waited: 0,
    };
    const waitedBefore = person.waitedMs ?? 0;
    const end = (): void => {
      one.at = performance.now();
      one.waited = (person.waitedMs ?? 0) - waitedBefore;
    };
    let version: number | undefined;
    asked.push(one);
    const until = performance.now() + PATIENCE_MS;
    for (;;) {
      try {
        await enter(desk, person);
        one.from = performance.now();
        if (userId === undefined) await desk.ask('clients.add', { name, type: 'company', accountingSoftware: '' });
        else {
          version ??= (await desk.ask('users.get', { userId })).version;
          const code = await freshCode(desk, person);
          const facts = { mode: 'revoke_now', reason: 'lost_phone', note: '', identityCheck: 'in_person' } as const;
          await desk.ask('users.resetTwoFactor', { userId, version, ...facts, vouchedBy: '', code });
          await desk.ask('window.setSecretShown', { isShown: false });
        }
        end();
        return;
      } catch (error) {
        const isMeanwhile =
          error instanceof Interrupted || (error instanceof Refused && MEANWHILE.includes(error.code));
        if (!isMeanwhile || performance.now() > until) throw error;
        total.unknown += 1;
        log(`${one.what}: ${error instanceof Refused ? error.code : error.message}`);
        // Nobody adds the same client twice without having looked.
        if (userId === undefined) {
          await enterAgain(desk, person);
          if ((await count(one)) > 0) {
            end();
            return;
          }
        }
        await delay(100);
      }
    }
  }

  async function enterAgain(desk: Desk, person: Person): Promise<void> {
    await untilTrue('the desktop is in again', async () => {
      try {
        await enter(desk, person);
        return true;
      } catch (error) {
        if (error instanceof Interrupted || error instanceof Refused) return false;
        throw error;
      }
    });
  }

  async function count({ action, userId, what }: Asked): Promise<number> {
    const [row] = await servers.ask(
      'firm',
      `SELECT count(*)::integer AS n FROM rekey.activity WHERE action = $1 AND outcome = 'done'
       AND ($2 = 0 OR target_id = $2) AND ($2 <> 0 OR EXISTS (SELECT 1 FROM rekey.clients WHERE name = $3
         AND id = (detail::jsonb ->> 'clientId')::bigint))`,
      [action, userId, what],
    );
    return Number(row?.['n']);
  }

  async function round(number: number): Promise<void> {
    let isOver = false;
    const first = asked.length;
    const acting = workers.map(async (worker, at) => {
      for (let turn = 0; !isOver; turn++) await act(worker, (turn + at) % 3 === 0);
    });
    // Looked at below.
    for (const one of acting) one.catch(() => undefined);
    await delay(SHORTEST_ACTING_MS + Math.random() * (LONGEST_ACTING_MS - SHORTEST_ACTING_MS));
    const before = asked.filter(({ at }) => at !== undefined).length;
    const killedAt = performance.now() + Math.random() * LONGEST_SILENCE_MS;
    await servers.kill(killedAt - performance.now());
    await servers.takeOver();
    await untilTrue('Rekey acts again', async () => {
      const again = asked.find(({ from, at }) => at !== undefined && from > killedAt);
      const failed = await Promise.race([Promise.all(acting).then(() => true), delay(50).then(() => false)]);
      if (failed) throw new Error('nobody acts');
      if (again?.at !== undefined) {
        times['acting again']?.push(again.at - killedAt);
        times['of it, a person waited for the next code']?.push(again.waited);
      }
      return again !== undefined;
    });
    times['serving again']?.push(servingAt - killedAt);
    isOver = true;
    await Promise.all(acting);
    servers.addStandby();
    await untilTrue('everything stands as before', standsAsBefore);
    const found = await noticed();
    let lost = 0;
    for (const one of asked.slice(first)) {
      if (one.at === undefined) continue;
      total.acknowledged += 1;
      const times = await count(one);
      if (times === 0) lost += 1;
      if (times > 1) total.doubled += 1;
    }
    total.lost += lost;
    const isAnchor = found.byAnchor > noticedBefore.byAnchor;
    const isDesktop = found.byDesktop > noticedBefore.byDesktop;
    noticedBefore = found;
    // A person at each desktop goes on with the record that is there, so that the next round begins without a word of this one.
    for (const worker of workers) await patientlyAccept(worker);
    const by = isAnchor ? (isDesktop ? 'anchorAndDesktop' : 'onlyAnchor') : isDesktop ? 'onlyDesktop' : 'nobody';
    if (lost > 0) losses[by] += 1;
    if (isSynchronous ? isAnchor || isDesktop : lost > 0 && by === 'nobody') total.wrong += 1;
    if (await hasBreak()) total.wrong += 1;
    log(`round ${number}: ${before} before the kill, lost ${lost}, noticed by ${by}`);
  }

  async function patientlyAccept({ desk, person }: Worker): Promise<void> {
    await untilTrue('the desktop goes on with the record', async () => {
      await enterAgain(desk, person);
      try {
        await desk.ask('line.acceptRecord', {});
        return true;
      } catch (error) {
        if (error instanceof Interrupted) return false;
        throw error;
      }
    });
  }

  /** The whole record is verified. What is lost in the control is no break: the records before it are whole. */
  async function hasBreak(): Promise<boolean> {
    let count: number | undefined;
    await untilTrue('the record is verified', async () => {
      const [one] = workers;
      if (one === undefined) throw new Error('there is no desktop');
      await enterAgain(one.desk, one.person);
      try {
        count = (await one.desk.ask('activity.verify', {})).breaks.length;
      } catch (error) {
        if (!(error instanceof Interrupted || error instanceof Refused)) throw error;
      }
      return count !== undefined;
    });
    return count !== 0;
  }

  /** One server serves, with a standby in step where commits wait for one, and the other one waits. */
  async function standsAsBefore(): Promise<boolean> {
    const all = await Promise.all(places.map(statusOf));
    const serving = all.find((status) => status?.state === 'serving');
    const isInStep = serving !== undefined && (serving.standby === 'in_step' || !isSynchronous);
    return isInStep && all.some((status) => status?.state === 'waiting');
  }

  let isStopped = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      isStopped = true;
    });
  async function noticed(): Promise<Noticed> {
    const rows = await servers.ask('firm', 'SELECT action, count(*)::integer AS n FROM rekey.activity GROUP BY action');
    const count = (...actions: string[]): number =>
      rows.reduce((sum, row) => sum + (actions.includes(String(row['action'])) ? Number(row['n']) : 0), 0);
    return { byAnchor: count('record.cut', 'record.altered'), byDesktop: count('record.seen_otherwise') };
  }

  try {
    await untilTrue('everything stands', standsAsBefore);
    for (const { desk, person } of workers) await enterAgain(desk, person);
    for (let number = 1; number <= Number(countText) && !isStopped; number++) {
      await round(number);
      say(`${number} kills: ${JSON.stringify({ ...total, ...losses })}; ${lastOf(times)}`);
    }
  } finally {
    for (const { desk } of workers) desk.close();
    await Promise.all(rekeys.map((rekey) => rekey.end()));
  }
  for (const [what, each] of Object.entries(times)) say(`${what}: ${summaryOf(each)}`);
  say(`asked without an answer at first: ${total.unknown}`);
  return isSynchronous ? total.lost + total.doubled + total.wrong === 0 : total.lost > 0 && total.wrong === 0;
}

const seconds = (ms: number | undefined): string => `${((ms ?? 0) / 1000).toFixed(1)} s`;

const lastOf = (times: Readonly<Record<string, readonly number[]>>): string =>
  Object.entries(times)
    .map(([what, each]) => `${what}: ${seconds(each.at(-1))}`)
    .join(', ');

function summaryOf(times: readonly number[]): string {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (part: number): string => seconds(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))]);
  return `${at(0)} to ${at(1)}, median ${at(0.5)}, p95 ${at(0.95)}`;
}

// Worker threads alone keep no process alive.
const staying = setInterval(() => undefined, 1000);
try {
  process.exitCode = (await campaign()) ? 0 : 1;
} finally {
  clearInterval(staying);
}
