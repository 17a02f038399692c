// The part of the user index that puts a result in order and cuts one page out of it. The orders by name, last
// name, email and last sign-in are kept and patched; the order by number of clients is computed once per actor. A column with few
// values has no order: each of its values is a segment of the result, ordered by name.
import { seesFrozen } from '../../domain/role-policy.ts';
import { ROLES, STATUSES, type UserId } from '../../domain/user.ts';
import { type Bitset, countBits, difference, hasBit, intersect, slotsOf } from './bitset.ts';
import type { NgramIndex } from './ngram-index.ts';
import { SlotOrder } from './slot-order.ts';
import { sortByCount, sortByNumber } from './slot-sort.ts';
import { TWO_FACTOR_ORDER, type UserIndexBuffers } from './user-index-buffers.ts';
import type { UserMemberships } from './user-memberships.ts';
import type { ListActor, UserSelectionQuery, UserSort } from './user-query.ts';
import { statusSets } from './user-status-sets.ts';

/** Orders by number of clients that are cached. Each costs four bytes per user. */
const CACHED_CLIENT_ORDERS = 4;
/** So few users are sorted faster than a whole order is walked through. */
const FEW = 100;

/** The orders that come from SQLite when the index is loaded. */
export type LoadedOrder = 'name' | 'lastName' | 'email';

/** A part of the result in one order; without an order, by id. */
interface Segment {
  readonly bits: Bitset;
  readonly order?: SlotOrder | Uint32Array;
  readonly isReversed?: boolean;
}

export class UserOrders {
  readonly #buffers: UserIndexBuffers;
  readonly #text: NgramIndex;
  readonly #memberships: UserMemberships;
  readonly #byName: SlotOrder;
  readonly #byLastName: SlotOrder;
  readonly #byEmail: SlotOrder;
  readonly #byLastSignIn: SlotOrder;
  readonly #byClientCount = new Map<string, Uint32Array>();

