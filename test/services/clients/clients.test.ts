// Clients: adding, changing, terminating and restoring them, and what each role sees and can choose.
import { describe, expect, test } from 'vitest';
import { RESTORABLE_MS } from '../../../main/domain/client.ts';
import type { ClientId, Role, UserId } from '../../../main/domain/user.ts';
import type { Actor } from '../../../main/services/act/actor.ts';
import { noteTime } from '../../../main/services/act/check-clock.ts';
import { addClient } from '../../../main/services/clients/add-client.ts';
import { getClientDetails, listContacts, listForAccess } from '../../../main/services/clients/client-details.ts';
import { type ClientEdit, editClient } from '../../../main/services/clients/edit-client.ts';
import { restoreClient, terminateClient } from '../../../main/services/clients/terminate-client.ts';
import { inviteUsers } from '../../../main/services/users/invite-users.ts';
import { type Client, getClient, setPointOfContact } from '../../../main/storage/tables/clients.ts';
import { createFixture, dump, type Fixture, type NewPerson } from '../../support/fixture.ts';
import { invitees } from '../../support/invitees.ts';
import { bePresent } from '../../support/people.ts';
import { refusalOf } from '../../support/refusals.ts';
import { createInstantHasher, DAY } from '../../support/seeded.ts';

interface Scene {
  readonly fixture: Fixture;
  readonly admin: Actor;
}

async function setScene(): Promise<Scene> {
  const fixture = createFixture({ passwords: createInstantHasher() });
  const admin = await fixture.signIn(
    await fixture.addPerson({ role: 'partner_admin', firstName: 'Margaret', lastName: 'Ashworth' }),
  );
  return { fixture, admin };
}

const signInAs = async (fixture: Fixture, person: NewPerson): Promise<Actor> =>
  fixture.signIn(await fixture.addPerson(person));
const NEW_CLIENT = { name: 'Bluewater Marine', type: 'company', accountingSoftware: 'Ledger' } as const;

function clientOf(fixture: Fixture, id: ClientId): Client {
  const client = getClient(fixture.read, id);
  if (client === undefined) throw new Error('there is no such client');
  return client;
}
const editOf = (client: Client, change: Partial<ClientEdit>): ClientEdit => ({
  clientId: client.id,
  version: client.version,
  name: client.name,
  type: client.type,
  accountingSoftware: client.accountingSoftware,
  pointOfContactId: client.pointOfContactId,
  ...change,
});
const membersOf = (fixture: Fixture, clientId: ClientId): unknown[] =>
  fixture.read
    .all('SELECT user_id FROM memberships WHERE client_id = :clientId ORDER BY user_id', { clientId })
    .map((row) => row['user_id']);
const NAME_TAKEN = {
  code: 'bad_input',
  fields: [{ field: 'name', message: 'There is already a client with this name.' }],
};

