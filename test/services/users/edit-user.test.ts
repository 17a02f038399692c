// Editing somebody: only what the role may, only from the state that was seen, all of it or nothing, one record of what changed.
import { describe, expect, test } from 'vitest';
import { ROLES } from '../../../main/domain/user.ts';
import { type Actor, findActor } from '../../../main/services/act/actor.ts';
import { emailSubject } from '../../../main/services/act/attempt.ts';
import { enterOneTimeCode } from '../../../main/services/sign-in/enter-one-time-code.ts';
import { signIn } from '../../../main/services/sign-in/sign-in.ts';
import { editUser, type UserEdit } from '../../../main/services/users/edit-user.ts';
import { setPointOfContact } from '../../../main/storage/tables/clients.ts';
import { removePassword } from '../../../main/storage/tables/passwords.ts';
import { getThrottle } from '../../../main/storage/tables/throttles.ts';
import { type Bench, createBench, dump, type Person } from '../../support/fixture.ts';
import { ALL_CLIENTS, inviteOne, NO_ACCESS, signInPresent } from '../../support/people.ts';
import { refusalIn, refusalOf } from '../../support/refusals.ts';
import { createInstantHasher } from '../../support/seeded.ts';

async function setScene() {
  const bench = createBench({ passwords: createInstantHasher() });
  const admin = await bench.addPerson({ role: 'partner_admin' });
  const ann = await bench.addPerson({
    role: 'partner_ops',
    firstName: 'Ann',
    lastName: 'Lee',
    email: 'ann@quill.example',
  });
  return { bench, admin, ann, actor: await signInPresent(bench, admin) };
}

/** As the window would send it when nothing was changed. */
function asItIs(bench: Bench, person: { readonly id: Person['id'] }): UserEdit {
  const { id, version, firstName, lastName, email, phone, role } = bench.user(person);
  return { userId: id, version, firstName, lastName, email, phone, role, access: null, code: '' };
}

describe('an edit', () => {
  test('changes name, email and phone, and says in one record what was and what is', async () => {
    const { bench, ann, actor } = await setScene();
    const before = bench.user(ann);
    editUser(bench.context, actor, {
      ...asItIs(bench, ann),
      lastName: 'Leigh',
      email: 'ann.leigh@quill.example',
      phone: '+44 20 7946 0000',
    });
    expect(bench.user(ann)).toEqual({
      ...before,
      lastName: 'Leigh',
      email: 'ann.leigh@quill.example',
      phone: '+44 20 7946 0000',
      version: before.version + 1,
    });
    expect(bench.activity().at(-1)).toMatchObject({
      action: 'user.edited',
      actorId: actor.user.id,
      targetId: ann.id,
      detail: {
        lastNameFrom: 'Lee',
        lastNameTo: 'Leigh',
        emailFrom: 'ann@quill.example',
        emailTo: 'ann.leigh@quill.example',
        phoneChanged: true,
      },
    });
    await bench.signIn({ ...ann, email: 'ann.leigh@quill.example' });
    bench.checkChain();
  });
  test('of nothing writes nothing', async () => {
    const { bench, ann, actor } = await setScene();
    const before = dump(bench.read);
    expect(editUser(bench.context, actor, { ...asItIs(bench, ann), access: NO_ACCESS })).toBe(0);
    expect(dump(bench.read)).toBe(before);
  });
  test.each([
    ['another email', { email: 'thief@quill.example' }],
    ['another number on file', { phone: '+44 20 7946 0000' }],
    ['the role of a Partner Admin', { role: 'partner_admin' }],
  ] as const)('to %s needs the actor’s fresh code; without it nothing is changed', async (_name, change) => {
    const { bench, admin, ann } = await setScene();
    const actor = await bench.signIn(admin);
    const before = dump(bench.read);
    const edit = { ...asItIs(bench, ann), ...change };
    expect(refusalOf(() => editUser(bench.context, actor, edit)).code).toBe('fresh_code_needed');
    expect(dump(bench.read)).toBe(before);
    // A wrong code is counted, and the edit waits.
    const wrong = bench.codeOf(admin) === '000000' ? '111111' : '000000';
    expect(refusalOf(() => editUser(bench.context, actor, { ...edit, code: wrong })).code).toBe('wrong_code');
    expect(bench.user(ann)).toMatchObject({ email: 'ann@quill.example', phone: '', role: 'partner_ops' });
    editUser(bench.context, actor, { ...edit, code: bench.nextCode(admin) });
    expect(bench.user(ann)).toMatchObject(change);
  });
  test('of names and clients, and to a lower role, needs none', async () => {
    const { bench, admin, ann } = await setScene();
    const actor = await bench.signIn(admin);
    const second = await bench.addPerson({ role: 'partner_admin' });
    editUser(bench.context, actor, { ...asItIs(bench, ann), lastName: 'Leigh', access: ALL_CLIENTS });
    editUser(bench.context, actor, { ...asItIs(bench, second), role: 'partner_ops' });
    expect(bench.user(second).role).toBe('partner_ops');
  });
  test('from an older state is a conflict and changes nothing', async () => {
    const { bench, ann, actor } = await setScene();
    const stale = { ...asItIs(bench, ann), phone: '12345' };
    editUser(bench.context, actor, { ...asItIs(bench, ann), firstName: 'Anna' });
    const before = dump(bench.read);
    expect(refusalOf(() => editUser(bench.context, actor, stale)).code).toBe('conflict');
    expect(dump(bench.read)).toBe(before);
  });
  test('without a name is refused beside the fields, except while the person is invited', async () => {
    const { bench, ann, actor } = await setScene();
    expect(
      refusalOf(() => editUser(bench.context, actor, { ...asItIs(bench, ann), firstName: '', lastName: '' })),
    ).toMatchObject({
      code: 'bad_input',
      fields: [{ field: 'firstName' }, { field: 'lastName' }],
    });
    const invited = { id: inviteOne(bench, actor, 'new@quill.example').userId };
    editUser(bench.context, actor, { ...asItIs(bench, invited), phone: '12345' });
    expect(bench.user(invited)).toMatchObject({ firstName: '', phone: '12345' });
  });
  test('is not possible on oneself, nor on somebody deactivated', async () => {
    const { bench, admin, ann, actor } = await setScene();
    expect(refusalOf(() => editUser(bench.context, actor, { ...asItIs(bench, admin), phone: '12345' }))).toEqual({
      code: 'not_possible',
      why: 'own_account',
    });
    bench.context.storage.transaction((tx) =>
      tx.run("UPDATE users SET status = 'deactivated' WHERE id = :id", { id: ann.id }),
    );
    expect(refusalOf(() => editUser(bench.context, actor, { ...asItIs(bench, ann), phone: '12345' }))).toEqual({
      code: 'not_possible',
      why: 'deactivated',
    });
  });
});

