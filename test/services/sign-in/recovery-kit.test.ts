// The recovery kit: made when a Partner Admin signs in to a firm without one, stored as a hash, and never used
// unnoticed.
import { beforeEach, describe, expect, test } from 'vitest';
import { codeAtStep, stepAt } from '../../../main/domain/two-factor.ts';
import { toScreen } from '../../../main/ipc/screen.ts';
import { currentVisit } from '../../../main/ipc/window-visits.ts';
import { type Actor, findActor } from '../../../main/services/act/actor.ts';
import type { VisitAt } from '../../../main/services/act/visit.ts';
import { createFirm } from '../../../main/services/firm/create-firm.ts';
import { getKitState, keepKit, replaceKit, stopUse } from '../../../main/services/firm/recovery-kit.ts';
import { confirmSetup, finishRecoveryKit, finishSetup } from '../../../main/services/sign-in/set-up-two-factor.ts';
import { signIn, verifyCode, verifyRecoveryCode } from '../../../main/services/sign-in/sign-in.ts';
import { chooseKitPassword, useRecoveryKit } from '../../../main/services/sign-in/use-recovery-kit.ts';
import { setHighWater } from '../../../main/storage/tables/clock.ts';
import { insertNotice } from '../../../main/storage/tables/notices.ts';
import { getRecoveryKit, getWaitingKitUse, removeRecoveryKit } from '../../../main/storage/tables/recovery-kit.ts';
import { markSetupRequired } from '../../../main/storage/tables/resets.ts';
import { getThrottle } from '../../../main/storage/tables/throttles.ts';
import { markFactorDisabled, raiseVersion } from '../../../main/storage/tables/users.ts';
import { createFixture, dump, type Fixture, KIT_CODE, type Person, visitAt } from '../../support/fixture.ts';
import { codeOfVisit, NEW_PASSWORD, signInPresent } from '../../support/people.ts';
import { refusalIn, refusalOf } from '../../support/refusals.ts';
import { createInstantHasher, DAY, HOUR, MINUTE } from '../../support/seeded.ts';

let fixture: Fixture;
let ann: Person;

beforeEach(async () => {
  fixture = createFixture({ passwords: createInstantHasher() });
  ann = await fixture.addPerson({ role: 'partner_admin', firstName: 'Ann', lastName: 'Vance' });
});

const actions = () => fixture.activity().map((record) => record.action);
const uses = () => fixture.read.all('SELECT user_id, state, stopped_by FROM recovery_kit_uses ORDER BY id');
const removeKit = () => fixture.context.storage.transaction((tx) => removeRecoveryKit(tx));
const kitOf = () => {
  const kit = getRecoveryKit(fixture.read);
  if (kit === undefined) throw new Error('there is no kit');
  return kit;
};
/** Signs in with password and the next code. */
const proveBoth = async (person: Person) =>
  verifyCode(fixture.context, visitAt(await signIn(fixture.context, person), 'code'), fixture.nextCode(person));
const lock = (person: Person) =>
  fixture.context.storage.transaction((tx) => markFactorDisabled(tx, person.id, 'code', fixture.clock.now()));
const enter = (person: { readonly email: string } = ann, code = KIT_CODE) =>
  useRecoveryKit(fixture.context, { email: person.email, code });
const atPassword = (person: Person = ann) => visitAt(enter(person), 'kit_password');
const atAuthenticator = async (visit: VisitAt<'kit_password'>) =>
  visitAt(await chooseKitPassword(fixture.context, visit, NEW_PASSWORD), 'authenticator');
const confirm = async (visit: VisitAt<'authenticator'>) =>
  visitAt(await confirmSetup(fixture.context, visit, codeOfVisit(fixture, visit), () => true), 'recovery_codes');

