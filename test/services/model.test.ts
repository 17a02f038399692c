// Plays random sequences of events on one account, from several windows, stale ones included. After each event:
// - A session exists only after a factor that was accepted since the last reset, or after a setup that a setup code,
//   an activation code or the recovery kit opened.
// - No code of any kind was accepted twice.
// - A factor or a password that a reset, a deactivation or the recovery kit removed has not come back.
// - A frozen account opens to nobody.
// - A temporary code opens nothing that outlasts it.
// - The firm has a way in.
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { Refusal, refuse } from '../../main/domain/refusal.ts';
import { codeAtStep, STEP_MS, stepAt } from '../../main/domain/two-factor.ts';
import { isSetupOverdue, statusAt } from '../../main/domain/user.ts';
import { currentVisit } from '../../main/ipc/window-visits.ts';
import { isLastAbleAdmin, listAbleAdmins } from '../../main/services/act/able-admin.ts';
import { type Actor, findActor } from '../../main/services/act/actor.ts';
import { SIGNED_OUT, type Stage, type Visit, type VisitAt } from '../../main/services/act/visit.ts';
import { keepKit, replaceKit, stopUse } from '../../main/services/firm/recovery-kit.ts';
import { beginActivation, choosePassword, enterOneTimeCode } from '../../main/services/sign-in/enter-one-time-code.ts';
import {
  confirmSetup,
  enterSetupCode,
  finishRecoveryKit,
  finishSetup,
} from '../../main/services/sign-in/set-up-two-factor.ts';
import {
  acknowledge,
  signIn,
  verifyCode,
  verifyRecoveryCode,
  verifyTemporaryCode,
} from '../../main/services/sign-in/sign-in.ts';
import { chooseKitPassword, useRecoveryKit as enterKit } from '../../main/services/sign-in/use-recovery-kit.ts';
import { deactivateUser } from '../../main/services/users/deactivate-user.ts';
import { freezeAccount, unfreezeAccount } from '../../main/services/users/freeze-account.ts';
import { resendInvitations } from '../../main/services/users/invite-users.ts';
import { issueTemporaryCode, revokeTemporaryCode } from '../../main/services/users/issue-temporary-code.ts';
import { reactivateUser } from '../../main/services/users/reactivate-user.ts';
import { resetPassword } from '../../main/services/users/reset-password.ts';
import { cancelReplacement, resetTwoFactor } from '../../main/services/users/reset-two-factor.ts';
import { getRecoveryKit, getWaitingKitUse } from '../../main/storage/tables/recovery-kit.ts';
import { markFactorDisabled } from '../../main/storage/tables/users.ts';
import { createFixture, type Fixture, KIT_CODE, type Person, visitAt } from '../support/fixture.ts';
import { done, inviteOne, NEW_NAME, NEW_PASSWORD, NO_ACCESS } from '../support/people.ts';
import { createInstantHasher, DAY, HOUR, MINUTE, SECOND, START } from '../support/seeded.ts';

/** One of the two other Partner Admins. */
type By = 0 | 1;
type Event =
  | { readonly kind: 'signIn'; readonly isRight: boolean }
  | {
      readonly kind: 'code';
      readonly which: number;
      readonly secret: number;
      readonly distance: number;
      readonly isTwice: boolean;
    }
  | { readonly kind: 'recoveryCode'; readonly which: number; readonly code: number; readonly isTwice: boolean }
  | { readonly kind: 'issueTemporaryCode'; readonly by: By; readonly hours: number; readonly isSingleUse: boolean }
  | { readonly kind: 'temporaryCode'; readonly which: number; readonly code: number; readonly isTwice: boolean }
  | { readonly kind: 'revokeTemporaryCode'; readonly by: By }
  | { readonly kind: 'reset'; readonly by: By }
  | { readonly kind: 'resetPassword'; readonly by: By }
  | { readonly kind: 'resendInvitation'; readonly by: By }
  | { readonly kind: 'deactivate'; readonly by: By }
  | { readonly kind: 'reactivate'; readonly by: By }
  | { readonly kind: 'oneTimeCode'; readonly code: number }
  | { readonly kind: 'activate'; readonly which: number }
  | { readonly kind: 'choosePassword'; readonly which: number; readonly isTwice: boolean }
  | { readonly kind: 'setupCode'; readonly which: number; readonly code: number }
  | { readonly kind: 'confirm'; readonly which: number; readonly distance: number; readonly isTwice: boolean }
  | { readonly kind: 'finish'; readonly which: number }
  | { readonly kind: 'acknowledge'; readonly which: number }
  | { readonly kind: 'freeze'; readonly which: number; readonly isSignedIn: boolean }
  | { readonly kind: 'unfreeze'; readonly by: By }
  | { readonly kind: 'requestReplacement'; readonly by: By }
  | { readonly kind: 'cancelReplacement'; readonly by: By }
  | { readonly kind: 'useKit'; readonly which: number }
  | { readonly kind: 'kitPassword'; readonly which: number }
  | { readonly kind: 'keepKit'; readonly which: number }
  | { readonly kind: 'stopKit'; readonly by: By }
  | { readonly kind: 'replaceKit'; readonly by: By; readonly isKept: boolean }
  /** Wrong guesses lock the passwords of both other Partner Admins. */
  | { readonly kind: 'lockOthers' }
  | { readonly kind: 'unlockOthers' }
  /** What an honest user would do next in the window that was used last. */
  | { readonly kind: 'next' }
  | { readonly kind: 'time'; readonly ms: number }
  | { readonly kind: 'restart' };

