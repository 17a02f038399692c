// My account: one's own names, password, sessions, authenticator and recovery codes. Whatever is refused, interrupted or done
// twice leaves exactly one password, one authenticator and one set of codes that work, and the person signed in.
import { describe, expect, test } from 'vitest';
import { codeAtStep, stepAt } from '../../../main/domain/two-factor.ts';
import type { Role } from '../../../main/domain/user.ts';
import { editOwnNames, endOtherSessions, getAccount } from '../../../main/services/account/account.ts';
import {
  beginChange,
  confirmChange,
  keepRecoveryCodes,
  regenerateRecoveryCodes,
  settleVisit,
} from '../../../main/services/account/change-authenticator.ts';
import { changePassword } from '../../../main/services/account/change-password.ts';
import { getPreferences, savePreferences } from '../../../main/services/account/preferences.ts';
import type { Actor } from '../../../main/services/act/actor.ts';
import { findActor } from '../../../main/services/act/actor.ts';
import { noteTime } from '../../../main/services/act/check-clock.ts';
import { SET_UP_STAGE_MS, type VisitAt } from '../../../main/services/act/visit.ts';
import { signIn, signOut, verifyCode, verifyRecoveryCode } from '../../../main/services/sign-in/sign-in.ts';
import { resetPassword } from '../../../main/services/users/reset-password.ts';
import { resetTwoFactor } from '../../../main/services/users/reset-two-factor.ts';
import { getAuthenticator } from '../../../main/storage/tables/authenticators.ts';
import { setPasswordHash } from '../../../main/storage/tables/passwords.ts';
import { getRecoveryCodeSet } from '../../../main/storage/tables/recovery-codes.ts';
import { markPresence } from '../../../main/storage/tables/sessions.ts';
import { markSetUp } from '../../../main/storage/tables/users.ts';
import { type Bench, createBench, dump, PASSWORD, type Person, visitAt } from '../../support/fixture.ts';
import { refusalIn, refusalOf } from '../../support/refusals.ts';
import { createInstantHasher, DAY, HOUR, MINUTE, SECOND } from '../../support/seeded.ts';

const NEW_PASSWORD = 'nine-lanterns-by-the-sea';

interface Scene {
  readonly bench: Bench;
  readonly ann: Person;
  readonly actor: Actor;
  readonly visit: VisitAt<'signed_in'>;
}

async function setScene(role: Role = 'client_ops', passwords = createInstantHasher()): Promise<Scene> {
  const bench = createBench({ passwords });
  const ann = await bench.addPerson({ role, firstName: 'Ann', lastName: 'Vance' });
  const actor = await bench.signIn(ann);
  return { bench, ann, actor, visit: { stage: 'signed_in', sessionId: actor.session.id, with: 'code' } };
}

const isSignedIn = (bench: Bench, actor: Actor): boolean => findActor(bench.context, actor.session.id) !== undefined;
const signsInWith = async (bench: Bench, person: Person, password: string): Promise<boolean> =>
  (await signIn(bench.context, { email: person.email, password }).catch(() => undefined))?.stage === 'code';
/** Nothing but the counters and the record may have changed. */
const dumpRest = (bench: Bench): string =>
  dump(bench.read, ['throttles', 'activity', 'clock', 'sessions', 'authenticators']);
const actionsOf = (bench: Bench): string[] => bench.activity().map(({ action, outcome }) => `${action} ${outcome}`);

