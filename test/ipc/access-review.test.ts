// The access review through the real door: what comes first, who decides about whom, several reviewers at once, what other
// acts mean for it, and how it ends.
import { beforeEach, describe, expect, test } from 'vitest';
import { REVIEW_REASONS } from '../../main/domain/access-review.ts';
import type { ClientId, Role, UserId } from '../../main/domain/user.ts';
import { addMonths } from '../../main/services/review/add-months.ts';
import { markSignedIn } from '../../main/storage/tables/users.ts';
import type { InputOf, OutputOf, RequestName } from '../../preload/contract/index.ts';
import { createFixture, type Fixture, type Person } from '../support/fixture.ts';
import { type OpenDoor, openDoor } from '../support/open-door.ts';
import { createInstantHasher, DAY } from '../support/seeded.ts';

const MARGARET = 1;
const DANIEL = 2;
const OPS = 3;

let fixture: Fixture;
let open: OpenDoor;
let alder: ClientId;
let margaret: Person;
let daniel: Person;
let ops: Person;
/** A client user who has just signed in, so nothing stands out. */
let ann: Person;

const signedInAt = (person: { readonly id: UserId }, at: number): void =>
  fixture.context.storage.transaction((tx) => markSignedIn(tx, person.id, at));

beforeEach(async () => {
  fixture = createFixture({ passwords: createInstantHasher() });
  open = openDoor(fixture);
  alder = fixture.addClient('Alder');
  margaret = await fixture.addPerson({ role: 'partner_admin', firstName: 'Margaret', lastName: 'Ashworth' });
  daniel = await fixture.addPerson({ role: 'partner_admin', firstName: 'Daniel', lastName: 'Hart' });
  ops = await fixture.addPerson({ role: 'partner_ops', clients: [alder], firstName: 'Priya', lastName: 'Mehta' });
  ann = await fixture.addPerson({ role: 'client_ops', clients: [alder], firstName: 'Ann', lastName: 'Vance' });
  await open.signIn(MARGARET, margaret);
  await open.signIn(DANIEL, daniel);
  await open.signIn(OPS, ops);
  signedInAt(ann, fixture.clock.now());
});

const start = async (windowId = MARGARET): Promise<number> => (await open.ask(windowId, 'reviews.start', {})).reviewId;
const state = (): Promise<OutputOf<'reviews.get'>> => open.ask(MARGARET, 'reviews.get', {});
const counts = (reviewId: number): Promise<OutputOf<'reviews.count'>> =>
  open.ask(MARGARET, 'reviews.count', { reviewId });
const rows = async (reviewId: number, view: InputOf<'reviews.listRows'>['view'] = 'all', search = '') =>
  (await open.ask(MARGARET, 'reviews.listRows', { reviewId, view, search, offset: 0, limit: 200 })).rows;
const decisionOn = async (reviewId: number, person: Person) =>
  (await open.ask(MARGARET, 'reviews.getDecision', { reviewId, userId: person.id })).decision;
const seen = (...people: readonly Person[]) =>
  people.map((person) => ({ userId: person.id, version: fixture.user(person).version }));
const confirm = (windowId: number, reviewId: number, people: ReturnType<typeof seen>, note = '') =>
  open.ask(windowId, 'reviews.confirm', { reviewId, people, note });
const edit = (windowId: number, person: Person, change: Partial<InputOf<'users.edit'>>) => {
  const { version, firstName, lastName, role } = fixture.user(person);
  const same = { userId: person.id, version, firstName, lastName, email: null, phone: null, role, access: null };
  return open.ask(windowId, 'users.edit', { ...same, code: '', ...change });
};
const deactivate = (windowId: number, person: Person, note = '') =>
  open.ask(windowId, 'users.deactivate', {
    userId: person.id,
    version: fixture.user(person).version,
    note,
    replacements: [],
  });

