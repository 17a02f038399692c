// The slots of an index in one order. Before values change, their slots are removed; afterwards they are inserted
// again. All other slots are moved in blocks and not compared again.

export interface OrderBuffers {
  readonly slots: Uint32Array<ArrayBuffer>;
  length: number;
  isFilled: boolean;
}

export const createOrderBuffers = (capacity: number): OrderBuffers => ({
  slots: new Uint32Array(capacity),
  length: 0,
  isFilled: false,
});

export class SlotOrder {
  readonly #buffers: OrderBuffers;
  readonly #compare: (a: number, b: number) => number;

  /** @param compare must not return 0 for two different slots. */
  constructor(buffers: OrderBuffers, compare: (a: number, b: number) => number) {
    this.#buffers = buffers;
    this.#compare = compare;
  }

  /** Until an order is filled, `remove` and `insert` do nothing. */
  get isFilled(): boolean {
    return this.#buffers.isFilled;
  }

  get slots(): Uint32Array {
    return this.#buffers.slots.subarray(0, this.#buffers.length);
  }

  fill(slots: ArrayLike<number>): void {
    this.#buffers.slots.set(slots);
    this.#buffers.length = slots.length;
    this.#buffers.isFilled = true;
  }

  /** For loading: adds the next slot in order. */
  append(slot: number): void {
    this.#buffers.slots[this.#buffers.length] = slot;
    this.#buffers.length += 1;
    this.#buffers.isFilled = true;
  }

  sort(slots: number[]): number[] {
    return slots.sort(this.#compare);
  }

  remove(slots: readonly number[]): void {
    if (!this.#buffers.isFilled) return;
    const places = slots.map((slot) => this.#placeOf(slot)).sort((a, b) => a - b);
    for (const [i, place] of places.entries()) {
      const next = places[i + 1] ?? this.#buffers.length;
      this.#buffers.slots.copyWithin(place - i, place + 1, next);
    }
    this.#buffers.length -= places.length;
  }

  insert(slots: readonly number[]): void {
    if (!this.#buffers.isFilled) return;
    const sorted = [...slots].sort(this.#compare);
    const places = sorted.map((slot) => this.#placeOf(slot));
    let end = this.#buffers.length;
    for (let i = sorted.length - 1; i >= 0; i--) {
      const place = places[i] as number;
      this.#buffers.slots.copyWithin(place + i + 1, place, end);
      this.#buffers.slots[place + i] = sorted[i] as number;
      end = place;
    }
    this.#buffers.length += sorted.length;
  }

  /** Where the slot stands, or would stand. */
  #placeOf(slot: number): number {
    let [low, high] = [0, this.#buffers.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const there = this.#buffers.slots[middle] as number;
      if (there !== slot && this.#compare(there, slot) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
