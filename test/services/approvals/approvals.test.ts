// The second approver: which acts wait, who decides, what is checked again, and that of two decisions at once one wins.
import { describe, expect, test } from 'vitest';
import type { Actor } from '../../../main/services/act/actor.ts';
import { setPassword } from '../../../main/services/act/credentials.ts';
import { carryOutApproval } from '../../../main/services/approvals/carry-out-approval.ts';
import { cancelApproval, decideApproval } from '../../../main/services/approvals/decide-approval.ts';
import { approvalsFor, listApprovals } from '../../../main/services/approvals/list-approvals.ts';
import { vouch } from '../../../main/services/firm/see-alerts.ts';
import { getSettings, saveSettings } from '../../../main/services/firm/settings.ts';
import { readIndependence } from '../../../main/services/independence/who-is-independent.ts';
import { enterOneTimeCode } from '../../../main/services/sign-in/enter-one-time-code.ts';
import { confirmSetup, enterSetupCode } from '../../../main/services/sign-in/set-up-two-factor.ts';
import { signIn, verifyRecoveryCode } from '../../../main/services/sign-in/sign-in.ts';
import { chooseKitPassword, useRecoveryKit } from '../../../main/services/sign-in/use-recovery-kit.ts';
import { prepareBulkReset } from '../../../main/services/users/bulk-reset.ts';
import { deactivateUser } from '../../../main/services/users/deactivate-user.ts';
import { editUser } from '../../../main/services/users/edit-user.ts';
import { freezeAccount } from '../../../main/services/users/freeze-account.ts';
import { issueTemporaryCode } from '../../../main/services/users/issue-temporary-code.ts';
import { reactivateUser } from '../../../main/services/users/reactivate-user.ts';
import { resetPassword } from '../../../main/services/users/reset-password.ts';
import { resetTwoFactor } from '../../../main/services/users/reset-two-factor.ts';
import { listUnseenAlerts } from '../../../main/storage/tables/alerts.ts';
import { getApproval } from '../../../main/storage/tables/approvals.ts';
import { getFirm } from '../../../main/storage/tables/firm.ts';
import { insertNotice } from '../../../main/storage/tables/notices.ts';
import { putTie } from '../../../main/storage/tables/ties.ts';
import { markFactorDisabled } from '../../../main/storage/tables/users.ts';
import { createFixture, dump, type Fixture, KIT_CODE, type Person, visitAt } from '../../support/fixture.ts';
import { activate, codeOfVisit, inviteOne, NEW_PASSWORD, signInPresent } from '../../support/people.ts';
import { refusalOf } from '../../support/refusals.ts';
import { createInstantHasher, DAY, HOUR, MINUTE } from '../../support/seeded.ts';

/** The policy is on. Margaret is the requester, Daniel the approver, Wen the target. */
async function setScene() {
  const fixture = createFixture({ passwords: createInstantHasher() });
  const margaret = await fixture.addPerson({ role: 'partner_admin', firstName: 'Margaret', lastName: 'Ashworth' });
  const daniel = await fixture.addPerson({ role: 'partner_admin', firstName: 'Daniel', lastName: 'Okafor' });
  const wen = await fixture.addPerson({ role: 'partner_admin', firstName: 'Wen', lastName: 'Lindqvist' });
  const ann = await fixture.addPerson({ role: 'client_ops', clients: [fixture.addClient('Alder')] });
  setPolicy(fixture, true);
  const requester = await signInPresent(fixture, margaret);
  const approver = await signInPresent(fixture, daniel);
  return { fixture, margaret, daniel, wen, ann, requester, approver };
}
type Scene = Awaited<ReturnType<typeof setScene>>;

const setPolicy = (fixture: Fixture, isOn: boolean) =>
  fixture.context.storage.transaction((tx) =>
    tx.run('UPDATE firm SET second_approver_required = :isOn', { isOn: isOn ? 1 : 0 }),
  );

const identity = { note: 'Called back', identityCheck: 'in_person', vouchedBy: '', code: '' } as const;
const on = (fixture: Fixture, person: { readonly id: Person['id'] }) => ({
  userId: person.id,
  version: fixture.user(person).version,
});

const ACTS = {
  two_factor_reset: ({ fixture }: Scene, actor: Actor, person: Person) =>
    resetTwoFactor(fixture.context, actor, {
      ...on(fixture, person),
      ...identity,
      mode: 'revoke_now',
      reason: 'lost_phone',
    }),
  password_reset: ({ fixture }: Scene, actor: Actor, person: Person) =>
    resetPassword(fixture.context, actor, { ...on(fixture, person), ...identity }),
  temporary_code: ({ fixture }: Scene, actor: Actor, person: Person) =>
    issueTemporaryCode(fixture.context, actor, {
      ...on(fixture, person),
      ...identity,
      hours: 8,
      isSingleUse: true,
      reason: 'phone_left_behind',
    }),
  reactivation: ({ fixture }: Scene, actor: Actor, person: Person) =>
    reactivateUser(fixture.context, actor, { ...on(fixture, person), code: '' }),
} as const;
type Act = keyof typeof ACTS;
const KINDS = Object.keys(ACTS) as Act[];

