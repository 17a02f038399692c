// The folder of a second server: its firm is in a database of PostgreSQL, and the recovery kit opens the data key that the
// database holds. The key is written to the folder and never shown. The anchor begins with the record as it is now.
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseKitCode } from './domain/recovery-kit.ts';
import { type KeySearch, keyUnderKit } from './found-key.ts';
import { createSecretBox } from './services/secrets/secret-box.ts';
import { DatabaseProblem } from './storage/engine/database-problem.ts';
import type { PostgresAddress } from './storage/engine/postgres/address.ts';
import { connect } from './storage/engine/postgres/connection.ts';
import { requireOurSchema, requireSuitable } from './storage/engine/postgres/prepare-database.ts';
import { requireSafeSocket } from './storage/engine/postgres/socket-folder.ts';
import { readerOf, statementsOn } from './storage/engine/postgres/statements.ts';
import { openAnchor } from './storage/files/anchor.ts';
import { type KeyStore, keepDataKey } from './storage/files/data-key.ts';
import { noteOnPostgres } from './storage/files/postgres-note.ts';
import { getHighWater } from './storage/tables/clock.ts';
import { getFirm } from './storage/tables/firm.ts';

interface Order {
  readonly address: PostgresAddress;
  readonly folder: string;
  readonly anchorFile: string;
  readonly keyStore: KeyStore;
  /** Epoch ms. */
  readonly now: number;
  /** The recovery kit, as somebody types it. It is asked for once everything else is right. */
  readonly askForKit: () => Promise<string>;
}

export type Prepared =
  | { readonly kind: 'prepared'; readonly firm: string }
  | { readonly kind: 'folder_in_use' | Exclude<KeySearch, 'found'> };

/**
 * The key is written last: what a kill leaves before that can be prepared again, and serves nothing.
 * @throws DatabaseProblem
 */
export async function prepareStandby(order: Order): Promise<Prepared> {
  const { address, folder, anchorFile, keyStore, now, askForKit } = order;
  if (['rekey.db', 'data-key.json'].some((name) => existsSync(join(folder, name)))) return { kind: 'folder_in_use' };
  requireSafeSocket(address);
  const connection = connect(address, false);
  try {
    requireSuitable(connection);
    requireOurSchema(connection);
    const reader = readerOf(statementsOn(connection));
    const firm = getFirm(reader);
    if (firm === undefined) throw new DatabaseProblem('without_firm');
    const code = parseKitCode(await askForKit());
    if (code === undefined) return { kind: 'bad_code' };
    connection.run({ text: 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY' });
    const key = keyUnderKit(reader, code);
    if (typeof key === 'string') return { kind: key };
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const box = createSecretBox(key, () => new Uint8Array());
    openAnchor(anchorFile, (text) => box.mac('anchor', text)).keep(reader, getHighWater(reader));
    noteOnPostgres(folder, now);
    await keepDataKey(join(folder, 'data-key.json'), key, keyStore, 'recovery_kit');
    return { kind: 'prepared', firm: firm.name };
  } finally {
    connection.close();
  }
}
