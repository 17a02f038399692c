// The application's windows, the user guide and the licences. Each is sandboxed and isolated, loads pages of our origin only, and is
// shown when it has something to show. An application window opens where the last one was.
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { app, BrowserWindow, type BrowserWindowConstructorOptions, nativeTheme, screen } from 'electron';
import { ORIGIN } from './security/scheme.ts';
import { PARTITION } from './security/session.ts';
import { fitToScreens, type WindowSettingsFile } from './window-settings.ts';

const folder = import.meta.dirname;
/** A second window is moved by this much, so it does not hide the first. */
const CASCADE = 24;
const SHOWN_AFTER_MS = 1000;

/** `--canvas` in renderer/styles/tokens.css. */
const APPLICATION_CANVAS = { light: '#f5f3ef', dark: '#121616' };
/** `--canvas` in renderer/styles/guide.css. */
const GUIDE_CANVAS = { light: '#faf9f7', dark: '#161a1a' };

const look = (canvas: { readonly light: string; readonly dark: string }): BrowserWindowConstructorOptions => ({
  show: false,
  title: 'Rekey',
  // The background of the page: a window that is shown before its page is drawn does not flash.
  backgroundColor: nativeTheme.shouldUseDarkColors ? canvas.dark : canvas.light,
  // A small icon: Electron decodes it before it opens the window, and a large one takes 30 ms.
  ...(app.isPackaged ? {} : { icon: join(app.getAppPath(), 'build', 'icons', '64x64.png') }),
});

const protection = () => ({
  partition: PARTITION, // nothing that a script stores reaches the disk
  sandbox: true, // the renderer process has the rights of a web page and no more
  contextIsolation: true, // our bridge and the page do not share objects
  nodeIntegration: false,
  webviewTag: false,
  spellcheck: false, // Chromium downloads dictionaries, and what people type here is confidential
  devTools: !app.isPackaged,
  navigateOnDragDrop: false,
});

export function openWindow(page: string, settings: WindowSettingsFile): BrowserWindow {
  const { isMaximized, zoomLevel } = settings.get();
  const window = new BrowserWindow({
    width: 1280,
    height: 800,
    minWidth: 900,
    minHeight: 600,
    ...look(APPLICATION_CANVAS),
    ...placeOf(settings),
    webPreferences: { ...protection(), preload: join(folder, '../preload/preload.cjs') },
  });
  window.webContents.once('dom-ready', () => window.webContents.setZoomLevel(zoomLevel));
  void showWhenReady(window, isMaximized);
  window.once('closed', () => {
    if (listWindows().length > 0) return;
    for (const each of documents.values()) each.close();
  });
  window.on('close', () =>
    settings.change({
      bounds: window.getNormalBounds(),
      isMaximized: window.isMaximized(),
      zoomLevel: window.webContents.getZoomLevel(),
    }),
  );
  showPage(window, page);
  return window;
}

/**
 * Shows a new window at `ready-to-show` (the first layout of its page), at `did-finish-load`, or after a second,
 * whichever comes first. `ready-to-show` alone is not enough: Electron does not always emit it for a hidden window
 * (electron/electron#7779 and #40273), and such a window would never appear. A window that is shown before its first
 * layout is filled with its `backgroundColor`, which is the background of the page.
 */
async function showWhenReady(window: BrowserWindow, isMaximized = false): Promise<void> {
  await Promise.race([
    once(window, 'ready-to-show'),
    once(window.webContents, 'did-finish-load'),
    delay(SHOWN_AFTER_MS),
  ]);
  if (window.isDestroyed()) return;
  if (isMaximized) window.maximize();
  window.show();
}

/** @param page a file of the renderer, with its query. */
export function showPage(window: BrowserWindow, page: string): void {
  void window.loadURL(`${ORIGIN}/${page}`);
}

function placeOf(settings: WindowSettingsFile): Partial<Electron.Rectangle> {
  const { bounds } = settings.get();
  const open = listWindows()[0]?.getNormalBounds();
  const wanted = open === undefined ? bounds : { ...open, x: open.x + CASCADE, y: open.y + CASCADE };
  if (wanted === null) return {};
  const screens = screen.getAllDisplays().map((display) => display.workArea);
  return fitToScreens(wanted, screens) ?? {};
}

/** Pages that are only read: they have no bridge, and close with the last of the other windows. */
const DOCUMENTS = {
  guide: { title: 'Rekey user guide', page: 'guide/index.html' },
  licences: { title: 'Licences', page: 'about/licences.html' },
} as const;
type DocumentName = keyof typeof DOCUMENTS;

const documents = new Map<DocumentName, BrowserWindow>();
const isDocument = (window: BrowserWindow): boolean => [...documents.values()].includes(window);

/** All windows but those of documents. */
export const listWindows = (): readonly BrowserWindow[] =>
  BrowserWindow.getAllWindows().filter((window) => !isDocument(window));

/** Opens a document, or shows it if it is open. */
export function openDocument(name: DocumentName): void {
  const open = documents.get(name);
  if (open !== undefined) {
    if (open.isMinimized()) open.restore();
    open.focus();
    return;
  }
  const { title, page } = DOCUMENTS[name];
  const window = new BrowserWindow({
    width: 1120,
    height: 900,
    minWidth: 480,
    minHeight: 400,
    ...look(GUIDE_CANVAS),
    title,
    webPreferences: protection(),
  });
  documents.set(name, window);
  void showWhenReady(window);
  window.once('closed', () => documents.delete(name));
  showPage(window, page);
}
