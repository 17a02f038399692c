// The permission matrix through the real door with real sessions: a role can do only what it may do, and every refused
// attempt is on record.
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { rolesToInvite } from '../../main/domain/role-policy.ts';
import { type ClientId, isPartnerRole, ROLES, type Role, type UserId } from '../../main/domain/user.ts';
import { getOpenApproval, insertApproval } from '../../main/storage/tables/approvals.ts';
import { removeAuthenticator } from '../../main/storage/tables/authenticators.ts';
import { removePassword } from '../../main/storage/tables/passwords.ts';
import { markDeactivated, markInvited } from '../../main/storage/tables/users.ts';
import type { RequestName } from '../../preload/contract/index.ts';
import { createFixture, dump, type Fixture, type Person } from '../support/fixture.ts';
import { invitees } from '../support/invitees.ts';
import { type OpenDoor, openDoor } from '../support/open-door.ts';
import { createInstantHasher, DAY } from '../support/seeded.ts';

interface Line {
  readonly actor: Role;
  readonly target: Role;
  readonly relation: string;
  readonly action: string;
  readonly isAllowed: boolean;
}
const lines: readonly Line[] = readFileSync(new URL('../data/permission-matrix.csv', import.meta.url), 'utf8')
  .trim()
  .split(/\r?\n/)
  .slice(1)
  .map((line) => line.split(','))
  .map(([actor, target, relation, action, allowed]) => ({
    actor: actor as Role,
    target: target as Role,
    relation: relation ?? '',
    action: action ?? '',
    isAllowed: allowed === 'yes',
  }));
const NO_FILTERS = { roles: [], statuses: [], twoFactor: [], attention: [] };
const CLIENTS = {
  search: '',
  statuses: [],
  types: [],
  sort: { column: 'name' as const, isDescending: false },
  offset: 0,
  limit: 50,
};
const windowOf = (role: Role): number => ROLES.indexOf(role) + 1;

let fixture: Fixture;
let open: OpenDoor;
let mine: ClientId;
let foreign: ClientId;
let alsoMine: ClientId;
let alsoForeign: ClientId;
/** Also the actors' own, so that they can give them. */
let third: ClientId;
let fourth: ClientId;
const actors = new Map<Role, Person>();
/** Targets in the actors' client, and in another one. */
const near = new Map<Role, Person>();
const far = new Map<Role, Person>();

beforeAll(async () => {
  fixture = createFixture({ passwords: createInstantHasher() });
  open = openDoor(fixture);
  mine = fixture.addClient('Alder');
  foreign = fixture.addClient('Beacon');
  alsoMine = fixture.addClient('Cedar');
  alsoForeign = fixture.addClient('Dogwood');
  third = fixture.addClient('Elm');
  fourth = fixture.addClient('Fir');
  for (const role of ROLES) {
    actors.set(role, await fixture.addPerson({ role, clients: [mine, alsoMine, third, fourth] }));
    near.set(
      role,
      await fixture.addPerson({ role, clients: [mine], hasAllClients: false, email: `near.${role}@quill.example` }),
    );
    far.set(
      role,
      await fixture.addPerson({ role, clients: [foreign], hasAllClients: false, email: `far.${role}@quill.example` }),
    );
    await open.signIn(windowOf(role), actors.get(role) as Person);
  }
});

const personOf = ({ actor, target, relation }: Line): Person => {
  const from = relation === 'self' ? actors : relation === 'no_shared_client' ? far : near;
  return from.get(relation === 'self' ? actor : target) as Person;
};

async function rowOf(actor: Role, id: number) {
  const answer = JSON.parse(
    await open.send(
      windowOf(actor),
      'users.list',
      JSON.stringify({
        search: '',
        clientId: null,
        filters: NO_FILTERS,
        sort: { column: 'name', isDescending: false },
        offset: 0,
        limit: 200,
      }),
    ),
  ) as {
    ok: boolean;
    value?: { rows: { id: number; details: { email: string } | null }[] };
  };
  return answer.value?.rows.find((row) => row.id === id);
}

const resetInput = (target: Person, code: string) => ({
  userId: target.id,
  version: fixture.user(target).version,
  mode: 'revoke_now' as const,
  reason: 'lost_phone' as const,
  note: '',
  identityCheck: 'in_person' as const,
  vouchedBy: '',
  code,
});

describe('see_in_list', () => {
  const all = lines.filter((line) => line.action === 'see_in_list');
  test('has 50 lines', () => expect(all).toHaveLength(50));
  test.each(all)('$actor, $relation $target: $isAllowed', async (line) => {
    expect((await rowOf(line.actor, personOf(line).id)) !== undefined).toBe(line.isAllowed);
  });
});

