// Overview through the real door: each number is what the list behind it shows to the same person, and a role reads only
// what it may see elsewhere.
import { beforeAll, describe, expect, test } from 'vitest';
import { type ClientId, ROLES, type Role } from '../../main/domain/user.ts';
import { recordActivity } from '../../main/services/act/record-activity.ts';
import { setLastBackup } from '../../main/storage/tables/last-backup.ts';
import { markFrozen } from '../../main/storage/tables/users.ts';
import type { InputOf, OutputOf, UserFilters } from '../../preload/contract/index.ts';
import { createFixture, type Fixture, type Person } from '../support/fixture.ts';
import { type OpenDoor, openDoor } from '../support/open-door.ts';
import { createInstantHasher, DAY } from '../support/seeded.ts';

const ADMIN = 1;
const OPS = 2;

let fixture: Fixture;
let open: OpenDoor;
let admin: Person;
let ops: Person;
let alder: ClientId;

/** A firm with somebody of every role in every state, for Partner Ops that works for one of two clients. */
beforeAll(async () => {
  fixture = createFixture({ passwords: createInstantHasher() });
  open = openDoor(fixture);
  alder = fixture.addClient('Alder');
  const beacon = fixture.addClient('Beacon');
  admin = await fixture.addPerson({ role: 'partner_admin', firstName: 'Margaret', lastName: 'Ashworth' });
  ops = await fixture.addPerson({ role: 'partner_ops', clients: [alder] });
  for (const role of ROLES)
    for (const client of [alder, beacon])
      for (let state = 0; state < 6; state++) {
        const { id } = await fixture.addPerson({ role, clients: [client], hasAllClients: false, isSetUp: state !== 1 });
        const now = fixture.clock.now();
        const change = (sql: string, values = {}) =>
          fixture.context.storage.transaction((tx) =>
            tx.run(`UPDATE users SET ${sql} WHERE id = :id`, { id, ...values }),
          );
        if (state === 2) fixture.context.storage.transaction((tx) => markFrozen(tx, id, now, null));
        if (state === 3) change('code_disabled_at = 1');
        if (state === 4) change("status = 'invited', invitation_expires_at = :at", { at: now + DAY });
        if (state === 5)
          change("two_factor = 'setup_required', setup_deadline_at = :at", { at: now + (client === alder ? -1 : DAY) });
      }
  await open.signIn(ADMIN, admin);
  await open.signIn(OPS, ops);
});

const read = (windowId: number): Promise<OutputOf<'overview.read'>> => open.ask(windowId, 'overview.read', {});
async function listed(windowId: number, filters: UserFilters): Promise<number> {
  const sort = { column: 'name', isDescending: false } as const;
  const input = { search: '', clientId: null, filters, sort, offset: 0, limit: 1 };
  return (await open.ask(windowId, 'users.list', input)).total;
}

describe.each([
  ['partner_admin', ADMIN],
  ['partner_ops', OPS],
] as const)('to %s', (_role, windowId) => {
  test('each number of people is what the list behind it shows', async () => {
    const { twoFactor, attention } = await read(windowId);
    const people = [
      ...twoFactor.flatMap(({ all, setUp, required, notSetUp }) => [all, setUp, required, notSetUp]),
      ...attention,
    ];
    for (const { count, filters } of people)
      expect([filters, await listed(windowId, filters)]).toEqual([filters, count]);
    expect(people.filter(({ count }) => count > 0).length).toBeGreaterThan(10);
  });
  test('the states of a role add up to its accounts in use', async () => {
    for (const { all, setUp, required, notSetUp } of (await read(windowId)).twoFactor)
      expect(setUp.count + required.count + notSetUp.count).toBe(all.count);
  });
});

test('Partner Ops reads nothing about Partner Admins, frozen accounts, resets and backups', async () => {
  const { twoFactor, attention, resets, firm } = await read(OPS);
  expect(twoFactor.map(({ role }) => role)).toEqual(ROLES.filter((role) => role !== 'partner_admin'));
  expect(attention.map(({ list }) => list)).not.toContain('frozen');
  const statuses = [...twoFactor.map(({ all }) => all), ...attention].flatMap(({ filters }) => filters.statuses);
  expect(statuses).not.toContain('frozen');
  expect([resets, firm]).toEqual([null, null]);
});

test('a client role has no overview, and the attempt is on record', async () => {
  for (const [i, role] of (['client_admin', 'client_self_service', 'client_ops'] as const satisfies Role[]).entries()) {
    await open.signIn(10 + i, await fixture.addPerson({ role, clients: [alder] }));
    expect(await open.refusal(10 + i, 'overview.read', {})).toMatchObject({ code: 'forbidden' });
    expect(fixture.activity().at(-1)).toMatchObject({ action: 'overview.read', outcome: 'denied' });
    const { screen } = await open.ask(10 + i, 'application.getState', {});
    expect(screen).toMatchObject({ may: { viewOverview: false } });
  }
});

