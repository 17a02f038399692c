// The door: whatever is sent, the answer is a coded refusal or what the contract promises; a refusal changes nothing and
// tells nothing. Every request of the contract is listed here once: a new one does not compile, and fails, until it is.
import { describe, expect, test } from 'vitest';
import { codeAtStep, stepAt } from '../../main/domain/two-factor.ts';
import { MAX_INPUT_LENGTH } from '../../main/ipc/door.ts';
import type { Call } from '../../main/ipc/handler.ts';
import { handlers } from '../../main/ipc/handlers.ts';
import type { Stage } from '../../main/services/act/visit.ts';
import { createFirm } from '../../main/services/firm/create-firm.ts';
import { inviteUsers } from '../../main/services/users/invite-users.ts';
import { resetPassword } from '../../main/services/users/reset-password.ts';
import { type ResetRequest, resetTwoFactor } from '../../main/services/users/reset-two-factor.ts';
import { getAuthenticator } from '../../main/storage/tables/authenticators.ts';
import { removeRecoveryKit } from '../../main/storage/tables/recovery-kit.ts';
import { clearReplaceRequest, markFactorDisabled } from '../../main/storage/tables/users.ts';
import { contract, type InputOf, type RequestName } from '../../preload/contract/index.ts';
import { fromBase32 } from '../support/base32.ts';
import { createFixture, dump, type Fixture, KIT_CODE, type Person } from '../support/fixture.ts';
import { type OpenDoor, openDoor, toFailure } from '../support/open-door.ts';
import { done } from '../support/people.ts';
import { createInstantHasher, HOUR, MINUTE } from '../support/seeded.ts';

const STAGES: readonly Stage[] = [
  'signed_out',
  'activation',
  'new_password',
  'code',
  'kit_waits',
  'kit_password',
  'setup_code',
  'authenticator',
  'recovery_codes',
  'notice',
  'recovery_kit',
  'signed_in',
  'locked',
];

