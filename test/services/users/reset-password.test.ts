// Resetting a password: the old one ends at once, a code is shown once, the second factor stays, and it is on record.
import { describe, expect, test } from 'vitest';
import { findActor } from '../../../main/services/act/actor.ts';
import { enterOneTimeCode } from '../../../main/services/sign-in/enter-one-time-code.ts';
import { signIn, verifyCode } from '../../../main/services/sign-in/sign-in.ts';
import { type PasswordReset, resetPassword } from '../../../main/services/users/reset-password.ts';
import { getResetPreview, resetTwoFactor } from '../../../main/services/users/reset-two-factor.ts';
import { getAuthenticator } from '../../../main/storage/tables/authenticators.ts';
import { getOpenNotice } from '../../../main/storage/tables/notices.ts';
import { markFactorDisabled } from '../../../main/storage/tables/users.ts';
import { type Bench, createBench, dump, type Person, visitAt } from '../../support/fixture.ts';
import { done, inviteOne, signInPresent } from '../../support/people.ts';
import { refusalIn, refusalOf } from '../../support/refusals.ts';
import { createInstantHasher, DAY, HOUR } from '../../support/seeded.ts';

async function setScene() {
  const bench = createBench({ passwords: createInstantHasher() });
  const admin = await bench.addPerson({ role: 'partner_admin', firstName: 'Margaret', lastName: 'Ashworth' });
  const ann = await bench.addPerson({ role: 'client_ops', clients: [bench.addClient('Alder')] });
  return { bench, admin, ann, actor: await signInPresent(bench, admin) };
}
const requestFor = (bench: Bench, person: Person, code = ''): PasswordReset => ({
  userId: person.id,
  version: bench.user(person).version,
  note: 'Called back on the number on file',
  identityCheck: 'call_back',
  vouchedBy: '',
  code,
});

describe('a reset of a password', () => {
  test('ends password and sessions at once, tells the user who did it, and leaves 2FA as it is', async () => {
    const { bench, ann, actor } = await setScene();
    const session = await bench.signIn(ann);
    const authenticator = getAuthenticator(bench.read, ann.id);
    const { issued, sessionsEnded } = done(resetPassword(bench.context, actor, requestFor(bench, ann)));
    expect(sessionsEnded).toBe(1);
    expect(issued).toMatchObject({
      userId: ann.id,
      email: ann.email,
      name: 'Person Number2',
      expiresAt: bench.clock.now() + DAY,
    });
    expect(findActor(bench.context, session.session.id)).toBeUndefined();
    expect((await refusalIn(signIn(bench.context, ann))).code).toBe('wrong_credentials');
    expect(getAuthenticator(bench.read, ann.id)).toEqual(authenticator);
    expect(getOpenNotice(bench.read, ann.id)).toMatchObject({
      kind: 'password_reset',
      at: bench.clock.now(),
      byName: 'Margaret Ashworth',
      reason: '',
    });
    expect(bench.activity().at(-2)).toMatchObject({
      action: 'password.reset',
      outcome: 'done',
      actorId: actor.user.id,
      targetId: ann.id,
      detail: { identityCheck: 'call_back', sessionsEnded: 1, alsoResetTwoFactor: false },
    });
    expect(JSON.stringify(bench.activity())).not.toContain(issued.code);
  });
  test('overtakes a sign-in that is under way with the old password', async () => {
    const { bench, ann, actor } = await setScene();
    const visit = visitAt(await signIn(bench.context, ann), 'code');
    resetPassword(bench.context, actor, requestFor(bench, ann));
    expect((await refusalIn(verifyCode(bench.context, visit, bench.nextCode(ann)))).code).toBe('not_now');
  });
  test('lifts a lock and the waits of the old password', async () => {
    const { bench, ann, actor } = await setScene();
    for (let i = 0; i < 5; i++) await refusalIn(signIn(bench.context, { ...ann, password: 'wrong' }));
    bench.context.storage.transaction((tx) => markFactorDisabled(tx, ann.id, 'password', bench.clock.now()));
    resetPassword(bench.context, actor, requestFor(bench, ann));
    expect(bench.user(ann).isLocked).toBe(false);
    expect((await refusalIn(signIn(bench.context, ann))).code).toBe('wrong_credentials');
  });
  test('by a second click changes nothing again: the first code stays the one that counts', async () => {
    const { bench, ann, actor } = await setScene();
    const request = requestFor(bench, ann);
    const { issued } = done(resetPassword(bench.context, actor, request));
    const before = dump(bench.read);
    expect(refusalOf(() => resetPassword(bench.context, actor, request)).code).toBe('conflict');
    expect(dump(bench.read)).toBe(before);
    expect(enterOneTimeCode(bench.context, issued).stage).toBe('new_password');
  });
  test('on purpose again kills the first code', async () => {
    const { bench, ann, actor } = await setScene();
    const first = done(resetPassword(bench.context, actor, requestFor(bench, ann))).issued;
    const second = done(resetPassword(bench.context, actor, requestFor(bench, ann))).issued;
    expect(refusalOf(() => enterOneTimeCode(bench.context, first)).code).toBe('wrong_one_time_code');
    expect(enterOneTimeCode(bench.context, second).stage).toBe('new_password');
  });
  test('needs a fresh code of the administrator’s own, and changes nothing without', async () => {
    const { bench, admin, ann, actor } = await setScene();
    bench.clock.advance(HOUR);
    const before = dump(bench.read, ['activity', 'throttles', 'clock', 'sessions', 'authenticators']);
    expect(refusalOf(() => resetPassword(bench.context, actor, requestFor(bench, ann))).code).toBe('fresh_code_needed');
    expect(refusalOf(() => resetPassword(bench.context, actor, requestFor(bench, ann, '000000'))).code).toBe(
      'wrong_code',
    );
    expect(dump(bench.read, ['activity', 'throttles', 'clock', 'sessions', 'authenticators'])).toBe(before);
    resetPassword(bench.context, actor, requestFor(bench, ann, bench.nextCode(admin)));
  });
  test('is not possible on oneself, on somebody invited, or on somebody deactivated', async () => {
    const { bench, admin, ann, actor } = await setScene();
    expect(refusalOf(() => resetPassword(bench.context, actor, requestFor(bench, admin)))).toEqual({
      code: 'not_possible',
      why: 'own_account',
    });
    const invited = { ...ann, id: inviteOne(bench, actor, 'new@quill.example').userId };
    expect(refusalOf(() => resetPassword(bench.context, actor, requestFor(bench, invited)))).toEqual({
      code: 'not_possible',
      why: 'invited',
    });
    bench.context.storage.transaction((tx) =>
      tx.run("UPDATE users SET status = 'deactivated' WHERE id = :id", { id: ann.id }),
    );
    expect(refusalOf(() => resetPassword(bench.context, actor, requestFor(bench, ann)))).toEqual({
      code: 'not_possible',
      why: 'deactivated',
    });
  });
  test('is refused while the clock is behind', async () => {
    const { bench, ann, actor } = await setScene();
    bench.clock.advance(-HOUR);
    expect(refusalOf(() => resetPassword(bench.context, actor, requestFor(bench, ann))).code).toBe('clock_went_back');
  });
});

