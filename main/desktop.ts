// What the use cases need from the desktop: the clipboard, files, the printer and the person's mail program.
import { basename, join } from 'node:path';
import * as electron from 'electron';
import { app, BrowserWindow, clipboard, dialog, shell } from 'electron';
import { EVENT_CHANNEL } from '../preload/channels.ts';
import type { SavedFile } from '../preload/contract/fields.ts';
import type { CsvSeparator } from './domain/csv.ts';
import { refuse } from './domain/refusal.ts';
import type { ChosenFile, Desktop } from './ipc/handler.ts';
import { toSavedFile } from './ipc/saved-file.ts';
import { type Draft, toMailto } from './mailto.ts';
import { type PrintOutcome, toPrintOutcome } from './print-outcome.ts';
import { privateCopy } from './private-copy.ts';
import { createHalfFiles } from './storage/files/half-files.ts';
import { readInPieces } from './storage/files/read-in-pieces.ts';
import { writeFileWhole, writePartsWhole } from './storage/files/write-file-whole.ts';

/** A copied secret is removed from the clipboard after this time. */
const SECRET_STAYS_MS = 60_000;
let secretOnClipboard: string | undefined;

// Electron 44 made `readText` asynchronous; `await` works with earlier versions too.
async function clearSecret(secret: string): Promise<void> {
  if (secretOnClipboard === secret) secretOnClipboard = undefined;
  if ((await clipboard.readText()) === secret) clipboard.clear();
}

/**
 * Beside what asks histories to leave it out, in one step.
 * @returns false where this Electron (before 44) or the system does not take it; the clipboard may be empty then.
 */
async function writePrivately(secret: string): Promise<boolean> {
  const { ClipboardItem } = electron as Partial<typeof electron>;
  if (ClipboardItem === undefined) return false;
  try {
    await clipboard.write([new ClipboardItem({ ...privateCopy(secret, process.platform) })]);
    return (await clipboard.readText()) === secret;
  } catch {
    return false;
  }
}

async function copy(text: string, isSecret: boolean): Promise<void> {
  if (!isSecret) return await clipboard.writeText(text);
  if (!(await writePrivately(text))) await clipboard.writeText(text);
  secretOnClipboard = text;
  setTimeout(() => void clearSecret(text), SECRET_STAYS_MS);
}

export const isSecretOnClipboard = (): boolean => secretOnClipboard !== undefined;

/** A copied secret does not stay on the clipboard after Rekey quits. */
export async function clearSecretOnQuit(): Promise<void> {
  if (secretOnClipboard !== undefined) await clearSecret(secretOnClipboard);
}

function protectWindow(windowId: number, isProtected: boolean): void {
  BrowserWindow.fromId(windowId)?.setContentProtection(isProtected);
}

const FILTERS = {
  csv: { name: 'Spreadsheet', extensions: ['csv'] },
  pdf: { name: 'PDF', extensions: ['pdf'] },
  txt: { name: 'Text', extensions: ['txt'] },
  zip: { name: 'Zip', extensions: ['zip'] },
} as const;

/** @returns undefined when the person cancels. */
async function choosePlace(windowId: number, suggestedName: string): Promise<string | undefined> {
  const window = BrowserWindow.fromId(windowId);
  const kind = suggestedName.slice(-3) as keyof typeof FILTERS;
  const { name, extensions } = FILTERS[kind];
  const options = {
    title: 'Save as a file',
    defaultPath: `${app.getPath('documents')}/${suggestedName}`,
    filters: [{ name, extensions: [...extensions] }],
  };
  const chosen = window === null ? await dialog.showSaveDialog(options) : await dialog.showSaveDialog(window, options);
  return chosen.canceled || chosen.filePath === '' ? undefined : chosen.filePath;
}

/** Saved over a file that others may read, the new one is for this account alone. The name in between is nobody's. */
const halfFiles = createHalfFiles(join(app.getPath('userData'), 'half-files'));
export const { removeLeft: removeHalfFiles } = halfFiles;

/** @throws Refusal file_not_saved. */
async function saveFile(
  windowId: number,
  suggestedName: string,
  content: string | Uint8Array,
): Promise<SavedFile | undefined> {
  const file = await choosePlace(windowId, suggestedName);
  if (file === undefined) return undefined;
  const half = halfFiles.begin(file);
  try {
    writeFileWhole(file, content, half.beside);
  } catch {
    return refuse({ code: 'file_not_saved' });
  } finally {
    half.end();
  }
  return toSavedFile(file);
}

