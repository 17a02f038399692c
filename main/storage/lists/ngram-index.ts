// Names and emails of everyone in one piece of memory, and which of them hold a piece of text: any piece, exactly.
// Pairs of neighbouring bytes mark sets; whoever is missing in one of the needle's sets cannot hold it, so only those in all of
// them are read. What follows the @ is the same for many users and is read once for all. Bytes are UTF-8, as SQLite compares them.
import { addAll, type Bitset, createBitset, intersect, intersectAll, setBit, union } from './bitset.ts';

/** The frequent pairs have a set of their own, which needs no reading afterwards; the others share as many as this. */
const SHARED_PAIR_SETS = 64;
/** A set is one bit a user. Where there are many users (of whom room for an eighth more is kept), reading takes long: there more pairs have their own, and frequent triples of letters. */
const MANY_USERS = 300_000;
const setsFor = (capacity: number): { readonly pairs: number; readonly triples: number } =>
  capacity < MANY_USERS ? { pairs: 448, triples: 0 } : { pairs: 740, triples: 384 };
const LETTERS = 26;
const LETTER_A = 0x61;
/** Bytes with a set of their own; whoever searches for another single one waits for everything to be read. */
const SINGLES = "abcdefghijklmnopqrstuvwxyz0123456789@.-_' ";
const AT_SIGN = 0x40;
/** Room for a name and an email; what needs more makes all of it larger, which takes a while. */
const BYTES_A_USER = 64;
// A search is asked for page by page while somebody scrolls.
const REMEMBERED = 8;

const codeOf = (a: number, b: number): number => (a << 8) | b;
const isLetter = (byte: number): boolean => byte >= LETTER_A && byte < LETTER_A + LETTERS;
const LETTER_PAIRS = Array.from({ length: LETTERS ** 2 }, (_, i) =>
  codeOf(LETTER_A + Math.floor(i / LETTERS), LETTER_A + (i % LETTERS)),
);
/** Undefined unless all three are letters from a to z. */
const tripleOf = (a: number, b: number, c: number): number | undefined =>
  isLetter(a) && isLetter(b) && isLetter(c)
    ? ((a - LETTER_A) * LETTERS + b - LETTER_A) * LETTERS + c - LETTER_A
    : undefined;
const grown = (atLeast: number, length: number): number => Math.max(atLeast, length + (length >>> 1));

/** All domains in one text, and the slots of each side by side. */
interface DomainTable {
  readonly joined: string;
  /** Behind the character that follows the domain. */
  readonly ends: Uint32Array<ArrayBuffer>;
  readonly slots: Uint32Array<ArrayBuffer>;
  /** Where the slots of the domain begin; those of the next one begin where they end. */
  readonly from: Uint32Array<ArrayBuffer>;
}

export interface TextParts {
  readonly capacity: number;
  bytes: Uint8Array<ArrayBuffer>;
  used: number;
  readonly starts: Uint32Array<ArrayBuffer>;
  readonly nameLengths: Uint16Array<ArrayBuffer>;
  /** Up to the last @ and with it. */
  readonly headLengths: Uint16Array<ArrayBuffer>;
  readonly lengths: Uint16Array<ArrayBuffer>;
  /** Of each slot, its place in `domainTexts`. */
  readonly domains: Uint32Array<ArrayBuffer>;
  /** The first one is that of whoever is not there. */
  readonly domainTexts: string[];
  /** With an @ before the last one: what follows it may be in the head. */
  readonly odd: Bitset;
  /** One set after the other: pairs with their own, pairs that share, single bytes, triples. */
  readonly sets: Uint32Array<ArrayBuffer>;
  readonly ownPairSets: number;
  readonly setOfPair: Uint16Array<ArrayBuffer>;
  /** 0: none. */
  readonly setOfSingle: Uint16Array<ArrayBuffer>;
  /** 0: none. */
  readonly setOfTriple: Uint16Array<ArrayBuffer>;
  /** Made again when a search needs it and a domain has changed. */
  domainTable: DomainTable | undefined;
}