describe('adding a client', () => {
  test('stores it as typed and records the actor', async () => {
    const { fixture, admin } = await setScene();
    const id = addClient(fixture.context, admin, { ...NEW_CLIENT, accountingSoftware: '  Ledger  ' });
    expect(clientOf(fixture, id)).toMatchObject({
      ...NEW_CLIENT,
      status: 'active',
      addedAt: fixture.clock.now(),
      terminatedAt: null,
      version: 1,
    });
    expect(fixture.activity().at(-1)).toMatchObject({
      action: 'client.added',
      outcome: 'done',
      actorId: admin.user.id,
      detail: { clientId: id, clientName: 'Bluewater Marine', type: 'company' },
    });
    fixture.checkChain();
  });
  test.each([
    'Bluewater Marine',
    'bluewater marine',
    'BLUEWATER MARINE',
    'Ｂluewater Marine',
  ])('refuses the name %j as taken and stores nothing', async (name) => {
    const { fixture, admin } = await setScene();
    addClient(fixture.context, admin, NEW_CLIENT);
    const before = dump(fixture.read);
    expect(refusalOf(() => addClient(fixture.context, admin, { ...NEW_CLIENT, name }))).toEqual(NAME_TAKEN);
    expect(dump(fixture.read)).toBe(before);
  });
  test('accepts the name of a terminated client', async () => {
    const { fixture, admin } = await setScene();
    const old = addClient(fixture.context, admin, NEW_CLIENT);
    terminateClient(fixture.context, admin, { clientId: old, version: 1, note: '' });
    expect(addClient(fixture.context, admin, NEW_CLIENT)).not.toBe(old);
  });
  test('lets its creator open it, with access to all clients or without', async () => {
    const { fixture, admin } = await setScene();
    const ops = await signInAs(fixture, { role: 'partner_ops' });
    const other = await signInAs(fixture, { role: 'partner_ops' });
    const id = addClient(fixture.context, ops, NEW_CLIENT);
    expect(membersOf(fixture, id)).toEqual([ops.user.id]);
    expect(getClientDetails(fixture.context, ops, id).client.name).toBe('Bluewater Marine');
    expect(getClientDetails(fixture.context, admin, id).client.name).toBe('Bluewater Marine');
    expect(refusalOf(() => getClientDetails(fixture.context, other, id))).toEqual({ code: 'not_found' });
    expect(membersOf(fixture, addClient(fixture.context, admin, { ...NEW_CLIENT, name: 'Cedar' }))).toEqual([]);
  });
  test('makes everybody who joins new clients a member once, the creator included', async () => {
    const { fixture } = await setScene();
    const ops = await signInAs(fixture, { role: 'partner_ops' });
    const joining = await fixture.addPerson({ role: 'partner_ops' });
    await fixture.addPerson({ role: 'partner_ops' });
    fixture.context.storage.transaction((tx) =>
      tx.run('UPDATE users SET joins_new_clients = 1 WHERE id IN (:a, :b)', { a: ops.user.id, b: joining.id }),
    );
    expect(membersOf(fixture, addClient(fixture.context, ops, NEW_CLIENT))).toEqual([ops.user.id, joining.id]);
  });
});

