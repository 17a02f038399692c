// Inviting: all or nothing, one account for one email, and a renewed invitation ends the old code.
import { describe, expect, test } from 'vitest';
import { type ClientId, isPartnerRole, ROLES, type Role, type UserId } from '../../../main/domain/user.ts';
import type { Actor } from '../../../main/services/act/actor.ts';
import { emailSubject } from '../../../main/services/act/attempt.ts';
import { enterOneTimeCode } from '../../../main/services/sign-in/enter-one-time-code.ts';
import { signIn } from '../../../main/services/sign-in/sign-in.ts';
import { inviteUsers, resendInvitations } from '../../../main/services/users/invite-users.ts';
import { getThrottle } from '../../../main/storage/tables/throttles.ts';
import { getUserByEmail } from '../../../main/storage/tables/users.ts';
import { createFixture, dump } from '../../support/fixture.ts';
import { invitees } from '../../support/invitees.ts';
import { ALL_CLIENTS, activate, inviteOne, NO_ACCESS, signInPresent } from '../../support/people.ts';
import { refusalIn, refusalOf } from '../../support/refusals.ts';
import { createInstantHasher, DAY, HOUR, MINUTE } from '../../support/seeded.ts';

async function setScene() {
  const fixture = createFixture({ passwords: createInstantHasher() });
  const admin = await fixture.addPerson({ role: 'partner_admin', email: 'margaret@quill.example' });
  return { fixture, admin, actor: await signInPresent(fixture, admin) };
}

