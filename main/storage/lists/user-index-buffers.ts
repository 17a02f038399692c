// The memory of the user index: one slot per user, in ascending order of ids. Typed arrays and plain objects only, so
// that the thread that fills them can hand them over without a copy.
import { ROLES, type Role, type StoredStatus, type TwoFactorState } from '../../domain/user.ts';
import { type Bitset, createBitset } from './bitset.ts';
import { createNgramBuffers, type NgramBuffers } from './ngram-buffers.ts';
import { createOrderBuffers, type OrderBuffers } from './slot-order.ts';

export const STORED_STATUSES: readonly StoredStatus[] = ['invited', 'active', 'deactivated'];
/** In the order of the column. */
export const TWO_FACTOR_ORDER: readonly TwoFactorState[] = ['not_set_up', 'setup_required', 'set_up'];

type Sets<K extends string> = Readonly<Record<K, Bitset>>;

/** Which clients each user belongs to. A client has a small number: its place in `clientIds`. */
export interface MembershipBuffers {
  readonly clientIds: number[];
  /** Client numbers; those of one user are `counts[slot]` numbers that begin at `from[slot]`. */
  members: Uint32Array<ArrayBuffer>;
  used: number;
  readonly from: Uint32Array<ArrayBuffer>;
  readonly counts: Uint32Array<ArrayBuffer>;
}

export interface UserIndexBuffers {
  readonly capacity: number;
  size: number;
  readonly ids: Float64Array<ArrayBuffer>;
  readonly text: NgramBuffers;
  readonly present: Bitset;
  readonly named: Bitset;
  readonly locked: Bitset;
  readonly frozen: Bitset;
  readonly hasAllClients: Bitset;
  readonly everSignedIn: Bitset;
  /** A new authenticator was required. */
  readonly replacing: Bitset;
  readonly withoutNumber: Bitset;
  readonly roles: Sets<Role>;
  readonly stored: Sets<StoredStatus>;
  readonly twoFactor: Sets<TwoFactorState>;
  /** Epoch ms; infinite where there is none. */
  readonly invitationExpiresAt: Float64Array<ArrayBuffer>;
  /** Before all times where only a new reset leads on. */
  readonly setupDeadlineAt: Float64Array<ArrayBuffer>;
  /** Epoch ms; 0 where there is none. */
  readonly lastSignInAt: Float64Array<ArrayBuffer>;
  readonly everReset: Bitset;
  /** Epoch ms; 0 where there is none. */
  readonly lastResetAt: Float64Array<ArrayBuffer>;
  /** In bytes: where the last name begins in the key of the name. */
  readonly lastNameAt: Uint16Array<ArrayBuffer>;
  readonly memberships: MembershipBuffers;
  readonly byName: OrderBuffers;
  readonly byLastName: OrderBuffers;
  readonly byEmail: OrderBuffers;
  readonly byLastSignIn: OrderBuffers;
}

/**
 * @param capacity the most users that fit. An index that is full is loaded again.
 * @param sample texts of some of the users, for the n-gram index: they affect speed only.
 */
export function createUserIndexBuffers(capacity: number, sample: readonly string[] = []): UserIndexBuffers {
  const set = (): Bitset => createBitset(capacity);
  const sets = <K extends string>(keys: readonly K[]): Sets<K> =>
    Object.fromEntries(keys.map((key) => [key, set()])) as Record<K, Bitset>;
  return {
    capacity,
    size: 0,
    ids: new Float64Array(capacity),
    text: createNgramBuffers(capacity, sample),
    present: set(),
    named: set(),
    locked: set(),
    frozen: set(),
    hasAllClients: set(),
    everSignedIn: set(),
    replacing: set(),
    withoutNumber: set(),
    roles: sets(ROLES),
    stored: sets(STORED_STATUSES),
    twoFactor: sets(TWO_FACTOR_ORDER),
    invitationExpiresAt: new Float64Array(capacity),
    setupDeadlineAt: new Float64Array(capacity),
    lastSignInAt: new Float64Array(capacity),
    everReset: set(),
    lastResetAt: new Float64Array(capacity),
    lastNameAt: new Uint16Array(capacity),
    memberships: {
      clientIds: [],
      members: new Uint32Array(capacity),
      used: 0,
      from: new Uint32Array(capacity),
      counts: new Uint32Array(capacity),
    },
    byName: createOrderBuffers(capacity),
    byLastName: createOrderBuffers(capacity),
    byEmail: createOrderBuffers(capacity),
    byLastSignIn: createOrderBuffers(capacity),
  };
}

/** The slot of the user with this id, present or removed. */
export function findSlot({ ids, size }: UserIndexBuffers, id: number): number | undefined {
  let [low, high] = [0, size - 1];
  if (high < 0) return undefined;
  // Ids usually have no gaps: then this guess is right.
  const guess = Math.min(high, id - (ids[0] as number));
  if (ids[guess] === id) return guess;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const there = ids[middle] as number;
    if (there === id) return middle;
    if (there < id) low = middle + 1;
    else high = middle - 1;
  }
  return undefined;
}
