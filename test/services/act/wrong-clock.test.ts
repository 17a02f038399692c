// A computer whose clock jumps while Rekey runs, or is wrong when it starts. Phones show the true time.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { codeAtStep, STEP_MS, stepAt } from '../../../main/domain/two-factor.ts';
import { type Actor, findActor } from '../../../main/services/act/actor.ts';
import { noteTime } from '../../../main/services/act/check-clock.ts';
import { provePresence } from '../../../main/services/act/presence.ts';
import { SESSION_MS, type VisitAt } from '../../../main/services/act/visit.ts';
import { signIn, verifyCode, verifyRecoveryCode } from '../../../main/services/sign-in/sign-in.ts';
import { getHighWater } from '../../../main/storage/tables/clock.ts';
import { endAllSessions } from '../../../main/storage/tables/sessions.ts';
import { type Computer, createComputer } from '../../support/computer.ts';
import { createFixture, type Fixture, type Person, visitAt } from '../../support/fixture.ts';
import { refusalIn } from '../../support/refusals.ts';
import { createInstantHasher, DAY, HOUR, MINUTE } from '../../support/seeded.ts';

interface Desk {
  readonly fixture: Fixture;
  readonly computer: Computer;
  readonly ann: Person;
  readonly cleo: Person;
}

async function makeDesk(ahead = 0): Promise<Desk> {
  const computer = createComputer();
  const fixture = createFixture({ clock: computer.clock, passwords: createInstantHasher() });
  const ann = await fixture.addPerson({ role: 'partner_admin' });
  const cleo = await fixture.addPerson({ role: 'client_ops' });
  computer.clock.advance(DAY);
  const desk = { fixture, computer, ann, cleo };
  restart(desk, ahead);
  return desk;
}

function restart({ fixture, computer }: Desk, ahead = 0): void {
  computer.setAhead(ahead);
  computer.restart();
  fixture.context.storage.transaction((tx) => endAllSessions(tx, 'application_closed', computer.clock.now()));
}

/** Minutes pass, as they do for the application: it notes the time in each. */
function pass({ fixture, computer }: Desk, ms: number): void {
  for (let left = ms; left > 0; left -= MINUTE) {
    computer.clock.advance(Math.min(left, MINUTE));
    noteTime(fixture.context);
  }
}

/** What the phone shows. */
const phone = ({ computer }: Desk, { secret }: Person, at = computer.trueTime()): string =>
  codeAtStep(secret, stepAt(at));

const atCode = async ({ fixture }: Desk, person: Person): Promise<VisitAt<'code'>> =>
  visitAt(await signIn(fixture.context, person), 'code');

async function enter(desk: Desk, person: Person): Promise<string> {
  const visit = await atCode(desk, person);
  return visitAt(await verifyCode(desk.fixture.context, visit, phone(desk, person)), 'signed_in').sessionId;
}

const isOpen = ({ fixture }: Desk, sessionId: string): boolean => findActor(fixture.context, sessionId) !== undefined;

const SPELLS = [5 * HOUR, -5 * HOUR, 13 * HOUR, -13 * HOUR, 400 * DAY, -40 * DAY];

test('everybody signs in as soon as a clock that was wrong at the start is right', async () => {
  for (const by of SPELLS) {
    const desk = await makeDesk(by);
    const visit = await atCode(desk, desk.ann);
    expect((await refusalIn(verifyCode(desk.fixture.context, visit, phone(desk, desk.ann)))).code).toMatch(
      /^(wrong_code|phone_clock_off|clock_went_back)$/,
    );
    pass(desk, 2 * MINUTE);
    desk.computer.setAhead(0);
    for (const person of [desk.ann, desk.cleo]) expect(isOpen(desk, await enter(desk, person))).toBe(true);
    expect(desk.computer.clock.now()).toBe(desk.computer.trueTime());
    restart(desk);
    pass(desk, MINUTE);
    expect(isOpen(desk, await enter(desk, desk.cleo))).toBe(true);
  }
});

