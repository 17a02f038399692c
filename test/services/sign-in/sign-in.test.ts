// Signing in: password, then code or recovery code, then session. Counters, replay, concurrency, and a clock that is
// set back.
import { describe, expect, test } from 'vitest';
import { codeAtStep, STEP_MS, stepAt } from '../../../main/domain/two-factor.ts';
import { findActor } from '../../../main/services/act/actor.ts';
import { emailSubject, userSubject } from '../../../main/services/act/attempt.ts';
import { noteTime } from '../../../main/services/act/check-clock.ts';
import type { Context } from '../../../main/services/act/context.ts';
import { passwordOf } from '../../../main/services/act/credentials.ts';
import { CODE_STAGE_MS, SESSION_MS } from '../../../main/services/act/visit.ts';
import { createPasswordHasher } from '../../../main/services/secrets/password-hasher.ts';
import { signIn, verifyCode, verifyRecoveryCode } from '../../../main/services/sign-in/sign-in.ts';
import { getAuthenticator } from '../../../main/storage/tables/authenticators.ts';
import { getRecoveryCodeSet } from '../../../main/storage/tables/recovery-codes.ts';
import { countOpenSessions } from '../../../main/storage/tables/sessions.ts';
import { getThrottle } from '../../../main/storage/tables/throttles.ts';
import { markDeactivated } from '../../../main/storage/tables/users.ts';
import { createFixture, dump, type Fixture, type Person, visitAt } from '../../support/fixture.ts';
import { leave } from '../../support/people.ts';
import { refusalIn } from '../../support/refusals.ts';
import { createCheapHasher, createInstantHasher, DAY, HOUR, MINUTE, SECOND } from '../../support/seeded.ts';

const wrong = (person: { readonly email: string }) => ({ email: person.email, password: 'not the right password' });
const atCode = async (fixture: Fixture, person: Person) => visitAt(await signIn(fixture.context, person), 'code');
const failures = (fixture: Fixture, person: Person, factor: 'code' | 'recovery_code' | 'setup_code') =>
  getThrottle(fixture.read, userSubject(person), factor).failures;
const passwordFailures = (fixture: Fixture, email: string) =>
  getThrottle(fixture.read, emailSubject(fixture.context, email), 'password').failures;

