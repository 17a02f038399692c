// The user index answers like a plain filter over all users: for random people, random changes, random actors and
// queries.

import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { mayActOn, type Relation, shownStatus } from '../../../main/domain/role-policy.ts';
import { holdsWords, toEmailKey, toSearchText, toSearchWords } from '../../../main/domain/search-text.ts';
import {
  ATTENTION,
  type Attention,
  type ClientId,
  INVITATION_EXPIRING_MS,
  isSetupOverdue,
  needsNewReset,
  RECENT_RESET_MS,
  ROLES,
  type Role,
  STATUSES,
  statusAt,
  TWO_FACTOR_STATES,
  type UserId,
} from '../../../main/domain/user.ts';
import type { Storage, Tx } from '../../../main/storage/engine/database.ts';
import { fileOf } from '../../../main/storage/engine/file-of.ts';
import { openDatabase, openSnapshot } from '../../../main/storage/engine/open-database.ts';
import { loadUserIndex } from '../../../main/storage/lists/load-user-index.ts';
import { createOrderBuffers, SlotOrder } from '../../../main/storage/lists/slot-order.ts';
import { UserIndexLoader, userIndexLoaderOf } from '../../../main/storage/lists/user-index-loader.ts';
import { countUsersBy, listUserIds, listUsers } from '../../../main/storage/lists/user-list.ts';
import type { UserQuery } from '../../../main/storage/lists/user-query.ts';
import { insertClient, insertMembership } from '../../../main/storage/tables/clients.ts';
import { getUser, insertUser, lastNameAt, USER_COLUMNS, type User } from '../../../main/storage/tables/users.ts';
import { NO_USER_FILTERS } from '../../support/no-user-filters.ts';
import { makeTempFolder } from '../../support/temp-folder.ts';

const NOW = 1_800_000_000_000;
const CLIENTS = 5;

const open: Storage[] = [];
afterEach(() => {
  for (const storage of open.splice(0)) storage.close();
});

function newStorage(): Storage {
  const storage = openDatabase(`${makeTempFolder()}/rekey.db`);
  open.push(storage);
  storage.transaction((tx) => {
    for (let i = 1; i <= CLIENTS; i++)
      insertClient(tx, {
        name: `Client ${i}`,
        type: 'company',
        status: 'active',
        accountingSoftware: 'Ledger',
        addedAt: 1,
      });
  });
  return storage;
}

// --- random people and changes --------------------------------------------------------------------------------------

// Few letters, so that names collide and searches find something; some are longer than one byte, some are patterns in
// SQL.
const LETTERS = ['a', 'b', 'n', 'é', 'ż', '🙂', '%', '_', ' ', "'", '-', '1'];
const word = (minLength: number): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...LETTERS), { minLength, maxLength: 5 }).map((parts) => `x${parts.join('')}`);
const domain = fc.constantFrom('ab.example', 'nab.example', 'éa.example', 'b');
const time = fc.integer({ min: -3, max: 3 }).map((days) => NOW + days * 1000);

const facts = fc.record({
  names: fc.tuple(word(0), word(0)),
  isNamed: fc.boolean(),
  mailbox: fc.oneof(word(1), fc.constantFrom('a@b', 'n@ab.exam')),
  domain,
  role: fc.constantFrom(...ROLES),
  hasAllClients: fc.boolean(),
  status: fc.constantFrom('invited' as const, 'active' as const, 'deactivated' as const),
  invitationExpiresAt: time,
  twoFactor: fc.constantFrom(...TWO_FACTOR_STATES),
  deadlineAt: fc.option(time),
  isReplacing: fc.boolean(),
  hasNumber: fc.boolean(),
  isLocked: fc.boolean(),
  isFrozen: fc.boolean(),
  lastResetAt: fc.option(time),
  lastSignInAt: fc.option(time),
  clients: fc.uniqueArray(fc.integer({ min: 1, max: CLIENTS }), { maxLength: 3 }),
});
type Facts = typeof facts extends fc.Arbitrary<infer T> ? T : never;

