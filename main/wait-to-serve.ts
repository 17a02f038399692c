// A server whose firm is on PostgreSQL waits until no other one serves it. While it waits it makes sure that it could: its folder
// has the key, and its anchor goes forward with the record.
import { join } from 'node:path';
import { isKeyOfDatabase } from './services/firm/bind-credentials.ts';
import { createSecretBox, type SecretBox } from './services/secrets/secret-box.ts';
import type { Reader } from './storage/engine/database.ts';
import { DatabaseProblem } from './storage/engine/database-problem.ts';
import type { PostgresAddress } from './storage/engine/postgres/address.ts';
import type { Connection } from './storage/engine/postgres/connection.ts';
import { readNotes } from './storage/engine/postgres/standby.ts';
import { type WaitsFor, waitForLock } from './storage/engine/postgres/wait-for-lock.ts';
import { openAnchor } from './storage/files/anchor.ts';
import { DataKeyProblem, type KeyStore, readDataKey } from './storage/files/data-key.ts';
import { isOnPostgres } from './storage/files/postgres-note.ts';
import { getHighWater } from './storage/tables/clock.ts';
import { getFirm } from './storage/tables/firm.ts';

interface Dependencies {
  readonly address: PostgresAddress;
  readonly folder: string;
  readonly anchorFile: string;
  readonly keyStore: KeyStore;
  readonly appVersion: string;
  /** Where desktops reach this server once it serves. */
  readonly reachableAt: (reader: Reader) => string;
  /** Answers --status until the returned function is called. */
  readonly offer: (status: () => object) => Promise<(() => void) | undefined>;
  readonly print: (line: string) => void;
  readonly log: (line: string) => void;
}

const SENTENCES: Readonly<Record<WaitsFor, (firm: string) => string>> = {
  another_server: (firm) => `another server serves ${firm}`,
  database: () => 'the PostgreSQL server cannot be reached',
  changes: () => 'the PostgreSQL server takes no changes',
};

/**
 * @returns the connection that has the lock. The next line with it may write.
 * @throws DatabaseProblem, DataKeyProblem: this folder could not serve either.
 */
export async function waitToServe(dependencies: Dependencies): Promise<Connection> {
  const { address, folder, anchorFile, keyStore, appVersion, reachableAt, offer, print, log } = dependencies;
  if (!isOnPostgres(folder)) throw new DatabaseProblem('not_on_postgres');
  const key = await readDataKey(join(folder, 'data-key.json'), keyStore);
  const look = createLook(
    createSecretBox(key, () => new Uint8Array()),
    anchorFile,
    log,
  );
  const since = new Date().toISOString();
  let firm = 'the firm';
  let waitsFor: WaitsFor | undefined;
  let offered: Promise<(() => void) | undefined> | undefined;
  try {
    return await waitForLock(address, {
      look(reader) {
        firm = look(reader);
        return reachableAt(reader);
      },
      onWait(why, because) {
        waitsFor = why;
        const line = `waiting: ${SENTENCES[why](firm)}`;
        print(line);
        log(because === '' ? line : `${line} (${because})`);
        offered ??= offer(() => ({ state: 'waiting', version: appVersion, waitingSince: since, waitsFor })).catch(
          (error: unknown) => void log(`--status is not answered: ${String(error)}`),
        );
      },
    });
  } finally {
    (await offered)?.();
    if (waitsFor !== undefined) log('it waits no longer');
  }
}

/** @returns looks at the database as a server that may have to go on with it, and answers the name of its firm. */
function createLook(secretBox: SecretBox, anchorFile: string, log: (line: string) => void): (reader: Reader) => string {
  const anchor = openAnchor(anchorFile, (text) => secretBox.mac('anchor', text));
  let isKnown = true;
  return (reader) => {
    const firm = getFirm(reader);
    if (firm === undefined) throw new DatabaseProblem('without_firm');
    if (!isKeyOfDatabase({ secretBox }, reader)) throw new DataKeyProblem('unreadable');
    const fits = anchor.check(reader).kind === 'fits';
    // An anchor that does not fit stays: the server that serves with it puts that on record.
    const { missingSince = null, aloneSince = null } = readNotes(reader) ?? {};
    // What is noted while the standby is missing is gone if it takes over.
    const isConfirmed = missingSince === null || aloneSince !== null;
    if (fits && isConfirmed) anchor.keep(reader, getHighWater(reader));
    else if (!fits && isKnown) log('the record does not fit the anchor of this folder');
    isKnown = fits;
    return firm.name;
  };
}