describe('the password', () => {
  test('leads to the code when it is right, and only the code leads to a session', async () => {
    const fixture = createFixture();
    const ann = await fixture.addPerson({ role: 'client_ops' });
    const visit = await atCode(fixture, ann);
    expect(visit).toEqual({
      stage: 'code',
      userId: ann.id,
      userVersion: fixture.user(ann).version,
      until: fixture.clock.now() + CODE_STAGE_MS,
    });
    expect(countOpenSessions(fixture.read, ann.id, fixture.clock.now())).toBe(0);
    const signedIn = visitAt(await verifyCode(fixture.context, visit, fixture.nextCode(ann)), 'signed_in');
    expect(findActor(fixture.context, signedIn.sessionId)?.user.id).toBe(ann.id);
    expect(countOpenSessions(fixture.read, ann.id, fixture.clock.now())).toBe(1);
    expect(fixture.user(ann).lastSignInAt).toBe(fixture.clock.now());
    fixture.checkChain();
  });
  test('works with the email in any case and in another Unicode composition', async () => {
    const fixture = createFixture();
    const zoe = await fixture.addPerson({ role: 'client_ops', email: 'zoe@quill.example' });
    expect((await signIn(fixture.context, { ...zoe, email: ' ZOE@Quill.Example ' })).stage).toBe('code');
  });
  test('is refused and counted alike when it is wrong and when nobody has the email', async () => {
    const fixture = createFixture();
    const ann = await fixture.addPerson({ role: 'client_ops' });
    const nobody = { email: 'nobody@quill.example' };
    for (let i = 1; i <= 5; i++) {
      expect(await refusalIn(signIn(fixture.context, wrong(ann)))).toEqual({ code: 'wrong_credentials' });
      expect(await refusalIn(signIn(fixture.context, wrong(nobody)))).toEqual({ code: 'wrong_credentials' });
      expect([passwordFailures(fixture, ann.email), passwordFailures(fixture, nobody.email)]).toEqual([i, i]);
    }
    const until = fixture.clock.now() + 30 * SECOND;
    expect(await refusalIn(signIn(fixture.context, ann))).toEqual({ code: 'locked_until', until });
    expect(await refusalIn(signIn(fixture.context, wrong(nobody)))).toEqual({ code: 'locked_until', until });
    fixture.clock.advance(30 * SECOND);
    expect((await signIn(fixture.context, ann)).stage).toBe('code');
  });
  test('is verified the same number of times for a known and an unknown email', async () => {
    const calls: string[] = [];
    const base = createCheapHasher();
    const fixture = createFixture({
      passwords: {
        ...base,
        verify: (hash, password) => {
          calls.push('verify');
          return base.verify(hash, password);
        },
        verifyNothing: (password) => {
          calls.push('verify');
          return base.verifyNothing(password);
        },
      },
    });
    const ann = await fixture.addPerson({ role: 'client_ops' });
    await refusalIn(signIn(fixture.context, wrong(ann)));
    await refusalIn(signIn(fixture.context, wrong({ email: 'nobody@quill.example' })));
    expect(calls).toEqual(['verify', 'verify']);
  });
  test('is verified only five times when it is guessed a hundred times at once', async () => {
    let verified = 0;
    const base = createCheapHasher();
    const fixture = createFixture({
      passwords: {
        ...base,
        verify: (hash, password) => {
          verified += 1;
          return base.verify(hash, password);
        },
      },
    });
    const ann = await fixture.addPerson({ role: 'client_ops' });
    const refusals = await Promise.all(
      Array.from({ length: 100 }, () => refusalIn(signIn(fixture.context, wrong(ann)))),
    );
    expect(verified).toBe(5);
    expect(refusals.filter((refusal) => refusal.code === 'wrong_credentials')).toHaveLength(5);
    expect(refusals.filter((refusal) => refusal.code === 'locked_until')).toHaveLength(95);
  });
  test('keeps its counter across restarts', async () => {
    const fixture = createFixture();
    const ann = await fixture.addPerson({ role: 'client_ops' });
    for (let i = 0; i < 5; i++) await refusalIn(signIn(fixture.context, wrong(ann)));
    fixture.reopen();
    expect((await refusalIn(signIn(fixture.context, ann))).code).toBe('locked_until');
  });
  test('clears only its own counter when it is right', async () => {
    const fixture = createFixture();
    const ann = await fixture.addPerson({ role: 'client_ops' });
    for (let i = 0; i < 3; i++) await refusalIn(signIn(fixture.context, wrong(ann)));
    await refusalIn(verifyCode(fixture.context, await atCode(fixture, ann), '000000'));
    await signIn(fixture.context, ann);
    expect(passwordFailures(fixture, ann.email)).toBe(0);
    expect(failures(fixture, ann, 'code')).toBe(1);
  });
  test('is not counted as failed when it is right and the account may not sign in', async () => {
    const fixture = createFixture();
    const left = await fixture.addPerson({ role: 'client_ops' });
    const late = await fixture.addPerson({ role: 'client_ops' });
    fixture.context.storage.transaction((tx) => {
      markDeactivated(tx, left.id);
      tx.run("UPDATE users SET two_factor = 'setup_required', setup_deadline_at = 1 WHERE id = :id", { id: late.id });
    });
    for (let i = 0; i < 7; i++) {
      expect(await refusalIn(signIn(fixture.context, left))).toEqual({ code: 'deactivated' });
      expect(await refusalIn(signIn(fixture.context, late))).toEqual({ code: 'setup_overdue' });
    }
    expect([passwordFailures(fixture, left.email), passwordFailures(fixture, late.email)]).toEqual([0, 0]);
  });
  test('locks the account after twenty wrong ones in a row, and the right one no longer helps', async () => {
    const fixture = createFixture();
    const ann = await fixture.addPerson({ role: 'client_ops' });
    for (let i = 0; i < 20; i++) {
      fixture.clock.advance(HOUR);
      expect((await refusalIn(signIn(fixture.context, wrong(ann)))).code).toBe('wrong_credentials');
    }
    fixture.clock.advance(DAY);
    expect(await refusalIn(signIn(fixture.context, ann))).toEqual({ code: 'factor_disabled' });
    expect(fixture.user(ann).isLocked).toBe(true);
    expect(fixture.activity().filter((record) => record.action === 'factor.disabled')).toHaveLength(1);
  });
  test('is hashed again when the parameters have risen, and works afterwards', async () => {
    const fixture = createFixture();
    const ann = await fixture.addPerson({ role: 'client_ops' });
    const stronger: Context = {
      ...fixture.context,
      storage: fixture.context.storage,
      passwords: createPasswordHasher({ memoryCost: 10_240, timeCost: 2, parallelism: 1 }),
    };
    const before = passwordOf(fixture.context, fixture.read, ann.id);
    await refusalIn(signIn(stronger, wrong(ann)));
    expect(passwordOf(fixture.context, fixture.read, ann.id)).toBe(before);
    await signIn(stronger, ann);
    const after = passwordOf(fixture.context, fixture.read, ann.id);
    expect(after).toContain('m=10240,t=2');
    await signIn(stronger, ann);
    expect(passwordOf(fixture.context, fixture.read, ann.id)).toBe(after);
    expect((await refusalIn(signIn(stronger, wrong(ann)))).code).toBe('wrong_credentials');
  });
  test('is the same in another Unicode composition', async () => {
    const fixture = createFixture();
    const hash = await fixture.context.passwords.hash('gr\u00fcne wolken am morgen');
    expect(await fixture.context.passwords.verify(hash, 'gru\u0308ne wolken am morgen')).toBe(true);
    expect(await fixture.context.passwords.verify(hash, 'grune wolken am morgen')).toBe(false);
  });
  test('is not in the database, and neither is what was typed', async () => {
    const fixture = createFixture();
    const ann = await fixture.addPerson({ role: 'client_ops' });
    await refusalIn(signIn(fixture.context, { email: 'typo@elsewhere.example', password: 'typed-by-mistake' }));
    await signIn(fixture.context, ann);
    const everything = dump(fixture.read);
    for (const secret of [
      ann.password,
      'typed-by-mistake',
      'typo@elsewhere.example',
      Buffer.from(ann.secret).toString('hex'),
      ...ann.recoveryCodes,
    ])
      expect(everything).not.toContain(secret);
  });
});

