// What the campaign at the line interrupts: a reset, a sign-in, a setup, an approval and a bulk reset, each at a desktop of
// its own. Each work prepares itself, runs until it is whole or interrupted, and afterwards goes on as its people would. It
// says what was lost, doubled or shown to somebody else.
import { codeAtStep, stepAt } from '../../main/domain/two-factor.ts';
import type { InputOf, RequestName, Screen } from '../../preload/contract/index.ts';
import { type Desk, enter, type Interrupted, Refused, signIn, start } from './line-desk.ts';
import {
  codesLeft,
  type DeskName,
  type Known,
  look,
  nextCode,
  PASSWORD,
  type Person,
  type Reading,
} from './line-firm.ts';

export interface Scene {
  readonly root: string;
  readonly known: Known;
  readonly desks: Readonly<Record<DeskName, Desk>>;
  readonly round: number;
  /** What must not be. */
  readonly wrong: (what: Wrong, text: string) => void;
}
export const WRONGS = ['acknowledged lost', 'doubled', 'code shown to somebody else', 'code lost', 'other'] as const;
export type Wrong = (typeof WRONGS)[number];

/** How the interruption has met the work. */
type Met = 'answered' | 'unknown, done' | 'unknown, not done' | 'not sent';

export interface Work {
  /** Everybody who acts is where the work begins. */
  prepare(): Promise<void>;
  /** @throws Interrupted. */
  run(): Promise<void>;
  /** After the interruption, or after the end: it is finished and looked at. @returns how it was met. */
  finish(by: Interrupted | undefined): Promise<Met>;
}

const LONG_AGO_MS = 20 * 3_600_000;
/** For the act before and after the interruption. */
const CODES_NEEDED = 2;
/** Every tenth bulk reset takes two transactions. */
const FEW = 20;

export const WORKS: Readonly<Record<string, (scene: Scene) => Work>> = {
  reset,
  'sign-in': signInWork,
  setup,
  approval,
  'bulk reset': bulkReset,
};

const codeText = /[0-9A-Z]{4}(-[0-9A-Z]{4}){3}/;

/** Who is signed in goes on while the phone has codes; then somebody else takes the desk. */
async function choose(desk: Desk, people: readonly Person[], taken: readonly Person[]): Promise<Person> {
  await desk.connected();
  const { screen } = await desk.ask('application.getState', {});
  const present = 'user' in screen ? people.find(({ id }) => id === screen.user.id) : undefined;
  const isFree = (person: Person): boolean => !taken.includes(person);
  if (present !== undefined && isFree(present) && codesLeft(present) >= CODES_NEEDED) return present;
  const next = people.filter(isFree).toSorted((a, b) => a.lastStep - b.lastStep)[0];
  if (next === undefined) throw new Error('nobody is free');
  return next;
}

/** Two works never act for one person at the same time. */
const busy = new Map<Desk, Person>();
async function takeDesk(desk: Desk, people: readonly Person[]): Promise<Person> {
  const others = [...busy].filter(([other]) => other !== desk).map(([, person]) => person);
  const person = await choose(desk, people, others);
  busy.set(desk, person);
  await enter(desk, person);
  return person;
}

async function freshCode(desk: Desk, person: Person): Promise<string> {
  const { needsCode } = await desk.ask('account.getPresence', {});
  return needsCode ? nextCode(person) : '';
}

const metBy = (by: Interrupted | undefined, isDone: boolean): Met =>
  by === undefined ? 'answered' : !by.isUnknown ? 'not sent' : isDone ? 'unknown, done' : 'unknown, not done';

const macFits = (
  { box, get }: Reading,
  table: 'setup_codes' | 'one_time_codes',
  userId: number,
  code: string | null,
): boolean => {
  const stored = get(`SELECT mac FROM ${table} WHERE user_id = :userId`, { userId })?.['mac'];
  const kind = table === 'setup_codes' ? 'setup_code' : 'one_time_code';
  return stored instanceof Uint8Array && Buffer.from(box.mac(kind, `${userId}:${code}`)).equals(stored);
};

/** Somebody else, at another desktop, asks for the same with the act id of the request. */
async function askAsAnother<N extends RequestName>(
  { desks, known, wrong }: Scene,
  name: N,
  input: (code: string) => InputOf<N>,
  actId: string,
): Promise<void> {
  const person = await takeDesk(desks.other, known.admins);
  const reply = await desks.other.repeat(name, input(await freshCode(desks.other, person)), actId);
  if (codeText.test(reply)) wrong('code shown to somebody else', reply);
}

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