describe('changing a client', () => {
  async function withClient(): Promise<
    Scene & { readonly client: Client; readonly person: UserId; readonly partner: UserId }
  > {
    const scene = await setScene();
    const id = scene.fixture.addClient('Alder');
    const person = await scene.fixture.addPerson({
      role: 'client_admin',
      firstName: 'Cleo',
      lastName: 'Dunne',
      clients: [id],
    });
    const partner = await scene.fixture.addPerson({ role: 'partner_ops', clients: [id] });
    return { ...scene, client: clientOf(scene.fixture, id), person: person.id, partner: partner.id };
  }

  test('stores the new values and records the old ones', async () => {
    const { fixture, admin, client, person } = await withClient();
    editClient(
      fixture.context,
      admin,
      editOf(client, { name: 'Alder & Sons', type: 'partnership', pointOfContactId: person }),
    );
    expect(clientOf(fixture, client.id)).toEqual({
      ...client,
      name: 'Alder & Sons',
      type: 'partnership',
      pointOfContactId: person,
      version: client.version + 1,
    });
    expect(fixture.activity().at(-1)).toMatchObject({ action: 'client.edited', actorId: admin.user.id });
    expect(fixture.activity().at(-1)?.detail).toEqual({
      clientId: client.id,
      clientName: 'Alder',
      nameFrom: 'Alder',
      nameTo: 'Alder & Sons',
      typeFrom: 'company',
      typeTo: 'partnership',
      pointOfContactFrom: null,
      pointOfContactTo: 'Cleo Dunne',
    });
    fixture.checkChain();
  });
  test('changes and records nothing on a second click', async () => {
    const { fixture, admin, client } = await withClient();
    const edit = editOf(client, { accountingSoftware: 'Sage' });
    editClient(fixture.context, admin, edit);
    const before = dump(fixture.read);
    editClient(fixture.context, admin, edit);
    editClient(fixture.context, admin, editOf(clientOf(fixture, client.id), {}));
    expect(dump(fixture.read)).toBe(before);
  });
  test('is a conflict from an older version, and overwrites nothing', async () => {
    const { fixture, admin, client } = await withClient();
    editClient(fixture.context, admin, editOf(client, { accountingSoftware: 'Sage' }));
    const before = dump(fixture.read);
    expect(refusalOf(() => editClient(fixture.context, admin, editOf(client, { type: 'trust' })))).toEqual({
      code: 'conflict',
    });
    expect(dump(fixture.read)).toBe(before);
  });
  test('may change the capitals of its own name; the name of another active client is taken', async () => {
    const { fixture, admin, client } = await withClient();
    fixture.addClient('Beacon');
    editClient(fixture.context, admin, editOf(client, { name: 'ALDER' }));
    expect(
      refusalOf(() => editClient(fixture.context, admin, editOf(clientOf(fixture, client.id), { name: 'beacon' }))),
    ).toEqual(NAME_TAKEN);
    expect(clientOf(fixture, client.id).name).toBe('ALDER');
  });
  test('takes one of the client’s own users as point of contact, active or invited', async () => {
    const { fixture, admin, client, partner } = await withClient();
    const elsewhere = await fixture.addPerson({ role: 'client_admin', clients: [fixture.addClient('Beacon')] });
    const gone = await fixture.addPerson({ role: 'client_admin', clients: [client.id] });
    fixture.context.storage.transaction((tx) =>
      tx.run("UPDATE users SET status = 'deactivated' WHERE id = :id", { id: gone.id }),
    );
    const before = dump(fixture.read);
    for (const pointOfContactId of [partner, elsewhere.id, gone.id, 99_999 as UserId])
      expect(refusalOf(() => editClient(fixture.context, admin, editOf(client, { pointOfContactId })))).toMatchObject({
        code: 'bad_input',
        fields: [{ field: 'pointOfContactId' }],
      });
    expect(dump(fixture.read)).toBe(before);
    bePresent(fixture, admin);
    const [invited] = inviteUsers(fixture.context, admin, {
      people: invitees('nina@alder.example'),
      role: 'client_admin',
      access: { scope: 'specific', add: [client.id], remove: [], joinsNewClients: false },
      code: '',
    });
    editClient(fixture.context, admin, editOf(client, { pointOfContactId: invited?.userId as UserId }));
    expect(getClientDetails(fixture.context, admin, client.id)).toMatchObject({
      client: { pointOfContact: 'nina@alder.example' },
      pointOfContactId: invited?.userId,
    });
  });
  test('keeps a point of contact who could not be chosen any more', async () => {
    const { fixture, admin, client, partner } = await withClient();
    fixture.context.storage.transaction((tx) => setPointOfContact(tx, client.id, partner, 0));
    editClient(fixture.context, admin, editOf(clientOf(fixture, client.id), { name: 'Alder & Sons' }));
    expect(clientOf(fixture, client.id)).toMatchObject({ name: 'Alder & Sons', pointOfContactId: partner });
  });
  test('refuses a client that is terminated, missing or hidden', async () => {
    const { fixture, admin, client } = await withClient();
    const stranger = await signInAs(fixture, { role: 'partner_admin', hasAllClients: false });
    terminateClient(fixture.context, admin, { clientId: client.id, version: client.version, note: '' });
    const edit = editOf(clientOf(fixture, client.id), { name: 'Elm' });
    expect(refusalOf(() => editClient(fixture.context, admin, edit))).toEqual({ code: 'client_terminated' });
    expect(refusalOf(() => editClient(fixture.context, stranger, edit))).toEqual({ code: 'not_found' });
    expect(refusalOf(() => editClient(fixture.context, admin, { ...edit, clientId: 99_999 as ClientId }))).toEqual({
      code: 'not_found',
    });
  });
});

