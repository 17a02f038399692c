// Every request that changes something, arranged so that it succeeds, and every request that changes nothing. A request
// that is missing here does not compile.
import { codeAtStep, stepAt } from '../../main/domain/two-factor.ts';
import type { ClientId } from '../../main/domain/user.ts';
import type { Stage } from '../../main/services/act/visit.ts';
import { insertAlert } from '../../main/storage/tables/alerts.ts';
import { insertMembership } from '../../main/storage/tables/clients.ts';
import { getNumberProposal } from '../../main/storage/tables/numbers.ts';
import { markFactorDisabled } from '../../main/storage/tables/users.ts';
import type { InputOf, RequestName } from '../../preload/contract/index.ts';
import { fromBase32 } from '../support/base32.ts';
import { createFixture, KIT_CODE, type Person } from '../support/fixture.ts';
import { giveMissingStandby } from '../support/missing-standby.ts';
import { type OpenDoor, openDoor } from '../support/open-door.ts';
import { createInstantHasher } from '../support/seeded.ts';
import { REQUESTS } from './requests.ts';
import { type Scene, setScene, setSceneAt, WINDOW } from './scenes.ts';

interface Arranged<N extends RequestName> {
  readonly scene: Pick<Scene, 'fixture' | 'open'>;
  readonly input: InputOf<N>;
}
type Arrange<N extends RequestName> = () => Promise<Arranged<N>>;

interface Desk extends Scene {
  readonly alder: ClientId;
  readonly version: (person: Person) => number;
  /** The administrator's next code. */
  readonly code: () => string;
}

/** A present administrator. Ann works for Alder. */
async function desk(): Promise<Desk> {
  const scene = await setScene();
  const { fixture, open, admin, ann } = scene;
  const alder = fixture.addClient('Alder');
  fixture.context.storage.transaction((tx) => insertMembership(tx, ann.id, alder));
  await open.signIn(WINDOW, admin);
  const code = (): string => fixture.nextCode(admin);
  await open.ask(WINDOW, 'account.beginAuthenticator', { code: code() });
  await open.ask(WINDOW, 'account.cancelAuthenticator', {});
  return { ...scene, alder, version: (person) => fixture.user(person).version, code };
}

const at =
  <N extends RequestName>(arrange: (desk: Desk) => InputOf<N> | Promise<InputOf<N>>): Arrange<N> =>
  async () => {
    const scene = await desk();
    return { scene, input: await arrange(scene) };
  };
const from =
  <N extends RequestName>(stage: Stage, arrange: (scene: Scene) => InputOf<N> | Promise<InputOf<N>>): Arrange<N> =>
  async () => {
    const scene = await setSceneAt(stage);
    return { scene, input: await arrange(scene) };
  };

const identity = { note: '', identityCheck: 'in_person', vouchedBy: '', code: '' } as const;
const onAnn = ({ ann, version }: Desk) => ({ userId: ann.id, version: version(ann) });
const temporary = { ...identity, hours: 8, isSingleUse: true, reason: 'phone_left_behind' } as const;
const reset = { ...identity, mode: 'revoke_now', reason: 'lost_phone' } as const;

async function serve({ open }: Desk): Promise<void> {
  await open.ask(WINDOW, 'desktops.serve', REQUESTS['desktops.serve'].input);
}

async function invite({ open }: Desk): Promise<InputOf<'users.resendInvitations'>> {
  const { issued } = await open.ask(WINDOW, 'users.invite', REQUESTS['users.invite'].input);
  return { userIds: issued.map(({ userId }) => userId), code: '' };
}

/** Ann has proposed another number for herself. */
async function proposeForAnn(scene: Desk): Promise<InputOf<'users.confirmNumber'>> {
  const { fixture, open, ann } = scene;
  await open.signIn(2, ann);
  await open.ask(2, 'account.changeNumber', { phone: '+44 20 7946 0777', code: fixture.nextCode(ann) });
  return { ...onAnn(scene), proposalId: getNumberProposal(fixture.read, ann.id)?.id ?? 0, code: '' };
}

