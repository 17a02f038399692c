// How often Rekey waits for PostgreSQL while it answers: each wait is a way to the server and back, which may be on another
// computer.
import { randomBytes } from 'node:crypto';
import { MessagePort } from 'node:worker_threads';
import { expect, test, vi } from 'vitest';
import { withActIds } from '../../main/ipc/act-ids.ts';
import { createFixture } from '../support/fixture.ts';
import { openDoor } from '../support/open-door.ts';
import { createInstantHasher } from '../support/seeded.ts';

const identity = { reason: 'lost_phone', note: '', identityCheck: 'in_person', vouchedBy: '' } as const;
/** 27 are left. */
const MOST_WAITS = 30;

test('a reset waits for the server less often than it has statements', async () => {
  const fixture = createFixture({ passwords: createInstantHasher() });
  const admin = await fixture.addPerson({ role: 'partner_admin' });
  const [ann, ben] = [
    await fixture.addPerson({ role: 'partner_ops' }),
    await fixture.addPerson({ role: 'partner_ops' }),
  ];
  const open = openDoor(fixture);
  await open.signIn(1, admin);
  const door = withActIds(open.door, {
    newId: () => randomBytes(16).toString('base64url'),
    now: () => performance.now(),
  });
  /** @returns how often it waited: a message to the thread that talks to PostgreSQL is a wait. */
  const reset = async (person: typeof ann, code: string): Promise<number> => {
    const { version } = fixture.user(person);
    const input = JSON.stringify({ userId: person.id, version, mode: 'revoke_now', ...identity, code });
    const spy = vi.spyOn(MessagePort.prototype, 'postMessage');
    expect(JSON.parse(await door.answer({ windowId: 1 }, 'users.resetTwoFactor', input))).toMatchObject({ ok: true });
    const count = spy.mock.calls.length;
    spy.mockRestore();
    return count;
  };
  await reset(ann, fixture.nextCode(admin));
  // It has 56 statements.
  expect(await reset(ben, '')).toBeLessThanOrEqual(MOST_WAITS);
});
