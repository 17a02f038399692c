// Setting up 2FA: the setup code if one is needed, a code from the app, the recovery codes. An abandoned setup leaves
// nothing.
import { describe, expect, test } from 'vitest';
import { codeAtStep, STEP_MS, stepAt } from '../../../main/domain/two-factor.ts';
import { toScreen } from '../../../main/ipc/screen.ts';
import { currentVisit } from '../../../main/ipc/window-visits.ts';
import { findActor } from '../../../main/services/act/actor.ts';
import { userSubject } from '../../../main/services/act/attempt.ts';
import { CODE_STAGE_MS, SETUP_STAGE_MS, type VisitAt } from '../../../main/services/act/visit.ts';
import { confirmSetup, enterSetupCode, finishSetup } from '../../../main/services/sign-in/set-up-two-factor.ts';
import { signIn, verifyCode, verifyRecoveryCode } from '../../../main/services/sign-in/sign-in.ts';
import { type ResetRequest, resetTwoFactor } from '../../../main/services/users/reset-two-factor.ts';
import { getOpenNotice } from '../../../main/storage/tables/notices.ts';
import { countOpenSessions } from '../../../main/storage/tables/sessions.ts';
import { getThrottle } from '../../../main/storage/tables/throttles.ts';
import { createFixture, dump, type Fixture, type Person, visitAt } from '../../support/fixture.ts';
import { refusalIn, refusalOf } from '../../support/refusals.ts';
import { createInstantHasher, HOUR, MINUTE } from '../../support/seeded.ts';

interface Scene {
  readonly fixture: Fixture;
  readonly ann: Person;
  reset(): Promise<{ readonly setupCode: string; readonly deadlineAt: number }>;
}

async function setScene(): Promise<Scene> {
  const fixture = createFixture({ passwords: createInstantHasher() });
  const admin = await fixture.addPerson({ role: 'partner_admin' });
  const ann = await fixture.addPerson({ role: 'client_ops' });
  return {
    fixture,
    ann,
    async reset() {
      const actor = await fixture.signIn(admin);
      const request: ResetRequest = {
        userId: ann.id,
        version: fixture.user(ann).version,
        mode: 'revoke_now',
        reason: 'stolen_phone',
        note: '',
        identityCheck: 'in_person',
        vouchedBy: '',
        code: fixture.nextCode(admin),
      };
      const result = resetTwoFactor(fixture.context, actor, request);
      if (result.outcome !== 'done' || result.setupCode === null || result.deadlineAt === null)
        throw new Error('the reset gave no setup code');
      return { setupCode: result.setupCode, deadlineAt: result.deadlineAt };
    },
  };
}

const atSetupCode = async ({ fixture, ann }: Scene) => visitAt(await signIn(fixture.context, ann), 'setup_code');
const atAuthenticator = async (scene: Scene, setupCode: string) =>
  visitAt(enterSetupCode(scene.fixture.context, await atSetupCode(scene), setupCode), 'authenticator');
const codeFrom = (fixture: Fixture, visit: VisitAt<'authenticator'>, distance = 0): string =>
  codeAtStep(visit.secret, stepAt(fixture.clock.now()) + distance);
const confirm = async (fixture: Fixture, visit: VisitAt<'authenticator'>) =>
  visitAt(await confirmSetup(fixture.context, visit, codeFrom(fixture, visit), () => true), 'recovery_codes');
const factorsOf = (fixture: Fixture, ann: Person) =>
  fixture.read.all('SELECT * FROM authenticators WHERE user_id = :id', { id: ann.id });