const change = fc.oneof(
  fc.record({ kind: fc.constant('insert' as const), facts }),
  fc.record({ kind: fc.constant('rewrite' as const), who: fc.nat(), facts }),
  fc.record({ kind: fc.constant('sign_in' as const), who: fc.nat(), at: time }),
  fc.record({ kind: fc.constant('role' as const), who: fc.nat(), role: fc.constantFrom(...ROLES) }),
  fc.record({ kind: fc.constant('join' as const), who: fc.nat(), client: fc.integer({ min: 1, max: CLIENTS }) }),
  fc.record({ kind: fc.constant('leave' as const), who: fc.nat(), client: fc.integer({ min: 1, max: CLIENTS }) }),
  fc.record({ kind: fc.constant('remove' as const), who: fc.nat() }),
  fc.record({ kind: fc.constant('remove_client' as const), client: fc.integer({ min: 1, max: CLIENTS }) }),
  fc.record({ kind: fc.constant('rolled_back' as const), who: fc.nat() }),
);
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

let emails = 0;

function write(tx: Tx, id: number, of: Facts): void {
  const isNamed = of.isNamed || of.status === 'active';
  const [firstName, lastName] = isNamed ? of.names : ['', ''];
  emails += 1;
  // Emails that are not in the order of the ids.
  const email = `${of.mailbox}${(emails * 7) % 10}${emails}@${of.domain}`;
  tx.run(
    `UPDATE users SET email = :email, email_key = :emailKey, first_name = :firstName, last_name = :lastName,
      name_key = :nameKey, last_name_at = :lastNameAt, role = :role,
       has_all_clients = :hasAll, status = :status, invitation_expires_at = :invitationExpiresAt,
       two_factor = :twoFactor, setup_deadline_at = :deadlineAt, replace_requested_at = :replaceAt,
       replace_deadline_at = :replaceBy, phone = :phone,
       code_disabled_at = :lockedAt, frozen_at = :frozenAt, last_reset_at = :lastResetAt, last_sign_in_at = :lastSignInAt WHERE id = :id`,
    {
      id,
      email,
      emailKey: toEmailKey(email),
      firstName,
      lastName,
      nameKey: toSearchText(firstName, lastName),
      lastNameAt: lastNameAt(firstName, lastName),
      role: of.role,
      hasAll: of.hasAllClients ? 1 : 0,
      status: of.status,
      invitationExpiresAt: of.invitationExpiresAt + (of.isReplacing ? INVITATION_EXPIRING_MS : 0),
      twoFactor: of.twoFactor,
      deadlineAt: of.twoFactor === 'setup_required' ? of.deadlineAt : null,
      replaceAt: of.twoFactor === 'set_up' && of.isReplacing ? 1 : null,
      replaceBy: of.twoFactor === 'set_up' && of.isReplacing ? of.deadlineAt : null,
      phone: of.hasNumber ? '0207 946 0101' : '',
      lockedAt: of.isLocked ? 1 : null,
      frozenAt: of.isFrozen ? 1 : null,
      lastResetAt: of.lastResetAt === null ? null : of.lastResetAt - RECENT_RESET_MS,
      lastSignInAt: of.lastSignInAt,
    },
  );
  tx.run('DELETE FROM memberships WHERE user_id = :id', { id });
  for (const client of of.clients.filter((number) => hasClient(tx, number)))
    insertMembership(tx, id as UserId, client as ClientId);
}

const hasClient = (tx: Tx, id: number): boolean =>
  tx.get('SELECT id FROM clients WHERE id = :id', { id }) !== undefined;

function insert(tx: Tx, of: Facts): void {
  emails += 1;
  const id = insertUser(tx, {
    email: `new${emails}@b`,
    firstName: 'N',
    lastName: 'N',
    role: of.role,
    hasAllClients: false,
    status: 'active',
    invitationExpiresAt: null,
    createdAt: 1,
  });
  write(tx, id, of);
}

