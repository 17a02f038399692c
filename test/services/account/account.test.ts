// My account: users' own names, password, sessions, authenticator and recovery codes. After a refusal, an interruption
// or a second click, exactly one password, one authenticator and one set of codes work, and the user is still signed
// in.
import { describe, expect, test } from 'vitest';
import { codeAtStep, entryMonthAt, stepAt } from '../../../main/domain/two-factor.ts';
import type { Role } from '../../../main/domain/user.ts';
import {
  beginChange,
  confirmChange,
  keepRecoveryCodes,
  regenerateRecoveryCodes,
  settleVisit,
} from '../../../main/services/account/change-authenticator.ts';
import { changePassword } from '../../../main/services/account/change-password.ts';
import { editOwnNames, endOtherSessions, getAccount } from '../../../main/services/account/own-account.ts';
import { getPreferences, savePreferences } from '../../../main/services/account/preferences.ts';
import type { Actor } from '../../../main/services/act/actor.ts';
import { findActor } from '../../../main/services/act/actor.ts';
import { noteTime } from '../../../main/services/act/check-clock.ts';
import { setPassword } from '../../../main/services/act/credentials.ts';
import { SETUP_STAGE_MS, type VisitAt } from '../../../main/services/act/visit.ts';
import { signIn, verifyCode, verifyRecoveryCode } from '../../../main/services/sign-in/sign-in.ts';
import { resetPassword } from '../../../main/services/users/reset-password.ts';
import { resetTwoFactor } from '../../../main/services/users/reset-two-factor.ts';
import { getAuthenticator } from '../../../main/storage/tables/authenticators.ts';
import { getRecoveryCodeSet } from '../../../main/storage/tables/recovery-codes.ts';
import { markPresence } from '../../../main/storage/tables/sessions.ts';
import { markSetUp } from '../../../main/storage/tables/users.ts';
import { createFixture, dump, type Fixture, PASSWORD, type Person, visitAt } from '../../support/fixture.ts';
import { leave } from '../../support/people.ts';
import { refusalIn, refusalOf } from '../../support/refusals.ts';
import { createInstantHasher, DAY, HOUR, MINUTE, SECOND } from '../../support/seeded.ts';

const NEW_PASSWORD = 'nine-lanterns-by-the-sea';

interface Scene {
  readonly fixture: Fixture;
  readonly ann: Person;
  readonly actor: Actor;
  readonly visit: VisitAt<'signed_in'>;
}

async function setScene(role: Role = 'client_ops', passwords = createInstantHasher()): Promise<Scene> {
  const fixture = createFixture({ passwords });
  const ann = await fixture.addPerson({ role, firstName: 'Ann', lastName: 'Vance' });
  const actor = await fixture.signIn(ann);
  return { fixture, ann, actor, visit: { stage: 'signed_in', sessionId: actor.session.id, with: 'code' } };
}

const isSignedIn = (fixture: Fixture, actor: Actor): boolean =>
  findActor(fixture.context, actor.session.id) !== undefined;
const signsInWith = async (fixture: Fixture, person: Person, password: string): Promise<boolean> =>
  (await signIn(fixture.context, { email: person.email, password }).catch(() => undefined))?.stage === 'code';
/** Only the counters and the activity record may have changed. */
const dumpRest = (fixture: Fixture): string =>
  dump(fixture.read, ['throttles', 'activity', 'clock', 'sessions', 'authenticators']);
const actionsOf = (fixture: Fixture): string[] =>
  fixture.activity().map(({ action, outcome }) => `${action} ${outcome}`);

