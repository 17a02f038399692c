// Editing a user: within the rights of the role, from the current version, all of it or nothing, with one record of
// what has changed.
import { describe, expect, test } from 'vitest';
import { type ClientId, ROLES } from '../../../main/domain/user.ts';
import { type Actor, findActor } from '../../../main/services/act/actor.ts';
import { emailSubject } from '../../../main/services/act/attempt.ts';
import { enterOneTimeCode } from '../../../main/services/sign-in/enter-one-time-code.ts';
import { signIn } from '../../../main/services/sign-in/sign-in.ts';
import { editUser, type UserEdit } from '../../../main/services/users/edit-user.ts';
import { getUserDetails } from '../../../main/services/users/user-details.ts';
import { setPointOfContact } from '../../../main/storage/tables/clients.ts';
import { removePassword } from '../../../main/storage/tables/passwords.ts';
import { getThrottle } from '../../../main/storage/tables/throttles.ts';
import { createFixture, dump, type Fixture, type Person } from '../../support/fixture.ts';
import { ALL_CLIENTS, inviteOne, NO_ACCESS, signInPresent } from '../../support/people.ts';
import { refusalIn, refusalOf } from '../../support/refusals.ts';
import { createInstantHasher, MINUTE } from '../../support/seeded.ts';

async function setScene() {
  const fixture = createFixture({ passwords: createInstantHasher() });
  const admin = await fixture.addPerson({ role: 'partner_admin' });
  const ann = await fixture.addPerson({
    role: 'partner_ops',
    firstName: 'Ann',
    lastName: 'Lee',
    email: 'ann@quill.example',
  });
  return { fixture, admin, ann, actor: await signInPresent(fixture, admin) };
}

/** What the window sends when nothing was changed. */
function asItIs(fixture: Fixture, person: { readonly id: Person['id'] }): UserEdit {
  const { id, version, firstName, lastName, email, phone, role } = fixture.user(person);
  return { userId: id, version, firstName, lastName, email, phone, role, access: null, code: '' };
}

