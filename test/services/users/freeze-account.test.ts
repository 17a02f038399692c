// "This was not me": users read what others did to their account before the session begins, and can freeze the account
// at once.
import { describe, expect, test } from 'vitest';
import { codeAtStep, stepAt } from '../../../main/domain/two-factor.ts';
import { toScreen } from '../../../main/ipc/screen.ts';
import { type Actor, findActor } from '../../../main/services/act/actor.ts';
import { enterOneTimeCode } from '../../../main/services/sign-in/enter-one-time-code.ts';
import { confirmSetup, enterSetupCode, finishSetup } from '../../../main/services/sign-in/set-up-two-factor.ts';
import { acknowledge, signIn, verifyCode } from '../../../main/services/sign-in/sign-in.ts';
import { freezeAccount, unfreezeAccount } from '../../../main/services/users/freeze-account.ts';
import { listUsers } from '../../../main/services/users/list-users.ts';
import { resetPassword } from '../../../main/services/users/reset-password.ts';
import { type ResetRequest, resetTwoFactor } from '../../../main/services/users/reset-two-factor.ts';
import { getUserDetails } from '../../../main/services/users/user-details.ts';
import { listUnseenAlerts, markAlertsSeen } from '../../../main/storage/tables/alerts.ts';
import { insertNotice, listOpenNotices } from '../../../main/storage/tables/notices.ts';
import { markInvited, raiseVersion } from '../../../main/storage/tables/users.ts';
import { createFixture, dump, type Fixture, type Person, visitAt } from '../../support/fixture.ts';
import { NO_USER_FILTERS } from '../../support/no-user-filters.ts';
import { done, signInPresent } from '../../support/people.ts';
import { refusalIn, refusalOf } from '../../support/refusals.ts';
import { createInstantHasher } from '../../support/seeded.ts';

interface Scene {
  readonly fixture: Fixture;
  readonly admin: Person;
  readonly actor: Actor;
  readonly colleague: Actor;
  readonly ann: Person;
}

async function setScene(): Promise<Scene> {
  const fixture = createFixture({ passwords: createInstantHasher() });
  const admin = await fixture.addPerson({ role: 'partner_admin', firstName: 'Margaret', lastName: 'Ashworth' });
  const colleague = await fixture.addPerson({ role: 'partner_admin', firstName: 'Daniel', lastName: 'Okoro' });
  const ann = await fixture.addPerson({ role: 'client_ops', firstName: 'Ann', lastName: 'Vance' });
  return {
    fixture,
    admin,
    actor: await signInPresent(fixture, admin),
    colleague: await signInPresent(fixture, colleague),
    ann,
  };
}
const identity = { note: '', identityCheck: 'in_person', vouchedBy: '', code: '' } as const;
const resetOf = ({ fixture }: Scene, target: Person): ResetRequest => ({
  ...identity,
  userId: target.id,
  version: fixture.user(target).version,
  mode: 'revoke_now',
  reason: 'lost_phone',
});
const reset = (scene: Scene, target: Person): string => {
  const done = resetTwoFactor(scene.fixture.context, scene.actor, resetOf(scene, target));
  return done.outcome === 'done' ? (done.setupCode ?? '') : '';
};
const freeze = ({ fixture }: Scene, person: Person) =>
  freezeAccount(fixture.context, person.id, fixture.user(person).version);
const unfreezing = ({ fixture }: Scene, person: Person) => ({
  ...identity,
  userId: person.id,
  version: fixture.user(person).version,
});
const notice = { kind: 'temporary_code', byName: 'Margaret Ashworth', byId: 1, reason: '' } as const;
const tell = ({ fixture }: Scene, person: Person): void =>
  fixture.context.storage.transaction((tx) => {
    insertNotice(tx, person.id, { ...notice, at: fixture.clock.now() });
    raiseVersion(tx, person.id);
  });

