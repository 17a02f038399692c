// One person against the second approver, through the real door: with accounts of their own, with noise, with time, with
// locks and with roles. The attacker is Margaret, a Partner Admin. The policy is on.
import { expect, test } from 'vitest';
import type { Role } from '../../main/domain/user.ts';
import { listUnseenAlerts } from '../../main/storage/tables/alerts.ts';
import { markFactorDisabled } from '../../main/storage/tables/users.ts';
import type { InputOf } from '../../preload/contract/index.ts';
import { fromBase32 } from '../support/base32.ts';
import { createFixture, type Person } from '../support/fixture.ts';
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
  const { issued } = await open.ask(by, 'users.invite', { emails: [email], role, access, code });
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
    const alertIds = listUnseenAlerts(fixture.read, person.id, 100).map(({ id }) => id);
    expect(alertIds.length).toBeGreaterThan(0);
    await open.ask(window, 'alerts.markSeen', { alertIds });
  }
  expect(await refusedApproval(scene, MARGARET, margaret, approvalId)).toBe('approver_not_independent');
  // A colleague who knows that they are two people says so.
  await open.signIn(DANIEL, daniel);
  const alertIds = listUnseenAlerts(fixture.read, daniel.id, 100)
    .filter(({ isVouchedFor }) => isVouchedFor)
    .map(({ id }) => id);
  await open.ask(DANIEL, 'alerts.markSeen', { alertIds });
  await open.ask(MARGARET, 'approvals.decide', {
    approvalId,
    decision: 'approve',
    note: '',
    code: fixture.nextCode(margaret),
  });
});

test('an own Partner Ops whom a colleague promotes is still one person with the maker', async () => {
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
  const alertIds = listUnseenAlerts(fixture.read, wen.id, 100)
    .filter(({ kind }) => kind === 'admin_removed')
    .map(({ id }) => id);
  await open.ask(DANIEL, 'alerts.markSeen', { alertIds });
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
