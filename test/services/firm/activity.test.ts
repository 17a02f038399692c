// The activity record on the screens: newest first, in pages that neither skip nor repeat, searched by name, filtered
// by action, outcome and time, and never more than the reader may see.
import { beforeAll, describe, expect, test } from 'vitest';
import type { Role } from '../../../main/domain/user.ts';
import type { Actor } from '../../../main/services/act/actor.ts';
import { type ActivityEntry, recordActivity } from '../../../main/services/act/record-activity.ts';
import {
  type ActivityQuery,
  countActivity,
  listActivity,
  listActivityOfUser,
  listOwnActivity,
} from '../../../main/services/firm/list-activity.ts';
import { listActivityOf } from '../../../main/storage/tables/activity.ts';
import type { User } from '../../../main/storage/tables/users.ts';
import { isPostgres } from '../../support/engine.ts';
import { createFixture, type Fixture } from '../../support/fixture.ts';
import { createInstantHasher, HOUR, MINUTE } from '../../support/seeded.ts';

const ALL: ActivityQuery = {
  search: '',
  actions: [],
  reasons: [],
  actorId: null,
  outcomes: [],
  from: null,
  until: null,
  before: null,
};

/** All pages from the newest record on. The limit stops a wrong `next` from running forever. */
async function walk<
  Page extends { readonly records: readonly { readonly seq: number }[]; readonly next: number | null },
>(list: (before: number | null) => Page | Promise<Page>): Promise<{ readonly seqs: number[]; readonly pages: Page[] }> {
  const pages: Page[] = [];
  let before: number | null = null;
  do {
    const page: Page = await list(before);
    pages.push(page);
    before = page.next;
  } while (before !== null && pages.length < 1000);
  return { seqs: pages.flatMap((page) => page.records.map(({ seq }) => seq)), pages };
}

/** The record as Margaret reads it. */
const list = ({ fixture, people }: Scene, query: Partial<ActivityQuery> = {}) =>
  listActivity(fixture.context, { user: people.admin }, { ...ALL, ...query });
const count = ({ fixture, people }: Scene, query: Partial<ActivityQuery> = {}) =>
  countActivity(fixture.context, { user: people.admin }, { ...ALL, ...query });

interface Scene {
  readonly fixture: Fixture;
  readonly people: Readonly<Record<'admin' | 'ann' | 'elodie', User>>;
  record(...entries: ActivityEntry[]): void;
}

async function setScene(): Promise<Scene> {
  const fixture = createFixture({ passwords: createInstantHasher() });
  const person = async (role: Role, firstName: string, lastName: string) =>
    fixture.user(await fixture.addPerson({ role, firstName, lastName }));
  const people = {
    admin: await person('partner_admin', 'Margaret', 'Ashworth'),
    ann: await person('client_ops', 'Ann', 'Vance'),
    elodie: await person('client_admin', 'Élodie', 'Brandt'),
  };
  return {
    fixture,
    people,
    record: (...entries) =>
      fixture.context.storage.transaction((tx) => {
        for (const entry of entries) recordActivity(fixture.context, tx, entry);
      }),
  };
}
const done = (action: string, actor?: User, target?: User): ActivityEntry => ({
  action,
  outcome: 'done',
  actor,
  target,
});

