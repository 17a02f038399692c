// Settings: changing them needs presence and the current version, happens once, and is recorded with old and new
// values.
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import type { Actor } from '../../../main/services/act/actor.ts';
import { getSettings, saveSettings } from '../../../main/services/firm/settings.ts';
import { signIn } from '../../../main/services/sign-in/sign-in.ts';
import { type FirmSettings, getFirm } from '../../../main/storage/tables/firm.ts';
import { contract } from '../../../preload/contract/index.ts';
import { createFixture, dump, FIRM_NAME, type Fixture, type Person } from '../../support/fixture.ts';
import { refusalIn, refusalOf } from '../../support/refusals.ts';
import { createInstantHasher, MINUTE } from '../../support/seeded.ts';

const AT_FIRST: FirmSettings = {
  name: FIRM_NAME,
  phone: '',
  signInPlace: '',
  isSetupCodeRequired: true,
  setupCodeMinutes: 1440,
  maxFailures: 20,
  isSecondApproverRequired: false,
  tieDays: 7,
  backupDays: 7,
  reviewMonths: 0,
  idleLockMinutes: 10,
  workDays: [1, 2, 3, 4, 5],
  workFrom: 420,
  workUntil: 1140,
  dateOrder: 'day_first',
};

interface Scene {
  readonly fixture: Fixture;
  readonly admin: Person;
  readonly actor: Actor;
}

async function setScene(): Promise<Scene> {
  const fixture = createFixture({ passwords: createInstantHasher() });
  const admin = await fixture.addPerson({ role: 'partner_admin' });
  return { fixture, admin, actor: await fixture.signIn(admin) };
}
const save = ({ fixture, actor }: Scene, version: number, change: Partial<FirmSettings>, code: string): number =>
  saveSettings(fixture.context, actor, { version, settings: { ...AT_FIRST, ...change }, code }).version;

test('at first they are the defaults, and saving needs a code', async () => {
  const { fixture, actor } = await setScene();
  expect(getSettings(fixture.context, actor)).toEqual({
    settings: AT_FIRST,
    version: 1,
    needsCode: true,
    offWaitsUntil: null,
    independence: { groups: [['Person Number1']], ties: [] },
    managed: { problem: null, idleLockMinutesAtMost: null, secondApprover: 'free', isSignInPlaceFixed: false },
  });
});

test('a backup is due after 1 to 31 days, and after no other time', () => {
  const { input } = contract['settings.save'];
  const { name: firmName, phone: firmPhone, ...others } = AT_FIRST;
  const isTaken = (backupDays: number): boolean =>
    v.safeParse(input, { version: 1, settings: { firmName, firmPhone, ...others, backupDays }, code: '' }).success;
  expect([0, 1, 31, 32, 1.5].map(isTaken)).toEqual([false, true, true, false, false]);
});

