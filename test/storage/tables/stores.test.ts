// The functions of the tables. Writes that decide a race: of two that exclude each other, exactly one succeeds. Reads:
// none scans a whole table to find some of its rows.
import { expect, test } from 'vitest';
import type { ClientId, UserId } from '../../../main/domain/user.ts';
import { bindRecoveryCode } from '../../../main/services/act/credentials.ts';
import type { Reader, Tx } from '../../../main/storage/engine/database.ts';
import { iteratePeople, listActivityOf } from '../../../main/storage/tables/activity.ts';
import { acceptStep, getAuthenticator } from '../../../main/storage/tables/authenticators.ts';
import {
  countUsersOnlyHere,
  getClient,
  getVisibleClient,
  isContact,
  isNameTaken,
  listClientsForAccess,
  listContacts,
  lowerFutureTerminations,
  markRestored,
  markTerminated,
  updateClient,
} from '../../../main/storage/tables/clients.ts';
import { getFirm, updateFirm } from '../../../main/storage/tables/firm.ts';
import { getPreferences, setPreferences } from '../../../main/storage/tables/preferences.ts';
import { getRecoveryCodeSet, spendRecoveryCode } from '../../../main/storage/tables/recovery-codes.ts';
import { createFixture, type Fixture } from '../../support/fixture.ts';
import { DAY } from '../../support/seeded.ts';

test('a step is accepted once, and none before it', async () => {
  const fixture = createFixture();
  const ann = await fixture.addPerson({ role: 'client_ops' });
  const first = (getAuthenticator(fixture.read, ann.id)?.lastStep ?? 0) + 5;
  const accept = (step: number): boolean =>
    fixture.context.storage.transaction((tx) => acceptStep(tx, ann.id, step, fixture.clock.now()));
  expect([accept(first), accept(first), accept(first - 1), accept(first + 1)]).toEqual([true, false, false, true]);
  expect(getAuthenticator(fixture.read, ann.id)?.lastStep).toBe(first + 1);
});

test('a recovery code is spent once, and only by its owner', async () => {
  const fixture = createFixture();
  const ann = await fixture.addPerson({ role: 'client_ops' });
  const bob = await fixture.addPerson({ role: 'client_ops' });
  const salt = getRecoveryCodeSet(fixture.read, ann.id)?.salt ?? new Uint8Array();
  const plain = await fixture.context.passwords.hashCode(ann.recoveryCodes[4] ?? '', salt);
  const hash = bindRecoveryCode(fixture.context, ann.id, salt, plain);
  const spend = (person: { readonly id: typeof ann.id }): boolean =>
    fixture.context.storage.transaction((tx) => spendRecoveryCode(tx, person.id, hash, fixture.clock.now()));
  expect([spend(bob), spend(ann), spend(ann)]).toEqual([false, true, false]);
  expect(getRecoveryCodeSet(fixture.read, ann.id)?.remaining).toBe(9);
  expect(getRecoveryCodeSet(fixture.read, bob.id)?.remaining).toBe(10);
});

/** The query plans of everything that the work reads. */
function plansOf(fixture: Fixture, work: (reader: Reader) => unknown): string[] {
  const plans: string[] = [];
  const noted = <P extends Parameters<Reader['all']>[1]>(sql: string, params?: P): [string, P | undefined] => {
    plans.push(...fixture.read.all(`EXPLAIN QUERY PLAN ${sql}`, params).map((row) => String(row['detail'])));
    return [sql, params];
  };
  work({
    all: (sql, params) => fixture.read.all(...noted(sql, params)),
    get: (sql, params) => fixture.read.get(...noted(sql, params)),
    iterate: (sql, params) => fixture.read.iterate(...noted(sql, params)),
  });
  return plans;
}

const A_FILTER = {
  actions: ['user.edited'],
  outcomes: ['done'],
  reasons: ['other'],
  actorId: 2,
  from: 1,
  until: 2,
} as const;
const CLIENT = 1 as ClientId;
const VIEWER = { id: 1 as UserId, role: 'partner_ops', hasAllClients: false } as const;