test('nobody is signed out by a clock that jumps for some minutes, and codes go on working', async () => {
  for (const by of SPELLS) {
    const desk = await makeDesk();
    const session = await enter(desk, desk.ann);
    pass(desk, HOUR);
    desk.computer.setAhead(by);
    pass(desk, 10 * MINUTE);
    expect(isOpen(desk, session)).toBe(true);
    expect(isOpen(desk, await enter(desk, desk.cleo))).toBe(true);
    const actor = findActor(desk.fixture.context, session) as Actor;
    provePresence(desk.fixture.context, actor, phone(desk, desk.ann));
    desk.computer.setAhead(0);
    pass(desk, MINUTE);
    expect(isOpen(desk, session)).toBe(true);
    expect(getHighWater(desk.fixture.read)).toBe(desk.computer.trueTime());
    for (const { at } of desk.fixture.activity()) expect(at).toBeLessThanOrEqual(desk.computer.trueTime());
  }
});

test('a jump that lasts is followed forward; the phone that agrees with it is right at once', async () => {
  const desk = await makeDesk(-5 * HOUR);
  pass(desk, HOUR);
  desk.computer.setAhead(0);
  expect(isOpen(desk, await enter(desk, desk.ann))).toBe(true);
  const waiting = await makeDesk(-5 * HOUR);
  pass(waiting, HOUR);
  waiting.computer.setAhead(0);
  pass(waiting, 16 * MINUTE);
  expect(waiting.computer.clock.now()).toBe(waiting.computer.trueTime());
});

test('a clock that was believed wrong is put right: the answer says until when, and a Partner Admin accepts it', async () => {
  const desk = await makeDesk(5 * HOUR);
  pass(desk, 20 * MINUTE);
  const mark = getHighWater(desk.fixture.read);
  expect(mark).toBe(desk.computer.trueTime() + 5 * HOUR);
  desk.computer.setAhead(0);
  pass(desk, 30 * MINUTE);
  const refusal = await refusalIn(
    verifyCode(desk.fixture.context, await atCode(desk, desk.cleo), phone(desk, desk.cleo)),
  );
  expect(refusal).toEqual({
    code: 'clock_went_back',
    minutes: 300,
    until: getHighWater(desk.fixture.read) - 5 * MINUTE,
  });
  // The phone has spoken: the wrong time is believed no more, so the mark stays where it is.
  const stopped = getHighWater(desk.fixture.read);
  pass(desk, HOUR);
  expect(getHighWater(desk.fixture.read)).toBe(stopped);
  await verifyRecoveryCode(desk.fixture.context, await atCode(desk, desk.ann), desk.ann.recoveryCodes[0] ?? '');
  expect(desk.computer.clock.now()).toBe(desk.computer.trueTime());
  expect(isOpen(desk, await enter(desk, desk.cleo))).toBe(true);
});

test('an old code is worth nothing when the clock is set back to it, while Rekey runs or between two starts', async () => {
  const desk = await makeDesk();
  await enter(desk, desk.ann);
  pass(desk, 10 * MINUTE);
  const seenAt = desk.computer.trueTime();
  const seen = phone(desk, desk.cleo);
  pass(desk, HOUR);
  desk.computer.setAhead(seenAt - desk.computer.trueTime());
  const visit = await atCode(desk, desk.cleo);
  expect((await refusalIn(verifyCode(desk.fixture.context, visit, seen))).code).toBe('clock_went_back');
  pass(desk, 20 * MINUTE);
  desk.computer.setAhead(seenAt - desk.computer.trueTime());
  expect((await refusalIn(verifyCode(desk.fixture.context, visit, seen))).code).toMatch(
    /^(clock_went_back|code_already_used|wrong_code|phone_clock_off)$/,
  );
  restart(desk, seenAt - desk.computer.trueTime());
  expect((await refusalIn(verifyCode(desk.fixture.context, await atCode(desk, desk.cleo), seen))).code).toBe(
    'clock_went_back',
  );
});

