// A workspace: one folder with one firm's database and data key, open and ready for the use cases.
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Managed, unmanaged } from './domain/managed.ts';
import { believedTime } from './services/act/check-clock.ts';
import type { Clock, Context } from './services/act/context.ts';
import { recordActivities } from './services/act/record-activity.ts';
import { findAlteredEnd } from './services/act/record-seal.ts';
import { isStandbyMissing } from './services/act/require-standby.ts';
import { keepSessions } from './services/desktops/resume-sessions.ts';
import { bindCredentials, isKeyOfDatabase } from './services/firm/bind-credentials.ts';
import { followPolicyFile } from './services/firm/managed-settings.ts';
import { noteCutRecord } from './services/firm/note-cut-record.ts';
import { type RecordWatch, recordWatchOf } from './services/firm/record-watch.ts';
import { createPasswordHasher, PASSWORD_COST } from './services/secrets/password-hasher.ts';
import { createSecretBox, type SecretBox } from './services/secrets/secret-box.ts';
import { checkFile } from './storage/engine/check-file.ts';
import type { Storage, Tx } from './storage/engine/database.ts';
import { DatabaseProblem, toProblem } from './storage/engine/database-problem.ts';
import { openDatabase } from './storage/engine/open-database.ts';
import type { PostgresAddress } from './storage/engine/postgres/address.ts';
import type { Connection } from './storage/engine/postgres/connection.ts';
import { openLocked, openPostgres } from './storage/engine/postgres/open-postgres.ts';
import { type Anchor, knowsOtherRecords, openAnchor, removeHalfAnchor } from './storage/files/anchor.ts';
import { type Claim, claimFolder } from './storage/files/claim.ts';
import {
  type DataKey,
  DataKeyProblem,
  type KeyProtection,
  type KeyStore,
  openDataKey,
  openSampleKey,
  readDataKey,
} from './storage/files/data-key.ts';
import { lastBackupNoteOf } from './storage/files/last-backup-note.ts';
import { findNetworkType } from './storage/files/network-folder.ts';
import { isOnPostgres, postgresNoteOf, readMoveMark, tidyOnPostgres } from './storage/files/postgres-note.ts';
import { dropReplaced } from './storage/files/replace-folder.ts';
import { removeOldUpgradeCopies } from './storage/files/upgrade-copies.ts';
import { removeHalfFile } from './storage/files/write-file-whole.ts';
import { getFirm } from './storage/tables/firm.ts';
import { hasOpenSession } from './storage/tables/sessions.ts';

export interface Workspace {
  readonly context: Context;
  readonly keyProtection: KeyProtection;
  readonly recordWatch: RecordWatch;
  /** As the disk and the key store have it now. @throws DataKeyProblem */
  readDataKey(): Promise<Uint8Array>;
  /**
   * Checks a file that was too large to be checked when it was opened. If it is damaged, this closes the workspace, so
   * that nothing more is written, and answers true.
   */
  findDamage(): Promise<boolean>;
  /** Looks whether all files are still there. @throws DatabaseProblem, DataKeyProblem when they are not. */
  look(): void;
  /** Keeps the folder in order. Called every minute. @returns whether it has changed what windows show. */
  tend(): boolean;
  close(): void;
}

const secureBytes = (count: number): Uint8Array => new Uint8Array(randomBytes(count));

interface Dependencies {
  readonly keyStore: KeyStore;
  readonly clock: Clock;
  readonly appVersion: string;
  readonly isSample: boolean;
  /** By default nothing: the sample, and a firm that is prepared to take the place of another one. */
  readonly managed?: Managed;
  /** The anchor of the record. It is kept outside the folder, because the folder may be replaced as a whole. */
  readonly anchorFile: string;
  /** Where the firm's database is, if it is not a file of the folder; or the connection that has its lock. */
  readonly postgres?: PostgresAddress | Connection | undefined;
  /** In bytes, as in openDatabase. */
  readonly checkUpTo?: number;
}

