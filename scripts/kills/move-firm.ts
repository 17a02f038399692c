// A firm that moves between its folder and a database of PostgreSQL; the two works that the campaign kills; and the look at
// what is found afterwards.
import { copyFileSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createSteadyClock } from '../../main/domain/steady-clock.ts';
import { moveBack } from '../../main/move-back.ts';
import { moveFirm } from '../../main/move-firm.ts';
import { problemOf } from '../../main/problem.ts';
import { recordActivity } from '../../main/services/act/record-activity.ts';
import { fillSampleFirm } from '../../main/services/firm/sample-firm.ts';
import type { PostgresAddress } from '../../main/storage/engine/postgres/address.ts';
import { isOnPostgres, noteOnPostgres } from '../../main/storage/files/postgres-note.ts';
import { openWorkspace, type Workspace } from '../../main/workspace.ts';

export const WORKS = ['in', 'back'] as const;
export type WorkName = (typeof WORKS)[number];

const none = (): Promise<never> => Promise.reject(new Error('there is no key store'));
const NOTED = 500;

const placesIn = (root: string) => ({ folder: join(root, 'firm'), anchorFile: join(root, 'record-anchor.json') });

/** @param postgres undefined: the file of the folder. */
function open(root: string, postgres: PostgresAddress | undefined): Promise<Workspace> {
  const { folder, anchorFile } = placesIn(root);
  return openWorkspace(folder, {
    keyStore: { isAvailable: async () => false, wrap: none, unwrap: none },
    clock: createSteadyClock(Date.now, () => performance.now()),
    appVersion: '0.0.0-kills',
    isSample: false,
    anchorFile,
    postgres,
  });
}

export async function makeFirm(root: string): Promise<void> {
  const workspace = await open(root, undefined);
  await fillSampleFirm(workspace.context);
  for (let i = 0; i < NOTED; i++)
    workspace.context.storage.transaction((tx) =>
      recordActivity(workspace.context, tx, { action: 'test.noted', outcome: 'done' }),
    );
  workspace.close();
}

/** @param begin what comes now is what the campaign interrupts. */
export async function work(name: WorkName, root: string, address: PostgresAddress, begin: () => void): Promise<void> {
  const { folder } = placesIn(root);
  const workspace = await open(root, name === 'in' ? undefined : address);
  begin();
  if (name === 'in') {
    const { notFlushed, notRenamed } = moveFirm(workspace, folder, address);
    if (notFlushed !== undefined || notRenamed !== undefined) throw new Error('the move did not end in order');
  } else await moveBack(workspace, folder);
}

export interface Found {
  readonly isOnPostgres: boolean;
  readonly people: number;
  readonly records: number;
  readonly wrong: readonly string[];
}

/** The log belongs to a file whose move was killed before it was closed. */
const KNOWN = /^(data-key\.json|rekey\.db\.before-postgres(-wal|-shm)?)$/;

/** Opens the firm where the folder says that it is, and tries the other place, and the database from another folder. */
export async function lookAt(root: string, address: PostgresAddress): Promise<Found> {
  const { folder, anchorFile } = placesIn(root);
  const wrong: string[] = [];
  const isThere = isOnPostgres(folder);
  const expectRefusal = async (place: string, postgres: PostgresAddress | undefined, kinds: readonly string[]) => {
    const kind = await kindOf(open(place, postgres));
    if (!kinds.includes(kind)) wrong.push(`${postgres === undefined ? 'the file' : 'the database'} is ${kind}`);
  };
  await expectRefusal(root, isThere ? undefined : address, isThere ? ['on_postgres'] : ['not_on_postgres']);
  // A second server, whose folder knows the database as the firm.
  const second = join(root, 'second');
  const elsewhere = placesIn(second);
  mkdirSync(elsewhere.folder, { recursive: true });
  copyFileSync(join(folder, 'data-key.json'), join(elsewhere.folder, 'data-key.json'));
  copyFileSync(anchorFile, elsewhere.anchorFile);
  noteOnPostgres(elsewhere.folder, Date.now());
  if (!isThere) await expectRefusal(second, address, ['moved_back', 'without_firm']);
  const workspace = await open(root, isThere ? address : undefined);
  const { read } = workspace.context.storage;
  const count = (table: string): number => Number(read.get(`SELECT count(*) AS n FROM ${table}`)?.['n']);
  const found = { people: count('users'), records: count('activity') };
  if ((await workspace.recordWatch.verify(() => undefined)).breaks.length > 0) wrong.push('the record has a break');
  if (read.get("SELECT 1 AS yes FROM activity WHERE action IN ('record.cut', 'record.altered')") !== undefined)
    wrong.push('the record does not fit its anchor');
  workspace.close();
  // Once the folder has opened it, the database is the firm for every folder that knows it.
  if (isThere) await expectRefusal(second, address, ['opened']);
  rmSync(second, { recursive: true });
  const own = isThere ? 'postgres.json' : 'rekey.db';
  const left = readdirSync(folder).filter((name) => name !== own && !KNOWN.test(name));
  if (left.length > 0) wrong.push(`left: ${left.join(' ')}`);
  return { isOnPostgres: isThere, ...found, wrong };
}

const kindOf = (opening: Promise<Workspace>): Promise<string> =>
  opening.then(
    (workspace) => {
      workspace.close();
      return 'opened';
    },
    (error: unknown) => problemOf(error).kind,
  );
