// Creates a firm in a data folder with the application's own storage. The test knows the passwords and phones of its people.
import { join } from 'node:path';
import { CODE_BYTES, toCodeText } from '../../main/domain/code-text.ts';
import { SECRET_BYTES } from '../../main/domain/two-factor.ts';
import type { Role, UserId } from '../../main/domain/user.ts';
import { newId } from '../../main/services/act/context.ts';
import { sealAuthenticator, setPassword, setRecoveryCodes } from '../../main/services/act/credentials.ts';
import { sealDataKey } from '../../main/services/secrets/key-under-kit.ts';
import { hashKit } from '../../main/services/sign-in/make-recovery-kit.ts';
import { replaceAuthenticator } from '../../main/storage/tables/authenticators.ts';
import { insertClient, insertMembership } from '../../main/storage/tables/clients.ts';
import { insertFirm } from '../../main/storage/tables/firm.ts';
import { markRecoveryCodesSaved } from '../../main/storage/tables/recovery-codes.ts';
import { replaceRecoveryKit } from '../../main/storage/tables/recovery-kit.ts';
import { insertUser, markSetUp } from '../../main/storage/tables/users.ts';
import { openWorkspace, type Workspace } from '../../main/workspace.ts';
import { noKeyStore } from '../support/place.ts';
import { clockThat } from '../support/seeded.ts';
import { Phone } from './authenticator.ts';

export const PASSWORD = 'copper-lantern-nine-rivers';
/** Everybody's number on file, except Samuel's, who has none. */
export const ON_FILE = '+44 20 7946 0101';
export const KIT_CODE = 'K1TT-0000-1111-2222-3333-4444-5555-6666';

export interface PreparedPerson {
  readonly id: UserId;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly phone: Phone;
  readonly recoveryCodes: readonly string[];
}

export const openFirm = (folder: string): Promise<Workspace> =>
  openWorkspace(join(folder, 'firm'), {
    keyStore: noKeyStore,
    clock: clockThat(Date.now),
    appVersion: 'test',
    isSample: false,
    anchorFile: join(folder, 'record-anchor.json'),
  });

const PEOPLE = [
  ['Margaret', 'Ashworth', 'partner_admin'],
  ['Daniel', 'Okafor', 'partner_admin'],
  ['Priya', 'Mehta', 'partner_ops'],
  ['Tomasz', 'Moreau', 'client_admin'],
  ['Ingrid', 'Weaver', 'client_ops'],
  ['Samuel', 'Stroud', 'client_self_service'],
] as const;

type First = (typeof PEOPLE)[number][0];

/**
 * Creates one client and one person of each role (two Partner Admins), all set up.
 * @param others more people, by first name.
 */
export async function prepareFirm<Other extends string>(
  folder: string,
  others: readonly (readonly [Other, string, Role])[],
): Promise<Record<First | Other, PreparedPerson>>;
export async function prepareFirm(folder: string): Promise<Record<First, PreparedPerson>>;
export async function prepareFirm(
  folder: string,
  others: readonly (readonly [string, string, Role])[] = [],
): Promise<Record<string, PreparedPerson>> {
  const workspace = await openFirm(folder);
  const { context } = workspace;
  const passwordHash = await context.passwords.hash(PASSWORD);
  const salt = context.random.bytes(16);
  const made: [string, PreparedPerson][] = [];
  for (const [firstName, lastName, role] of [...PEOPLE, ...others]) {
    const codes = Array.from({ length: 3 }, () => toCodeText(context.random.bytes(CODE_BYTES)));
    const hashes = await Promise.all(codes.map((code) => context.passwords.hashCode(code, salt)));
    const secret = context.random.bytes(SECRET_BYTES);
    const now = Date.now() - 3_600_000;
    const email = `${firstName}@ashworth.example`.toLowerCase();
    const id = context.storage.transaction((tx) => {
      if (made.length === 0) {
        insertFirm(tx, { name: 'Ashworth & Partners', createdAt: now, isSample: false });
        replaceRecoveryKit(tx, {
          salt,
          hash: hashKit(context, KIT_CODE, salt),
          createdAt: now,
          createdBy: 'Margaret Ashworth',
          createdById: null,
          savedAt: now,
          sealedDataKey: sealDataKey(context.home.dataKey, KIT_CODE, salt, context.random.bytes),
        });
        insertClient(tx, {
          name: 'Bluewater Marine',
          type: 'company',
          status: 'active',
          accountingSoftware: 'Xero',
          addedAt: now,
        });
      }
      const userId = insertUser(tx, {
        email,
        firstName,
        lastName,
        phone: firstName === 'Samuel' ? '' : ON_FILE,
        role,
        hasAllClients: role === 'partner_admin',
        status: 'active',
        invitationExpiresAt: null,
        createdAt: now,
      });
      if (role !== 'partner_admin') insertMembership(tx, userId, 1 as never);
      setPassword(context, tx, userId, passwordHash, now);
      const recordId = newId(context.random);
      replaceAuthenticator(tx, userId, {
        id: recordId,
        sealedSecret: sealAuthenticator(context, userId, recordId, secret),
        confirmedAt: now,
        lastStep: 0,
      });
      setRecoveryCodes(context, tx, userId, { salt, hashes, createdAt: now });
      markRecoveryCodesSaved(tx, userId, now);
      markSetUp(tx, userId, now);
      return userId;
    });
    made.push([
      firstName,
      { id, name: `${firstName} ${lastName}`, email, role, phone: new Phone(secret), recoveryCodes: codes },
    ]);
  }
  workspace.close();
  return Object.fromEntries(made);
}
