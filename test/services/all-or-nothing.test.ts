// Whatever fails in the middle of a change, nothing of it is left. Here the last thing that a change writes, its activity
// record, cannot be written; a kill at any earlier moment leaves as little, because each change is one transaction.
import { describe, expect, test } from 'vitest';
import { carryOutApproval } from '../../main/services/approvals/carry-out-approval.ts';
import { cancelApproval, decideApproval } from '../../main/services/approvals/decide-approval.ts';
import { addToClient, removeFromClient } from '../../main/services/clients/client-users.ts';
import { getSettings, saveSettings } from '../../main/services/firm/settings.ts';
import { choosePassword, enterOneTimeCode } from '../../main/services/sign-in/enter-one-time-code.ts';
import { replaceKit } from '../../main/services/sign-in/recovery-kit.ts';
import { confirmSetUp } from '../../main/services/sign-in/set-up-two-factor.ts';
import { chooseKitPassword, useRecoveryKit } from '../../main/services/sign-in/use-recovery-kit.ts';
import { deactivateUser } from '../../main/services/users/deactivate-user.ts';
import { editUser } from '../../main/services/users/edit-user.ts';
import { inviteUsers, resendInvitations } from '../../main/services/users/invite-users.ts';
import { issueTemporaryCode, revokeTemporaryCode } from '../../main/services/users/issue-temporary-code.ts';
import { reactivateUser } from '../../main/services/users/reactivate-user.ts';
import { resetPassword } from '../../main/services/users/reset-password.ts';
import { resetTwoFactor } from '../../main/services/users/reset-two-factor.ts';
import { markFactorDisabled } from '../../main/storage/tables/users.ts';
import { type Bench, createBench, dump, KIT_CODE, visitAt } from '../support/fixture.ts';
import {
  codeOfVisit,
  done,
  inviteOne,
  NEW_PASSWORD,
  NO_ACCESS,
  signInPresent,
  toAuthenticator,
} from '../support/people.ts';
import { createInstantHasher } from '../support/seeded.ts';

async function setScene() {
  const bench = createBench({ passwords: createInstantHasher() });
  const admin = await bench.addPerson({ role: 'partner_admin' });
  const [alder, beacon] = [bench.addClient('Alder'), bench.addClient('Beacon')];
  const ann = await bench.addPerson({ role: 'client_ops', clients: [alder, beacon] });
  const actor = await signInPresent(bench, admin);
  await bench.signIn(ann);
  return { bench, actor, ann, alder, cedar: bench.addClient('Cedar') };
}
type Scene = Awaited<ReturnType<typeof setScene>>;

/** The first `count` records can still be written. */
function breakActivity(bench: Bench, count = 0): void {
  const last = bench.activity().length + count;
  bench.context.storage.transaction((tx) =>
    tx.run(
      `CREATE TEMP TRIGGER broken BEFORE INSERT ON activity WHEN new.seq > ${last} BEGIN SELECT RAISE(ABORT, 'the disk is gone'); END`,
    ),
  );
}

const on = ({ bench, ann }: Scene) => ({ userId: ann.id, version: bench.user(ann).version });
const identity = { note: '', identityCheck: 'in_person', vouchedBy: '', code: '' } as const;

const temporary = { ...identity, hours: 8, isSingleUse: true, reason: 'phone_left_behind' } as const;

/** The policy is on; asking to reset somebody else is the work. */
async function askApprover(scene: Scene) {
  const { bench, actor } = scene;
  bench.context.storage.transaction((tx) => tx.run('UPDATE firm SET second_approver_required = 1'));
  const approver = await signInPresent(bench, await bench.addPerson({ role: 'partner_admin' }));
  const target = await bench.addPerson({ role: 'partner_admin' });
  const request = {
    userId: target.id,
    version: bench.user(target).version,
    ...identity,
    mode: 'revoke_now',
    reason: 'lost_phone',
  } as const;
  return { bench, approver, work: () => resetTwoFactor(bench.context, actor, request) };
}

/** What is prepared, and the change itself. */
const CHANGES: Readonly<
  Record<
    string,
    (
      scene: Scene,
    ) => Promise<{ readonly records?: number; work(): unknown }> | { readonly records?: number; work(): unknown }
  >