/** Prepares the target so that the act can be requested. */
function prepare(scene: Scene, kind: Act, person: Person): void {
  if (kind === 'reactivation')
    deactivateUser(scene.fixture.context, scene.requester, {
      ...on(scene.fixture, person),
      note: '',
      replacements: [],
    });
}

function ask(scene: Scene, kind: Act = 'two_factor_reset', person: Person = scene.wen): number {
  const result = ACTS[kind](scene, scene.requester, person);
  if (result.outcome !== 'waits_for_approval') throw new Error('this did not wait');
  return result.approvalId;
}
const decide = (
  { fixture }: Scene,
  actor: Actor,
  approvalId: number,
  decision: 'approve' | 'decline' = 'approve',
  code = '',
) => decideApproval(fixture.context, actor, { approvalId, decision, note: '', code });
const carryOut = ({ fixture, requester }: Scene, approvalId: number, actor: Actor = requester) =>
  carryOutApproval(fixture.context, actor, { approvalId, code: '' });
const stateIn = ({ fixture }: Scene, approvalId: number) => getApproval(fixture.read, approvalId)?.state;
const shownTo = ({ fixture }: Scene, actor: Actor, approvalId: number) =>
  listApprovals(fixture.context, actor).approvals.find(({ approval }) => approval.id === approvalId);

describe('a request', () => {
  test('to reactivate a Partner Admin waits however long ago they were removed', async () => {
    const scene = await setScene();
    prepare(scene, 'reactivation', scene.wen);
    scene.fixture.context.storage.transaction((tx) => tx.run('DELETE FROM admin_removals'));
    expect(ACTS.reactivation(scene, scene.requester, scene.wen).outcome).toBe('waits_for_approval');
  });

  test.each(
    KINDS,
  )('for a %s of a Partner Admin waits for a day, is recorded, holds no secret and changes nothing else', async (kind) => {
    const scene = await setScene();
    const { fixture, margaret, wen } = scene;
    prepare(scene, kind, wen);
    const before = dump(fixture.read, ['approvals', 'activity', 'alerts', 'clock']);
    const result = ACTS[kind](scene, scene.requester, wen);
    const expiresAt = fixture.clock.now() + DAY;
    expect(result).toEqual({
      outcome: 'waits_for_approval',
      approvalId: 1,
      expiresAt,
      requestedBy: 'Margaret Ashworth',
    });
    expect(dump(fixture.read, ['approvals', 'activity', 'alerts', 'clock'])).toBe(before);
    expect(fixture.activity().at(-1)).toMatchObject({
      action: 'approval.requested',
      outcome: 'done',
      actorId: margaret.id,
      targetId: wen.id,
      detail: { asked: kind, approvalId: 1, expiresAt },
    });
    fixture.checkChain();
  });
  test('is found again by a second click and by another administrator', async () => {
    const scene = await setScene();
    const { fixture, approver, wen } = scene;
    const approvalId = ask(scene);
    const before = dump(fixture.read, ['clock']);
    expect(ask(scene)).toBe(approvalId);
    expect(ACTS.two_factor_reset(scene, approver, wen)).toMatchObject({ approvalId, requestedBy: 'Margaret Ashworth' });
    expect(dump(fixture.read, ['clock'])).toBe(before);
  });
  test('needs a fresh code, and every rule about the target is checked', async () => {
    const scene = await setScene();
    const { fixture, margaret, wen, requester } = scene;
    expect(refusalOf(() => ACTS.two_factor_reset(scene, requester, margaret)).code).toBe('own_account');
    expect(refusalOf(() => ACTS.reactivation(scene, requester, wen)).code).toBe('conflict');
    const stale = { ...on(fixture, wen), ...identity, version: fixture.user(wen).version - 1 };
    expect(refusalOf(() => resetPassword(fixture.context, requester, stale)).code).toBe('conflict');
    fixture.clock.advance(5 * MINUTE);
    expect(refusalOf(() => ACTS.two_factor_reset(scene, requester, wen)).code).toBe('fresh_code_needed');
    expect(listApprovals(fixture.context, requester).approvals).toEqual([]);
  });
  test('is refused when nobody could approve it', async () => {
    const scene = await setScene();
    const { fixture, daniel, requester, wen } = scene;
    fixture.context.storage.transaction((tx) => markFactorDisabled(tx, daniel.id, 'code', fixture.clock.now()));
    const before = dump(fixture.read, ['clock']);
    for (const kind of ['two_factor_reset', 'password_reset', 'temporary_code'] as const)
      expect(refusalOf(() => ACTS[kind](scene, requester, wen))).toEqual({ code: 'no_second_approver' });
    expect(dump(fixture.read, ['clock'])).toBe(before);
  });
  test('is not needed while the policy is off, for other roles, and for a replacement', async () => {
    const scene = await setScene();
    const { fixture, requester, wen, ann } = scene;
    expect(ACTS.two_factor_reset(scene, requester, ann).outcome).toBe('done');
    const replace = { ...on(fixture, wen), ...identity, mode: 'replace', reason: 'changing_phone' } as const;
    expect(resetTwoFactor(fixture.context, requester, replace).outcome).toBe('replacement_requested');
    setPolicy(fixture, false);
    expect(ACTS.password_reset(scene, requester, wen).outcome).toBe('done');
  });
});

