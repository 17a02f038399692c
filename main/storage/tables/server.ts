// The firm's server: its key (sealed under the data key) and certificate, where it listens, and the pairing code that
// nobody has used yet. There is at most one.
import type { UserId } from '../../domain/user.ts';
import type { Reader, Tx } from '../engine/database.ts';
import { bytes, integer, integerOrNull, text } from '../engine/rows.ts';

export interface ServerPlace {
  /** As the desktops and the letters name it. */
  readonly name: string;
  /** Empty: every address of the computer. */
  readonly address: string;
  readonly port: number;
}

export interface Server extends ServerPlace {
  readonly sealedKey: Uint8Array;
  /** DER. */
  readonly certificate: Uint8Array;
  /** Since when Rekey with a window serves; null: it does not. */
  readonly servesSince: number | null;
  /** The one that began to serve last, as its system names it. */
  readonly computer: string;
}

export function getServer(reader: Reader): Server | undefined {
  const row = reader.get('SELECT * FROM server WHERE id = 1');
  if (row === undefined) return undefined;
  return {
    name: text(row, 'name'),
    address: text(row, 'address'),
    port: integer(row, 'port'),
    sealedKey: bytes(row, 'sealed_key'),
    certificate: bytes(row, 'certificate'),
    servesSince: integerOrNull(row, 'serves_since'),
    computer: text(row, 'computer'),
  };
}

/** The pairing code of a server that is there stays. */
export function putServer(tx: Tx, server: Server): void {
  tx.run(
    `INSERT INTO server (id, sealed_key, certificate, name, address, port, serves_since, computer)
     VALUES (1, :sealedKey, :certificate, :name, :address, :port, :servesSince, :computer)
     ON CONFLICT (id) DO UPDATE SET sealed_key = :sealedKey, certificate = :certificate, name = :name,
       address = :address, port = :port, serves_since = :servesSince, computer = :computer`,
    { ...server },
  );
}

/** @returns whether it served. */
export const markNotServing = (tx: Tx): boolean =>
  tx.run('UPDATE server SET serves_since = NULL WHERE serves_since IS NOT NULL').changes === 1;

export interface Pairing {
  readonly sealedSecret: Uint8Array;
  readonly until: number;
  /** The Partner Admin who made the code. */
  readonly byId: UserId;
}

export function getPairing(reader: Reader): Pairing | undefined {
  const row = reader.get('SELECT * FROM server WHERE sealed_pairing IS NOT NULL');
  if (row === undefined) return undefined;
  return {
    sealedSecret: bytes(row, 'sealed_pairing'),
    until: integer(row, 'pairing_until'),
    byId: integer(row, 'pairing_by_id') as UserId,
  };
}

/** The code before it stops working. */
export function setPairing(tx: Tx, pairing: Pairing): void {
  tx.run('UPDATE server SET sealed_pairing = :sealedSecret, pairing_until = :until, pairing_by_id = :byId', {
    ...pairing,
  });
}

/** @returns whether there was one. */
export const removePairing = (tx: Tx): boolean =>
  tx.run(
    `UPDATE server SET sealed_pairing = NULL, pairing_until = NULL, pairing_by_id = NULL
     WHERE sealed_pairing IS NOT NULL`,
  ).changes === 1;
