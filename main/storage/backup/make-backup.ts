// Makes a backup, in a worker thread: a copy of the database, packed and encrypted beside the place where it shall be. It
// gets its name when it has been opened again and is what was put into it, and the copy is found sound, so a half file is
// never taken for a backup. The key of the passphrase is derived twice, one after the other: for the file while the
// database is copied, and for the proof while the file is written.
import {
  type BigIntStats,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Identity, Recipient, Stanza } from 'age-encryption';
import { normalPassphrase } from '../../domain/passphrase.ts';
import { inspectCopy } from '../engine/copy-database.ts';
import { copyOf } from '../engine/copy-of.ts';
import type { DatabaseSource } from '../engine/database.ts';
import { DatabaseProblem } from '../engine/database-problem.ts';
import { readSmallFile } from '../files/read-small-file.ts';
import { syncFolder } from '../files/write-file-whole.ts';
import { BackupProblem } from './backup-problem.ts';
import { type CopyVerdict, checkCopy } from './check-copy.ts';
import { readContainer, requireSame, type SmallParts, writeContainer } from './container.ts';
import { deriveKey } from './derive-key.ts';
import { readManifest, writeManifest } from './manifest.ts';
import { closeStanza, newSalt, openStanza, type Salted } from './passphrase-stanza.ts';
import type { OnPhase } from './phase.ts';

export interface MakeRequest {
  readonly kind: 'make';
  readonly database: DatabaseSource;
  /** Where the copies lie in between. It is removed before the end. */
  readonly workFolder: string;
  readonly target: string;
  readonly passphrase: string;
  /** The content of a key file that needs no key store. */
  readonly key: string;
  readonly anchor: string;
  readonly isSample: boolean;
  readonly madeAt: number;
  readonly appVersion: string;
  /** The computer that the firm leaves with this backup. */
  readonly movedFrom?: string;
}

export interface MadeBackup {
  readonly people: number;
  readonly records: number;
  readonly bytes: number;
  /** The activity record in it fits its chain, apart from what the record itself says of earlier alterations. */
  readonly isRecordIntact: boolean;
}

const PARTIAL = '.partial';
/** Names the half file that a kill leaves beside the target. */
const TARGET_NOTE = 'target.txt';

/** @throws BackupProblem not_saved, not_proved, and DatabaseProblem damaged for a database that is. */
export async function makeBackup(request: MakeRequest, onPhase: OnPhase): Promise<MadeBackup> {
  const { workFolder, target } = request;
  const partial = `${target}${PARTIAL}`;
  const folder = statSync(dirname(target), { bigint: true, throwIfNoEntry: false });
  cleanUpBackup(workFolder);
  const passphrase = normalPassphrase(request.passphrase);
  const salted = newSalt();
  let check: Promise<CopyVerdict> | undefined;
  try {
    const firstKey = deriveSoon(passphrase, salted);
    mkdirSync(workFolder, { recursive: true, mode: 0o700 });
    writeFileSync(join(workFolder, TARGET_NOTE), partial, { flag: 'wx', mode: 0o600 });
    const copy = join(workFolder, 'rekey.db');
    await copyOf(request.database, copy, (done, total) => onPhase('copying', done, total));
    const facts = inspectCopy(copy);
    check = checkCopy(copy);
    const { isSample, madeAt, appVersion, anchor, movedFrom } = request;
    const move = movedFrom === undefined ? {} : { movedFrom };
    const manifest = writeManifest({ isSample, madeAt, appVersion, anchor, ...move, ...facts });
    rmSync(partial, { force: true });
    const lock = lockWith(await firstKey, salted);
    const secondKey = deriveSoon(passphrase, salted);
    const parts = { key: request.key, manifest };
    await writeContainer(partial, lock.recipient, copy, parts, (done, total) => onPhase('writing', done, total));
    await prove(lock, secondKey, { copy, file: partial, parts }, onPhase);
    const verdict = await check;
    if (verdict === 'damaged') throw new DatabaseProblem('damaged');
    const { size } = lstatSync(partial);
    renameSync(partial, target);
    syncFolder(dirname(target));
    return { people: facts.people, records: facts.records, bytes: size, isRecordIntact: verdict === 'intact' };
  } catch (error) {
    removeHalf(partial, folder);
    throw toBackupProblem(error);
  } finally {
    // It has the copy open.
    await check?.catch(() => undefined);
    cleanUpBackup(workFolder);
  }
}

