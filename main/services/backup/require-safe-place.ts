// A backup inside Rekey's own data folder ends with what it is for: a disk that fails takes both, and a restore moves the
// firm's folder away with everything in it.
import { realpathSync } from 'node:fs';
import { dirname, sep } from 'node:path';
import { refuse } from '../../domain/refusal.ts';
import type { Home } from '../act/context.ts';

/** @throws Refusal backup_in_data_folder. */
export function requireSafePlace({ folder, anchorFile }: Pick<Home, 'folder' | 'anchorFile'>, place: string): void {
  const chosen = realPath(place);
  if (chosen === undefined) return; // writing there says so
  for (const own of [folder, dirname(anchorFile)].map(realPath))
    if (own !== undefined && `${chosen}${sep}`.startsWith(`${own}${sep}`)) refuse({ code: 'backup_in_data_folder' });
}

/** Links lead into the folder too, and some systems have several spellings of one name. */
function realPath(path: string): string | undefined {
  try {
    return realpathSync.native(path);
  } catch {
    return undefined;
  }
}
