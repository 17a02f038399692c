// One person against the second approver, through the real door: with accounts of their own, with noise, with time, with
// locks and with roles. The attacker is Margaret, a Partner Admin. The policy is on.
import { expect, test } from 'vitest';
import type { Role } from '../../main/domain/user.ts';
import { listAlerts, listUnseenAlerts } from '../../main/storage/tables/alerts.ts';
import { markFactorDisabled } from '../../main/storage/tables/users.ts';
import type { InputOf } from '../../preload/contract/index.ts';
import { fromBase32 } from '../support/base32.ts';
import { createFixture, type Person } from '../support/fixture.ts';
import { invitees } from '../support/invitees.ts';
import { openDoor } from '../support/open-door.ts';
import { ALL_CLIENTS, codeAt } from '../support/people.ts';
import { createInstantHasher, DAY } from '../support/seeded.ts';

const [MARGARET, SECOND, THIRD, DANIEL] = [1, 2, 3, 4];
const PASSWORD = 'a-password-of-the-thief';

async function setScene() {
  const fixture = createFixture({ passwords: createInstantHasher() });
  const margaret = await fixture.addPerson({ role: 'partner_admin', firstName: 'Margaret' });
  const daniel = await fixture.addPerson({ role: 'partner_admin', firstName: 'Daniel' });
  const wen = await fixture.addPerson({ role: 'partner_admin', firstName: 'Wen' });
  const ann = await fixture.addPerson({ role: 'client_ops', clients: [fixture.addClient('Alder')] });
  fixture.context.storage.transaction((tx) => tx.run('UPDATE firm SET second_approver_required = 1'));
  const open = openDoor(fixture);
  await open.signIn(MARGARET, margaret);
  return { fixture, open, margaret, daniel, wen, ann };
}
type Scene = Awaited<ReturnType<typeof setScene>>;

const identity = { note: '', identityCheck: 'in_person', vouchedBy: '' } as const;
const resetOf = ({ fixture }: Scene, target: Person, code: string): InputOf<'users.resetTwoFactor'> => ({
  ...identity,
  userId: target.id,
  version: fixture.user(target).version,
  mode: 'revoke_now',
  reason: 'lost_phone',
  code,
});
function editOf({ fixture }: Scene, target: Person, change: object, code: string): InputOf<'users.edit'> {
  const { version, firstName, lastName, email, phone, role } = fixture.user(target);
  return { userId: target.id, version, firstName, lastName, email, phone, role, access: null, code, ...change };
}

/** Invites an account, activates it in another window, and stays signed in there. */
async function makeAccount(scene: Scene, by: number, code: string, window: number, role: Role): Promise<Person> {
  const { fixture, open } = scene;
  const email = `second${window}@quill.example`;
  const access = { ...ALL_CLIENTS, add: [], remove: [] };
  const { issued } = await open.ask(by, 'users.invite', { people: invitees(email), role, access, code });
  const [invited] = issued;
  if (invited === undefined) throw new Error('nobody was invited');
  await open.ask(window, 'session.enterOneTimeCode', { email, code: invited.code });
  await open.ask(window, 'session.activate', { firstName: 'Second', lastName: `Account${window}`, password: PASSWORD });
  const { screen } = await open.ask(window, 'application.getState', {});
  if (screen.name !== 'authenticator') throw new Error(`the window shows ${screen.name}`);
  const secret = fromBase32(screen.setupKey);
  await open.ask(window, 'setUp.confirm', { code: codeAt(fixture, secret) });
  await open.ask(window, 'setUp.finish', {});
  const id = fixture.read.get('SELECT id FROM users WHERE email = :email', { email })?.['id'] as Person['id'];
  return { id, email, password: PASSWORD, secret, recoveryCodes: [] };
}

const askFor = async (scene: Scene, window: number, person: Person, target: Person): Promise<number> => {
  const input = resetOf(scene, target, scene.fixture.nextCode(person));
  const asked = await scene.open.ask(window, 'users.resetTwoFactor', input);
  if (asked.outcome !== 'waits_for_approval') throw new Error('it did not wait');
  return asked.approvalId;
};
const refusedApproval = async ({ fixture, open }: Scene, window: number, person: Person, approvalId: number) =>
  (
    await open.refusal(window, 'approvals.decide', {
      approvalId,
      decision: 'approve',
      note: '',
      code: fixture.nextCode(person),
    })
  ).code;

/** @returns how many alerts of this kind the person had not seen. */
async function vouchForAll({ fixture, open }: Scene, window: number, person: Person): Promise<number> {
  const alerts = listUnseenAlerts(fixture.read, person.id, 100).filter(({ isVouchedFor }) => isVouchedFor);
  let code = fixture.nextCode(person);
  for (const { id: alertId } of alerts) {
    await open.ask(window, 'alerts.vouch', { alertId, code });
    code = '';
  }
  return alerts.length;
}

