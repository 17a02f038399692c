// A temporary code in place of the authenticator: who gets one, what it opens, how it ends, and that nothing lasting can be made of it.
import { describe, expect, test } from 'vitest';
import { toScreen } from '../../../main/ipc/screen.ts';
import {
  beginChange,
  confirmChange,
  regenerateRecoveryCodes,
} from '../../../main/services/account/change-authenticator.ts';
import { changePassword } from '../../../main/services/account/change-password.ts';
import { findActor } from '../../../main/services/act/actor.ts';
import { provePresence } from '../../../main/services/act/presence.ts';
import type { VisitAt } from '../../../main/services/act/visit.ts';
import { signIn, verifyCode, verifyRecoveryCode, verifyTemporaryCode } from '../../../main/services/sign-in/sign-in.ts';
import { deactivateUser } from '../../../main/services/users/deactivate-user.ts';
import { editUser } from '../../../main/services/users/edit-user.ts';
import {
  carryOutTemporaryCode,
  issueTemporaryCode,
  revokeTemporaryCode,
  type TemporaryCodeRequest,
} from '../../../main/services/users/issue-temporary-code.ts';
import { resetPassword } from '../../../main/services/users/reset-password.ts';
import { resetTwoFactor } from '../../../main/services/users/reset-two-factor.ts';
import { getUserDetails } from '../../../main/services/users/user-details.ts';
import { getOpenNotice } from '../../../main/storage/tables/notices.ts';
import { replaceRecoveryCodes } from '../../../main/storage/tables/recovery-codes.ts';
import { getOpenSession, listSessionsOf } from '../../../main/storage/tables/sessions.ts';
import { getTemporaryCode } from '../../../main/storage/tables/temporary-codes.ts';
import { markFactorDisabled } from '../../../main/storage/tables/users.ts';
import { type Bench, createBench, dump, type Person, visitAt } from '../../support/fixture.ts';
import { done, inviteOne, NEW_PASSWORD, signInPresent } from '../../support/people.ts';
import { refusalIn, refusalOf } from '../../support/refusals.ts';
import { createInstantHasher, HOUR, MINUTE } from '../../support/seeded.ts';

async function setScene() {
  const bench = createBench({ passwords: createInstantHasher() });
  const admin = await bench.addPerson({ role: 'partner_admin', firstName: 'Margaret', lastName: 'Ashworth' });
  const ann = await bench.addPerson({ role: 'client_ops', clients: [bench.addClient('Alder')] });
  return { bench, admin, ann, actor: await signInPresent(bench, admin) };
}
type Scene = Awaited<ReturnType<typeof setScene>>;

const requestFor = (
  bench: Bench,
  person: { readonly id: Person['id'] },
  change: Partial<TemporaryCodeRequest> = {},
): TemporaryCodeRequest => ({
  userId: person.id,
  version: bench.user(person).version,
  hours: 8,
  isSingleUse: true,
  reason: 'phone_left_behind',
  note: 'Called back on the number on file',
  identityCheck: 'call_back',
  vouchedBy: '',
  code: '',
  ...change,
});
const issue = ({ bench, actor, ann }: Scene, change: Partial<TemporaryCodeRequest> = {}) =>
  done(issueTemporaryCode(bench.context, actor, requestFor(bench, ann, change))).issued;

const toCode = async (bench: Bench, person: Person): Promise<VisitAt<'code'>> =>
  visitAt(await signIn(bench.context, person), 'code');

async function enter(bench: Bench, person: Person, code: string) {
  const { sessionId } = visitAt(
    await verifyTemporaryCode(bench.context, await toCode(bench, person), code),
    'signed_in',
  );
  return sessionId;
}
/** A session that a temporary code has opened. */
async function enterAs(bench: Bench, person: Person, code: string) {
  const actor = findActor(bench.context, await enter(bench, person, code));
  if (actor === undefined) throw new Error('the session that was just started is not open');
  return actor;
}
const setPolicy = (bench: Bench, isOn: boolean) =>
  bench.context.storage.transaction((tx) =>
    tx.run('UPDATE firm SET second_approver_required = :isOn', { isOn: isOn ? 1 : 0 }),
  );