/**
 * Opens the folder and creates what is missing.
 * @throws DatabaseProblem, DataKeyProblem; the folder is unchanged then.
 */
export async function openWorkspace(folder: string, dependencies: Dependencies): Promise<Workspace> {
  try {
    for (const place of [folder, dirname(dependencies.anchorFile)])
      if (findNetworkType(place) !== undefined) throw new DatabaseProblem('network_folder');
    if (dependencies.postgres !== undefined) requireOnPostgres(folder);
    else requireExpected(folder, dependencies.anchorFile);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const claim = claimFolder(folder, dependencies.clock.now());
    try {
      return await openClaimed(folder, claim, dependencies);
    } catch (error) {
      claim.release();
      throw error;
    }
  } catch (error) {
    throw toProblem(error);
  }
}

async function openClaimed(folder: string, claim: Claim, dependencies: Dependencies): Promise<Workspace> {
  const file = join(folder, 'rekey.db');
  const keyFile = join(folder, 'data-key.json');
  const { anchorFile } = dependencies;
  removeHalfAnchor(anchorFile);
  // Where the key itself is gone, the half may be its last copy.
  for (const name of [lastBackupNoteOf(anchorFile), postgresNoteOf(folder), ...(existsSync(keyFile) ? [keyFile] : [])])
    removeHalfFile(name);
  const openKey = async (mayCreate: boolean): Promise<DataKey> =>
    dependencies.isSample
      ? openSampleKey(keyFile, secureBytes, mayCreate)
      : await openDataKey(keyFile, dependencies.keyStore, secureBytes, mayCreate);
  // An upgrade needs the key. In a first start the database comes before it: see requireExpected.
  const foundKey = existsSync(keyFile) ? await openKey(false) : undefined;
  const storage =
    dependencies.postgres === undefined
      ? openDatabase(file, {
          ...(dependencies.checkUpTo === undefined ? {} : { checkUpTo: dependencies.checkUpTo }),
          finishUpgrade: (tx, from) => bindUpgraded(tx, from, foundKey, dependencies),
        })
      : openOnPostgres(dependencies.postgres, readMoveMark(folder));
  try {
    if (dependencies.postgres !== undefined) tidyOnPostgres(folder);
    const hasFirm = getFirm(storage.read) !== undefined;
    // A fresh database in the place of the firm's is not a first run either.
    if (!hasFirm && knowsOtherRecords(dependencies.anchorFile, storage.read))
      throw new DatabaseProblem(dependencies.postgres === undefined ? 'missing' : 'missing_on_postgres');
    const dataKey = foundKey ?? (await openKey(!hasFirm));
    const secretBox = createSecretBox(dataKey.key, secureBytes);
    if (!isKeyOfDatabase({ secretBox }, storage.read)) throw new DataKeyProblem('unreadable');
    const anchor = anchorOf(secretBox, dependencies.anchorFile);
    const context: Context = {
      storage,
      clock: dependencies.clock,
      random: { bytes: secureBytes },
      secretBox,
      passwords: createPasswordHasher(PASSWORD_COST),
      appVersion: dependencies.appVersion,
      home: { folder, anchorFile: dependencies.anchorFile, dataKey: dataKey.key },
      isSample: dependencies.isSample,
      anchor,
      managed: dependencies.managed ?? unmanaged(''),
    };
    storage.addGuard(claim.require);
    storage.addGuard(dataKey.guard);
    storage.onClose(anchor.settle);
    // An act that was lost with its file is in no anchor.
    const keepAnchor = (): void => {
      if (!storage.isLost && !isStandbyMissing(context)) anchor.keep(storage.read, believedTime(context, storage.read));
    };
    const verdict = anchor.check(storage.read);
    storage.transaction((tx) => {
      const { openedWith } = dataKey;
      const isAltered = findAlteredEnd(context, tx) !== undefined;
      // With PostgreSQL the key is found where the folder of a second server is prepared. The firm was open all the time.
      const isKeyOld = openedWith === undefined || dependencies.postgres !== undefined;
      keepSessions(context, tx, verdict.kind === 'fits' && !isAltered && isKeyOld);
      if (verdict.kind !== 'fits') noteCutRecord(context, tx, verdict);
      else if (isAltered) recordActivities(context, tx, []);
      if (openedWith !== undefined)
        recordActivities(context, tx, [{ action: 'data_key.found', outcome: 'done', detail: { openedWith } }]);
    });
    // A kill before this records it twice.
    if (dataKey.openedWith !== undefined) dataKey.noteRecorded();
    followPolicyFile(context);
    keepAnchor();
    storage.onIdle(() => storage.guard());
    const recordWatch = recordWatchOf(context, keepAnchor);
    const removeOldCopies = (): void => removeOldUpgradeCopies(file, believedTime(context, storage.read));
    removeOldCopies();
    return {
      keyProtection: dataKey.protection,
      context,
      recordWatch,
      readDataKey: async () =>
        dependencies.isSample
          ? openSampleKey(keyFile, secureBytes, false).key
          : readDataKey(keyFile, dependencies.keyStore),
      async findDamage() {
        if (storage.isChecked || (await checkFile(file)) || storage.isClosed) return false;
        storage.close();
        return true;
      },
      look() {
        if (!storage.isClosed) storage.guard();
      },
      tend() {
        claim.renew(dependencies.clock.now());
        removeOldCopies();
        // A restore has ended all sessions of before: somebody has signed in since.
        if (hasOpenSession(storage.read)) dropReplaced(folder);
        return followPolicyFile(context);
      },
      close() {
        if (!storage.isClosed) recordWatch.lookAtEnd();
        storage.close();
        claim.release();
      },
    };
  } catch (error) {
    storage.close();
    throw error;
  }
}

