// A dishonest Partner Admin with a second account, and with acts that give both halves of an account at once. The policy
// of the second approver is on.
import { expect, test } from 'vitest';
import { readIndependence } from '../../main/services/independence/who-is-independent.ts';
import { listUnseenAlerts } from '../../main/storage/tables/alerts.ts';
import { insertNotice, type NoticeKind } from '../../main/storage/tables/notices.ts';
import { putTie } from '../../main/storage/tables/ties.ts';
import { fromBase32 } from '../support/base32.ts';
import { createFixture, type Person } from '../support/fixture.ts';
import { openDoor } from '../support/open-door.ts';
import { codeAt } from '../support/people.ts';
import { createInstantHasher, DAY } from '../support/seeded.ts';

const [MARGARET, SECOND, DANIEL, OWNER] = [1, 2, 3, 4];
const identity = { note: '', identityCheck: 'in_person', vouchedBy: '' } as const;

async function setScene() {
  const fixture = createFixture({ passwords: createInstantHasher() });
  const margaret = await fixture.addPerson({ role: 'partner_admin', firstName: 'Margaret' });
  const second = await fixture.addPerson({ role: 'partner_admin', firstName: 'Second' });
  const daniel = await fixture.addPerson({ role: 'partner_admin', firstName: 'Daniel' });
  const wen = await fixture.addPerson({ role: 'partner_admin', firstName: 'Wen' });
  const ann = await fixture.addPerson({ role: 'client_ops', clients: [fixture.addClient('Alder')] });
  fixture.context.storage.transaction((tx) => {
    tx.run('UPDATE firm SET second_approver_required = 1');
    putTie(tx, { subjectId: second.id, actorId: margaret.id, at: fixture.clock.now(), activitySeq: 1 });
  });
  const open = openDoor(fixture);
  await open.signIn(MARGARET, margaret);
  return { fixture, open, margaret, second, daniel, wen, ann };
}
type Scene = Awaited<ReturnType<typeof setScene>>;

const onAnn = ({ fixture, ann }: Scene) => ({ userId: ann.id, version: fixture.user(ann).version });
const codeOf = ({ fixture }: Scene, person: Person) => fixture.nextCode(person);

/** Ann says at the next sign-in that it was not her. */
async function repudiate(scene: Scene): Promise<void> {
  const { fixture, open, ann } = scene;
  await open.ask(OWNER, 'session.signIn', { email: ann.email, password: ann.password });
  await open.ask(OWNER, 'session.verifyCode', { code: fixture.nextCode(ann) });
  await open.ask(OWNER, 'session.repudiate', {});
}
const tellAnn = ({ fixture, ann }: Scene, by: Person, kind: NoticeKind) =>
  fixture.context.storage.transaction((tx) =>
    insertNotice(tx, ann.id, { kind, at: fixture.clock.now(), byName: 'Somebody', byId: by.id, reason: '' }),
  );

test('an account that was frozen against a person is not unfrozen by another account of that person', async () => {
  const scene = await setScene();
  const { open, margaret, second, daniel } = scene;
  tellAnn(scene, margaret, 'two_factor_reset');
  await repudiate(scene);
  const unfreeze = (person: Person) => ({ ...onAnn(scene), ...identity, code: codeOf(scene, person) });
  await open.signIn(SECOND, second);
  for (const [window, person] of [
    [MARGARET, margaret],
    [SECOND, second],
  ] as const)
    expect(await open.refusal(window, 'users.unfreeze', unfreeze(person))).toEqual({
      code: 'not_possible',
      why: 'frozen_against_you',
    });
  await open.signIn(DANIEL, daniel);
  await open.ask(DANIEL, 'users.unfreeze', unfreeze(daniel));
});

test('a later change of the number by a colleague does not hide who reset the account that is frozen', async () => {
  const scene = await setScene();
  const { fixture, margaret, daniel, ann } = scene;
  tellAnn(scene, margaret, 'two_factor_reset');
  tellAnn(scene, daniel, 'number_changed');
  await repudiate(scene);
  expect(fixture.user(ann).frozenAgainstId).toBe(margaret.id);
});

test('an account in use that has no password is not reactivated or invited again by one person alone', async () => {
  const scene = await setScene();
  const { fixture, open, margaret, daniel, wen, ann } = scene;
  await open.signIn(DANIEL, daniel);
  await open.ask(DANIEL, 'users.resetPassword', { ...onAnn(scene), ...identity, code: codeOf(scene, daniel) });
  fixture.clock.advance(2 * DAY);
  await open.signIn(MARGARET, margaret);
  await open.ask(MARGARET, 'users.deactivate', { ...onAnn(scene), note: '', replacements: [] });
  const asked = await open.ask(MARGARET, 'users.reactivate', { ...onAnn(scene), code: codeOf(scene, margaret) });
  const approvalId = asked.outcome === 'waits_for_approval' ? asked.approvalId : 0;
  expect(approvalId).toBeGreaterThan(0);
  await open.signIn(DANIEL, wen);
  const decision = { approvalId, decision: 'approve', note: '' } as const;
  await open.ask(DANIEL, 'approvals.decide', { ...decision, code: codeOf(scene, wen) });
  await open.ask(MARGARET, 'approvals.carryOut', { approvalId, code: codeOf(scene, margaret) });
  // The code went to Ann. A colleague does not send another one to themselves.
  const again = { userIds: [ann.id], code: codeOf(scene, wen) };
  expect(await open.refusal(DANIEL, 'users.resendInvitations', again)).toEqual({
    code: 'not_possible',
    why: 'needs_second_approver',
  });
});

test('the account that the recovery kit opens is one person with the account that was shown the kit, until others have seen it', async () => {
  const scene = await setScene();
  const { fixture, open, margaret, daniel, wen } = scene;
  const kit = await open.ask(MARGARET, 'recoveryKit.replace', { code: codeOf(scene, margaret) });
  await open.ask(MARGARET, 'recoveryKit.keep', { madeAt: kit.madeAt });
  const enter = () => open.ask(OWNER, 'session.useRecoveryKit', { email: daniel.email, code: kit.code });
  await enter();
  fixture.clock.advance(DAY);
  await open.ask(OWNER, 'session.cancel', {});
  await enter();
  const { screen } = await open.ask(OWNER, 'session.chooseKitPassword', { password: 'a-password-of-the-thief' });
  if (screen.name !== 'authenticator') throw new Error(`the window shows ${screen.name}`);
  await open.ask(OWNER, 'setUp.confirm', { code: codeAt(fixture, fromBase32(screen.setupKey)) });
  const areTwo = () => readIndependence(fixture.context, fixture.read).areIndependent(margaret.id, daniel.id);
  expect(areTwo()).toBe(false);
  fixture.clock.advance(30 * DAY);
  expect(areTwo()).toBe(false);
  const alerts = listUnseenAlerts(fixture.read, wen.id, 20).filter(({ kind }) => kind === 'let_in');
  expect(alerts).toMatchObject([{ actorId: margaret.id, subjectId: daniel.id }]);
});
