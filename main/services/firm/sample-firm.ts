// Fills the sample firm: 40 clients and 250 users in every role, status and second-factor state, with which a newcomer
// can do the whole job in a minute. It has a folder to itself. Its passwords and codes are shown on purpose.
import { RECOVERY_CODE_COUNT } from '../../domain/code-text.ts';
import { codeAtStep, SECRET_BYTES, STEP_MS, stepAt } from '../../domain/two-factor.ts';
import { type ClientId, type Role, type Status, statusAt, type UserId } from '../../domain/user.ts';
import type { Tx } from '../../storage/engine/database.ts';
import { getAuthenticator, replaceAuthenticator } from '../../storage/tables/authenticators.ts';
import {
  getClient,
  insertClient,
  insertMembership,
  markTerminated,
  setPointOfContact,
} from '../../storage/tables/clients.ts';
import { getFirm, insertFirm } from '../../storage/tables/firm.ts';
import { insertNotice } from '../../storage/tables/notices.ts';
import { markRecoveryCodesSaved, replaceRecoveryCodes } from '../../storage/tables/recovery-codes.ts';
import { replaceRecoveryKit } from '../../storage/tables/recovery-kit.ts';
import { markSetupRequired, removeFactorsOf } from '../../storage/tables/resets.ts';
import { replaceSetupCode } from '../../storage/tables/setup-codes.ts';
import {
  findUsers,
  getUser,
  insertUser,
  markDeactivated,
  markFactorDisabled,
  markFrozen,
  markSetUp,
  markSignedIn,
  nameOf,
} from '../../storage/tables/users.ts';
import { type Context, newId } from '../act/context.ts';
import { openAuthenticator, sealAuthenticator, setPassword } from '../act/credentials.ts';
import { drawCode, macOfCode } from '../act/issued-code.ts';
import { recordActivity } from '../act/record-activity.ts';
import type { Visit } from '../act/visit.ts';
import { CLIENT_NAMES, CLIENT_TYPES_BY_NAME, FIRST_NAMES, LAST_NAMES, SOFTWARE } from './sample-names.ts';
import { insertSampleResets, type SampleReset } from './sample-record.ts';

export const SAMPLE_PASSWORD = 'plum-anchor-sixty-reeds';
const SAMPLE_FIRM_NAME = 'Harbour & Finch';
const SAMPLE_USERS = 250;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

type SampleState =
  | 'set_up'
  | 'not_set_up'
  | 'setup_required'
  | 'overdue'
  | 'invited'
  | 'invitation_expired'
  | 'locked'
  | 'frozen'
  | 'deactivated';

/** The first few are fixed, so the guide and the panel can name them. The others follow a repeating pattern. */
const FIRST_PEOPLE: readonly { readonly role: Role; readonly state: SampleState }[] = [
  { role: 'partner_admin', state: 'set_up' },
  { role: 'partner_admin', state: 'set_up' },
  { role: 'partner_ops', state: 'set_up' },
  { role: 'client_admin', state: 'set_up' },
  { role: 'client_ops', state: 'set_up' },
  { role: 'client_self_service', state: 'set_up' },
  { role: 'partner_admin', state: 'setup_required' },
  // A second approver takes three Partner Admins who can sign in.
  { role: 'partner_admin', state: 'set_up' },
];
const ROLE_PATTERN: readonly Role[] = [
  'client_ops',
  'client_admin',
  'client_ops',
  'client_self_service',
  'client_ops',
  'client_admin',
  'client_ops',
  'client_self_service',
  'client_ops',
  'partner_ops',
];
const STATE_PATTERN: readonly SampleState[] = [
  ...Array<SampleState>(8).fill('set_up'),
  'invited',
  'set_up',
  'not_set_up',
  'set_up',
  'set_up',
  'setup_required',
  'set_up',
  'set_up',
  'deactivated',
  'set_up',
  'set_up',
  'locked',
  'set_up',
  'invitation_expired',
  'overdue',
];

/** The Partner Admins who have reset. */
const [FIRST_ADMIN, SECOND_ADMIN] = [1 as UserId, 2 as UserId];
/** One person has reported a reset that they had not asked for. */
const FROZEN_PERSON = 65;
/** So many have one person among them whose number nobody has entered. */
const ONE_WITHOUT_NUMBER = 25;

