// The door while no firm can be opened: it answers what the page about that may ask for, one request after the other, and
// then gives way to the firm's own door.

import { existsSync } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as v from 'valibot';
import type { Failure } from '../preload/contract/index.ts';
import { type RescueInput, type RescueName, type RescueOutput, rescueRequests } from '../preload/contract/rescue.ts';
import { Refusal, refuse } from './domain/refusal.ts';
import { findKeyInBackup, findKeyWithKit, type KeySearch } from './found-key.ts';
import type { ProblemKind } from './problem.ts';
import { noteRestored, prepareRestored } from './restored-firm.ts';
import { saveDamagedFiles } from './saved-damage.ts';
import type { Clock } from './services/act/context.ts';
import type { StagedBackup } from './services/backup/open-chosen.ts';
import { isStagingInUse, withStaging } from './services/backup/staging.ts';
import { toRefusal } from './services/backup/to-refusal.ts';
import { createSecretBox, isSameBytes } from './services/secrets/secret-box.ts';
import { openBackupInWorker } from './storage/backup/backup-in-worker.ts';
import { DatabaseProblem } from './storage/engine/database-problem.ts';
import { openAnchor, readUnprovedEnd } from './storage/files/anchor.ts';
import { claimFolder } from './storage/files/claim.ts';
import { fromKeyText, type KeyStore, openDataKey } from './storage/files/data-key.ts';
import { readLastBackup } from './storage/files/last-backup-note.ts';
import { clearStaging, replaceFolder, stagingOf } from './storage/files/replace-folder.ts';

const FOR_A_KEY: readonly ProblemKind[] = ['key_missing', 'key_unreadable'];
const DAMAGED: readonly ProblemKind[] = ['damaged', 'altered'];
const FOR_DATA: readonly ProblemKind[] = [...DAMAGED, 'missing'];
/** A firm that is open elsewhere, or on a disk that is away, is whole: nothing takes its place. */
const MENDS: Readonly<Record<RescueName, readonly ProblemKind[]>> = {
  'rescue.openWithKit': FOR_A_KEY,
  'rescue.openWithBackup': FOR_A_KEY,
  'rescue.chooseBackup': [...FOR_A_KEY, ...FOR_DATA],
  'rescue.getLastBackup': FOR_DATA,
  'rescue.chooseLastBackup': FOR_DATA,
  'rescue.readBackup': FOR_DATA,
  'rescue.saveDamaged': DAMAGED,
  'rescue.restore': FOR_DATA,
};

/** A stick that was pulled out, or a server that is away, must not keep the page waiting. */
const LOOKS_FOR_MS = 2000;

export interface RescueDependencies {
  /** What is in the way. */
  readonly problem: ProblemKind;
  readonly place: { readonly folder: string; readonly anchorFile: string };
  readonly keyStore: KeyStore;
  readonly clock: Clock;
  readonly appVersion: string;
  readonly log: (line: string) => void;
  /** Asks for a file. Undefined: the person cancelled. */
  chooseBackup(): Promise<string | undefined>;
  /** Asks for the folder of the damaged files. Undefined: the person cancelled. */
  chooseFolder(): Promise<string | undefined>;
  /** Opens the firm. @throws what is in the way now. */
  open(): Promise<void>;
  /** Shows the page about it. @returns its kind. */
  show(error: unknown): ProblemKind;
}

export interface RescueDoor {
  /** @returns the JSON text of a reply. Never throws. */
  answer(name: RescueName, input: unknown): Promise<string>;
  /** The window has closed: what was decrypted does not stay. */
  leave(): void;
}

type Work = { readonly [N in RescueName]: (input: RescueInput<N>) => Promise<RescueOutput<N>> };