describe('both halves of one account by one administrator', () => {
  test.each([
    ['password_reset', 'two_factor_reset'],
    ['password_reset', 'temporary_code'],
    ['two_factor_reset', 'password_reset'],
  ] as const)('first %s, then %s: within a day the second one waits, unless another administrator does it', async (first, second) => {
    const scene = await setScene();
    const { fixture, requester, approver, ann, margaret } = scene;
    ACTS[first](scene, requester, ann);
    expect(ACTS[second](scene, requester, ann).outcome).toBe('waits_for_approval');
    cancelApproval(fixture.context, requester, 1);
    if (second !== 'temporary_code' && first !== 'two_factor_reset')
      expect(ACTS[second](scene, approver, ann).outcome).not.toBe('waits_for_approval');
    fixture.clock.advance(DAY);
    const later = await signInPresent(fixture, margaret);
    expect(ACTS[second](scene, later, ann).outcome).not.toBe('waits_for_approval');
  });
  test('deactivating and reactivating count as a half', async () => {
    const scene = await setScene();
    const { fixture, ann, requester } = scene;
    ACTS.password_reset(scene, requester, ann);
    // Ann, or anyone else who has the code, chooses a new one.
    const now = fixture.clock.now();
    fixture.context.storage.transaction((tx) => setPassword(fixture.context, tx, ann.id, 'hash', now));
    prepare(scene, 'reactivation', ann);
    expect(ACTS.reactivation(scene, requester, ann).outcome).toBe('waits_for_approval');
  });
  test('are flagged in the record even when the second one was approved', async () => {
    const scene = await setScene();
    const { fixture, ann, requester, approver } = scene;
    ACTS.password_reset(scene, requester, ann);
    const approvalId = ask(scene, 'two_factor_reset', ann);
    decide(scene, approver, approvalId);
    carryOut(scene, approvalId);
    expect(fixture.activity().at(-1)).toMatchObject({
      action: 'two_factor.reset',
      detail: { alsoResetPassword: true, approvedBy: 'Daniel Okafor' },
    });
  });
  test('users who were Partner Admins until today are left out of a bulk reset too', async () => {
    const scene = await setScene();
    const { fixture, ann, requester, wen } = scene;
    ACTS.password_reset(scene, requester, ann);
    demote(scene, wen);
    const bob = await fixture.addPerson({ role: 'client_ops' });
    const bulk = await prepareBulkReset(fixture.context, requester, { userIds: [ann.id, wen.id, bob.id] });
    expect(bulk.rows.map(({ state }) => (state.kind === 'refused' ? state.why : state.kind))).toEqual([
      'needs_second_approver',
      'needs_second_approver',
      'ready',
    ]);
  });
});

function demote({ fixture, requester }: Scene, person: Person): void {
  const { firstName, lastName, email, phone } = fixture.user(person);
  editUser(fixture.context, requester, {
    ...on(fixture, person),
    firstName,
    lastName,
    email,
    phone,
    role: 'partner_ops',
    access: null,
    code: '',
  });
}

test('a Partner Admin who is made Partner Ops is no easier to take over, nor by Partner Ops, until a colleague has seen it', async () => {
  const scene = await setScene();
  const { fixture, margaret, requester, wen } = scene;
  demote(scene, wen);
  expect(ACTS.two_factor_reset(scene, requester, wen).outcome).toBe('waits_for_approval');
  cancelApproval(fixture.context, requester, 1);
  const ops = await signInPresent(fixture, await fixture.addPerson({ role: 'partner_ops', hasAllClients: true }));
  expect(refusalOf(() => ACTS.password_reset(scene, ops, wen))).toEqual({
    code: 'not_possible',
    why: 'needs_second_approver',
  });
  fixture.clock.advance(7 * DAY);
  const later = await signInPresent(fixture, margaret);
  expect(ACTS.two_factor_reset(scene, later, wen).outcome).toBe('waits_for_approval');
  cancelApproval(fixture.context, later, 2);
  await vouchForAll(scene, scene.daniel);
  expect(ACTS.two_factor_reset(scene, later, wen).outcome).toBe('done');
});

/** This person vouches for every account and removal that they were alerted of. */
async function vouchForAll({ fixture }: Scene, person: Person): Promise<void> {
  const actor = await signInPresent(fixture, person);
  for (const { id: alertId, isVouchedFor } of listUnseenAlerts(fixture.read, person.id, 100))
    if (isVouchedFor) vouch(fixture.context, actor, { alertId, code: '' });
}