describe('both halves of one account, reset by one person within a day', () => {
  const resetBoth = async (isPasswordFirst: boolean, pause: number) => {
    const { bench, admin, ann, actor } = await setScene();
    const second = async () => {
      bench.clock.advance(pause);
      return pause === 0 ? actor : signInPresent(bench, admin);
    };
    const secondFactor = (by: typeof actor) =>
      resetTwoFactor(bench.context, by, { ...requestFor(bench, ann), mode: 'revoke_now', reason: 'lost_phone' });
    if (isPasswordFirst) {
      resetPassword(bench.context, actor, requestFor(bench, ann));
      secondFactor(await second());
    } else {
      secondFactor(actor);
      resetPassword(bench.context, await second(), requestFor(bench, ann));
    }
    const last = bench.activity().findLast((record) => record.targetId === ann.id);
    return last?.detail[isPasswordFirst ? 'alsoResetPassword' : 'alsoResetTwoFactor'];
  };
  test.each([true, false])('are flagged in the record (password first: %s)', async (isPasswordFirst) => {
    expect(await resetBoth(isPasswordFirst, 0)).toBe(true);
    expect(await resetBoth(isPasswordFirst, DAY)).toBe(false);
  });
});

test('a Partner Admin whose password was reset cannot sign in now, so the other one is the last', async () => {
  const { bench, admin, actor } = await setScene();
  const second = await bench.addPerson({ role: 'partner_admin' });
  const other = await signInPresent(bench, second);
  resetPassword(bench.context, actor, requestFor(bench, second));
  expect(refusalOf(() => getResetPreview(bench.context, other, admin.id)).code).toBe('last_able_admin');
});

test('a repeated reset of 2FA is told from an edit in between: no administrator is told that it is done when it is not', async () => {
  const { bench, ann, actor } = await setScene();
  const twoFactor = (version: number) =>
    resetTwoFactor(bench.context, actor, {
      ...requestFor(bench, ann),
      version,
      mode: 'revoke_now',
      reason: 'lost_phone',
    });
  twoFactor(bench.user(ann).version);
  const seen = bench.user(ann).version;
  resetPassword(bench.context, actor, requestFor(bench, ann));
  expect(refusalOf(() => twoFactor(seen)).code).toBe('conflict');
});