/** @param folder where the half file is. Under another name since, it is found beside its old place. */
function removeHalf(partial: string, folder: BigIntStats | undefined): void {
  const place = dirname(partial);
  const isIt = (other: string): boolean => {
    const found = lstatSync(other, { bigint: true, throwIfNoEntry: false });
    return found?.isDirectory() === true && found.ino === folder?.ino && found.dev === folder.dev;
  };
  const beside = existsSync(place) || !existsSync(dirname(place)) ? [] : readdirSync(dirname(place));
  const renamed = beside.map((name) => join(dirname(place), name)).filter(isIt);
  for (const file of [place, ...renamed].map((where) => join(where, basename(partial))))
    if (lstatSync(file, { throwIfNoEntry: false })?.isFile() === true) rmSync(file);
}

/** A failure is told where the key is awaited. */
function deriveSoon(passphrase: string, salted: Salted): Promise<Uint8Array> {
  const key = deriveKey(passphrase, salted);
  key.catch(() => undefined);
  return key;
}

interface Lock {
  readonly recipient: Recipient;
  /** Opens the file with the key that it was written with. */
  readonly identity: Identity;
  /** The part of the file's header that `identity` has read opens with this key of the passphrase too. */
  opensWith(key: Uint8Array): boolean;
}

function lockWith(firstKey: Uint8Array, salted: Salted): Lock {
  let fileKey = new Uint8Array();
  let found: readonly Stanza[] = [];
  return {
    recipient: {
      wrapFileKey(given) {
        fileKey = given.slice();
        return [closeStanza(given, firstKey, salted)];
      },
    },
    identity: {
      unwrapFileKey(stanzas) {
        found = stanzas;
        return fileKey;
      },
    },
    opensWith: (key) => Buffer.from(openStanza(found, key, salted) ?? []).equals(fileKey),
  };
}

/**
 * Opens the finished file and compares all of it with what was put into it. The passphrase opens it if the key that was
 * derived again opens its header: a bit that flipped in 256 MB of memory would make a file that no passphrase opens.
 */
async function prove(
  lock: Lock,
  secondKey: Promise<Uint8Array>,
  { copy, file, parts }: { readonly copy: string; readonly file: string; readonly parts: SmallParts },
  onPhase: OnPhase,
): Promise<void> {
  let found: SmallParts;
  try {
    const onProgress = (done: number, total: number) => onPhase('checking', done, total);
    found = await readContainer(
      file,
      async () => lock.identity,
      (body) => requireSame(copy, body),
      onProgress,
    );
  } catch (error) {
    // The folder of the target is gone, or has another name.
    if (error instanceof BackupProblem)
      throw new BackupProblem(error.kind === 'not_readable' ? 'not_saved' : 'not_proved', error);
    throw error;
  }
  const isSame = found.key === parts.key && found.manifest === parts.manifest;
  const isReadable = typeof readManifest(found.manifest) === 'object';
  if (!isSame || !isReadable || !lock.opensWith(await secondKey)) throw new BackupProblem('not_proved');
}

/** Removes what a backup left that was killed: the copies, and the half file beside its target. */
export function cleanUpBackup(workFolder: string): void {
  try {
    const partial = readSmallFile(join(workFolder, TARGET_NOTE));
    if (partial?.endsWith(PARTIAL) === true && lstatSync(partial, { throwIfNoEntry: false })?.isFile() === true)
      rmSync(partial);
  } catch {
    // No backup was under way, or the stick is not there. The half file has a name that no restore offers.
  }
  rmSync(workFolder, { recursive: true, force: true });
}

/** The disk of the copies or of the target does not take it. */
function toBackupProblem(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return /^(E[A-Z]+|ERR_FS_EISDIR|SQLITE_(FULL|IOERR|CANTOPEN|READONLY).*)$/.test(code)
    ? new BackupProblem('not_saved', error)
    : error;
}
