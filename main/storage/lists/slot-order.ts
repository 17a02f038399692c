// The slots of an index in one order. Some that change are taken out before, with their old values, and put back after:
// the rest is moved in blocks and not compared again.

export interface OrderParts {
  readonly slots: Uint32Array<ArrayBuffer>;
  length: number;
  isFilled: boolean;
}

export const emptyOrder = (capacity: number): OrderParts => ({
  slots: new Uint32Array(capacity),
  length: 0,
  isFilled: false,
});

export class SlotOrder {
  readonly #parts: OrderParts;
  readonly #compare: (a: number, b: number) => number;

  /** @param compare never 0 for two slots. */
  constructor(parts: OrderParts, compare: (a: number, b: number) => number) {
    this.#parts = parts;
    this.#compare = compare;
  }

  /** An order that nobody asked for yet is not kept. */
  get isFilled(): boolean {
    return this.#parts.isFilled;
  }

  get slots(): Uint32Array {
    return this.#parts.slots.subarray(0, this.#parts.length);
  }

  fill(slots: ArrayLike<number>): void {
    this.#parts.slots.set(slots);
    this.#parts.length = slots.length;
    this.#parts.isFilled = true;
  }

  /** For filling in order, one after the other. */
  append(slot: number): void {
    this.#parts.slots[this.#parts.length] = slot;
    this.#parts.length += 1;
    this.#parts.isFilled = true;
  }

  sort(slots: number[]): number[] {
    return slots.sort(this.#compare);
  }

  remove(slots: readonly number[]): void {
    if (!this.#parts.isFilled) return;
    const places = slots.map((slot) => this.#placeOf(slot)).sort((a, b) => a - b);
    for (const [i, place] of places.entries()) {
      const next = places[i + 1] ?? this.#parts.length;
      this.#parts.slots.copyWithin(place - i, place + 1, next);
    }
    this.#parts.length -= places.length;
  }

  insert(slots: readonly number[]): void {
    if (!this.#parts.isFilled) return;
    const sorted = [...slots].sort(this.#compare);
    const places = sorted.map((slot) => this.#placeOf(slot));
    let end = this.#parts.length;
    for (let i = sorted.length - 1; i >= 0; i--) {
      const place = places[i] as number;
      this.#parts.slots.copyWithin(place + i + 1, place, end);
      this.#parts.slots[place + i] = sorted[i] as number;
      end = place;
    }
    this.#parts.length += sorted.length;
  }

  /** Where the slot is, or would be. */
  #placeOf(slot: number): number {
    let [low, high] = [0, this.#parts.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const there = this.#parts.slots[middle] as number;
      if (there !== slot && this.#compare(there, slot) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
