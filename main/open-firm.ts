// The firm's own folder of this computer, and what opening it needs.
import { uptime } from 'node:os';
import { join } from 'node:path';
import { app } from 'electron';
import { createSteadyClock } from './domain/steady-clock.ts';
import { managedHere } from './managed-here.ts';
import { keyStore } from './security/key-store.ts';
import { workFolderOf } from './services/backup/make-backup.ts';
import { noteInterruptedMove } from './services/backup/move-away.ts';
import { cleanUpBackup } from './storage/backup/make-backup.ts';
import type { PostgresAddress } from './storage/engine/postgres/address.ts';
import type { Connection } from './storage/engine/postgres/connection.ts';
import { finishReplacing } from './storage/files/replace-folder.ts';
import { openWorkspace, type Workspace } from './workspace.ts';

export const userData = app.getPath('userData');
export const firmPlace = { folder: join(userData, 'firm'), anchorFile: join(userData, 'record-anchor.json') };
export const workspaceDependencies = {
  keyStore,
  clock: createSteadyClock(
    () => Date.now(),
    () => uptime() * 1000,
  ),
  appVersion: app.getVersion(),
  managed: managedHere,
};

/** @param postgres its database, or the connection that has the lock of it; undefined: a file of the folder. */
export async function openFirm(postgres?: PostgresAddress | Connection): Promise<Workspace> {
  finishReplacing(firmPlace.folder, firmPlace.anchorFile);
  cleanUpBackup(workFolderOf(firmPlace.folder));
  const workspace = await openWorkspace(firmPlace.folder, {
    ...workspaceDependencies,
    isSample: false,
    anchorFile: firmPlace.anchorFile,
    postgres,
  });
  noteInterruptedMove(workspace.context);
  return workspace;
}