describe('a notice of what was done to an account', () => {
  test('is read after both factors and before the session, with all others, newest first', async () => {
    const scene = await setScene();
    const { fixture, ann } = scene;
    tell(scene, ann);
    fixture.clock.advance(1000);
    fixture.context.storage.transaction((tx) =>
      insertNotice(tx, ann.id, { ...notice, kind: 'unfrozen', at: fixture.clock.now() }),
    );
    const visit = visitAt(
      await verifyCode(fixture.context, visitAt(await signIn(fixture.context, ann), 'code'), fixture.nextCode(ann)),
      'notice',
    );
    expect(fixture.read.all('SELECT * FROM sessions WHERE user_id = :id', { id: ann.id })).toEqual([]);
    expect(toScreen(fixture.context, visit)).toMatchObject({
      name: 'notice',
      notices: [{ kind: 'unfrozen' }, { kind: 'temporary_code' }],
    });
    expect(acknowledge(fixture.context, visit).stage).toBe('signed_in');
    expect(listOpenNotices(fixture.read, ann.id)).toEqual([]);
  });
  test('is read once: the next sign-in does not show it again', async () => {
    const scene = await setScene();
    const { fixture, ann } = scene;
    tell(scene, ann);
    const visit = visitAt(
      await verifyCode(fixture.context, visitAt(await signIn(fixture.context, ann), 'code'), fixture.nextCode(ann)),
      'notice',
    );
    acknowledge(fixture.context, visit);
    await fixture.signIn(ann);
  });
  test('that arrives while others are read is not acknowledged unread', async () => {
    const scene = await setScene();
    const { fixture, ann } = scene;
    tell(scene, ann);
    const visit = visitAt(
      await verifyCode(fixture.context, visitAt(await signIn(fixture.context, ann), 'code'), fixture.nextCode(ann)),
      'notice',
    );
    tell(scene, ann);
    expect(refusalOf(() => acknowledge(fixture.context, visit)).code).toBe('not_now');
  });
  test('that the setup has shown is not shown again; the others are', async () => {
    const scene = await setScene();
    const { fixture, ann } = scene;
    tell(scene, ann);
    const code = reset(scene, ann);
    const entered = visitAt(
      enterSetupCode(fixture.context, visitAt(await signIn(fixture.context, ann), 'setup_code'), code),
      'authenticator',
    );
    const confirmed = await confirmSetup(
      fixture.context,
      entered,
      codeAtStep(entered.secret, stepAt(fixture.clock.now())),
      () => true,
    );
    const next = visitAt(finishSetup(fixture.context, visitAt(confirmed, 'recovery_codes')), 'notice');
    expect(toScreen(fixture.context, next)).toMatchObject({ notices: [{ kind: 'temporary_code' }] });
  });
});

