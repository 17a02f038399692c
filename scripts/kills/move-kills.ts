// Kills moves to PostgreSQL and back at places that are spread over all calls of the move, and at each of its last calls.
// After each kill one of the two must be the firm, whole, and the other one must say that it is not. `database`: PostgreSQL is ended
// at the place, and started again before the look. Runs in Electron's own Node.
//   <move | database> <number of places for each of the two moves>
import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { connect } from '../../main/storage/engine/postgres/connection.ts';
import { findPostgres, startPostgres } from '../toolchain/postgres.mjs';
import { type Found, lookAt, makeFirm, WORKS, type WorkName, work } from './move-firm.ts';

const [victim = '', placesText = ''] = process.argv.slice(2);
const places = Number(placesText);
/** An immediate shutdown takes less. */
const PATIENCE_MS = 10_000;
const SCRIPT = join(import.meta.dirname, 'move-work.ts');
const programs = findPostgres();
if (programs === undefined) throw new Error('PostgreSQL is not here: install the package postgresql');
const server = startPostgres(programs);
const root = mkdtempSync(join(tmpdir(), 'rekey-kills-'));
const urlOf = (database: string): string => `postgres:///${database}?host=${server.socket}&user=rekey`;
const address = { url: urlOf('moving') };
// Worker threads alone keep no process alive.
const staying = setInterval(() => undefined, 1000);
let failed = 0;
try {
  await makeFirm(root);
  emptyDatabase();
  const before = await lookAt(root, address);
  const calls = { in: run('in', 0).calls, back: run('back', 0).calls };
  const kills = { in: 0, back: 0 };
  const stayed = { in: 0, back: 0 };
  /** Moves that came to their end in spite of it. */
  const done = { in: 0, back: 0 };
  emptyDatabase();
  for (let place = 0; place < places; place++)
    for (const name of WORKS) {
      const at = callAt(place, calls[name]);
      const { isReached, isDone } = victim === 'database' ? await runWithout(name, at) : run(name, at);
      if (!isReached) {
        console.log(`${name}: call ${at} was not reached`);
        failed += 1;
        continue;
      }
      kills[name] += 1;
      if (isDone) done[name] += 1;
      const found = await lookAt(root, address);
      const wrong = [...found.wrong, ...whatIsLost(before, found)];
      const isMoved = found.isOnPostgres === (name === 'in');
      if (isDone && !isMoved) wrong.push('the move has said that it is done');
      if (!isMoved) stayed[name] += 1;
      if (wrong.length > 0) {
        failed += 1;
        console.log(`FAILED after ${name}, call ${at} of ${calls[name]}: ${wrong.join('; ')}`);
      }
      // The same again, without a kill. A copy that the folder does not know of is dropped, as docs/server.md says.
      if (!isMoved && name === 'in') emptyDatabase();
      if (!isMoved) await work(name, root, address, () => undefined);
      if (name === 'back') emptyDatabase();
    }
  for (const name of WORKS)
    console.log(
      `${name}: ${kills[name]} kills among ${calls[name]} calls, after ${stayed[name]} the firm had stayed, after ${kills[name] - stayed[name]} it had moved; ${done[name]} said that they were done`,
    );
  console.log(`${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
} finally {
  clearInterval(staying);
  rmSync(root, { recursive: true, force: true });
  server.stop();
}

/** Half of the places are the last calls, where the move is decided. */
function callAt(place: number, calls: number | undefined): number {
  const all = calls ?? 0;
  const last = Math.floor(places / 2);
  const spread = places - last;
  return place < spread ? 1 + Math.floor((place * (all - last)) / spread) : all - (places - 1 - place);
}

interface Ran {
  readonly calls: number;
  readonly isReached: boolean;
  /** The move has come to its end. */
  readonly isDone: boolean;
}

/** @returns once the move is killed, or has ended. */
function run(name: WorkName, killAt: number): Ran {
  const { signal, status, stdout, stderr } = spawnWork(name, killAt, []);
  if (signal !== 'SIGKILL' && status !== 0) throw new Error(`${name} failed by itself: ${stderr}`);
  return { calls: Number(stdout), isReached: signal === 'SIGKILL', isDone: status === 0 };
}

/** @returns once PostgreSQL, which was ended at the call, is there again. */
async function runWithout(name: WorkName, endAt: number): Promise<Ran> {
  const [first = ''] = readFileSync(join(server.data, 'postmaster.pid'), 'utf8').split('\n');
  const { status, stdout } = spawnWork(name, endAt, [first]);
  const until = performance.now() + PATIENCE_MS;
  while (existsSync(`/proc/${first}`) && performance.now() < until) await delay(20);
  const isReached = !existsSync(`/proc/${first}`);
  if (isReached) server.begin();
  return { calls: Number(stdout), isReached, isDone: status === 0 };
}

function spawnWork(name: WorkName, at: number, postgres: readonly string[]): SpawnSyncReturns<string> {
  const args = [...process.execArgv, SCRIPT, name, root, address.url, String(at), ...postgres];
  return spawnSync(process.execPath, args, { encoding: 'utf8' });
}

/** A start may add records, and takes none away. */
function whatIsLost(before: Found, { people, records }: Found): readonly string[] {
  return [
    ...(people === before.people ? [] : [`${people} people, not ${before.people}`]),
    ...(records >= before.records ? [] : [`${records} records, not ${before.records}`]),
  ];
}

function emptyDatabase(): void {
  const connection = connect({ url: urlOf('postgres') }, false);
  for (const text of [
    'DROP DATABASE IF EXISTS moving WITH (FORCE)',
    'CREATE DATABASE moving',
    'REVOKE ALL ON DATABASE moving FROM PUBLIC',
  ])
    connection.run({ text });
  connection.close();
}
