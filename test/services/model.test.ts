// Any sequence of events on one account, from several windows, stale ones included. What must hold whatever happens:
// a session exists only after a factor that was accepted since the last reset, or a set-up that the setup code opened;
// no code and no recovery code is ever accepted twice; a factor that a reset removed never comes back.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Refusal } from '../../main/domain/refusal.ts';
import { codeAtStep, STEP_MS, stepAt } from '../../main/domain/two-factor.ts';
import { findActor } from '../../main/services/actor.ts';
import { resetTwoFactor } from '../../main/services/reset-two-factor.ts';
import { confirmSetUp, enterSetupCode, finishSetUp } from '../../main/services/set-up-two-factor.ts';
import { signIn, verifyCode, verifyRecoveryCode } from '../../main/services/sign-in.ts';
import type { Stage, Visit, VisitAt } from '../../main/services/visit.ts';
import { type Bench, createBench, type Person } from '../support/bench.ts';
import { createInstantHasher, DAY, HOUR, MINUTE, SECOND } from '../support/seeded.ts';

type Event =
  | { readonly kind: 'signIn'; readonly isRight: boolean }
  | { readonly kind: 'code'; readonly which: number; readonly secret: number; readonly distance: number; readonly isTwice: boolean }
  | { readonly kind: 'recoveryCode'; readonly which: number; readonly code: number; readonly isTwice: boolean }
  | { readonly kind: 'reset' }
  | { readonly kind: 'setupCode'; readonly which: number; readonly code: number }
  | { readonly kind: 'confirm'; readonly which: number; readonly distance: number; readonly isTwice: boolean }
  | { readonly kind: 'finish'; readonly which: number }
  | { readonly kind: 'time'; readonly ms: number }
  | { readonly kind: 'restart' };

/** 0 is the newest of its kind; larger numbers reach back to stale ones. */
const recent = fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.nat(6));
const distance = fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: -2, max: 2 }));
const isTwice = fc.oneof({ weight: 3, arbitrary: fc.constant(false) }, fc.constant(true));
const event: fc.Arbitrary<Event> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('signIn' as const),
      isRight: fc.oneof({ weight: 6, arbitrary: fc.constant(true) }, fc.constant(false)),
    }),
  },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('code' as const), which: recent, secret: recent, distance, isTwice }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('recoveryCode' as const), which: recent, code: fc.nat(24), isTwice }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'reset' as const }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('setupCode' as const), which: recent, code: recent }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('confirm' as const), which: recent, distance, isTwice }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('finish' as const), which: recent }) },
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('time' as const), ms: fc.constantFrom(SECOND, STEP_MS, STEP_MS, MINUTE, 10 * MINUTE, HOUR, DAY) }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'restart' as const }) },
);

/** Where a visit comes from: the number of resets before it, and whether a proof stronger than the password led to it. */
interface Origin {
  readonly resets: number;
  readonly isProved: boolean;
}

interface Tally {
  events: number;
  sessions: number;
  refusals: number;
  resets: number;
  setUps: number;
}

class Run {
  private readonly bench: Bench;
  private readonly visits: { readonly visit: Visit; readonly origin: Origin }[] = [];
  private readonly secrets: { readonly secret: Uint8Array; readonly resets: number }[] = [];
  private readonly recoveryCodes: { readonly code: string; readonly resets: number }[] = [];
  private readonly setupCodes: { readonly code: string; readonly resets: number }[] = [];
  private readonly sessions: { readonly id: string; readonly origin: Origin }[] = [];
  private readonly acceptedCodes = new Set<string>();
  private readonly acceptedRecoveryCodes = new Set<string>();
  private resets = 0;
  private readonly tally: Tally;
  private readonly ann: Person;
  private readonly admin: Person;

