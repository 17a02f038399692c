// Starts Rekey. The window opens first, because Chromium's processes take longest to start; the rest of main
// (application.ts) is loaded at the window's first request. No rule lives here.
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { app, BrowserWindow, dialog, ipcMain, Menu, nativeTheme, session } from 'electron';
import { EVENT_CHANNEL, REQUEST_CHANNEL } from '../preload/channels.ts';
import { findFolderProblem, findLockProblem } from './data-folder.ts';
import { watchMain } from './fatal.ts';
import type { Door } from './ipc/door.ts';
import { hasJoined } from './joined-file.ts';
import { createLog } from './log.ts';
import { installMenu } from './menu.ts';
import { type ProblemKind, problemOf, sayProblem } from './problem.ts';
import { isOurFrame, lockDown } from './security/lockdown.ts';
import { registerScheme, serveRenderer } from './security/scheme.ts';
import { openSession } from './security/session.ts';
import { findRefusedSwitch } from './security/switches.ts';
import { readServeOrder, SERVE_HELP, type ServeOrder } from './serve-arguments.ts';
import { listWindows, openWindow } from './window.ts';
import { watchWindows } from './window-rescue.ts';
import { openWindowSettings } from './window-settings.ts';

process.umask(0o077); // only this account can read the files that we create

// SECURITY.md, "Looking into the running application". A marker file lets the tests inspect their copy of the package.
if (app.isPackaged && !isTestCopy()) {
  const refused = findRefusedSwitch(process.argv.slice(1), process.platform);
  if (refused !== undefined) {
    dialog.showErrorBox(
      'Rekey does not start like this',
      `It was started with “${refused.slice(0, 200)}”, which is not among the switches that keep its protection. Start it without that.`,
    );
    app.exit(2);
  }
}

const serveOrder = readServeOrder(process.argv.slice(1));
if (serveOrder !== undefined) startWithoutDisplay();

registerScheme();
// No host name resolves: this also stops prefetching, which the request filter does not see.
app.commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND');
// No window uses a network, so Chromium's network service needs no process: this saves 20 MB and one process start.
app.commandLine.appendSwitch('enable-features', 'NetworkServiceInProcess2');

// Every word of Rekey is English, so Chromium's own words in the window are, too. Formats of dates and numbers do not follow
// this switch on every system: renderer/words/ names their language itself.
app.commandLine.appendSwitch('lang', 'en-GB');
// On Linux this variable counts for more than the switch. Programs that Rekey opens later find it as it was.
const { LANGUAGE: languageBefore } = process.env;
if (process.platform === 'linux') process.env['LANGUAGE'] = 'en_GB';
void app.whenReady().then(() => {
  if (languageBefore === undefined) delete process.env['LANGUAGE'];
  else process.env['LANGUAGE'] = languageBefore;
});

Menu.setApplicationMenu(null); // no default menu of Electron: ours is installed with the window

const asksForSample = process.argv.includes('--demo');

const folderProblem = findFolderProblem(process.argv.slice(1), app.getPath('userData'));
// Electron leaves with 0 whatever happened.
app.on('quit', () => {
  if (process.exitCode !== undefined) app.exit(Number(process.exitCode));
});
if (serveOrder !== undefined) void serve(serveOrder, folderProblem);
else if (folderProblem !== undefined) void showFolderProblem(folderProblem);
else if (app.requestSingleInstanceLock())
  start().catch((error: unknown) => {
    sayProblem(problemOf(error));
    dialog.showErrorBox(
      'Rekey cannot start',
      'Its data folder cannot be used. Check that the disk is not full and that you may write there, then start Rekey again.',
    );
    app.exit(1);
  });
else {
  const problem = findLockProblem(app.getPath('userData'));
  if (problem === undefined)
    app.quit(); // the other start shows its window
  else void showFolderProblem(problem);
}