describe('the page', () => {
  test('shows the sign-in methods and since when they exist, and no secret', async () => {
    const { fixture, ann, actor } = await setScene();
    const account = getAccount(fixture.context, actor);
    expect(account.methods).toEqual({
      passwordSince: fixture.clock.now() - 30 * SECOND,
      authenticator: { since: fixture.clock.now() - 30 * SECOND - DAY, lastUsedAt: fixture.clock.now() },
      recoveryCodesLeft: 10,
    });
    expect(JSON.stringify(account)).not.toMatch(/secret|hash|salt|argon/i);
    expect(account.user).toEqual(fixture.user(ann));
  });
  test('shows the latest 20 sessions and marks the window’s own; a session past its hours has ended', async () => {
    const { fixture, ann, actor } = await setScene();
    expect(getAccount(fixture.context, actor).sessions).toEqual([
      { id: actor.session.id, startedAt: fixture.clock.now(), endedAt: null, endedBecause: null, isThisWindow: true },
    ]);
    fixture.clock.advance(12 * HOUR);
    const later = await fixture.signIn(ann);
    expect(getAccount(fixture.context, later).sessions).toMatchObject([
      { isThisWindow: true, endedAt: null },
      { isThisWindow: false, endedAt: actor.session.expiresAt, endedBecause: 'expired' },
    ]);
    for (let i = 0; i < 25; i++) await fixture.signIn(ann);
    expect(getAccount(fixture.context, later).sessions).toHaveLength(20);
  });
});

describe('a user’s own names', () => {
  test('change for everybody and are recorded; the session goes on', async () => {
    const { fixture, ann, actor } = await setScene();
    editOwnNames(fixture.context, actor, {
      version: fixture.user(ann).version,
      firstName: 'Anna',
      lastName: 'Vance-Hale',
    });
    expect(fixture.user(ann)).toEqual({
      ...actor.user,
      firstName: 'Anna',
      lastName: 'Vance-Hale',
      version: actor.user.version + 1,
    });
    expect(fixture.read.get('SELECT name_key FROM users WHERE id = :id', { id: ann.id })).toEqual({
      name_key: 'anna vance hale',
    });
    expect(fixture.activity().at(-1)).toMatchObject({
      action: 'account.edited',
      actorId: ann.id,
      targetId: ann.id,
      detail: { nameFrom: 'Ann Vance', nameTo: 'Anna Vance-Hale' },
    });
    expect(isSignedIn(fixture, actor)).toBe(true);
    fixture.checkChain();
  });
  test('a second click changes nothing; a stale version is a conflict', async () => {
    const { fixture, ann, actor } = await setScene();
    const { version } = fixture.user(ann);
    editOwnNames(fixture.context, actor, { version, firstName: 'Anna', lastName: 'Vance' });
    const before = dump(fixture.read);
    editOwnNames(fixture.context, actor, { version, firstName: 'Anna', lastName: 'Vance' });
    expect(
      refusalOf(() => editOwnNames(fixture.context, actor, { version, firstName: 'Hanna', lastName: 'Vance' })),
    ).toEqual({ code: 'conflict' });
    expect(dump(fixture.read)).toBe(before);
  });
  test('do not change from a session that has ended', async () => {
    const { fixture, ann, actor, visit } = await setScene();
    leave(fixture.context, visit.sessionId);
    const { version } = fixture.user(ann);
    expect(
      refusalOf(() => editOwnNames(fixture.context, actor, { version, firstName: 'Anna', lastName: 'Vance' })),
    ).toEqual({ code: 'not_now' });
    expect(fixture.user(ann).firstName).toBe('Ann');
  });
});