describe('"This was not me"', () => {
  test('freezes at once: sessions and codes end, nobody signs in, it is recorded and every Partner Admin gets an alert', async () => {
    const scene = await setScene();
    const { fixture, ann, actor, colleague } = scene;
    const setupCode = reset(scene, ann);
    const visit = visitAt(await signIn(fixture.context, ann), 'setup_code');
    const issued = done(
      resetPassword(fixture.context, actor, { ...identity, userId: ann.id, version: fixture.user(ann).version }),
    ).issued;
    expect(freeze(scene, ann)).toEqual({ stage: 'signed_out', because: 'frozen' });
    expect(fixture.user(ann)).toMatchObject({
      frozenAt: fixture.clock.now(),
      frozenAgainstId: actor.user.id,
      isLocked: true,
    });
    expect(
      fixture.read.all(
        'SELECT * FROM setup_codes UNION ALL SELECT user_id, mac, created_at, expires_at FROM one_time_codes',
      ),
    ).toEqual([]);
    expect(refusalOf(() => enterSetupCode(fixture.context, visit, setupCode)).code).toBe('not_now');
    expect(refusalOf(() => enterOneTimeCode(fixture.context, issued)).code).toBe('wrong_one_time_code');
    expect(fixture.activity().find(({ action }) => action === 'account.frozen')).toMatchObject({
      actorId: ann.id,
      detail: { repudiatedBy: 'Margaret Ashworth' },
    });
    for (const { user } of [actor, colleague])
      expect(listUnseenAlerts(fixture.read, user.id, 9)).toContainEqual(
        expect.objectContaining({ kind: 'repudiated', subjectName: 'Ann Vance' }),
      );
    fixture.checkChain();
  });
  test('by a signed-in user ends that session too; a right password is then refused with the reason', async () => {
    const scene = await setScene();
    const { fixture, ann } = scene;
    tell(scene, ann);
    const visit = visitAt(
      await verifyCode(fixture.context, visitAt(await signIn(fixture.context, ann), 'code'), fixture.nextCode(ann)),
      'notice',
    );
    const { sessionId } = visitAt(acknowledge(fixture.context, visit), 'signed_in');
    freezeAccount(fixture.context, ann.id, undefined);
    expect(findActor(fixture.context, sessionId)).toBeUndefined();
    expect((await refusalIn(signIn(fixture.context, ann))).code).toBe('frozen');
    expect((await refusalIn(signIn(fixture.context, { ...ann, password: 'wrong' }))).code).toBe('wrong_credentials');
  });
  test('is refused for the last able admin: the firm would be locked out', async () => {
    const scene = await setScene();
    const { fixture, admin, colleague } = scene;
    tell(scene, admin);
    fixture.context.storage.transaction((tx) =>
      tx.run("UPDATE users SET status = 'deactivated' WHERE id = :id", { id: colleague.user.id }),
    );
    const before = dump(fixture.read);
    expect(refusalOf(() => freezeAccount(fixture.context, admin.id, undefined)).code).toBe('last_able_admin');
    expect(dump(fixture.read)).toBe(before);
  });
  test('needs an act by somebody else, and the current version of the account', async () => {
    const scene = await setScene();
    expect(refusalOf(() => freezeAccount(scene.fixture.context, scene.ann.id, undefined)).code).toBe('conflict');
    tell(scene, scene.ann);
    expect(refusalOf(() => freezeAccount(scene.fixture.context, scene.ann.id, 1)).code).toBe('not_now');
    scene.fixture.context.storage.transaction((tx) => markInvited(tx, scene.ann.id, 9e15));
    expect(refusalOf(() => freezeAccount(scene.fixture.context, scene.ann.id, undefined)).code).toBe('conflict');
  });
});

describe('a frozen account', () => {
  test('is unfrozen by a Partner Admin other than the one whose act was reported, with a notice to the user', async () => {
    const scene = await setScene();
    const { fixture, ann, actor, colleague } = scene;
    tell(scene, ann);
    freeze(scene, ann);
    fixture.context.storage.transaction((tx) =>
      tx.run('UPDATE users SET frozen_against_id = :id WHERE id = :ann', { id: actor.user.id, ann: ann.id }),
    );
    expect(refusalOf(() => unfreezeAccount(fixture.context, actor, unfreezing(scene, ann)))).toEqual({
      code: 'not_possible',
      why: 'frozen_against_you',
    });
    const before = unfreezing(scene, ann);
    unfreezeAccount(fixture.context, colleague, before);
    expect(refusalOf(() => unfreezeAccount(fixture.context, colleague, before)).code).toBe('conflict');
    expect(fixture.user(ann)).toMatchObject({ frozenAt: null, frozenAgainstId: null, isLocked: false });
    const visit = await verifyCode(
      fixture.context,
      visitAt(await signIn(fixture.context, ann), 'code'),
      fixture.nextCode(ann),
    );
    expect(toScreen(fixture.context, visit)).toMatchObject({
      name: 'notice',
      notices: [{ kind: 'unfrozen', byName: 'Daniel Okoro' }],
    });
  });
  test('cannot have its password or 2FA reset while it is frozen', async () => {
    const scene = await setScene();
    const { fixture, ann, colleague } = scene;
    tell(scene, ann);
    freeze(scene, ann);
    expect(refusalOf(() => resetTwoFactor(fixture.context, colleague, resetOf(scene, ann)))).toEqual({
      code: 'not_possible',
      why: 'frozen',
    });
    expect(refusalOf(() => resetPassword(fixture.context, colleague, unfreezing(scene, ann)))).toEqual({
      code: 'not_possible',
      why: 'frozen',
    });
  });
});