describe('the list', () => {
  test('has everybody who is not deactivated, and what deserves a look first', async () => {
    const now = fixture.clock.now();
    const gone = await fixture.addPerson({ role: 'client_ops', clients: [alder], lastName: 'Gone' });
    await deactivate(MARGARET, gone);
    const away = await fixture.addPerson({ role: 'client_ops', clients: [alder], lastName: 'Away' });
    signedInAt(away, now - 91 * DAY);
    const never = await fixture.addPerson({ role: 'client_ops', clients: [alder], lastName: 'Never' });
    const bare = await fixture.addPerson({ role: 'client_ops', clients: [alder], lastName: 'Bare', isSetUp: false });
    signedInAt(bare, now);
    const wide = await fixture.addPerson({ role: 'partner_ops', hasAllClients: true, lastName: 'Wide' });
    signedInAt(wide, now - 89 * DAY);
    const listed = await rows(await start());
    expect(listed.map(({ id, reasons }) => [id, reasons])).toEqual([
      [daniel.id, ['partner_admin', 'all_clients']],
      [margaret.id, ['partner_admin', 'all_clients']],
      [never.id, ['never_signed_in']],
      [away.id, ['long_away']],
      [bare.id, ['without_two_factor']],
      [wide.id, ['all_clients']],
      [ann.id, []],
      [ops.id, []],
    ]);
    for (const reason of REVIEW_REASONS) expect(listed.some(({ reasons }) => reasons.includes(reason))).toBe(true);
  });
  test('keeps its order and its people while the firm changes', async () => {
    const reviewId = await start();
    const before = (await rows(reviewId)).map(({ id }) => id);
    signedInAt(margaret, fixture.clock.now() + DAY);
    await fixture.addPerson({ role: 'partner_admin', lastName: 'New' });
    expect((await rows(reviewId)).map(({ id }) => id)).toEqual(before);
  });
  test('is read in parts and searched by name and email', async () => {
    const reviewId = await start();
    expect((await rows(reviewId, 'standing_out')).map(({ id }) => id)).toEqual([daniel.id, margaret.id]);
    expect((await rows(reviewId, 'plain')).map(({ id }) => id)).toEqual([ann.id, ops.id]);
    expect((await rows(reviewId, 'all', 'vance')).map(({ id }) => id)).toEqual([ann.id]);
    expect((await rows(reviewId, 'decided')).length).toBe(0);
    await confirm(MARGARET, reviewId, seen(ann));
    expect((await rows(reviewId, 'decided')).map(({ id }) => id)).toEqual([ann.id]);
    expect((await rows(reviewId, 'open')).map(({ id }) => id)).toEqual([daniel.id, margaret.id, ops.id]);
    const { rows: second, total } = await open.ask(MARGARET, 'reviews.listRows', {
      reviewId,
      view: 'open',
      search: '',
      offset: 1,
      limit: 1,
    });
    expect([second.map(({ id }) => id), total]).toEqual([[margaret.id], 3]);
  });
  test('and what was decided are kept across a restart', async () => {
    const reviewId = await start();
    await confirm(DANIEL, reviewId, seen(ann), 'On the payroll');
    fixture.reopen();
    open = openDoor(fixture);
    await open.signIn(MARGARET, margaret);
    expect((await state()).open).toMatchObject({ id: reviewId, startedBy: 'Margaret Ashworth', people: 4 });
    expect(await decisionOn(reviewId, ann)).toMatchObject({
      what: 'confirmed',
      by: 'Daniel Hart',
      note: 'On the payroll',
    });
  });
});