describe('a user’s own password', () => {
  const change = ({ fixture, actor }: Scene, currentPassword: string, password: string): Promise<number> =>
    changePassword(fixture.context, actor, { currentPassword, password });

  test('changes: only the new one signs in, other sessions end, this one goes on', async () => {
    const scene = await setScene();
    const { fixture, ann, actor } = scene;
    const other = await fixture.signIn(ann);
    expect(await change(scene, PASSWORD, NEW_PASSWORD)).toBe(1);
    expect([isSignedIn(fixture, actor), isSignedIn(fixture, other)]).toEqual([true, false]);
    expect([await signsInWith(fixture, ann, PASSWORD), await signsInWith(fixture, ann, NEW_PASSWORD)]).toEqual([
      false,
      true,
    ]);
    expect(fixture.read.all('SELECT ended_because FROM sessions WHERE ended_at IS NOT NULL')).toEqual([
      { ended_because: 'password_changed' },
    ]);
    expect(fixture.activity().find(({ action }) => action === 'password.changed')).toMatchObject({
      outcome: 'done',
      actorId: ann.id,
      targetId: ann.id,
      detail: { sessionsEnded: 1 },
    });
    fixture.checkChain();
  });
  test('a change ends a sign-in under way with the old one', async () => {
    const scene = await setScene();
    const { fixture, ann } = scene;
    const visit = visitAt(await signIn(fixture.context, ann), 'code');
    await change(scene, PASSWORD, NEW_PASSWORD);
    expect(await refusalIn(verifyCode(fixture.context, visit, fixture.nextCode(ann)))).toEqual({ code: 'not_now' });
  });
  test.each([
    ['too short', 'short'],
    ['common', 'password123456'],
    ['the firm’s name', 'quill-partners-22'],
    ['the current one', PASSWORD],
  ])('a new one that is %s is refused beside its field, and no attempt is counted', async (_what, password) => {
    const scene = await setScene();
    const before = dump(scene.fixture.read);
    expect(await refusalIn(change(scene, PASSWORD, password))).toMatchObject({
      code: 'bad_input',
      fields: [{ field: 'password' }],
    });
    expect(dump(scene.fixture.read)).toBe(before);
  });
  test('a wrong current one is refused, recorded and counted like one at sign-in', async () => {
    const scene = await setScene();
    const { fixture, ann } = scene;
    const before = dumpRest(fixture);
    for (let i = 0; i < 5; i++)
      expect(await refusalIn(change(scene, 'not the password', NEW_PASSWORD))).toEqual({ code: 'wrong_password' });
    expect((await refusalIn(change(scene, PASSWORD, NEW_PASSWORD))).code).toBe('locked_until');
    expect((await refusalIn(signIn(fixture.context, ann))).code).toBe('locked_until');
    expect(dumpRest(fixture)).toBe(before);
    expect(actionsOf(fixture).filter((action) => action === 'password.refused denied')).toHaveLength(5);
    fixture.clock.advance(MINUTE);
    expect(await change(scene, PASSWORD, NEW_PASSWORD)).toBe(0);
    expect(fixture.read.all("SELECT * FROM throttles WHERE factor = 'password'")).toEqual([]);
  });
  test('of two changes at once, one is made', async () => {
    const scene = await setScene();
    const { fixture, ann } = scene;
    const passwords = [NEW_PASSWORD, 'ten-kettles-on-a-shelf'];
    const results = await Promise.allSettled(passwords.map((password) => change(scene, PASSWORD, password)));
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const made = passwords[results.findIndex(({ status }) => status === 'fulfilled')] ?? '';
    const lost = passwords.find((password) => password !== made) ?? '';
    expect([await signsInWith(fixture, ann, made), await signsInWith(fixture, ann, lost)]).toEqual([true, false]);
  });
  /** Does something else while the new password is hashed. */
  async function changeDuringHashing(happens: (scene: Scene) => void): Promise<Scene> {
    let duringHashing: (() => void) | undefined;
    const hasher = createInstantHasher();
    const scene = await setScene('client_ops', {
      ...hasher,
      hash: async (password) => {
        duringHashing?.();
        return hasher.hash(password);
      },
    });
    duringHashing = () => happens(scene);
    expect(await refusalIn(change(scene, PASSWORD, NEW_PASSWORD))).toEqual({ code: 'not_now' });
    expect(await signsInWith(scene.fixture, scene.ann, NEW_PASSWORD)).toBe(false);
    // This was no guess.
    expect(actionsOf(scene.fixture)).not.toContain('password.refused denied');
    return scene;
  }
  test('does not change from a session that ends during hashing', async () => {
    const { fixture, ann } = await changeDuringHashing(({ fixture, visit }) => leave(fixture.context, visit.sessionId));
    expect(await signsInWith(fixture, ann, PASSWORD)).toBe(true);
    expect(fixture.read.all("SELECT * FROM throttles WHERE factor = 'password' AND failures > 0")).toEqual([]);
  });
  test('does not change when another change was made during hashing', async () => {
    await changeDuringHashing(({ fixture, ann }) =>
      fixture.context.storage.transaction((tx) =>
        setPassword(fixture.context, tx, ann.id, 'instant:of-another-password', fixture.clock.now()),
      ),
    );
  });
  test('does not change when it was reset during hashing', async () => {
    const scene = await setScene();
    const { fixture, ann } = scene;
    const admin = await fixture.signIn(
      await fixture.addPerson({ role: 'partner_admin', email: 'admin@quill.example' }),
    );
    fixture.context.storage.transaction((tx) => markPresence(tx, admin.session.id, fixture.clock.now()));
    const changing = change(scene, PASSWORD, NEW_PASSWORD);
    const version = fixture.user(ann).version;
    resetPassword(fixture.context, admin, {
      userId: ann.id,
      version,
      note: '',
      identityCheck: 'in_person',
      vouchedBy: '',
      code: '',
    });
    expect(await refusalIn(changing)).toEqual({ code: 'not_now' });
    expect(await signsInWith(fixture, ann, NEW_PASSWORD)).toBe(false);
  });
});

