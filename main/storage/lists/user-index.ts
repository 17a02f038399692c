// The user index: answers searches, filters, orders and counts of users from memory. SQLite stays the only truth: the
// index is loaded from it, patched with the rows that a commit changed, and returns ids, never the values on a screen.
// A value that the actor may not see affects no search, filter, order or count.
// docs/performance.md describes the parts of the index.
import { type Relation, seesFrozen } from '../../domain/role-policy.ts';
import { type SearchWord, toSearchWords } from '../../domain/search-text.ts';
import {
  needsNewReset,
  ROLES,
  type Role,
  type StoredStatus,
  type TwoFactorState,
  type UserId,
} from '../../domain/user.ts';
import {
  type Bitset,
  countBits,
  createBitset,
  difference,
  hasBit,
  intersect,
  intersectAll,
  setBit,
  union,
} from './bitset.ts';
import { NgramIndex } from './ngram-index.ts';
import { findSlot, STORED_STATUSES, TWO_FACTOR_ORDER, type UserIndexBuffers } from './user-index-buffers.ts';
import { UserMemberships } from './user-memberships.ts';
import { type LoadedOrder, UserOrders } from './user-orders.ts';
import type { ClientsOf, ListActor, UserBaseQuery, UserFilters, UserSelectionQuery } from './user-query.ts';
import { attentionSet, statusSets } from './user-status-sets.ts';

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
  readonly isFrozen: boolean;
  readonly invitationExpiresAt: number | null;
  readonly setupDeadlineAt: number | null;
  readonly lastSignInAt: number | null;
  readonly isReplacing: boolean;
  readonly hasNoNumber: boolean;
  readonly lastResetAt: number | null;
  /** In bytes: where the last name begins in `nameKey`. */
  readonly lastNameAt: number;
}

export interface UserChange {
  readonly id: number;
  /** Undefined: the user was removed. */
  readonly user: IndexedUser | undefined;
  readonly clientIds: readonly number[];
}

export interface UserSelection {
  readonly total: number;
  ids(offset: number, limit: number): readonly UserId[];
}

/** What a search finds for an actor, before the filters. */
interface Base {
  readonly bits: Bitset;
  /** The users of whom the actor sees name and role only. */
  readonly hidden: Bitset | undefined;
}

export class UserIndex {
  readonly buffers: UserIndexBuffers;
  readonly #text: NgramIndex;
  readonly #memberships: UserMemberships;
  readonly #orders: UserOrders;

  constructor(buffers: UserIndexBuffers) {
    this.buffers = buffers;
    this.#text = new NgramIndex(buffers.text);
    this.#memberships = new UserMemberships(buffers);
    this.#orders = new UserOrders(buffers, this.#text, this.#memberships);
  }

  get size(): number {
    return this.buffers.size;
  }

  // --- loading and patching -----------------------------------------------------------------------------------------

  /** For loading, in ascending order of ids. */
  append(user: IndexedUser): void {
    const slot = this.buffers.size;
    this.buffers.ids[slot] = user.id;
    this.buffers.size += 1;
    this.#put(slot, user);
  }

  /** For loading: all clients of one user. */
  appendClients(userId: number, clientIds: readonly number[]): void {
    const slot = findSlot(this.buffers, userId);
    if (slot !== undefined) this.#memberships.put(slot, clientIds);
  }

  /**
   * For loading: the ids of all users in each of these orders, one order after the other, piece by piece. The order of
   * the email is the last one.
   */
  appendInOrder(column: LoadedOrder, ids: readonly number[]): void {
    for (const id of ids) {
      const slot = findSlot(this.buffers, id);
      if (slot !== undefined) this.#orders.append(column, slot);
    }
  }

  /** For loading, at the end: makes the first search as fast as the next ones. */
  finish(): void {
    this.#text.prepare();
  }