/** Where each request belongs (`sample`: only while a sample firm is open), and an honest input for it. */
const REQUESTS: {
  readonly [N in RequestName]: { readonly at: readonly Stage[] | 'sample'; readonly input: InputOf<N> };
} = {
  'application.getState': { at: STAGES, input: {} },
  'firm.create': {
    at: ['signed_out'],
    input: {
      firmName: 'Quill',
      firstName: 'Ann',
      lastName: 'Vance',
      email: 'ann@quill.example',
      password: 'seven-lamps-over-water',
    },
  },
  'sample.open': { at: ['signed_out'], input: {} },
  'sample.leave': { at: 'sample', input: {} },
  'sample.listPeople': { at: 'sample', input: { search: '' } },
  'session.signIn': { at: ['signed_out'], input: { email: 'nobody@quill.example', password: 'not the password' } },
  'session.verifyCode': { at: ['code'], input: { code: '000000' } },
  'session.useRecoveryCode': { at: ['code'], input: { recoveryCode: '0000-0000-0000-0000' } },
  'session.useTemporaryCode': { at: ['code'], input: { temporaryCode: '0000-0000-0000-0000' } },
  'session.enterOneTimeCode': {
    at: ['signed_out'],
    input: { email: 'nobody@quill.example', code: '0000-0000-0000-0000' },
  },
  'session.activate': {
    at: ['activation'],
    input: { firstName: 'Nina', lastName: 'Okafor', password: 'nine-lanterns-by-the-sea' },
  },
  'session.choosePassword': { at: ['new_password'], input: { password: 'nine-lanterns-by-the-sea' } },
  'session.useRecoveryKit': { at: ['signed_out'], input: { email: 'nobody@quill.example', code: KIT_CODE } },
  'session.chooseKitPassword': { at: ['kit_password'], input: { password: 'nine-lanterns-by-the-sea' } },
  'session.cancel': { at: STAGES.filter((stage) => stage !== 'signed_in' && stage !== 'locked'), input: {} },
  'session.acknowledge': { at: ['notice'], input: {} },
  'session.repudiate': { at: ['new_password', 'setup_code', 'authenticator', 'notice'], input: {} },
  'session.lock': { at: ['signed_in'], input: {} },
  'session.unlock': { at: ['locked'], input: { password: 'x' } },
  'session.touch': { at: ['signed_in'], input: {} },
  'session.signOut': { at: ['signed_in', 'locked'], input: {} },
  'setUp.enterSetupCode': { at: ['setup_code'], input: { setupCode: '0000-0000-0000-0000' } },
  'setUp.confirm': { at: ['authenticator'], input: { code: '000000' } },
  'setUp.finish': { at: ['recovery_codes'], input: {} },
  'setUp.keepRecoveryKit': { at: ['recovery_kit'], input: {} },
  'clipboard.copy': { at: STAGES, input: { text: 'x', isSecret: false } },
  'document.save': {
    at: ['recovery_codes', 'recovery_kit', 'signed_in'],
    input: { suggestedName: 'letter', text: 'x' },
  },
  'document.print': { at: ['recovery_codes', 'recovery_kit', 'signed_in'], input: {} },
  'document.mail': { at: ['signed_in'], input: { to: 'ann@quill.example', subject: 'x', text: 'x' } },
  'window.setSecretShown': { at: STAGES, input: { isShown: true } },
  'clients.list': {
    at: ['signed_in'],
    input: { search: '', statuses: [], types: [], sort: { column: 'name', isDescending: false }, offset: 0, limit: 10 },
  },
  'clients.get': { at: ['signed_in'], input: { clientId: 1 } },
  'clients.listContacts': { at: ['signed_in'], input: { clientId: 1, search: '' } },
  'clients.add': { at: ['signed_in'], input: { name: 'Alder', type: 'company', accountingSoftware: 'Ledger' } },
  'clients.edit': {
    at: ['signed_in'],
    input: {
      clientId: 1,
      version: 1,
      name: 'Alder',
      type: 'company',
      accountingSoftware: 'Ledger',
      pointOfContactId: null,
    },
  },
  'clients.terminate': { at: ['signed_in'], input: { clientId: 1, version: 1, note: '' } },
  'clients.restore': { at: ['signed_in'], input: { clientId: 1, version: 1 } },
  'clients.listForAccess': { at: ['signed_in'], input: { userId: null, search: '', offset: 0, limit: 10 } },
  'users.list': {
    at: ['signed_in'],
    input: {
      search: '',
      clientId: null,
      filters: { roles: [], statuses: [], twoFactor: [], isOverdue: false },
      sort: { column: 'name', isDescending: false },
      offset: 0,
      limit: 10,
    },
  },
  'users.get': { at: ['signed_in'], input: { userId: 2 } },
  'users.listActivity': { at: ['signed_in'], input: { userId: 2, before: null } },
  'users.invite': {
    at: ['signed_in'],
    input: {
      emails: ['nina@quill.example'],
      role: 'partner_ops',
      access: { scope: 'specific', add: [], remove: [], joinsNewClients: false },
      code: '',
    },
  },
  'users.resendInvitations': { at: ['signed_in'], input: { userIds: [2] } },
  'users.edit': {
    at: ['signed_in'],
    input: {
      userId: 2,
      version: 1,
      firstName: 'Ann',
      lastName: 'Vance',
      email: 'ann@quill.example',
      phone: '',
      role: 'client_ops',
      access: null,
      code: '',
    },
  },
  'users.listCandidates': { at: ['signed_in'], input: { clientId: 1, search: '' } },
  'users.addToClient': { at: ['signed_in'], input: { clientId: 1, userIds: [2] } },
  'users.removeFromClient': { at: ['signed_in'], input: { clientId: 1, userId: 2 } },
  'users.resetPassword': {
    at: ['signed_in'],
    input: { userId: 2, version: 2, note: '', identityCheck: 'in_person', vouchedBy: '', code: '' },
  },
  'users.issueTemporaryCode': {
    at: ['signed_in'],
    input: {
      userId: 2,
      version: 2,
      hours: 8,
      isSingleUse: true,
      reason: 'phone_left_behind',
      note: '',
      identityCheck: 'in_person',
      vouchedBy: '',
      code: '',
    },
  },
  'users.revokeTemporaryCode': { at: ['signed_in'], input: { userId: 2, version: 2 } },
  'users.getDeactivation': { at: ['signed_in'], input: { userId: 2 } },
  'users.deactivate': { at: ['signed_in'], input: { userId: 2, version: 1, note: '', replacements: [] } },
  'users.reactivate': { at: ['signed_in'], input: { userId: 2, version: 1, code: '' } },
  'users.getResetPreview': { at: ['signed_in'], input: { userId: 2 } },
  'users.resetTwoFactor': {
    at: ['signed_in'],
    input: {
      userId: 2,
      version: 1,
      mode: 'revoke_now',
      reason: 'lost_phone',
      note: '',
      identityCheck: 'in_person',
      vouchedBy: '',
      code: '',
    },
  },
  'users.unfreeze': {
    at: ['signed_in'],
    input: { userId: 2, version: 1, note: '', identityCheck: 'in_person', vouchedBy: '', code: '' },
  },
  'alerts.list': { at: ['signed_in'], input: { before: null } },
  'alerts.markSeen': { at: ['signed_in'], input: { alertIds: [1] } },
  'account.repudiate': { at: ['signed_in'], input: {} },
  'users.cancelReplacement': { at: ['signed_in'], input: { userId: 2, version: 1 } },
  'bulkResets.prepare': { at: ['signed_in'], input: { selection: { kind: 'users', userIds: [2] } } },
  'bulkResets.listRows': { at: ['signed_in'], input: { bulkId: 'x', offset: 0, limit: 50 } },
  'bulkResets.start': {
    at: ['signed_in'],
    input: {
      bulkId: 'x',
      reason: 'lost_phone',
      note: 'All of them',
      identityCheck: 'in_person',
      vouchedBy: '',
      code: '',
    },
  },
  'bulkResets.cancel': { at: ['signed_in'], input: { bulkId: 'x' } },
  'bulkResets.saveCodes': { at: ['signed_in'], input: { bulkId: 'x' } },
  'account.get': { at: ['signed_in'], input: {} },
  'account.getPresence': { at: ['signed_in'], input: {} },
  'account.listActivity': { at: ['signed_in'], input: { before: null } },
  'account.edit': { at: ['signed_in'], input: { version: 1, firstName: 'Margaret', lastName: 'Ash' } },
  'account.changePassword': {
    at: ['signed_in'],
    input: { currentPassword: 'not the password', password: 'nine-lanterns-by-the-sea' },
  },
  'account.endOtherSessions': { at: ['signed_in'], input: {} },
  'account.beginAuthenticator': { at: ['signed_in'], input: { code: '000000' } },
  'account.confirmAuthenticator': { at: ['signed_in'], input: { code: '000000' } },
  'account.cancelAuthenticator': { at: ['signed_in'], input: {} },
  'account.regenerateRecoveryCodes': { at: ['signed_in'], input: { code: '000000' } },
  'account.keepRecoveryCodes': { at: ['signed_in'], input: {} },
  'account.savePreferences': {
    at: ['signed_in'],
    input: {
      preferences: {
        users: {
          widths: { email: 240 },
          sort: { column: 'email', isDescending: true },
          filters: { roles: ['client_ops'], statuses: [], twoFactor: [], isOverdue: true },
        },
        clients: {
          widths: {},
          sort: { column: 'name', isDescending: false },
          filters: { statuses: ['active'], types: [] },
        },
        isCompact: true,
      },
    },
  },
  'settings.get': { at: ['signed_in'], input: {} },
  'settings.save': {
    at: ['signed_in'],
    input: {
      version: 1,
      settings: {
        firmName: 'Quill',
        firmPhone: '',
        isSetupCodeRequired: true,
        setupCodeMinutes: 60,
        maxFailures: 10,
        isSecondApproverRequired: false,
        idleLockMinutes: 10,
        workDays: [1, 2, 3, 4, 5],
        workFrom: 420,
        workUntil: 1140,
      },
      code: '',
    },
  },
  'approvals.list': { at: ['signed_in'], input: {} },
  'approvals.decide': { at: ['signed_in'], input: { approvalId: 1, decision: 'approve', note: '', code: '' } },
  'approvals.cancel': { at: ['signed_in'], input: { approvalId: 1 } },
  'approvals.carryOut': { at: ['signed_in'], input: { approvalId: 1, code: '' } },
  'recoveryKit.get': { at: ['signed_in'], input: {} },
  'recoveryKit.replace': { at: ['signed_in'], input: { code: '000000' } },
  'recoveryKit.keep': { at: ['signed_in'], input: { madeAt: 1 } },
  'recoveryKit.stopUse': { at: ['signed_in'], input: { useId: 1, code: '' } },
  'activity.list': {
    at: ['signed_in'],
    input: { search: '', actions: [], outcomes: [], from: null, until: null, before: null },
  },
};
/** Also there they need what only another request begins: the account's own tests take them further. */
const NEEDS_MORE: readonly RequestName[] = ['account.confirmAuthenticator', 'account.keepRecoveryCodes'];
const NAMES = Object.keys(contract) as RequestName[];
const WINDOW = 7;

interface Scene {
  readonly fixture: Fixture;
  readonly open: OpenDoor;
  readonly admin: Person;
  readonly ann: Person;
}

async function setScene(): Promise<Scene> {
  const fixture = createFixture({ passwords: createInstantHasher() });
  const admin = await fixture.addPerson({ role: 'partner_admin', firstName: 'Margaret', lastName: 'Ashworth' });
  const ann = await fixture.addPerson({ role: 'client_ops' });
  return { fixture, open: openDoor(fixture), admin, ann };
}

const resetInput = (fixture: Fixture, target: Person, code: string): InputOf<'users.resetTwoFactor'> => ({
  userId: target.id,
  version: fixture.user(target).version,
  mode: 'revoke_now',
  reason: 'lost_phone',
  note: '',
  identityCheck: 'in_person',
  vouchedBy: '',
  code,
});

/** Ann's second factor is reset by a session of its own. */
async function resetAnn({ fixture, admin, ann }: Scene): Promise<string> {
  const result = resetTwoFactor(
    fixture.context,
    await fixture.signIn(admin),
    resetInput(fixture, ann, fixture.nextCode(admin)) as ResetRequest,
  );
  return result.outcome === 'done' ? (result.setupCode ?? '') : '';
}