describe('ending a user’s other sessions', () => {
  test('ends all except this one, and a second click finds none', async () => {
    const { fixture, ann, actor } = await setScene();
    const others = [await fixture.signIn(ann), await fixture.signIn(ann)];
    const stranger = await fixture.signIn(await fixture.addPerson({ role: 'client_ops' }));
    expect(endOtherSessions(fixture.context, actor)).toBe(2);
    expect(others.map((other) => isSignedIn(fixture, other))).toEqual([false, false]);
    expect([isSignedIn(fixture, actor), isSignedIn(fixture, stranger)]).toEqual([true, true]);
    expect(fixture.activity().at(-1)).toMatchObject({
      action: 'sessions.ended',
      actorId: ann.id,
      detail: { sessionsEnded: 2 },
    });
    const before = dump(fixture.read);
    expect(endOtherSessions(fixture.context, actor)).toBe(0);
    expect(dump(fixture.read)).toBe(before);
  });
});

const newCode = (fixture: Fixture, visit: VisitAt<'signed_in'>): string =>
  codeAtStep(visit.pending?.secret ?? new Uint8Array(20), stepAt(fixture.clock.now()));

/** The window's visit after a change has begun with a code of the current authenticator. */
function begin({ fixture, ann, actor, visit }: Scene): VisitAt<'signed_in'> {
  const { pending } = beginChange(fixture.context, actor, fixture.nextCode(ann));
  return { ...visit, pending };
}
const confirm = ({ fixture, actor }: Scene, visit: VisitAt<'signed_in'>, code: string, isStillHere = () => true) =>
  confirmChange(fixture.context, actor, visit, code, isStillHere);

