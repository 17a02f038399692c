// Everything that searching, filtering, sorting and counting users needs, in memory, a slot for each user. SQLite stays the
// only truth: this is filled from it, patched with the rows that a commit changed, and gives ids, never what a screen shows.
// What the actor may not see takes no part in a search, a filter, an order or a count.
import type { Relation } from '../../domain/role-policy.ts';
import {
  ROLES,
  type Role,
  STATUSES,
  type Status,
  type StoredStatus,
  type TwoFactorState,
  type UserId,
} from '../../domain/user.ts';
import { toSearchText } from '../tables/users.ts';
import {
  type Bitset,
  countBits,
  createBitset,
  difference,
  hasBit,
  intersect,
  setBit,
  slotsOf,
  union,
  whereAtMost,
} from './bitset.ts';
import { createNgramBuffers, type NgramBuffers } from './ngram-buffers.ts';
import { NgramIndex } from './ngram-index.ts';
import { emptyOrder, type OrderParts, SlotOrder } from './slot-order.ts';
import type { ClientsOf, UserSelectionQuery } from './user-query.ts';

/** One user as the index keeps it. */
export interface IndexedUser {
  readonly id: number;
  readonly nameKey: string;
  readonly emailKey: string;
  readonly role: Role;
  readonly status: StoredStatus;
  readonly twoFactor: TwoFactorState;
  readonly hasAllClients: boolean;
  readonly isLocked: boolean;
  readonly invitationExpiresAt: number | null;
  readonly setupDeadlineAt: number | null;
  readonly lastSignInAt: number | null;
}

const STORED: readonly StoredStatus[] = ['invited', 'active', 'deactivated'];
/** In the order of the column. */
const TWO_FACTOR_ORDER: readonly TwoFactorState[] = ['not_set_up', 'setup_required', 'set_up'];
const CLIENT_ROLES: readonly Role[] = ['client_admin', 'client_ops', 'client_self_service'];
// Actors without all clients; each costs four bytes a user.
const REMEMBERED_ACTORS = 4;
/** So few are sorted faster than a whole order is walked through. */
const FEW = 100;

/** A part of the result in an order of its own; without one, by id. */
interface Segment {
  readonly bits: Bitset;
  readonly order?: SlotOrder | Uint32Array;
  readonly isReversed?: boolean;
}

type Actor = UserSelectionQuery['actor'];

export interface UserSelection {
  readonly total: number;
  ids(offset: number, limit: number): UserId[];
}

type Sets<K extends string> = Readonly<Record<K, Bitset>>;

/** Everything that an index is made of, in a form that can go from one thread to another. */
export interface UserIndexParts {
  readonly capacity: number;
  size: number;
  readonly ids: Float64Array<ArrayBuffer>;
  readonly text: NgramBuffers;
  readonly present: Bitset;
  readonly named: Bitset;
  readonly locked: Bitset;
  readonly hasAll: Bitset;
  readonly everSignedIn: Bitset;
  readonly roles: Sets<Role>;
  readonly stored: Sets<StoredStatus>;
  readonly twoFactor: Sets<TwoFactorState>;
  /** Epoch ms; infinite where there is none. */
  readonly invitationExpiresAt: Float64Array<ArrayBuffer>;
  readonly setupDeadlineAt: Float64Array<ArrayBuffer>;
  readonly lastSignInAt: Float64Array<ArrayBuffer>;
  /** Clients by small numbers of their own, which are the places in `clientIds`; those of one user side by side. */
  readonly clientIds: number[];
  members: Uint32Array<ArrayBuffer>;
  memberCount: number;
  readonly clientsFrom: Uint32Array<ArrayBuffer>;
  readonly clientCounts: Uint32Array<ArrayBuffer>;
  readonly byName: OrderParts;
  readonly byEmail: OrderParts;
  readonly byLastSignIn: OrderParts;
}

/**
 * @param capacity users at most; when it is reached, a new index is made.
 * @param sample what some of them will be found by: for speed only.
 */