describe('a confirmation', () => {
  test('is taken back by a reviewer, on record, and the account is open again', async () => {
    const reviewId = await start();
    await confirm(MARGARET, reviewId, seen(ann, ops), 'Payroll of November');
    const decidedAt = (await decisionOn(reviewId, ann))?.at ?? 0;
    const input = { reviewId, userId: ann.id, decidedAt };
    expect((await open.refusal(OPS, 'reviews.takeBack', input)).code).toBe('forbidden');
    expect((await open.refusal(DANIEL, 'reviews.takeBack', { ...input, decidedAt: decidedAt - 1 })).code).toBe(
      'conflict',
    );
    await open.ask(DANIEL, 'reviews.takeBack', input);
    expect(await decisionOn(reviewId, ann)).toBeNull();
    expect(await counts(reviewId)).toMatchObject({ plain: 1, confirmed: 1 });
    expect(fixture.activity().at(-1)).toMatchObject({
      action: 'review.taken_back',
      actorName: 'Daniel Hart',
      targetId: ann.id,
      detail: { reviewId, confirmedBy: 'Margaret Ashworth' },
    });
    expect((await open.refusal(DANIEL, 'reviews.takeBack', input)).code).toBe('conflict');
    fixture.checkChain();
  });
  test('of somebody’s own account is not theirs to take back, and a deactivation stays', async () => {
    const reviewId = await start();
    await confirm(MARGARET, reviewId, seen(daniel));
    const decidedAt = (await decisionOn(reviewId, daniel))?.at ?? 0;
    const own = { reviewId, userId: daniel.id, decidedAt };
    expect((await open.refusal(DANIEL, 'reviews.takeBack', own)).code).toBe('own_account');
    await deactivate(MARGARET, ann);
    const gone = { reviewId, userId: ann.id, decidedAt: (await decisionOn(reviewId, ann))?.at ?? 0 };
    expect((await open.refusal(MARGARET, 'reviews.takeBack', gone)).code).toBe('conflict');
  });
  test('is on record with the role and the access that were confirmed', async () => {
    const reviewId = await start();
    await confirm(MARGARET, reviewId, seen(ann), 'On the payroll');
    await confirm(MARGARET, reviewId, seen(daniel));
    expect(fixture.activity().slice(-2)).toMatchObject([
      {
        action: 'review.confirmed',
        outcome: 'done',
        actorId: margaret.id,
        targetId: ann.id,
        targetRole: 'client_ops',
        detail: { reviewId, clients: 1, note: 'On the payroll' },
      },
      { action: 'review.confirmed', targetId: daniel.id, targetRole: 'partner_admin', detail: { hasAllClients: true } },
    ]);
    fixture.checkChain();
  });
  test('of one’s own account is refused, alone and among others', async () => {
    const reviewId = await start();
    const alone = { reviewId, people: seen(margaret), note: '' };
    expect(await open.refusal(MARGARET, 'reviews.confirm', alone)).toMatchObject({ code: 'own_account' });
    expect(fixture.activity().at(-1)).toMatchObject({ action: 'review.confirmed', outcome: 'denied' });
    expect(await confirm(MARGARET, reviewId, seen(margaret, ann), 'Payroll')).toEqual({
      confirmed: 1,
      left: [{ userId: margaret.id, why: 'own_account' }],
    });
    expect(await decisionOn(reviewId, margaret)).toBeNull();
  });
  test('of what somebody else has decided changes nothing, and says so', async () => {
    const reviewId = await start();
    expect(await confirm(DANIEL, reviewId, seen(ann), 'First')).toEqual({ confirmed: 1, left: [] });
    const records = fixture.activity().length;
    expect(await confirm(MARGARET, reviewId, seen(ann), 'Second')).toEqual({
      confirmed: 0,
      left: [{ userId: ann.id, why: 'decided' }],
    });
    expect(await decisionOn(reviewId, ann)).toMatchObject({ by: 'Daniel Hart', note: 'First' });
    expect(fixture.activity().length).toBe(records);
  });
  test('by two at once is made once', async () => {
    const reviewId = await start();
    const both = await Promise.all([MARGARET, DANIEL].map((one) => confirm(one, reviewId, seen(ann))));
    expect(both.map(({ confirmed }) => confirmed).sort()).toEqual([0, 1]);
    expect(fixture.activity().filter(({ action }) => action === 'review.confirmed').length).toBe(1);
  });
  test('of an account that has changed since it was shown is left', async () => {
    const reviewId = await start();
    const shown = seen(ann);
    await edit(OPS, ann, { firstName: 'Anna' });
    expect(await confirm(MARGARET, reviewId, shown)).toEqual({
      confirmed: 0,
      left: [{ userId: ann.id, why: 'changed_meanwhile' }],
    });
  });
  test('of several says what they were compared with, and leaves accounts that stand out', async () => {
    const reviewId = await start();
    const people = seen(ann, ops, daniel);
    expect(await open.refusal(MARGARET, 'reviews.confirm', { reviewId, people, note: ' ' })).toMatchObject({
      code: 'bad_input',
      fields: [{ field: 'note' }],
    });
    expect(await confirm(MARGARET, reviewId, people, 'Payroll of June')).toEqual({
      confirmed: 2,
      left: [{ userId: daniel.id, why: 'stands_out' }],
    });
    for (const record of fixture.activity().slice(-2))
      expect(record).toMatchObject({ action: 'review.confirmed', detail: { together: 3, note: 'Payroll of June' } });
  });
  test('names an account twice, and is made once', async () => {
    const reviewId = await start();
    expect(await confirm(MARGARET, reviewId, seen(ann, ann), 'Payroll')).toEqual({ confirmed: 1, left: [] });
  });
});

