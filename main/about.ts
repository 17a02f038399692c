// Help > About: the versions, Copy for support, and the licences of everything inside. It needs no firm that is open.
import { readFileSync } from 'node:fs';
import { release } from 'node:os';
import { join } from 'node:path';
import { app, type BaseWindow, clipboard, dialog } from 'electron';
import { type AboutFacts, aboutLines, type BuildFacts, supportText } from './about-text.ts';
import { managedHere } from './managed-here.ts';
import { SCHEMA_VERSION } from './storage/engine/migrate.ts';
import { sqliteVersion } from './storage/engine/open-database.ts';
import { openDocument } from './window.ts';

const COPY = 0;
const LICENCES = 1;
const CLOSE = 2;

/** @param window the one in front; the box belongs to it. */
export async function showAbout(window: BaseWindow | undefined): Promise<void> {
  const facts = readFacts();
  const box: Electron.MessageBoxOptions = {
    type: 'info',
    title: 'About Rekey',
    message: `Rekey ${facts.version}`,
    detail: aboutLines(facts).join('\n'),
    buttons: ['Copy for Support', 'Licences', 'Close'],
    defaultId: CLOSE,
    cancelId: CLOSE,
    noLink: true,
  };
  const { response } = await (window === undefined ? dialog.showMessageBox(box) : dialog.showMessageBox(window, box));
  if (response === COPY) await clipboard.writeText(supportText(facts));
  if (response === LICENCES) openDocument('licences');
}

/** What the build has written beside this file. */
export const readBuildFacts = (): BuildFacts =>
  JSON.parse(readFileSync(join(import.meta.dirname, 'build.json'), 'utf8'));

function readFacts(): AboutFacts {
  return {
    ...readBuildFacts(),
    version: app.getVersion(),
    schema: SCHEMA_VERSION,
    electron: process.versions.electron,
    chromium: process.versions.chrome,
    node: process.versions.node,
    sqlite: sqliteVersion(),
    managed: managedHere,
    system: `${process.platform} ${release()}, ${process.arch}`,
  };
}
