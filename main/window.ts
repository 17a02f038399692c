// A Rekey window: sandboxed, isolated, at our own origin, shown when it has something to show.
import { join } from 'node:path';
import { app, BrowserWindow, nativeTheme } from 'electron';
import { ORIGIN } from './security/scheme.ts';

const folder = import.meta.dirname;

export function openWindow(page: string): BrowserWindow {
  const window = new BrowserWindow({
    width: 1280,
    height: 800,
    minWidth: 900,
    minHeight: 600,
    show: false,
    title: 'Rekey',
    // The page's own background, so that no white flash comes before a dark page.
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#161a1a' : '#faf9f7',
    ...(app.isPackaged ? {} : { icon: join(app.getAppPath(), 'build', 'icon.png') }),
    webPreferences: {
      preload: join(folder, '../preload/preload.cjs'),
      sandbox: true, // the renderer process has no more rights than a web page
      contextIsolation: true, // our bridge and the page do not share objects
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false, // dictionaries are downloaded, and what is typed here is nobody's business
      devTools: !app.isPackaged,
      navigateOnDragDrop: false,
    },
  });
  window.once('ready-to-show', () => window.show());
  void window.loadURL(`${ORIGIN}/${page}`);
  return window;
}