describe('a setup after a reset', () => {
  test('leads from setup code to session, and the new factor signs in from then on', async () => {
    const scene = await setScene();
    const { fixture, ann } = scene;
    const visit = await atAuthenticator(scene, (await scene.reset()).setupCode);
    const shown = await confirm(fixture, visit);
    expect(new Set(shown.codes).size).toBe(10);
    expect(countOpenSessions(fixture.read, ann.id, fixture.clock.now())).toBe(0);
    const done = visitAt(finishSetup(fixture.context, shown), 'signed_in');
    expect(findActor(fixture.context, done.sessionId)?.user).toMatchObject({
      id: ann.id,
      twoFactor: 'set_up',
      setupDeadlineAt: null,
      twoFactorResetBy: null,
    });
    expect(getOpenNotice(fixture.read, ann.id)).toBeUndefined();
    expect(fixture.read.all('SELECT * FROM setup_codes')).toEqual([]);
    await fixture.signIn({ ...ann, secret: visit.secret });
    for (const code of shown.codes.slice(0, 2))
      expect(
        (await verifyRecoveryCode(fixture.context, visitAt(await signIn(fixture.context, ann), 'code'), code)).stage,
      ).toBe('signed_in');
    fixture.checkChain();
  });
  test('shows who reset 2FA and why, until it is done', async () => {
    const scene = await setScene();
    await scene.reset();
    const { fixture, ann } = scene;
    const screen = toScreen(fixture.context, await atSetupCode(scene));
    expect(screen).toMatchObject({
      name: 'setup_code',
      email: ann.email,
      notice: { byName: 'Person Number1', reason: 'stolen_phone' },
      deadlineAt: fixture.user(ann).setupDeadlineAt,
    });
  });
  test('shows the secret only until it is confirmed', async () => {
    const scene = await setScene();
    const { fixture } = scene;
    const visit = await atAuthenticator(scene, (await scene.reset()).setupCode);
    const screen = toScreen(fixture.context, visit);
    if (screen.name !== 'authenticator') throw new Error('the wrong screen');
    const after = await confirm(fixture, visit);
    for (const text of [
      JSON.stringify(toScreen(fixture.context, after)),
      JSON.stringify(toScreen(fixture.context, finishSetup(fixture.context, after))),
      dump(fixture.read),
    ]) {
      expect(text).not.toContain(screen.setupKey);
      expect(text).not.toContain(Buffer.from(visit.secret).toString('hex'));
    }
  });
  test('uses up the code that confirmed it', async () => {
    const scene = await setScene();
    const { fixture, ann } = scene;
    const visit = await atAuthenticator(scene, (await scene.reset()).setupCode);
    const code = codeFrom(fixture, visit);
    finishSetup(
      fixture.context,
      visitAt(await confirmSetup(fixture.context, visit, code, () => true), 'recovery_codes'),
    );
    expect(
      (await refusalIn(verifyCode(fixture.context, visitAt(await signIn(fixture.context, ann), 'code'), code))).code,
    ).toBe('code_already_used');
  });
  test('never brings the old secret or the old recovery codes back', async () => {
    const scene = await setScene();
    const { fixture, ann } = scene;
    finishSetup(fixture.context, await confirm(fixture, await atAuthenticator(scene, (await scene.reset()).setupCode)));
    const visit = visitAt(await signIn(fixture.context, ann), 'code');
    expect((await refusalIn(verifyCode(fixture.context, visit, fixture.nextCode(ann)))).code).toBe('wrong_code');
    for (const code of ann.recoveryCodes) {
      fixture.clock.advance(HOUR);
      expect((await refusalIn(verifyRecoveryCode(fixture.context, visit, code))).code).toBe('wrong_recovery_code');
    }
    expect(countOpenSessions(fixture.read, ann.id, fixture.clock.now() - 10 * HOUR)).toBe(1);
  });
});

