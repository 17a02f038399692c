// Deactivating and reactivating: sessions and second factor end, role and access stay, points of contact are replaced,
// and the password alone never leads back in.
import { describe, expect, test } from 'vitest';
import type { ClientId, UserId } from '../../../main/domain/user.ts';
import { findActor } from '../../../main/services/act/actor.ts';
import { choosePassword, enterOneTimeCode } from '../../../main/services/sign-in/enter-one-time-code.ts';
import { confirmSetup, enterSetupCode, finishSetup } from '../../../main/services/sign-in/set-up-two-factor.ts';
import { signIn, verifyCode, verifyRecoveryCode } from '../../../main/services/sign-in/sign-in.ts';
import { deactivateUser, getDeactivation } from '../../../main/services/users/deactivate-user.ts';
import { reactivateUser } from '../../../main/services/users/reactivate-user.ts';
import { resetPassword } from '../../../main/services/users/reset-password.ts';
import { setPointOfContact } from '../../../main/storage/tables/clients.ts';
import { getOpenNotice } from '../../../main/storage/tables/notices.ts';
import { removePassword } from '../../../main/storage/tables/passwords.ts';
import { createFixture, dump, type Fixture, visitAt } from '../../support/fixture.ts';
import {
  activate,
  codeOfVisit,
  done,
  inviteOne,
  NEW_PASSWORD,
  NO_ACCESS,
  signInPresent,
} from '../../support/people.ts';
import { refusalIn, refusalOf } from '../../support/refusals.ts';
import { createInstantHasher, DAY, HOUR } from '../../support/seeded.ts';

async function setScene() {
  const fixture = createFixture({ passwords: createInstantHasher() });
  const admin = await fixture.addPerson({ role: 'partner_admin', firstName: 'Margaret', lastName: 'Ashworth' });
  const [alder, beacon] = [fixture.addClient('Alder'), fixture.addClient('Beacon')];
  const ann = await fixture.addPerson({ role: 'client_admin', clients: [alder, beacon] });
  return { fixture, admin, alder, beacon, ann, actor: await signInPresent(fixture, admin) };
}
type Who = { readonly id: UserId };
type Replacements = { readonly clientId: ClientId; readonly userId: UserId | null }[];
const deactivation = (fixture: Fixture, person: Who, replacements: Replacements = []) => ({
  userId: person.id,
  version: fixture.user(person).version,
  note: 'Left the company',
  replacements,
});
const reactivation = (fixture: Fixture, person: Who, code = '') => ({
  userId: person.id,
  version: fixture.user(person).version,
  code,
});
const contactOf = (fixture: Fixture, clientId: ClientId) =>
  fixture.read.get('SELECT point_of_contact_id AS id FROM clients WHERE id = :clientId', { clientId })?.['id'];

