// The recovery kit: made when a Partner Admin signs in to a firm without one, kept as a hash only, and let in with never quietly.
import { beforeEach, describe, expect, test } from 'vitest';
import { codeAtStep, stepAt } from '../../../main/domain/two-factor.ts';
import { currentVisit, toScreen } from '../../../main/ipc/screen.ts';
import { type Actor, findActor } from '../../../main/services/act/actor.ts';
import type { VisitAt } from '../../../main/services/act/visit.ts';
import { createFirm } from '../../../main/services/firm/create-firm.ts';
import { getKitState, keepKit, replaceKit, stopUse } from '../../../main/services/sign-in/recovery-kit.ts';
import { confirmSetUp, finishRecoveryKit, finishSetUp } from '../../../main/services/sign-in/set-up-two-factor.ts';
import { signIn, verifyCode, verifyRecoveryCode } from '../../../main/services/sign-in/sign-in.ts';
import { chooseKitPassword, useRecoveryKit } from '../../../main/services/sign-in/use-recovery-kit.ts';
import { setHighWater } from '../../../main/storage/tables/clock.ts';
import { insertNotice } from '../../../main/storage/tables/notices.ts';
import { getRecoveryKit, getWaitingKitUse, removeRecoveryKit } from '../../../main/storage/tables/recovery-kit.ts';
import { markSetupRequired } from '../../../main/storage/tables/resets.ts';
import { getThrottle } from '../../../main/storage/tables/throttles.ts';
import { markFactorDisabled, raiseVersion } from '../../../main/storage/tables/users.ts';
import { type Bench, createBench, dump, KIT_CODE, type Person, visitAt } from '../../support/fixture.ts';
import { codeOfVisit, NEW_PASSWORD, signInPresent } from '../../support/people.ts';
import { refusalIn, refusalOf } from '../../support/refusals.ts';
import { createInstantHasher, DAY, HOUR, MINUTE } from '../../support/seeded.ts';

let bench: Bench;
let ann: Person;

beforeEach(async () => {
  bench = createBench({ passwords: createInstantHasher() });
  ann = await bench.addPerson({ role: 'partner_admin', firstName: 'Ann', lastName: 'Vance' });
});

const actions = () => bench.activity().map((record) => record.action);
const uses = () => bench.read.all('SELECT user_id, state, stopped_by FROM recovery_kit_uses ORDER BY id');
const removeKit = () => bench.context.storage.transaction((tx) => removeRecoveryKit(tx));
const kitOf = () => {
  const kit = getRecoveryKit(bench.read);
  if (kit === undefined) throw new Error('there is no kit');
  return kit;
};
/** Password and the next code, wherever that leads. */
const proveBoth = async (person: Person) =>
  verifyCode(bench.context, visitAt(await signIn(bench.context, person), 'code'), bench.nextCode(person));
const lock = (person: Person) =>
  bench.context.storage.transaction((tx) => markFactorDisabled(tx, person.id, 'code', bench.clock.now()));
const enter = (person: { readonly email: string } = ann, code = KIT_CODE) =>
  useRecoveryKit(bench.context, { email: person.email, code });
const atPassword = (person: Person = ann) => visitAt(enter(person), 'kit_password');
const atAuthenticator = async (visit: VisitAt<'kit_password'>) =>
  visitAt(await chooseKitPassword(bench.context, visit, NEW_PASSWORD), 'authenticator');
const confirm = async (visit: VisitAt<'authenticator'>) =>
  visitAt(await confirmSetUp(bench.context, visit, codeOfVisit(bench, visit), () => true), 'recovery_codes');