async function deactivate(scene: Desk): Promise<void> {
  await scene.open.ask(WINDOW, 'users.deactivate', { ...onAnn(scene), note: '', replacements: [] });
}

async function startReview({ open }: Desk): Promise<number> {
  return (await open.ask(WINDOW, 'reviews.start', {})).reviewId;
}

/** The code for the secret on the screen of this window. */
async function pendingCode({ fixture, open }: Scene): Promise<string> {
  const { screen } = await open.ask(WINDOW, 'application.getState', {});
  const setupKey = screen.name === 'authenticator' ? screen.setupKey : '';
  return codeAtStep(fromBase32(setupKey), stepAt(fixture.clock.now()));
}

async function changeAuthenticator({ fixture, open, code }: Desk): Promise<InputOf<'account.confirmAuthenticator'>> {
  const { setupKey } = await open.ask(WINDOW, 'account.beginAuthenticator', { code: code() });
  return { code: codeAtStep(fromBase32(setupKey), stepAt(fixture.clock.now())) };
}

/** Two other Partner Admins; the administrator asks to reset one of them, and the other is in window 2. */
async function askApproval({ fixture, open, admin, version }: Desk) {
  fixture.context.storage.transaction((tx) => tx.run('UPDATE firm SET second_approver_required = 1'));
  const approver = await fixture.addPerson({ role: 'partner_admin' });
  const target = await fixture.addPerson({ role: 'partner_admin' });
  const asked = await open.ask(WINDOW, 'users.resetTwoFactor', {
    userId: target.id,
    version: version(target),
    ...reset,
    code: fixture.nextCode(admin),
  });
  return { approver, approvalId: 'approvalId' in asked ? asked.approvalId : 0 };
}
const decision = { decision: 'approve', note: '' } as const;

async function decide({ fixture, open }: Desk, approver: Person, approvalId: number): Promise<void> {
  await open.signIn(2, approver);
  await open.ask(2, 'approvals.decide', { approvalId, ...decision, code: fixture.nextCode(approver) });
}

async function askForKit(open: OpenDoor, admin: Person): Promise<void> {
  await open.ask(2, 'session.useRecoveryKit', { email: admin.email, code: KIT_CODE });
}

async function issueToAnn(scene: Scene): Promise<InputOf<'session.useTemporaryCode'>> {
  const { fixture, open, admin, ann } = scene;
  await open.signIn(2, admin);
  const issued = await open.ask(2, 'users.issueTemporaryCode', {
    userId: ann.id,
    version: fixture.user(ann).version,
    ...temporary,
    code: fixture.nextCode(admin),
  });
  await open.ask(WINDOW, 'session.signIn', { email: ann.email, password: ann.password });
  return { temporaryCode: issued.outcome === 'issued' ? issued.issued.code : '' };
}

