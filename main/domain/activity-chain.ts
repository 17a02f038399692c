// The activity record is a hash chain: the hash of each record covers the hash before it and the record's canonical
// text. A record that is changed, removed or inserted later no longer fits the chain. The hash function (SHA-256) is
// passed in.

export type Outcome = 'done' | 'denied' | 'failed';

export interface ActivityRecord {
  /** 1, 2, 3, ... without gaps. */
  readonly seq: number;
  /** Epoch ms, UTC. */
  readonly at: number;
  readonly actorId: number | null;
  /** Name and role at the time of the act: they stay when the person is renamed or removed. */
  readonly actorName: string | null;
  readonly actorRole: string | null;
  readonly targetId: number | null;
  readonly targetName: string | null;
  readonly targetRole: string | null;
  /** `noun.past`, for example `two_factor.reset`. */
  readonly action: string;
  readonly outcome: Outcome;
  /** The reason for the act, or the refusal code of an act that was denied. */
  readonly reason: string | null;
  /** Further facts, such as counts or the identity check; never a secret. The canonical text sorts the keys. */
  readonly detail: Readonly<Record<string, string | number | boolean | null>>;
  readonly appVersion: string;
}

export const FIRST_PREVIOUS_HASH = '0'.repeat(64);

/** The text that is hashed: a JSON array in a fixed order, so that a record has exactly one text. */
export function canonicalText(record: ActivityRecord): string {
  // Sorts by UTF-16 units. Another comparison would change the hashes of records that exist.
  const detail = Object.keys(record.detail)
    .sort()
    .map((key) => [key, record.detail[key]]);
  return JSON.stringify([
    record.seq,
    record.at,
    record.actorId,
    record.actorName,
    record.actorRole,
    record.targetId,
    record.targetName,
    record.targetRole,
    record.action,
    record.outcome,
    record.reason,
    detail,
    record.appVersion,
  ]);
}

export function chainHash(sha256: (text: string) => string, previousHash: string, record: ActivityRecord): string {
  return sha256(`${previousHash}\n${canonicalText(record)}`);
}

export type ChainVerdict =
  | { readonly isIntact: true; readonly count: number }
  | { readonly isIntact: false; readonly firstBadSeq: number };

/** Checks the chain from the first record on. @returns the number of the first record that does not fit. */
export function verifyChain(
  sha256: (text: string) => string,
  records: Iterable<ActivityRecord & { readonly hash: string }>,
): ChainVerdict {
  let previous = FIRST_PREVIOUS_HASH;
  let count = 0;
  for (const record of records) {
    if (record.seq !== count + 1 || chainHash(sha256, previous, record) !== record.hash) {
      return { isIntact: false, firstBadSeq: count + 1 };
    }
    previous = record.hash;
    count += 1;
  }
  return { isIntact: true, count };
}
