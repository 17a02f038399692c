// The seal on the end of the activity record: the number and the hash of the last record under a key that is in no file.
// It is written with every record, in the same transaction. A chain that another program has written has no such seal,
// however well its hashes fit.
import type { BreakKind } from '../../domain/activity-chain.ts';
import type { Reader, Tx } from '../../storage/engine/database.ts';
import { getHead } from '../../storage/tables/activity.ts';
import { getRecordSeal, setRecordSeal } from '../../storage/tables/record-seal.ts';
import { isSameBytes, type SecretBox } from '../secrets/secret-box.ts';

/** `cut`: the last ones are gone. `appended`, `unsealed`: the last ones were not written by Rekey. */
type AlterationKind = BreakKind | 'cut' | 'appended' | 'unsealed';

export interface Alteration {
  readonly first: number;
  readonly last: number;
  readonly kind: AlterationKind;
}

interface Sealing {
  readonly secretBox: SecretBox;
}

const macOf = ({ secretBox }: Sealing, { seq, hash }: { readonly seq: number; readonly hash: string }): Uint8Array =>
  secretBox.mac('record', `${seq} ${hash}`);

/** @param head the last record. */
export function sealRecord(context: Sealing, tx: Tx, head = getHead(tx)): void {
  setRecordSeal(tx, { ...head, mac: macOf(context, head) });
}

/** Whether the seal was made with this data key. */
export function isSealGood(context: Sealing, reader: Reader): boolean {
  const seal = getRecordSeal(reader);
  return seal !== undefined && isSameBytes(seal.mac, macOf(context, seal));
}

/** What is wrong with the end of the record; undefined when it is as Rekey left it. */
export function findAlteredEnd(context: Sealing, reader: Reader): Alteration | undefined {
  const head = getHead(reader);
  const seal = getRecordSeal(reader);
  // Nothing is recorded in a new database, and nothing is sealed.
  if (seal === undefined && head.seq === 0) return undefined;
  if (seal === undefined || !isSameBytes(seal.mac, macOf(context, seal)))
    return { first: head.seq, last: head.seq, kind: 'unsealed' };
  if (head.seq < seal.seq) return { first: head.seq + 1, last: seal.seq, kind: 'cut' };
  if (head.seq > seal.seq) return { first: seal.seq + 1, last: head.seq, kind: 'appended' };
  return head.hash === seal.hash ? undefined : { first: head.seq, last: head.seq, kind: 'changed' };
}
