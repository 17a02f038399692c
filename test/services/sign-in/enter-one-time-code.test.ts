// The one-time code in place of a password: it works once, is throttled and does not tell which accounts exist. It
// opens an invitation or leads to a new password; the second factor is always needed.
import { describe, expect, test } from 'vitest';
import { ONE_TIME_CODE_MS } from '../../../main/domain/one-time-code.ts';
import { currentVisit } from '../../../main/ipc/window-visits.ts';
import type { Actor } from '../../../main/services/act/actor.ts';
import { emailSubject } from '../../../main/services/act/attempt.ts';
import { passwordOf } from '../../../main/services/act/credentials.ts';
import type { IssuedCode } from '../../../main/services/act/issued-code.ts';
import {
  beginActivation,
  choosePassword,
  enterOneTimeCode,
} from '../../../main/services/sign-in/enter-one-time-code.ts';
import { confirmSetup, enterSetupCode } from '../../../main/services/sign-in/set-up-two-factor.ts';
import { signIn, verifyCode, verifyRecoveryCode } from '../../../main/services/sign-in/sign-in.ts';
import { resendInvitations } from '../../../main/services/users/invite-users.ts';
import { resetPassword } from '../../../main/services/users/reset-password.ts';
import { resetTwoFactor } from '../../../main/services/users/reset-two-factor.ts';
import { getOpenNotice } from '../../../main/storage/tables/notices.ts';
import { getOneTimeCode } from '../../../main/storage/tables/one-time-codes.ts';
import { countOpenSessions } from '../../../main/storage/tables/sessions.ts';
import { getThrottle } from '../../../main/storage/tables/throttles.ts';
import { markFactorDisabled, raiseVersion } from '../../../main/storage/tables/users.ts';
import { createFixture, dump, type Fixture, type Person, visitAt } from '../../support/fixture.ts';
import {
  activate,
  codeOfVisit,
  done,
  inviteOne,
  NEW_NAME,
  NEW_PASSWORD,
  signInPresent,
  toAuthenticator,
} from '../../support/people.ts';
import { refusalIn, refusalOf } from '../../support/refusals.ts';
import { createInstantHasher, DAY, HOUR, SECOND } from '../../support/seeded.ts';

const WRONG = '0000-0000-0000-0000';
const WRITTEN_ANYWAY = ['activity', 'throttles', 'clock'];

interface Scene {
  readonly fixture: Fixture;
  readonly admin: Person;
  readonly actor: Actor;
  readonly ann: Person;
}

async function setScene(): Promise<Scene> {
  const fixture = createFixture({ passwords: createInstantHasher() });
  const admin = await fixture.addPerson({ role: 'partner_admin' });
  const ann = await fixture.addPerson({ role: 'partner_ops' });
  return { fixture, admin, ann, actor: await signInPresent(fixture, admin) };
}

function reset({ fixture, actor, ann }: Scene): IssuedCode {
  const version = fixture.user(ann).version;
  return done(
    resetPassword(fixture.context, actor, {
      userId: ann.id,
      version,
      note: '',
      identityCheck: 'in_person',
      vouchedBy: '',
      code: '',
    }),
  ).issued;
}
function resetSecondFactor({ fixture, actor, ann }: Scene): string {
  const version = fixture.user(ann).version;
  const input = {
    userId: ann.id,
    version,
    mode: 'revoke_now',
    reason: 'lost_phone',
    note: '',
    identityCheck: 'in_person',
    vouchedBy: '',
    code: '',
  } as const;
  const result = resetTwoFactor(fixture.context, actor, input);
  if (result.outcome !== 'done' || result.setupCode === null) throw new Error('the reset gave no setup code');
  return result.setupCode;
}
const atNewPassword = (fixture: Fixture, issued: IssuedCode) =>
  visitAt(enterOneTimeCode(fixture.context, issued), 'new_password');

