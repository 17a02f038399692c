// Kills a process that resets users, at random moments, many times. Afterwards every user is entirely before or
// entirely after a reset, in all tables, and the activity chain verifies.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { Reader } from '../../main/storage/engine/database.ts';
import { isPostgres } from '../support/engine.ts';
import { createFixture, type Fixture } from '../support/fixture.ts';
import { createInstantHasher, createSeededRandom, HOUR } from '../support/seeded.ts';

const WORKER = fileURLToPath(new URL('../support/reset-worker.ts', import.meta.url));
const KILLS = 15;

/** Waits until the worker is ready, lets it run for this many ms, and kills it. */
function runAndKill({ file, context, clock }: Fixture, seed: string, later: number, busyMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const args = [WORKER, file, seed, String(clock.now() + later), JSON.stringify(context.storage.source)];
    const child = spawn(process.execPath, args, {
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: '' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let errors = '';
    child.stderr.on('data', (data: Buffer) => {
      errors += data.toString();
    });
    child.stdout.on('data', (data: Buffer) => {
      const wasReady = output.includes('ready');
      output += data.toString();
      if (wasReady || !output.includes('ready')) return;
      const from = performance.now();
      // Measures the random moment in steps of the event loop.
      const wait = (): void => {
        if (performance.now() - from >= busyMs) child.kill('SIGKILL');
        else setImmediate(wait);
      };
      wait();
    });
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      if (signal === 'SIGKILL') resolve();
      else reject(new Error(`the worker ended by itself with ${code}: ${errors}`));
    });
  });
}

interface Facts {
  readonly id: number;
  readonly twoFactor: string;
  readonly authenticators: number;
  readonly codeSets: number;
  readonly codes: number;
  readonly openSessions: number;
  readonly setupCodes: number;
  readonly openNotices: number;
  readonly hasDeadline: number;
  readonly isDeadlineOfCode: number;
  readonly lastAction: string | null;
  readonly isLastActionAtState: number;
  readonly resets: number;
  readonly notices: number;
  readonly version: number;
  readonly changes: number;
}

const FACTS = `SELECT u.id, u.two_factor AS "twoFactor",
  (SELECT count(*) FROM authenticators x WHERE x.user_id = u.id) AS authenticators,
  (SELECT count(*) FROM recovery_code_sets x WHERE x.user_id = u.id) AS "codeSets",
  (SELECT count(*) FROM recovery_codes x WHERE x.user_id = u.id AND x.used_at IS NULL) AS codes,
  (SELECT count(*) FROM sessions x WHERE x.user_id = u.id AND x.ended_at IS NULL) AS "openSessions",
  (SELECT count(*) FROM setup_codes x WHERE x.user_id = u.id) AS "setupCodes",
  (SELECT count(*) FROM notices x WHERE x.user_id = u.id AND x.acknowledged_at IS NULL) AS "openNotices",
  CASE WHEN u.setup_deadline_at IS NOT NULL THEN 1 ELSE 0 END AS "hasDeadline",
  CASE WHEN u.setup_deadline_at = (SELECT expires_at FROM setup_codes x WHERE x.user_id = u.id) THEN 1 ELSE 0 END AS "isDeadlineOfCode",
  (SELECT action FROM activity a WHERE a.target_id = u.id ORDER BY seq DESC LIMIT 1) AS "lastAction",
  CASE WHEN u.two_factor_at = (SELECT at FROM activity a WHERE a.target_id = u.id ORDER BY seq DESC LIMIT 1) THEN 1 ELSE 0 END AS "isLastActionAtState",
  (SELECT count(*) FROM activity a WHERE a.target_id = u.id AND a.action = 'two_factor.reset') AS resets,
  (SELECT count(*) FROM notices x WHERE x.user_id = u.id) AS notices,
  u.version, (SELECT count(*) FROM activity a WHERE a.target_id = u.id) AS changes
FROM users u WHERE u.id > 1`;

const factsOf = (reader: Reader): Facts[] => reader.all(FACTS) as unknown as Facts[];

function checkWhole(facts: Facts, firstVersion: number): void {
  const {
    id,
    twoFactor,
    authenticators,
    codeSets,
    codes,
    openSessions,
    setupCodes,
    openNotices,
    hasDeadline,
    isDeadlineOfCode,
  } = facts;
  const state = {
    id,
    authenticators,
    codeSets,
    codes,
    openSessions,
    setupCodes,
    openNotices,
    hasDeadline,
    isDeadlineOfCode,
  };
  if (twoFactor === 'set_up')
    expect(state).toEqual({
      id,
      authenticators: 1,
      codeSets: 1,
      codes: 10,
      openSessions: facts.changes === 0 ? 0 : 1,
      setupCodes: 0,
      openNotices: 0,
      hasDeadline: 0,
      isDeadlineOfCode: 0,
    });
  else
    expect(state).toEqual({
      id,
      authenticators: 0,
      codeSets: 0,
      codes: 0,
      openSessions: 0,
      setupCodes: 1,
      openNotices: 1,
      hasDeadline: 1,
      isDeadlineOfCode: 1,
    });
  if (facts.changes > 0)
    expect([facts.lastAction, facts.isLastActionAtState]).toEqual([
      twoFactor === 'set_up' ? 'two_factor.set_up' : 'two_factor.reset',
      1,
    ]);
  expect([facts.notices, facts.version]).toEqual([facts.resets, firstVersion + facts.changes]);
}

test(`killed ${KILLS} times in the middle of resets, every user is entirely before or after one`, async () => {
  const fixture = createFixture({ passwords: createInstantHasher() });
  await fixture.addPerson({ role: 'partner_admin' });
  for (let i = 0; i < 6; i++) await fixture.addPerson({ role: 'client_ops' });
  const firstVersion = factsOf(fixture.read)[0]?.version ?? 0;
  const random = createSeededRandom(`kills-${process.pid}`);
  let resets = 0;
  let roundsWithWork = 0;
  let longestMs = 60;
  const isEnough = (): boolean => resets > KILLS && roundsWithWork > KILLS / 3;
  for (let kill = 0; kill < KILLS || (!isEnough() && kill < 5 * KILLS); kill++) {
    fixture.context.storage.close();
    await runAndKill(fixture, `run${kill}`, kill * HOUR, ((random.bytes(1)[0] ?? 0) / 255) * longestMs);
    fixture.reopen();
    const all = factsOf(fixture.read);
    for (const facts of all) checkWhole(facts, firstVersion);
    fixture.checkChain();
    if (!isPostgres) expect(Object.values(fixture.read.get('PRAGMA integrity_check') ?? {})).toEqual(['ok']);
    const now = all.reduce((sum, facts) => sum + facts.resets, 0);
    if (now > resets) roundsWithWork += 1;
    // On a busy machine a worker may finish nothing in its time. The next ones get more.
    else longestMs = Math.min(longestMs * 1.5, 2000);
    resets = now;
  }
  expect(resets).toBeGreaterThan(KILLS);
  expect(roundsWithWork).toBeGreaterThan(KILLS / 3);
}, 600_000);
