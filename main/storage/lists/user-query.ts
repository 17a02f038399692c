// What the list of users can be asked, and what the index answers about one user. The list, the index and its loader
// share these types. They stand in a file of their own, so that the imports form no circle.
import type { ClientId, Role, Status, TwoFactorState, UserId } from '../../domain/user.ts';
import type { UserColumn } from '../tables/users.ts';

/** An empty list is no filter. */
export interface UserFilters {
  readonly roles: readonly Role[];
  readonly statuses: readonly Status[];
  readonly twoFactor: readonly TwoFactorState[];
  /** Only users who need a new reset: their setup or replacement is past its deadline, or was ended. */
  readonly isOverdue: boolean;
  /** Only users who were asked to replace their authenticator. */
  readonly isReplacing: boolean;
  /** Only users without a number on file. */
  readonly hasNoNumber: boolean;
}

/** Who asks. */
export interface ListActor {
  readonly id: UserId;
  readonly role: Role;
  readonly hasAllClients: boolean;
}

/** Which users, in which order. */
export interface UserSelectionQuery {
  readonly actor: ListActor;
  /** Part of a name or an email; empty for all. */
  readonly search: string;
  /** Only the users of this client. */
  readonly clientId: ClientId | null;
  readonly filters: UserFilters;
  readonly sort: { readonly column: UserColumn; readonly isDescending: boolean };
  /** Epoch ms: decides what has expired. */
  readonly now: number;
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
