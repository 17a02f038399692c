// Where the firm's database is, whether a second machine has it, and what a loss of the first one would cost now: in Settings and
// in the answer to `rekey --serve --status`.
import type { StandbyShown } from '../contract/desktops.ts';

/** @param standby null with SQLite. @param timeOf how the reader writes a time. */
export function databaseWords(standby: StandbyShown | null, timeOf: (at: number) => string): string {
  if (standby === null) return 'SQLite, one file on one computer';
  switch (standby.kind) {
    case 'none':
      return standby.isFollowed
        ? 'PostgreSQL. A standby follows, and no act waits for it'
        : 'PostgreSQL on one machine, without a standby';
    case 'in_step':
      return standby.lagMs === null
        ? 'PostgreSQL. The standby is in step'
        : `PostgreSQL. The standby is in step, and replayed the last act after ${standby.lagMs} ms`;
    case 'missing':
      return [
        `PostgreSQL. The standby is missing${standby.since === null ? '' : ` since ${timeOf(standby.since)}`}, so nothing is done`,
        ...(standby.isVisible ? [] : ['Rekey may not look at it: its role needs pg_monitor']),
      ].join('. ');
    case 'alone':
      return `PostgreSQL. The standby is missing since ${timeOf(standby.since)}. ${standby.byName} has decided to go on without it, on ${timeOf(standby.decidedAt)}`;
  }
}

/** What is lost with the disk of the file, or with the machine of the database. */
export function lossWords(standby: StandbyShown | null, timeOf: (at: number) => string): string {
  if (standby === null) return 'Everything since the last backup';
  switch (standby.kind) {
    case 'none':
      return standby.isFollowed ? 'The acts of the last moments, or more' : 'Everything since the last backup';
    case 'in_step':
      return 'Nothing: every act is on two machines';
    case 'missing':
      return standby.since === null
        ? 'Not known: Rekey has seen no standby in step since it was started'
        : `What was noted since ${timeOf(standby.since)}, such as sign-ins. No act is taken`;
    case 'alone':
      return `The acts since ${timeOf(standby.since)}`;
  }
}