describe('a new email', () => {
  test('that somebody has already is refused beside the field, whatever its case; the own one in another case is fine', async () => {
    const { bench, admin, ann, actor } = await setScene();
    expect(
      refusalOf(() => editUser(bench.context, actor, { ...asItIs(bench, ann), email: admin.email.toUpperCase() })),
    ).toEqual({
      code: 'bad_input',
      fields: [{ field: 'email', message: 'Somebody with this email has an account already.' }],
    });
    editUser(bench.context, actor, { ...asItIs(bench, ann), email: 'Ann@Quill.example' });
    expect(bench.user(ann).email).toBe('Ann@Quill.example');
  });
  test('does not shake off a wait, nor inherit what was guessed at it before', async () => {
    const { bench, ann, actor } = await setScene();
    const email = 'ann.leigh@quill.example';
    for (let i = 0; i < 3; i++) await refusalIn(signIn(bench.context, { email, password: 'wrong' }));
    refusalOf(() => enterOneTimeCode(bench.context, { email, code: '0000-0000-0000-0000' }));
    for (let i = 0; i < 5; i++) await refusalIn(signIn(bench.context, { ...ann, password: 'wrong' }));
    editUser(bench.context, actor, { ...asItIs(bench, ann), email });
    expect((await refusalIn(signIn(bench.context, { ...ann, email }))).code).toBe('locked_until');
    expect(getThrottle(bench.read, emailSubject(bench.context, email), 'password').failures).toBe(5);
    expect(getThrottle(bench.read, emailSubject(bench.context, email), 'one_time_code').failures).toBe(0);
    expect(getThrottle(bench.read, emailSubject(bench.context, ann.email), 'password').failures).toBe(0);
  });
  test('of an invited person keeps the code', async () => {
    const { bench, actor } = await setScene();
    const issued = inviteOne(bench, actor, 'typo@quill.example');
    editUser(bench.context, actor, { ...asItIs(bench, { id: issued.userId }), email: 'right@quill.example' });
    expect(refusalOf(() => enterOneTimeCode(bench.context, issued)).code).toBe('wrong_one_time_code');
    expect(enterOneTimeCode(bench.context, { ...issued, email: 'right@quill.example' }).stage).toBe('activation');
  });
});

