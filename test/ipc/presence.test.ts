// The effects in the contract are true. What hands out a code, widens a right or takes data out is refused without the administrator's
// fresh code. What is declared to do neither does neither: by the shape of its answer, by what it changes, and by the
// use cases behind it.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { insertAlert } from '../../main/storage/tables/alerts.ts';
import { insertApproval } from '../../main/storage/tables/approvals.ts';
import { getNumberProposal, replaceNumberProposal } from '../../main/storage/tables/numbers.ts';
import { insertKitUse } from '../../main/storage/tables/recovery-kit.ts';
import { markDeactivated, markFactorDisabled, markFrozen } from '../../main/storage/tables/users.ts';
import { effects } from '../../preload/contract/effects.ts';
import { freshCode } from '../../preload/contract/fields.ts';
import { contract, type InputOf, type RequestName, stateSchema } from '../../preload/contract/index.ts';
import { makeOwnBackup, PASSPHRASE } from '../support/backup.ts';
import { dump } from '../support/fixture.ts';
import { invitees } from '../support/invitees.ts';
import { giveMissingStandby } from '../support/missing-standby.ts';
import { inviteOne } from '../support/people.ts';
import { DAY, MINUTE } from '../support/seeded.ts';
import { makeTempFolder } from '../support/temp-folder.ts';
import { NAMES, NEEDS_MORE, REQUESTS } from './requests.ts';
import { resetInput, type Scene, sceneFor, setSceneAt, WINDOW } from './scenes.ts';

type Effects = typeof effects;
type Declared = { [N in RequestName]: Effects[N] extends 'none' ? never : N }[RequestName];
type Input<N extends RequestName> = Omit<InputOf<N>, 'code'>;

/** A change of the administrator's own second factor. */
const isOwnFactor = (name: RequestName): boolean => /^account\.(.*Authenticator|regenerateRecoveryCodes)$/.test(name);
const isDeclared = (name: RequestName): name is Declared => effects[name] !== 'none';
const DECLARED = NAMES.filter(isDeclared);
const identity = { note: '', identityCheck: 'in_person', vouchedBy: '' } as const;
const versionOf = ({ fixture, ann }: Scene) => ({ userId: ann.id, version: fixture.user(ann).version });

/** Somebody else asked for a reset of Ann's 2FA, or for what the scene's administrator asked, and it is approved. */
function askApproval({ fixture, admin, ann }: Scene, requesterId: number, isApproved: boolean): number {
  const now = fixture.clock.now();
  return fixture.context.storage.transaction((tx) => {
    const id = insertApproval(tx, {
      kind: 'two_factor_reset',
      targetId: ann.id,
      requesterId: requesterId as typeof admin.id,
      requesterName: 'Somebody',
      requestedAt: now,
      expiresAt: now + DAY,
      request: { reason: 'lost_phone', ...identity },
    });
    if (isApproved)
      tx.run("UPDATE approvals SET state = 'approved', decider_id = 3, decider_name = 'D', decided_at = :now", { now });
    return id;
  });
}

async function prepareBulk({ open, ann }: Scene): Promise<string> {
  const { bulkId } = await open.ask(WINDOW, 'bulkResets.prepare', { selection: { kind: 'users', userIds: [ann.id] } });
  return bulkId;
}
const bulkFacts = { reason: 'lost_phone', ...identity, note: 'All of them' } as const;

/** The result stays on the screen for longer than a code is good for. */
async function leaveBulkResult(scene: Scene): Promise<string> {
  const bulkId = await prepareBulk(scene);
  await scene.open.ask(WINDOW, 'bulkResets.start', {
    bulkId,
    ...bulkFacts,
    code: scene.fixture.nextCode(scene.admin),
  });
  scene.fixture.clock.advance(5 * MINUTE);
  return bulkId;
}