test('each Partner Admin dismisses an alert for themselves only', async () => {
  const scene = await setScene();
  const { fixture, ann, actor, colleague } = scene;
  tell(scene, ann);
  freeze(scene, ann);
  const [alert] = listUnseenAlerts(fixture.read, actor.user.id, 9);
  fixture.context.storage.transaction((tx) =>
    markAlertsSeen(tx, actor.user.id, [alert?.id ?? 0, 99_999], fixture.clock.now()),
  );
  fixture.context.storage.transaction((tx) => markAlertsSeen(tx, actor.user.id, [alert?.id ?? 0], fixture.clock.now()));
  expect(listUnseenAlerts(fixture.read, actor.user.id, 9)).toEqual([]);
  expect(listUnseenAlerts(fixture.read, colleague.user.id, 9)).toHaveLength(1);
});

describe('a reset that its user reports', () => {
  test('no longer counts: list, details and sign-in say that a new reset is needed, also after the unfreezing', async () => {
    const scene = await setScene();
    const { fixture, colleague, ann } = scene;
    const code = reset(scene, ann);
    freeze(scene, ann);
    unfreezeAccount(fixture.context, colleague, unfreezing(scene, ann));
    expect(fixture.user(ann)).toMatchObject({ twoFactor: 'setup_required', setupDeadlineAt: null, frozenAt: null });
    expect(getUserDetails(fixture.context, colleague, ann.id)).toMatchObject({ status: 'locked' });
    expect(await refusalIn(signIn(fixture.context, ann))).toEqual({ code: 'needs_new_reset' });
    const { rows } = await listUsers(fixture.context, colleague, {
      search: '',
      clientId: null,
      filters: { ...NO_USER_FILTERS, attention: ['setup_overdue'] },
      sort: { column: 'name', isDescending: false },
      offset: 0,
      limit: 10,
    });
    expect(rows.map(({ id, status }) => [id, status])).toEqual([[ann.id, 'locked']]);

    const done = resetTwoFactor(fixture.context, colleague, resetOf(scene, ann));
    const visit = visitAt(await signIn(fixture.context, ann), 'setup_code');
    expect(refusalOf(() => enterSetupCode(fixture.context, visit, code)).code).toBe('wrong_setup_code');
    if (done.outcome !== 'done') throw new Error(done.outcome);
    expect(enterSetupCode(fixture.context, visit, done.setupCode ?? '').stage).toBe('authenticator');
  });
  test('opens nothing without a setup code either, where the policy asks for none', async () => {
    const scene = await setScene();
    const { fixture, colleague, ann } = scene;
    fixture.context.storage.transaction((tx) => tx.run('UPDATE firm SET setup_code_required = 0'));
    reset(scene, ann);
    freeze(scene, ann);
    unfreezeAccount(fixture.context, colleague, unfreezing(scene, ann));
    expect(await refusalIn(signIn(fixture.context, ann))).toEqual({ code: 'needs_new_reset' });
  });
  test('asked for a new phone: the request ends', async () => {
    const scene = await setScene();
    const { fixture, actor, colleague, ann } = scene;
    const asked = { ...resetOf(scene, ann), mode: 'replace', reason: 'changing_phone' } as const;
    expect(resetTwoFactor(fixture.context, actor, asked).outcome).toBe('replacement_requested');
    freeze(scene, ann);
    unfreezeAccount(fixture.context, colleague, unfreezing(scene, ann));
    expect(fixture.user(ann)).toMatchObject({ twoFactor: 'set_up', replaceRequestedAt: null, setupDeadlineAt: null });
  });
});
