// Everything behind the window: opens the firm's database, puts the door in front of it, and starts the menu and the
// clock. It wires the door, the use cases and the storage together and holds no rule.

import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { app, type BrowserWindow } from 'electron';
import {
  chooseBackup,
  chooseBackupFolder,
  chooseBackupPlace,
  chooseCopyFolder,
  clearSecretOnQuit,
  isSecretOnClipboard,
  ownDesktop,
  removeHalfFiles,
  tellWindow,
} from './desktop.ts';
import { unmanaged } from './domain/managed.ts';
import { refuse } from './domain/refusal.ts';
import { startClock } from './firm-clock.ts';
import { withActIds } from './ipc/act-ids.ts';
import { createDoor, type Door } from './ipc/door.ts';
import type { Desktop } from './ipc/handler.ts';
import { createFirmServer } from './line/firm-server.ts';
import { installMenu } from './menu.ts';
import { firmPlace, openFirm, userData, workspaceDependencies } from './open-firm.ts';
import { type ProblemKind, problemOf, sayProblem } from './problem.ts';
import { createRescueDoor, isRescueName } from './rescue-door.ts';
import { noteRestored, prepareRestored } from './restored-firm.ts';
import { setAsideUnlessSample } from './sample-folder.ts';
import { backUpBeforeUpdate, backUpIfDue, backupBeforeUpdate, isBackupDue } from './services/backup/plan-backups.ts';
import { resumeServing } from './services/desktops/serve-firm.ts';
import { fillSampleFirm } from './services/firm/sample-firm.ts';
import { checkFile } from './storage/engine/check-file.ts';
import { DatabaseProblem } from './storage/engine/database-problem.ts';
import { fileOf } from './storage/engine/file-of.ts';
import { clearStaging, replaceFolder } from './storage/files/replace-folder.ts';
import { getFirm } from './storage/tables/firm.ts';
import { listWindows, openWindow, showPage } from './window.ts';
import type { WindowSettingsFile } from './window-settings.ts';
import { openWorkspace, type Workspace } from './workspace.ts';

export interface Dependencies {
  /** The first window. It is open already, and its requests wait for the door. */
  readonly window: BrowserWindow;
  /** Opens the sample firm instead of the person's own. */
  readonly isDemo: boolean;
  readonly windowSettings: WindowSettingsFile;
  readonly log: (line: string) => void;
  readonly showFirstWindow: () => void;
  /** Told how to close the database, for an end that comes unexpected. */
  readonly closesWith: (close: () => void) => void;
  /** This computer has joined the firm's server, or has left it: what is behind the windows is opened again. */
  readonly reopen: () => void;
}

/** Most computers are no desktop of a server: they load nothing of it. */
const joinedApplication = () => import('./joined-application.ts');

/** The window has drawn its first page by then. */
const CHECK_FOR_DAMAGE_AFTER_MS = 1000;

/** Opens the firm, or the sample firm. When it cannot be opened, the window says why and the door never answers. */
export async function openApplication(dependencies: Dependencies): Promise<Door> {
  const { window, isDemo, log } = dependencies;
  void removeHalfFiles();
  try {
    // A kill may have left what somebody was decrypting in the sample.
    clearStaging(sampleFolder);
    const workspace = await (isDemo ? openSampleFirm() : openFirm());
    if (!window.isDestroyed()) return run(workspace, dependencies);
    workspace.close();
  } catch (error) {
    log(`cannot open: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    const problem = problemOf(error);
    const page = sayProblem(problem, !isDemo);
    if (!window.isDestroyed()) showPage(window, page);
    if (!isDemo) return rescueAtStart(dependencies, problem.kind);
  }
  return new Promise(() => undefined);
}

/** The firm's door is behind it once the firm can be opened. */
function rescueAtStart(dependencies: Dependencies, problem: ProblemKind): Door {
  let firmDoor: Door | undefined;
  const answer = openWaysOut(dependencies.window, problem, dependencies.log, async () => {
    firmDoor = run(await openFirm(), dependencies);
  });
  return {
    answer: (sender, name, input) => (firmDoor === undefined ? answer : firmDoor.answer)(sender, name, input),
    forget: (windowId) => firmDoor?.forget(windowId),
    sweep: () => firmDoor?.sweep(),
    lock: (windowId, because) => firmDoor?.lock(windowId, because),
    stateChanged: (isShownInLists) => firmDoor?.stateChanged(isShownInLists),
    startOver: () => firmDoor?.startOver(),
  };
}

/**
 * The page about the problem may ask for a way out. What was in the way then is gone, or the next page says what is now.
 * @param open opens the firm. @throws what is in the way.
 */
function openWaysOut(
  window: BrowserWindow,
  problem: ProblemKind,
  log: (line: string) => void,
  open: () => Promise<void>,
): Door['answer'] {
  const { id } = window; // a closed window has no properties
  const rescueDoor = createRescueDoor({
    ...workspaceDependencies,
    problem,
    place: firmPlace,
    log,
    chooseBackup: () => chooseBackup(id),
    chooseFolder: () => chooseCopyFolder(id),
    async open() {
      await open();
      process.exitCode = undefined;
      // The answer comes first.
      setImmediate(() => showPage(window, 'sign-in.html'));
    },
    show(error) {
      log(`cannot open: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      const next = problemOf(error);
      const page = sayProblem(next, true);
      setImmediate(() => showPage(window, page));
      return next.kind;
    },
  });
  window.once('closed', () => rescueDoor.leave());
  return (sender, name, input) =>
    // What the page before has asked for waits for the firm.
    sender.windowId === id && isRescueName(name) ? rescueDoor.answer(name, input) : new Promise(() => undefined);
}

