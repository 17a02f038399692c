// What one person can come to, by any sequence of acts. The person begins with one account and acts with every account
// that they have the code of, or whose email is theirs. None of them may ever be more than the first one's role may hand
// out: neither in role nor in clients.
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { Refusal } from '../../main/domain/refusal.ts';
import { mayDo, rolesToInvite } from '../../main/domain/role-policy.ts';
import { type ClientId, isPartnerRole, ROLES, type Role, type UserId } from '../../main/domain/user.ts';
import { type Actor, findActor } from '../../main/services/act/actor.ts';
import { newSessionId } from '../../main/services/act/credentials.ts';
import { addClient } from '../../main/services/clients/add-client.ts';
import { addToClient, removeFromClient } from '../../main/services/clients/client-users.ts';
import { editUser } from '../../main/services/users/edit-user.ts';
import { inviteUsers, resendInvitations } from '../../main/services/users/invite-users.ts';
import { issueTemporaryCode } from '../../main/services/users/issue-temporary-code.ts';
import { reactivateUser } from '../../main/services/users/reactivate-user.ts';
import { resetPassword } from '../../main/services/users/reset-password.ts';
import { resetTwoFactor } from '../../main/services/users/reset-two-factor.ts';
import { listClientIds } from '../../main/storage/tables/memberships.ts';
import { insertSession, markPresence } from '../../main/storage/tables/sessions.ts';
import { markDeactivated } from '../../main/storage/tables/users.ts';
import { createFixture, type Fixture } from '../support/fixture.ts';
import { invitees } from '../support/invitees.ts';
import { NO_ACCESS } from '../support/people.ts';
import { createInstantHasher, DAY, HOUR } from '../support/seeded.ts';

// Thousands of commits that need not survive: kept in memory if the system has a folder for that.
const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'rekey-hand-out-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const identity = { note: '', identityCheck: 'in_person', vouchedBy: '' } as const;

const ACTS = [
  'invite',
  'resend',
  'email',
  'role',
  'access',
  'addToClient',
  'removeFromClient',
  'addClient',
  'resetPassword',
  'resetTwoFactor',
  'temporaryCode',
  'reactivate',
] as const;
interface Step {
  readonly act: (typeof ACTS)[number];
  /** Which of the person's accounts acts, on which user, with which role and which client. */
  readonly by: number;
  readonly on: number;
  readonly role: Role;
  readonly client: number;
  readonly scope: 'all' | 'all_current' | 'specific';
}
const step: fc.Arbitrary<Step> = fc.record({
  act: fc.constantFrom(...ACTS),
  by: fc.nat(3),
  on: fc.nat(40),
  role: fc.constantFrom(...ROLES),
  client: fc.nat(3),
  scope: fc.constantFrom('specific', 'specific', 'all', 'all_current'),
});

/** Three clients, of which the last is terminated, and in every mix of them an account of every role, active and invited. */
async function setScene(role: Role, hasAllClients: boolean) {
  const fixture = createFixture({ passwords: createInstantHasher(), folder: mkdtempSync(join(folder, role)) });
  const clients = ['Alder', 'Beacon', 'Cedar'].map((name) => fixture.addClient(name));
  const [alder, beacon, cedar] = clients as [ClientId, ClientId, ClientId];
  const first = await fixture.addPerson({ role, hasAllClients, clients: hasAllClients ? [] : [alder, cedar] });
  for (const other of ROLES)
    for (const of of [[alder], [beacon], [alder, beacon], [cedar]])
      await fixture.addPerson({ role: other, hasAllClients: false, clients: of });
  for (const other of ['partner_admin', 'partner_ops'] as const)
    await fixture.addPerson({ role: other, hasAllClients: true });
  fixture.context.storage.transaction((tx) => {
    // Half of them are invited, some of these for too long, and one is deactivated.
    tx.run('DELETE FROM passwords WHERE user_id % 2 = 0 AND user_id > 1');
    tx.run('DELETE FROM authenticators WHERE user_id % 2 = 0 AND user_id > 1');
    tx.run(
      `UPDATE users SET status = 'invited', two_factor = 'not_set_up', invitation_expires_at = :at
       WHERE id % 2 = 0 AND id > 1`,
      { at: fixture.clock.now() + DAY },
    );
    tx.run('UPDATE users SET invitation_expires_at = 1 WHERE id % 4 = 0 AND id > 1');
    markDeactivated(tx, 3 as UserId);
    tx.run("UPDATE clients SET status = 'terminated', terminated_at = 1 WHERE id = :cedar", { cedar });
  });
  return { fixture, first: first.id, clients };
}

/** The person uses the account: activates it if it is invited, signs in, and proves presence. */
function actAs({ context }: Fixture, userId: UserId): Actor | undefined {
  const id = newSessionId(context, userId);
  const now = context.clock.now();
  context.storage.transaction((tx) => {
    tx.run(
      `UPDATE users SET status = 'active', first_name = 'Own', last_name = 'Account', two_factor = 'set_up',
         invitation_expires_at = NULL
       WHERE id = :userId AND status = 'invited'`,
      { userId },
    );
    insertSession(tx, { id, userId, startedAt: now, expiresAt: now + HOUR, startedWith: 'code' });
    markPresence(tx, id, now);
  });
  return findActor(context, id);
}