/** A scene in which each declared request does what it is for, if its code is right. A new one does not compile without. */
const SCENES: { readonly [N in Declared]: (scene: Scene) => Promise<Input<N>> | Input<N> } = {
  'users.invite': ({ fixture }) => ({
    people: invitees('nina@quill.example'),
    role: 'client_ops',
    access: { scope: 'specific', add: [fixture.addClient('Alder')], remove: [], joinsNewClients: false },
  }),
  async 'users.resendInvitations'({ fixture, admin }) {
    const issued = inviteOne(fixture, await fixture.signIn(admin), 'nina@quill.example');
    return { userIds: [issued.userId] };
  },
  'users.edit'(scene) {
    const { firstName, lastName, phone, role } = scene.fixture.user(scene.ann);
    return { ...versionOf(scene), firstName, lastName, phone, role, email: 'thief@quill.example', access: null };
  },
  'users.addToClient': ({ fixture, ann }) => ({ clientId: fixture.addClient('Alder'), userIds: [ann.id] }),
  'users.resetPassword': (scene) => ({ ...versionOf(scene), ...identity }),
  'users.issueTemporaryCode': (scene) => ({
    ...versionOf(scene),
    ...identity,
    hours: 8,
    isSingleUse: true,
    reason: 'phone_left_behind',
  }),
  'users.reactivate'(scene) {
    scene.fixture.context.storage.transaction((tx) => markDeactivated(tx, scene.ann.id));
    return versionOf(scene);
  },
  'users.resetTwoFactor': ({ fixture, ann }) => resetInput(fixture, ann, ''),
  'users.unfreeze'(scene) {
    scene.fixture.context.storage.transaction((tx) => markFrozen(tx, scene.ann.id, scene.fixture.clock.now(), null));
    return { ...versionOf(scene), ...identity };
  },
  'users.unlock'(scene) {
    const { fixture, ann } = scene;
    fixture.context.storage.transaction((tx) => markFactorDisabled(tx, ann.id, 'password', fixture.clock.now()));
    return { ...versionOf(scene), ...identity, reason: 'mistyped' };
  },
  'bulkResets.start': async (scene) => ({ bulkId: await prepareBulk(scene), ...bulkFacts }),
  'bulk.saveCodes': async (scene) => ({ bulkId: await leaveBulkResult(scene) }),
  'bulk.listCodes': async (scene) => ({ bulkId: await leaveBulkResult(scene), offset: 0 }),
  async 'approvals.decide'(scene) {
    const other = await scene.fixture.addPerson({ role: 'partner_admin' });
    return { approvalId: askApproval(scene, other.id, false), decision: 'approve', note: '' };
  },
  async 'approvals.carryOut'(scene) {
    await scene.fixture.addPerson({ role: 'partner_admin' });
    return { approvalId: askApproval(scene, scene.admin.id, true) };
  },
  'desktops.serve': () => REQUESTS['desktops.serve'].input,
  async 'desktops.pair'({ fixture, open, admin }) {
    const code = fixture.nextCode(admin);
    await open.ask(WINDOW, 'desktops.serve', { ...REQUESTS['desktops.serve'].input, code });
    fixture.clock.advance(5 * MINUTE);
    return {};
  },
  'desktops.goOnWithoutStandby'({ fixture }) {
    giveMissingStandby(fixture.context.storage, 0);
    return {};
  },
  'settings.save': () => ({ ...REQUESTS['settings.save'].input, version: 1 }),
  'recoveryKit.replace': () => ({}),
  'recoveryKit.stopUse'({ fixture, admin }) {
    const now = fixture.clock.now();
    fixture.context.storage.transaction((tx) =>
      insertKitUse(tx, { userId: admin.id, requestedAt: now, readyAt: now + DAY }),
    );
    return { useId: 1 };
  },
  'account.changeEmail': ({ fixture, admin }) => ({
    version: fixture.user(admin).version,
    email: 'margaret@quill.example',
  }),
  'account.changeNumber': () => ({ phone: '+44 20 7946 0777' }),
  'users.confirmNumber'(scene) {
    const { fixture, ann } = scene;
    const number = { number: '+44 20 7946 0777', proposedAt: fixture.clock.now(), byId: ann.id, byName: 'Ann Vance' };
    fixture.context.storage.transaction((tx) => replaceNumberProposal(tx, ann.id, number));
    return { ...versionOf(scene), proposalId: getNumberProposal(fixture.read, ann.id)?.id ?? 0 };
  },
  'alerts.vouch'({ fixture, ann }) {
    const alert = { at: fixture.clock.now(), kind: 'let_in', actorId: 1, actorName: 'Somebody' } as const;
    const alertId = fixture.context.storage.transaction((tx) =>
      insertAlert(tx, { ...alert, subjectId: ann.id, subjectName: 'Ann', activitySeq: 1 }),
    );
    return { alertId };
  },
  'backups.make'({ open }) {
    open.dialogs.place = join(makeTempFolder(), 'quill.rekey-backup.age');
    return { passphrase: PASSPHRASE, repeated: PASSPHRASE };
  },
  'backups.move'({ open }) {
    open.dialogs.place = join(makeTempFolder(), 'quill-move.rekey-backup.age');
    return { passphrase: PASSPHRASE, repeated: PASSPHRASE };
  },
  'backups.plan'({ open }) {
    open.dialogs.folder = makeTempFolder();
    return { passphrase: PASSPHRASE, repeated: PASSPHRASE };
  },
  async 'backups.restore'({ fixture, open }) {
    open.dialogs.backup = await makeOwnBackup(fixture);
    await open.ask(WINDOW, 'backups.choose', {});
    await open.ask(WINDOW, 'backups.open', { passphrase: PASSPHRASE });
    return { kit: '' };
  },
  async 'imports.start'({ open }) {
    open.dialogs.table = { name: 'team.csv', bytes: Buffer.from('Email,Role\nnina@quill.example,Partner Ops\n') };
    const { table } = await open.ask(WINDOW, 'imports.choose', { of: 'people' });
    const importId = table?.importId ?? '';
    const input = { importId, headRow: 1, columns: ['email' as const, 'role' as const], update: [] };
    await open.ask(WINDOW, 'imports.plan', { ...input, role: null, clientId: null, makeClients: null });
    return { importId, note: 'Our own people' };
  },
  'users.export': () => REQUESTS['users.export'].input,
  'clients.export': () => REQUESTS['clients.export'].input,
  'evidence.begin': () => REQUESTS['evidence.begin'].input,
  'activity.export': () => REQUESTS['activity.export'].input,
  'account.beginAuthenticator': () => ({}),
  async 'account.confirmAuthenticator'({ fixture, open, admin }) {
    // Begun with the code of the old authenticator. Only the new one confirms it.
    await open.ask(WINDOW, 'account.beginAuthenticator', { code: fixture.nextCode(admin) });
    return {};
  },
  'account.regenerateRecoveryCodes': () => ({}),
};