/** Fills an empty database. All sample users share one password, which saves some seconds of hashing. */
export async function fillSampleFirm(context: Context): Promise<void> {
  const passwordHash = await context.passwords.hash(SAMPLE_PASSWORD);
  context.storage.transaction((tx) => {
    if (getFirm(tx) !== undefined) return;
    const now = context.clock.now();
    insertFirm(tx, {
      name: SAMPLE_FIRM_NAME,
      signInPlace: 'On the computer at reception. Margaret Ashworth lets you in.',
      createdAt: now - 900 * DAY,
      isSample: true,
    });
    const clients = CLIENT_NAMES.map((name, i) =>
      insertClient(tx, {
        name,
        type: CLIENT_TYPES_BY_NAME[name] ?? 'company',
        status: 'active',
        accountingSoftware: SOFTWARE[(i * 3) % SOFTWARE.length] as string,
        addedAt: now - (860 - i * 19) * DAY,
      }),
    );
    const resets = Array.from({ length: SAMPLE_USERS }, (_, i) =>
      insertPerson(context, tx, i, clients, passwordHash),
    ).filter((reset) => reset !== undefined);
    insertSampleResets(context, tx, resets);
    terminateSome(tx, clients, now);
    keepKit(context, tx, now - 300 * DAY);
    recordActivity(context, tx, {
      action: 'sample.filled',
      outcome: 'done',
      detail: { users: SAMPLE_USERS, clients: clients.length },
    });
  });
}

/** Some lately enough to be restored, and one too long ago. */
function terminateSome(tx: Tx, clients: readonly ClientId[], now: number): void {
  const admin = getUser(tx, FIRST_ADMIN);
  if (admin === undefined) throw new Error('the first sample user is missing');
  for (const [i, id] of clients.entries()) {
    const version = getClient(tx, id)?.version;
    if (i % 13 === 12 && version !== undefined)
      markTerminated(tx, id, version, now - (i * 4 - 40) * DAY, nameOf(admin));
  }
}

/** A valid recovery kit that nobody knows. Settings can make a new one. */
function keepKit(context: Context, tx: Tx, at: number): void {
  const admin = getUser(tx, FIRST_ADMIN);
  if (admin === undefined) throw new Error('the first sample user is missing');
  replaceRecoveryKit(tx, {
    salt: context.random.bytes(16),
    hash: context.random.bytes(32),
    createdAt: at,
    createdBy: nameOf(admin),
    createdById: null,
    savedAt: at,
    sealedDataKey: context.random.bytes(60),
  });
}

/** @returns the last reset of this person's 2FA. Undefined: none within a year. */
function insertPerson(
  context: Context,
  tx: Tx,
  i: number,
  clients: readonly ClientId[],
  passwordHash: string,
): SampleReset | undefined {
  const now = context.clock.now();
  const fixed = FIRST_PEOPLE[i];
  const role = fixed?.role ?? (ROLE_PATTERN[i % ROLE_PATTERN.length] as Role);
  const state =
    i === FROZEN_PERSON ? 'frozen' : (fixed?.state ?? (STATE_PATTERN[i % STATE_PATTERN.length] as SampleState));
  const firstName = FIRST_NAMES[i % FIRST_NAMES.length] as string;
  const lastName = LAST_NAMES[(i * 7 + Math.floor(i / FIRST_NAMES.length)) % LAST_NAMES.length] as string;
  const isPartner = role === 'partner_admin' || role === 'partner_ops';
  const own = isPartner
    ? clients.filter((_, c) => (c + i) % 3 === 0)
    : clients.filter((_, c) => c === (i * 11) % clients.length || (i % 6 === 0 && c === (i * 5) % clients.length));
  const firstClient = own[0];
  const host = isPartner
    ? 'harbourfinch.example'
    : `${asciiOf(CLIENT_NAMES[firstClient === undefined ? 0 : clients.indexOf(firstClient)] as string)}.example`;
  const isInvited = state === 'invited' || state === 'invitation_expired';
  const id = insertUser(tx, {
    email: `${asciiOf(firstName)}.${asciiOf(lastName)}${i < FIRST_NAMES.length ? '' : i}@${host}`,
    firstName,
    lastName,
    phone: (i + 1) % ONE_WITHOUT_NUMBER === 0 ? '' : `+44 20 7946 0${String(100 + i)}`,
    role,
    hasAllClients: role === 'partner_admin' || (role === 'partner_ops' && i % 4 === 1),
    status: isInvited ? 'invited' : 'active',
    invitationExpiresAt:
      state === 'invited'
        ? now + (1 + (i % 6)) * DAY
        : state === 'invitation_expired'
          ? now - (1 + (i % 20)) * DAY
          : null,
    createdAt: now - (800 - i) * DAY,
  });
  if (role !== 'partner_admin') for (const client of own) insertMembership(tx, id, client);
  if (role === 'client_admin' && state !== 'deactivated' && firstClient !== undefined)
    setPointOfContact(tx, firstClient, id, 0);
  if (isInvited) return undefined;
  setPassword(context, tx, id, passwordHash, now - 300 * DAY);
  if (state === 'not_set_up') return undefined;
  markSignedIn(tx, id, now - ((i * 37) % 900) * HOUR - 11 * 60_000);
  const setUpAt = now - (20 + ((i * 13) % 600)) * DAY;
  if (state === 'deactivated') markDeactivated(tx, id);
  else setUpSecondFactor(context, tx, id, i, setUpAt);
  if (state === 'locked') markFactorDisabled(tx, id, i % 2 === 0 ? 'password' : 'code', now - 5 * HOUR);
  if (state === 'frozen') markFrozen(tx, id, now - 3 * HOUR, 1);
  const resetAt =
    state === 'setup_required' ? now - 2 * HOUR : state === 'overdue' ? now - (25 + (i % 50)) * HOUR : undefined;
  if (resetAt !== undefined) {
    requireSetup(context, tx, id, resetAt);
    return { userId: id, at: resetAt, by: FIRST_ADMIN, reason: 'lost_phone' };
  }
  // Some of the others have set up 2FA again after a reset, more than 30 days ago.
  const isSetUpAgain = state === 'set_up' && i % 4 === 3 && setUpAt < now - 35 * DAY && setUpAt > now - 360 * DAY;
  return isSetUpAgain
    ? {
        userId: id,
        at: setUpAt - 2 * HOUR,
        by: i % 3 === 0 ? SECOND_ADMIN : FIRST_ADMIN,
        reason: i % 5 === 0 ? 'app_removed' : 'lost_phone',
      }
    : undefined;
}

