// The part of the user index that knows which clients each user belongs to: who shares a client with an actor, who
// belongs to a client, how many users a client has. An actor without all clients learns about their own clients only.
import type { UserId } from '../../domain/user.ts';
import { type Bitset, createBitset, hasBit, setBit } from './bitset.ts';
import { findSlot, type MembershipBuffers, type UserIndexBuffers } from './user-index-buffers.ts';
import type { ClientsOf, ListActor } from './user-query.ts';

/** Actors without all clients whose counts are cached. Each costs four bytes per user. */
const CACHED_ACTORS = 4;

export class UserMemberships {
  readonly #buffers: UserIndexBuffers;
  readonly #memberships: MembershipBuffers;
  readonly #clientNumbers: Map<number, number>;
  readonly #sharedCounts = new Map<UserId, Uint32Array>();
  #userCounts: { readonly all: Uint32Array; readonly withoutPartners: Uint32Array } | undefined;

  constructor(buffers: UserIndexBuffers) {
    this.#buffers = buffers;
    this.#memberships = buffers.memberships;
    this.#clientNumbers = new Map(buffers.memberships.clientIds.map((id, number) => [id, number]));
  }

  /** Replaces the clients of a user. @returns whether they changed. */
  put(slot: number, clientIds: readonly number[]): boolean {
    const memberships = this.#memberships;
    const from = memberships.from[slot] as number;
    const before = memberships.counts[slot] as number;
    const numbers = clientIds.map((id) => this.#numberOf(id));
    if (numbers.length === before && numbers.every((number, i) => number === memberships.members[from + i]))
      return false;
    if (numbers.length > before) {
      // The room of the old numbers is free again at the next start.
      memberships.from[slot] = memberships.used;
      memberships.used += numbers.length;
      if (memberships.used > memberships.members.length) {
        const larger = new Uint32Array(memberships.used + (memberships.used >>> 1));
        larger.set(memberships.members);
        memberships.members = larger;
      }
    }
    memberships.counts[slot] = numbers.length;
    memberships.members.set(numbers, memberships.from[slot] as number);
    this.#sharedCounts.clear();
    return true;
  }

  /** After a change of users: the numbers of users per client are counted again when they are next asked for. */
  forgetUserCounts(): void {
    this.#userCounts = undefined;
  }

  /** By slot: how many of the actor's clients the user has. */
  sharedCounts(actor: ListActor): Uint32Array {
    const known = this.#sharedCounts.get(actor.id);
    if (known !== undefined) return known;
    const own = this.#clientsOfActor(actor);
    const { members, from, counts } = this.#memberships;
    const shared = new Uint32Array(this.#buffers.capacity);
    for (let slot = 0; slot < this.#buffers.size; slot++) {
      const start = from[slot] as number;
      const end = start + (counts[slot] as number);
      let count = 0;
      for (let i = start; i < end; i++) count += own[members[i] as number] as number;
      shared[slot] = count;
    }
    if (this.#sharedCounts.size >= CACHED_ACTORS) this.#sharedCounts.clear();
    this.#sharedCounts.set(actor.id, shared);
    return shared;
  }

  /** By slot: how many of the user's clients the actor may open. */
  visibleCounts(actor: ListActor): Uint32Array {
    return actor.hasAllClients ? this.#memberships.counts : this.sharedCounts(actor);
  }

  visibleClientsOf(actor: ListActor, slot: number): ClientsOf {
    const clientCount = this.visibleCounts(actor)[slot] as number;
    if (clientCount !== 1) return { clientCount, onlyClientId: null };
    const { clientIds, members, from, counts } = this.#memberships;
    const start = from[slot] as number;
    const numbers = members.subarray(start, start + (counts[slot] as number));
    const own = actor.hasAllClients ? undefined : this.#clientsOfActor(actor);
    const only = numbers.find((number) => own === undefined || own[number] === 1);
    return { clientCount, onlyClientId: only === undefined ? null : (clientIds[only] as number) };
  }

  /** Nobody where the actor may not open the client: it answers like one that does not exist. */
  membersOf(clientId: number, actor: ListActor): Bitset {
    const number = this.#clientNumbers.get(clientId);
    const result = createBitset(this.#buffers.capacity);
    if (number === undefined || !(actor.hasAllClients || this.#clientsOfActor(actor)[number] === 1)) return result;
    const { members, from, counts } = this.#memberships;
    for (let slot = 0; slot < this.#buffers.size; slot++) {
      const start = from[slot] as number;
      const end = start + (counts[slot] as number);
      for (let i = start; i < end; i++) if (members[i] === number) setBit(result, slot, true);
    }
    return result;
  }

  userCountOf(clientId: number, withPartners: boolean): number {
    this.#userCounts ??= this.#countUsers();
    const number = this.#clientNumbers.get(clientId);
    if (number === undefined) return 0;
    return this.#userCounts[withPartners ? 'all' : 'withoutPartners'][number] as number;
  }

  /** By client number. */
  #countUsers(): { readonly all: Uint32Array; readonly withoutPartners: Uint32Array } {
    const { clientIds, members, from, counts } = this.#memberships;
    const { partner_admin: admins, partner_ops: ops } = this.#buffers.roles;
    const all = new Uint32Array(clientIds.length);
    const withoutPartners = new Uint32Array(clientIds.length);
    for (let slot = 0; slot < this.#buffers.size; slot++) {
      const isPartner = hasBit(admins, slot) || hasBit(ops, slot);
      const start = from[slot] as number;
      const end = start + (counts[slot] as number);
      for (let i = start; i < end; i++) {
        const number = members[i] as number;
        all[number] = (all[number] as number) + 1;
        if (!isPartner) withoutPartners[number] = (withoutPartners[number] as number) + 1;
      }
    }
    return { all, withoutPartners };
  }

  /** By client number: 1 for the actor's own clients. */
  #clientsOfActor(actor: ListActor): Uint8Array {
    const { clientIds, members, from, counts } = this.#memberships;
    const own = new Uint8Array(clientIds.length);
    const slot = findSlot(this.#buffers, actor.id);
    if (slot === undefined) return own;
    const start = from[slot] as number;
    const end = start + (counts[slot] as number);
    for (let i = start; i < end; i++) own[members[i] as number] = 1;
    return own;
  }

  #numberOf(clientId: number): number {
    let number = this.#clientNumbers.get(clientId);
    if (number === undefined) {
      number = this.#memberships.clientIds.push(clientId) - 1;
      this.#clientNumbers.set(clientId, number);
    }
    return number;
  }
}
