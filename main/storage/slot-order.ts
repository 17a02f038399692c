// The slots of an index in one order. Some that change are taken out before, with their old values, and put back after:
// the rest is moved in blocks and not compared again.

export class SlotOrder {
  readonly #slots: Uint32Array<ArrayBuffer>;
  readonly #compare: (a: number, b: number) => number;
  #length = 0;
  #isFilled = false;

  /** @param compare never 0 for two slots. */
  constructor(capacity: number, compare: (a: number, b: number) => number) {
    this.#slots = new Uint32Array(capacity);
    this.#compare = compare;
  }

  /** An order that nobody asked for yet is not kept. */
  get isFilled(): boolean {
    return this.#isFilled;
  }

  get slots(): Uint32Array {
    return this.#slots.subarray(0, this.#length);
  }

  fill(slots: ArrayLike<number>): void {
    this.#slots.set(slots);
    this.#length = slots.length;
    this.#isFilled = true;
  }

  /** For filling in order, one after the other. */
  append(slot: number): void {
    this.#slots[this.#length] = slot;
    this.#length += 1;
    this.#isFilled = true;
  }

  sort(slots: number[]): number[] {
    return slots.sort(this.#compare);
  }

  remove(slots: readonly number[]): void {
    if (!this.#isFilled) return;
    const places = slots.map((slot) => this.#placeOf(slot)).sort((a, b) => a - b);
    for (const [i, place] of places.entries()) {
      const next = places[i + 1] ?? this.#length;
      this.#slots.copyWithin(place - i, place + 1, next);
    }
    this.#length -= places.length;
  }

  insert(slots: readonly number[]): void {
    if (!this.#isFilled) return;
    const sorted = [...slots].sort(this.#compare);
    const places = sorted.map((slot) => this.#placeOf(slot));
    let end = this.#length;
    for (let i = sorted.length - 1; i >= 0; i--) {
      const place = places[i] as number;
      this.#slots.copyWithin(place + i + 1, place, end);
      this.#slots[place + i] = sorted[i] as number;
      end = place;
    }
    this.#length += sorted.length;
  }

  /** Where the slot is, or would be. */
  #placeOf(slot: number): number {
    let [low, high] = [0, this.#length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const there = this.#slots[middle] as number;
      if (there !== slot && this.#compare(there, slot) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
