// The newest package in the folder that the policy file names, such as one on the firm's file server. It is looked for when
// somebody asks, and checked as one that a person has chosen.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isNewer, takeUpdate, type Update, type UpdatePlace, versionOf } from './take-update.ts';

/** A folder that many can write may have any number of files. */
const MOST_TRIED = 5;

/** `none`: nothing there is newer. `no_folder`: it is away, or this account may not read it. */
export type FoundUpdate = Update | { readonly kind: 'none' } | { readonly kind: 'no_folder' };

/** In the names of packages, where it is not as Node calls it. */
const DEB: Readonly<Partial<Record<string, string>>> = { x64: 'amd64' };
const RPM: Readonly<Partial<Record<string, string>>> = { x64: 'x86_64', arm64: 'aarch64' };

/** How the names of the packages end that the installer of this computer takes: system, processor and format. */
export function packageEnding(platform: NodeJS.Platform, arch: string, hasDpkg: boolean): string {
  if (platform === 'win32') return `-win-${arch}.exe`;
  if (platform === 'darwin') return `-mac-${arch}.dmg`;
  return hasDpkg ? `-linux-${DEB[arch] ?? arch}.deb` : `-linux-${RPM[arch] ?? arch}.rpm`;
}

/**
 * @param ending see packageEnding.
 * @returns the newest genuine one; where none is, why the newest was refused.
 */
export async function findUpdate(folder: string, ending: string, place: UpdatePlace): Promise<FoundUpdate> {
  const names = await readdir(folder).catch(() => undefined);
  if (names === undefined) return { kind: 'no_folder' };
  const newer = names
    .map((name) => ({ name, version: versionOf(name) ?? '' }))
    .filter(({ name, version }) => name.endsWith(ending) && version !== '' && isNewer(version, place.version))
    .sort((a, b) => (isNewer(a.version, b.version) ? -1 : 1))
    .slice(0, MOST_TRIED);
  let refused: Update | undefined;
  for (const { name } of newer) {
    const update = await takeUpdate(join(folder, name), place);
    if (update.kind === 'genuine') return update;
    refused ??= update;
  }
  return refused ?? { kind: 'none' };
}