/** 0 is the newest of its kind. Larger numbers reach back to stale ones. */
const recent = fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.nat(6));
const distance = fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: -2, max: 2 }));
const by = fc.constantFrom<By>(0, 0, 1);
const isTwice = fc.oneof({ weight: 3, arbitrary: fc.constant(false) }, fc.constant(true));
const event: fc.Arbitrary<Event> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('signIn' as const),
      isRight: fc.oneof({ weight: 6, arbitrary: fc.constant(true) }, fc.constant(false)),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant('code' as const), which: recent, secret: recent, distance, isTwice }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('recoveryCode' as const), which: recent, code: fc.nat(24), isTwice }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('issueTemporaryCode' as const),
      by,
      hours: fc.integer({ min: 1, max: 24 }),
      isSingleUse: fc.boolean(),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('temporaryCode' as const), which: recent, code: recent, isTwice }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('revokeTemporaryCode' as const), by }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('reset' as const), by }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('resetPassword' as const), by }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('resendInvitation' as const), by }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('deactivate' as const), by }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('reactivate' as const), by }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('oneTimeCode' as const), code: recent }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('activate' as const), which: recent }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('choosePassword' as const), which: recent, isTwice }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('setupCode' as const), which: recent, code: recent }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('confirm' as const), which: recent, distance, isTwice }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('finish' as const), which: recent }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('acknowledge' as const), which: recent }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('freeze' as const), which: recent, isSignedIn: fc.boolean() }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('unfreeze' as const), by }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('requestReplacement' as const), by }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cancelReplacement' as const), by }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('useKit' as const), which: recent }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('kitPassword' as const), which: recent }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('keepKit' as const), which: recent }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('stopKit' as const), by }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('replaceKit' as const), by, isKept: fc.boolean() }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'lockOthers' as const }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'unlockOthers' as const }) },
  { weight: 25, arbitrary: fc.constant({ kind: 'next' as const }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('time' as const),
      ms: fc.constantFrom(SECOND, STEP_MS, STEP_MS, MINUTE, 10 * MINUTE, HOUR, DAY),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'restart' as const }) },
);

/** How a visit came about. */
interface Origin {
  /**
   * How often until then the second factor was removed or replaced, the password removed or chosen, and the account
   * frozen.
   */
  readonly resets: number;
  readonly passwords: number;
  readonly freezes: number;
  /** A proof stronger than the password led to it. */
  readonly isProved: boolean;
  /** The one-time code that opened it. */
  readonly code?: string;
  /** The temporary code in place of the authenticator. */
  readonly temporary?: TemporaryCode;
  /** The request for a replacement that led to the setup. */
  readonly request?: number;
  /** The recovery kit that led to it. */
  readonly kit?: string;
}

interface TemporaryCode {
  readonly code: string;
  readonly expiresAt: number;
  readonly isSingleUse: boolean;
}

interface Tally {
  sequences: number;
  events: number;
  sessions: number;
  refusals: number;
  resets: number;
  setUps: number;
  chosen: number;
  activated: number;
  reactivated: number;
  temporary: number;
  frozen: number;
  unfrozen: number;
  replaced: number;
  kits: number;
  overdue: number;
  lastAble: number;
  walkedIn: number;
}

/** Whose account it is: a client's user, invited or active, or the third Partner Admin. */
const KINDS = ['invited', 'client', 'admin'] as const;
type Kind = (typeof KINDS)[number];
const KIT_PASSWORD = 'a-lantern-under-the-stairs';
const identity = { note: '', identityCheck: 'in_person', vouchedBy: '' } as const;