function carryOut(storage: Storage, step: Change): void {
  const ids = storage.read.all('SELECT id FROM users ORDER BY id').map((row) => Number(row['id']));
  const id = 'who' in step ? (ids[step.who % Math.max(1, ids.length)] ?? 0) : 0;
  storage.transaction((tx) => {
    switch (step.kind) {
      case 'insert':
        return insert(tx, step.facts);
      case 'rewrite':
        return ids.length > 0 && write(tx, id, step.facts);
      case 'sign_in':
        return tx.run('UPDATE users SET last_sign_in_at = :at WHERE id = :id', { id, at: step.at });
      case 'role':
        return tx.run('UPDATE users SET role = :role WHERE id = :id', { id, role: step.role });
      case 'join':
        return (
          ids.length > 0 && hasClient(tx, step.client) && insertMembership(tx, id as UserId, step.client as ClientId)
        );
      case 'leave':
        return tx.run('DELETE FROM memberships WHERE user_id = :id AND client_id = :client', {
          id,
          client: step.client,
        });
      case 'remove':
        return tx.run('DELETE FROM users WHERE id = :id', { id });
      case 'remove_client':
        return tx.run('DELETE FROM clients WHERE id = :client', { client: step.client });
      case 'rolled_back':
        return undefined;
    }
  });
  if (step.kind !== 'rolled_back') return;
  const fail = (): void =>
    storage.transaction((tx) => {
      tx.run("UPDATE users SET name_key = 'zz', role = 'client_ops' WHERE id = :id", { id });
      throw new Error('not this time');
    });
  expect(fail).toThrow('not this time');
}

// --- the plain answer -----------------------------------------------------------------------------------------------

interface Everyone {
  readonly users: readonly User[];
  readonly clients: ReadonlyMap<number, readonly number[]>;
}

function readEveryone(storage: Storage): Everyone {
  const users = storage.read
    .all('SELECT id FROM users ORDER BY id')
    .map((row) => getUser(storage.read, row['id'] as UserId) as User);
  const clientsOf = (id: number): number[] =>
    storage.read
      .all('SELECT client_id FROM memberships WHERE user_id = :id', { id })
      .map((row) => Number(row['client_id']));
  return { users, clients: new Map(users.map((user) => [user.id, clientsOf(user.id)])) };
}

function needs(user: User, attention: Attention, now: number): boolean {
  const { invitationExpiresAt: until, lastResetAt } = user;
  switch (attention) {
    case 'without_two_factor':
      return user.status === 'active' && user.twoFactor !== 'set_up';
    case 'setup_overdue':
      return isSetupOverdue(user, now) || needsNewReset(user);
    case 'replacing':
      return user.replaceRequestedAt !== null;
    case 'invitation_expiring':
      return user.status === 'invited' && until !== null && until > now && until <= now + INVITATION_EXPIRING_MS;
    case 'recently_reset':
      return lastResetAt !== null && lastResetAt > now - RECENT_RESET_MS;
    case 'no_number':
      return user.phone === '';
  }
}

type Key = number | string;
const compareKeys = (a: Key, b: Key): number =>
  typeof a === 'string' && typeof b === 'string'
    ? Buffer.compare(Buffer.from(a), Buffer.from(b))
    : Number(a) - Number(b);

