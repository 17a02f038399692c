// The list of users: who sees which users, search, filters, order, pages and the exact count.

import { beforeAll, describe, expect, test } from 'vitest';
import { mayActOn } from '../../../main/domain/role-policy.ts';
import { holdsWords, toSearchText, toSearchWords } from '../../../main/domain/search-text.ts';
import {
  ATTENTION,
  type ClientId,
  isSetupOverdue,
  needsNewReset,
  ROLES,
  type Role,
  STATUSES,
  statusAt,
  TWO_FACTOR_STATES,
  type UserId,
} from '../../../main/domain/user.ts';
import { relationOf } from '../../../main/services/act/actor.ts';
import { fillSampleFirm } from '../../../main/services/firm/sample-firm.ts';
import { type ListedUser, listUserIds, listUsers, type UserPage } from '../../../main/storage/lists/user-list.ts';
import type { UserFilters, UserQuery } from '../../../main/storage/lists/user-query.ts';
import { getUser, insertUser, nameOf, USER_COLUMNS, type User } from '../../../main/storage/tables/users.ts';
import { createFixture, type Fixture } from '../../support/fixture.ts';
import { NO_USER_FILTERS } from '../../support/no-user-filters.ts';

let fixture: Fixture;
let people: readonly User[];
/** One actor of each role; of Partner Ops two, with both kinds of client access. */
let actors: readonly User[];

beforeAll(async () => {
  fixture = createFixture({ hasFirm: false });
  await fillSampleFirm(fixture.context);
  fixture.context.storage.transaction((tx) => tx.run("UPDATE users SET phone = '' WHERE id % 5 = 0"));
  people = fixture.read.all('SELECT id FROM users ORDER BY id').map((row) => userById(Number(row['id'])));
  const first = (role: Role, matches: (user: User) => boolean = () => true): User =>
    people.find((user) => user.role === role && matches(user)) as User;
  actors = [
    ...ROLES.map((role) => first(role, (user) => role === 'partner_admin' || !user.hasAllClients)),
    first('partner_ops', (user) => user.hasAllClients),
  ];
});

const userById = (id: number): User => getUser(fixture.read, id as UserId) as User;
const query = (actor: User, changes: Partial<UserQuery> = {}): UserQuery => ({
  actor,
  search: '',
  clientId: null,
  filters: NO_USER_FILTERS,
  sort: { column: 'name', isDescending: false },
  offset: 0,
  limit: 1000,
  now: fixture.clock.now(),
  ...changes,
});
const list = (actor: User, changes: Partial<UserQuery> = {}): Promise<UserPage> =>
  listUsers(fixture.context.storage, query(actor, changes));
const idsOf = (rows: readonly ListedUser[]): number[] => rows.map((row) => row.id);
const actorOf = (role: Role): User =>
  actors.find((actor) => actor.role === role && (role === 'partner_admin' || !actor.hasAllClients)) as User;
/** The form in which the list compares: independent of case and Unicode composition. */
const folded = (text: string): string => text.normalize('NFKC').toLowerCase();

describe('the users that an actor sees', () => {
  test('come from a sample with every role and status', () => {
    expect(people).toHaveLength(250);
    expect(new Set(people.map((user) => user.role))).toEqual(new Set(ROLES));
    expect(new Set(people.map((user) => statusAt(user, fixture.clock.now())))).toEqual(new Set(STATUSES));
  });
  test('are those that the role policy allows, for every pair of people', async () => {
    for (const actor of people) {
      const expected = people.filter((target) =>
        mayActOn(actor.role, target.role, relationOf(fixture.read, actor, target), 'see_in_list'),
      );
      const page = await list(actor);
      expect([actor.id, idsOf(page.rows).sort((a, b) => a - b)]).toEqual([actor.id, expected.map((user) => user.id)]);
      expect(page.total).toBe(expected.length);
      for (const row of page.rows) {
        if (row.user !== null)
          expect([actor.id, row.id, row.relation]).toEqual([
            actor.id,
            row.id,
            relationOf(fixture.read, actor, row.user),
          ]);
      }
    }
  });
  test('include the actor, even a Client Admin whose last client is gone', async () => {
    const other = createFixture();
    const lonely = other.user(await other.addPerson({ role: 'client_admin' }));
    await other.addPerson({ role: 'client_ops' });
    expect(idsOf((await listUsers(other.context.storage, { ...query(lonely), now: other.clock.now() })).rows)).toEqual([
      lonely.id,
    ]);
  });
  test('can be filtered by client', async () => {
    const clientId = Number(
      fixture.read.get('SELECT client_id FROM memberships GROUP BY client_id ORDER BY count(*) DESC LIMIT 1')?.[
        'client_id'
      ],
    );
    const members = fixture.read
      .all('SELECT user_id FROM memberships WHERE client_id = :clientId ORDER BY user_id', { clientId })
      .map((row) => row['user_id']);
    const page = await list(actorOf('partner_admin'), { clientId: clientId as ClientId });
    expect(members.length).toBeGreaterThan(3);
    expect(idsOf(page.rows).sort((a, b) => a - b)).toEqual(members);
    expect(page.total).toBe(members.length);
  });
});