// Thousands of commits that need not survive: kept in memory if the system has a folder for that.
const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'rekey-model-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The firm at the start of every sequence. It is made once and put back before each. */
interface Scene {
  readonly kind: Kind;
  readonly fixture: Fixture;
  readonly ann: Person;
  readonly others: readonly [Person, Person];
  /** The activation code of an invited user. */
  readonly code: string | undefined;
}

async function makeScene(kind: Kind): Promise<Scene> {
  const fixture = createFixture({ passwords: createInstantHasher(), folder: mkdtempSync(join(folder, kind)) });
  // The second approver has tests of its own.
  fixture.context.storage.transaction((tx) => tx.run('UPDATE firm SET second_approver_required = 0'));
  const others = [
    await fixture.addPerson({ role: 'partner_admin' }),
    await fixture.addPerson({ role: 'partner_admin' }),
  ] as const;
  const client = fixture.addClient('Alder');
  let ann: Person;
  let code: string | undefined;
  if (kind === 'invited') {
    const issued = inviteOne(fixture, await fixture.signIn(others[0]), 'ann@quill.example', 'client_ops', {
      ...NO_ACCESS,
      add: [client],
    });
    ann = {
      id: issued.userId,
      email: issued.email,
      password: NEW_PASSWORD,
      secret: new Uint8Array(),
      recoveryCodes: [],
    };
    code = issued.code;
  } else
    ann = await fixture.addPerson(
      kind === 'admin' ? { role: 'partner_admin' } : { role: 'client_ops', clients: [client] },
    );
  fixture.context.storage.close();
  copyFileSync(fixture.file, `${fixture.file}.scene`);
  return { kind, fixture, ann, others, code };
}

function putBack({ fixture }: Scene): void {
  fixture.context.storage.close();
  copyFileSync(`${fixture.file}.scene`, fixture.file);
  fixture.reopen();
  fixture.clock.advance(START + HOUR - fixture.clock.now());
}

class Run {
  private readonly visits: { readonly visit: Visit; readonly origin: Origin }[] = [];
  private readonly secrets: { readonly secret: Uint8Array; readonly resets: number }[] = [];
  private readonly recoveryCodes: { readonly code: string; readonly resets: number }[] = [];
  private readonly setupCodes: { readonly code: string; readonly resets: number; readonly freezes: number }[] = [];
  private readonly temporaryCodes: TemporaryCode[] = [];
  /** The temporary code that is valid now. */
  private liveTemporary: TemporaryCode | undefined;
  private readonly oneTimeCodes: string[] = [];
  /** The one-time code that is valid now. */
  private liveCode: string | undefined;
  /** Undefined while the account has no password. */
  private password: string | undefined;
  private passwords = 0;
  private readonly sessions: { readonly id: string; readonly origin: Origin }[] = [];
  private readonly acceptedCodes = new Set<string>();
  private readonly acceptedRecoveryCodes = new Set<string>();
  private resets = 0;
  private freezes = 0;
  /** The administrator whose act the user reported; undefined while the account is not frozen. */
  private frozenAgainst: number | undefined;
  private requests = 0;
  /** The open request for a replacement. */
  private liveRequest: number | undefined;
  private readonly kitCodes = [KIT_CODE];
  /** The recovery kit that is valid now. */
  private kit: string | undefined = KIT_CODE;
  /** When the wait of its use is over. */
  private kitReadyAt: number | undefined;
  /** The session of each other Partner Admin. */
  private readonly actors = new Map<number, string>();
  private readonly tally: Tally;
  private readonly fixture: Fixture;
  private readonly kind: Kind;
  private readonly ann: Person;
  private readonly others: readonly [Person, Person];

  constructor(tally: Tally, scene: Scene) {
    putBack(scene);
    this.tally = tally;
    this.fixture = scene.fixture;
    this.kind = scene.kind;
    this.ann = scene.ann;
    this.others = scene.others;
    if (scene.code !== undefined) {
      this.issue(scene.code);
      return;
    }
    this.password = scene.ann.password;
    this.secrets.push({ secret: scene.ann.secret, resets: 0 });
    this.recoveryCodes.push(...scene.ann.recoveryCodes.map((code) => ({ code, resets: 0 })));
  }

  /** One of the other Partner Admins, signed in. Undefined when the password is locked and no session is left. */
  private async actorOf(by: By): Promise<Actor | undefined> {
    const { context } = this.fixture;
    const person = this.others[by];
    const actor = findActor(context, this.actors.get(person.id) ?? '');
    if (actor !== undefined || this.fixture.user(person).isLocked) return actor;
    let visit: Visit = await verifyCode(
      context,
      visitAt(await signIn(context, person), 'code'),
      this.fixture.nextCode(person),
    );
    if (visit.stage === 'recovery_kit') {
      this.makeKit(visit.kitCode);
      visit = finishRecoveryKit(context, visit);
    }
    const { sessionId } = visitAt(visit, 'signed_in');
    this.actors.set(person.id, sessionId);
    return findActor(context, sessionId);
  }

