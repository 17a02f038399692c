// Any sequence of events on one account, from several windows, stale ones included. What must hold whatever happens:
// a session exists only after a factor that was accepted since the last reset, or a set-up that a setup code or an
// activation code opened; no code of any kind is ever accepted twice; a factor or a password that a reset, or a
// deactivation, removed never comes back; a temporary code opens nothing that outlasts it.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Refusal } from '../../main/domain/refusal.ts';
import { codeAtStep, STEP_MS, stepAt } from '../../main/domain/two-factor.ts';
import { findActor } from '../../main/services/actor.ts';
import { deactivateUser } from '../../main/services/deactivate-user.ts';
import { resendInvitations } from '../../main/services/invite-users.ts';
import { issueTemporaryCode, revokeTemporaryCode } from '../../main/services/issue-temporary-code.ts';
import { beginActivation, choosePassword, enterOneTimeCode } from '../../main/services/one-time-code.ts';
import { reactivateUser } from '../../main/services/reactivate-user.ts';
import { resetPassword } from '../../main/services/reset-password.ts';
import { resetTwoFactor } from '../../main/services/reset-two-factor.ts';
import { currentVisit } from '../../main/services/screen.ts';
import { confirmSetUp, enterSetupCode, finishSetUp } from '../../main/services/set-up-two-factor.ts';
import { signIn, verifyCode, verifyRecoveryCode, verifyTemporaryCode } from '../../main/services/sign-in.ts';
import { SIGNED_OUT, type Stage, type Visit, type VisitAt } from '../../main/services/visit.ts';
import { type Bench, createBench, type Person } from '../support/bench.ts';
import { done, inviteOne, NEW_NAME, NEW_PASSWORD, NO_ACCESS, signInPresent } from '../support/people.ts';
import { createInstantHasher, DAY, HOUR, MINUTE, SECOND } from '../support/seeded.ts';

type Event =
  | { readonly kind: 'signIn'; readonly isRight: boolean }
  | { readonly kind: 'code'; readonly which: number; readonly secret: number; readonly distance: number; readonly isTwice: boolean }
  | { readonly kind: 'recoveryCode'; readonly which: number; readonly code: number; readonly isTwice: boolean }
  | { readonly kind: 'issueTemporaryCode'; readonly hours: number; readonly isSingleUse: boolean }
  | { readonly kind: 'temporaryCode'; readonly which: number; readonly code: number; readonly isTwice: boolean }
  | { readonly kind: 'revokeTemporaryCode' }
  | { readonly kind: 'reset' }
  | { readonly kind: 'resetPassword' }
  | { readonly kind: 'resendInvitation' }
  | { readonly kind: 'deactivate' }
  | { readonly kind: 'reactivate' }
  | { readonly kind: 'oneTimeCode'; readonly code: number }
  | { readonly kind: 'activate'; readonly which: number }
  | { readonly kind: 'choosePassword'; readonly which: number; readonly isTwice: boolean }
  | { readonly kind: 'setupCode'; readonly which: number; readonly code: number }
  | { readonly kind: 'confirm'; readonly which: number; readonly distance: number; readonly isTwice: boolean }
  | { readonly kind: 'finish'; readonly which: number }
  /** What an honest person would do next in the window that was used last. */
  | { readonly kind: 'goOn' }
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
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('issueTemporaryCode' as const), hours: fc.integer({ min: 1, max: 24 }), isSingleUse: fc.boolean() }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('temporaryCode' as const), which: recent, code: recent, isTwice }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'revokeTemporaryCode' as const }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'reset' as const }) },
  { weight: 3, arbitrary: fc.constant({ kind: 'resetPassword' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'resendInvitation' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'deactivate' as const }) },
  { weight: 3, arbitrary: fc.constant({ kind: 'reactivate' as const }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('oneTimeCode' as const), code: recent }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('activate' as const), which: recent }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('choosePassword' as const), which: recent, isTwice }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('setupCode' as const), which: recent, code: recent }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('confirm' as const), which: recent, distance, isTwice }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('finish' as const), which: recent }) },
  { weight: 25, arbitrary: fc.constant({ kind: 'goOn' as const }) },
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('time' as const), ms: fc.constantFrom(SECOND, STEP_MS, STEP_MS, MINUTE, 10 * MINUTE, HOUR, DAY) }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'restart' as const }) },
);