describe('changing the authenticator', () => {
  test('shows only the new secret, and the old authenticator works until the new one is confirmed', async () => {
    const scene = await setScene();
    const { fixture, ann, actor } = scene;
    const before = dumpRest(fixture);
    const begun = beginChange(fixture.context, actor, fixture.nextCode(ann));
    expect(begun.shown).toMatchObject({
      issuer: `Quill & Partners (${entryMonthAt(fixture.clock.now())})`,
      account: ann.email,
    });
    expect(begun.shown.otpauthUri).toContain(begun.shown.setupKey.replaceAll(' ', ''));
    expect(Buffer.from(begun.pending.secret).equals(Buffer.from(ann.secret))).toBe(false);
    expect(dumpRest(fixture)).toBe(before);
    expect(await fixture.signIn(ann)).toBeDefined();
  });
  test('replaces the old one and the recovery codes; other sessions end, this one goes on', async () => {
    const scene = await setScene();
    const { fixture, ann, actor } = scene;
    const other = await fixture.signIn(ann);
    const visit = begin(scene);
    const code = newCode(fixture, visit);
    const { made, sessionsEnded } = await confirm(scene, visit, code);
    expect([made.codes.length, sessionsEnded]).toEqual([10, 1]);
    expect([isSignedIn(fixture, actor), isSignedIn(fixture, other)]).toEqual([true, false]);
    expect(fixture.activity().at(-1)).toMatchObject({
      action: 'authenticator.changed',
      actorId: ann.id,
      targetId: ann.id,
      detail: { sessionsEnded: 1 },
    });

    const again = visitAt(await signIn(fixture.context, ann), 'code');
    expect((await refusalIn(verifyCode(fixture.context, again, fixture.nextCode(ann)))).code).toBe('wrong_code');
    expect((await refusalIn(verifyRecoveryCode(fixture.context, again, ann.recoveryCodes[0] ?? ''))).code).toBe(
      'wrong_recovery_code',
    );
    const secret = visit.pending?.secret ?? new Uint8Array();
    // The codes were not marked as saved, so the sign-in makes new ones first.
    expect((await verifyCode(fixture.context, again, codeAtStep(secret, stepAt(fixture.clock.now())))).stage).toBe(
      'recovery_codes',
    );
    fixture.checkChain();
  });
  test('the code that confirmed it does not sign in again', async () => {
    const scene = await setScene();
    const { fixture, ann } = scene;
    const visit = begin(scene);
    const code = newCode(fixture, visit);
    await confirm(scene, visit, code);
    const again = visitAt(await signIn(fixture.context, ann), 'code');
    expect(await refusalIn(verifyCode(fixture.context, again, code))).toMatchObject({ code: 'code_already_used' });
  });
  test('begins only with a fresh code: presence that was proved a minute ago is not enough', async () => {
    const { fixture, ann, actor } = await setScene('partner_admin');
    await beginChange(fixture.context, actor, fixture.nextCode(ann));
    const used = fixture.codeOf(ann);
    for (const [code, expected] of [
      ['', 'bad_input'],
      ['12345', 'bad_input'],
      [used, 'code_already_used'],
      [used === '000000' ? '000001' : '000000', 'wrong_code'],
    ] as const)
      expect(refusalOf(() => beginChange(fixture.context, actor, code)).code).toBe(expected);
  });
  test('a wrong code, or a code of a phone whose clock is off, changes nothing; a right one can follow', async () => {
    const scene = await setScene();
    const { fixture } = scene;
    const visit = begin(scene);
    const before = dump(fixture.read);
    const right = newCode(fixture, visit);
    expect(await refusalIn(confirm(scene, visit, right === '000000' ? '000001' : '000000'))).toMatchObject({
      code: 'wrong_code',
    });
    const ahead = codeAtStep(visit.pending?.secret ?? new Uint8Array(), stepAt(fixture.clock.now()) + 20);
    expect(await refusalIn(confirm(scene, visit, ahead))).toEqual({ code: 'phone_clock_off', minutes: 10 });
    expect(await refusalIn(confirm(scene, visit, 'abc'))).toMatchObject({
      code: 'bad_input',
      fields: [{ field: 'code' }],
    });
    expect(dump(fixture.read)).toBe(before);
    expect((await confirm(scene, visit, right)).made.codes).toHaveLength(10);
  });
  test('of two confirmations at once, one is made, and its recovery codes work', async () => {
    const scene = await setScene();
    const { fixture, ann } = scene;
    const visit = begin(scene);
    const results = await Promise.allSettled([1, 2].map(() => confirm(scene, visit, newCode(fixture, visit))));
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const made = results.find((result) => result.status === 'fulfilled')?.value.made;
    expect([...(getRecoveryCodeSet(fixture.read, ann.id)?.salt ?? [])]).toEqual([...(made?.salt ?? ['none'])]);
    expect(actionsOf(fixture).filter((action) => action.startsWith('authenticator.changed'))).toHaveLength(1);
  });
  test('the old authenticator stays when the change is cancelled, left for half an hour or never begun', async () => {
    const scene = await setScene();
    const { fixture, ann, visit: quiet } = scene;
    const visit = begin(scene);
    const before = getAuthenticator(fixture.read, ann.id);
    expect(await refusalIn(confirm(scene, visit, newCode(fixture, visit), () => false))).toEqual({ code: 'not_now' });
    expect(await refusalIn(confirm(scene, quiet, '000000'))).toEqual({ code: 'not_now' });
    expect(await refusalIn(confirm(scene, settleVisit(visit), newCode(fixture, visit)))).toEqual({ code: 'not_now' });
    fixture.clock.advance(SETUP_STAGE_MS);
    expect(await refusalIn(confirm(scene, visit, newCode(fixture, visit)))).toEqual({ code: 'not_now' });
    expect(getAuthenticator(fixture.read, ann.id)).toEqual(before);
  });
  test('is a conflict after a change of the account, and ends with its session', async () => {
    const scene = await setScene();
    const { fixture, ann, actor } = scene;
    const visit = begin(scene);
    editOwnNames(fixture.context, actor, { version: fixture.user(ann).version, firstName: 'Anna', lastName: 'Vance' });
    const before = getAuthenticator(fixture.read, ann.id);
    expect(await refusalIn(confirm(scene, visit, newCode(fixture, visit)))).toEqual({ code: 'conflict' });
    expect(getAuthenticator(fixture.read, ann.id)).toEqual(before);

    const admin = await fixture.addPerson({ role: 'partner_admin' });
    const fresh = begin({ ...scene, actor: { ...actor, user: fixture.user(ann) } });
    resetTwoFactor(fixture.context, await fixture.signIn(admin), {
      userId: ann.id,
      version: fixture.user(ann).version,
      mode: 'revoke_now',
      reason: 'lost_phone',
      note: '',
      identityCheck: 'in_person',
      vouchedBy: '',
      code: fixture.nextCode(admin),
    });
    expect(await refusalIn(confirm(scene, fresh, newCode(fixture, fresh)))).toEqual({ code: 'not_now' });
    expect(getAuthenticator(fixture.read, ann.id)).toBeUndefined();
  });
  test('is refused while the computer’s clock is behind', async () => {
    const scene = await setScene();
    const { fixture, ann } = scene;
    const visit = begin(scene);
    noteTime(fixture.context);
    fixture.clock.advance(-6 * MINUTE);
    const before = getAuthenticator(fixture.read, ann.id);
    expect((await refusalIn(confirm(scene, visit, newCode(fixture, visit)))).code).toBe('clock_went_back');
    expect(refusalOf(() => beginChange(fixture.context, scene.actor, fixture.codeOf(ann))).code).toBe(
      'clock_went_back',
    );
    expect(getAuthenticator(fixture.read, ann.id)).toEqual(before);
  });
  test('leaves nothing behind when the process ends in the middle', async () => {
    const scene = await setScene();
    const { fixture, ann } = scene;
    const before = getAuthenticator(fixture.read, ann.id)?.id;
    const visit = begin(scene);
    fixture.reopen();
    expect(dump(fixture.read)).not.toContain(Buffer.from(visit.pending?.secret ?? []).toString('hex'));
    expect(getAuthenticator(fixture.read, ann.id)?.id).toBe(before);
    expect(await fixture.signIn(ann)).toBeDefined();
  });
});