describe('an edit', () => {
  test('changes name, email and phone, with old and new values, and a record of its own for the number', async () => {
    const { fixture, ann, actor } = await setScene();
    const before = fixture.user(ann);
    editUser(fixture.context, actor, {
      ...asItIs(fixture, ann),
      lastName: 'Leigh',
      email: 'ann.leigh@quill.example',
      phone: '+44 20 7946 0000',
    });
    expect(fixture.user(ann)).toEqual({
      ...before,
      lastName: 'Leigh',
      email: 'ann.leigh@quill.example',
      phone: '+44 20 7946 0000',
      version: before.version + 1,
    });
    expect(fixture.activity().at(-1)).toMatchObject({
      action: 'user.number_changed',
      targetId: ann.id,
      detail: { phoneFrom: '', phoneTo: '+44 20 7946 0000' },
    });
    expect(fixture.activity().at(-2)).toMatchObject({
      action: 'user.edited',
      actorId: actor.user.id,
      targetId: ann.id,
      detail: {
        lastNameFrom: 'Lee',
        lastNameTo: 'Leigh',
        emailFrom: 'ann@quill.example',
        emailTo: 'ann.leigh@quill.example',
      },
    });
    await fixture.signIn({ ...ann, email: 'ann.leigh@quill.example' });
    fixture.checkChain();
  });
  test('without a change writes nothing', async () => {
    const { fixture, ann, actor } = await setScene();
    const before = dump(fixture.read);
    expect(editUser(fixture.context, actor, { ...asItIs(fixture, ann), access: NO_ACCESS })).toBe(0);
    expect(dump(fixture.read)).toBe(before);
  });
  test.each([
    ['another email', { email: 'thief@quill.example' }],
    ['another number on file', { phone: '+44 20 7946 0000' }],
    ['the role of a Partner Admin', { role: 'partner_admin' }],
    ['all clients', { access: ALL_CLIENTS }],
    ['all current clients', { access: { ...NO_ACCESS, scope: 'all_current' } }],
    ['clients that are added later', { access: { ...NO_ACCESS, joinsNewClients: true } }],
    ['a client more', { access: { ...NO_ACCESS, add: [1 as ClientId] } }],
  ] as const)('to %s needs the actor’s fresh code; without it nothing is changed', async (_name, change) => {
    const { fixture, admin, ann } = await setScene();
    fixture.addClient('Alder');
    const actor = await fixture.signIn(admin);
    const before = dump(fixture.read);
    const edit = { ...asItIs(fixture, ann), ...change };
    expect(refusalOf(() => editUser(fixture.context, actor, edit)).code).toBe('fresh_code_needed');
    expect(dump(fixture.read)).toBe(before);
    // A wrong code is counted, and nothing is edited.
    const wrong = fixture.codeOf(admin) === '000000' ? '111111' : '000000';
    expect(refusalOf(() => editUser(fixture.context, actor, { ...edit, code: wrong })).code).toBe('wrong_code');
    expect(fixture.user(ann)).toMatchObject({ email: 'ann@quill.example', phone: '', role: 'partner_ops' });
    editUser(fixture.context, actor, { ...edit, code: fixture.nextCode(admin) });
    if (!('access' in change)) expect(fixture.user(ann)).toMatchObject(change);
    expect(dump(fixture.read)).not.toBe(before);
  });
  test.each([
    ['client_ops', 'client_self_service'],
    ['client_ops', 'client_admin'],
    ['client_self_service', 'client_admin'],
  ] as const)('of a client’s user from %s to %s needs a code, and the way back needs none', async (from, to) => {
    const { fixture, admin } = await setScene();
    const actor = await fixture.signIn(admin);
    const clerk = await fixture.addPerson({ role: from, clients: [fixture.addClient('Alder')] });
    expect(refusalOf(() => editUser(fixture.context, actor, { ...asItIs(fixture, clerk), role: to })).code).toBe(
      'fresh_code_needed',
    );
    editUser(fixture.context, actor, { ...asItIs(fixture, clerk), role: to, code: fixture.nextCode(admin) });
    fixture.clock.advance(5 * MINUTE);
    editUser(fixture.context, actor, { ...asItIs(fixture, clerk), role: from });
    expect(fixture.user(clerk).role).toBe(from);
  });
  test('of names, to fewer clients, and to a lower role, needs no code', async () => {
    const { fixture, admin } = await setScene();
    const [alder, beacon] = [fixture.addClient('Alder'), fixture.addClient('Beacon')];
    const actor = await fixture.signIn(admin);
    const second = await fixture.addPerson({ role: 'partner_admin' });
    const clerk = await fixture.addPerson({ role: 'client_ops', clients: [alder, beacon] });
    const fewer = { ...NO_ACCESS, remove: [beacon] };
    editUser(fixture.context, actor, { ...asItIs(fixture, clerk), lastName: 'Leigh', access: fewer });
    editUser(fixture.context, actor, { ...asItIs(fixture, second), role: 'partner_ops', access: NO_ACCESS });
    expect(fixture.user(second)).toMatchObject({ role: 'partner_ops', hasAllClients: false });
  });
  test('of email or role takes the right to hand out the account, its role and its clients', async () => {
    const { fixture } = await setScene();
    const [alder, beacon] = [fixture.addClient('Alder'), fixture.addClient('Beacon')];
    const own = await signInPresent(
      fixture,
      await fixture.addPerson({ role: 'client_self_service', clients: [alder] }),
    );
    const above = await fixture.addPerson({ role: 'client_admin', clients: [alder] });
    const wider = await fixture.addPerson({ role: 'client_ops', clients: [alder, beacon] });
    const free = await fixture.addPerson({ role: 'client_ops', clients: [alder] });
    const refused = (change: object) => refusalOf(() => editUser(fixture.context, own, change as UserEdit)).code;
    for (const isTerminated of [false, true]) {
      if (isTerminated)
        fixture.context.storage.transaction((tx) =>
          tx.run("UPDATE clients SET status = 'terminated', terminated_at = 1"),
        );
      expect(refused({ ...asItIs(fixture, above), email: 'thief@quill.example' })).toBe('forbidden');
      expect(refused({ ...asItIs(fixture, above), role: 'client_self_service' })).toBe('forbidden');
      expect(refused({ ...asItIs(fixture, above), access: NO_ACCESS })).toBe('forbidden');
      expect(refused({ ...asItIs(fixture, wider), email: 'thief@quill.example' })).toBe('forbidden');
      expect(refused({ ...asItIs(fixture, wider), role: 'client_self_service' })).toBe('forbidden');
      expect(getUserDetails(fixture.context, own, wider.id)).toMatchObject({
        grantableRoles: [],
        mayChangeEmail: false,
        actions: { resendInvitation: 'not_invited', edit: 'available' },
      });
    }
    // A name leads nowhere.
    editUser(fixture.context, own, { ...asItIs(fixture, above), lastName: 'Leigh' });
    editUser(fixture.context, own, { ...asItIs(fixture, free), email: 'free@quill.example' });
    expect(fixture.user(free).email).toBe('free@quill.example');
  });
  test('from an older version is a conflict and changes nothing', async () => {
    const { fixture, ann, actor } = await setScene();
    const stale = { ...asItIs(fixture, ann), phone: '12345' };
    editUser(fixture.context, actor, { ...asItIs(fixture, ann), firstName: 'Anna' });
    const before = dump(fixture.read);
    expect(refusalOf(() => editUser(fixture.context, actor, stale)).code).toBe('conflict');
    expect(dump(fixture.read)).toBe(before);
  });
  test('of a role leaves an email and a number as they are that would not be accepted today', async () => {
    const { fixture, ann, actor } = await setScene();
    fixture.context.storage.transaction((tx) =>
      tx.run("UPDATE users SET email = 'a..b@quill', email_key = 'a..b@quill', phone = '0000' WHERE id = :id", {
        id: ann.id,
      }),
    );
    editUser(fixture.context, actor, { ...asItIs(fixture, ann), email: null, phone: null, lastName: '' });
    expect(fixture.user(ann)).toMatchObject({ email: 'a..b@quill', phone: '0000', firstName: 'Ann', lastName: '' });
    expect(fixture.activity().at(-1)).toMatchObject({
      action: 'user.edited',
      detail: { lastNameFrom: 'Lee', lastNameTo: '' },
    });
  });
  test('without a name is refused beside the fields, except for an invited user', async () => {
    const { fixture, ann, actor } = await setScene();
    expect(
      refusalOf(() => editUser(fixture.context, actor, { ...asItIs(fixture, ann), firstName: '', lastName: '' })),
    ).toMatchObject({
      code: 'bad_input',
      fields: [{ field: 'firstName' }],
    });
    const invited = { id: inviteOne(fixture, actor, 'new@quill.example').userId };
    editUser(fixture.context, actor, { ...asItIs(fixture, invited), phone: '12345' });
    expect(fixture.user(invited)).toMatchObject({ firstName: '', phone: '12345' });
  });
  test('is not possible on oneself or on a deactivated user', async () => {
    const { fixture, admin, ann, actor } = await setScene();
    expect(refusalOf(() => editUser(fixture.context, actor, { ...asItIs(fixture, admin), phone: '12345' }))).toEqual({
      code: 'not_possible',
      why: 'own_account',
    });
    fixture.context.storage.transaction((tx) =>
      tx.run("UPDATE users SET status = 'deactivated' WHERE id = :id", { id: ann.id }),
    );
    expect(refusalOf(() => editUser(fixture.context, actor, { ...asItIs(fixture, ann), phone: '12345' }))).toEqual({
      code: 'not_possible',
      why: 'deactivated',
    });
  });
});