> = {
  'inviting two people, at the second one': ({ bench, actor, alder }) => ({
    records: 1,
    work: () =>
      inviteUsers(bench.context, actor, {
        emails: ['a@b.example', 'c@d.example'],
        role: 'client_ops',
        access: { ...NO_ACCESS, add: [alder] },
        code: '',
      }),
  }),
  'renewing two invitations, at the second one': ({ bench, actor }) => {
    const ids = [inviteOne(bench, actor, 'a@b.example').userId, inviteOne(bench, actor, 'c@d.example').userId];
    return { records: 1, work: () => resendInvitations(bench.context, actor, ids) };
  },
  'editing email, role and clients': (scene) => {
    const { bench, actor, ann, alder, cedar } = scene;
    const { firstName, lastName } = bench.user(ann);
    const access = { ...NO_ACCESS, add: [cedar], remove: [alder] };
    const edit = {
      ...on(scene),
      firstName,
      lastName,
      email: 'new@quill.example',
      phone: '12345',
      role: 'client_admin',
      access,
      code: '',
    } as const;
    return { work: () => editUser(bench.context, actor, edit) };
  },
  'adding to a client': ({ bench, actor, ann, cedar }) => ({
    work: () => addToClient(bench.context, actor, cedar, [ann.id]),
  }),
  'taking away from a client': ({ bench, actor, ann, alder }) => ({
    work: () => removeFromClient(bench.context, actor, alder, ann.id),
  }),
  'resetting a password': (scene) => ({
    work: () => resetPassword(scene.bench.context, scene.actor, { ...on(scene), ...identity }),
  }),
  'choosing a new password': (scene) => {
    const { bench, actor } = scene;
    const { issued } = done(resetPassword(bench.context, actor, { ...on(scene), ...identity }));
    const visit = visitAt(enterOneTimeCode(bench.context, issued), 'new_password');
    return { work: () => choosePassword(bench.context, visit, NEW_PASSWORD) };
  },
  'activating an account, at the second record': async ({ bench, actor }) => {
    const visit = await toAuthenticator(bench, inviteOne(bench, actor, 'a@b.example'));
    return { records: 1, work: () => confirmSetUp(bench.context, visit, codeOfVisit(bench, visit), () => true) };
  },
  'issuing a temporary code in place of another one': (scene) => {
    const { bench, actor } = scene;
    issueTemporaryCode(bench.context, actor, { ...on(scene), ...temporary });
    return { work: () => issueTemporaryCode(bench.context, actor, { ...on(scene), ...temporary }) };
  },
  'revoking a temporary code': (scene) => {
    issueTemporaryCode(scene.bench.context, scene.actor, { ...on(scene), ...temporary });
    return { work: () => revokeTemporaryCode(scene.bench.context, scene.actor, on(scene)) };
  },
  'being let in by the recovery kit, at the last record': async ({ bench, actor }) => {
    const { user } = actor;
    bench.context.storage.transaction((tx) => markFactorDisabled(tx, user.id, 'code', bench.clock.now()));
    const proved = visitAt(useRecoveryKit(bench.context, { email: user.email, code: KIT_CODE }), 'kit_password');
    const visit = visitAt(await chooseKitPassword(bench.context, proved, NEW_PASSWORD), 'authenticator');
    return { records: 1, work: () => confirmSetUp(bench.context, visit, codeOfVisit(bench, visit), () => true) };
  },
  'replacing the recovery kit': ({ bench, actor }) => ({ work: () => replaceKit(bench.context, actor, '') }),
  'asking a second approver': async (scene) => {
    const { work } = await askApprover(scene);
    return { work };
  },
  'approving what was asked for': async (scene) => {
    const { bench, approver, work } = await askApprover(scene);
    work();
    return {
      work: () =>
        decideApproval(bench.context, approver, { approvalId: 1, decision: 'approve', note: 'Spoke', code: '' }),
    };
  },
  'carrying out what was approved': async (scene) => {
    const { bench, approver, work } = await askApprover(scene);
    work();
    decideApproval(bench.context, approver, { approvalId: 1, decision: 'approve', note: '', code: '' });
    return { work: () => carryOutApproval(bench.context, scene.actor, { approvalId: 1, code: '' }) };
  },
  'cancelling what was asked for': async (scene) => {
    (await askApprover(scene)).work();
    return { work: () => cancelApproval(scene.bench.context, scene.actor, 1) };
  },
  'switching the second approver off by approval, at the last record': async (scene) => {
    const { bench, approver, work } = await askApprover(scene);
    const { settings, version } = getSettings(bench.context, scene.actor);
    saveSettings(bench.context, scene.actor, {
      version,
      settings: { ...settings, isSecondApproverRequired: false },
      code: '',
    });
    work();
    return {
      records: 2,
      work: () => decideApproval(bench.context, approver, { approvalId: 1, decision: 'approve', note: '', code: '' }),
    };
  },
  deactivating: (scene) => ({
    work: () => deactivateUser(scene.bench.context, scene.actor, { ...on(scene), note: '', replacements: [] }),
  }),
  reactivating: (scene) => {
    deactivateUser(scene.bench.context, scene.actor, { ...on(scene), note: '', replacements: [] });
    return { work: () => reactivateUser(scene.bench.context, scene.actor, { ...on(scene), code: '' }) };
  },
};

describe('what fails in the middle leaves everything as it was, and can be done again:', () => {
  test.each(Object.keys(CHANGES))('%s', async (name) => {
    const scene = await setScene();
    const { bench } = scene;
    const change = await CHANGES[name]?.(scene);
    if (change === undefined) throw new Error('there is no such change');
    breakActivity(bench, change.records);
    const before = dump(bench.read, ['clock']);
    await expect((async () => change.work())()).rejects.toThrow('the disk is gone');
    expect(dump(bench.read, ['clock'])).toBe(before);
    bench.context.storage.transaction((tx) => tx.run('DROP TRIGGER broken'));
    await change.work();
    expect(dump(bench.read, ['clock'])).not.toBe(before);
    bench.checkChain();
  });
});
