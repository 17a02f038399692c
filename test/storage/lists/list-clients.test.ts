// The list of clients: who sees which clients, search, filters, order and the exact count, also after a client, a
// contact or a membership has changed.

import { beforeAll, describe, expect, test } from 'vitest';
import { CLIENT_STATUSES, CLIENT_TYPES } from '../../../main/domain/client.ts';
import { holdsWords, toSearchText, toSearchWords } from '../../../main/domain/search-text.ts';
import { type ClientId, isPartnerRole, ROLES, type Role, type UserId } from '../../../main/domain/user.ts';
import { fillSampleFirm } from '../../../main/services/firm/sample-firm.ts';
import {
  CLIENT_COLUMNS,
  type ClientPage,
  type ClientQuery,
  type ListedClient,
  listClients,
} from '../../../main/storage/lists/client-list.ts';
import { insertClient, insertMembership, setPointOfContact } from '../../../main/storage/tables/clients.ts';
import { getUser, nameOf, type User } from '../../../main/storage/tables/users.ts';
import { createFixture, type Fixture } from '../../support/fixture.ts';

let fixture: Fixture;
let people: readonly User[];

beforeAll(async () => {
  fixture = createFixture({ hasFirm: false });
  await fillSampleFirm(fixture.context);
  people = fixture.read.all('SELECT id FROM users ORDER BY id').map((row) => userById(Number(row['id'])));
});

const userById = (id: number): User => getUser(fixture.read, id as UserId) as User;
const actorOf = (role: Role): User =>
  people.find((user) => user.role === role && (role === 'partner_admin' || !user.hasAllClients)) as User;
const list = (actor: User, changes: Partial<ClientQuery> = {}): Promise<ClientPage> =>
  listClients(fixture.context.storage, {
    actor,
    search: '',
    statuses: [],
    types: [],
    sort: { column: 'name', isDescending: false },
    offset: 0,
    limit: 1000,
    ...changes,
  });
const admin = (): User => actorOf('partner_admin');

/** How many members of a client the actor counts. */
const countMembers = (actor: User, clientId: number): number =>
  fixture.read
    .all('SELECT user_id FROM memberships WHERE client_id = :clientId', { clientId })
    .filter((row) => isPartnerRole(actor.role) || !isPartnerRole(userById(Number(row['user_id'])).role)).length;