/** Somebody new is invited, or Ann's password is reset, and the code is entered. */
async function enterOneTimeCode(
  { fixture, open, admin, ann }: Scene,
  stage: 'activation' | 'new_password',
): Promise<void> {
  const actor = await fixture.signIn(admin);
  const access = { scope: 'specific', add: [], remove: [], joinsNewClients: false } as const;
  const issued =
    stage === 'activation'
      ? inviteUsers(fixture.context, actor, {
          emails: ['nina@quill.example'],
          role: 'partner_ops',
          access,
          code: '',
        })[0]
      : done(
          resetPassword(fixture.context, actor, {
            userId: ann.id,
            version: fixture.user(ann).version,
            note: '',
            identityCheck: 'in_person',
            vouchedBy: '',
            code: fixture.nextCode(admin),
          }),
        ).issued;
  await open.ask(WINDOW, 'session.enterOneTimeCode', { email: issued?.email ?? '', code: issued?.code ?? '' });
}

/** What was asked for is taken back, but the notice of it stays to be read. */
const cancelReplacementOf = (fixture: Fixture, person: Person): void =>
  fixture.context.storage.transaction((tx) => clearReplaceRequest(tx, person.id));
/** The firm has no recovery kit, so its Partner Admin is given one. */
async function signInWithoutKit({ fixture, open, admin }: Scene): Promise<void> {
  fixture.context.storage.transaction((tx) => removeRecoveryKit(tx));
  await open.ask(WINDOW, 'session.signIn', { email: admin.email, password: admin.password });
  await open.ask(WINDOW, 'session.verifyCode', { code: fixture.nextCode(admin) });
}

/** The only Partner Admin is locked, or can still sign in by the records. */
async function enterKit({ fixture, open, admin }: Scene, stage: 'kit_waits' | 'kit_password'): Promise<void> {
  if (stage === 'kit_password')
    fixture.context.storage.transaction((tx) => markFactorDisabled(tx, admin.id, 'code', fixture.clock.now()));
  await open.ask(WINDOW, 'session.useRecoveryKit', { email: admin.email, code: KIT_CODE });
}

/** A window that stands at this stage. */
async function setSceneAt(stage: Stage): Promise<Scene> {
  const scene = await setScene();
  const { fixture, open, admin, ann } = scene;
  if (stage === 'signed_out') return scene;
  if (stage === 'signed_in' || stage === 'locked') {
    await open.signIn(WINDOW, admin);
    if (stage === 'locked') await open.ask(WINDOW, 'session.lock', {});
  } else if (stage === 'activation' || stage === 'new_password') await enterOneTimeCode(scene, stage);
  else if (stage === 'recovery_kit') await signInWithoutKit(scene);
  else if (stage === 'kit_waits' || stage === 'kit_password') await enterKit(scene, stage);
  else if (stage === 'notice') {
    const actor = await fixture.signIn(admin);
    resetTwoFactor(fixture.context, actor, {
      ...(resetInput(fixture, ann, fixture.nextCode(admin)) as ResetRequest),
      mode: 'replace',
    });
    cancelReplacementOf(fixture, ann);
    await open.ask(WINDOW, 'session.signIn', { email: ann.email, password: ann.password });
    await open.ask(WINDOW, 'session.verifyCode', { code: fixture.nextCode(ann) });
  } else if (stage === 'code') await open.ask(WINDOW, 'session.signIn', { email: ann.email, password: ann.password });
  else {
    const setupCode = await resetAnn(scene);
    await open.ask(WINDOW, 'session.signIn', { email: ann.email, password: ann.password });
    if (stage !== 'setup_code') {
      const { screen } = await open.ask(WINDOW, 'setUp.enterSetupCode', { setupCode });
      if (stage === 'recovery_codes' && screen.name === 'authenticator') {
        await open.ask(WINDOW, 'setUp.confirm', {
          code: codeAtStep(fromBase32(screen.setupKey), stepAt(fixture.clock.now())),
        });
      }
    }
  }
  return scene;
}

const stageOf = async (open: OpenDoor): Promise<string> => {
  const screen = await open.screen(WINDOW);
  return screen === 'sign_in' || screen === 'first_run' ? 'signed_out' : screen;
};

test('every request of the contract has a handler and a line in these tests, and there are no others', () => {
  expect(Object.keys(REQUESTS).sort()).toEqual([...NAMES].sort());
  expect(Object.keys(handlers).sort()).toEqual([...NAMES].sort());
});

test.each(STAGES)('the scenes of these tests reach %s', async (stage) => {
  const { open } = await setSceneAt(stage);
  expect(await stageOf(open)).toBe(stage);
});

describe('who speaks', () => {
  test.each(NAMES)('%s from anything but our own window is refused unread', async (name) => {
    const { fixture, open } = await setScene();
    const before = dump(fixture.read);
    expect(await open.refusal(undefined, name, REQUESTS[name].input)).toEqual({ code: 'wrong_sender' });
    expect(dump(fixture.read)).toBe(before);
  });
  test.each([
    ['an unknown name', 'users.deleteAll'],
    ['nothing', ''],
    ['__proto__', '__proto__'],
    ['constructor', 'constructor'],
    ['toString', 'toString'],
    ['hasOwnProperty', 'hasOwnProperty'],
    ['a name in capitals', 'USERS.LIST'],
    ['a name with a space', 'users.list '],
    ['a very long name', 'x'.repeat(100_000)],
    ['undefined', undefined],
    ['null', null],
    ['a number', 7],
    ['an array', ['users.list']],
    ['an object', { toString: () => 'users.list' }],
    ['a symbol', Symbol('users.list')],
  ])('%s as a request is unknown', async (_what, name) => {
    const { fixture, open } = await setSceneAt('signed_in');
    const before = dump(fixture.read);
    expect(toFailure(await open.send(WINDOW, name, '{}'))).toEqual({ code: 'unknown_request' });
    expect(dump(fixture.read)).toBe(before);
    expect(open.log).toEqual([]);
  });
});

describe('where a request belongs', () => {
  test.each(STAGES)('at %s every request of another place is refused and changes nothing', async (stage) => {
    const { fixture, open } = await setSceneAt(stage);
    const before = dump(fixture.read);
    for (const name of NAMES) {
      const { at, input } = REQUESTS[name];
      if (at !== 'sample' && at.includes(stage)) continue;
      const { code } = await open.refusal(WINDOW, name, input);
      expect([name, ['not_signed_in', 'not_now'].includes(code) ? 'refused' : code]).toEqual([name, 'refused']);
    }
    expect(dump(fixture.read)).toBe(before);
    expect(await stageOf(open)).toBe(stage);
    expect(open.log).toEqual([]);
  });
  test.each(STAGES)('at %s every request that belongs there is admitted', async (stage) => {
    for (const name of NAMES) {
      const { at, input } = REQUESTS[name];
      if (
        at === 'sample' ||
        !at.includes(stage) ||
        name === 'firm.create' ||
        name === 'sample.open' ||
        NEEDS_MORE.includes(name)
      )
        continue;
      const { open } = await setSceneAt(stage);
      const answer = JSON.parse(await open.send(WINDOW, name, JSON.stringify(input))) as {
        ok: boolean;
        failure?: { code: string };
      };
      expect([
        name,
        ['not_signed_in', 'not_now', 'bad_input', 'unexpected'].includes(answer.failure?.code ?? ''),
      ]).toEqual([name, false]);
    }
  });
  test('a firm is created and a sample opened only where there is no firm', async () => {
    const { fixture, open } = await setScene();
    const before = dump(fixture.read);
    for (const name of ['firm.create', 'sample.open'] as const)
      expect(await open.refusal(WINDOW, name, REQUESTS[name].input)).toEqual({ code: 'not_now' });
    expect(dump(fixture.read)).toBe(before);
  });
  test('a window that was never seen is signed out', async () => {
    const { open } = await setSceneAt('signed_in');
    expect(await open.screen(WINDOW + 1)).toBe('sign_in');
    expect((await open.refusal(WINDOW + 1, 'users.list', REQUESTS['users.list'].input)).code).toBe('not_signed_in');
  });
});

