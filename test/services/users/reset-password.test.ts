// Resetting a password: the old one ends at once, a code is shown once, the second factor stays, and it is recorded.
import { describe, expect, test } from 'vitest';
import { findActor } from '../../../main/services/act/actor.ts';
import { enterOneTimeCode } from '../../../main/services/sign-in/enter-one-time-code.ts';
import { signIn, verifyCode } from '../../../main/services/sign-in/sign-in.ts';
import { type PasswordReset, resetPassword } from '../../../main/services/users/reset-password.ts';
import { getResetPreview, resetTwoFactor } from '../../../main/services/users/reset-two-factor.ts';
import { getAuthenticator } from '../../../main/storage/tables/authenticators.ts';
import { getOpenNotice } from '../../../main/storage/tables/notices.ts';
import { markFactorDisabled } from '../../../main/storage/tables/users.ts';
import { createFixture, dump, type Fixture, type Person, visitAt } from '../../support/fixture.ts';
import { done, inviteOne, signInPresent } from '../../support/people.ts';
import { refusalIn, refusalOf } from '../../support/refusals.ts';
import { createInstantHasher, DAY, HOUR } from '../../support/seeded.ts';

async function setScene() {
  const fixture = createFixture({ passwords: createInstantHasher() });
  const admin = await fixture.addPerson({ role: 'partner_admin', firstName: 'Margaret', lastName: 'Ashworth' });
  const ann = await fixture.addPerson({ role: 'client_ops', clients: [fixture.addClient('Alder')] });
  return { fixture, admin, ann, actor: await signInPresent(fixture, admin) };
}
const requestFor = (fixture: Fixture, person: Person, code = ''): PasswordReset => ({
  userId: person.id,
  version: fixture.user(person).version,
  note: 'Called back on the number on file',
  identityCheck: 'in_person',
  vouchedBy: '',
  code,
});

describe('a reset of a password', () => {
  test('ends password and sessions at once, tells the user who did it, and leaves 2FA as it is', async () => {
    const { fixture, ann, actor } = await setScene();
    const session = await fixture.signIn(ann);
    const authenticator = getAuthenticator(fixture.read, ann.id);
    const { issued, sessionsEnded } = done(resetPassword(fixture.context, actor, requestFor(fixture, ann)));
    expect(sessionsEnded).toBe(1);
    expect(issued).toMatchObject({
      userId: ann.id,
      email: ann.email,
      name: 'Person Number2',
      expiresAt: fixture.clock.now() + DAY,
    });
    expect(findActor(fixture.context, session.session.id)).toBeUndefined();
    expect((await refusalIn(signIn(fixture.context, ann))).code).toBe('wrong_credentials');
    expect(getAuthenticator(fixture.read, ann.id)).toEqual(authenticator);
    expect(getOpenNotice(fixture.read, ann.id)).toMatchObject({
      kind: 'password_reset',
      at: fixture.clock.now(),
      byName: 'Margaret Ashworth',
      reason: '',
    });
    expect(fixture.activity().at(-2)).toMatchObject({
      action: 'password.reset',
      outcome: 'done',
      actorId: actor.user.id,
      targetId: ann.id,
      detail: { identityCheck: 'in_person', sessionsEnded: 1, alsoResetTwoFactor: false },
    });
    expect(JSON.stringify(fixture.activity())).not.toContain(issued.code);
  });
  test('ends a sign-in under way with the old password', async () => {
    const { fixture, ann, actor } = await setScene();
    const visit = visitAt(await signIn(fixture.context, ann), 'code');
    resetPassword(fixture.context, actor, requestFor(fixture, ann));
    expect((await refusalIn(verifyCode(fixture.context, visit, fixture.nextCode(ann)))).code).toBe('not_now');
  });
  test('lifts a lock and the waits of the old password', async () => {
    const { fixture, ann, actor } = await setScene();
    for (let i = 0; i < 5; i++) await refusalIn(signIn(fixture.context, { ...ann, password: 'wrong' }));
    fixture.context.storage.transaction((tx) => markFactorDisabled(tx, ann.id, 'password', fixture.clock.now()));
    resetPassword(fixture.context, actor, requestFor(fixture, ann));
    expect(fixture.user(ann).isLocked).toBe(false);
    expect((await refusalIn(signIn(fixture.context, ann))).code).toBe('wrong_credentials');
  });
  test('changes nothing on a second click: the first code stays valid', async () => {
    const { fixture, ann, actor } = await setScene();
    const request = requestFor(fixture, ann);
    const { issued } = done(resetPassword(fixture.context, actor, request));
    const before = dump(fixture.read);
    expect(refusalOf(() => resetPassword(fixture.context, actor, request)).code).toBe('conflict');
    expect(dump(fixture.read)).toBe(before);
    expect(enterOneTimeCode(fixture.context, issued).stage).toBe('new_password');
  });
  test('ends the first code when it is done again on purpose', async () => {
    const { fixture, ann, actor } = await setScene();
    const first = done(resetPassword(fixture.context, actor, requestFor(fixture, ann))).issued;
    const second = done(resetPassword(fixture.context, actor, requestFor(fixture, ann))).issued;
    expect(refusalOf(() => enterOneTimeCode(fixture.context, first)).code).toBe('wrong_one_time_code');
    expect(enterOneTimeCode(fixture.context, second).stage).toBe('new_password');
  });
  test('needs the administrator’s own fresh code, and changes nothing without it', async () => {
    const { fixture, admin, ann, actor } = await setScene();
    fixture.clock.advance(HOUR);
    const before = dump(fixture.read, ['activity', 'throttles', 'clock', 'sessions', 'authenticators']);
    expect(refusalOf(() => resetPassword(fixture.context, actor, requestFor(fixture, ann))).code).toBe(
      'fresh_code_needed',
    );
    expect(refusalOf(() => resetPassword(fixture.context, actor, requestFor(fixture, ann, '000000'))).code).toBe(
      'wrong_code',
    );
    expect(dump(fixture.read, ['activity', 'throttles', 'clock', 'sessions', 'authenticators'])).toBe(before);
    resetPassword(fixture.context, actor, requestFor(fixture, ann, fixture.nextCode(admin)));
  });
  test('is not possible on oneself, or on an invited or deactivated user', async () => {
    const { fixture, admin, ann, actor } = await setScene();
    expect(refusalOf(() => resetPassword(fixture.context, actor, requestFor(fixture, admin)))).toEqual({
      code: 'not_possible',
      why: 'own_account',
    });
    const invited = { ...ann, id: inviteOne(fixture, actor, 'new@quill.example').userId };
    expect(refusalOf(() => resetPassword(fixture.context, actor, requestFor(fixture, invited)))).toEqual({
      code: 'not_possible',
      why: 'invited',
    });
    fixture.context.storage.transaction((tx) =>
      tx.run("UPDATE users SET status = 'deactivated' WHERE id = :id", { id: ann.id }),
    );
    expect(refusalOf(() => resetPassword(fixture.context, actor, requestFor(fixture, ann)))).toEqual({
      code: 'not_possible',
      why: 'deactivated',
    });
  });
  test('is refused while the clock is behind', async () => {
    const { fixture, ann, actor } = await setScene();
    fixture.clock.advance(-HOUR);
    expect(refusalOf(() => resetPassword(fixture.context, actor, requestFor(fixture, ann))).code).toBe(
      'clock_went_back',
    );
  });
});