/** What a refused code leaves: the record, the count of guesses, and the time. */
const WRITTEN_ANYWAY = ['activity', 'throttles', 'clock'];

describe('a request that hands out a code, widens a right or takes data out', () => {
  test('has the administrator’s own code in its input, and no other request has', () => {
    const withCode = NAMES.filter((name) => {
      const entries: Readonly<Record<string, unknown>> = contract[name].input.entries;
      return entries['code'] === freshCode;
    });
    // For changes to the administrator's own second factor the code may not be empty.
    const own = DECLARED.filter(isOwnFactor);
    expect([...withCode, ...own].sort()).toEqual([...DECLARED].sort());
    for (const name of own) expect(Object.keys(contract[name].input.entries)).toContain('code');
  });

  test.each(DECLARED)('%s is refused without it and with a wrong one, and nothing is changed', async (name) => {
    const scene = await setSceneAt('signed_in');
    const { fixture, open, admin } = scene;
    const input = await SCENES[name](scene);
    const before = dump(fixture.read, WRITTEN_ANYWAY);
    const wrong = fixture.codeOf(admin) === '000000' ? '111111' : '000000';
    const without = await open.refusal(WINDOW, name, { ...input, code: '' });
    expect(without.code).toBe(isOwnFactor(name) ? 'bad_input' : 'fresh_code_needed');
    expect((await open.refusal(WINDOW, name, { ...input, code: wrong })).code).toBe('wrong_code');
    expect(open.saved).toEqual([]);
    expect(dump(fixture.read, WRITTEN_ANYWAY)).toBe(before);
  });

  const others = DECLARED.filter((name) => name !== 'account.confirmAuthenticator');
  test.each(others)('%s is done with it', async (name) => {
    const scene = await setSceneAt('signed_in');
    const { fixture, open, admin } = scene;
    const input = await SCENES[name](scene);
    await open.ask(WINDOW, name, { ...input, code: fixture.nextCode(admin) } as never);
  });
});

