// The firm's permissions through the real door, line by line: a role can do only what it may do, and every refused attempt
// is on record.
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { FIRM_ACTIONS, type FirmAction, mayDo } from '../../main/domain/role-policy.ts';
import { type ClientId, ROLES, type Role } from '../../main/domain/user.ts';
import { getClient, insertMembership } from '../../main/storage/tables/clients.ts';
import { getFirm } from '../../main/storage/tables/firm.ts';
import type { InputOf, RequestName } from '../../preload/contract/index.ts';
import { createFixture, dump, type Fixture, type Person } from '../support/fixture.ts';
import { type OpenDoor, openDoor } from '../support/open-door.ts';
import { createInstantHasher, MINUTE } from '../support/seeded.ts';
import { REQUESTS } from './requests.ts';

interface Line {
  readonly role: Role;
  readonly action: FirmAction;
  readonly isAllowed: boolean;
}
const lines: readonly Line[] = readFileSync(new URL('../data/firm-permissions.csv', import.meta.url), 'utf8')
  .trim()
  .split(/\r?\n/)
  .slice(1)
  .map((line) => line.split(','))
  .map(([role, action, allowed]) => ({
    role: role as Role,
    action: action as FirmAction,
    isAllowed: allowed === 'yes',
  }));

let fixture: Fixture;
let open: OpenDoor;
let target: Person;
const actors = new Map<Role, Person>();
const windowOf = (role: Role): number => ROLES.indexOf(role) + 1;
const actorOf = (role: Role): Person => actors.get(role) as Person;

beforeAll(async () => {
  fixture = createFixture({ passwords: createInstantHasher() });
  open = openDoor(fixture);
  const mine = fixture.addClient('Alder');
  for (const role of ROLES) {
    actors.set(role, await fixture.addPerson({ role, clients: [mine] }));
    await open.signIn(windowOf(role), actorOf(role));
  }
  target = await fixture.addPerson({ role: 'client_ops', clients: [mine] });
});

let clientCount = 0;
/** A client of the actor's own. */
function addClientOf(role: Role): ClientId {
  clientCount += 1;
  const id = fixture.addClient(`Client ${clientCount}`);
  fixture.context.storage.transaction((tx) => insertMembership(tx, actorOf(role).id, id));
  return id;
}

interface Attempt {
  readonly name: RequestName;
  readonly input: InputOf<RequestName>;
  /** Where it was answered: that it was done. */
  readonly check: () => void;
}
const attempt = <N extends RequestName>(name: N, input: InputOf<N>, check = (): void => undefined): Attempt => ({
  name,
  input,
  check,
});

const LIST: InputOf<'clients.list'> = {
  search: '',
  statuses: [],
  types: [],
  sort: { column: 'name', isDescending: false },
  offset: 0,
  limit: 10,
};
const ACTIVITY: InputOf<'activity.list'> = {
  search: '',
  actions: [],
  outcomes: [],
  from: null,
  until: null,
  before: null,
};

function attemptsAtSettings(role: Role): readonly Attempt[] {
  const firm = getFirm(fixture.read);
  const failures = firm?.maxFailures === 20 ? 19 : 20;
  const settings = {
    firmName: 'Quill',
    firmPhone: '',
    signInPlace: '',
    isSetupCodeRequired: true,
    setupCodeMinutes: 60,
    maxFailures: failures,
    isSecondApproverRequired: false,
    tieDays: 7,
    backupDays: 7,
    reviewMonths: 0 as const,
    idleLockMinutes: 10,
    workDays: [1],
    workFrom: 420,
    workUntil: 1140,
    dateOrder: 'day_first' as const,
  };
  return [
    attempt('settings.get', {}),
    attempt('settings.save', { version: firm?.version ?? 0, settings, code: fixture.nextCode(actorOf(role)) }, () =>
      expect(getFirm(fixture.read)?.maxFailures).toBe(failures),
    ),
  ];
}