export function emptyParts(capacity: number, sample: readonly string[] = []): UserIndexParts {
  const bits = (): Bitset => createBitset(capacity);
  const sets = <K extends string>(keys: readonly K[]): Sets<K> =>
    Object.fromEntries(keys.map((key) => [key, bits()])) as Record<K, Bitset>;
  return {
    capacity,
    size: 0,
    ids: new Float64Array(capacity),
    text: createNgramBuffers(capacity, sample),
    present: bits(),
    named: bits(),
    locked: bits(),
    hasAll: bits(),
    everSignedIn: bits(),
    roles: sets(ROLES),
    stored: sets(STORED),
    twoFactor: sets(TWO_FACTOR_ORDER),
    invitationExpiresAt: new Float64Array(capacity),
    setupDeadlineAt: new Float64Array(capacity),
    lastSignInAt: new Float64Array(capacity),
    clientIds: [],
    members: new Uint32Array(capacity),
    memberCount: 0,
    clientsFrom: new Uint32Array(capacity),
    clientCounts: new Uint32Array(capacity),
    byName: emptyOrder(capacity),
    byEmail: emptyOrder(capacity),
    byLastSignIn: emptyOrder(capacity),
  };
}

export class UserIndex {
  readonly parts: UserIndexParts;
  readonly #text: NgramIndex;
  /** By client id. */
  readonly #clientNumbers: Map<number, number>;
  readonly #byName: SlotOrder;
  readonly #byEmail: SlotOrder;
  readonly #byLastSignIn: SlotOrder;
  /** What follows from memberships, by actor; dropped when one changes. */
  readonly #shared = new Map<UserId, Uint32Array>();
  readonly #byClients = new Map<string, Uint32Array>();
  #countsByClient: { readonly all: Uint32Array; readonly withoutPartners: Uint32Array } | undefined;