describe('deactivating', () => {
  test('ends sessions and second factor together; role, access and password stay', async () => {
    const { fixture, ann, actor } = await setScene();
    const session = await fixture.signIn(ann);
    const before = fixture.user(ann);
    expect(getDeactivation(fixture.context, actor, ann.id)).toMatchObject({ sessions: 1, contactOf: [] });
    expect(deactivateUser(fixture.context, actor, deactivation(fixture, ann))).toBe(1);
    expect(findActor(fixture.context, session.session.id)).toBeUndefined();
    expect(fixture.user(ann)).toEqual({
      ...before,
      status: 'deactivated',
      twoFactor: 'not_set_up',
      twoFactorAt: null,
      version: before.version + 1,
      lastSignInAt: expect.any(Number),
    });
    for (const table of ['authenticators', 'recovery_code_sets', 'recovery_codes', 'setup_codes', 'one_time_codes'])
      expect(fixture.read.all(`SELECT * FROM ${table} WHERE user_id = :id`, { id: ann.id })).toEqual([]);
    expect(fixture.read.all('SELECT * FROM memberships WHERE user_id = :id', { id: ann.id })).toHaveLength(2);
    expect((await refusalIn(signIn(fixture.context, ann))).code).toBe('deactivated');
    expect(fixture.activity().findLast((record) => record.action === 'user.deactivated')).toMatchObject({
      targetId: ann.id,
      detail: {
        note: 'Left the company',
        authenticatorsRemoved: 1,
        recoveryCodesRemoved: 10,
        sessionsEnded: 1,
        contactsReplaced: 0,
      },
    });
  });
  test('ends every step of a sign-in or a setup under way', async () => {
    const { fixture, ann, actor } = await setScene();
    const code = visitAt(await signIn(fixture.context, ann), 'code');
    const issued = done(
      resetPassword(fixture.context, actor, {
        ...deactivation(fixture, ann),
        identityCheck: 'in_person',
        vouchedBy: '',
        code: '',
      }),
    ).issued;
    const choosing = visitAt(enterOneTimeCode(fixture.context, issued), 'new_password');
    deactivateUser(fixture.context, actor, deactivation(fixture, ann));
    expect(fixture.read.all('SELECT * FROM one_time_codes')).toEqual([]);
    expect((await refusalIn(verifyCode(fixture.context, code, fixture.codeOf(ann)))).code).toBe('not_now');
    expect((await refusalIn(verifyRecoveryCode(fixture.context, code, ann.recoveryCodes[0] ?? ''))).code).toBe(
      'not_now',
    );
    expect((await refusalIn(choosePassword(fixture.context, choosing, NEW_PASSWORD))).code).toBe('not_now');
    expect(refusalOf(() => enterOneTimeCode(fixture.context, issued)).code).toBe('wrong_one_time_code');
  });
  test('asks for a replacement for exactly the clients whose point of contact the user is', async () => {
    const { fixture, alder, beacon, ann, actor } = await setScene();
    const bob = await fixture.addPerson({ role: 'client_ops', clients: [alder] });
    const invited = inviteOne(fixture, actor, 'new@alder.example', 'client_ops', { ...NO_ACCESS, add: [beacon] });
    fixture.context.storage.transaction((tx) => {
      setPointOfContact(tx, alder, ann.id, 0);
      setPointOfContact(tx, beacon, ann.id, 0);
    });
    expect(getDeactivation(fixture.context, actor, ann.id).contactOf.map(({ clientName }) => clientName)).toEqual([
      'Alder',
      'Beacon',
    ]);
    const before = dump(fixture.read);
    const nobody = (clientId: ClientId) => ({ clientId, userId: null });
    for (const replacements of [
      [],
      [nobody(alder)],
      [nobody(alder), nobody(alder)],
      [nobody(alder), nobody(beacon), nobody(99 as ClientId)],
    ])
      expect(
        refusalOf(() => deactivateUser(fixture.context, actor, deactivation(fixture, ann, replacements))).code,
      ).toBe('contacts_changed');
    // Not the user, not a user of another client, not a missing user.
    for (const userId of [ann.id, invited.userId, actor.user.id, 99_999 as UserId])
      expect(
        refusalOf(() =>
          deactivateUser(
            fixture.context,
            actor,
            deactivation(fixture, ann, [nobody(beacon), { clientId: alder, userId }]),
          ),
        ),
      ).toMatchObject({
        code: 'bad_input',
        fields: [{ field: 'replacements.1' }],
      });
    expect(dump(fixture.read)).toBe(before);
    deactivateUser(
      fixture.context,
      actor,
      deactivation(fixture, ann, [
        { clientId: alder, userId: bob.id },
        { clientId: beacon, userId: invited.userId },
      ]),
    );
    expect([contactOf(fixture, alder), contactOf(fixture, beacon)]).toEqual([bob.id, invited.userId]);
  });
  test('is a conflict on a second click and from an older version, and changes nothing', async () => {
    const { fixture, ann, actor } = await setScene();
    const request = deactivation(fixture, ann);
    expect(
      refusalOf(() => deactivateUser(fixture.context, actor, { ...request, version: request.version - 1 })).code,
    ).toBe('conflict');
    deactivateUser(fixture.context, actor, request);
    const before = dump(fixture.read);
    expect(refusalOf(() => deactivateUser(fixture.context, actor, request)).code).toBe('conflict');
    expect(dump(fixture.read)).toBe(before);
  });
  test('is not possible on oneself or on the last able admin', async () => {
    const { fixture, admin, actor } = await setScene();
    expect(refusalOf(() => deactivateUser(fixture.context, actor, deactivation(fixture, admin)))).toEqual({
      code: 'not_possible',
      why: 'own_account',
    });
    const second = await fixture.addPerson({ role: 'partner_admin' });
    const other = await fixture.signIn(second);
    fixture.context.storage.transaction((tx) => removePassword(tx, second.id));
    for (const work of [
      () => getDeactivation(fixture.context, other, admin.id),
      () => deactivateUser(fixture.context, other, deactivation(fixture, admin)),
    ])
      expect(refusalOf(work).code).toBe('last_able_admin');
    deactivateUser(fixture.context, actor, deactivation(fixture, second));
  });
});