describe('an abandoned setup', () => {
  test('leaves no factor at any step, and the account as the reset left it', async () => {
    const scene = await setScene();
    const { fixture, ann } = scene;
    const { setupCode } = await scene.reset();
    const before = dump(fixture.read, ['activity', 'throttles', 'clock']);
    await atSetupCode(scene);
    const visit = await atAuthenticator(scene, setupCode);
    await refusalIn(confirmSetup(fixture.context, visit, '000000', () => true));
    expect(dump(fixture.read, ['activity', 'throttles', 'clock'])).toBe(before);
    expect(factorsOf(fixture, ann)).toEqual([]);
    fixture.reopen();
    expect((await signIn(fixture.context, ann)).stage).toBe('setup_code');
  });
  test('begins again with another secret; a code from the first does not confirm the second', async () => {
    const scene = await setScene();
    const { fixture } = scene;
    const { setupCode } = await scene.reset();
    const first = await atAuthenticator(scene, setupCode);
    const second = await atAuthenticator(scene, setupCode);
    expect([...second.secret]).not.toEqual([...first.secret]);
    expect((await refusalIn(confirmSetup(fixture.context, second, codeFrom(fixture, first), () => true))).code).toBe(
      'wrong_code',
    );
  });
  test('between confirmation and Finish: the next sign-in with a code makes new recovery codes first', async () => {
    const scene = await setScene();
    const { fixture, ann } = scene;
    const visit = await atAuthenticator(scene, (await scene.reset()).setupCode);
    const lost = await confirm(fixture, visit);
    fixture.clock.advance(STEP_MS);
    const again = visitAt(
      await verifyCode(fixture.context, visitAt(await signIn(fixture.context, ann), 'code'), codeFrom(fixture, visit)),
      'recovery_codes',
    );
    expect(again.codes.filter((code) => lost.codes.includes(code))).toEqual([]);
    expect(countOpenSessions(fixture.read, ann.id, fixture.clock.now())).toBe(0);
    expect(refusalOf(() => finishSetup(fixture.context, lost)).code).toBe('not_now');
    expect(finishSetup(fixture.context, again).stage).toBe('signed_in');
    expect(
      (
        await verifyRecoveryCode(
          fixture.context,
          visitAt(await signIn(fixture.context, ann), 'code'),
          again.codes[0] ?? '',
        )
      ).stage,
    ).toBe('signed_in');
  });
  test('ends at every step after its time', async () => {
    const scene = await setScene();
    const { fixture, ann } = scene;
    const code = visitAt(await signIn(fixture.context, ann), 'code');
    const { setupCode } = await scene.reset();
    const steps = [await atSetupCode(scene), await atAuthenticator(scene, setupCode)];
    for (const [visit, time] of [[code, CODE_STAGE_MS], ...steps.map((visit) => [visit, SETUP_STAGE_MS])] as const)
      expect((visit as VisitAt<'code'>).until - fixture.clock.now()).toBeLessThanOrEqual(time as number);
    fixture.clock.advance(SETUP_STAGE_MS);
    for (const visit of steps)
      expect(currentVisit(fixture.context, visit)).toEqual({ stage: 'signed_out', because: 'too_slow' });
    expect([CODE_STAGE_MS, SETUP_STAGE_MS]).toEqual([10 * MINUTE, 30 * MINUTE]);
  });
});