describe('a session that is over', () => {
  const SIGNED_IN_ONLY = NAMES.filter((name) => JSON.stringify(REQUESTS[name].at) === '["signed_in"]');

  test.each<[string, (scene: Scene) => unknown]>([
    ['ended by signing out', ({ open }) => open.ask(WINDOW, 'session.signOut', {})],
    [
      'ended in the database',
      ({ fixture }) =>
        fixture.context.storage.transaction((tx) =>
          tx.run("UPDATE sessions SET ended_at = 1, ended_because = 'signed_out'"),
        ),
    ],
    ['twelve hours old', ({ fixture }) => fixture.clock.advance(12 * HOUR)],
    ['of a window that was closed', ({ open }) => open.door.forget(WINDOW)],
    [
      'of someone who was deactivated',
      ({ fixture, admin }) =>
        fixture.context.storage.transaction((tx) =>
          tx.run("UPDATE users SET status = 'deactivated' WHERE id = :id", { id: admin.id }),
        ),
    ],
    ['behind a database that was replaced', ({ open }) => open.door.startOver()],
  ])('%s opens nothing', async (_how, end) => {
    const scene = await setSceneAt('signed_in');
    expect(SIGNED_IN_ONLY).toContain('users.resetTwoFactor');
    await end(scene);
    const before = dump(scene.fixture.read);
    for (const name of SIGNED_IN_ONLY)
      expect([name, await scene.open.refusal(WINDOW, name, REQUESTS[name].input)]).toEqual([
        name,
        { code: 'not_signed_in' },
      ]);
    expect(dump(scene.fixture.read)).toBe(before);
    expect(await scene.open.screen(WINDOW)).toBe('sign_in');
  });
  test('is over in the database too when its window is closed', async () => {
    const { fixture, open } = await setSceneAt('signed_in');
    open.door.forget(WINDOW);
    expect(fixture.read.all('SELECT ended_because FROM sessions')).toEqual([{ ended_because: 'application_closed' }]);
  });
  test('and a code typed too slowly, and a set-up left alone, are over as well', async () => {
    for (const stage of STAGES.filter((other) => !['signed_out', 'signed_in', 'locked'].includes(other))) {
      const { fixture, open } = await setSceneAt(stage);
      fixture.clock.advance(30 * MINUTE);
      expect((await open.ask(WINDOW, 'application.getState', {})).screen).toEqual({
        name: 'sign_in',
        because: 'too_slow',
      });
    }
  });
});

const MARK = 'MARK-OF-THE-SENDER';
const stageFor = (name: RequestName): Stage => {
  const { at } = REQUESTS[name];
  return at === 'sample' ? 'signed_out' : (at.at(-1) ?? 'signed_out');
};
function openAsSample(fixture: Fixture): void {
  Object.assign(fixture.context, { isSample: true });
  fixture.context.storage.transaction((tx) => tx.run('UPDATE firm SET is_sample = 1'));
}
/** On a first run and inside a sample the remaining requests can be reached. */
async function sceneFor(name: RequestName): Promise<Scene> {
  const scene = await setSceneAt(stageFor(name));
  if (REQUESTS[name].at === 'sample') openAsSample(scene.fixture);
  return scene;
}

