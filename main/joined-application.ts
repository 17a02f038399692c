// Rekey as a desktop of the firm's server: the windows are here, and the firm is behind the line. Nothing of the firm is kept on
// this computer.
import { randomBytes } from 'node:crypto';
import { app, type BrowserWindow } from 'electron';
import { clearSecretOnQuit, isSecretOnClipboard, ownDesktop, removeHalfFiles, tellWindow } from './desktop.ts';
import type { Pairing } from './domain/pairing.ts';
import { lockWithComputer, SWEEP_EVERY_MS } from './firm-clock.ts';
import type { UpdateBackup } from './install-update.ts';
import { withActIds } from './ipc/act-ids.ts';
import type { Door } from './ipc/door.ts';
import { seenRecordFile, serverFile } from './joined-file.ts';
import { joinServer } from './line/join-server.ts';
import { atFixedAddress, readJoinedServer, removeJoinedServer, writeJoinedServer } from './line/joined-server.ts';
import { createRemoteDoor } from './line/remote-door.ts';
import { openSeenFile, removeSeenFile } from './line/seen-record.ts';
import { managedHere } from './managed-here.ts';
import { installMenu } from './menu.ts';
import { keyStore } from './security/key-store.ts';
import { makeIdentity } from './services/secrets/certificate.ts';
import { listWindows, openWindow } from './window.ts';
import type { WindowSettingsFile } from './window-settings.ts';

/** @throws Refusal as joinServer; or that the disk is full. */
export async function joinAsDesktop(pairing: Pairing, name: string): Promise<void> {
  const identity = makeIdentity(Date.now(), (count) => new Uint8Array(randomBytes(count)));
  await writeJoinedServer(serverFile(), keyStore, await joinServer(pairing, name, identity, app.getVersion()));
}

/** The firm's data is on the server. */
const NOTHING_HERE: UpdateBackup = { before: () => 'nothing', make: async () => true };

interface Dependencies {
  readonly windowSettings: WindowSettingsFile;
  readonly log: (line: string) => void;
  readonly closesWith: (close: () => void) => void;
  readonly reopen: () => void;
}

export async function runJoined({ windowSettings, log, closesWith, reopen }: Dependencies): Promise<Door> {
  void removeHalfFiles();
  const known = await readJoinedServer(serverFile(), keyStore);
  const joined = known && atFixedAddress(known, managedHere.settings.serverAddress);
  const seenFile = openSeenFile(seenRecordFile(), joined?.fingerprint ?? new Uint8Array());
  let isLeaving = false;
  const remote = createRemoteDoor({
    joined,
    keep: (next) => writeJoinedServer(serverFile(), keyStore, next),
    seenFile,
    desktop: { ...ownDesktop, keyProtection: (await keyStore.isAvailable()) ? 'os_key_store' : 'file_only' },
    version: app.getVersion(),
    managed: managedHere,
    now: () => Date.now(),
    log,
    pass: tellWindow,
    async leave() {
      if (isLeaving) return;
      isLeaving = true;
      removeJoinedServer(serverFile());
      removeSeenFile(seenRecordFile());
      windowSettings.change({ opensAtSignIn: false });
      // The answer comes first.
      setImmediate(() => {
        stop();
        reopen();
      });
    },
  });
  const door = withActIds(remote, {
    newId: () => randomBytes(16).toString('base64url'),
    now: () => performance.now(),
  });
  const stopLocking = lockWithComputer((windowId) => door.lock(windowId, 'computer'));
  const sweeping = setInterval(() => door.sweep(), SWEEP_EVERY_MS);
  closesWith(stop);
  installMenu(windowSettings, {
    openNewWindow: () => forgetWhenClosed(openWindow('sign-in.html', windowSettings)),
    lockWindow: (windowId) => door.lock(windowId, 'person'),
    backup: NOTHING_HERE,
  });
  windowSettings.change({ opensAtSignIn: true });
  for (const window of listWindows()) forgetWhenClosed(window);
  app.on('will-quit', onQuit);
  log('opened as a desktop of the server');
  return door;

  function forgetWhenClosed(window: BrowserWindow): void {
    const { id } = window; // a closed window has no properties
    window.once('closed', () => door.forget(id));
  }

  function stop(): void {
    stopLocking();
    clearInterval(sweeping);
    app.off('will-quit', onQuit);
    remote.close();
  }

  function onQuit(event: Electron.Event): void {
    stop();
    if (!isSecretOnClipboard()) return;
    event.preventDefault();
    void clearSecretOnQuit().finally(() => app.exit(Number(process.exitCode ?? 0)));
  }
}