describe('an approved request', () => {
  test.each(KINDS)('is carried out once, by its requester, and the record names the approver: %s', async (kind) => {
    const scene = await setScene();
    const { fixture, wen, approver, margaret, daniel } = scene;
    prepare(scene, kind, wen);
    const approvalId = ask(scene, kind);
    decide(scene, approver, approvalId);
    expect(fixture.activity().at(-1)).toMatchObject({
      action: 'approval.approved',
      actorId: daniel.id,
      targetId: wen.id,
      detail: { asked: kind },
    });
    const act = carryOut(scene, approvalId);
    expect(act.kind).toBe(kind);
    expect(fixture.activity().at(-1)).toMatchObject({
      outcome: 'done',
      actorId: margaret.id,
      targetId: wen.id,
      detail: { approvedBy: 'Daniel Okafor' },
    });
    expect(stateIn(scene, approvalId)).toBe('carried_out');
    const before = dump(fixture.read, ['clock']);
    expect(refusalOf(() => carryOut(scene, approvalId)).code).toBe('conflict');
    expect(dump(fixture.read, ['clock'])).toBe(before);
    fixture.checkChain();
  });
  test('hands out a code that works and that no request or record keeps', async () => {
    const scene = await setScene();
    const { fixture, wen, approver } = scene;
    const approvalId = ask(scene);
    decide(scene, approver, approvalId);
    const act = carryOut(scene, approvalId);
    if (act.kind !== 'two_factor_reset' || act.done.setupCode === null) throw new Error('no setup code was handed out');
    expect(dump(fixture.read)).not.toContain(act.done.setupCode);
    const visit = visitAt(await signIn(fixture.context, wen), 'setup_code');
    expect(enterSetupCode(fixture.context, visit, act.done.setupCode).stage).toBe('authenticator');
  });
  test('for a password lets the user choose a new one', async () => {
    const scene = await setScene();
    const approvalId = ask(scene, 'password_reset');
    decide(scene, scene.approver, approvalId);
    const act = carryOut(scene, approvalId);
    if (act.kind !== 'password_reset') throw new Error('this was no password');
    expect(enterOneTimeCode(scene.fixture.context, act.done.issued).stage).toBe('new_password');
  });
  test('is carried out only by its requester, with a fresh code', async () => {
    const scene = await setScene();
    const { fixture, approver } = scene;
    const approvalId = ask(scene);
    expect(refusalOf(() => carryOut(scene, approvalId))).toEqual({ code: 'not_approved' });
    decide(scene, approver, approvalId);
    expect(refusalOf(() => carryOut(scene, approvalId, approver)).code).toBe('forbidden');
    fixture.clock.advance(5 * MINUTE);
    expect(refusalOf(() => carryOut(scene, approvalId)).code).toBe('fresh_code_needed');
    expect(stateIn(scene, approvalId)).toBe('approved');
  });
  test('can be carried out after the target was edited, but not when the act is impossible by then', async () => {
    const scene = await setScene();
    const { fixture, approver, requester, wen } = scene;
    const approvalId = ask(scene);
    decide(scene, approver, approvalId);
    const { firstName, email, role } = fixture.user(wen);
    editUser(fixture.context, requester, {
      ...on(fixture, wen),
      firstName,
      lastName: 'Berg',
      email,
      phone: '',
      role,
      access: null,
      code: '',
    });
    fixture.context.storage.transaction((tx) =>
      tx.run("UPDATE users SET two_factor = 'not_set_up' WHERE id = :id", { id: wen.id }),
    );
    expect(refusalOf(() => carryOut(scene, approvalId)).code).toBe('nothing_to_reset');
    fixture.context.storage.transaction((tx) =>
      tx.run("UPDATE users SET two_factor = 'set_up' WHERE id = :id", { id: wen.id }),
    );
    expect(carryOut(scene, approvalId).kind).toBe('two_factor_reset');
  });
});

