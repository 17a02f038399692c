// Start-up in order, on one screen. No rule lives here: the door, the use cases and the storage are wired together.
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { app, BrowserWindow, ipcMain, nativeTheme, powerMonitor, session } from 'electron';
import { EVENT_CHANNEL, REQUEST_CHANNEL } from '../preload/contract.ts';
import { clearSecretOnQuit, copy, isSecretOnClipboard, mail, print, protectWindow, saveText } from './desktop.ts';
import { refuse } from './domain/refusal.ts';
import { createDoor, type Door } from './ipc/door.ts';
import { createLog } from './log.ts';
import { installMenu } from './menu.ts';
import { keyStore } from './security/key-store.ts';
import { findForbiddenSwitch, isOurFrame, lockDown } from './security/lockdown.ts';
import { registerScheme, serveRenderer } from './security/scheme.ts';
import { noteTime } from './services/check-clock.ts';
import { fillSampleFirm } from './services/sample-firm.ts';
import { DataKeyProblem } from './storage/data-key.ts';
import { DatabaseProblem } from './storage/database.ts';
import { listWindows, openGuide, openWindow } from './window.ts';
import { openWindowSettings } from './window-settings.ts';
import { openWorkspace, type Workspace } from './workspace.ts';

process.umask(0o077); // files that we make are for this account only

// SECURITY: see "Looking into the running application". The copy that the tests drive carries a marker file.
if (app.isPackaged && !isTestCopy() && findForbiddenSwitch((name) => app.commandLine.hasSwitch(name), process.argv) !== undefined) app.exit(2);

registerScheme();
// No name is ever looked up: prefetching and what the request filter does not see end here.
app.commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND');
const log = createLog(join(app.getPath('userData'), 'logs', 'rekey.log'));
process.on('uncaughtException', (error) => log(`uncaught: ${error.stack ?? error.message}`));
process.on('unhandledRejection', (reason) => log(`unhandled: ${reason instanceof Error ? (reason.stack ?? reason.message) : String(reason)}`));

const firmFolder = join(app.getPath('userData'), 'firm');
const sampleFolder = join(app.getPath('userData'), 'sample');
const parts = { keyStore, clock: { now: Date.now }, appVersion: app.getVersion() };
const firmParts = { ...parts, isSample: false, anchorFile: join(app.getPath('userData'), 'record-anchor.json') };
const windowSettings = openWindowSettings(join(app.getPath('userData'), 'window.json'));
const wantsSample = process.argv.includes('--demo');

if (app.requestSingleInstanceLock()) void start();
else app.quit();

