// A change that fails in the middle leaves nothing behind: each of its writes fails once. A process that is killed leaves as
// little, because each change is one transaction.
import { describe, expect, test } from 'vitest';
import { carryOutApproval } from '../../main/services/approvals/carry-out-approval.ts';
import { cancelApproval, decideApproval } from '../../main/services/approvals/decide-approval.ts';
import { addToClient, removeFromClient } from '../../main/services/clients/client-users.ts';
import { replaceKit } from '../../main/services/firm/recovery-kit.ts';
import { getSettings, saveSettings } from '../../main/services/firm/settings.ts';
import { choosePassword, enterOneTimeCode } from '../../main/services/sign-in/enter-one-time-code.ts';
import { confirmSetup } from '../../main/services/sign-in/set-up-two-factor.ts';
import { chooseKitPassword, useRecoveryKit } from '../../main/services/sign-in/use-recovery-kit.ts';
import { deactivateUser } from '../../main/services/users/deactivate-user.ts';
import { editUser } from '../../main/services/users/edit-user.ts';
import { inviteUsers, resendInvitations } from '../../main/services/users/invite-users.ts';
import { issueTemporaryCode, revokeTemporaryCode } from '../../main/services/users/issue-temporary-code.ts';
import { reactivateUser } from '../../main/services/users/reactivate-user.ts';
import { resetPassword } from '../../main/services/users/reset-password.ts';
import { resetTwoFactor } from '../../main/services/users/reset-two-factor.ts';
import { markFactorDisabled } from '../../main/storage/tables/users.ts';
import { breakWrites, failingAt } from '../support/accident.ts';
import { createFixture, dump, type Fixture, KIT_CODE, visitAt } from '../support/fixture.ts';
import { invitees } from '../support/invitees.ts';
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
  const fixture = createFixture({ passwords: createInstantHasher() });
  const admin = await fixture.addPerson({ role: 'partner_admin' });
  const [alder, beacon] = [fixture.addClient('Alder'), fixture.addClient('Beacon')];
  const ann = await fixture.addPerson({ role: 'client_ops', clients: [alder, beacon] });
  const actor = await signInPresent(fixture, admin);
  await fixture.signIn(ann);
  return { fixture, actor, ann, alder, cedar: fixture.addClient('Cedar') };
}
type Scene = Awaited<ReturnType<typeof setScene>>;

/** The first `count` records can still be written. @returns mends it. */
function breakActivity(fixture: Fixture, count = 0): () => void {
  const last = fixture.activity().length + count;
  const order = { verb: 'INSERT', table: 'activity', when: `new.seq > ${last}` } as const;
  return breakWrites(fixture.context.storage, order, 'the disk is gone');
}

const on = ({ fixture, ann }: Scene) => ({ userId: ann.id, version: fixture.user(ann).version });
const identity = { note: '', identityCheck: 'in_person', vouchedBy: '', code: '' } as const;

const temporary = { ...identity, hours: 8, isSingleUse: true, reason: 'phone_left_behind' } as const;

/** The policy is on. The work is to request a reset. */
async function askApprover(scene: Scene) {
  const { fixture, actor } = scene;
  fixture.context.storage.transaction((tx) => tx.run('UPDATE firm SET second_approver_required = 1'));
  const approver = await signInPresent(fixture, await fixture.addPerson({ role: 'partner_admin' }));
  const target = await fixture.addPerson({ role: 'partner_admin' });
  const request = {
    userId: target.id,
    version: fixture.user(target).version,
    ...identity,
    mode: 'revoke_now',
    reason: 'lost_phone',
  } as const;
  return { fixture, approver, work: () => resetTwoFactor(fixture.context, actor, request) };
}

/** Prepares a scene. @returns the change to make in it. */
const CHANGES: Readonly<
  Record<
    string,
    (
      scene: Scene,
    ) => Promise<{ readonly records?: number; work(): unknown }> | { readonly records?: number; work(): unknown }
  >
