// A firm for the campaign at the line: it serves on the loopback address, its desktops have joined, and the campaign knows
// every password and phone. All of that is kept in one file beside the firm, so that a campaign goes on where it was ended.
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { createSteadyClock } from '../../main/domain/steady-clock.ts';
import { codeAtStep, SECRET_BYTES, stepAt } from '../../main/domain/two-factor.ts';
import type { Role } from '../../main/domain/user.ts';
import { newId } from '../../main/services/act/context.ts';
import { sealAuthenticator, setPassword, setRecoveryCodes } from '../../main/services/act/credentials.ts';
import { computerName } from '../../main/services/act/moved-firm.ts';
import { keyMacOf } from '../../main/services/desktops/admit-desktop.ts';
import { fingerprintOfIdentity, makeIdentity, YEAR_MS } from '../../main/services/secrets/certificate.ts';
import { sealDataKey } from '../../main/services/secrets/key-under-kit.ts';
import { createSecretBox, type SecretBox } from '../../main/services/secrets/secret-box.ts';
import { hashKit } from '../../main/services/sign-in/make-recovery-kit.ts';
import type { Params, Reader } from '../../main/storage/engine/database.ts';
import { fromKeyText, type KeyStore } from '../../main/storage/files/data-key.ts';
import { replaceAuthenticator } from '../../main/storage/tables/authenticators.ts';
import { insertDesktop } from '../../main/storage/tables/desktops.ts';
import { getFirm, insertFirm, updateFirm } from '../../main/storage/tables/firm.ts';
import { markRecoveryCodesSaved } from '../../main/storage/tables/recovery-codes.ts';
import { replaceRecoveryKit } from '../../main/storage/tables/recovery-kit.ts';
import { putServer } from '../../main/storage/tables/server.ts';
import { insertUser, markSetUp } from '../../main/storage/tables/users.ts';
import { openWorkspace, type Workspace } from '../../main/workspace.ts';

export const PASSWORD = 'copper-lantern-nine-rivers';
export const KIT_CODE = 'K1TT-0000-1111-2222-3333-4444-5555-6666';
/** Each of them has three codes in a minute and a half. A work takes one after each interruption, and a sign-in another one. */
const ADMINS = 90;
const STAFF = 30;
/** Their second factors are reset one by one, and set up again. */
const USERS = 12;
/** More than one transaction of a bulk reset holds (BATCH_SIZE in main/domain/bulk-reset.ts). */
const MANY = 520;
export const DESKS = ['reset', 'sign-in', 'setup', 'requester', 'approver', 'bulk', 'other'] as const;
export type DeskName = (typeof DESKS)[number];

export interface Person {
  readonly id: number;
  readonly email: string;
  /** Base64. */
  secret: string;
  lastStep: number;
  /** How long this person has waited for the next code of the phone, in ms. */
  waitedMs?: number;
}

interface KeptIdentity {
  readonly key: string;
  readonly certificate: string;
}

/** What the campaign knows. It is written after each round. */
export interface Known {
  readonly port: number;
  /** Of the server's key, in hex. */
  readonly fingerprint: string;
  readonly desks: Readonly<Record<DeskName, KeptIdentity>>;
  readonly admins: Person[];
  readonly staff: Person[];
  readonly users: Person[];
  /** One for each admin, who has reset the other half of that account where `resetAt` says when. */
  readonly halves: { readonly adminId: number; readonly userId: number; resetAt: number }[];
  readonly many: number[];
  /** Users whose second factor is reset, with their setup codes. */
  readonly setups: { readonly userId: number; readonly code: string }[];
  /** By the campaign and the work. */
  readonly tallies: Record<string, Record<string, number>>;
  rounds: Record<string, number>;
}

export const noKeyStore: KeyStore = {
  isAvailable: async () => false,
  wrap: () => Promise.reject(new Error('there is no key store')),
  unwrap: () => Promise.reject(new Error('there is no key store')),
};

