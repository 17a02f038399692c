// A fixture: a real database in a fresh folder, a firm in it, and people whose passwords, secrets and codes the test
// knows.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { verifyChain } from '../../main/domain/activity-chain.ts';
import { CODE_BYTES, RECOVERY_CODE_COUNT, toCodeText } from '../../main/domain/code-text.ts';
import { type Managed, unmanaged } from '../../main/domain/managed.ts';
import { codeAtStep, SECRET_BYTES, STEP_MS, stepAt } from '../../main/domain/two-factor.ts';
import type { ClientId, Role, UserId } from '../../main/domain/user.ts';
import { type Actor, findActor } from '../../main/services/act/actor.ts';
import { type Context, newId } from '../../main/services/act/context.ts';
import { sealAuthenticator, setPassword, setRecoveryCodes } from '../../main/services/act/credentials.ts';
import { sha256 } from '../../main/services/act/record-activity.ts';
import type { Visit, VisitAt } from '../../main/services/act/visit.ts';
import { sealDataKey } from '../../main/services/secrets/key-under-kit.ts';
import type { PasswordHasher } from '../../main/services/secrets/password-hasher.ts';
import { createSecretBox } from '../../main/services/secrets/secret-box.ts';
import { hashKit } from '../../main/services/sign-in/make-recovery-kit.ts';
import { acknowledge, signIn, verifyCode } from '../../main/services/sign-in/sign-in.ts';
import type { Reader, Storage } from '../../main/storage/engine/database.ts';
import { openDatabase } from '../../main/storage/engine/open-database.ts';
import { type ChainedRecord, iterateActivity } from '../../main/storage/tables/activity.ts';
import { replaceAuthenticator } from '../../main/storage/tables/authenticators.ts';
import { insertClient, insertMembership } from '../../main/storage/tables/clients.ts';
import { insertFirm } from '../../main/storage/tables/firm.ts';
import { markRecoveryCodesSaved } from '../../main/storage/tables/recovery-codes.ts';
import { replaceRecoveryKit } from '../../main/storage/tables/recovery-kit.ts';
import { getUser, insertUser, markSetUp, type User } from '../../main/storage/tables/users.ts';
import { isPostgres, openTestDatabase } from './engine.ts';
import { createCheapHasher, createSeededRandom, createTestClock, DAY, type TestClock } from './seeded.ts';
import { makeTempFolder } from './temp-folder.ts';

export const FIRM_NAME = 'Quill & Partners';
export const UNMANAGED = unmanaged('/etc/rekey/policy.json');
export const PASSWORD = 'seven-lamps-over-water';
export const KIT_CODE = 'K1TT-0000-1111-2222-3333-4444-5555-6666';

export interface Person {
  readonly id: UserId;
  readonly email: string;
  readonly password: string;
  readonly secret: Uint8Array;
  readonly recoveryCodes: readonly string[];
}

export interface NewPerson {
  readonly role: Role;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly email?: string;
  readonly clients?: readonly ClientId[];
  /** Default: Partner Admins only. */
  readonly hasAllClients?: boolean;
  /** Default: set up, with recovery codes that are marked as saved. */
  readonly isSetUp?: boolean;
}

export interface Fixture {
  readonly context: Context;
  readonly clock: TestClock;
  readonly file: string;
  readonly read: Reader;
  /** Closes the database and opens the file again, as a restart does. */
  reopen(): void;
  addClient(name: string): ClientId;
  addPerson(person: NewPerson): Promise<Person>;
  user(person: { readonly id: UserId }): User;
  /** The code that the person's app shows now. It may have been used. */
  codeOf(person: Person): string;
  /** Moves the clock on by one step. @returns the next code, which has not been used. */
  nextCode(person: Person): string;
  /** Signs in with password and code. */
  signIn(person: Person): Promise<Actor>;
  activity(): readonly ChainedRecord[];
  /** @throws when the chain is broken. */
  checkChain(): void;
}

export function visitAt<S extends Visit['stage']>(visit: Visit, stage: S): VisitAt<S> {
  if (visit.stage !== stage) throw new Error(`the visit is at ${visit.stage}, not at ${stage}`);
  return visit as VisitAt<S>;
}

export interface FixtureOptions {
  readonly seed?: string;
  readonly passwords?: PasswordHasher;
  readonly hasFirm?: boolean;
  /** Default: the firm keeps the recovery kit `KIT_CODE`, so no sign-in leads to a new one. */
  readonly hasKit?: boolean;
  readonly folder?: string;
  /** Default: no policy file. */
  readonly managed?: Managed;
  /** Default: one that Rekey follows and believes at once. */
  readonly clock?: TestClock;
}

let emptyDatabase: Buffer | undefined;

/** An empty database is made once for each file of tests, and copied for the other tests, which takes a fifth of the time. */
function openNewDatabase(file: string): Storage {
  if (isPostgres || existsSync(file)) return openTestDatabase(file);
  if (emptyDatabase === undefined) {
    openDatabase(file).close();
    emptyDatabase = readFileSync(file);
  } else writeFileSync(file, emptyDatabase);
  return openDatabase(file);
}