const asciiOf = (name: string): string =>
  name
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');

function setUpSecondFactor(context: Context, tx: Tx, id: UserId, i: number, at: number): void {
  const recordId = newId(context.random);
  replaceAuthenticator(tx, id, {
    id: recordId,
    sealedSecret: sealAuthenticator(context, id, recordId, context.random.bytes(SECRET_BYTES)),
    confirmedAt: at,
    lastStep: 0,
  });
  // Valid recovery codes that nobody knows: hashing 2,500 known ones would take half a minute.
  const count = RECOVERY_CODE_COUNT - (i % 4);
  replaceRecoveryCodes(tx, id, {
    salt: context.random.bytes(16),
    hashes: Array.from({ length: count }, () => context.random.bytes(32)),
    createdAt: at,
  });
  markRecoveryCodesSaved(tx, id, at);
  markSetUp(tx, id, at);
}

function requireSetup(context: Context, tx: Tx, id: UserId, at: number): void {
  const admin = getUser(tx, FIRST_ADMIN);
  if (admin === undefined) throw new Error('the sample administrator is missing');
  const byName = nameOf(admin);
  const code = drawCode(context, { kind: 'setup_code', userId: id });
  removeFactorsOf(tx, [id], at);
  replaceSetupCode(tx, id, {
    mac: macOfCode(context, 'setup_code', id, code),
    createdAt: at,
    expiresAt: at + DAY,
  });
  markSetupRequired(tx, [id], { at, byName, deadlineAt: at + DAY });
  insertNotice(tx, id, { kind: 'two_factor_reset', at, byName, byId: null, reason: 'lost_phone' });
}

export interface SamplePersonNow {
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly status: Status;
  readonly code: string | null;
  readonly isUsed: boolean;
}

/** Current codes of sample users. @throws when the open database is not a sample. */
export function listSamplePeople(
  context: Context,
  visit: Visit,
  search: string,
): { password: string; secondsLeft: number; pendingCode: string | null; people: SamplePersonNow[] } {
  const { read } = context.storage;
  if (!context.isSample || getFirm(read)?.isSample !== true) throw new Error('not a sample firm');
  const now = context.clock.now();
  const step = stepAt(now);
  const people = findUsers(read, search, 8).map((user) => {
    const authenticator = getAuthenticator(read, user.id);
    const secret = authenticator === undefined ? undefined : openAuthenticator(context, user.id, authenticator);
    return {
      name: nameOf(user),
      email: user.email,
      role: user.role,
      status: statusAt(user, now),
      code: secret === undefined ? null : codeAtStep(secret, step),
      isUsed: authenticator !== undefined && authenticator.lastStep >= step,
    };
  });
  const pending = pendingOf(visit);
  return {
    password: SAMPLE_PASSWORD,
    secondsLeft: Math.ceil(((step + 1) * STEP_MS - now) / 1000),
    pendingCode: pending === undefined ? null : codeAtStep(pending.secret, step),
    people,
  };
}

/** The pending secret that a phone has scanned from this window: during a setup, or for a user's own change. */
function pendingOf(visit: Visit): { readonly secret: Uint8Array } | undefined {
  if (visit.stage === 'authenticator') return visit;
  return visit.stage === 'signed_in' ? visit.pending : undefined;
}