describe('sorting', () => {
  test.each(
    USER_COLUMNS.flatMap((column) => [false, true].map((isDescending) => ({ column, isDescending }))),
  )('by $column (descending: $isDescending) shows every user exactly once over all pages', async (sort) => {
    for (const actor of actors) {
      const whole = await list(actor, { sort });
      const paged: number[] = [];
      for (let offset = 0; offset < whole.total; offset += 7) {
        const page = await list(actor, { sort, offset, limit: 7 });
        expect(page.total).toBe(whole.total);
        paged.push(...idsOf(page.rows));
      }
      expect(paged).toEqual(idsOf(whole.rows));
      expect(new Set(paged).size).toBe(whole.total);
      expect(await list(actor, { sort, offset: whole.total + 5, limit: 7 })).toEqual({ rows: [], total: whole.total });
    }
  });

  const keys: Readonly<Record<(typeof USER_COLUMNS)[number], (row: ListedUser) => string | number>> = {
    name: (row) => folded(nameOf(row)),
    email: (row) => folded(row.user?.email ?? ''),
    role: (row) => ROLES.indexOf(row.role),
    clientAccess: (row) => (row.user?.hasAllClients === true ? 1e6 : row.clientCount),
    status: (row) => STATUSES.indexOf(statusAt(row.user as User, fixture.clock.now())),
    twoFactor: (row) => ['not_set_up', 'setup_required', 'set_up'].indexOf(row.user?.twoFactor ?? ''),
    lastSignIn: (row) => row.user?.lastSignInAt ?? 0,
  };
  test.each(USER_COLUMNS)('by %s is in order, both ways', async (column) => {
    const bytes = (key: string | number): string | number =>
      typeof key === 'string' ? Buffer.from(key).toString('hex') : key;
    const up = (await list(actorOf('partner_admin'), { sort: { column, isDescending: false } })).rows.map((row) =>
      bytes(keys[column](row)),
    );
    const down = (await list(actorOf('partner_admin'), { sort: { column, isDescending: true } })).rows.map((row) =>
      bytes(keys[column](row)),
    );
    const sorted = [...up].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
    expect(new Set(up).size).toBeGreaterThan(2);
    expect(up).toEqual(sorted);
    expect(down).toEqual(sorted.reverse());
  });
  test('by status uses the status at the time of the query', async () => {
    for (const days of [0, 1, 3, 8, 30]) {
      const now = fixture.clock.now() + days * 86_400_000;
      const { rows } = await list(actorOf('partner_admin'), { now, sort: { column: 'status', isDescending: false } });
      const statuses = rows.map((row) => STATUSES.indexOf(statusAt(row.user as User, now)));
      expect(statuses).toEqual([...statuses].sort((a, b) => a - b));
    }
  });
});