describe('the code', () => {
  test('is accepted once', async () => {
    const fixture = createFixture();
    const ann = await fixture.addPerson({ role: 'client_ops' });
    const code = fixture.nextCode(ann);
    await verifyCode(fixture.context, await atCode(fixture, ann), code);
    expect(await refusalIn(verifyCode(fixture.context, await atCode(fixture, ann), code))).toMatchObject({
      code: 'code_already_used',
    });
    expect(countOpenSessions(fixture.read, ann.id, fixture.clock.now())).toBe(1);
  });
  test('starts one session when it is sent twice at the same time', async () => {
    const fixture = createFixture();
    const ann = await fixture.addPerson({ role: 'client_ops' });
    const visits = [await atCode(fixture, ann), await atCode(fixture, ann)];
    const code = fixture.nextCode(ann);
    const results = await Promise.allSettled(visits.map((visit) => verifyCode(fixture.context, visit, code)));
    expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(countOpenSessions(fixture.read, ann.id, fixture.clock.now())).toBe(1);
    fixture.checkChain();
  });
  test('is refused when a later one was accepted, although it is inside the window', async () => {
    const fixture = createFixture();
    const ann = await fixture.addPerson({ role: 'client_ops' });
    const earlier = fixture.nextCode(ann);
    await verifyCode(fixture.context, await atCode(fixture, ann), fixture.nextCode(ann));
    expect((await refusalIn(verifyCode(fixture.context, await atCode(fixture, ann), earlier))).code).toBe(
      'code_already_used',
    );
  });
  test('of a phone that is ten minutes ahead is diagnosed and starts no session', async () => {
    const fixture = createFixture();
    const ann = await fixture.addPerson({ role: 'client_ops' });
    const visit = await atCode(fixture, ann);
    fixture.clock.advance(10 * MINUTE);
    const ahead = fixture.codeOf(ann);
    fixture.clock.advance(-10 * MINUTE);
    expect(await refusalIn(verifyCode(fixture.context, visit, ahead))).toEqual({
      code: 'phone_clock_off',
      minutes: 10,
    });
    expect(countOpenSessions(fixture.read, ann.id, fixture.clock.now())).toBe(0);
  });
  test('is bad input and no attempt when it is not six digits', async () => {
    const fixture = createFixture();
    const ann = await fixture.addPerson({ role: 'client_ops' });
    expect((await refusalIn(verifyCode(fixture.context, await atCode(fixture, ann), '12345'))).code).toBe('bad_input');
    expect(failures(fixture, ann, 'code')).toBe(0);
  });
  test('locks the account after twenty wrong guesses, on record', async () => {
    const fixture = createFixture();
    const ann = await fixture.addPerson({ role: 'client_ops' });
    for (let i = 0; i < 20; i++) {
      fixture.clock.advance(HOUR);
      await refusalIn(verifyCode(fixture.context, await atCode(fixture, ann), '000000'));
    }
    expect(fixture.user(ann).isLocked).toBe(true);
    expect(await refusalIn(signIn(fixture.context, ann))).toEqual({ code: 'factor_disabled' });
    expect(fixture.activity().filter((record) => record.action === 'sign_in.refused')).toHaveLength(20);
  });
  test('is refused when a reset has overtaken the sign-in, and does not count against the new factor', async () => {
    const fixture = createFixture();
    const ann = await fixture.addPerson({ role: 'client_ops' });
    const visit = await atCode(fixture, ann);
    fixture.context.storage.transaction((tx) =>
      tx.run("UPDATE users SET two_factor = 'setup_required', version = version + 1 WHERE id = :id", { id: ann.id }),
    );
    expect((await refusalIn(verifyCode(fixture.context, visit, fixture.nextCode(ann)))).code).toBe('not_now');
    expect(failures(fixture, ann, 'code')).toBe(0);
  });
});

