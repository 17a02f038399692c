// The credentials of every user, page by page in the order of the users: a large firm's do not fit in memory at once.
import type { UserId } from '../../domain/user.ts';
import type { Reader, Row, Tx } from '../engine/database.ts';
import { bytes, integer, text } from '../engine/rows.ts';

const PAGE = 1000;

function* pages(reader: Reader, sql: string): Generator<Row> {
  let after = Number.MIN_SAFE_INTEGER;
  for (;;) {
    // The whole page is read before the caller changes a row of it.
    const rows = reader.all(`${sql} WHERE user_id > :after ORDER BY user_id LIMIT ${PAGE}`, { after });
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined) return;
    after = integer(last, 'user_id');
  }
}

const userIdOf = (row: Row): UserId => integer(row, 'user_id') as UserId;

export function* allPasswords(reader: Reader) {
  for (const row of pages(reader, 'SELECT user_id, hash, set_at FROM passwords'))
    yield { userId: userIdOf(row), hash: text(row, 'hash'), setAt: integer(row, 'set_at') };
}

export function* allAuthenticators(reader: Reader) {
  for (const row of pages(reader, 'SELECT user_id, id, sealed_secret FROM authenticators'))
    yield { userId: userIdOf(row), id: text(row, 'id'), sealedSecret: bytes(row, 'sealed_secret') };
}

export function* allRecoveryCodes(reader: Reader) {
  for (const row of pages(reader, 'SELECT user_id, salt FROM recovery_code_sets')) {
    const userId = userIdOf(row);
    const codes = reader.all('SELECT hash FROM recovery_codes WHERE user_id = :userId', { userId });
    for (const code of codes) yield { userId, salt: bytes(row, 'salt'), hash: bytes(code, 'hash') };
  }
}

export function setSealedSecret(tx: Tx, id: string, sealedSecret: Uint8Array): void {
  tx.run('UPDATE authenticators SET sealed_secret = :sealedSecret WHERE id = :id', { id, sealedSecret });
}

export function setRecoveryCodeHash(tx: Tx, userId: UserId, from: Uint8Array, to: Uint8Array): void {
  tx.run('UPDATE recovery_codes SET hash = :to WHERE user_id = :userId AND hash = :from', { userId, from, to });
}