/** `stands`: it takes access away, so it holds whatever becomes of the answer. */
export const ACTS: { readonly [N in RequestName]: Arrange<N> | 'changes nothing' | 'stands' | 'another firm' } = {
  'application.getState': 'changes nothing',
  'firm.create': async () => {
    const fixture = createFixture({ hasFirm: false, passwords: createInstantHasher() });
    return { scene: { fixture, open: openDoor(fixture) }, input: REQUESTS['firm.create'].input };
  },
  'sample.open': 'another firm',
  'sample.leave': 'another firm',
  'sample.listPeople': 'changes nothing',
  'session.signIn': 'changes nothing',
  'session.verifyCode': from('code', ({ fixture, ann }) => ({ code: fixture.nextCode(ann) })),
  'session.useTemporaryCode': from('signed_out', issueToAnn),
  'session.useRecoveryCode': from('code', ({ ann }) => ({ recoveryCode: ann.recoveryCodes[0] ?? '' })),
  'session.enterOneTimeCode': 'changes nothing',
  'session.activate': 'changes nothing',
  'session.choosePassword': from('new_password', () => REQUESTS['session.choosePassword'].input),
  'session.useRecoveryKit': from('signed_out', ({ admin }) => ({ email: admin.email, code: KIT_CODE })),
  'session.chooseKitPassword': 'changes nothing',
  'session.cancel': 'changes nothing',
  'session.acknowledge': from('notice', () => ({})),
  'session.repudiate': 'stands',
  'session.lock': 'stands',
  'session.unlock': 'changes nothing',
  'session.touch': 'changes nothing',
  'session.signOut': 'stands',
  'setUp.enterSetupCode': 'changes nothing',
  'setUp.confirm': from('authenticator', async (scene) => ({ code: await pendingCode(scene) })),
  'setUp.finish': from('recovery_codes', () => ({})),
  'setUp.keepRecoveryKit': from('recovery_kit', () => ({})),
  'clipboard.copy': 'changes nothing',
  'document.save': 'changes nothing',
  'document.print': 'changes nothing',
  'document.savePdf': 'changes nothing',
  'document.mail': 'changes nothing',
  'window.setSecretShown': 'changes nothing',
  'account.get': 'changes nothing',
  'account.getPresence': 'changes nothing',
  'account.repudiate': 'stands',
  'account.listActivity': 'changes nothing',
  'account.edit': at(({ admin, version }) => ({ version: version(admin), firstName: 'Maggie', lastName: 'Ash' })),
  'account.changePassword': at(({ admin }) => ({
    currentPassword: admin.password,
    password: 'nine-lanterns-by-the-sea',
  })),
  'account.endOtherSessions': at(async ({ open, admin }) => {
    await open.signIn(2, admin);
    return {};
  }),
  'account.beginAuthenticator': 'changes nothing',
  'account.confirmAuthenticator': at(changeAuthenticator),
  'account.cancelAuthenticator': 'changes nothing',
  'account.regenerateRecoveryCodes': at(({ code }) => ({ code: code() })),
  'account.keepRecoveryCodes': at(async ({ open, code }) => {
    await open.ask(WINDOW, 'account.regenerateRecoveryCodes', { code: code() });
    return {};
  }),
  'account.changeEmail': at(({ fixture, admin }) => ({
    version: fixture.user(admin).version,
    email: 'margaret@quill.example',
    code: '',
  })),
  'account.changeNumber': at(() => REQUESTS['account.changeNumber'].input),
  'account.savePreferences': at(() => REQUESTS['account.savePreferences'].input),
  'users.list': 'changes nothing',
  'users.count': 'changes nothing',
  'users.get': 'changes nothing',
  'users.listActivity': 'changes nothing',
  'users.listCandidates': 'changes nothing',
  'users.getDeactivation': 'changes nothing',
  'users.getResetPreview': 'changes nothing',
  'users.invite': at(() => REQUESTS['users.invite'].input),
  'users.resendInvitations': at(invite),
  'users.cancelInvitation': at(async (scene) => {
    const [userId] = (await invite(scene)).userIds;
    if (userId === undefined) throw new Error('nobody was invited');
    return { userId, version: 1 };
  }),
  'users.edit': at(({ fixture, ann, version }) => ({
    userId: ann.id,
    version: version(ann),
    firstName: 'Anna',
    lastName: 'Vance',
    email: fixture.user(ann).email,
    phone: '',
    role: 'client_ops',
    access: null,
    code: '',
  })),
  'users.confirmNumber': at(proposeForAnn),
  'users.rejectNumber': at(async (scene) => {
    const { code: _, ...decision } = await proposeForAnn(scene);
    return decision;
  }),
  'users.addToClient': at(({ fixture, ann }) => ({
    clientId: fixture.addClient('Beacon'),
    userIds: [ann.id],
    code: '',
  })),
  'users.removeFromClient': at(async ({ fixture, open, ann, alder }) => {
    await open.ask(WINDOW, 'users.addToClient', { clientId: fixture.addClient('Beacon'), userIds: [ann.id], code: '' });
    return { clientId: alder, userId: ann.id };
  }),
  'users.resetPassword': at((scene) => ({ ...onAnn(scene), ...identity })),
  'users.issueTemporaryCode': at((scene) => ({ ...onAnn(scene), ...temporary })),
  'users.revokeTemporaryCode': at(async (scene) => {
    await scene.open.ask(WINDOW, 'users.issueTemporaryCode', { ...onAnn(scene), ...temporary });
    return onAnn(scene);
  }),
  'users.deactivate': at((scene) => ({ ...onAnn(scene), note: '', replacements: [] })),
  'users.reactivate': at(async (scene) => {
    await deactivate(scene);
    return { ...onAnn(scene), code: '' };
  }),
  'users.resetTwoFactor': at((scene) => ({ ...onAnn(scene), ...reset })),
  'users.unlock': at(async (scene) => {
    const { fixture, ann } = scene;
    fixture.context.storage.transaction((tx) => markFactorDisabled(tx, ann.id, 'password', 1));
    return { ...onAnn(scene), ...identity, reason: 'mistyped' };
  }),
  'users.unfreeze': at(async (scene) => {
    const { fixture, ann } = scene;
    fixture.context.storage.transaction((tx) =>
      tx.run('UPDATE users SET frozen_at = 1 WHERE id = :id', { id: ann.id }),
    );
    return { ...onAnn(scene), ...identity };
  }),
  'users.cancelReplacement': at(async (scene) => {
    await scene.open.ask(WINDOW, 'users.resetTwoFactor', {
      ...onAnn(scene),
      ...reset,
      mode: 'replace',
      reason: 'changing_phone',
    });
    return onAnn(scene);
  }),
  'bulkResets.prepare': 'changes nothing',
  'bulkResets.listRows': 'changes nothing',
  'bulkResets.start': 'stands',
  'bulk.cancel': 'changes nothing',
  'bulk.saveCodes': 'changes nothing',
  'bulk.listCodes': 'changes nothing',
  'bulk.discardCodes': 'changes nothing',
  'approvals.list': 'changes nothing',
  'approvals.decide': async () => {
    const scene = await desk();
    const { approver, approvalId } = await askApproval(scene);
    await scene.open.ask(WINDOW, 'session.signOut', {});
    await scene.open.signIn(WINDOW, approver);
    await scene.open.ask(WINDOW, 'account.beginAuthenticator', { code: scene.fixture.nextCode(approver) });
    return { scene, input: { approvalId, ...decision, code: '' } };
  },
  'approvals.cancel': at(async (scene) => ({ approvalId: (await askApproval(scene)).approvalId })),
  'approvals.carryOut': at(async (scene) => {
    const { approver, approvalId } = await askApproval(scene);
    await decide(scene, approver, approvalId);
    return { approvalId, code: '' };
  }),
  'clients.list': 'changes nothing',
  'clients.get': 'changes nothing',
  'clients.listContacts': 'changes nothing',
  'clients.listForAccess': 'changes nothing',
  'clients.add': at(() => ({ ...REQUESTS['clients.add'].input, name: 'Cedar' })),
  'clients.edit': at(({ alder }) => ({ ...REQUESTS['clients.edit'].input, clientId: alder, name: 'Aldermoor' })),
  'clients.terminate': at(({ alder }) => ({ clientId: alder, version: 1, note: '' })),
  'clients.restore': at(async ({ open, alder }) => {
    await open.ask(WINDOW, 'clients.terminate', { clientId: alder, version: 1, note: '' });
    return { clientId: alder, version: 2 };
  }),
  'overview.read': 'changes nothing',
  'reviews.get': 'changes nothing',
  'reviews.start': at(() => ({})),
  'reviews.count': 'changes nothing',
  'reviews.listRows': 'changes nothing',
  'reviews.getDecision': 'changes nothing',
  'reviews.confirm': at(async (scene) => ({ reviewId: await startReview(scene), people: [onAnn(scene)], note: '' })),
  'reviews.takeBack': at(async (scene) => {
    const reviewId = await startReview(scene);
    await scene.open.ask(WINDOW, 'reviews.confirm', { reviewId, people: [onAnn(scene)], note: '' });
    const { userId } = onAnn(scene);
    const { decision } = await scene.open.ask(WINDOW, 'reviews.getDecision', { reviewId, userId });
    return { reviewId, userId, decidedAt: decision?.at ?? 0 };
  }),
  'reviews.finish': at(async (scene) => ({ reviewId: await startReview(scene), note: 'Begun by mistake' })),
  'reviews.report': 'changes nothing',
  'settings.get': 'changes nothing',
  'settings.save': at(() => REQUESTS['settings.save'].input),
  'alerts.list': 'changes nothing',
  'alerts.markSeen': at(({ fixture }) => {
    const alert = { at: fixture.clock.now(), kind: 'many_resets', actorId: null, actorName: null } as const;
    fixture.context.storage.transaction((tx) =>
      insertAlert(tx, { ...alert, subjectId: null, subjectName: null, activitySeq: 1 }),
    );
    return { alertIds: [1] };
  }),
  'alerts.vouch': at(({ fixture, ann }) => {
    const alert = { at: fixture.clock.now(), kind: 'let_in', actorId: 1, actorName: 'Margaret Ashworth' } as const;
    const alertId = fixture.context.storage.transaction((tx) =>
      insertAlert(tx, { ...alert, subjectId: ann.id, subjectName: 'Ann Vance', activitySeq: 1 }),
    );
    return { alertId, code: '' };
  }),
  'recoveryKit.get': 'changes nothing',
  'recoveryKit.replace': at(() => ({ code: '' })),
  'recoveryKit.keep': at(async ({ open, code }) => {
    const { madeAt } = await open.ask(WINDOW, 'recoveryKit.replace', { code: code() });
    return { madeAt };
  }),
  'recoveryKit.stopUse': at(async ({ open, admin }) => {
    await askForKit(open, admin);
    return { useId: 1, code: '' };
  }),
  'backups.get': 'changes nothing',
  'backups.make': 'stands',
  'backups.move': 'stands',
  'firm.useAgain': 'stands',
  'dataKey.check': 'changes nothing',
  'backups.plan': 'stands',
  'backups.stopPlan': 'changes nothing',
  'backups.choose': 'changes nothing',
  'backups.open': 'changes nothing',
  'backups.leave': 'changes nothing',
  'backups.restore': 'another firm',
  'firm.restore': 'another firm',
  'firm.getStart': 'changes nothing',
  'desktops.get': 'changes nothing',
  // The port is open, and the record says so.
  'desktops.serve': 'stands',
  'desktops.stopServing': 'stands',
  'desktops.pair': at(async (scene) => {
    await serve(scene);
    return { code: '' };
  }),
  'desktops.goOnWithoutStandby': at(({ fixture }) => {
    giveMissingStandby(fixture.context.storage, 0);
    return { code: '' };
  }),
  'desktops.revoke': 'stands',
  'line.get': 'changes nothing',
  'policy.get': 'changes nothing',
  'line.join': 'changes nothing',
  'line.leave': 'changes nothing',
  'line.acceptRecord': 'changes nothing',
  'activity.list': 'changes nothing',
  'activity.count': 'changes nothing',
  'activity.verify': 'changes nothing',
  'activity.getHead': 'changes nothing',
  'activity.checkPrinted': 'changes nothing',
  'users.export': 'stands',
  'clients.export': 'stands',
  'activity.export': 'stands',
  'evidence.begin': 'stands',
  'evidence.listRecords': 'changes nothing',
  'evidence.getPiece': 'changes nothing',
  'evidence.sign': 'stands',
  'evidence.save': 'stands',
  'exports.stop': 'changes nothing',
  'imports.saveTemplate': 'changes nothing',
  'imports.choose': 'changes nothing',
  'imports.plan': 'changes nothing',
  'imports.planClients': 'changes nothing',
  'imports.listRows': 'changes nothing',
  'imports.saveRefused': 'changes nothing',
  'imports.start': 'stands',
};
