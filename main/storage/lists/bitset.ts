// Bitsets: sets of small whole numbers, one bit each. One step handles 32 members of a set.
// All bitsets in one operation have the same length. Every operation but `setBit` and `addAll` returns a new set.

export type Bitset = Uint32Array<ArrayBuffer>;

export const createBitset = (size: number): Bitset => new Uint32Array((size + 31) >>> 5);

export const hasBit = (bits: Bitset, at: number): boolean => (((bits[at >>> 5] as number) >>> (at & 31)) & 1) === 1;

export function setBit(bits: Bitset, at: number, isIn: boolean): void {
  const mask = 1 << (at & 31);
  const word = bits[at >>> 5] as number;
  bits[at >>> 5] = isIn ? word | mask : word & ~mask;
}

export function intersect(a: Bitset, b: Bitset): Bitset {
  const result = new Uint32Array(a.length);
  for (let i = 0; i < a.length; i++) result[i] = (a[i] as number) & (b[i] as number);
  return result;
}

/** Allocates one set, however many it intersects: large sets cost the garbage collector time. */
export function intersectAll(first: Bitset, ...others: readonly Bitset[]): Bitset {
  const result = first.slice();
  for (const bits of others)
    for (let i = 0; i < result.length; i++) result[i] = (result[i] as number) & (bits[i] as number);
  return result;
}

export function union(first: Bitset, ...others: readonly Bitset[]): Bitset {
  const result = first.slice();
  for (const bits of others)
    for (let i = 0; i < result.length; i++) result[i] = (result[i] as number) | (bits[i] as number);
  return result;
}

/** Adds all members of `bits` to `target`. */
export function addAll(target: Bitset, bits: Bitset): void {
  for (let i = 0; i < target.length; i++) target[i] = (target[i] as number) | (bits[i] as number);
}

/** The members of `a` that are not in `b`. */
export function difference(a: Bitset, b: Bitset): Bitset {
  const result = new Uint32Array(a.length);
  for (let i = 0; i < a.length; i++) result[i] = (a[i] as number) & ~(b[i] as number);
  return result;
}

export function countBits(bits: Bitset): number {
  let count = 0;
  for (let i = 0; i < bits.length; i++) {
    let word = bits[i] as number;
    if (word === 0) continue;
    word -= (word >>> 1) & 0x5555_5555;
    word = (word & 0x3333_3333) + ((word >>> 2) & 0x3333_3333);
    count += Math.imul((word + (word >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
  }
  return count;
}

/** The members whose number, at the member's place in `numbers`, is at most `limit`. */
export function whereAtMost(bits: Bitset, numbers: Float64Array, limit: number): Bitset {
  const result = new Uint32Array(bits.length);
  for (let i = 0; i < bits.length; i++) {
    let word = bits[i] as number;
    let kept = 0;
    while (word !== 0) {
      const lowest = word & -word;
      word ^= lowest;
      if ((numbers[(i << 5) + 31 - Math.clz32(lowest)] as number) <= limit) kept |= lowest;
    }
    result[i] = kept;
  }
  return result;
}

/** The members in ascending order. */
export function slotsOf(bits: Bitset): number[] {
  const result: number[] = [];
  for (let i = 0; i < bits.length; i++) {
    for (let word = bits[i] as number; word !== 0; word &= word - 1)
      result.push((i << 5) + 31 - Math.clz32(word & -word));
  }
  return result;
}