describe('an invitation', () => {
  test('makes an account without a name or a password, which its code opens for seven days', async () => {
    const { fixture, actor } = await setScene();
    const client = fixture.addClient('Alder');
    const emails = ['first@quill.example', 'second@quill.example'];
    const issued = inviteUsers(fixture.context, actor, {
      people: invitees(...emails),
      role: 'client_ops',
      access: { ...NO_ACCESS, add: [client] },
      code: '',
    });
    expect(issued.map(({ email, name }) => [email, name])).toEqual(emails.map((email) => [email, email]));
    expect(new Set(issued.map(({ code }) => code)).size).toBe(2);
    for (const { userId, expiresAt } of issued) {
      expect(expiresAt).toBe(fixture.clock.now() + 7 * DAY);
      expect(fixture.user({ id: userId })).toMatchObject({
        role: 'client_ops',
        status: 'invited',
        firstName: '',
        lastName: '',
        twoFactor: 'not_set_up',
        hasAllClients: false,
        invitationExpiresAt: expiresAt,
      });
      expect(fixture.read.all('SELECT client_id FROM memberships WHERE user_id = :userId', { userId })).toEqual([
        { client_id: client },
      ]);
    }
    expect(
      fixture
        .activity()
        .slice(-2)
        .map((record) => [record.action, record.actorId, record.targetId, record.targetName, record.detail['role']]),
    ).toEqual(issued.map(({ userId, email }) => ['user.invited', actor.user.id, userId, email, 'client_ops']));
    fixture.checkChain();
  });
  test('keeps the names that are given, and the number as the number on file', async () => {
    const { fixture, actor } = await setScene();
    const people = [
      { email: 'ann@quill.example', firstName: 'Ann', lastName: 'Vance', phone: '+44 20 7946 0000' },
      { email: 'suharto@quill.example', firstName: 'Suharto', lastName: '', phone: '' },
    ];
    const issued = inviteUsers(fixture.context, actor, { people, role: 'partner_ops', access: NO_ACCESS, code: '' });
    expect(issued.map(({ name }) => name)).toEqual(['Ann Vance', 'Suharto']);
    for (const [index, { userId }] of issued.entries())
      expect(fixture.user({ id: userId })).toMatchObject(people[index] ?? {});
    expect(
      fixture
        .activity()
        .slice(-2)
        .map(({ detail }) => [detail['firstName'], detail['lastName'], detail['phone']]),
    ).toEqual([
      ['Ann', 'Vance', '+44 20 7946 0000'],
      ['Suharto', '', ''],
    ]);
    // One name is enough for an account that is active, too.
    const suharto = issued[1] as (typeof issued)[number];
    const person = await activate(fixture, suharto, { firstName: 'Suharto', lastName: '' });
    expect(fixture.user(person)).toMatchObject({ status: 'active', firstName: 'Suharto', lastName: '' });
  });
  test('to an email of a deactivated account says so to those who may see it, and what to do', async () => {
    const { fixture, actor } = await setScene();
    const [alder, beacon] = [fixture.addClient('Alder'), fixture.addClient('Beacon')];
    const left = await fixture.addPerson({ role: 'client_ops', clients: [alder], email: 'left@quill.example' });
    fixture.context.storage.transaction((tx) =>
      tx.run("UPDATE users SET status = 'deactivated' WHERE id = :id", { id: left.id }),
    );
    const says = async (asks: Actor, client: ClientId): Promise<unknown> => {
      const access = { ...NO_ACCESS, add: [client] };
      const refusal = refusalOf(() => inviteOne(fixture, asks, left.email, 'client_ops', access));
      return refusal.code === 'bad_input' ? refusal.fields[0]?.message : refusal;
    };
    expect(await says(actor, alder)).toBe(
      'This email belongs to a deactivated account. To let the person in again, use Reactivate in the list of users.',
    );
    const colleague = await fixture.signIn(await fixture.addPerson({ role: 'client_admin', clients: [alder] }));
    expect(await says(colleague, alder)).toBe(
      'This email belongs to a deactivated account. A Partner Admin can reactivate it.',
    );
    const stranger = await fixture.signIn(await fixture.addPerson({ role: 'client_admin', clients: [beacon] }));
    expect(await says(stranger, beacon)).toBe('Somebody with this email already has an account.');
  });
  test.each([
    [
      'in the list twice, in another spelling',
      ['new@quill.example', 'other@quill.example', ' NEW@quill.example '],
      ['people.2.email'],
    ],
    ['that has an account, in any case', ['new@quill.example', 'MARGARET@Quill.example'], ['people.1.email']],
    [
      'of either kind, each beside its field',
      ['a@quill.example', 'a@quill.example', 'margaret@quill.example'],
      ['people.1.email', 'people.2.email'],
    ],
  ])('with an email %s is refused, and nobody is invited', async (_name, emails, fields) => {
    const { fixture, actor } = await setScene();
    const before = dump(fixture.read);
    const refusal = refusalOf(() =>
      inviteUsers(fixture.context, actor, {
        people: invitees(...emails),
        role: 'partner_ops',
        access: NO_ACCESS,
        code: '',
      }),
    );
    expect(refusal.code === 'bad_input' ? refusal.fields.map(({ field }) => field) : refusal).toEqual(fields);
    expect(dump(fixture.read)).toBe(before);
    expect(fixture.read.all("SELECT id FROM users WHERE status = 'invited'")).toEqual([]);
  });
  test('with access that cannot be given is refused as a whole', async () => {
    const { fixture, actor } = await setScene();
    const refusal = refusalOf(() =>
      inviteUsers(fixture.context, actor, {
        people: invitees('a@b.example', 'c@d.example'),
        role: 'client_ops',
        access: NO_ACCESS,
        code: '',
      }),
    );
    expect(refusal).toEqual({
      code: 'bad_input',
      fields: [{ field: 'access', message: 'Choose at least one client.' }],
    });
    expect(fixture.read.all("SELECT id FROM users WHERE status = 'invited'")).toEqual([]);
  });
  test.each(ROLES)('of a %s needs the actor’s fresh code, after all other checks', async (role) => {
    const { fixture, admin } = await setScene();
    const actor = await fixture.signIn(admin);
    const access = isPartnerRole(role) ? ALL_CLIENTS : { ...NO_ACCESS, add: [fixture.addClient('Alder')] };
    const invitation = { people: invitees('new@quill.example'), role, access };
    const before = dump(fixture.read);
    expect(refusalOf(() => inviteUsers(fixture.context, actor, { ...invitation, code: '' })).code).toBe(
      'fresh_code_needed',
    );
    expect(dump(fixture.read)).toBe(before);
    const code = fixture.nextCode(admin);
    expect(
      refusalOf(() => inviteUsers(fixture.context, actor, { ...invitation, people: invitees(admin.email), code })).code,
    ).toBe('bad_input');
    expect(inviteUsers(fixture.context, actor, { ...invitation, code })).toHaveLength(1);
    // Presence lasts five minutes.
    expect(
      inviteUsers(fixture.context, actor, { ...invitation, people: invitees('other@quill.example'), code: '' }),
    ).toHaveLength(1);
    fixture.clock.advance(5 * MINUTE);
    expect(
      refusalOf(() =>
        inviteUsers(fixture.context, actor, { ...invitation, people: invitees('third@quill.example'), code }),
      ).code,
    ).toBe('code_already_used');
  });
  test('to a role above the actor’s own is refused', async () => {
    const { fixture } = await setScene();
    const ops = await fixture.signIn(await fixture.addPerson({ role: 'partner_ops', hasAllClients: true }));
    expect(refusalOf(() => inviteOne(fixture, ops, 'new@quill.example', 'partner_admin', ALL_CLIENTS)).code).toBe(
      'forbidden',
    );
  });
  test('does not inherit earlier guesses at the email', async () => {
    const { fixture, actor } = await setScene();
    const email = 'new@quill.example';
    const subject = emailSubject(fixture.context, email);
    for (let i = 0; i < 20; i++) {
      expect((await refusalIn(signIn(fixture.context, { email, password: 'x' }))).code).toBe('wrong_credentials');
      expect(refusalOf(() => enterOneTimeCode(fixture.context, { email, code: '0000-0000-0000-0000' })).code).toBe(
        'wrong_one_time_code',
      );
      fixture.clock.advance(HOUR);
    }
    expect(getThrottle(fixture.read, subject, 'password').isDisabled).toBe(true);
    const person = await activate(fixture, inviteOne(fixture, actor, email));
    expect((await signIn(fixture.context, person)).stage).toBe('code');
  });
  test('sent twice at the same time is one: the second finds the email taken', async () => {
    const { fixture, actor } = await setScene();
    inviteOne(fixture, actor, 'new@quill.example');
    expect(refusalOf(() => inviteOne(fixture, actor, 'new@quill.example'))).toMatchObject({
      code: 'bad_input',
      fields: [{ field: 'people.0.email' }],
    });
  });
  test('is refused while the clock is behind: the code would last too long', async () => {
    const { fixture, actor } = await setScene();
    fixture.clock.advance(-HOUR);
    expect(refusalOf(() => inviteOne(fixture, actor, 'new@quill.example')).code).toBe('clock_went_back');
  });
});

