// Access to clients: actors give no more than they have, and what they cannot see stays as it is.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ClientId, Role, UserId } from '../../../main/domain/user.ts';
import type { Actor } from '../../../main/services/act/actor.ts';
import { addToClient, listCandidates, removeFromClient } from '../../../main/services/clients/client-users.ts';
import { type AccessInput, applyAccess } from '../../../main/services/users/client-access.ts';
import { insertJoiningMembers, setPointOfContact } from '../../../main/storage/tables/clients.ts';
import { createFixture, dump, type Fixture, type Person } from '../../support/fixture.ts';
import { ALL_CLIENTS, inviteOne, NO_ACCESS, signInPresent } from '../../support/people.ts';
import { refusalIn, refusalOf } from '../../support/refusals.ts';
import { createInstantHasher } from '../../support/seeded.ts';

async function setScene() {
  const fixture = createFixture({ passwords: createInstantHasher() });
  const admin = await signInPresent(fixture, await fixture.addPerson({ role: 'partner_admin' }));
  const [alder, beacon, cedar] = [fixture.addClient('Alder'), fixture.addClient('Beacon'), fixture.addClient('Cedar')];
  return { fixture, admin, alder, beacon, cedar };
}
const clientsOf = (fixture: Fixture, person: { readonly id: UserId }): unknown[] =>
  fixture.read
    .all('SELECT client_id FROM memberships WHERE user_id = :id ORDER BY client_id', { id: person.id })
    .map((row) => row['client_id']);
const terminate = (fixture: Fixture, id: ClientId): void =>
  fixture.context.storage.transaction((tx) => {
    tx.run("UPDATE clients SET status = 'terminated', terminated_at = 1 WHERE id = :id", { id });
  });
const apply = (fixture: Fixture, actor: Actor, person: { readonly id: UserId }, access: AccessInput) =>
  fixture.context.storage.transaction((tx) =>
    applyAccess(tx, actor, fixture.user(person), fixture.user(person).role, access),
  );

describe('access of partner users', () => {
  test('to all clients replaces the list, and going back gives what is chosen then', async () => {
    const { fixture, admin, alder, beacon } = await setScene();
    const ann = await fixture.addPerson({ role: 'partner_ops', clients: [alder] });
    apply(fixture, admin, ann, { ...ALL_CLIENTS, joinsNewClients: true });
    expect(fixture.user(ann)).toMatchObject({ hasAllClients: true, joinsNewClients: false });
    expect(clientsOf(fixture, ann)).toEqual([]);
    apply(fixture, admin, ann, { ...NO_ACCESS, add: [beacon] });
    expect(fixture.user(ann).hasAllClients).toBe(false);
    expect(clientsOf(fixture, ann)).toEqual([beacon]);
  });
  test('to all current clients takes the active ones of today', async () => {
    const { fixture, admin, alder, beacon, cedar } = await setScene();
    terminate(fixture, beacon);
    const ann = await fixture.addPerson({ role: 'partner_ops' });
    expect(apply(fixture, admin, ann, { ...NO_ACCESS, scope: 'all_current', joinsNewClients: true })).toEqual({
      clientsAdded: 2,
      joinsNewClientsFrom: false,
      joinsNewClientsTo: true,
    });
    expect(clientsOf(fixture, ann)).toEqual([alder, cedar]);
    const later = fixture.addClient('Dogwood');
    fixture.context.storage.transaction((tx) => insertJoiningMembers(tx, later));
    expect(clientsOf(fixture, ann)).toEqual([alder, cedar, later]);
  });
  test('given by an actor without all clients is limited to the actor’s, and removes none that the actor cannot see', async () => {
    const { fixture, alder, beacon, cedar } = await setScene();
    const ops = await fixture.signIn(await fixture.addPerson({ role: 'partner_ops', clients: [alder, beacon] }));
    const ann = await fixture.addPerson({ role: 'partner_ops', clients: [cedar] });
    for (const access of [
      ALL_CLIENTS,
      { ...NO_ACCESS, joinsNewClients: true },
      { ...NO_ACCESS, scope: 'all_current', joinsNewClients: true },
    ] as const)
      expect(refusalOf(() => apply(fixture, ops, ann, access)).code).toBe('forbidden');
    expect(refusalOf(() => apply(fixture, ops, ann, { ...NO_ACCESS, add: [cedar, alder] }))).toMatchObject({
      code: 'bad_input',
    });
    apply(fixture, ops, ann, { ...NO_ACCESS, scope: 'all_current' });
    expect(clientsOf(fixture, ann)).toEqual([alder, beacon, cedar]);
    apply(fixture, ops, ann, { ...NO_ACCESS, remove: [alder, cedar] });
    expect(clientsOf(fixture, ann)).toEqual([beacon, cedar]);
    const all = await fixture.addPerson({ role: 'partner_ops', hasAllClients: true });
    expect(refusalOf(() => apply(fixture, ops, all, { ...NO_ACCESS, add: [alder] })).code).toBe('forbidden');
  });
});