describe('between the password and the second factor', () => {
  test.each([
    "status = 'deactivated'",
    'code_disabled_at = 1',
    'password_disabled_at = 1',
  ])('an account that was closed (%s) is not opened by code or recovery code', async (change) => {
    const fixture = createFixture();
    const ann = await fixture.addPerson({ role: 'client_ops' });
    const visit = await atCode(fixture, ann);
    fixture.context.storage.transaction((tx) => tx.run(`UPDATE users SET ${change} WHERE id = :id`, { id: ann.id }));
    expect((await refusalIn(verifyCode(fixture.context, visit, fixture.nextCode(ann)))).code).toBe('not_now');
    expect((await refusalIn(verifyRecoveryCode(fixture.context, visit, ann.recoveryCodes[0] ?? ''))).code).toBe(
      'not_now',
    );
    expect(fixture.read.all('SELECT id FROM sessions')).toEqual([]);
    expect(getRecoveryCodeSet(fixture.read, ann.id)?.remaining).toBe(10);
  });
  test('an account that is closed during hashing of the recovery code is not opened', async () => {
    const fixture = createFixture();
    const ann = await fixture.addPerson({ role: 'client_ops' });
    const answer = refusalIn(
      verifyRecoveryCode(fixture.context, await atCode(fixture, ann), ann.recoveryCodes[0] ?? ''),
    );
    fixture.context.storage.transaction((tx) => markDeactivated(tx, ann.id));
    expect((await answer).code).toBe('not_now');
    expect(fixture.read.all('SELECT id FROM sessions')).toEqual([]);
  });
});