describe('other acts while a review is open', () => {
  test('deactivating an account decides about it, with its note', async () => {
    const reviewId = await start();
    await deactivate(DANIEL, ann, 'Left in June');
    expect(await decisionOn(reviewId, ann)).toMatchObject({
      what: 'deactivated',
      by: 'Daniel Hart',
      note: 'Left in June',
    });
    expect((await counts(reviewId)).deactivated).toBe(1);
  });
  test('so does another role or other clients, with the note of the edit', async () => {
    const reviewId = await start();
    await edit(MARGARET, ann, { role: 'client_admin', note: 'Runs payroll now', code: fixture.nextCode(margaret) });
    expect(await decisionOn(reviewId, ann)).toMatchObject({ what: 'changed', note: 'Runs payroll now' });
    const beacon = fixture.addClient('Beacon');
    const access = { scope: 'specific' as const, add: [beacon], remove: [], joinsNewClients: false };
    await edit(MARGARET, ops, { access });
    expect(await decisionOn(reviewId, ops)).toMatchObject({ what: 'changed', by: 'Margaret Ashworth' });
  });
  test('another name alone decides nothing', async () => {
    const reviewId = await start();
    await edit(MARGARET, ann, { firstName: 'Anna', note: 'A typing error' });
    expect(await decisionOn(reviewId, ann)).toBeNull();
  });
  test('access that somebody changes who does not decide is looked at again', async () => {
    const reviewId = await start();
    await confirm(MARGARET, reviewId, seen(ann));
    await edit(OPS, ann, { role: 'client_self_service', code: fixture.nextCode(ops) });
    expect(await decisionOn(reviewId, ann)).toBeNull();
  });
  test('so is an account that is opened again', async () => {
    const reviewId = await start();
    await deactivate(MARGARET, ann);
    const { version } = fixture.user(ann);
    await open.ask(MARGARET, 'users.reactivate', { userId: ann.id, version, code: fixture.nextCode(margaret) });
    expect(await decisionOn(reviewId, ann)).toBeNull();
  });
  test('an account that is removed leaves the review', async () => {
    const { issued } = await open.ask(MARGARET, 'users.invite', {
      people: [{ email: 'nina@quill.example', firstName: '', lastName: '', phone: '' }],
      role: 'client_ops',
      access: { scope: 'specific', add: [alder], remove: [], joinsNewClients: false },
      code: fixture.nextCode(margaret),
    });
    const userId = issued[0]?.userId as UserId;
    const reviewId = await start();
    await open.ask(MARGARET, 'users.cancelInvitation', { userId, version: fixture.user({ id: userId }).version });
    expect((await rows(reviewId)).map(({ id }) => id)).not.toContain(userId);
    expect(await confirm(MARGARET, reviewId, [{ userId, version: 1 }])).toMatchObject({
      confirmed: 0,
      left: [{ why: 'gone' }],
    });
  });
  test('without a review they mean nothing', async () => {
    await deactivate(MARGARET, ann);
    expect((await state()).open).toBeNull();
  });
});