/** Where a visit comes from. */
interface Origin {
  /** How often the second factor had been taken away, and the password taken away or chosen anew. */
  readonly resets: number;
  readonly passwords: number;
  /** A proof stronger than the password led to it. */
  readonly isProved: boolean;
  /** The one-time code that opened it. */
  readonly code?: string;
  /** The temporary code in place of the authenticator. */
  readonly temporary?: TemporaryCode;
}

interface TemporaryCode {
  readonly code: string;
  readonly expiresAt: number;
  readonly isSingleUse: boolean;
}

interface Tally {
  events: number;
  sessions: number;
  refusals: number;
  resets: number;
  setUps: number;
  chosen: number;
  activated: number;
  reactivated: number;
  temporary: number;
}

class Run {
  private readonly bench: Bench;
  private readonly visits: { readonly visit: Visit; readonly origin: Origin }[] = [];
  private readonly secrets: { readonly secret: Uint8Array; readonly resets: number }[] = [];
  private readonly recoveryCodes: { readonly code: string; readonly resets: number }[] = [];
  private readonly setupCodes: { readonly code: string; readonly resets: number }[] = [];
  private readonly temporaryCodes: TemporaryCode[] = [];
  /** The temporary code that counts now. */
  private liveTemporary: TemporaryCode | undefined;
  private readonly oneTimeCodes: string[] = [];
  /** The one-time code that counts now. */
  private liveCode: string | undefined;
  /** Undefined while the account has none. */
  private password: string | undefined;
  private passwords = 0;
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
  }

  static async start(tally: Tally, isInvited: boolean): Promise<Run> {
    const bench = createBench({ passwords: createInstantHasher() });
    const admin = await bench.addPerson({ role: 'partner_admin' });
    const client = bench.addClient('Alder');
    if (isInvited) {
      const issued = inviteOne(bench, await bench.signIn(admin), 'ann@quill.example', 'client_ops', { ...NO_ACCESS, add: [client] });
      const { userId: id, email } = issued;
      const run = new Run(tally, bench, { id, email, password: NEW_PASSWORD, secret: new Uint8Array(), recoveryCodes: [] }, admin);
      run.issue(issued.code);
      return run;
    }
    const ann = await bench.addPerson({ role: 'client_ops', clients: [client] });
    const run = new Run(tally, bench, ann, admin);
    run.password = ann.password;
    run.secrets.push({ secret: ann.secret, resets: 0 });
    run.recoveryCodes.push(...ann.recoveryCodes.map((code) => ({ code, resets: 0 })));
    return run;
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
      this.expectProved(origin);
    }
    if (visit.stage === 'recovery_codes') this.recoveryCodes.push(...visit.codes.map((code) => ({ code, resets: this.resets })));
    this.visits.push({ visit, origin });
  }

  private origin(isProved: boolean, code?: string): Origin {
    return { resets: this.resets, passwords: this.passwords, isProved, ...(code === undefined ? {} : { code }) };
  }

  /** Since the last time that anything was taken away, and by more than a password. */
  private expectProved(origin: Origin): void {
    expect([origin.resets, origin.passwords, origin.isProved]).toEqual([this.resets, this.passwords, true]);
  }

  private issue(code: string): void {
    this.oneTimeCodes.push(code);
    this.liveCode = code;
  }

  private choose(password: string): void {
    this.password = password;
    this.passwords += 1;
    this.liveCode = undefined;
  }

  private wasUsed(code: TemporaryCode): boolean {
    return this.sessions.some((session) => session.origin.temporary === code);
  }

  private async happen(event: Event): Promise<void> {
    const { context, clock } = this.bench;
    const now = stepAt(clock.now());
    switch (event.kind) {
      case 'signIn':
        for (const visit of await this.attempts(false, () =>
          signIn(context, { email: this.ann.email, password: event.isRight ? (this.password ?? this.ann.password) : 'wrong' }),
        )) {
          expect(event.isRight && this.password !== undefined).toBe(true);
          expect(this.bench.user(this.ann).status).toBe('active');
          expect(visit.stage).toBe(this.bench.user(this.ann).twoFactor === 'set_up' ? 'code' : 'setup_code');
          this.enter(visit, this.origin(false));
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
          this.enter(visit, this.origin(true));
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
          this.enter(visit, this.origin(true));
        }
        return;
      }
      case 'issueTemporaryCode': {
        const { status, twoFactor, isLocked } = this.bench.user(this.ann);
        if (status !== 'active' || twoFactor !== 'set_up' || isLocked) return;
        const actor = await signInPresent(this.bench, this.admin);
        const request = {
          ...this.target(),
          ...event,
          reason: 'phone_left_behind',
          note: '',
          identityCheck: 'in_person',
          vouchedBy: '',
          code: '',
        } as const;
        const { issued } = done(issueTemporaryCode(context, actor, request));
        this.liveTemporary = { code: issued.code, expiresAt: issued.expiresAt, isSingleUse: event.isSingleUse };
        this.temporaryCodes.push(this.liveTemporary);
        return;
      }
      case 'temporaryCode': {
        const from = this.pick('code', event.which);
        const taken = this.temporaryCodes.at(-1 - event.code);
        if (from === undefined || taken === undefined) return;
        const wasUsed = this.wasUsed(taken);
        const visits = await this.attempts(event.isTwice, () => verifyTemporaryCode(context, from.visit, taken.code));
        if (taken.isSingleUse) expect(visits.length).toBeLessThanOrEqual(wasUsed ? 0 : 1);
        for (const visit of visits) {
          expect(taken).toBe(this.liveTemporary);
          expect(clock.now()).toBeLessThan(taken.expiresAt);
          expect(visit.stage).toBe('signed_in');
          this.tally.temporary += 1;
          this.enter(visit, { ...this.origin(true), temporary: taken });
        }
        return;
      }
      case 'revokeTemporaryCode':
        if (this.liveTemporary === undefined) return;
        revokeTemporaryCode(context, await this.bench.signIn(this.admin), this.target());
        this.liveTemporary = undefined;
        return;
      case 'reset': {
        if (this.bench.user(this.ann).status !== 'active') return;
        const actor = await this.bench.signIn(this.admin);
        const result = resetTwoFactor(context, actor, {
          userId: this.ann.id,
          version: this.bench.user(this.ann).version,
          mode: 'revoke_now',
          reason: 'lost_phone',
          note: '',
          identityCheck: 'in_person',
          vouchedBy: '',
          code: this.bench.nextCode(this.admin),
        });
        if (result.outcome !== 'done' || result.setupCode === null) throw new Error('a reset by an able admin with a fresh code is carried out');
        this.resets += 1;
        this.liveTemporary = undefined;
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
          this.enter(visit, this.origin(true));
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
          this.expectProved(from.origin);
          if (from.visit.activation !== null) {
            expect(from.origin.code).toBe(this.liveCode);
            this.choose(NEW_PASSWORD);
            this.tally.activated += 1;
          }
          this.tally.setUps += 1;
          this.liveTemporary = undefined;
          this.secrets.push({ secret: from.visit.secret, resets: this.resets });
          this.acceptedCodes.add(`${Buffer.from(from.visit.secret).toString('hex')}/${step}`);
          this.enter(visit, this.origin(true));
        }
        return;
      }
      case 'resetPassword': {
        if (this.bench.user(this.ann).status !== 'active') return;
        const actor = await signInPresent(this.bench, this.admin);
        const { issued } = done(resetPassword(context, actor, { ...this.target(), note: '', identityCheck: 'in_person', vouchedBy: '', code: '' }));
        this.password = undefined;
        this.passwords += 1;
        this.liveTemporary = undefined;
        this.issue(issued.code);
        return;
      }
      case 'resendInvitation': {
        if (this.bench.user(this.ann).status !== 'invited') return;
        const [issued] = resendInvitations(context, await this.bench.signIn(this.admin), [this.ann.id]);
        if (issued === undefined) throw new Error('an invitation is renewed');
        this.issue(issued.code);
        return;
      }
      case 'deactivate': {
        if (this.bench.user(this.ann).status === 'deactivated') return;
        deactivateUser(context, await this.bench.signIn(this.admin), { ...this.target(), note: '', replacements: [] });
        this.resets += 1;
        this.liveCode = undefined;
        this.liveTemporary = undefined;
        return;
      }
      case 'reactivate': {
        if (this.bench.user(this.ann).status !== 'deactivated') return;
        const result = done(reactivateUser(context, await signInPresent(this.bench, this.admin), { ...this.target(), code: '' }));
        if (result.issued === null) throw new Error('the policy asks for a code');
        expect(result.kind).toBe(this.password === undefined ? 'activation_code' : 'setup_code');
        if (result.kind === 'setup_code') this.setupCodes.push({ code: result.issued.code, resets: this.resets });
        else this.issue(result.issued.code);
        this.tally.reactivated += 1;
        return;
      }
      case 'oneTimeCode': {
        const code = this.oneTimeCodes.at(-1 - event.code);
        if (code === undefined) return;
        for (const visit of await this.attempts(false, () => enterOneTimeCode(context, { email: this.ann.email, code }))) {
          expect(code).toBe(this.liveCode);
          expect(visit.stage).toBe(this.bench.user(this.ann).status === 'invited' ? 'activation' : 'new_password');
          this.enter(visit, this.origin(visit.stage === 'activation', code));
        }
        return;
      }
      case 'activate': {
        const from = this.pick('activation', event.which);
        if (from === undefined) return;
        for (const visit of await this.attempts(false, () => beginActivation(context, from.visit, NEW_NAME))) {
          expect(from.origin.code).toBe(this.liveCode);
          this.enter(visit, from.origin);
        }
        return;
      }
      case 'choosePassword': {
        const from = this.pick('new_password', event.which);
        if (from === undefined) return;
        const visits = await this.attempts(event.isTwice, () => choosePassword(context, from.visit, NEW_PASSWORD));
        expect(visits.length).toBeLessThanOrEqual(1);
        for (const visit of visits) {
          expect(from.origin.code).toBe(this.liveCode);
          this.choose(NEW_PASSWORD);
          this.tally.chosen += 1;
          expect(['code', 'setup_code']).toContain(visit.stage);
          this.enter(visit, this.origin(false));
        }
        return;
      }
      case 'finish': {
        const from = this.pick('recovery_codes', event.which);
        if (from === undefined) return;
        for (const visit of await this.attempts(false, () => finishSetUp(context, from.visit))) this.enter(visit, from.origin);
        return;
      }
      case 'goOn':
        await this.happen(this.next());
        return;
      case 'time':
        clock.advance(event.ms);
        return;
      case 'restart':
        this.bench.reopen();
    }
  }

  private next(): Event {
    // A window whose step was overtaken begins anew.
    switch (currentVisit(this.bench.context, this.visits.at(-1)?.visit ?? SIGNED_OUT).stage) {
      case 'code':
        // Whoever has a temporary code has no phone at hand.
        if (this.liveTemporary !== undefined && !this.wasUsed(this.liveTemporary))
          return { kind: 'temporaryCode', which: 0, code: 0, isTwice: false };
        return { kind: 'code', which: 0, secret: 0, distance: 0, isTwice: false };
      case 'setup_code':
        return { kind: 'setupCode', which: 0, code: 0 };
      case 'activation':
        return { kind: 'activate', which: 0 };
      case 'new_password':
        return { kind: 'choosePassword', which: 0, isTwice: false };
      case 'authenticator':
        return { kind: 'confirm', which: 0, distance: 0, isTwice: false };
      case 'recovery_codes':
        return { kind: 'finish', which: 0 };
      default:
        return this.liveCode === undefined ? { kind: 'signIn', isRight: true } : { kind: 'oneTimeCode', code: 0 };
    }
  }

  private target() {
    return { userId: this.ann.id, version: this.bench.user(this.ann).version };
  }

  private checkSessions(): void {
    for (const { id, origin } of this.sessions) {
      if (findActor(this.bench.context, id) === undefined) continue;
      this.expectProved(origin);
      if (origin.temporary === undefined) continue;
      expect(origin.temporary).toBe(this.liveTemporary);
      expect(this.bench.clock.now()).toBeLessThan(origin.temporary.expiresAt);
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
  const tally: Tally = { events: 0, sessions: 0, refusals: 0, resets: 0, setUps: 0, chosen: 0, activated: 0, reactivated: 0, temporary: 0 };
  await fc.assert(
    fc.asyncProperty(fc.boolean(), fc.array(event, { minLength: 20, maxLength: 90, size: 'max' }), async (isInvited, events) => {
      const run = await Run.start(tally, isInvited);
      await run.play(events);
    }),
    { numRuns: 80 },
  );
  // A run in which hardly anything happens proves nothing.
  expect(tally.events).toBeGreaterThan(2500);
  expect(tally.sessions).toBeGreaterThan(60);
  expect(Math.min(tally.resets, tally.chosen)).toBeGreaterThan(20);
  expect(Math.min(tally.setUps, tally.activated, tally.reactivated)).toBeGreaterThan(5);
  expect(tally.temporary).toBeGreaterThan(5);
  expect(tally.refusals).toBeGreaterThan(200);
}, 120_000);