function plainAnswer({ users, clients }: Everyone, query: Omit<UserQuery, 'offset' | 'limit'>): number[] {
  const { actor, filters, now, sort } = query;
  const clientsOf = (id: number): readonly number[] => clients.get(id) ?? [];
  const own = clientsOf(actor.id);
  const sharedCount = (user: User): number =>
    clientsOf(user.id).filter((client) => actor.hasAllClients || own.includes(client)).length;
  const relation = (user: User): Relation => {
    if (user.id === actor.id) return 'self';
    if (actor.role === 'partner_admin') return 'other';
    return actor.hasAllClients || user.hasAllClients || sharedCount(user) > 0 ? 'shares_client' : 'no_shared_client';
  };
  const isHidden = (user: User): boolean => actor.role === 'partner_ops' && user.role === 'partner_admin';
  const nameKey = (user: User): string => toSearchText(user.firstName, user.lastName);
  const lastNameKey = (user: User): string => toSearchText(user.lastName) || toSearchText(user.firstName);
  const words = toSearchWords(query.search);
  const isKept = (user: User): boolean => {
    if (!mayActOn(actor.role, user.role, relation(user), 'see_in_list')) return false;
    if (filters.roles.length > 0 && !filters.roles.includes(user.role)) return false;
    const inName = nameKey(user);
    const isFound = isHidden(user)
      ? holdsWords(inName, words)
      : words.every(
          (word) =>
            toEmailKey(user.email).includes(word.inEmail) || holdsWords(`${inName} ${toEmailKey(user.email)}`, [word]),
        );
    if (!isFound) return false;
    const { statuses, twoFactor, attention } = filters;
    if (isHidden(user))
      return statuses.length === 0 && twoFactor.length === 0 && attention.length === 0 && query.clientId === null;
    return (
      (statuses.length === 0 || statuses.includes(shownStatus(actor.role, statusAt(user, now)))) &&
      (twoFactor.length === 0 || twoFactor.includes(user.twoFactor)) &&
      attention.every((each) => needs(user, each, now)) &&
      (query.clientId === null ||
        (clientsOf(user.id).includes(query.clientId) && (actor.hasAllClients || own.includes(query.clientId))))
    );
  };
  // By name. Users without a name follow, by email where the actor may see it.
  const byName = (a: User, b: User): number => {
    const place = (user: User): number => (nameKey(user) !== '' ? 0 : isHidden(user) ? 2 : 1);
    if (place(a) !== place(b)) return place(a) - place(b);
    const key = (user: User): string => [nameKey(user), toEmailKey(user.email), ''][place(user)] as string;
    const byLastName = sort.byLastName === true && place(a) === 0 ? compareKeys(lastNameKey(a), lastNameKey(b)) : 0;
    if (byLastName !== 0) return byLastName;
    return compareKeys(key(a), key(b)) || a.id - b.id;
  };
  const keys: Readonly<Record<(typeof USER_COLUMNS)[number], (user: User) => Key>> = {
    name: () => 0,
    email: (user) => toEmailKey(user.email),
    role: (user) => ROLES.indexOf(user.role),
    clientAccess: (user) => (user.hasAllClients ? 1e6 : sharedCount(user)),
    status: (user) => STATUSES.indexOf(shownStatus(actor.role, statusAt(user, now))),
    twoFactor: (user) => ['not_set_up', 'setup_required', 'set_up'].indexOf(user.twoFactor),
    lastSignIn: (user) => user.lastSignInAt ?? 0,
  };
  const direction = sort.isDescending ? -1 : 1;
  const isPublic = sort.column === 'name' || sort.column === 'role';
  return users
    .filter(isKept)
    .sort((a, b) => {
      const isLast = (user: User): number => (isHidden(user) && !isPublic ? 1 : 0);
      if (isLast(a) !== isLast(b)) return isLast(a) - isLast(b);
      if (isLast(a) === 1) return byName(a, b);
      if (sort.column === 'name')
        return nameKey(a) !== '' && nameKey(b) !== '' ? direction * byName(a, b) : byName(a, b);
      const key = keys[sort.column];
      const difference = direction * compareKeys(key(a), key(b));
      if (difference !== 0) return difference;
      // Users with the same last sign-in: by id, in the direction of the sort.
      return sort.column === 'lastSignIn' && key(a) !== 0 ? direction * (a.id - b.id) : byName(a, b);
    })
    .map((user) => user.id);
}

const question = fc.record({
  who: fc.nat(),
  search: fc.oneof(
    { weight: 2, arbitrary: fc.constant('') },
    {
      weight: 3,
      arbitrary: fc
        .array(fc.constantFrom(...LETTERS, 'A', '@', '.', 'x', 'ab.e', 'example', 'e', 'z'), {
          minLength: 1,
          maxLength: 4,
        })
        .map((parts) => parts.join('')),
    },
  ),
  clientId: fc.option(fc.integer({ min: 1, max: CLIENTS + 1 }), { freq: 3 }),
  filters: fc.oneof(
    fc.constant(NO_USER_FILTERS),
    fc.record({
      roles: fc.subarray([...ROLES]),
      statuses: fc.subarray([...STATUSES]),
      twoFactor: fc.subarray([...TWO_FACTOR_STATES]),
      attention: fc.subarray([...ATTENTION], { maxLength: 2 }),
    }),
  ),
  sort: fc.record({ column: fc.constantFrom(...USER_COLUMNS), isDescending: fc.boolean(), byLastName: fc.boolean() }),
  offset: fc.nat({ max: 12 }),
  limit: fc.integer({ min: 1, max: 12 }),
  after: fc.integer({ min: -4, max: 4 }),
});