describe('a new role', () => {
  test('ends the sessions of the person, and says so', async () => {
    const { bench, ann, actor } = await setScene();
    const session = await bench.signIn(ann);
    expect(editUser(bench.context, actor, { ...asItIs(bench, ann), role: 'partner_admin' })).toBe(1);
    expect(findActor(bench.context, session.session.id)).toBeUndefined();
    expect(bench.read.get('SELECT ended_because FROM sessions WHERE id = :id', { id: session.session.id })).toEqual({
      ended_because: 'role_changed',
    });
    expect(bench.activity().at(-1)?.detail).toEqual({
      roleFrom: 'partner_ops',
      roleTo: 'partner_admin',
      sessionsEnded: 1,
    });
  });
  test('never crosses the line between the firm and its clients, whoever gives it', async () => {
    const { bench, actor } = await setScene();
    const client = bench.addClient('Alder');
    for (const from of ROLES)
      for (const to of ROLES) {
        const person = await bench.addPerson({ role: from, clients: [client], hasAllClients: false });
        const isSameSide = from.startsWith('partner') === to.startsWith('partner');
        const edit = (): number => editUser(bench.context, actor, { ...asItIs(bench, person), role: to });
        if (isSameSide) edit();
        else expect(refusalOf(edit).code).toBe('forbidden');
        expect(bench.user(person).role).toBe(isSameSide ? to : from);
      }
  });
  test('above the own one is not given', async () => {
    const { bench, ann } = await setScene();
    const client = bench.addClient('Alder');
    const ops = await bench.signIn(ann);
    const other = await bench.addPerson({ role: 'partner_ops' });
    expect(refusalOf(() => editUser(bench.context, ops, { ...asItIs(bench, other), role: 'partner_admin' })).code).toBe(
      'forbidden',
    );
    const selfService = await bench.signIn(await bench.addPerson({ role: 'client_self_service', clients: [client] }));
    const clerk = await bench.addPerson({ role: 'client_ops', clients: [client] });
    expect(
      refusalOf(() => editUser(bench.context, selfService, { ...asItIs(bench, clerk), role: 'client_admin' })).code,
    ).toBe('forbidden');
    editUser(bench.context, selfService, { ...asItIs(bench, clerk), role: 'client_self_service' });
    expect(bench.user(clerk).role).toBe('client_self_service');
  });
  test('is not taken from the last Partner Admin who can sign in; one whose password was reset does not count', async () => {
    const { bench, admin, actor } = await setScene();
    const second = await bench.addPerson({ role: 'partner_admin' });
    const other: Actor = await bench.signIn(second);
    bench.context.storage.transaction((tx) => removePassword(tx, second.id));
    const before = dump(bench.read);
    expect(refusalOf(() => editUser(bench.context, other, { ...asItIs(bench, admin), role: 'partner_ops' })).code).toBe(
      'last_able_admin',
    );
    expect(dump(bench.read)).toBe(before);
    editUser(bench.context, actor, { ...asItIs(bench, second), role: 'partner_ops' });
    expect(bench.user(second).role).toBe('partner_ops');
  });
});

describe('with new clients', () => {
  test('name and clients change together or not at all', async () => {
    const { bench, actor } = await setScene();
    const [alder, beacon] = [bench.addClient('Alder'), bench.addClient('Beacon')];
    const clerk = await bench.addPerson({ role: 'client_ops', clients: [alder] });
    const swap = { ...NO_ACCESS, add: [beacon], remove: [alder] };
    const before = dump(bench.read);
    for (const access of [
      { ...NO_ACCESS, remove: [alder] },
      { ...swap, add: [beacon, 99_999 as typeof beacon] },
    ]) {
      expect(
        refusalOf(() => editUser(bench.context, actor, { ...asItIs(bench, clerk), firstName: 'New', access })),
      ).toMatchObject({
        code: 'bad_input',
        fields: [{ field: 'access' }],
      });
      expect(dump(bench.read)).toBe(before);
    }
    bench.context.storage.transaction((tx) => setPointOfContact(tx, alder, clerk.id));
    editUser(bench.context, actor, { ...asItIs(bench, clerk), firstName: 'New', access: swap });
    expect(bench.read.all('SELECT client_id FROM memberships WHERE user_id = :id', { id: clerk.id })).toEqual([
      { client_id: beacon },
    ]);
    // Nobody stays the point of contact of a client that they left.
    expect(bench.read.get('SELECT point_of_contact_id FROM clients WHERE id = :alder', { alder })).toEqual({
      point_of_contact_id: null,
    });
    expect(bench.activity().at(-1)?.detail).toMatchObject({
      firstNameTo: 'New',
      clientsAdded: 1,
      clientsRemoved: 1,
      contactsDropped: 1,
    });
  });
});
