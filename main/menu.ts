// The application menu: the usual entries of a desktop program, and none that does nothing.
import { app, BrowserWindow, Menu, type MenuItemConstructorOptions, nativeTheme, shell } from 'electron';
import type { UpdateBackup } from './install-update.ts';
import { openDocument } from './window.ts';
import type { Appearance, WindowSettingsFile } from './window-settings.ts';

export interface MenuActions {
  readonly openNewWindow: () => void;
  /** Left out when nobody can be signed in. */
  readonly lockWindow?: (windowId: number) => void;
  /** Before an update. Left out when no firm is open. */
  readonly backup?: UpdateBackup;
}

export function installMenu(settings: WindowSettingsFile, { openNewWindow, lockWindow, backup }: MenuActions): void {
  const appearance = (label: string, source: Appearance): MenuItemConstructorOptions => ({
    label,
    type: 'radio',
    checked: nativeTheme.themeSource === source,
    click() {
      nativeTheme.themeSource = source;
      settings.change({ appearance: source });
    },
  });
  const template: MenuItemConstructorOptions[] = [
    ...(process.platform === 'darwin' ? [{ role: 'appMenu' } as const] : []),
    {
      label: '&File',
      submenu: [
        { id: 'new-window', label: 'New Window', accelerator: 'CmdOrCtrl+N', click: openNewWindow },
        ...(lockWindow === undefined
          ? []
          : [
              {
                id: 'lock',
                label: 'Lock',
                accelerator: 'CmdOrCtrl+L',
                click: (_item, window) => {
                  if (window instanceof BrowserWindow) lockWindow(window.id);
                },
              } satisfies MenuItemConstructorOptions,
            ]),
        { type: 'separator' },
        { role: 'close' },
        ...(process.platform === 'darwin' ? [] : [{ role: 'quit' } as const]),
      ],
    },
    { role: 'editMenu' },
    {
      label: '&View',
      submenu: [
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        {
          label: 'Appearance',
          submenu: [appearance('Match System', 'system'), appearance('Light', 'light'), appearance('Dark', 'dark')],
        },
        { type: 'separator' },
        { role: 'togglefullscreen' },
        ...(app.isPackaged ? [] : [{ role: 'toggleDevTools' } as const]),
      ],
    },
    { role: 'windowMenu' },
    {
      role: 'help',
      submenu: [
        { id: 'user-guide', label: 'User Guide', accelerator: 'F1', click: () => openDocument('guide') },
        { type: 'separator' },
        { label: 'Show Data Folder', click: () => void shell.openPath(app.getPath('userData')) },
        {
          id: 'install-update',
          label: 'Install an Update from a File…',
          click: async (_item, window) => (await import('./install-update.ts')).installUpdate(window, backup),
        },
        {
          id: 'about',
          label: 'About Rekey',
          click: async (_item, window) => (await import('./about.ts')).showAbout(window),
        },
      ],
    },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