describe('the firm’s record', () => {
  test('is empty when nothing was recorded', async () => {
    const scene = await setScene();
    expect(await count(scene)).toEqual({ count: 0, next: null });
    expect(await list(scene)).toEqual({ records: [], next: null, lookedBackTo: null });
  });
  test.each([
    1, 49, 50, 51, 100, 101,
  ])('of %i entries comes newest first, each once, and says where it ends', async (length) => {
    const scene = await setScene();
    const { fixture, people, record } = scene;
    record(...Array.from({ length }, (_, i) => done(`thing.done${i}`, people.admin, people.ann)));
    const { seqs, pages } = await walk((before) => list(scene, { before }));
    expect(seqs).toEqual(Array.from({ length }, (_, i) => length - i));
    expect(await count(scene)).toEqual({ count: length, next: null });
    expect(pages).toHaveLength(Math.ceil(length / 50));
    expect(pages[0]?.records[0]).toEqual({
      seq: length,
      at: fixture.clock.now(),
      actorName: 'Margaret Ashworth',
      actorRole: 'partner_admin',
      targetName: 'Ann Vance',
      targetRole: 'client_ops',
      action: `thing.done${length - 1}`,
      outcome: 'done',
      reason: null,
      detail: {},
    });
  });
  test('continues where it was when new records come in between', async () => {
    const scene = await setScene();
    const { people, record } = scene;
    record(...Array.from({ length: 70 }, () => done('thing.done', people.admin)));
    const first = await list(scene);
    record(...Array.from({ length: 30 }, () => done('thing.done', people.admin)));
    const second = await list(scene, { before: first.next });
    expect([...first.records, ...second.records].map(({ seq }) => seq)).toEqual(
      Array.from({ length: 70 }, (_, i) => 70 - i),
    );
  });
  test.each([
    ['of the actor', 'margaret', [1, 3]],
    ['of the target', 'VANCE', [1, 2]],
    ['with an accent, in capitals', 'ÉLODIE', [2, 3, 5]],
    ['that is a wildcard of SQL', '%', []],
    ['that nobody has', 'nobody', []],
  ])('is searched by part of a name %s', async (_what, search, expected) => {
    const scene = await setScene();
    const { people, record } = scene;
    const { admin, ann, elodie } = people;
    record(
      done('a.done', admin, ann),
      done('a.done', elodie, ann),
      done('a.done', admin, elodie),
      done('a.done'),
      done('a.done', elodie),
    );
    const { seqs } = await walk((before) => list(scene, { search, before }));
    expect(seqs.sort()).toEqual(expected);
    expect(await count(scene, { search })).toEqual({ count: expected.length, next: null });
  });
  test.each([
    ['of the actor and of the target', 'ann@vance.example', [1, 2, 4]],
    ['in part', '@VANCE.ex', [1, 2, 4]],
    ['as an address book writes it', 'Ann Vance <ann@vance.example>', [1, 2, 4]],
    ['in part, beside the name', 'ann vance.example', [1, 2, 4]],
    ['of before a change', 'ann@old.example', [5]],
    ['of somebody who is no longer there', 'gone@quill.example', [6]],
    ['that nobody has', 'nobody@quill.example', []],
  ])('is searched by an email %s', async (_what, search, expected) => {
    const scene = await setScene();
    const { fixture, people, record } = scene;
    const { admin, ann, elodie } = people;
    fixture.context.storage.transaction((tx) =>
      tx.run("UPDATE users SET email = 'Ann@Vance.example', email_key = 'ann@vance.example' WHERE id = :id", {
        id: ann.id,
      }),
    );
    record(
      done('a.done', admin, ann),
      done('a.done', ann, elodie),
      done('a.done', admin, elodie),
      done('a.done', ann),
      { ...done('user.edited', admin, elodie), detail: { emailFrom: 'Ann@Old.example', emailTo: 'e@new.example' } },
      { ...done('invitation.cancelled', admin), detail: { email: 'gone@quill.example' } },
      done('a.done'),
    );
    // Another program has written a record that is none. PostgreSQL takes none.
    if (!isPostgres)
      fixture.context.storage.transaction((tx) => {
        tx.run('DROP TRIGGER activity_is_not_changed');
        tx.run('PRAGMA ignore_check_constraints = ON');
        tx.run("UPDATE activity SET detail = '{@' WHERE seq = 7");
      });
    const { seqs } = await walk((before) => list(scene, { search, before }));
    expect(seqs.sort()).toEqual(expected);
    expect(await count(scene, { search })).toEqual({ count: expected.length, next: null });
  });
  test('is filtered by actions, outcomes and times, both ends included, and by all of them together', async () => {
    const scene = await setScene();
    const { fixture, people, record } = scene;
    const { admin, ann } = people;
    const start = fixture.clock.now();
    for (const outcome of ['done', 'denied', 'failed'] as const) {
      record(
        { action: 'user.edited', outcome, actor: admin, target: ann },
        { action: 'client.edited', outcome, actor: ann },
      );
      fixture.clock.advance(HOUR);
    }
    const expectSeqs = async (query: Partial<ActivityQuery>, expected: readonly number[]): Promise<void> => {
      expect((await list(scene, query)).records.map(({ seq }) => seq)).toEqual(expected);
      expect(await count(scene, query)).toEqual({ count: expected.length, next: null });
    };
    await expectSeqs({ actions: ['user.edited'] }, [5, 3, 1]);
    await expectSeqs({ actions: ['user.edited', 'client.edited'], outcomes: ['denied', 'failed'] }, [6, 5, 4, 3]);
    await expectSeqs({ from: start + HOUR }, [6, 5, 4, 3]);
    await expectSeqs({ until: start + HOUR }, [4, 3, 2, 1]);
    await expectSeqs(
      { from: start + 1, until: start + HOUR, outcomes: ['denied'], actions: ['client.edited'], search: 'ann' },
      [4],
    );
    await expectSeqs({ from: start + HOUR, until: start }, []);
  });
  test('finds records with an earlier time than those before them', async () => {
    const scene = await setScene();
    const { fixture, people, record } = scene;
    const start = fixture.clock.now();
    record(done('a.done', people.admin));
    fixture.clock.advance(-30 * MINUTE);
    record(done('b.done', people.admin));
    fixture.clock.advance(HOUR);
    record(done('c.done', people.admin));
    expect((await list(scene, { until: start - 1 })).records.map(({ action }) => action)).toEqual(['b.done']);
  });

  describe('of 45,000 records', () => {
    let scene: Scene;
    beforeAll(async () => {
      scene = await setScene();
      const { fixture, people, record } = scene;
      fixture.context.storage.transaction((tx) =>
        tx.run("UPDATE users SET email_key = 'ann@vance.example' WHERE id = :id", { id: people.ann.id }),
      );
      // Ann's only record is the second oldest.
      record(done('first.done', people.admin), done('needle.done', people.ann));
      fixture.context.storage.transaction((tx) =>
        tx.run(
          `WITH RECURSIVE n (seq) AS (SELECT 3 UNION ALL SELECT seq + 1 FROM n WHERE seq < 45000)
           INSERT INTO activity (seq, at, actor_id, actor_name, actor_role, action, outcome, detail, app_version, hash)
           SELECT seq, CAST(:at AS BIGINT) + seq, :id, 'Margaret Ashworth', 'partner_admin', 'hay.done', 'done', '{}', '0', :hash FROM n`,
          { at: fixture.clock.now(), id: people.admin.id, hash: '0'.repeat(64) },
        ),
      );
    });
    test.each([
      'ann v',
      'ann@vance.example',
    ])('one call reads at most 20,000 and says how far back; the next one continues from there: %s', async (search) => {
      const start = scene.fixture.clock.now();
      const { seqs, pages } = await walk((before) => list(scene, { search, before }));
      expect(seqs).toEqual([2]);
      expect(pages.map(({ records, next, lookedBackTo }) => [records.length, next, lookedBackTo])).toEqual([
        [0, 25_001, start + 25_001],
        [0, 5_001, start + 5_001],
        [1, null, start],
      ]);
    });
    test('a full page has read no further than its last record', async () => {
      const page = await list(scene, { search: 'margaret' });
      expect([page.next, page.lookedBackTo]).toEqual([44_951, scene.fixture.clock.now() + 44_951]);
    });
    test('a count goes on like a list, and the whole record is counted at once', async () => {
      const first = await count(scene, { search: 'margaret' });
      const second = await count(scene, { search: 'margaret', before: first.next });
      const third = await count(scene, { search: 'margaret', before: second.next });
      expect([first, second, third]).toEqual([
        { count: 20_000, next: 25_001 },
        { count: 20_000, next: 5_001 },
        { count: 4_999, next: null },
      ]);
      expect(await count(scene)).toEqual({ count: 45_000, next: null });
    });
    test('a number before the first or after the last record is accepted', async () => {
      expect(await list(scene, { before: 1 })).toEqual({
        records: [],
        next: null,
        lookedBackTo: scene.fixture.clock.now(),
      });
      expect((await list(scene, { before: Number.MAX_SAFE_INTEGER })).records[0]?.seq).toBe(45_000);
    });
  });
});

