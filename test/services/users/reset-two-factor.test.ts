// The reset of 2FA: who may reset which user, and with which proof. It does everything at once or nothing, is harmless when
// repeated, and is always recorded.

import { describe, expect, test } from 'vitest';
import { RESET_REASONS } from '../../../main/domain/reset.ts';
import { codeAtStep, STEP_MS, stepAt } from '../../../main/domain/two-factor.ts';
import { ROLES, statusAt } from '../../../main/domain/user.ts';
import { type Actor, findActor } from '../../../main/services/act/actor.ts';
import { userSubject } from '../../../main/services/act/attempt.ts';
import { noteTime } from '../../../main/services/act/check-clock.ts';
import { confirmSetup, finishSetup } from '../../../main/services/sign-in/set-up-two-factor.ts';
import { signIn, verifyCode, verifyRecoveryCode } from '../../../main/services/sign-in/sign-in.ts';
import {
  cancelReplacement,
  getResetPreview,
  type ResetRequest,
  resetTwoFactor,
} from '../../../main/services/users/reset-two-factor.ts';
import { getOpenNotice } from '../../../main/storage/tables/notices.ts';
import { insertSession } from '../../../main/storage/tables/sessions.ts';
import { getThrottle } from '../../../main/storage/tables/throttles.ts';
import { markFactorDisabled } from '../../../main/storage/tables/users.ts';
import { breakWrites } from '../../support/accident.ts';
import { createFixture, dump, type Fixture, type Person, visitAt } from '../../support/fixture.ts';
import { refusalIn, refusalOf } from '../../support/refusals.ts';
import { HOUR, MINUTE, SECOND } from '../../support/seeded.ts';

interface Scene {
  readonly fixture: Fixture;
  readonly admin: Person;
  readonly ann: Person;
  readonly actor: Actor;
}

async function setScene(): Promise<Scene> {
  const fixture = createFixture();
  const admin = await fixture.addPerson({ role: 'partner_admin', firstName: 'Margaret', lastName: 'Ashworth' });
  await fixture.addPerson({ role: 'partner_admin', firstName: 'Second', lastName: 'Admin' });
  const ann = await fixture.addPerson({ role: 'client_ops', firstName: 'Ann', lastName: 'Vance' });
  return { fixture, admin, ann, actor: await fixture.signIn(admin) };
}

const requestFor = (
  fixture: Fixture,
  target: Person,
  code: string,
  changes: Partial<ResetRequest> = {},
): ResetRequest => ({
  userId: target.id,
  version: fixture.user(target).version,
  mode: 'revoke_now',
  reason: 'lost_phone',
  note: 'left in a taxi',
  identityCheck: 'in_person',
  vouchedBy: '',
  code,
  ...changes,
});

/** The session as it is now. Presence is stored with it. */
const renewed = (fixture: Fixture, actor: Actor): Actor => findActor(fixture.context, actor.session.id) as Actor;
const doneBy = (scene: Scene, changes: Partial<ResetRequest> = {}) => {
  const result = resetTwoFactor(
    scene.fixture.context,
    scene.actor,
    requestFor(scene.fixture, scene.ann, scene.fixture.nextCode(scene.admin), changes),
  );
  if (result.outcome !== 'done') throw new Error('this reset should have been carried out');
  return result;
};
/** What a refused attempt may write: counters, activity, the high-water mark, and the administrator's accepted code. */
const WRITTEN_ANYWAY = ['activity', 'throttles', 'clock', 'authenticators', 'sessions'];

