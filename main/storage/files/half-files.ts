// The half files beside the places that people choose. Each has a note in Rekey's own folder while it is written, so a kill
// leaves nothing that stays: the next start finds the note and removes the half file.
import { randomUUID } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { access, lstat, readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { readSmallFile } from './read-small-file.ts';

interface HalfFile {
  /** The place of the half file. */
  readonly beside: string;
  /** It has its name, or it is gone. */
  end(): void;
}

export interface HalfFiles {
  /** @param file the place that the person has chosen. */
  begin(file: string): HalfFile;
  /** Removes what a kill has left. A folder that is not there, on a stick for example, waits for a later start. */
  removeLeft(): Promise<void>;
}

const NOTE = /^([0-9a-f-]{36})\.txt$/;
const nameOf = (id: string): string => `.rekey-${id}.new`;

/** @param folder of the notes. */
export function createHalfFiles(folder: string): HalfFiles {
  const underWay = new Set<string>();
  const noteOf = (id: string): string => join(folder, `${id}.txt`);

  async function removeHalf(id: string): Promise<void> {
    const half = readSmallFile(noteOf(id));
    // Another program may have written the note: only a file with a name of ours is removed.
    if (half !== undefined && basename(half) === nameOf(id)) {
      await access(dirname(half));
      const found = await lstat(half).catch(() => undefined);
      if (found?.isFile() === true) await rm(half);
    }
    await rm(noteOf(id));
  }

  return {
    begin(file) {
      const id = randomUUID();
      const beside = join(dirname(file), nameOf(id));
      underWay.add(id);
      try {
        // Nothing can be left in a folder that is not there, and its note would stay for ever.
        if (!existsSync(dirname(beside))) throw new Error('the folder is not there');
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        const handle = openSync(noteOf(id), 'wx', 0o600);
        try {
          writeFileSync(handle, beside);
          fsyncSync(handle);
        } finally {
          closeSync(handle);
        }
      } catch {
        // No folder, or this disk is full, and the file may be for another one: it is tried all the same.
      }
      return {
        beside,
        end() {
          underWay.delete(id);
          try {
            // A stick that was pulled out may still have it.
            if (existsSync(dirname(beside)) && !existsSync(beside)) rmSync(noteOf(id), { force: true });
          } catch {
            // The next start removes it.
          }
        },
      };
    },
    async removeLeft() {
      const names = await readdir(folder).catch(() => []);
      for (const name of names) {
        const id = NOTE.exec(name)?.[1];
        if (id !== undefined && !underWay.has(id)) await removeHalf(id).catch(() => undefined);
      }
    },
  };
}