describe('see_email', () => {
  test.each(
    lines.filter((line) => line.action === 'see_email'),
  )('$actor, $relation $target: $isAllowed', async (line) => {
    const target = personOf(line);
    const listed = (await rowOf(line.actor, target.id))?.details?.email;
    // The window's state has the person's own email, also for the role that has no list.
    const { screen } = await open.ask(windowOf(line.actor), 'application.getState', {});
    const own = screen.name === 'signed_in' && screen.user.id === target.id ? screen.user.email : undefined;
    expect((listed ?? own) === target.email).toBe(line.isAllowed);
    // No search tells it either.
    if (line.actor === 'client_ops') return;
    const found = await open.ask(windowOf(line.actor), 'users.list', {
      search: target.email,
      clientId: null,
      filters: NO_FILTERS,
      sort: { column: 'email', isDescending: true },
      offset: 0,
      limit: 200,
    });
    expect(found.rows.some((row) => row.id === target.id)).toBe(line.isAllowed);
    expect(found.total).toBe(line.isAllowed ? 1 : 0);
  });
});

/** Each line that changes a person gets its own person, so no line sees what another one did. */
async function freshTarget(line: Line, status: 'active' | 'invited' | 'deactivated'): Promise<Person> {
  // A denied act changes nobody, so these lines can share a person.
  if (line.relation === 'self' || (!line.isAllowed && status === 'active')) return personOf(line);
  const clients = [line.relation === 'no_shared_client' ? foreign : mine, common(line)];
  const target = await fixture.addPerson({ role: line.target, clients, hasAllClients: false });
  if (status === 'invited')
    fixture.context.storage.transaction((tx) => {
      removeAuthenticator(tx, target.id);
      removePassword(tx, target.id);
      tx.run("UPDATE users SET two_factor = 'not_set_up' WHERE id = :id", { id: target.id });
      markInvited(tx, target.id, fixture.clock.now() + DAY);
    });
  if (status === 'deactivated') fixture.context.storage.transaction((tx) => markDeactivated(tx, target.id));
  return target;
}
/** A second client that can be taken away. It is foreign to the actor where the first one is. */
const common = (line: Line): ClientId => (line.relation === 'no_shared_client' ? alsoForeign : alsoMine);

const edit = (target: Person, change: object) => {
  const { version, firstName, lastName, email, phone, role } = fixture.user(target);
  return { userId: target.id, version, firstName, lastName, email, phone, role, access: null, code: '', ...change };
};
/** Another role on the same side (partner or client): one that the actor may give, if there is one. */
function otherRole(line: Line): Role | undefined {
  const sameSide = ROLES.filter((role) => isPartnerRole(role) === isPartnerRole(line.target) && role !== line.target);
  return line.isAllowed ? sameSide.find((role) => rolesToInvite(line.actor).includes(role)) : sameSide[0];
}

interface Attempt {
  readonly name: RequestName;
  readonly input: object;
  /** The action under which a refusal is recorded. */
  readonly action: string;
  /** It only reads: a refusal as `not_found` is not recorded. */
  readonly isRead?: true;
}
const identity = { note: '', identityCheck: 'in_person', vouchedBy: '' } as const;

/** The requests that each action of the matrix consists of. */
const REQUESTS: Readonly<
  Record<
    string,
    {
      readonly status?: 'invited' | 'deactivated';
      attempts(line: Line, target: Person, code: string): readonly Attempt[];
    }
  >