describe('entering a code', () => {
  test('leads an invited user to the activation, and a user whose password was reset to a new password', async () => {
    const scene = await setScene();
    expect(
      enterOneTimeCode(scene.fixture.context, inviteOne(scene.fixture, scene.actor, 'new@quill.example')).stage,
    ).toBe('activation');
    expect(enterOneTimeCode(scene.fixture.context, reset(scene)).stage).toBe('new_password');
  });
  test('accepts code and email in any spelling and changes only the counter', async () => {
    const { fixture, actor } = await setScene();
    const issued = inviteOne(fixture, actor, 'Nadia@Quill.example');
    const before = dump(fixture.read, WRITTEN_ANYWAY);
    const typed = ` ${issued.code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o')} `;
    expect(enterOneTimeCode(fixture.context, { email: ' nadia@QUILL.example', code: typed }).stage).toBe('activation');
    expect(dump(fixture.read, WRITTEN_ANYWAY)).toBe(before);
  });
  test('answers and counts an unknown email, a user without a code and a wrong code alike', async () => {
    const { fixture, actor, ann } = await setScene();
    const invited = inviteOne(fixture, actor, 'new@quill.example');
    for (const email of ['nobody@quill.example', ann.email, invited.email]) {
      for (let failures = 1; failures <= 5; failures++) {
        expect(refusalOf(() => enterOneTimeCode(fixture.context, { email, code: WRONG }))).toEqual({
          code: 'wrong_one_time_code',
        });
        expect(getThrottle(fixture.read, emailSubject(fixture.context, email), 'one_time_code').failures).toBe(
          failures,
        );
      }
      expect(refusalOf(() => enterOneTimeCode(fixture.context, { email, code: WRONG }))).toEqual({
        code: 'locked_until',
        until: fixture.clock.now() + 30 * SECOND,
      });
    }
    expect(refusalOf(() => enterOneTimeCode(fixture.context, invited)).code).toBe('locked_until');
  });
  test('refuses the right code too after twenty wrong ones, until a new code is issued; the account is never locked', async () => {
    const scene = await setScene();
    const { fixture, ann } = scene;
    const issued = reset(scene);
    for (let i = 0; i < 20; i++) {
      expect(refusalOf(() => enterOneTimeCode(fixture.context, { email: ann.email, code: WRONG })).code).toBe(
        'wrong_one_time_code',
      );
      fixture.clock.advance(HOUR);
    }
    const records = fixture.activity().length;
    for (let i = 0; i < 3; i++)
      expect(refusalOf(() => enterOneTimeCode(fixture.context, issued)).code).toBe('factor_disabled');
    // More attempts do not fill the activity record.
    expect(fixture.activity()).toHaveLength(records);
    expect(fixture.user(ann).isLocked).toBe(false);
    const actor = await signInPresent(fixture, scene.admin);
    expect(enterOneTimeCode(fixture.context, reset({ ...scene, actor })).stage).toBe('new_password');
  });
  test('refuses the code of another user as wrong', async () => {
    const { fixture, actor } = await setScene();
    const first = inviteOne(fixture, actor, 'first@quill.example');
    const second = inviteOne(fixture, actor, 'second@quill.example');
    expect(refusalOf(() => enterOneTimeCode(fixture.context, { email: first.email, code: second.code })).code).toBe(
      'wrong_one_time_code',
    );
  });
  test('says that a code has expired only when it was the right one', async () => {
    const { fixture, actor } = await setScene();
    const issued = inviteOne(fixture, actor, 'new@quill.example');
    expect(issued.expiresAt - fixture.clock.now()).toBe(7 * DAY);
    fixture.clock.advance(ONE_TIME_CODE_MS.activation - 1);
    expect(enterOneTimeCode(fixture.context, issued).stage).toBe('activation');
    fixture.clock.advance(1);
    expect(refusalOf(() => enterOneTimeCode(fixture.context, issued)).code).toBe('one_time_code_expired');
    expect(refusalOf(() => enterOneTimeCode(fixture.context, { ...issued, code: WRONG })).code).toBe(
      'wrong_one_time_code',
    );
  });
  test('is not counted while the clock is behind', async () => {
    const scene = await setScene();
    const { fixture } = scene;
    const issued = reset(scene);
    fixture.clock.advance(-HOUR);
    expect(refusalOf(() => enterOneTimeCode(fixture.context, issued)).code).toBe('clock_went_back');
    expect(getThrottle(fixture.read, emailSubject(fixture.context, issued.email), 'one_time_code').failures).toBe(0);
  });
  test('refuses what cannot be a code beside its field, without counting an attempt', async () => {
    const { fixture } = await setScene();
    expect(
      refusalOf(() => enterOneTimeCode(fixture.context, { email: 'a@quill.example', code: '123456' })),
    ).toMatchObject({
      code: 'bad_input',
      fields: [{ field: 'code' }],
    });
    expect(getThrottle(fixture.read, emailSubject(fixture.context, 'a@quill.example'), 'one_time_code').failures).toBe(
      0,
    );
  });
  test('leaves only the keyed hash of the code in the database', async () => {
    const { fixture, actor } = await setScene();
    const issued = inviteOne(fixture, actor, 'new@quill.example');
    enterOneTimeCode(fixture.context, issued);
    const content = dump(fixture.read);
    expect(content).not.toContain(issued.code);
    expect(content).not.toContain(issued.code.replaceAll('-', ''));
    expect(content).toContain(
      Buffer.from(fixture.context.secretBox.mac('one_time_code', `${issued.userId}:${issued.code}`)).toString('hex'),
    );
  });
});

