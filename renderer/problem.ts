// The page that replaces the application when the data cannot be opened: what happened, and what to do.
import './styles/fonts.css';
import './styles/tokens.css';
import './styles/base.css';
import './problem.css';
import { addWaysOut } from './problem-rescue.ts';
import { exactTime } from './words/time-words.ts';

interface Problem {
  readonly title: string;
  readonly what: string;
  readonly steps: readonly string[];
  /** Where nothing was changed is not the thing to say. */
  readonly promise?: string;
}

/** The last moment that a Date can hold, in epoch ms. */
const LATEST_DATE = 8.64e15;
const query = new URLSearchParams(location.search);
/** Only a start that fails has the ways out on its page. */
const BELOW = query.get('rescue') === 'yes' ? 'below' : 'on the page that the next start of Rekey shows';
const FOLDER = 'in the menu, choose Help, then Show Data Folder.';
const PROBLEMS: Readonly<Record<string, Problem>> = {
  newer: {
    title: 'Your data was saved by a newer Rekey',
    what: 'This version of Rekey is older than the one that last saved your data, so it cannot read all of it.',
    steps: ['Close this window.', 'Install the newest version of Rekey.', 'Start Rekey again.'],
  },
  damaged: {
    title: 'Your data file is damaged',
    what: 'The file that holds your firm cannot be read. A disk fault or another program may have changed it.',
    steps: [
      `Restore from a backup of Rekey, ${BELOW}.`,
      'Or close this window, put back a copy of the data folder from the backup of this computer, and start Rekey again.',
      'Rekey cannot read out what is left in a damaged file. If you want somebody else to try, save a copy of the damaged files before you restore.',
      `To see the folder: ${FOLDER}`,
    ],
  },
  altered: {
    title: 'Your data file was changed by another program',
    what: 'The file that holds your firm has tables, triggers or indexes that Rekey did not make, or some of Rekey’s own are missing. Rekey does not use such a file.',
    steps: [
      'Find out who or what can change files in the data folder.',
      `Restore from a backup of Rekey that was made before the change, ${BELOW}.`,
      'Or close this window, put back a copy of the data folder from before the change, from the backup of this computer, and start Rekey again.',
      `To see the folder: ${FOLDER}`,
    ],
  },
  in_use: {
    title: 'Your data is open elsewhere',
    what: 'Another program holds the file of your firm.',
    steps: ['Close the other program, for example a backup that is running.', 'Start Rekey again.'],
  },
  not_readable: {
    title: 'Your data cannot be read',
    what: 'This account of the computer may not read or change the folder of your firm.',
    steps: [
      'Sign in to the computer with the account that normally uses Rekey.',
      'Or ask the person who looks after this computer to allow this account to use the folder.',
      `To see the folder: ${FOLDER}`,
    ],
  },
  disk_full: {
    title: 'The disk is full',
    what: 'Rekey saves every change to the disk before it shows it as done, and the disk has no room left.',
    steps: ['Close this window.', 'Make room on the disk that holds your data.', 'Start Rekey again.'],
  },
  disk_fault: {
    title: 'The disk reports an error',
    what: 'The disk that holds your data reports errors when it reads or writes. It may be about to fail.',
    steps: [
      'Close this window.',
      'Copy the data folder to another disk.',
      'Ask the person who looks after this computer to check the disk.',
      `To see the folder: ${FOLDER}`,
    ],
  },
  missing: {
    title: 'Your data is missing',
    what: 'The data folder used to hold your firm, and its file is gone. Rekey does not start a new firm in its place.',
    steps: [
      'Close this window.',
      'Put back the folder named firm: from the trash, from where it was moved to, or from the backup of this computer.',
      'Start Rekey again.',
      `Or restore from a backup of Rekey, ${BELOW}.`,
      `To see the data folder: ${FOLDER}`,
      'If you do want to start a new firm, first move record-anchor.json and the folder named firm out of the data folder.',
    ],
    promise: 'Rekey has changed nothing in the data folder.',
  },
  on_postgres: {
    title: 'Your data is in a database of PostgreSQL',
    what: 'The firm of this folder was moved to a PostgreSQL server. Only a Rekey without a window works with it there.',
    steps: ['Close this window.', 'Sign in at a desktop that has joined the firm.'],
    promise: 'Rekey has changed nothing in the data folder.',
  },
  removed: {
    title: 'Your data was taken away',
    what: 'The data folder, or a file in it, was removed, moved or replaced while Rekey was open. Rekey has stopped, because nothing more could be saved.',
    steps: [
      'Close this window.',
      'Put the folder named firm back to where it was: from the trash, from where it was moved to, or from the backup of this computer.',
      'Start Rekey again.',
      'Check in Activity whether your last change is there. If it is not, make it again.',
      `To see the data folder: ${FOLDER}`,
    ],
    promise: 'Everything that Rekey showed as done is in the folder that was taken away.',
  },
  network_folder: {
    title: 'Your data is on a network drive',
    what: 'Rekey keeps its data on a disk of this computer. Two computers that open one folder over a network damage it, and each would see only a part of what is done.',
    steps: [
      'Close this window.',
      'If there is data in that folder, make sure that no other computer has it open, and copy the folder to a disk of this computer.',
      'Start Rekey without --user-data-dir, or with a folder on a disk of this computer.',
      'To work at another desk, use Rekey on this computer, for example over a remote desktop.',
    ],
  },
  other_computer: {
    title: 'Your data is open elsewhere',
    what: holderSentence(),
    steps: [
      'Close Rekey there, then start it here again.',
      'If Rekey is not open there, for example because that computer was switched off or this folder is a copy, delete the file in-use.json in the folder named firm, and start Rekey again.',
      'Do not delete it while Rekey is open there: what is done at one of the two computers would be lost.',
      `To see the data folder: ${FOLDER}`,
    ],
  },
  folder_switch: {
    title: 'This data folder cannot be used',
    what: 'Rekey was started with --user-data-dir, but not with exactly one full folder path. It does not open another folder instead.',
    steps: [
      'Close this window.',
      'Start Rekey with --user-data-dir=, followed at once by the full path, and give it only once.',
      'Or leave the switch out: Rekey then uses its own folder.',
    ],
  },
  folder_closed: {
    title: 'This data folder cannot be used',
    what: 'This account of the computer may not create or change the data folder, or its disk can only be read.',
    steps: [
      'Close this window.',
      'Sign in to the computer with the account that normally uses Rekey.',
      'Or ask the person who looks after this computer to allow this account to use the folder.',
      'Start Rekey again.',
    ],
  },
  lock_in_the_way: {
    title: 'Your data is open elsewhere',
    what: 'The file SingletonLock says that a Rekey has the data folder open. It is not from a Rekey of this computer.',
    steps: [
      'Close Rekey wherever this folder is open.',
      'If it is open nowhere, delete SingletonLock in the data folder.',
      'Start Rekey again.',
      `To see the data folder: ${FOLDER}`,
    ],
  },
  folder_impossible: {
    title: 'This data folder cannot be used',
    what: 'A file is in the place of the data folder, or the path is too long.',
    steps: ['Close this window.', 'Move the file away, or choose another folder.', 'Start Rekey again.'],
  },
  key_missing: {
    title: 'The key to your data is missing',
    what: 'The file data-key.json is not in the data folder. Without it the stored secrets cannot be opened.',
    steps: [
      `Enter the code of the firm’s recovery kit ${BELOW}, or open a backup of Rekey with its passphrase: both hold the key.`,
      'Or close this window, put data-key.json back from the backup of this computer, and start Rekey again.',
      `To see the folder: ${FOLDER}`,
    ],
  },
  key_unreadable: {
    title: 'The key to your data cannot be opened',
    what: `${wrappedSentence()} This happens on another computer or account, after the system was installed again, or when the key store was reset.`,
    steps: [
      'If the key store asked to be unlocked and was not, close this window, start Rekey again and unlock it.',
      `Enter the code of the firm’s recovery kit ${BELOW}, or open a backup of Rekey with its passphrase: both hold the key, and your data stays as it is.`,
      'Or start Rekey on the computer and with the account that made this data.',
      `To see the folder: ${FOLDER}`,
    ],
  },
};
const UNEXPECTED: Problem = {
  title: 'Rekey could not start',
  what: 'Something happened that Rekey did not expect. It is noted in the log.',
  steps: [
    'Make sure that the disk is not full.',
    'Start Rekey again.',
    `If it happens again, the log is in the data folder, under logs: ${FOLDER}`,
  ],
};