describe('a firm without a kit', () => {
  test('is given one when its first Partner Admin finishes, and the session begins when it is kept', async () => {
    const fresh = createBench({ hasFirm: false, passwords: createInstantHasher() });
    const firm = {
      firmName: 'Quill',
      firstName: 'Ann',
      lastName: 'Vance',
      email: 'ann@quill.example',
      password: 'seven-lamps-over-water',
    };
    const visit = visitAt(await createFirm(fresh.context, firm), 'authenticator');
    const codes = visitAt(
      await confirmSetUp(fresh.context, visit, codeAtStep(visit.secret, stepAt(fresh.clock.now())), () => true),
      'recovery_codes',
    );
    const shown = visitAt(finishSetUp(fresh.context, codes), 'recovery_kit');
    expect(toScreen(fresh.context, shown)).toEqual({ name: 'recovery_kit', code: shown.kitCode });
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
    const visit = visitAt(await signIn(bench.context, ann), 'code');
    const next =
      how === 'code'
        ? await verifyCode(bench.context, visit, bench.nextCode(ann))
        : await verifyRecoveryCode(bench.context, visit, ann.recoveryCodes[0] ?? '');
    expect(visitAt(finishRecoveryKit(bench.context, visitAt(next, 'recovery_kit')), 'signed_in').with).toBe(how);
    expect((await proveBoth(ann)).stage).toBe('signed_in');
  });
  test('asks nobody but a Partner Admin to keep one', async () => {
    removeKit();
    const ops = await bench.addPerson({ role: 'partner_ops' });
    expect((await proveBoth(ops)).stage).toBe('signed_in');
    expect(getRecoveryKit(bench.read)).toBeUndefined();
  });
  test('whose kit was shown and never kept gives another one at the next sign-in; the first is dead, and so is its page', async () => {
    removeKit();
    const first = visitAt(await proveBoth(ann), 'recovery_kit');
    const second = visitAt(await proveBoth(ann), 'recovery_kit');
    expect(second.kitCode).not.toBe(first.kitCode);
    expect(refusalOf(() => finishRecoveryKit(bench.context, first))).toEqual({ code: 'recovery_kit_replaced' });
    expect(refusalOf(() => enter(ann, first.kitCode))).toEqual({ code: 'wrong_recovery_kit' });
    expect(finishRecoveryKit(bench.context, second).stage).toBe('signed_in');
    expect(enter(ann, second.kitCode).stage).toBe('kit_waits');
  });
  test('does not start a session for somebody who was deactivated while the kit was on the screen', async () => {
    removeKit();
    const bea = await bench.addPerson({ role: 'partner_admin' });
    const shown = visitAt(await proveBoth(bea), 'recovery_kit');
    bench.context.storage.transaction((tx) =>
      tx.run("UPDATE users SET status = 'deactivated', version = version + 1 WHERE id = :id", { id: bea.id }),
    );
    expect(currentVisit(bench.context, shown)).toEqual({ stage: 'signed_out', because: 'changed_meanwhile' });
    expect(refusalOf(() => finishRecoveryKit(bench.context, shown))).toEqual({ code: 'not_now' });
  });
});

describe('in Settings', () => {
  let actor: Actor;
  beforeEach(async () => {
    actor = await signInPresent(bench, ann);
  });

  test('stands when the kit was made and by whom', () => {
    expect(getKitState(bench.context, actor).kit).toEqual({
      madeAt: kitOf().createdAt,
      madeBy: 'Person Number1',
      isKept: true,
    });
    removeKit();
    expect(getKitState(bench.context, actor).kit).toBeNull();
  });
  test('replacing gives a new code once; the old one is dead at once, and the new one counts', () => {
    const made = replaceKit(bench.context, actor, '');
    expect(dump(bench.read)).not.toContain(made.code);
    expect(getKitState(bench.context, actor).kit).toEqual({ madeAt: made.madeAt, madeBy: 'Ann Vance', isKept: false });
    expect(refusalOf(() => enter())).toEqual({ code: 'wrong_recovery_kit' });
    keepKit(bench.context, actor, made.madeAt);
    keepKit(bench.context, actor, made.madeAt);
    expect(getKitState(bench.context, actor).kit?.isKept).toBe(true);
    expect(actions().slice(-3)).toEqual(['recovery_kit.replaced', 'recovery_kit.refused', 'recovery_kit.kept']);
    expect(enter(ann, made.code).stage).toBe('kit_waits');
  });
  test('replacing needs a fresh code, and a wrong one changes nothing', () => {
    bench.clock.advance(6 * MINUTE);
    const { hash } = kitOf();
    expect(refusalOf(() => replaceKit(bench.context, actor, ''))).toEqual({ code: 'fresh_code_needed' });
    expect(refusalOf(() => replaceKit(bench.context, actor, '000000')).code).toBe('wrong_code');
    expect(kitOf().hash).toEqual(hash);
  });
  test('a kit that another Partner Admin has replaced meanwhile cannot be said to be kept', () => {
    const first = replaceKit(bench.context, actor, '');
    bench.clock.advance(1);
    const second = replaceKit(bench.context, actor, '');
    expect(refusalOf(() => keepKit(bench.context, actor, first.madeAt))).toEqual({ code: 'recovery_kit_replaced' });
    expect(kitOf().savedAt).toBeNull();
    keepKit(bench.context, actor, second.madeAt);
  });
  test('replacing it ends a use that waits', () => {
    enter();
    replaceKit(bench.context, actor, '');
    expect(uses()).toEqual([{ user_id: ann.id, state: 'stopped', stopped_by: 'Ann Vance' }]);
    expect(bench.activity().at(-1)).toMatchObject({ action: 'recovery_kit.replaced', detail: { isUseStopped: true } });
  });
});