describe('terminating and restoring', () => {
  async function withTerminated(): Promise<
    Scene & { readonly id: ClientId; readonly version: number; readonly until: number }
  > {
    const scene = await setScene();
    const id = scene.fixture.addClient('Alder');
    const until = terminateClient(scene.fixture.context, scene.admin, {
      clientId: id,
      version: 1,
      note: 'Moved to another firm',
    });
    return { ...scene, id, version: 2, until };
  }

  test('says until when the client can be restored, and records the note', async () => {
    const { fixture, admin, id, until } = await withTerminated();
    expect(until).toBe(fixture.clock.now() + RESTORABLE_MS);
    expect(clientOf(fixture, id)).toMatchObject({
      status: 'terminated',
      terminatedAt: fixture.clock.now(),
      terminatedBy: 'Margaret Ashworth',
      version: 2,
    });
    expect(fixture.activity().at(-1)).toMatchObject({
      action: 'client.terminated',
      actorId: admin.user.id,
      detail: { clientId: id, clientName: 'Alder', note: 'Moved to another firm' },
    });
  });
  test('leaves the client’s users their accounts and their access', async () => {
    const { fixture, admin } = await setScene();
    const id = fixture.addClient('Alder');
    const person = await fixture.addPerson({ role: 'client_admin', clients: [id] });
    const before = fixture.user(person);
    terminateClient(fixture.context, admin, { clientId: id, version: 1, note: '' });
    expect(fixture.user(person)).toEqual(before);
    expect(membersOf(fixture, id)).toEqual([person.id]);
  });
  test('is a conflict on a second click and from an older version', async () => {
    const { fixture, admin, id, version } = await withTerminated();
    const before = dump(fixture.read);
    for (const stale of [1, version])
      expect(
        refusalOf(() => terminateClient(fixture.context, admin, { clientId: id, version: stale, note: '' })),
      ).toEqual({ code: 'conflict' });
    expect(refusalOf(() => restoreClient(fixture.context, admin, { clientId: id, version: 1 }))).toEqual({
      code: 'conflict',
    });
    expect(dump(fixture.read)).toBe(before);
    restoreClient(fixture.context, admin, { clientId: id, version });
    expect(refusalOf(() => restoreClient(fixture.context, admin, { clientId: id, version: version + 1 }))).toEqual({
      code: 'conflict',
    });
  });
  test('can be undone until the last moment of 90 days, and not later', async () => {
    const { fixture, admin, id, version } = await withTerminated();
    fixture.clock.advance(90 * DAY - 1);
    restoreClient(fixture.context, admin, { clientId: id, version });
    expect(clientOf(fixture, id)).toMatchObject({ status: 'active', terminatedAt: null, terminatedBy: null });
    expect(fixture.activity().at(-1)).toMatchObject({
      action: 'client.restored',
      detail: { clientId: id, clientName: 'Alder' },
    });
    terminateClient(fixture.context, admin, { clientId: id, version: version + 1, note: '' });
    fixture.clock.advance(90 * DAY);
    const before = dump(fixture.read);
    expect(refusalOf(() => restoreClient(fixture.context, admin, { clientId: id, version: version + 2 }))).toEqual({
      code: 'too_late_to_restore',
    });
    expect(dump(fixture.read)).toBe(before);
  });
  test('gives no extra day when the clock goes back', async () => {
    const { fixture, admin, id, version } = await withTerminated();
    fixture.clock.advance(90 * DAY);
    noteTime(fixture.context);
    fixture.clock.advance(-2 * DAY);
    expect(refusalOf(() => restoreClient(fixture.context, admin, { clientId: id, version }))).toEqual({
      code: 'too_late_to_restore',
    });
  });
  test('takes no day away when the clock is behind at the termination', async () => {
    const { fixture, admin } = await setScene();
    const id = fixture.addClient('Alder');
    fixture.clock.advance(80 * DAY);
    noteTime(fixture.context);
    fixture.clock.advance(-80 * DAY);
    terminateClient(fixture.context, admin, { clientId: id, version: 1, note: '' });
    fixture.clock.advance(160 * DAY);
    restoreClient(fixture.context, admin, { clientId: id, version: 2 });
    expect(clientOf(fixture, id).status).toBe('active');
  });
  test('refuses to restore a client whose name another client has now', async () => {
    const { fixture, admin, id, version } = await withTerminated();
    addClient(fixture.context, admin, { ...NEW_CLIENT, name: 'ALDER' });
    const before = dump(fixture.read);
    expect(refusalOf(() => restoreClient(fixture.context, admin, { clientId: id, version }))).toMatchObject({
      code: 'bad_input',
      fields: [{ field: '' }],
    });
    expect(dump(fixture.read)).toBe(before);
  });
  test('treats a hidden client as missing', async () => {
    const { fixture, id, version } = await withTerminated();
    const stranger = await signInAs(fixture, { role: 'partner_admin', hasAllClients: false });
    expect(refusalOf(() => restoreClient(fixture.context, stranger, { clientId: id, version }))).toEqual({
      code: 'not_found',
    });
    expect(refusalOf(() => terminateClient(fixture.context, stranger, { clientId: id, version, note: '' }))).toEqual({
      code: 'not_found',
    });
  });
});