export const open = (folder: string): Promise<Workspace> =>
  openWorkspace(join(folder, 'firm'), {
    keyStore: noKeyStore,
    clock: createSteadyClock(Date.now, () => performance.now()),
    appVersion: 'kills',
    isSample: false,
    anchorFile: join(folder, 'record-anchor.json'),
  });

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const knownFile = (root: string): string => join(root, 'known.json');
export const firmFolder = (root: string): string => join(root, 'data');

export function readKnown(root: string): Known | undefined {
  return existsSync(knownFile(root)) ? (JSON.parse(readFileSync(knownFile(root), 'utf8')) as Known) : undefined;
}

export const keepKnown = (root: string, known: Known): void => writeFileSync(knownFile(root), JSON.stringify(known));

/** @param port that the server will listen on. */
/** @param many how many people are there to be reset. */
export async function makeFirm(root: string, port: number, many = MANY): Promise<Known> {
  const folder = firmFolder(root);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const workspace = await open(folder);
  const { context } = workspace;
  const { storage, random, passwords } = context;
  const now = Date.now() - 3_600_000;
  const passwordHash = await passwords.hash(PASSWORD);
  const salt = random.bytes(16);
  const recoveryHash = await passwords.hashCode('0000-0000-0000-0000', salt);
  const identity = makeIdentity(Date.now(), random.bytes);
  storage.transaction((tx) => {
    insertFirm(tx, { name: 'Ashworth & Partners', createdAt: now, isSample: false });
    const sealedDataKey = sealDataKey(context.home.dataKey, KIT_CODE, salt, random.bytes);
    const made = { createdAt: now, createdBy: 'A', createdById: null, savedAt: now };
    replaceRecoveryKit(tx, { salt, hash: hashKit(context, KIT_CODE, salt), ...made, sealedDataKey });
    const sealedKey = context.secretBox.seal('key of the server', identity.key);
    const place = { name: 'office-1', address: '127.0.0.1', port, servesSince: null, computer: computerName() };
    putServer(tx, { ...place, certificate: identity.certificate, sealedKey });
  });
  function add(role: Role, count: number): Person[] {
    return storage.transaction((tx) =>
      Array.from({ length: count }, (_, number) => {
        const email = `${role.replaceAll('_', '-')}-${number}-${base64(random.bytes(6)).replaceAll(/\W/g, '')}@firm.example`;
        const userId = insertUser(tx, {
          email: email.toLowerCase(),
          firstName: role,
          lastName: String(number),
          phone: '+44 20 7946 0101',
          role,
          hasAllClients: role === 'partner_admin',
          status: 'active',
          invitationExpiresAt: null,
          createdAt: now,
        });
        const secret = random.bytes(SECRET_BYTES);
        const recordId = newId(random);
        setPassword(context, tx, userId, passwordHash, now);
        const sealedSecret = sealAuthenticator(context, userId, recordId, secret);
        replaceAuthenticator(tx, userId, { id: recordId, sealedSecret, confirmedAt: now, lastStep: 0 });
        setRecoveryCodes(context, tx, userId, { salt, hashes: [recoveryHash], createdAt: now });
        markRecoveryCodesSaved(tx, userId, now);
        markSetUp(tx, userId, now);
        return { id: userId, email: email.toLowerCase(), secret: base64(secret), lastStep: 0 };
      }),
    );
  }
  const admins = add('partner_admin', ADMINS);
  storage.transaction((tx) => {
    const firm = getFirm(tx);
    if (firm !== undefined) updateFirm(tx, firm.version, { ...firm, isSecondApproverRequired: true });
  });
  const desks = DESKS.map((name) => {
    const own = makeIdentity(Date.now(), random.bytes);
    const keyMac = keyMacOf(context, fingerprintOfIdentity(own));
    storage.transaction((tx) => insertDesktop(tx, { name, keyMac, since: now, validUntil: Date.now() + YEAR_MS }));
    return [name, { key: base64(own.key), certificate: base64(own.certificate) }] as const;
  });
  const known: Known = {
    port,
    fingerprint: Buffer.from(fingerprintOfIdentity(identity)).toString('hex'),
    desks: Object.fromEntries(desks) as Known['desks'],
    admins,
    staff: add('partner_ops', STAFF),
    users: add('client_ops', USERS),
    halves: add('client_ops', ADMINS).map(({ id }, at) => ({ adminId: admins[at]?.id ?? 0, userId: id, resetAt: 0 })),
    many: add('client_ops', many).map(({ id }) => id),
    setups: [],
    tallies: {},
    rounds: {},
  };
  workspace.close();
  keepKnown(root, known);
  return known;
}