/** A refusal, such as "already done", has no code. */
function codeless(error: unknown): undefined {
  if (!(error instanceof Refused)) throw error;
  return undefined;
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

/** A new password for somebody whose second factor the same person has reset: both halves, so it takes two. */
function approval(scene: Scene): Work {
  const { desks, known, root, round, wrong } = scene;
  const { requester: desk, approver: deciding } = desks;
  const request = { note: `round ${round}`, identityCheck: 'in_person', vouchedBy: '' } as const;
  let requester: Person;
  let approver: Person;
  let half: Known['halves'][number];
  let before = { asked: 0, approved: 0, done: 0 };
  let approvalId: number | undefined;
  let code: string | undefined;
  let carriedOutAs = '';
  const versionOf = async (userId: number): Promise<number> => (await desk.ask('users.get', { userId })).version;
  const count = () =>
    look(root, (reading) => ({
      asked: reading.count('approval.requested', half.userId),
      approved: reading.count('approval.approved', half.userId),
      done: reading.count('password.reset', half.userId),
    }));
  async function ask(): Promise<void> {
    const { userId } = half;
    const own = await freshCode(desk, requester);
    const asked = await desk.ask('users.resetPassword', {
      userId,
      version: await versionOf(userId),
      ...request,
      code: own,
    });
    if (asked.outcome !== 'waits_for_approval') throw new Error('nobody had to approve');
    ({ approvalId } = asked);
  }
  async function decide(): Promise<void> {
    const own = await freshCode(deciding, approver);
    await deciding.ask('approvals.decide', {
      approvalId: approvalId ?? 0,
      decision: 'approve',
      note: '',
      code: own,
    });
  }
  async function carryOut(): Promise<string | undefined> {
    const own = await freshCode(desk, requester);
    const asked = desk.ask('approvals.carryOut', { approvalId: approvalId ?? 0, code: own });
    carriedOutAs = desk.lastActId;
    const result = await asked;
    return result.kind === 'password_reset' ? result.issued.code : undefined;
  }
  return {
    async prepare() {
      requester = await takeDesk(desk, known.admins);
      approver = await takeDesk(deciding, known.admins);
      const own = known.halves.find(({ adminId }) => adminId === requester.id);
      if (own === undefined) throw new Error('there is no other half');
      half = own;
      if (Date.now() - half.resetAt > LONG_AGO_MS) {
        const { userId } = half;
        await desk.ask('users.resetTwoFactor', {
          userId,
          version: await versionOf(userId),
          mode: 'revoke_now',
          reason: 'lost_phone',
          ...request,
          code: await freshCode(desk, requester),
        });
        await desk.ask('window.setSecretShown', { isShown: false });
        half.resetAt = Date.now();
      }
      before = count();
    },
    async run() {
      await ask();
      await decide();
      code = await carryOut();
    },
    async finish(by) {
      const met = count();
      const [asked, approved, done] = [
        met.asked > before.asked,
        met.approved > before.approved,
        met.done > before.done,
      ];
      await enter(desk, requester);
      await enter(deciding, approver);
      const isAnswered = by === undefined;
      if (approvalId !== undefined && !asked) wrong('acknowledged lost', 'a request for an approval');
      if (isAnswered && !done) wrong('acknowledged lost', 'an act that was approved');
      if ((isAnswered || by.request === 'approvals.carryOut') && !approved) wrong('acknowledged lost', 'an approval');
      if (!isAnswered) {
        const { approvals } = await desk.ask('approvals.list', {});
        const listed = approvals.find(
          ({ target, isOwn, state }) => target?.id === half.userId && isOwn && /pending|approved/.test(state),
        );
        if (asked && !done && listed === undefined) wrong('other', 'a request for an approval is not listed');
        approvalId ??= listed?.approvalId;
        if (!asked) await ask();
        if (!approved) await decide();
        const first = carriedOutAs;
        code = await carryOut().catch(codeless);
        if (code === undefined) wrong('code lost', `of an approved act that was ${done ? '' : 'not '}done`);
        else if (done && carriedOutAs !== first) wrong('other', 'the code is not of the same act');
        const asAnother = (own: string) => ({ approvalId: approvalId ?? 0, code: own });
        if (done) await askAsAnother(scene, 'approvals.carryOut', asAnother, first);
      }
      await desk.ask('window.setSecretShown', { isShown: false });
      const after = count();
      for (const key of ['asked', 'approved', 'done'] as const)
        if (after[key] !== before[key] + 1) wrong('doubled', `${key}: ${after[key] - before[key]} times`);
      if (code !== undefined && !look(root, (reading) => macFits(reading, 'one_time_codes', half.userId, code ?? null)))
        wrong('other', 'the one-time code is another one');
      const isDone =
        by?.request === 'users.resetPassword' ? asked : by?.request === 'approvals.decide' ? approved : done;
      return metBy(by, isDone);
    },
  };
}

function bulkReset(scene: Scene): Work {
  const { desks, known, root, round, wrong } = scene;
  const desk = desks.bulk;
  const first = (round * FEW) % (known.many.length - FEW);
  const userIds = round % 10 === 9 ? known.many : known.many.slice(first, first + FEW);
  let admin: Person;
  let bulkId: string | undefined;
  let actId = '';
  let isStarted = false;
  let codes: readonly { readonly userId: number; readonly code: string }[] | undefined;
  const request = (code: string): InputOf<'bulkResets.start'> => ({
    bulkId: bulkId ?? '',
    reason: 'lost_phone',
    note: `round ${round}`,
    identityCheck: 'in_person',
    vouchedBy: '',
    code,
  });
  /** Who was reset by this act, and how often. */
  const resets = (): ReadonlyMap<number, number> =>
    look(
      root,
      ({ all }) =>
        new Map(
          all(
            `SELECT target_id AS id, count(*) AS n FROM activity WHERE action = 'two_factor.reset'
             AND json_extract(detail, '$.bulkId') = :bulkId GROUP BY target_id`,
            { bulkId: bulkId ?? '' },
          ).map((row) => [Number(row['id']), Number(row['n'])]),
        ),
    );
  async function prepareBulk(): Promise<void> {
    ({ bulkId } = await desk.ask('bulkResets.prepare', { selection: { kind: 'users', userIds } }));
  }
  async function begin(): Promise<number> {
    const code = await freshCode(desk, admin);
    const asked = desk.ask('bulkResets.start', request(code));
    actId = desk.lastActId;
    return (await asked).counts.reset;
  }
  async function listCodes(): Promise<{ readonly userId: number; readonly code: string }[]> {
    const all: { readonly userId: number; readonly code: string }[] = [];
    for (;;) {
      const code = await freshCode(desk, admin);
      const { issued } = await desk.ask('bulk.listCodes', { bulkId: bulkId ?? '', offset: all.length, code });
      all.push(...issued);
      if (issued.length < 100) return all;
    }
  }
  async function anew(): Promise<void> {
    await prepareBulk();
    await begin();
    codes = await listCodes();
  }
  return {
    async prepare() {
      admin = await takeDesk(desk, known.admins);
    },
    async run() {
      await prepareBulk();
      await begin();
      isStarted = true;
      codes = await listCodes();
    },
    async finish(by) {
      const met = resets();
      const isDone = met.size > 0;
      if (isStarted && met.size !== userIds.length)
        wrong('acknowledged lost', `${userIds.length - met.size} of a bulk reset`);
      await enter(desk, admin);
      if (by !== undefined && !isDone) await anew();
      if (by !== undefined && isDone) {
        await askAsAnother(scene, 'bulkResets.start', request, actId);
        // A part may have been done, so the answer may be that it was done before. The codes of that part are there.
        if (!isStarted) await begin().catch(codeless);
        codes = await listCodes().catch(codeless);
      }
      const after = resets();
      const shown = codes ?? [];
      const current = look(root, (reading) =>
        shown.filter(({ userId, code }) => macFits(reading, 'setup_codes', userId, code)),
      );
      if (current.length !== after.size) wrong('code lost', `${after.size - current.length} of a bulk reset`);
      for (const [id, times] of after) if (times !== 1) wrong('doubled', `${times} resets of ${id}`);
      await desk.ask('bulk.discardCodes', { bulkId: bulkId ?? '' }).catch(codeless);
      await desk.ask('window.setSecretShown', { isShown: false });
      return metBy(by, isDone);
    },
  };
}
