// Two windows at once, interleaved at every await. In any order in which requests arrive and hashes become ready, a proof
// that works once works only once. fast-check chooses the orders and prints the one that breaks the rule.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { codeAtStep, stepAt } from '../../main/domain/two-factor.ts';
import type { PasswordHasher } from '../../main/services/secrets/password-hasher.ts';
import type { InputOf, RequestName } from '../../preload/contract/index.ts';
import { fromBase32 } from '../support/base32.ts';
import { createFixture, type Fixture, type Person } from '../support/fixture.ts';
import { type OpenDoor, openDoor } from '../support/open-door.ts';
import { done } from '../support/people.ts';
import { createInstantHasher } from '../support/seeded.ts';

const WINDOWS = [1, 2] as const;
const [MARGARET, DANIEL] = [3, 4] as const;

interface Answer {
  readonly ok: boolean;
  readonly value?: {
    readonly outcome?: string;
    readonly screen?: { readonly name: string; readonly setupKey?: string };
  };
}
type Ask = <N extends RequestName>(windowId: number, name: N, input: InputOf<N>) => Promise<Answer>;

interface Scene {
  readonly fixture: Fixture;
  readonly open: OpenDoor;
  readonly margaret: Person;
  readonly daniel: Person;
  readonly ann: Person;
  /** Lets these windows work at once. The scheduler decides when a hash is ready and when a request arrives. */
  atOnce(...windows: readonly ((ask: Ask) => Promise<unknown>)[]): Promise<void>;
}

async function setScene(scheduler: fc.Scheduler, gaps: readonly number[]): Promise<Scene> {
  let isScheduled = false;
  const ready = <T>(result: Promise<T>, what: string): Promise<T> =>
    isScheduled ? scheduler.schedule(result, what) : result;
  const instant = createInstantHasher();
  const passwords: PasswordHasher = {
    hash: (password) => ready(instant.hash(password), 'a hash is ready'),
    verify: (hashed, password) => ready(instant.verify(hashed, password), 'a password is compared'),
    verifyNothing: (password) => ready(instant.verifyNothing(password), 'nothing is compared'),
    hashCode: (code, salt) => ready(instant.hashCode(code, salt), 'the hash of a code is ready'),
    isOutdated: () => false,
  };
  const fixture = createFixture({ passwords });
  const open = openDoor(fixture);
  const margaret = await fixture.addPerson({ role: 'partner_admin' });
  const daniel = await fixture.addPerson({ role: 'partner_admin' });
  const ann = await fixture.addPerson({ role: 'client_ops', clients: [fixture.addClient('Alder')] });
  const left = [...gaps];
  const ask: Ask = async (windowId, name, input) => {
    await scheduler.schedule(Promise.resolve(), `window ${windowId} asks ${name}`);
    // Awaits that wait for nothing are interleaved too: to the scheduler they are one turn.
    for (let turns = left.shift() ?? 0; turns > 0; turns--) await undefined;
    return JSON.parse(await open.send(windowId, name, JSON.stringify(input))) as Answer;
  };
  return {
    fixture,
    open,
    margaret,
    daniel,
    ann,
    async atOnce(...windows) {
      isScheduled = true;
      await scheduler.waitFor(Promise.all(windows.map((work) => work(ask))));
      isScheduled = false;
    },
  };
}

const inAnyOrder = (work: (scene: Scene) => Promise<void>): Promise<void> =>
  fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.array(fc.nat(9), { minLength: 8, maxLength: 8 }), async (scheduler, gaps) => {
      const scene = await setScene(scheduler, gaps);
      await work(scene);
      scene.fixture.checkChain();
      scene.fixture.context.storage.close();
    }),
    { numRuns: 40 },
  );

const resetOf = ({ fixture, ann }: Scene, code: string): InputOf<'users.resetTwoFactor'> => ({
  userId: ann.id,
  version: fixture.user(ann).version,
  mode: 'revoke_now',
  reason: 'lost_phone',
  note: '',
  identityCheck: 'in_person',
  vouchedBy: '',
  code,
});
const countIn = ({ fixture, ann }: Scene, table: string): unknown =>
  fixture.read.get(`SELECT count(*) AS n FROM ${table} WHERE user_id = :id`, { id: ann.id })?.['n'];
const countDone = ({ fixture }: Scene, action: string): number =>
  fixture.activity().filter((record) => record.action === action && record.outcome === 'done').length;

