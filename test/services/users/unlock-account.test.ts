// A stranger locks an account with wrong passwords, and an administrator unlocks it.
import { describe, expect, test } from 'vitest';
import type { Actor } from '../../../main/services/act/actor.ts';
import { emailSubject } from '../../../main/services/act/attempt.ts';
import { acknowledge, signIn, verifyCode } from '../../../main/services/sign-in/sign-in.ts';
import { type Unlocking, unlockAccount } from '../../../main/services/users/unlock-account.ts';
import { getThrottle } from '../../../main/storage/tables/throttles.ts';
import { markFactorDisabled } from '../../../main/storage/tables/users.ts';
import { createFixture, type Fixture, type NewPerson, type Person, visitAt } from '../../support/fixture.ts';
import { signInPresent } from '../../support/people.ts';
import { refusalIn, refusalOf } from '../../support/refusals.ts';
import { createInstantHasher, HOUR, MINUTE } from '../../support/seeded.ts';

interface Scene {
  readonly fixture: Fixture;
  readonly admin: Person;
  readonly actor: Actor;
  readonly ann: Person;
}

async function setScene(person: NewPerson = { role: 'client_ops' }): Promise<Scene> {
  const fixture = createFixture({ passwords: createInstantHasher() });
  const admin = await fixture.addPerson({ role: 'partner_admin', firstName: 'Margaret', lastName: 'Ashworth' });
  const ann = await fixture.addPerson({ firstName: 'Ann', lastName: 'Vance', ...person });
  return { fixture, admin, actor: await signInPresent(fixture, admin), ann };
}

/** Somebody who knows the email alone. */
async function lockByGuessing({ fixture, ann }: Scene): Promise<void> {
  for (let i = 0; i < 20; i++) {
    fixture.clock.advance(HOUR);
    expect((await refusalIn(signIn(fixture.context, { ...ann, password: `guess-number-${i}` }))).code).toBe(
      'wrong_credentials',
    );
  }
  fixture.clock.advance(HOUR);
  expect((await refusalIn(signIn(fixture.context, ann))).code).toBe('factor_disabled');
}

const unlocking = ({ fixture, ann }: Scene): Unlocking => ({
  userId: ann.id,
  version: fixture.user(ann).version,
  reason: 'somebody_else',
  note: 'Rang from the office',
  identityCheck: 'in_person',
  vouchedBy: '',
  code: '',
});

/** Hours have passed: the session of the scene goes on with a fresh code. */
const unlock = (scene: Scene, more: object = {}) =>
  unlockAccount(scene.fixture.context, scene.actor, {
    ...unlocking(scene),
    code: scene.fixture.nextCode(scene.admin),
    ...more,
  });

const failures = ({ fixture, ann }: Scene): number =>
  getThrottle(fixture.read, emailSubject(fixture.context, ann.email), 'password').failures;

describe('an account that wrong passwords have locked', () => {
  test('is unlocked: the person signs in with what they have, and reads who did it', async () => {
    const scene = await setScene();
    const { fixture, ann } = scene;
    await lockByGuessing(scene);
    const actor = await signInPresent(fixture, scene.admin);
    expect(unlockAccount(fixture.context, actor, unlocking(scene))).toEqual({ isStillLocked: false });
    expect(failures(scene)).toBe(0);
    const visit = visitAt(await signIn(fixture.context, ann), 'code');
    const notice = visitAt(await verifyCode(fixture.context, visit, fixture.nextCode(ann)), 'notice');
    expect(fixture.read.all("SELECT kind, by_name FROM notices WHERE kind = 'unlocked'")).toEqual([
      { kind: 'unlocked', by_name: 'Margaret Ashworth' },
    ]);
    expect(acknowledge(fixture.context, notice).stage).toBe('signed_in');
    fixture.checkChain();
  });
  test('keeps what was tried on record, beside the unlocking with its reason and check', async () => {
    const scene = await setScene();
    await lockByGuessing(scene);
    const lockedAt = scene.fixture.user(scene.ann).passwordLockedAt;
    unlockAccount(scene.fixture.context, await signInPresent(scene.fixture, scene.admin), unlocking(scene));
    const records = scene.fixture.activity();
    expect(records.filter(({ action }) => action === 'factor.disabled')).toHaveLength(1);
    expect(records.find(({ action }) => action === 'account.unlocked')).toMatchObject({
      outcome: 'done',
      actorId: scene.admin.id,
      targetId: scene.ann.id,
      reason: 'somebody_else',
      detail: { identityCheck: 'in_person', note: 'Rang from the office', lockedAt },
    });
  });
  test('is unlocked once: a second click meets a conflict and changes nothing', async () => {
    const scene = await setScene();
    scene.fixture.context.storage.transaction((tx) => markFactorDisabled(tx, scene.ann.id, 'password', 1));
    const request = unlocking(scene);
    unlockAccount(scene.fixture.context, scene.actor, request);
    expect(refusalOf(() => unlockAccount(scene.fixture.context, scene.actor, request)).code).toBe('conflict');
    expect(scene.fixture.activity().filter(({ action }) => action === 'account.unlocked')).toHaveLength(1);
  });
  test('is not unlocked without a fresh code, or by an administrator who saw an older account', async () => {
    const scene = await setScene();
    scene.fixture.context.storage.transaction((tx) => markFactorDisabled(tx, scene.ann.id, 'password', 1));
    expect(refusalOf(() => unlock(scene, { version: 1 })).code).toBe('conflict');
    scene.fixture.clock.advance(6 * MINUTE);
    expect(refusalOf(() => unlock(scene, { code: '' })).code).toBe('fresh_code_needed');
    expect(scene.fixture.user(scene.ann).isLocked).toBe(true);
  });
  test('stays locked where the time to set up 2FA has run out, and the answer says so', async () => {
    const scene = await setScene();
    scene.fixture.context.storage.transaction((tx) => {
      markFactorDisabled(tx, scene.ann.id, 'password', 1);
      tx.run("UPDATE users SET two_factor = 'setup_required', setup_deadline_at = 1 WHERE id = :id", {
        id: scene.ann.id,
      });
    });
    expect(unlock(scene)).toEqual({ isStillLocked: true });
  });
  test('is not unlocked after wrong codes: the password may be known, and 2FA is reset', async () => {
    const scene = await setScene();
    scene.fixture.context.storage.transaction((tx) => {
      markFactorDisabled(tx, scene.ann.id, 'password', 1);
      markFactorDisabled(tx, scene.ann.id, 'code', 1);
    });
    expect(refusalOf(() => unlock(scene))).toEqual({ code: 'not_possible', why: 'locked_by_codes' });
  });
  test('of a Partner Admin ties the two accounts, and every Partner Admin is alerted', async () => {
    const scene = await setScene({ role: 'partner_admin' });
    scene.fixture.context.storage.transaction((tx) => markFactorDisabled(tx, scene.ann.id, 'password', 1));
    unlock(scene);
    expect(scene.fixture.read.all('SELECT subject_id, actor_id FROM ties')).toEqual([
      { subject_id: scene.ann.id, actor_id: scene.admin.id },
    ]);
    expect(scene.fixture.read.all("SELECT kind FROM alerts WHERE kind = 'let_in'")).toHaveLength(1);
  });
});