describe('access of client users', () => {
  test.each([
    ALL_CLIENTS,
    { ...NO_ACCESS, scope: 'all_current' as const },
    { ...NO_ACCESS, joinsNewClients: true },
  ])('is to chosen clients only', async (access) => {
    const { fixture, admin, alder } = await setScene();
    const clerk = await fixture.addPerson({ role: 'client_ops', clients: [alder] });
    expect(refusalOf(() => apply(fixture, admin, clerk, access))).toMatchObject({
      code: 'bad_input',
      fields: [{ field: 'access' }],
    });
    expect(clientsOf(fixture, clerk)).toEqual([alder]);
  });
  test('keeps at least one client, and one that the actor cannot see counts', async () => {
    const { fixture, admin, alder, beacon } = await setScene();
    const clerk = await fixture.addPerson({ role: 'client_ops', clients: [alder] });
    expect(refusalOf(() => apply(fixture, admin, clerk, { ...NO_ACCESS, remove: [alder] }))).toEqual({
      code: 'bad_input',
      fields: [{ field: 'access', message: 'Choose at least one client.' }],
    });
    const both = await fixture.addPerson({ role: 'client_ops', clients: [alder, beacon] });
    const clientAdmin = await fixture.signIn(await fixture.addPerson({ role: 'client_admin', clients: [alder] }));
    apply(fixture, clientAdmin, both, { ...NO_ACCESS, remove: [alder, beacon] });
    expect(clientsOf(fixture, both)).toEqual([beacon]);
  });
  test('to a terminated client is not given, but may stay', async () => {
    const { fixture, admin, alder, beacon, cedar } = await setScene();
    const clerk = await fixture.addPerson({ role: 'client_ops', clients: [alder] });
    terminate(fixture, alder);
    terminate(fixture, beacon);
    expect(refusalOf(() => apply(fixture, admin, clerk, { ...NO_ACCESS, add: [beacon] }))).toEqual({
      code: 'bad_input',
      fields: [{ field: 'access', message: 'One of the clients has been terminated. Choose again.' }],
    });
    apply(fixture, admin, clerk, { ...NO_ACCESS, add: [alder, cedar] });
    expect(clientsOf(fixture, clerk)).toEqual([alder, cedar]);
  });
  test('keeps clients that the actor cannot see, and at least one, through any sequence of changes', async () => {
    const fixture = createFixture({ passwords: createInstantHasher() });
    const ids = Array.from({ length: 6 }, (_, i) => fixture.addClient(`Client ${i}`));
    const seen = ids.slice(0, 4);
    const ops = await fixture.signIn(await fixture.addPerson({ role: 'partner_ops', clients: seen }));
    const people = new Map<Role, Person>();
    for (const role of ['partner_ops', 'client_ops'] as const)
      people.set(role, await fixture.addPerson({ role, clients: [ids[0] as ClientId, ids[5] as ClientId] }));
    const some = fc.uniqueArray(fc.constantFrom(...ids));
    const access = fc.record({
      scope: fc.constantFrom('all', 'all_current', 'specific'),
      add: some,
      remove: some,
      joinsNewClients: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.constantFrom('partner_ops', 'client_ops'), access, (role, input) => {
        const person = people.get(role as Role) as Person;
        const before = clientsOf(fixture, person);
        let isDone = true;
        try {
          apply(fixture, ops, person, input as AccessInput);
        } catch {
          isDone = false;
        }
        const after = clientsOf(fixture, person);
        const hidden = (list: unknown[]) => list.filter((id) => !seen.includes(id as ClientId));
        expect(hidden(after)).toEqual(hidden(before));
        expect(after.length).toBeGreaterThan(0);
        expect(fixture.user(person)).toMatchObject({ hasAllClients: false, joinsNewClients: false });
        if (!isDone) expect(after).toEqual(before);
        else if (input.scope === 'specific') {
          for (const id of input.add) expect(after).toContain(id);
          for (const id of input.remove.filter((one) => seen.includes(one) && !input.add.includes(one)))
            expect(after).not.toContain(id);
        } else for (const id of seen) expect(after).toContain(id);
      }),
      { numRuns: 300 },
    );
  });
});