describe('the setup code', () => {
  test('is required: a wrong one leads nowhere, is counted and is recorded', async () => {
    const scene = await setScene();
    const { fixture, ann } = scene;
    await scene.reset();
    const visit = await atSetupCode(scene);
    expect(refusalOf(() => enterSetupCode(fixture.context, visit, '0000-0000-0000-0000')).code).toBe(
      'wrong_setup_code',
    );
    expect(getThrottle(fixture.read, userSubject(ann), 'setup_code').failures).toBe(1);
    expect(fixture.activity().at(-1)).toMatchObject({
      action: 'sign_in.refused',
      outcome: 'denied',
      actorId: ann.id,
      detail: { factor: 'setup_code' },
    });
  });
  test('is accepted in any spelling', async () => {
    const scene = await setScene();
    const { setupCode } = await scene.reset();
    expect(
      (
        await atAuthenticator(
          scene,
          ` ${setupCode.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')} `,
        )
      ).stage,
    ).toBe('authenticator');
  });
  test('works once: after one window has used it, another window cannot finish the setup that it opened', async () => {
    const scene = await setScene();
    const { fixture, ann } = scene;
    const { setupCode } = await scene.reset();
    const mine = await atAuthenticator(scene, setupCode);
    const theirs = await atAuthenticator(scene, setupCode);
    const setupVisit = await atSetupCode(scene);
    await confirm(fixture, mine);
    expect((await refusalIn(confirmSetup(fixture.context, theirs, codeFrom(fixture, theirs), () => true))).code).toBe(
      'not_now',
    );
    expect(refusalOf(() => enterSetupCode(fixture.context, setupVisit, setupCode)).code).toBe('not_now');
    expect((await signIn(fixture.context, ann)).stage).toBe('code');
  });
  test('belongs to one user', async () => {
    const scene = await setScene();
    const { fixture } = scene;
    const { setupCode } = await scene.reset();
    const bob = await fixture.addPerson({ role: 'client_ops' });
    fixture.context.storage.transaction((tx) => {
      tx.run("UPDATE users SET two_factor = 'setup_required', setup_deadline_at = 9000000000000 WHERE id = :id", {
        id: bob.id,
      });
      tx.run(
        "INSERT INTO setup_codes (user_id, mac, created_at, expires_at) VALUES (:id, unhex('00'), 1, 9000000000000)",
        {
          id: bob.id,
        },
      );
      tx.run('UPDATE setup_codes SET mac = (SELECT mac FROM setup_codes WHERE user_id <> :id) WHERE user_id = :id', {
        id: bob.id,
      });
    });
    expect(
      refusalOf(() =>
        enterSetupCode(
          fixture.context,
          { stage: 'setup_code', userId: bob.id, userVersion: fixture.user(bob).version, until: 0 },
          setupCode,
        ),
      ).code,
    ).toBe('wrong_setup_code');
  });
  test('expires, also in the middle of a setup', async () => {
    const scene = await setScene();
    const { fixture } = scene;
    const { setupCode, deadlineAt } = await scene.reset();
    const entered = await atSetupCode(scene);
    const visit = await atAuthenticator(scene, setupCode);
    fixture.clock.advance(deadlineAt - fixture.clock.now());
    expect(refusalOf(() => enterSetupCode(fixture.context, entered, setupCode)).code).toBe('setup_overdue');
    expect((await refusalIn(confirmSetup(fixture.context, visit, codeFrom(fixture, visit), () => true))).code).toBe(
      'setup_overdue',
    );
  });
  test('is throttled on a counter of its own, and disabled after twenty guesses', async () => {
    const scene = await setScene();
    const { fixture, ann } = scene;
    const { setupCode } = await scene.reset();
    const visit = await atSetupCode(scene);
    for (let i = 0; i < 5; i++) refusalOf(() => enterSetupCode(fixture.context, visit, '0000-0000-0000-0000'));
    expect(refusalOf(() => enterSetupCode(fixture.context, visit, setupCode)).code).toBe('locked_until');
    for (let i = 5; i < 20; i++) {
      fixture.clock.advance(HOUR);
      expect(refusalOf(() => enterSetupCode(fixture.context, visit, '0000-0000-0000-0000')).code).toBe(
        'wrong_setup_code',
      );
    }
    fixture.clock.advance(HOUR);
    expect(refusalOf(() => enterSetupCode(fixture.context, visit, setupCode)).code).toBe('not_now');
    expect(fixture.user(ann).isLocked).toBe(true);
    const fresh = await scene.reset();
    expect((await atAuthenticator(scene, fresh.setupCode)).stage).toBe('authenticator');
  });
  test('of an earlier reset ends with the next reset', async () => {
    const scene = await setScene();
    const first = await scene.reset();
    const second = await scene.reset();
    const visit = await atSetupCode(scene);
    expect(refusalOf(() => enterSetupCode(scene.fixture.context, visit, first.setupCode)).code).toBe(
      'wrong_setup_code',
    );
    expect(enterSetupCode(scene.fixture.context, visit, second.setupCode).stage).toBe('authenticator');
  });
  test('is not counted while the clock is behind', async () => {
    const scene = await setScene();
    const { fixture, ann } = scene;
    const { setupCode } = await scene.reset();
    const visit = await atSetupCode(scene);
    fixture.clock.advance(-HOUR);
    expect(refusalOf(() => enterSetupCode(fixture.context, visit, setupCode)).code).toBe('clock_went_back');
    expect(getThrottle(fixture.read, userSubject(ann), 'setup_code').failures).toBe(0);
  });
});