describe('what is shown', () => {
  test('is what there is and since when, and no secret', async () => {
    const { bench, ann, actor } = await setScene();
    const account = getAccount(bench.context, actor);
    expect(account.methods).toEqual({
      passwordSince: bench.clock.now() - 30 * SECOND,
      authenticator: { since: bench.clock.now() - 30 * SECOND - DAY, lastUsedAt: bench.clock.now() },
      recoveryCodesLeft: 10,
    });
    expect(JSON.stringify(account)).not.toMatch(/secret|hash|salt|argon/i);
    expect(account.user).toEqual(bench.user(ann));
  });
  test('are the newest 20 sessions, the window’s own marked; one whose hours are over has ended', async () => {
    const { bench, ann, actor } = await setScene();
    expect(getAccount(bench.context, actor).sessions).toEqual([
      { id: actor.session.id, startedAt: bench.clock.now(), endedAt: null, endedBecause: null, isThisWindow: true },
    ]);
    bench.clock.advance(12 * HOUR);
    const later = await bench.signIn(ann);
    expect(getAccount(bench.context, later).sessions).toMatchObject([
      { isThisWindow: true, endedAt: null },
      { isThisWindow: false, endedAt: actor.session.expiresAt, endedBecause: 'expired' },
    ]);
    for (let i = 0; i < 25; i++) await bench.signIn(ann);
    expect(getAccount(bench.context, later).sessions).toHaveLength(20);
  });
});

describe('one’s own names', () => {
  test('are changed for everybody to see, and recorded; the session goes on', async () => {
    const { bench, ann, actor } = await setScene();
    editOwnNames(bench.context, actor, { version: bench.user(ann).version, firstName: 'Anna', lastName: 'Vance-Hale' });
    expect(bench.user(ann)).toEqual({
      ...actor.user,
      firstName: 'Anna',
      lastName: 'Vance-Hale',
      version: actor.user.version + 1,
    });
    expect(bench.read.get('SELECT name_key FROM users WHERE id = :id', { id: ann.id })).toEqual({
      name_key: 'anna vance-hale',
    });
    expect(bench.activity().at(-1)).toMatchObject({
      action: 'account.edited',
      actorId: ann.id,
      targetId: ann.id,
      detail: { nameFrom: 'Ann Vance', nameTo: 'Anna Vance-Hale' },
    });
    expect(isSignedIn(bench, actor)).toBe(true);
    bench.checkChain();
  });
  test('a second click changes nothing; a stale version is a conflict', async () => {
    const { bench, ann, actor } = await setScene();
    const { version } = bench.user(ann);
    editOwnNames(bench.context, actor, { version, firstName: 'Anna', lastName: 'Vance' });
    const before = dump(bench.read);
    editOwnNames(bench.context, actor, { version, firstName: 'Anna', lastName: 'Vance' });
    expect(
      refusalOf(() => editOwnNames(bench.context, actor, { version, firstName: 'Hanna', lastName: 'Vance' })),
    ).toEqual({ code: 'conflict' });
    expect(dump(bench.read)).toBe(before);
  });
  test('cannot be changed by a session that was ended', async () => {
    const { bench, ann, actor, visit } = await setScene();
    signOut(bench.context, visit.sessionId);
    const { version } = bench.user(ann);
    expect(
      refusalOf(() => editOwnNames(bench.context, actor, { version, firstName: 'Anna', lastName: 'Vance' })),
    ).toEqual({ code: 'not_now' });
    expect(bench.user(ann).firstName).toBe('Ann');
  });
});

