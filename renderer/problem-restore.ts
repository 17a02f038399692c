// A backup takes the place of data that is damaged or gone: the last one that was checked, by its name, or one that the person
// finds. What is in it and what it lacks is said before anything is replaced.
import type { RescueOutput } from '../preload/contract/rescue.ts';
import { rescue } from './bridge.ts';
import { addButton, addChoice, addForm, element, passphraseOf, problemSentence } from './problem-form.ts';
import { isolate } from './words/isolate.ts';
import { ago, exactTime } from './words/time-words.ts';
import { plural } from './words/user-words.ts';

type Last = NonNullable<RescueOutput<'rescue.getLastBackup'>['last']>;

/** @param canSaveDamaged there are files of which a copy makes sense. */
export async function addRestore(parent: HTMLElement, canSaveDamaged: boolean): Promise<void> {
  const card = element('div', '', 'card');
  parent.append(card);
  const hasLast = await showLast(card).catch(() => false);
  addChoice(parent, hasLast ? 'Choose another file' : 'Restore from a backup', (fileName, place) => {
    // One way at a time: main keeps one chosen file.
    card.replaceChildren();
    addSteps(place, fileName);
  });
  if (!canSaveDamaged) return;
  addButton(parent, 'Save a copy of the damaged files', async () => {
    const { folderName } = await rescue('rescue.saveDamaged', {});
    if (folderName === null) return '';
    return `The damaged files were copied as they are, into the folder “${isolate(folderName)}”. Keep it as safe as the data folder.`;
  });
}

/** @returns false where this computer knows of no backup. */
async function showLast(card: HTMLElement): Promise<boolean> {
  const { last } = await rescue('rescue.getLastBackup', {});
  if (last === null) return false;
  const name = element('p', last.fileName, 'file');
  const folder = element('p', last.folder, 'hint');
  for (const path of [name, folder]) path.dir = 'auto';
  card.replaceChildren(element('h2', 'The last checked backup'), name, folder, element('p', lastSentence(last)));
  if (last.isThere) {
    await rescue('rescue.chooseLastBackup', {});
    addPassphrase(card, undefined);
  } else {
    card.append(element('p', 'The file is not there now. Connect the disk or server that holds it.'));
    addButton(card, 'Refresh', async () => {
      await showLast(card);
      return '';
    });
  }
  return true;
}

function lastSentence({ checkedAt, isMove, after }: Last): string {
  const moved = isMove
    ? ' The firm was moved to another computer with it. Restore it here only if that computer does not have the firm.'
    : '';
  const made = `Checked on ${exactTime(checkedAt)}, ${ago(checkedAt, Date.now())}.${moved}`;
  if (after === null) return `${made} This computer does not know how much was done after it.`;
  if (after.records === 0) return `${made} By the notes of this computer, nothing was done after it.`;
  const records = plural(after.records, 'activity record came', 'activity records came');
  return `${made} By the notes of this computer, ${records} after it, the last on ${exactTime(after.until)}. What was done then is lost.`;
}

/** The form in which a backup is opened, in a section of its own. */
function addSteps(place: HTMLElement, fileName: string): void {
  place.append(element('h2', 'Restore from a backup'));
  addPassphrase(place, fileName);
}

/** @param fileName undefined where it stands above. */
function addPassphrase(place: HTMLElement, fileName: string | undefined): void {
  const heading = place.querySelector('h2');
  addForm(place, passphraseOf(fileName, 'Restore'), async (passphrase) => {
    const facts = await rescue('rescue.readBackup', { passphrase });
    const said = element('p', factsSentence(facts));
    const restore = element('button', 'Restore');
    said.setAttribute('role', 'status');
    restore.type = 'button';
    restore.addEventListener('click', () => {
      if (restore.ariaBusy === 'true') return;
      restore.ariaBusy = 'true';
      rescue('rescue.restore', {}).catch((error: unknown) => {
        restore.ariaBusy = 'false';
        said.textContent = problemSentence(error);
      });
    });
    place.replaceChildren(...(heading === null ? [] : [heading]), said, restore);
    restore.focus();
    return '';
  }).focus();
}

function factsSentence({
  firm,
  madeAt,
  people,
  records,
  printedNumber,
  recordsLost,
}: RescueOutput<'rescue.readBackup'>): string {
  const lost =
    recordsLost === null
      ? 'This computer does not know how much was done after it.'
      : recordsLost === 0
        ? 'Nothing is on record here that the backup does not have.'
        : `${plural(recordsLost, 'record that came after it is', 'records that came after it are')} lost.`;
  const number = printedNumber === '' ? '' : `Number of the record: ${printedNumber}. `;
  return `The backup of ${isolate(firm)}, made on ${exactTime(madeAt)}: ${plural(people, 'person', 'people')}, ${plural(records, 'activity record', 'activity records')}. ${number}${lost} It takes the place of the data that cannot be opened, which stays beside it until somebody signs in.`;
}