  private constructor(tally: Tally, bench: Bench, ann: Person, admin: Person) {
    this.tally = tally;
    this.bench = bench;
    this.ann = ann;
    this.admin = admin;
    this.secrets.push({ secret: ann.secret, resets: 0 });
    this.recoveryCodes.push(...ann.recoveryCodes.map((code) => ({ code, resets: 0 })));
  }

  static async start(tally: Tally): Promise<Run> {
    const bench = createBench({ passwords: createInstantHasher() });
    const admin = await bench.addPerson({ role: 'partner_admin' });
    return new Run(tally, bench, await bench.addPerson({ role: 'client_ops' }), admin);
  }

  /** What the event led to, one entry per success; refusals are answers, anything else that is thrown fails the test. */
  private async attempts<T>(isTwice: boolean, work: () => Promise<T> | T): Promise<T[]> {
    const results = await Promise.allSettled((isTwice ? [1, 2] : [1]).map(async () => work()));
    return results.flatMap((result) => {
      if (result.status === 'fulfilled') return [result.value];
      if (!(result.reason instanceof Refusal)) throw result.reason;
      this.tally.refusals += 1;
      return [];
    });
  }

  private pick<S extends Stage>(stage: S, which: number): { readonly visit: VisitAt<S>; readonly origin: Origin } | undefined {
    const found = this.visits.filter((entry) => entry.visit.stage === stage).at(-1 - which);
    return found as { readonly visit: VisitAt<S>; readonly origin: Origin } | undefined;
  }

  private enter(visit: Visit, origin: Origin): void {
    if (visit.stage === 'signed_in') {
      this.tally.sessions += 1;
      this.sessions.push({ id: visit.sessionId, origin });
      expect(origin).toEqual({ resets: this.resets, isProved: true });
    }
    if (visit.stage === 'recovery_codes') this.recoveryCodes.push(...visit.codes.map((code) => ({ code, resets: this.resets })));
    this.visits.push({ visit, origin });
  }

