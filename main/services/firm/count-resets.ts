// Resets of 2FA in the last 12 months of the calendar: by month, by reason, and by who made them.
import type { UserId } from '../../domain/user.ts';
import type { Reader } from '../../storage/engine/database.ts';
import { countResets as countStored, type ResetCount } from '../../storage/tables/look-back.ts';
import { getUser, nameOf } from '../../storage/tables/users.ts';

const MONTHS = 12;
const PEOPLE = 10;

export interface ResetFigures {
  /** Epoch ms, the oldest first; `until` is not included. */
  readonly months: readonly { readonly from: number; readonly until: number; readonly count: number }[];
  readonly total: number;
  /** The most frequent first. */
  readonly reasons: readonly { readonly reason: string | null; readonly count: number }[];
  /** The ten who have reset the most. Names are those of today, or of the record where the account is gone. */
  readonly people: readonly { readonly actorId: UserId; readonly name: string; readonly count: number }[];
  readonly byOthers: number;
}

/** @param now epoch ms. The months are those of the computer's time zone. */
export function countResets(reader: Reader, now: number): ResetFigures {
  const spans = lastMonths(now);
  const counts = countStored(reader, spans);
  const bySpan = sumBy(counts, ({ span }) => span);
  const names = new Map(counts.map(({ actorId, actorName }) => [actorId, actorName]));
  const people = ranked(sumBy(counts, ({ actorId }) => actorId));
  const total = sum(counts.map(({ count }) => count));
  const shown = people.slice(0, PEOPLE).map(([actorId, count]) => {
    const user = getUser(reader, actorId);
    return { actorId, name: user === undefined ? (names.get(actorId) ?? '') : nameOf(user), count };
  });
  return {
    months: spans.map((span, index) => ({ ...span, count: bySpan.get(index) ?? 0 })),
    total,
    reasons: ranked(sumBy(counts, ({ reason }) => reason)).map(([reason, count]) => ({ reason, count })),
    people: shown,
    byOthers: total - sum(shown.map(({ count }) => count)),
  };
}

function lastMonths(now: number): readonly { readonly from: number; readonly until: number }[] {
  const today = new Date(now);
  const start = (monthsAgo: number): number => new Date(today.getFullYear(), today.getMonth() - monthsAgo, 1).getTime();
  return Array.from({ length: MONTHS }, (_, i) => ({ from: start(MONTHS - 1 - i), until: start(MONTHS - 2 - i) }));
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

function sumBy<K>(counts: readonly ResetCount[], keyOf: (count: ResetCount) => K): ReadonlyMap<K, number> {
  const sums = new Map<K, number>();
  for (const each of counts) sums.set(keyOf(each), (sums.get(keyOf(each)) ?? 0) + each.count);
  return sums;
}

const ranked = <K>(sums: ReadonlyMap<K, number>): readonly (readonly [K, number])[] =>
  [...sums].sort(([, a], [, b]) => b - a);