describe('issuing', () => {
  test('changes nothing of the sign-in as it is, tells the user who did it and why, and is on record without the code', async () => {
    const scene = await setScene();
    const { bench, ann, admin, actor } = scene;
    const session = await bench.signIn(ann);
    const before = dump(bench.read, ['activity', 'temporary_codes', 'notices', 'users', 'clock']);
    const { version } = bench.user(ann);
    const issued = issue(scene);
    expect(issued).toMatchObject({ userId: ann.id, email: ann.email, expiresAt: bench.clock.now() + 8 * HOUR });
    expect(issued.code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/);
    expect(dump(bench.read, ['activity', 'temporary_codes', 'notices', 'users', 'clock'])).toBe(before);
    expect(bench.user(ann).version).toBe(version + 1);
    expect(findActor(bench.context, session.session.id)).toBeDefined();
    expect(
      bench.read.get('SELECT kind, by_id, by_name, reason FROM notices WHERE user_id = :id', { id: ann.id }),
    ).toEqual({
      kind: 'temporary_code',
      by_id: admin.id,
      by_name: 'Margaret Ashworth',
      reason: 'phone_left_behind',
    });
    expect(bench.activity().at(-1)).toMatchObject({
      action: 'temporary_code.issued',
      outcome: 'done',
      actorId: actor.user.id,
      targetId: ann.id,
      reason: 'phone_left_behind',
      detail: { identityCheck: 'call_back', isSingleUse: true, expiresAt: issued.expiresAt, alsoResetPassword: false },
    });
    expect(dump(bench.read)).not.toContain(issued.code);
    expect(dump(bench.read)).not.toContain(issued.code.replaceAll('-', ''));
  });
  test('by a second click changes nothing again: the first code stays the one that counts', async () => {
    const { bench, ann, actor } = await setScene();
    const request = requestFor(bench, ann);
    const { code } = done(issueTemporaryCode(bench.context, actor, request)).issued;
    const before = dump(bench.read);
    expect(refusalOf(() => issueTemporaryCode(bench.context, actor, request)).code).toBe('conflict');
    expect(dump(bench.read)).toBe(before);
    await enter(bench, ann, code);
  });
  test('on purpose again kills the first code and ends the session that it opened, and no other', async () => {
    const scene = await setScene();
    const { bench, ann } = scene;
    const first = issue(scene, { isSingleUse: false });
    const opened = await enter(bench, ann, first.code);
    const own = await bench.signIn(ann);
    const second = issue(scene);
    expect(getOpenSession(bench.read, opened)).toBeUndefined();
    expect(listSessionsOf(bench.read, ann.id, bench.clock.now(), 9).find(({ id }) => id === opened)?.endedBecause).toBe(
      'temporary_code_ended',
    );
    expect(findActor(bench.context, own.session.id)).toBeDefined();
    expect(bench.activity().at(-1)?.detail['sessionsEnded']).toBe(1);
    expect((await refusalIn(enter(bench, ann, first.code))).code).toBe('wrong_temporary_code');
    await enter(bench, ann, second.code);
  });
  test('needs a fresh code of the administrator’s own, and changes nothing without', async () => {
    const { bench, admin, ann, actor } = await setScene();
    bench.clock.advance(HOUR);
    const without = ['activity', 'throttles', 'clock', 'sessions', 'authenticators'];
    const before = dump(bench.read, without);
    expect(refusalOf(() => issueTemporaryCode(bench.context, actor, requestFor(bench, ann))).code).toBe(
      'fresh_code_needed',
    );
    expect(
      refusalOf(() => issueTemporaryCode(bench.context, actor, requestFor(bench, ann, { code: '000000' }))).code,
    ).toBe('wrong_code');
    expect(dump(bench.read, without)).toBe(before);
    issueTemporaryCode(bench.context, actor, requestFor(bench, ann, { code: bench.nextCode(admin) }));
  });
  test('is refused while the clock is behind', async () => {
    const scene = await setScene();
    scene.bench.clock.advance(-HOUR);
    expect(refusalOf(() => issue(scene)).code).toBe('clock_went_back');
  });
  test('is not possible for oneself, nor where there is no authenticator that it could stand in for', async () => {
    const { bench, admin, ann, actor } = await setScene();
    const refusalFor = (person: { readonly id: Person['id'] }) =>
      refusalOf(() => issueTemporaryCode(bench.context, actor, requestFor(bench, person)));
    expect(refusalFor(admin)).toEqual({ code: 'not_possible', why: 'own_account' });
    expect(refusalFor({ id: inviteOne(bench, actor, 'new@quill.example').userId })).toEqual({
      code: 'not_possible',
      why: 'invited',
    });
    expect(refusalFor(await bench.addPerson({ role: 'client_ops', isSetUp: false }))).toEqual({
      code: 'not_possible',
      why: 'not_set_up',
    });
    const reset = await bench.addPerson({ role: 'client_ops' });
    resetTwoFactor(bench.context, actor, { ...requestFor(bench, reset), mode: 'revoke_now', reason: 'lost_phone' });
    expect(refusalFor(reset)).toEqual({ code: 'not_possible', why: 'not_set_up' });
    const locked = await bench.addPerson({ role: 'client_ops' });
    bench.context.storage.transaction((tx) => markFactorDisabled(tx, locked.id, 'password', bench.clock.now()));
    expect(refusalFor(locked)).toEqual({ code: 'not_possible', why: 'locked' });
    deactivateUser(bench.context, actor, {
      userId: ann.id,
      version: bench.user(ann).version,
      note: '',
      replacements: [],
    });
    expect(refusalFor(ann)).toEqual({ code: 'not_possible', why: 'deactivated' });
  });
  test.each([
    { isOn: true, refusal: { code: 'no_second_approver' } },
    { isOn: false, refusal: { code: 'not_possible', why: 'needs_second_approver' } },
  ])('for a Partner Admin is not one administrator’s to do (policy on: $isOn)', async ({ isOn, refusal }) => {
    const { bench, actor } = await setScene();
    const other = await bench.addPerson({ role: 'partner_admin' });
    setPolicy(bench, isOn);
    const before = dump(bench.read, ['clock']);
    expect(refusalOf(() => issueTemporaryCode(bench.context, actor, requestFor(bench, other)))).toEqual(refusal);
    expect(dump(bench.read, ['clock'])).toBe(before);
  });
  test('that a second approver has agreed to works for a Partner Admin as for everybody else', async () => {
    const { bench, actor } = await setScene();
    const other = await bench.addPerson({ role: 'partner_admin' });
    const { issued } = bench.context.storage.transaction((tx) =>
      carryOutTemporaryCode(bench.context, tx, actor, bench.user(other), requestFor(bench, other, { hours: 2 })),
    );
    expect((await enterAs(bench, other, issued.code)).session.expiresAt).toBe(bench.clock.now() + 2 * HOUR);
  });
  test('by whoever has reset the password of the same person within a day is flagged', async () => {
    const scene = await setScene();
    const { bench, ann, actor } = scene;
    resetPassword(bench.context, actor, requestFor(bench, ann));
    issue(scene);
    expect(bench.activity().at(-1)?.detail['alsoResetPassword']).toBe(true);
  });
});