describe('both halves of one account, reset by one administrator within a day', () => {
  const resetBoth = async (isPasswordFirst: boolean, pause: number) => {
    const { fixture, admin, ann, actor } = await setScene();
    const second = async () => {
      fixture.clock.advance(pause);
      return pause === 0 ? actor : signInPresent(fixture, admin);
    };
    const secondFactor = (by: typeof actor) =>
      resetTwoFactor(fixture.context, by, { ...requestFor(fixture, ann), mode: 'revoke_now', reason: 'lost_phone' });
    if (isPasswordFirst) {
      resetPassword(fixture.context, actor, requestFor(fixture, ann));
      secondFactor(await second());
    } else {
      secondFactor(actor);
      resetPassword(fixture.context, await second(), requestFor(fixture, ann));
    }
    const last = fixture.activity().findLast((record) => record.targetId === ann.id);
    return last?.detail[isPasswordFirst ? 'alsoResetPassword' : 'alsoResetTwoFactor'];
  };
  test.each([true, false])('are flagged in the record (password first: %s)', async (isPasswordFirst) => {
    expect(await resetBoth(isPasswordFirst, 0)).toBe(true);
    expect(await resetBoth(isPasswordFirst, DAY)).toBe(false);
  });
});

test('a Partner Admin whose password was reset cannot sign in, so the other one is the last able admin', async () => {
  const { fixture, admin, actor } = await setScene();
  const second = await fixture.addPerson({ role: 'partner_admin' });
  const other = await signInPresent(fixture, second);
  resetPassword(fixture.context, actor, requestFor(fixture, second));
  expect(refusalOf(() => getResetPreview(fixture.context, other, admin.id)).code).toBe('last_able_admin');
});

test('a second reset of 2FA after an edit in between is not answered "already done"', async () => {
  const { fixture, ann, actor } = await setScene();
  const twoFactor = (version: number) =>
    resetTwoFactor(fixture.context, actor, {
      ...requestFor(fixture, ann),
      version,
      mode: 'revoke_now',
      reason: 'lost_phone',
    });
  twoFactor(fixture.user(ann).version);
  const seen = fixture.user(ann).version;
  resetPassword(fixture.context, actor, requestFor(fixture, ann));
  expect(refusalOf(() => twoFactor(seen)).code).toBe('conflict');
});