describe('the details of a client', () => {
  test('show client roles no partner users, neither counted nor by name', async () => {
    const { fixture, admin } = await setScene();
    const id = fixture.addClient('Alder');
    const ops = await fixture.addPerson({ role: 'partner_ops', clients: [id] });
    const person = await signInAs(fixture, { role: 'client_admin', clients: [id] });
    fixture.context.storage.transaction((tx) => setPointOfContact(tx, id, ops.id, 0));
    terminateClient(fixture.context, admin, { clientId: id, version: 2, note: '' });
    expect(getClientDetails(fixture.context, admin, id)).toMatchObject({
      client: { userCount: 2, pointOfContact: 'Person Number2' },
      pointOfContactId: ops.id,
      terminatedBy: 'Margaret Ashworth',
    });
    expect(getClientDetails(fixture.context, person, id)).toMatchObject({
      client: { userCount: 1, pointOfContact: null },
      pointOfContactId: null,
      terminatedBy: null,
    });
  });
  test('count the users who have no other client, as far as the actor sees', async () => {
    const { fixture, admin } = await setScene();
    const alder = fixture.addClient('Alder');
    const beacon = fixture.addClient('Beacon');
    await fixture.addPerson({ role: 'client_ops', clients: [alder] });
    await fixture.addPerson({ role: 'client_ops', clients: [alder, beacon] });
    const ops = await signInAs(fixture, { role: 'partner_ops', clients: [alder] });
    expect(getClientDetails(fixture.context, admin, alder).onlyHereCount).toBe(1);
    expect(getClientDetails(fixture.context, admin, beacon).onlyHereCount).toBe(0);
    // Partner Ops does not learn that the other user has a client that they may not open.
    expect(getClientDetails(fixture.context, ops, alder).onlyHereCount).toBe(2);
  });
  test('offer as contacts the first 50 of its own users who are not deactivated, found by name or email', async () => {
    const { fixture, admin } = await setScene();
    const id = fixture.addClient('Alder');
    const cleo = await fixture.addPerson({
      role: 'client_ops',
      firstName: 'Cleo',
      lastName: 'Dunne',
      email: 'cd@alder.example',
      clients: [id],
    });
    await fixture.addPerson({ role: 'partner_ops', firstName: 'Cleo', lastName: 'Partner', clients: [id] });
    await fixture.addPerson({
      role: 'client_ops',
      firstName: 'Cleo',
      lastName: 'Elsewhere',
      clients: [fixture.addClient('Beacon')],
    });
    const gone = await fixture.addPerson({ role: 'client_ops', firstName: 'Cleo', lastName: 'Gone', clients: [id] });
    fixture.context.storage.transaction((tx) =>
      tx.run("UPDATE users SET status = 'deactivated' WHERE id = :id", { id: gone.id }),
    );
    for (const search of ['cleo', 'DUNNE', 'cd@alder', ''])
      expect(listContacts(fixture.context, admin, id, search)).toEqual([
        { id: cleo.id, name: 'Cleo Dunne', email: 'cd@alder.example' },
      ]);
    expect(listContacts(fixture.context, admin, id, '%')).toEqual([]);
    for (let i = 0; i < 55; i++) await fixture.addPerson({ role: 'client_ops', clients: [id] });
    expect(listContacts(fixture.context, admin, id, '')).toHaveLength(50);
    const stranger = await signInAs(fixture, { role: 'partner_admin', hasAllClients: false });
    expect(refusalOf(() => listContacts(fixture.context, stranger, id, ''))).toEqual({ code: 'not_found' });
  });
});

