// The standby of the database, as this Rekey sees it: PostgreSQL's own view, and what was noted about it. It decides how the
// connection commits: with a standby that confirms, or on one machine.
import { type StandbyFacts, type StandbyNotes, type StandbyState, standbyState } from '../../../domain/standby.ts';
import type { Reader, Standby } from '../database.ts';
import type { Connection } from './connection.ts';

export interface WatchedStandby extends Standby {
  /** Before each transaction. @returns whether its commit is answered only once a standby has it. */
  begin(): boolean;
  /** A commit is on this machine only. */
  miss(): void;
  /** A transaction was rolled back. */
  forget(): void;
  close(): void;
}

export function watchStandby(connection: Connection, read: Reader): WatchedStandby {
  const listeners: (() => void)[] = [];
  let isClosed = false;
  let known: { readonly notes: StandbyNotes | undefined } | undefined;
  let isLocal: boolean | undefined;
  let missed = 0;
  let facts: StandbyFacts = connection.watchStandby((next, misses) => {
    // A look from before a commit that was not confirmed is not heard after it.
    if (misses === missed) update(next);
  });

  const notes = (): StandbyNotes | undefined => {
    known ??= { notes: readNotes(read) };
    return known.notes;
  };
  const state = (): StandbyState => standbyState(facts, notes());
  let toldKind = state().kind;
  const tell = (): void => {
    if (isClosed || !connection.isOpen || state().kind === toldKind) return;
    toldKind = state().kind;
    for (const listener of listeners) listener();
  };
  const update = (next: StandbyFacts): void => {
    facts = next;
    // Also called while a transaction ends.
    setImmediate(tell);
  };

  return {
    get state() {
      return state();
    },
    get notes() {
      return notes();
    },
    onChange: (listener) => {
      listeners.push(listener);
    },
    note(tx, next) {
      tx.run(
        `INSERT INTO rekey_standby (id, needed_since, missing_since, alone_since, alone_by)
         VALUES (1, :neededSince, :missingSince, :aloneSince, :aloneBy)
         ON CONFLICT (id) DO UPDATE SET needed_since = excluded.needed_since, missing_since = excluded.missing_since,
           alone_since = excluded.alone_since, alone_by = excluded.alone_by`,
        { ...next },
      );
      known = { notes: next };
    },
    begin() {
      const { kind } = state();
      const shouldBeLocal = kind === 'missing' || kind === 'alone';
      if (shouldBeLocal !== isLocal) {
        connection.run({ text: `SET synchronous_commit = ${shouldBeLocal ? 'local' : 'on'}` });
        isLocal = shouldBeLocal;
      }
      return kind === 'in_step';
    },
    miss() {
      missed += 1;
      update({ ...facts, isInStep: false });
    },
    forget() {
      known = undefined;
    },
    close() {
      isClosed = true;
    },
  };
}

export function readNotes(read: Reader): StandbyNotes | undefined {
  const row = read.get('SELECT needed_since, missing_since, alone_since, alone_by FROM rekey_standby');
  if (row === undefined) return undefined;
  const time = (name: string): number | null => (row[name] === null ? null : Number(row[name]));
  return {
    neededSince: Number(row['needed_since']),
    missingSince: time('missing_since'),
    aloneSince: time('alone_since'),
    aloneBy: row['alone_by'] === null ? null : String(row['alone_by']),
  };
}