/** @param sample texts as they will come: which pairs are frequent. */
export function emptyText(capacity: number, sample: readonly string[]): TextParts {
  const odd = createBitset(capacity);
  const { pairs, triples } = setsFor(capacity);
  const frequent = countFrequent(sample);
  const setOfPair = new Uint16Array(0x1_0000);
  for (let code = 0; code < setOfPair.length; code++) setOfPair[code] = pairs + (code % SHARED_PAIR_SETS);
  // Where there is room for them, all pairs of letters: a rare one that shares a set costs the most reading.
  const own = new Set(pairs > LETTERS ** 2 ? [...LETTER_PAIRS, ...frequent.pairs] : frequent.pairs);
  for (const [i, code] of [...own].slice(0, pairs).entries()) setOfPair[code] = i;
  const singles = pairs + SHARED_PAIR_SETS;
  const setOfSingle = new Uint16Array(256);
  for (let i = 0; i < SINGLES.length; i++) setOfSingle[SINGLES.charCodeAt(i)] = singles + i;
  const setOfTriple = new Uint16Array(LETTERS ** 3);
  for (const [i, code] of frequent.triples.slice(0, triples).entries())
    setOfTriple[code] = singles + SINGLES.length + i;
  return {
    capacity,
    bytes: new Uint8Array(capacity * BYTES_A_USER),
    used: 0,
    starts: new Uint32Array(capacity),
    nameLengths: new Uint16Array(capacity),
    headLengths: new Uint16Array(capacity),
    lengths: new Uint16Array(capacity),
    domains: new Uint32Array(capacity),
    domainTexts: [''],
    odd,
    sets: new Uint32Array(odd.length * (singles + SINGLES.length + triples)),
    ownPairSets: pairs,
    setOfPair,
    setOfSingle,
    setOfTriple,
    domainTable: undefined,
  };
}

export class PackedText {
  readonly #parts: TextParts;
  /** The same memory as the parts' bytes. */
  #bytes: Buffer;
  readonly #domainNumbers: Map<string, number>;
  readonly #words: number;
  readonly #found = new Map<string, Bitset>();

  constructor(parts: TextParts) {
    this.#parts = parts;
    this.#bytes = asBuffer(parts.bytes);
    this.#domainNumbers = new Map(parts.domainTexts.map((text, number) => [text, number]));
    this.#words = parts.odd.length;
  }

