// The standby of the database under a Rekey that serves without a window: what changes is noted, told to every window, and said
// in the answer to --status.
import { databaseWords, lossWords } from '../preload/tables/standby-words.ts';
import type { FirmDoor } from './ipc/door.ts';
import type { Context } from './services/act/context.ts';
import { noteStandby } from './services/desktops/standby.ts';

export function followStandby(context: Context, door: FirmDoor, log: (line: string) => void): void {
  const { standby } = context.storage;
  const follow = (): void => {
    log(`the standby of the database: ${standby?.state.kind}`);
    try {
      noteStandby(context);
    } catch (error) {
      log(`the standby is not noted: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    }
    door.stateChanged(true);
  };
  standby?.onChange(follow);
  if (standby !== undefined) follow();
}

const isoTime = (at: number): string => new Date(at).toISOString();

export const standbyStatus = ({ storage }: Context): object => {
  const known = storage.standby?.state ?? null;
  const state = known?.kind === 'alone' ? { ...known, byName: 'A Partner Admin' } : known;
  return {
    database: storage.standby === undefined ? 'SQLite' : 'PostgreSQL',
    standby: state?.kind ?? 'none',
    databaseSays: databaseWords(state, isoTime),
    lossWouldCost: lossWords(state, isoTime),
  };
};
