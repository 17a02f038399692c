// What the campaign at the line interrupts: a reset, a sign-in, a setup, an approval and a bulk reset, each at a desktop of
// its own. Each work prepares itself, runs until it is whole or interrupted, and afterwards goes on as its people would. It
// says what was lost, doubled or shown to somebody else.
import { codeAtStep, stepAt } from '../../main/domain/two-factor.ts';
import type { InputOf, Screen } from '../../preload/contract/index.ts';
import { approval, bulkReset } from './line-admin-works.ts';
import { type Desk, enter, signIn, start } from './line-desk.ts';
import { look, nextCode, PASSWORD, type Person } from './line-firm.ts';
import { askAsAnother, codeless, freshCode, macFits, metBy, type Scene, takeDesk, type Work } from './line-work.ts';

export const WORKS: Readonly<Record<string, (scene: Scene) => Work>> = {
  reset,
  'sign-in': signInWork,
  setup,
  approval,
  'bulk reset': bulkReset,
};

function reset(scene: Scene): Work {
  const { desks, known, root, round, wrong } = scene;
  const desk = desks.reset;
  const user = known.users.filter(({ id }) => known.setups.every(({ userId }) => userId !== id))[round % 4];
  if (user === undefined) throw new Error('nobody can be reset');
  let admin: Person;
  let version = 0;
  let before = 0;
  let actId = '';
  let answer: string | undefined;
  const count = (): number => look(root, (reading) => reading.count('two_factor.reset', user.id));
  const request = (code: string): InputOf<'users.resetTwoFactor'> => ({
    userId: user.id,
    version,
    mode: 'revoke_now',
    reason: 'lost_phone',
    note: `round ${round}`,
    identityCheck: 'in_person',
    vouchedBy: '',
    code,
  });
  async function ask(): Promise<string | undefined> {
    const code = await freshCode(desk, admin);
    const asked = desk.ask('users.resetTwoFactor', request(code));
    actId = desk.lastActId;
    const result = await asked;
    return result.outcome === 'done' ? (result.setupCode ?? undefined) : undefined;
  }
  return {
    async prepare() {
      admin = await takeDesk(desk, known.admins);
      ({ version } = await desk.ask('users.get', { userId: user.id }));
      before = count();
    },
    async run() {
      answer = await ask();
    },
    async finish(by) {
      const isDone = count() > before;
      if (by === undefined && !isDone) wrong('acknowledged lost', `the reset of ${user.email}`);
      await enter(desk, admin);
      const first = actId;
      if (by !== undefined && isDone) await askAsAnother(scene, 'users.resetTwoFactor', request, first);
      if (by !== undefined) answer = await ask().catch(codeless);
      if (answer === undefined) {
        wrong('code lost', `of the reset of ${user.email}, which was ${isDone ? '' : 'not '}done`);
        ({ version } = await desk.ask('users.get', { userId: user.id }));
        before += 1;
        answer = await ask();
      } else if (by !== undefined && actId !== first && isDone) wrong('other', 'the code is not of the same act');
      await desk.ask('window.setSecretShown', { isShown: false });
      const setupCode = answer ?? null;
      if (count() !== before + 1) wrong('doubled', `${count() - before} resets of ${user.email}`);
      if (!look(root, (reading) => macFits(reading, 'setup_codes', user.id, setupCode)))
        wrong('other', `the setup code of ${user.email} is another one`);
      known.setups.push({ userId: user.id, code: setupCode ?? '' });
      return metBy(by, isDone);
    },
  };
}

