// Clients: adding, changing, terminating and restoring them, and who may see or choose what about them.
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
import { type Bench, createBench, dump, type NewPerson } from '../../support/fixture.ts';
import { refusalOf } from '../../support/refusals.ts';
import { createInstantHasher, DAY } from '../../support/seeded.ts';

interface Scene {
  readonly bench: Bench;
  readonly admin: Actor;
}

async function setScene(): Promise<Scene> {
  const bench = createBench({ passwords: createInstantHasher() });
  const admin = await bench.signIn(
    await bench.addPerson({ role: 'partner_admin', firstName: 'Margaret', lastName: 'Ashworth' }),
  );
  return { bench, admin };
}

const signInAs = async (bench: Bench, person: NewPerson): Promise<Actor> => bench.signIn(await bench.addPerson(person));
const NEW_CLIENT = { name: 'Bluewater Marine', type: 'company', accountingSoftware: 'Ledger' } as const;

function clientOf(bench: Bench, id: ClientId): Client {
  const client = getClient(bench.read, id);
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
const membersOf = (bench: Bench, clientId: ClientId): unknown[] =>
  bench.read
    .all('SELECT user_id FROM memberships WHERE client_id = :clientId ORDER BY user_id', { clientId })
    .map((row) => row['user_id']);
const NAME_TAKEN = {
  code: 'bad_input',
  fields: [{ field: 'name', message: 'There is a client with this name already.' }],
};

describe('adding a client', () => {
  test('stores it as it was typed and records who did it', async () => {
    const { bench, admin } = await setScene();
    const id = addClient(bench.context, admin, { ...NEW_CLIENT, accountingSoftware: '  Ledger  ' });
    expect(clientOf(bench, id)).toMatchObject({
      ...NEW_CLIENT,
      status: 'active',
      addedAt: bench.clock.now(),
      terminatedAt: null,
      version: 1,
    });
    expect(bench.activity().at(-1)).toMatchObject({
      action: 'client.added',
      outcome: 'done',
      actorId: admin.user.id,
      detail: { clientId: id, clientName: 'Bluewater Marine', type: 'company' },
    });
    bench.checkChain();
  });
  test.each([
    'Bluewater Marine',
    'bluewater marine',
    'BLUEWATER MARINE',
    'Ｂluewater Marine',
  ])('%j is taken, and nothing is stored', async (name) => {
    const { bench, admin } = await setScene();
    addClient(bench.context, admin, NEW_CLIENT);
    const before = dump(bench.read);
    expect(refusalOf(() => addClient(bench.context, admin, { ...NEW_CLIENT, name }))).toEqual(NAME_TAKEN);
    expect(dump(bench.read)).toBe(before);
  });
  test('the name of a terminated client can be used again', async () => {
    const { bench, admin } = await setScene();
    const old = addClient(bench.context, admin, NEW_CLIENT);
    terminateClient(bench.context, admin, { clientId: old, version: 1, note: '' });
    expect(addClient(bench.context, admin, NEW_CLIENT)).not.toBe(old);
  });
  test('its creator can open it, with all clients or without', async () => {
    const { bench, admin } = await setScene();
    const ops = await signInAs(bench, { role: 'partner_ops' });
    const other = await signInAs(bench, { role: 'partner_ops' });
    const id = addClient(bench.context, ops, NEW_CLIENT);
    expect(membersOf(bench, id)).toEqual([ops.user.id]);
    expect(getClientDetails(bench.context, ops, id).client.name).toBe('Bluewater Marine');
    expect(getClientDetails(bench.context, admin, id).client.name).toBe('Bluewater Marine');
    expect(refusalOf(() => getClientDetails(bench.context, other, id))).toEqual({ code: 'not_found' });
    expect(membersOf(bench, addClient(bench.context, admin, { ...NEW_CLIENT, name: 'Cedar' }))).toEqual([]);
  });
  test('everybody who joins new clients is a member at once, the creator among them once', async () => {
    const { bench } = await setScene();
    const ops = await signInAs(bench, { role: 'partner_ops' });
    const joining = await bench.addPerson({ role: 'partner_ops' });
    await bench.addPerson({ role: 'partner_ops' });
    bench.context.storage.transaction((tx) =>
      tx.run('UPDATE users SET joins_new_clients = 1 WHERE id IN (:a, :b)', { a: ops.user.id, b: joining.id }),
    );
    expect(membersOf(bench, addClient(bench.context, ops, NEW_CLIENT))).toEqual([ops.user.id, joining.id]);
  });
});

describe('changing a client', () => {
  async function withClient(): Promise<
    Scene & { readonly client: Client; readonly person: UserId; readonly partner: UserId }
  > {
    const scene = await setScene();
    const id = scene.bench.addClient('Alder');
    const person = await scene.bench.addPerson({
      role: 'client_admin',
      firstName: 'Cleo',
      lastName: 'Dunne',
      clients: [id],
    });
    const partner = await scene.bench.addPerson({ role: 'partner_ops', clients: [id] });
    return { ...scene, client: clientOf(scene.bench, id), person: person.id, partner: partner.id };
  }

  test('changes what was changed and records what was there before', async () => {
    const { bench, admin, client, person } = await withClient();
    editClient(
      bench.context,
      admin,
      editOf(client, { name: 'Alder & Sons', type: 'partnership', pointOfContactId: person }),
    );
    expect(clientOf(bench, client.id)).toEqual({
      ...client,
      name: 'Alder & Sons',
      type: 'partnership',
      pointOfContactId: person,
      version: client.version + 1,
    });
    expect(bench.activity().at(-1)).toMatchObject({ action: 'client.edited', actorId: admin.user.id });
    expect(bench.activity().at(-1)?.detail).toEqual({
      clientId: client.id,
      clientName: 'Alder',
      nameFrom: 'Alder',
      nameTo: 'Alder & Sons',
      typeFrom: 'company',
      typeTo: 'partnership',
      pointOfContactFrom: null,
      pointOfContactTo: 'Cleo Dunne',
    });
    bench.checkChain();
  });
  test('a second click, and a save of what is there already, change and record nothing', async () => {
    const { bench, admin, client } = await withClient();
    const edit = editOf(client, { accountingSoftware: 'Sage' });
    editClient(bench.context, admin, edit);
    const before = dump(bench.read);
    editClient(bench.context, admin, edit);
    editClient(bench.context, admin, editOf(clientOf(bench, client.id), {}));
    expect(dump(bench.read)).toBe(before);
  });
  test('who has read an older version is told so, and overwrites nothing', async () => {
    const { bench, admin, client } = await withClient();
    editClient(bench.context, admin, editOf(client, { accountingSoftware: 'Sage' }));
    const before = dump(bench.read);
    expect(refusalOf(() => editClient(bench.context, admin, editOf(client, { type: 'trust' })))).toEqual({
      code: 'conflict',
    });
    expect(dump(bench.read)).toBe(before);
  });
  test('its own name may change its capitals; the name of another active client is taken', async () => {
    const { bench, admin, client } = await withClient();
    bench.addClient('Beacon');
    editClient(bench.context, admin, editOf(client, { name: 'ALDER' }));
    expect(
      refusalOf(() => editClient(bench.context, admin, editOf(clientOf(bench, client.id), { name: 'beacon' }))),
    ).toEqual(NAME_TAKEN);
    expect(clientOf(bench, client.id).name).toBe('ALDER');
  });
  test('its point of contact is one of its own people, active or invited', async () => {
    const { bench, admin, client, partner } = await withClient();
    const elsewhere = await bench.addPerson({ role: 'client_admin', clients: [bench.addClient('Beacon')] });
    const gone = await bench.addPerson({ role: 'client_admin', clients: [client.id] });
    bench.context.storage.transaction((tx) =>
      tx.run("UPDATE users SET status = 'deactivated' WHERE id = :id", { id: gone.id }),
    );
    const before = dump(bench.read);
    for (const pointOfContactId of [partner, elsewhere.id, gone.id, 99_999 as UserId])
      expect(refusalOf(() => editClient(bench.context, admin, editOf(client, { pointOfContactId })))).toMatchObject({
        code: 'bad_input',
        fields: [{ field: 'pointOfContactId' }],
      });
    expect(dump(bench.read)).toBe(before);
    const [invited] = inviteUsers(bench.context, admin, {
      emails: ['nina@alder.example'],
      role: 'client_admin',
      access: { scope: 'specific', add: [client.id], remove: [], joinsNewClients: false },
      code: '',
    });
    editClient(bench.context, admin, editOf(client, { pointOfContactId: invited?.userId as UserId }));
    expect(getClientDetails(bench.context, admin, client.id)).toMatchObject({
      client: { pointOfContact: 'nina@alder.example' },
      pointOfContactId: invited?.userId,
    });
  });
  test('a present point of contact who could not be chosen any more may stay', async () => {
    const { bench, admin, client, partner } = await withClient();
    bench.context.storage.transaction((tx) => setPointOfContact(tx, client.id, partner));
    editClient(bench.context, admin, editOf(clientOf(bench, client.id), { name: 'Alder & Sons' }));
    expect(clientOf(bench, client.id)).toMatchObject({ name: 'Alder & Sons', pointOfContactId: partner });
  });
  test('one that is terminated, missing or hidden is not changed', async () => {
    const { bench, admin, client } = await withClient();
    const stranger = await signInAs(bench, { role: 'partner_admin', hasAllClients: false });
    terminateClient(bench.context, admin, { clientId: client.id, version: client.version, note: '' });
    const edit = editOf(clientOf(bench, client.id), { name: 'Elm' });
    expect(refusalOf(() => editClient(bench.context, admin, edit))).toEqual({ code: 'client_terminated' });
    expect(refusalOf(() => editClient(bench.context, stranger, edit))).toEqual({ code: 'not_found' });
    expect(refusalOf(() => editClient(bench.context, admin, { ...edit, clientId: 99_999 as ClientId }))).toEqual({
      code: 'not_found',
    });
  });
});

describe('terminating and restoring', () => {
  async function withTerminated(): Promise<
    Scene & { readonly id: ClientId; readonly version: number; readonly until: number }
  > {
    const scene = await setScene();
    const id = scene.bench.addClient('Alder');
    const until = terminateClient(scene.bench.context, scene.admin, {
      clientId: id,
      version: 1,
      note: 'Moved to another firm',
    });
    return { ...scene, id, version: 2, until };
  }

  test('says until when it can be undone, and records the note', async () => {
    const { bench, admin, id, until } = await withTerminated();
    expect(until).toBe(bench.clock.now() + RESTORABLE_MS);
    expect(clientOf(bench, id)).toMatchObject({
      status: 'terminated',
      terminatedAt: bench.clock.now(),
      terminatedBy: 'Margaret Ashworth',
      version: 2,
    });
    expect(bench.activity().at(-1)).toMatchObject({
      action: 'client.terminated',
      actorId: admin.user.id,
      detail: { clientId: id, clientName: 'Alder', note: 'Moved to another firm' },
    });
  });
  test('its people keep their accounts and their place', async () => {
    const { bench, admin } = await setScene();
    const id = bench.addClient('Alder');
    const person = await bench.addPerson({ role: 'client_admin', clients: [id] });
    const before = bench.user(person);
    terminateClient(bench.context, admin, { clientId: id, version: 1, note: '' });
    expect(bench.user(person)).toEqual(before);
    expect(membersOf(bench, id)).toEqual([person.id]);
  });
  test('the second of two clicks is a conflict, and so is a stale version; both leave it as it is', async () => {
    const { bench, admin, id, version } = await withTerminated();
    const before = dump(bench.read);
    for (const stale of [1, version])
      expect(
        refusalOf(() => terminateClient(bench.context, admin, { clientId: id, version: stale, note: '' })),
      ).toEqual({ code: 'conflict' });
    expect(refusalOf(() => restoreClient(bench.context, admin, { clientId: id, version: 1 }))).toEqual({
      code: 'conflict',
    });
    expect(dump(bench.read)).toBe(before);
    restoreClient(bench.context, admin, { clientId: id, version });
    expect(refusalOf(() => restoreClient(bench.context, admin, { clientId: id, version: version + 1 }))).toEqual({
      code: 'conflict',
    });
  });
  test('is undone up to the last moment of 90 days, and not a moment later', async () => {
    const { bench, admin, id, version } = await withTerminated();
    bench.clock.advance(90 * DAY - 1);
    restoreClient(bench.context, admin, { clientId: id, version });
    expect(clientOf(bench, id)).toMatchObject({ status: 'active', terminatedAt: null, terminatedBy: null });
    expect(bench.activity().at(-1)).toMatchObject({
      action: 'client.restored',
      detail: { clientId: id, clientName: 'Alder' },
    });
    terminateClient(bench.context, admin, { clientId: id, version: version + 1, note: '' });
    bench.clock.advance(90 * DAY);
    const before = dump(bench.read);
    expect(refusalOf(() => restoreClient(bench.context, admin, { clientId: id, version: version + 2 }))).toEqual({
      code: 'too_late_to_restore',
    });
    expect(dump(bench.read)).toBe(before);
  });
  test('a clock that goes back gives no day more', async () => {
    const { bench, admin, id, version } = await withTerminated();
    bench.clock.advance(90 * DAY);
    noteTime(bench.context);
    bench.clock.advance(-2 * DAY);
    expect(refusalOf(() => restoreClient(bench.context, admin, { clientId: id, version }))).toEqual({
      code: 'too_late_to_restore',
    });
  });
  test('and one that is behind when it is terminated takes no day away', async () => {
    const { bench, admin } = await setScene();
    const id = bench.addClient('Alder');
    bench.clock.advance(80 * DAY);
    noteTime(bench.context);
    bench.clock.advance(-80 * DAY);
    terminateClient(bench.context, admin, { clientId: id, version: 1, note: '' });
    bench.clock.advance(160 * DAY);
    restoreClient(bench.context, admin, { clientId: id, version: 2 });
    expect(clientOf(bench, id).status).toBe('active');
  });
  test('not when another client has the name meanwhile; both stay as they are', async () => {
    const { bench, admin, id, version } = await withTerminated();
    addClient(bench.context, admin, { ...NEW_CLIENT, name: 'ALDER' });
    const before = dump(bench.read);
    expect(refusalOf(() => restoreClient(bench.context, admin, { clientId: id, version }))).toMatchObject({
      code: 'bad_input',
      fields: [{ field: '' }],
    });
    expect(dump(bench.read)).toBe(before);
  });
  test('hidden is missing', async () => {
    const { bench, id, version } = await withTerminated();
    const stranger = await signInAs(bench, { role: 'partner_admin', hasAllClients: false });
    expect(refusalOf(() => restoreClient(bench.context, stranger, { clientId: id, version }))).toEqual({
      code: 'not_found',
    });
    expect(refusalOf(() => terminateClient(bench.context, stranger, { clientId: id, version, note: '' }))).toEqual({
      code: 'not_found',
    });
  });
});

describe('what is seen of a client', () => {
  test('by client roles: nobody of the firm, neither as a number nor by name', async () => {
    const { bench, admin } = await setScene();
    const id = bench.addClient('Alder');
    const ops = await bench.addPerson({ role: 'partner_ops', clients: [id] });
    const person = await signInAs(bench, { role: 'client_admin', clients: [id] });
    bench.context.storage.transaction((tx) => setPointOfContact(tx, id, ops.id));
    terminateClient(bench.context, admin, { clientId: id, version: 2, note: '' });
    expect(getClientDetails(bench.context, admin, id)).toMatchObject({
      client: { userCount: 2, pointOfContact: 'Person Number2' },
      pointOfContactId: ops.id,
      terminatedBy: 'Margaret Ashworth',
    });
    expect(getClientDetails(bench.context, person, id)).toMatchObject({
      client: { userCount: 1, pointOfContact: null },
      pointOfContactId: null,
      terminatedBy: null,
    });
  });
  test('how many of its people have no other client, as far as the actor sees', async () => {
    const { bench, admin } = await setScene();
    const alder = bench.addClient('Alder');
    const beacon = bench.addClient('Beacon');
    await bench.addPerson({ role: 'client_ops', clients: [alder] });
    await bench.addPerson({ role: 'client_ops', clients: [alder, beacon] });
    const ops = await signInAs(bench, { role: 'partner_ops', clients: [alder] });
    expect(getClientDetails(bench.context, admin, alder).onlyHereCount).toBe(1);
    expect(getClientDetails(bench.context, admin, beacon).onlyHereCount).toBe(0);
    // That the other one has a client that Partner Ops may not open is not told.
    expect(getClientDetails(bench.context, ops, alder).onlyHereCount).toBe(2);
  });
  test('contacts are its own people who are not deactivated, found by name or email, the first 50', async () => {
    const { bench, admin } = await setScene();
    const id = bench.addClient('Alder');
    const cleo = await bench.addPerson({
      role: 'client_ops',
      firstName: 'Cleo',
      lastName: 'Dunne',
      email: 'cd@alder.example',
      clients: [id],
    });
    await bench.addPerson({ role: 'partner_ops', firstName: 'Cleo', lastName: 'Partner', clients: [id] });
    await bench.addPerson({
      role: 'client_ops',
      firstName: 'Cleo',
      lastName: 'Elsewhere',
      clients: [bench.addClient('Beacon')],
    });
    const gone = await bench.addPerson({ role: 'client_ops', firstName: 'Cleo', lastName: 'Gone', clients: [id] });
    bench.context.storage.transaction((tx) =>
      tx.run("UPDATE users SET status = 'deactivated' WHERE id = :id", { id: gone.id }),
    );
    for (const search of ['cleo', 'DUNNE', 'cd@alder', ''])
      expect(listContacts(bench.context, admin, id, search)).toEqual([
        { id: cleo.id, name: 'Cleo Dunne', email: 'cd@alder.example' },
      ]);
    expect(listContacts(bench.context, admin, id, '%')).toEqual([]);
    for (let i = 0; i < 55; i++) await bench.addPerson({ role: 'client_ops', clients: [id] });
    expect(listContacts(bench.context, admin, id, '')).toHaveLength(50);
    const stranger = await signInAs(bench, { role: 'partner_admin', hasAllClients: false });
    expect(refusalOf(() => listContacts(bench.context, stranger, id, ''))).toEqual({ code: 'not_found' });
  });
});

describe('clients to give and to take', () => {
  const list = (bench: Bench, actor: Actor, userId: UserId | null, search = '') =>
    listForAccess(bench.context, actor, { userId, search, offset: 0, limit: 50 });

  test('are those that the actor sees: the active ones, and the user’s own whatever they are', async () => {
    const { bench, admin } = await setScene();
    const [alder, beacon, cedar, dune] = ['Alder', 'Beacon', 'Cedar', 'Dune'].map((name) => bench.addClient(name)) as [
      ClientId,
      ClientId,
      ClientId,
      ClientId,
    ];
    const ops = await signInAs(bench, { role: 'partner_ops', clients: [alder, beacon, cedar] });
    const ann = await bench.addPerson({ role: 'client_ops', clients: [alder, beacon, dune] });
    for (const clientId of [beacon, cedar]) terminateClient(bench.context, admin, { clientId, version: 1, note: '' });
    expect(list(bench, ops, ann.id)).toEqual({
      rows: [
        { id: alder, name: 'Alder', isMember: true },
        { id: beacon, name: 'Beacon', isMember: true },
      ],
      total: 2,
    });
    expect(list(bench, ops, null)).toEqual({ rows: [{ id: alder, name: 'Alder', isMember: false }], total: 1 });
    expect(list(bench, admin, ann.id).rows.map(({ name }) => name)).toEqual(['Alder', 'Beacon', 'Dune']);
    expect(list(bench, admin, ann.id, 'DUN').rows).toEqual([{ id: dune, name: 'Dune', isMember: true }]);
  });
  test('come in pages by name, with the exact count', async () => {
    const { bench, admin } = await setScene();
    for (const name of ['gale', 'Fern', 'elm', 'Dune', 'cedar']) bench.addClient(name);
    const page = (offset: number) =>
      listForAccess(bench.context, admin, { userId: null, search: 'e', offset, limit: 2 });
    expect(page(0)).toMatchObject({ rows: [{ name: 'cedar' }, { name: 'Dune' }], total: 5 });
    expect(page(4)).toMatchObject({ rows: [{ name: 'gale' }], total: 5 });
  });
  test('of somebody who is hidden are not told from those of nobody; of somebody above, they are refused', async () => {
    const { bench, admin } = await setScene();
    const alder = bench.addClient('Alder');
    const ops = await signInAs(bench, { role: 'partner_ops', clients: [alder] });
    const far = await bench.addPerson({ role: 'client_ops', clients: [bench.addClient('Beacon')] });
    expect(refusalOf(() => list(bench, ops, far.id))).toEqual({ code: 'not_found' });
    expect(refusalOf(() => list(bench, ops, 99_999 as UserId))).toEqual({ code: 'not_found' });
    expect(refusalOf(() => list(bench, ops, admin.user.id))).toEqual({ code: 'forbidden' });
    for (const role of ['client_admin', 'client_self_service'] as const satisfies readonly Role[]) {
      const actor = await signInAs(bench, { role, clients: [alder] });
      expect(list(bench, actor, null).rows.map(({ name }) => name)).toEqual(['Alder']);
    }
  });
});