describe('one’s own password', () => {
  const change = ({ bench, actor }: Scene, currentPassword: string, password: string): Promise<number> =>
    changePassword(bench.context, actor, { currentPassword, password });

  test('is changed: only the new one signs in, other sessions end, this one goes on', async () => {
    const scene = await setScene();
    const { bench, ann, actor } = scene;
    const other = await bench.signIn(ann);
    expect(await change(scene, PASSWORD, NEW_PASSWORD)).toBe(1);
    expect([isSignedIn(bench, actor), isSignedIn(bench, other)]).toEqual([true, false]);
    expect([await signsInWith(bench, ann, PASSWORD), await signsInWith(bench, ann, NEW_PASSWORD)]).toEqual([
      false,
      true,
    ]);
    expect(bench.read.all('SELECT ended_because FROM sessions WHERE ended_at IS NOT NULL')).toEqual([
      { ended_because: 'password_changed' },
    ]);
    expect(bench.activity().find(({ action }) => action === 'password.changed')).toMatchObject({
      outcome: 'done',
      actorId: ann.id,
      targetId: ann.id,
      detail: { sessionsEnded: 1 },
    });
    bench.checkChain();
  });
  test('a sign-in that is under way with the old one ends', async () => {
    const scene = await setScene();
    const { bench, ann } = scene;
    const visit = visitAt(await signIn(bench.context, ann), 'code');
    await change(scene, PASSWORD, NEW_PASSWORD);
    expect(await refusalIn(verifyCode(bench.context, visit, bench.nextCode(ann)))).toEqual({ code: 'not_now' });
  });
  test.each([
    ['too short', 'short'],
    ['common', 'password123456'],
    ['the firm’s name', 'quill-partners-22'],
    ['the one that is there', PASSWORD],
  ])('one that is %s is refused beside its field, and no attempt is counted', async (_what, password) => {
    const scene = await setScene();
    const before = dump(scene.bench.read);
    expect(await refusalIn(change(scene, PASSWORD, password))).toMatchObject({
      code: 'bad_input',
      fields: [{ field: 'password' }],
    });
    expect(dump(scene.bench.read)).toBe(before);
  });
  test('a wrong present one is refused, recorded and counted like one at signing in', async () => {
    const scene = await setScene();
    const { bench, ann } = scene;
    const before = dumpRest(bench);
    for (let i = 0; i < 5; i++)
      expect(await refusalIn(change(scene, 'not the password', NEW_PASSWORD))).toEqual({ code: 'wrong_password' });
    expect((await refusalIn(change(scene, PASSWORD, NEW_PASSWORD))).code).toBe('locked_until');
    expect((await refusalIn(signIn(bench.context, ann))).code).toBe('locked_until');
    expect(dumpRest(bench)).toBe(before);
    expect(actionsOf(bench).filter((action) => action === 'password.refused denied')).toHaveLength(5);
    bench.clock.advance(MINUTE);
    expect(await change(scene, PASSWORD, NEW_PASSWORD)).toBe(0);
    expect(bench.read.all("SELECT * FROM throttles WHERE factor = 'password'")).toEqual([]);
  });
  test('of two changes at once exactly one is made', async () => {
    const scene = await setScene();
    const { bench, ann } = scene;
    const passwords = [NEW_PASSWORD, 'ten-kettles-on-a-shelf'];
    const results = await Promise.allSettled(passwords.map((password) => change(scene, PASSWORD, password)));
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const made = passwords[results.findIndex(({ status }) => status === 'fulfilled')] ?? '';
    const lost = passwords.find((password) => password !== made) ?? '';
    expect([await signsInWith(bench, ann, made), await signsInWith(bench, ann, lost)]).toEqual([true, false]);
  });
  /** Something else happens while the new password is hashed. */
  async function changeMeanwhile(happens: (scene: Scene) => void): Promise<Scene> {
    let meanwhile: (() => void) | undefined;
    const hasher = createInstantHasher();
    const scene = await setScene('client_ops', {
      ...hasher,
      hash: async (password) => {
        meanwhile?.();
        return hasher.hash(password);
      },
    });
    meanwhile = () => happens(scene);
    expect(await refusalIn(change(scene, PASSWORD, NEW_PASSWORD))).toEqual({ code: 'not_now' });
    expect(await signsInWith(scene.bench, scene.ann, NEW_PASSWORD)).toBe(false);
    // That was no guess.
    expect(actionsOf(scene.bench)).not.toContain('password.refused denied');
    return scene;
  }
  test('is not changed by a session that is ended while it is hashed', async () => {
    const { bench, ann } = await changeMeanwhile(({ bench, visit }) => signOut(bench.context, visit.sessionId));
    expect(await signsInWith(bench, ann, PASSWORD)).toBe(true);
    expect(bench.read.all("SELECT * FROM throttles WHERE factor = 'password' AND failures > 0")).toEqual([]);
  });
  test('is not changed when it became another one while it was hashed', async () => {
    await changeMeanwhile(({ bench, ann }) =>
      bench.context.storage.transaction((tx) =>
        setPasswordHash(tx, ann.id, 'instant:of-another-password', bench.clock.now()),
      ),
    );
  });
  test('that was reset meanwhile is not brought back', async () => {
    const scene = await setScene();
    const { bench, ann } = scene;
    const admin = await bench.signIn(await bench.addPerson({ role: 'partner_admin', email: 'admin@quill.example' }));
    bench.context.storage.transaction((tx) => markPresence(tx, admin.session.id, bench.clock.now()));
    const changing = change(scene, PASSWORD, NEW_PASSWORD);
    const version = bench.user(ann).version;
    resetPassword(bench.context, admin, {
      userId: ann.id,
      version,
      note: '',
      identityCheck: 'in_person',
      vouchedBy: '',
      code: '',
    });
    expect(await refusalIn(changing)).toEqual({ code: 'not_now' });
    expect(await signsInWith(bench, ann, NEW_PASSWORD)).toBe(false);
  });
});