describe('a firm without a kit', () => {
  test('gets one when its first Partner Admin finishes the setup; the session begins once it is kept', async () => {
    const fresh = createFixture({ hasFirm: false, passwords: createInstantHasher() });
    const firm = {
      firmName: 'Quill',
      firstName: 'Ann',
      lastName: 'Vance',
      email: 'ann@quill.example',
      password: 'seven-lamps-over-water',
    };
    const visit = visitAt(await createFirm(fresh.context, firm), 'authenticator');
    const codes = visitAt(
      await confirmSetup(fresh.context, visit, codeAtStep(visit.secret, stepAt(fresh.clock.now())), () => true),
      'recovery_codes',
    );
    const shown = visitAt(finishSetup(fresh.context, codes), 'recovery_kit');
    // The kit is announced as a step of the setup.
    for (const step of [visit, codes]) expect(toScreen(fresh.context, step)).toMatchObject({ kitFollows: true });
    expect(toScreen(fresh.context, shown)).toEqual({ name: 'recovery_kit', code: shown.kitCode, isLastStep: true });
    expect(fresh.read.all('SELECT * FROM sessions')).toEqual([]);
    expect(dump(fresh.read)).not.toContain(shown.kitCode);
    expect(dump(fresh.read)).not.toContain(shown.kitCode.replaceAll('-', ''));
    expect(getRecoveryKit(fresh.read)).toMatchObject({
      createdBy: 'Ann Vance',
      createdAt: fresh.clock.now(),
      savedAt: null,
    });
    const done = visitAt(finishRecoveryKit(fresh.context, shown), 'signed_in');
    expect(done.with).toBe('set_up');
    expect(findActor(fresh.context, done.sessionId)).toBeDefined();
    expect(getRecoveryKit(fresh.read)?.savedAt).toBe(fresh.clock.now());
    expect(fresh.activity().map((record) => record.action)).toEqual([
      'firm.created',
      'two_factor.set_up',
      'recovery_kit.made',
      'recovery_kit.kept',
      'session.started',
    ]);
    fresh.checkChain();
  });
  test.each([
    'code',
    'recovery_code',
  ] as const)('is given one after a %s, too, and the session remembers how it began', async (how) => {
    removeKit();
    const visit = visitAt(await signIn(fixture.context, ann), 'code');
    const next =
      how === 'code'
        ? await verifyCode(fixture.context, visit, fixture.nextCode(ann))
        : await verifyRecoveryCode(fixture.context, visit, ann.recoveryCodes[0] ?? '');
    const kit = visitAt(next, 'recovery_kit');
    expect(toScreen(fixture.context, kit)).toMatchObject({ isLastStep: false });
    expect(visitAt(finishRecoveryKit(fixture.context, kit), 'signed_in').with).toBe(how);
    expect((await proveBoth(ann)).stage).toBe('signed_in');
  });
  test('asks only Partner Admins to keep one', async () => {
    removeKit();
    const ops = await fixture.addPerson({ role: 'partner_ops' });
    const isNew = await fixture.addPerson({ role: 'partner_ops', isSetUp: false });
    expect(toScreen(fixture.context, await signIn(fixture.context, isNew))).toMatchObject({ kitFollows: false });
    expect((await proveBoth(ops)).stage).toBe('signed_in');
    expect(getRecoveryKit(fixture.read)).toBeUndefined();
  });
  test('gets another at the next sign-in when the first was shown and not kept; the first and its page end', async () => {
    removeKit();
    const first = visitAt(await proveBoth(ann), 'recovery_kit');
    const second = visitAt(await proveBoth(ann), 'recovery_kit');
    expect(second.kitCode).not.toBe(first.kitCode);
    expect(refusalOf(() => finishRecoveryKit(fixture.context, first))).toEqual({ code: 'recovery_kit_replaced' });
    expect(refusalOf(() => enter(ann, first.kitCode))).toEqual({ code: 'wrong_recovery_kit' });
    expect(finishRecoveryKit(fixture.context, second).stage).toBe('signed_in');
    expect(enter(ann, second.kitCode).stage).toBe('kit_waits');
  });
  test('starts no session for a user who is deactivated while the kit is on the screen', async () => {
    removeKit();
    const bea = await fixture.addPerson({ role: 'partner_admin' });
    const shown = visitAt(await proveBoth(bea), 'recovery_kit');
    fixture.context.storage.transaction((tx) =>
      tx.run("UPDATE users SET status = 'deactivated', version = version + 1 WHERE id = :id", { id: bea.id }),
    );
    expect(currentVisit(fixture.context, shown)).toEqual({ stage: 'signed_out', because: 'changed_meanwhile' });
    expect(refusalOf(() => finishRecoveryKit(fixture.context, shown))).toEqual({ code: 'not_now' });
  });
});