describe('a renewed invitation', () => {
  test('has a new code for seven days, even after it expired; the old code ends', async () => {
    const { fixture, admin, actor } = await setScene();
    const first = inviteOne(fixture, actor, 'new@quill.example');
    fixture.clock.advance(8 * DAY);
    const [second] = resendInvitations(fixture.context, await fixture.signIn(admin), {
      userIds: [first.userId],
      code: fixture.nextCode(admin),
    });
    if (second === undefined) throw new Error('the invitation was not renewed');
    expect(second.expiresAt).toBe(fixture.clock.now() + 7 * DAY);
    expect(fixture.user({ id: first.userId }).invitationExpiresAt).toBe(second.expiresAt);
    expect(refusalOf(() => enterOneTimeCode(fixture.context, first)).code).toBe('wrong_one_time_code');
    expect(enterOneTimeCode(fixture.context, second).stage).toBe('activation');
    expect(
      fixture.activity().some((record) => record.action === 'invitation.resent' && record.targetName === first.email),
    ).toBe(true);
  });
  test('is all or nothing for many users, and one for a user named twice', async () => {
    const { fixture, actor, admin } = await setScene();
    const first = inviteOne(fixture, actor, 'first@quill.example');
    const active = await fixture.addPerson({ role: 'client_ops' });
    const before = dump(fixture.read, ['clock']);
    expect(
      refusalOf(() => resendInvitations(fixture.context, actor, { userIds: [first.userId, active.id], code: '' })),
    ).toEqual({
      code: 'not_possible',
      why: 'not_invited',
    });
    expect(
      refusalOf(() => resendInvitations(fixture.context, actor, { userIds: [first.userId, admin.id], code: '' })),
    ).toEqual({
      code: 'not_possible',
      why: 'own_account',
    });
    expect(dump(fixture.read, ['clock'])).toBe(before);
    expect(resendInvitations(fixture.context, actor, { userIds: [first.userId, first.userId], code: '' })).toHaveLength(
      1,
    );
  });
  test('needs the actor’s fresh code, after all other checks; without it the old code stays', async () => {
    const { fixture, admin, actor } = await setScene();
    const first = inviteOne(fixture, actor, 'first@quill.example');
    fixture.clock.advance(5 * MINUTE);
    const before = dump(fixture.read, ['clock']);
    const resend = (userIds: readonly UserId[], code: string) =>
      resendInvitations(fixture.context, actor, { userIds, code });
    expect(refusalOf(() => resend([first.userId], '')).code).toBe('fresh_code_needed');
    const code = fixture.nextCode(admin);
    expect(refusalOf(() => resend([first.userId, admin.id], code)).code).toBe('not_possible');
    expect(dump(fixture.read, ['clock'])).toBe(before);
    expect(resend([first.userId], code)).toHaveLength(1);
  });
  test('takes the right to hand out the account: its role, and each of its clients, terminated ones too', async () => {
    const { fixture, actor } = await setScene();
    const [alder, beacon] = [fixture.addClient('Alder'), fixture.addClient('Beacon')];
    const invite = (email: string, role: Role, ...add: readonly ClientId[]) =>
      inviteOne(fixture, actor, email, role, { ...NO_ACCESS, add }).userId;
    const above = invite('above@quill.example', 'client_admin', alder);
    const wider = invite('wider@quill.example', 'client_ops', alder, beacon);
    const same = invite('same@quill.example', 'client_self_service', alder);
    const everywhere = inviteOne(fixture, actor, 'all@quill.example', 'partner_ops', ALL_CLIENTS).userId;
    const own = await signInPresent(
      fixture,
      await fixture.addPerson({ role: 'client_self_service', clients: [alder] }),
    );
    const ops = await signInPresent(fixture, await fixture.addPerson({ role: 'partner_ops', clients: [alder] }));
    const resend = (by: Actor, id: UserId) => resendInvitations(fixture.context, by, { userIds: [id], code: '' });
    const isWider = { code: 'not_possible', why: 'wider_access' };
    for (const isTerminated of [false, true]) {
      if (isTerminated)
        fixture.context.storage.transaction((tx) =>
          tx.run("UPDATE clients SET status = 'terminated', terminated_at = 1"),
        );
      const before = dump(fixture.read, ['clock']);
      expect(refusalOf(() => resend(own, above))).toEqual({ code: 'forbidden' });
      expect(refusalOf(() => resend(own, wider))).toEqual(isWider);
      expect(refusalOf(() => resend(ops, wider))).toEqual(isWider);
      expect(refusalOf(() => resend(ops, everywhere))).toEqual(isWider);
      expect(dump(fixture.read, ['clock'])).toBe(before);
      expect(resend(own, same)).toHaveLength(1);
      expect(resend(ops, above)).toHaveLength(1);
    }
  });
  test('of a hidden user is answered like that of a missing one', async () => {
    const { fixture, actor } = await setScene();
    const [mine, foreign] = [fixture.addClient('Alder'), fixture.addClient('Beacon')];
    const hidden = inviteOne(fixture, actor, 'new@quill.example', 'client_ops', { ...NO_ACCESS, add: [foreign] });
    const clientAdmin = await fixture.signIn(await fixture.addPerson({ role: 'client_admin', clients: [mine] }));
    for (const id of [hidden.userId, 99_999 as typeof hidden.userId])
      expect(refusalOf(() => resendInvitations(fixture.context, clientAdmin, { userIds: [id], code: '' }))).toEqual({
        code: 'not_found',
      });
    expect(getUserByEmail(fixture.read, hidden.email)?.version).toBe(1);
  });
});