describe('a setup that is overtaken', () => {
  test('by a reset ends at every step', async () => {
    const scene = await setScene();
    const { fixture, ann } = scene;
    const { setupCode } = await scene.reset();
    const visits = [await atSetupCode(scene), await atAuthenticator(scene, setupCode)] as const;
    const shown = await (async () => {
      const other = await atAuthenticator(scene, setupCode);
      return confirm(fixture, other);
    })();
    await scene.reset();
    for (const visit of [...visits, shown])
      expect(currentVisit(fixture.context, visit)).toEqual({ stage: 'signed_out', because: 'changed_meanwhile' });
    expect(
      (await refusalIn(confirmSetup(fixture.context, visits[1], codeFrom(fixture, visits[1]), () => true))).code,
    ).toBe('not_now');
    expect(refusalOf(() => finishSetup(fixture.context, shown)).code).toBe('not_now');
    expect(factorsOf(fixture, ann)).toEqual([]);
  });
  test('by itself, confirmed twice at once, leaves one factor and one set of codes', async () => {
    const scene = await setScene();
    const { fixture, ann } = scene;
    const visit = await atAuthenticator(scene, (await scene.reset()).setupCode);
    const code = codeFrom(fixture, visit);
    const results = await Promise.allSettled(
      [1, 2, 3].map(() => confirmSetup(fixture.context, visit, code, () => true)),
    );
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
    expect(factorsOf(fixture, ann)).toHaveLength(1);
    expect(fixture.read.all('SELECT * FROM recovery_codes WHERE user_id = :id', { id: ann.id })).toHaveLength(10);
    fixture.checkChain();
  });
});

describe('confirming', () => {
  test('needs the setup code that opened the setup to be valid still', async () => {
    const scene = await setScene();
    const { fixture, ann } = scene;
    const visit = await atAuthenticator(scene, (await scene.reset()).setupCode);
    for (const change of ["UPDATE setup_codes SET mac = unhex('00')", 'DELETE FROM setup_codes']) {
      fixture.context.storage.transaction((tx) => tx.run(change));
      expect((await refusalIn(confirmSetup(fixture.context, visit, codeFrom(fixture, visit), () => true))).code).toBe(
        'not_now',
      );
    }
    expect(factorsOf(fixture, ann)).toEqual([]);
  });
  test.each([-1, 0, 1])('takes a code %i steps away', async (distance) => {
    const scene = await setScene();
    const visit = await atAuthenticator(scene, (await scene.reset()).setupCode);
    expect(
      (await confirmSetup(scene.fixture.context, visit, codeFrom(scene.fixture, visit, distance), () => true)).stage,
    ).toBe('recovery_codes');
  });
  test('diagnoses a phone whose clock is off, and does not confirm', async () => {
    const scene = await setScene();
    const { fixture, ann } = scene;
    const visit = await atAuthenticator(scene, (await scene.reset()).setupCode);
    expect(await refusalIn(confirmSetup(fixture.context, visit, codeFrom(fixture, visit, -20), () => true))).toEqual({
      code: 'phone_clock_off',
      minutes: -10,
    });
    expect(factorsOf(fixture, ann)).toEqual([]);
  });
});
