// Kills a process that imports people, at random moments. Afterwards whole groups are there, each person has one record and
// one code, and the same list imported again does the rest.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { isPostgres } from '../../support/engine.ts';
import { createFixture, type Fixture } from '../../support/fixture.ts';
import { createInstantHasher, createSeededRandom } from '../../support/seeded.ts';

const WORKER = fileURLToPath(new URL('../../support/import-worker.ts', import.meta.url));
/** Two groups of 500, and a part of one. */
const PEOPLE = 1100;
/** At least, and one of them between two groups. */
const KILLS = 3;
const MOST_RUNS = 30;

interface Run {
  readonly isDone: boolean;
  /** From the first write of the act. */
  readonly tookMs: number;
}

/** @param killAfterMs of the act. Undefined: it is let to its end. */
function run(fixture: Fixture, seed: string, list: string, killAfterMs: number | undefined): Promise<Run> {
  return new Promise((resolve, reject) => {
    const source = JSON.stringify(fixture.context.storage.source);
    const args = [WORKER, fixture.file, seed, String(fixture.clock.now()), source, list, String(PEOPLE)];
    const child = spawn(process.execPath, args, {
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: '' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [output, errors, from] = ['', '', 0];
    child.stderr.on('data', (data: Buffer) => {
      errors += data.toString();
    });
    child.stdout.on('data', (data: Buffer) => {
      const wasReady = output.includes('ready');
      output += data.toString();
      if (wasReady || !output.includes('ready')) return;
      from = performance.now();
      if (killAfterMs !== undefined) setTimeout(() => child.kill('SIGKILL'), killAfterMs);
    });
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      if (code !== 0 && signal !== 'SIGKILL') reject(new Error(`the worker ended by itself with ${code}: ${errors}`));
      resolve({ isDone: output.includes('done'), tookMs: performance.now() - from });
    });
  });
}

/** @returns how many people are there. */
function check({ read, checkChain }: Fixture): number {
  const count = (from: string): number => Number(read.get(`SELECT count(*) AS n FROM ${from}`)?.['n']);
  const people = count("users WHERE status = 'invited'");
  const records = "activity WHERE action = 'user.invited'";
  expect([
    count(records),
    count(`(SELECT DISTINCT target_id FROM ${records}) AS one`),
    count('one_time_codes'),
  ]).toEqual([people, people, people]);
  checkChain();
  if (!isPostgres) expect(Object.values(read.get('PRAGMA integrity_check') ?? {})).toEqual(['ok']);
  return people;
}

test('killed again and again, an import leaves whole groups, and the same list does the rest', async () => {
  const fixture = createFixture({ passwords: createInstantHasher() });
  await fixture.addPerson({ role: 'partner_admin' });
  fixture.context.storage.close();
  let { tookMs } = await run(fixture, 'whole', 'list0', undefined);
  fixture.reopen();
  expect(check(fixture)).toBe(PEOPLE);
  const random = createSeededRandom(`kills-${process.pid}`);
  let [kills, inTheMiddle, lists] = [0, 0, 1];
  for (let number = 0; (kills < KILLS || inTheMiddle === 0) && number < MOST_RUNS; number += 1) {
    const before = check(fixture) - lists * PEOPLE;
    fixture.context.storage.close();
    const after = ((random.bytes(1)[0] ?? 0) / 255) * tookMs;
    const { isDone } = await run(fixture, `run${number}`, `list${lists}`, after);
    fixture.reopen();
    const people = check(fixture) - lists * PEOPLE;
    expect(people).toBeGreaterThanOrEqual(before);
    if (people !== PEOPLE) expect((people - before) % 500).toBe(0);
    if (!isDone) kills += 1;
    // The first run was slower than this one.
    else tookMs *= 0.7;
    if (!isDone && people > 0 && people < PEOPLE) inTheMiddle += 1;
    if (people === PEOPLE) lists += 1;
  }
  expect(kills).toBeGreaterThanOrEqual(KILLS);
  expect(inTheMiddle).toBeGreaterThan(0);
}, 300_000);