/** Both windows sign in with a proof that works once: exactly one gets a session. */
async function signInTwice<N extends 'session.verifyCode' | 'session.useRecoveryCode' | 'session.useTemporaryCode'>(
  scene: Scene,
  name: N,
  input: InputOf<N>,
): Promise<void> {
  const { open, ann } = scene;
  const answers: Answer[] = [];
  await scene.atOnce(
    ...WINDOWS.map((windowId) => async (ask: Ask) => {
      await ask(windowId, 'session.signIn', { email: ann.email, password: ann.password });
      answers.push(await ask(windowId, name, input));
    }),
  );
  expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
  const screens = [await open.screen(1), await open.screen(2)];
  expect(screens.sort()).toEqual(['code', 'signed_in']);
  expect(countIn(scene, 'sessions')).toBe(1);
}

test('exactly one of two resets of one person is carried out, and the other administrator is told so', () =>
  inAnyOrder(async (scene) => {
    const { fixture, open, margaret, daniel } = scene;
    await open.signIn(MARGARET, margaret);
    await open.signIn(DANIEL, daniel);
    fixture.nextCode(margaret);
    const version = fixture.user(scene.ann).version;
    const outcomes: (string | undefined)[] = [];
    await scene.atOnce(
      ...(
        [
          [MARGARET, margaret],
          [DANIEL, daniel],
        ] as const
      ).map(([windowId, admin]) => async (ask: Ask) => {
        const answer = await ask(windowId, 'users.resetTwoFactor', {
          ...resetOf(scene, fixture.codeOf(admin)),
          version,
        });
        outcomes.push(answer.value?.outcome);
      }),
    );
    expect(outcomes.sort()).toEqual(['already_done', 'done']);
    expect([countIn(scene, 'setup_codes'), countDone(scene, 'two_factor.reset')]).toEqual([1, 1]);
  }));

test('a code of the authenticator signs in exactly one of two windows', () =>
  inAnyOrder(async (scene) => signInTwice(scene, 'session.verifyCode', { code: scene.fixture.nextCode(scene.ann) })));

test('a code of the authenticator either signs in or proves presence', () =>
  inAnyOrder(async (scene) => {
    const { fixture, open, margaret } = scene;
    await open.signIn(MARGARET, margaret);
    const code = fixture.nextCode(margaret);
    const answers: Answer[] = [];
    await scene.atOnce(
      async (ask) => answers.push(await ask(MARGARET, 'users.resetTwoFactor', resetOf(scene, code))),
      async (ask) => {
        await ask(1, 'session.signIn', { email: margaret.email, password: margaret.password });
        answers.push(await ask(1, 'session.verifyCode', { code }));
      },
    );
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect((await open.screen(1)) === 'signed_in').toBe(countDone(scene, 'two_factor.reset') === 0);
  }));

test('a recovery code signs in exactly one of two windows', () =>
  inAnyOrder(async (scene) =>
    signInTwice(scene, 'session.useRecoveryCode', { recoveryCode: scene.ann.recoveryCodes[3] ?? '' }),
  ));

test('a temporary code for one sign-in signs in exactly one of two windows', () =>
  inAnyOrder(async (scene) => {
    const { fixture, open, margaret, ann } = scene;
    await open.signIn(MARGARET, margaret);
    const { reason: _, mode: __, ...request } = resetOf(scene, fixture.nextCode(margaret));
    const { issued } = done(
      await open.ask(MARGARET, 'users.issueTemporaryCode', {
        ...request,
        hours: 1,
        isSingleUse: true,
        reason: 'phone_left_behind',
      }),
    );
    expect(issued.userId).toBe(ann.id);
    await signInTwice(scene, 'session.useTemporaryCode', { temporaryCode: issued.code });
  }));