describe('a reset', () => {
  test('names other Partner Admins with a number on file to call about a colleague, without the actor and the colleague', async () => {
    const { fixture, actor } = await setScene();
    const colleague = await fixture.addPerson({ role: 'partner_ops', firstName: 'Olive', lastName: 'Reed' });
    const contacts = () => getResetPreview(fixture.context, actor, colleague.id).callBack.contacts;
    expect(contacts()).toEqual([]);
    fixture.context.storage.transaction((tx) => tx.run("UPDATE users SET phone = '+44 20 7946 0100'"));
    expect(contacts()).toEqual([{ name: 'Second Admin', of: null, phone: '+44 20 7946 0100' }]);
  });

  test('removes and writes everything together, and counts what it removes', async () => {
    const scene = await setScene();
    const { fixture, ann, actor } = scene;
    await fixture.signIn(ann);
    await fixture.signIn(ann);
    await verifyRecoveryCode(
      fixture.context,
      visitAt(await signIn(fixture.context, ann), 'code'),
      ann.recoveryCodes[3] ?? '',
    );
    fixture.context.storage.transaction((tx) => {
      for (const factor of ['code', 'recovery_code', 'setup_code'])
        tx.run('INSERT INTO throttles VALUES (:subject, :factor, 20, 0, 1)', { subject: userSubject(ann), factor });
      tx.run('UPDATE users SET code_disabled_at = 5 WHERE id = :id', { id: ann.id });
    });
    const preview = getResetPreview(fixture.context, actor, ann.id);
    expect(preview.removes).toEqual({
      authenticatorSince: fixture.read.get('SELECT confirmed_at FROM authenticators WHERE user_id = :id', {
        id: ann.id,
      })?.['confirmed_at'],
      recoveryCodes: 9,
      sessions: 3,
    });
    const version = fixture.user(ann).version;
    const result = doneBy(scene);
    const now = fixture.clock.now();

    expect(result.removed).toEqual({ authenticators: 1, recoveryCodes: 9, sessions: 3 });
    expect(result.setupCode).toMatch(/^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}$/);
    expect(result.deadlineAt).toBe(now + 24 * HOUR);
    expect(fixture.user(ann)).toMatchObject({
      twoFactor: 'setup_required',
      twoFactorAt: now,
      twoFactorResetBy: 'Margaret Ashworth',
      setupDeadlineAt: now + 24 * HOUR,
      isLocked: false,
      version: version + 1,
    });
    for (const table of ['authenticators', 'recovery_code_sets', 'recovery_codes'])
      expect(fixture.read.all(`SELECT * FROM ${table} WHERE user_id = :id`, { id: ann.id })).toEqual([]);
    expect(
      fixture.read.all('SELECT DISTINCT ended_at, ended_because FROM sessions WHERE user_id = :id', { id: ann.id }),
    ).toEqual([{ ended_at: now, ended_because: 'two_factor_reset' }]);
    for (const factor of ['code', 'recovery_code', 'setup_code'] as const)
      expect(getThrottle(fixture.read, userSubject(ann), factor).failures).toBe(0);
    expect(fixture.read.all('SELECT expires_at FROM setup_codes WHERE user_id = :id', { id: ann.id })).toEqual([
      { expires_at: now + 24 * HOUR },
    ]);
    expect(getOpenNotice(fixture.read, ann.id)).toMatchObject({
      kind: 'two_factor_reset',
      at: now,
      byName: 'Margaret Ashworth',
      reason: 'lost_phone',
    });
    expect(fixture.activity().at(-1)).toMatchObject({
      at: now,
      actorId: actor.user.id,
      actorName: 'Margaret Ashworth',
      actorRole: 'partner_admin',
      targetId: ann.id,
      targetName: 'Ann Vance',
      targetRole: 'client_ops',
      action: 'two_factor.reset',
      outcome: 'done',
      reason: 'lost_phone',
      detail: {
        identityCheck: 'in_person',
        note: 'left in a taxi',
        authenticatorsRemoved: 1,
        recoveryCodesRemoved: 9,
        sessionsEnded: 3,
        withSetupCode: true,
        deadlineAt: now + 24 * HOUR,
      },
    });
    expect(dump(fixture.read)).not.toContain(result.setupCode ?? '');
    fixture.checkChain();
  });
  test('changes nobody else', async () => {
    const scene = await setScene();
    const bob = await scene.fixture.addPerson({ role: 'client_ops' });
    const ofBob = () =>
      ['authenticators', 'recovery_codes', 'sessions', 'passwords'].map((table) =>
        scene.fixture.read.all(`SELECT * FROM ${table} WHERE user_id = :id`, { id: bob.id }),
      );
    await scene.fixture.signIn(bob);
    const before = [ofBob(), scene.fixture.user(bob)];
    doneBy(scene);
    expect([ofBob(), scene.fixture.user(bob)]).toEqual(before);
  });
  test('counts sessions that are still open, not those whose twelve hours are over', async () => {
    const scene = await setScene();
    const { fixture, ann, actor } = scene;
    fixture.context.storage.transaction((tx) =>
      insertSession(tx, {
        id: 'long ago',
        userId: ann.id,
        startedAt: fixture.clock.now() - 20 * HOUR,
        expiresAt: fixture.clock.now() - 8 * HOUR,
        startedWith: 'code',
      }),
    );
    await fixture.signIn(ann);
    expect(getResetPreview(fixture.context, actor, ann.id).removes.sessions).toBe(1);
    expect(doneBy(scene).removed.sessions).toBe(1);
    expect(
      fixture.read.all('SELECT id FROM sessions WHERE user_id = :id AND ended_at IS NULL', { id: ann.id }),
    ).toEqual([]);
  });
  test('leaves everything as it was when any of its writes fails', async () => {
    for (const [table, verb] of [
      ['authenticators', 'DELETE'],
      ['recovery_code_sets', 'DELETE'],
      ['sessions', 'UPDATE'],
      ['setup_codes', 'INSERT'],
      ['users', 'UPDATE'],
      ['notices', 'INSERT'],
      ['activity', 'INSERT'],
    ] as const) {
      const scene = await setScene();
      const { fixture, ann, actor, admin } = scene;
      await fixture.signIn(ann);
      // A failing trigger stands for a full disk or any other accident.
      const code = fixture.nextCode(admin);
      resetPresence(fixture, actor);
      const when = table === 'users' ? `OLD.id = ${ann.id}` : table === 'sessions' ? `OLD.user_id = ${ann.id}` : 'true';
      breakWrites(fixture.context.storage, { verb, table, when }, 'accident');
      const before = dump(fixture.read, ['clock']);
      expect(() => resetTwoFactor(fixture.context, renewed(fixture, actor), requestFor(fixture, ann, code))).toThrow(
        'accident',
      );
      expect([table, dump(fixture.read, ['clock'])]).toEqual([table, before]);
    }
  });
});