describe('the kit in Settings', () => {
  let actor: Actor;
  beforeEach(async () => {
    actor = await signInPresent(fixture, ann);
  });

  test('shows when it was made and who made it', () => {
    expect(getKitState(fixture.context, actor).kit).toEqual({
      madeAt: kitOf().createdAt,
      madeBy: 'Person Number1',
      isKept: true,
      opensData: true,
    });
    removeKit();
    expect(getKitState(fixture.context, actor).kit).toBeNull();
  });
  test('replacing it gives a new code once; the old one ends at once', () => {
    const made = replaceKit(fixture.context, actor, '');
    expect(dump(fixture.read)).not.toContain(made.code);
    expect(getKitState(fixture.context, actor).kit).toEqual({
      madeAt: made.madeAt,
      madeBy: 'Ann Vance',
      isKept: false,
      opensData: true,
    });
    expect(refusalOf(() => enter())).toEqual({ code: 'wrong_recovery_kit' });
    keepKit(fixture.context, actor, made.madeAt);
    keepKit(fixture.context, actor, made.madeAt);
    expect(getKitState(fixture.context, actor).kit?.isKept).toBe(true);
    expect(actions().slice(-3)).toEqual(['recovery_kit.replaced', 'recovery_kit.refused', 'recovery_kit.kept']);
    expect(enter(ann, made.code).stage).toBe('kit_waits');
  });
  test('replacing it needs a fresh code; a wrong one changes nothing', () => {
    fixture.clock.advance(6 * MINUTE);
    const { hash } = kitOf();
    expect(refusalOf(() => replaceKit(fixture.context, actor, ''))).toEqual({ code: 'fresh_code_needed' });
    expect(refusalOf(() => replaceKit(fixture.context, actor, '000000')).code).toBe('wrong_code');
    expect(kitOf().hash).toEqual(hash);
  });
  test('cannot be marked as kept after another Partner Admin has replaced it', () => {
    const first = replaceKit(fixture.context, actor, '');
    fixture.clock.advance(1);
    const second = replaceKit(fixture.context, actor, '');
    expect(refusalOf(() => keepKit(fixture.context, actor, first.madeAt))).toEqual({ code: 'recovery_kit_replaced' });
    expect(kitOf().savedAt).toBeNull();
    keepKit(fixture.context, actor, second.madeAt);
  });
  test('replacing it ends a use that waits', () => {
    enter();
    replaceKit(fixture.context, actor, '');
    expect(uses()).toEqual([{ user_id: ann.id, state: 'stopped', stopped_by: 'Ann Vance' }]);
    expect(fixture.activity().at(-1)).toMatchObject({
      action: 'recovery_kit.replaced',
      detail: { isUseStopped: true },
    });
  });
});

