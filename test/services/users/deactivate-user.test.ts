// Deactivating and reactivating: sessions and second factor end, role and access stay, points of contact are handed over, and
// nobody comes back in on a password alone.
import { describe, expect, test } from 'vitest';
import type { ClientId, UserId } from '../../../main/domain/user.ts';
import { findActor } from '../../../main/services/act/actor.ts';
import { choosePassword, enterOneTimeCode } from '../../../main/services/sign-in/enter-one-time-code.ts';
import { confirmSetUp, enterSetupCode, finishSetUp } from '../../../main/services/sign-in/set-up-two-factor.ts';
import { signIn, verifyCode, verifyRecoveryCode } from '../../../main/services/sign-in/sign-in.ts';
import { deactivateUser, getDeactivation } from '../../../main/services/users/deactivate-user.ts';
import { reactivateUser } from '../../../main/services/users/reactivate-user.ts';
import { resetPassword } from '../../../main/services/users/reset-password.ts';
import { setPointOfContact } from '../../../main/storage/tables/clients.ts';
import { getOpenNotice } from '../../../main/storage/tables/notices.ts';
import { removePassword } from '../../../main/storage/tables/passwords.ts';
import { type Bench, createBench, dump, visitAt } from '../../support/fixture.ts';
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
  const bench = createBench({ passwords: createInstantHasher() });
  const admin = await bench.addPerson({ role: 'partner_admin', firstName: 'Margaret', lastName: 'Ashworth' });
  const [alder, beacon] = [bench.addClient('Alder'), bench.addClient('Beacon')];
  const ann = await bench.addPerson({ role: 'client_admin', clients: [alder, beacon] });
  return { bench, admin, alder, beacon, ann, actor: await signInPresent(bench, admin) };
}
type Who = { readonly id: UserId };
type Replacements = { readonly clientId: ClientId; readonly userId: UserId | null }[];
const deactivation = (bench: Bench, person: Who, replacements: Replacements = []) => ({
  userId: person.id,
  version: bench.user(person).version,
  note: 'Left the company',
  replacements,
});
const reactivation = (bench: Bench, person: Who, code = '') => ({
  userId: person.id,
  version: bench.user(person).version,
  code,
});
const contactOf = (bench: Bench, clientId: ClientId) =>
  bench.read.get('SELECT point_of_contact_id AS id FROM clients WHERE id = :clientId', { clientId })?.['id'];