/** Presence was proved just now, so the test is about the reset alone. */
function resetPresence(fixture: Fixture, actor: Actor): void {
  fixture.context.storage.transaction((tx) =>
    tx.run('UPDATE sessions SET presence_at = :now WHERE id = :id', { now: fixture.clock.now(), id: actor.session.id }),
  );
}

describe('after a reset', () => {
  test('the old authenticator, recovery codes and session are refused, and the password alone leads to the setup code', async () => {
    const scene = await setScene();
    const { fixture, ann } = scene;
    const session = await fixture.signIn(ann);
    const visit = visitAt(await signIn(fixture.context, ann), 'code');
    doneBy(scene);
    expect(findActor(fixture.context, session.session.id)).toBeUndefined();
    expect((await refusalIn(verifyCode(fixture.context, visit, fixture.nextCode(ann)))).code).toBe('not_now');
    for (const code of ann.recoveryCodes)
      expect((await refusalIn(verifyRecoveryCode(fixture.context, visit, code))).code).toBe('not_now');
    expect((await signIn(fixture.context, ann)).stage).toBe('setup_code');
  });
  test('the account is locked from the deadline until a Partner Admin acts, even for a right password', async () => {
    const scene = await setScene();
    const { fixture, ann } = scene;
    const { deadlineAt } = doneBy(scene);
    fixture.clock.advance((deadlineAt ?? 0) - fixture.clock.now() - 1);
    expect((await signIn(fixture.context, ann)).stage).toBe('setup_code');
    fixture.clock.advance(1);
    expect(await refusalIn(signIn(fixture.context, ann))).toEqual({ code: 'setup_overdue' });
    fixture.clock.advance(30 * 24 * HOUR);
    expect(await refusalIn(signIn(fixture.context, ann))).toEqual({ code: 'setup_overdue' });
    resetTwoFactor(
      fixture.context,
      await fixture.signIn(scene.admin),
      requestFor(fixture, ann, fixture.nextCode(scene.admin)),
    );
    expect((await signIn(fixture.context, ann)).stage).toBe('setup_code');
  });
  test('without a setup code by policy, the password leads to the setup until the deadline', async () => {
    const scene = await setScene();
    scene.fixture.context.storage.transaction((tx) => tx.run('UPDATE firm SET setup_code_required = 0'));
    expect(getResetPreview(scene.fixture.context, scene.actor, scene.ann.id).setupCodeMinutes).toBeNull();
    expect(doneBy(scene)).toMatchObject({ setupCode: null, deadlineAt: scene.fixture.clock.now() + 24 * HOUR });
    expect(scene.fixture.read.all('SELECT * FROM setup_codes')).toEqual([]);
    expect((await signIn(scene.fixture.context, scene.ann)).stage).toBe('authenticator');
    scene.fixture.clock.advance(24 * HOUR);
    expect(await refusalIn(signIn(scene.fixture.context, scene.ann))).toEqual({ code: 'setup_overdue' });
  });
  test('the password alone opens no setup once the policy is switched on', async () => {
    const scene = await setScene();
    scene.fixture.context.storage.transaction((tx) => tx.run('UPDATE firm SET setup_code_required = 0'));
    doneBy(scene);
    scene.fixture.context.storage.transaction((tx) => tx.run('UPDATE firm SET setup_code_required = 1'));
    expect(await refusalIn(signIn(scene.fixture.context, scene.ann))).toEqual({ code: 'needs_new_reset' });
  });
  test('the setup code is still needed when the policy is switched off', async () => {
    const scene = await setScene();
    doneBy(scene);
    scene.fixture.context.storage.transaction((tx) => tx.run('UPDATE firm SET setup_code_required = 0'));
    expect((await signIn(scene.fixture.context, scene.ann)).stage).toBe('setup_code');
  });
});

