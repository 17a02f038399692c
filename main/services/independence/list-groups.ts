// What Settings says of independence: which Partner Admins count as one person now, and what ends that.
import type { UserId } from '../../domain/user.ts';
import { listUsersById, nameOf, type User } from '../../storage/tables/users.ts';
import type { Context } from '../act/context.ts';
import { readIndependence } from './who-is-independent.ts';

const SHOWN_TIES = 20;

interface ShownTie {
  readonly actorName: string;
  readonly subjectName: string;
  readonly at: number;
  /** From then on it ends, once it has been seen. */
  readonly endsAt: number;
  /** Somebody whose seeing counts has still to look at it. */
  readonly waitsToBeSeen: boolean;
}

export interface Groups {
  /** The names of the Partner Admins, one list for each person that they may be. */
  readonly groups: readonly (readonly string[])[];
  /** The newest ties in force between them. */
  readonly ties: readonly ShownTie[];
}

export function listGroups(context: Context): Groups {
  const { read } = context.storage;
  const { present, groupOf, ties, endsAt, waitsToBeSeen } = readIndependence(context, read);
  const ids = [...present, ...ties.flatMap(({ actorId, subjectId }) => [actorId, subjectId])];
  const users = listUsersById(read, [...new Set(ids)]);
  const nameIn = (id: UserId): string => toName(users.get(id));
  return {
    groups: [...Map.groupBy(present, groupOf).values()].map((members) => members.map(nameIn)),
    ties: ties
      .toSorted((one, other) => other.at - one.at)
      .slice(0, SHOWN_TIES)
      .map((tie) => ({
        actorName: nameIn(tie.actorId),
        subjectName: nameIn(tie.subjectId),
        at: tie.at,
        endsAt: endsAt(tie),
        waitsToBeSeen: waitsToBeSeen(tie),
      })),
  };
}

/** An invited person has no name yet. */
const toName = (user: User | undefined): string => (user === undefined ? '' : nameOf(user) || user.email);