describe('searching', () => {
  let odd: Fixture;
  let admin: User;
  const names: readonly (readonly [string, string])[] = [
    ['Renée', "O'Neill"],
    ['RENÉE', 'Upper'],
    ['100%', 'Sure'],
    ['under_score', 'Plain'],
    ['underxscore', 'Plain'],
    ['back\\slash', 'Path'],
    ['quote"d', 'Name'],
    ['Smile 🙂', 'Face'],
    ['Zoë', 'Combining'],
    ['Ｆｕｌｌ', 'Width'],
    ['Straße', 'Straßer'],
    ['semi;colon', '--comment'],
    [':pattern', ':now'],
    ['Łukasz', 'Żółć'],
  ];
  beforeAll(async () => {
    odd = createFixture();
    admin = odd.user(
      await odd.addPerson({
        role: 'partner_admin',
        firstName: 'Search',
        lastName: 'Er',
        email: 'searcher@quill.example',
      }),
    );
    odd.context.storage.transaction((tx) => {
      for (const [i, [firstName, lastName]] of names.entries()) {
        insertUser(tx, {
          email: `odd${i}@quill.example`,
          firstName,
          lastName,
          role: 'client_ops',
          hasAllClients: false,
          status: 'active',
          invitationExpiresAt: null,
          createdAt: 1,
        });
      }
    });
  });
  const find = async (search: string): Promise<string[]> =>
    (await listUsers(odd.context.storage, { ...query(admin, { search }), now: odd.clock.now() })).rows.map(
      (row) => row.firstName,
    );

  test.each([
    '%',
    '🙂',
    'née',
    'NÉE',
    'oë',
    'straße',
    'strasse',
    'lukasz zolc',
    'comment semi',
    'under_score',
    'back\\slash',
    'quote"d',
    'full',
    'żółć',
    'renée',
    'RENÉE',
    ':now',
  ])('%j finds exactly the users whose name contains it', async (search) => {
    const expected = names
      .filter(([first, last]) => holdsWords(toSearchText(first, last), toSearchWords(search)))
      .map(([first]) => first);
    expect(expected.length).toBeGreaterThan(0);
    expect([...(await find(search))].sort()).toEqual([...expected].sort());
  });
  test('every part of every name and email finds its owner, and the count is exact', async () => {
    const everyone = [
      ...names.map(([first, last], i) => ({ first, text: `${toSearchText(first, last)} odd${i}@quill.example` })),
      { first: 'Search', text: 'search er searcher@quill.example' },
    ];
    for (const { text } of everyone) {
      for (let start = 0; start + 4 <= text.length; start += 3) {
        const search = text.slice(start, start + 4);
        if (search.trim() !== search || /[\ud800-\udfff]/.test(search)) continue;
        const page = await listUsers(odd.context.storage, {
          ...query(admin, { search, limit: 1 }),
          now: odd.clock.now(),
        });
        expect([search, page.total]).toEqual([
          search,
          everyone.filter((person) => search.split(' ').every((word) => person.text.includes(word))).length,
        ]);
        expect(page.rows).toHaveLength(1);
      }
    }
  });
  test('a text that nobody has finds nothing', async () => {
    expect(await find('%%')).toEqual([]);
    expect(await find("' OR 1=1 --")).toEqual([]);
    expect(await find('[z-z]%')).toEqual([]);
    expect(await find('--')).toEqual([]);
    expect(await find('"')).toEqual([]);
  });
});

describe('filters', () => {
  const kept = async (filters: Partial<UserFilters>): Promise<readonly User[]> =>
    (await list(actorOf('partner_admin'), { filters: { ...NO_USER_FILTERS, ...filters } })).rows.map(
      (row) => row.user as User,
    );
  const expectKept = async (filters: Partial<UserFilters>, isKept: (user: User) => boolean): Promise<void> => {
    const expected = people.filter(isKept).map(({ id }) => id);
    expect(expected.length).toBeGreaterThan(0);
    expect((await kept(filters)).map(({ id }) => id).sort((a, b) => a - b)).toEqual(expected);
  };

  test.each(ROLES)('by role keep exactly %s', (role) => expectKept({ roles: [role] }, (user) => user.role === role));
  test.each(STATUSES)('by status keep exactly %s', (status) =>
    expectKept({ statuses: [status] }, (user) => statusAt(user, fixture.clock.now()) === status));
  test.each(TWO_FACTOR_STATES)('by second factor keep exactly %s', (state) =>
    expectKept({ twoFactor: [state] }, (user) => user.twoFactor === state));
  test('by an overdue setup keep exactly those users', () =>
    expectKept(
      { attention: ['setup_overdue'] },
      (user) => isSetupOverdue(user, fixture.clock.now()) || needsNewReset(user),
    ));
  test('by no number on file keep exactly those users', () =>
    expectKept({ attention: ['no_number'] }, (user) => user.phone === ''));
  test('of one kind are joined by OR, filters of two kinds by AND', () =>
    expectKept(
      { roles: ['client_admin', 'client_ops'], statuses: ['active', 'locked'] },
      (user) =>
        ['client_admin', 'client_ops'].includes(user.role) &&
        ['active', 'locked'].includes(statusAt(user, fixture.clock.now())),
    ));
  test('select the ids of all users that match, in order, up to the limit', async () => {
    const {
      offset: _offset,
      limit: _limit,
      ...selection
    } = query(actorOf('partner_admin'), { filters: { ...NO_USER_FILTERS, roles: ['client_ops'] } });
    const all = (await listUsers(fixture.context.storage, { ...selection, offset: 0, limit: 1000 })).rows.map(
      ({ id }) => id,
    );
    expect(await listUserIds(fixture.context.storage, selection, 1000)).toEqual(all);
    expect(await listUserIds(fixture.context.storage, selection, 5)).toEqual(all.slice(0, 5));
  });
});