> = {
  view_details: {
    attempts: (_line, { id }) => [{ name: 'users.get', input: { userId: id }, action: 'users.get', isRead: true }],
  },
  edit_details: {
    attempts: (_line, target, code) => [
      { name: 'users.edit', input: edit(target, { lastName: 'Other', code }), action: 'user.edited' },
    ],
  },
  change_role: {
    attempts(line, target, code) {
      const role = otherRole(line);
      // Partner Ops may change the role of Partner Ops, but has no other role to give.
      return role === undefined
        ? []
        : [{ name: 'users.edit', input: edit(target, { role, code }), action: 'user.edited' }];
    },
  },
  manage_client_access: {
    attempts: (line, target, code) => [
      {
        name: 'users.edit',
        input: edit(target, { code, access: { scope: 'specific', add: [third], remove: [], joinsNewClients: false } }),
        action: 'user.edited',
      },
      { name: 'users.addToClient', input: { clientId: fourth, userIds: [target.id], code }, action: 'user.edited' },
      {
        name: 'users.removeFromClient',
        // The second attempt made a user of another client a user of the third one.
        input: {
          clientId: line.isAllowed && line.relation === 'no_shared_client' ? third : alsoMine,
          userId: target.id,
        },
        action: 'user.edited',
      },
    ],
  },
  resend_invitation: {
    status: 'invited',
    attempts: (_line, { id }, code) => [
      { name: 'users.resendInvitations', input: { userIds: [id], code }, action: 'invitation.resent' },
    ],
  },
  reset_password: {
    attempts: (_line, target, code) => [
      {
        name: 'users.resetPassword',
        input: { userId: target.id, version: fixture.user(target).version, ...identity, code },
        action: 'password.reset',
      },
    ],
  },
  reset_2fa: {
    attempts: (_line, target, code) => [
      { name: 'users.getResetPreview', input: { userId: target.id }, action: 'two_factor.reset' },
      { name: 'users.resetTwoFactor', input: resetInput(target, code), action: 'two_factor.reset' },
    ],
  },
  issue_temporary_code: {
    attempts: (_line, target, code) => [
      {
        name: 'users.issueTemporaryCode',
        input: {
          userId: target.id,
          version: fixture.user(target).version,
          hours: 8,
          isSingleUse: true,
          reason: 'phone_left_behind',
          ...identity,
          code,
        },
        action: 'temporary_code.issued',
      },
      {
        name: 'users.revokeTemporaryCode',
        input: { userId: target.id, version: fixture.user(target).version },
        action: 'temporary_code.revoked',
      },
    ],
  },
  approve_reset: {
    attempts: (_line, target, code) => [
      {
        name: 'approvals.decide',
        input: { approvalId: askedBySomebodyElse(target), decision: 'approve', note: '', code },
        action: 'approval.approved',
      },
    ],
  },
  deactivate: {
    attempts: (_line, target) => [
      { name: 'users.getDeactivation', input: { userId: target.id }, action: 'user.deactivated' },
      {
        name: 'users.deactivate',
        input: { userId: target.id, version: fixture.user(target).version, note: '', replacements: [] },
        action: 'user.deactivated',
      },
    ],
  },
  reactivate: {
    status: 'deactivated',
    attempts: (_line, target, code) => [
      {
        name: 'users.reactivate',
        input: { userId: target.id, version: fixture.user(target).version, code },
        action: 'user.reactivated',
      },
    ],
  },
};
/** A third person's request to reset the target waits for an approver. */
function askedBySomebodyElse(target: Person): number {
  const open = getOpenApproval(fixture.read, 'two_factor_reset', target.id);
  if (open !== undefined) return open.id;
  const requester = (target === near.get('partner_admin') ? far : near).get('partner_admin') as Person;
  const now = fixture.clock.now();
  return fixture.context.storage.transaction((tx) =>
    insertApproval(tx, {
      kind: 'two_factor_reset',
      targetId: target.id,
      requesterId: requester.id,
      requesterName: 'Somebody Else',
      requestedAt: now,
      expiresAt: now + DAY,
      request: { reason: 'lost_phone', note: '', identityCheck: 'in_person', vouchedBy: '' },
    }),
  );
}
const WRITTEN_ANYWAY = ['activity', 'throttles', 'clock'];