describe('the beginning and the end', () => {
  test('of two who begin at once, one does', async () => {
    const [first, second] = await Promise.all([start(MARGARET), start(DANIEL)]);
    expect(first).toBe(second);
    expect(fixture.activity().filter(({ action }) => action === 'review.started')).toMatchObject([
      { detail: { reviewId: first, people: 4 } },
    ]);
  });
  const finish = (reviewId: number, note = '') => open.ask(MARGARET, 'reviews.finish', { reviewId, note });
  const decideAll = async (reviewId: number): Promise<void> => {
    await confirm(MARGARET, reviewId, seen(ann, ops), 'Payroll');
    await confirm(MARGARET, reviewId, seen(daniel));
    await confirm(DANIEL, reviewId, seen(margaret), 'Partner');
  };

  test('one in which everybody was decided is complete, and has a report', async () => {
    const reviewId = await start();
    await decideAll(reviewId);
    expect((await counts(reviewId)).isComplete).toBe(true);
    await finish(reviewId);
    expect(fixture.activity().at(-1)).toMatchObject({
      action: 'review.finished',
      detail: { reviewId, people: 4, peopleConfirmed: 4, peopleNotReviewed: 0 },
    });
    const { open: none, last } = await state();
    expect([none, last]).toMatchObject([null, { id: reviewId, finished: { isComplete: true } }]);
    const report = await open.ask(DANIEL, 'reviews.report', { reviewId });
    expect(report.reviewers).toEqual([
      { name: 'Margaret Ashworth', confirmed: 3, changed: 0, deactivated: 0 },
      { name: 'Daniel Hart', confirmed: 1, changed: 0, deactivated: 0 },
    ]);
    // Who has the strongest role is named, with and without a note.
    expect(report.people.map(({ name, note }) => [name, note])).toEqual([
      ['Daniel Hart', ''],
      ['Margaret Ashworth', 'Partner'],
    ]);
    expect(report.statements).toEqual([{ note: 'Payroll', by: 'Margaret Ashworth', count: 2 }]);
  });
  test('one that ends before needs a reason, and its report says who was not reviewed', async () => {
    const reviewId = await start();
    await confirm(MARGARET, reviewId, seen(ann));
    expect(await open.refusal(MARGARET, 'reviews.finish', { reviewId, note: '' })).toMatchObject({
      code: 'bad_input',
      fields: [{ field: 'note' }],
    });
    await finish(reviewId, 'Begun too early');
    expect(fixture.activity().at(-1)).toMatchObject({ action: 'review.ended', detail: { peopleNotReviewed: 3 } });
    const { people } = await open.ask(MARGARET, 'reviews.report', { reviewId });
    expect(people.filter(({ decision }) => decision === null).length).toBe(3);
  });
  test('a second click on Finish, and a confirmation afterwards, find that it is over', async () => {
    const reviewId = await start();
    await decideAll(reviewId);
    await finish(reviewId);
    expect(await open.refusal(DANIEL, 'reviews.finish', { reviewId, note: '' })).toMatchObject({ code: 'conflict' });
    const late = { reviewId, people: seen(ann), note: '' };
    expect(await open.refusal(DANIEL, 'reviews.confirm', late)).toMatchObject({ code: 'conflict' });
  });
  test('the own account of the only Partner Admin keeps no review open', async () => {
    await deactivate(MARGARET, daniel);
    const reviewId = await start();
    await confirm(MARGARET, reviewId, seen(ann, ops), 'Payroll');
    expect((await counts(reviewId)).isComplete).toBe(true);
    await finish(reviewId);
    expect((await state()).last).toMatchObject({ finished: { isComplete: true } });
  });
  test('it waits for the own account of one of two', async () => {
    const reviewId = await start();
    await confirm(MARGARET, reviewId, seen(ann, ops), 'Payroll');
    await confirm(MARGARET, reviewId, seen(daniel));
    expect((await counts(reviewId)).isComplete).toBe(false);
  });

  test('the next one is due so many months after the last complete one', async () => {
    expect(await state()).toMatchObject({ months: 0, dueAt: null, isDue: false });
    const { settings, version } = await open.ask(MARGARET, 'settings.get', {});
    const policy = { ...settings, workDays: [...settings.workDays], reviewMonths: 6 as const };
    await open.ask(MARGARET, 'settings.save', { version, settings: policy, code: fixture.nextCode(margaret) });
    expect(fixture.activity().at(-1)).toMatchObject({
      action: 'settings.changed',
      detail: { reviewMonthsFrom: 0, reviewMonthsTo: 6 },
    });
    // A firm that has never made one counts from its first day.
    expect(await state()).toMatchObject({ months: 6, dueAt: Date.UTC(2026, 11, 16, 12, 0, 10), isDue: false });
    const reviewId = await start();
    await finish(reviewId, 'Begun too early');
    const before = (await state()).dueAt;
    expect(before).toBe(Date.UTC(2026, 11, 16, 12, 0, 10));
    const second = await start();
    await decideAll(second);
    fixture.clock.advance(DAY / 2);
    await open.signIn(MARGARET, margaret);
    await finish(second);
    expect((await state()).dueAt).toBeGreaterThan(before ?? 0);
    fixture.clock.advance(190 * DAY);
    await open.signIn(MARGARET, margaret);
    expect(await state()).toMatchObject({ isDue: true });
    expect((await open.ask(MARGARET, 'overview.read', {})).firm?.review).toMatchObject({ isDue: true, isOpen: false });
  });

  test('one that ended while the clock was a year ahead puts the next one off by nothing', async () => {
    const { storage, clock } = fixture.context;
    storage.transaction((tx) => tx.run('UPDATE firm SET review_months = 3'));
    const before = await state();
    const reviewId = await start();
    await decideAll(reviewId);
    await finish(reviewId);
    expect((await state()).dueAt).toBe(addMonths(clock.now(), 3));
    storage.transaction((tx) => tx.run('UPDATE access_reviews SET finished_at = :at', { at: clock.now() + 365 * DAY }));
    expect((await state()).dueAt).toBe(before.dueAt);
  });
});

