// The temporary code in place of the authenticator: who gets one, what it opens, how it ends, and that it leads to
// nothing that lasts.

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
import { breakWrites } from '../../support/accident.ts';
import { createFixture, dump, type Fixture, type Person, visitAt } from '../../support/fixture.ts';
import { done, inviteOne, NEW_PASSWORD, signInPresent } from '../../support/people.ts';
import { refusalIn, refusalOf } from '../../support/refusals.ts';
import { createInstantHasher, HOUR, MINUTE } from '../../support/seeded.ts';

async function setScene() {
  const fixture = createFixture({ passwords: createInstantHasher() });
  const admin = await fixture.addPerson({ role: 'partner_admin', firstName: 'Margaret', lastName: 'Ashworth' });
  const ann = await fixture.addPerson({ role: 'client_ops', clients: [fixture.addClient('Alder')] });
  return { fixture, admin, ann, actor: await signInPresent(fixture, admin) };
}
type Scene = Awaited<ReturnType<typeof setScene>>;

const requestFor = (
  fixture: Fixture,
  person: { readonly id: Person['id'] },
  change: Partial<TemporaryCodeRequest> = {},
): TemporaryCodeRequest => ({
  userId: person.id,
  version: fixture.user(person).version,
  hours: 8,
  isSingleUse: true,
  reason: 'phone_left_behind',
  note: 'Called back on the number on file',
  identityCheck: 'in_person',
  vouchedBy: '',
  code: '',
  ...change,
});
const issue = ({ fixture, actor, ann }: Scene, change: Partial<TemporaryCodeRequest> = {}) =>
  done(issueTemporaryCode(fixture.context, actor, requestFor(fixture, ann, change))).issued;

const toCode = async (fixture: Fixture, person: Person): Promise<VisitAt<'code'>> =>
  visitAt(await signIn(fixture.context, person), 'code');

async function enter(fixture: Fixture, person: Person, code: string) {
  const { sessionId } = visitAt(
    await verifyTemporaryCode(fixture.context, await toCode(fixture, person), code),
    'signed_in',
  );
  return sessionId;
}
/** A session opened by a temporary code. */
async function enterAs(fixture: Fixture, person: Person, code: string) {
  const actor = findActor(fixture.context, await enter(fixture, person, code));
  if (actor === undefined) throw new Error('the session that was just started is not open');
  return actor;
}
const setPolicy = (fixture: Fixture, isOn: boolean) =>
  fixture.context.storage.transaction((tx) =>
    tx.run('UPDATE firm SET second_approver_required = :isOn', { isOn: isOn ? 1 : 0 }),
  );

