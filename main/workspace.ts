// A workspace: one folder with one firm's database and data key, open and ready for the use cases.
import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { latestTime } from './services/act/check-clock.ts';
import type { Clock, Context } from './services/act/context.ts';
import { recordActivities } from './services/act/record-activity.ts';
import { findAlteredEnd } from './services/act/record-seal.ts';
import { bindCredentials, isKeyOfDatabase } from './services/firm/bind-credentials.ts';
import { noteCutRecord } from './services/firm/note-cut-record.ts';
import { type RecordWatch, recordWatchOf } from './services/firm/record-watch.ts';
import { createPasswordHasher, PASSWORD_COST } from './services/secrets/password-hasher.ts';
import { createSecretBox } from './services/secrets/secret-box.ts';
import { checkFile } from './storage/engine/check-file.ts';
import { openDatabase } from './storage/engine/database.ts';
import { openAnchor } from './storage/files/anchor.ts';
import { DataKeyProblem, type KeyProtection, type KeyStore, openDataKey } from './storage/files/data-key.ts';
import { getFirm } from './storage/tables/firm.ts';
import { getRecordSeal } from './storage/tables/record-seal.ts';
import { endAllSessions } from './storage/tables/sessions.ts';

export interface Workspace {
  readonly context: Context;
  readonly keyProtection: KeyProtection;
  readonly recordWatch: RecordWatch;
  /**
   * Checks a file that was too large to be checked when it was opened. If it is damaged, this closes the workspace, so
   * that nothing more is written, and answers true.
   */
  findDamage(): Promise<boolean>;
  close(): void;
}

const secureBytes = (count: number): Uint8Array => new Uint8Array(randomBytes(count));

/**
 * Opens the folder and creates what is missing.
 * @throws DatabaseProblem, DataKeyProblem; the folder is unchanged then.
 */
export async function openWorkspace(
  folder: string,
  dependencies: {
    readonly keyStore: KeyStore;
    readonly clock: Clock;
    readonly appVersion: string;
    readonly isSample: boolean;
    /** The anchor of the record. It is kept outside the folder, because the folder may be replaced as a whole. */
    readonly anchorFile: string;
    /** In bytes, as in openDatabase. */
    readonly checkUpTo?: number;
  },
): Promise<Workspace> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, 'rekey.db');
  const storage = openDatabase(file, dependencies.checkUpTo === undefined ? {} : { checkUpTo: dependencies.checkUpTo });
  try {
    const dataKey = await openDataKey(
      join(folder, 'data-key.json'),
      dependencies.keyStore,
      secureBytes,
      getFirm(storage.read) === undefined,
    );
    const secretBox = createSecretBox(dataKey.key, secureBytes);
    if (!isKeyOfDatabase({ secretBox }, storage.read)) throw new DataKeyProblem('unreadable');
    const context: Context = {
      storage,
      clock: dependencies.clock,
      random: { bytes: secureBytes },
      secretBox,
      passwords: createPasswordHasher(PASSWORD_COST),
      appVersion: dependencies.appVersion,
      isSample: dependencies.isSample,
    };
    const anchor = openAnchor(dependencies.anchorFile, (text) => secretBox.mac('anchor', text));
    const keepAnchor = (): void => anchor.keep(storage.read, latestTime(context, storage.read));
    const verdict = anchor.check(storage.read);
    // Before schema 3 there was no anchor.
    const isAnchorDue = storage.upgradedFrom === undefined || storage.upgradedFrom >= 3;
    storage.transaction((tx) => {
      endAllSessions(tx, 'application_closed', dependencies.clock.now());
      // A seal and an anchor that are gone together were removed: what the file holds by now is not trusted.
      const isOld = storage.upgradedFrom !== undefined || verdict.kind === 'fits';
      if (getRecordSeal(tx) === undefined && !anchor.knowsSeal() && isOld) bindCredentials(context, tx);
      if (verdict.kind !== 'fits' && (verdict.kind !== 'missing' || isAnchorDue)) noteCutRecord(context, tx, verdict);
      else if (findAlteredEnd(context, tx) !== undefined) recordActivities(context, tx, []);
    });
    keepAnchor();
    const recordWatch = recordWatchOf(context, keepAnchor);
    return {
      keyProtection: dataKey.protection,
      context,
      recordWatch,
      async findDamage() {
        if (storage.isChecked || (await checkFile(file)) || storage.isClosed) return false;
        storage.close();
        return true;
      },
      close() {
        if (!storage.isClosed) recordWatch.lookAtEnd();
        storage.close();
      },
    };
  } catch (error) {
    storage.close();
    throw error;
  }
}