describe('deactivating', () => {
  test('ends sessions and second factor in one go; role, access and password stay', async () => {
    const { bench, ann, actor } = await setScene();
    const session = await bench.signIn(ann);
    const before = bench.user(ann);
    expect(getDeactivation(bench.context, actor, ann.id)).toMatchObject({ sessions: 1, contactOf: [] });
    expect(deactivateUser(bench.context, actor, deactivation(bench, ann))).toBe(1);
    expect(findActor(bench.context, session.session.id)).toBeUndefined();
    expect(bench.user(ann)).toEqual({
      ...before,
      status: 'deactivated',
      twoFactor: 'not_set_up',
      twoFactorAt: null,
      version: before.version + 1,
      lastSignInAt: expect.any(Number),
    });
    for (const table of ['authenticators', 'recovery_code_sets', 'recovery_codes', 'setup_codes', 'one_time_codes'])
      expect(bench.read.all(`SELECT * FROM ${table} WHERE user_id = :id`, { id: ann.id })).toEqual([]);
    expect(bench.read.all('SELECT * FROM memberships WHERE user_id = :id', { id: ann.id })).toHaveLength(2);
    expect((await refusalIn(signIn(bench.context, ann))).code).toBe('deactivated');
    expect(bench.activity().findLast((record) => record.action === 'user.deactivated')).toMatchObject({
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
  test('ends every step of a sign-in or a set-up that is under way', async () => {
    const { bench, ann, actor } = await setScene();
    const code = visitAt(await signIn(bench.context, ann), 'code');
    const issued = done(
      resetPassword(bench.context, actor, {
        ...deactivation(bench, ann),
        identityCheck: 'in_person',
        vouchedBy: '',
        code: '',
      }),
    ).issued;
    const choosing = visitAt(enterOneTimeCode(bench.context, issued), 'new_password');
    deactivateUser(bench.context, actor, deactivation(bench, ann));
    expect(bench.read.all('SELECT * FROM one_time_codes')).toEqual([]);
    expect((await refusalIn(verifyCode(bench.context, code, bench.codeOf(ann)))).code).toBe('not_now');
    expect((await refusalIn(verifyRecoveryCode(bench.context, code, ann.recoveryCodes[0] ?? ''))).code).toBe('not_now');
    expect((await refusalIn(choosePassword(bench.context, choosing, NEW_PASSWORD))).code).toBe('not_now');
    expect(refusalOf(() => enterOneTimeCode(bench.context, issued)).code).toBe('wrong_one_time_code');
  });
  test('asks for a replacement for exactly the clients whose point of contact the person is', async () => {
    const { bench, alder, beacon, ann, actor } = await setScene();
    const bob = await bench.addPerson({ role: 'client_ops', clients: [alder] });
    const invited = inviteOne(bench, actor, 'new@alder.example', 'client_ops', { ...NO_ACCESS, add: [beacon] });
    bench.context.storage.transaction((tx) => {
      setPointOfContact(tx, alder, ann.id);
      setPointOfContact(tx, beacon, ann.id);
    });
    expect(getDeactivation(bench.context, actor, ann.id).contactOf.map(({ clientName }) => clientName)).toEqual([
      'Alder',
      'Beacon',
    ]);
    const before = dump(bench.read);
    const nobody = (clientId: ClientId) => ({ clientId, userId: null });
    for (const replacements of [
      [],
      [nobody(alder)],
      [nobody(alder), nobody(alder)],
      [nobody(alder), nobody(beacon), nobody(99 as ClientId)],
    ])
      expect(refusalOf(() => deactivateUser(bench.context, actor, deactivation(bench, ann, replacements))).code).toBe(
        'contacts_changed',
      );
    // Not the person, nobody of another client, nobody missing.
    for (const userId of [ann.id, invited.userId, actor.user.id, 99_999 as UserId])
      expect(
        refusalOf(() =>
          deactivateUser(bench.context, actor, deactivation(bench, ann, [nobody(beacon), { clientId: alder, userId }])),
        ),
      ).toMatchObject({
        code: 'bad_input',
        fields: [{ field: 'replacements.1' }],
      });
    expect(dump(bench.read)).toBe(before);
    deactivateUser(
      bench.context,
      actor,
      deactivation(bench, ann, [
        { clientId: alder, userId: bob.id },
        { clientId: beacon, userId: invited.userId },
      ]),
    );
    expect([contactOf(bench, alder), contactOf(bench, beacon)]).toEqual([bob.id, invited.userId]);
  });
  test('by a second click is a conflict and changes nothing; from an older state too', async () => {
    const { bench, ann, actor } = await setScene();
    const request = deactivation(bench, ann);
    expect(
      refusalOf(() => deactivateUser(bench.context, actor, { ...request, version: request.version - 1 })).code,
    ).toBe('conflict');
    deactivateUser(bench.context, actor, request);
    const before = dump(bench.read);
    expect(refusalOf(() => deactivateUser(bench.context, actor, request)).code).toBe('conflict');
    expect(dump(bench.read)).toBe(before);
  });
  test('is not possible on oneself, and not on the last Partner Admin who can sign in', async () => {
    const { bench, admin, actor } = await setScene();
    expect(refusalOf(() => deactivateUser(bench.context, actor, deactivation(bench, admin)))).toEqual({
      code: 'not_possible',
      why: 'own_account',
    });
    const second = await bench.addPerson({ role: 'partner_admin' });
    const other = await bench.signIn(second);
    bench.context.storage.transaction((tx) => removePassword(tx, second.id));
    for (const work of [
      () => getDeactivation(bench.context, other, admin.id),
      () => deactivateUser(bench.context, other, deactivation(bench, admin)),
    ])
      expect(refusalOf(work).code).toBe('last_able_admin');
    deactivateUser(bench.context, actor, deactivation(bench, second));
  });
});

describe('reactivating', () => {
  test('gives a setup code: the password alone leads no further, and old factors stay dead', async () => {
    const { bench, ann, actor } = await setScene();
    deactivateUser(bench.context, actor, deactivation(bench, ann));
    const before = bench.user(ann);
    const result = done(reactivateUser(bench.context, actor, reactivation(bench, ann)));
    expect(result).toMatchObject({
      kind: 'setup_code',
      deadlineAt: bench.clock.now() + DAY,
      issued: { email: ann.email, expiresAt: bench.clock.now() + DAY },
    });
    expect(bench.user(ann)).toMatchObject({
      role: before.role,
      status: 'active',
      twoFactor: 'setup_required',
      twoFactorResetBy: 'Margaret Ashworth',
      version: before.version + 1,
    });
    expect(getOpenNotice(bench.read, ann.id)).toMatchObject({ kind: 'reactivated', byName: 'Margaret Ashworth' });
    const visit = visitAt(await signIn(bench.context, ann), 'setup_code');
    expect(refusalOf(() => enterSetupCode(bench.context, visit, '0000-0000-0000-0000')).code).toBe('wrong_setup_code');
    const set = visitAt(enterSetupCode(bench.context, visit, result.issued?.code ?? ''), 'authenticator');
    const shown = visitAt(
      await confirmSetUp(bench.context, set, codeOfVisit(bench, set), () => true),
      'recovery_codes',
    );
    expect(finishSetUp(bench.context, shown).stage).toBe('signed_in');
    expect(getOpenNotice(bench.read, ann.id)).toBeUndefined();
    const again = visitAt(await signIn(bench.context, ann), 'code');
    expect((await refusalIn(verifyCode(bench.context, again, bench.nextCode(ann)))).code).toBe('wrong_code');
    expect((await refusalIn(verifyRecoveryCode(bench.context, again, ann.recoveryCodes[0] ?? ''))).code).toBe(
      'wrong_recovery_code',
    );
    bench.checkChain();
  });
  test('without a setup code, where the policy asks for none, still ends at the deadline', async () => {
    const { bench, ann, actor } = await setScene();
    deactivateUser(bench.context, actor, deactivation(bench, ann));
    bench.context.storage.transaction((tx) => tx.run('UPDATE firm SET setup_code_required = 0'));
    expect(reactivateUser(bench.context, actor, reactivation(bench, ann))).toEqual({
      outcome: 'done',
      kind: 'no_code',
      issued: null,
      deadlineAt: bench.clock.now() + DAY,
    });
    expect((await signIn(bench.context, ann)).stage).toBe('authenticator');
    bench.clock.advance(DAY);
    expect((await refusalIn(signIn(bench.context, ann))).code).toBe('setup_overdue');
  });
  test('of somebody without a password is an invitation: never activated, or the password was reset', async () => {
    const { bench, ann, actor } = await setScene();
    const invited = inviteOne(bench, actor, 'new@quill.example');
    resetPassword(bench.context, actor, {
      ...deactivation(bench, ann),
      identityCheck: 'in_person',
      vouchedBy: '',
      code: '',
    });
    for (const person of [{ id: invited.userId }, ann]) {
      deactivateUser(bench.context, actor, deactivation(bench, person));
      const { kind, issued, deadlineAt } = done(reactivateUser(bench.context, actor, reactivation(bench, person)));
      if (issued === null) throw new Error('no code was issued');
      expect([kind, deadlineAt]).toEqual(['activation_code', bench.clock.now() + 7 * DAY]);
      expect(bench.user(person)).toMatchObject({ status: 'invited', invitationExpiresAt: deadlineAt });
      if (person !== ann)
        expect(refusalOf(() => enterOneTimeCode(bench.context, invited)).code).toBe('wrong_one_time_code');
      const active = await activate(bench, issued);
      expect((await signIn(bench.context, active)).stage).toBe('code');
    }
  });
  test('needs a fresh code, is a conflict by a second click, and is refused while the clock is behind', async () => {
    const { bench, admin, ann, actor } = await setScene();
    deactivateUser(bench.context, actor, deactivation(bench, ann));
    expect(
      refusalOf(() => reactivateUser(bench.context, actor, { ...reactivation(bench, ann), version: 1 })).code,
    ).toBe('conflict');
    bench.clock.advance(HOUR);
    expect(refusalOf(() => reactivateUser(bench.context, actor, reactivation(bench, ann))).code).toBe(
      'fresh_code_needed',
    );
    const request = reactivation(bench, ann, bench.nextCode(admin));
    reactivateUser(bench.context, actor, request);
    const before = dump(bench.read);
    expect(refusalOf(() => reactivateUser(bench.context, actor, request)).code).toBe('conflict');
    expect(dump(bench.read)).toBe(before);
    bench.clock.advance(-HOUR);
    expect(refusalOf(() => reactivateUser(bench.context, actor, request)).code).toBe('clock_went_back');
  });
});
