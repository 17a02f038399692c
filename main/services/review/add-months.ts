// When the next access review is due.

/**
 * The same day of the month, or its last day where that month is shorter.
 * @param at epoch ms. @returns epoch ms, in UTC, at the same time of day.
 */
export function addMonths(at: number, months: number): number {
  const from = new Date(at);
  const first = Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + months, 1);
  const target = new Date(first);
  const days = new Date(Date.UTC(target.getUTCFullYear(), target.getUTCMonth() + 1, 0)).getUTCDate();
  const timeOfDay = at - Date.UTC(from.getUTCFullYear(), from.getUTCMonth(), from.getUTCDate());
  return first + (Math.min(from.getUTCDate(), days) - 1) * 24 * 3_600_000 + timeOfDay;
}
