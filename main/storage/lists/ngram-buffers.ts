// The memory of the n-gram index, in a form that one thread can hand to another, and which n-grams get postings of
// their own. Postings are a bitset of the users whose indexed text holds an n-gram of bytes. The index is
// ngram-index.ts.
import { type Bitset, createBitset } from './bitset.ts';

/** Frequent bigrams have postings of their own, which answer exactly. All other bigrams share this many. */
const SHARED_BIGRAM_POSTINGS = 64;
/**
 * Postings cost one bit per user. Among many users it takes long to read candidates, so more bigrams get postings of
 * their own, and so do frequent trigrams of letters. A capacity of 300,000 stands for some 265,000 users: an eighth is
 * room for new ones.
 */
const MANY_USERS = 300_000;
const ownPostingsFor = (capacity: number): { readonly bigrams: number; readonly trigrams: number } =>
  capacity < MANY_USERS ? { bigrams: 448, trigrams: 0 } : { bigrams: 740, trigrams: 384 };
/** Single bytes with postings. A search for any other single byte reads the text of every user. */
const UNIGRAMS = "abcdefghijklmnopqrstuvwxyz0123456789@.-_' ";
/** Room for a name and an email. Longer texts make the whole buffer grow, which takes a while. */
const BYTES_PER_USER = 64;

const LETTERS = 26;
const LETTER_A = 0x61;
const isLetter = (byte: number): boolean => byte >= LETTER_A && byte < LETTER_A + LETTERS;

export const bigramOf = (a: number, b: number): number => (a << 8) | b;
/** Undefined unless all three are letters from a to z. */
export const trigramOf = (a: number, b: number, c: number): number | undefined =>
  isLetter(a) && isLetter(b) && isLetter(c)
    ? ((a - LETTER_A) * LETTERS + b - LETTER_A) * LETTERS + c - LETTER_A
    : undefined;
const LETTER_BIGRAMS = Array.from({ length: LETTERS ** 2 }, (_, i) =>
  bigramOf(LETTER_A + Math.floor(i / LETTERS), LETTER_A + (i % LETTERS)),
);

/** All domains in one text, and the slots of each domain side by side. */
export interface DomainTable {
  readonly joined: string;
  /** By domain: the place after the separator that follows it in `joined`. */
  readonly ends: Uint32Array<ArrayBuffer>;
  readonly slots: Uint32Array<ArrayBuffer>;
  /** By domain: where its slots begin. They end where those of the next domain begin. */
  readonly from: Uint32Array<ArrayBuffer>;
}

export interface NgramBuffers {
  readonly capacity: number;
  /** "name email" of every user, in UTF-8: SQLite compares the same bytes. */
  bytes: Uint8Array<ArrayBuffer>;
  used: number;
  readonly starts: Uint32Array<ArrayBuffer>;
  readonly nameLengths: Uint16Array<ArrayBuffer>;
  /** The prefix is the text up to and including its last @. Only the prefix has postings. */
  readonly prefixLengths: Uint16Array<ArrayBuffer>;
  readonly lengths: Uint16Array<ArrayBuffer>;
  /** By slot: the number of its domain in `domainTexts`. */
  readonly domains: Uint32Array<ArrayBuffer>;
  /** The first domain is empty and stands for slots without a user. */
  readonly domainTexts: string[];
  /** Users with another @ before the last one: a needle with an @ can match there, where no domain follows. */
  readonly extraAt: Bitset;
  /** All postings one after another: own bigrams, shared bigrams, unigrams, trigrams. */
  readonly postings: Uint32Array<ArrayBuffer>;
  readonly ownBigrams: number;
  readonly postingsOfBigram: Uint16Array<ArrayBuffer>;
  /** By byte; 0 for none. */
  readonly postingsOfUnigram: Uint16Array<ArrayBuffer>;
  /** 0 for none. */
  readonly postingsOfTrigram: Uint16Array<ArrayBuffer>;
  /** Undefined after a domain has changed, until the next search needs it. */
  domainTable: DomainTable | undefined;
}

/** @param sample some of the texts that will come: they decide which n-grams count as frequent. */
export function createNgramBuffers(capacity: number, sample: readonly string[]): NgramBuffers {
  const extraAt = createBitset(capacity);
  const own = ownPostingsFor(capacity);
  const frequent = findFrequent(sample);
  const postingsOfBigram = new Uint16Array(0x1_0000);
  for (let bigram = 0; bigram < postingsOfBigram.length; bigram++)
    postingsOfBigram[bigram] = own.bigrams + (bigram % SHARED_BIGRAM_POSTINGS);
  // Where there is room, all bigrams of letters come first: a rare one with shared postings costs the most reading.
  const bigrams = new Set(own.bigrams > LETTERS ** 2 ? [...LETTER_BIGRAMS, ...frequent.bigrams] : frequent.bigrams);
  for (const [i, bigram] of [...bigrams].slice(0, own.bigrams).entries()) postingsOfBigram[bigram] = i;
  const firstUnigram = own.bigrams + SHARED_BIGRAM_POSTINGS;
  const postingsOfUnigram = new Uint16Array(256);
  for (let i = 0; i < UNIGRAMS.length; i++) postingsOfUnigram[UNIGRAMS.charCodeAt(i)] = firstUnigram + i;
  const firstTrigram = firstUnigram + UNIGRAMS.length;
  const postingsOfTrigram = new Uint16Array(LETTERS ** 3);
  for (const [i, trigram] of frequent.trigrams.slice(0, own.trigrams).entries())
    postingsOfTrigram[trigram] = firstTrigram + i;
  return {
    capacity,
    bytes: new Uint8Array(capacity * BYTES_PER_USER),
    used: 0,
    starts: new Uint32Array(capacity),
    nameLengths: new Uint16Array(capacity),
    prefixLengths: new Uint16Array(capacity),
    lengths: new Uint16Array(capacity),
    domains: new Uint32Array(capacity),
    domainTexts: [''],
    extraAt,
    postings: new Uint32Array(extraAt.length * (firstTrigram + own.trigrams)),
    ownBigrams: own.bigrams,
    postingsOfBigram,
    postingsOfUnigram,
    postingsOfTrigram,
    domainTable: undefined,
  };
}

/** Bigrams of bytes and trigrams of letters in the sample, the most frequent first. */
function findFrequent(sample: readonly string[]): {
  readonly bigrams: readonly number[];
  readonly trigrams: readonly number[];
} {
  const bigrams = new Uint32Array(0x1_0000);
  const trigrams = new Uint32Array(LETTERS ** 3);
  for (const text of sample) {
    const bytes = Buffer.from(text.slice(0, text.lastIndexOf('@') + 1));
    for (let i = 1; i < bytes.length; i++) {
      const [second, last, byte] = [bytes[i - 2] ?? 0, bytes[i - 1] as number, bytes[i] as number];
      const bigram = bigramOf(last, byte);
      bigrams[bigram] = (bigrams[bigram] as number) + 1;
      const trigram = trigramOf(second, last, byte);
      if (trigram !== undefined) trigrams[trigram] = (trigrams[trigram] as number) + 1;
    }
  }
  const mostFirst = (counts: Uint32Array): number[] =>
    [...counts.keys()]
      .filter((ngram) => (counts[ngram] as number) > 0)
      .sort((a, b) => (counts[b] as number) - (counts[a] as number));
  return { bigrams: mostFirst(bigrams), trigrams: mostFirst(trigrams) };
}