describe('the users of one client', () => {
  test('can be searched for adding: without its users, the actor and those that the actor may not manage', async () => {
    const { fixture, admin, alder, beacon } = await setScene();
    const there = await fixture.addPerson({ role: 'client_ops', clients: [alder], lastName: 'There' });
    const free = await fixture.addPerson({ role: 'client_ops', clients: [beacon], lastName: 'Free' });
    const gone = await fixture.addPerson({ role: 'client_ops', clients: [beacon], lastName: 'Gone' });
    fixture.context.storage.transaction((tx) =>
      tx.run("UPDATE users SET status = 'deactivated' WHERE id = :id", { id: gone.id }),
    );
    const invited = inviteOne(fixture, admin, 'zoe@quill.example');
    const second = await fixture.addPerson({
      role: 'partner_admin',
      hasAllClients: false,
      email: 'hidden@quill.example',
    });
    const ops = await fixture.signIn(
      await fixture.addPerson({ role: 'partner_ops', clients: [alder], lastName: 'Ops' }),
    );

    const found = await listCandidates(fixture.context, admin, alder, '');
    expect(found.map(({ id }) => id).sort()).toEqual([free.id, invited.userId, second.id].sort());
    expect(found.find(({ id }) => id === invited.userId)).toEqual({
      id: invited.userId,
      name: 'zoe@quill.example',
      email: 'zoe@quill.example',
      role: 'partner_ops',
    });
    expect((await listCandidates(fixture.context, admin, alder, 'free')).map(({ id }) => id)).toEqual([free.id]);
    // Partner Ops find no Partner Admin, and no user of a client that they do not work for.
    expect((await listCandidates(fixture.context, ops, alder, '')).map(({ id }) => id)).toEqual([invited.userId]);
    expect(await listCandidates(fixture.context, ops, alder, 'hidden@quill')).toEqual([]);
    expect(there.id).not.toBe(free.id);
    for (const clientId of [beacon, 99_999 as ClientId])
      expect((await refusalIn(listCandidates(fixture.context, ops, clientId, ''))).code).toBe('not_found');
  });
  test('are added once and recorded each; a second click adds nobody', async () => {
    const { fixture, admin, alder, beacon } = await setScene();
    const free = await fixture.addPerson({ role: 'client_ops', clients: [beacon] });
    const { version } = fixture.user(free);
    expect(addToClient(fixture.context, admin, { clientId: alder, userIds: [free.id, free.id], code: '' })).toBe(1);
    expect(fixture.user(free).version).toBe(version + 1);
    expect(fixture.activity().at(-1)).toMatchObject({
      action: 'user.edited',
      targetId: free.id,
      detail: { clientsAdded: 1, client: 'Alder' },
    });
    const before = dump(fixture.read);
    expect(addToClient(fixture.context, admin, { clientId: alder, userIds: [free.id], code: '' })).toBe(0);
    expect(dump(fixture.read)).toBe(before);
  });
  test('are not added to a terminated or hidden client, and none is added when one may not be', async () => {
    const { fixture, admin, alder, beacon, cedar } = await setScene();
    const free = await fixture.addPerson({ role: 'client_ops', clients: [beacon] });
    terminate(fixture, cedar);
    expect(
      refusalOf(() => addToClient(fixture.context, admin, { clientId: cedar, userIds: [free.id], code: '' })).code,
    ).toBe('client_terminated');
    expect(
      refusalOf(() =>
        addToClient(fixture.context, admin, { clientId: alder, userIds: [free.id, admin.user.id], code: '' }),
      ),
    ).toEqual({
      code: 'not_possible',
      why: 'own_account',
    });
    const clientAdmin = await fixture.signIn(await fixture.addPerson({ role: 'client_admin', clients: [alder] }));
    expect(
      refusalOf(() => addToClient(fixture.context, clientAdmin, { clientId: beacon, userIds: [free.id], code: '' }))
        .code,
    ).toBe('not_found');
    expect(
      refusalOf(() => addToClient(fixture.context, clientAdmin, { clientId: alder, userIds: [free.id], code: '' }))
        .code,
    ).toBe('not_found');
    expect(clientsOf(fixture, free)).toEqual([beacon]);
  });
  test('are removed, but not from their last client; a point of contact stops being one', async () => {
    const { fixture, admin, alder, beacon } = await setScene();
    const both = await fixture.addPerson({ role: 'client_ops', clients: [alder, beacon] });
    fixture.context.storage.transaction((tx) => setPointOfContact(tx, alder, both.id, 0));
    removeFromClient(fixture.context, admin, alder, both.id);
    expect(clientsOf(fixture, both)).toEqual([beacon]);
    expect(fixture.read.get('SELECT point_of_contact_id FROM clients WHERE id = :alder', { alder })).toEqual({
      point_of_contact_id: null,
    });
    expect(fixture.activity().at(-1)).toMatchObject({
      action: 'user.edited',
      detail: { clientsRemoved: 1, client: 'Alder', contactsDropped: 1 },
    });
    const before = dump(fixture.read);
    removeFromClient(fixture.context, admin, alder, both.id);
    expect(refusalOf(() => removeFromClient(fixture.context, admin, beacon, both.id))).toEqual({ code: 'last_client' });
    expect(dump(fixture.read)).toBe(before);
  });
});