/** Who has the folder open, as the file in it says. */
function holderSentence(): string {
  const computer = query.get('computer') ?? '';
  const who = computer === '' ? 'Another computer, or another Rekey,' : `Rekey on the computer “${computer}”`;
  const at = Number(query.get('at') ?? 0);
  if (!(at > 0 && at < LATEST_DATE)) return `${who} has your data folder open.`;
  return `${who} has your data folder open. It was last there on ${exactTime(at)}.`;
}

/** What locked the key, as its file says. */
function wrappedSentence(): string {
  const [store, computer] = [query.get('store') ?? '', query.get('computer') ?? ''];
  if (store === '') return 'The key store of this computer does not open the key in the data folder.';
  return `The key was locked by ${store} on the computer “${computer}”, and the key store here does not open it.`;
}

const problem = PROBLEMS[query.get('kind') ?? ''] ?? UNEXPECTED;

function fill(id: string, text: string): void {
  const element = document.getElementById(id);
  if (element !== null) element.textContent = text;
}
fill('title', problem.title);
fill('what', problem.what);
if (problem.promise !== undefined) fill('promise', problem.promise);
document.getElementById('steps')?.append(
  ...problem.steps.map((step) => {
    const item = document.createElement('li');
    item.textContent = step;
    return item;
  }),
);
const waysOut = document.getElementById('ways-out');
if (waysOut !== null && query.get('rescue') === 'yes') addWaysOut(waysOut, query.get('kind') ?? '');