  private async happen(event: Event): Promise<void> {
    const { context, clock } = this.bench;
    const now = stepAt(clock.now());
    switch (event.kind) {
      case 'signIn':
        for (const visit of await this.attempts(false, () =>
          signIn(context, { email: this.ann.email, password: event.isRight ? this.ann.password : 'wrong' }),
        )) {
          expect(event.isRight).toBe(true);
          expect(visit.stage).toBe(this.bench.user(this.ann).twoFactor === 'set_up' ? 'code' : 'setup_code');
          this.enter(visit, { resets: this.resets, isProved: false });
        }
        return;
      case 'code': {
        const from = this.pick('code', event.which);
        const taken = this.secrets.at(-1 - event.secret);
        if (from === undefined || taken === undefined) return;
        const code = codeAtStep(taken.secret, now + event.distance);
        const key = `${Buffer.from(taken.secret).toString('hex')}/${now + event.distance}`;
        const visits = await this.attempts(event.isTwice, () => verifyCode(context, from.visit, code));
        expect(visits.length).toBeLessThanOrEqual(1);
        for (const visit of visits) {
          expect(taken.resets).toBe(this.resets);
          expect(Math.abs(event.distance)).toBeLessThanOrEqual(1);
          expect(this.acceptedCodes.has(key)).toBe(false);
          this.acceptedCodes.add(key);
          this.enter(visit, { resets: this.resets, isProved: true });
        }
        return;
      }
      case 'recoveryCode': {
        const from = this.pick('code', event.which);
        const taken = this.recoveryCodes.at(-1 - event.code);
        if (from === undefined || taken === undefined) return;
        const visits = await this.attempts(event.isTwice, () => verifyRecoveryCode(context, from.visit, taken.code));
        expect(visits.length).toBeLessThanOrEqual(1);
        for (const visit of visits) {
          expect(taken.resets).toBe(this.resets);
          expect(this.acceptedRecoveryCodes.has(taken.code)).toBe(false);
          this.acceptedRecoveryCodes.add(taken.code);
          this.enter(visit, { resets: this.resets, isProved: true });
        }
        return;
      }
      case 'reset': {
        const actor = await this.bench.signIn(this.admin);
        const result = resetTwoFactor(context, actor, {
          userId: this.ann.id,
          version: this.bench.user(this.ann).version,
          reason: 'lost_phone',
          note: '',
          identityCheck: 'in_person',
          vouchedBy: '',
          code: this.bench.nextCode(this.admin),
        });
        if (result.outcome !== 'done' || result.setupCode === null) throw new Error('a reset by an able admin with a fresh code is carried out');
        this.resets += 1;
        this.tally.resets += 1;
        this.setupCodes.push({ code: result.setupCode, resets: this.resets });
        expect(this.bench.read.all('SELECT id FROM authenticators WHERE user_id = :id', { id: this.ann.id })).toEqual([]);
        return;
      }
      case 'setupCode': {
        const from = this.pick('setup_code', event.which);
        const taken = this.setupCodes.at(-1 - event.code);
        if (from === undefined || taken === undefined) return;
        for (const visit of await this.attempts(false, () => enterSetupCode(context, from.visit, taken.code))) {
          expect([from.origin.resets, taken.resets]).toEqual([this.resets, this.resets]);
          this.enter(visit, { resets: this.resets, isProved: true });
        }
        return;
      }
      case 'confirm': {
        const from = this.pick('authenticator', event.which);
        if (from === undefined) return;
        const step = now + event.distance;
        const visits = await this.attempts(event.isTwice, () => confirmSetUp(context, from.visit, codeAtStep(from.visit.secret, step), () => true));
        expect(visits.length).toBeLessThanOrEqual(1);
        for (const visit of visits) {
          expect(from.origin).toEqual({ resets: this.resets, isProved: true });
          this.tally.setUps += 1;
          this.secrets.push({ secret: from.visit.secret, resets: this.resets });
          this.acceptedCodes.add(`${Buffer.from(from.visit.secret).toString('hex')}/${step}`);
          this.enter(visit, from.origin);
        }
        return;
      }
      case 'finish': {
        const from = this.pick('recovery_codes', event.which);
        if (from === undefined) return;
        for (const visit of await this.attempts(false, () => finishSetUp(context, from.visit))) this.enter(visit, from.origin);
        return;
      }
      case 'time':
        clock.advance(event.ms);
        return;
      case 'restart':
        this.bench.reopen();
    }
  }

  private checkSessions(): void {
    for (const { id, origin } of this.sessions) {
      if (findActor(this.bench.context, id) !== undefined) expect(origin).toEqual({ resets: this.resets, isProved: true });
    }
    const rows = this.bench.read.all('SELECT id FROM sessions WHERE user_id = :id', { id: this.ann.id }).map((row) => row['id']);
    expect(rows.sort()).toEqual(this.sessions.map((session) => session.id).sort());
  }

  async play(events: readonly Event[]): Promise<void> {
    for (const next of events) {
      this.tally.events += 1;
      await this.happen(next);
      this.checkSessions();
    }
    this.bench.checkChain();
    this.bench.context.storage.close();
  }
}

test('no sequence of events lets anyone in without a factor, or with one twice', async () => {
  const tally: Tally = { events: 0, sessions: 0, refusals: 0, resets: 0, setUps: 0 };
  await fc.assert(
    fc.asyncProperty(fc.array(event, { minLength: 20, maxLength: 90, size: 'max' }), async (events) => {
      const run = await Run.start(tally);
      await run.play(events);
    }),
    { numRuns: 70 },
  );
  // A run in which hardly anything happens proves nothing.
  expect(tally.events).toBeGreaterThan(3000);
  expect(Math.min(tally.sessions, tally.resets)).toBeGreaterThan(40);
  expect(tally.setUps).toBeGreaterThan(10);
  expect(tally.refusals).toBeGreaterThan(200);
}, 120_000);