describe('entering the kit', () => {
  test('answers a wrong code, a wrong email, another role and a missing kit alike, and records each', async () => {
    const ops = await fixture.addPerson({ role: 'partner_ops' });
    const wrong = `${KIT_CODE.slice(0, -1)}7`;
    const before = dump(fixture.read, ['activity', 'throttles', 'clock']);
    for (const [email, code] of [
      [ann.email, wrong],
      ['nobody@quill.example', KIT_CODE],
      ['nobody@quill.example', wrong],
      [ops.email, KIT_CODE],
    ] as const) {
      expect(refusalOf(() => enter({ email }, code))).toEqual({ code: 'wrong_recovery_kit' });
      expect(fixture.activity().at(-1)).toMatchObject({
        action: 'recovery_kit.refused',
        outcome: 'denied',
        reason: 'wrong_recovery_kit',
        actorId: null,
        targetId: null,
        detail: { factor: 'recovery_kit' },
      });
    }
    expect(dump(fixture.read, ['activity', 'throttles', 'clock'])).toBe(before);
    removeKit();
    fixture.clock.advance(HOUR);
    expect(refusalOf(() => enter())).toEqual({ code: 'wrong_recovery_kit' });
  });
  test.each([
    "status = 'deactivated'",
    "status = 'invited', invitation_expires_at = 1",
  ])('does not let in to an account with %s', (state) => {
    fixture.context.storage.transaction((tx) => tx.run(`UPDATE users SET ${state}`));
    expect(refusalOf(() => enter())).toEqual({ code: 'wrong_recovery_kit' });
  });
  test('accepts the code in any spelling, and says beside the field what cannot be one', () => {
    expect(
      enter(ann, KIT_CODE.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')).stage,
    ).toBe('kit_waits');
    expect(refusalOf(() => enter(ann, KIT_CODE.slice(0, -1)))).toMatchObject({
      code: 'bad_input',
      fields: [{ field: 'code' }],
    });
    expect(getThrottle(fixture.read, 'firm', 'recovery_kit').failures).toBe(0);
  });
  test('is slowed by wrong codes, across restarts, but never disabled; a right one clears the counter', () => {
    for (let failures = 0; failures < 60; failures++) {
      const { blockedUntil } = getThrottle(fixture.read, 'firm', 'recovery_kit');
      if (blockedUntil > fixture.clock.now()) {
        expect(refusalOf(() => enter())).toEqual({ code: 'locked_until', until: blockedUntil });
        fixture.clock.advance(blockedUntil - fixture.clock.now());
      }
      expect(refusalOf(() => enter({ email: 'nobody@quill.example' }))).toEqual({ code: 'wrong_recovery_kit' });
    }
    fixture.reopen();
    expect(getThrottle(fixture.read, 'firm', 'recovery_kit')).toMatchObject({ failures: 60, isDisabled: false });
    fixture.clock.advance(HOUR);
    expect(enter().stage).toBe('kit_waits');
    expect(getThrottle(fixture.read, 'firm', 'recovery_kit').failures).toBe(0);
    expect(actions()).not.toContain('factor.disabled');
  });
});

describe('while the firm has an able admin', () => {
  test('it waits a day, however often it is entered, and then lets in', async () => {
    const start = fixture.clock.now();
    expect(enter()).toMatchObject({ stage: 'kit_waits', readyAt: start + DAY });
    fixture.clock.advance(23 * HOUR);
    expect(enter()).toMatchObject({ stage: 'kit_waits', readyAt: start + DAY });
    expect(toScreen(fixture.context, enter())).toEqual({ name: 'kit_waits', email: ann.email, readyAt: start + DAY });
    expect(actions().filter((action) => action === 'recovery_kit.requested')).toHaveLength(1);
    expect(fixture.activity().at(-1)).toMatchObject({
      actorId: null,
      targetId: ann.id,
      detail: { waits: true, readyAt: start + DAY },
    });
    fixture.clock.advance(HOUR - 1);
    expect(enter().stage).toBe('kit_waits');
    fixture.reopen();
    fixture.clock.advance(1);
    await confirm(await atAuthenticator(atPassword()));
    expect(uses()).toEqual([{ user_id: ann.id, state: 'used', stopped_by: null }]);
    expect(fixture.activity().find((record) => record.action === 'recovery_kit.used')).toMatchObject({
      detail: { hasWaited: true },
    });
  });
  test('every Partner Admin reads it on every screen, and nobody else does', async () => {
    const bea = await fixture.addPerson({ role: 'partner_admin' });
    const ops = await fixture.addPerson({ role: 'partner_ops' });
    enter();
    const readyAt = fixture.clock.now() + DAY;
    for (const [person, sees] of [
      [ann, true],
      [bea, true],
      [ops, false],
    ] as const) {
      const screen = toScreen(fixture.context, await proveBoth(person));
      if (screen.name !== 'signed_in') throw new Error(`at ${screen.name}`);
      expect(screen.kitUse).toEqual(
        sees ? { useId: 1, name: 'Ann Vance', email: ann.email, requestedAt: readyAt - DAY, readyAt } : null,
      );
    }
  });
  test('any of them can stop it with a fresh code: the kit ends, and a new one replaces it at once', async () => {
    const bea = await fixture.addPerson({ role: 'partner_admin', firstName: 'Bea', lastName: 'Lund' });
    enter();
    const actor = await fixture.signIn(bea);
    expect(refusalOf(() => stopUse(fixture.context, actor, { useId: 1, code: '' }))).toEqual({
      code: 'fresh_code_needed',
    });
    expect(uses()).toMatchObject([{ state: 'waiting' }]);
    const made = stopUse(fixture.context, actor, { useId: 1, code: fixture.nextCode(bea) });
    expect(uses()).toEqual([{ user_id: ann.id, state: 'stopped', stopped_by: 'Bea Lund' }]);
    expect(fixture.activity().slice(-2)).toMatchObject([
      { action: 'recovery_kit.stopped', actorId: bea.id, targetId: ann.id },
      { action: 'recovery_kit.replaced', actorId: bea.id },
    ]);
    expect(refusalOf(() => stopUse(fixture.context, actor, { useId: 1, code: '' }))).toEqual({ code: 'conflict' });
    fixture.clock.advance(DAY);
    expect(refusalOf(() => enter())).toEqual({ code: 'wrong_recovery_kit' });
    expect(useRecoveryKit(fixture.context, { email: ann.email, code: made.code }).stage).toBe('kit_waits');
    keepKit(fixture.context, actor, made.madeAt);
    expect((await proveBoth(bea)).stage).toBe('signed_in');
  });
  test('it can be stopped until 2FA is confirmed', async () => {
    const bea = await fixture.addPerson({ role: 'partner_admin' });
    enter();
    fixture.clock.advance(DAY);
    const proved = atPassword();
    const visit = await atAuthenticator(proved);
    const actor = await fixture.signIn(bea);
    stopUse(fixture.context, actor, { useId: 1, code: fixture.nextCode(bea) });
    const before = dump(fixture.read, ['clock']);
    expect(await refusalIn(chooseKitPassword(fixture.context, proved, NEW_PASSWORD))).toEqual({ code: 'not_now' });
    expect(await refusalIn(confirm(visit))).toEqual({ code: 'not_now' });
    expect(dump(fixture.read, ['clock'])).toBe(before);
  });
  test('a use for another account replaces it, and the day starts again', async () => {
    const bea = await fixture.addPerson({ role: 'partner_admin' });
    enter();
    fixture.clock.advance(DAY - HOUR);
    expect(enter(bea)).toMatchObject({ stage: 'kit_waits', readyAt: fixture.clock.now() + DAY });
    expect(uses()).toEqual([
      { user_id: ann.id, state: 'stopped', stopped_by: null },
      { user_id: bea.id, state: 'waiting', stopped_by: null },
    ]);
    fixture.clock.advance(2 * HOUR);
    expect(enter(bea).stage).toBe('kit_waits');
  });
  test('setting the clock back before asking, or before coming back, does not shorten the wait', () => {
    fixture.context.storage.transaction((tx) => setHighWater(tx, fixture.clock.now()));
    const real = fixture.clock.now();
    fixture.clock.advance(-10 * DAY);
    expect(enter()).toMatchObject({ readyAt: real + DAY });
    fixture.clock.advance(10 * DAY);
    expect(enter().stage).toBe('kit_waits');
    fixture.clock.advance(DAY - 1);
    expect(enter().stage).toBe('kit_waits');
    fixture.clock.advance(1);
    expect(enter().stage).toBe('kit_password');
    fixture.clock.advance(-HOUR);
    expect(enter().stage).toBe('kit_waits');
  });
  test('a Partner Admin who accepts the present clock ends a wait of years that a wrong clock has caused', async () => {
    fixture.clock.advance(3000 * DAY);
    fixture.context.storage.transaction((tx) => setHighWater(tx, fixture.clock.now()));
    enter();
    fixture.clock.advance(-3000 * DAY);
    const visit = visitAt(await signIn(fixture.context, ann), 'code');
    await verifyRecoveryCode(fixture.context, visit, ann.recoveryCodes[0] ?? '');
    expect(getWaitingKitUse(fixture.read)?.readyAt).toBe(fixture.clock.now() + DAY);
  });
});

describe('without an able admin', () => {
  test('a wait of years that a wrong clock has caused ends, whether the clock is set to its end or right again before 2FA is confirmed', async () => {
    fixture.clock.advance(3000 * DAY);
    fixture.context.storage.transaction((tx) => setHighWater(tx, fixture.clock.now()));
    fixture.clock.advance(-3000 * DAY);
    expect(enter()).toMatchObject({ stage: 'kit_waits', readyAt: fixture.clock.now() + 3001 * DAY });
    fixture.clock.advance(3001 * DAY);
    const proved = atPassword();
    fixture.clock.advance(-3001 * DAY);
    await confirm(await atAuthenticator(proved));
    expect(actions()).toContain('clock.accepted');
  });
  test.each<[string, () => void]>([
    ['locked', () => lock(ann)],
    [
      'locked while its phone was to be replaced',
      () => {
        lock(ann);
        fixture.context.storage.transaction((tx) =>
          tx.run("UPDATE users SET replace_requested_at = 1, replace_requested_by = 'B'"),
        );
      },
    ],
    [
      'frozen',
      () =>
        fixture.context.storage.transaction((tx) =>
          tx.run('UPDATE users SET frozen_at = 1, frozen_against_id = 9 WHERE id = :id', { id: ann.id }),
        ),
    ],
    [
      'without a password',
      () =>
        fixture.context.storage.transaction((tx) =>
          tx.run('DELETE FROM passwords WHERE user_id = :id', { id: ann.id }),
        ),
    ],
    [
      'past the time to set up 2FA',
      () =>
        fixture.context.storage.transaction((tx) =>
          markSetupRequired(tx, [ann.id], { at: 1, byName: 'Bea', deadlineAt: 2 }),
        ),
    ],
  ])('it lets in at once, to an account that is open again although it was %s', async (_how, end) => {
    end();
    const visit = await atAuthenticator(atPassword());
    const codes = await confirm(visit);
    const shown = visitAt(finishSetup(fixture.context, codes), 'recovery_kit');
    const done = visitAt(finishRecoveryKit(fixture.context, shown), 'signed_in');
    expect(findActor(fixture.context, done.sessionId)?.user).toMatchObject({
      id: ann.id,
      status: 'active',
      isLocked: false,
      frozenAgainstId: null,
      twoFactor: 'set_up',
      setupDeadlineAt: null,
      replaceRequestedAt: null,
    });
    expect(fixture.activity().find((record) => record.action === 'two_factor.set_up')).toMatchObject({
      detail: { replacesAnother: false },
    });
    expect(actions()).toEqual([
      'recovery_kit.requested',
      'recovery_kit.used',
      'two_factor.set_up',
      'recovery_kit.made',
      'recovery_kit.kept',
      'session.started',
    ]);
    const next = visitAt(await signIn(fixture.context, { email: ann.email, password: NEW_PASSWORD }), 'code');
    fixture.clock.advance(MINUTE);
    expect((await verifyCode(fixture.context, next, codeAtStep(visit.secret, stepAt(fixture.clock.now())))).stage).toBe(
      'signed_in',
    );
    fixture.checkChain();
  });
  test('nothing that opened the account before works any more, and the kit ends', async () => {
    const session = await fixture.signIn(ann);
    lock(ann);
    fixture.context.storage.transaction((tx) =>
      tx.run(
        "INSERT INTO temporary_codes (user_id, mac, created_at, expires_at, is_single_use, issued_by) VALUES (:id, unhex('00'), 1, 9000000000000, 1, 'B')",
        { id: ann.id },
      ),
    );
    await confirm(await atAuthenticator(atPassword()));
    expect(findActor(fixture.context, session.session.id)).toBeUndefined();
    expect(fixture.read.all('SELECT ended_because FROM sessions')).toEqual([{ ended_because: 'recovery_kit_used' }]);
    for (const table of ['temporary_codes', 'one_time_codes', 'setup_codes', 'throttles', 'recovery_kit'])
      expect([table, fixture.read.all(`SELECT * FROM ${table}`)]).toEqual([table, []]);
    expect((await refusalIn(signIn(fixture.context, ann))).code).toBe('wrong_credentials');
    const visit = visitAt(await signIn(fixture.context, { email: ann.email, password: NEW_PASSWORD }), 'code');
    expect((await refusalIn(verifyCode(fixture.context, visit, fixture.nextCode(ann)))).code).toBe('wrong_code');
    expect((await refusalIn(verifyRecoveryCode(fixture.context, visit, ann.recoveryCodes[0] ?? ''))).code).toBe(
      'wrong_recovery_code',
    );
    expect(refusalOf(() => enter())).toEqual({ code: 'wrong_recovery_kit' });
  });
  test('it ends when the account changes during hashing of the new password', async () => {
    lock(ann);
    const choosing = chooseKitPassword(fixture.context, atPassword(), NEW_PASSWORD);
    fixture.context.storage.transaction((tx) => raiseVersion(tx, ann.id));
    expect(await refusalIn(choosing)).toEqual({ code: 'not_now' });
  });
  test('it changes nothing when it is abandoned, and the kit stays valid', async () => {
    lock(ann);
    const before = dump(fixture.read, ['activity', 'clock']);
    const visit = await atAuthenticator(atPassword());
    expect(await refusalIn(confirmSetup(fixture.context, visit, codeOfVisit(fixture, visit), () => false))).toEqual({
      code: 'not_now',
    });
    expect(dump(fixture.read, ['activity', 'clock'])).toBe(before);
    await confirm(await atAuthenticator(atPassword()));
  });
  test('the next sign-in asks again to keep the new kit when the process ends before it was kept', async () => {
    lock(ann);
    const visit = await atAuthenticator(atPassword());
    finishSetup(fixture.context, await confirm(visit));
    fixture.reopen();
    fixture.clock.advance(MINUTE);
    const person = { ...ann, password: NEW_PASSWORD, secret: visit.secret };
    expect((await proveBoth(person)).stage).toBe('recovery_kit');
  });
  test('of two windows that confirm at the same time, one is let in', async () => {
    lock(ann);
    const [first, second] = [await atAuthenticator(atPassword()), await atAuthenticator(atPassword())];
    const results = await Promise.allSettled([confirm(first), confirm(second)]);
    expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(actions().filter((action) => action === 'recovery_kit.used')).toHaveLength(1);
  });
  test('it stops when the firm has an able admin again: entered again, it waits', async () => {
    lock(ann);
    const visit = await atAuthenticator(atPassword());
    await fixture.addPerson({ role: 'partner_admin' });
    expect(await refusalIn(confirm(visit))).toEqual({ code: 'not_now' });
    expect(enter().stage).toBe('kit_waits');
  });
  test('it works while the clock is behind, and makes the present time count', async () => {
    lock(ann);
    fixture.context.storage.transaction((tx) => setHighWater(tx, fixture.clock.now() + 3000 * DAY));
    const codes = await confirm(await atAuthenticator(atPassword()));
    expect(actions()).toContain('clock.accepted');
    const shown = visitAt(finishSetup(fixture.context, codes), 'recovery_kit');
    expect(
      findActor(fixture.context, visitAt(finishRecoveryKit(fixture.context, shown), 'signed_in').sessionId),
    ).toBeDefined();
  });
  test('a new password that breaks the rules is refused beside its field and can be chosen again', async () => {
    lock(ann);
    const visit = atPassword();
    expect(toScreen(fixture.context, visit)).toEqual({ name: 'kit_password', email: ann.email });
    expect(await refusalIn(chooseKitPassword(fixture.context, visit, 'too short'))).toMatchObject({
      code: 'bad_input',
      fields: [{ field: 'password' }],
    });
    expect((await chooseKitPassword(fixture.context, visit, NEW_PASSWORD)).stage).toBe('authenticator');
  });
  test('earlier notices are not attributed to the kit and stay unread', async () => {
    fixture.context.storage.transaction((tx) =>
      insertNotice(tx, ann.id, { kind: 'two_factor_reset', at: 1, byName: 'Bea', byId: null, reason: 'lost_phone' }),
    );
    lock(ann);
    const visit = await atAuthenticator(atPassword());
    expect(toScreen(fixture.context, visit)).toMatchObject({ name: 'authenticator', notice: null, kitFollows: true });
    await confirm(visit);
    expect(fixture.read.all('SELECT acknowledged_at FROM notices')).toEqual([{ acknowledged_at: null }]);
  });
});