test('no session lasts longer because the clock was set back', async () => {
  const desk = await makeDesk();
  const visit = await atCode(desk, desk.cleo);
  const { context } = desk.fixture;
  // A recovery code confirms no time, so a phone can still move the clock back.
  const { sessionId } = visitAt(
    await verifyRecoveryCode(context, visit, desk.cleo.recoveryCodes[0] ?? ''),
    'signed_in',
  );
  pass(desk, 14 * MINUTE);
  desk.computer.setAhead(-13 * MINUTE);
  const theirs = phone(desk, desk.ann, desk.computer.trueTime() - 13 * MINUTE);
  visitAt(await verifyCode(context, await atCode(desk, desk.ann), theirs), 'signed_in');
  expect(desk.computer.clock.now()).toBe(desk.computer.trueTime() - 13 * MINUTE);
  pass(desk, SESSION_MS - 15 * MINUTE);
  expect(isOpen(desk, sessionId)).toBe(true);
  pass(desk, MINUTE);
  expect(isOpen(desk, sessionId)).toBe(false);
});

test('a start before the computer has put its clock right refuses nothing that a phone does not confirm', async () => {
  const desk = await makeDesk();
  await enter(desk, desk.ann);
  for (let i = 0; i < 20; i++) {
    restart(desk, (i % 2 === 0 ? 1 : -1) * (i + 1) * HOUR);
    pass(desk, 3 * MINUTE);
    desk.computer.setAhead(0);
    pass(desk, MINUTE);
    expect(isOpen(desk, await enter(desk, desk.cleo))).toBe(true);
  }
});

const event = fc.oneof(
  fc.record({ kind: fc.constant('pass' as const), ms: fc.integer({ min: STEP_MS, max: 40 * MINUTE }) }),
  fc.record({ kind: fc.constant('wrong' as const), by: fc.integer({ min: -30 * HOUR, max: 30 * HOUR }) }),
  fc.record({ kind: fc.constant('right' as const) }),
  fc.record({ kind: fc.constant('restart' as const) }),
  fc.record({ kind: fc.constant('enter' as const) }),
  fc.record({ kind: fc.constant('replay' as const), back: fc.integer({ min: 0, max: 40 }) }),
);

test('whatever the clock does: no code counts twice, none from before a believed time, and no session beyond its hours', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(event, { maxLength: 40 }), async (events) => {
      const desk = await makeDesk();
      const { context } = desk.fixture;
      const sessions: { id: string; began: number }[] = [];
      const used = new Set<string>();
      const seen: { code: string; at: number }[] = [];
      for (const one of events) {
        if (one.kind === 'pass') pass(desk, one.ms);
        if (one.kind === 'wrong') desk.computer.setAhead(one.by);
        if (one.kind === 'right') desk.computer.setAhead(0);
        if (one.kind === 'restart') restart(desk, desk.computer.offBy());
        seen.push({ code: phone(desk, desk.cleo), at: desk.computer.trueTime() });
        const old = one.kind === 'replay' ? seen[one.back % seen.length] : undefined;
        if (one.kind !== 'enter' && old === undefined) continue;
        const mark = getHighWater(desk.fixture.read);
        const code = old?.code ?? phone(desk, desk.cleo);
        const shown = [desk.computer.clock.now(), desk.computer.trueTime() + desk.computer.offBy()];
        const visit = await atCode(desk, desk.cleo).catch(() => undefined);
        if (visit === undefined) return; // locked by the guesses of this test
        const next = await verifyCode(context, visit, code).catch(() => undefined);
        if (next?.stage !== 'signed_in') continue;
        // It fits a time that is not behind the mark, and it was never used.
        expect(shown.some((at) => at >= mark - 5 * MINUTE && fits(desk.cleo, code, at))).toBe(true);
        expect(used.has(code)).toBe(false);
        used.add(code);
        sessions.push({ id: next.sessionId, began: desk.computer.trueTime() });
        for (const { id, began } of sessions)
          if (desk.computer.trueTime() - began > SESSION_MS + 6 * MINUTE) expect(isOpen(desk, id)).toBe(false);
      }
    }),
    { numRuns: 60 },
  );
});

const fits = ({ secret }: Person, code: string, at: number): boolean =>
  [-1, 0, 1].some((step) => codeAtStep(secret, stepAt(at) + step) === code);