/** @returns the accounts that the person can use afterwards, besides those before. */
function take({ fixture, clients }: { fixture: Fixture; clients: readonly ClientId[] }, actor: Actor, step: Step) {
  const { context } = fixture;
  const users = fixture.read.all('SELECT id FROM users ORDER BY id').map((row) => row['id'] as UserId);
  const userId = users[step.on % users.length] as UserId;
  const user = fixture.user({ id: userId });
  const client = clients[step.client % clients.length] as ClientId;
  const access = { ...NO_ACCESS, scope: step.scope, add: step.scope === 'specific' ? [client] : [] };
  const { version, firstName, lastName, email, phone, role } = user;
  const edit = { userId, version, firstName, lastName, email, phone, role, access: null, code: '' };
  const mail = `own${users.length}.${version}.${userId}@thief.example`;
  const on = { userId, version, ...identity, code: '' };
  switch (step.act) {
    case 'invite':
      return inviteUsers(context, actor, { people: invitees(mail), role: step.role, access, code: '' }).map(
        (one) => one.userId,
      );
    case 'resend':
      return resendInvitations(context, actor, { userIds: [userId], code: '' }).map((one) => one.userId);
    case 'email':
      editUser(context, actor, { ...edit, email: mail });
      return [userId];
    case 'role':
      editUser(context, actor, { ...edit, role: step.role });
      return [];
    case 'access':
      editUser(context, actor, { ...edit, access });
      return [];
    case 'addToClient':
      addToClient(context, actor, { clientId: client, userIds: [userId], code: '' });
      return [];
    case 'removeFromClient':
      removeFromClient(context, actor, client, userId);
      return [];
    case 'addClient':
      // The door asks the role.
      if (!mayDo(actor.user.role, 'add_client')) return [];
      addClient(context, actor, { name: `New ${users.length} ${step.on}`, type: 'company', accountingSoftware: '' });
      return [];
    case 'resetPassword':
      resetPassword(context, actor, on);
      return [userId];
    case 'resetTwoFactor':
      resetTwoFactor(context, actor, { ...on, mode: 'revoke_now', reason: 'lost_phone' });
      return [userId];
    case 'temporaryCode':
      issueTemporaryCode(context, actor, { ...on, hours: 1, isSingleUse: true, reason: 'phone_left_behind' });
      return [userId];
    case 'reactivate':
      reactivateUser(context, actor, on);
      return [userId];
  }
}

/** Why this account is more than the first one may hand out; undefined if it is not. */
function excessOf(
  { read }: Fixture,
  first: { role: Role; hasAllClients: boolean; seen: ReadonlySet<number> },
  user: {
    readonly id: UserId;
    readonly role: Role;
    readonly hasAllClients: boolean;
    readonly joinsNewClients: boolean;
  },
): string | undefined {
  if (!rolesToInvite(first.role).includes(user.role)) return `the role ${user.role}`;
  if (first.hasAllClients || first.role === 'partner_admin') return undefined;
  if (user.hasAllClients || user.joinsNewClients) return 'all clients';
  // The firm's own people help each other whatever their clients are: the permission matrix says so.
  if (isPartnerRole(first.role)) return undefined;
  const unseen = listClientIds(read, user.id).find((id) => !first.seen.has(id));
  return unseen === undefined ? undefined : `the client ${unseen}`;
}

const STARTS = [
  ['partner_admin', true],
  ['partner_ops', true],
  ['partner_ops', false],
  ['client_admin', false],
  ['client_self_service', false],
  ['client_ops', false],
] as const;

async function playMany(role: Role, hasAllClients: boolean): Promise<void> {
  const scene = await setScene(role, hasAllClients);
  const { fixture, first } = scene;
  const start = { role, hasAllClients, seen: new Set(listClientIds(fixture.read, first)) };
  let done = 0;
  fixture.context.storage.close();
  copyFileSync(fixture.file, `${fixture.file}.scene`);
  fixture.reopen();
  const play = (steps: readonly Step[]): void => {
    // Each sequence begins with the same firm.
    fixture.context.storage.close();
    copyFileSync(`${fixture.file}.scene`, fixture.file);
    fixture.reopen();
    const own = new Set([first]);
    for (const one of steps) {
      const actor = actAs(fixture, [...own][one.by % own.size] as UserId);
      if (actor === undefined) continue;
      try {
        for (const id of take(scene, actor, one)) own.add(id);
        done += 1;
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
      }
      for (const id of own) if (id !== first) expect(excessOf(fixture, start, fixture.user({ id }))).toBeUndefined();
    }
  };
  fc.assert(fc.property(fc.array(step, { minLength: 20, maxLength: 60 }), play), { numRuns: 40, seed: 14 });
  if (role !== 'client_ops') expect(done).toBeGreaterThan(100);
}

test('no sequence of acts by one person leads to more than the role may hand out, whatever the role', async () => {
  for (const [role, hasAllClients] of STARTS) await playMany(role, hasAllClients);
}, 120_000);