describe('entering it', () => {
  test('answers a wrong code, a wrong email, another role and no kit at all alike, and records each', async () => {
    const ops = await bench.addPerson({ role: 'partner_ops' });
    const wrong = `${KIT_CODE.slice(0, -1)}7`;
    const before = dump(bench.read, ['activity', 'throttles', 'clock']);
    for (const [email, code] of [
      [ann.email, wrong],
      ['nobody@quill.example', KIT_CODE],
      ['nobody@quill.example', wrong],
      [ops.email, KIT_CODE],
    ] as const) {
      expect(refusalOf(() => enter({ email }, code))).toEqual({ code: 'wrong_recovery_kit' });
      expect(bench.activity().at(-1)).toMatchObject({
        action: 'recovery_kit.refused',
        outcome: 'denied',
        reason: 'wrong_recovery_kit',
        actorId: null,
        targetId: null,
        detail: { factor: 'recovery_kit' },
      });
    }
    expect(dump(bench.read, ['activity', 'throttles', 'clock'])).toBe(before);
    removeKit();
    bench.clock.advance(HOUR);
    expect(refusalOf(() => enter())).toEqual({ code: 'wrong_recovery_kit' });
  });
  test.each([
    "status = 'deactivated'",
    "status = 'invited', invitation_expires_at = 1",
  ])('is for no account with %s', (state) => {
    bench.context.storage.transaction((tx) => tx.run(`UPDATE users SET ${state}`));
    expect(refusalOf(() => enter())).toEqual({ code: 'wrong_recovery_kit' });
  });
  test('takes the code as people type it, and says beside the field when it cannot be one', () => {
    expect(
      enter(ann, KIT_CODE.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')).stage,
    ).toBe('kit_waits');
    expect(refusalOf(() => enter(ann, KIT_CODE.slice(0, -1)))).toMatchObject({
      code: 'bad_input',
      fields: [{ field: 'code' }],
    });
    expect(getThrottle(bench.read, 'firm', 'recovery_kit').failures).toBe(0);
  });
  test('is slowed by wrong codes, across a restart, but never disabled; a right one clears the counter', () => {
    for (let failures = 0; failures < 60; failures++) {
      const { blockedUntil } = getThrottle(bench.read, 'firm', 'recovery_kit');
      if (blockedUntil > bench.clock.now()) {
        expect(refusalOf(() => enter())).toEqual({ code: 'locked_until', until: blockedUntil });
        bench.clock.advance(blockedUntil - bench.clock.now());
      }
      expect(refusalOf(() => enter({ email: 'nobody@quill.example' }))).toEqual({ code: 'wrong_recovery_kit' });
    }
    bench.reopen();
    expect(getThrottle(bench.read, 'firm', 'recovery_kit')).toMatchObject({ failures: 60, isDisabled: false });
    bench.clock.advance(HOUR);
    expect(enter().stage).toBe('kit_waits');
    expect(getThrottle(bench.read, 'firm', 'recovery_kit').failures).toBe(0);
    expect(actions()).not.toContain('factor.disabled');
  });
});

describe('where a Partner Admin can still sign in, by the records', () => {
  test('it waits a day, however often it is entered, and lets in then', async () => {
    const start = bench.clock.now();
    expect(enter()).toMatchObject({ stage: 'kit_waits', readyAt: start + DAY });
    bench.clock.advance(23 * HOUR);
    expect(enter()).toMatchObject({ stage: 'kit_waits', readyAt: start + DAY });
    expect(toScreen(bench.context, enter())).toEqual({ name: 'kit_waits', email: ann.email, readyAt: start + DAY });
    expect(actions().filter((action) => action === 'recovery_kit.requested')).toHaveLength(1);
    expect(bench.activity().at(-1)).toMatchObject({
      actorId: null,
      targetId: ann.id,
      detail: { waits: true, readyAt: start + DAY },
    });
    bench.clock.advance(HOUR - 1);
    expect(enter().stage).toBe('kit_waits');
    bench.reopen();
    bench.clock.advance(1);
    await confirm(await atAuthenticator(atPassword()));
    expect(uses()).toEqual([{ user_id: ann.id, state: 'used', stopped_by: null }]);
    expect(bench.activity().find((record) => record.action === 'recovery_kit.used')).toMatchObject({
      detail: { hasWaited: true },
    });
  });
  test('every Partner Admin reads it on every screen, and nobody else', async () => {
    const bea = await bench.addPerson({ role: 'partner_admin' });
    const ops = await bench.addPerson({ role: 'partner_ops' });
    enter();
    const readyAt = bench.clock.now() + DAY;
    for (const [person, sees] of [
      [ann, true],
      [bea, true],
      [ops, false],
    ] as const) {
      const screen = toScreen(bench.context, await proveBoth(person));
      if (screen.name !== 'signed_in') throw new Error(`at ${screen.name}`);
      expect(screen.kitUse).toEqual(
        sees ? { useId: 1, name: 'Ann Vance', email: ann.email, requestedAt: readyAt - DAY, readyAt } : null,
      );
    }
  });
  test('any of them can stop it with a fresh code: the kit is void, and the next sign-in is given a new one', async () => {
    const bea = await bench.addPerson({ role: 'partner_admin', firstName: 'Bea', lastName: 'Lund' });
    enter();
    const actor = await bench.signIn(bea);
    expect(refusalOf(() => stopUse(bench.context, actor, { useId: 1, code: '' }))).toEqual({
      code: 'fresh_code_needed',
    });
    expect(uses()).toMatchObject([{ state: 'waiting' }]);
    stopUse(bench.context, actor, { useId: 1, code: bench.nextCode(bea) });
    expect(uses()).toEqual([{ user_id: ann.id, state: 'stopped', stopped_by: 'Bea Lund' }]);
    expect(getRecoveryKit(bench.read)).toBeUndefined();
    expect(bench.activity().at(-1)).toMatchObject({
      action: 'recovery_kit.stopped',
      actorId: bea.id,
      targetId: ann.id,
    });
    expect(refusalOf(() => stopUse(bench.context, actor, { useId: 1, code: '' }))).toEqual({ code: 'conflict' });
    bench.clock.advance(DAY);
    expect(refusalOf(() => enter())).toEqual({ code: 'wrong_recovery_kit' });
    expect((await proveBoth(bea)).stage).toBe('recovery_kit');
  });
  test('it can be stopped until 2FA is confirmed', async () => {
    const bea = await bench.addPerson({ role: 'partner_admin' });
    enter();
    bench.clock.advance(DAY);
    const proved = atPassword();
    const visit = await atAuthenticator(proved);
    const actor = await bench.signIn(bea);
    stopUse(bench.context, actor, { useId: 1, code: bench.nextCode(bea) });
    const before = dump(bench.read, ['clock']);
    expect(await refusalIn(chooseKitPassword(bench.context, proved, NEW_PASSWORD))).toEqual({ code: 'not_now' });
    expect(await refusalIn(confirm(visit))).toEqual({ code: 'not_now' });
    expect(dump(bench.read, ['clock'])).toBe(before);
  });
  test('for another account it begins anew, and the first is given up', async () => {
    const bea = await bench.addPerson({ role: 'partner_admin' });
    enter();
    bench.clock.advance(DAY - HOUR);
    expect(enter(bea)).toMatchObject({ stage: 'kit_waits', readyAt: bench.clock.now() + DAY });
    expect(uses()).toEqual([
      { user_id: ann.id, state: 'stopped', stopped_by: null },
      { user_id: bea.id, state: 'waiting', stopped_by: null },
    ]);
    bench.clock.advance(2 * HOUR);
    expect(enter(bea).stage).toBe('kit_waits');
  });
  test('a clock that is set back for the asking, or for the answer, shortens nothing', () => {
    bench.context.storage.transaction((tx) => setHighWater(tx, bench.clock.now()));
    const real = bench.clock.now();
    bench.clock.advance(-10 * DAY);
    expect(enter()).toMatchObject({ readyAt: real + DAY });
    bench.clock.advance(10 * DAY);
    expect(enter().stage).toBe('kit_waits');
    bench.clock.advance(DAY - 1);
    expect(enter().stage).toBe('kit_waits');
    bench.clock.advance(1);
    expect(enter().stage).toBe('kit_password');
    bench.clock.advance(-HOUR);
    expect(enter().stage).toBe('kit_waits');
  });
  test('a Partner Admin who accepts the clock after it was wrongly ahead ends a wait of years', async () => {
    bench.clock.advance(3000 * DAY);
    bench.context.storage.transaction((tx) => setHighWater(tx, bench.clock.now()));
    enter();
    bench.clock.advance(-3000 * DAY);
    const visit = visitAt(await signIn(bench.context, ann), 'code');
    await verifyRecoveryCode(bench.context, visit, ann.recoveryCodes[0] ?? '');
    expect(getWaitingKitUse(bench.read)?.readyAt).toBe(bench.clock.now() + DAY);
  });
});

describe('where no Partner Admin can sign in', () => {
  test('by a wait of years that a wrong clock has made: the clock set to its end, and right again before 2FA is confirmed', async () => {
    bench.clock.advance(3000 * DAY);
    bench.context.storage.transaction((tx) => setHighWater(tx, bench.clock.now()));
    bench.clock.advance(-3000 * DAY);
    expect(enter()).toMatchObject({ stage: 'kit_waits', readyAt: bench.clock.now() + 3001 * DAY });
    bench.clock.advance(3001 * DAY);
    const proved = atPassword();
    bench.clock.advance(-3001 * DAY);
    await confirm(await atAuthenticator(proved));
    expect(actions()).toContain('clock.accepted');
  });
  test.each<[string, () => void]>([
    ['locked', () => lock(ann)],
    [
      'locked while its phone was to be replaced',
      () => {
        lock(ann);
        bench.context.storage.transaction((tx) =>
          tx.run("UPDATE users SET replace_requested_at = 1, replace_requested_by = 'B'"),
        );
      },
    ],
    [
      'frozen',
      () =>
        bench.context.storage.transaction((tx) =>
          tx.run('UPDATE users SET frozen_at = 1, frozen_against_id = 9 WHERE id = :id', { id: ann.id }),
        ),
    ],
    [
      'without a password',
      () =>
        bench.context.storage.transaction((tx) => tx.run('DELETE FROM passwords WHERE user_id = :id', { id: ann.id })),
    ],
    [
      'past the time to set up 2FA',
      () =>
        bench.context.storage.transaction((tx) =>
          markSetupRequired(tx, [ann.id], { at: 1, byName: 'Bea', deadlineAt: 2 }),
        ),
    ],
  ])('it goes on at once, to an account that is open again, although it was %s', async (_how, end) => {
    end();
    const visit = await atAuthenticator(atPassword());
    const codes = await confirm(visit);
    const shown = visitAt(finishSetUp(bench.context, codes), 'recovery_kit');
    const done = visitAt(finishRecoveryKit(bench.context, shown), 'signed_in');
    expect(findActor(bench.context, done.sessionId)?.user).toMatchObject({
      id: ann.id,
      status: 'active',
      isLocked: false,
      frozenAgainstId: null,
      twoFactor: 'set_up',
      setupDeadlineAt: null,
      replaceRequestedAt: null,
    });
    expect(bench.activity().find((record) => record.action === 'two_factor.set_up')).toMatchObject({
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
    const next = visitAt(await signIn(bench.context, { email: ann.email, password: NEW_PASSWORD }), 'code');
    bench.clock.advance(MINUTE);
    expect((await verifyCode(bench.context, next, codeAtStep(visit.secret, stepAt(bench.clock.now())))).stage).toBe(
      'signed_in',
    );
    bench.checkChain();
  });
  test('everything that opened the account before is dead, and so is the kit', async () => {
    const session = await bench.signIn(ann);
    lock(ann);
    bench.context.storage.transaction((tx) =>
      tx.run(
        "INSERT INTO temporary_codes (user_id, mac, created_at, expires_at, is_single_use, issued_by) VALUES (:id, x'00', 1, 9000000000000, 1, 'B')",
        { id: ann.id },
      ),
    );
    await confirm(await atAuthenticator(atPassword()));
    expect(findActor(bench.context, session.session.id)).toBeUndefined();
    expect(bench.read.all('SELECT ended_because FROM sessions')).toEqual([{ ended_because: 'recovery_kit_used' }]);
    for (const table of ['temporary_codes', 'one_time_codes', 'setup_codes', 'throttles', 'recovery_kit'])
      expect([table, bench.read.all(`SELECT * FROM ${table}`)]).toEqual([table, []]);
    expect((await refusalIn(signIn(bench.context, ann))).code).toBe('wrong_credentials');
    const visit = visitAt(await signIn(bench.context, { email: ann.email, password: NEW_PASSWORD }), 'code');
    expect((await refusalIn(verifyCode(bench.context, visit, bench.nextCode(ann)))).code).toBe('wrong_code');
    expect((await refusalIn(verifyRecoveryCode(bench.context, visit, ann.recoveryCodes[0] ?? ''))).code).toBe(
      'wrong_recovery_code',
    );
    expect(refusalOf(() => enter())).toEqual({ code: 'wrong_recovery_kit' });
  });
  test('it ends with whatever is done to the account while the new password is hashed', async () => {
    lock(ann);
    const choosing = chooseKitPassword(bench.context, atPassword(), NEW_PASSWORD);
    bench.context.storage.transaction((tx) => raiseVersion(tx, ann.id));
    expect(await refusalIn(choosing)).toEqual({ code: 'not_now' });
  });
  test('left in the middle it has changed nothing, and the kit is still good', async () => {
    lock(ann);
    const before = dump(bench.read, ['activity', 'clock']);
    const visit = await atAuthenticator(atPassword());
    expect(await refusalIn(confirmSetUp(bench.context, visit, codeOfVisit(bench, visit), () => false))).toEqual({
      code: 'not_now',
    });
    expect(dump(bench.read, ['activity', 'clock'])).toBe(before);
    await confirm(await atAuthenticator(atPassword()));
  });
  test('ended after 2FA was confirmed and before the new kit was kept, the next sign-in asks for it again', async () => {
    lock(ann);
    const visit = await atAuthenticator(atPassword());
    finishSetUp(bench.context, await confirm(visit));
    bench.reopen();
    bench.clock.advance(MINUTE);
    const person = { ...ann, password: NEW_PASSWORD, secret: visit.secret };
    expect((await proveBoth(person)).stage).toBe('recovery_kit');
  });
  test('of two windows that confirm at once exactly one is let in', async () => {
    lock(ann);
    const [first, second] = [await atAuthenticator(atPassword()), await atAuthenticator(atPassword())];
    const results = await Promise.allSettled([confirm(first), confirm(second)]);
    expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(actions().filter((action) => action === 'recovery_kit.used')).toHaveLength(1);
  });
  test('it stops where somebody can sign in meanwhile: entered again, it waits', async () => {
    lock(ann);
    const visit = await atAuthenticator(atPassword());
    await bench.addPerson({ role: 'partner_admin' });
    expect(await refusalIn(confirm(visit))).toEqual({ code: 'not_now' });
    expect(enter().stage).toBe('kit_waits');
  });
  test('it works while the clock is behind what it has shown, and accepts the present time', async () => {
    lock(ann);
    bench.context.storage.transaction((tx) => setHighWater(tx, bench.clock.now() + 3000 * DAY));
    const codes = await confirm(await atAuthenticator(atPassword()));
    expect(actions()).toContain('clock.accepted');
    const shown = visitAt(finishSetUp(bench.context, codes), 'recovery_kit');
    expect(
      findActor(bench.context, visitAt(finishRecoveryKit(bench.context, shown), 'signed_in').sessionId),
    ).toBeDefined();
  });
  test('the new password follows the rules, and is asked again with what was wrong', async () => {
    lock(ann);
    const visit = atPassword();
    expect(toScreen(bench.context, visit)).toEqual({ name: 'kit_password', email: ann.email });
    expect(await refusalIn(chooseKitPassword(bench.context, visit, 'too short'))).toMatchObject({
      code: 'bad_input',
      fields: [{ field: 'password' }],
    });
    expect((await chooseKitPassword(bench.context, visit, NEW_PASSWORD)).stage).toBe('authenticator');
  });
  test('what was done to the account before is neither shown as done by the kit nor taken as read', async () => {
    bench.context.storage.transaction((tx) =>
      insertNotice(tx, ann.id, { kind: 'two_factor_reset', at: 1, byName: 'Bea', byId: null, reason: 'lost_phone' }),
    );
    lock(ann);
    const visit = await atAuthenticator(atPassword());
    expect(toScreen(bench.context, visit)).toMatchObject({ name: 'authenticator', notice: null });
    await confirm(visit);
    expect(bench.read.all('SELECT acknowledged_at FROM notices')).toEqual([{ acknowledged_at: null }]);
  });
});
