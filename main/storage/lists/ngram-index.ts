// The n-gram index over names and emails: finds every user whose "name email" holds a piece of text, exactly. A user
// missing in one of the needle's postings cannot hold it, so only users in all of them are read. The domain after the
// last @ is the same for many users: it has no postings, and each domain is searched once.
import { addAll, type Bitset, createBitset, intersect, intersectAll, setBit, union } from './bitset.ts';
import { bigramOf, type DomainTable, type NgramBuffers, trigramOf } from './ngram-buffers.ts';

const AT_SIGN = 0x40;
/** While somebody scrolls, the list asks for the same search page by page. */
const CACHED_SEARCHES = 8;

export class NgramIndex {
  readonly #buffers: NgramBuffers;
  /** The same memory as `bytes` of the buffers. */
  #bytes: Buffer;
  readonly #domainNumbers: Map<string, number>;
  readonly #words: number;
  readonly #cache = new Map<string, Bitset>();

  constructor(buffers: NgramBuffers) {
    this.#buffers = buffers;
    this.#bytes = asBuffer(buffers.bytes);
    this.#domainNumbers = new Map(buffers.domainTexts.map((text, number) => [text, number]));
    this.#words = buffers.extraAt.length;
  }

  /** Replaces the text of the slot. */
  put(slot: number, name: string, email: string): void {
    if (this.holds(slot, name, email)) return;
    if (this.#buffers.lengths[slot] !== 0) this.remove(slot);
    const text = `${name} ${email}`;
    // A UTF-16 unit takes at most three bytes. The room of an old text is free again at the next start.
    if (this.#buffers.used + text.length * 3 > this.#bytes.length) this.#grow(text.length * 3);
    const start = this.#buffers.used;
    const length = this.#bytes.write(text, start);
    if (length > 0xffff) throw new RangeError('a name and an email are longer than can be');
    const domain = email.slice(email.lastIndexOf('@') + 1);
    // An email without an @ belongs to the prefix as a whole.
    const domainLength = domain === email ? 0 : Buffer.byteLength(domain);
    this.#buffers.starts[slot] = start;
    this.#buffers.lengths[slot] = length;
    this.#buffers.prefixLengths[slot] = length - domainLength;
    this.#buffers.nameLengths[slot] = Buffer.byteLength(name);
    this.#setDomain(slot, domainLength === 0 ? '' : domain);
    this.#buffers.used += length;
    setBit(this.#buffers.extraAt, slot, email.indexOf('@') !== email.lastIndexOf('@') || name.includes('@'));
    this.#addPostings(slot);
    this.#cache.clear();
  }

  /** Whether the slot has exactly this text. */
  holds(slot: number, name: string, email: string): boolean {
    const length = this.#buffers.lengths[slot] as number;
    if (length === 0 || this.#buffers.nameLengths[slot] !== Buffer.byteLength(name)) return false;
    const start = this.#buffers.starts[slot] as number;
    return this.#bytes.toString('utf8', start, start + length) === `${name} ${email}`;
  }

  remove(slot: number): void {
    const { postings } = this.#buffers;
    const mask = ~(1 << (slot & 31));
    for (let at = slot >>> 5; at < postings.length; at += this.#words) postings[at] = (postings[at] as number) & mask;
    this.#buffers.lengths[slot] = 0;
    this.#buffers.prefixLengths[slot] = 0;
    this.#buffers.nameLengths[slot] = 0;
    this.#setDomain(slot, '');
    setBit(this.#buffers.extraAt, slot, false);
    this.#cache.clear();
  }

  /** Builds the table of domains, if a change has dropped it. Without this the next search builds it. */
  prepare(): DomainTable {
    this.#buffers.domainTable ??= this.#buildDomainTable();
    return this.#buffers.domainTable;
  }

  /** All slots whose text holds the needle. The needle must not be empty. */
  find(needle: string): Bitset {
    const result = this.#cache.get(needle) ?? this.#search(needle);
    this.#cache.delete(needle);
    this.#cache.set(needle, result);
    for (const oldest of this.#cache.keys()) {
      if (this.#cache.size <= CACHED_SEARCHES) break;
      this.#cache.delete(oldest);
    }
    return result;
  }

  /** The given slots whose name alone holds the needle. */
  findInNames(needle: string, among: Bitset): Bitset {
    return this.#verify(among, Buffer.from(needle), this.#buffers.nameLengths);
  }

  isNamed(slot: number): boolean {
    return this.#buffers.nameLengths[slot] !== 0;
  }

  compareNames(a: number, b: number): number {
    return this.#compare(
      this.#buffers.starts[a] as number,
      this.#buffers.nameLengths[a] as number,
      this.#buffers.starts[b] as number,
      this.#buffers.nameLengths[b] as number,
    );
  }

  /** Compares what follows the first bytes of each name. */
  compareNamesFrom(a: number, fromA: number, b: number, fromB: number): number {
    return this.#compare(
      (this.#buffers.starts[a] as number) + fromA,
      (this.#buffers.nameLengths[a] as number) - fromA,
      (this.#buffers.starts[b] as number) + fromB,
      (this.#buffers.nameLengths[b] as number) - fromB,
    );
  }

  compareEmails(a: number, b: number): number {
    const skipA = (this.#buffers.nameLengths[a] as number) + 1;
    const skipB = (this.#buffers.nameLengths[b] as number) + 1;
    return this.#compare(
      (this.#buffers.starts[a] as number) + skipA,
      (this.#buffers.lengths[a] as number) - skipA,
      (this.#buffers.starts[b] as number) + skipB,
      (this.#buffers.lengths[b] as number) - skipB,
    );
  }

  #search(text: string): Bitset {
    const needle = Buffer.from(text);
    const at = text.lastIndexOf('@');
    // The part up to an @ is in the prefix, and the part after the last @ is the domain.
    if (at >= 0 && at < text.length - 1) {
      const mayHold = union(this.#buffers.extraAt, this.#withDomain(text.slice(at + 1), true));
      const candidates = this.#candidates(needle.subarray(0, needle.lastIndexOf(AT_SIGN) + 1));
      return this.#verify(intersect(mayHold, candidates), needle, this.#buffers.lengths);
    }
    const candidates = this.#candidates(needle);
    const inPrefix = this.#isExact(needle) ? candidates : this.#verify(candidates, needle, this.#buffers.prefixLengths);
    // A needle that ends with an @ is in the prefix. One without an @ is in the prefix or in the domain, never across
    // both.
    if (at >= 0) return inPrefix;
    const result = this.#withDomain(text, false);
    addAll(result, inPrefix);
    return result;
  }

  /** The needle is one n-gram with postings of its own: the candidates are the answer. */
  #isExact(needle: Buffer): boolean {
    const [first = 0, second = 0, third = 0] = needle;
    if (needle.length === 1) return this.#buffers.postingsOfUnigram[first] !== 0;
    if (needle.length === 2)
      return (this.#buffers.postingsOfBigram[bigramOf(first, second)] as number) < this.#buffers.ownBigrams;
    return needle.length === 3 && this.#postingsOfTrigram(first, second, third) !== 0;
  }

  #postingsOfTrigram(a: number, b: number, c: number): number {
    const trigram = trigramOf(a, b, c);
    return trigram === undefined ? 0 : (this.#buffers.postingsOfTrigram[trigram] as number);
  }

  /** Users whose prefix may hold the needle: those in all of its postings. */
  #candidates(needle: Buffer): Bitset {
    if (needle.length === 1) {
      const unigram = this.#buffers.postingsOfUnigram[needle[0] as number] as number;
      return unigram === 0 ? createBitset(this.#buffers.capacity).fill(-1) : this.#postings(unigram);
    }
    const numbers = new Set<number>();
    const at = (i: number): number => needle[i] as number;
    for (let i = 2; i < needle.length; i++) numbers.add(this.#postingsOfTrigram(at(i - 2), at(i - 1), at(i)));
    numbers.delete(0);
    // A bigram inside such a trigram narrows nothing further.
    const hasTrigram = (i: number): boolean =>
      i >= 2 && i < needle.length && this.#postingsOfTrigram(at(i - 2), at(i - 1), at(i)) !== 0;
    for (let i = 1; i < needle.length; i++)
      if (!hasTrigram(i) && !hasTrigram(i + 1))
        numbers.add(this.#buffers.postingsOfBigram[bigramOf(at(i - 1), at(i))] as number);
    const [first = 0, ...others] = numbers;
    return others.length === 0
      ? this.#postings(first)
      : intersectAll(this.#postings(first), ...others.map((number) => this.#postings(number)));
  }

  #postings(number: number): Bitset {
    return this.#buffers.postings.subarray(number * this.#words, (number + 1) * this.#words);
  }

  /** Users whose domain holds the text, or begins with it. */
  #withDomain(text: string, isAtStart: boolean): Bitset {
    const result = createBitset(this.#buffers.capacity);
    const { joined, ends, slots, from } = this.prepare();
    let domain = 0;
    for (let at = joined.indexOf(text); at >= 0; at = joined.indexOf(text, at)) {
      while (at >= (ends[domain] as number)) domain++;
      const end = ends[domain] as number;
      const start = domain === 0 ? 0 : (ends[domain - 1] as number);
      // The last character before `end` is the separator: a hit must not reach it.
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

  #buildDomainTable(): DomainTable {
    const { capacity, domains, domainTexts } = this.#buffers;
    const ends = new Uint32Array(domainTexts.length);
    let length = 0;
    for (const [i, domain] of domainTexts.entries()) {
      length += domain.length + 1;
      ends[i] = length;
    }
    // The first domain is empty, so no search hits it. It takes the slots without a user.
    const from = new Uint32Array(domainTexts.length + 1);
    for (let slot = 0; slot < capacity; slot++) {
      const next = (domains[slot] as number) + 1;
      from[next] = (from[next] as number) + 1;
    }
    for (let i = 1; i < from.length; i++) from[i] = (from[i] as number) + (from[i - 1] as number);
    const places = from.slice();
    const slots = new Uint32Array(capacity);
    for (let slot = 0; slot < capacity; slot++) {
      const domain = domains[slot] as number;
      const place = places[domain] as number;
      slots[place] = slot;
      places[domain] = place + 1;
    }
    return { joined: `${domainTexts.join('\n')}\n`, ends, slots, from };
  }

  /**
   * The given slots whose first `lengths[slot]` bytes hold the needle. Horspool: the byte under the needle's end
   * decides the step.
   */
  #verify(among: Bitset, needle: Buffer, lengths: Uint16Array): Bitset {
    const bytes = this.#bytes;
    const starts = this.#buffers.starts;
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

  #addPostings(slot: number): void {
    const bytes = this.#bytes;
    const { postings, postingsOfUnigram, postingsOfBigram, postingsOfTrigram } = this.#buffers;
    const words = this.#words;
    const word = slot >>> 5;
    const mask = 1 << (slot & 31);
    const start = this.#buffers.starts[slot] as number;
    const stop = start + (this.#buffers.prefixLengths[slot] as number);
    const add = (number: number): void => {
      const place = number * words + word;
      postings[place] = (postings[place] as number) | mask;
    };
    let second = 0;
    let last = 0;
    for (let at = start; at < stop; at++) {
      const byte = bytes[at] as number;
      const unigram = postingsOfUnigram[byte] as number;
      if (unigram !== 0) add(unigram);
      if (at > start) add(postingsOfBigram[bigramOf(last, byte)] as number);
      const trigram = at > start + 1 ? trigramOf(second, last, byte) : undefined;
      if (trigram !== undefined && postingsOfTrigram[trigram] !== 0) add(postingsOfTrigram[trigram] as number);
      second = last;
      last = byte;
    }
  }

  #setDomain(slot: number, domain: string): void {
    let number = this.#domainNumbers.get(domain);
    if (number === undefined) {
      number = this.#buffers.domainTexts.push(domain) - 1;
      this.#domainNumbers.set(domain, number);
    } else if (number === this.#buffers.domains[slot]) return;
    this.#buffers.domains[slot] = number;
    this.#buffers.domainTable = undefined;
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
    const { length } = this.#bytes;
    const larger = new Uint8Array(Math.max(this.#buffers.used + atLeast, length + (length >>> 1)));
    larger.set(this.#buffers.bytes);
    this.#buffers.bytes = larger;
    this.#bytes = asBuffer(larger);
  }
}

const asBuffer = (bytes: Uint8Array<ArrayBuffer>): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