  /** An act of a Partner Admin on the account. @param isBlocked the rules forbid it now, so it must be refused. */
  private async act<T>(by: By, isBlocked: boolean, work: (actor: Actor, code: string) => T): Promise<T | undefined> {
    const actor = await this.actorOf(by);
    if (actor === undefined) return undefined;
    const code = this.fixture.nextCode(this.others[by]);
    const done = await this.attempts(false, () => work(actor, code));
    expect(done.length).toBe(isBlocked ? 0 : 1);
    return done[0];
  }

  private isOverdue(): boolean {
    return isSetupOverdue(this.fixture.user(this.ann), this.fixture.clock.now());
  }

  private isLast(): boolean {
    const isLast = isLastAbleAdmin(this.fixture.context, this.fixture.read, this.fixture.user(this.ann));
    if (isLast) this.tally.lastAble += 1;
    return isLast;
  }

  private makeKit(code: string): void {
    this.kitCodes.push(code);
    this.kit = code;
    this.kitReadyAt = undefined;
  }

  /** The results of the work, one per success. Refusals are counted. Any other error fails the test. */
  private async attempts<T>(isTwice: boolean, work: () => Promise<T> | T): Promise<T[]> {
    const results = await Promise.allSettled((isTwice ? [1, 2] : [1]).map(async () => work()));
    return results.flatMap((result) => {
      if (result.status === 'fulfilled') return [result.value];
      if (!(result.reason instanceof Refusal)) throw result.reason;
      this.tally.refusals += 1;
      return [];
    });
  }

  private pick<S extends Stage>(
    stage: S,
    which: number,
  ): { readonly visit: VisitAt<S>; readonly origin: Origin } | undefined {
    const found = this.visits.filter((entry) => entry.visit.stage === stage).at(-1 - which);
    return found as { readonly visit: VisitAt<S>; readonly origin: Origin } | undefined;
  }

  private enter(visit: Visit, origin: Origin): void {
    if (visit.stage === 'signed_in') {
      this.tally.sessions += 1;
      this.sessions.push({ id: visit.sessionId, origin });
      this.expectProved(origin);
      expect(this.frozenAgainst).toBeUndefined();
    }
    if (visit.stage === 'recovery_codes')
      this.recoveryCodes.push(...visit.codes.map((code) => ({ code, resets: this.resets })));
    if (visit.stage === 'recovery_kit') this.makeKit(visit.kitCode);
    this.visits.push({ visit, origin });
  }

  private origin(isProved: boolean, code?: string): Origin {
    return {
      resets: this.resets,
      passwords: this.passwords,
      freezes: this.freezes,
      isProved,
      ...(code === undefined ? {} : { code }),
    };
  }

  /** It was proved by more than a password, after the last removal. */
  private expectProved(origin: Origin): void {
    expect([origin.resets, origin.passwords, origin.freezes, origin.isProved]).toEqual([
      this.resets,
      this.passwords,
      this.freezes,
      true,
    ]);
  }

  private issue(code: string): void {
    this.oneTimeCodes.push(code);
    this.liveCode = code;
  }