test.each<[string, (reader: Reader) => unknown]>([
  ['the activity of a person', (reader) => listActivityOf(reader, 1, 100, 50)],
  ['a search through the record', (reader) => [...iteratePeople(reader, A_FILTER, 1, 20_001, true)]],
  ['a client that may be hidden', (reader) => getVisibleClient(reader, VIEWER, CLIENT)],
  ['whether a name is taken', (reader) => isNameTaken(reader, 'Alder', null)],
  ['the users of only one client', (reader) => countUsersOnlyHere(reader, VIEWER, CLIENT)],
  ['possible contacts', (reader) => [listContacts(reader, CLIENT, 'a', 50), isContact(reader, CLIENT, VIEWER.id)]],
  ['the preferences of a person', (reader) => getPreferences(reader, VIEWER.id)],
])('%s: no whole table is read', (_what, work) => {
  const plans = plansOf(createFixture(), work);
  expect(plans.length).toBeGreaterThan(0);
  // Scanning a list of parameters or the result of a subquery is not scanning a table.
  expect(
    plans.filter(
      (plan) => plan.startsWith('SCAN') && !/^SCAN (found|json_each|word|part|CONSTANT ROW|\(subquery)/.test(plan),
    ),
  ).toEqual([]);
});

test('clients for access are read in the order of an index', async () => {
  const plans = plansOf(createFixture(), (reader) =>
    listClientsForAccess(reader, VIEWER, { userId: VIEWER.id, search: 'a', offset: 0, limit: 50 }),
  );
  expect(plans.filter((plan) => plan.includes('clients_by_name')).length).toBeGreaterThan(0);
  expect(plans.filter((plan) => plan.includes('TEMP B-TREE'))).toEqual([]);
});

test('of two people who saw the same version of a client, exactly one can change, terminate or restore it', () => {
  const fixture = createFixture();
  const id = fixture.addClient('Alder');
  const facts = { name: 'Elm', type: 'trust', accountingSoftware: '', pointOfContactId: null } as const;
  const twice = (change: (tx: Tx) => boolean): boolean[] =>
    [1, 2].map(() => fixture.context.storage.transaction(change));
  expect(twice((tx) => updateClient(tx, id, 1, facts, 0))).toEqual([true, false]);
  expect(twice((tx) => markTerminated(tx, id, 2, fixture.clock.now(), 'Ann Vance'))).toEqual([true, false]);
  expect(twice((tx) => markRestored(tx, id, 3))).toEqual([true, false]);
  expect(getVisibleClient(fixture.read, { ...VIEWER, hasAllClients: true }, id)).toMatchObject({
    name: 'Elm',
    status: 'active',
    version: 4,
  });
});

test('a termination from a clock that was ahead is moved to now; others stay', () => {
  const fixture = createFixture();
  const [late, early] = [fixture.addClient('Alder'), fixture.addClient('Beacon')];
  const now = fixture.clock.now();
  fixture.context.storage.transaction((tx) => {
    markTerminated(tx, late, 1, now + DAY, 'Ann Vance');
    markTerminated(tx, early, 1, now - DAY, 'Ann Vance');
    lowerFutureTerminations(tx, now);
  });
  expect([late, early].map((id) => getClient(fixture.read, id)?.terminatedAt)).toEqual([now, now - DAY]);
});

test('of two people who saw the same version of the settings, exactly one can save', () => {
  const fixture = createFixture();
  const settings = {
    name: 'Quill',
    phone: '',
    signInPlace: '',
    isSetupCodeRequired: false,
    setupCodeMinutes: 10,
    maxFailures: 6,
    isSecondApproverRequired: true,
    tieDays: 7,
    backupDays: 7,
    reviewMonths: 0 as const,
    idleLockMinutes: 10,
    workDays: [1, 2, 3, 4, 5],
    workFrom: 420,
    workUntil: 1140,
    dateOrder: 'day_first' as const,
  };
  expect([1, 2].map(() => fixture.context.storage.transaction((tx) => updateFirm(tx, 1, settings)))).toEqual([
    true,
    false,
  ]);
  expect(getFirm(fixture.read)).toMatchObject({ ...settings, version: 2 });
});

test('preferences are removed with the person', async () => {
  const fixture = createFixture();
  const ann = await fixture.addPerson({ role: 'client_ops' });
  fixture.context.storage.transaction((tx) => setPreferences(tx, ann.id, '{}'));
  expect(() => fixture.context.storage.transaction((tx) => setPreferences(tx, ann.id, 'no JSON'))).toThrow(/CHECK/);
  expect(getPreferences(fixture.read, ann.id)).toBe('{}');
  fixture.context.storage.transaction((tx) => tx.run('DELETE FROM users WHERE id = :id', { id: ann.id }));
  expect(getPreferences(fixture.read, ann.id)).toBeUndefined();
});