describe('ending one’s other sessions', () => {
  test('ends all but this one, and a second click finds none', async () => {
    const { bench, ann, actor } = await setScene();
    const others = [await bench.signIn(ann), await bench.signIn(ann)];
    const stranger = await bench.signIn(await bench.addPerson({ role: 'client_ops' }));
    expect(endOtherSessions(bench.context, actor)).toBe(2);
    expect(others.map((other) => isSignedIn(bench, other))).toEqual([false, false]);
    expect([isSignedIn(bench, actor), isSignedIn(bench, stranger)]).toEqual([true, true]);
    expect(bench.activity().at(-1)).toMatchObject({
      action: 'sessions.ended',
      actorId: ann.id,
      detail: { sessionsEnded: 2 },
    });
    const before = dump(bench.read);
    expect(endOtherSessions(bench.context, actor)).toBe(0);
    expect(dump(bench.read)).toBe(before);
  });
});

const newCode = (bench: Bench, visit: VisitAt<'signed_in'>): string =>
  codeAtStep(visit.pending?.secret ?? new Uint8Array(20), stepAt(bench.clock.now()));

/** The window's visit after "begin", with a code of the present authenticator. */
function begin({ bench, ann, actor, visit }: Scene): VisitAt<'signed_in'> {
  const { pending } = beginChange(bench.context, actor, bench.nextCode(ann));
  return { ...visit, pending };
}
const confirm = ({ bench, actor }: Scene, visit: VisitAt<'signed_in'>, code: string, isStillHere = () => true) =>
  confirmChange(bench.context, actor, visit, code, isStillHere);