describe('a new email', () => {
  test('that another user has is refused beside the field in any case; the user’s own in another case is accepted', async () => {
    const { fixture, admin, ann, actor } = await setScene();
    expect(
      refusalOf(() => editUser(fixture.context, actor, { ...asItIs(fixture, ann), email: admin.email.toUpperCase() })),
    ).toEqual({
      code: 'bad_input',
      fields: [{ field: 'email', message: 'Somebody with this email already has an account.' }],
    });
    editUser(fixture.context, actor, { ...asItIs(fixture, ann), email: 'Ann@Quill.example' });
    expect(fixture.user(ann).email).toBe('Ann@Quill.example');
  });
  test('does not lift a wait, and does not inherit guesses at it', async () => {
    const { fixture, ann, actor } = await setScene();
    const email = 'ann.leigh@quill.example';
    for (let i = 0; i < 3; i++) await refusalIn(signIn(fixture.context, { email, password: 'wrong' }));
    refusalOf(() => enterOneTimeCode(fixture.context, { email, code: '0000-0000-0000-0000' }));
    for (let i = 0; i < 5; i++) await refusalIn(signIn(fixture.context, { ...ann, password: 'wrong' }));
    editUser(fixture.context, actor, { ...asItIs(fixture, ann), email });
    expect((await refusalIn(signIn(fixture.context, { ...ann, email }))).code).toBe('locked_until');
    expect(getThrottle(fixture.read, emailSubject(fixture.context, email), 'password').failures).toBe(5);
    expect(getThrottle(fixture.read, emailSubject(fixture.context, email), 'one_time_code').failures).toBe(0);
    expect(getThrottle(fixture.read, emailSubject(fixture.context, ann.email), 'password').failures).toBe(0);
  });
  test('of an invited user keeps the code', async () => {
    const { fixture, actor } = await setScene();
    const issued = inviteOne(fixture, actor, 'typo@quill.example');
    editUser(fixture.context, actor, { ...asItIs(fixture, { id: issued.userId }), email: 'right@quill.example' });
    expect(refusalOf(() => enterOneTimeCode(fixture.context, issued)).code).toBe('wrong_one_time_code');
    expect(enterOneTimeCode(fixture.context, { ...issued, email: 'right@quill.example' }).stage).toBe('activation');
  });
});

