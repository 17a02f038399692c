// How often Rekey waits for PostgreSQL while it answers: each wait is a way to the server and back, which may be on another
// computer.
import { randomBytes } from 'node:crypto';
import { MessagePort } from 'node:worker_threads';
import { expect, test, vi } from 'vitest';
import { withActIds } from '../../main/ipc/act-ids.ts';
import type { RequestName } from '../../preload/contract/index.ts';
import { createFixture } from '../support/fixture.ts';
import { openDoor } from '../support/open-door.ts';
import { createInstantHasher } from '../support/seeded.ts';

const identity = { reason: 'lost_phone', note: '', identityCheck: 'in_person', vouchedBy: '' } as const;
const EVERYBODY = { roles: [], statuses: [], twoFactor: [], attention: [] } as const;

test('a reset and a page of users wait for the server a few times', async () => {
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
  /** A message to the thread that talks to PostgreSQL is a wait. */
  const waitsFor = async (name: RequestName, input: object): Promise<number> => {
    const spy = vi.spyOn(MessagePort.prototype, 'postMessage');
    expect(JSON.parse(await door.answer({ windowId: 1 }, name, JSON.stringify(input)))).toMatchObject({ ok: true });
    const count = spy.mock.calls.length;
    spy.mockRestore();
    return count;
  };
  const reset = (person: typeof ann, code: string): Promise<number> => {
    const { version } = fixture.user(person);
    return waitsFor('users.resetTwoFactor', { userId: person.id, version, mode: 'revoke_now', ...identity, code });
  };
  const sort = { column: 'name', isDescending: false };
  const page = { search: '', clientId: null, filters: EVERYBODY, sort, offset: 0, limit: 100 };
  await reset(ann, fixture.nextCode(admin));
  await waitsFor('users.list', page);
  expect([await reset(ben, ''), await waitsFor('users.list', page)]).toEqual([0, 0]);
});