describe('signing in with it', () => {
  test('needs the password first, starts a session, and says so on the screen and in the record', async () => {
    const scene = await setScene();
    const { bench, ann } = scene;
    const { code, expiresAt } = issue(scene);
    const visit = visitAt(
      await verifyTemporaryCode(bench.context, await toCode(bench, ann), ` ${code.toLowerCase()} `),
      'signed_in',
    );
    expect(getOpenSession(bench.read, visit.sessionId)).toMatchObject({ startedWith: 'temporary_code', expiresAt });
    expect(toScreen(bench.context, visit)).toMatchObject({
      name: 'signed_in',
      recoveryCodesLeft: null,
      temporaryUntil: expiresAt,
    });
    expect(bench.activity().at(-1)).toMatchObject({
      action: 'session.started',
      actorId: ann.id,
      detail: { with: 'temporary_code' },
    });
  });
  test('with any other proof is no session that ends early', async () => {
    const scene = await setScene();
    issue(scene, { hours: 1 });
    const { session } = await scene.bench.signIn(scene.ann);
    expect(session).toMatchObject({ startedWith: 'code', expiresAt: scene.bench.clock.now() + 12 * HOUR });
    expect(toScreen(scene.bench.context, { stage: 'signed_in', sessionId: session.id, with: 'code' })).toMatchObject({
      temporaryUntil: null,
    });
  });
  test('works once where it is for single use, and says that it was used', async () => {
    const scene = await setScene();
    const { bench, ann } = scene;
    const { code } = issue(scene);
    await enter(bench, ann, code);
    expect((await refusalIn(enter(bench, ann, code))).code).toBe('temporary_code_used');
  });
  test('is spent together with the start of the session, or not at all', async () => {
    const scene = await setScene();
    const { bench, ann } = scene;
    const { code } = issue(scene);
    const visit = await toCode(bench, ann);
    const run = (sql: string) => bench.context.storage.transaction((tx) => tx.run(sql));
    run("CREATE TEMP TRIGGER broken BEFORE INSERT ON activity BEGIN SELECT RAISE(ABORT, 'the disk is gone'); END");
    await expect(verifyTemporaryCode(bench.context, visit, code)).rejects.toThrow('the disk is gone');
    run('DROP TRIGGER broken');
    expect(getTemporaryCode(bench.read, ann.id)?.usedAt).toBeNull();
    expect(listSessionsOf(bench.read, ann.id, bench.clock.now(), 9)).toEqual([]);
    visitAt(await verifyTemporaryCode(bench.context, visit, code), 'signed_in');
  });
  test('in two windows at once lets exactly one in', async () => {
    const scene = await setScene();
    const { bench, ann } = scene;
    const { code } = issue(scene);
    const [one, two] = [await toCode(bench, ann), await toCode(bench, ann)];
    const answers = await Promise.allSettled([
      verifyTemporaryCode(bench.context, one, code),
      verifyTemporaryCode(bench.context, two, code),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(listSessionsOf(bench.read, ann.id, bench.clock.now(), 9)).toHaveLength(1);
  });
  test('works again until it runs out where it is not for single use, and the session ends with it', async () => {
    const scene = await setScene();
    const { bench, ann } = scene;
    const { code, expiresAt } = issue(scene, { isSingleUse: false, hours: 4 });
    await enter(bench, ann, code);
    bench.clock.advance(3 * HOUR);
    const actor = await enterAs(bench, ann, code);
    expect(actor.session.expiresAt).toBe(expiresAt);
    bench.clock.advance(HOUR - 1);
    expect(findActor(bench.context, actor.session.id)).toBeDefined();
    bench.clock.advance(1);
    expect(findActor(bench.context, actor.session.id)).toBeUndefined();
    expect((await refusalIn(enter(bench, ann, code))).code).toBe('temporary_code_expired');
  });
  test('for 24 hours is a session of at most 12', async () => {
    const scene = await setScene();
    const { code } = issue(scene, { hours: 24 });
    const actor = await enterAs(scene.bench, scene.ann, code);
    expect(actor.session.expiresAt).toBe(scene.bench.clock.now() + 12 * HOUR);
  });
  test('is the same answer for a wrong code and for whoever has none; only the right one is told that it ran out', async () => {
    const scene = await setScene();
    const { bench, ann } = scene;
    expect((await refusalIn(enter(bench, ann, '0000-0000-0000-0000'))).code).toBe('wrong_temporary_code');
    const { code } = issue(scene, { hours: 1 });
    bench.clock.advance(HOUR);
    expect((await refusalIn(enter(bench, ann, '0000-0000-0000-0000'))).code).toBe('wrong_temporary_code');
    expect((await refusalIn(enter(bench, ann, code))).code).toBe('temporary_code_expired');
    expect((await refusalIn(enter(bench, ann, 'half a code'))).code).toBe('bad_input');
  });
  test('of somebody else is wrong', async () => {
    const scene = await setScene();
    const { bench, actor } = scene;
    const bob = await bench.addPerson({ role: 'client_ops' });
    issueTemporaryCode(bench.context, actor, requestFor(bench, bob));
    const { code } = issue(scene);
    expect((await refusalIn(enter(bench, bob, code))).code).toBe('wrong_temporary_code');
  });
  test('is counted on its own: guesses wait, lock neither the account nor the authenticator, and a new code starts anew', async () => {
    const scene = await setScene();
    const { bench, ann } = scene;
    issue(scene);
    const visit = await toCode(bench, ann);
    const guess = (at: VisitAt<'code'>) => refusalIn(verifyTemporaryCode(bench.context, at, '0000-0000-0000-0000'));
    for (let i = 0; i < 5; i++) expect((await guess(visit)).code).toBe('wrong_temporary_code');
    expect((await guess(visit)).code).toBe('locked_until');
    let last = await guess(visit);
    while (last.code !== 'factor_disabled') {
      bench.clock.advance(HOUR);
      last = await guess(await toCode(bench, ann));
    }
    expect(bench.user(ann).isLocked).toBe(false);
    await bench.signIn(ann);
    scene.actor = await signInPresent(bench, scene.admin);
    await enter(bench, ann, issue(scene).code);
  });
  test('is overtaken by a new code, a revocation or a reset that came between the password and it', async () => {
    const scene = await setScene();
    const { bench, ann } = scene;
    const { code } = issue(scene);
    const visit = await toCode(bench, ann);
    issue(scene);
    expect((await refusalIn(verifyTemporaryCode(bench.context, visit, code))).code).toBe('not_now');
  });
  test('is refused while the clock is behind, and a clock set back a little does not lengthen it', async () => {
    const scene = await setScene();
    const { bench, ann } = scene;
    const { code } = issue(scene, { hours: 1, isSingleUse: false });
    bench.clock.advance(-HOUR);
    expect((await refusalIn(enter(bench, ann, code))).code).toBe('clock_went_back');
    bench.clock.advance(2 * HOUR);
    expect((await refusalIn(enter(bench, ann, code))).code).toBe('temporary_code_expired');
    bench.clock.advance(-4 * MINUTE);
    expect((await refusalIn(enter(bench, ann, code))).code).toBe('temporary_code_expired');
  });
  test('that was issued under a wrongly future clock lasts its own hours from the day the clock is right', async () => {
    const scene = await setScene();
    const { bench, admin, ann } = scene;
    bench.clock.advance(300 * HOUR);
    scene.actor = await signInPresent(bench, admin);
    const { code } = issue(scene, { hours: 2 });
    bench.clock.advance(-300 * HOUR);
    await verifyRecoveryCode(bench.context, await toCode(bench, admin), admin.recoveryCodes[0] ?? '');
    expect(getTemporaryCode(bench.read, ann.id)?.expiresAt).toBe(bench.clock.now() + 2 * HOUR);
    await enter(bench, ann, code);
  });
});

describe('a session that it opened', () => {
  test('cannot change the password, the authenticator or the recovery codes, whatever is known of them', async () => {
    const scene = await setScene();
    const { bench, ann } = scene;
    const inside = await enterAs(bench, ann, issue(scene).code);
    const before = dump(bench.read);
    expect(refusalOf(() => beginChange(bench.context, inside, bench.codeOf(ann))).code).toBe('temporary_session');
    expect((await refusalIn(regenerateRecoveryCodes(bench.context, inside, bench.codeOf(ann)))).code).toBe(
      'temporary_session',
    );
    const change = changePassword(bench.context, inside, { currentPassword: ann.password, password: NEW_PASSWORD });
    expect((await refusalIn(change)).code).toBe('temporary_session');
    const visit = { stage: 'signed_in', sessionId: inside.session.id, with: 'temporary_code' } as const;
    expect((await refusalIn(confirmChange(bench.context, inside, visit, bench.codeOf(ann), () => true))).code).toBe(
      'not_now',
    );
    expect(dump(bench.read)).toBe(before);
  });
  test('cannot prove presence, so nothing is handed out from it', async () => {
    const { bench, actor, ann } = await setScene();
    const other = await bench.addPerson({ role: 'partner_admin' });
    const { issued } = bench.context.storage.transaction((tx) =>
      carryOutTemporaryCode(bench.context, tx, actor, bench.user(other), requestFor(bench, other)),
    );
    const inside = await enterAs(bench, other, issued.code);
    expect(refusalOf(() => provePresence(bench.context, inside, '')).code).toBe('temporary_session');
    expect(refusalOf(() => provePresence(bench.context, inside, bench.codeOf(other))).code).toBe('temporary_session');
    const reset = () =>
      resetTwoFactor(bench.context, inside, {
        ...requestFor(bench, ann, { code: bench.codeOf(other) }),
        mode: 'revoke_now',
        reason: 'lost_phone',
      });
    expect(refusalOf(reset).code).toBe('temporary_session');
  });
  test('leads to no new authenticator where one was asked for: that waits for the old one', async () => {
    const scene = await setScene();
    const { bench, ann, actor } = scene;
    resetTwoFactor(bench.context, actor, { ...requestFor(bench, ann), mode: 'replace', reason: 'new_phone' });
    const { code } = issue(scene);
    expect((await verifyTemporaryCode(bench.context, await toCode(bench, ann), code)).stage).toBe('signed_in');
    expect((await verifyCode(bench.context, await toCode(bench, ann), bench.nextCode(ann))).stage).toBe(
      'authenticator',
    );
  });
  test('is given no new recovery codes, also where the old ones were never kept', async () => {
    const scene = await setScene();
    const { bench, ann } = scene;
    bench.context.storage.transaction((tx) =>
      replaceRecoveryCodes(tx, ann.id, { salt: new Uint8Array(16), hashes: [], createdAt: bench.clock.now() }),
    );
    const { code } = issue(scene);
    expect((await verifyTemporaryCode(bench.context, await toCode(bench, ann), code)).stage).toBe('signed_in');
  });
});

describe('revoking', () => {
  test('takes the code away and ends the session that it opened, without a fresh code, and is on record', async () => {
    const scene = await setScene();
    const { bench, ann, actor } = scene;
    const { code } = issue(scene, { isSingleUse: false });
    const opened = await enter(bench, ann, code);
    const own = await bench.signIn(ann);
    bench.clock.advance(HOUR);
    expect(revokeTemporaryCode(bench.context, actor, { userId: ann.id, version: bench.user(ann).version })).toBe(1);
    expect(findActor(bench.context, opened)).toBeUndefined();
    expect(findActor(bench.context, own.session.id)).toBeDefined();
    expect((await refusalIn(enter(bench, ann, code))).code).toBe('wrong_temporary_code');
    expect(bench.activity().find(({ action }) => action === 'temporary_code.revoked')).toMatchObject({
      outcome: 'done',
      detail: { sessionsEnded: 1 },
    });
  });
  test('also ends the session of one that was used up', async () => {
    const scene = await setScene();
    const { bench, ann, actor } = scene;
    const opened = await enter(bench, ann, issue(scene).code);
    revokeTemporaryCode(bench.context, actor, { userId: ann.id, version: bench.user(ann).version });
    expect(findActor(bench.context, opened)).toBeUndefined();
  });
  test('by a second click, or of a row that is older than the code, changes nothing', async () => {
    const scene = await setScene();
    const { bench, ann, actor } = scene;
    const stale = { userId: ann.id, version: bench.user(ann).version };
    issue(scene);
    const request = { userId: ann.id, version: bench.user(ann).version };
    const withCode = dump(bench.read);
    expect(refusalOf(() => revokeTemporaryCode(bench.context, actor, stale)).code).toBe('conflict');
    expect(dump(bench.read)).toBe(withCode);
    revokeTemporaryCode(bench.context, actor, request);
    const before = dump(bench.read);
    expect(refusalOf(() => revokeTemporaryCode(bench.context, actor, request)).code).toBe('conflict');
    const now = { userId: ann.id, version: bench.user(ann).version };
    expect(refusalOf(() => revokeTemporaryCode(bench.context, actor, now)).code).toBe('conflict');
    expect(dump(bench.read)).toBe(before);
  });
});

describe('it dies with', () => {
  const identity = { note: '', identityCheck: 'in_person', vouchedBy: '', code: '' } as const;
  const ENDS: Readonly<Record<string, (scene: Scene) => Promise<void> | void>> = {
    'a reset of 2FA': ({ bench, ann, actor }) => {
      resetTwoFactor(bench.context, actor, {
        userId: ann.id,
        version: bench.user(ann).version,
        ...identity,
        mode: 'revoke_now',
        reason: 'lost_phone',
      });
    },
    'a reset of the password': ({ bench, ann, actor }) => {
      resetPassword(bench.context, actor, { userId: ann.id, version: bench.user(ann).version, ...identity });
    },
    deactivation: ({ bench, ann, actor }) => {
      deactivateUser(bench.context, actor, {
        userId: ann.id,
        version: bench.user(ann).version,
        note: '',
        replacements: [],
      });
    },
    'another role': ({ bench, ann, actor }) => {
      const { firstName, lastName, email, phone, version } = bench.user(ann);
      editUser(bench.context, actor, {
        userId: ann.id,
        version,
        firstName,
        lastName,
        email,
        phone,
        role: 'client_admin',
        access: null,
        code: '',
      });
    },
    'the set-up of a new authenticator': async ({ bench, ann }) => {
      const own = await bench.signIn(ann);
      const { pending } = beginChange(bench.context, own, bench.nextCode(ann));
      const visit = { stage: 'signed_in', sessionId: own.session.id, with: 'code', pending } as const;
      await confirmChange(bench.context, own, visit, bench.codeOf({ ...ann, secret: pending.secret }), () => true);
    },
  };
  test.each(Object.keys(ENDS))('%s, and its session too', async (name) => {
    const scene = await setScene();
    const { bench, ann } = scene;
    const opened = await enter(bench, ann, issue(scene, { isSingleUse: false }).code);
    await ENDS[name]?.(scene);
    expect(getTemporaryCode(bench.read, ann.id)).toBeUndefined();
    expect(getOpenSession(bench.read, opened)).toBeUndefined();
  });
});

test('the details show it to whoever may revoke it, as long as it lasts', async () => {
  const scene = await setScene();
  const { bench, ann, actor } = scene;
  expect(getUserDetails(bench.context, actor, ann.id).temporaryCode).toBeUndefined();
  const { code, expiresAt } = issue(scene, { hours: 1 });
  expect(getUserDetails(bench.context, actor, ann.id).temporaryCode).toMatchObject({
    expiresAt,
    issuedBy: 'Margaret Ashworth',
    usedAt: null,
  });
  const inside = await enterAs(bench, ann, code);
  expect(getUserDetails(bench.context, actor, ann.id).temporaryCode).toMatchObject({ usedAt: bench.clock.now() });
  expect(getOpenNotice(bench.read, inside.user.id)).toMatchObject({ kind: 'temporary_code' });
  const ops = await bench.addPerson({ role: 'partner_ops', hasAllClients: true });
  expect(getUserDetails(bench.context, await bench.signIn(ops), ann.id).temporaryCode).toBeUndefined();
  bench.clock.advance(HOUR);
  expect(getUserDetails(bench.context, actor, ann.id).temporaryCode).toBeUndefined();
});