/** @throws Refusal file_not_saved, and what making a part throws. */
async function saveParts(
  windowId: number,
  suggestedName: string,
  parts: AsyncIterable<string | Uint8Array>,
): Promise<SavedFile | undefined> {
  const file = await choosePlace(windowId, suggestedName);
  if (file === undefined) return undefined;
  let failed: { readonly because: unknown } | undefined;
  async function* watched(): AsyncGenerator<string | Uint8Array> {
    try {
      yield* parts;
    } catch (error) {
      failed = { because: error };
      throw error;
    }
  }
  const half = halfFiles.begin(file);
  try {
    await writePartsWhole(file, watched(), half.beside);
  } catch {
    if (failed !== undefined) throw failed.because;
    return refuse({ code: 'file_not_saved' });
  } finally {
    half.end();
  }
  return toSavedFile(file);
}

async function chooseTable<T>(
  windowId: number,
  most: number,
  read: (file: ChosenFile) => Promise<T>,
): Promise<T | undefined> {
  const file = await chooseExisting(windowId, {
    title: 'Import a list',
    properties: ['openFile'],
    filters: [
      { name: 'Table as text', extensions: ['csv', 'tsv', 'txt'] },
      { name: 'All files', extensions: ['*'] },
    ],
  });
  return file === undefined
    ? undefined
    : readInPieces(file, most, ({ size, pieces }) => read({ name: basename(file), size, pieces }));
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

/** @returns undefined when the person cancels. */
export const chooseCopyFolder = (windowId: number): Promise<string | undefined> =>
  chooseExisting(windowId, {
    title: 'Save a copy of the damaged files',
    properties: ['openDirectory', 'createDirectory'],
  });

async function chooseExisting(windowId: number, options: Electron.OpenDialogOptions): Promise<string | undefined> {
  const window = BrowserWindow.fromId(windowId);
  const chosen = window === null ? await dialog.showOpenDialog(options) : await dialog.showOpenDialog(window, options);
  return chosen.canceled ? undefined : chosen.filePaths[0];
}

// Background colours are left out to save ink.
const ON_PAPER = { printBackground: false } as const;

async function print(windowId: number): Promise<PrintOutcome> {
  const contents = BrowserWindow.fromId(windowId)?.webContents;
  if (contents === undefined) return 'cancelled';
  const [isPrinted, reason] = await new Promise<[boolean, string]>((resolve) =>
    contents.print({ silent: false, ...ON_PAPER }, (...result) => resolve(result)),
  );
  // A system that cannot say which printers it has is taken to have one.
  const printers = isPrinted
    ? 1
    : await contents.getPrintersAsync().then(
        ({ length }) => length,
        () => 1,
      );
  return toPrintOutcome(isPrinted, reason, printers);
}

/** @throws Refusal not_now: the window is gone. */
async function printPdf(windowId: number): Promise<Uint8Array> {
  const contents = BrowserWindow.fromId(windowId)?.webContents;
  if (contents === undefined) return refuse({ code: 'not_now' });
  return await contents.printToPDF({ ...ON_PAPER, preferCSSPageSize: true });
}

/** @throws Refusal file_not_saved, not_now: the window is gone. */
const savePdf = async (windowId: number, suggestedName: string): Promise<SavedFile | undefined> =>
  saveFile(windowId, suggestedName, await printPdf(windowId));

/**
 * Opens a draft; nothing is sent. SECURITY: this is the only address that Rekey hands to the system, and Rekey builds
 * it itself.
 * @throws Refusal mail_not_opened.
 */
async function mail(draft: Draft): Promise<void> {
  try {
    await shell.openExternal(toMailto(draft));
  } catch {
    // Windows limits addresses to about 2,000 characters. A letter that does not fit is refused, not cut.
    refuse({ code: 'mail_not_opened' });
  }
}

/** As the system's settings say. Chromium's own language says nothing about it. */
function readCsvSeparator(): CsvSeparator {
  // "en-US@posix" is a locale of Linux and no language tag.
  const [tag = ''] = app.getSystemLocale().split(/[@.]/);
  const isTag = /^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i.test(tag);
  const parts = new Intl.NumberFormat(isTag ? tag : 'en').formatToParts(1.5);
  return parts.some(({ type, value }) => type === 'decimal' && value === ',') ? ';' : ',';
}

/** What is of this computer, wherever the firm's data is. */
export const ownDesktop = {
  copy,
  chooseTable,
  csvSeparator: readCsvSeparator(),
  saveText: saveFile,
  saveParts,
  printPdf,
  savePdf,
  print,
  mail,
  protectWindow,
} satisfies Partial<Desktop>;

/** @param payload JSON text. */
export function tellWindow(windowId: number, name: string, payload: string): void {
  BrowserWindow.fromId(windowId)?.webContents.send(EVENT_CHANNEL, name, payload);
}