describe('issuing a temporary code', () => {
  test('leaves the existing sign-in as it is, tells the user who did it and why, and is recorded without the code', async () => {
    const scene = await setScene();
    const { fixture, ann, admin, actor } = scene;
    const session = await fixture.signIn(ann);
    const before = dump(fixture.read, ['activity', 'temporary_codes', 'notices', 'users', 'clock']);
    const { version } = fixture.user(ann);
    const issued = issue(scene);
    expect(issued).toMatchObject({ userId: ann.id, email: ann.email, expiresAt: fixture.clock.now() + 8 * HOUR });
    expect(issued.code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/);
    expect(dump(fixture.read, ['activity', 'temporary_codes', 'notices', 'users', 'clock'])).toBe(before);
    expect(fixture.user(ann).version).toBe(version + 1);
    expect(findActor(fixture.context, session.session.id)).toBeDefined();
    expect(
      fixture.read.get('SELECT kind, by_id, by_name, reason FROM notices WHERE user_id = :id', { id: ann.id }),
    ).toEqual({
      kind: 'temporary_code',
      by_id: admin.id,
      by_name: 'Margaret Ashworth',
      reason: 'phone_left_behind',
    });
    expect(fixture.activity().at(-1)).toMatchObject({
      action: 'temporary_code.issued',
      outcome: 'done',
      actorId: actor.user.id,
      targetId: ann.id,
      reason: 'phone_left_behind',
      detail: { identityCheck: 'in_person', isSingleUse: true, expiresAt: issued.expiresAt, alsoResetPassword: false },
    });
    expect(dump(fixture.read)).not.toContain(issued.code);
    expect(dump(fixture.read)).not.toContain(issued.code.replaceAll('-', ''));
  });
  test('changes nothing on a second click: the first code stays valid', async () => {
    const { fixture, ann, actor } = await setScene();
    const request = requestFor(fixture, ann);
    const { code } = done(issueTemporaryCode(fixture.context, actor, request)).issued;
    const before = dump(fixture.read);
    expect(refusalOf(() => issueTemporaryCode(fixture.context, actor, request)).code).toBe('conflict');
    expect(dump(fixture.read)).toBe(before);
    await enter(fixture, ann, code);
  });
  test('ends the first code and only the session that it opened, when it is done again on purpose', async () => {
    const scene = await setScene();
    const { fixture, ann } = scene;
    const first = issue(scene, { isSingleUse: false });
    const opened = await enter(fixture, ann, first.code);
    const own = await fixture.signIn(ann);
    const second = issue(scene);
    expect(getOpenSession(fixture.read, opened)).toBeUndefined();
    expect(
      listSessionsOf(fixture.read, ann.id, fixture.clock.now(), 9).find(({ id }) => id === opened)?.endedBecause,
    ).toBe('temporary_code_ended');
    expect(findActor(fixture.context, own.session.id)).toBeDefined();
    expect(fixture.activity().at(-1)?.detail['sessionsEnded']).toBe(1);
    expect((await refusalIn(enter(fixture, ann, first.code))).code).toBe('wrong_temporary_code');
    await enter(fixture, ann, second.code);
  });
  test('needs the administrator’s own fresh code, and changes nothing without it', async () => {
    const { fixture, admin, ann, actor } = await setScene();
    fixture.clock.advance(HOUR);
    const without = ['activity', 'throttles', 'clock', 'sessions', 'authenticators'];
    const before = dump(fixture.read, without);
    expect(refusalOf(() => issueTemporaryCode(fixture.context, actor, requestFor(fixture, ann))).code).toBe(
      'fresh_code_needed',
    );
    expect(
      refusalOf(() => issueTemporaryCode(fixture.context, actor, requestFor(fixture, ann, { code: '000000' }))).code,
    ).toBe('wrong_code');
    expect(dump(fixture.read, without)).toBe(before);
    issueTemporaryCode(fixture.context, actor, requestFor(fixture, ann, { code: fixture.nextCode(admin) }));
  });
  test('is refused while the clock is behind', async () => {
    const scene = await setScene();
    scene.fixture.clock.advance(-HOUR);
    expect(refusalOf(() => issue(scene)).code).toBe('clock_went_back');
  });
  test('is not possible for oneself or for a user without an authenticator', async () => {
    const { fixture, admin, ann, actor } = await setScene();
    const refusalFor = (person: { readonly id: Person['id'] }) =>
      refusalOf(() => issueTemporaryCode(fixture.context, actor, requestFor(fixture, person)));
    expect(refusalFor(admin)).toEqual({ code: 'not_possible', why: 'own_account' });
    expect(refusalFor({ id: inviteOne(fixture, actor, 'new@quill.example').userId })).toEqual({
      code: 'not_possible',
      why: 'invited',
    });
    expect(refusalFor(await fixture.addPerson({ role: 'client_ops', isSetUp: false }))).toEqual({
      code: 'not_possible',
      why: 'not_set_up',
    });
    const reset = await fixture.addPerson({ role: 'client_ops' });
    resetTwoFactor(fixture.context, actor, { ...requestFor(fixture, reset), mode: 'revoke_now', reason: 'lost_phone' });
    expect(refusalFor(reset)).toEqual({ code: 'not_possible', why: 'not_set_up' });
    const locked = await fixture.addPerson({ role: 'client_ops' });
    fixture.context.storage.transaction((tx) => markFactorDisabled(tx, locked.id, 'password', fixture.clock.now()));
    expect(refusalFor(locked)).toEqual({ code: 'not_possible', why: 'locked' });
    deactivateUser(fixture.context, actor, {
      userId: ann.id,
      version: fixture.user(ann).version,
      note: '',
      replacements: [],
    });
    expect(refusalFor(ann)).toEqual({ code: 'not_possible', why: 'deactivated' });
  });
  test.each([
    { isOn: true, refusal: { code: 'no_second_approver' } },
    { isOn: false, refusal: { code: 'not_possible', why: 'needs_second_approver' } },
  ])('for a Partner Admin is not done by one administrator alone (policy on: $isOn)', async ({ isOn, refusal }) => {
    const { fixture, actor } = await setScene();
    const other = await fixture.addPerson({ role: 'partner_admin' });
    setPolicy(fixture, isOn);
    const before = dump(fixture.read, ['clock']);
    expect(refusalOf(() => issueTemporaryCode(fixture.context, actor, requestFor(fixture, other)))).toEqual(refusal);
    expect(dump(fixture.read, ['clock'])).toBe(before);
  });
  test('for a Partner Admin works after a second approver has approved it', async () => {
    const { fixture, actor } = await setScene();
    const other = await fixture.addPerson({ role: 'partner_admin' });
    const { issued } = fixture.context.storage.transaction((tx) =>
      carryOutTemporaryCode(fixture.context, tx, actor, fixture.user(other), requestFor(fixture, other, { hours: 2 })),
    );
    expect((await enterAs(fixture, other, issued.code)).session.expiresAt).toBe(fixture.clock.now() + 2 * HOUR);
  });
  test('is flagged when the actor has reset the user’s password within a day', async () => {
    const scene = await setScene();
    const { fixture, ann, actor } = scene;
    resetPassword(fixture.context, actor, requestFor(fixture, ann));
    issue(scene);
    expect(fixture.activity().at(-1)?.detail['alsoResetPassword']).toBe(true);
  });
});