describe('what is sent', () => {
  const deep = (open: string, close: string): string => open.repeat(8000) + close.repeat(8000);
  const RAW: readonly (readonly [string, unknown])[] = [
    ['undefined', undefined],
    ['null', null],
    ['a number', 5],
    ['an object', {}],
    ['an array', []],
    ['a function', () => '{}'],
    ['a symbol', Symbol('{}')],
    ['no text', ''],
    ['no JSON', MARK],
    ['half JSON', '{"search":'],
    ['JSON null', 'null'],
    ['JSON true', 'true'],
    ['a JSON number', '5'],
    ['a JSON text', `"${MARK}"`],
    ['a JSON array', '[]'],
    ['a JSON array of one', '[{}]'],
    ['NaN', 'NaN'],
    ['deep arrays', deep('[', ']')],
    ['deep objects', deep('{"a":', '}').replace('}', '1}')],
    ['too much text', `{"search":"${'x'.repeat(MAX_INPUT_LENGTH)}"}`],
    ['very much text', 'x'.repeat(5_000_000)],
  ];
  test.each(NAMES)('%s refuses what cannot be read, and repeats none of it', async (name) => {
    const { fixture, open } = await sceneFor(name);
    const before = dump(fixture.read);
    const padded = `${JSON.stringify(REQUESTS[name].input)}${' '.repeat(MAX_INPUT_LENGTH)}`;
    for (const [what, raw] of [...RAW, ['an honest input with too much around it', padded] as const]) {
      const answer = await open.send(WINDOW, name, raw);
      expect([what, toFailure(answer).code]).toEqual([what, 'bad_input']);
      expect(answer).not.toContain(MARK);
    }
    expect(dump(fixture.read)).toBe(before);
    expect(open.log).toEqual([]);
  });
  test.each(NAMES)('%s refuses a key that the contract does not name, whatever it is called', async (name) => {
    const { fixture, open } = await sceneFor(name);
    const before = dump(fixture.read);
    const honest = JSON.stringify(REQUESTS[name].input).slice(1, -1);
    for (const key of ['extra', MARK, '__proto__', 'constructor', 'toString', 'hasOwnProperty', '']) {
      const answer = await open.send(
        WINDOW,
        name,
        `{${honest}${honest === '' ? '' : ','}${JSON.stringify(key)}:{"isAdmin":true,"x":"${MARK}"}}`,
      );
      expect([key, toFailure(answer).code]).toEqual([key, 'bad_input']);
    }
    expect(dump(fixture.read)).toBe(before);
    expect(Object.prototype).not.toHaveProperty('isAdmin');
  });
  test.each(NAMES)('%s refuses a missing field and every wrong type', async (name) => {
    const { fixture, open } = await sceneFor(name);
    const before = dump(fixture.read);
    const honest = REQUESTS[name].input as Readonly<Record<string, unknown>>;
    for (const [field, value] of Object.entries(honest)) {
      const { [field]: _left, ...rest } = honest;
      expect([field, (await open.refusal(WINDOW, name, rest)).code]).toEqual([field, 'bad_input']);
      const isNumber = typeof value === 'number';
      const wrong: unknown[] = [
        true,
        {},
        [],
        [value],
        { length: 1 },
        ...(typeof value === 'boolean'
          ? ['true', 1, null]
          : isNumber
            ? ['1', null, -1, 1.5, -0.5, 1e300, 2 ** 53]
            : value === null
              ? ['1', 1.5, 1e300, ...(['from', 'until'].includes(field) ? [] : [-1, 0])]
              : [null, 5, 0, 'x'.repeat(125_000)]),
      ];
      for (const bad of wrong) {
        if (JSON.stringify(bad) === JSON.stringify(value) || (typeof value === 'boolean' && typeof bad === 'boolean'))
          continue;
        const answer = await open.send(WINDOW, name, JSON.stringify({ ...honest, [field]: bad }));
        expect([field, JSON.stringify(bad).slice(0, 30), toFailure(answer).code]).toEqual([
          field,
          JSON.stringify(bad).slice(0, 30),
          'bad_input',
        ]);
      }
      // JSON has no NaN or Infinity, but a number that is too large becomes Infinity when it is read.
      if (isNumber)
        expect(
          toFailure(await open.send(WINDOW, name, JSON.stringify({ ...honest, [field]: '@' }).replace('"@"', '1e999')))
            .code,
        ).toBe('bad_input');
    }
    expect(dump(fixture.read)).toBe(before);
    expect(open.log).toEqual([]);
  });
  test('a firm, a person or an email with invisible characters is refused beside the field', async () => {
    const fixture = createFixture({ hasFirm: false, passwords: createInstantHasher() });
    const open = openDoor(fixture);
    for (const field of ['firmName', 'firstName', 'lastName', 'email'] as const) {
      const honest = REQUESTS['firm.create'].input;
      for (const bad of ['\u202e', '\u200b', '\u0000', '\n']) {
        expect(
          await open.refusal(WINDOW, 'firm.create', {
            ...honest,
            [field]: honest[field].replace('n', `n${bad}x`).replace('Q', `Q${bad}x`),
          }),
        ).toMatchObject({ code: 'bad_input', fields: [{ field }] });
      }
    }
    expect(await open.screen(WINDOW)).toBe('first_run');
  });
  test('an other reason needs a note, and a colleague who vouched needs a name, beside their fields', async () => {
    const { open } = await setSceneAt('signed_in');
    const honest = REQUESTS['users.resetTwoFactor'].input;
    expect(
      await open.refusal(WINDOW, 'users.resetTwoFactor', { ...honest, reason: 'other', note: '  ' }),
    ).toMatchObject({
      code: 'bad_input',
      fields: [{ field: 'note' }],
    });
    expect(
      await open.refusal(WINDOW, 'users.resetTwoFactor', {
        ...honest,
        identityCheck: 'vouched_by_colleague',
        vouchedBy: ' ',
      }),
    ).toMatchObject({
      code: 'bad_input',
      fields: [{ field: 'vouchedBy' }],
    });
    expect(
      await open.refusal(WINDOW, 'users.resetTwoFactor', { ...honest, identityCheck: 'date_of_birth' }),
    ).toMatchObject({
      code: 'bad_input',
      fields: [{ field: 'identityCheck' }],
    });
  });
});

describe('what is answered', () => {
  /** For one call, the handler does something else. */
  async function withHandler(name: RequestName, run: () => unknown, call: () => Promise<void>): Promise<void> {
    const handler = handlers[name] as { admit(call: Call): unknown };
    const honest = handler.admit;
    handler.admit = (received) => {
      honest(received);
      return run;
    };
    try {
      await call();
    } finally {
      handler.admit = honest;
    }
  }
  const SECRET = 'JBSWY3DPEHPK3PXP';

  test.each(NAMES)('%s with a key that the contract does not name fails closed', async (name) => {
    const { open } = await sceneFor(name);
    for (const extra of [
      { secret: SECRET },
      { rows: [{ secret: SECRET }], total: 1 },
      { screen: { name: 'sign_in', because: null, secret: SECRET } },
    ]) {
      await withHandler(
        name,
        () => extra,
        async () => {
          const answer = await open.send(WINDOW, name, JSON.stringify(REQUESTS[name].input));
          expect(toFailure(answer).code).toBe('unexpected');
          expect(answer).not.toContain(SECRET);
        },
      );
    }
    expect(open.log.join('\n')).not.toContain(SECRET);
  });
  test('a right answer with one key too many fails closed', async () => {
    const { open } = await setSceneAt('signed_in');
    const page = await open.ask(WINDOW, 'users.list', REQUESTS['users.list'].input);
    expect(page.rows.length).toBeGreaterThan(1);
    await withHandler(
      'users.list',
      () => ({ ...page, rows: page.rows.map((row) => ({ ...row, sealedSecret: SECRET })) }),
      async () => {
        expect((await open.refusal(WINDOW, 'users.list', REQUESTS['users.list'].input)).code).toBe('unexpected');
      },
    );
  });
  test.each<[string, unknown]>([
    ['an error', new Error(`no such table: ${SECRET}`)],
    ['a text', SECRET],
    ['nothing', undefined],
    ['null', null],
    ['an object', { message: SECRET, code: 5 }],
  ])('%s that is thrown is answered with a reference and no text; the log has both', async (_what, thrown) => {
    const { open } = await setSceneAt('signed_in');
    await withHandler(
      'users.list',
      () => {
        throw thrown;
      },
      async () => {
        const answer = await open.send(WINDOW, 'users.list', JSON.stringify(REQUESTS['users.list'].input));
        const failure = toFailure(answer);
        if (failure.code !== 'unexpected') throw new Error(`answered ${failure.code}`);
        expect(Object.keys(failure).sort()).toEqual(['code', 'reference']);
        expect(answer).not.toContain(SECRET);
        expect(open.log.at(-1)).toContain(failure.reference);
        expect(open.log.at(-1)).toContain('users.list');
      },
    );
  });
  test.each([
    'SQLITE_FULL',
    'SQLITE_IOERR_WRITE',
    'SQLITE_READONLY',
    'ENOSPC',
  ])('%s is answered as "cannot write"', async (code) => {
    const { open } = await setSceneAt('signed_in');
    await withHandler(
      'users.list',
      () => {
        throw Object.assign(new Error('at /home/someone/rekey.db'), { code });
      },
      async () => {
        expect(await open.refusal(WINDOW, 'users.list', REQUESTS['users.list'].input)).toEqual({
          code: 'cannot_write',
        });
      },
    );
  });
});