describe('changing the authenticator', () => {
  test('shows the new secret only, and the old authenticator works until the new one is confirmed', async () => {
    const scene = await setScene();
    const { bench, ann, actor } = scene;
    const before = dumpRest(bench);
    const begun = beginChange(bench.context, actor, bench.nextCode(ann));
    expect(begun.shown).toMatchObject({ issuer: 'Quill & Partners', account: ann.email });
    expect(begun.shown.otpauthUri).toContain(begun.shown.setupKey.replaceAll(' ', ''));
    expect(Buffer.from(begun.pending.secret).equals(Buffer.from(ann.secret))).toBe(false);
    expect(dumpRest(bench)).toBe(before);
    expect(await bench.signIn(ann)).toBeDefined();
  });
  test('the new one replaces the old one, with new recovery codes; other sessions end and this one goes on', async () => {
    const scene = await setScene();
    const { bench, ann, actor } = scene;
    const other = await bench.signIn(ann);
    const visit = begin(scene);
    const code = newCode(bench, visit);
    const { made, sessionsEnded } = await confirm(scene, visit, code);
    expect([made.codes.length, sessionsEnded]).toEqual([10, 1]);
    expect([isSignedIn(bench, actor), isSignedIn(bench, other)]).toEqual([true, false]);
    expect(bench.activity().at(-1)).toMatchObject({
      action: 'authenticator.changed',
      actorId: ann.id,
      targetId: ann.id,
      detail: { sessionsEnded: 1 },
    });

    const again = visitAt(await signIn(bench.context, ann), 'code');
    expect((await refusalIn(verifyCode(bench.context, again, bench.nextCode(ann)))).code).toBe('wrong_code');
    expect((await refusalIn(verifyRecoveryCode(bench.context, again, ann.recoveryCodes[0] ?? ''))).code).toBe(
      'wrong_recovery_code',
    );
    const secret = visit.pending?.secret ?? new Uint8Array();
    // The codes were not said to be kept safe yet: new ones come first.
    expect((await verifyCode(bench.context, again, codeAtStep(secret, stepAt(bench.clock.now())))).stage).toBe(
      'recovery_codes',
    );
    bench.checkChain();
  });
  test('the code that confirmed it does not sign in as well', async () => {
    const scene = await setScene();
    const { bench, ann } = scene;
    const visit = begin(scene);
    const code = newCode(bench, visit);
    await confirm(scene, visit, code);
    const again = visitAt(await signIn(bench.context, ann), 'code');
    expect(await refusalIn(verifyCode(bench.context, again, code))).toEqual({ code: 'code_already_used' });
  });
  test('begins with a right code of now only: presence that was proved a minute ago is not enough', async () => {
    const { bench, ann, actor } = await setScene('partner_admin');
    await beginChange(bench.context, actor, bench.nextCode(ann));
    const used = bench.codeOf(ann);
    for (const [code, expected] of [
      ['', 'bad_input'],
      ['12345', 'bad_input'],
      [used, 'code_already_used'],
      [used === '000000' ? '000001' : '000000', 'wrong_code'],
    ] as const)
      expect(refusalOf(() => beginChange(bench.context, actor, code)).code).toBe(expected);
  });
  test('a wrong code, or one of a phone whose clock is off, changes nothing and can be followed by a right one', async () => {
    const scene = await setScene();
    const { bench } = scene;
    const visit = begin(scene);
    const before = dump(bench.read);
    const right = newCode(bench, visit);
    expect(await refusalIn(confirm(scene, visit, right === '000000' ? '000001' : '000000'))).toEqual({
      code: 'wrong_code',
    });
    const ahead = codeAtStep(visit.pending?.secret ?? new Uint8Array(), stepAt(bench.clock.now()) + 20);
    expect(await refusalIn(confirm(scene, visit, ahead))).toEqual({ code: 'phone_clock_off', minutes: 10 });
    expect(await refusalIn(confirm(scene, visit, 'abc'))).toMatchObject({
      code: 'bad_input',
      fields: [{ field: 'code' }],
    });
    expect(dump(bench.read)).toBe(before);
    expect((await confirm(scene, visit, right)).made.codes).toHaveLength(10);
  });
  test('of two confirmations at once exactly one is made, and its codes are those that count', async () => {
    const scene = await setScene();
    const { bench, ann } = scene;
    const visit = begin(scene);
    const results = await Promise.allSettled([1, 2].map(() => confirm(scene, visit, newCode(bench, visit))));
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const made = results.find((result) => result.status === 'fulfilled')?.value.made;
    expect(getRecoveryCodeSet(bench.read, ann.id)?.salt).toEqual(Buffer.from(made?.salt ?? []));
    expect(actionsOf(bench).filter((action) => action.startsWith('authenticator.changed'))).toHaveLength(1);
  });
  test('cancelled while it is confirmed, left for half an hour, or never begun: the old authenticator stays', async () => {
    const scene = await setScene();
    const { bench, ann, visit: quiet } = scene;
    const visit = begin(scene);
    const before = getAuthenticator(bench.read, ann.id);
    expect(await refusalIn(confirm(scene, visit, newCode(bench, visit), () => false))).toEqual({ code: 'not_now' });
    expect(await refusalIn(confirm(scene, quiet, '000000'))).toEqual({ code: 'not_now' });
    expect(await refusalIn(confirm(scene, settleVisit(visit), newCode(bench, visit)))).toEqual({ code: 'not_now' });
    bench.clock.advance(SET_UP_STAGE_MS);
    expect(await refusalIn(confirm(scene, visit, newCode(bench, visit)))).toEqual({ code: 'not_now' });
    expect(getAuthenticator(bench.read, ann.id)).toEqual(before);
  });
  test('overtaken by a change of the account it is a conflict, by the end of the session it is over', async () => {
    const scene = await setScene();
    const { bench, ann, actor } = scene;
    const visit = begin(scene);
    editOwnNames(bench.context, actor, { version: bench.user(ann).version, firstName: 'Anna', lastName: 'Vance' });
    const before = getAuthenticator(bench.read, ann.id);
    expect(await refusalIn(confirm(scene, visit, newCode(bench, visit)))).toEqual({ code: 'conflict' });
    expect(getAuthenticator(bench.read, ann.id)).toEqual(before);

    const admin = await bench.addPerson({ role: 'partner_admin' });
    const fresh = begin({ ...scene, actor: { ...actor, user: bench.user(ann) } });
    resetTwoFactor(bench.context, await bench.signIn(admin), {
      userId: ann.id,
      version: bench.user(ann).version,
      mode: 'revoke_now',
      reason: 'lost_phone',
      note: '',
      identityCheck: 'in_person',
      vouchedBy: '',
      code: bench.nextCode(admin),
    });
    expect(await refusalIn(confirm(scene, fresh, newCode(bench, fresh)))).toEqual({ code: 'not_now' });
    expect(getAuthenticator(bench.read, ann.id)).toBeUndefined();
  });
  test('is refused while the computer’s clock is behind', async () => {
    const scene = await setScene();
    const { bench, ann } = scene;
    const visit = begin(scene);
    noteTime(bench.context);
    bench.clock.advance(-6 * MINUTE);
    const before = getAuthenticator(bench.read, ann.id);
    expect((await refusalIn(confirm(scene, visit, newCode(bench, visit)))).code).toBe('clock_went_back');
    expect(refusalOf(() => beginChange(bench.context, scene.actor, bench.codeOf(ann))).code).toBe('clock_went_back');
    expect(getAuthenticator(bench.read, ann.id)).toEqual(before);
  });
  test('leaves nothing behind when the process ends in the middle', async () => {
    const scene = await setScene();
    const { bench, ann } = scene;
    const before = getAuthenticator(bench.read, ann.id)?.id;
    const visit = begin(scene);
    bench.reopen();
    expect(dump(bench.read)).not.toContain(Buffer.from(visit.pending?.secret ?? []).toString('hex'));
    expect(getAuthenticator(bench.read, ann.id)?.id).toBe(before);
    expect(await bench.signIn(ann)).toBeDefined();
  });
});