test('exactly one of two setups with one setup code becomes the authenticator', () =>
  inAnyOrder(async (scene) => {
    const { fixture, open, margaret, ann } = scene;
    await open.signIn(MARGARET, margaret);
    const done = await open.ask(MARGARET, 'users.resetTwoFactor', resetOf(scene, fixture.nextCode(margaret)));
    const setupCode = done.outcome === 'done' ? (done.setupCode ?? '') : '';
    const secrets: Uint8Array[] = [];
    const confirmed: number[] = [];
    await scene.atOnce(
      ...WINDOWS.map((windowId) => async (ask: Ask) => {
        await ask(windowId, 'session.signIn', { email: ann.email, password: ann.password });
        const key = (await ask(windowId, 'setUp.enterSetupCode', { setupCode })).value?.screen?.setupKey;
        if (key === undefined) return;
        const secret = fromBase32(key);
        if (!(await ask(windowId, 'setUp.confirm', { code: codeAtStep(secret, stepAt(fixture.clock.now())) })).ok)
          return;
        confirmed.push(windowId);
        secrets.push(secret);
        await ask(windowId, 'setUp.finish', {});
      }),
    );
    expect([confirmed.length, countIn(scene, 'authenticators'), countIn(scene, 'setup_codes')]).toEqual([1, 1, 0]);
    expect([
      countIn(scene, 'recovery_codes'),
      countIn(scene, 'sessions'),
      countDone(scene, 'two_factor.set_up'),
    ]).toEqual([10, 1, 1]);
    const screens = new Map([
      [1, await open.screen(1)],
      [2, await open.screen(2)],
    ]);
    expect([...screens].filter(([, name]) => name === 'signed_in').map(([windowId]) => windowId)).toEqual(confirmed);
    // It is the secret of the window that confirmed.
    await fixture.signIn({ ...ann, secret: secrets[0] ?? new Uint8Array() });
  }));

test('a code for a new password chooses exactly one of two passwords', () =>
  inAnyOrder(async (scene) => {
    const { fixture, open, margaret, ann } = scene;
    await open.signIn(MARGARET, margaret);
    const { reason: _, mode: __, ...request } = resetOf(scene, fixture.nextCode(margaret));
    const { issued } = done(await open.ask(MARGARET, 'users.resetPassword', request));
    const chosen: string[] = [];
    await scene.atOnce(
      ...WINDOWS.map((windowId) => async (ask: Ask) => {
        const password = `the-password-of-window-${windowId}`;
        await ask(windowId, 'session.enterOneTimeCode', { email: ann.email, code: issued.code });
        if ((await ask(windowId, 'session.choosePassword', { password })).ok) chosen.push(password);
      }),
    );
    expect([chosen.length, countDone(scene, 'password.chosen')]).toEqual([1, 1]);
    expect((await open.ask(5, 'session.signIn', { email: ann.email, password: chosen[0] ?? '' })).screen.name).toBe(
      'code',
    );
  }));

test('a reset wins over a sign-in under way: nobody is signed in with the old authenticator', () =>
  inAnyOrder(async (scene) => {
    const { fixture, open, margaret, ann } = scene;
    await open.signIn(MARGARET, margaret);
    const reset = resetOf(scene, fixture.nextCode(margaret));
    const outcomes: (string | undefined)[] = [];
    await scene.atOnce(
      async (ask) => outcomes.push((await ask(MARGARET, 'users.resetTwoFactor', reset)).value?.outcome),
      async (ask) => {
        await ask(1, 'session.signIn', { email: ann.email, password: ann.password });
        await ask(1, 'session.verifyCode', { code: fixture.codeOf(ann) });
      },
      async (ask) => {
        await ask(2, 'session.signIn', { email: ann.email, password: ann.password });
        await ask(2, 'session.useRecoveryCode', { recoveryCode: ann.recoveryCodes[0] ?? '' });
      },
    );
    expect(outcomes).toEqual(['done']);
    expect(['sign_in', 'setup_code']).toContain(await open.screen(1));
    expect(['sign_in', 'setup_code']).toContain(await open.screen(2));
    expect([countIn(scene, 'authenticators'), countIn(scene, 'recovery_codes')]).toEqual([0, 0]);
    expect(
      fixture.read.all('SELECT id FROM sessions WHERE user_id = :id AND ended_at IS NULL', { id: ann.id }),
    ).toEqual([]);
  }));

test('a password reset wins over a sign-in under way: nobody is signed in with the old password', () =>
  inAnyOrder(async (scene) => {
    const { fixture, open, margaret, ann } = scene;
    await open.signIn(MARGARET, margaret);
    const { reason: _, mode: __, ...request } = resetOf(scene, fixture.nextCode(margaret));
    const isReset: boolean[] = [];
    await scene.atOnce(
      async (ask) => isReset.push((await ask(MARGARET, 'users.resetPassword', request)).ok),
      async (ask) => {
        await ask(1, 'session.signIn', { email: ann.email, password: ann.password });
        await ask(1, 'session.verifyCode', { code: fixture.codeOf(ann) });
      },
    );
    expect(isReset).toEqual([true]);
    expect(await open.screen(1)).toBe('sign_in');
    expect(
      fixture.read.all('SELECT id FROM sessions WHERE user_id = :id AND ended_at IS NULL', { id: ann.id }),
    ).toEqual([]);
  }));