  /** Brings some users up to date. @returns false where there is no room: the index must be loaded again. */
  patch(changes: readonly UserChange[]): boolean {
    const { buffers } = this;
    const added = changes
      .filter(({ id, user }) => user !== undefined && findSlot(buffers, id) === undefined)
      .sort((a, b) => a.id - b.id);
    if (buffers.size + added.length > buffers.capacity) return false;
    // Slots ascend with the ids: a new user with an id below the last one has no slot.
    if (added[0] !== undefined && buffers.size > 0 && added[0].id < (buffers.ids[buffers.size - 1] as number))
      return false;
    for (const { id } of added) {
      buffers.ids[buffers.size] = id;
      buffers.size += 1;
    }
    const changed = changes.flatMap(({ id, user, clientIds }) => {
      const slot = findSlot(buffers, id);
      return slot === undefined ? [] : [{ slot, user, clientIds, wasPresent: hasBit(buffers.present, slot) }];
    });
    const moved = changed.filter(({ slot, user }) => user === undefined || this.#isMovedBy(slot, user));
    this.#orders.remove(moved.filter(({ wasPresent }) => wasPresent).map(({ slot }) => slot));
    for (const { slot, user, clientIds } of changed) {
      if (user === undefined) this.#remove(slot);
      else this.#put(slot, user);
      if (this.#memberships.put(slot, clientIds)) this.#orders.forgetClientOrders();
    }
    this.#orders.insert(moved.filter(({ user }) => user !== undefined).map(({ slot }) => slot));
    if (moved.length > 0) this.#orders.forgetClientOrders();
    this.#memberships.forgetUserCounts();
    return true;
  }

  /** Whether the change moves the user in one of the orders. */
  #isMovedBy(slot: number, user: IndexedUser): boolean {
    return (
      !hasBit(this.buffers.present, slot) ||
      !this.#text.holds(slot, user.nameKey, user.emailKey) ||
      user.lastNameAt !== this.buffers.lastNameAt[slot] ||
      (user.lastSignInAt ?? 0) !== (this.buffers.lastSignInAt[slot] as number)
    );
  }

  #put(slot: number, user: IndexedUser): void {
    const { buffers } = this;
    const put = (bits: Bitset, isIn: boolean): void => setBit(bits, slot, isIn);
    this.#text.put(slot, user.nameKey, user.emailKey);
    put(buffers.present, true);
    put(buffers.named, user.nameKey !== '');
    put(buffers.locked, user.isLocked);
    put(buffers.frozen, user.isFrozen);
    put(buffers.hasAllClients, user.hasAllClients);
    put(buffers.everSignedIn, user.lastSignInAt !== null);
    put(buffers.everReset, user.lastResetAt !== null);
    put(buffers.replacing, user.isReplacing);
    put(buffers.withoutNumber, user.hasNoNumber);
    for (const role of ROLES) put(buffers.roles[role], role === user.role);
    for (const status of STORED_STATUSES) put(buffers.stored[status], status === user.status);
    for (const state of TWO_FACTOR_ORDER) put(buffers.twoFactor[state], state === user.twoFactor);
    buffers.invitationExpiresAt[slot] = user.invitationExpiresAt ?? Number.POSITIVE_INFINITY;
    buffers.setupDeadlineAt[slot] =
      user.setupDeadlineAt ?? (needsNewReset(user) ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY);
    buffers.lastSignInAt[slot] = Math.max(0, user.lastSignInAt ?? 0);
    if (user.lastResetAt !== null) buffers.lastResetAt[slot] = user.lastResetAt;
    buffers.lastNameAt[slot] = user.lastNameAt;
  }

