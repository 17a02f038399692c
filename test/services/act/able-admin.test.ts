// Who counts as an able admin, and that every act that would end the last one is refused.
import { beforeEach, describe, expect, test } from 'vitest';
import { isLastAbleAdmin, listAbleAdmins } from '../../../main/services/act/able-admin.ts';
import type { Actor } from '../../../main/services/act/actor.ts';
import { deactivateUser } from '../../../main/services/users/deactivate-user.ts';
import { editUser } from '../../../main/services/users/edit-user.ts';
import { resetPassword } from '../../../main/services/users/reset-password.ts';
import { resetTwoFactor } from '../../../main/services/users/reset-two-factor.ts';
import type { Tx } from '../../../main/storage/engine/database.ts';
import { markSetupRequired } from '../../../main/storage/tables/resets.ts';
import { markDeactivated, markFactorDisabled, markInvited } from '../../../main/storage/tables/users.ts';
import { createFixture, dump, type Fixture, type Person } from '../../support/fixture.ts';
import { signInPresent } from '../../support/people.ts';
import { refusalOf } from '../../support/refusals.ts';
import { createInstantHasher, HOUR } from '../../support/seeded.ts';

let fixture: Fixture;
let ann: Person;
let bea: Person;

beforeEach(async () => {
  fixture = createFixture({ passwords: createInstantHasher() });
  ann = await fixture.addPerson({ role: 'partner_admin' });
  bea = await fixture.addPerson({ role: 'partner_admin' });
});

const able = () => listAbleAdmins(fixture.context, fixture.read).map((admin) => admin.id);
const change = (work: (tx: Tx) => void): void => fixture.context.storage.transaction(work);
const run = (sql: string) => (tx: Tx, person: Person) => {
  tx.run(sql, { id: person.id });
};

describe('a Partner Admin', () => {
  test('who is active, has a password and has set up 2FA is able; users of other roles are not', async () => {
    await fixture.addPerson({ role: 'partner_ops' });
    await fixture.addPerson({ role: 'client_admin' });
    expect(able()).toEqual([ann.id, bea.id]);
  });
  test.each<[string, (tx: Tx, person: Person) => void]>([
    ['whose password is locked by failures', (tx, person) => markFactorDisabled(tx, person.id, 'password', 1)],
    ['whose codes are locked by failures', (tx, person) => markFactorDisabled(tx, person.id, 'code', 1)],
    ['who is frozen', run('UPDATE users SET frozen_at = 1 WHERE id = :id')],
    ['whose password was reset and not chosen yet', run('DELETE FROM passwords WHERE user_id = :id')],
    [
      'whose 2FA was reset and is not set up yet',
      (tx, person) => markSetupRequired(tx, [person.id], { at: 1, byName: 'Bea', deadlineAt: 9e15 }),
    ],
    [
      'whose time to set up 2FA has run out',
      (tx, person) => markSetupRequired(tx, [person.id], { at: 1, byName: 'Bea', deadlineAt: 2 }),
    ],
    ['who has not set up 2FA', run("UPDATE users SET two_factor = 'not_set_up', two_factor_at = NULL WHERE id = :id")],
    ['who is deactivated', (tx, person) => markDeactivated(tx, person.id)],
    ['who is invited', (tx, person) => markInvited(tx, person.id, 9e15)],
  ])('%s is not able, and the other one is the last', (_who, end) => {
    expect(isLastAbleAdmin(fixture.context, fixture.read, fixture.user(bea))).toBe(false);
    change((tx) => end(tx, ann));
    expect(able()).toEqual([bea.id]);
    expect(isLastAbleAdmin(fixture.context, fixture.read, fixture.user(bea))).toBe(true);
    expect(isLastAbleAdmin(fixture.context, fixture.read, fixture.user(ann))).toBe(false);
  });
  test.each([7, 8, 9, 20])('who is able is found behind %i who are not', async (count) => {
    change((tx) => run('UPDATE users SET frozen_at = 1 WHERE id = :id')(tx, ann));
    for (let i = 0; i < count; i++) {
      const frozen = await fixture.addPerson({ role: 'partner_admin' });
      change((tx) => run('UPDATE users SET frozen_at = 1 WHERE id = :id')(tx, frozen));
    }
    expect(isLastAbleAdmin(fixture.context, fixture.read, fixture.user(bea))).toBe(true);
    await fixture.addPerson({ role: 'partner_admin' });
    expect(isLastAbleAdmin(fixture.context, fixture.read, fixture.user(bea))).toBe(false);
  });
  test.each<[string, (tx: Tx, person: Person) => void]>([
    [
      'who was asked to replace the authenticator',
      run("UPDATE users SET replace_requested_at = 1, replace_requested_by = 'B' WHERE id = :id"),
    ],
    [
      'who has a temporary code beside the authenticator',
      run(
        "INSERT INTO temporary_codes (user_id, mac, created_at, expires_at, is_single_use, issued_by) VALUES (:id, unhex('00'), 1, 9000000000000, 1, 'B')",
      ),
    ],
    [
      'who must wait after wrong codes',
      (tx, person) =>
        tx.run(
          "INSERT INTO throttles (subject, factor, failures, blocked_until, is_disabled) VALUES (:subject, 'code', 9, 9000000000000, 0)",
          {
            subject: `user:${person.id}`,
          },
        ),
    ],
    ['who has no recovery codes left', run('DELETE FROM recovery_code_sets WHERE user_id = :id')],
  ])('%s is able', (_who, alter) => {
    change((tx) => alter(tx, ann));
    expect(able()).toEqual([ann.id, bea.id]);
  });
});

describe('the last able admin', () => {
  const identity = { note: '', identityCheck: 'in_person', vouchedBy: '', code: '' } as const;
  /** Bea is signed in and present. Then wrong guesses lock her account, so Ann is the last able admin. */
  async function beaAlone(): Promise<Actor> {
    const actor = await signInPresent(fixture, bea);
    change((tx) => markFactorDisabled(tx, bea.id, 'password', fixture.clock.now()));
    return actor;
  }
  const on = (person: Person) => ({ userId: person.id, version: fixture.user(person).version });

  test.each<[string, (actor: Actor) => unknown]>([
    ['deactivated', (actor) => deactivateUser(fixture.context, actor, { ...on(ann), note: '', replacements: [] })],
    [
      'demoted',
      (actor) => {
        const { firstName, lastName, email, phone } = fixture.user(ann);
        return editUser(fixture.context, actor, {
          ...on(ann),
          firstName,
          lastName,
          email,
          phone,
          role: 'partner_ops',
          access: null,
          code: '',
        });
      },
    ],
    [
      'reset',
      (actor) =>
        resetTwoFactor(fixture.context, actor, { ...on(ann), ...identity, mode: 'revoke_now', reason: 'lost_phone' }),
    ],
    ['left without a password', (actor) => resetPassword(fixture.context, actor, { ...on(ann), ...identity })],
  ])('is not %s', async (_how, act) => {
    const actor = await beaAlone();
    const before = dump(fixture.read, ['clock']);
    expect(refusalOf(() => act(actor))).toEqual({ code: 'last_able_admin' });
    expect(dump(fixture.read, ['clock'])).toBe(before);
  });
  test('is again one of two when the other has set up 2FA', async () => {
    const actor = await signInPresent(fixture, bea);
    fixture.clock.advance(HOUR);
    expect(() => deactivateUser(fixture.context, actor, { ...on(ann), note: '', replacements: [] })).not.toThrow();
  });
});