async function start(): Promise<void> {
  const windowSettings = openWindowSettings(join(app.getPath('userData'), 'window.json'));
  await app.whenReady();
  const isDemo = asksForSample && !(await isSampleOff());
  prepareSession();
  nativeTheme.themeSource = windowSettings.get().appearance;
  app.on('window-all-closed', () => app.quit());
  const log = createLog(join(app.getPath('userData'), 'logs', 'rekey.log'));
  let closeFirm = (): void => undefined;
  watchMain(log, () => closeFirm());
  let door: Promise<Door> | undefined;
  let openDoor: Door | undefined;
  const rescue = watchWindows(log, (windowId) => openDoor?.lock(windowId, 'restarted'));
  app.on('second-instance', () => {
    // The last backup is being made, and then Rekey ends: the new start comes after it.
    if (listWindows().length === 0) app.relaunch();
    rescue.reviveWindows(listWindows());
    showFirstWindow();
  });
  ipcMain.handle(REQUEST_CHANNEL, async (event, name: unknown, input: unknown) => {
    // The sign-in page sends its first request after its first paint (renderer/boot.ts), so opening the database on this
    // thread does not delay that paint.
    door ??= open();
    const sender = BrowserWindow.fromWebContents(event.sender);
    return (await door).answer(
      { windowId: isOurFrame(event.senderFrame, event.sender) ? sender?.id : undefined },
      name,
      input,
    );
  });
  const window = openWindow(
    isDemo || windowSettings.get().opensAtSignIn ? 'sign-in.html' : 'index.html',
    windowSettings,
  );
  installMenu(windowSettings, { openNewWindow: showFirstWindow });
  async function open(): Promise<Door> {
    const given = {
      window: listWindows()[0] ?? window,
      isDemo,
      windowSettings,
      log,
      showFirstWindow,
      closesWith(close: () => void) {
        closeFirm = close;
      },
      reopen: () => void reopen(),
    };
    // A desktop of the firm's server loads nothing of a firm, and other computers nothing of a desktop.
    openDoor =
      !isDemo && hasJoined()
        ? await (await import('./joined-application.ts')).runJoined(given)
        : await (await import('./application.ts')).openApplication(given);
    return openDoor;
  }
  /** Every window is told where it stands then. */
  async function reopen(): Promise<void> {
    door = open();
    const opened = await door;
    for (const { id, webContents } of listWindows()) {
      const reply: unknown = JSON.parse(await opened.answer({ windowId: id }, 'application.getState', '{}'));
      if (typeof reply === 'object' && reply !== null && 'value' in reply && !webContents.isDestroyed())
        webContents.send(EVENT_CHANNEL, 'state.changed', JSON.stringify(reply.value));
    }
  }
}

/**
 * Chromium decides before any script of ours runs whether it needs a display. On Linux the same process begins again with
 * the switch that says that it needs none.
 */
function startWithoutDisplay(): void {
  const [program = process.execPath, ...args] = process.argv;
  if (process.platform !== 'linux' || args.some((arg) => arg.startsWith('--ozone-platform='))) return;
  process.execve?.(process.execPath, [program, '--ozone-platform=headless', ...args], process.env);
}

/** @param problem with the folder. */
async function serve(order: ServeOrder, problem: ProblemKind | undefined): Promise<void> {
  const end = (stream: NodeJS.WriteStream, text: string, code: number) => stream.write(text, () => app.exit(code));
  if (order.kind === 'help') return void end(process.stdout, SERVE_HELP, 0);
  if (order.kind === 'wrong') return void end(process.stderr, `Rekey: ${order.sentence}\n`, 2);
  app.disableHardwareAcceleration();
  await app.whenReady();
  const { moveToPostgres, printStatus, serveFolder } = await import('./serve.ts');
  if (order.kind === 'status') return printStatus();
  const busy = problem ?? (app.requestSingleInstanceLock() ? undefined : 'in_use');
  if (busy !== undefined) {
    sayProblem({ kind: busy });
    return app.exit(1);
  }
  const log = createLog(join(app.getPath('userData'), 'logs', 'rekey.log'));
  if (order.kind === 'move') return moveToPostgres(order.database, log);
  if (order.kind === 'prepare') return (await import('./second-server.ts')).prepareFolder(order.database, log);
  if (order.kind === 'serve') return serveFolder(order.listen, order.database, log);
  const { moveBackFromPostgres, planBackupsTo } = await import('./serve-once.ts');
  if (order.kind === 'move_back') return moveBackFromPostgres(order.database, log);
  await planBackupsTo(order.folder, order.database, log);
}

/**
 * There is no folder to keep anything in, so the window uses a temporary one. Chromium leaves a few kilobytes of its own
 * there after the end, and nothing of a firm.
 */
async function showFolderProblem(kind: ProblemKind): Promise<void> {
  const page = sayProblem({ kind });
  try {
    const temporaryFolder = mkdtempSync(join(tmpdir(), 'rekey-start-'));
    app.setPath('userData', temporaryFolder);
    app.setPath('sessionData', temporaryFolder);
    await app.whenReady();
    prepareSession();
    app.on('window-all-closed', () => app.quit());
    openWindow(page, openWindowSettings(join(temporaryFolder, 'window.json')));
  } catch {
    app.exit(1);
  }
}

function prepareSession(): void {
  const ours = openSession();
  serveRenderer(ours, join(import.meta.dirname, '../renderer'));
  lockDown([ours, session.defaultSession]);
}

function showFirstWindow(): void {
  const window = listWindows()[0];
  if (window === undefined) return;
  if (window.isMinimized()) window.restore();
  window.focus();
}

/** By the policy file: the start goes on as one without the sample. */
async function isSampleOff(): Promise<boolean> {
  const { managedHere } = await import('./managed-here.ts');
  return managedHere.settings.noSampleData === true;
}

function isTestCopy(): boolean {
  return existsSync(join(process.resourcesPath, 'test-copy'));
}