  #remove(slot: number): void {
    const { present, named, locked, frozen, hasAllClients } = this.buffers;
    const { everSignedIn, everReset, replacing, withoutNumber, roles, stored, twoFactor } = this.buffers;
    for (const bits of [present, named, locked, frozen, hasAllClients]) setBit(bits, slot, false);
    for (const bits of [everSignedIn, everReset, replacing, withoutNumber]) setBit(bits, slot, false);
    for (const sets of [roles, stored, twoFactor]) for (const bits of Object.values(sets)) setBit(bits, slot, false);
    this.#text.remove(slot);
  }

  // --- answering ----------------------------------------------------------------------------------------------------

  select(query: UserSelectionQuery): UserSelection {
    const base = this.#base(query);
    const bits = this.#filter(base, query, query.filters);
    return {
      total: countBits(bits),
      ids: (offset, limit) => this.#orders.page(query, bits, base.hidden, offset, limit),
    };
  }

  /** How many users each of the filters leaves. */
  count(query: UserBaseQuery, filters: readonly UserFilters[]): readonly number[] {
    const base = this.#base(query);
    return filters.map((each) => countBits(this.#filter(base, query, each)));
  }

  /** Whether the query finds the user with this id. */
  finder(query: UserBaseQuery): (id: number) => boolean {
    const { bits } = this.#base(query);
    return (id) => {
      const slot = findSlot(this.buffers, id);
      return slot !== undefined && hasBit(bits, slot);
    };
  }

  #base({ actor, clientId, search }: UserBaseQuery): Base {
    let bits = this.#visible(actor);
    const hidden = actor.role === 'partner_ops' ? intersect(bits, this.buffers.roles.partner_admin) : undefined;
    if (clientId !== null) {
      bits = intersect(bits, this.#memberships.membersOf(clientId, actor));
      if (hidden !== undefined) bits = difference(bits, hidden);
    }
    const words = toSearchWords(search);
    if (words.length === 0) return { bits, hidden };
    // Users who are not present have no text, so the search finds present users only.
    const [first, ...others] = words.map((word) => this.#find(word));
    const found =
      bits === this.buffers.present
        ? intersectAll(first ?? bits, ...others)
        : intersectAll(bits, first ?? bits, ...others);
    if (hidden === undefined) return { bits: found, hidden };
    return { bits: union(difference(found, hidden), this.#findInNames(words, bits, hidden)), hidden };
  }

  #filter({ bits: all, hidden }: Base, { actor, now }: UserBaseQuery, filters: UserFilters): Bitset {
    const { roles, statuses, twoFactor, attention } = filters;
    let bits = all;
    // Partner Ops see only name and role of a Partner Admin: no other filter may reveal anything about one.
    if (hidden !== undefined && statuses.length + twoFactor.length + attention.length > 0)
      bits = difference(bits, hidden);
    if (roles.length > 0) bits = intersect(bits, this.#anyOf(roles.map((role) => this.buffers.roles[role])));
    if (statuses.length > 0)
      bits = intersect(bits, this.#anyOf(statuses.map(statusSets(this.buffers, now, seesFrozen(actor.role)))));
    if (twoFactor.length > 0)
      bits = intersect(bits, this.#anyOf(twoFactor.map((state) => this.buffers.twoFactor[state])));
    for (const each of attention) bits = intersect(bits, attentionSet(this.buffers, now, each));
    return bits;
  }

  #find({ inName, inEmail }: SearchWord): Bitset {
    const [first, ...others] = inName.map((part) => this.#text.find(part));
    if (first === undefined || (others.length === 0 && inName[0] === inEmail)) return this.#text.find(inEmail);
    return union(intersectAll(first, ...others), this.#text.find(inEmail));
  }

  #findInNames(words: readonly SearchWord[], bits: Bitset, hidden: Bitset): Bitset {
    return words
      .flatMap(({ inName }) => inName)
      .reduce((found, part) => this.#text.findInNames(part, found), intersect(bits, hidden));
  }

  /** The relation of the actor to a user in the list. */
  relationOf(actor: ListActor, id: UserId): Relation {
    if (actor.id === id) return 'self';
    if (actor.role === 'partner_admin') return 'other';
    const slot = findSlot(this.buffers, id);
    if (slot === undefined) return 'no_shared_client';
    const sharesClient =
      actor.hasAllClients ||
      hasBit(this.buffers.hasAllClients, slot) ||
      (this.#memberships.sharedCounts(actor)[slot] as number) > 0;
    return sharesClient ? 'shares_client' : 'no_shared_client';
  }

  clientsOf(actor: ListActor, id: UserId): ClientsOf {
    const slot = findSlot(this.buffers, id);
    return slot === undefined
      ? { clientCount: 0, onlyClientId: null }
      : this.#memberships.visibleClientsOf(actor, slot);
  }

  /** How many users a client has. A client role sees no partner users, so it does not count them. */
  userCountOf(clientId: number, withPartners: boolean): number {
    return this.#memberships.userCountOf(clientId, withPartners);
  }

  /**
   * The see_in_list line of the permission matrix. A test compares it with the role policy for every pair of people.
   */
  #visible(actor: ListActor): Bitset {
    const { present, roles, capacity } = this.buffers;
    switch (actor.role) {
      case 'partner_admin':
        return present;
      case 'partner_ops':
        if (actor.hasAllClients) return present;
        return union(roles.partner_admin, roles.partner_ops, this.#clientUsersOf(actor));
      case 'client_admin':
      case 'client_self_service': {
        const own = createBitset(capacity);
        const slot = findSlot(this.buffers, actor.id);
        if (slot !== undefined) setBit(own, slot, hasBit(present, slot));
        return union(own, this.#clientUsersOf(actor));
      }
      case 'client_ops':
        return createBitset(capacity);
    }
  }

  /** Users with a client role who share a client with the actor. */
  #clientUsersOf(actor: ListActor): Bitset {
    const { roles, hasAllClients, size } = this.buffers;
    const clientUsers = union(roles.client_admin, roles.client_ops, roles.client_self_service);
    if (actor.hasAllClients) return clientUsers;
    const shared = this.#memberships.sharedCounts(actor);
    const sharing = hasAllClients.slice();
    for (let slot = 0; slot < size; slot++) if ((shared[slot] as number) > 0) setBit(sharing, slot, true);
    return intersect(clientUsers, sharing);
  }

  #anyOf(sets: readonly Bitset[]): Bitset {
    return union(createBitset(this.buffers.capacity), ...sets);
  }
}
