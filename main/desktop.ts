// What the use cases need from the desktop: the clipboard, files, the printer and the person's mail program.
import { randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import { app, BrowserWindow, clipboard, dialog, shell } from 'electron';
import type { CsvSeparator } from './domain/csv.ts';
import { refuse } from './domain/refusal.ts';
import { type Draft, toMailto } from './mailto.ts';
import { writeFileWhole } from './storage/files/write-file-whole.ts';

/** A copied secret is removed from the clipboard after this time. */
const SECRET_STAYS_MS = 60_000;
let secretOnClipboard: string | undefined;

// Electron 44 made `readText` asynchronous; `await` works with earlier versions too.
async function clearSecret(secret: string): Promise<void> {
  if (secretOnClipboard === secret) secretOnClipboard = undefined;
  if ((await clipboard.readText()) === secret) clipboard.clear();
}

export async function copy(text: string, isSecret: boolean): Promise<void> {
  await clipboard.writeText(text);
  if (!isSecret) return;
  secretOnClipboard = text;
  setTimeout(() => void clearSecret(text), SECRET_STAYS_MS);
}

export const isSecretOnClipboard = (): boolean => secretOnClipboard !== undefined;

/** A copied secret does not stay on the clipboard after Rekey quits. */
export async function clearSecretOnQuit(): Promise<void> {
  if (secretOnClipboard !== undefined) await clearSecret(secretOnClipboard);
}

export function protectWindow(windowId: number, isProtected: boolean): void {
  BrowserWindow.fromId(windowId)?.setContentProtection(isProtected);
}

/** @throws Refusal file_not_saved. */
export async function saveText(windowId: number, suggestedName: string, text: string): Promise<boolean> {
  const window = BrowserWindow.fromId(windowId);
  const options = {
    title: 'Save as a file',
    defaultPath: `${app.getPath('documents')}/${suggestedName}`,
    filters: [
      suggestedName.endsWith('.csv')
        ? { name: 'Spreadsheet', extensions: ['csv'] }
        : { name: 'Text', extensions: ['txt'] },
    ],
  };
  const chosen = window === null ? await dialog.showSaveDialog(options) : await dialog.showSaveDialog(window, options);
  if (chosen.canceled || chosen.filePath === '') return false;
  try {
    // Saved over a file that others may read, the new one is for this account alone. The name in between is nobody's.
    writeFileWhole(chosen.filePath, text, join(dirname(chosen.filePath), `.rekey-${randomUUID()}.new`));
  } catch {
    return refuse({ code: 'file_not_saved' });
  }
  return true;
}

const BACKUP_FILTERS = [
  { name: 'Backup of Rekey', extensions: ['age'] },
  { name: 'All files', extensions: ['*'] },
];

/** @returns undefined when the person cancels. */
export async function chooseBackupPlace(windowId: number, suggestedName: string): Promise<string | undefined> {
  const window = BrowserWindow.fromId(windowId);
  const options = {
    title: 'Back up now',
    defaultPath: `${app.getPath('documents')}/${suggestedName}`,
    filters: BACKUP_FILTERS,
  };
  const chosen = window === null ? await dialog.showSaveDialog(options) : await dialog.showSaveDialog(window, options);
  return chosen.canceled || chosen.filePath === '' ? undefined : chosen.filePath;
}

/** @returns undefined when the person cancels. */
export const chooseBackup = (windowId: number): Promise<string | undefined> =>
  chooseExisting(windowId, { title: 'Restore from a backup', properties: ['openFile'], filters: BACKUP_FILTERS });

/** @returns undefined when the person cancels. */
export const chooseBackupFolder = (windowId: number): Promise<string | undefined> =>
  chooseExisting(windowId, { title: 'Back up automatically', properties: ['openDirectory', 'createDirectory'] });

async function chooseExisting(windowId: number, options: Electron.OpenDialogOptions): Promise<string | undefined> {
  const window = BrowserWindow.fromId(windowId);
  const chosen = window === null ? await dialog.showOpenDialog(options) : await dialog.showOpenDialog(window, options);
  return chosen.canceled ? undefined : chosen.filePaths[0];
}

export function print(windowId: number): Promise<boolean> {
  const contents = BrowserWindow.fromId(windowId)?.webContents;
  if (contents === undefined) return Promise.resolve(false);
  // Background colours are left out to save ink.
  return new Promise((resolve) =>
    contents.print({ silent: false, printBackground: false }, (isPrinted) => resolve(isPrinted)),
  );
}

/**
 * Opens a draft; nothing is sent. SECURITY: this is the only address that Rekey hands to the system, and Rekey builds
 * it itself.
 * @throws Refusal mail_not_opened.
 */
export async function mail(draft: Draft): Promise<void> {
  try {
    await shell.openExternal(toMailto(draft));
  } catch {
    // Windows limits addresses to about 2,000 characters. A letter that does not fit is refused, not cut.
    refuse({ code: 'mail_not_opened' });
  }
}

/** As the system's settings say. Chromium's own language says nothing about it. */
export function readCsvSeparator(): CsvSeparator {
  // "en-US@posix" is a locale of Linux and no language tag.
  const [tag = ''] = app.getSystemLocale().split(/[@.]/);
  const isTag = /^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i.test(tag);
  const parts = new Intl.NumberFormat(isTag ? tag : 'en').formatToParts(1.5);
  return parts.some(({ type, value }) => type === 'decimal' && value === ',') ? ';' : ',';
}