describe('a recovery code', () => {
  test('works once, in any order and in any spelling', async () => {
    const fixture = createFixture();
    const ann = await fixture.addPerson({ role: 'client_ops' });
    const order = [7, 2, 9, 0].map((i) => ann.recoveryCodes[i] ?? '');
    for (const [used, code] of order.entries()) {
      const typed = code.toLowerCase().replaceAll('-', ' ');
      expect((await verifyRecoveryCode(fixture.context, await atCode(fixture, ann), typed)).stage).toBe('signed_in');
      expect(getRecoveryCodeSet(fixture.read, ann.id)?.remaining).toBe(9 - used);
      expect(await refusalIn(verifyRecoveryCode(fixture.context, await atCode(fixture, ann), code))).toEqual({
        code: 'wrong_recovery_code',
      });
    }
  });
  test('works once when it is used three times at the same time', async () => {
    const fixture = createFixture();
    const ann = await fixture.addPerson({ role: 'client_ops' });
    const visit = await atCode(fixture, ann);
    const results = await Promise.allSettled(
      [1, 2, 3].map(() => verifyRecoveryCode(fixture.context, visit, ann.recoveryCodes[0] ?? '')),
    );
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
    expect(countOpenSessions(fixture.read, ann.id, fixture.clock.now())).toBe(1);
  });
  test("does not work for someone else's account", async () => {
    const fixture = createFixture();
    const ann = await fixture.addPerson({ role: 'client_ops' });
    const bob = await fixture.addPerson({ role: 'client_ops' });
    expect(
      (await refusalIn(verifyRecoveryCode(fixture.context, await atCode(fixture, bob), ann.recoveryCodes[0] ?? '')))
        .code,
    ).toBe('wrong_recovery_code');
  });
  test('is throttled like a code, on a counter of its own', async () => {
    const fixture = createFixture();
    const ann = await fixture.addPerson({ role: 'client_ops' });
    const visit = await atCode(fixture, ann);
    for (let i = 0; i < 5; i++)
      expect((await refusalIn(verifyRecoveryCode(fixture.context, visit, '0000-0000-0000-0000'))).code).toBe(
        'wrong_recovery_code',
      );
    expect((await refusalIn(verifyRecoveryCode(fixture.context, visit, ann.recoveryCodes[0] ?? ''))).code).toBe(
      'locked_until',
    );
    expect((await verifyCode(fixture.context, visit, fixture.nextCode(ann))).stage).toBe('signed_in');
    expect(failures(fixture, ann, 'recovery_code')).toBe(5);
  });
});

