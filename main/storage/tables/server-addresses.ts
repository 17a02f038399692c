// Where the firm's server can be reached: see services/desktops/server-addresses.ts.
import type { Reader, Tx } from '../engine/database.ts';
import { integer, text } from '../engine/rows.ts';

export interface ServerAddress {
  readonly address: string;
  /** Of the computer that serves, or that waits. */
  readonly seenAt: number;
}

/** Those that were seen last come first. */
export const listServerAddresses = (reader: Reader): readonly ServerAddress[] =>
  reader
    .all('SELECT address, seen_at FROM server_addresses ORDER BY seen_at DESC, address')
    .map((row) => ({ address: text(row, 'address'), seenAt: integer(row, 'seen_at') }));

export function putServerAddress(tx: Tx, { address, seenAt }: ServerAddress): void {
  tx.run(
    `INSERT INTO server_addresses (address, seen_at) VALUES (:address, :seenAt)
     ON CONFLICT (address) DO UPDATE SET seen_at = :seenAt`,
    { address, seenAt },
  );
}

export function removeServerAddress(tx: Tx, address: string): void {
  tx.run('DELETE FROM server_addresses WHERE address = :address', { address });
}