describe.each(Object.keys(REQUESTS))('%s', (action) => {
  const request = REQUESTS[action];
  if (request === undefined) throw new Error('the action has no request');
  const all = lines.filter((line) => line.action === action);
  test('has 50 lines', () => expect(all).toHaveLength(50));

  test.each(
    all.filter((line) => !line.isAllowed),
  )('$actor may not do it to $relation $target: nothing is changed, and it is on record', async (line) => {
    const target = await freshTarget(line, request.status ?? 'active');
    const actor = actors.get(line.actor) as Person;
    const attempts = request.attempts(line, target, fixture.nextCode(actor));
    expect(attempts.length).toBeGreaterThan(0);
    for (const attempt of attempts) {
      const before = dump(fixture.read, WRITTEN_ANYWAY);
      const records = fixture.activity().length;
      const refusal = await open.refusal(windowOf(line.actor), attempt.name, attempt.input);
      expect(['forbidden', 'not_found', 'own_account', 'own_request', 'not_possible']).toContain(refusal.code);
      if (refusal.code === 'not_possible') expect(refusal.why).toBe('own_account');
      if (['own_account', 'own_request', 'not_possible'].includes(refusal.code)) expect(line.relation).toBe('self');
      expect(dump(fixture.read, WRITTEN_ANYWAY)).toBe(before);
      if (attempt.isRead === true && refusal.code === 'not_found') {
        expect(fixture.activity()).toHaveLength(records);
        continue;
      }
      const recorded = fixture.activity().at(-1);
      expect(recorded).toMatchObject({
        outcome: 'denied',
        reason: refusal.code,
        actorId: actor.id,
        actorRole: line.actor,
      });
      expect([attempt.action, attempt.name]).toContain(recorded?.action);
      if (Object.hasOwn(attempt.input, 'userId')) expect(recorded?.targetId).toBe(target.id);
    }
  });

  // A temporary code for a Partner Admin needs a second approver too: see test/services/users/temporary-code.test.ts.
  const allowed = all.filter(
    (line) => line.isAllowed && (action !== 'issue_temporary_code' || line.target !== 'partner_admin'),
  );
  test.each(allowed)('$actor may do it to $relation $target', async (line) => {
    const target = await freshTarget(line, request.status ?? 'active');
    for (const attempt of request.attempts(line, target, fixture.nextCode(actors.get(line.actor) as Person))) {
      const { version } = fixture.user(target);
      // The first of several requests raised the version.
      const input = Object.hasOwn(attempt.input, 'version') ? { ...attempt.input, version } : attempt.input;
      await open.ask(windowOf(line.actor), attempt.name, input as never);
      // An approval changes nobody: the requester carries it out later.
      const isRead = attempt.isRead === true || attempt.name.includes('.get') || attempt.name === 'approvals.decide';
      expect(fixture.user(target).version).toBe(isRead ? version : version + 1);
    }
  });
});

test('every action of the matrix is walked here', () => {
  const walked = new Set(['see_in_list', 'see_email', ...Object.keys(REQUESTS)]);
  expect(new Set(lines.map((line) => line.action).filter((action) => !walked.has(action)))).toEqual(new Set());
});

describe('the invitation matrix', () => {
  const matrix = readFileSync(new URL('../data/invite-matrix.csv', import.meta.url), 'utf8')
    .trim()
    .split(/\r?\n/)
    .slice(1)
    .map((line) => line.split(','))
    .map(([actor, invited, allowed]) => ({
      actor: actor as Role,
      invited: invited as Role,
      isAllowed: allowed === 'yes',
    }));
  const inviteInput = ({ actor, invited }: { actor: Role; invited: Role }) => ({
    people: invitees(`${actor}.${invited}@quill.example`),
    role: invited,
    access: {
      scope: 'specific' as const,
      add: isPartnerRole(invited) ? [] : [mine],
      remove: [],
      joinsNewClients: false,
    },
    code: fixture.nextCode(actors.get(actor) as Person),
  });
  test('has 25 lines', () => expect(matrix).toHaveLength(25));
  test.each(matrix.filter((line) => line.isAllowed))('$actor invites $invited', async (line) => {
    const { issued } = await open.ask(windowOf(line.actor), 'users.invite', inviteInput(line));
    expect(issued.map(({ userId }) => fixture.user({ id: userId as UserId }))).toMatchObject([
      { role: line.invited, status: 'invited' },
    ]);
  });
  test.each(
    matrix.filter((line) => !line.isAllowed),
  )('$actor does not invite $invited: no account is created, and it is on record', async (line) => {
    const before = dump(fixture.read, WRITTEN_ANYWAY);
    expect(await open.refusal(windowOf(line.actor), 'users.invite', inviteInput(line))).toEqual({ code: 'forbidden' });
    expect(dump(fixture.read, WRITTEN_ANYWAY)).toBe(before);
    // A repeated refusal is recorded once a minute, and the invited role does not make it a different one.
    const recorded = fixture
      .activity()
      .findLast((record) => record.action === 'user.invited' && record.outcome === 'denied');
    expect(recorded).toMatchObject({ reason: 'forbidden', actorId: (actors.get(line.actor) as Person).id });
  });
});

