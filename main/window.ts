// A Rekey window: sandboxed, isolated, at our own origin, shown when it has something to show, where it stood last time.
import { join } from 'node:path';
import { app, BrowserWindow, type BrowserWindowConstructorOptions, nativeTheme, screen } from 'electron';
import { ORIGIN } from './security/scheme.ts';
import { fitToScreens, type WindowSettingsFile } from './window-settings.ts';

const folder = import.meta.dirname;
/** So that a second window does not hide the first. */
const CASCADE = 24;

const look = (): BrowserWindowConstructorOptions => ({
  show: false,
  title: 'Rekey',
  // The page's own background, so that no white flash comes before a dark page.
  backgroundColor: nativeTheme.shouldUseDarkColors ? '#161a1a' : '#faf9f7',
  // A small one: a large picture is decoded before the window is there, which takes 30 ms.
  ...(app.isPackaged ? {} : { icon: join(app.getAppPath(), 'build', 'icons', '64x64.png') }),
});

const protection = () => ({
  sandbox: true, // the renderer process has no more rights than a web page
  contextIsolation: true, // our bridge and the page do not share objects
  nodeIntegration: false,
  webviewTag: false,
  spellcheck: false, // dictionaries are downloaded, and what is typed here is nobody's business
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
    ...look(),
    ...placeOf(settings),
    webPreferences: { ...protection(), preload: join(folder, '../preload/preload.cjs') },
  });
  window.webContents.once('dom-ready', () => window.webContents.setZoomLevel(zoomLevel));
  window.once('ready-to-show', () => {
    if (isMaximized) window.maximize();
    window.show();
  });
  window.once('closed', () => {
    if (listWindows().length === 0) guide?.close();
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

/** @param page a file of the renderer, with what comes after its name. */
export function showPage(window: BrowserWindow, page: string): void {
  void window.loadURL(`${ORIGIN}/${page}`);
}

function placeOf(settings: WindowSettingsFile): Partial<Electron.Rectangle> {
  const { bounds } = settings.get();
  const open = BrowserWindow.getAllWindows()
    .find((window) => window !== guide)
    ?.getNormalBounds();
  const wanted = open === undefined ? bounds : { ...open, x: open.x + CASCADE, y: open.y + CASCADE };
  if (wanted === null) return {};
  const screens = screen.getAllDisplays().map((display) => display.workArea);
  return fitToScreens(wanted, screens) ?? {};
}

let guide: BrowserWindow | undefined;

/** Without the guide. */
export const listWindows = (): readonly BrowserWindow[] =>
  BrowserWindow.getAllWindows().filter((window) => window !== guide);

/** The user guide: one window, without a bridge, that goes when the last of the others does. */
export function openGuide(): void {
  if (guide !== undefined) {
    if (guide.isMinimized()) guide.restore();
    guide.focus();
    return;
  }
  const window = new BrowserWindow({
    width: 1120,
    height: 900,
    minWidth: 480,
    minHeight: 400,
    ...look(),
    title: 'Rekey user guide',
    webPreferences: protection(),
  });
  guide = window;
  window.once('ready-to-show', () => window.show());
  window.once('closed', () => {
    guide = undefined;
  });
  void window.loadURL(`${ORIGIN}/guide/index.html`);
}
