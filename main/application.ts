// Everything behind the window: the firm's database is opened, the door put before it, the menu, the clock and the locks set
// going. No rule lives here: the door, the use cases and the storage are wired together.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { app, BrowserWindow, powerMonitor } from 'electron';
import { EVENT_CHANNEL } from '../preload/channels.ts';
import { clearSecretOnQuit, copy, isSecretOnClipboard, mail, print, protectWindow, saveText } from './desktop.ts';
import { refuse } from './domain/refusal.ts';
import { createDoor, type Door } from './ipc/door.ts';
import { installMenu } from './menu.ts';
import { keyStore } from './security/key-store.ts';
import { noteTime } from './services/act/check-clock.ts';
import { fillSampleFirm } from './services/firm/sample-firm.ts';
import { DatabaseProblem } from './storage/engine/database.ts';
import { DataKeyProblem } from './storage/files/data-key.ts';
import { getFirm } from './storage/tables/firm.ts';
import { listWindows, openWindow, showPage } from './window.ts';
import type { WindowSettingsFile } from './window-settings.ts';
import { openWorkspace, type Workspace } from './workspace.ts';

export interface Parts {
  /** The first window: it is there already, and what it asks waits for the door. */
  readonly window: BrowserWindow;
  /** The sample firm, not the person's own. */
  readonly isDemo: boolean;
  readonly windowSettings: WindowSettingsFile;
  readonly log: (line: string) => void;
  readonly showFirstWindow: () => void;
}

/** The window has its first pages by then. */
const LOOK_FOR_DAMAGE_AFTER_MS = 1000;

const firmFolder = join(app.getPath('userData'), 'firm');
const sampleFolder = join(app.getPath('userData'), 'sample');
const parts = { keyStore, clock: { now: Date.now }, appVersion: app.getVersion() };
const openFirm = (): Promise<Workspace> =>
  openWorkspace(firmFolder, {
    ...parts,
    isSample: false,
    anchorFile: join(app.getPath('userData'), 'record-anchor.json'),
  });

/**
 * Opens the firm, or the sample firm. When that cannot be, the window says why, and the door never opens.
 */
export async function openApplication(start: Parts): Promise<Door> {
  const { window, log } = start;
  try {
    const workspace = start.isDemo ? await openSampleFirm() : await openFirm();
    if (!window.isDestroyed()) return run(workspace, start);
    workspace.close();
  } catch (error) {
    log(`cannot open: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    if (!window.isDestroyed()) showPage(window, `problem.html?kind=${problemKind(error)}`);
  }
  return new Promise(() => undefined);
}

function run(opened: Workspace, { window: firstWindow, windowSettings, log, showFirstWindow }: Parts): Door {
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
      openSample: () => replace(openSampleFirm),
      async leaveSample() {
        await replace(openFirm);
        // A thread that still read it lets go of it in a moment; Windows removes no open file.
        rmSync(sampleFolder, { recursive: true, force: true, maxRetries: 10 });
      },
    },
    log,
    announce: (windowId, name, payload) =>
      BrowserWindow.fromId(windowId)?.webContents.send(EVENT_CHANNEL, name, JSON.stringify(payload)),
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
    const [window, ...others] = listWindows();
    installMenu(windowSettings, { openNewWindow: showFirstWindow });
    door.startOver(); // nobody is signed in to a database that is closed
    if (window !== undefined) showPage(window, 'problem.html?kind=damaged');
    for (const other of others) other.destroy();
  }

  const forgetWhenClosed = (window: BrowserWindow): void => {
    const { id } = window;
    window.once('closed', () => door.forget(id));
  };
  const hasFirm = (): boolean => getFirm(workspace.context.storage.read) !== undefined;
  installMenu(windowSettings, {
    openNewWindow: () => forgetWhenClosed(openWindow(hasFirm() ? 'sign-in.html' : 'index.html', windowSettings)),
    lockWindow: (windowId) => door.lock(windowId, 'person'),
  });
  forgetWhenClosed(firstWindow);
  log('opened');
  setTimeout(() => void lookForDamage(), LOOK_FOR_DAMAGE_AFTER_MS);
  const rememberPage = (): void => {
    if (!workspace.context.isSample) windowSettings.change({ opensAtSignIn: hasFirm() });
  };
  rememberPage();
  app.on('will-quit', (event) => {
    if (!workspace.context.storage.isClosed) rememberPage();
    workspace.close();
    if (!isSecretOnClipboard()) return;
    // Reading the clipboard takes a moment: the end waits for it.
    event.preventDefault();
    void clearSecretOnQuit().finally(() => app.exit(0));
  });
  return door;
}

async function openSampleFirm(): Promise<Workspace> {
  const workspace = await openWorkspace(sampleFolder, {
    ...parts,
    isSample: true,
    anchorFile: join(sampleFolder, 'record-anchor.json'),
  });
  await fillSampleFirm(workspace.context);
  return workspace;
}

function problemKind(error: unknown): string {
  if (error instanceof DatabaseProblem) return error.kind;
  if (error instanceof DataKeyProblem) return error.kind === 'missing' ? 'key_missing' : 'key_unreadable';
  return 'unexpected';
}