describe('overlapping calls of one window', () => {
  test('a code sent twice leaves one session, and the window in it', async () => {
    const { fixture, open, ann } = await setSceneAt('code');
    const input = JSON.stringify({ code: fixture.nextCode(ann) });
    const answers = await Promise.all([1, 2].map(() => open.send(WINDOW, 'session.verifyCode', input)));
    expect(answers.map((answer) => (JSON.parse(answer) as { ok: boolean }).ok).sort()).toEqual([false, true]);
    expect(fixture.read.all('SELECT * FROM sessions WHERE ended_at IS NULL')).toHaveLength(1);
    expect(await open.screen(WINDOW)).toBe('signed_in');
  });
  test('a sign-in that was cancelled meanwhile ends its session at once', async () => {
    const { fixture, open, ann } = await setSceneAt('code');
    const answer = open.send(WINDOW, 'session.useRecoveryCode', JSON.stringify({ recoveryCode: ann.recoveryCodes[0] }));
    await open.ask(WINDOW, 'session.cancel', {});
    expect(toFailure(await answer)).toEqual({ code: 'not_now' });
    expect(fixture.read.all('SELECT * FROM sessions WHERE ended_at IS NULL')).toEqual([]);
    expect(await open.screen(WINDOW)).toBe('sign_in');
  });
  test('Finish twice leaves one session', async () => {
    const { fixture, open } = await setSceneAt('recovery_codes');
    await Promise.all([1, 2].map(() => open.send(WINDOW, 'setUp.finish', '{}')));
    expect(fixture.read.all('SELECT * FROM sessions WHERE ended_at IS NULL AND user_id = 2')).toHaveLength(1);
  });
});

describe('the whole job through the door', () => {
  test('a first run, from nothing to signed in; the recovery codes and the recovery kit are saved as files on the way', async () => {
    const fixture = createFixture({ hasFirm: false, passwords: createInstantHasher() });
    const open = openDoor(fixture);
    expect(await open.screen(WINDOW)).toBe('first_run');
    const { screen } = await open.ask(WINDOW, 'firm.create', REQUESTS['firm.create'].input);
    if (screen.name !== 'authenticator') throw new Error(`at ${screen.name}`);
    expect(screen).toMatchObject({ issuer: 'Quill', account: 'ann@quill.example', notice: null });
    const after = await open.ask(WINDOW, 'setUp.confirm', {
      code: codeAtStep(fromBase32(screen.setupKey), stepAt(fixture.clock.now())),
    });
    if (after.screen.name !== 'recovery_codes') throw new Error(`at ${after.screen.name}`);
    const letter = { suggestedName: 'recovery-codes', text: after.screen.codes.join('\n') };
    expect(await open.ask(WINDOW, 'document.save', letter)).toEqual({ isSaved: true });
    for (const code of after.screen.codes) expect(open.saved[0]?.text).toContain(code);
    const kit = await open.ask(WINDOW, 'setUp.finish', {});
    if (kit.screen.name !== 'recovery_kit') throw new Error(`at ${kit.screen.name}`);
    expect(await open.ask(WINDOW, 'document.save', { suggestedName: 'recovery-kit', text: kit.screen.code })).toEqual({
      isSaved: true,
    });
    const done = await open.ask(WINDOW, 'setUp.keepRecoveryKit', {});
    expect(done).toMatchObject({
      firmName: 'Quill',
      screen: {
        name: 'signed_in',
        user: { email: 'ann@quill.example', role: 'partner_admin' },
        may: { viewClients: true },
      },
    });
    fixture.checkChain();
  });
  test('a first run that was left is taken up by signing in', async () => {
    const fixture = createFixture({ hasFirm: false, passwords: createInstantHasher() });
    await createFirm(fixture.context, REQUESTS['firm.create'].input);
    const open = openDoor(fixture);
    const { email, password } = REQUESTS['firm.create'].input;
    expect((await open.ask(WINDOW, 'session.signIn', { email, password })).screen.name).toBe('authenticator');
  });
});

describe('the desktop', () => {
  test('is asked for the window that called, and for no other', async () => {
    const { open } = await setSceneAt('recovery_codes');
    await open.ask(WINDOW, 'window.setSecretShown', { isShown: true });
    await open.ask(WINDOW, 'clipboard.copy', { text: 'a code', isSecret: true });
    await open.ask(WINDOW, 'document.save', { suggestedName: 'recovery-codes', text: 'ten codes' });
    await open.ask(WINDOW, 'document.print', {});
    expect(open.protectedWindows).toEqual([{ windowId: WINDOW, isProtected: true }]);
    expect(open.copied).toEqual([{ text: 'a code', isSecret: true }]);
    expect(open.saved).toEqual([{ windowId: WINDOW, name: 'recovery-codes.txt', text: 'ten codes' }]);
    expect(open.printed).toEqual([WINDOW]);
  });
});

describe('two windows', () => {
  test("a reset in one ends the other's session, tells it so, and tells nobody else more than that users changed", async () => {
    const { fixture, open, admin, ann } = await setScene();
    const bob = await fixture.addPerson({ role: 'client_admin' });
    await open.signIn(1, admin);
    await open.signIn(2, ann);
    await open.signIn(3, bob);
    expect(await open.screen(4)).toBe('sign_in');
    open.announced.length = 0;
    const result = await open.ask(1, 'users.resetTwoFactor', resetInput(fixture, ann, fixture.nextCode(admin)));
    expect(result).toMatchObject({ outcome: 'done', removed: { authenticators: 1, recoveryCodes: 10, sessions: 1 } });
    expect(open.announced.find(({ windowId }) => windowId === 2)).toMatchObject({
      name: 'state.changed',
      payload: { screen: { name: 'sign_in', because: 'session_ended' } },
    });
    expect(open.announced.filter(({ windowId }) => windowId !== 2)).toEqual(
      [1, 3].map((windowId) => ({ windowId, name: 'directory.changed', payload: {} })),
    );
    expect((await open.refusal(2, 'session.signOut', {})).code).toBe('not_signed_in');
    expect(
      (
        await open.ask(1, 'users.resetTwoFactor', {
          ...resetInput(fixture, ann, ''),
          version: fixture.user(ann).version - 1,
        })
      ).outcome,
    ).toBe('already_done');
  });
  test('a reset in one ends a set-up that is under way in the other', async () => {
    const scene = await setSceneAt('authenticator');
    const { fixture, open, admin, ann } = scene;
    await open.signIn(1, admin);
    await open.ask(1, 'users.resetTwoFactor', resetInput(fixture, ann, fixture.nextCode(admin)));
    expect(open.announced.find(({ windowId }) => windowId === WINDOW)).toMatchObject({
      name: 'state.changed',
      payload: { screen: { name: 'sign_in', because: 'changed_meanwhile' } },
    });
  });
  test('a refused reset announces nothing', async () => {
    const { fixture, open, admin, ann } = await setScene();
    await open.signIn(1, admin);
    await open.signIn(2, ann);
    open.announced.length = 0;
    expect((await open.refusal(1, 'users.resetTwoFactor', resetInput(fixture, ann, ''))).code).toBe(
      'fresh_code_needed',
    );
    expect(open.announced).toEqual([]);
    expect(await open.screen(2)).toBe('signed_in');
  });
  test('one that cannot be told does not take the setup code with it', async () => {
    const { fixture, open, admin, ann } = await setScene();
    await open.signIn(1, admin);
    await open.signIn(2, ann);
    open.failAnnouncing();
    expect(await open.ask(1, 'users.resetTwoFactor', resetInput(fixture, ann, fixture.nextCode(admin)))).toMatchObject({
      outcome: 'done',
    });
    expect(open.log.join()).toContain('window 2 could not be told');
  });
  test('a set-up that is cancelled while it is confirmed leaves no factor behind', async () => {
    const { fixture, open, ann } = await setSceneAt('authenticator');
    const { screen } = await open.ask(WINDOW, 'application.getState', {});
    if (screen.name !== 'authenticator') throw new Error('not at the authenticator');
    const code = codeAtStep(fromBase32(screen.setupKey), stepAt(fixture.clock.now()));
    const confirming = open.send(WINDOW, 'setUp.confirm', JSON.stringify({ code }));
    await open.ask(WINDOW, 'session.cancel', {});
    expect(toFailure(await confirming).code).toBe('not_now');
    expect(fixture.user(ann).twoFactor).not.toBe('set_up');
    expect(getAuthenticator(fixture.read, ann.id)).toBeUndefined();
  });
  test('whose sessions have run out are told when the time is looked at', async () => {
    const { fixture, open, admin } = await setScene();
    await open.signIn(1, admin);
    open.announced.length = 0;
    fixture.clock.advance(12 * HOUR);
    open.door.sweep();
    expect(open.announced).toMatchObject([
      { windowId: 1, name: 'state.changed', payload: { screen: { name: 'sign_in' } } },
    ]);
  });
  test('live codes are never shown for a real firm, whatever its database says of itself', async () => {
    const { fixture, open } = await setScene();
    fixture.context.storage.transaction((tx) => tx.run('UPDATE firm SET is_sample = 1'));
    expect((await open.refusal(1, 'sample.listPeople', { search: '' })).code).toBe('not_now');
    expect((await open.ask(1, 'application.getState', {})).isSample).toBe(false);
  });
  test('a client role does not learn who of the firm reset somebody', async () => {
    const { fixture, open, admin } = await setScene();
    const client = fixture.addClient('Bluewater Marine');
    const bob = await fixture.addPerson({ role: 'client_admin', clients: [client] });
    const cleo = await fixture.addPerson({ role: 'client_ops', clients: [client] });
    await open.signIn(1, admin);
    await open.ask(1, 'users.resetTwoFactor', resetInput(fixture, cleo, fixture.nextCode(admin)));
    await open.signIn(2, bob);
    const list = await open.ask(2, 'users.list', REQUESTS['users.list'].input);
    expect(list.rows.find((row) => row.id === cleo.id)?.details?.twoFactor).toMatchObject({
      state: 'setup_required',
      resetBy: null,
    });
  });
  test('the same denial again and again is one record a minute', async () => {
    const { fixture, open, ann, admin } = await setScene();
    await open.signIn(1, ann);
    const denials = () => fixture.activity().filter((record) => record.outcome === 'denied').length;
    for (let i = 0; i < 50; i++) await open.refusal(1, 'users.getResetPreview', { userId: admin.id });
    expect(denials()).toBe(1);
    fixture.clock.advance(MINUTE);
    await open.refusal(1, 'users.getResetPreview', { userId: admin.id });
    expect(denials()).toBe(2);
  });
});

