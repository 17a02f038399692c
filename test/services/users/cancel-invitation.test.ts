// Cancelling an invitation: the account that nobody has used goes, and its email is free again.
import { describe, expect, test } from 'vitest';
import type { Actor } from '../../../main/services/act/actor.ts';
import { beginActivation, enterOneTimeCode } from '../../../main/services/sign-in/enter-one-time-code.ts';
import { confirmSetup } from '../../../main/services/sign-in/set-up-two-factor.ts';
import { cancelInvitation } from '../../../main/services/users/cancel-invitation.ts';
import { markInvited } from '../../../main/storage/tables/users.ts';
import { createFixture, dump, type Fixture, type Person, visitAt } from '../../support/fixture.ts';
import { codeOfVisit, inviteOne, NEW_NAME, signInPresent } from '../../support/people.ts';
import { refusalIn, refusalOf } from '../../support/refusals.ts';
import { createInstantHasher, DAY } from '../../support/seeded.ts';

interface Scene {
  readonly fixture: Fixture;
  readonly actor: Actor;
  readonly ann: Person;
}

async function setScene(): Promise<Scene> {
  const fixture = createFixture({ passwords: createInstantHasher() });
  const admin = await fixture.addPerson({ role: 'partner_admin', firstName: 'Margaret', lastName: 'Ashworth' });
  const ann = await fixture.addPerson({ role: 'client_ops' });
  return { fixture, actor: await signInPresent(fixture, admin), ann };
}
const EMAIL = 'new@quill.example';

describe('an invitation that is cancelled', () => {
  test.each([0, 8 * DAY])('%i ms after it was made, frees the email and leaves its record', async (later) => {
    const { fixture, actor } = await setScene();
    const invited = inviteOne(fixture, actor, EMAIL);
    fixture.clock.advance(later);
    expect(cancelInvitation(fixture.context, actor, invited.userId, 1)).toEqual({
      isRemoved: true,
      contactsCleared: 0,
    });
    expect(fixture.read.get('SELECT 1 FROM users WHERE id = :id', { id: invited.userId })).toBeUndefined();
    expect(fixture.activity().at(-1)).toMatchObject({
      action: 'invitation.cancelled',
      actorName: 'Margaret Ashworth',
      targetId: invited.userId,
      targetName: EMAIL,
      detail: { email: EMAIL, accountRemoved: true },
    });
    const again = inviteOne(fixture, actor, EMAIL);
    expect(again.userId).toBeGreaterThan(invited.userId);
    expect(refusalOf(() => enterOneTimeCode(fixture.context, invited)).code).toBe('wrong_one_time_code');
    expect(enterOneTimeCode(fixture.context, again).stage).toBe('activation');
  });
  test('under somebody who activates the account opens nothing', async () => {
    const { fixture, actor } = await setScene();
    const invited = inviteOne(fixture, actor, EMAIL);
    const entered = visitAt(enterOneTimeCode(fixture.context, invited), 'activation');
    const setup = visitAt(await beginActivation(fixture.context, entered, NEW_NAME), 'authenticator');
    cancelInvitation(fixture.context, actor, invited.userId, 1);
    expect((await refusalIn(confirmSetup(fixture.context, setup, codeOfVisit(fixture, setup), () => true))).code).toBe(
      'not_now',
    );
  });
  test('is gone for a second click, and changes nothing', async () => {
    const { fixture, actor } = await setScene();
    const invited = inviteOne(fixture, actor, EMAIL);
    cancelInvitation(fixture.context, actor, invited.userId, 1);
    const before = dump(fixture.read);
    expect(refusalOf(() => cancelInvitation(fixture.context, actor, invited.userId, 1)).code).toBe('not_found');
    expect(dump(fixture.read)).toBe(before);
  });
  test('takes the point of contact with it, and counts the clients', async () => {
    const { fixture, actor } = await setScene();
    const invited = inviteOne(fixture, actor, EMAIL);
    const client = fixture.addClient('Alder');
    fixture.context.storage.transaction((tx) =>
      tx.run('UPDATE clients SET point_of_contact_id = :userId WHERE id = :client', { userId: invited.userId, client }),
    );
    expect(cancelInvitation(fixture.context, actor, invited.userId, 1).contactsCleared).toBe(1);
    expect(fixture.read.get('SELECT point_of_contact_id AS id FROM clients WHERE id = :client', { client })).toEqual({
      id: null,
    });
  });
  test('of an account that was in use before deactivates it again, and keeps its history', async () => {
    const { fixture, actor, ann } = await setScene();
    await fixture.signIn(ann);
    fixture.context.storage.transaction((tx) => markInvited(tx, ann.id, fixture.clock.now() + DAY));
    const { version } = fixture.user(ann);
    expect(cancelInvitation(fixture.context, actor, ann.id, version).isRemoved).toBe(false);
    expect(fixture.user(ann)).toMatchObject({ status: 'deactivated', email: ann.email });
  });
  test('is not an account in use', async () => {
    const { fixture, actor, ann } = await setScene();
    expect(refusalOf(() => cancelInvitation(fixture.context, actor, ann.id, fixture.user(ann).version)).code).toBe(
      'conflict',
    );
  });
});