describe('presence', () => {
  test('needs the administrator’s own code: signing in does not count', async () => {
    const { fixture, ann, actor } = await setScene();
    const before = dump(fixture.read);
    expect(getResetPreview(fixture.context, actor, ann.id).needsCode).toBe(true);
    expect(refusalOf(() => resetTwoFactor(fixture.context, actor, requestFor(fixture, ann, '')))).toEqual({
      code: 'fresh_code_needed',
    });
    expect(dump(fixture.read)).toBe(before);
  });
  test('is not proved by the code that signed in, a wrong code, or the target’s code', async () => {
    const { fixture, admin, ann, actor } = await setScene();
    const before = dump(fixture.read, WRITTEN_ANYWAY);
    expect(
      refusalOf(() => resetTwoFactor(fixture.context, actor, requestFor(fixture, ann, fixture.codeOf(admin)))).code,
    ).toBe('code_already_used');
    expect(refusalOf(() => resetTwoFactor(fixture.context, actor, requestFor(fixture, ann, '000000'))).code).toBe(
      'wrong_code',
    );
    expect(
      refusalOf(() => resetTwoFactor(fixture.context, actor, requestFor(fixture, ann, fixture.codeOf(ann)))).code,
    ).toBe('wrong_code');
    expect(dump(fixture.read, WRITTEN_ANYWAY)).toBe(before);
    expect(getThrottle(fixture.read, userSubject(admin), 'code').failures).toBe(3);
    expect(fixture.activity().filter((record) => record.outcome === 'denied')).toHaveLength(3);
  });
  test('is throttled: after five wrong codes even the right one waits', async () => {
    const { fixture, admin, ann, actor } = await setScene();
    for (let i = 0; i < 5; i++)
      refusalOf(() => resetTwoFactor(fixture.context, actor, requestFor(fixture, ann, '000000')));
    fixture.clock.advance(-STEP_MS);
    expect(
      refusalOf(() => resetTwoFactor(fixture.context, actor, requestFor(fixture, ann, fixture.nextCode(admin)))).code,
    ).toBe('locked_until');
  });
  test('lasts exactly five minutes for further resets', async () => {
    const { fixture, admin, ann, actor } = await setScene();
    const others = await Promise.all([1, 2].map(() => fixture.addPerson({ role: 'client_ops' })));
    resetTwoFactor(fixture.context, actor, requestFor(fixture, ann, fixture.nextCode(admin)));
    fixture.clock.advance(5 * MINUTE - 1);
    expect(getResetPreview(fixture.context, renewed(fixture, actor), others[0]?.id as never).needsCode).toBe(false);
    expect(resetTwoFactor(fixture.context, actor, requestFor(fixture, others[0] as Person, '')).outcome).toBe('done');
    fixture.clock.advance(1);
    expect(
      refusalOf(() => resetTwoFactor(fixture.context, actor, requestFor(fixture, others[1] as Person, ''))).code,
    ).toBe('fresh_code_needed');
  });
  test('belongs to one session, not to others of the same administrator', async () => {
    const { fixture, admin, ann, actor } = await setScene();
    const second = await fixture.signIn(admin);
    resetTwoFactor(fixture.context, actor, requestFor(fixture, ann, fixture.nextCode(admin)));
    const bob = await fixture.addPerson({ role: 'client_ops' });
    expect(refusalOf(() => resetTwoFactor(fixture.context, second, requestFor(fixture, bob, ''))).code).toBe(
      'fresh_code_needed',
    );
  });
  test('does not last longer when the clock is set back', async () => {
    const { fixture, admin, ann, actor } = await setScene();
    const bob = await fixture.addPerson({ role: 'client_ops' });
    resetTwoFactor(fixture.context, actor, requestFor(fixture, ann, fixture.nextCode(admin)));
    fixture.clock.advance(-SECOND);
    expect(refusalOf(() => resetTwoFactor(fixture.context, actor, requestFor(fixture, bob, ''))).code).toBe(
      'fresh_code_needed',
    );
  });
  test('does not allow a reset while the clock is behind', async () => {
    const { fixture, admin, ann, actor } = await setScene();
    const bob = await fixture.addPerson({ role: 'client_ops' });
    fixture.clock.advance(10 * HOUR);
    resetTwoFactor(fixture.context, actor, requestFor(fixture, ann, fixture.nextCode(admin)));
    fixture.clock.advance(10 * HOUR);
    noteTime(fixture.context);
    fixture.clock.advance(-10 * HOUR);
    expect(refusalOf(() => resetTwoFactor(fixture.context, actor, requestFor(fixture, bob, ''))).code).toBe(
      'clock_went_back',
    );
  });
  test('cannot be proved while the clock is behind, which counts as no failure', async () => {
    const { fixture, admin, ann, actor } = await setScene();
    fixture.clock.advance(-HOUR);
    expect(
      refusalOf(() => resetTwoFactor(fixture.context, actor, requestFor(fixture, ann, fixture.codeOf(admin)))).code,
    ).toBe('clock_went_back');
    expect(getThrottle(fixture.read, userSubject(admin), 'code').failures).toBe(0);
  });
});

