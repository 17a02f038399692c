// Help > Install an Update from a File: checks the package that somebody chooses, says what it brings, and hands it to the
// installer of the system. The policy file of the firm's IT may name a folder with packages. Rekey looks for no update by itself.
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { app, type BaseWindow, dialog, shell } from 'electron';
import { readBuildFacts } from './about.ts';
import { managedHere } from './managed-here.ts';
import type { BeforeUpdate } from './services/backup/plan-backups.ts';
import { type FoundUpdate, findUpdate, packageEnding } from './services/update/find-update.ts';
import { type GenuineUpdate, takeUpdate, type UpdatePlace, type UpdateProblem } from './services/update/take-update.ts';

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
  wrong_signature: `The list SHA256SUMS is not signed by the release key of Rekey, or it or SHA256SUMS.sig was changed on its way. ${GENUINE}`,
  not_listed: `The signed list SHA256SUMS does not name this package. ${GENUINE}`,
  changed: `This is not the package that was signed: its content is another one. ${GENUINE}`,
  too_large: `This file is larger than 1 GB, and no package of Rekey is. ${GENUINE}`,
  not_newer: '',
  not_readable: 'The package could not be read or copied. Check that it is complete and that the disk is not full.',
};

/** The firm's part, where one is open. */
export interface UpdateBackup {
  readonly before: () => BeforeUpdate;
  /** @returns whether it is made. */
  readonly make: () => Promise<boolean>;
}

const BACKUP: Readonly<Record<BeforeUpdate, string>> = {
  planned:
    'Rekey makes a backup first, into the folder of automatic backups. Then it closes, and the installer of your system goes on.',
  nothing: 'There is no data of a firm to back up here. Rekey then closes, and the installer of your system goes on.',
  no_plan:
    'Automatic backups are off, so Rekey cannot make a backup by itself. Cancel, and make one first, in Settings: an upgrade of the data cannot be taken back without a backup.',
  not_open:
    'No firm is open, so Rekey cannot make a backup. An upgrade of the data cannot be taken back without one. Cancel if there is a firm here, and no backup of it.',
};
const WITHOUT = 'Install Without a Backup';
const CHOOSE = 'Choose a File…';
const CANCEL = 'Cancel';

/** @param window the one in front; the boxes belong to it. */
export async function installUpdate(window: BaseWindow | undefined, backup: UpdateBackup | undefined): Promise<void> {
  const { updateFolder } = managedHere.settings;
  if (updateFolder === undefined) return await installFile(window, backup);
  const hasDpkg = existsSync('/var/lib/dpkg/status');
  const found = await findUpdate(updateFolder, packageEnding(process.platform, process.arch, hasDpkg), updatePlace());
  if (found.kind === 'genuine') return await offer(window, backup, found, updateFolder);
  const box = {
    none: {
      type: 'info',
      message: 'There is no newer Rekey.',
      detail: `This is Rekey ${app.getVersion()}, and nothing newer is in ${updateFolder}.`,
    },
    no_folder: {
      type: 'warning',
      message: NOTHING,
      detail: `The folder of updates cannot be read: ${updateFolder}. Check that this computer is connected to it.`,
    },
    refused: { type: 'warning', message: NOTHING, detail: `${whyRefused(found)}\n\nIt is in ${updateFolder}.` },
  } as const;
  if ((await ask(window, box[found.kind], [CHOOSE, CANCEL])) === CHOOSE) await installFile(window, backup);
}

async function installFile(window: BaseWindow | undefined, backup: UpdateBackup | undefined): Promise<void> {
  const chosen = await choose(window);
  if (chosen === undefined) return;
  const update = await takeUpdate(chosen, updatePlace());
  if (update.kind === 'refused') return await say(window, whyRefused(update));
  await offer(window, backup, update, undefined);
}

const updatePlace = (): UpdatePlace => ({
  platform: process.platform,
  version: app.getVersion(),
  releaseKey: readBuildFacts().releaseKey,
  temporary: app.getPath('temp'),
});

function whyRefused(update: FoundUpdate): string {
  if (update.kind !== 'refused') return '';
  return update.problem === 'not_newer'
    ? `This is Rekey ${update.version}, which is not newer than ${app.getVersion()}. An older Rekey cannot open the data of a newer one.`
    : PROBLEMS[update.problem];
}

/** @param folder where it was found; undefined: a person has chosen it. */
async function offer(
  window: BaseWindow | undefined,
  backup: UpdateBackup | undefined,
  update: GenuineUpdate,
  folder: string | undefined,
): Promise<void> {
  const before = backup?.before() ?? 'not_open';
  const install = before === 'planned' || before === 'nothing' ? 'Install and Close Rekey' : WITHOUT;
  const from = folder === undefined ? '' : ` It is from ${folder}.`;
  const box = {
    type: 'question',
    message: `Install Rekey ${update.version}?`,
    detail: `The package is signed by the release key.${from} This is Rekey ${app.getVersion()}.\n\n${shortened(update.changes)}${BACKUP[before]}`,
  } as const;
  const answer = await ask(window, box, [install, ...(folder === undefined ? [] : [CHOOSE]), CANCEL]);
  if (answer !== install) await removeCopy(update.file);
  if (answer === CHOOSE) return await installFile(window, backup);
  if (answer !== install) return;
  if (before === 'planned' && !(await backedUp(window, backup))) return await removeCopy(update.file);
  const failure = await shell.openPath(update.file);
  if (failure === '') return app.quit();
  await removeCopy(update.file);
  await say(window, `The installer of the system did not open the package: ${failure}.`);
}

/** @returns whether the update goes on. */
async function backedUp(window: BaseWindow | undefined, backup: UpdateBackup | undefined): Promise<boolean> {
  if ((await backup?.make()) === true) return true;
  const box = {
    type: 'warning',
    message: 'The backup could not be made.',
    detail:
      'The folder of automatic backups is missing or full, or Rekey may not write to it, or another backup is being made. Nothing is installed yet.',
  } as const;
  return (await ask(window, box, [WITHOUT, CANCEL])) === WITHOUT;
}

/** It is in a folder of its own. One that cannot be removed is cleared by the system, as other temporary files are. */
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

/** The last button is what Escape and Enter press. @returns the label of the button. */
async function ask(
  window: BaseWindow | undefined,
  box: Pick<Electron.MessageBoxOptions, 'type' | 'message' | 'detail'>,
  buttons: readonly string[],
): Promise<string> {
  const last = buttons.length - 1;
  const options = { ...box, buttons: [...buttons], defaultId: last, cancelId: last, noLink: true };
  const { response } = await (window === undefined
    ? dialog.showMessageBox(options)
    : dialog.showMessageBox(window, options));
  return buttons[response] ?? '';
}

async function say(window: BaseWindow | undefined, detail: string): Promise<void> {
  await ask(window, { type: 'warning', message: NOTHING, detail }, ['OK']);
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