test('an account of one’s own that asks is not approved by its maker, nor by an account that it has made in turn', async () => {
  const scene = await setScene();
  const { fixture, margaret, daniel } = scene;
  const second = await makeAccount(scene, MARGARET, fixture.nextCode(margaret), SECOND, 'partner_admin');
  const third = await makeAccount(scene, SECOND, fixture.nextCode(second), THIRD, 'partner_admin');
  const approvalId = await askFor(scene, SECOND, second, daniel);
  expect(await refusedApproval(scene, MARGARET, margaret, approvalId)).toBe('approver_not_independent');
  expect(await refusedApproval(scene, THIRD, third, approvalId)).toBe('approver_not_independent');
  await scene.open.ask(SECOND, 'approvals.cancel', { approvalId });
  const later = await askFor(scene, THIRD, third, daniel);
  expect(await refusedApproval(scene, MARGARET, margaret, later)).toBe('approver_not_independent');
  expect(fixture.user(daniel).twoFactor).toBe('set_up');
});

test('noise and time hide nothing: after 510 edits and a month, an own account is still not independent', async () => {
  const scene = await setScene();
  const { fixture, open, margaret, daniel } = scene;
  const second = await makeAccount(scene, MARGARET, fixture.nextCode(margaret), SECOND, 'partner_admin');
  for (let i = 0; i < 510; i++)
    await open.ask(MARGARET, 'users.edit', editOf(scene, second, { firstName: `N${i}` }, ''));
  fixture.clock.advance(30 * DAY);
  await open.signIn(MARGARET, margaret);
  await open.signIn(SECOND, second);
  const approvalId = await askFor(scene, SECOND, second, daniel);
  expect(await refusedApproval(scene, MARGARET, margaret, approvalId)).toBe('approver_not_independent');
  // The account itself looks at the alert, and so does its maker. Neither counts.
  for (const [window, person] of [
    [MARGARET, margaret],
    [SECOND, second],
  ] as const) {
    // Neither of the two is asked to vouch. They mark the alert all the same.
    expect(await vouchForAll(scene, window, person)).toBe(0);
    const alertIds = listAlerts(fixture.read, Number.MAX_SAFE_INTEGER, 100).map(({ id }) => id);
    await open.ask(window, 'alerts.markSeen', { alertIds });
  }
  expect(await refusedApproval(scene, MARGARET, margaret, approvalId)).toBe('approver_not_independent');
  // A colleague who knows that they are two people says so.
  await open.signIn(DANIEL, daniel);
  await vouchForAll(scene, DANIEL, daniel);
  await open.ask(MARGARET, 'approvals.decide', {
    approvalId,
    decision: 'approve',
    note: '',
    code: fixture.nextCode(margaret),
  });
});

test('an own Partner Ops that a colleague promotes is still one person with the maker', async () => {
  const scene = await setScene();
  const { fixture, open, margaret, daniel, wen } = scene;
  const second = await makeAccount(scene, MARGARET, fixture.nextCode(margaret), SECOND, 'partner_ops');
  await open.signIn(DANIEL, daniel);
  const promote = editOf(scene, second, { role: 'partner_admin' }, fixture.nextCode(daniel));
  await open.ask(DANIEL, 'users.edit', promote);
  await open.signIn(SECOND, second);
  await fixture.addPerson({ role: 'partner_admin' });
  const approvalId = await askFor(scene, MARGARET, margaret, wen);
  expect(await refusedApproval(scene, SECOND, second, approvalId)).toBe('approver_not_independent');
  // Both ties are shown to the colleagues: the promotion, and the invitation that nobody had to look at before.
  const shown = listUnseenAlerts(fixture.read, wen.id, 100).filter(({ isVouchedFor }) => isVouchedFor);
  expect(shown.map(({ actorName }) => actorName?.split(' ')[0]).sort()).toEqual(['Daniel', 'Margaret']);
});

test('colleagues who are locked count as present: the second approver is not switched off without them', async () => {
  const scene = await setScene();
  const { fixture, open, margaret, daniel, wen } = scene;
  for (const { id } of [daniel, wen])
    fixture.context.storage.transaction((tx) => markFactorDisabled(tx, id, 'password', fixture.clock.now()));
  const { settings, version } = await open.ask(MARGARET, 'settings.get', {});
  const off = { version, settings: { ...settings, isSecondApproverRequired: false } };
  const save = (code: string) => open.refusal(MARGARET, 'settings.save', { ...off, code });
  expect((await save(fixture.nextCode(margaret))).code).toBe('no_second_approver');
  // Deactivating them does not help either, for a week.
  for (const person of [daniel, wen])
    await open.ask(MARGARET, 'users.deactivate', {
      userId: person.id,
      version: fixture.user(person).version,
      note: '',
      replacements: [],
    });
  expect((await save(fixture.nextCode(margaret))).code).toBe('no_second_approver');
  fixture.clock.advance(6 * DAY);
  await open.signIn(MARGARET, margaret);
  expect((await save(fixture.nextCode(margaret))).code).toBe('no_second_approver');
  expect(fixture.read.get('SELECT second_approver_required AS yes FROM firm')).toEqual({ yes: 1 });
});

