// Help > Install an Update from a File: checks the package that somebody chooses, says what it brings, and hands it to the
// installer of the system. Rekey looks for no update by itself, and installs none.
import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { app, type BaseWindow, dialog, shell } from 'electron';
import { readBuildFacts } from './about.ts';
import { takeUpdate, type UpdateProblem } from './services/update/take-update.ts';

const INSTALL = 0;
/** A message box does not scroll. */
const MOST_LINES = 12;
const MOST_CHARACTERS_OF_LINE = 160;

const NOTHING = 'Nothing was installed.';
const GENUINE = 'Do not install it in another way, either: get it again from the publisher, and tell them.';
const PROBLEMS: Readonly<Record<UpdateProblem, string>> = {
  no_release_key:
    'This Rekey knows no release key, so it cannot tell whether a package is genuine. It is no release itself: see About Rekey.',
  not_for_this_system:
    'This is no package of Rekey that the installer of this system opens. The name of a package must be as it was downloaded.',
  link: 'This is a link to a file. Choose the file itself.',
  no_signature: 'SHA256SUMS and SHA256SUMS.sig must be in the same folder as the package. Download them, too.',
  wrong_signature: `The list SHA256SUMS is not signed by the release key of Rekey. ${GENUINE}`,
  not_listed: `The signed list SHA256SUMS does not name this package. ${GENUINE}`,
  changed: `This is not the package that was signed: its content is another one. ${GENUINE}`,
  not_newer: '',
  not_readable: 'The package could not be read or copied. Check that it is complete and that the disk is not full.',
};

/** @param window the one in front; the boxes belong to it. */
export async function installUpdate(window: BaseWindow | undefined): Promise<void> {
  const chosen = await choose(window);
  if (chosen === undefined) return;
  const update = await takeUpdate(chosen, {
    platform: process.platform,
    version: app.getVersion(),
    releaseKey: readBuildFacts().releaseKey,
    temporary: app.getPath('temp'),
  });
  if (update.kind === 'refused') {
    const older = `This is Rekey ${update.version}, which is not newer than ${app.getVersion()}. An older Rekey cannot open the data of a newer one.`;
    return await say(window, update.problem === 'not_newer' ? older : PROBLEMS[update.problem]);
  }
  const answer = await ask(window, {
    type: 'question',
    message: `Install Rekey ${update.version}?`,
    detail: `The package is signed by the release key. This is Rekey ${app.getVersion()}.\n\n${shortened(update.changes)}Make a backup first, if automatic backups are off: an upgrade of the data cannot be taken back without one. Rekey closes now, and the installer of your system goes on.`,
    buttons: ['Install and Close Rekey', 'Cancel'],
    defaultId: 1,
    cancelId: 1,
    noLink: true,
  });
  if (answer !== INSTALL) return await removeCopy(update.file);
  const failure = await shell.openPath(update.file);
  if (failure === '') return app.quit();
  await removeCopy(update.file);
  await say(window, `The installer of the system did not open the package: ${failure}.`);
}

/** Some 100 MB that nobody installs. Where the system keeps the file open, it clears it itself later. */
const removeCopy = (file: string): Promise<void> =>
  rm(dirname(file), { recursive: true, force: true }).catch(() => undefined);

async function choose(window: BaseWindow | undefined): Promise<string | undefined> {
  const options: Electron.OpenDialogOptions = {
    title: 'Install an Update from a File',
    buttonLabel: 'Check',
    // A link is shown as one, and is refused.
    properties: ['openFile', 'dontAddToRecent', 'noResolveAliases'],
  };
  const { filePaths } = await (window === undefined
    ? dialog.showOpenDialog(options)
    : dialog.showOpenDialog(window, options));
  return filePaths[0];
}

async function ask(window: BaseWindow | undefined, box: Electron.MessageBoxOptions): Promise<number> {
  const { response } = await (window === undefined ? dialog.showMessageBox(box) : dialog.showMessageBox(window, box));
  return response;
}

async function say(window: BaseWindow | undefined, detail: string): Promise<void> {
  await ask(window, { type: 'warning', message: NOTHING, detail, buttons: ['OK'], noLink: true });
}

function shortened(changes: string): string {
  const lines = changes.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('## '));
  if (lines.length === 0) return '';
  const cut = lines
    .slice(0, MOST_LINES)
    .map((line) => (line.length > MOST_CHARACTERS_OF_LINE ? `${line.slice(0, MOST_CHARACTERS_OF_LINE - 1)}…` : line));
  const rest = lines.length > MOST_LINES ? `\n… and ${lines.length - MOST_LINES} more lines in CHANGELOG.md.` : '';
  return `What changes:\n${cut.join('\n')}${rest}\n\n`;
}
