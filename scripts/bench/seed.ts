// Generates a firm of any size in a data folder, with the application's own storage. The same size gives the same people.
//   node scripts/toolchain/electron.mjs node scripts/bench/seed.ts <folder> <users>
// Names and emails have the lengths and letters of real ones, so searches meet realistic data.

import { join } from 'node:path';
import { toEmailKey, toSearchText } from '../../main/domain/search-text.ts';
import { createSteadyClock } from '../../main/domain/steady-clock.ts';
import { stepAt } from '../../main/domain/two-factor.ts';
import type { Role } from '../../main/domain/user.ts';
import { type Context, newId } from '../../main/services/act/context.ts';
import { sealAuthenticator, setPassword } from '../../main/services/act/credentials.ts';
import { CLIENT_NAMES, FIRST_NAMES, LAST_NAMES, SOFTWARE } from '../../main/services/firm/sample-names.ts';
import type { Tx } from '../../main/storage/engine/database.ts';
import type { KeyStore } from '../../main/storage/files/data-key.ts';
import { replaceAuthenticator } from '../../main/storage/tables/authenticators.ts';
import { insertFirm } from '../../main/storage/tables/firm.ts';
import { markRecoveryCodesSaved, replaceRecoveryCodes } from '../../main/storage/tables/recovery-codes.ts';
import { replaceRecoveryKit } from '../../main/storage/tables/recovery-kit.ts';
import { insertUser, lastNameAt, markSetUp, type User } from '../../main/storage/tables/users.ts';
import { openWorkspace, type Workspace } from '../../main/workspace.ts';
import { isStarted } from '../toolchain/processes.mjs';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** The first Partner Admin of every generated firm. */
export const ADMIN = {
  email: 'margaret.ashworth@harbourfinch.example',
  password: 'copper-lantern-nine-rivers',
  secret: new Uint8Array(20).fill(7),
};
const CLIENTS_OF_A_LARGE_FIRM = 20_000;

export const keyStore: KeyStore = {
  isAvailable: async () => false,
  wrap: () => Promise.reject(new Error('there is no key store')),
  unwrap: () => Promise.reject(new Error('there is no key store')),
};

export const openFirm = (folder: string): Promise<Workspace> =>
  openWorkspace(join(folder, 'firm'), {
    keyStore,
    clock: createSteadyClock(Date.now, () => performance.now()),
    appVersion: 'bench',
    isSample: false,
    anchorFile: join(folder, 'record-anchor.json'),
  });

/** Random numbers that the seed determines. */
export interface Dice {
  /** From 0 up to 1. */
  next(): number;
  /** A whole number from 0 up to the limit. */
  below(limit: number): number;
  pick<T>(list: readonly T[]): T;
}

/** mulberry32: small, fast, and the same on every machine. */
export function createDice(seed: number): Dice {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  const pick = <T>(list: readonly T[]): T => {
    const [picked] = list.slice(below(list.length));
    if (picked === undefined) throw new Error('there is nothing to pick from');
    return picked;
  };
  return { next, below, pick };
}

const STARTS = [
  'Al',
  'Bar',
  'Cal',
  'Dun',
  'El',
  'Fair',
  'Gar',
  'Hal',
  'Is',
  'Jor',
  'Kel',
  'Lang',
  'Mar',
  'Nor',
  'Os',
  'Pres',
  'Quin',
  'Ros',
  'Stan',
  'Thorn',
  'Um',
  'Ver',
  'Wes',
  'Yar',
  'Zan',
];
const MIDDLES = ['', '', 'a', 'e', 'en', 'ing', 'is', 'o', 'ker', 'ley', 'mer', 'ri', 'ter', 'wa'];
const ENDS = [
  'bury',
  'croft',
  'dale',
  'field',
  'ford',
  'ham',
  'ier',
  'kins',
  'land',
  'man',
  'more',
  'nell',
  'oni',
  'path',
  'ridge',
  'sen',
  'son',
  'ston',
  'ton',
  'ville',
  'wood',
  'worth',
  'wright',
  'ski',
];
const MAIL_HOSTS = ['postbox.example', 'inbox.example', 'mail.example'];

const asciiOf = (name: string): string =>
  name
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');

/** Half of the people have a last name from the list. The others have one of about ten thousand that are made of parts. */
const lastName = (dice: Dice): string =>
  dice.next() < 0.5 ? dice.pick(LAST_NAMES) : dice.pick(STARTS) + dice.pick(MIDDLES) + dice.pick(ENDS);