describe('a hidden user', () => {
  test('is answered exactly like a missing one', async () => {
    for (const role of ROLES.filter((other) => other !== 'partner_admin')) {
      const answers = new Set<string>();
      for (const userId of [far.get('client_ops')?.id, far.get('partner_admin')?.id, 99_999, Number.MAX_SAFE_INTEGER]) {
        answers.add(await open.send(windowOf(role), 'users.getResetPreview', JSON.stringify({ userId })));
        answers.add(
          await open.send(
            windowOf(role),
            'users.resetTwoFactor',
            JSON.stringify({
              userId,
              version: 1,
              mode: 'revoke_now',
              reason: 'lost_phone',
              note: '',
              identityCheck: 'in_person',
              vouchedBy: '',
              code: '',
            }),
          ),
        );
      }
      expect(answers.size).toBe(1);
    }
  });
  test.each([
    'partner_ops',
    'client_admin',
    'client_self_service',
  ] as const)('is answered to %s exactly like a missing one, whatever the request', async (role) => {
    const hidden = far.get('client_ops') as Person;
    const missing = { ...hidden, id: 99_999 as UserId };
    const ask = (person: Person, clientId: ClientId) =>
      Promise.all(
        (
          [
            ['users.get', { userId: person.id }],
            ['users.edit', { ...edit(hidden, { phone: '12345' }), userId: person.id }],
            ['users.resendInvitations', { userIds: [person.id], code: '' }],
            ['users.addToClient', { clientId: mine, userIds: [person.id], code: '' }],
            ['users.addToClient', { clientId, userIds: [(near.get('client_ops') as Person).id], code: '' }],
            ['users.removeFromClient', { clientId: mine, userId: person.id }],
            ['users.listCandidates', { clientId, search: '' }],
            [
              'users.invite',
              {
                people: invitees('x@y.example'),
                role: 'client_ops',
                access: { scope: 'specific', add: [clientId], remove: [], joinsNewClients: false },
                code: '',
              },
            ],
          ] as const
        ).map(([name, input]) => open.send(windowOf(role), name, JSON.stringify(input))),
      );
    expect(await ask(hidden, foreign)).toEqual(await ask(missing, 99_999 as ClientId));
  });
  test('shows Partner Ops nothing of a Partner Admin but name and role', async () => {
    const target = near.get('partner_admin') as Person;
    const inputs = [
      ['users.get', { userId: target.id }],
      ['users.edit', edit(target, { phone: '12345' })],
      // The same with an old version: no answer tells that something changed.
      ['users.edit', edit(target, { version: 0 })],
      ['users.resendInvitations', { userIds: [target.id], code: '' }],
      ['users.resetPassword', { userId: target.id, version: 0, ...identity, code: '' }],
      ['users.addToClient', { clientId: mine, userIds: [target.id], code: '' }],
      ['users.removeFromClient', { clientId: mine, userId: target.id }],
    ] as const;
    for (const [name, input] of inputs)
      expect(await open.refusal(windowOf('partner_ops'), name, input)).toEqual({ code: 'forbidden' });
    const { people } = await open.ask(windowOf('partner_ops'), 'users.listCandidates', {
      clientId: third,
      search: target.email,
    });
    expect(people).toEqual([]);
  });
  test('does not show through the filter by client', async () => {
    const both = await fixture.addPerson({ role: 'client_ops', clients: [mine, foreign] });
    const list = (clientId: ClientId) =>
      open.send(
        windowOf('client_admin'),
        'users.list',
        JSON.stringify({
          search: both.email,
          clientId,
          filters: NO_FILTERS,
          sort: { column: 'name', isDescending: false },
          offset: 0,
          limit: 50,
        }),
      );
    expect(await list(mine)).toContain(both.email);
    expect(await list(foreign)).toBe(await list(99_999 as ClientId));
  });
  test('has clients that are hidden too', async () => {
    for (const role of ['client_admin', 'client_self_service', 'partner_ops'] as const) {
      const page = await open.ask(windowOf(role), 'clients.list', CLIENTS);
      expect(page.rows.map((row) => row.name)).toEqual(['Alder', 'Cedar', 'Elm', 'Fir']);
      expect(page.total).toBe(4);
    }
    expect((await open.ask(windowOf('partner_admin'), 'clients.list', CLIENTS)).total).toBe(6);
  });
  test('is out of reach for Client Ops: the lists are forbidden, and the attempt is on record', async () => {
    const actor = actors.get('client_ops') as Person;
    for (const [name, input] of [
      [
        'users.list',
        {
          search: '',
          clientId: null,
          filters: NO_FILTERS,
          sort: { column: 'name', isDescending: false },
          offset: 0,
          limit: 1,
        },
      ],
      ['clients.list', { ...CLIENTS, limit: 1 }],
    ] as const) {
      expect(await open.refusal(windowOf('client_ops'), name, input)).toEqual({ code: 'forbidden' });
      expect(fixture.activity().at(-1)).toMatchObject({
        action: name,
        outcome: 'denied',
        reason: 'forbidden',
        actorId: actor.id,
        actorRole: 'client_ops',
      });
    }
  });
});