  /** Both factors were right. The session begins, unless a replacement is requested. */
  private enterProved(visit: Visit): void {
    expect(this.frozenAgainst).toBeUndefined();
    expect(visit.stage === 'authenticator').toBe(this.liveRequest !== undefined);
    this.enter(
      visit,
      this.liveRequest === undefined ? this.origin(true) : { ...this.origin(true), request: this.liveRequest },
    );
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
    const { context, clock } = this.fixture;
    const now = stepAt(clock.now());
    switch (event.kind) {
      case 'signIn':
        for (const visit of await this.attempts(false, () =>
          signIn(context, {
            email: this.ann.email,
            password: event.isRight ? (this.password ?? this.ann.password) : 'wrong',
          }),
        )) {
          expect(event.isRight && this.password !== undefined).toBe(true);
          expect(this.fixture.user(this.ann).status).toBe('active');
          expect(this.frozenAgainst).toBeUndefined();
          const { twoFactor, setupDeadlineAt } = this.fixture.user(this.ann);
          expect(visit.stage).toBe(twoFactor === 'set_up' ? 'code' : 'setup_code');
          expect(setupDeadlineAt ?? Number.POSITIVE_INFINITY).toBeGreaterThan(clock.now());
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
          this.enterProved(visit);
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
          this.enterProved(visit);
        }
        return;
      }
      case 'issueTemporaryCode': {
        const { twoFactor } = this.fixture.user(this.ann);
        const status = statusAt(this.fixture.user(this.ann), this.fixture.clock.now());
        const isBlocked = status !== 'active' || twoFactor !== 'set_up' || this.kind === 'admin';
        const result = await this.act(event.by, isBlocked, (actor, code) =>
          done(
            issueTemporaryCode(context, actor, {
              ...this.target(),
              ...identity,
              ...event,
              reason: 'phone_left_behind',
              code,
            }),
          ),
        );
        if (result === undefined) return;
        const { issued } = result;
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
        if (
          (await this.act(event.by, false, (actor) => revokeTemporaryCode(context, actor, this.target()))) !== undefined
        )
          this.liveTemporary = undefined;
        return;
      case 'reset': {
        if (this.fixture.user(this.ann).status !== 'active') return;
        const isBlocked = this.frozenAgainst !== undefined || this.isLast();
        const result = await this.act(event.by, isBlocked, (actor, code) =>
          resetTwoFactor(context, actor, {
            ...this.target(),
            ...identity,
            mode: 'revoke_now',
            reason: 'lost_phone',
            code,
          }),
        );
        if (result === undefined) return;
        if (result.outcome !== 'done' || result.setupCode === null)
          throw new Error('a reset by an able admin with a fresh code is carried out');
        this.resets += 1;
        this.liveTemporary = undefined;
        this.liveRequest = undefined;
        this.tally.resets += 1;
        this.setupCodes.push({ code: result.setupCode, resets: this.resets, freezes: this.freezes });
        expect(this.fixture.read.all('SELECT id FROM authenticators WHERE user_id = :id', { id: this.ann.id })).toEqual(
          [],
        );
        return;
      }
      case 'setupCode': {
        const from = this.pick('setup_code', event.which);
        const taken = this.setupCodes.at(-1 - event.code);
        if (from === undefined || taken === undefined) return;
        const deadlineAt = this.fixture.user(this.ann).setupDeadlineAt ?? 0;
        if (deadlineAt <= clock.now()) this.tally.overdue += 1;
        for (const visit of await this.attempts(false, () => enterSetupCode(context, from.visit, taken.code))) {
          expect([from.origin.resets, taken.resets, taken.freezes]).toEqual([this.resets, this.resets, this.freezes]);
          expect(deadlineAt).toBeGreaterThan(clock.now());
          this.enter(visit, this.origin(true));
        }
        return;
      }
      case 'confirm': {
        const from = this.pick('authenticator', event.which);
        if (from === undefined) return;
        const step = now + event.distance;
        const visits = await this.attempts(event.isTwice, () =>
          confirmSetup(context, from.visit, codeAtStep(from.visit.secret, step), () => true),
        );
        expect(visits.length).toBeLessThanOrEqual(1);
        for (const visit of visits) {
          this.expectProved(from.origin);
          if (from.origin.kit !== undefined) this.letIn(from.origin.kit);
          expect(from.origin.request).toBe(this.liveRequest);
          // From now on, proofs by the old authenticator count no more.
          if (from.origin.request !== undefined) this.resets += 1;
          if (from.origin.request !== undefined) this.tally.replaced += 1;
          this.liveRequest = undefined;
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
        if (this.fixture.user(this.ann).status !== 'active') return;
        const isBlocked = this.frozenAgainst !== undefined || this.isLast();
        const result = await this.act(event.by, isBlocked, (actor, code) =>
          done(resetPassword(context, actor, { ...this.target(), ...identity, code })),
        );
        if (result === undefined) return;
        this.password = undefined;
        this.passwords += 1;
        this.liveTemporary = undefined;
        this.issue(result.issued.code);
        return;
      }
      case 'resendInvitation': {
        if (this.fixture.user(this.ann).status !== 'invited') return;
        const issued = await this.act(
          event.by,
          false,
          (actor, code) => resendInvitations(context, actor, { userIds: [this.ann.id], code })[0],
        );
        if (issued !== undefined) this.issue(issued.code);
        return;
      }
      case 'deactivate': {
        // An invitation is cancelled instead.
        if (this.fixture.user(this.ann).status !== 'active') return;
        const request = { ...this.target(), note: '', replacements: [] };
        if ((await this.act(event.by, this.isLast(), (actor) => deactivateUser(context, actor, request))) === undefined)
          return;
        this.resets += 1;
        this.liveCode = undefined;
        this.liveTemporary = undefined;
        this.liveRequest = undefined;
        return;
      }
      case 'reactivate': {
        if (this.fixture.user(this.ann).status !== 'deactivated') return;
        const isBlocked = this.frozenAgainst !== undefined;
        const result = await this.act(event.by, isBlocked, (actor, code) =>
          done(reactivateUser(context, actor, { ...this.target(), code })),
        );
        if (result === undefined) return;
        if (result.issued === null) throw new Error('the policy asks for a code');
        expect(result.kind).toBe(this.password === undefined ? 'activation_code' : 'setup_code');
        if (result.kind === 'setup_code')
          this.setupCodes.push({ code: result.issued.code, resets: this.resets, freezes: this.freezes });
        else this.issue(result.issued.code);
        this.tally.reactivated += 1;
        return;
      }
      case 'oneTimeCode': {
        const code = this.oneTimeCodes.at(-1 - event.code);
        if (code === undefined) return;
        for (const visit of await this.attempts(false, () =>
          enterOneTimeCode(context, { email: this.ann.email, code }),
        )) {
          expect(code).toBe(this.liveCode);
          expect(visit.stage).toBe(this.fixture.user(this.ann).status === 'invited' ? 'activation' : 'new_password');
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
        for (const visit of await this.attempts(false, () => finishSetup(context, from.visit)))
          this.enter(visit, from.origin);
        return;
      }
      case 'acknowledge': {
        const from = this.pick('notice', event.which);
        if (from === undefined) return;
        for (const visit of await this.attempts(false, () => acknowledge(context, from.visit)))
          this.enter(visit, from.origin);
        return;
      }
      case 'freeze': {
        const isLast = this.isLast();
        for (const _ of await this.attempts(false, () => this.repudiate(event))) {
          expect(isLast).toBe(false);
          this.frozenAgainst = Number(this.fixture.user(this.ann).frozenAgainstId);
          this.freezes += 1;
          this.liveCode = undefined;
          this.liveTemporary = undefined;
          this.liveRequest = undefined;
          this.tally.frozen += 1;
        }
        return;
      }
      case 'unfreeze': {
        if (this.frozenAgainst === undefined) return;
        const isBlocked = this.frozenAgainst === this.others[event.by].id;
        const request = { ...this.target(), ...identity };
        const done = await this.act(event.by, isBlocked, (actor, code) => {
          unfreezeAccount(context, actor, { ...request, code });
          return true;
        });
        if (done === undefined) return;
        this.frozenAgainst = undefined;
        this.tally.unfrozen += 1;
        return;
      }
      case 'requestReplacement': {
        const { status, twoFactor } = this.fixture.user(this.ann);
        const isBlocked =
          status !== 'active' ||
          twoFactor !== 'set_up' ||
          this.frozenAgainst !== undefined ||
          this.isLast() ||
          this.isOverdue();
        const result = await this.act(event.by, isBlocked, (actor, code) =>
          resetTwoFactor(context, actor, {
            ...this.target(),
            ...identity,
            mode: 'replace',
            reason: 'changing_phone',
            code,
          }),
        );
        if (result === undefined) return;
        expect(result.outcome).toBe(this.liveRequest === undefined ? 'replacement_requested' : 'already_done');
        this.liveRequest ??= ++this.requests;
        return;
      }
      case 'cancelReplacement': {
        const { userId, version } = this.target();
        const isBlocked = this.liveRequest === undefined || this.frozenAgainst !== undefined || this.isOverdue();
        const done = await this.act(event.by, isBlocked, (actor) => {
          cancelReplacement(context, actor, userId, version);
          return true;
        });
        if (done !== undefined) this.liveRequest = undefined;
        return;
      }
      case 'useKit': {
        const code = this.kitCodes.at(-1 - event.which);
        if (code === undefined) return;
        const isAnybodyAble = listAbleAdmins(context, this.fixture.read).length > 0;
        for (const visit of await this.attempts(false, () => enterKit(context, { email: this.ann.email, code }))) {
          expect([code, this.kind, this.fixture.user(this.ann).status]).toEqual([this.kit, 'admin', 'active']);
          if (visit.stage === 'kit_waits') {
            this.kitReadyAt ??= clock.now() + DAY;
            expect([isAnybodyAble, visit.readyAt]).toEqual([true, this.kitReadyAt]);
          } else expect(!isAnybodyAble || (this.kitReadyAt ?? Number.POSITIVE_INFINITY) <= clock.now()).toBe(true);
          this.enter(visit, { ...this.origin(true), kit: code });
        }
        return;
      }
      case 'kitPassword': {
        const from = this.pick('kit_password', event.which);
        if (from === undefined) return;
        for (const visit of await this.attempts(false, () => chooseKitPassword(context, from.visit, KIT_PASSWORD)))
          this.enter(visit, from.origin);
        return;
      }
      case 'keepKit': {
        const from = this.pick('recovery_kit', event.which);
        if (from === undefined) return;
        for (const visit of await this.attempts(false, () => finishRecoveryKit(context, from.visit)))
          this.enter(visit, from.origin);
        return;
      }
      case 'stopKit': {
        // Sign in first: a sign-in that makes a new kit ends the use of the old one.
        await this.actorOf(event.by);
        const use = getWaitingKitUse(this.fixture.read);
        if (use === undefined) return;
        const made = await this.act(event.by, false, (actor, code) => stopUse(context, actor, { useId: use.id, code }));
        if (made === undefined) return;
        this.kitReadyAt = undefined;
        this.makeKit(made.code);
        return;
      }
      case 'replaceKit': {
        const made = await this.act(event.by, false, (actor, code) => {
          const kit = replaceKit(context, actor, code);
          if (event.isKept) keepKit(context, actor, kit.madeAt);
          return kit;
        });
        if (made !== undefined) this.makeKit(made.code);
        return;
      }
      case 'lockOthers':
        // Not in a firm without a kit: guesses that lock out its last able admin are no act of the application.
        if (this.kit === undefined) return;
        for (const { id } of this.others)
          context.storage.transaction((tx) => markFactorDisabled(tx, id, 'password', clock.now()));
        return;
      case 'unlockOthers':
        for (const { id } of this.others)
          context.storage.transaction((tx) =>
            tx.run('UPDATE users SET password_disabled_at = NULL WHERE id = :id', { id }),
          );
        return;
      case 'next':
        await this.happen(this.next());
        return;
      case 'time':
        clock.advance(event.ms);
        return;
      case 'restart':
        this.fixture.reopen();
    }
  }

  private repudiate({ which, isSignedIn }: Extract<Event, { readonly kind: 'freeze' }>): Visit {
    const { context } = this.fixture;
    if (isSignedIn) {
      const inside = this.sessions.findLast(({ id }) => findActor(context, id) !== undefined);
      return inside === undefined ? refuse({ code: 'not_now' }) : freezeAccount(context, this.ann.id, undefined);
    }
    const stages: readonly Stage[] = ['new_password', 'setup_code', 'authenticator', 'notice'];
    const from = this.visits.filter(({ visit }) => stages.includes(visit.stage)).at(-1 - which)?.visit;
    if (from === undefined || !('userVersion' in from)) return refuse({ code: 'not_now' });
    return freezeAccount(context, from.userId, from.userVersion);
  }

  /** A use of the recovery kit was carried out on this account. */
  private letIn(kit: string): void {
    expect(kit).toBe(this.kit);
    this.kit = undefined;
    this.kitReadyAt = undefined;
    this.frozenAgainst = undefined;
    this.liveRequest = undefined;
    this.liveTemporary = undefined;
    this.resets += 1;
    this.choose(KIT_PASSWORD);
    this.tally.kits += 1;
  }

  private next(): Event {
    // A window whose step was overtaken starts again.
    switch (currentVisit(this.fixture.context, this.visits.at(-1)?.visit ?? SIGNED_OUT).stage) {
      case 'code':
        // A user with a temporary code has no phone at hand.
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
      case 'notice':
        return { kind: 'acknowledge', which: 0 };
      case 'kit_waits':
        return { kind: 'time', ms: DAY };
      case 'kit_password':
        return { kind: 'kitPassword', which: 0 };
      case 'recovery_kit':
        return { kind: 'keepKit', which: 0 };
      default:
        if (this.liveCode !== undefined) return { kind: 'oneTimeCode', code: 0 };
        if (
          this.kind === 'admin' &&
          (this.kitReadyAt !== undefined || listAbleAdmins(this.fixture.context, this.fixture.read).length === 0)
        )
          return { kind: 'useKit', which: 0 };
        if (this.frozenAgainst !== undefined)
          return { kind: 'unfreeze', by: this.frozenAgainst === this.others[0].id ? 1 : 0 };
        return this.password === undefined ? { kind: 'resetPassword', by: 0 } : { kind: 'signIn', isRight: true };
    }
  }

  private target() {
    return { userId: this.ann.id, version: this.fixture.user(this.ann).version };
  }

  private checkSessions(): void {
    for (const { id, origin } of this.sessions) {
      if (findActor(this.fixture.context, id) === undefined) continue;
      this.expectProved(origin);
      if (origin.temporary === undefined) continue;
      expect(origin.temporary).toBe(this.liveTemporary);
      expect(this.fixture.clock.now()).toBeLessThan(origin.temporary.expiresAt);
    }
    const rows = this.fixture.read
      .all('SELECT id FROM sessions WHERE user_id = :id', { id: this.ann.id })
      .map((row) => row['id']);
    expect(rows.sort()).toEqual(this.sessions.map((session) => session.id).sort());
  }

  /** The firm's way in, and the state of the account. */
  private checkFirm(): void {
    const { context, read } = this.fixture;
    const user = this.fixture.user(this.ann);
    expect([user.frozenAt !== null, user.replaceRequestedAt !== null]).toEqual([
      this.frozenAgainst !== undefined,
      this.liveRequest !== undefined,
    ]);
    expect(getRecoveryKit(read) !== undefined).toBe(this.kit !== undefined);
    expect(listAbleAdmins(context, read).length > 0 || this.kit !== undefined).toBe(true);
  }

  /** Uses the way in: an able admin signs in, or else the recovery kit lets its holder in. */
  private async walkIn(): Promise<void> {
    const { context, clock, read } = this.fixture;
    // Longer than every wait after wrong guesses.
    clock.advance(2 * HOUR);
    const able = listAbleAdmins(context, read);
    if (able.some(({ id }) => this.others.some((other) => other.id === id))) {
      expect((await this.actorOf(0)) ?? (await this.actorOf(1))).toBeDefined();
      return;
    }
    if (able.length > 0) {
      const visit = visitAt(await signIn(context, { email: this.ann.email, password: this.password ?? '' }), 'code');
      const code = codeAtStep(this.secrets.at(-1)?.secret ?? new Uint8Array(), stepAt(clock.now()));
      expect(['signed_in', 'notice', 'recovery_codes', 'recovery_kit', 'authenticator']).toContain(
        (await verifyCode(context, visit, code)).stage,
      );
      return;
    }
    await this.walkInWithKit();
  }

  private async walkInWithKit(): Promise<void> {
    const { context, clock } = this.fixture;
    const proved = visitAt(enterKit(context, { email: this.others[0].email, code: this.kit ?? '' }), 'kit_password');
    const visit = visitAt(await chooseKitPassword(context, proved, KIT_PASSWORD), 'authenticator');
    const codes = await confirmSetup(context, visit, codeAtStep(visit.secret, stepAt(clock.now())), () => true);
    const kept = finishRecoveryKit(
      context,
      visitAt(finishSetup(context, visitAt(codes, 'recovery_codes')), 'recovery_kit'),
    );
    expect(findActor(context, visitAt(kept, 'signed_in').sessionId)).toBeDefined();
    this.tally.walkedIn += 1;
  }

  async play(events: readonly Event[]): Promise<void> {
    this.tally.sequences += 1;
    for (const next of events) {
      this.tally.events += 1;
      await this.happen(next);
      this.checkSessions();
      this.checkFirm();
    }
    await this.walkIn();
    this.fixture.checkChain();
    this.fixture.context.storage.close();
  }
}

test('no sequence of events lets anyone in without a factor, or with one twice, and none locks the firm out', async () => {
  const scenes = {
    invited: await makeScene('invited'),
    client: await makeScene('client'),
    admin: await makeScene('admin'),
  };
  const counted = [
    'sequences',
    'events',
    'sessions',
    'refusals',
    'resets',
    'setUps',
    'chosen',
    'activated',
    'reactivated',
    'temporary',
  ] as const;
  const others = ['frozen', 'unfrozen', 'replaced', 'kits', 'overdue', 'lastAble', 'walkedIn'] as const;
  const tally = Object.fromEntries([...counted, ...others].map((name) => [name, 0])) as unknown as Tally;
  const property = fc.asyncProperty(
    fc.constantFrom(...KINDS),
    fc.array(event, { minLength: 10, maxLength: 60, size: 'max' }),
    async (kind, events) => new Run(tally, scenes[kind]).play(events),
  );
  // Up to 2,000 sequences in REKEY_MODEL_SECONDS. A slow machine takes longer, until enough of each event has happened.
  const isEnough = (): boolean =>
    tally.events > 10_000 && Math.min(tally.sessions, tally.refusals) > 300 && Math.min(...Object.values(tally)) > 10;
  const until = performance.now() + Number(process.env['REKEY_MODEL_SECONDS'] ?? 10) * 1000;
  while (tally.sequences < 2000 && (performance.now() < until || !isEnough()))
    await fc.assert(property, { numRuns: 50 });
  expect(tally, 'too little has happened to prove anything').toSatisfy(isEnough);
}, 600_000);
