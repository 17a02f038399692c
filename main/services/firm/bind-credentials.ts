// Once, in the transaction of an upgrade from a schema in which passwords, authenticators, recovery codes and the recovery
// kit did not name the user that they belong to: they are stored again as act/credentials.ts stores them, and the record is
// sealed for the first time. A kill in the middle leaves everything as it was.
import type { Reader, Tx } from '../../storage/engine/database.ts';
import {
  allAuthenticators,
  allPasswords,
  allRecoveryCodes,
  setRecoveryCodeHash,
  setSealedSecret,
} from '../../storage/tables/all-credentials.ts';
import { getFirm } from '../../storage/tables/firm.ts';
import { getRecordSeal } from '../../storage/tables/record-seal.ts';
import { getRecoveryKit, replaceRecoveryKit } from '../../storage/tables/recovery-kit.ts';
import {
  bindRecoveryCode,
  bindRecoveryKit,
  openAuthenticator,
  passwordOf,
  sealAuthenticator,
  setPassword,
  tryTo,
} from '../act/credentials.ts';
import { isSealGood, sealRecord } from '../act/record-seal.ts';
import type { SecretBox } from '../secrets/secret-box.ts';

interface Box {
  readonly secretBox: SecretBox;
}

export function bindCredentials(context: Box, tx: Tx): void {
  for (const { userId, hash, setAt } of allPasswords(tx)) setPassword(context, tx, userId, hash, setAt);
  for (const { userId, id, sealedSecret } of allAuthenticators(tx)) {
    const secret = tryTo(() => context.secretBox.open(id, sealedSecret));
    // One that does not open stays as it is: it opens nothing, and the user's next sign-in says so.
    if (secret !== undefined) setSealedSecret(tx, id, sealAuthenticator(context, userId, id, secret));
  }
  for (const { userId, salt, hash } of allRecoveryCodes(tx))
    setRecoveryCodeHash(tx, userId, hash, bindRecoveryCode(context, userId, salt, hash));
  const kit = getRecoveryKit(tx);
  if (kit !== undefined) replaceRecoveryKit(tx, { ...kit, hash: bindRecoveryKit(context, kit.salt, kit.hash) });
  sealRecord(context, tx);
}

/** Whether this data key made what is sealed in the database. One altered row does not make it another key. */
export function isKeyOfDatabase(context: Box, reader: Reader): boolean {
  if (getFirm(reader) === undefined || isSealGood(context, reader)) return true;
  let isAny = false;
  for (const { userId, id, sealedSecret } of allAuthenticators(reader)) {
    const isOpen =
      openAuthenticator(context, userId, { id, sealedSecret }) ?? tryTo(() => context.secretBox.open(id, sealedSecret));
    if (isOpen !== undefined) return true;
    isAny = true;
  }
  for (const { userId } of allPasswords(reader)) if (passwordOf(context, reader, userId) !== undefined) return true;
  // Before the record had a seal, passwords were not sealed either.
  return !isAny && getRecordSeal(reader) === undefined;
}
