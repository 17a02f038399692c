// The details of one user: what each role sees, and never a secret.
import { describe, expect, test } from 'vitest';
import type { UserId } from '../../../main/domain/user.ts';
import { getUserDetails, listUserActivity } from '../../../main/services/users/user-details.ts';
import { markTerminated } from '../../../main/storage/tables/clients.ts';
import { createFixture } from '../../support/fixture.ts';
import { inviteOne, NO_ACCESS, signInPresent } from '../../support/people.ts';
import { refusalOf } from '../../support/refusals.ts';
import { createInstantHasher, DAY } from '../../support/seeded.ts';

async function setScene() {
  const fixture = createFixture({ passwords: createInstantHasher() });
  const admin = await fixture.addPerson({ role: 'partner_admin' });
  const [alder, beacon] = [fixture.addClient('Alder'), fixture.addClient('Beacon')];
  const ann = await fixture.addPerson({ role: 'client_ops', clients: [alder, beacon] });
  return { fixture, admin, alder, beacon, ann, actor: await signInPresent(fixture, admin) };
}

describe('the details of a user', () => {
  test('show clients, sign-in methods, sessions and possible actions', async () => {
    const { fixture, ann, actor } = await setScene();
    const session = await fixture.signIn(ann);
    const details = getUserDetails(fixture.context, actor, ann.id);
    expect(details).toMatchObject({
      status: 'active',
      clients: { clients: [{ name: 'Alder' }, { name: 'Beacon' }], total: 2 },
      methods: { authenticator: { lastUsedAt: fixture.clock.now() }, recoveryCodesLeft: 10 },
      sessions: [{ id: session.session.id, endedAt: null, endedBecause: null }],
      grantableRoles: ['client_admin', 'client_ops', 'client_self_service'],
      mayManageAccess: true,
      mayViewActivity: true,
    });
    expect(details.actions.resetTwoFactor).toBe('available');
    expect(details.actions.reactivate).toBeNull();
    expect(JSON.stringify(details)).not.toContain(Buffer.from(ann.secret).toString('hex'));
  });
  test('show only clients that the actor sees', async () => {
    const { fixture, alder, ann } = await setScene();
    const clientAdmin = await fixture.signIn(await fixture.addPerson({ role: 'client_admin', clients: [alder] }));
    const { clients, mayViewActivity, actions } = getUserDetails(fixture.context, clientAdmin, ann.id);
    expect(clients).toEqual({
      clients: [{ id: alder, name: 'Alder', isTerminated: false }],
      total: 1,
      terminated: 0,
    });
    expect(mayViewActivity).toBe(false);
    expect([actions.resetTwoFactor, actions.resetPassword, actions.deactivate]).toEqual([null, null, null]);
  });
  test('say which clients are terminated', async () => {
    const { fixture, alder, ann, actor } = await setScene();
    fixture.context.storage.transaction((tx) => markTerminated(tx, alder, 1, fixture.clock.now(), 'Ann Vance'));
    expect(getUserDetails(fixture.context, actor, ann.id).clients).toMatchObject({
      clients: [
        { name: 'Alder', isTerminated: true },
        { name: 'Beacon', isTerminated: false },
      ],
      total: 2,
      terminated: 1,
    });
  });
  test('are refused to Partner Ops for a Partner Admin, and not found for a hidden user', async () => {
    const { fixture, admin, alder, beacon, actor } = await setScene();
    const ops = await fixture.signIn(await fixture.addPerson({ role: 'partner_ops', clients: [alder] }));
    const far = inviteOne(fixture, actor, 'far@beacon.example', 'client_ops', { ...NO_ACCESS, add: [beacon] });
    expect(refusalOf(() => getUserDetails(fixture.context, ops, admin.id))).toEqual({ code: 'forbidden' });
    for (const id of [far.userId, 99_999 as UserId])
      expect(refusalOf(() => getUserDetails(fixture.context, ops, id))).toEqual({ code: 'not_found' });
    const clientAdmin = await fixture.signIn(await fixture.addPerson({ role: 'client_admin', clients: [alder] }));
    expect(refusalOf(() => getUserDetails(fixture.context, clientAdmin, admin.id))).toEqual({ code: 'not_found' });
  });
  test('of oneself are open to everybody, without actions', async () => {
    const { fixture, ann } = await setScene();
    const own = await fixture.signIn(ann);
    const details = getUserDetails(fixture.context, own, ann.id);
    expect(details.grantableRoles).toEqual([]);
    expect(Object.values(details.actions).filter((action) => action === 'available')).toHaveLength(1);
  });
  test('show a session as ended once its hours are over', async () => {
    const { fixture, admin, ann } = await setScene();
    const session = await fixture.signIn(ann);
    fixture.clock.advance(DAY);
    const { sessions } = getUserDetails(fixture.context, await fixture.signIn(admin), ann.id);
    expect(sessions).toEqual([
      {
        id: session.session.id,
        startedAt: session.session.startedAt,
        endedAt: session.session.expiresAt,
        endedBecause: 'expired',
      },
    ]);
  });
});

test('the activity of a user is what they did and what was done to them, newest first, in pages', async () => {
  const { fixture, ann, actor } = await setScene();
  for (let i = 0; i < 60; i++) await fixture.signIn(ann);
  const first = listUserActivity(fixture.context, actor, ann.id, null);
  expect(first.records).toHaveLength(50);
  const second = listUserActivity(fixture.context, actor, ann.id, first.next);
  expect(second.next).toBeNull();
  const all = [...first.records, ...second.records];
  expect(all.map(({ seq }) => seq)).toEqual(
    fixture
      .activity()
      .filter((record) => record.actorId === ann.id || record.targetId === ann.id)
      .map(({ seq }) => seq)
      .reverse(),
  );
  expect(refusalOf(() => listUserActivity(fixture.context, actor, 99_999 as UserId, null)).code).toBe('not_found');
});