describe('the record of one user', () => {
  test('has what they did and what was done to them, each once, newest first', async () => {
    const { fixture, people, record } = await setScene();
    const { admin, ann, elodie } = people;
    record(
      done('a.done', admin, ann),
      done('b.done', ann, elodie),
      done('c.done', admin, elodie),
      done('d.done', ann, ann),
      done('e.done'),
    );
    expect(listActivityOf(fixture.read, ann.id, null, 10).map(({ seq }) => seq)).toEqual([4, 2, 1]);
    expect(listActivityOf(fixture.read, ann.id, 4, 1).map(({ seq }) => seq)).toEqual([2]);
    expect(listActivityOfUser(fixture.context, elodie.id, null).records.map(({ action }) => action)).toEqual([
      'c.done',
      'b.done',
    ]);
  });
  test.each([50, 51, 120])('comes in pages without gaps: %i records among others', async (count) => {
    const { fixture, people, record } = await setScene();
    const { admin, ann } = people;
    for (let i = 0; i < count; i++)
      record(i % 3 === 0 ? done('a.done', ann, admin) : done('a.done', admin, ann), done('b.done', admin));
    const { seqs, pages } = await walk((before) => listActivityOfUser(fixture.context, ann.id, before));
    expect(seqs).toEqual(Array.from({ length: count }, (_, i) => 2 * (count - i) - 1));
    expect(pages).toHaveLength(Math.ceil(count / 50));
  });
});

describe('a user’s own record', () => {
  test('has what happened to the account and who tried to get in, not what its user did to others', async () => {
    const { fixture, record } = await setScene();
    const mine = fixture.addClient('Alder');
    const cleo = await fixture.addPerson({ role: 'client_admin', clients: [mine] });
    const near = fixture.user(await fixture.addPerson({ role: 'client_ops', clients: [mine] }));
    const admin = fixture.user(await fixture.addPerson({ role: 'partner_admin' }));
    const actor: Actor = await fixture.signIn(cleo);
    const before = listOwnActivity(fixture.context, actor, null).records.map(({ action }) => action);
    expect(before[0]).toBe('session.started');
    record(
      done('user.edited', actor.user, near),
      { action: 'two_factor.reset', outcome: 'denied', actor: actor.user, target: admin, reason: 'forbidden' },
      done('client.edited', actor.user),
      done('two_factor.reset', admin, actor.user),
      done('password.changed', actor.user, actor.user),
      { action: 'sign_in.refused', outcome: 'denied', actor: actor.user, reason: 'wrong_code' },
      done('session.started', near),
    );
    expect(listOwnActivity(fixture.context, actor, null).records.map(({ action }) => action)).toEqual([
      'sign_in.refused',
      'password.changed',
      'two_factor.reset',
      ...before,
    ]);
  });
});
