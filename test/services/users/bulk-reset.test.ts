import { describe, expect, test } from 'vitest';
import { BATCH_SIZE } from '../../../main/domain/bulk-reset.ts';
import type { Role } from '../../../main/domain/user.ts';
import type { Actor } from '../../../main/services/act/actor.ts';
import type { BulkReset } from '../../../main/services/act/visit.ts';
import { enterSetupCode } from '../../../main/services/sign-in/set-up-two-factor.ts';
import { signIn } from '../../../main/services/sign-in/sign-in.ts';
import { prepareBulkReset, runBulkReset } from '../../../main/services/users/bulk-reset.ts';
import { resetTwoFactor } from '../../../main/services/users/reset-two-factor.ts';
import { createFixture, dump, type Fixture, type Person, visitAt } from '../../support/fixture.ts';
import { NO_USER_FILTERS } from '../../support/no-user-filters.ts';
import { leave, signInPresent } from '../../support/people.ts';
import { refusalIn } from '../../support/refusals.ts';
import { createInstantHasher, MINUTE } from '../../support/seeded.ts';

interface Scene {
  readonly fixture: Fixture;
  readonly admin: Person;
  readonly actor: Actor;
}

async function setScene(): Promise<Scene> {
  const fixture = createFixture({ passwords: createInstantHasher() });
  const admin = await fixture.addPerson({ role: 'partner_admin', firstName: 'Margaret', lastName: 'Ashworth' });
  return { fixture, admin, actor: await signInPresent(fixture, admin) };
}
const addPeople = async ({ fixture }: Scene, count: number, role: Role = 'client_ops'): Promise<Person[]> => {
  const people: Person[] = [];
  for (let i = 0; i < count; i++) people.push(await fixture.addPerson({ role }));
  return people;
};
const FACTS = {
  reason: 'stolen_phone',
  note: 'All phones of the office',
  identityCheck: 'in_person',
  vouchedBy: '',
  code: '',
} as const;
const prepare = ({ fixture, actor }: Scene, people: readonly { readonly id: Person['id'] }[]): Promise<BulkReset> =>
  prepareBulkReset(fixture.context, actor, { userIds: people.map(({ id }) => id) });
const run = (
  { fixture, actor }: Scene,
  bulk: BulkReset,
  onProgress: (done: number, total: number) => void = () => undefined,
): Promise<void> => runBulkReset(fixture.context, actor, bulk, FACTS, onProgress);
const statesOf = (bulk: BulkReset): unknown[] =>
  bulk.rows.map(({ state }) => ('why' in state ? `${state.kind}: ${state.why}` : state.kind));

describe('a dry run', () => {
  test('says for each user "yes", or "no" and why, and changes nothing', async () => {
    const scene = await setScene();
    const { fixture, admin } = scene;
    const [ready, deactivated, invited, notSetUp] = await addPeople(scene, 4);
    const set = (person: Person | undefined, sql: string): void =>
      fixture.context.storage.transaction(
        (tx) => void tx.run(`UPDATE users SET ${sql} WHERE id = :id`, { id: person?.id ?? 0 }),
      );
    set(deactivated, "status = 'deactivated'");
    set(invited, "status = 'invited', invitation_expires_at = 9");
    set(notSetUp, "two_factor = 'not_set_up'");
    const before = dump(fixture.read);
    const all = [ready, deactivated, invited, notSetUp, admin, { id: 99_999 as Person['id'] }];
    const bulk = await prepare(scene, all as Person[]);
    expect(new Map(bulk.rows.map(({ user, state }) => [user.id, 'why' in state ? state.why : state.kind]))).toEqual(
      new Map([
        [ready?.id, 'ready'],
        [deactivated?.id, 'deactivated'],
        [invited?.id, 'invited'],
        [notSetUp?.id, 'not_set_up'],
        [admin.id, 'own_account'],
      ]),
    );
    expect(dump(fixture.read)).toBe(before);
  });
  test('of a search includes all who are found', async () => {
    const scene = await setScene();
    await addPeople(scene, 3);
    const selection = {
      search: 'person',
      clientId: null,
      filters: { ...NO_USER_FILTERS, roles: ['client_ops'] as const },
    };
    const bulk = await prepareBulkReset(scene.fixture.context, scene.actor, selection);
    expect(statesOf(bulk)).toEqual(['ready', 'ready', 'ready']);
  });
  test('leaves a Partner Admin to a second approver while the policy is on', async () => {
    const scene = await setScene();
    const [colleague] = await addPeople(scene, 1, 'partner_admin');
    scene.fixture.context.storage.transaction((tx) => tx.run('UPDATE firm SET second_approver_required = 1'));
    expect(statesOf(await prepare(scene, [colleague as Person]))).toEqual(['refused: needs_second_approver']);
  });
});