export function createFixture(options: FixtureOptions = {}): Fixture {
  const file = join(options.folder ?? makeTempFolder(), 'rekey.db');
  const clock = options.clock ?? createTestClock();
  const random = createSeededRandom(options.seed ?? 'fixture');
  let storage = openNewDatabase(file);
  const dataKey = random.bytes(32);
  const context: Context = {
    get storage() {
      return storage;
    },
    clock,
    random,
    secretBox: createSecretBox(dataKey, random.bytes),
    home: { folder: dirname(file), anchorFile: join(dirname(file), 'record-anchor.json'), dataKey },
    passwords: options.passwords ?? createCheapHasher(),
    appVersion: '0.0.0-test',
    isSample: false,
    managed: options.managed ?? UNMANAGED,
  };
  if (options.hasFirm !== false)
    storage.transaction((tx) => insertFirm(tx, { name: FIRM_NAME, createdAt: clock.now(), isSample: false }));
  if (options.hasFirm !== false && options.hasKit !== false) {
    const salt = new Uint8Array(16);
    storage.transaction((tx) =>
      replaceRecoveryKit(tx, {
        salt,
        hash: hashKit(context, KIT_CODE, salt),
        createdAt: clock.now(),
        createdBy: 'Person Number1',
        createdById: null,
        savedAt: clock.now(),
        sealedDataKey: sealDataKey(dataKey, KIT_CODE, salt, random.bytes),
      }),
    );
  }

  let passwordHash: Promise<string> | undefined;
  let peopleCount = 0;
  const fixture: Fixture = {
    context,
    clock,
    file,
    get read() {
      return storage.read;
    },
    reopen() {
      storage.close();
      storage = openTestDatabase(file);
    },
    addClient: (name) =>
      storage.transaction((tx) =>
        insertClient(tx, {
          name,
          type: 'company',
          status: 'active',
          accountingSoftware: 'Ledger',
          addedAt: clock.now(),
        }),
      ),
    async addPerson(person) {
      passwordHash ??= context.passwords.hash(PASSWORD);
      const hash = await passwordHash;
      peopleCount += 1;
      const email = person.email ?? `person${peopleCount}@quill.example`;
      const secret = random.bytes(SECRET_BYTES);
      const isSetUp = person.isSetUp ?? true;
      const salt = random.bytes(16);
      const recoveryCodes = isSetUp
        ? Array.from({ length: RECOVERY_CODE_COUNT }, () => toCodeText(random.bytes(CODE_BYTES)))
        : [];
      const hashes = await Promise.all(recoveryCodes.map((code) => context.passwords.hashCode(code, salt)));
      const id = storage.transaction((tx) => {
        const userId = insertUser(tx, {
          email,
          firstName: person.firstName ?? 'Person',
          lastName: person.lastName ?? `Number${peopleCount}`,
          role: person.role,
          hasAllClients: person.hasAllClients ?? person.role === 'partner_admin',
          status: 'active',
          invitationExpiresAt: null,
          createdAt: clock.now(),
        });
        for (const client of person.clients ?? []) insertMembership(tx, userId, client);
        setPassword(context, tx, userId, hash, clock.now());
        if (!isSetUp) return userId;
        const at = clock.now() - DAY;
        const recordId = newId(random);
        replaceAuthenticator(tx, userId, {
          id: recordId,
          sealedSecret: sealAuthenticator(context, userId, recordId, secret),
          confirmedAt: at,
          lastStep: stepAt(at),
        });
        setRecoveryCodes(context, tx, userId, { salt, hashes, createdAt: at });
        markRecoveryCodesSaved(tx, userId, at);
        markSetUp(tx, userId, at);
        return userId;
      });
      return { id, email, password: PASSWORD, secret, recoveryCodes };
    },
    user(person) {
      const user = getUser(storage.read, person.id);
      if (user === undefined) throw new Error('there is no such user');
      return user;
    },
    codeOf: (person) => codeAtStep(person.secret, stepAt(clock.now())),
    nextCode(person) {
      clock.advance(STEP_MS);
      return fixture.codeOf(person);
    },
    async signIn(person) {
      const visit = visitAt(await signIn(context, person), 'code');
      const proved = await verifyCode(context, visit, fixture.nextCode(person));
      // Reads the notices, as every user must.
      const { sessionId } = visitAt(proved.stage === 'notice' ? acknowledge(context, proved) : proved, 'signed_in');
      const actor = findActor(context, sessionId);
      if (actor === undefined) throw new Error('the session that was just started is not open');
      return actor;
    },
    activity: () => [...iterateActivity(storage.read)],
    checkChain() {
      const verdict = verifyChain(sha256, iterateActivity(storage.read));
      if (!verdict.isIntact) throw new Error(`activity record ${verdict.firstBadSeq} does not fit`);
    },
  };
  return fixture;
}

/** The whole database as text to compare, without the order of its rows. @param without tables that may have changed. */
export function dump(reader: Reader, without: readonly string[] = []): string {
  const tables = reader
    .all(
      isPostgres
        ? "SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'rekey'::regnamespace ORDER BY name"
        : "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
    )
    .map((row) => String(row['name']));
  const content = tables
    // The seal changes with every record.
    .filter((table) => !without.includes(table === 'record_seal' ? 'activity' : table))
    .map((table) => [
      table,
      reader
        .all(`SELECT * FROM ${table}`)
        .map((row) =>
          JSON.stringify(
            Object.values(row).map((value) =>
              value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value,
            ),
          ),
        )
        .sort(),
    ]);
  return JSON.stringify(content, null, 1);
}