const openOnPostgres = (at: PostgresAddress | Connection, moveMark: string | undefined): Storage =>
  'run' in at ? openLocked(at, moveMark) : openPostgres(at, moveMark);

export const anchorOf = (secretBox: SecretBox, file: string): Anchor =>
  openAnchor(file, (text) => secretBox.mac('anchor', text));

/**
 * Binds the credentials of an older file, in the transaction of its upgrade. A file of this schema that is not bound was
 * altered, and what it holds by now is not trusted.
 * @throws DataKeyProblem
 */
function bindUpgraded(
  tx: Tx,
  from: number,
  dataKey: DataKey | undefined,
  { anchorFile, clock }: Pick<Dependencies, 'anchorFile' | 'clock'>,
): void {
  if (getFirm(tx) === undefined) return;
  if (dataKey === undefined) throw new DataKeyProblem('missing');
  const secretBox = createSecretBox(dataKey.key, secureBytes);
  if (!isKeyOfDatabase({ secretBox }, tx)) throw new DataKeyProblem('unreadable');
  const anchor = anchorOf(secretBox, anchorFile);
  if (!anchor.knowsSeal()) bindCredentials({ secretBox }, tx);
  // Before schema 3 there was no anchor: it is not missing, even if this start is killed after the upgrade.
  if (from < 3) anchor.begin(tx, clock.now());
}

/** @throws DatabaseProblem not_on_postgres, where the firm was not moved there to the end. */
function requireOnPostgres(folder: string): void {
  if (!isOnPostgres(folder)) throw new DatabaseProblem('not_on_postgres');
}

/**
 * A database that is gone is not a first run.
 * @throws DatabaseProblem missing, on_postgres
 */
function requireExpected(folder: string, anchorFile: string): void {
  if (isOnPostgres(folder)) throw new DatabaseProblem('on_postgres');
  const sizeOf = (name: string): number => statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0;
  if (sizeOf('rekey.db') > 0) return;
  // The database comes before the key and the write-ahead log, so a start that was killed leaves neither of them alone.
  if (
    existsSync(join(folder, 'data-key.json')) ||
    sizeOf('rekey.db-wal') > 0 ||
    knowsOtherRecords(anchorFile, undefined)
  )
    throw new DatabaseProblem('missing');
}
