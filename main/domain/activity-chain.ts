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

export type BreakKind = 'changed' | 'missing' | 'unreadable';

/** Records, one after the other, that do not fit the chain. */
export interface Break {
  readonly first: number;
  readonly last: number;
  /** What is wrong with the first one. `missing`: its number is not there. */
  readonly kind: BreakKind;
}

/** A file in which every other record was changed would fill the memory. */
const MOST_BREAKS = 1000;

/** Checks records in the order of their numbers. After a break it goes on from the hash that is stored. */
export class ChainCheck {
  readonly #sha256: (text: string) => string;
  #next: number;
  #previous: string;
  #breaks: Break[] = [];

  /** @param last the record that the first one follows. */
  constructor(sha256: (text: string) => string, last = { seq: 0, hash: FIRST_PREVIOUS_HASH }) {
    this.#sha256 = sha256;
    this.#next = last.seq + 1;
    this.#previous = last.hash;
  }

  get breaks(): readonly Break[] {
    return this.#breaks;
  }

  /**
   * @param record undefined where the row cannot be read.
   * @param hash as it is stored, also in a row that cannot be read.
   */
  add(number: number, record: (ActivityRecord & { readonly hash: string }) | undefined, hash: string): void {
    // Another program can number its rows as it likes.
    const seq = Math.min(Math.max(number, 1), Number.MAX_SAFE_INTEGER);
    if (seq > this.#next) this.#add(this.#next, seq - 1, 'missing');
    if (record === undefined) this.#add(seq, seq, 'unreadable');
    else if (number < this.#next || chainHash(this.#sha256, this.#previous, record) !== record.hash)
      this.#add(seq, seq, 'changed');
    this.#previous = hash;
    this.#next = Math.max(this.#next, seq + 1);
  }

  #add(first: number, last: number, kind: BreakKind): void {
    const before = this.#breaks.at(-1);
    if (before !== undefined && (first <= before.last + 1 || this.#breaks.length === MOST_BREAKS))
      this.#breaks[this.#breaks.length - 1] = { ...before, last: Math.max(last, before.last) };
    else this.#breaks.push({ first, last, kind });
  }
}

export type ChainVerdict =
  | { readonly isIntact: true; readonly count: number }
  | { readonly isIntact: false; readonly firstBadSeq: number };

/** Checks the chain from the first record on. @returns the number of the first record that does not fit. */
export function verifyChain(
  sha256: (text: string) => string,
  records: Iterable<ActivityRecord & { readonly hash: string }>,
): ChainVerdict {
  const check = new ChainCheck(sha256);
  let count = 0;
  for (const record of records) {
    check.add(record.seq, record, record.hash);
    count += 1;
  }
  const bad = check.breaks[0];
  return bad === undefined ? { isIntact: true, count } : { isIntact: false, firstBadSeq: bad.first };
}
