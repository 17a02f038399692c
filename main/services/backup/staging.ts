// Where a backup is decrypted before it takes the place of a firm: one folder beside the firm's, for one work at a time. The
// page about a damaged file uses it too, and may come while a window in Settings still does.
import { refuse } from '../../domain/refusal.ts';

const inUse = new Set<string>();

/** @param folder of the firm. */
export const isStagingInUse = (folder: string): boolean => inUse.has(folder);

/** @throws Refusal backup_busy, and what the work throws. */
export async function withStaging<T>(folder: string, work: () => Promise<T>): Promise<T> {
  if (inUse.has(folder)) return refuse({ code: 'backup_busy' });
  inUse.add(folder);
  try {
    return await work();
  } finally {
    inUse.delete(folder);
  }
}
