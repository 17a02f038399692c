// Times in files: ISO 8601 with the offset of this computer at that time.

/** "2026-11-23T14:05:00+01:00". @param at epoch ms. */
export function toIsoTime(at: number): string {
  const offset = -new Date(at).getTimezoneOffset();
  const twoDigits = (value: number): string => String(Math.floor(Math.abs(value))).padStart(2, '0');
  const local = new Date(at + offset * 60_000).toISOString().slice(0, 19);
  return `${local}${offset < 0 ? '-' : '+'}${twoDigits(offset / 60)}:${twoDigits(offset % 60)}`;
}
