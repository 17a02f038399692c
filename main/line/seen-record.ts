// What a desktop remembers of the firm's activity record: the number of the last record that the server told it of, and its
// hash. A record that was rolled back or rewritten at the server no longer has that pair. The desktop compares: the server is
// told the number only. Nothing of the firm is in the file, and nobody can tell from a hash what a record says.
import { rmSync } from 'node:fs';
import * as v from 'valibot';
import type { RecordEnd } from '../services/desktops/other-record.ts';
import { readSmallFile } from '../storage/files/read-small-file.ts';
import { writeFileWhole } from '../storage/files/write-file-whole.ts';

const endSchema = v.object({
  /** Of the server's key, in hex: another server has another record. */
  server: v.string(),
  seq: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  hash: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
});
const fileSchema = v.object({ version: v.literal(1), ...endSchema.entries });

/** Where a desktop keeps it. Tests have one in memory. */
export interface SeenFile {
  read(): RecordEnd | undefined;
  /** @throws where the disk is full. */
  write(end: RecordEnd): void;
}

/** @param server the fingerprint of its key. */
export function openSeenFile(file: string, server: Uint8Array): SeenFile {
  const known = Buffer.from(server).toString('hex');
  return {
    read() {
      try {
        const found = v.parse(fileSchema, JSON.parse(readSmallFile(file) ?? ''));
        return found.server === known ? { seq: found.seq, hash: found.hash } : undefined;
      } catch {
        return undefined;
      }
    },
    write({ seq, hash }) {
      writeFileWhole(file, `${JSON.stringify({ version: 1, server: known, seq, hash })}\n`);
    },
  };
}

export const removeSeenFile = (file: string): void => rmSync(file, { force: true });

/** Every act makes a record, and a file is flushed to the disk: an end of some seconds ago is as good. */
const WRITE_AFTER_MS = 5000;

export interface SeenRecord {
  /** Undefined: this desktop has not been told of any. */
  readonly last: RecordEnd | undefined;
  /**
   * At each connection. @param known the hash that the server's record has at the number of `last`; null: it is shorter.
   * @returns false where the record does not have what this desktop was told. Then `last` stays until somebody accepts.
   */
  meet(end: RecordEnd, known: string | null): boolean;
  /** While it is connected: the record has grown. */
  grow(end: RecordEnd): void;
  /** Somebody at this desktop says that the record of the server counts. */
  accept(): void;
  /** Writes what is not written yet. Never throws: an older end is good, too. */
  flush(): void;
}

export function createSeenRecord(file: SeenFile, log: (line: string) => void): SeenRecord {
  let last = file.read();
  /** What the server has, while it does not fit. */
  let other: RecordEnd | undefined;
  let writing: NodeJS.Timeout | undefined;

  function flush(): void {
    if (writing === undefined) return;
    clearTimeout(writing);
    writing = undefined;
    try {
      if (last !== undefined) file.write(last);
    } catch (error) {
      log(`the end of the record is not kept: ${error instanceof Error ? error.message : error}`);
    }
  }

  function take(end: RecordEnd): void {
    last = end;
    writing ??= setTimeout(flush, WRITE_AFTER_MS).unref();
  }

  return {
    get last() {
      return last;
    },
    meet(end, known) {
      const fits = last === undefined || (known === last.hash && end.seq >= last.seq);
      other = fits ? undefined : end;
      if (fits && last?.seq !== end.seq) take(end);
      return fits;
    },
    grow(end) {
      if (other !== undefined) other = end;
      else if (last === undefined || end.seq > last.seq) take(end);
    },
    accept() {
      if (other === undefined) return;
      take(other);
      other = undefined;
      flush();
    },
    flush,
  };
}
