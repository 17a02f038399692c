// The line is cut at random moments of resets. What was acknowledged is there, nothing is done twice, no code is lost, and
// nobody else sees one. REKEY_LINE_CUTS says how often; a campaign takes 500.
import { afterEach, expect, test, vi } from 'vitest';
import { verifyChain } from '../../main/domain/activity-chain.ts';
import { macOfCode } from '../../main/services/act/issued-code.ts';
import { sha256 } from '../../main/services/act/record-activity.ts';
import { iterateActivity } from '../../main/storage/tables/activity.ts';
import { join, openDesktop, opened, openPipe, serveFirm } from './firm-line.ts';

afterEach(() => {
  for (const close of opened.splice(0)) close();
});

const CUTS = Number(process.env['REKEY_LINE_CUTS'] ?? 15);

test('a cut at any moment of a reset loses nothing, doubles nothing and shows nobody else a code', async () => {
  const line = await serveFirm();
  const { fixture, admin } = line;
  const pipe = await openPipe(line.address());
  const [mine, others] = [await join(line, 'A'), await join(line, 'B')];
  const desk = openDesktop(line, { ...mine, addresses: [pipe.address] });
  const other = openDesktop(line, others);
  const colleague = await fixture.addPerson({ role: 'partner_admin' });
  const people = await Promise.all(Array.from({ length: 6 }, () => fixture.addPerson({ role: 'client_ops' })));
  const connected = () =>
    vi.waitFor(async () => expect((await desk.line()).kind).toBe('connected'), { timeout: 10_000, interval: 5 });
  await connected();
  await vi.waitFor(async () => expect((await other.line()).kind).toBe('connected'), { timeout: 10_000 });
  await desk.signIn(1, admin, fixture);
  await other.signIn(1, colleague, fixture);
  const countResets = () =>
    Number(fixture.read.get("SELECT count(*) AS n FROM activity WHERE action = 'two_factor.reset'")?.['n']);
  const seen = { acknowledged: 0, unknown: 0, unsent: 0 };
  for (let round = 0; round < CUTS; round++) {
    // A session ends after twelve hours of the firm's clock.
    if (round % 100 === 99)
      for (const [at, person] of [
        [desk, admin],
        [other, colleague],
      ] as const) {
        await at.ask(1, 'session.signOut', {});
        await at.signIn(1, person, fixture);
      }
    const person = people[round % people.length] ?? admin;
    const before = countResets();
    const facts = {
      userId: person.id,
      mode: 'revoke_now',
      reason: 'lost_phone',
      note: `round ${round}`,
      identityCheck: 'in_person',
      vouchedBy: '',
    } as const;
    const version = fixture.user(person).version;
    const ask = async (by: typeof desk, code: string): Promise<string | { readonly setupCode: string }> => {
      const reply = JSON.parse(
        await by.door.answer(
          { windowId: 1 },
          'users.resetTwoFactor',
          JSON.stringify({ ...facts, version: by === other ? version : fixture.user(person).version, code }),
        ),
      ) as { readonly value?: { readonly setupCode: string }; readonly failure?: { readonly code: string } };
      return reply.value ?? reply.failure?.code ?? 'nothing';
    };
    const asked = ask(desk, fixture.nextCode(admin));
    // From before the request leaves until after the answer has come: it takes some 3 ms, and more on a busy computer.
    const moment = (round % 40) / 2;
    setTimeout(() => (round % 3 === 0 ? pipe.swallow() : undefined), moment);
    setTimeout(() => pipe.cut(), moment + (round % 3 === 0 ? 5 : 0));
    let answer = await asked;
    await vi.waitFor(() => expect(pipe.cuts).toBe(round + 1), { timeout: 10_000 });
    seen[answer === 'not_known' ? 'unknown' : answer === 'not_connected' ? 'unsent' : 'acknowledged'] += 1;
    await connected();
    await vi.waitFor(
      async () => {
        const { screen } = await desk.ask(1, 'application.getState', {});
        expect(['locked', 'signed_in']).toContain(screen.name);
      },
      { timeout: 10_000 },
    );
    const { screen } = await desk.ask(1, 'application.getState', {});
    if (screen.name === 'locked') await desk.ask(1, 'session.unlock', { password: admin.password });
    // Somebody else who asks for the same sees no code of it.
    const code = fixture.nextCode(colleague);
    if (countResets() > before) {
      const theirs = await ask(other, code);
      expect(JSON.stringify(theirs)).not.toMatch(/[0-9A-Z]{4}-[0-9A-Z]{4}/);
    }
    if (typeof answer === 'string') answer = await ask(desk, fixture.nextCode(admin));
    expect([round, countResets() - before]).toEqual([round, 1]);
    expect([round, seen, answer]).toMatchObject([round, seen, { outcome: 'done' }]);
    const { setupCode } = answer as { readonly setupCode: string };
    const stored = fixture.read.get('SELECT mac FROM setup_codes WHERE user_id = :id', { id: person.id });
    expect(Buffer.from(stored?.['mac'] as Uint8Array)).toEqual(
      Buffer.from(macOfCode(fixture.context, 'setup_code', person.id, setupCode)),
    );
  }
  const records = [...iterateActivity(fixture.read)];
  expect(verifyChain(sha256, records)).toEqual({ isIntact: true, count: records.length });
  if (CUTS >= 100) process.stdout.write(`${CUTS} cuts: ${JSON.stringify(seen)}\n`);
}, 600_000);