interface State {
  readonly status: 'active' | 'invited' | 'deactivated';
  readonly invitationExpiresAt: number | null;
  readonly twoFactor: 'set_up' | 'not_set_up' | 'setup_required';
  readonly setupDeadlineAt: number | null;
  readonly codeDisabledAt: number | null;
  readonly resetBy: string | null;
}

/** Every state that the screens show. Most people are active and have 2FA set up. */
function stateOf(dice: Dice, now: number): State {
  const state: State = {
    status: 'active',
    invitationExpiresAt: null,
    twoFactor: 'set_up',
    setupDeadlineAt: null,
    codeDisabledAt: null,
    resetBy: null,
  };
  const roll = dice.next();
  if (roll < 0.05)
    return {
      ...state,
      status: 'invited',
      twoFactor: 'not_set_up',
      invitationExpiresAt: now + (dice.below(14) - 4) * DAY_MS,
    };
  if (roll < 0.1) return { ...state, twoFactor: 'not_set_up' };
  if (roll < 0.13)
    return {
      ...state,
      twoFactor: 'setup_required',
      setupDeadlineAt: now + dice.below(48) * HOUR_MS - 12 * HOUR_MS,
      resetBy: 'Margaret Ashworth',
    };
  if (roll < 0.15) return { ...state, codeDisabledAt: now - DAY_MS };
  if (roll < 0.2) return { ...state, status: 'deactivated' };
  return state;
}

function roleOf(dice: Dice): Role {
  const roll = dice.next();
  if (roll < 0.002) return 'partner_admin';
  if (roll < 0.02) return 'partner_ops';
  if (roll < 0.2) return 'client_admin';
  return roll < 0.8 ? 'client_ops' : 'client_self_service';
}

/** Fills an empty folder. */
async function seedFirm(folder: string, userCount: number): Promise<void> {
  const workspace = await openFirm(folder);
  const { context } = workspace;
  const { storage } = context;
  const dice = createDice(userCount);
  const now = Date.now();
  const passwordHash = await context.passwords.hash(ADMIN.password);
  const clientCount = Math.min(CLIENTS_OF_A_LARGE_FIRM, Math.max(20, Math.floor(userCount / 20)));
  const hosts: string[] = [];
  // The rows are not in the order of the indexes, so most of the file stays in memory during the work.
  storage.transaction((tx) => tx.run('PRAGMA cache_size = -400000'));
  storage.transaction((tx) => {
    insertFirm(tx, { name: 'Harbour & Finch', createdAt: now - 900 * DAY_MS, isSample: false });
    insertAdmin(context, tx, { email: ADMIN.email, firstName: 'Margaret', lastName: 'Ashworth' }, passwordHash, now);
    // A kept recovery kit that nobody knows: with it, signing in leads straight to the work.
    const salt = context.random.bytes(16);
    const hash = context.random.bytes(32);
    replaceRecoveryKit(tx, {
      salt,
      hash,
      createdAt: now - DAY_MS,
      createdBy: 'Margaret Ashworth',
      createdById: null,
      savedAt: now - DAY_MS,
    });
    for (let i = 0; i < clientCount; i++) {
      const name = CLIENT_NAMES[i] ?? `${lastName(dice)} ${dice.pick(CLIENT_NAMES).split(' ').slice(1).join(' ')} ${i}`;
      hosts.push(`${asciiOf(name).slice(0, 18)}.example`);
      tx.run(
        `INSERT INTO clients (name, search_text, type, status, accounting_software, added_at) VALUES (:name, :key, :type, :status, :software, :at)`,
        {
          name,
          key: toSearchText(name),
          type: dice.pick(['company', 'partnership', 'sole_trader', 'charity', 'trust']),
          status: dice.next() < 0.08 ? 'terminated' : 'active',
          software: dice.pick(SOFTWARE),
          at: now - dice.below(900) * DAY_MS,
        },
      );
    }
  });
  for (let done = 1; done < userCount; done += 50_000) {
    storage.transaction((tx) => {
      for (let i = done; i < Math.min(userCount, done + 50_000); i++) insertPerson(tx, dice, now, hosts, i);
    });
  }
  storage.transaction((tx) =>
    tx.run(
      `UPDATE clients SET point_of_contact_id = (SELECT m.user_id FROM memberships m WHERE m.client_id = clients.id LIMIT 1)`,
    ),
  );
  workspace.close();
}