describe('the answer "already done"', () => {
  test('is given only for the reset that the administrator has not seen, never for an account that was locked since', async () => {
    const scene = await setScene();
    const { fixture, ann } = scene;
    doneBy(scene);
    const seen = fixture.user(ann).version;
    fixture.context.storage.transaction((tx) => markFactorDisabled(tx, ann.id, 'code', fixture.clock.now()));
    expect(
      refusalOf(() => resetTwoFactor(fixture.context, scene.actor, requestFor(fixture, ann, '', { version: seen }))),
    ).toEqual({ code: 'conflict' });
    expect(
      refusalOf(() => resetTwoFactor(fixture.context, scene.actor, requestFor(fixture, ann, '', { version: 0 }))),
    ).toEqual({ code: 'conflict' });
  });
});

describe('a reset is refused and changes nothing', () => {
  const refused = (scene: Scene, actor: Actor, target: Person, changes: Partial<ResetRequest> = {}) => {
    const before = dump(scene.fixture.read);
    const { code } = refusalOf(() =>
      resetTwoFactor(scene.fixture.context, actor, requestFor(scene.fixture, target, '', changes)),
    );
    expect(dump(scene.fixture.read)).toBe(before);
    return code;
  };

  test('on oneself', async () => {
    const scene = await setScene();
    expect(refused(scene, scene.actor, scene.admin)).toBe('own_account');
  });
  test('by any other role, on any user', async () => {
    for (const role of ROLES.filter((other) => other !== 'partner_admin')) {
      const scene = await setScene();
      const client = scene.fixture.addClient('Alder');
      const actor = await scene.fixture.signIn(await scene.fixture.addPerson({ role, clients: [client] }));
      for (const target of ROLES)
        expect(['forbidden', 'not_found']).toContain(
          refused(scene, actor, await scene.fixture.addPerson({ role: target, clients: [client] })),
        );
      expect(['forbidden', 'not_found']).toContain(refused(scene, actor, scene.admin));
    }
  });
  test('on the last able admin', async () => {
    const scene = await setScene();
    const { fixture, actor, admin } = scene;
    // Happens only if the actor stops being able between the door's check and the reset.
    const last = await fixture.addPerson({ role: 'partner_admin' });
    fixture.context.storage.transaction((tx) =>
      tx.run("UPDATE users SET code_disabled_at = 1 WHERE role = 'partner_admin' AND id <> :id", { id: last.id }),
    );
    expect(fixture.user(admin).isLocked).toBe(true);
    expect(refused(scene, actor, last)).toBe('last_able_admin');
    fixture.context.storage.transaction((tx) =>
      tx.run('UPDATE users SET code_disabled_at = NULL WHERE id = :id', { id: admin.id }),
    );
    expect(refused(scene, actor, last)).toBe('fresh_code_needed');
  });
  test('on a user who has not set up 2FA, is invited or is deactivated', async () => {
    const scene = await setScene();
    const { fixture, actor } = scene;
    expect(refused(scene, actor, await fixture.addPerson({ role: 'client_ops', isSetUp: false }))).toBe(
      'nothing_to_reset',
    );
    for (const change of ["status = 'deactivated'", "status = 'invited', invitation_expires_at = 9e15"]) {
      const target = await fixture.addPerson({ role: 'client_ops' });
      fixture.context.storage.transaction((tx) =>
        tx.run(`UPDATE users SET ${change.replace('9e15', '9000000000000')} WHERE id = :id`, { id: target.id }),
      );
      expect(refused(scene, actor, target)).toBe('nothing_to_reset');
    }
  });
  test('on a user who does not exist', async () => {
    const scene = await setScene();
    expect(refused(scene, scene.actor, scene.ann, { userId: 999 as never })).toBe('not_found');
  });
  test('when the user has changed since the window read it', async () => {
    const scene = await setScene();
    const { fixture, ann, admin, actor } = scene;
    const stale = requestFor(fixture, ann, fixture.nextCode(admin));
    fixture.context.storage.transaction((tx) =>
      tx.run('UPDATE users SET version = version + 1 WHERE id = :id', { id: ann.id }),
    );
    const before = dump(fixture.read, WRITTEN_ANYWAY);
    expect(refusalOf(() => resetTwoFactor(fixture.context, actor, stale))).toEqual({ code: 'conflict' });
    expect(dump(fixture.read, WRITTEN_ANYWAY)).toBe(before);
    expect(fixture.user(ann).twoFactor).toBe('set_up');
  });
});