describe('a computer clock that is set back', () => {
  const setBack = async (role: 'partner_admin' | 'client_ops') => {
    const fixture = createFixture();
    const ann = await fixture.addPerson({ role });
    await fixture.signIn(ann);
    const usedAt = fixture.clock.now();
    const usedCode = fixture.codeOf(ann);
    fixture.clock.advance(-2 * DAY);
    return { fixture, ann, usedAt, usedCode };
  };

  test('refuses codes with the reason, and counts no failure', async () => {
    const { fixture, ann, usedAt } = await setBack('client_ops');
    const visit = await atCode(fixture, ann);
    for (let i = 0; i < 7; i++)
      expect(await refusalIn(verifyCode(fixture.context, visit, fixture.codeOf(ann)))).toEqual({
        code: 'clock_went_back',
        minutes: 2880,
        until: usedAt - 5 * MINUTE,
      });
    expect(failures(fixture, ann, 'code')).toBe(0);
    expect(countOpenSessions(fixture.read, ann.id, fixture.clock.now())).toBe(1);
  });
  test('is noticed even when no code was entered: the time is noted every minute', async () => {
    const fixture = createFixture();
    const ann = await fixture.addPerson({ role: 'client_ops' });
    const seen = fixture.codeOf(ann);
    fixture.clock.advance(HOUR);
    noteTime(fixture.context);
    fixture.clock.advance(-HOUR);
    noteTime(fixture.context);
    expect((await refusalIn(verifyCode(fixture.context, await atCode(fixture, ann), seen))).code).toBe(
      'clock_went_back',
    );
  });
  test('is tolerated within five minutes, and a used code stays used', async () => {
    const fixture = createFixture();
    const ann = await fixture.addPerson({ role: 'client_ops' });
    await fixture.signIn(ann);
    const used = fixture.codeOf(ann);
    fixture.clock.advance(-20 * SECOND);
    expect((await refusalIn(verifyCode(fixture.context, await atCode(fixture, ann), used))).code).toBe(
      'code_already_used',
    );
  });
  test('is not accepted by the recovery code of another role, which signs in all the same', async () => {
    const { fixture, ann } = await setBack('client_ops');
    expect(
      (await verifyRecoveryCode(fixture.context, await atCode(fixture, ann), ann.recoveryCodes[0] ?? '')).stage,
    ).toBe('signed_in');
    expect((await refusalIn(verifyCode(fixture.context, await atCode(fixture, ann), fixture.codeOf(ann)))).code).toBe(
      'clock_went_back',
    );
  });
  test('is accepted by the recovery code of a Partner Admin: codes work again, used ones do not', async () => {
    const { fixture, ann, usedAt, usedCode } = await setBack('partner_admin');
    await verifyRecoveryCode(fixture.context, await atCode(fixture, ann), ann.recoveryCodes[0] ?? '');
    expect(fixture.activity().filter((record) => record.action === 'clock.accepted')).toHaveLength(1);
    expect((await refusalIn(verifyCode(fixture.context, await atCode(fixture, ann), fixture.codeOf(ann)))).code).toBe(
      'code_already_used',
    );
    fixture.clock.advance(2 * STEP_MS);
    expect((await verifyCode(fixture.context, await atCode(fixture, ann), fixture.codeOf(ann))).stage).toBe(
      'signed_in',
    );
    fixture.clock.advance(usedAt - fixture.clock.now());
    await fixture.signIn(ann);
    expect((await refusalIn(verifyCode(fixture.context, await atCode(fixture, ann), usedCode))).code).toBe(
      'code_already_used',
    );
    fixture.checkChain();
  });
  test('never moves the mark of an accepted step below the present', async () => {
    const { fixture, ann } = await setBack('partner_admin');
    await verifyRecoveryCode(fixture.context, await atCode(fixture, ann), ann.recoveryCodes[0] ?? '');
    expect(getAuthenticator(fixture.read, ann.id)?.lastStep).toBe(stepAt(fixture.clock.now()) + 1);
  });
});

describe('a code that was diagnosed as ahead of time', () => {
  test('is not accepted when its time comes: guessing ahead must not pay', async () => {
    const fixture = createFixture();
    const ann = await fixture.addPerson({ role: 'client_ops' });
    const ahead = codeAtStep(ann.secret, stepAt(fixture.clock.now()) + 20);
    expect(await refusalIn(verifyCode(fixture.context, await atCode(fixture, ann), ahead))).toEqual({
      code: 'phone_clock_off',
      minutes: 10,
    });
    fixture.clock.advance(20 * STEP_MS);
    expect((await refusalIn(verifyCode(fixture.context, await atCode(fixture, ann), ahead))).code).toBe(
      'code_already_used',
    );
    fixture.clock.advance(STEP_MS);
    expect((await verifyCode(fixture.context, await atCode(fixture, ann), fixture.codeOf(ann))).stage).toBe(
      'signed_in',
    );
  });
});