function run(opened: Workspace, dependencies: Dependencies): Door {
  const { window: firstWindow, windowSettings, log, showFirstWindow } = dependencies;
  let workspace = opened;
  let isReplacing = false;
  /** Settles when no other firm is about to take the place of this one. */
  let replaced: Promise<void> = Promise.resolve();
  /** While one window shows why the firm was given up. */
  let waysOut: Door['answer'] | undefined;
  const server = createFirmServer({
    context: () => workspace.context,
    // Desktops give their requests act ids of their own.
    door: () => local,
    keyProtection: () => workspace.keyProtection,
    hasWindow: true,
    log,
  });
  const desktop: Desktop = {
    ...ownDesktop,
    get keyProtection() {
      return workspace.keyProtection;
    },
    get keyStoreName() {
      return workspaceDependencies.keyStore.name;
    },
    readDataKey: () => workspace.readDataKey(),
    chooseBackupPlace,
    chooseBackupFolder,
    chooseBackup,
    restoreFirm: (staged, by, requireSame) =>
      replaceWorkspace(async () => {
        await prepareRestored(staged, firmPlace, workspaceDependencies, by, requireSame);
        workspace.close();
        try {
          replaceFolder(firmPlace.folder, firmPlace.anchorFile);
          noteRestored(staged, firmPlace, workspaceDependencies.clock);
          return await openFirm();
        } catch (error) {
          // The next start finds the old firm, or finishes.
          giveUp(error);
          throw error;
        }
      }),
    openSample: () =>
      replaceWorkspace(() => {
        // What a window has opened to restore it on the first run.
        clearStaging(firmPlace.folder);
        return openSampleFirm();
      }),
    async leaveSample() {
      await replaceWorkspace(openFirm);
      // Retries: a worker may have the files open for another moment, and Windows does not remove open files.
      rmSync(sampleFolder, { recursive: true, force: true, maxRetries: 10 });
    },
    isHere: true,
    server,
    async join(pairing, name) {
      if (isReplacing) refuse({ code: 'not_now' });
      isReplacing = true;
      try {
        await (await joinedApplication()).joinAsDesktop(pairing, name);
      } catch (error) {
        isReplacing = false;
        throw error;
      }
      // The answer comes first.
      setImmediate(() => {
        stop();
        dependencies.reopen();
      });
    },
  };
  const local = createDoor({
    context: () => workspace.context,
    desktopOf: (windowId) => server.desktopOf(windowId) ?? desktop,
    log,
    announce(windowId, name, payload) {
      if (!server.announce(windowId, name, payload)) tellWindow(windowId, name, JSON.stringify(payload));
    },
  });
  const door = withActIds(local, {
    newId: () => randomBytes(16).toString('base64url'),
    now: () => performance.now(),
  });
  let stopClock = beginClock();
  dependencies.closesWith(stop);
  installFirmMenu();
  for (const window of new Set([firstWindow, ...listWindows()])) forgetWhenClosed(window);
  log('opened');
  rememberFirstPage();
  watchForLoss();
  setTimeout(() => void checkForDamage(), CHECK_FOR_DAMAGE_AFTER_MS);
  watch();
  void serve();
  app.on('will-quit', onQuit);
  return {
    ...door,
    answer: (sender, name, input) => (waysOut ?? door.answer)(sender, name, input),
  };

  function onQuit(event: Electron.Event): void {
    stopClock();
    server.shutDown();
    if (!workspace.context.storage.isClosed) rememberFirstPage();
    const isDue = !workspace.context.storage.isClosed && isBackupDue(workspace.context, true);
    if (!isDue) workspace.close();
    if (!isDue && !isSecretOnClipboard()) return;
    // The last backup and reading the clipboard are asynchronous: quitting waits for them.
    event.preventDefault();
    void (isDue ? backUp(true) : Promise.resolve())
      .finally(() => workspace.close())
      .finally(clearSecretOnQuit)
      .finally(() => app.exit(Number(process.exitCode ?? 0)));
  }

  function stop(): void {
    stopClock();
    server.stop();
    app.off('will-quit', onQuit);
    workspace.close();
  }

  /** As it did when Rekey was closed. A port that is taken now is tried again. */
  async function serve(): Promise<void> {
    try {
      if (!isReplacing && !workspace.context.storage.isClosed && (await resumeServing(workspace.context, server)))
        door.stateChanged(true);
    } catch (error) {
      log(`does not serve: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  function beginClock(): () => void {
    return startClock(
      door,
      () => workspace,
      log,
      server.sweep,
      () => {
        void backUp(false);
        void serve();
      },
    );
  }

  function installFirmMenu(): void {
    installMenu(windowSettings, {
      openNewWindow: () => forgetWhenClosed(openWindow(hasFirm() ? 'sign-in.html' : 'index.html', windowSettings)),
      lockWindow: (windowId) => door.lock(windowId, 'person'),
      backup: {
        before: () => backupBeforeUpdate(workspace.context),
        make: () => backUpBeforeUpdate(workspace.context),
      },
    });
  }

  async function replaceWorkspace(open: () => Promise<Workspace>): Promise<void> {
    // Two windows that ask at the same time would open one folder twice.
    if (isReplacing) refuse({ code: 'not_now' });
    isReplacing = true;
    const { promise, resolve } = Promise.withResolvers<void>();
    replaced = promise;
    try {
      server.stop();
      const next = await open();
      workspace.close();
      workspace = next;
      door.startOver();
      watchForLoss();
      watch();
      void checkForDamage();
    } finally {
      isReplacing = false;
      resolve();
    }
  }

  /** Nobody waits for it: what fails is on record, and tried again. */
  async function backUp(isClosing: boolean): Promise<void> {
    try {
      if (!workspace.context.storage.isClosed && (await backUpIfDue(workspace.context, isClosing))) door.stateChanged();
    } catch (error) {
      log(`not backed up: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    }
  }

  /** Checks a large file while the window is in use. If it is damaged, one window says so and everything else ends. */
  async function checkForDamage(): Promise<void> {
    const checked = workspace;
    try {
      if (!(await checked.findDamage())) return checked.recordWatch.checkLater();
    } catch (error) {
      log(`not checked for damage: ${error instanceof Error ? error.message : String(error)}`);
      return;
    }
    await giveUpUnlessReplaced(checked, new DatabaseProblem('damaged'));
  }

  /** A backup that is being restored takes the place of a damaged firm. Where it cannot, the page about the damage comes. */
  async function giveUpUnlessReplaced(lost: Workspace, error: unknown): Promise<void> {
    await replaced;
    if (workspace === lost && waysOut === undefined) giveUp(error);
  }

  /** An act, or the look at the files, finds that they are gone. The act that found it is answered first. */
  function watchForLoss(): void {
    const watched = workspace;
    const { storage } = watched.context;
    storage.onLoss((problem) => {
      setImmediate(() => {
        storage.close();
        void giveUpUnlessReplaced(watched, problem);
      });
    });
  }

  /** What another program does to the record while it is open is recorded. */
  function watch(): void {
    workspace.recordWatch.listen({
      onFound: () => door.stateChanged(),
      onError(error) {
        log(`the record is not checked: ${error instanceof Error ? error.message : String(error)}`);
        void checkAgain();
      },
    });
  }

  /** A check of the record that fails may have met a damaged page, also in a file that was sound when it was opened. */
  async function checkAgain(): Promise<void> {
    const checked = workspace;
    const { storage } = checked.context;
    const isSound = await checkFile(fileOf(storage)).catch(() => true);
    if (isSound || storage.isClosed) return;
    storage.close();
    await giveUpUnlessReplaced(checked, new DatabaseProblem('damaged'));
  }

  /** The database is closed by then. One window says why, and everything else ends. */
  function giveUp(error: unknown): void {
    log(`given up: ${error instanceof Error ? error.message : String(error)}`);
    stopClock();
    server.stop();
    const [window, ...others] = listWindows();
    installMenu(windowSettings, { openNewWindow: showFirstWindow });
    door.startOver(); // nobody stays signed in to a closed database
    const problem = problemOf(error);
    // The sample has no backup, and none takes the place of the firm for its sake.
    const hasWaysOut = !workspace.context.isSample;
    const page = sayProblem(problem, hasWaysOut);
    if (window !== undefined) {
      if (hasWaysOut) waysOut = openWaysOut(window, problem.kind, log, comeBack);
      showPage(window, page);
    }
    for (const other of others) other.destroy();
  }

  /** What was given up can be opened again. */
  async function comeBack(): Promise<void> {
    await replaceWorkspace(openFirm);
    stopClock = beginClock();
    installFirmMenu();
    waysOut = undefined;
  }

  function forgetWhenClosed(window: BrowserWindow): void {
    const { id } = window; // a closed window has no properties
    window.once('closed', () => door.forget(id));
  }

  function hasFirm(): boolean {
    return getFirm(workspace.context.storage.read) !== undefined;
  }

  function rememberFirstPage(): void {
    if (!workspace.context.isSample) windowSettings.change({ opensAtSignIn: hasFirm() });
  }
}

const sampleFolder = join(userData, 'sample');

async function openSampleFirm(): Promise<Workspace> {
  setAsideUnlessSample(sampleFolder);
  const workspace = await openWorkspace(sampleFolder, {
    ...workspaceDependencies,
    isSample: true,
    managed: unmanaged(''),
    anchorFile: join(sampleFolder, 'record-anchor.json'),
  });
  await fillSampleFirm(workspace.context);
  return workspace;
}