describe('an activation', () => {
  test('leads from code to session: names, password, 2FA and recovery codes, recorded in this order', async () => {
    const { fixture, actor } = await setScene();
    const person = await activate(fixture, inviteOne(fixture, actor, 'new@quill.example'));
    expect(fixture.user(person)).toMatchObject({
      status: 'active',
      firstName: 'Ines',
      lastName: 'Okafor',
      invitationExpiresAt: null,
      twoFactor: 'set_up',
    });
    expect(getOneTimeCode(fixture.read, person.id)).toBeUndefined();
    expect(
      fixture
        .activity()
        .slice(-4)
        .map((record) => [record.action, record.actorName]),
    ).toEqual([
      ['user.invited', 'Person Number1'],
      ['user.activated', 'Ines Okafor'],
      ['two_factor.set_up', 'Ines Okafor'],
      ['session.started', 'Ines Okafor'],
    ]);
    await fixture.signIn(person);
    const visit = visitAt(await signIn(fixture.context, person), 'code');
    expect((await verifyRecoveryCode(fixture.context, visit, person.recoveryCodes[0] ?? '')).stage).toBe('signed_in');
    fixture.checkChain();
  });
  test('stores nothing when it is abandoned at any step: the user stays invited and the code stays valid', async () => {
    const { fixture, actor } = await setScene();
    const issued = inviteOne(fixture, actor, 'new@quill.example');
    const before = dump(fixture.read, WRITTEN_ANYWAY);
    const visit = await toAuthenticator(fixture, issued);
    await refusalIn(confirmSetup(fixture.context, visit, '000000', () => true));
    await refusalIn(confirmSetup(fixture.context, visit, codeOfVisit(fixture, visit), () => false));
    expect(dump(fixture.read, WRITTEN_ANYWAY)).toBe(before);
    fixture.reopen();
    expect((await refusalIn(signIn(fixture.context, { email: issued.email, password: NEW_PASSWORD }))).code).toBe(
      'wrong_credentials',
    );
    await activate(fixture, issued);
  });
  test('is carried out once, even by several windows at the same time', async () => {
    const { fixture, actor } = await setScene();
    const issued = inviteOne(fixture, actor, 'new@quill.example');
    const visits = await Promise.all([1, 2, 3].map(() => toAuthenticator(fixture, issued)));
    const results = await Promise.allSettled(
      visits.map((visit) => confirmSetup(fixture.context, visit, codeOfVisit(fixture, visit), () => true)),
    );
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
    expect(fixture.read.all('SELECT * FROM authenticators WHERE user_id = :id', { id: issued.userId })).toHaveLength(1);
    expect(refusalOf(() => enterOneTimeCode(fixture.context, issued)).code).toBe('wrong_one_time_code');
    expect(fixture.activity().filter((record) => record.action === 'user.activated')).toHaveLength(1);
    fixture.checkChain();
  });
  test('ends when the invitation is renewed or expires in the middle', async () => {
    const { fixture, actor, admin } = await setScene();
    const issued = inviteOne(fixture, actor, 'new@quill.example');
    const entered = visitAt(enterOneTimeCode(fixture.context, issued), 'activation');
    const visit = await toAuthenticator(fixture, issued);
    const [renewed] = resendInvitations(fixture.context, actor, { userIds: [issued.userId], code: '' });
    if (renewed === undefined) throw new Error('the invitation was not renewed');
    for (const old of [entered, visit])
      expect(currentVisit(fixture.context, old)).toEqual({ stage: 'signed_out', because: 'changed_meanwhile' });
    expect((await refusalIn(beginActivation(fixture.context, entered, NEW_NAME))).code).toBe('not_now');
    expect((await refusalIn(confirmSetup(fixture.context, visit, codeOfVisit(fixture, visit), () => true))).code).toBe(
      'not_now',
    );
    expect(refusalOf(() => enterOneTimeCode(fixture.context, issued)).code).toBe('wrong_one_time_code');

    fixture.clock.advance(ONE_TIME_CODE_MS.activation - SECOND);
    const late = await toAuthenticator(fixture, renewed);
    fixture.clock.advance(SECOND);
    expect((await refusalIn(confirmSetup(fixture.context, late, codeOfVisit(fixture, late), () => true))).code).toBe(
      'one_time_code_expired',
    );
    expect(fixture.user({ id: issued.userId }).status).toBe('invited');
    await fixture.signIn(admin);
  });
  test('ends when the user is edited in the middle; the code stays valid', async () => {
    const { fixture, actor } = await setScene();
    const issued = inviteOne(fixture, actor, 'new@quill.example');
    const entered = visitAt(enterOneTimeCode(fixture.context, issued), 'activation');
    const visit = await toAuthenticator(fixture, issued);
    fixture.context.storage.transaction((tx) => raiseVersion(tx, issued.userId));
    expect((await refusalIn(beginActivation(fixture.context, entered, NEW_NAME))).code).toBe('not_now');
    expect((await refusalIn(confirmSetup(fixture.context, visit, codeOfVisit(fixture, visit), () => true))).code).toBe(
      'not_now',
    );
    await activate(fixture, issued);
  });
  test.each([
    ['tiny'],
    ['password1234'],
    ['ines.okafor.1'],
    ['Quill&Partners-1'],
  ])('refuses the password %s beside the field', async (password) => {
    const { fixture, actor } = await setScene();
    const visit = visitAt(
      enterOneTimeCode(fixture.context, inviteOne(fixture, actor, 'new@quill.example')),
      'activation',
    );
    expect(await refusalIn(beginActivation(fixture.context, visit, { ...NEW_NAME, password }))).toMatchObject({
      code: 'bad_input',
      fields: [{ field: 'password' }],
    });
  });
});

