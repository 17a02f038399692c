// What happens when the page of a window dies, hangs or does not load. It is logged, the window locks, and its page
// comes back with a sentence. A page that keeps failing is not started for ever: the system's own dialog, which needs
// no page, says so and asks.
import { app, type BrowserWindow, dialog } from 'electron';
import { showPage } from './window.ts';

/** So many failures within so short a time are one fault and no accident. */
const MOST_FAILURES = 3;
const WITHIN_MS = 60_000;

const APPLICATION = ['/index.html', '/sign-in.html'];

/** Chromium's ERR_ABORTED: another page was loaded before this one had come. */
const ABORTED = -3;

export interface Rescue {
  /** Somebody has started Rekey again and expects a window that works. */
  reviveWindows(windows: readonly BrowserWindow[]): void;
}

interface Question {
  readonly message: string;
  readonly detail: string;
  readonly buttons: readonly [string, string];
}

/** @param lock locks the window, if somebody is signed in there. */
export function watchWindows(log: (line: string) => void, lock: (windowId: number) => void): Rescue {
  const failures = new WeakMap<BrowserWindow, readonly number[]>();
  const addresses = new WeakMap<BrowserWindow, string>();
  const questions = new WeakMap<BrowserWindow, AbortController>();

  app.on('browser-window-created', (_event, window) => watch(window));
  // The GPU and utility processes: Chromium starts them again, and no session is in them.
  app.on('child-process-gone', (_event, { type, name, reason, exitCode }) =>
    log(`the process ${name ?? type} is gone: ${reason}, exit code ${exitCode}`),
  );

  function watch(window: BrowserWindow): void {
    const { id, webContents } = window;
    webContents.on('did-start-navigation', ({ isMainFrame, isSameDocument, url }) => {
      if (isMainFrame && !isSameDocument) addresses.set(window, url);
    });
    webContents.on('render-process-gone', (_event, { reason, exitCode }) =>
      fail(window, `its process is gone: ${reason}, exit code ${exitCode}`),
    );
    webContents.on('preload-error', (_event, _file, error) => fail(window, `its bridge failed: ${error.message}`));
    webContents.on('did-fail-load', (_event, code, description, url, isMainFrame) => {
      if (isMainFrame && code !== ABORTED) fail(window, `${url} did not load: ${description} (${code})`);
    });
    window.on('unresponsive', () => {
      log(`window ${id} does not respond`);
      void ask(window, {
        message: 'This window does not respond',
        detail: 'Wait, or load it again. Then it locks, and what was typed in it is lost. What was saved is safe.',
        buttons: ['Wait', 'Load again'],
      }).then((answer) => {
        if (answer === 1 && !window.isDestroyed()) webContents.forcefullyCrashRenderer();
      });
    });
    window.on('responsive', () => {
      log(`window ${id} responds again`);
      questions.get(window)?.abort();
    });
    window.once('closed', () => questions.get(window)?.abort());
  }

  function fail(window: BrowserWindow, what: string): void {
    if (window.isDestroyed()) return;
    log(`window ${window.id}: ${what}`);
    questions.get(window)?.abort();
    lock(window.id);
    const now = Date.now();
    const recent = [...(failures.get(window) ?? []), now].filter((at) => now - at < WITHIN_MS);
    failures.set(window, recent);
    // Chromium is still taking the process apart while it tells.
    if (recent.length < MOST_FAILURES) setImmediate(() => comeBack(window));
    else void giveUp(window);
  }

  async function giveUp(window: BrowserWindow): Promise<void> {
    log(`window ${window.id} keeps failing, so it is not started again by itself`);
    const answer = await ask(window, {
      message: 'This window keeps stopping',
      detail:
        'It has stopped several times within a minute. If you were signed in, the window is locked. What was saved is safe. The log says why: in the menu, choose Help, then Show Data Folder.',
      buttons: ['Try again', 'Close window'],
    });
    if (window.isDestroyed() || answer === undefined) return;
    if (answer === 1) window.destroy();
    else revive(window);
  }

  /** The system's own dialog, at most one for a window. @returns undefined when it was settled in another way. */
  async function ask(window: BrowserWindow, { message, detail, buttons }: Question): Promise<number | undefined> {
    questions.get(window)?.abort();
    const question = new AbortController();
    questions.set(window, question);
    const { response } = await dialog.showMessageBox(window, {
      type: 'warning',
      title: 'Rekey',
      message,
      detail,
      buttons: [...buttons],
      defaultId: 0,
      // Escape, and the dialog's own close button, change nothing.
      cancelId: 0,
      noLink: true,
      signal: question.signal,
    });
    return question.signal.aborted ? undefined : response;
  }

  function revive(window: BrowserWindow): void {
    failures.delete(window);
    comeBack(window);
  }

  function comeBack(window: BrowserWindow): void {
    if (window.isDestroyed()) return;
    const address = addresses.get(window);
    // The application's page says that it was started again. The guide and the problem page just come back.
    if (address === undefined || APPLICATION.includes(new URL(address).pathname))
      showPage(window, 'index.html?restarted');
    else void window.loadURL(address);
  }

  return {
    reviveWindows(windows) {
      for (const window of windows) {
        if (!window.webContents.isCrashed()) continue;
        log(`window ${window.id} is started again, because Rekey was`);
        questions.get(window)?.abort();
        revive(window);
      }
    },
  };
}