async function compare(
  storage: Storage,
  asked: typeof question extends fc.Arbitrary<infer T> ? T : never,
): Promise<void> {
  const everyone = readEveryone(storage);
  const actor = everyone.users[asked.who % Math.max(1, everyone.users.length)];
  if (actor === undefined) return;
  const query: UserQuery = {
    ...asked,
    clientId: asked.clientId as ClientId | null,
    actor,
    now: NOW + asked.after * 1000,
  };
  const expected = plainAnswer(everyone, query);
  const page = await listUsers(storage, query);
  expect([page.rows.map((row) => row.id), page.total]).toEqual([
    expected.slice(asked.offset, asked.offset + asked.limit),
    expected.length,
  ]);
  expect(await countUsersBy(storage, query, [query.filters, NO_USER_FILTERS])).toEqual([
    expected.length,
    plainAnswer(everyone, { ...query, filters: NO_USER_FILTERS }).length,
  ]);
  expect(await listUserIds(storage, query, 9)).toEqual(expected.slice(0, 9));
  // Asks the index too: the first page may have come from SQLite.
  const fresh = await new UserIndexLoader(storage).whenReady((index) =>
    index.select(query).ids(asked.offset, asked.limit),
  );
  expect(fresh).toEqual(page.rows.map((row) => row.id));
}