describe('what windows show of the firm and of their person', () => {
  const SETTINGS = {
    firmName: 'Quill LLP',
    firmPhone: '+44 20 7946 0000',
    isSetupCodeRequired: true,
    setupCodeMinutes: 60,
    maxFailures: 10,
    isSecondApproverRequired: false,
    idleLockMinutes: 10,
    workDays: [1, 2, 3, 4, 5],
    workFrom: 420,
    workUntil: 1140,
  };
  const announcedTo = (open: OpenDoor, windowId: number): unknown[] =>
    open.announced
      .filter((event) => event.windowId === windowId && event.name === 'state.changed')
      .map(({ payload }) => payload);

  test('a new name of the firm shows in every window at once, signed in or not', async () => {
    const { fixture, open, admin, ann } = await setScene();
    await open.signIn(1, admin);
    await open.signIn(2, ann);
    expect(await open.screen(3)).toBe('sign_in');
    open.announced.length = 0;
    await open.ask(1, 'settings.save', { version: 1, settings: SETTINGS, code: fixture.nextCode(admin) });
    for (const windowId of [1, 2, 3])
      expect(announcedTo(open, windowId)).toMatchObject([{ firmName: 'Quill LLP', firmPhone: '+44 20 7946 0000' }]);
    expect(announcedTo(open, 2)).toMatchObject([{ screen: { name: 'signed_in', user: { id: ann.id } } }]);
  });
  test('one’s own new name shows in one’s other windows', async () => {
    const { fixture, open, ann } = await setScene();
    await open.signIn(1, ann);
    await open.signIn(2, ann);
    const { screen } = await open.ask(1, 'account.edit', {
      version: fixture.user(ann).version,
      firstName: 'Anna',
      lastName: 'Vance',
    });
    expect(screen).toMatchObject({ user: { firstName: 'Anna', lastName: 'Vance' } });
    expect(announcedTo(open, 2)).toMatchObject([{ screen: { user: { firstName: 'Anna' } } }]);
  });
  test('and so does the name that somebody else has given one', async () => {
    const { fixture, open, admin, ann } = await setScene();
    await open.signIn(1, admin);
    await open.signIn(2, ann);
    const { email } = fixture.user(ann);
    const { version } = fixture.user(ann);
    const edit = {
      userId: ann.id,
      version,
      firstName: 'Anna',
      lastName: 'Vance',
      email,
      phone: '',
      role: 'client_ops',
      access: null,
      code: '',
    } as const;
    await open.ask(1, 'users.edit', edit);
    expect(announcedTo(open, 2)).toMatchObject([{ screen: { name: 'signed_in', user: { firstName: 'Anna' } } }]);
  });
  test('a window that cannot be told does not take the answer with it', async () => {
    const { fixture, open, admin } = await setScene();
    await open.signIn(1, admin);
    open.failAnnouncing();
    expect(
      await open.ask(1, 'settings.save', { version: 1, settings: SETTINGS, code: fixture.nextCode(admin) }),
    ).toEqual({
      version: 2,
      waitsForApproval: false,
    });
  });
});

describe('what a person’s screens remember', () => {
  const preferencesIn = async (open: OpenDoor): Promise<unknown> => {
    const { screen } = await open.ask(WINDOW, 'application.getState', {});
    return screen.name === 'signed_in' ? screen.preferences : undefined;
  };
  const SAVED = REQUESTS['account.savePreferences'].input.preferences;

  test('is there at the next sign-in, and not for anybody else', async () => {
    const { open, admin, ann } = await setSceneAt('signed_in');
    const atFirst = await preferencesIn(open);
    expect(atFirst).toMatchObject({
      isCompact: false,
      users: { widths: {}, sort: { column: 'name', isDescending: false } },
    });
    await open.ask(WINDOW, 'account.savePreferences', { preferences: SAVED });
    await open.ask(WINDOW, 'session.signOut', {});
    await open.signIn(WINDOW, ann);
    expect(await preferencesIn(open)).toEqual(atFirst);
    await open.ask(WINDOW, 'session.signOut', {});
    await open.signIn(WINDOW, admin);
    expect(await preferencesIn(open)).toEqual(SAVED);
  });
  test.each([
    '{}',
    '[]',
    'null',
    '7',
    '{"users":1}',
    JSON.stringify({ ...SAVED, isCompact: 'yes' }),
    JSON.stringify({ ...SAVED, theme: 'dark' }),
  ])('stored as %s is as good as nothing, and nobody is kept out by it', async (content) => {
    const { fixture, open, admin } = await setSceneAt('signed_in');
    const atFirst = await preferencesIn(open);
    fixture.context.storage.transaction((tx) =>
      tx.run('INSERT INTO preferences VALUES (:id, :content)', { id: admin.id, content }),
    );
    expect(await preferencesIn(open)).toEqual(atFirst);
    expect(open.log).toEqual([]);
  });
});