describe('a new password after a reset', () => {
  test('is chosen once; the unchanged second factor comes next', async () => {
    const scene = await setScene();
    const { fixture, ann } = scene;
    const issued = reset(scene);
    const next = visitAt(await choosePassword(fixture.context, atNewPassword(fixture, issued), NEW_PASSWORD), 'code');
    expect(countOpenSessions(fixture.read, ann.id, fixture.clock.now())).toBe(0);
    expect((await verifyCode(fixture.context, next, fixture.nextCode(ann))).stage).toBe('signed_in');
    await fixture.signIn({ ...ann, password: NEW_PASSWORD });
    expect((await refusalIn(signIn(fixture.context, ann))).code).toBe('wrong_credentials');
    expect(refusalOf(() => enterOneTimeCode(fixture.context, issued)).code).toBe('wrong_one_time_code');
    expect(fixture.activity().some((record) => record.action === 'password.chosen' && record.actorId === ann.id)).toBe(
      true,
    );
    fixture.checkChain();
  });
  test('is chosen once by many windows at the same time, and a second click finds it done', async () => {
    const scene = await setScene();
    const { fixture, ann } = scene;
    const issued = reset(scene);
    const visits = [1, 2, 3].map(() => atNewPassword(fixture, issued));
    const results = await Promise.allSettled(
      visits.map((visit, i) => choosePassword(fixture.context, visit, `${NEW_PASSWORD}-${i}`)),
    );
    const winners = results.flatMap((result, i) => (result.status === 'fulfilled' ? [i] : []));
    expect(winners).toHaveLength(1);
    expect((await signIn(fixture.context, { email: ann.email, password: `${NEW_PASSWORD}-${winners[0]}` })).stage).toBe(
      'code',
    );
    for (const visit of visits) {
      expect((await refusalIn(choosePassword(fixture.context, visit, NEW_PASSWORD))).code).toBe('not_now');
      expect(currentVisit(fixture.context, visit)).toEqual({ stage: 'signed_out', because: 'changed_meanwhile' });
    }
  });
  test('acknowledges only the notice about the password, which was shown', async () => {
    const scene = await setScene();
    const { fixture, ann } = scene;
    const setupCode = resetSecondFactor(scene);
    const issued = reset(scene);
    expect(getOpenNotice(fixture.read, ann.id)?.kind).toBe('password_reset');
    const next = visitAt(
      await choosePassword(fixture.context, atNewPassword(fixture, issued), NEW_PASSWORD),
      'setup_code',
    );
    expect(getOpenNotice(fixture.read, ann.id)?.kind).toBe('two_factor_reset');
    expect(enterSetupCode(fixture.context, next, setupCode).stage).toBe('authenticator');
  });
  test('lifts a lock of the old password', async () => {
    const scene = await setScene();
    const { fixture, ann } = scene;
    fixture.context.storage.transaction((tx) => markFactorDisabled(tx, ann.id, 'password', fixture.clock.now()));
    const issued = reset(scene);
    expect((await choosePassword(fixture.context, atNewPassword(fixture, issued), NEW_PASSWORD)).stage).toBe('code');
    expect(fixture.user(ann).isLocked).toBe(false);
  });
  test('lifts a lock by guesses while there was no password', async () => {
    const scene = await setScene();
    const { fixture, ann } = scene;
    const issued = reset(scene);
    for (let i = 0; i < 20; i++) {
      expect((await refusalIn(signIn(fixture.context, ann))).code).toBe('wrong_credentials');
      fixture.clock.advance(HOUR);
    }
    expect(fixture.user(ann).isLocked).toBe(true);
    expect((await choosePassword(fixture.context, atNewPassword(fixture, issued), NEW_PASSWORD)).stage).toBe('code');
    expect((await signIn(fixture.context, { ...ann, password: NEW_PASSWORD })).stage).toBe('code');
  });
  test('does not get past a locked code or an overdue setup; the one-time code stays valid until that is resolved', async () => {
    const scene = await setScene();
    const { fixture, ann } = scene;
    fixture.context.storage.transaction((tx) => markFactorDisabled(tx, ann.id, 'code', fixture.clock.now()));
    const issued = reset(scene);
    const visit = atNewPassword(fixture, issued);
    const before = dump(fixture.read, WRITTEN_ANYWAY);
    expect((await refusalIn(choosePassword(fixture.context, visit, NEW_PASSWORD))).code).toBe('factor_disabled');
    expect(dump(fixture.read, WRITTEN_ANYWAY)).toBe(before);
    const setupCode = resetSecondFactor(scene);
    const next = visitAt(
      await choosePassword(fixture.context, atNewPassword(fixture, issued), NEW_PASSWORD),
      'setup_code',
    );
    expect(enterSetupCode(fixture.context, next, setupCode).stage).toBe('authenticator');
  });
  test('expires after 24 hours, also in the middle', async () => {
    const scene = await setScene();
    const { fixture, ann } = scene;
    const issued = reset(scene);
    expect(issued.expiresAt - fixture.clock.now()).toBe(24 * HOUR);
    const visit = atNewPassword(fixture, issued);
    fixture.clock.advance(24 * HOUR);
    expect((await refusalIn(choosePassword(fixture.context, visit, NEW_PASSWORD))).code).toBe('one_time_code_expired');
    expect(refusalOf(() => enterOneTimeCode(fixture.context, issued)).code).toBe('one_time_code_expired');
    expect(passwordOf(fixture.context, fixture.read, ann.id)).toBeUndefined();
  });
  test('is not chosen while the clock is behind', async () => {
    const scene = await setScene();
    const { fixture } = scene;
    const visit = atNewPassword(fixture, reset(scene));
    fixture.clock.advance(-HOUR);
    expect((await refusalIn(choosePassword(fixture.context, visit, NEW_PASSWORD))).code).toBe('clock_went_back');
  });
  test('is refused beside the field when it is common; the code stays valid', async () => {
    const scene = await setScene();
    const { fixture } = scene;
    const issued = reset(scene);
    const visit = atNewPassword(fixture, issued);
    expect(await refusalIn(choosePassword(fixture.context, visit, 'password1234'))).toMatchObject({
      code: 'bad_input',
      fields: [{ field: 'password' }],
    });
    expect((await choosePassword(fixture.context, visit, NEW_PASSWORD)).stage).toBe('code');
  });
  test('is not chosen for a deactivated account: deactivating ended the code', async () => {
    const scene = await setScene();
    const { fixture, ann } = scene;
    const issued = reset(scene);
    const visit = atNewPassword(fixture, issued);
    fixture.context.storage.transaction((tx) =>
      tx.run("UPDATE users SET status = 'deactivated' WHERE id = :id", { id: ann.id }),
    );
    expect(refusalOf(() => enterOneTimeCode(fixture.context, issued)).code).toBe('wrong_one_time_code');
    expect((await refusalIn(choosePassword(fixture.context, visit, NEW_PASSWORD))).code).toBe('not_now');
  });
});

test('after the clock ran ahead, no code lasts longer than the rule allows from now', async () => {
  const scene = await setScene();
  const { fixture, admin } = scene;
  fixture.clock.advance(300 * DAY);
  const actor = await signInPresent(fixture, admin);
  const invited = inviteOne(fixture, actor, 'new@quill.example');
  const issued = reset({ ...scene, actor });
  fixture.clock.advance(-300 * DAY);
  const visit = visitAt(await signIn(fixture.context, admin), 'code');
  expect((await verifyRecoveryCode(fixture.context, visit, admin.recoveryCodes[0] ?? '')).stage).toBe('signed_in');
  expect(getOneTimeCode(fixture.read, invited.userId)?.expiresAt).toBe(fixture.clock.now() + 7 * DAY);
  expect(fixture.user({ id: invited.userId }).invitationExpiresAt).toBe(fixture.clock.now() + 7 * DAY);
  expect(getOneTimeCode(fixture.read, issued.userId)?.expiresAt).toBe(fixture.clock.now() + DAY);
});
