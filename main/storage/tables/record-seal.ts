// Where the activity record ended when Rekey last wrote to it, with a keyed hash that only Rekey can make.
import type { Reader, Tx } from '../engine/database.ts';

export interface RecordSeal {
  readonly seq: number;
  readonly hash: string;
  readonly mac: Uint8Array;
}

/** Undefined where there is none, or another program has written something else there. */
export function getRecordSeal(reader: Reader): RecordSeal | undefined {
  const { seq, hash, mac } = reader.get('SELECT seq, hash, mac FROM record_seal WHERE id = 1') ?? {};
  return typeof seq === 'number' && typeof hash === 'string' && mac instanceof Uint8Array
    ? { seq, hash, mac }
    : undefined;
}

export function setRecordSeal(tx: Tx, seal: RecordSeal): void {
  tx.run(
    `INSERT INTO record_seal (id, seq, hash, mac) VALUES (1, :seq, :hash, :mac)
     ON CONFLICT (id) DO UPDATE SET seq = excluded.seq, hash = excluded.hash, mac = excluded.mac`,
    { ...seal },
  );
}