describe('deciding', () => {
  test('is for a third person, neither requester nor target', async () => {
    const scene = await setScene();
    const { fixture, requester, wen } = scene;
    const approvalId = ask(scene);
    const target = await signInPresent(fixture, wen);
    for (const actor of [requester, target])
      for (const decision of ['approve', 'decline'] as const)
        expect(refusalOf(() => decide(scene, actor, approvalId, decision))).toEqual({ code: 'own_request' });
    expect(stateIn(scene, approvalId)).toBe('pending');
  });
  test('needs a fresh code of the approver’s own', async () => {
    const scene = await setScene();
    const { fixture, daniel, approver } = scene;
    const approvalId = ask(scene);
    fixture.clock.advance(5 * MINUTE);
    expect(refusalOf(() => decide(scene, approver, approvalId)).code).toBe('fresh_code_needed');
    const wrong = fixture.codeOf(daniel) === '000000' ? '000001' : '000000';
    expect(refusalOf(() => decide(scene, approver, approvalId, 'approve', wrong)).code).toBe('wrong_code');
    decide(scene, approver, approvalId, 'approve', fixture.nextCode(daniel));
    expect(stateIn(scene, approvalId)).toBe('approved');
  });
  test('to decline ends the request with a note, and it can be made again', async () => {
    const scene = await setScene();
    const { fixture, approver } = scene;
    const approvalId = ask(scene);
    decideApproval(fixture.context, approver, { approvalId, decision: 'decline', note: 'Wen is on holiday', code: '' });
    expect(getApproval(fixture.read, approvalId)).toMatchObject({
      state: 'declined',
      deciderName: 'Daniel Okafor',
      request: { decisionNote: 'Wen is on holiday' },
    });
    expect(fixture.activity().at(-1)).toMatchObject({
      action: 'approval.declined',
      detail: { note: 'Wen is on holiday', requestedBy: 'Margaret Ashworth' },
    });
    expect(refusalOf(() => carryOut(scene, approvalId)).code).toBe('conflict');
    expect(ask(scene)).not.toBe(approvalId);
  });
  test('by two at the same time: one wins', async () => {
    const scene = await setScene();
    const { fixture, approver } = scene;
    const other = await signInPresent(fixture, await fixture.addPerson({ role: 'partner_admin' }));
    const approvalId = ask(scene);
    decide(scene, approver, approvalId);
    const before = dump(fixture.read, ['clock']);
    expect(refusalOf(() => decide(scene, other, approvalId, 'decline')).code).toBe('conflict');
    expect(refusalOf(() => decide(scene, approver, approvalId)).code).toBe('conflict');
    expect(dump(fixture.read, ['clock'])).toBe(before);
  });
  test('is not for an approver that the requester has let in, until a week has passed and a third person has seen it', async () => {
    const scene = await setScene();
    const { fixture, requester } = scene;
    const puppet = await activate(fixture, inviteOne(fixture, requester, 'puppet@quill.example', 'partner_admin'));
    const approvalId = ask(scene);
    const actor = await signInPresent(fixture, puppet);
    expect(refusalOf(() => decide(scene, actor, approvalId))).toEqual({ code: 'approver_not_independent' });
    expect(shownTo(scene, actor, approvalId)?.turn).toBe('not_independent');
    expect(approvalsFor(fixture.context, actor.user).waiting).toBe(0);
    decide(scene, actor, approvalId, 'decline');
    fixture.clock.advance(7 * DAY - HOUR);
    await vouchForAll(scene, scene.daniel);
    scene.requester = await signInPresent(fixture, scene.margaret);
    const later = ask(scene);
    expect(shownTo(scene, await signInPresent(fixture, puppet), later)?.turn).toBe('not_independent');
    fixture.clock.advance(HOUR);
    decide(scene, await signInPresent(fixture, puppet), later);
    expect(stateIn(scene, later)).toBe('approved');
  });
  test('to approve checks the act and the requester again', async () => {
    const scene = await setScene();
    const { fixture, margaret, wen, approver } = scene;
    const approvalId = ask(scene);
    const setTwoFactor = (state: string) =>
      fixture.context.storage.transaction((tx) =>
        tx.run('UPDATE users SET two_factor = :state WHERE id = :id', { state, id: wen.id }),
      );
    setTwoFactor('not_set_up');
    expect(refusalOf(() => decide(scene, approver, approvalId)).code).toBe('nothing_to_reset');
    setTwoFactor('set_up');
    fixture.context.storage.transaction((tx) => markFactorDisabled(tx, margaret.id, 'code', fixture.clock.now()));
    expect(refusalOf(() => decide(scene, approver, approvalId)).code).toBe('requester_not_able');
    expect(stateIn(scene, approvalId)).toBe('pending');
  });
  test('is refused while the computer’s clock is behind', async () => {
    const scene = await setScene();
    const approvalId = ask(scene);
    scene.fixture.clock.advance(-10 * MINUTE);
    expect(refusalOf(() => decide(scene, scene.approver, approvalId)).code).toBe('clock_went_back');
    expect(refusalOf(() => carryOut(scene, approvalId)).code).toBe('clock_went_back');
  });
});

describe('cancelling', () => {
  test.each([
    'requester',
    'target',
  ] as const)('by the %s ends a request before and after the approval, without a code', async (who) => {
    const scene = await setScene();
    const { fixture, wen, approver } = scene;
    for (const isApproved of [false, true]) {
      const approvalId = ask(scene);
      if (isApproved) decide(scene, approver, approvalId);
      const actor = who === 'requester' ? scene.requester : await fixture.signIn(wen);
      cancelApproval(fixture.context, actor, approvalId);
      expect(stateIn(scene, approvalId)).toBe('cancelled');
      expect(fixture.activity().at(-1)).toMatchObject({
        action: 'approval.cancelled',
        actorId: actor.user.id,
        reason: `by_${who}`,
      });
      const before = dump(fixture.read, ['clock']);
      cancelApproval(fixture.context, actor, approvalId);
      expect(dump(fixture.read, ['clock'])).toBe(before);
      expect(refusalOf(() => carryOut(scene, approvalId)).code).toBe('conflict');
      expect(refusalOf(() => decide(scene, approver, approvalId)).code).toBe('conflict');
    }
  });
  test('is not for others: for them the request does not exist', async () => {
    const scene = await setScene();
    const { fixture, approver, ann } = scene;
    const approvalId = ask(scene);
    expect(refusalOf(() => cancelApproval(fixture.context, approver, approvalId))).toEqual({ code: 'not_found' });
    const client = await fixture.signIn(ann);
    expect(refusalOf(() => cancelApproval(fixture.context, client, approvalId))).toEqual({ code: 'not_found' });
    expect(stateIn(scene, approvalId)).toBe('pending');
  });
  test('is possible for a client’s user, who is told of the request', async () => {
    const scene = await setScene();
    const { fixture, ann, requester } = scene;
    ACTS.password_reset(scene, requester, ann);
    const inside = await fixture.signIn({ ...scene.wen });
    const approvalId = ask(scene, 'two_factor_reset', ann);
    expect(approvalsFor(fixture.context, fixture.user(ann))).toMatchObject({
      isShown: false,
      waiting: 0,
      aboutMe: [{ approvalId, byName: 'Margaret Ashworth' }],
    });
    expect(approvalsFor(fixture.context, inside.user).aboutMe).toEqual([]);
    cancelApproval(fixture.context, { ...inside, user: fixture.user(ann) }, approvalId);
    expect(approvalsFor(fixture.context, fixture.user(ann)).aboutMe).toEqual([]);
  });
  test('is too late once the act is carried out', async () => {
    const scene = await setScene();
    const { fixture, approver, requester } = scene;
    const approvalId = ask(scene);
    decide(scene, approver, approvalId);
    carryOut(scene, approvalId);
    expect(refusalOf(() => cancelApproval(fixture.context, requester, approvalId)).code).toBe('conflict');
  });
});