const SECRET = /code|secret|password|setupKey|otpauthUri/i;

/** Where a shape may hold the text of a secret. */
function secretsIn(schema: unknown, path = ''): readonly string[] {
  if (typeof schema !== 'object' || schema === null || !('type' in schema)) return [];
  const part = schema as {
    readonly type: string;
    readonly entries?: Readonly<Record<string, unknown>>;
    readonly options?: readonly unknown[];
    readonly item?: unknown;
    readonly wrapped?: unknown;
  };
  const inside = [
    ...Object.entries(part.entries ?? {}).map(([key, entry]) => [`${path}.${key}`, entry] as const),
    ...(part.type === 'variant' || part.type === 'union' ? (part.options ?? []) : []).map(
      (option) => [path, option] as const,
    ),
    ...[part.item, part.wrapped].map((entry) => [path, entry] as const),
  ];
  const own = part.type === 'string' && SECRET.test(path.split('.').at(-1) ?? '') ? [path] : [];
  return [...own, ...inside.flatMap(([where, entry]) => secretsIn(entry, where))];
}

describe('a request that does none of these', () => {
  test('answers with no code', () => {
    const undeclared = NAMES.filter((name) => !isDeclared(name) && contract[name].output !== stateSchema);
    const found = undeclared.flatMap((name) => secretsIn(contract[name].output).map((path) => `${name} ${path}`));
    // It answers only inside the sample firm, which shows its passwords and codes on purpose.
    expect(found).toEqual([
      'sample.listPeople .password',
      'sample.listPeople .pendingCode',
      'sample.listPeople .people.code',
    ]);
  });

  test('may answer with the window’s state, which has a secret only before a session', () => {
    const screens = stateSchema.entries.screen.options;
    const withSecret = screens.filter((screen) => secretsIn(screen).length > 0);
    expect(withSecret.map((screen) => screen.entries.name.literal)).toEqual([
      'authenticator',
      'recovery_codes',
      'recovery_kit',
    ]);
  });

  const asked = NAMES.filter(
    (name) =>
      !isDeclared(name) &&
      REQUESTS[name].at !== 'sample' &&
      REQUESTS[name].at.at(-1) === 'signed_in' &&
      !NEEDS_MORE.includes(name),
  );
  test.each(asked)('%s gives nobody more than before', async (name) => {
    const scene = await sceneFor(name);
    const { fixture, open, ann } = scene;
    const client = fixture.addClient('Alder');
    fixture.context.storage.transaction((tx) => {
      tx.run('INSERT INTO memberships (user_id, client_id) VALUES (:id, :client)', { id: ann.id, client });
    });
    const rights = () => {
      const rows = (sql: string) => fixture.read.all(sql).map((row) => JSON.stringify(row));
      return [
        ...rows('SELECT id, role, has_all_clients, joins_new_clients FROM users'),
        ...rows("SELECT id, 'in use' FROM users WHERE status = 'active' AND frozen_at IS NULL"),
        ...rows('SELECT user_id, client_id FROM memberships'),
        ...[
          'one_time_codes',
          'setup_codes',
          'temporary_codes',
          'recovery_codes',
          'recovery_kit',
          'authenticators',
        ].flatMap((table) => rows(`SELECT '${table}', * FROM ${table}`)),
        ...rows("SELECT 'policy', * FROM firm"),
      ];
    };
    const before = new Set(rights());
    await open.send(WINDOW, name, JSON.stringify(REQUESTS[name].input));
    expect(rights().filter((right) => !before.has(right))).toEqual([]);
  });
});