function signInWork({ desks, known, root, wrong }: Scene): Work {
  const desk = desks['sign-in'];
  const person = known.staff.toSorted((a, b) => a.lastStep - b.lastStep)[0];
  if (person === undefined) throw new Error('nobody is there');
  const count = (): number =>
    look(root, ({ get }) =>
      Number(
        get("SELECT count(*) AS n FROM activity WHERE action = 'session.started' AND actor_id = :id", {
          id: person.id,
        })?.['n'],
      ),
    );
  let before = 0;
  let after: number | undefined;
  let lastScreen: Screen['name'] = 'sign_in';
  return {
    async prepare() {
      await start(desk);
      before = count();
    },
    run: () => signIn(desk, person, 1, ({ name }) => (lastScreen = name)),
    async finish(by) {
      after ??= count();
      const isDone = after > before;
      if (lastScreen === 'signed_in' && !isDone) wrong('acknowledged lost', `the session of ${person.email}`);
      if (after > before + 1) wrong('doubled', `${after - before} sessions of ${person.email}`);
      // The code that was used up, or not: it begins one session at most.
      const code = codeAtStep(Buffer.from(person.secret, 'base64'), person.lastStep);
      if (by !== undefined) {
        await start(desk);
        const { screen } = await desk.ask('session.signIn', { email: person.email, password: PASSWORD });
        if (screen.name !== 'code') throw new Error(`the sign-in leads to ${screen.name}`);
        const isTried = by.request === 'session.verifyCode' && person.lastStep >= stepAt(Date.now()) - 1;
        const isTaken = isTried && (await isAccepted(desk, code));
        if (isTaken && isDone) wrong('doubled', `a code of ${person.email} began two sessions`);
        if (!isTaken) {
          await desk.ask('session.cancel', {});
          await enter(desk, person);
        }
      }
      await start(desk);
      return metBy(by, isDone);
    },
  };
}

async function isAccepted(desk: Desk, code: string): Promise<boolean> {
  try {
    const { screen } = await desk.ask('session.verifyCode', { code });
    return screen.name === 'signed_in';
  } catch (error) {
    codeless(error);
    return false;
  }
}

function setup({ desks, known, root, wrong }: Scene): Work {
  const desk = desks.setup;
  const pending = known.setups[0];
  const user = known.users.find(({ id }) => id === pending?.userId);
  if (pending === undefined || user === undefined) return nothingToDo;
  const count = (): number => look(root, (reading) => reading.count('two_factor.set_up', user.id));
  let before = 0;
  let next: Person = user;
  let isConfirmed = false;
  let isIn = false;
  async function setUp(): Promise<void> {
    await desk.ask('session.signIn', { email: user?.email ?? '', password: PASSWORD });
    const { screen } = await desk.ask('setUp.enterSetupCode', { setupCode: pending?.code ?? '' });
    if (screen.name !== 'authenticator') throw new Error(`the setup leads to ${screen.name}`);
    const secret = fromBase32(screen.setupKey).toString('base64');
    next = { id: user?.id ?? 0, email: user?.email ?? '', secret, lastStep: 0 };
    const confirmed = await desk.ask('setUp.confirm', { code: await nextCode(next) });
    isConfirmed = confirmed.screen.name === 'recovery_codes';
    const { screen: last } = await desk.ask('setUp.finish', {});
    if (last.name === 'notice') await desk.ask('session.acknowledge', {});
    isIn = true;
  }
  return {
    async prepare() {
      await start(desk);
      before = count();
    },
    run: setUp,
    async finish(by) {
      const isDone = count() > before;
      if (isConfirmed && !isDone) wrong('acknowledged lost', `the setup of ${user.email}`);
      await start(desk);
      if (!isDone) await setUp().catch((error) => wrong('code lost', `the setup code of ${user.email}: ${error}`));
      Object.assign(user, { secret: next.secret, lastStep: next.lastStep });
      // With the new authenticator, and with new recovery codes where the first ones were not kept.
      if (isDone && !isIn) await signIn(desk, user);
      if (count() !== before + 1) wrong('doubled', `${count() - before} setups of ${user.email}`);
      if (look(root, ({ get }) => get('SELECT 1 AS yes FROM setup_codes WHERE user_id = :id', { id: user.id })))
        wrong('other', `the setup code of ${user.email} still works`);
      known.setups.shift();
      await start(desk);
      return metBy(by, isDone);
    },
  };
}

/** In the first round nobody has a setup code. */
const nothingToDo: Work = {
  prepare: async () => undefined,
  run: async () => undefined,
  finish: async () => 'answered',
};

function fromBase32(text: string): Buffer {
  let bits = '';
  for (const letter of text.replaceAll(/[^A-Z2-7]/g, ''))
    bits += 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}