describe('resets of 2FA', () => {
  /** Some that were done, one that was refused, one of a password, and one of thirteen months ago. */
  const reset = (actor: Person, reason: string, at: number, more: { action?: string; outcome?: 'denied' } = {}) => {
    const now = fixture.clock.now();
    fixture.clock.advance(at - now);
    fixture.context.storage.transaction((tx) =>
      recordActivity(fixture.context, tx, {
        action: more.action ?? 'two_factor.reset',
        outcome: more.outcome ?? 'done',
        actor: fixture.user(actor),
        target: fixture.user(ops),
        reason,
      }),
    );
    fixture.clock.advance(now - fixture.clock.now());
  };
  let other: Person;
  beforeAll(async () => {
    other = await fixture.addPerson({ role: 'partner_admin', firstName: 'Daniel', lastName: 'Hart' });
    const now = fixture.clock.now();
    for (const day of [1, 2, 3]) reset(admin, 'lost_phone', now - day * DAY);
    reset(other, 'stolen_phone', now - 40 * DAY);
    reset(admin, 'lost_phone', now - 400 * DAY);
    reset(admin, 'lost_phone', now - DAY, { outcome: 'denied' });
    reset(admin, '', now - DAY, { action: 'password.reset' });
  });
  const inActivity = async (filters: Partial<InputOf<'activity.count'>>): Promise<number> => {
    const input = { search: '', actions: ['two_factor.reset'], outcomes: ['done' as const], from: null, until: null };
    return (await open.ask(ADMIN, 'activity.count', { ...input, before: null, ...filters })).count;
  };

  test('are counted by month, by reason and by person', async () => {
    const { resets } = await read(ADMIN);
    expect(resets?.total).toBe(4);
    expect(resets?.months.map(({ count }) => count)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 3]);
    expect(resets?.reasons).toEqual([
      { reason: 'lost_phone', count: 3 },
      { reason: 'stolen_phone', count: 1 },
    ]);
    expect(resets?.people).toEqual([
      { actorId: admin.id, name: 'Margaret Ashworth', count: 3 },
      { actorId: other.id, name: 'Daniel Hart', count: 1 },
    ]);
    expect(resets?.byOthers).toBe(0);
  });
  test('each number is what Activity lists behind it', async () => {
    const { resets } = await read(ADMIN);
    const { months = [], reasons = [], people = [] } = resets ?? {};
    const from = months.at(0)?.from ?? 0;
    for (const { from: first, until, count } of months)
      expect(await inActivity({ from: first, until: until - 1 })).toBe(count);
    for (const { reason, count } of reasons) expect(await inActivity({ from, reasons: [reason ?? ''] })).toBe(count);
    for (const { actorId, count } of people) expect(await inActivity({ from, actorId })).toBe(count);
  });
  test('months follow each other without a gap, and the last one has today', async () => {
    const { resets, at } = await read(ADMIN);
    const months = resets?.months ?? [];
    expect(months).toHaveLength(12);
    for (const [i, { from }] of months.slice(1).entries()) expect(from).toBe(months[i]?.until);
    expect(months.at(-1)?.from).toBeLessThanOrEqual(at);
    expect(months.at(-1)?.until).toBeGreaterThan(at);
  });
});

test('the last proved backup and the last check of the record stand there', async () => {
  expect((await read(ADMIN)).firm).toMatchObject({ backup: { checkedAt: null, isDue: true }, verified: null });
  const checkedAt = fixture.clock.now() - DAY;
  fixture.context.storage.transaction((tx) =>
    setLastBackup(tx, { checkedAt, people: 3, records: 5, isRecordIntact: true }),
  );
  const { records } = await open.ask(ADMIN, 'activity.verify', {});
  expect((await read(ADMIN)).firm).toMatchObject({
    backup: { checkedAt, isDue: false },
    verified: { records, isWhole: true },
  });
});

test('who has chosen Overview as the page after sign-in finds the choice at the next one', async () => {
  const { screen } = await open.ask(OPS, 'application.getState', {});
  if (screen.name !== 'signed_in') throw new Error('not signed in');
  expect(screen.preferences.beginsWithOverview).toBe(false);
  await open.ask(OPS, 'account.savePreferences', { preferences: { ...screen.preferences, beginsWithOverview: true } });
  await open.ask(OPS, 'session.signOut', {});
  await open.signIn(OPS, ops);
  expect((await open.ask(OPS, 'application.getState', {})).screen).toMatchObject({
    preferences: { beginsWithOverview: true },
  });
});