async function start(): Promise<void> {
  await app.whenReady();
  serveRenderer(session.defaultSession, join(import.meta.dirname, '../renderer'));
  lockDown(session.defaultSession);
  nativeTheme.themeSource = windowSettings.get().appearance;
  app.on('window-all-closed', () => app.quit());
  app.on('second-instance', showFirstWindow);
  // The window's own processes start while the firm is opened; what it asks before that waits.
  const { promise: door, resolve: doorIsOpen } = Promise.withResolvers<Door>();
  ipcMain.handle(REQUEST_CHANNEL, async (event, name: unknown, input: unknown) => {
    const window = BrowserWindow.fromWebContents(event.sender);
    return (await door).answer({ windowId: isOurFrame(event.senderFrame, event.sender) ? window?.id : undefined }, name, input);
  });
  const window = openWindow('index.html', windowSettings);
  await setImmediate();
  try {
    const workspace = wantsSample ? await openSampleWorkspace() : await openWorkspace(firmFolder, firmParts);
    if (window.isDestroyed()) workspace.close();
    else doorIsOpen(run(workspace, window));
  } catch (error) {
    log(`cannot open: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    showMenu(showFirstWindow);
    openWindow(`problem.html?kind=${problemKind(error)}`, windowSettings);
    window.destroy();
  }
}

function run(opened: Workspace, firstWindow: BrowserWindow): Door {
  let workspace = opened;
  const door = createDoor({
    context: () => workspace.context,
    desktop: {
      get keyProtection() {
        return workspace.keyProtection;
      },
      copy,
      saveText,
      print,
      mail,
      protectWindow,
      openSample: () => replace(openSampleWorkspace),
      async leaveSample() {
        await replace(() => openWorkspace(firmFolder, firmParts));
        rmSync(sampleFolder, { recursive: true, force: true });
      },
    },
    log,
    announce: (windowId, name, payload) => BrowserWindow.fromId(windowId)?.webContents.send(EVENT_CHANNEL, name, JSON.stringify(payload)),
  });

  let isReplacing = false;
  async function replace(open: () => Promise<Workspace>): Promise<void> {
    // Two windows at once would open one folder twice.
    if (isReplacing) refuse({ code: 'not_now' });
    isReplacing = true;
    try {
      const next = await open();
      workspace.close();
      workspace = next;
      door.startOver();
      void lookForDamage();
    } finally {
      isReplacing = false;
    }
  }

  const sweeping = setInterval(() => {
    // Not every system says when its screen is locked.
    if (powerMonitor.getSystemIdleState(60) === 'locked') door.lock('all', 'computer');
    door.sweep();
  }, 10_000);
  const noting = setInterval(() => noteTime(workspace.context), 60_000);
  powerMonitor.on('suspend', () => door.lock('all', 'computer'));
  powerMonitor.on('lock-screen', () => door.lock('all', 'computer'));

  // A large file is read for damage when the window is there already; whatever is found then ends everything else.
  async function lookForDamage(): Promise<void> {
    try {
      if (!(await workspace.findDamage())) return;
    } catch (error) {
      log(`not checked for damage: ${error instanceof Error ? error.message : String(error)}`);
      return;
    }
    log('the database is damaged');
    clearInterval(sweeping);
    clearInterval(noting);
    const others = BrowserWindow.getAllWindows();
    showMenu(showFirstWindow);
    openWindow('problem.html?kind=damaged', windowSettings);
    for (const window of others) window.destroy();
  }

  const forgetWhenClosed = (window: BrowserWindow): void => {
    const { id } = window;
    window.once('closed', () => door.forget(id));
  };
  showMenu(
    () => forgetWhenClosed(openWindow('index.html', windowSettings)),
    (windowId) => door.lock(windowId, 'person'),
  );
  forgetWhenClosed(firstWindow);
  const onShown = (): void => {
    log('window shown');
    void lookForDamage();
  };
  if (firstWindow.isVisible()) onShown();
  else firstWindow.once('show', onShown);
  app.on('will-quit', (event) => {
    workspace.close();
    if (!isSecretOnClipboard()) return;
    // Reading the clipboard takes a moment: the end waits for it.
    event.preventDefault();
    void clearSecretOnQuit().finally(() => app.exit(0));
  });
  return door;
}

function showMenu(openNewWindow: () => void, lockWindow?: (windowId: number) => void): void {
  installMenu({
    openNewWindow,
    lockWindow,
    openGuide,
    setAppearance(appearance) {
      nativeTheme.themeSource = appearance;
      windowSettings.change({ appearance });
    },
  });
}

async function openSampleWorkspace(): Promise<Workspace> {
  const workspace = await openWorkspace(sampleFolder, { ...parts, isSample: true, anchorFile: join(sampleFolder, 'record-anchor.json') });
  await fillSampleFirm(workspace.context);
  return workspace;
}

function showFirstWindow(): void {
  const window = listWindows()[0];
  if (window === undefined) return;
  if (window.isMinimized()) window.restore();
  window.focus();
}

function problemKind(error: unknown): string {
  if (error instanceof DatabaseProblem) return error.kind;
  if (error instanceof DataKeyProblem) return error.kind === 'missing' ? 'key_missing' : 'key_unreadable';
  return 'unexpected';
}

function isTestCopy(): boolean {
  return existsSync(join(process.resourcesPath, 'test-copy'));
}
