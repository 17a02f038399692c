// The permission matrix through the real door, with real sessions: what a role may not, it cannot, and the attempt is on record.
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { type ClientId, ROLES, type Role } from '../../main/domain/user.ts';
import { type Bench, createBench, dump, type Person } from '../support/bench.ts';
import { type OpenDoor, openDoor } from '../support/open-door.ts';
import { createInstantHasher } from '../support/seeded.ts';

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
const windowOf = (role: Role): number => ROLES.indexOf(role) + 1;

let bench: Bench;
let open: OpenDoor;
let mine: ClientId;
let foreign: ClientId;
const actors = new Map<Role, Person>();
/** Targets in the actors' client, and in another one. */
const near = new Map<Role, Person>();
const far = new Map<Role, Person>();

beforeAll(async () => {
  bench = createBench({ passwords: createInstantHasher() });
  open = openDoor(bench);
  mine = bench.addClient('Alder');
  foreign = bench.addClient('Beacon');
  for (const role of ROLES) {
    actors.set(role, await bench.addPerson({ role, clients: [mine] }));
    near.set(role, await bench.addPerson({ role, clients: [mine], hasAllClients: false, email: `near.${role}@quill.example` }));
    far.set(role, await bench.addPerson({ role, clients: [foreign], hasAllClients: false, email: `far.${role}@quill.example` }));
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
      JSON.stringify({ search: '', clientId: null, sort: { column: 'name', isDescending: false }, offset: 0, limit: 200 }),
    ),
  ) as {
    ok: boolean;
    value?: { rows: { id: number; details: { email: string } | null }[] };
  };
  return answer.value?.rows.find((row) => row.id === id);
}

const resetInput = (target: Person, code: string) => ({
  userId: target.id,
  version: bench.user(target).version,
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
  test.each(lines.filter((line) => line.action === 'see_email'))('$actor, $relation $target: $isAllowed', async (line) => {
    const target = personOf(line);
    const listed = (await rowOf(line.actor, target.id))?.details?.email;
    // One's own email is on the window's own state, also for the role that has no list.
    const { screen } = await open.ask(windowOf(line.actor), 'application.getState', {});
    const own = screen.name === 'signed_in' && screen.user.id === target.id ? screen.user.email : undefined;
    expect((listed ?? own) === target.email).toBe(line.isAllowed);
    // And no search tells it either.
    if (line.actor === 'client_ops') return;
    const found = await open.ask(windowOf(line.actor), 'users.list', {
      search: target.email,
      clientId: null,
      sort: { column: 'email', isDescending: true },
      offset: 0,
      limit: 200,
    });
    expect(found.rows.some((row) => row.id === target.id)).toBe(line.isAllowed);
    expect(found.total).toBe(line.isAllowed ? 1 : 0);
  });
});

describe('reset_2fa', () => {
  const WRITTEN_ANYWAY = ['activity', 'throttles', 'clock'];
  const all = lines.filter((line) => line.action === 'reset_2fa');

  test.each(all.filter((line) => !line.isAllowed))('$actor may not on $relation $target, and the attempt is on record', async (line) => {
    const target = personOf(line);
    const actor = actors.get(line.actor) as Person;
    for (const [name, input] of [
      ['users.getResetPreview', { userId: target.id }],
      ['users.resetTwoFactor', resetInput(target, bench.nextCode(actor))],
    ] as const) {
      const before = dump(bench.read, WRITTEN_ANYWAY);
      const { code } = await open.refusal(windowOf(line.actor), name, input);
      expect(code).toBe(line.actor === 'partner_admin' ? 'own_account' : 'forbidden');
      expect(dump(bench.read, WRITTEN_ANYWAY)).toBe(before);
      expect(bench.activity().at(-1)).toMatchObject({
        action: 'two_factor.reset',
        outcome: 'denied',
        reason: code,
        actorId: actor.id,
        actorRole: line.actor,
        targetId: target.id,
        targetRole: line.relation === 'self' ? line.actor : line.target,
      });
    }
    bench.checkChain();
  });
  test.each(all.filter((line) => line.isAllowed))('$actor may on $relation $target', async (line) => {
    const fresh = await bench.addPerson({ role: line.target, clients: [foreign], hasAllClients: false });
    const result = await open.ask(windowOf(line.actor), 'users.resetTwoFactor', resetInput(fresh, bench.nextCode(actors.get(line.actor) as Person)));
    expect(result.outcome).toBe('done');
    expect(bench.user(fresh).twoFactor).toBe('setup_required');
  });
  test('only Partner Admin is allowed on any line', () => {
    expect(new Set(all.filter((line) => line.isAllowed).map((line) => line.actor))).toEqual(new Set(['partner_admin']));
    expect(all).toHaveLength(50);
  });
});

describe('what is hidden', () => {
  test('is answered exactly like what is missing', async () => {
    for (const role of ROLES.filter((other) => other !== 'partner_admin')) {
      const answers = new Set<string>();
      for (const userId of [far.get('client_ops')?.id, far.get('partner_admin')?.id, 99_999, Number.MAX_SAFE_INTEGER]) {
        answers.add(await open.send(windowOf(role), 'users.getResetPreview', JSON.stringify({ userId })));
        answers.add(
          await open.send(
            windowOf(role),
            'users.resetTwoFactor',
            JSON.stringify({ userId, version: 1, reason: 'lost_phone', note: '', identityCheck: 'in_person', vouchedBy: '', code: '' }),
          ),
        );
      }
      expect(answers.size).toBe(1);
    }
  });
  test('does not show through the filter by client', async () => {
    const both = await bench.addPerson({ role: 'client_ops', clients: [mine, foreign] });
    const list = (clientId: number) =>
      open.send(
        windowOf('client_admin'),
        'users.list',
        JSON.stringify({ search: '', clientId, sort: { column: 'name', isDescending: false }, offset: 0, limit: 50 }),
      );
    expect(await list(mine)).toContain(both.email);
    expect(await list(foreign)).toBe(await list(99_999));
  });
  test('is not among the clients', async () => {
    for (const role of ['client_admin', 'client_self_service', 'partner_ops'] as const) {
      const page = await open.ask(windowOf(role), 'clients.list', { search: '', offset: 0, limit: 50 });
      expect(page.rows.map((row) => row.name)).toEqual(['Alder']);
      expect(page.total).toBe(1);
    }
    expect((await open.ask(windowOf('partner_admin'), 'clients.list', { search: '', offset: 0, limit: 50 })).total).toBe(2);
  });
  test('is not reached by Client Ops: the lists are forbidden, and the attempt is on record', async () => {
    const actor = actors.get('client_ops') as Person;
    for (const [name, input] of [
      ['users.list', { search: '', clientId: null, sort: { column: 'name', isDescending: false }, offset: 0, limit: 1 }],
      ['clients.list', { search: '', offset: 0, limit: 1 }],
    ] as const) {
      expect(await open.refusal(windowOf('client_ops'), name, input)).toEqual({ code: 'forbidden' });
      expect(bench.activity().at(-1)).toMatchObject({
        action: name,
        outcome: 'denied',
        reason: 'forbidden',
        actorId: actor.id,
        actorRole: 'client_ops',
      });
    }
  });
});
