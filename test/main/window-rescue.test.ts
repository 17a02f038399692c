// The rescue of windows, with windows that stand in for Electron's: what is logged, locked, loaded again and asked.
// test/e2e/dead-window.test.ts kills real ones.
import { EventEmitter } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { BrowserWindow } from 'electron';
import { beforeEach, expect, test, vi } from 'vitest';
import { type Rescue, watchWindows } from '../../main/window-rescue.ts';

const desk = vi.hoisted(() => ({
  app: undefined as EventEmitter | undefined,
  /** What the system's dialogs have asked. `answer` settles the newest. */
  asked: [] as string[],
  answer: (_button: number): void => undefined,
  shown: [] as string[],
}));
vi.mock('electron', async () => {
  const { EventEmitter: Emitter } = await import('node:events');
  desk.app = new Emitter();
  return {
    app: desk.app,
    dialog: {
      showMessageBox(_window: unknown, { message, signal }: { message: string; signal: AbortSignal }) {
        desk.asked.push(message);
        return new Promise((resolve) => {
          desk.answer = (response) => resolve({ response });
          signal.addEventListener('abort', () => resolve({ response: 0 }));
        });
      },
    },
  };
});
vi.mock('../../main/window.ts', () => ({
  showPage: (_window: unknown, page: string) => void desk.shown.push(page),
}));

class FakeWindow extends EventEmitter {
  readonly id = 7;
  isGone = false;
  readonly webContents = Object.assign(new EventEmitter(), {
    isDead: false,
    crashed: 0,
    isCrashed(): boolean {
      return this.isDead;
    },
    forcefullyCrashRenderer(): void {
      this.crashed += 1;
    },
  });
  isDestroyed(): boolean {
    return this.isGone;
  }
  destroy(): void {
    this.isGone = true;
    this.emit('closed');
  }
  loadURL(address: string): Promise<void> {
    desk.shown.push(address);
    return Promise.resolve();
  }
  open(url: string): void {
    this.webContents.emit('did-start-navigation', { isMainFrame: true, isSameDocument: false, url });
  }
  async die(reason = 'oom'): Promise<void> {
    this.webContents.isDead = true;
    this.webContents.emit('render-process-gone', {}, { reason, exitCode: 5 });
    await nextTurn();
  }
}

let log: string[];
let locked: number[];
let window: FakeWindow;
let rescue: Rescue;
beforeEach(() => {
  Object.assign(desk, { asked: [], shown: [] });
  desk.app?.removeAllListeners();
  log = [];
  locked = [];
  rescue = watchWindows(
    (line) => log.push(line),
    (windowId) => locked.push(windowId),
  );
  window = new FakeWindow();
  desk.app?.emit('browser-window-created', {}, window);
  window.open('rekey://app/sign-in.html');
});

test('a page that dies is logged, its window locks, and the page comes back and says so', async () => {
  for (const reason of ['oom', 'killed']) await window.die(reason);
  expect(log).toEqual([
    'window 7: its process is gone: oom, exit code 5',
    'window 7: its process is gone: killed, exit code 5',
  ]);
  expect(locked).toEqual([7, 7]);
  expect(desk.shown).toEqual(['index.html?restarted', 'index.html?restarted']);
  expect(desk.asked).toEqual([]);
});

test('the guide and the problem page come back as they were', async () => {
  for (const address of ['rekey://app/guide/index.html', 'rekey://app/problem.html?kind=damaged']) {
    const other = new FakeWindow();
    desk.app?.emit('browser-window-created', {}, other);
    other.open(address);
    await other.die();
    expect(desk.shown.at(-1)).toBe(address);
  }
});

test('a page that keeps dying is not started for ever: the system asks, and a locked window stays locked', async () => {
  for (let i = 0; i < 3; i++) await window.die();
  expect(desk.shown).toHaveLength(2);
  expect(locked).toHaveLength(3);
  expect(desk.asked).toEqual(['This window keeps stopping']);
  desk.answer(0);
  await nextTurn();
  expect(desk.shown).toHaveLength(3);
  for (let i = 0; i < 3; i++) await window.die();
  desk.answer(1);
  await nextTurn();
  expect(window.isGone).toBe(true);
});

test('deaths that are far apart are accidents', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  try {
    for (let i = 0; i < 6; i++) {
      await window.die();
      vi.setSystemTime(Date.now() + 31_000);
    }
  } finally {
    vi.useRealTimers();
  }
  expect(desk.asked).toEqual([]);
  expect(desk.shown).toHaveLength(6);
});

test('a second start brings a dead window back, and leaves a living one alone', async () => {
  const both = [window, new FakeWindow()] as unknown as BrowserWindow[];
  for (let i = 0; i < 3; i++) await window.die();
  rescue.reviveWindows(both);
  await nextTurn();
  expect(desk.shown).toHaveLength(3);
  expect(window.isGone).toBe(false);
});

test('a bridge that fails and a page that does not load are failures too; a page that was replaced is none', async () => {
  window.webContents.emit('preload-error', {}, 'preload.cjs', new Error('no bridge'));
  window.webContents.emit('did-fail-load', {}, -6, 'ERR_FILE_NOT_FOUND', 'rekey://app/index.html', true);
  window.webContents.emit('did-fail-load', {}, -3, 'ERR_ABORTED', 'rekey://app/index.html', true);
  window.webContents.emit('did-fail-load', {}, -6, 'ERR_FILE_NOT_FOUND', 'rekey://app/a.woff2', false);
  await nextTurn();
  expect(locked).toEqual([7, 7]);
  expect(desk.shown).toHaveLength(2);
});

test('a window that hangs asks; only Load again ends its page; the question goes when the window responds', async () => {
  window.emit('unresponsive');
  desk.answer(0);
  await nextTurn();
  expect(window.webContents.crashed).toBe(0);
  window.emit('unresponsive');
  window.emit('responsive');
  await nextTurn();
  expect(window.webContents.crashed).toBe(0);
  window.emit('unresponsive');
  desk.answer(1);
  await nextTurn();
  expect(window.webContents.crashed).toBe(1);
  expect(log).toContain('window 7 does not respond');
});

test('a process of Chromium that is gone is logged, and a window that was closed needs nothing', async () => {
  desk.app?.emit('child-process-gone', {}, { type: 'GPU', reason: 'crashed', exitCode: 139 });
  expect(log).toEqual(['the process GPU is gone: crashed, exit code 139']);
  window.destroy();
  await window.die();
  expect([locked, desk.shown]).toEqual([[], []]);
});