describe('one’s own authenticator through the door', () => {
  async function begin(): Promise<Scene & { readonly code: () => string }> {
    const scene = await setSceneAt('signed_in');
    const { fixture, open, admin } = scene;
    const { setupKey } = await open.ask(WINDOW, 'account.beginAuthenticator', { code: fixture.nextCode(admin) });
    return { ...scene, code: () => codeAtStep(fromBase32(setupKey), stepAt(fixture.clock.now())) };
  }

  test('is changed, the codes are kept, and the window stays signed in', async () => {
    const { fixture, open, admin, code } = await begin();
    const { codes } = await open.ask(WINDOW, 'account.confirmAuthenticator', { code: code() });
    expect(codes).toHaveLength(10);
    await open.ask(WINDOW, 'account.keepRecoveryCodes', {});
    expect(await open.screen(WINDOW)).toBe('signed_in');
    await open.ask(WINDOW, 'session.signOut', {});
    await open.ask(WINDOW, 'session.signIn', { email: admin.email, password: admin.password });
    fixture.clock.advance(MINUTE);
    expect((await open.ask(WINDOW, 'session.verifyCode', { code: code() })).screen.name).toBe('signed_in');
  });
  test('its secret is in no later answer, and in none of another window', async () => {
    const { fixture, open, admin } = await setSceneAt('signed_in');
    await open.signIn(2, admin);
    const { setupKey } = await open.ask(WINDOW, 'account.beginAuthenticator', { code: fixture.nextCode(admin) });
    for (const windowId of [WINDOW, 2])
      for (const name of ['application.getState', 'account.get'] as const)
        expect(await open.send(windowId, name, '{}')).not.toContain(setupKey.replaceAll(' ', ''));
    expect((await open.refusal(2, 'account.confirmAuthenticator', { code: '000000' })).code).toBe('not_now');
  });
  test('begun again, the second secret is the one that counts', async () => {
    const { fixture, open, admin, code } = await begin();
    const { setupKey } = await open.ask(WINDOW, 'account.beginAuthenticator', { code: fixture.nextCode(admin) });
    expect((await open.refusal(WINDOW, 'account.confirmAuthenticator', { code: code() })).code).toBe('wrong_code');
    const second = codeAtStep(fromBase32(setupKey), stepAt(fixture.clock.now()));
    expect((await open.ask(WINDOW, 'account.confirmAuthenticator', { code: second })).codes).toHaveLength(10);
  });
  test('cancelled before or while it is confirmed, the old one stays and the session goes on', async () => {
    const { fixture, open, admin, code } = await begin();
    const before = getAuthenticator(fixture.read, admin.id);
    const confirming = open.send(WINDOW, 'account.confirmAuthenticator', JSON.stringify({ code: code() }));
    await open.ask(WINDOW, 'account.cancelAuthenticator', {});
    expect(toFailure(await confirming)).toEqual({ code: 'not_now' });
    expect((await open.refusal(WINDOW, 'account.confirmAuthenticator', { code: code() })).code).toBe('not_now');
    expect(getAuthenticator(fixture.read, admin.id)).toEqual(before);
    expect(await open.screen(WINDOW)).toBe('signed_in');
    expect(fixture.read.all('SELECT * FROM sessions WHERE ended_at IS NULL')).toHaveLength(1);
  });
  test('confirmed twice at once, one answer has the codes and the other none; the window can keep them', async () => {
    const { open, code } = await begin();
    const input = JSON.stringify({ code: code() });
    const answers = await Promise.all([1, 2].map(() => open.send(WINDOW, 'account.confirmAuthenticator', input)));
    expect(answers.map((answer) => (JSON.parse(answer) as { ok: boolean }).ok).sort()).toEqual([false, true]);
    expect(await open.screen(WINDOW)).toBe('signed_in');
    await open.ask(WINDOW, 'account.keepRecoveryCodes', {});
  });
  test('a password or an authenticator that is changed ends one’s other windows, and says so there', async () => {
    const { fixture, open, admin } = await setSceneAt('signed_in');
    await open.signIn(2, admin);
    open.announced.length = 0;
    const change = { currentPassword: admin.password, password: 'nine-lanterns-by-the-sea' };
    expect(await open.ask(WINDOW, 'account.changePassword', change)).toEqual({ sessionsEnded: 1 });
    expect(open.announced).toMatchObject([
      { windowId: WINDOW, name: 'directory.changed' },
      { windowId: 2, name: 'state.changed', payload: { screen: { name: 'sign_in', because: 'session_ended' } } },
    ]);
    expect([await open.screen(WINDOW), await open.screen(2)]).toEqual(['signed_in', 'sign_in']);
    expect(fixture.activity().at(-1)).toMatchObject({ action: 'password.changed', detail: { sessionsEnded: 1 } });
  });
});

describe('clients through the door', () => {
  test('are listed and opened as one and the same row, terminated and restored', async () => {
    const { fixture, open } = await setSceneAt('signed_in');
    const { clientId } = await open.ask(WINDOW, 'clients.add', {
      name: 'Alder',
      type: 'company',
      accountingSoftware: 'Ledger',
    });
    const row = async () => {
      const { client } = await open.ask(WINDOW, 'clients.get', { clientId });
      const { rows } = await open.ask(WINDOW, 'clients.list', REQUESTS['clients.list'].input);
      expect(rows).toEqual([client]);
      return client;
    };
    expect(await row()).toMatchObject({
      name: 'Alder',
      status: 'active',
      terminatedAt: null,
      restorableUntil: null,
      version: 1,
    });
    const { restorableUntil } = await open.ask(WINDOW, 'clients.terminate', { clientId, version: 1, note: '' });
    expect(await row()).toMatchObject({
      status: 'terminated',
      terminatedAt: fixture.clock.now(),
      restorableUntil,
      version: 2,
    });
    await open.ask(WINDOW, 'clients.restore', { clientId, version: 2 });
    expect(await row()).toMatchObject({ status: 'active', restorableUntil: null, version: 3 });
  });
  test('a termination that is 90 days old offers no way back, also when the clock goes back', async () => {
    const { fixture, open, admin } = await setScene();
    const clientId = fixture.addClient('Alder');
    await open.signIn(WINDOW, admin);
    await open.ask(WINDOW, 'clients.terminate', { clientId, version: 1, note: '' });
    fixture.clock.advance(90 * 24 * HOUR);
    await open.signIn(WINDOW, admin);
    fixture.clock.advance(-2 * MINUTE);
    expect((await open.ask(WINDOW, 'clients.get', { clientId })).client).toMatchObject({
      status: 'terminated',
      restorableUntil: null,
    });
    expect((await open.refusal(WINDOW, 'clients.restore', { clientId, version: 2 })).code).toBe('too_late_to_restore');
  });
});
