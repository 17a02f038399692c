// Sorting the slots of an index by numbers, in time that grows with the number of slots only. Both sorts are stable.

/** Counting sort, for small whole numbers: `counts` by slot. */
export function sortByCount(slots: Uint32Array, counts: Uint32Array, isDescending: boolean): Uint32Array {
  let most = 0;
  for (let i = 0; i < slots.length; i++) most = Math.max(most, counts[slots[i] as number] as number);
  const keys = new Uint32Array(slots.length);
  for (let i = 0; i < slots.length; i++) {
    const count = counts[slots[i] as number] as number;
    keys[i] = isDescending ? most - count : count;
  }
  return scatter(slots, keys, most + 1);
}

/** Radix sort in three passes of 16 bits, for whole numbers from 0 to 2^48 - 1: `numbers` by slot. */
export function sortByNumber(slots: Uint32Array, numbers: Float64Array): Uint32Array {
  const keys = new Uint32Array(slots.length);
  let sorted = slots;
  for (const unit of [1, 0x1_0000, 0x1_0000_0000]) {
    for (let i = 0; i < sorted.length; i++)
      keys[i] = Math.floor((numbers[sorted[i] as number] as number) / unit) & 0xffff;
    sorted = scatter(sorted, keys, 0x1_0000);
  }
  return sorted;
}

/** One pass: sorts the slots by the keys at the same places. Every key is below the limit. */
function scatter(slots: Uint32Array, keys: Uint32Array, limit: number): Uint32Array {
  const places = new Uint32Array(limit + 1);
  for (let i = 0; i < keys.length; i++)
    places[(keys[i] as number) + 1] = (places[(keys[i] as number) + 1] as number) + 1;
  for (let key = 1; key <= limit; key++) places[key] = (places[key] as number) + (places[key - 1] as number);
  const result = new Uint32Array(slots.length);
  for (let i = 0; i < slots.length; i++) {
    const key = keys[i] as number;
    const place = places[key] as number;
    result[place] = slots[i] as number;
    places[key] = place + 1;
  }
  return result;
}