test('only those who may deactivate accounts take part, and each attempt is on record', async () => {
  const reviewId = await start();
  const inputs: { readonly [N in RequestName & `reviews.${string}`]: InputOf<N> } = {
    'reviews.get': {},
    'reviews.start': {},
    'reviews.count': { reviewId },
    'reviews.listRows': { reviewId, view: 'all', search: '', offset: 0, limit: 10 },
    'reviews.getDecision': { reviewId, userId: ann.id },
    'reviews.confirm': { reviewId, people: seen(ann), note: '' },
    'reviews.takeBack': { reviewId, userId: ann.id, decidedAt: 1 },
    'reviews.finish': { reviewId, note: 'I want to' },
    'reviews.report': { reviewId },
  };
  for (const [i, role] of (
    ['partner_ops', 'client_admin', 'client_ops', 'client_self_service'] as const satisfies Role[]
  ).entries()) {
    const windowId = 10 + i;
    await open.signIn(windowId, await fixture.addPerson({ role, clients: [alder] }));
    for (const [name, input] of Object.entries(inputs)) {
      const records = fixture.activity().length;
      expect([name, await open.refusal(windowId, name, input)]).toMatchObject([name, { code: 'forbidden' }]);
      expect(fixture.activity().length).toBe(records + 1);
      fixture.clock.advance(60_000);
    }
    expect((await open.ask(windowId, 'application.getState', {})).screen).toMatchObject({
      may: { reviewAccess: false },
    });
  }
});
