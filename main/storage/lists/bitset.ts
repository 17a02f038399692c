// Sets of small whole numbers as one bit each: 32 of them are joined, cut or counted in one step.
// All sets that meet have the same length.

export type Bits = Uint32Array<ArrayBuffer>;

export const createBits = (size: number): Bits => new Uint32Array((size + 31) >>> 5);

export const hasBit = (bits: Bits, at: number): boolean => (((bits[at >>> 5] as number) >>> (at & 31)) & 1) === 1;

export function putBit(bits: Bits, at: number, isIn: boolean): void {
  const mask = 1 << (at & 31);
  const word = bits[at >>> 5] as number;
  bits[at >>> 5] = isIn ? word | mask : word & ~mask;
}

/** What is in both. */
export function both(a: Bits, b: Bits): Bits {
  const result = new Uint32Array(a.length);
  for (let i = 0; i < a.length; i++) result[i] = (a[i] as number) & (b[i] as number);
  return result;
}

/** What is in all of them; at least one. One new set, however many there are: large ones cost the collector time. */
export function all(first: Bits, ...others: readonly Bits[]): Bits {
  const result = first.slice();
  for (const bits of others)
    for (let i = 0; i < result.length; i++) result[i] = (result[i] as number) & (bits[i] as number);
  return result;
}

/** Puts into the first what is in the second. */
export function include(target: Bits, bits: Bits): void {
  for (let i = 0; i < target.length; i++) target[i] = (target[i] as number) | (bits[i] as number);
}

/** What is in the first, but not in the second. */
export function without(a: Bits, b: Bits): Bits {
  const result = new Uint32Array(a.length);
  for (let i = 0; i < a.length; i++) result[i] = (a[i] as number) & ~(b[i] as number);
  return result;
}

/** What is in any of them; at least one. */
export function either(first: Bits, ...others: readonly Bits[]): Bits {
  const result = first.slice();
  for (const bits of others)
    for (let i = 0; i < result.length; i++) result[i] = (result[i] as number) | (bits[i] as number);
  return result;
}

export function countBits(bits: Bits): number {
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

/** Those whose number is this or less. */
export function upTo(bits: Bits, numbers: Float64Array, limit: number): Bits {
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

export function slotsOf(bits: Bits): number[] {
  const result: number[] = [];
  for (let i = 0; i < bits.length; i++) {
    for (let word = bits[i] as number; word !== 0; word &= word - 1)
      result.push((i << 5) + 31 - Math.clz32(word & -word));
  }
  return result;
}