describe('recovery codes', () => {
  const regenerate = ({ fixture, ann, actor }: Scene) =>
    regenerateRecoveryCodes(fixture.context, actor, fixture.nextCode(ann));

  test('replace the old ones at once when they are made again, and stay once they are marked as saved', async () => {
    const scene = await setScene();
    const { fixture, ann, actor, visit } = scene;
    const { codes, salt } = await regenerate(scene);
    expect(new Set([...codes, ...ann.recoveryCodes]).size).toBe(20);
    expect(getRecoveryCodeSet(fixture.read, ann.id)).toMatchObject({ remaining: 10, savedAt: null });
    keepRecoveryCodes(fixture.context, actor, settleVisit(visit, salt));
    expect(getRecoveryCodeSet(fixture.read, ann.id)?.savedAt).toBe(fixture.clock.now());
    const again = visitAt(await signIn(fixture.context, ann), 'code');
    expect((await refusalIn(verifyRecoveryCode(fixture.context, again, ann.recoveryCodes[0] ?? ''))).code).toBe(
      'wrong_recovery_code',
    );
    expect((await verifyRecoveryCode(fixture.context, again, codes[3] ?? '')).stage).toBe('signed_in');
    expect(actionsOf(fixture)).toContain('recovery_codes.regenerated done');
    fixture.checkChain();
  });
  test('that were never marked as saved are replaced at the next sign-in', async () => {
    const scene = await setScene();
    const { fixture, ann } = scene;
    await regenerate(scene);
    const again = visitAt(await signIn(fixture.context, ann), 'code');
    expect((await verifyCode(fixture.context, again, fixture.nextCode(ann))).stage).toBe('recovery_codes');
  });
  test('need a right code; a wrong one leaves the old ones valid', async () => {
    const { fixture, ann, actor } = await setScene();
    const wrong = fixture.codeOf(ann) === '000000' ? '000001' : '000000';
    expect(await refusalIn(regenerateRecoveryCodes(fixture.context, actor, wrong))).toEqual({ code: 'wrong_code' });
    expect(await refusalIn(regenerateRecoveryCodes(fixture.context, actor, fixture.codeOf(ann)))).toMatchObject({
      code: 'code_already_used',
    });
    const again = visitAt(await signIn(fixture.context, ann), 'code');
    expect((await verifyRecoveryCode(fixture.context, again, ann.recoveryCodes[0] ?? '')).stage).toBe('signed_in');
  });
  test('are marked as saved only by the window that has shown them', async () => {
    const scene = await setScene();
    const { fixture, ann, actor, visit } = scene;
    const first = await regenerate(scene);
    await regenerate(scene);
    for (const shown of [visit, settleVisit(visit, first.salt)])
      expect(refusalOf(() => keepRecoveryCodes(fixture.context, actor, shown))).toEqual({ code: 'not_now' });
    expect(getRecoveryCodeSet(fixture.read, ann.id)?.savedAt).toBeNull();
  });
  test.each<[string, string, (scene: Scene) => void]>([
    ['a session that is ended', 'not_now', ({ fixture, visit }) => leave(fixture.context, visit.sessionId)],
    [
      'an authenticator that is replaced',
      'conflict',
      ({ fixture, ann }) => fixture.context.storage.transaction((tx) => markSetUp(tx, ann.id, fixture.clock.now())),
    ],
  ])('are not made after %s during hashing', async (_what, code, happens) => {
    let duringHashing: (() => void) | undefined;
    const hasher = createInstantHasher();
    const scene = await setScene('client_ops', {
      ...hasher,
      hashCode: async (typed, salt) => {
        duringHashing?.();
        duringHashing = undefined;
        return hasher.hashCode(typed, salt);
      },
    });
    const before = getRecoveryCodeSet(scene.fixture.read, scene.ann.id);
    duringHashing = () => happens(scene);
    expect(await refusalIn(regenerate(scene))).toEqual({ code });
    expect(getRecoveryCodeSet(scene.fixture.read, scene.ann.id)).toEqual(before);
  });
  test('work again after new ones replace those with a disabled counter', async () => {
    const scene = await setScene();
    const { fixture, ann } = scene;
    fixture.context.storage.transaction((tx) =>
      tx.run("INSERT INTO throttles VALUES (:subject, 'recovery_code', 20, 0, 1)", { subject: `user:${ann.id}` }),
    );
    const { codes } = await regenerate(scene);
    const again = visitAt(await signIn(fixture.context, ann), 'code');
    expect((await verifyRecoveryCode(fixture.context, again, codes[0] ?? '')).stage).toBe('recovery_codes');
  });
});

describe('the preferences of a user’s screens', () => {
  test('are kept per user, the last save wins, and the activity record does not mention them', async () => {
    const { fixture, ann, actor } = await setScene();
    const other = await fixture.addPerson({ role: 'client_ops' });
    const before = fixture.activity().length;
    expect(getPreferences(fixture.context, ann.id)).toBeUndefined();
    savePreferences(fixture.context, actor, { isCompact: true });
    savePreferences(fixture.context, actor, { isCompact: false });
    fixture.reopen();
    expect(getPreferences(fixture.context, ann.id)).toEqual({ isCompact: false });
    expect(getPreferences(fixture.context, other.id)).toBeUndefined();
    expect(fixture.activity()).toHaveLength(before);
  });
});