describe('the clients that an actor can give or take', () => {
  const list = (fixture: Fixture, actor: Actor, userId: UserId | null, search = '') =>
    listForAccess(fixture.context, actor, { userId, search, offset: 0, limit: 50 });

  test('are those that the actor sees: active ones, and the user’s own in any state', async () => {
    const { fixture, admin } = await setScene();
    const [alder, beacon, cedar, dune] = ['Alder', 'Beacon', 'Cedar', 'Dune'].map((name) =>
      fixture.addClient(name),
    ) as [ClientId, ClientId, ClientId, ClientId];
    const ops = await signInAs(fixture, { role: 'partner_ops', clients: [alder, beacon, cedar] });
    const ann = await fixture.addPerson({ role: 'client_ops', clients: [alder, beacon, dune] });
    for (const clientId of [beacon, cedar]) terminateClient(fixture.context, admin, { clientId, version: 1, note: '' });
    expect(list(fixture, ops, ann.id)).toEqual({
      rows: [
        { id: alder, name: 'Alder', isMember: true },
        { id: beacon, name: 'Beacon', isMember: true },
      ],
      total: 2,
    });
    expect(list(fixture, ops, null)).toEqual({ rows: [{ id: alder, name: 'Alder', isMember: false }], total: 1 });
    expect(list(fixture, admin, ann.id).rows.map(({ name }) => name)).toEqual(['Alder', 'Beacon', 'Dune']);
    expect(list(fixture, admin, ann.id, 'DUN').rows).toEqual([{ id: dune, name: 'Dune', isMember: true }]);
  });
  test('come in pages by name, with the exact count', async () => {
    const { fixture, admin } = await setScene();
    for (const name of ['gale', 'Fern', 'elm', 'Dune', 'cedar']) fixture.addClient(name);
    const page = (offset: number) =>
      listForAccess(fixture.context, admin, { userId: null, search: 'e', offset, limit: 2 });
    expect(page(0)).toMatchObject({ rows: [{ name: 'cedar' }, { name: 'Dune' }], total: 5 });
    expect(page(4)).toMatchObject({ rows: [{ name: 'gale' }], total: 5 });
  });
  test('are not found for a hidden user as for a missing one, and are refused for a user of a higher role', async () => {
    const { fixture, admin } = await setScene();
    const alder = fixture.addClient('Alder');
    const ops = await signInAs(fixture, { role: 'partner_ops', clients: [alder] });
    const far = await fixture.addPerson({ role: 'client_ops', clients: [fixture.addClient('Beacon')] });
    expect(refusalOf(() => list(fixture, ops, far.id))).toEqual({ code: 'not_found' });
    expect(refusalOf(() => list(fixture, ops, 99_999 as UserId))).toEqual({ code: 'not_found' });
    expect(refusalOf(() => list(fixture, ops, admin.user.id))).toEqual({ code: 'forbidden' });
    for (const role of ['client_admin', 'client_self_service'] as const satisfies readonly Role[]) {
      const actor = await signInAs(fixture, { role, clients: [alder] });
      expect(list(fixture, actor, null).rows.map(({ name }) => name)).toEqual(['Alder']);
    }
  });
});