describe('signing in with a temporary code', () => {
  test('needs the password first, starts a session, and says so on the screen and in the record', async () => {
    const scene = await setScene();
    const { fixture, ann } = scene;
    const { code, expiresAt } = issue(scene);
    const visit = visitAt(
      await verifyTemporaryCode(fixture.context, await toCode(fixture, ann), ` ${code.toLowerCase()} `),
      'signed_in',
    );
    expect(getOpenSession(fixture.read, visit.sessionId)).toMatchObject({ startedWith: 'temporary_code', expiresAt });
    expect(toScreen(fixture.context, visit)).toMatchObject({
      name: 'signed_in',
      recoveryCodesLeft: null,
      temporaryUntil: expiresAt,
    });
    expect(fixture.activity().at(-1)).toMatchObject({
      action: 'session.started',
      actorId: ann.id,
      detail: { with: 'temporary_code' },
    });
  });
  test('with any other proof opens a session of full length', async () => {
    const scene = await setScene();
    issue(scene, { hours: 1 });
    const { session } = await scene.fixture.signIn(scene.ann);
    expect(session).toMatchObject({ startedWith: 'code', expiresAt: scene.fixture.clock.now() + 12 * HOUR });
    expect(toScreen(scene.fixture.context, { stage: 'signed_in', sessionId: session.id, with: 'code' })).toMatchObject({
      temporaryUntil: null,
    });
  });
  test('works once with a single-use code, and then says that it was used', async () => {
    const scene = await setScene();
    const { fixture, ann } = scene;
    const { code } = issue(scene);
    await enter(fixture, ann, code);
    expect((await refusalIn(enter(fixture, ann, code))).code).toBe('temporary_code_used');
  });
  test('uses up the code together with the start of the session, or not at all', async () => {
    const scene = await setScene();
    const { fixture, ann } = scene;
    const { code } = issue(scene);
    const visit = await toCode(fixture, ann);
    const mend = breakWrites(fixture.context.storage, { verb: 'INSERT', table: 'activity' }, 'the disk is gone');
    await expect(verifyTemporaryCode(fixture.context, visit, code)).rejects.toThrow('the disk is gone');
    mend();
    expect(getTemporaryCode(fixture.read, ann.id)?.usedAt).toBeNull();
    expect(listSessionsOf(fixture.read, ann.id, fixture.clock.now(), 9)).toEqual([]);
    visitAt(await verifyTemporaryCode(fixture.context, visit, code), 'signed_in');
  });
  test('in two windows at the same time lets one in', async () => {
    const scene = await setScene();
    const { fixture, ann } = scene;
    const { code } = issue(scene);
    const [one, two] = [await toCode(fixture, ann), await toCode(fixture, ann)];
    const answers = await Promise.allSettled([
      verifyTemporaryCode(fixture.context, one, code),
      verifyTemporaryCode(fixture.context, two, code),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(listSessionsOf(fixture.read, ann.id, fixture.clock.now(), 9)).toHaveLength(1);
  });
  test('works again with a multiple-use code until it expires, and the session ends with it', async () => {
    const scene = await setScene();
    const { fixture, ann } = scene;
    const { code, expiresAt } = issue(scene, { isSingleUse: false, hours: 4 });
    await enter(fixture, ann, code);
    fixture.clock.advance(3 * HOUR);
    const actor = await enterAs(fixture, ann, code);
    expect(actor.session.expiresAt).toBe(expiresAt);
    fixture.clock.advance(HOUR - 1);
    expect(findActor(fixture.context, actor.session.id)).toBeDefined();
    fixture.clock.advance(1);
    expect(findActor(fixture.context, actor.session.id)).toBeUndefined();
    expect((await refusalIn(enter(fixture, ann, code))).code).toBe('temporary_code_expired');
  });
  test('with a code for 24 hours opens a session of at most 12', async () => {
    const scene = await setScene();
    const { code } = issue(scene, { hours: 24 });
    const actor = await enterAs(scene.fixture, scene.ann, code);
    expect(actor.session.expiresAt).toBe(scene.fixture.clock.now() + 12 * HOUR);
  });
  test('answers a wrong code and a user without a code alike; only the right code is told that it has expired', async () => {
    const scene = await setScene();
    const { fixture, ann } = scene;
    expect((await refusalIn(enter(fixture, ann, '0000-0000-0000-0000'))).code).toBe('wrong_temporary_code');
    const { code } = issue(scene, { hours: 1 });
    fixture.clock.advance(HOUR);
    expect((await refusalIn(enter(fixture, ann, '0000-0000-0000-0000'))).code).toBe('wrong_temporary_code');
    expect((await refusalIn(enter(fixture, ann, code))).code).toBe('temporary_code_expired');
    expect((await refusalIn(enter(fixture, ann, 'half a code'))).code).toBe('bad_input');
  });
  test('refuses the code of another user as wrong', async () => {
    const scene = await setScene();
    const { fixture, actor } = scene;
    const bob = await fixture.addPerson({ role: 'client_ops' });
    issueTemporaryCode(fixture.context, actor, requestFor(fixture, bob));
    const { code } = issue(scene);
    expect((await refusalIn(enter(fixture, bob, code))).code).toBe('wrong_temporary_code');
  });
  test('has a counter of its own: guesses must wait, lock neither account nor authenticator, and do not count against a new code', async () => {
    const scene = await setScene();
    const { fixture, ann } = scene;
    issue(scene);
    const visit = await toCode(fixture, ann);
    const guess = (at: VisitAt<'code'>) => refusalIn(verifyTemporaryCode(fixture.context, at, '0000-0000-0000-0000'));
    for (let i = 0; i < 5; i++) expect((await guess(visit)).code).toBe('wrong_temporary_code');
    expect((await guess(visit)).code).toBe('locked_until');
    let last = await guess(visit);
    while (last.code !== 'factor_disabled') {
      fixture.clock.advance(HOUR);
      last = await guess(await toCode(fixture, ann));
    }
    expect(fixture.user(ann).isLocked).toBe(false);
    await fixture.signIn(ann);
    scene.actor = await signInPresent(fixture, scene.admin);
    await enter(fixture, ann, issue(scene).code);
  });
  test('ends when a new code, a revocation or a reset comes between the password and the code', async () => {
    const scene = await setScene();
    const { fixture, ann } = scene;
    const { code } = issue(scene);
    const visit = await toCode(fixture, ann);
    issue(scene);
    expect((await refusalIn(verifyTemporaryCode(fixture.context, visit, code))).code).toBe('not_now');
  });
  test('is refused while the clock is behind, and setting the clock back a little does not extend the code', async () => {
    const scene = await setScene();
    const { fixture, ann } = scene;
    const { code } = issue(scene, { hours: 1, isSingleUse: false });
    fixture.clock.advance(-HOUR);
    expect((await refusalIn(enter(fixture, ann, code))).code).toBe('clock_went_back');
    fixture.clock.advance(2 * HOUR);
    expect((await refusalIn(enter(fixture, ann, code))).code).toBe('temporary_code_expired');
    fixture.clock.advance(-4 * MINUTE);
    expect((await refusalIn(enter(fixture, ann, code))).code).toBe('temporary_code_expired');
  });
  test('with a code from a clock that ran ahead works for its hours from when the clock is right', async () => {
    const scene = await setScene();
    const { fixture, admin, ann } = scene;
    fixture.clock.advance(300 * HOUR);
    scene.actor = await signInPresent(fixture, admin);
    const { code } = issue(scene, { hours: 2 });
    fixture.clock.advance(-300 * HOUR);
    await verifyRecoveryCode(fixture.context, await toCode(fixture, admin), admin.recoveryCodes[0] ?? '');
    expect(getTemporaryCode(fixture.read, ann.id)?.expiresAt).toBe(fixture.clock.now() + 2 * HOUR);
    await enter(fixture, ann, code);
  });
});

describe('a session that a temporary code opened', () => {
  test('cannot change the password, the authenticator or the recovery codes, even with the right ones', async () => {
    const scene = await setScene();
    const { fixture, ann } = scene;
    const inside = await enterAs(fixture, ann, issue(scene).code);
    const before = dump(fixture.read);
    expect(refusalOf(() => beginChange(fixture.context, inside, fixture.codeOf(ann))).code).toBe('temporary_session');
    expect((await refusalIn(regenerateRecoveryCodes(fixture.context, inside, fixture.codeOf(ann)))).code).toBe(
      'temporary_session',
    );
    const change = changePassword(fixture.context, inside, { currentPassword: ann.password, password: NEW_PASSWORD });
    expect((await refusalIn(change)).code).toBe('temporary_session');
    const visit = { stage: 'signed_in', sessionId: inside.session.id, with: 'temporary_code' } as const;
    expect((await refusalIn(confirmChange(fixture.context, inside, visit, fixture.codeOf(ann), () => true))).code).toBe(
      'not_now',
    );
    expect(dump(fixture.read)).toBe(before);
  });
  test('cannot prove presence, so it hands nothing out', async () => {
    const { fixture, actor, ann } = await setScene();
    const other = await fixture.addPerson({ role: 'partner_admin' });
    const { issued } = fixture.context.storage.transaction((tx) =>
      carryOutTemporaryCode(fixture.context, tx, actor, fixture.user(other), requestFor(fixture, other)),
    );
    const inside = await enterAs(fixture, other, issued.code);
    expect(refusalOf(() => provePresence(fixture.context, inside, '')).code).toBe('temporary_session');
    expect(refusalOf(() => provePresence(fixture.context, inside, fixture.codeOf(other))).code).toBe(
      'temporary_session',
    );
    const reset = () =>
      resetTwoFactor(fixture.context, inside, {
        ...requestFor(fixture, ann, { code: fixture.codeOf(other) }),
        mode: 'revoke_now',
        reason: 'lost_phone',
      });
    expect(refusalOf(reset).code).toBe('temporary_session');
  });
  test('leads to no replacement of the authenticator: that needs the old one', async () => {
    const scene = await setScene();
    const { fixture, ann, actor } = scene;
    resetTwoFactor(fixture.context, actor, { ...requestFor(fixture, ann), mode: 'replace', reason: 'changing_phone' });
    const { code } = issue(scene);
    expect((await verifyTemporaryCode(fixture.context, await toCode(fixture, ann), code)).stage).toBe('signed_in');
    expect((await verifyCode(fixture.context, await toCode(fixture, ann), fixture.nextCode(ann))).stage).toBe(
      'authenticator',
    );
  });
  test('gets no new recovery codes, even if the old ones were never saved', async () => {
    const scene = await setScene();
    const { fixture, ann } = scene;
    fixture.context.storage.transaction((tx) =>
      replaceRecoveryCodes(tx, ann.id, { salt: new Uint8Array(16), hashes: [], createdAt: fixture.clock.now() }),
    );
    const { code } = issue(scene);
    expect((await verifyTemporaryCode(fixture.context, await toCode(fixture, ann), code)).stage).toBe('signed_in');
  });
});

describe('revoking a temporary code', () => {
  test('removes the code and ends its session, without a fresh code, and is recorded', async () => {
    const scene = await setScene();
    const { fixture, ann, actor } = scene;
    const { code } = issue(scene, { isSingleUse: false });
    const opened = await enter(fixture, ann, code);
    const own = await fixture.signIn(ann);
    fixture.clock.advance(HOUR);
    expect(revokeTemporaryCode(fixture.context, actor, { userId: ann.id, version: fixture.user(ann).version })).toBe(1);
    expect(findActor(fixture.context, opened)).toBeUndefined();
    expect(findActor(fixture.context, own.session.id)).toBeDefined();
    expect((await refusalIn(enter(fixture, ann, code))).code).toBe('wrong_temporary_code');
    expect(fixture.activity().find(({ action }) => action === 'temporary_code.revoked')).toMatchObject({
      outcome: 'done',
      detail: { sessionsEnded: 1 },
    });
  });
  test('also ends the session of a used code', async () => {
    const scene = await setScene();
    const { fixture, ann, actor } = scene;
    const opened = await enter(fixture, ann, issue(scene).code);
    revokeTemporaryCode(fixture.context, actor, { userId: ann.id, version: fixture.user(ann).version });
    expect(findActor(fixture.context, opened)).toBeUndefined();
  });
  test('changes nothing on a second click or from a version older than the code', async () => {
    const scene = await setScene();
    const { fixture, ann, actor } = scene;
    const stale = { userId: ann.id, version: fixture.user(ann).version };
    issue(scene);
    const request = { userId: ann.id, version: fixture.user(ann).version };
    const withCode = dump(fixture.read);
    expect(refusalOf(() => revokeTemporaryCode(fixture.context, actor, stale)).code).toBe('conflict');
    expect(dump(fixture.read)).toBe(withCode);
    revokeTemporaryCode(fixture.context, actor, request);
    const before = dump(fixture.read);
    expect(refusalOf(() => revokeTemporaryCode(fixture.context, actor, request)).code).toBe('conflict');
    const now = { userId: ann.id, version: fixture.user(ann).version };
    expect(refusalOf(() => revokeTemporaryCode(fixture.context, actor, now)).code).toBe('conflict');
    expect(dump(fixture.read)).toBe(before);
  });
});

describe('a temporary code ends with', () => {
  const identity = { note: '', identityCheck: 'in_person', vouchedBy: '', code: '' } as const;
  const ENDS: Readonly<Record<string, (scene: Scene) => Promise<void> | void>> = {
    'a reset of 2FA': ({ fixture, ann, actor }) => {
      resetTwoFactor(fixture.context, actor, {
        userId: ann.id,
        version: fixture.user(ann).version,
        ...identity,
        mode: 'revoke_now',
        reason: 'lost_phone',
      });
    },
    'a reset of the password': ({ fixture, ann, actor }) => {
      resetPassword(fixture.context, actor, { userId: ann.id, version: fixture.user(ann).version, ...identity });
    },
    deactivation: ({ fixture, ann, actor }) => {
      deactivateUser(fixture.context, actor, {
        userId: ann.id,
        version: fixture.user(ann).version,
        note: '',
        replacements: [],
      });
    },
    'another role': ({ fixture, ann, actor }) => {
      const { firstName, lastName, email, phone, version } = fixture.user(ann);
      editUser(fixture.context, actor, {
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
    'the setup of a new authenticator': async ({ fixture, ann }) => {
      const own = await fixture.signIn(ann);
      const { pending } = beginChange(fixture.context, own, fixture.nextCode(ann));
      const visit = { stage: 'signed_in', sessionId: own.session.id, with: 'code', pending } as const;
      await confirmChange(fixture.context, own, visit, fixture.codeOf({ ...ann, secret: pending.secret }), () => true);
    },
  };
  test.each(Object.keys(ENDS))('%s, and so does its session', async (name) => {
    const scene = await setScene();
    const { fixture, ann } = scene;
    const opened = await enter(fixture, ann, issue(scene, { isSingleUse: false }).code);
    await ENDS[name]?.(scene);
    expect(getTemporaryCode(fixture.read, ann.id)).toBeUndefined();
    expect(getOpenSession(fixture.read, opened)).toBeUndefined();
  });
});

test('the details show a temporary code, while it lasts, to actors who may revoke it', async () => {
  const scene = await setScene();
  const { fixture, ann, actor } = scene;
  expect(getUserDetails(fixture.context, actor, ann.id).temporaryCode).toBeUndefined();
  const { code, expiresAt } = issue(scene, { hours: 1 });
  expect(getUserDetails(fixture.context, actor, ann.id).temporaryCode).toMatchObject({
    expiresAt,
    issuedBy: 'Margaret Ashworth',
    usedAt: null,
  });
  const inside = await enterAs(fixture, ann, code);
  expect(getUserDetails(fixture.context, actor, ann.id).temporaryCode).toMatchObject({ usedAt: fixture.clock.now() });
  expect(getOpenNotice(fixture.read, inside.user.id)).toMatchObject({ kind: 'temporary_code' });
  const ops = await fixture.addPerson({ role: 'partner_ops', hasAllClients: true });
  expect(getUserDetails(fixture.context, await fixture.signIn(ops), ann.id).temporaryCode).toBeUndefined();
  fixture.clock.advance(HOUR);
  expect(getUserDetails(fixture.context, actor, ann.id).temporaryCode).toBeUndefined();
});