describe('the list of clients', () => {
  test.each(
    ROLES,
  )('shows a %s all clients or exactly their own, with the number of users that the role may see', async (role) => {
    const actor = actorOf(role);
    const own = fixture.read
      .all(
        actor.hasAllClients
          ? 'SELECT id FROM clients'
          : `SELECT client_id AS id FROM memberships WHERE user_id = ${actor.id}`,
      )
      .map((row) => Number(row['id']));
    const page = await list(actor);
    expect(page.rows.map((row) => row.id).sort((a, b) => a - b)).toEqual(own.sort((a, b) => a - b));
    expect(page.total).toBe(own.length);
    for (const row of page.rows) expect([row.id, row.userCount]).toEqual([row.id, countMembers(actor, row.id)]);
  });

  const keys: Readonly<Record<(typeof CLIENT_COLUMNS)[number], (row: ListedClient) => string | number>> = {
    name: (row) => toSearchText(row.name),
    type: (row) => CLIENT_TYPES.indexOf(row.type),
    status: (row) => CLIENT_STATUSES.indexOf(row.status),
    pointOfContact: (row) => toSearchText(row.pointOfContact ?? ''),
    accountingSoftware: (row) => toSearchText(row.accountingSoftware),
    users: (row) => row.userCount,
    addedAt: (row) => row.addedAt,
  };
  test.each(
    CLIENT_COLUMNS.flatMap((column) => [false, true].map((isDescending) => ({ column, isDescending }))),
  )('is in order by $column (descending: $isDescending), clients without a contact last', async (sort) => {
    const whole = await list(admin(), { sort });
    const shown = whole.rows
      .filter((row) => sort.column !== 'pointOfContact' || row.pointOfContact !== null)
      .map(keys[sort.column]);
    const expected = [...shown].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
    expect(shown).toEqual(sort.isDescending ? expected.reverse() : expected);
    if (sort.column === 'pointOfContact')
      expect(whole.rows.slice(shown.length).every((row) => row.pointOfContact === null)).toBe(true);
    const paged: number[] = [];
    for (let offset = 0; offset < whole.total; offset += 7)
      paged.push(...(await list(admin(), { sort, offset, limit: 7 })).rows.map((row) => row.id));
    expect(paged).toEqual(whole.rows.map((row) => row.id));
  });

  test('finds any part of a name, in any case, and treats no character as a pattern', async () => {
    const all = (await list(admin())).rows;
    for (const search of ['a', 'OAK', '& ', 'r b', '%', '_', "'", 'no such client']) {
      const expected = all
        .filter((row) => holdsWords(toSearchText(row.name), toSearchWords(search)))
        .map((row) => row.id);
      const page = await list(admin(), { search });
      expect([search, page.rows.map((row) => row.id), page.total]).toEqual([search, expected, expected.length]);
    }
  });
  test('filters by type and status', async () => {
    const all = (await list(admin())).rows;
    const page = await list(admin(), { statuses: ['active'], types: ['charity', 'trust'] });
    expect(page.rows).toEqual(
      all.filter((row) => row.status === 'active' && (row.type === 'charity' || row.type === 'trust')),
    );
    expect(page.total).toBeGreaterThan(2);
    expect((await list(admin(), { statuses: [...CLIENT_STATUSES], types: [...CLIENT_TYPES] })).total).toBe(all.length);
  });
  test('hides contacts from the firm’s own people from client roles, also in the order', async () => {
    const firm = createFixture();
    const client = firm.addClient('Alder');
    const other = firm.addClient('Birch');
    const clientAdmin = firm.user(
      await firm.addPerson({ role: 'client_admin', firstName: 'Own', clients: [client, other] }),
    );
    const partner = firm.user(await firm.addPerson({ role: 'partner_ops', firstName: 'Zed', clients: [client] }));
    firm.context.storage.transaction((tx) => {
      setPointOfContact(tx, client, partner.id, 0);
      setPointOfContact(tx, other, clientAdmin.id, 0);
    });
    const contacts = async (actor: User): Promise<unknown> =>
      (
        await listClients(firm.context.storage, {
          actor,
          search: '',
          statuses: [],
          types: [],
          sort: { column: 'pointOfContact', isDescending: true },
          offset: 0,
          limit: 10,
        })
      ).rows.map((row) => row.pointOfContact);
    expect(await contacts(clientAdmin)).toEqual([nameOf(clientAdmin), null]);
    expect(await contacts({ ...partner, hasAllClients: true })).toEqual([nameOf(partner), nameOf(clientAdmin)]);
  });
  test('follows every change: a new client, a rename, a contact’s name, a member, a removal', async () => {
    const firm = createFixture();
    const actor = firm.user(await firm.addPerson({ role: 'partner_admin' }));
    const person = await firm.addPerson({ role: 'client_admin', firstName: 'First', lastName: 'Name' });
    const { storage } = firm.context;
    const lines = async (): Promise<string[]> =>
      (
        await listClients(storage, {
          actor,
          search: '',
          statuses: [],
          types: [],
          sort: { column: 'users', isDescending: true },
          offset: 0,
          limit: 10,
        })
      ).rows.map((row) => `${row.name}: ${row.pointOfContact}, ${row.userCount}`);
    const alder = firm.addClient('Alder');
    expect(await lines()).toEqual(['Alder: null, 0']);
    const birch = storage.transaction((tx) =>
      insertClient(tx, { name: 'Birch', type: 'trust', status: 'active', accountingSoftware: 'Xero', addedAt: 1 }),
    );
    storage.transaction((tx) => setPointOfContact(tx, birch, person.id, 0));
    expect(await lines()).toEqual(['Alder: null, 0', 'Birch: First Name, 0']);
    storage.transaction((tx) => insertMembership(tx, person.id, birch));
    storage.transaction((tx) => tx.run("UPDATE users SET first_name = 'Second' WHERE id = :id", { id: person.id }));
    expect(await lines()).toEqual(['Birch: Second Name, 1', 'Alder: null, 0']);
    storage.transaction((tx) =>
      tx.run("UPDATE clients SET name = 'Cedar', search_text = 'cedar' WHERE id = :id", {
        id: alder satisfies ClientId,
      }),
    );
    expect(await lines()).toEqual(['Birch: Second Name, 1', 'Cedar: null, 0']);
    storage.transaction((tx) => tx.run('DELETE FROM clients WHERE id = :id', { id: alder }));
    expect(await lines()).toEqual(['Birch: Second Name, 1']);
  });
});
