// Whether what is done is on two machines: the firm's database is on a PostgreSQL server, and a standby of it confirms each
// commit. Where no standby confirms, nothing more is done until it is back, or until a Partner Admin decides to go on.

/**
 * Nobody decides to go on earlier. A database that is cut off from its monitor and its standbys looks the same from here as one
 * whose standby is gone, until it ends by itself. With pg_auto_failover as it is that took 50 s: PostgreSQL takes standbys for
 * connected for 30 s (wal_sender_timeout), and pg_auto_failover waits for 20 more. What was done on it until then would be lost.
 */
export const SHORTEST_MISSING_MS = 120_000;

/** What PostgreSQL says about the standbys that follow it. */
export interface StandbyFacts {
  /** The setting synchronous_standby_names has a name: commits wait for a standby. */
  readonly isAskedFor: boolean;
  /** Rekey's role may read what PostgreSQL says about standbys. */
  readonly isVisible: boolean;
  /** A standby that commits wait for has all that was on the server's disk at the last look. */
  readonly isInStep: boolean;
  /** A standby follows, and no commit waits for it. */
  readonly isFollowed: boolean;
  /** How long the last write took until a standby had replayed it. Null where nothing was written lately. */
  readonly lagMs: number | null;
}

/** What the database itself keeps about its standby. Times are epoch ms. */
export interface StandbyNotes {
  /** A standby was asked for then. From then on one is needed, whatever the settings of PostgreSQL become. */
  readonly neededSince: number;
  /** Null: it was in step when Rekey last looked. */
  readonly missingSince: number | null;
  /** A Partner Admin has decided then to go on without one. */
  readonly aloneSince: number | null;
  readonly aloneBy: string | null;
}

export type StandbyState =
  /** Nobody has asked for one. */
  | { readonly kind: 'none'; readonly isFollowed: boolean }
  | { readonly kind: 'in_step'; readonly lagMs: number | null }
  /** Nothing is done. `since` is null until it is noted. */
  | { readonly kind: 'missing'; readonly since: number | null; readonly isVisible: boolean }
  /** It is done on one machine only, because somebody has decided so. */
  | {
      readonly kind: 'alone';
      readonly since: number;
      readonly decidedAt: number;
      readonly byName: string;
    };

export function standbyState(facts: StandbyFacts, notes: StandbyNotes | undefined): StandbyState {
  if (!facts.isAskedFor && notes === undefined) return { kind: 'none', isFollowed: facts.isFollowed };
  // Where nobody asks for it any longer, no commit waits for it.
  if (facts.isAskedFor && facts.isInStep) return { kind: 'in_step', lagMs: facts.lagMs };
  const { missingSince = null, aloneSince = null, aloneBy = null } = notes ?? {};
  if (aloneSince === null) return { kind: 'missing', since: missingSince, isVisible: facts.isVisible };
  return { kind: 'alone', since: missingSince ?? aloneSince, decidedAt: aloneSince, byName: aloneBy ?? '' };
}
