// What opens an account is stored so that it opens that account only. Passwords and authenticator secrets are sealed for
// their kind, user and generation. Recovery codes and the recovery kit are kept as keyed hashes over the same, and the
// id of a session ends with one. A program that copies a row to another user, or writes one of its own, has written a
// row that opens nothing.
import type { UserId } from '../../domain/user.ts';
import type { Reader, Tx } from '../../storage/engine/database.ts';
import { type Authenticator, getAuthenticator } from '../../storage/tables/authenticators.ts';
import { getPassword, setPasswordRow } from '../../storage/tables/passwords.ts';
import { replaceRecoveryCodes } from '../../storage/tables/recovery-codes.ts';
import { AlteredSecret, type SecretBox } from '../secrets/secret-box.ts';
import { type DesktopWindow, newId, type Random } from './context.ts';

interface Box {
  readonly secretBox: SecretBox;
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const authenticatorPlace = (userId: number, id: string): string => `authenticator:${userId}:${id}`;
const passwordPlace = (userId: number, setAt: number): string => `password:${userId}:${setAt}`;

export const sealAuthenticator = ({ secretBox }: Box, userId: number, id: string, secret: Uint8Array): Uint8Array =>
  secretBox.seal(authenticatorPlace(userId, id), secret);

/** The secret of the user's authenticator; undefined where another program has written the row. */
export function openAuthenticator(
  { secretBox }: Box,
  userId: number,
  { id, sealedSecret }: Pick<Authenticator, 'id' | 'sealedSecret'>,
): Uint8Array | undefined {
  return tryTo(() => secretBox.open(authenticatorPlace(userId, id), sealedSecret));
}

export function setPassword({ secretBox }: Box, tx: Tx, userId: UserId, hash: string, at: number): void {
  const sealed = secretBox.seal(passwordPlace(userId, at), Buffer.from(hash));
  setPasswordRow(tx, userId, Buffer.from(sealed).toString('base64'), at);
}

/** The hash of the user's password; undefined where there is none, or another program has written the row. */
export function passwordOf({ secretBox }: Box, reader: Reader, userId: UserId): string | undefined {
  const row = getPassword(reader, userId);
  if (row === undefined) return undefined;
  const opened = tryTo(() => secretBox.open(passwordPlace(userId, row.setAt), Buffer.from(row.hash, 'base64')));
  return opened === undefined ? undefined : Buffer.from(opened).toString();
}

/** @param salt of the user's set of codes, which belongs to one generation of them. */
export const bindRecoveryCode = ({ secretBox }: Box, userId: number, salt: Uint8Array, hash: Uint8Array): Uint8Array =>
  secretBox.mac('recovery_code', `${userId}:${hex(salt)}:${hex(hash)}`);

/** The old set stops working. @param set.hashes of the codes, under the salt. */
export function setRecoveryCodes(
  context: Box,
  tx: Tx,
  userId: UserId,
  set: { readonly salt: Uint8Array; readonly hashes: readonly Uint8Array[]; readonly createdAt: number },
): void {
  const hashes = set.hashes.map((hash) => bindRecoveryCode(context, userId, set.salt, hash));
  replaceRecoveryCodes(tx, userId, { ...set, hashes });
}

export const bindRecoveryKit = ({ secretBox }: Box, salt: Uint8Array, hash: Uint8Array): Uint8Array =>
  secretBox.mac('recovery_kit', `${hex(salt)}:${hex(hash)}`);

/** An open session's row that is given to another user no longer fits its id. */
export function newSessionId(context: Box & { readonly random: Random }, userId: number): string {
  const id = newId(context.random);
  return `${id}.${sessionMac(context, id, userId)}`;
}

export const isSessionOf = (context: Box, sessionId: string, userId: number): boolean => {
  const [id = '', mac] = sessionId.split('.');
  return mac === sessionMac(context, id, userId);
};

const sessionMac = ({ secretBox }: Box, id: string, userId: number): string =>
  Buffer.from(secretBox.mac('session', `${userId}:${id}`)).toString('base64url');

/** A window of a desktop comes back to the session that it was at, and to no other one. */
export const bindSessionWindow = (
  { secretBox }: Box,
  sessionId: string,
  { desktopId, run, window }: Omit<DesktopWindow, 'name'>,
): Uint8Array => secretBox.mac('session_window', JSON.stringify([sessionId, desktopId, run, window]));

/** Which of the user's rows another program has written. */
export function findAlteredCredential(
  context: Box,
  reader: Reader,
  userId: UserId,
): 'password' | 'authenticator' | undefined {
  if (getPassword(reader, userId) !== undefined && passwordOf(context, reader, userId) === undefined) return 'password';
  const authenticator = getAuthenticator(reader, userId);
  return authenticator !== undefined && openAuthenticator(context, userId, authenticator) === undefined
    ? 'authenticator'
    : undefined;
}

/** @returns undefined where the sealed secret was altered or moved. */
export function tryTo<T>(open: () => T): T | undefined {
  try {
    return open();
  } catch (error) {
    if (error instanceof AlteredSecret) return undefined;
    throw error;
  }
}