/** What a role with this right does; actions without a request yet have none. */
function attemptsAt(action: FirmAction, role: Role): readonly Attempt[] {
  const clientId = addClientOf(role);
  const statusOf = () => getClient(fixture.read, clientId)?.status;
  switch (action) {
    case 'view_clients':
      return [attempt('clients.list', LIST), attempt('clients.get', { clientId })];
    case 'add_client': {
      const name = `Added ${clientId}`;
      return [
        attempt('clients.add', { name, type: 'company', accountingSoftware: '' }, () =>
          expect(fixture.read.get('SELECT status FROM clients WHERE name = :name', { name })).toEqual({
            status: 'active',
          }),
        ),
      ];
    }
    case 'edit_client': {
      const name = `Edited ${clientId}`;
      return [
        attempt('clients.listContacts', { clientId, search: '' }),
        attempt(
          'clients.edit',
          { clientId, version: 1, name, type: 'trust', accountingSoftware: '', pointOfContactId: null },
          () => expect(getClient(fixture.read, clientId)?.name).toBe(name),
        ),
      ];
    }
    case 'terminate_client':
      return [
        attempt('clients.terminate', { clientId, version: 1, note: '' }, () => expect(statusOf()).toBe('terminated')),
        attempt('clients.restore', { clientId, version: 2 }, () => expect(statusOf()).toBe('active')),
      ];
    case 'edit_firm':
    case 'edit_policy':
      return attemptsAtSettings(role);
    case 'view_activity':
      return [
        attempt('activity.list', ACTIVITY),
        attempt('activity.count', ACTIVITY),
        attempt('users.listActivity', { userId: target.id, before: null }),
      ];
    case 'export_activity':
      return [
        attempt('activity.export', {
          ...REQUESTS['activity.export'].input,
          code: fixture.nextCode(actorOf(role)),
        }),
      ];
    case 'export_users': {
      const code = fixture.nextCode(actorOf(role));
      return [
        attempt('users.export', { ...REQUESTS['users.export'].input, code }),
        // Within five minutes of the code.
        attempt('clients.export', { ...REQUESTS['clients.export'].input, code: '' }),
      ];
    }
    case 'import_users':
      return [
        attempt('imports.saveTemplate', { of: 'people' }),
        // The person cancels.
        attempt('imports.choose', { of: 'clients' }),
      ];
    case 'backup':
    case 'restore':
      return [];
  }
}

test('every role and every action has its line', () => {
  expect(lines).toHaveLength(ROLES.length * FIRM_ACTIONS.length);
  expect(new Set(lines.map(({ role, action }) => `${role} ${action}`)).size).toBe(lines.length);
});

test.each(lines)('the policy says of $role and $action: $isAllowed', ({ role, action, isAllowed }) => {
  expect(mayDo(role, action)).toBe(isAllowed);
});

describe('through the door', () => {
  const WRITTEN_ANYWAY = ['activity', 'clock'];

  test.each(lines.filter(({ isAllowed }) => isAllowed))('$role may $action', async ({ role, action }) => {
    for (const { name, input, check } of attemptsAt(action, role)) {
      await open.ask(windowOf(role), name, input);
      check();
    }
    fixture.checkChain();
  });
  test.each(lines.filter(({ isAllowed }) => !isAllowed))('$role may not $action, and the attempt is on record', async ({
    role,
    action,
  }) => {
    for (const { name, input } of attemptsAt(action, role)) {
      fixture.clock.advance(MINUTE); // the same denial within a minute is one record
      const before = dump(fixture.read, WRITTEN_ANYWAY);
      const records = fixture.activity().length;
      expect(await open.refusal(windowOf(role), name, input)).toEqual({ code: 'forbidden' });
      expect(dump(fixture.read, WRITTEN_ANYWAY)).toBe(before);
      expect(fixture.activity()).toHaveLength(records + 1);
      expect(fixture.activity().at(-1)).toMatchObject({
        outcome: 'denied',
        reason: 'forbidden',
        actorId: actorOf(role).id,
        actorRole: role,
      });
    }
    fixture.checkChain();
  });
  test.each(ROLES)('what %s is offered is what it may', async (role) => {
    const { screen } = await open.ask(windowOf(role), 'application.getState', {});
    if (screen.name !== 'signed_in') throw new Error(`at ${screen.name}`);
    expect(screen.may).toMatchObject({
      viewClients: mayDo(role, 'view_clients'),
      addClient: mayDo(role, 'add_client'),
      editClient: mayDo(role, 'edit_client'),
      terminateClient: mayDo(role, 'terminate_client'),
      viewActivity: mayDo(role, 'view_activity'),
      editSettings: mayDo(role, 'edit_firm'),
      giveAllClients: role === 'partner_admin',
      importUsers: mayDo(role, 'import_users'),
      exportUsers: mayDo(role, 'export_users'),
      exportActivity: mayDo(role, 'export_activity'),
    });
  });
  test('a denied attempt at a client names the client by its number', async () => {
    const clientId = addClientOf('client_admin');
    fixture.clock.advance(MINUTE);
    await open.refusal(windowOf('client_admin'), 'clients.terminate', { clientId, version: 1, note: 'Ours' });
    expect(fixture.activity().at(-1)).toMatchObject({
      action: 'client.terminated',
      outcome: 'denied',
      detail: { clientId },
    });
  });
});
