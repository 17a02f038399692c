// What the worker thread of a connection asks PostgreSQL about its standbys, and how it ends a wait for one.
import type { Client } from 'pg';
import type { StandbyFacts } from '../../../domain/standby.ts';

/**
 * PostgreSQL may wait for others, too: a subscription has what it asked for, maybe of another database, and a program that only
 * receives the log (pg_receivewal, pg_basebackup) replays nothing.
 */
const IS_STANDBY = `r.state = 'streaming' AND r.replay_lsn IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM pg_replication_slots s WHERE s.slot_type = 'logical' AND s.active_pid = r.pid)`;
/** A standby that commits wait for. */
const IS_WAITED_FOR = `${IS_STANDBY} AND r.sync_state IN ('sync', 'quorum')`;
/** Without the right to read statistics, other columns of pg_stat_replication are empty. */
const LOOK = `
SELECT current_setting('synchronous_standby_names') <> '',
  pg_has_role(current_user, 'pg_read_all_stats', 'USAGE'),
  pg_current_wal_flush_lsn()::text,
  EXISTS (SELECT 1 FROM pg_stat_replication r WHERE ${IS_WAITED_FOR} AND r.flush_lsn >= $1::pg_lsn),
  EXISTS (SELECT 1 FROM pg_stat_replication r WHERE ${IS_STANDBY}),
  (SELECT ceil(extract(epoch FROM min(r.replay_lag)) * 1000)::bigint FROM pg_stat_replication r WHERE ${IS_STANDBY})`;
const HAS_ALL = `
SELECT pg_current_wal_flush_lsn()::text,
  EXISTS (SELECT 1 FROM pg_stat_replication r
    WHERE ${IS_WAITED_FOR} AND r.flush_lsn >= coalesce($1::pg_lsn, pg_current_wal_flush_lsn()))`;
const BEGINNING = '0/0';
/** A standby answers within a round trip. */
const ASK_AGAIN_MS = 10;
/** Of the session of another connection that waits. */
const CANCEL_AGAIN_MS = 1000;

export interface StandbyLook {
  look(): Promise<StandbyFacts>;
  /** Whether a standby that commits wait for has on its disk what the server has on its own now. It never fails. */
  hasAllNow(): Promise<FirstLook>;
  /** @returns whether it had all at the first look, or has what the server had on its disk then. */
  hasAll(first: FirstLook, until: number): Promise<boolean>;
  /** It is in step again when it has what the server has on its disk at the next look. */
  miss(): void;
}

/** What the server had on its disk, and whether a standby had it. Undefined: the look was cancelled, or the connection lost. */
type FirstLook = { readonly reached: string; readonly isThere: boolean } | undefined;

type Row = readonly (string | number | null)[];

export function createStandbyLook(client: Client): StandbyLook {
  const ask = async (text: string, values: readonly (string | null)[]): Promise<Row> =>
    (await client.query<(string | number | null)[]>({ text, values: [...values], rowMode: 'array' })).rows[0] ?? [];
  const lookFor = async (reached: string | null): Promise<NonNullable<FirstLook>> => {
    const [now, isThere] = await ask(HAS_ALL, [reached]);
    return { reached: String(now), isThere: isThere === 1 };
  };
  /** What a standby in step has. Undefined: what the server has at the next look. */
  let mark: string | undefined;
  return {
    async look() {
      mark ??= String((await ask('SELECT pg_current_wal_flush_lsn()::text', []))[0] ?? BEGINNING);
      const [isAskedFor, isVisible, now, isInStep, isFollowed, lagMs = null] = await ask(LOOK, [mark]);
      if (isInStep === 1) mark = String(now);
      return {
        isAskedFor: isAskedFor === 1,
        isVisible: isVisible === 1,
        isInStep: isInStep === 1,
        isFollowed: isFollowed === 1,
        lagMs: lagMs === null ? null : Number(lagMs),
      };
    },
    async hasAllNow() {
      try {
        return await lookFor(null);
      } catch {
        return undefined;
      }
    },
    async hasAll(first, until) {
      let found = first ?? (await lookFor(null));
      const { reached } = found;
      while (!found.isThere) {
        if (performance.now() >= until) {
          mark = reached;
          return false;
        }
        await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
        found = await lookFor(reached);
      }
      return true;
    },
    miss() {
      mark = undefined;
    },
  };
}

/** Ends a wait for a standby that is longer than the limit, from a connection of its own. */
export function cancelWait(
  open: () => Client,
  process: number,
  afterMs: number,
): { /** @returns whether something was cancelled. Nothing is any longer. */ end(): Promise<boolean> } {
  let isOver = false;
  let isSent = false;
  let underWay: Promise<void> = Promise.resolve();
  const cancel = async (): Promise<void> => {
    const client = open();
    client.on('error', () => undefined);
    try {
      await client.connect();
      if (isOver) return;
      isSent = true;
      await client.query('SELECT pg_cancel_backend($1)', [process]);
    } catch {
      // The server is gone, or has no room for a connection: it is tried again until the commit is answered or given up.
    } finally {
      await client.end().catch(() => undefined);
      if (!isOver) timer = setTimeout(begin, CANCEL_AGAIN_MS);
    }
  };
  const begin = (): void => {
    underWay = cancel();
  };
  let timer = setTimeout(begin, afterMs);
  return {
    async end() {
      isOver = true;
      clearTimeout(timer);
      // What is not sent yet is not sent any more.
      if (isSent) await underWay;
      return isSent;
    },
  };
}