export function createRescueDoor(dependencies: RescueDependencies): RescueDoor {
  const { place, keyStore, log } = dependencies;
  let chosen: string | undefined;
  let staged: StagedBackup | undefined;
  let isBusy = false;
  let { problem }: { problem: ProblemKind | undefined } = dependencies;

  async function goOn(): Promise<void> {
    try {
      await dependencies.open();
      problem = undefined;
    } catch (error) {
      problem = dependencies.show(error);
    }
  }

  async function goOnWhenFound(search: KeySearch): Promise<{ search: KeySearch }> {
    if (search === 'found') await goOn();
    return { search };
  }
  /**
   * Another computer, or another Rekey, may have opened the folder since the page was shown.
   * @throws Refusal not_now; the page says who has it then.
   */
  async function whileClaimed<T>(task: () => Promise<T>): Promise<T> {
    if (!existsSync(place.folder)) return task();
    let claim: ReturnType<typeof claimFolder>;
    try {
      claim = claimFolder(place.folder, dependencies.clock.now());
    } catch (error) {
      if (!(error instanceof DatabaseProblem) || error.kind !== 'other_computer') throw error;
      problem = dependencies.show(error);
      return refuse({ code: 'not_now' });
    }
    try {
      return await task();
    } finally {
      claim.release();
    }
  }
  const requireChosen = (): string => chosen ?? refuse({ code: 'backup_not_chosen' });

  async function readBackup(passphrase: string): Promise<RescueOutput<'rescue.readBackup'>> {
    try {
      clearStaging(place.folder);
      const folder = join(stagingOf(place.folder), 'firm');
      const request = { kind: 'open', file: requireChosen(), passphrase, folder } as const;
      const { key: keyText, manifest, isRecordIntact } = await openBackupInWorker(request, () => undefined);
      const key = fromKeyText(keyText) ?? refuse({ code: 'backup_not_rekey' });
      if (manifest.isSample) refuse({ code: 'backup_of_sample' });
      const end = await requireSameFirm(dependencies, key);
      staged = { file: requireChosen(), key, manifest, isRecordIntact };
      const { firm, madeAt, people, records, printedNumber } = manifest;
      const recordsLost = end === undefined ? null : Math.max(0, end - records);
      return { firm, madeAt, people, records, printedNumber, recordsLost };
    } catch (error) {
      clearStaging(place.folder);
      throw error;
    }
  }

  const work: Work = {
    'rescue.openWithKit': async ({ code }) =>
      goOnWhenFound(await whileClaimed(() => findKeyWithKit(place.folder, code, keyStore))),
    'rescue.getLastBackup': async () => ({ last: await describeLast(place.anchorFile) }),
    async 'rescue.chooseLastBackup'() {
      chosen = readLastBackup(place.anchorFile)?.file ?? refuse({ code: 'backup_not_chosen' });
      staged = undefined;
      return { fileName: basename(chosen) };
    },
    async 'rescue.saveDamaged'() {
      const folder = await dependencies.chooseFolder();
      return {
        folderName: folder === undefined ? null : await saveDamagedFiles(place, folder, dependencies.clock.now()),
      };
    },
    async 'rescue.chooseBackup'() {
      const file = await dependencies.chooseBackup();
      if (file === undefined) return { fileName: null };
      chosen = file;
      staged = undefined;
      return { fileName: basename(file) };
    },
    'rescue.openWithBackup': async ({ passphrase }) =>
      goOnWhenFound(await whileClaimed(() => findKeyInBackup(place.folder, requireChosen(), passphrase, keyStore))),
    async 'rescue.readBackup'({ passphrase }) {
      staged = undefined;
      return withStaging(place.folder, () => readBackup(passphrase));
    },
    async 'rescue.restore'() {
      if (staged === undefined) return refuse({ code: 'backup_not_chosen' });
      const restored = staged;
      staged = undefined;
      const restore = (): Promise<void> =>
        whileClaimed(async () => {
          // Nothing can be read that says what the policy was.
          await prepareRestored({ ...restored, isSecondApproverRequired: false }, place, dependencies, undefined);
          replaceFolder(place.folder, place.anchorFile);
          noteRestored(restored, place, dependencies.clock);
        });
      await withStaging(place.folder, restore);
      await goOn();
      return {};
    },
  };

  async function answer<N extends RescueName>(name: N, text: unknown): Promise<RescueOutput<N>> {
    if (problem === undefined || !MENDS[name].includes(problem)) return refuse({ code: 'not_now' });
    if (isBusy) return refuse({ code: 'backup_busy' });
    isBusy = true;
    try {
      const parsed = v.safeParse(rescueRequests[name].input, JSON.parse(String(text)));
      if (!parsed.success) {
        const fields = parsed.issues.map((issue) => ({ field: v.getDotPath(issue) ?? '', message: issue.message }));
        return refuse({ code: 'bad_input', fields });
      }
      const value = await work[name](parsed.output as never);
      return v.parse(rescueRequests[name].output as v.GenericSchema, value) as RescueOutput<N>;
    } catch (error) {
      throw toRefusal(error);
    } finally {
      isBusy = false;
    }
  }

  return {
    async answer(name, input) {
      try {
        return JSON.stringify({ ok: true, value: await answer(name, input) });
      } catch (error) {
        if (!(error instanceof Refusal)) log(`${name}: ${error instanceof Error ? error.stack : String(error)}`);
        const failure: Failure =
          error instanceof Refusal ? (error.reason as Failure) : { code: 'unexpected', reference: 'start' };
        return JSON.stringify({ ok: false, failure });
      }
    },
    leave() {
      // What is being restored right now is whole, or is finished or removed by the next start.
      if (!isBusy && !isStagingInUse(place.folder)) clearStaging(place.folder);
    },
  };
}

export const isRescueName = (name: unknown): name is RescueName =>
  typeof name === 'string' && Object.hasOwn(rescueRequests, name);

/** What the note and the anchor beside the data say. Both are hints: the backup itself says what is in it. */
async function describeLast(anchorFile: string): Promise<RescueOutput<'rescue.getLastBackup'>['last']> {
  const note = readLastBackup(anchorFile);
  if (note === undefined) return null;
  const { file, checkedAt, records, isMove = false } = note;
  const looking = lstat(file).then(
    (found) => found.isFile(),
    () => false,
  );
  const isThere = await Promise.race([looking, delay(LOOKS_FOR_MS, false, { ref: false })]);
  const end = readUnprovedEnd(anchorFile);
  const after = end === undefined ? null : { records: Math.max(0, end.seq - records), until: end.at };
  return { fileName: basename(file), folder: dirname(file), checkedAt, isMove, isThere, after };
}

/**
 * By the key that is here, or by the anchor where no key opens.
 * @returns where the record ended by the anchor, if that can be known.
 * @throws Refusal backup_other_firm
 */
async function requireSameFirm({ place, keyStore }: RescueDependencies, key: Uint8Array): Promise<number | undefined> {
  const file = join(place.folder, 'data-key.json');
  const own = existsSync(file)
    ? await openDataKey(file, keyStore, () => new Uint8Array(), false).catch(() => undefined)
    : undefined;
  const { mac } = createSecretBox(key, () => new Uint8Array());
  const end = openAnchor(place.anchorFile, (text) => mac('anchor', text)).lastEnd();
  const isOther = own === undefined ? end === undefined && existsSync(place.anchorFile) : !isSameBytes(own.key, key);
  return isOther ? refuse({ code: 'backup_other_firm' }) : end?.seq;
}