describe('saving', () => {
  test('stores them all and records old and new values', async () => {
    const scene = await setScene();
    const { fixture, admin, actor } = scene;
    const settings: FirmSettings = {
      name: 'Quill LLP',
      phone: '+44 20 7946 0000',
      signInPlace: 'In the reception.\nAsk Ann.',
      isSetupCodeRequired: false,
      setupCodeMinutes: 60,
      maxFailures: 10,
      isSecondApproverRequired: false,
      tieDays: 7,
      backupDays: 7,
      reviewMonths: 0,
      idleLockMinutes: 5,
      workDays: [0, 6],
      workFrom: 540,
      workUntil: 1440,
      dateOrder: 'iso',
    };
    expect(save(scene, 1, settings, fixture.nextCode(admin))).toBe(2);
    fixture.reopen();
    expect(getFirm(fixture.read)).toMatchObject({ ...settings, version: 2, isSample: false });
    expect(fixture.activity().at(-1)).toMatchObject({
      action: 'settings.changed',
      outcome: 'done',
      actorId: actor.user.id,
    });
    expect(fixture.activity().at(-1)?.detail).toEqual({
      firmNameFrom: FIRM_NAME,
      firmNameTo: 'Quill LLP',
      firmPhoneFrom: '',
      firmPhoneTo: '+44 20 7946 0000',
      signInPlaceFrom: '',
      signInPlaceTo: 'In the reception.\nAsk Ann.',
      setupCodeRequiredFrom: true,
      setupCodeRequiredTo: false,
      setupCodeMinutesFrom: 1440,
      setupCodeMinutesTo: 60,
      maxFailuresFrom: 20,
      maxFailuresTo: 10,
      idleLockMinutesFrom: 10,
      idleLockMinutesTo: 5,
      workDaysFrom: '1 2 3 4 5',
      workDaysTo: '0 6',
      workFromFrom: 420,
      workFromTo: 540,
      workUntilFrom: 1140,
      workUntilTo: 1440,
      dateOrderFrom: 'day_first',
      dateOrderTo: 'iso',
    });
    fixture.checkChain();
  });
  test('does not record settings that stayed', async () => {
    const scene = await setScene();
    save(scene, 1, { isSetupCodeRequired: false }, scene.fixture.nextCode(scene.admin));
    expect(scene.fixture.activity().at(-1)?.detail).toEqual({
      setupCodeRequiredFrom: true,
      setupCodeRequiredTo: false,
    });
  });
  test('changes nothing, records nothing and needs no code on a second click', async () => {
    const scene = await setScene();
    const { fixture, admin } = scene;
    const before = dump(fixture.read);
    expect(save(scene, 1, {}, '')).toBe(1);
    expect(dump(fixture.read)).toBe(before);
    save(scene, 1, { maxFailures: 10 }, fixture.nextCode(admin));
    const after = dump(fixture.read);
    fixture.clock.advance(10 * MINUTE);
    expect(save(scene, 1, { maxFailures: 10 }, '')).toBe(2);
    expect(dump(fixture.read)).toBe(after);
  });
  test('needs a fresh code, which lasts five minutes', async () => {
    const scene = await setScene();
    const { fixture, admin } = scene;
    const before = dump(fixture.read, ['throttles', 'activity', 'clock']);
    expect(refusalOf(() => save(scene, 1, { maxFailures: 10 }, ''))).toEqual({ code: 'fresh_code_needed' });
    expect(refusalOf(() => save(scene, 1, { maxFailures: 10 }, 'letters'))).toMatchObject({
      code: 'bad_input',
      fields: [{ field: 'code' }],
    });
    const wrong = fixture.codeOf(admin) === '000000' ? '000001' : '000000';
    expect(refusalOf(() => save(scene, 1, { maxFailures: 10 }, wrong))).toEqual({ code: 'wrong_code' });
    expect(dump(fixture.read, ['throttles', 'activity', 'clock'])).toBe(before);
    save(scene, 1, { maxFailures: 10 }, fixture.nextCode(admin));
    expect(
      getSettings(fixture.context, {
        ...scene.actor,
        session: { ...scene.actor.session, presenceAt: fixture.clock.now() },
      }).needsCode,
    ).toBe(false);
    fixture.clock.advance(5 * MINUTE - 1);
    save(scene, 2, { maxFailures: 11 }, '');
    fixture.clock.advance(1);
    expect(refusalOf(() => save(scene, 3, { maxFailures: 12 }, ''))).toEqual({ code: 'fresh_code_needed' });
  });
  test('is a conflict from an older version, and uses up no code', async () => {
    const scene = await setScene();
    const { fixture, admin } = scene;
    save(scene, 1, { maxFailures: 10 }, fixture.nextCode(admin));
    fixture.clock.advance(6 * MINUTE);
    const before = dump(fixture.read);
    expect(refusalOf(() => save(scene, 1, { setupCodeMinutes: 30 }, fixture.codeOf(admin)))).toEqual({
      code: 'conflict',
    });
    expect(dump(fixture.read)).toBe(before);
    save(scene, 2, { setupCodeMinutes: 30 }, fixture.codeOf(admin));
    expect(getFirm(fixture.read)).toMatchObject({ setupCodeMinutes: 30, maxFailures: 20, version: 3 });
  });
  test('is refused while the computer’s clock is behind', async () => {
    const scene = await setScene();
    const { fixture, admin } = scene;
    const code = fixture.nextCode(admin);
    fixture.clock.advance(-10 * MINUTE);
    expect(refusalOf(() => save(scene, 1, { maxFailures: 10 }, code)).code).toBe('clock_went_back');
    expect(getFirm(fixture.read)?.maxFailures).toBe(20);
  });
  test('fewer allowed failures takes effect at the next attempt', async () => {
    const scene = await setScene();
    const { fixture, admin } = scene;
    const ann = await fixture.addPerson({ role: 'client_ops' });
    save(scene, 1, { maxFailures: 6 }, fixture.nextCode(admin));
    for (let i = 0; i < 6; i++) {
      await refusalIn(signIn(fixture.context, { email: ann.email, password: 'not the password' }));
      fixture.clock.advance(60 * MINUTE);
    }
    expect(await refusalIn(signIn(fixture.context, ann))).toEqual({ code: 'factor_disabled' });
  });
});