describe('recovery codes', () => {
  const regenerate = ({ bench, ann, actor }: Scene) =>
    regenerateRecoveryCodes(bench.context, actor, bench.nextCode(ann));

  test('made anew replace the old ones at once, and count from when they are kept safe', async () => {
    const scene = await setScene();
    const { bench, ann, actor, visit } = scene;
    const { codes, salt } = await regenerate(scene);
    expect(new Set([...codes, ...ann.recoveryCodes]).size).toBe(20);
    expect(getRecoveryCodeSet(bench.read, ann.id)).toMatchObject({ remaining: 10, savedAt: null });
    keepRecoveryCodes(bench.context, actor, settleVisit(visit, salt));
    expect(getRecoveryCodeSet(bench.read, ann.id)?.savedAt).toBe(bench.clock.now());
    const again = visitAt(await signIn(bench.context, ann), 'code');
    expect((await refusalIn(verifyRecoveryCode(bench.context, again, ann.recoveryCodes[0] ?? ''))).code).toBe(
      'wrong_recovery_code',
    );
    expect((await verifyRecoveryCode(bench.context, again, codes[3] ?? '')).stage).toBe('signed_in');
    expect(actionsOf(bench)).toContain('recovery_codes.regenerated done');
    bench.checkChain();
  });
  test('that were never said to be kept safe are replaced at the next sign-in', async () => {
    const scene = await setScene();
    const { bench, ann } = scene;
    await regenerate(scene);
    const again = visitAt(await signIn(bench.context, ann), 'code');
    expect((await verifyCode(bench.context, again, bench.nextCode(ann))).stage).toBe('recovery_codes');
  });
  test('need a right code; a wrong one leaves the old ones good', async () => {
    const { bench, ann, actor } = await setScene();
    const wrong = bench.codeOf(ann) === '000000' ? '000001' : '000000';
    expect(await refusalIn(regenerateRecoveryCodes(bench.context, actor, wrong))).toEqual({ code: 'wrong_code' });
    expect(await refusalIn(regenerateRecoveryCodes(bench.context, actor, bench.codeOf(ann)))).toEqual({
      code: 'code_already_used',
    });
    const again = visitAt(await signIn(bench.context, ann), 'code');
    expect((await verifyRecoveryCode(bench.context, again, ann.recoveryCodes[0] ?? '')).stage).toBe('signed_in');
  });
  test('of another window are not kept by this one, nor any by a window that has shown none', async () => {
    const scene = await setScene();
    const { bench, ann, actor, visit } = scene;
    const first = await regenerate(scene);
    await regenerate(scene);
    for (const shown of [visit, settleVisit(visit, first.salt)])
      expect(refusalOf(() => keepRecoveryCodes(bench.context, actor, shown))).toEqual({ code: 'not_now' });
    expect(getRecoveryCodeSet(bench.read, ann.id)?.savedAt).toBeNull();
  });
  test.each<[string, string, (scene: Scene) => void]>([
    ['a session that is ended', 'not_now', ({ bench, visit }) => signOut(bench.context, visit.sessionId)],
    [
      'an authenticator that is replaced',
      'conflict',
      ({ bench, ann }) => bench.context.storage.transaction((tx) => markSetUp(tx, ann.id, bench.clock.now())),
    ],
  ])('are not made for %s while they are hashed', async (_what, code, happens) => {
    let meanwhile: (() => void) | undefined;
    const hasher = createInstantHasher();
    const scene = await setScene('client_ops', {
      ...hasher,
      hashCode: async (typed, salt) => {
        meanwhile?.();
        meanwhile = undefined;
        return hasher.hashCode(typed, salt);
      },
    });
    const before = getRecoveryCodeSet(scene.bench.read, scene.ann.id);
    meanwhile = () => happens(scene);
    expect(await refusalIn(regenerate(scene))).toEqual({ code });
    expect(getRecoveryCodeSet(scene.bench.read, scene.ann.id)).toEqual(before);
  });
  test('used up by a disabled counter work again once they are new', async () => {
    const scene = await setScene();
    const { bench, ann } = scene;
    bench.context.storage.transaction((tx) =>
      tx.run("INSERT INTO throttles VALUES (:subject, 'recovery_code', 20, 0, 1)", { subject: `user:${ann.id}` }),
    );
    const { codes } = await regenerate(scene);
    const again = visitAt(await signIn(bench.context, ann), 'code');
    expect((await verifyRecoveryCode(bench.context, again, codes[0] ?? '')).stage).toBe('recovery_codes');
  });
});

describe('what one’s screens remember', () => {
  test('is kept per person, the last save counts, and nothing of it is recorded', async () => {
    const { bench, ann, actor } = await setScene();
    const other = await bench.addPerson({ role: 'client_ops' });
    const before = bench.activity().length;
    expect(getPreferences(bench.context, ann.id)).toBeUndefined();
    savePreferences(bench.context, actor, { isCompact: true });
    savePreferences(bench.context, actor, { isCompact: false });
    bench.reopen();
    expect(getPreferences(bench.context, ann.id)).toEqual({ isCompact: false });
    expect(getPreferences(bench.context, other.id)).toBeUndefined();
    expect(bench.activity()).toHaveLength(before);
  });
});