describe('a repeated reset', () => {
  test('by a double click is already done: nothing changes, and there is no second setup code', async () => {
    const scene = await setScene();
    const { fixture, ann, admin, actor } = scene;
    const request = requestFor(fixture, ann, fixture.nextCode(admin));
    expect(resetTwoFactor(fixture.context, actor, request).outcome).toBe('done');
    const before = dump(fixture.read);
    expect(resetTwoFactor(fixture.context, actor, request)).toEqual({
      outcome: 'already_done',
      at: fixture.clock.now(),
      byName: 'Margaret Ashworth',
    });
    expect(dump(fixture.read)).toBe(before);
  });
  test('by another administrator who saw the user before is already done, and names who did it', async () => {
    const scene = await setScene();
    const { fixture, ann, admin, actor } = scene;
    const other = await fixture.addPerson({ role: 'partner_admin' });
    const otherActor = await fixture.signIn(other);
    const stale = requestFor(fixture, ann, '');
    resetTwoFactor(fixture.context, actor, requestFor(fixture, ann, fixture.nextCode(admin)));
    expect(resetTwoFactor(fixture.context, otherActor, stale)).toMatchObject({
      outcome: 'already_done',
      byName: 'Margaret Ashworth',
    });
  });
  test('on purpose, from the new version, gives a new setup code and ends the old one', async () => {
    const scene = await setScene();
    const first = doneBy(scene);
    const second = resetTwoFactor(scene.fixture.context, scene.actor, requestFor(scene.fixture, scene.ann, ''));
    expect(second).toMatchObject({ outcome: 'done', removed: { authenticators: 0, recoveryCodes: 0, sessions: 0 } });
    expect(second.outcome === 'done' && second.setupCode).not.toBe(first.setupCode);
    expect(scene.fixture.read.all('SELECT * FROM setup_codes')).toHaveLength(1);
  });
});

