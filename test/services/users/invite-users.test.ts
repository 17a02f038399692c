// Inviting: all or nothing, one email one account, and a renewed invitation kills the old code.
import { describe, expect, test } from 'vitest';
import { emailSubject } from '../../../main/services/act/attempt.ts';
import { enterOneTimeCode } from '../../../main/services/sign-in/enter-one-time-code.ts';
import { signIn } from '../../../main/services/sign-in/sign-in.ts';
import { inviteUsers, resendInvitations } from '../../../main/services/users/invite-users.ts';
import { getThrottle } from '../../../main/storage/tables/throttles.ts';
import { getUserByEmail } from '../../../main/storage/tables/users.ts';
import { createBench, dump } from '../../support/fixture.ts';
import { ALL_CLIENTS, activate, inviteOne, NO_ACCESS } from '../../support/people.ts';
import { refusalIn, refusalOf } from '../../support/refusals.ts';
import { createInstantHasher, DAY, HOUR, MINUTE } from '../../support/seeded.ts';

async function setScene() {
  const bench = createBench({ passwords: createInstantHasher() });
  const admin = await bench.addPerson({ role: 'partner_admin', email: 'margaret@quill.example' });
  return { bench, admin, actor: await bench.signIn(admin) };
}

describe('an invitation', () => {
  test('makes an account without a name or a password that its code opens for seven days', async () => {
    const { bench, actor } = await setScene();
    const client = bench.addClient('Alder');
    const emails = ['first@quill.example', 'second@quill.example'];
    const issued = inviteUsers(bench.context, actor, {
      emails,
      role: 'client_ops',
      access: { ...NO_ACCESS, add: [client] },
      code: '',
    });
    expect(issued.map(({ email, name }) => [email, name])).toEqual(emails.map((email) => [email, email]));
    expect(new Set(issued.map(({ code }) => code)).size).toBe(2);
    for (const { userId, expiresAt } of issued) {
      expect(expiresAt).toBe(bench.clock.now() + 7 * DAY);
      expect(bench.user({ id: userId })).toMatchObject({
        role: 'client_ops',
        status: 'invited',
        firstName: '',
        lastName: '',
        twoFactor: 'not_set_up',
        hasAllClients: false,
        invitationExpiresAt: expiresAt,
      });
      expect(bench.read.all('SELECT client_id FROM memberships WHERE user_id = :userId', { userId })).toEqual([
        { client_id: client },
      ]);
    }
    expect(
      bench
        .activity()
        .slice(-2)
        .map((record) => [record.action, record.actorId, record.targetId, record.targetName, record.detail['role']]),
    ).toEqual(issued.map(({ userId, email }) => ['user.invited', actor.user.id, userId, email, 'client_ops']));
    bench.checkChain();
  });
  test.each([
    [
      'in the list twice, in another spelling',
      ['new@quill.example', 'other@quill.example', ' NEW@quill.example '],
      ['emails.2'],
    ],
    ['that has an account, whatever its case', ['new@quill.example', 'MARGARET@Quill.example'], ['emails.1']],
    [
      'of either kind, each beside its field',
      ['a@quill.example', 'a@quill.example', 'margaret@quill.example'],
      ['emails.1', 'emails.2'],
    ],
  ])('with an email %s is refused, and nobody is invited', async (_name, emails, fields) => {
    const { bench, actor } = await setScene();
    const before = dump(bench.read);
    const refusal = refusalOf(() =>
      inviteUsers(bench.context, actor, { emails, role: 'partner_ops', access: NO_ACCESS, code: '' }),
    );
    expect(refusal.code === 'bad_input' ? refusal.fields.map(({ field }) => field) : refusal).toEqual(fields);
    expect(dump(bench.read)).toBe(before);
    expect(bench.read.all("SELECT id FROM users WHERE status = 'invited'")).toEqual([]);
  });
  test('with access that cannot be given is refused whole', async () => {
    const { bench, actor } = await setScene();
    const refusal = refusalOf(() =>
      inviteUsers(bench.context, actor, {
        emails: ['a@b.example', 'c@d.example'],
        role: 'client_ops',
        access: NO_ACCESS,
        code: '',
      }),
    );
    expect(refusal).toEqual({
      code: 'bad_input',
      fields: [{ field: 'access', message: 'Choose at least one client.' }],
    });
    expect(bench.read.all("SELECT id FROM users WHERE status = 'invited'")).toEqual([]);
  });
  test('of a Partner Admin needs the actor’s fresh code, once everything else is right', async () => {
    const { bench, admin, actor } = await setScene();
    const invitation = { emails: ['new@quill.example'], role: 'partner_admin', access: ALL_CLIENTS } as const;
    const before = dump(bench.read);
    expect(refusalOf(() => inviteUsers(bench.context, actor, { ...invitation, code: '' })).code).toBe(
      'fresh_code_needed',
    );
    expect(dump(bench.read)).toBe(before);
    const code = bench.nextCode(admin);
    expect(
      refusalOf(() => inviteUsers(bench.context, actor, { ...invitation, emails: [admin.email], code })).code,
    ).toBe('bad_input');
    expect(inviteUsers(bench.context, actor, { ...invitation, code })).toHaveLength(1);
    // It stands for five minutes.
    expect(
      inviteUsers(bench.context, actor, { ...invitation, emails: ['other@quill.example'], code: '' }),
    ).toHaveLength(1);
    bench.clock.advance(5 * MINUTE);
    expect(
      refusalOf(() => inviteUsers(bench.context, actor, { ...invitation, emails: ['third@quill.example'], code })).code,
    ).toBe('code_already_used');
  });
  test('of anybody else needs none', async () => {
    const { bench, actor } = await setScene();
    expect(inviteOne(bench, actor, 'new@quill.example', 'partner_ops').email).toBe('new@quill.example');
  });
  test('of a role above the own one is refused', async () => {
    const { bench } = await setScene();
    const ops = await bench.signIn(await bench.addPerson({ role: 'partner_ops', hasAllClients: true }));
    expect(refusalOf(() => inviteOne(bench, ops, 'new@quill.example', 'partner_admin', ALL_CLIENTS)).code).toBe(
      'forbidden',
    );
  });
  test('does not inherit what was guessed at the email before', async () => {
    const { bench, actor } = await setScene();
    const email = 'new@quill.example';
    const subject = emailSubject(bench.context, email);
    for (let i = 0; i < 20; i++) {
      expect((await refusalIn(signIn(bench.context, { email, password: 'x' }))).code).toBe('wrong_credentials');
      expect(refusalOf(() => enterOneTimeCode(bench.context, { email, code: '0000-0000-0000-0000' })).code).toBe(
        'wrong_one_time_code',
      );
      bench.clock.advance(HOUR);
    }
    expect(getThrottle(bench.read, subject, 'password').isDisabled).toBe(true);
    const person = await activate(bench, inviteOne(bench, actor, email));
    expect((await signIn(bench.context, person)).stage).toBe('code');
  });
  test('sent twice at once is one: the second finds the email taken', async () => {
    const { bench, actor } = await setScene();
    inviteOne(bench, actor, 'new@quill.example');
    expect(refusalOf(() => inviteOne(bench, actor, 'new@quill.example'))).toMatchObject({
      code: 'bad_input',
      fields: [{ field: 'emails.0' }],
    });
  });
  test('is not issued while the clock is behind: the code would last too long', async () => {
    const { bench, actor } = await setScene();
    bench.clock.advance(-HOUR);
    expect(refusalOf(() => inviteOne(bench, actor, 'new@quill.example')).code).toBe('clock_went_back');
  });
});