describe('a request expires', () => {
  test.each([
    false,
    true,
  ])('after a day, approved or not (%s), and setting the clock back gives no time back', async (isApproved) => {
    const scene = await setScene();
    const { fixture, approver, margaret, daniel } = scene;
    const approvalId = ask(scene);
    if (isApproved) decide(scene, approver, approvalId);
    fixture.clock.advance(DAY - HOUR);
    const [requester, later] = [await signInPresent(fixture, margaret), await signInPresent(fixture, daniel)];
    fixture.clock.advance(HOUR);
    fixture.context.storage.transaction((tx) =>
      tx.run('UPDATE clock SET high_water = :now', { now: fixture.clock.now() }),
    );
    fixture.clock.advance(-4 * MINUTE);
    expect(shownTo(scene, later, approvalId)).toMatchObject({ state: 'expired', turn: 'settled' });
    expect(approvalsFor(fixture.context, fixture.user(scene.wen)).aboutMe).toEqual([]);
    expect(refusalOf(() => carryOut(scene, approvalId, requester)).code).toBe('approval_expired');
    expect(refusalOf(() => decide(scene, later, approvalId)).code).toBe('approval_expired');
    expect(refusalOf(() => cancelApproval(fixture.context, requester, approvalId)).code).toBe('approval_expired');
    scene.requester = await signInPresent(fixture, margaret);
    expect(ask(scene)).not.toBe(approvalId);
    expect(shownTo(scene, later, approvalId)).toMatchObject({ state: 'expired', turn: 'settled' });
  });
  test('a day from now when it was made while the clock ran ahead', async () => {
    const scene = await setScene();
    const { fixture, wen, margaret } = scene;
    fixture.clock.advance(30 * DAY);
    scene.requester = await signInPresent(fixture, margaret);
    const approvalId = ask(scene);
    fixture.clock.advance(-30 * DAY);
    const visit = visitAt(await signIn(fixture.context, wen), 'code');
    await verifyRecoveryCode(fixture.context, visit, wen.recoveryCodes[0] ?? '');
    expect(getApproval(fixture.read, approvalId)?.expiresAt).toBe(fixture.clock.now() + DAY);
  });
});

describe('an approval lapses when its approver', () => {
  test.each([
    [
      'deactivated',
      ({ fixture, requester, daniel }: Scene) =>
        deactivateUser(fixture.context, requester, { ...on(fixture, daniel), note: '', replacements: [] }),
    ],
    ['given another role', (scene: Scene) => demote(scene, scene.daniel)],
    [
      'locked',
      ({ fixture, daniel }: Scene) =>
        fixture.context.storage.transaction((tx) => markFactorDisabled(tx, daniel.id, 'code', fixture.clock.now())),
    ],
    ['frozen', (scene: Scene) => freeze(scene, scene.daniel)],
  ] as const)('is %s: the request waits for another one', async (_what, change) => {
    const scene = await setScene();
    const { fixture, approver } = scene;
    const fourth = await fixture.addPerson({ role: 'partner_admin', firstName: 'Ines', lastName: 'Vance' });
    const other = await signInPresent(fixture, fourth);
    const approvalId = ask(scene);
    decide(scene, approver, approvalId);
    change(scene);
    expect(refusalOf(() => carryOut(scene, approvalId))).toEqual({ code: 'not_approved' });
    expect(shownTo(scene, other, approvalId)).toMatchObject({ state: 'pending', turn: 'decide' });
    decide(scene, other, approvalId);
    carryOut(scene, approvalId);
    expect(fixture.activity().at(-1)).toMatchObject({
      action: 'two_factor.reset',
      detail: { approvedBy: 'Ines Vance' },
    });
  });
});

/** "This was not me", after another administrator has issued a temporary code. */
function freeze({ fixture, margaret }: Scene, person: Person): void {
  const notice = {
    kind: 'temporary_code',
    at: fixture.clock.now(),
    byName: 'Margaret Ashworth',
    byId: margaret.id,
    reason: '',
  } as const;
  fixture.context.storage.transaction((tx) => insertNotice(tx, person.id, notice));
  freezeAccount(fixture.context, person.id, undefined);
}