  constructor(buffers: UserIndexBuffers, text: NgramIndex, memberships: UserMemberships) {
    this.#buffers = buffers;
    this.#text = text;
    this.#memberships = memberships;
    // Users without a name come last, by email.
    const namedFirst = (compare: (a: number, b: number) => number) => (a: number, b: number) => {
      if (!text.isNamed(a) || !text.isNamed(b))
        return text.isNamed(a) ? -1 : text.isNamed(b) ? 1 : text.compareEmails(a, b);
      return compare(a, b) || text.compareNames(a, b) || a - b;
    };
    this.#byName = new SlotOrder(
      buffers.byName,
      namedFirst(() => 0),
    );
    const lastNameAt = (slot: number): number => buffers.lastNameAt[slot] as number;
    this.#byLastName = new SlotOrder(
      buffers.byLastName,
      namedFirst((a, b) => text.compareNamesFrom(a, lastNameAt(a), b, lastNameAt(b))),
    );
    this.#byEmail = new SlotOrder(buffers.byEmail, (a, b) => text.compareEmails(a, b));
    const at = buffers.lastSignInAt;
    this.#byLastSignIn = new SlotOrder(buffers.byLastSignIn, (a, b) => (at[a] as number) - (at[b] as number) || a - b);
  }

  /** For loading: the next user in this order. Users without a name stand in the order of the email, at the end. */
  append(column: LoadedOrder, slot: number): void {
    const isNamed = this.#text.isNamed(slot);
    if (column === 'email') this.#byEmail.append(slot);
    if (column === 'name' ? isNamed : column === 'email' && !isNamed) this.#byName.append(slot);
    if (column === 'lastName' ? isNamed : column === 'email' && !isNamed) this.#byLastName.append(slot);
  }

  /** Takes users out, before their values change. */
  remove(slots: readonly number[]): void {
    for (const order of this.#all()) order.remove(slots);
  }

  /** Puts users in, after their values have changed. */
  insert(slots: readonly number[]): void {
    for (const order of this.#all()) order.insert(slots);
  }

  #all(): readonly SlotOrder[] {
    return [this.#byName, this.#byLastName, this.#byEmail, this.#byLastSignIn];
  }

  /** After a change of names or memberships. */
  forgetClientOrders(): void {
    this.#byClientCount.clear();
  }

  /**
   * The ids of one page of a result.
   * @param hidden users of the result whose name and role alone the actor may see: no order may reveal their other
   * values.
   */
  page(
    query: UserSelectionQuery,
    bits: Bitset,
    hidden: Bitset | undefined,
    offset: number,
    limit: number,
  ): readonly UserId[] {
    const ids: UserId[] = [];
    let skip = offset;
    for (const segment of this.#segments(query, bits, hidden)) {
      if (ids.length >= limit) break;
      const count = countBits(segment.bits);
      if (skip >= count) {
        skip -= count;
        continue;
      }
      this.#walk(segment, count, skip, Math.min(limit - ids.length, count - skip), ids);
      skip = 0;
    }
    return ids;
  }

  /** The result as segments that follow each other. Each is computed only when the page reaches it. */
  *#segments({ sort, actor, now }: UserSelectionQuery, bits: Bitset, hidden: Bitset | undefined): Generator<Segment> {
    const { column, isDescending } = sort;
    const { roles, twoFactor, everSignedIn, hasAllClients } = this.#buffers;
    const byName = (part: Bitset, of?: Bitset, isReversed = false): Generator<Segment> =>
      this.#byNameWithin(sort.byLastName ? this.#byLastName : this.#byName, part, of, isReversed);
    const turned = <T>(list: readonly T[]): readonly T[] => (isDescending ? list.toReversed() : list);
    if (column === 'name') return yield* byName(bits, hidden, isDescending);
    if (column === 'role') {
      for (const role of turned(ROLES)) yield* byName(intersect(bits, roles[role]), hidden);
      return;
    }
    const shown = hidden === undefined ? bits : difference(bits, hidden);
    switch (column) {
      case 'email':
        yield { bits: shown, order: this.#byEmail, isReversed: isDescending };
        break;
      case 'status': {
        const withStatus = statusSets(this.#buffers, now, seesFrozen(actor.role));
        for (const status of turned(STATUSES)) yield* byName(intersect(shown, withStatus(status)));
        break;
      }
      case 'twoFactor':
        for (const state of turned(TWO_FACTOR_ORDER)) yield* byName(intersect(shown, twoFactor[state]));
        break;
      case 'lastSignIn':
        if (!isDescending) yield* byName(difference(shown, everSignedIn));
        yield { bits: intersect(shown, everSignedIn), order: this.#lastSignInOrder(), isReversed: isDescending };
        if (isDescending) yield* byName(difference(shown, everSignedIn));
        break;
      case 'clientAccess':
        if (isDescending) yield* byName(intersect(shown, hasAllClients));
        yield { bits: difference(shown, hasAllClients), order: this.#clientCountOrder(actor, sort) };
        if (!isDescending) yield* byName(intersect(shown, hasAllClients));
    }
    // Hidden users follow at the end, by name: their place must not reveal the value of the column.
    if (hidden !== undefined) yield* byName(intersect(bits, hidden), hidden);
  }

  *#byNameWithin(order: SlotOrder, bits: Bitset, hidden?: Bitset, isReversed = false): Generator<Segment> {
    const { named } = this.#buffers;
    yield { bits: intersect(bits, named), order, isReversed };
    const unnamed = difference(bits, named);
    if (hidden === undefined) return yield { bits: unnamed, order };
    yield { bits: difference(unnamed, hidden), order };
    // Hidden users without a name follow by id: their order must not reveal their email.
    yield { bits: intersect(unnamed, hidden) };
  }

  /** Sorted when it is first asked for, patched from then on. */
  #lastSignInOrder(): SlotOrder {
    if (!this.#byLastSignIn.isFilled)
      this.#byLastSignIn.fill(sortByNumber(this.#presentSlots(), this.#buffers.lastSignInAt));
    return this.#byLastSignIn;
  }

  #presentSlots(): Uint32Array<ArrayBuffer> {
    const { size, present } = this.#buffers;
    let count = 0;
    const slots = new Uint32Array(size);
    for (let slot = 0; slot < size; slot++) if (hasBit(present, slot)) slots[count++] = slot;
    return slots.subarray(0, count);
  }

  /** By the number of clients that the actor may open, then by name. */
  #clientCountOrder(actor: ListActor, { isDescending, byLastName }: UserSort): Uint32Array {
    const key = `${actor.hasAllClients ? 'all' : actor.id}/${isDescending}/${byLastName}`;
    let order = this.#byClientCount.get(key);
    if (order === undefined) {
      order = sortByCount(
        (byLastName ? this.#byLastName : this.#byName).slots,
        this.#memberships.visibleCounts(actor),
        isDescending,
      );
      if (this.#byClientCount.size >= CACHED_CLIENT_ORDERS) this.#byClientCount.clear();
      this.#byClientCount.set(key, order);
    }
    return order;
  }

  #walk({ bits, order, isReversed }: Segment, count: number, offset: number, limit: number, ids: UserId[]): void {
    const idAt = this.#buffers.ids;
    if (order instanceof SlotOrder && count <= FEW) {
      const slots = order.sort(slotsOf(bits));
      if (isReversed === true) slots.reverse();
      for (const slot of slots.slice(offset, offset + limit)) ids.push(idAt[slot] as UserId);
      return;
    }
    const slots = order instanceof SlotOrder ? order.slots : order;
    const length = slots?.length ?? this.#buffers.size;
    const step = isReversed === true ? -1 : 1;
    let left = limit;
    // When the whole order is in the result, the offset is a place in it and nothing is skipped.
    const isWhole = slots !== undefined && count === length;
    let skip = isWhole ? 0 : offset;
    const start = isWhole ? offset : 0;
    for (let at = isReversed === true ? length - 1 - start : start; at >= 0 && at < length && left > 0; at += step) {
      const slot = slots === undefined ? at : (slots[at] as number);
      if ((((bits[slot >>> 5] as number) >>> (slot & 31)) & 1) === 0) continue;
      if (skip > 0) {
        skip -= 1;
        continue;
      }
      ids.push(idAt[slot] as UserId);
      left -= 1;
    }
  }
}