  /** Replaces what is at the slot. */
  put(slot: number, name: string, email: string): void {
    if (this.isAt(slot, name, email)) return;
    if (this.#parts.lengths[slot] !== 0) this.remove(slot);
    const text = `${name} ${email}`;
    // Three bytes are the most that one UTF-16 unit takes. The place of an old text is lost until the next start.
    if (this.#parts.used + text.length * 3 > this.#bytes.length) this.#grow(text.length * 3);
    const start = this.#parts.used;
    const length = this.#bytes.write(text, start);
    if (length > 0xffff) throw new RangeError('a name and an email are longer than can be');
    const domain = email.slice(email.lastIndexOf('@') + 1);
    // Without an @ everything is head.
    const domainLength = domain === email ? 0 : Buffer.byteLength(domain);
    this.#parts.starts[slot] = start;
    this.#parts.lengths[slot] = length;
    this.#parts.headLengths[slot] = length - domainLength;
    this.#parts.nameLengths[slot] = Buffer.byteLength(name);
    this.#setDomain(slot, domainLength === 0 ? '' : domain);
    this.#parts.used += length;
    setBit(this.#parts.odd, slot, email.indexOf('@') !== email.lastIndexOf('@') || name.includes('@'));
    this.#mark(slot);
    this.#found.clear();
  }

  /** Whether this is what is at the slot already. */
  isAt(slot: number, name: string, email: string): boolean {
    const length = this.#parts.lengths[slot] as number;
    if (length === 0 || this.#parts.nameLengths[slot] !== Buffer.byteLength(name)) return false;
    const start = this.#parts.starts[slot] as number;
    return this.#bytes.toString('utf8', start, start + length) === `${name} ${email}`;
  }

  remove(slot: number): void {
    const mask = ~(1 << (slot & 31));
    for (let at = slot >>> 5; at < this.#parts.sets.length; at += this.#words)
      this.#parts.sets[at] = (this.#parts.sets[at] as number) & mask;
    this.#parts.lengths[slot] = 0;
    this.#parts.headLengths[slot] = 0;
    this.#parts.nameLengths[slot] = 0;
    this.#setDomain(slot, '');
    setBit(this.#parts.odd, slot, false);
    this.#found.clear();
  }

  /** Makes what the first search would have to make. */
  prepare(): DomainTable {
    this.#parts.domainTable ??= this.#makeDomainTable();
    return this.#parts.domainTable;
  }

  /** All slots whose text holds the needle, which is not empty. */
  find(needle: string): Bitset {
    const result = this.#found.get(needle) ?? this.#search(needle);
    this.#found.delete(needle);
    this.#found.set(needle, result);
    for (const oldest of this.#found.keys()) {
      if (this.#found.size <= REMEMBERED) break;
      this.#found.delete(oldest);
    }
    return result;
  }

  /** Those of the slots whose name alone holds the needle. */
  findInNames(needle: string, among: Bitset): Bitset {
    return this.#read(among, Buffer.from(needle), this.#parts.nameLengths);
  }

  isNamed(slot: number): boolean {
    return this.#parts.nameLengths[slot] !== 0;
  }

  compareNames(a: number, b: number): number {
    return this.#compare(
      this.#parts.starts[a] as number,
      this.#parts.nameLengths[a] as number,
      this.#parts.starts[b] as number,
      this.#parts.nameLengths[b] as number,
    );
  }

  compareEmails(a: number, b: number): number {
    const skipA = (this.#parts.nameLengths[a] as number) + 1;
    const skipB = (this.#parts.nameLengths[b] as number) + 1;
    return this.#compare(
      (this.#parts.starts[a] as number) + skipA,
      (this.#parts.lengths[a] as number) - skipA,
      (this.#parts.starts[b] as number) + skipB,
      (this.#parts.lengths[b] as number) - skipB,
    );
  }

  #search(text: string): Bitset {
    const needle = Buffer.from(text);
    const at = text.lastIndexOf('@');
    // All up to an @ is in the head, and what follows the last one is the domain.
    if (at >= 0 && at < text.length - 1) {
      const mayHold = union(this.#parts.odd, this.#withDomain(text.slice(at + 1), true));
      return this.#read(
        intersect(mayHold, this.#candidates(needle.subarray(0, needle.lastIndexOf(AT_SIGN) + 1))),
        needle,
        this.#parts.lengths,
      );
    }
    const candidates = this.#candidates(needle);
    const inHead = this.#isExact(needle) ? candidates : this.#read(candidates, needle, this.#parts.headLengths);
    // Without an @, it is in the head or in the domain, never across.
    if (at >= 0) return inHead;
    const result = this.#withDomain(text, false);
    addAll(result, inHead);
    return result;
  }

  #isExact(needle: Buffer): boolean {
    const [first = 0, second = 0, third = 0] = needle;
    if (needle.length === 1) return this.#parts.setOfSingle[first] !== 0;
    if (needle.length === 2) return (this.#parts.setOfPair[codeOf(first, second)] as number) < this.#parts.ownPairSets;
    return needle.length === 3 && this.#setOfTriple(first, second, third) !== 0;
  }

  #setOfTriple(a: number, b: number, c: number): number {
    const code = tripleOf(a, b, c);
    return code === undefined ? 0 : (this.#parts.setOfTriple[code] as number);
  }

  /** Whose head may hold it. */
  #candidates(needle: Buffer): Bitset {
    if (needle.length === 1) {
      const set = this.#parts.setOfSingle[needle[0] as number] as number;
      return set === 0 ? createBitset(this.#parts.capacity).fill(-1) : this.#set(set);
    }
    const sets = new Set<number>();
    const at = (i: number): number => needle[i] as number;
    for (let i = 2; i < needle.length; i++) sets.add(this.#setOfTriple(at(i - 2), at(i - 1), at(i)));
    sets.delete(0);
    // A pair within such a triple says nothing new; the others do.
    const hasTriple = (i: number): boolean =>
      i >= 2 && i < needle.length && this.#setOfTriple(at(i - 2), at(i - 1), at(i)) !== 0;
    for (let i = 1; i < needle.length; i++)
      if (!hasTriple(i) && !hasTriple(i + 1)) sets.add(this.#parts.setOfPair[codeOf(at(i - 1), at(i))] as number);
    const [first = 0, ...others] = sets;
    return others.length === 0
      ? this.#set(first)
      : intersectAll(this.#set(first), ...others.map((set) => this.#set(set)));
  }

  #set(set: number): Bitset {
    return this.#parts.sets.subarray(set * this.#words, (set + 1) * this.#words);
  }

  /** Users with a domain that holds the text, or only with one that begins with it. */
  #withDomain(text: string, isAtStart: boolean): Bitset {
    const result = createBitset(this.#parts.capacity);
    const { joined, ends, slots, from } = this.prepare();
    let domain = 0;
    for (let at = joined.indexOf(text); at >= 0; at = joined.indexOf(text, at)) {
      while (at >= (ends[domain] as number)) domain++;
      const end = ends[domain] as number;
      // Each domain is followed by one character that is not its own.
      const start = domain === 0 ? 0 : (ends[domain - 1] as number);
      const isHit = at + text.length < end && (!isAtStart || at === start);
      if (isHit) {
        const stop = from[domain + 1] as number;
        for (let i = from[domain] as number; i < stop; i++) {
          const slot = slots[i] as number;
          result[slot >>> 5] = (result[slot >>> 5] as number) | (1 << (slot & 31));
        }
      }
      at = isHit || isAtStart ? end : at + 1;
    }
    return result;
  }

  #makeDomainTable(): DomainTable {
    const ends = new Uint32Array(this.#parts.domainTexts.length);
    let length = 0;
    for (const [i, domain] of this.#parts.domainTexts.entries()) {
      length += domain.length + 1;
      ends[i] = length;
    }
    // The first domain is nobody's: it is never hit, and takes the slots without a user.
    const from = new Uint32Array(this.#parts.domainTexts.length + 1);
    for (let slot = 0; slot < this.#parts.capacity; slot++) {
      const next = (this.#parts.domains[slot] as number) + 1;
      from[next] = (from[next] as number) + 1;
    }
    for (let i = 1; i < from.length; i++) from[i] = (from[i] as number) + (from[i - 1] as number);
    const places = from.slice();
    const slots = new Uint32Array(this.#parts.capacity);
    for (let slot = 0; slot < this.#parts.capacity; slot++) {
      const domain = this.#parts.domains[slot] as number;
      const place = places[domain] as number;
      slots[place] = slot;
      places[domain] = place + 1;
    }
    return { joined: `${this.#parts.domainTexts.join('\n')}\n`, ends, slots, from };
  }

  /** Those of the slots that hold the needle within the first bytes. Horspool: the byte under the needle's end says how far it moves on. */
  #read(among: Bitset, needle: Buffer, lengths: Uint16Array): Bitset {
    const bytes = this.#bytes;
    const starts = this.#parts.starts;
    const end = needle.length - 1;
    const last = needle[end] as number;
    const skip = new Uint8Array(256).fill(Math.min(needle.length, 255));
    for (let i = Math.max(0, end - 255); i < end; i++) skip[needle[i] as number] = end - i;
    const result = new Uint32Array(among.length);
    for (let i = 0; i < among.length; i++) {
      let word = among[i] as number;
      let kept = 0;
      while (word !== 0) {
        const lowest = word & -word;
        word ^= lowest;
        const slot = (i << 5) + 31 - Math.clz32(lowest);
        const start = starts[slot] as number;
        const stop = start + (lengths[slot] as number);
        for (let at = start + end; at < stop; ) {
          const byte = bytes[at] as number;
          if (byte === last) {
            let back = 1;
            while (back <= end && bytes[at - back] === needle[end - back]) back++;
            if (back > end) {
              kept |= lowest;
              break;
            }
          }
          at += skip[byte] as number;
        }
      }
      result[i] = kept;
    }
    return result;
  }

  #mark(slot: number): void {
    const bytes = this.#bytes;
    const { sets, setOfSingle, setOfPair, setOfTriple } = this.#parts;
    const words = this.#words;
    const word = slot >>> 5;
    const mask = 1 << (slot & 31);
    const start = this.#parts.starts[slot] as number;
    const stop = start + (this.#parts.headLengths[slot] as number);
    const put = (set: number): void => {
      const place = set * words + word;
      sets[place] = (sets[place] as number) | mask;
    };
    let second = 0;
    let last = 0;
    for (let at = start; at < stop; at++) {
      const byte = bytes[at] as number;
      const single = setOfSingle[byte] as number;
      if (single !== 0) put(single);
      if (at > start) put(setOfPair[codeOf(last, byte)] as number);
      const triple = at > start + 1 ? tripleOf(second, last, byte) : undefined;
      if (triple !== undefined && setOfTriple[triple] !== 0) put(setOfTriple[triple] as number);
      second = last;
      last = byte;
    }
  }

  #setDomain(slot: number, domain: string): void {
    let number = this.#domainNumbers.get(domain);
    if (number === undefined) {
      number = this.#parts.domainTexts.push(domain) - 1;
      this.#domainNumbers.set(domain, number);
    } else if (number === this.#parts.domains[slot]) return;
    this.#parts.domains[slot] = number;
    this.#parts.domainTable = undefined;
  }

  #compare(a: number, lengthA: number, b: number, lengthB: number): number {
    const bytes = this.#bytes;
    const shorter = Math.min(lengthA, lengthB);
    for (let i = 0; i < shorter; i++) {
      const difference = (bytes[a + i] as number) - (bytes[b + i] as number);
      if (difference !== 0) return difference;
    }
    return lengthA - lengthB;
  }

  #grow(atLeast: number): void {
    const larger = new Uint8Array(grown(this.#parts.used + atLeast, this.#bytes.length));
    larger.set(this.#parts.bytes);
    this.#parts.bytes = larger;
    this.#bytes = asBuffer(larger);
  }
}

const asBuffer = (bytes: Uint8Array<ArrayBuffer>): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);

/** Pairs of bytes and triples of letters, the most frequent first. */
function countFrequent(sample: readonly string[]): {
  readonly pairs: readonly number[];
  readonly triples: readonly number[];
} {
  const pairs = new Uint32Array(0x1_0000);
  const triples = new Uint32Array(LETTERS ** 3);
  for (const text of sample) {
    const bytes = Buffer.from(text.slice(0, text.lastIndexOf('@') + 1));
    for (let i = 1; i < bytes.length; i++) {
      const [second, last, byte] = [bytes[i - 2] ?? 0, bytes[i - 1] as number, bytes[i] as number];
      const pair = codeOf(last, byte);
      pairs[pair] = (pairs[pair] as number) + 1;
      const triple = tripleOf(second, last, byte);
      if (triple !== undefined) triples[triple] = (triples[triple] as number) + 1;
    }
  }
  const mostFirst = (counts: Uint32Array): number[] =>
    [...counts.keys()]
      .filter((code) => (counts[code] as number) > 0)
      .sort((a, b) => (counts[b] as number) - (counts[a] as number));
  return { pairs: mostFirst(pairs), triples: mostFirst(triples) };
}