describe('a new role', () => {
  test('ends the user’s sessions, and says so', async () => {
    const { fixture, ann, actor } = await setScene();
    const session = await fixture.signIn(ann);
    expect(editUser(fixture.context, actor, { ...asItIs(fixture, ann), role: 'partner_admin' })).toBe(1);
    expect(findActor(fixture.context, session.session.id)).toBeUndefined();
    expect(fixture.read.get('SELECT ended_because FROM sessions WHERE id = :id', { id: session.session.id })).toEqual({
      ended_because: 'role_changed',
    });
    expect(fixture.activity().at(-1)?.detail).toEqual({
      roleFrom: 'partner_ops',
      roleTo: 'partner_admin',
      sessionsEnded: 1,
    });
  });
  test('never crosses the line between partner and client roles, for any actor', async () => {
    const { fixture, actor } = await setScene();
    const client = fixture.addClient('Alder');
    for (const from of ROLES)
      for (const to of ROLES) {
        const person = await fixture.addPerson({ role: from, clients: [client], hasAllClients: false });
        const isSameSide = from.startsWith('partner') === to.startsWith('partner');
        const edit = (): number => editUser(fixture.context, actor, { ...asItIs(fixture, person), role: to });
        if (isSameSide) edit();
        else expect(refusalOf(edit).code).toBe('forbidden');
        expect(fixture.user(person).role).toBe(isSameSide ? to : from);
      }
  });
  test('above the actor’s own is refused', async () => {
    const { fixture, ann } = await setScene();
    const client = fixture.addClient('Alder');
    const ops = await fixture.signIn(ann);
    const other = await fixture.addPerson({ role: 'partner_ops' });
    expect(
      refusalOf(() => editUser(fixture.context, ops, { ...asItIs(fixture, other), role: 'partner_admin' })).code,
    ).toBe('forbidden');
    const selfService = await signInPresent(
      fixture,
      await fixture.addPerson({ role: 'client_self_service', clients: [client] }),
    );
    const clerk = await fixture.addPerson({ role: 'client_ops', clients: [client] });
    expect(
      refusalOf(() => editUser(fixture.context, selfService, { ...asItIs(fixture, clerk), role: 'client_admin' })).code,
    ).toBe('forbidden');
    editUser(fixture.context, selfService, { ...asItIs(fixture, clerk), role: 'client_self_service' });
    expect(fixture.user(clerk).role).toBe('client_self_service');
  });
  test('is not taken from the last able admin; one whose password was reset does not count', async () => {
    const { fixture, admin, actor } = await setScene();
    const second = await fixture.addPerson({ role: 'partner_admin' });
    const other: Actor = await fixture.signIn(second);
    fixture.context.storage.transaction((tx) => removePassword(tx, second.id));
    const before = dump(fixture.read);
    expect(
      refusalOf(() => editUser(fixture.context, other, { ...asItIs(fixture, admin), role: 'partner_ops' })).code,
    ).toBe('last_able_admin');
    expect(dump(fixture.read)).toBe(before);
    editUser(fixture.context, actor, { ...asItIs(fixture, second), role: 'partner_ops' });
    expect(fixture.user(second).role).toBe('partner_ops');
  });
});

describe('an edit with new clients', () => {
  test('changes name and clients together or not at all', async () => {
    const { fixture, actor } = await setScene();
    const [alder, beacon] = [fixture.addClient('Alder'), fixture.addClient('Beacon')];
    const clerk = await fixture.addPerson({ role: 'client_ops', clients: [alder] });
    const swap = { ...NO_ACCESS, add: [beacon], remove: [alder] };
    const before = dump(fixture.read);
    for (const access of [
      { ...NO_ACCESS, remove: [alder] },
      { ...swap, add: [beacon, 99_999 as typeof beacon] },
    ]) {
      expect(
        refusalOf(() => editUser(fixture.context, actor, { ...asItIs(fixture, clerk), firstName: 'New', access })),
      ).toMatchObject({
        code: 'bad_input',
        fields: [{ field: 'access' }],
      });
      expect(dump(fixture.read)).toBe(before);
    }
    fixture.context.storage.transaction((tx) => setPointOfContact(tx, alder, clerk.id, 0));
    editUser(fixture.context, actor, { ...asItIs(fixture, clerk), firstName: 'New', access: swap });
    expect(fixture.read.all('SELECT client_id FROM memberships WHERE user_id = :id', { id: clerk.id })).toEqual([
      { client_id: beacon },
    ]);
    // The user is no longer the point of contact of a client that they left.
    expect(fixture.read.get('SELECT point_of_contact_id FROM clients WHERE id = :alder', { alder })).toEqual({
      point_of_contact_id: null,
    });
    expect(fixture.activity().at(-1)?.detail).toMatchObject({
      firstNameTo: 'New',
      clientsAdded: 1,
      clientsRemoved: 1,
      contactsDropped: 1,
    });
  });
});