describe('reactivating', () => {
  test('gives a setup code: the password alone leads no further, and old factors do not work', async () => {
    const { fixture, ann, actor } = await setScene();
    deactivateUser(fixture.context, actor, deactivation(fixture, ann));
    const before = fixture.user(ann);
    const result = done(reactivateUser(fixture.context, actor, reactivation(fixture, ann)));
    expect(result).toMatchObject({
      kind: 'setup_code',
      deadlineAt: fixture.clock.now() + DAY,
      issued: { email: ann.email, expiresAt: fixture.clock.now() + DAY },
    });
    expect(fixture.user(ann)).toMatchObject({
      role: before.role,
      status: 'active',
      twoFactor: 'setup_required',
      twoFactorResetBy: 'Margaret Ashworth',
      version: before.version + 1,
    });
    expect(getOpenNotice(fixture.read, ann.id)).toMatchObject({ kind: 'reactivated', byName: 'Margaret Ashworth' });
    const visit = visitAt(await signIn(fixture.context, ann), 'setup_code');
    expect(refusalOf(() => enterSetupCode(fixture.context, visit, '0000-0000-0000-0000')).code).toBe(
      'wrong_setup_code',
    );
    const set = visitAt(enterSetupCode(fixture.context, visit, result.issued?.code ?? ''), 'authenticator');
    const shown = visitAt(
      await confirmSetup(fixture.context, set, codeOfVisit(fixture, set), () => true),
      'recovery_codes',
    );
    expect(finishSetup(fixture.context, shown).stage).toBe('signed_in');
    expect(getOpenNotice(fixture.read, ann.id)).toBeUndefined();
    const again = visitAt(await signIn(fixture.context, ann), 'code');
    expect((await refusalIn(verifyCode(fixture.context, again, fixture.nextCode(ann)))).code).toBe('wrong_code');
    expect((await refusalIn(verifyRecoveryCode(fixture.context, again, ann.recoveryCodes[0] ?? ''))).code).toBe(
      'wrong_recovery_code',
    );
    fixture.checkChain();
  });
  test('ends at the deadline even without a setup code, when the policy needs none', async () => {
    const { fixture, ann, actor } = await setScene();
    deactivateUser(fixture.context, actor, deactivation(fixture, ann));
    fixture.context.storage.transaction((tx) => tx.run('UPDATE firm SET setup_code_required = 0'));
    expect(reactivateUser(fixture.context, actor, reactivation(fixture, ann))).toEqual({
      outcome: 'done',
      kind: 'no_code',
      issued: null,
      deadlineAt: fixture.clock.now() + DAY,
    });
    expect((await signIn(fixture.context, ann)).stage).toBe('authenticator');
    fixture.clock.advance(DAY);
    expect((await refusalIn(signIn(fixture.context, ann))).code).toBe('setup_overdue');
  });
  test('is an invitation for a user without a password', async () => {
    const { fixture, ann, actor } = await setScene();
    resetPassword(fixture.context, actor, {
      ...deactivation(fixture, ann),
      identityCheck: 'in_person',
      vouchedBy: '',
      code: '',
    });
    deactivateUser(fixture.context, actor, deactivation(fixture, ann));
    const { kind, issued, deadlineAt } = done(reactivateUser(fixture.context, actor, reactivation(fixture, ann)));
    if (issued === null) throw new Error('no code was issued');
    expect([kind, deadlineAt]).toEqual(['activation_code', fixture.clock.now() + 7 * DAY]);
    expect(fixture.user(ann)).toMatchObject({ status: 'invited', invitationExpiresAt: deadlineAt });
    const active = await activate(fixture, issued);
    expect((await signIn(fixture.context, active)).stage).toBe('code');
  });
  test('needs a fresh code, is a conflict on a second click, and is refused while the clock is behind', async () => {
    const { fixture, admin, ann, actor } = await setScene();
    deactivateUser(fixture.context, actor, deactivation(fixture, ann));
    expect(
      refusalOf(() => reactivateUser(fixture.context, actor, { ...reactivation(fixture, ann), version: 1 })).code,
    ).toBe('conflict');
    fixture.clock.advance(HOUR);
    expect(refusalOf(() => reactivateUser(fixture.context, actor, reactivation(fixture, ann))).code).toBe(
      'fresh_code_needed',
    );
    const request = reactivation(fixture, ann, fixture.nextCode(admin));
    reactivateUser(fixture.context, actor, request);
    const before = dump(fixture.read);
    expect(refusalOf(() => reactivateUser(fixture.context, actor, request)).code).toBe('conflict');
    expect(dump(fixture.read)).toBe(before);
    fixture.clock.advance(-HOUR);
    expect(refusalOf(() => reactivateUser(fixture.context, actor, request)).code).toBe('clock_went_back');
  });
});