describe('a replacement', () => {
  const ask = ({ fixture, admin, ann, actor }: Scene, changes: Partial<ResetRequest> = {}) =>
    resetTwoFactor(
      fixture.context,
      actor,
      requestFor(fixture, ann, fixture.nextCode(admin), { mode: 'replace', reason: 'changing_phone', ...changes }),
    );
  const signInWith = async ({ fixture, ann }: Scene, how: 'code' | 'recovery_code') => {
    const visit = visitAt(await signIn(fixture.context, ann), 'code');
    return how === 'code'
      ? verifyCode(fixture.context, visit, fixture.nextCode(ann))
      : verifyRecoveryCode(fixture.context, visit, ann.recoveryCodes[0] ?? '');
  };

  test('removes nothing and hands nothing out; it is recorded and leaves a notice', async () => {
    const scene = await setScene();
    const { fixture, ann, actor } = scene;
    const session = await fixture.signIn(ann);
    const before = dump(fixture.read, [
      'activity',
      'notices',
      'users',
      'throttles',
      'clock',
      'sessions',
      'authenticators',
    ]);
    const asked = ask(scene);
    expect(asked).toEqual({ outcome: 'replacement_requested', deadlineAt: fixture.clock.now() + 24 * HOUR });
    expect(
      dump(fixture.read, ['activity', 'notices', 'users', 'throttles', 'clock', 'sessions', 'authenticators']),
    ).toBe(before);
    expect(findActor(fixture.context, session.session.id)).toBeDefined();
    expect(fixture.user(ann)).toMatchObject({
      twoFactor: 'set_up',
      replaceRequestedAt: fixture.clock.now(),
      replaceRequestedBy: 'Margaret Ashworth',
    });
    expect(fixture.activity().at(-1)).toMatchObject({
      action: 'two_factor.replace_requested',
      actorId: actor.user.id,
      targetId: ann.id,
    });
    expect(getOpenNotice(fixture.read, ann.id)).toMatchObject({ kind: 'replace_requested', reason: 'changing_phone' });
  });
  test.each([
    'code',
    'recovery_code',
  ] as const)('is made at the next sign-in, after the old %s; then the old factor ends', async (how) => {
    const scene = await setScene();
    const { fixture, ann } = scene;
    const elsewhere = await fixture.signIn(ann);
    ask(scene);
    const visit = visitAt(await signInWith(scene, how), 'authenticator');
    expect(visit.setupCodeMac).toBeNull();
    const code = codeAtStep(visit.secret, stepAt(fixture.clock.now()));
    const shown = visitAt(await confirmSetup(fixture.context, visit, code, () => true), 'recovery_codes');
    expect(finishSetup(fixture.context, shown).stage).toBe('signed_in');
    expect(findActor(fixture.context, elsewhere.session.id)).toBeUndefined();
    expect(fixture.user(ann)).toMatchObject({
      twoFactor: 'set_up',
      replaceRequestedAt: null,
      replaceRequestedBy: null,
    });
    const again = visitAt(await signIn(fixture.context, ann), 'code');
    expect((await refusalIn(verifyCode(fixture.context, again, fixture.nextCode(ann)))).code).toBe('wrong_code');
    expect((await refusalIn(verifyRecoveryCode(fixture.context, again, ann.recoveryCodes[1] ?? ''))).code).toBe(
      'wrong_recovery_code',
    );
    expect(fixture.activity().find(({ action }) => action === 'two_factor.set_up')?.detail).toMatchObject({
      replacesAnother: true,
    });
    expect(getOpenNotice(fixture.read, ann.id)).toBeUndefined();
  });
  test('leaves the old factor when it is abandoned, and comes again', async () => {
    const scene = await setScene();
    ask(scene);
    for (let i = 0; i < 2; i++) expect((await signInWith(scene, 'code')).stage).toBe('authenticator');
    expect(scene.fixture.user(scene.ann).twoFactor).toBe('set_up');
  });
  test('gives nothing to a caller who only has the password', async () => {
    const scene = await setScene();
    ask(scene);
    expect((await signIn(scene.fixture.context, scene.ann)).stage).toBe('code');
  });
  test('is requested once by two clicks', async () => {
    const scene = await setScene();
    const { fixture, ann } = scene;
    const { version } = fixture.user(ann);
    ask(scene);
    expect(ask(scene, { version })).toMatchObject({ outcome: 'already_done', byName: 'Margaret Ashworth' });
    expect(ask(scene)).toMatchObject({ outcome: 'already_done' });
    expect(fixture.activity().filter(({ action }) => action === 'two_factor.replace_requested')).toHaveLength(1);
  });
  test('ends with a reset, also in the middle of its setup', async () => {
    const scene = await setScene();
    const { fixture, admin, ann, actor } = scene;
    ask(scene);
    const visit = visitAt(await signInWith(scene, 'code'), 'authenticator');
    expect(resetTwoFactor(fixture.context, actor, requestFor(fixture, ann, fixture.nextCode(admin))).outcome).toBe(
      'done',
    );
    expect(fixture.user(ann).replaceRequestedAt).toBeNull();
    const code = codeAtStep(visit.secret, stepAt(fixture.clock.now()));
    expect((await refusalIn(confirmSetup(fixture.context, visit, code, () => true))).code).toBe('not_now');
  });
  test('can be cancelled: the next sign-in is as before', async () => {
    const scene = await setScene();
    const { fixture, ann, actor } = scene;
    ask(scene);
    const { version } = fixture.user(ann);
    cancelReplacement(fixture.context, actor, ann.id, version);
    expect(refusalOf(() => cancelReplacement(fixture.context, actor, ann.id, version)).code).toBe('conflict');
    expect(getOpenNotice(fixture.read, ann.id)).toBeUndefined();
    expect((await signInWith(scene, 'code')).stage).toBe('signed_in');
  });
  test('is no answer to a phone that is gone: each mode takes its own reasons only, and nothing is done', async () => {
    const scene = await setScene();
    const { fixture, ann, actor } = scene;
    const before = dump(fixture.read);
    for (const [mode, other] of [
      ['replace', 'revoke_now'],
      ['revoke_now', 'replace'],
    ] as const) {
      for (const reason of RESET_REASONS[other]) {
        const request = requestFor(fixture, ann, '', { mode, reason });
        expect(refusalOf(() => resetTwoFactor(fixture.context, actor, request))).toMatchObject({
          code: 'bad_input',
          fields: [{ field: 'reason' }],
        });
      }
    }
    expect(dump(fixture.read)).toBe(before);
  });
  test('has the time of a setup; then the old authenticator opens nothing, and only a reset leads on', async () => {
    const scene = await setScene();
    const { fixture, admin, ann } = scene;
    ask(scene);
    fixture.clock.advance(23 * HOUR);
    const session = await fixture.signIn(admin);
    expect((await signInWith(scene, 'code')).stage).toBe('authenticator');
    fixture.clock.advance(HOUR);
    expect(statusAt(fixture.user(ann), fixture.clock.now())).toBe('locked');
    expect(await refusalIn(signIn(fixture.context, ann))).toEqual({ code: 'setup_overdue' });
    const { version } = fixture.user(ann);
    const locked = { code: 'not_possible', why: 'locked' };
    expect(refusalOf(() => cancelReplacement(fixture.context, session, ann.id, version))).toEqual(locked);
    const again = requestFor(fixture, ann, fixture.nextCode(admin), { mode: 'replace', reason: 'changing_phone' });
    expect(refusalOf(() => resetTwoFactor(fixture.context, session, again))).toEqual(locked);
    expect(getResetPreview(fixture.context, session, ann.id).mayReplace).toBe(false);
    expect(resetTwoFactor(fixture.context, session, requestFor(fixture, ann, fixture.nextCode(admin))).outcome).toBe(
      'done',
    );
    expect(fixture.user(ann)).toMatchObject({ twoFactor: 'setup_required', replaceRequestedAt: null });
    expect((await signIn(fixture.context, ann)).stage).toBe('setup_code');
  });
  test('ends the sessions of the old authenticator at its deadline', async () => {
    const scene = await setScene();
    const { fixture, ann } = scene;
    fixture.context.storage.transaction((tx) => tx.run('UPDATE firm SET setup_code_minutes = 60'));
    const { session } = await fixture.signIn(ann);
    ask(scene);
    fixture.clock.advance(HOUR - 1);
    expect(findActor(fixture.context, session.id)).toBeDefined();
    fixture.clock.advance(1);
    expect(findActor(fixture.context, session.id)).toBeUndefined();
  });
  test('needs an authenticator that can be replaced', async () => {
    const scene = await setScene();
    const { fixture, admin, ann, actor } = scene;
    resetTwoFactor(fixture.context, actor, requestFor(fixture, ann, fixture.nextCode(admin)));
    expect(refusalOf(() => ask(scene)).code).toBe('nothing_to_reset');
  });
});
