// What the list of users can be asked, and what the index answers about one user. The list, the index and its loader
// share these types. They stand in a file of their own, so that the imports form no circle.
import type { Attention, ClientId, Role, Status, TwoFactorState, UserId } from '../../domain/user.ts';
import type { UserColumn } from '../tables/users.ts';

/** An empty list is no filter. */
export interface UserFilters {
  readonly roles: readonly Role[];
  readonly statuses: readonly Status[];
  readonly twoFactor: readonly TwoFactorState[];
  /** Only users with all of these. */
  readonly attention: readonly Attention[];
}

/** The order of a list. Users with equal values in the column are ordered by name. */
export interface UserSort {
  readonly column: UserColumn;
  readonly isDescending: boolean;
  /** Names are ordered by the last name first, also among users with equal values in another column. */
  readonly byLastName?: boolean;
}

/** Who asks. */
export interface ListActor {
  readonly id: UserId;
  readonly role: Role;
  readonly hasAllClients: boolean;
}

/** What a list starts from, before its filters. */
export interface UserBaseQuery {
  readonly actor: ListActor;
  /** Part of a name or an email; empty for all. */
  readonly search: string;
  /** Only the users of this client. */
  readonly clientId: ClientId | null;
  /** Epoch ms: decides what has expired. */
  readonly now: number;
}

/** Which users, in which order. */
export interface UserSelectionQuery extends UserBaseQuery {
  readonly filters: UserFilters;
  readonly sort: UserSort;
}

/** One page of them. */
export interface UserQuery extends UserSelectionQuery {
  readonly offset: number;
  readonly limit: number;
}

/** The clients of one user that the actor may open. */
export interface ClientsOf {
  readonly clientCount: number;
  /** The only client, when there is exactly one. */
  readonly onlyClientId: number | null;
}