describe('guessing', () => {
  test('while the clock ran ahead locks nobody out for longer than an hour', async () => {
    const fixture = createFixture();
    const ann = await fixture.addPerson({ role: 'client_ops' });
    fixture.clock.advance(5000 * DAY);
    for (let i = 0; i < 6; i++) await refusalIn(signIn(fixture.context, wrong(ann)));
    fixture.clock.advance(-5000 * DAY);
    expect((await refusalIn(signIn(fixture.context, ann))).code).toBe('locked_until');
    fixture.clock.advance(HOUR);
    expect((await signIn(fixture.context, ann)).stage).toBe('code');
  });
  test('disables a password after twenty failures, but that of the last able admin only after a hundred', async () => {
    for (const [role, limit] of [
      ['client_ops', 20],
      ['partner_admin', 100],
    ] as const) {
      const fixture = createFixture({ passwords: createInstantHasher() });
      const ann = await fixture.addPerson({ role });
      for (let i = 0; i < limit; i++) {
        expect((await refusalIn(signIn(fixture.context, wrong(ann)))).code).toBe('wrong_credentials');
        fixture.clock.advance(HOUR);
      }
      expect([role, (await refusalIn(signIn(fixture.context, ann))).code]).toEqual([role, 'factor_disabled']);
      expect(fixture.user(ann).isLocked).toBe(true);
    }
  });
  test('does not count an internal error: the attempt is given back', async () => {
    const fixture = createFixture();
    const ann = await fixture.addPerson({ role: 'client_ops' });
    const visit = await atCode(fixture, ann);
    const broken: Context = {
      ...fixture.context,
      storage: fixture.context.storage,
      secretBox: {
        ...fixture.context.secretBox,
        open: () => {
          throw new Error('broken');
        },
      },
    };
    for (let i = 0; i < 30; i++) await expect(verifyCode(broken, visit, '000000')).rejects.toThrow('broken');
    expect((await verifyCode(fixture.context, visit, fixture.codeOf(ann))).stage).toBe('signed_in');
  });
});

describe('a session', () => {
  test('ends after exactly twelve hours', async () => {
    const fixture = createFixture();
    const actor = await fixture.signIn(await fixture.addPerson({ role: 'client_ops' }));
    fixture.clock.advance(SESSION_MS - 1);
    expect(findActor(fixture.context, actor.session.id)).toBeDefined();
    fixture.clock.advance(1);
    expect(findActor(fixture.context, actor.session.id)).toBeUndefined();
    expect(SESSION_MS).toBe(12 * HOUR);
  });
  test('does not last longer when the clock is set back', async () => {
    const fixture = createFixture();
    const actor = await fixture.signIn(await fixture.addPerson({ role: 'client_ops' }));
    fixture.clock.advance(-HOUR);
    expect(findActor(fixture.context, actor.session.id)).toBeUndefined();
  });
  test('ends at sign-out, and no other does', async () => {
    const fixture = createFixture();
    const ann = await fixture.addPerson({ role: 'client_ops' });
    const first = await fixture.signIn(ann);
    const second = await fixture.signIn(ann);
    leave(fixture.context, first.session.id);
    expect(findActor(fixture.context, first.session.id)).toBeUndefined();
    expect(findActor(fixture.context, second.session.id)).toBeDefined();
  });
  test('does not end when wrong guesses lock the account', async () => {
    const fixture = createFixture();
    const ann = await fixture.addPerson({ role: 'client_ops' });
    const actor = await fixture.signIn(ann);
    fixture.context.storage.transaction((tx) =>
      tx.run('UPDATE users SET password_disabled_at = 1, code_disabled_at = 1'),
    );
    expect(findActor(fixture.context, actor.session.id)?.user.id).toBe(ann.id);
  });
  test('ends when the account is deactivated or must be set up again', async () => {
    for (const change of ["status = 'deactivated'", "two_factor = 'setup_required'"]) {
      const fixture = createFixture();
      const actor = await fixture.signIn(await fixture.addPerson({ role: 'client_ops' }));
      fixture.context.storage.transaction((tx) => tx.run(`UPDATE users SET ${change}`));
      expect([change, findActor(fixture.context, actor.session.id)]).toEqual([change, undefined]);
    }
  });
  test('is not found by an invented id', () => {
    expect(findActor(createFixture().context, 'made-up')).toBeUndefined();
  });
});