describe('a renewed invitation', () => {
  test('has seven new days and a new code, also after it expired; the old code is dead', async () => {
    const { bench, admin, actor } = await setScene();
    const first = inviteOne(bench, actor, 'new@quill.example');
    bench.clock.advance(8 * DAY);
    const [second] = resendInvitations(bench.context, await bench.signIn(admin), [first.userId]);
    if (second === undefined) throw new Error('the invitation was not renewed');
    expect(second.expiresAt).toBe(bench.clock.now() + 7 * DAY);
    expect(bench.user({ id: first.userId }).invitationExpiresAt).toBe(second.expiresAt);
    expect(refusalOf(() => enterOneTimeCode(bench.context, first)).code).toBe('wrong_one_time_code');
    expect(enterOneTimeCode(bench.context, second).stage).toBe('activation');
    expect(
      bench.activity().some((record) => record.action === 'invitation.resent' && record.targetName === first.email),
    ).toBe(true);
  });
  test('is all or nothing for many, and one for somebody named twice', async () => {
    const { bench, actor, admin } = await setScene();
    const first = inviteOne(bench, actor, 'first@quill.example');
    const active = await bench.addPerson({ role: 'client_ops' });
    const before = dump(bench.read, ['clock']);
    expect(refusalOf(() => resendInvitations(bench.context, actor, [first.userId, active.id]))).toEqual({
      code: 'not_possible',
      why: 'not_invited',
    });
    expect(refusalOf(() => resendInvitations(bench.context, actor, [first.userId, admin.id]))).toEqual({
      code: 'not_possible',
      why: 'own_account',
    });
    expect(dump(bench.read, ['clock'])).toBe(before);
    expect(resendInvitations(bench.context, actor, [first.userId, first.userId])).toHaveLength(1);
  });
  test('of somebody hidden is answered like that of somebody missing', async () => {
    const { bench, actor } = await setScene();
    const [mine, foreign] = [bench.addClient('Alder'), bench.addClient('Beacon')];
    const hidden = inviteOne(bench, actor, 'new@quill.example', 'client_ops', { ...NO_ACCESS, add: [foreign] });
    const clientAdmin = await bench.signIn(await bench.addPerson({ role: 'client_admin', clients: [mine] }));
    for (const id of [hidden.userId, 99_999 as typeof hidden.userId])
      expect(refusalOf(() => resendInvitations(bench.context, clientAdmin, [id]))).toEqual({ code: 'not_found' });
    expect(getUserByEmail(bench.read, hidden.email)?.version).toBe(1);
  });
});
