// The session of our windows lives in memory only: what a script writes to local storage, to a database of the browser,
// to its cache or to cookies is gone when Rekey quits, and never on the disk.
import { type Session, session } from 'electron';

/** Without "persist:" at the beginning, Electron keeps nothing of it. */
export const PARTITION = 'rekey';

export const openSession = (): Session => session.fromPartition(PARTITION, { cache: false });