/** How many codes of this phone are not used and would be accepted now. */
export const codesLeft = ({ lastStep }: Person): number => {
  const present = stepAt(Date.now());
  return present + 1 - Math.max(lastStep, present - 2);
};

/** The next code of the phone. It waits for the clock where all were used. */
export async function nextCode(person: Person): Promise<string> {
  const step = Math.max(person.lastStep + 1, stepAt(Date.now() + 3000) - 1);
  const from = performance.now();
  while (step > stepAt(Date.now()) + 1) await new Promise((resolve) => setTimeout(resolve, 250));
  person.waitedMs = (person.waitedMs ?? 0) + performance.now() - from;
  person.lastStep = step;
  return codeAtStep(Buffer.from(person.secret, 'base64'), step);
}

export interface Reading {
  /** Records of this action, on one person where one is named. */
  count(action: string, targetId?: number): number;
  get(statement: string, values?: Params): Readonly<Record<string, unknown>> | undefined;
  all(statement: string, values?: Params): readonly Readonly<Record<string, unknown>>[];
  readonly box: SecretBox;
}

/** Of a firm that was moved to PostgreSQL. */
let onPostgres: Reader | undefined;
export function lookAt(reader: Reader): void {
  onPostgres = reader;
}

/** Reads the firm while the server has it open. Nothing is changed. */
export function look<T>(root: string, read: (reading: Reading) => T): T {
  const firm = join(firmFolder(root), 'firm');
  const key = fromKeyText(readFileSync(join(firm, 'data-key.json'), 'utf8'));
  if (key === undefined) throw new Error('the data key cannot be read');
  const box = createSecretBox(key, () => new Uint8Array());
  if (onPostgres !== undefined) return read(readingOf(onPostgres, box));
  const db = new BetterSqlite3(join(firm, 'rekey.db'), { readonly: true });
  try {
    const get: Reading['get'] = (statement, values = {}) =>
      db.prepare(statement).get(values) as ReturnType<Reading['get']>;
    const all: Reading['all'] = (statement, values = {}) =>
      db.prepare(statement).all(values) as ReturnType<Reading['all']>;
    return read(readingOf({ get, all }, box));
  } finally {
    db.close();
  }
}

const readingOf = ({ get, all }: Pick<Reading, 'get' | 'all'>, box: SecretBox): Reading => ({
  get,
  all,
  count: (action, targetId) =>
    Number(
      get(
        `SELECT count(*) AS n FROM activity WHERE action = :action AND outcome = 'done'
         ${targetId === undefined ? '' : 'AND target_id = :targetId'}`,
        targetId === undefined ? { action } : { action, targetId },
      )?.['n'],
    ),
  box,
});

/** Takes the files as a kill has left them. */
export function copyFirm(root: string, to: string): void {
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to);
  for (const name of ['firm', 'record-anchor.json'])
    cpSync(join(firmFolder(root), name), join(to, name), { recursive: true });
}

/** Opens a copy as the next start does, and verifies the whole record. @returns what is wrong. */
export async function verifyCopy(folder: string): Promise<readonly string[]> {
  const wrong: string[] = [];
  const workspace = await open(folder);
  try {
    const { read } = workspace.context.storage;
    if ((await workspace.recordWatch.verify(() => undefined)).breaks.length > 0) wrong.push('the record has a break');
    if (read.get("SELECT 1 AS yes FROM activity WHERE action IN ('record.cut', 'record.altered')") !== undefined)
      wrong.push('the record does not fit its anchor');
    if (read.get('PRAGMA integrity_check')?.['integrity_check'] !== 'ok') wrong.push('the database is damaged');
  } finally {
    workspace.close();
  }
  return wrong;
}