/** A Partner Admin with the authenticator of ADMIN. */
export function insertAdmin(
  context: Context,
  tx: Tx,
  person: Pick<User, 'email' | 'firstName' | 'lastName'>,
  passwordHash: string,
  now: number,
): void {
  const id = insertUser(tx, {
    ...person,
    role: 'partner_admin',
    hasAllClients: true,
    status: 'active',
    invitationExpiresAt: null,
    createdAt: now - 900 * DAY_MS,
  });
  setPassword(context, tx, id, passwordHash, now);
  const recordId = newId(context.random);
  const at = now - DAY_MS;
  replaceAuthenticator(tx, id, {
    id: recordId,
    sealedSecret: sealAuthenticator(context, id, recordId, ADMIN.secret),
    confirmedAt: at,
    lastStep: stepAt(at),
  });
  replaceRecoveryCodes(tx, id, {
    salt: context.random.bytes(16),
    hashes: Array.from({ length: 10 }, () => context.random.bytes(32)),
    createdAt: at,
  });
  markRecoveryCodesSaved(tx, id, at);
  markSetUp(tx, id, at);
}

/** @param hosts the mail host of each client, in the order of their ids, which begin at 1 */
function insertPerson(tx: Tx, dice: Dice, now: number, hosts: readonly string[], i: number): void {
  const role = roleOf(dice);
  const isPartner = role.startsWith('partner');
  const first = dice.pick(FIRST_NAMES);
  const last = lastName(dice);
  const state = stateOf(dice, now);
  // Most invited people have not entered their name yet.
  const isNamed = state.status !== 'invited' || dice.next() < 0.2;
  const home = dice.below(hosts.length);
  const ownHost = hosts[home] ?? '';
  const host = isPartner ? 'harbourfinch.example' : dice.next() < 0.3 ? dice.pick(MAIL_HOSTS) : ownHost;
  const email = `${asciiOf(first)}.${asciiOf(last)}${i.toString(36)}@${host}`;
  const hasAllClients = role === 'partner_admin' || (role === 'partner_ops' && dice.next() < 0.1);
  const userId = tx.insert(
    `INSERT INTO users (email, email_key, first_name, last_name, name_key, last_name_at, role, has_all_clients, status, invitation_expires_at, two_factor, two_factor_at,
       setup_deadline_at, two_factor_reset_by, code_disabled_at, last_sign_in_at, created_at)
     VALUES (:email, :emailKey, :first, :last, :nameKey, :lastNameAt, :role, :hasAll, :status, :invitationExpiresAt, :twoFactor, :twoFactorAt, :setupDeadlineAt, :resetBy,
       :codeDisabledAt, :lastSignInAt, :at)`,
    {
      email,
      emailKey: toEmailKey(email),
      first: isNamed ? first : '',
      last: isNamed ? last : '',
      nameKey: isNamed ? toSearchText(first, last) : '',
      lastNameAt: isNamed ? lastNameAt(first, last) : 0,
      role,
      hasAll: hasAllClients ? 1 : 0,
      status: state.status,
      invitationExpiresAt: state.invitationExpiresAt,
      twoFactor: state.twoFactor,
      twoFactorAt: state.twoFactor === 'not_set_up' ? null : now - dice.below(600) * DAY_MS,
      setupDeadlineAt: state.setupDeadlineAt,
      resetBy: state.resetBy,
      codeDisabledAt: state.codeDisabledAt,
      lastSignInAt: state.status === 'invited' ? null : now - dice.below(900 * 24 * 60) * 60_000,
      at: now - dice.below(800) * DAY_MS,
    },
  );
  if (hasAllClients) return;
  const count = isPartner ? 5 + dice.below(40) : dice.next() < 0.85 ? 1 : 2 + dice.below(3);
  for (let n = 0; n < count; n++) {
    tx.run('INSERT OR IGNORE INTO memberships (user_id, client_id) VALUES (:userId, :clientId)', {
      userId: userId,
      clientId: 1 + (n === 0 ? home : dice.below(hosts.length)),
    });
  }
}

if (isStarted(import.meta.url)) {
  const [folder = '', users = ''] = process.argv.slice(2);
  await seedFirm(folder, Number(users));
}
