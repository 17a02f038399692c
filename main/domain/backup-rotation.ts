// Which automatic backups are kept: the newest of each of 7 days, of 4 weeks and of 12 months. Days without a backup do
// not count, so a computer that was off for a month keeps what it had.

const DAY_MS = 24 * 3_600_000;

interface AutomaticBackup {
  readonly name: string;
  /** Epoch ms. */
  readonly madeAt: number;
  /** Of the calendar, such as "2026-11". */
  readonly month: string;
}

const dayOf = ({ madeAt }: AutomaticBackup): number => Math.floor(madeAt / DAY_MS);
const KEPT: readonly (readonly [(backup: AutomaticBackup) => number | string, number])[] = [
  [dayOf, 7],
  // The first day of 1970 was a Thursday; a week begins on Monday.
  [(backup) => Math.floor((dayOf(backup) + 3) / 7), 4],
  [({ month }) => month, 12],
];

/** @returns the names of those that are no longer kept. The newest one always is. */
export function toRotateOut(backups: readonly AutomaticBackup[]): readonly string[] {
  const newestFirst = [...backups].sort((a, b) => b.madeAt - a.madeAt);
  const kept = new Set<string>();
  for (const [spanOf, count] of KEPT) {
    const seen = new Set<number | string>();
    for (const backup of newestFirst) {
      const span = spanOf(backup);
      if (seen.has(span)) continue;
      if (seen.size === count) break;
      seen.add(span);
      kept.add(backup.name);
    }
  }
  return newestFirst.filter(({ name }) => !kept.has(name)).map(({ name }) => name);
}