describe('a request ends by itself', () => {
  test.each([
    ['target is frozen', 'account_frozen', (scene: Scene) => freeze(scene, scene.wen)],
    ['requester is frozen', 'account_frozen', (scene: Scene) => freeze(scene, scene.margaret)],
    [
      'target is deactivated',
      'account_deactivated',
      ({ fixture, approver, wen }: Scene) =>
        deactivateUser(fixture.context, approver, { ...on(fixture, wen), note: '', replacements: [] }),
    ],
    [
      'requester is deactivated',
      'account_deactivated',
      ({ fixture, approver, margaret }: Scene) =>
        deactivateUser(fixture.context, approver, { ...on(fixture, margaret), note: '', replacements: [] }),
    ],
    ['target gets another role', 'role_changed', (scene: Scene) => demote(scene, scene.wen)],
  ] as const)('when the %s', async (_what, reason, change) => {
    const scene = await setScene();
    const { fixture, approver } = scene;
    const approvalId = ask(scene);
    decide(scene, approver, approvalId);
    change(scene);
    expect(stateIn(scene, approvalId)).toBe('cancelled');
    expect(fixture.activity().filter(({ action }) => action === 'approval.cancelled')).toMatchObject([
      { reason, detail: { asked: 'two_factor_reset', requestedBy: 'Margaret Ashworth' } },
    ]);
    fixture.checkChain();
  });
  test('when the recovery kit is used, for every target', async () => {
    const scene = await setScene();
    const { fixture, margaret, daniel, wen } = scene;
    const approvalId = ask(scene);
    for (const person of [margaret, daniel, wen])
      fixture.context.storage.transaction((tx) => markFactorDisabled(tx, person.id, 'code', fixture.clock.now()));
    const proved = visitAt(useRecoveryKit(fixture.context, { email: daniel.email, code: KIT_CODE }), 'kit_password');
    const visit = visitAt(await chooseKitPassword(fixture.context, proved, NEW_PASSWORD), 'authenticator');
    await confirmSetup(fixture.context, visit, codeOfVisit(fixture, visit), () => true);
    expect(stateIn(scene, approvalId)).toBe('cancelled');
  });
});

describe('the page of approvals', () => {
  test('shows requester, approver, target and a bystander what they can do at each step', async () => {
    const scene = await setScene();
    const { fixture, requester, approver, wen } = scene;
    const target = await fixture.signIn(wen);
    const approvalId = ask(scene);
    const turns = () => [requester, approver, target].map((actor) => shownTo(scene, actor, approvalId)?.turn);
    const waiting = () => [requester, approver, target].map(({ user }) => approvalsFor(fixture.context, user).waiting);
    expect([turns(), waiting()]).toEqual([
      ['wait', 'decide', 'about_you'],
      [0, 1, 0],
    ]);
    expect(approvalsFor(fixture.context, target.user).aboutMe).toMatchObject([
      { approvalId, kind: 'two_factor_reset', byName: 'Margaret Ashworth' },
    ]);
    decide(scene, approver, approvalId);
    expect([turns(), waiting()]).toEqual([
      ['carry_out', 'wait', 'about_you'],
      [1, 0, 0],
    ]);
    cancelApproval(fixture.context, target, approvalId);
    expect([turns(), waiting()]).toEqual([
      ['settled', 'settled', 'settled'],
      [0, 0, 0],
    ]);
  });
  test('is there while the policy is on or a request is open', async () => {
    const scene = await setScene();
    const { fixture, approver, ann } = scene;
    expect(approvalsFor(fixture.context, approver.user).isShown).toBe(true);
    const approvalId = ask(scene);
    setPolicy(fixture, false);
    expect(approvalsFor(fixture.context, approver.user).isShown).toBe(true);
    cancelApproval(fixture.context, scene.requester, approvalId);
    expect(approvalsFor(fixture.context, approver.user).isShown).toBe(false);
    setPolicy(fixture, true);
    expect(approvalsFor(fixture.context, fixture.user(ann)).isShown).toBe(false);
  });
});