/** What makes a code or gives an account more than it had. */
const STRONG = [
  'insertUser',
  'insertUsers',
  'updateUser',
  'setAccessScope',
  'addMemberships',
  'addSeenMemberships',
  'insertMembership',
  'insertMemberships',
  'insertJoiningMembers',
  'markInvited',
  'markReactivated',
  'markUnfrozen',
  'markUnlocked',
  'markLetIn',
  'updateFirm',
  'setPassword',
  'setRecoveryCodes',
  'insertTemporaryCode',
  'replaceSetupCode',
  'replaceAuthenticator',
  'applyAccess',
  'applyFirstAccess',
  'markAlertsSeen',
  'carryOutResets',
  'issueOneTimeCode',
  'issueOneTimeCodes',
  'carryOutInvitations',
  'carryOutEdit',
  'carryOutNewClient',
  'drawCode',
  'drawCodes',
  'makeRecoveryCodes',
  'makeRecoveryKit',
  'putServer',
  'setPairing',
  'insertDesktop',
];
/** The parts that these use cases are made of. A use case that calls one of them is looked at. */
const PARTS = [
  'act/credentials.ts',
  'act/enrol-authenticator.ts',
  'act/issue-one-time-code.ts',
  'act/issued-code.ts',
  'act/make-recovery-codes.ts',
  'sign-in/make-recovery-kit.ts',
  'users/carry-out-reset.ts',
  'users/client-access.ts',
];
const WITHOUT_PRESENCE: Readonly<Record<string, string>> = {
  'account/change-password.ts': 'the current password proves the person',
  'account/own-account.ts': 'people change the names of their own account',
  'backup/begin-restored.ts': 'a restored firm keeps the second approver that it had; the restore asked for presence',
  'clients/add-client.ts': 'a client that is new has nothing that could be opened',
  'firm/bind-credentials.ts': 'it binds what the firm has already, when an older file is opened',
  'firm/create-firm.ts': 'there is nobody before the first Partner Admin',
  'firm/managed-settings.ts': 'no window asks for it: who writes the policy file owns the computer',
  'firm/sample-firm.ts': 'the sample is filled before anybody signs in',
  'import/import-clients.ts': 'run-import.ts carries out its rows, and asks for presence before the first one',
  'import/import-people.ts': 'run-import.ts carries out its rows, and asks for presence before the first one',
  'import/recover-import.ts': 'its import asked for presence, and listing or saving the codes asks again',
  'users/recover-bulk-reset.ts': 'its reset asked for presence, and listing or saving the codes asks again',
};

test('a use case that makes a code or gives more asks for presence, or is on the list of those with a reason', () => {
  const folder = new URL('../../main/services/', import.meta.url);
  const calls = new RegExp(`\\b(${STRONG.join('|')})\\(`);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    // The way in: a session begins there.
    .filter((file) => file.endsWith('.ts') && !PARTS.includes(file) && !file.startsWith('sign-in/'));
  const strong = files.filter((file) => calls.test(readFileSync(new URL(file, folder), 'utf8')));
  const unasked = strong.filter(
    (file) => !/\b(actWithPresence|provePresence|proveCode)\(/.test(readFileSync(new URL(file, folder), 'utf8')),
  );
  expect(unasked.sort()).toEqual(Object.keys(WITHOUT_PRESENCE).sort());
  expect(strong.length).toBeGreaterThan(10);
});
