// The numbers above the list and in its filters: each is what the list would show to the same person, right after every
// change, and nobody learns more from a number than from the list.
import { beforeAll, expect, test } from 'vitest';
import { ATTENTION, type ClientId, ROLES, type Role, STATUSES, TWO_FACTOR_STATES } from '../../main/domain/user.ts';
import { markFrozen } from '../../main/storage/tables/users.ts';
import type { OutputOf, UserFilters } from '../../preload/contract/index.ts';
import { createFixture, type Fixture, type Person } from '../support/fixture.ts';
import { type OpenDoor, openDoor } from '../support/open-door.ts';
import { createInstantHasher, DAY } from '../support/seeded.ts';

const NONE: UserFilters = { roles: [], statuses: [], twoFactor: [], attention: [] };
const EACH: readonly UserFilters[] = [
  NONE,
  ...ROLES.map((role) => ({ ...NONE, roles: [role] })),
  ...STATUSES.map((status) => ({ ...NONE, statuses: [status] })),
  ...TWO_FACTOR_STATES.map((state) => ({ ...NONE, twoFactor: [state] })),
];
const NEEDED: readonly UserFilters[] = ATTENTION.map((each) => ({ ...NONE, attention: [each] }));
/** As many as one request asks for. */
const MOST = [...EACH, ...NEEDED].slice(1);
/** All but `client_ops`, who see no list. */
const READERS = ROLES.filter((role) => role !== 'client_ops');
const windowOf = (role: Role): number => ROLES.indexOf(role) + 1;

let fixture: Fixture;
let open: OpenDoor;
let alder: ClientId;
const readers = new Map<Role, Person>();

/** A firm with somebody of every role in every state, at a client and at another one. */
beforeAll(async () => {
  fixture = createFixture({ passwords: createInstantHasher() });
  open = openDoor(fixture);
  alder = fixture.addClient('Alder');
  const beacon = fixture.addClient('Beacon');
  for (const role of READERS) readers.set(role, await fixture.addPerson({ role, clients: [alder] }));
  for (const role of ROLES)
    for (const client of [alder, beacon])
      for (let state = 0; state < 6; state++) {
        const { id } = await fixture.addPerson({ role, clients: [client], hasAllClients: false, isSetUp: state !== 1 });
        fixture.context.storage.transaction((tx) => {
          const now = fixture.clock.now();
          if (state === 2) markFrozen(tx, id, now, null);
          if (state === 3) tx.run('UPDATE users SET code_disabled_at = :now WHERE id = :id', { id, now });
          if (state === 4)
            tx.run("UPDATE users SET status = 'invited', invitation_expires_at = :at WHERE id = :id", {
              id,
              at: now + DAY,
            });
          if (state === 5)
            tx.run("UPDATE users SET last_reset_at = :at, phone = '+44 20 7946 0101' WHERE id = :id", {
              id,
              at: now - DAY,
            });
        });
      }
  for (const [role, person] of readers) await open.signIn(windowOf(role), person);
});

const totals = async (role: Role, filters: readonly UserFilters[], clientId: ClientId | null = null, search = '') =>
  (await open.ask(windowOf(role), 'users.count', { search, clientId, filters: [...filters] })).totals;
const list = (
  role: Role,
  filters: UserFilters,
  clientId: ClientId | null = null,
  search = '',
): Promise<OutputOf<'users.list'>> =>
  open.ask(windowOf(role), 'users.list', {
    search,
    clientId,
    filters,
    sort: { column: 'name', isDescending: false },
    offset: 0,
    limit: 200,
  });

test.each(READERS)('each number is what the list shows to %s', async (role) => {
  for (const clientId of [null, alder])
    for (const search of ['', 'e'])
      for (const filters of [EACH, NEEDED]) {
        const shown: number[] = [];
        for (const each of filters) shown.push((await list(role, each, clientId, search)).rows.length);
        expect(await totals(role, filters, clientId, search)).toEqual(shown);
        expect(shown.some((total) => total > 0)).toBe(true);
      }
});

test('every kind of attention counts the people in need of it', async () => {
  const [withoutTwoFactor, , , expiring, reset, noNumber] = await totals('partner_admin', NEEDED);
  expect([withoutTwoFactor, expiring, reset]).toEqual([10, 10, 10]);
  expect(noNumber).toBe(50 + readers.size);
  expect(
    await totals('partner_admin', [
      { ...NONE, statuses: ['frozen'] },
      { ...NONE, statuses: ['locked'] },
    ]),
  ).toEqual([10, 10]);
});

test('who unfreezes nobody reads that a frozen account is locked, in numbers, filters and rows', async () => {
  for (const role of READERS.filter((each) => each !== 'partner_admin')) {
    const [frozen, locked] = await totals(role, [
      { ...NONE, statuses: ['frozen'] },
      { ...NONE, statuses: ['locked'] },
    ]);
    const { rows } = await list(role, { ...NONE, statuses: ['locked'] });
    expect([frozen, locked]).toEqual([0, rows.length]);
    expect(rows.length).toBeGreaterThan(0);
    expect(new Set(rows.map((row) => row.details?.status))).toEqual(new Set(['locked']));
  }
});

test('a number tells Partner Ops nothing about a Partner Admin but the role', async () => {
  const before = await totals('partner_ops', MOST);
  const admin = readers.get('partner_admin') as Person;
  fixture.context.storage.transaction((tx) => {
    tx.run("UPDATE users SET phone = '+44 20 7946 0999', last_reset_at = :at, code_disabled_at = 1 WHERE id = :id", {
      id: admin.id,
      at: fixture.clock.now(),
    });
  });
  expect(await totals('partner_ops', MOST)).toEqual(before);
  fixture.context.storage.transaction((tx) =>
    tx.run("UPDATE users SET phone = '', last_reset_at = NULL, code_disabled_at = NULL WHERE id = :id", {
      id: admin.id,
    }),
  );
});

test('the numbers are right at once after a change, and when a time has passed', async () => {
  const ask = async () => (await totals('partner_admin', [{ ...NONE, attention: ['recently_reset'] }]))[0] ?? 0;
  const before = await ask();
  const { id } = readers.get('client_admin') as Person;
  fixture.context.storage.transaction((tx) =>
    tx.run('UPDATE users SET last_reset_at = :at WHERE id = :id', { id, at: fixture.clock.now() - 30 * DAY + 1 }),
  );
  expect(await ask()).toBe(before + 1);
  fixture.clock.advance(1);
  expect(await ask()).toBe(before);
});

test('somebody who sees no list gets no number', async () => {
  const person = await fixture.addPerson({ role: 'client_ops', clients: [alder] });
  await open.signIn(9, person);
  expect(await open.refusal(9, 'users.count', { search: '', clientId: null, filters: [NONE] })).toMatchObject({
    code: 'forbidden',
  });
});