describe('the policy', () => {
  const save = ({ fixture }: Scene, actor: Actor, isOn: boolean, change: object = {}) => {
    const { settings, version } = getSettings(fixture.context, actor);
    return saveSettings(fixture.context, actor, {
      version,
      settings: { ...settings, ...change, isSecondApproverRequired: isOn },
      code: '',
    });
  };
  const isOn = ({ fixture }: Scene) => getFirm(fixture.read)?.isSecondApproverRequired;

  test('is switched on only with three able admins', async () => {
    const scene = await setScene();
    const { fixture, daniel, requester } = scene;
    setPolicy(fixture, false);
    fixture.context.storage.transaction((tx) => markFactorDisabled(tx, daniel.id, 'code', fixture.clock.now()));
    const before = dump(fixture.read, ['clock']);
    const refusal = refusalOf(() => save(scene, requester, true));
    expect(refusal).toMatchObject({
      code: 'bad_input',
      fields: [{ field: 'settings.isSecondApproverRequired', message: expect.stringContaining('There are 2.') }],
    });
    expect(dump(fixture.read, ['clock'])).toBe(before);
    fixture.context.storage.transaction((tx) => tx.run('UPDATE users SET code_disabled_at = NULL'));
    expect(save(scene, requester, true)).toEqual({ version: 2, waitsForApproval: false });
    expect(isOn(scene)).toBe(true);
    expect(fixture.activity().at(-1)).toMatchObject({
      detail: { secondApproverRequiredFrom: false, secondApproverRequiredTo: true },
    });
  });
  test('is switched off at once by another Partner Admin’s approval, and all other requests end', async () => {
    const scene = await setScene();
    const { fixture, requester, approver, margaret, daniel } = scene;
    const reset = ask(scene);
    expect(save(scene, requester, false, { maxFailures: 10 })).toEqual({ version: 2, waitsForApproval: true });
    expect(getFirm(fixture.read)).toMatchObject({ isSecondApproverRequired: true, maxFailures: 10, version: 2 });
    const off = getSettings(fixture.context, requester);
    expect(off.offWaitsUntil).toBe(fixture.clock.now() + DAY);
    const before = dump(fixture.read, ['clock']);
    expect(save(scene, requester, false)).toEqual({ version: 2, waitsForApproval: true });
    expect(dump(fixture.read, ['clock'])).toBe(before);
    const approvalId = reset + 1;
    expect(refusalOf(() => decide(scene, requester, approvalId)).code).toBe('own_request');
    expect(refusalOf(() => carryOut(scene, approvalId)).code).toBe('not_approved');
    decide(scene, approver, approvalId);
    expect(isOn(scene)).toBe(false);
    expect([stateIn(scene, approvalId), stateIn(scene, reset)]).toEqual(['carried_out', 'cancelled']);
    expect(fixture.activity().slice(-3)).toMatchObject([
      { action: 'approval.approved', actorId: daniel.id, targetId: null },
      {
        action: 'settings.changed',
        actorId: margaret.id,
        detail: { secondApproverRequiredTo: false, approvedBy: 'Daniel Okafor' },
      },
      { action: 'approval.cancelled', reason: 'policy_off' },
    ]);
    expect(getSettings(fixture.context, requester).offWaitsUntil).toBeNull();
  });
  test('stays on when switching it off is declined', async () => {
    const scene = await setScene();
    save(scene, scene.requester, false);
    decide(scene, scene.approver, 1, 'decline');
    expect([isOn(scene), stateIn(scene, 1)]).toEqual([true, 'declined']);
  });
  test('is not switched off while colleagues are locked, and at once, on record, when they have been gone for a week', async () => {
    const scene = await setScene();
    const { fixture, margaret, daniel, wen } = scene;
    const reset = ask(scene);
    for (const person of [daniel, wen])
      fixture.context.storage.transaction((tx) => markFactorDisabled(tx, person.id, 'code', fixture.clock.now()));
    expect(refusalOf(() => save(scene, scene.requester, false))).toEqual({ code: 'no_second_approver' });
    for (const person of [daniel, wen])
      deactivateUser(fixture.context, scene.requester, { ...on(fixture, person), note: '', replacements: [] });
    expect(refusalOf(() => save(scene, scene.requester, false))).toEqual({ code: 'no_second_approver' });
    fixture.clock.advance(7 * DAY);
    expect(save(scene, await signInPresent(fixture, margaret), false)).toEqual({ version: 2, waitsForApproval: false });
    expect([isOn(scene), stateIn(scene, reset)]).toEqual([false, 'cancelled']);
    expect(fixture.activity().at(-1)).toMatchObject({
      action: 'settings.changed',
      detail: { secondApproverRequiredTo: false },
    });
    expect(fixture.read.get("SELECT count(*) AS n FROM alerts WHERE kind = 'second_approver_off'")).toEqual({ n: 1 });
  });
  test('is switched on only when three Partner Admins are independent of each other', async () => {
    const scene = await setScene();
    const { fixture, requester, wen } = scene;
    setPolicy(fixture, false);
    const { firstName, lastName, role } = fixture.user(wen);
    editUser(fixture.context, requester, {
      ...on(fixture, wen),
      firstName,
      lastName,
      email: 'other@quill.example',
      phone: '',
      role,
      access: null,
      code: '',
    });
    expect(refusalOf(() => save(scene, requester, true))).toMatchObject({ code: 'bad_input' });
    expect(getSettings(fixture.context, requester).independence).toMatchObject({
      groups: [['Margaret Ashworth', 'Wen Lindqvist'], ['Daniel Okafor']],
      ties: [{ actorName: 'Margaret Ashworth', subjectName: 'Wen Lindqvist', waitsToBeSeen: true }],
    });
  });
});

describe('three people', () => {
  test('a requester who let the target in does not ask, and a tie made after the approval ends it', async () => {
    const scene = await setScene();
    const { fixture, requester, approver, wen, daniel } = scene;
    const approvalId = ask(scene);
    decide(scene, approver, approvalId);
    fixture.context.storage.transaction((tx) =>
      putTie(tx, { subjectId: daniel.id, actorId: wen.id, at: fixture.clock.now(), activitySeq: 1 }),
    );
    expect(refusalOf(() => carryOut(scene, approvalId))).toEqual({ code: 'not_approved' });
    fixture.context.storage.transaction((tx) =>
      putTie(tx, { subjectId: wen.id, actorId: requester.user.id, at: fixture.clock.now(), activitySeq: 1 }),
    );
    cancelApproval(fixture.context, requester, approvalId);
    expect(refusalOf(() => ask(scene))).toEqual({ code: 'requester_not_independent' });
  });
  test('an approved act ties requester and target for a week, and the approver has seen it', async () => {
    const scene = await setScene();
    const { fixture, requester, approver, wen, margaret } = scene;
    const approvalId = ask(scene);
    decide(scene, approver, approvalId);
    carryOut(scene, approvalId);
    expect(refusalOf(() => ask(scene, 'password_reset', wen))).toEqual({ code: 'requester_not_independent' });
    expect(readIndependence(fixture.context, fixture.read).areIndependent(requester.user.id, wen.id)).toBe(false);
    fixture.clock.advance(7 * DAY);
    expect(readIndependence(fixture.context, fixture.read).areIndependent(margaret.id, wen.id)).toBe(true);
  });
});