describe('a bulk reset', () => {
  test('of one user leaves what a single reset leaves', async () => {
    const states = [];
    for (const isBulk of [true, false]) {
      const scene = await setScene();
      const { fixture, actor } = scene;
      const [ann] = (await addPeople(scene, 1)) as [Person];
      await fixture.signIn(ann);
      if (isBulk) await run(scene, await prepare(scene, [ann]));
      else {
        // Draws as many random bytes as the id of a bulk reset.
        await prepare(scene, [ann]);
        resetTwoFactor(fixture.context, actor, {
          ...FACTS,
          mode: 'revoke_now',
          userId: ann.id,
          version: fixture.user(ann).version,
        });
      }
      // The records differ by the bulk reset's id and its own record.
      states.push({
        tables: dump(fixture.read, ['activity']),
        record: fixture.activity().find(({ action }) => action === 'two_factor.reset'),
      });
    }
    const [bulk, single] = states;
    expect(bulk?.tables).toBe(single?.tables);
    const { bulkId, ...detail } = bulk?.record?.detail ?? {};
    expect(bulkId).toEqual(expect.any(String));
    expect(detail).toEqual(single?.record?.detail);
  });
  test('resets several batches, with a working setup code and a record for each user and one for the whole', async () => {
    const scene = await setScene();
    const { fixture } = scene;
    const people = await addPeople(scene, BATCH_SIZE + 5);
    const progress: number[] = [];
    const bulk = await prepare(scene, people);
    await run(scene, bulk, (done) => progress.push(done));
    expect(progress).toEqual([BATCH_SIZE, BATCH_SIZE + 5]);
    expect(new Set(statesOf(bulk))).toEqual(new Set(['reset']));
    expect(new Set(bulk.codes.map(({ code }) => code)).size).toBe(people.length);
    const last = people.at(-1) as Person;
    const code = bulk.codes.find(({ userId }) => userId === last.id)?.code ?? '';
    const visit = visitAt(await signIn(fixture.context, last), 'setup_code');
    expect(enterSetupCode(fixture.context, visit, code).stage).toBe('authenticator');
    expect(fixture.activity().filter(({ action }) => action === 'two_factor.reset')).toHaveLength(people.length);
    expect(fixture.activity().find(({ action }) => action === 'two_factor.bulk_reset')?.detail).toMatchObject({
      usersReset: people.length,
      bulkId: bulk.id,
    });
    fixture.checkChain();
  });
  test('skips users who have changed since the dry run', async () => {
    const scene = await setScene();
    const { fixture } = scene;
    const people = await addPeople(scene, 3);
    const bulk = await prepare(scene, people);
    fixture.context.storage.transaction((tx) =>
      tx.run('UPDATE users SET version = version + 1 WHERE id = :id', { id: people[1]?.id ?? 0 }),
    );
    await run(scene, bulk);
    expect(statesOf(bulk)).toEqual(['reset', 'skipped: changed_meanwhile', 'reset']);
    expect(fixture.user(people[1] as Person).twoFactor).toBe('set_up');
  });
  test('keeps what is done when it is stopped, and says who was not reached', async () => {
    const scene = await setScene();
    const people = await addPeople(scene, BATCH_SIZE + 3);
    const bulk = await prepare(scene, people);
    await run(scene, bulk, () => {
      bulk.isCancelled = true;
    });
    expect(statesOf(bulk).filter((state) => state === 'reset')).toHaveLength(BATCH_SIZE);
    expect(statesOf(bulk).filter((state) => state === 'not_reached')).toHaveLength(3);
    expect(scene.fixture.user(people.at(-1) as Person).twoFactor).toBe('set_up');
    expect(bulk.codes).toHaveLength(BATCH_SIZE);
  });
  test('ends with the session of its actor', async () => {
    const scene = await setScene();
    const people = await addPeople(scene, BATCH_SIZE + 1);
    const bulk = await prepare(scene, people);
    await run(scene, bulk, () => void leave(scene.fixture.context, scene.actor.session.id));
    expect(statesOf(bulk).filter((state) => state === 'not_reached')).toHaveLength(1);
  });
  test('leaves a batch undone when the disk is full, and the rows and the result say so', async () => {
    const scene = await setScene();
    const { fixture } = scene;
    const people = await addPeople(scene, BATCH_SIZE + 2);
    const bulk = await prepare(scene, people);
    const { storage } = fixture.context;
    let batches = 0;
    const failing = {
      ...fixture.context,
      storage: {
        ...storage,
        transaction: <T>(work: (tx: never) => T): T =>
          storage.transaction((tx) => {
            const result = work(tx as never);
            if (bulk.status === 'running' && ++batches === 2) throw new Error('disk full');
            return result;
          }),
      },
    } as typeof fixture.context;
    await runBulkReset(failing, scene.actor, bulk, FACTS, () => undefined);
    expect([bulk.status, bulk.codes.length, bulk.cut]).toEqual([
      'finished',
      BATCH_SIZE,
      { because: new Error('disk full') },
    ]);
    expect(statesOf(bulk).filter((state) => state === 'reset')).toHaveLength(BATCH_SIZE);
    expect(statesOf(bulk).filter((state) => state === 'not_reached')).toHaveLength(2);
    for (const person of people.slice(-2)) expect(fixture.user(person).twoFactor).toBe('set_up');
    fixture.checkChain();
  });
  test('of all other Partner Admins leaves its actor able to sign in', async () => {
    const scene = await setScene();
    const colleagues = await addPeople(scene, 2, 'partner_admin');
    const bulk = await prepare(scene, [...colleagues, scene.admin]);
    await run(scene, bulk);
    expect(statesOf(bulk).sort()).toEqual(['refused: own_account', 'reset', 'reset']);
    expect(scene.fixture.user(scene.admin).twoFactor).toBe('set_up');
  });
  test('needs a fresh code and a recent dry run, and is carried out once', async () => {
    const scene = await setScene();
    const { fixture, admin } = scene;
    const actor = await fixture.signIn(admin);
    const people = await addPeople(scene, 1);
    const bulk = await prepare({ ...scene, actor }, people);
    expect((await refusalIn(run({ ...scene, actor }, bulk))).code).toBe('fresh_code_needed');
    expect(bulk.status).toBe('prepared');
    const both = await Promise.allSettled([run(scene, bulk), run(scene, bulk)]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const old = await prepare(scene, await addPeople(scene, 1));
    fixture.clock.advance(10 * MINUTE);
    expect((await refusalIn(run(scene, old))).code).toBe('conflict');
    expect(fixture.activity().filter(({ action }) => action === 'two_factor.reset')).toHaveLength(1);
  });
});
