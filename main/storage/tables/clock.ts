// The latest time that this computer has shown, in epoch ms: see domain/clock-guard.ts.
import type { Reader, Tx } from '../engine/database.ts';
import { integer } from '../engine/rows.ts';

export function getHighWater(reader: Reader): number {
  const row = reader.get('SELECT high_water FROM clock WHERE id = 1');
  return row === undefined ? 0 : integer(row, 'high_water');
}

export function setHighWater(tx: Tx, at: number): void {
  tx.run('UPDATE clock SET high_water = :at WHERE id = 1 AND high_water <> :at', { at });
}