describe('Partner Ops looking at a Partner Admin', () => {
  test('see name and role: no email, no status, no client', async () => {
    for (const actor of actors.filter(({ role }) => role === 'partner_ops')) {
      const admins = (await list(actor)).rows.filter((row) => row.role === 'partner_admin');
      expect(admins).toHaveLength(people.filter((user) => user.role === 'partner_admin').length);
      for (const row of admins)
        expect(row).toEqual({
          id: row.id,
          firstName: row.firstName,
          lastName: row.lastName,
          role: 'partner_admin',
          relation: 'shares_client',
          clientCount: 0,
          onlyClient: null,
          user: null,
        });
    }
  });
  test('find them by name in any case, but not by email', async () => {
    const firm = createFixture();
    const ops = firm.user(await firm.addPerson({ role: 'partner_ops', email: 'ops@quill.example' }));
    await firm.addPerson({
      role: 'partner_admin',
      firstName: 'ÉLODIE',
      lastName: 'Żak',
      email: 'hidden.mailbox@secret.example',
    });
    const find = async (search: string): Promise<number> =>
      (await listUsers(firm.context.storage, { ...query(ops, { search }), now: firm.clock.now() })).total;
    for (const search of [
      'hidden',
      'mailbox',
      'secret',
      '@',
      'hidden.mailbox@secret.example',
      'żak hidden',
      'Żak h',
      'e@',
    ])
      expect([search, await find(search)]).toEqual([search, search === '@' ? 1 : 0]);
    for (const search of ['élodie', 'ÉLODIE', 'Élo', 'żak', 'ŻAK', 'élodie żak'])
      expect([search, await find(search)]).toEqual([search, 1]);
  });
  test('see invited ones without a name in the order of their ids, whatever the email', async () => {
    const order = async (emails: readonly string[]): Promise<number[]> => {
      const firm = createFixture();
      const ops = firm.user(await firm.addPerson({ role: 'partner_ops', email: 'ops@quill.example' }));
      firm.context.storage.transaction((tx) => {
        for (const email of emails)
          insertUser(tx, {
            email,
            firstName: '',
            lastName: '',
            role: 'partner_admin',
            hasAllClients: true,
            status: 'invited',
            invitationExpiresAt: 1,
            createdAt: 1,
          });
      });
      return idsOf((await listUsers(firm.context.storage, { ...query(ops), now: firm.clock.now() })).rows);
    };
    expect(await order(['a@quill.example', 'z@quill.example'])).toEqual(
      await order(['z@quill.example', 'a@quill.example']),
    );
  });
  test('get the same orders and counts whatever the hidden values are', async () => {
    const orders = async (hidden: { email: string; lastSignIn: number | null; isLocked: boolean }): Promise<string> => {
      const firm = createFixture();
      const client = firm.addClient('Alder');
      const ops = firm.user(await firm.addPerson({ role: 'partner_ops', clients: [client] }));
      for (let i = 0; i < 6; i++) await firm.addPerson({ role: 'client_ops', clients: [client], isSetUp: false });
      const admin = await firm.addPerson({
        role: 'partner_admin',
        firstName: 'Middle',
        email: hidden.email,
        isSetUp: hidden.isLocked,
      });
      firm.context.storage.transaction((tx) =>
        tx.run(
          'UPDATE users SET last_sign_in_at = :at, code_disabled_at = :lockedAt, has_all_clients = :all WHERE id = :id',
          {
            at: hidden.lastSignIn,
            lockedAt: hidden.isLocked ? 1 : null,
            all: hidden.isLocked ? 1 : 0,
            id: admin.id,
          },
        ),
      );
      const answers: unknown[] = [];
      const ask = async (changes: Partial<UserQuery>): Promise<void> => {
        const page = await listUsers(firm.context.storage, { ...query(ops, changes), now: firm.clock.now() });
        answers.push([idsOf(page.rows), page.total]);
      };
      for (const column of USER_COLUMNS)
        for (const isDescending of [true, false]) await ask({ sort: { column, isDescending } });
      for (const status of STATUSES) await ask({ filters: { ...NO_USER_FILTERS, statuses: [status] } });
      for (const state of TWO_FACTOR_STATES) await ask({ filters: { ...NO_USER_FILTERS, twoFactor: [state] } });
      for (const only of ATTENTION) await ask({ filters: { ...NO_USER_FILTERS, attention: [only] } });
      await ask({ clientId: client });
      await ask({ search: 'quill' });
      return JSON.stringify(answers);
    };
    expect(await orders({ email: 'aaa@quill.example', lastSignIn: null, isLocked: false })).toBe(
      await orders({ email: 'zzz@quill.example', lastSignIn: 9e12, isLocked: true }),
    );
  });
});