  constructor(parts: UserIndexParts) {
    this.parts = parts;
    this.#clientNumbers = new Map(parts.clientIds.map((id, number) => [id, number]));
    const text = new NgramIndex(parts.text);
    this.#text = text;
    this.#byName = new SlotOrder(parts.byName, (a, b) => {
      // Who has not given a name yet comes last, by email.
      if (!text.isNamed(a) || !text.isNamed(b))
        return text.isNamed(a) ? -1 : text.isNamed(b) ? 1 : text.compareEmails(a, b);
      return text.compareNames(a, b) || a - b;
    });
    this.#byEmail = new SlotOrder(parts.byEmail, (a, b) => text.compareEmails(a, b));
    const at = parts.lastSignInAt;
    this.#byLastSignIn = new SlotOrder(parts.byLastSignIn, (a, b) => (at[a] as number) - (at[b] as number) || a - b);
  }

  get size(): number {
    return this.parts.size;
  }

  // --- filling and patching -------------------------------------------------------------------------------------------

  /** For filling, in ascending order of ids; the orders are given afterwards. */
  append(user: IndexedUser): void {
    const slot = this.parts.size;
    this.parts.ids[slot] = user.id;
    this.parts.size += 1;
    this.#put(slot, user);
  }

  /** For filling: the clients of one user, given once. */
  appendClients(userId: number, clientIds: readonly number[]): void {
    const slot = this.#slotOf(userId);
    if (slot !== undefined) this.#putClients(slot, clientIds);
  }

  /** For filling: everyone's ids in the order of (name, id), piece by piece; then the same in the order of the email. */
  appendInOrder(column: 'name' | 'email', ids: readonly number[]): void {
    for (const id of ids) {
      const slot = this.#slotOf(id);
      if (slot === undefined) continue;
      if (column === 'email') this.#byEmail.append(slot);
      if (this.#text.isNamed(slot) === (column === 'name')) this.#byName.append(slot);
    }
  }

  /** For filling, at the end: so that the first search takes no longer than the others. */
  finish(): void {
    this.#text.prepare();
  }

  /**
   * Brings some users up to date. `user` is undefined for one who is gone.
   * False: there is no room; the index must be made anew.
   */
  patch(
    changes: readonly {
      readonly id: number;
      readonly user: IndexedUser | undefined;
      readonly clientIds: readonly number[];
    }[],
  ): boolean {
    const added = changes
      .filter(({ id, user }) => user !== undefined && this.#slotOf(id) === undefined)
      .sort((a, b) => a.id - b.id);
    // Slots ascend with the ids: somebody who takes an older id has no place.
    if (this.parts.size + added.length > this.parts.capacity) return false;
    if (added[0] !== undefined && this.parts.size > 0 && added[0].id < (this.parts.ids[this.parts.size - 1] as number))
      return false;
    for (const { id } of added) {
      this.parts.ids[this.parts.size] = id;
      this.parts.size += 1;
    }
    const orders = [this.#byName, this.#byEmail, this.#byLastSignIn];
    const moved = changes.flatMap(({ id, user }) => {
      const slot = this.#slotOf(id);
      return slot === undefined ? [] : [{ slot, user, wasPresent: hasBit(this.parts.present, slot) }];
    });
    const isMoving = moved.filter(({ slot, user }) => user === undefined || this.#isMovedBy(slot, user));
    for (const order of orders) order.remove(isMoving.filter(({ wasPresent }) => wasPresent).map(({ slot }) => slot));
    for (const { slot, user } of moved) {
      if (user === undefined) this.#remove(slot);
      else this.#put(slot, user);
    }
    for (const { id, clientIds } of changes) {
      const slot = this.#slotOf(id);
      if (slot !== undefined) this.#putClients(slot, clientIds);
    }
    for (const order of orders) order.insert(isMoving.filter(({ user }) => user !== undefined).map(({ slot }) => slot));
    if (isMoving.length > 0) this.#byClients.clear();
    this.#countsByClient = undefined;
    return true;
  }

  /** Whether the change moves the user in one of the orders. */
  #isMovedBy(slot: number, user: IndexedUser): boolean {
    return (
      !hasBit(this.parts.present, slot) ||
      !this.#text.holds(slot, user.nameKey, user.emailKey) ||
      (user.lastSignInAt ?? 0) !== (this.parts.lastSignInAt[slot] as number)
    );
  }

  #put(slot: number, user: IndexedUser): void {
    const put = (bits: Bitset, isIn: boolean): void => setBit(bits, slot, isIn);
    this.#text.put(slot, user.nameKey, user.emailKey);
    put(this.parts.present, true);
    put(this.parts.named, user.nameKey !== '');
    put(this.parts.locked, user.isLocked);
    put(this.parts.hasAll, user.hasAllClients);
    put(this.parts.everSignedIn, user.lastSignInAt !== null);
    for (const role of ROLES) put(this.parts.roles[role], role === user.role);
    for (const status of STORED) put(this.parts.stored[status], status === user.status);
    for (const state of TWO_FACTOR_ORDER) put(this.parts.twoFactor[state], state === user.twoFactor);
    this.parts.invitationExpiresAt[slot] = user.invitationExpiresAt ?? Number.POSITIVE_INFINITY;
    this.parts.setupDeadlineAt[slot] = user.setupDeadlineAt ?? Number.POSITIVE_INFINITY;
    this.parts.lastSignInAt[slot] = Math.max(0, user.lastSignInAt ?? 0);
  }

  #remove(slot: number): void {
    for (const bits of [
      this.parts.present,
      this.parts.named,
      this.parts.locked,
      this.parts.hasAll,
      this.parts.everSignedIn,
      ...Object.values(this.parts.roles),
      ...Object.values(this.parts.stored),
      ...Object.values(this.parts.twoFactor),
    ])
      setBit(bits, slot, false);
    this.#text.remove(slot);
  }

  #putClients(slot: number, clientIds: readonly number[]): void {
    const from = this.parts.clientsFrom[slot] as number;
    const before = this.parts.clientCounts[slot] as number;
    const numbers = clientIds.map((id) => this.#numberOf(id));
    if (numbers.length === before && numbers.every((number, i) => number === this.parts.members[from + i])) return;
    if (numbers.length > before) {
      // The place of the old ones is lost until the next start.
      this.parts.clientsFrom[slot] = this.parts.memberCount;
      this.parts.memberCount += numbers.length;
      if (this.parts.memberCount > this.parts.members.length) {
        const larger = new Uint32Array(this.parts.memberCount + (this.parts.memberCount >>> 1));
        larger.set(this.parts.members);
        this.parts.members = larger;
      }
    }
    this.parts.clientCounts[slot] = numbers.length;
    this.parts.members.set(numbers, this.parts.clientsFrom[slot] as number);
    this.#shared.clear();
    this.#byClients.clear();
  }

  #numberOf(clientId: number): number {
    let number = this.#clientNumbers.get(clientId);
    if (number === undefined) {
      number = this.parts.clientIds.push(clientId) - 1;
      this.#clientNumbers.set(clientId, number);
    }
    return number;
  }

  #slotOf(id: number): number | undefined {
    let [low, high] = [0, this.parts.size - 1];
    if (high < 0) return undefined;
    // Ids without a gap, the usual case, are found at once.
    const guess = Math.min(high, id - (this.parts.ids[0] as number));
    if (this.parts.ids[guess] === id) return guess;
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const there = this.parts.ids[middle] as number;
      if (there === id) return middle;
      if (there < id) low = middle + 1;
      else high = middle - 1;
    }
    return undefined;
  }

  // --- asking ---------------------------------------------------------------------------------------------------------

  select(query: UserSelectionQuery): UserSelection {
    const { actor } = query;
    let bits = this.#visible(actor);
    const hidden = actor.role === 'partner_ops' ? intersect(bits, this.parts.roles.partner_admin) : undefined;
    const { roles, statuses, twoFactor, isOverdue } = query.filters;
    const looksAtHidden = statuses.length > 0 || twoFactor.length > 0 || isOverdue || query.clientId !== null;
    if (hidden !== undefined && looksAtHidden) bits = difference(bits, hidden);
    if (roles.length > 0) bits = intersect(bits, this.#anyOf(roles.map((role) => this.parts.roles[role])));
    if (statuses.length > 0) bits = intersect(bits, this.#anyOf(statuses.map(this.#statuses(query.now))));
    if (twoFactor.length > 0)
      bits = intersect(bits, this.#anyOf(twoFactor.map((state) => this.parts.twoFactor[state])));
    if (isOverdue) bits = intersect(bits, this.#overdue(query.now));
    if (query.clientId !== null) bits = intersect(bits, this.#membersOf(query.clientId, actor));
    const needle = toSearchText(query.search);
    if (needle !== '') {
      // Whoever is not present has no text.
      const found = bits === this.parts.present ? this.#text.find(needle) : intersect(bits, this.#text.find(needle));
      bits =
        hidden === undefined
          ? found
          : union(difference(found, hidden), this.#text.findInNames(needle, intersect(bits, hidden)));
    }
    return {
      total: countBits(bits),
      ids: (offset, limit) => this.#take(this.#inOrder(query, bits, hidden), offset, limit),
    };
  }

  /** How the actor stands to a user whom the list shows. */
  relationOf(actor: Actor, id: UserId): Relation {
    if (actor.id === id) return 'self';
    if (actor.role === 'partner_admin') return 'other';
    const slot = this.#slotOf(id);
    if (slot === undefined) return 'no_shared_client';
    if (actor.hasAllClients || hasBit(this.parts.hasAll, slot) || (this.#sharedWith(actor)[slot] as number) > 0)
      return 'shares_client';
    return 'no_shared_client';
  }

  /** How many clients of the user the actor may open, and which, when it is one. */
  clientsOf(actor: Actor, id: UserId): ClientsOf {
    const slot = this.#slotOf(id);
    if (slot === undefined) return { clientCount: 0, onlyClientId: null };
    const clientCount = this.#visibleCounts(actor)[slot] as number;
    if (clientCount !== 1) return { clientCount, onlyClientId: null };
    const from = this.parts.clientsFrom[slot] as number;
    const numbers = this.parts.members.subarray(from, from + (this.parts.clientCounts[slot] as number));
    const own = actor.hasAllClients ? undefined : this.#clientsOfActor(actor);
    const only = numbers.find((number) => own === undefined || own[number] === 1);
    return { clientCount, onlyClientId: only === undefined ? null : (this.parts.clientIds[only] as number) };
  }

  /** How many users each client has: client id to number. A client role counts no partner users, as it sees none. */
  userCountOf(clientId: number, withPartners: boolean): number {
    this.#countsByClient ??= this.#countByClient();
    const number = this.#clientNumbers.get(clientId);
    if (number === undefined) return 0;
    return this.#countsByClient[withPartners ? 'all' : 'withoutPartners'][number] as number;
  }

  #countByClient(): { readonly all: Uint32Array; readonly withoutPartners: Uint32Array } {
    const all = new Uint32Array(this.parts.clientIds.length);
    const withoutPartners = new Uint32Array(this.parts.clientIds.length);
    for (let slot = 0; slot < this.parts.size; slot++) {
      const isPartner = hasBit(this.parts.roles.partner_admin, slot) || hasBit(this.parts.roles.partner_ops, slot);
      const from = this.parts.clientsFrom[slot] as number;
      for (let i = from; i < from + (this.parts.clientCounts[slot] as number); i++) {
        const number = this.parts.members[i] as number;
        all[number] = (all[number] as number) + 1;
        if (!isPartner) withoutPartners[number] = (withoutPartners[number] as number) + 1;
      }
    }
    return { all, withoutPartners };
  }

  /** The see_in_list line of the permission matrix; a test holds it to the role policy for every pair of people. */
  #visible(actor: Actor): Bitset {
    switch (actor.role) {
      case 'partner_admin':
        return this.parts.present;
      case 'partner_ops':
        if (actor.hasAllClients) return this.parts.present;
        return union(this.parts.roles.partner_admin, this.parts.roles.partner_ops, this.#clientUsersOf(actor));
      case 'client_admin':
      case 'client_self_service': {
        const own = createBitset(this.parts.capacity);
        const slot = this.#slotOf(actor.id);
        if (slot !== undefined) setBit(own, slot, hasBit(this.parts.present, slot));
        return union(own, this.#clientUsersOf(actor));
      }
      case 'client_ops':
        return createBitset(this.parts.capacity);
    }
  }

  /** Users with a client role who share a client with the actor. */
  #clientUsersOf(actor: Actor): Bitset {
    const clientUsers = this.#anyOf(CLIENT_ROLES.map((role) => this.parts.roles[role]));
    if (actor.hasAllClients) return clientUsers;
    const shared = this.#sharedWith(actor);
    const sharing = this.parts.hasAll.slice();
    for (let slot = 0; slot < this.parts.size; slot++) if ((shared[slot] as number) > 0) setBit(sharing, slot, true);
    return intersect(clientUsers, sharing);
  }

  /** By slot: how many of the actor's clients the user has. */
  #sharedWith(actor: Actor): Uint32Array {
    const known = this.#shared.get(actor.id);
    if (known !== undefined) return known;
    const own = this.#clientsOfActor(actor);
    const counts = new Uint32Array(this.parts.capacity);
    for (let slot = 0; slot < this.parts.size; slot++) {
      const from = this.parts.clientsFrom[slot] as number;
      let count = 0;
      for (let i = from; i < from + (this.parts.clientCounts[slot] as number); i++)
        count += own[this.parts.members[i] as number] as number;
      counts[slot] = count;
    }
    if (this.#shared.size >= REMEMBERED_ACTORS) this.#shared.clear();
    this.#shared.set(actor.id, counts);
    return counts;
  }

  /** By the client's number: 1 for the actor's own. */
  #clientsOfActor(actor: Actor): Uint8Array {
    const own = new Uint8Array(this.parts.clientIds.length);
    const slot = this.#slotOf(actor.id);
    if (slot === undefined) return own;
    const from = this.parts.clientsFrom[slot] as number;
    for (let i = from; i < from + (this.parts.clientCounts[slot] as number); i++)
      own[this.parts.members[i] as number] = 1;
    return own;
  }

  #visibleCounts(actor: Actor): Uint32Array {
    return actor.hasAllClients ? this.parts.clientCounts : this.#sharedWith(actor);
  }

  /** A client that the actor may not open answers like one that does not exist. */
  #membersOf(clientId: number, actor: Actor): Bitset {
    const number = this.#clientNumbers.get(clientId);
    const result = createBitset(this.parts.capacity);
    if (number === undefined || !(actor.hasAllClients || this.#clientsOfActor(actor)[number] === 1)) return result;
    for (let slot = 0; slot < this.parts.size; slot++) {
      const from = this.parts.clientsFrom[slot] as number;
      for (let i = from; i < from + (this.parts.clientCounts[slot] as number); i++)
        if (this.parts.members[i] === number) setBit(result, slot, true);
    }
    return result;
  }

  #anyOf(sets: readonly Bitset[]): Bitset {
    return union(createBitset(this.parts.capacity), ...sets);
  }

  /** As statusAt and isSetupOverdue of domain/user.ts decide; each set is made when it is asked for. */
  #statuses(now: number): (status: Status) => Bitset {
    const { invited, active, deactivated } = this.parts.stored;
    let expired: Bitset | undefined;
    let locked: Bitset | undefined;
    return (status) => {
      switch (status) {
        case 'deactivated':
          return deactivated;
        case 'invited':
        case 'invitation_expired':
          expired ??= whereAtMost(invited, this.parts.invitationExpiresAt, now);
          return status === 'invited' ? difference(invited, expired) : expired;
        case 'active':
        case 'locked':
          locked ??= intersect(active, union(this.parts.locked, this.#overdue(now)));
          return status === 'active' ? difference(active, locked) : locked;
      }
    };
  }

  #overdue(now: number): Bitset {
    return whereAtMost(this.parts.twoFactor.setup_required, this.parts.setupDeadlineAt, now);
  }

  // --- orders ---------------------------------------------------------------------------------------------------------

  /**
   * The result as parts that follow each other, each made when the one before is used up. A column with few values is a part
   * for each of them, by name inside.
   */
  *#inOrder({ sort, actor, now }: UserSelectionQuery, bits: Bitset, hidden: Bitset | undefined): Generator<Segment> {
    const { column, isDescending } = sort;
    const turned = <T>(list: readonly T[]): readonly T[] => (isDescending ? list.toReversed() : list);
    if (column === 'name') return yield* this.#inNameOrder(bits, hidden, isDescending);
    if (column === 'role') {
      for (const role of turned(ROLES)) yield* this.#inNameOrder(intersect(bits, this.parts.roles[role]), hidden);
      return;
    }
    const shown = hidden === undefined ? bits : difference(bits, hidden);
    switch (column) {
      case 'email':
        yield { bits: shown, order: this.#byEmail, isReversed: isDescending };
        break;
      case 'status': {
        const withStatus = this.#statuses(now);
        for (const status of turned(STATUSES)) yield* this.#inNameOrder(intersect(shown, withStatus(status)));
        break;
      }
      case 'twoFactor':
        for (const state of turned(TWO_FACTOR_ORDER))
          yield* this.#inNameOrder(intersect(shown, this.parts.twoFactor[state]));
        break;
      case 'lastSignIn':
        if (!isDescending) yield* this.#inNameOrder(difference(shown, this.parts.everSignedIn));
        yield { bits: intersect(shown, this.parts.everSignedIn), order: this.#signInOrder(), isReversed: isDescending };
        if (isDescending) yield* this.#inNameOrder(difference(shown, this.parts.everSignedIn));
        break;
      case 'clientAccess':
        if (isDescending) yield* this.#inNameOrder(intersect(shown, this.parts.hasAll));
        yield { bits: difference(shown, this.parts.hasAll), order: this.#clientOrder(actor, isDescending) };
        if (!isDescending) yield* this.#inNameOrder(intersect(shown, this.parts.hasAll));
    }
    // Of whom the actor sees name and role only, the rest must not show in an order: they follow, by name.
    if (hidden !== undefined) yield* this.#inNameOrder(intersect(bits, hidden), hidden);
  }

  *#inNameOrder(bits: Bitset, hidden?: Bitset, isReversed = false): Generator<Segment> {
    const order = this.#byName;
    yield { bits: intersect(bits, this.parts.named), order, isReversed };
    const unnamed = difference(bits, this.parts.named);
    if (hidden === undefined) return yield { bits: unnamed, order };
    yield { bits: difference(unnamed, hidden), order };
    // The email behind an empty name is not to be seen: those follow by id.
    yield { bits: intersect(unnamed, hidden) };
  }

  #signInOrder(): SlotOrder {
    if (!this.#byLastSignIn.isFilled) this.#byLastSignIn.fill(sortedByNumber(this.#slots(), this.parts.lastSignInAt));
    return this.#byLastSignIn;
  }

  #slots(): Uint32Array<ArrayBuffer> {
    let count = 0;
    const slots = new Uint32Array(this.parts.size);
    for (let slot = 0; slot < this.parts.size; slot++) if (hasBit(this.parts.present, slot)) slots[count++] = slot;
    return slots.subarray(0, count);
  }

  /** By the number of clients that the actor may open, then by name. */
  #clientOrder(actor: Actor, isDescending: boolean): Uint32Array {
    const key = `${actor.hasAllClients ? 'all' : actor.id}/${isDescending}`;
    let order = this.#byClients.get(key);
    if (order === undefined) {
      order = sortedByCount(this.#byName.slots, this.#visibleCounts(actor), isDescending);
      if (this.#byClients.size >= REMEMBERED_ACTORS) this.#byClients.clear();
      this.#byClients.set(key, order);
    }
    return order;
  }

  #take(segments: Iterable<Segment>, offset: number, limit: number): UserId[] {
    const ids: UserId[] = [];
    let skip = offset;
    for (const segment of segments) {
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

  #walk({ bits, order, isReversed }: Segment, count: number, offset: number, limit: number, ids: UserId[]): void {
    if (order instanceof SlotOrder && count <= FEW) {
      const slots = order.sort(slotsOf(bits));
      if (isReversed === true) slots.reverse();
      for (const slot of slots.slice(offset, offset + limit)) ids.push(this.parts.ids[slot] as UserId);
      return;
    }
    const slots = order instanceof SlotOrder ? order.slots : order;
    const length = slots?.length ?? this.parts.size;
    const step = isReversed === true ? -1 : 1;
    let left = limit;
    // Everybody in the order is in the result: the place is a number, not a walk.
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
      ids.push(this.parts.ids[slot] as UserId);
      left -= 1;
    }
  }
}

/** Counting sort: slots with equal counts keep the order they come in. */
function sortedByCount(slots: Uint32Array, counts: Uint32Array, isDescending: boolean): Uint32Array {
  let most = 0;
  for (let i = 0; i < slots.length; i++) most = Math.max(most, counts[slots[i] as number] as number);
  const keys = new Uint32Array(slots.length);
  for (let i = 0; i < slots.length; i++) {
    const count = counts[slots[i] as number] as number;
    keys[i] = isDescending ? most - count : count;
  }
  return scatter(slots, keys, most + 1);
}

/** Radix sort by whole numbers from 0 up to 2^48, in three passes of 16 bits. */
function sortedByNumber(slots: Uint32Array, numbers: Float64Array): Uint32Array {
  const keys = new Uint32Array(slots.length);
  let sorted = slots;
  for (const unit of [1, 0x1_0000, 0x1_0000_0000]) {
    for (let i = 0; i < sorted.length; i++)
      keys[i] = Math.floor((numbers[sorted[i] as number] as number) / unit) & 0xffff;
    sorted = scatter(sorted, keys, 0x1_0000);
  }
  return sorted;
}

/** One pass: the slots by the keys at the same places, which are below the limit. */
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