test('a role that was taken away protects still, however long ago, until a colleague has seen it', async () => {
  const scene = await setScene();
  const { fixture, open, margaret, daniel, wen } = scene;
  await open.ask(MARGARET, 'users.edit', editOf(scene, daniel, { role: 'partner_ops' }, fixture.nextCode(margaret)));
  fixture.clock.advance(30 * DAY);
  await open.signIn(MARGARET, margaret);
  const reset = () => open.ask(MARGARET, 'users.resetTwoFactor', resetOf(scene, daniel, fixture.nextCode(margaret)));
  await fixture.addPerson({ role: 'partner_admin' });
  expect((await reset()).outcome).toBe('waits_for_approval');
  await open.ask(MARGARET, 'approvals.cancel', { approvalId: 1 });
  await open.signIn(DANIEL, wen);
  await vouchForAll(scene, DANIEL, wen);
  expect((await reset()).outcome).toBe('done');
});

test('both halves of an account through two accounts of one person: the second half waits', async () => {
  const scene = await setScene();
  const { fixture, open, margaret, ann } = scene;
  const second = await makeAccount(scene, MARGARET, fixture.nextCode(margaret), SECOND, 'partner_ops');
  const password = {
    ...identity,
    userId: ann.id,
    version: fixture.user(ann).version,
    code: fixture.nextCode(second),
  };
  expect((await open.ask(SECOND, 'users.resetPassword', password)).outcome).toBe('done');
  for (let i = 0; i < 510; i++) await open.ask(MARGARET, 'users.edit', editOf(scene, ann, { firstName: `N${i}` }, ''));
  const half = await open.ask(MARGARET, 'users.resetTwoFactor', resetOf(scene, ann, fixture.nextCode(margaret)));
  expect(half.outcome).toBe('waits_for_approval');
});

test('somebody at the unlocked desktop of a colleague vouches for no account: that takes the colleague’s code', async () => {
  const scene = await setScene();
  const { fixture, open, margaret, daniel, wen } = scene;
  const second = await makeAccount(scene, MARGARET, fixture.nextCode(margaret), SECOND, 'partner_admin');
  fixture.clock.advance(8 * DAY);
  await open.signIn(SECOND, second);
  await open.signIn(DANIEL, daniel);
  const [alert] = listUnseenAlerts(fixture.read, daniel.id, 100).filter(({ kind }) => kind === 'let_in');
  const alertId = alert?.id ?? 0;
  expect((await open.refusal(DANIEL, 'alerts.markSeen', { alertIds: [alertId] })).code).toBe('forbidden');
  expect((await open.refusal(DANIEL, 'alerts.vouch', { alertId, code: '' })).code).toBe('fresh_code_needed');
  await open.signIn(MARGARET, margaret);
  const approvalId = await askFor(scene, SECOND, second, wen);
  expect(await refusedApproval(scene, MARGARET, margaret, approvalId)).toBe('approver_not_independent');
  // The colleague says it with a code, once, and the record names it.
  await open.ask(DANIEL, 'alerts.vouch', { alertId, code: fixture.nextCode(daniel) });
  await open.ask(DANIEL, 'alerts.vouch', { alertId, code: '' });
  expect(fixture.read.all("SELECT actor_id, target_id FROM activity WHERE action = 'alert.vouched'")).toEqual([
    { actor_id: daniel.id, target_id: second.id },
  ]);
  const code = fixture.nextCode(margaret);
  await open.ask(MARGARET, 'approvals.decide', { approvalId, decision: 'approve', note: '', code });
});

test('nobody vouches for an alert that ends no tie, and one such alert among others keeps all of them unseen', async () => {
  const scene = await setScene();
  const { fixture, open, margaret, daniel } = scene;
  await makeAccount(scene, MARGARET, fixture.nextCode(margaret), SECOND, 'partner_admin');
  await open.ask(
    MARGARET,
    'users.edit',
    editOf(scene, daniel, { phone: '+44 20 7946 0999' }, fixture.nextCode(margaret)),
  );
  await open.signIn(DANIEL, daniel);
  const unseen = listUnseenAlerts(fixture.read, daniel.id, 100);
  const alertId = unseen.find(({ kind }) => kind === 'number_changed')?.id ?? 0;
  const code = fixture.nextCode(daniel);
  expect((await open.refusal(DANIEL, 'alerts.vouch', { alertId, code })).code).toBe('not_found');
  expect((await open.refusal(DANIEL, 'alerts.markSeen', { alertIds: unseen.map(({ id }) => id) })).code).toBe(
    'forbidden',
  );
  expect(listUnseenAlerts(fixture.read, daniel.id, 100)).toEqual(unseen);
  await open.ask(DANIEL, 'alerts.markSeen', { alertIds: [alertId] });
});