describe('the user index', () => {
  // Every commit to the 150 databases is flushed to the disk. On a busy machine that takes minutes: see the timeout.
  test('answers like a plain filter over all users, after any changes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(facts, { maxLength: 25 }),
        fc.array(fc.tuple(fc.array(change, { maxLength: 4 }), question), { maxLength: 12 }),
        async (people, steps) => {
          const storage = newStorage();
          storage.transaction((tx) => {
            for (const of of people) insert(tx, of);
          });
          for (const [changes, asked] of steps) {
            for (const step of changes) carryOut(storage, step);
            await compare(storage, asked);
          }
          storage.close();
        },
      ),
      { numRuns: 60 },
    );
  }, 600_000);

  const named = (tx: Tx, lastName: string, role: Role = 'client_ops'): UserId => {
    emails += 1;
    return insertUser(tx, {
      email: `person${emails}@quill.example`,
      firstName: 'Person',
      lastName,
      role,
      hasAllClients: role === 'partner_admin',
      status: 'active',
      invitationExpiresAt: null,
      createdAt: 1,
    });
  };
  const everyoneAsAdmin = (search: string): UserQuery => ({
    actor: { id: 1 as UserId, role: 'partner_admin', hasAllClients: true },
    search,
    clientId: null,
    filters: NO_USER_FILTERS,
    sort: { column: 'name', isDescending: true },
    offset: 0,
    limit: 10,
    now: NOW,
  });

  test('has the changes that are committed while it is loaded', async () => {
    const storage = newStorage();
    storage.transaction((tx) => {
      named(tx, 'Admin', 'partner_admin');
      for (let i = 0; i < 4000; i++) named(tx, `Number${i}`);
    });
    const answer = listUsers(storage, everyoneAsAdmin('meanwhile'));
    storage.transaction((tx) => {
      named(tx, 'Meanwhile');
      tx.run("UPDATE users SET name_key = 'person meanwhile', last_name = 'Meanwhile' WHERE id = 3");
      tx.run('DELETE FROM users WHERE id = 4');
    });
    expect((await answer).total).toBe(2);
    expect((await listUsers(storage, everyoneAsAdmin(''))).total).toBe(4001);
  });
  test('is right after thousands of changes at once', async () => {
    const storage = newStorage();
    storage.transaction((tx) => {
      named(tx, 'Admin', 'partner_admin');
      for (let i = 0; i < 3000; i++) named(tx, `Number${i}`);
    });
    expect((await listUsers(storage, everyoneAsAdmin('number'))).total).toBe(3000);
    storage.transaction((tx) => tx.run("UPDATE users SET name_key = 'person other' || id WHERE id > 1001"));
    expect((await listUsers(storage, everyoneAsAdmin('number'))).total).toBe(1000);
    expect((await listUsers(storage, everyoneAsAdmin('other'))).total).toBe(2000);
    // More users than there was room for.
    storage.transaction((tx) => {
      for (let i = 0; i < 2500; i++) named(tx, `Late${i}`);
    });
    expect((await listUsers(storage, everyoneAsAdmin('late'))).total).toBe(2500);
    expect((await listUsers(storage, everyoneAsAdmin(''))).rows.map((row) => row.lastName).slice(0, 2)).toEqual([
      'Number2999',
      'Number2998',
    ]);
  });
  test('gives the same first page as SQLite gave before it was loaded', async () => {
    const storage = newStorage();
    storage.transaction((tx) => {
      named(tx, 'Admin', 'partner_admin');
      for (let i = 0; i < 200; i++) insertMembership(tx, named(tx, `Number${i % 50}`), (1 + (i % CLIENTS)) as ClientId);
    });
    const first: UserQuery = { ...everyoneAsAdmin(''), sort: { column: 'name', isDescending: false }, limit: 100 };
    const before = await listUsers(storage, first);
    expect(before.rows).toHaveLength(100);
    await userIndexLoaderOf(storage).whenReady(() => undefined);
    expect(await listUsers(storage, first)).toEqual(before);
  });
  test('is the same whether the main thread or a worker loads it, also after changes', async () => {
    const storage = newStorage();
    storage.transaction((tx) => {
      named(tx, 'Admin', 'partner_admin');
      for (let i = 0; i < 2500; i++)
        insertMembership(tx, named(tx, `Number${i % 700}`), (1 + (i % CLIENTS)) as ClientId);
    });
    const beside = userIndexLoaderOf(storage);
    for (const change of ['none', 'a change']) {
      if (change === 'a change')
        storage.transaction((tx) => {
          tx.run(
            `UPDATE users SET name_key = 'person zoë', last_name = 'Zoë', last_sign_in_at = 9 WHERE id BETWEEN 50 AND 60`,
          );
          tx.run('DELETE FROM memberships WHERE user_id = 70');
        });
      const snapshot = openSnapshot(fileOf(storage));
      const here = loadUserIndex(snapshot);
      snapshot.close();
      for (const search of ['', 'r', 'er12', 'zoë', 'quill.example', 'person7@'])
        for (const column of USER_COLUMNS) {
          const query: UserQuery = {
            ...everyoneAsAdmin(search),
            sort: { column, isDescending: true },
            clientId: search === 'r' ? (2 as ClientId) : null,
          };
          const expected = here.select(query);
          const [total, ids] = await beside.whenReady((index) => {
            const found = index.select(query);
            return [found.total, found.ids(40, 500)];
          });
          expect([total, ids]).toEqual([expected.total, expected.ids(40, 500)]);
        }
      expect(await beside.whenReady((index) => index.userCountOf(2, true))).toBe(here.userCountOf(2, true));
    }
  });
  test('stops loading when the database is closed', async () => {
    const storage = newStorage();
    storage.transaction((tx) => {
      for (let i = 0; i < 4000; i++) named(tx, `Number${i}`);
    });
    const answer = listUsers(storage, everyoneAsAdmin('x'));
    storage.close();
    await expect(answer).rejects.toThrow();
  });
});

test('an order stays sorted after slots are removed, changed and inserted again', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 40 }),
      fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 9 }))),
      (start, moves) => {
        const keys = [...start];
        const compareSlots = (a: number, b: number): number => (keys[a] as number) - (keys[b] as number) || a - b;
        const sorted = (): number[] => [...keys.keys()].sort(compareSlots);
        const order = new SlotOrder(createOrderBuffers(keys.length), compareSlots);
        order.fill(sorted());
        const moved = new Map(moves.map(([slot, key]) => [slot % keys.length, key]));
        order.remove([...moved.keys()]);
        for (const [slot, key] of moved) keys[slot] = key;
        order.insert([...moved.keys()]);
        expect([...order.slots]).toEqual(sorted());
      },
    ),
  );
});