> = {
  'inviting two users, at the second one': ({ fixture, actor, alder }) => ({
    records: 1,
    work: () =>
      inviteUsers(fixture.context, actor, {
        people: invitees('a@b.example', 'c@d.example'),
        role: 'client_ops',
        access: { ...NO_ACCESS, add: [alder] },
        code: '',
      }),
  }),
  'renewing two invitations, at the second one': ({ fixture, actor }) => {
    const ids = [inviteOne(fixture, actor, 'a@b.example').userId, inviteOne(fixture, actor, 'c@d.example').userId];
    return { records: 1, work: () => resendInvitations(fixture.context, actor, { userIds: ids, code: '' }) };
  },
  'editing email, role and clients': (scene) => {
    const { fixture, actor, ann, alder, cedar } = scene;
    const { firstName, lastName } = fixture.user(ann);
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
    return { work: () => editUser(fixture.context, actor, edit) };
  },
  'adding to a client': ({ fixture, actor, ann, cedar }) => ({
    work: () => addToClient(fixture.context, actor, { clientId: cedar, userIds: [ann.id], code: '' }),
  }),
  'removing from a client': ({ fixture, actor, ann, alder }) => ({
    work: () => removeFromClient(fixture.context, actor, alder, ann.id),
  }),
  'resetting a password': (scene) => ({
    work: () => resetPassword(scene.fixture.context, scene.actor, { ...on(scene), ...identity }),
  }),
  'resetting 2FA': (scene) => ({
    work: () =>
      resetTwoFactor(scene.fixture.context, scene.actor, {
        ...on(scene),
        ...identity,
        mode: 'revoke_now',
        reason: 'lost_phone',
      }),
  }),
  'choosing a new password': (scene) => {
    const { fixture, actor } = scene;
    const { issued } = done(resetPassword(fixture.context, actor, { ...on(scene), ...identity }));
    const visit = visitAt(enterOneTimeCode(fixture.context, issued), 'new_password');
    return { work: () => choosePassword(fixture.context, visit, NEW_PASSWORD) };
  },
  'activating an account, at the second record': async ({ fixture, actor }) => {
    const visit = await toAuthenticator(fixture, inviteOne(fixture, actor, 'a@b.example'));
    return { records: 1, work: () => confirmSetup(fixture.context, visit, codeOfVisit(fixture, visit), () => true) };
  },
  'replacing a temporary code': (scene) => {
    const { fixture, actor } = scene;
    issueTemporaryCode(fixture.context, actor, { ...on(scene), ...temporary });
    return { work: () => issueTemporaryCode(fixture.context, actor, { ...on(scene), ...temporary }) };
  },
  'revoking a temporary code': (scene) => {
    issueTemporaryCode(scene.fixture.context, scene.actor, { ...on(scene), ...temporary });
    return { work: () => revokeTemporaryCode(scene.fixture.context, scene.actor, on(scene)) };
  },
  'using the recovery kit, at the last record': async ({ fixture, actor }) => {
    const { user } = actor;
    fixture.context.storage.transaction((tx) => markFactorDisabled(tx, user.id, 'code', fixture.clock.now()));
    const proved = visitAt(useRecoveryKit(fixture.context, { email: user.email, code: KIT_CODE }), 'kit_password');
    const visit = visitAt(await chooseKitPassword(fixture.context, proved, NEW_PASSWORD), 'authenticator');
    return { records: 1, work: () => confirmSetup(fixture.context, visit, codeOfVisit(fixture, visit), () => true) };
  },
  'replacing the recovery kit': ({ fixture, actor }) => ({ work: () => replaceKit(fixture.context, actor, '') }),
  'requesting a second approver': async (scene) => {
    const { work } = await askApprover(scene);
    return { work };
  },
  'approving a request': async (scene) => {
    const { fixture, approver, work } = await askApprover(scene);
    work();
    return {
      work: () =>
        decideApproval(fixture.context, approver, { approvalId: 1, decision: 'approve', note: 'Spoke', code: '' }),
    };
  },
  'carrying out an approved act': async (scene) => {
    const { fixture, approver, work } = await askApprover(scene);
    work();
    decideApproval(fixture.context, approver, { approvalId: 1, decision: 'approve', note: '', code: '' });
    return { work: () => carryOutApproval(fixture.context, scene.actor, { approvalId: 1, code: '' }) };
  },
  'cancelling a request': async (scene) => {
    (await askApprover(scene)).work();
    return { work: () => cancelApproval(scene.fixture.context, scene.actor, 1) };
  },
  'switching the second approver off by approval, at the last record': async (scene) => {
    const { fixture, approver, work } = await askApprover(scene);
    const { settings, version } = getSettings(fixture.context, scene.actor);
    saveSettings(fixture.context, scene.actor, {
      version,
      settings: { ...settings, isSecondApproverRequired: false },
      code: '',
    });
    work();
    return {
      records: 2,
      work: () => decideApproval(fixture.context, approver, { approvalId: 1, decision: 'approve', note: '', code: '' }),
    };
  },
  deactivating: (scene) => ({
    work: () => deactivateUser(scene.fixture.context, scene.actor, { ...on(scene), note: '', replacements: [] }),
  }),
  reactivating: (scene) => {
    deactivateUser(scene.fixture.context, scene.actor, { ...on(scene), note: '', replacements: [] });
    return { work: () => reactivateUser(scene.fixture.context, scene.actor, { ...on(scene), code: '' }) };
  },
};

describe('a change that fails in the middle leaves everything as it was and can be repeated:', () => {
  test.each(Object.keys(CHANGES))('%s', async (name) => {
    const scene = await setScene();
    const { fixture } = scene;
    const change = await CHANGES[name]?.(scene);
    if (change === undefined) throw new Error('there is no such change');
    const mend = breakActivity(fixture, change.records);
    const before = dump(fixture.read, ['clock']);
    await expect((async () => change.work())()).rejects.toThrow('the disk is gone');
    expect(dump(fixture.read, ['clock'])).toBe(before);
    mend();
    await change.work();
    expect(dump(fixture.read, ['clock'])).not.toBe(before);
    fixture.checkChain();
  });
});

/** No change has more. */
const MOST_WRITES = 100;

describe('a change leaves everything as it was when any of its writes fails:', () => {
  test.each(Object.keys(CHANGES))('%s', async (name) => {
    const scene = await setScene();
    const { fixture } = scene;
    const change = await CHANGES[name]?.(scene);
    if (change === undefined) throw new Error('there is no such change');
    const { context } = fixture;
    const before = dump(fixture.read, ['clock']);
    const failsAt = async (number: number): Promise<boolean> => {
      Object.defineProperty(fixture, 'context', { value: failingAt(context, number), configurable: true });
      try {
        await change.work();
        return false;
      } catch (error) {
        expect(String(error)).toContain('no_such_column');
        return true;
      }
    };
    let broken = 0;
    while (broken < MOST_WRITES && (await failsAt(broken + 1))) {
      broken += 1;
      expect([broken, dump(fixture.read, ['clock'])]).toEqual([broken, before]);
    }
    expect(broken).toBeGreaterThan(1);
    expect(dump(fixture.read, ['clock'])).not.toBe(before);
    fixture.checkChain();
  });
});
