// A row that was damaged or edited in the file does not hide the others: each list shows what fits, says how many rows it
// leaves out, and gives the log a reference. An answer that Rekey builds wrongly still fails as a whole.
import { describe, expect, test } from 'vitest';
import type { UserId } from '../../main/domain/user.ts';
import type { InputOf, RequestName } from '../../preload/contract/index.ts';
import { editAsProgram } from '../support/accident.ts';
import type { Fixture } from '../support/fixture.ts';
import { toFailure } from '../support/open-door.ts';
import { REQUESTS } from './requests.ts';
import { resetInput, type Scene, setScene, WINDOW, withHandler } from './scenes.ts';

const TOO_LONG = 'x'.repeat(5000);
/** @param sql names the text that is too long as `:bad`. */
const edit = ({ context }: Fixture, sql: string): void =>
  editAsProgram(context.storage, sql.replaceAll(':bad', `'${TOO_LONG}'`));

interface Sent {
  readonly value: Readonly<Record<string, readonly unknown[]>>;
  readonly leftOut?: { readonly count: number; readonly reference: string };
}
async function send<N extends RequestName>({ open }: Scene, name: N, input: InputOf<N>): Promise<Sent> {
  const reply = JSON.parse(await open.send(WINDOW, name, JSON.stringify(input))) as Sent & { readonly ok: boolean };
  expect([name, reply.ok]).toEqual([name, true]);
  return reply;
}

async function signedIn(): Promise<Scene> {
  const scene = await setScene();
  await scene.open.signIn(WINDOW, scene.admin);
  return scene;
}

describe('one bad row', () => {
  test.each<[string, RequestName, string, (scene: Scene) => unknown]>([
    [
      'a user whose last sign-in is at no day',
      'users.list',
      'rows',
      ({ fixture }) => edit(fixture, 'UPDATE users SET last_sign_in_at = 9000000000000000 + length(:bad) WHERE id = 2'),
    ],
    [
      'a client that was added at no day',
      'clients.list',
      'rows',
      ({ fixture }) => {
        for (const name of ['Alder', 'Beacon']) fixture.addClient(name);
        edit(fixture, 'UPDATE clients SET added_at = 9000000000000000 + length(:bad) WHERE id = 1');
      },
    ],
    [
      'a record whose reason is longer than a reason can be',
      'activity.list',
      'records',
      ({ fixture }) => edit(fixture, 'UPDATE activity SET reason = :bad WHERE seq = 1'),
    ],
    [
      'a record at a time that is no day',
      'activity.list',
      'records',
      ({ fixture }) => edit(fixture, 'UPDATE activity SET at = 9000000000000000 + length(:bad) WHERE seq = 1'),
    ],
    [
      'a record of the own activity',
      'account.listActivity',
      'records',
      async ({ fixture, open, admin }) => {
        await open.signIn(WINDOW + 1, admin);
        edit(fixture, 'UPDATE activity SET reason = :bad WHERE seq = 1');
      },
    ],
  ])('%s: %s shows the others and says so', async (_what, name, list, damage) => {
    const scene = await signedIn();
    const { fixture, open, admin, ann } = scene;
    await open.ask(WINDOW, 'users.resetTwoFactor', resetInput(fixture, ann, fixture.nextCode(admin)));
    await damage(scene);
    const { value, leftOut } = await send(scene, name, REQUESTS[name].input as never);
    expect(leftOut).toEqual({ count: 1, reference: expect.stringMatching(/^[0-9a-f]{8}$/) });
    expect(value[list]?.length).toBeGreaterThan(0);
    expect(JSON.stringify(value)).not.toContain(TOO_LONG);
    expect(open.log.at(-1)).toMatch(new RegExp(`^${leftOut?.reference} ${name}: left out: ${list}\\.\\d+\\.`));
    expect(open.log.join()).not.toContain(TOO_LONG);
  });
});

test('an alert with a bad row keeps neither the state nor the event from the window', async () => {
  const scene = await signedIn();
  const { fixture, open } = scene;
  edit(
    fixture,
    `INSERT INTO alerts (at, kind, actor_name, activity_seq)
     VALUES (${fixture.clock.now()}, 'many_resets', 'Ann', 1), (${fixture.clock.now()}, 'many_resets', :bad, 1)`,
  );
  const { screen } = await open.ask(WINDOW, 'application.getState', {});
  expect(screen).toMatchObject({ name: 'signed_in', alerts: [{ actorName: 'Ann' }] });
  await open.ask(WINDOW, 'settings.get', {});
  open.door.lock(WINDOW, 'person');
  expect(open.announced.at(-1)).toMatchObject({ name: 'state.changed', payload: { screen: { name: 'locked' } } });
});

test('a list without bad rows says nothing', async () => {
  const { leftOut } = await send(await signedIn(), 'users.list', REQUESTS['users.list'].input);
  expect(leftOut).toBeUndefined();
});

test('a row that Rekey builds wrongly, with a key too many or too few, fails the answer', async () => {
  const { open } = await signedIn();
  const page = await open.ask(WINDOW, 'users.list', REQUESTS['users.list'].input);
  const [first, ...others] = page.rows;
  const { actions: _left, ...tooFew } = { actions: null, ...first };
  for (const spoiled of [{ ...first, sealedSecret: 'JBSWY3DPEHPK3PXP' }, tooFew])
    await withHandler(
      'users.list',
      () => ({ ...page, rows: [spoiled, ...others] }),
      async () => {
        const answer = await open.send(WINDOW, 'users.list', JSON.stringify(REQUESTS['users.list'].input));
        expect(toFailure(answer).code).toBe('unexpected');
      },
    );
});

test('no code that was handed out is left out: such an answer fails, and its act is taken back', async () => {
  const { fixture, open, admin } = await signedIn();
  await open.ask(WINDOW, 'users.invite', { ...REQUESTS['users.invite'].input, code: fixture.nextCode(admin) });
  const invited = fixture.read.get("SELECT id FROM users WHERE status = 'invited'")?.['id'] as UserId;
  // 130 letters for the database, which takes 254, and 260 for the contract.
  edit(fixture, `UPDATE users SET email = '${'😀'.repeat(130)}' WHERE id = ${invited}`);
  const readCodes = () => fixture.read.all('SELECT * FROM one_time_codes');
  const before = readCodes();
  const resend = { userIds: [invited], code: '' };
  expect((await open.refusal(WINDOW, 'users.resendInvitations', resend)).code).toBe('unexpected');
  expect(open.log.join()).toContain('issued.0.email');
  expect(readCodes()).toEqual(before);
});
