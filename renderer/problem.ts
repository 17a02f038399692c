// The page that replaces the application when the data cannot be opened: what happened, and what to do.
import './styles/fonts.css';
import './styles/tokens.css';
import './styles/base.css';
import './problem.css';

interface Problem {
  readonly title: string;
  readonly what: string;
  readonly steps: readonly string[];
}

const FOLDER = 'in the menu, choose Help, then Show Data Folder.';
const PROBLEMS: Readonly<Record<string, Problem>> = {
  newer: {
    title: 'Your data was saved by a newer Rekey',
    what: 'This version of Rekey is older than the one that saved your data, and does not know everything in it.',
    steps: ['Close this window.', 'Install the newest version of Rekey.', 'Start Rekey again.'],
  },
  damaged: {
    title: 'Your data file is damaged',
    what: 'The file that holds your firm cannot be read. A disk fault or another program may have changed it.',
    steps: [
      'Close this window.',
      'Put back a copy of the data folder from the backup of this computer.',
      'Start Rekey again.',
      `To see the folder: ${FOLDER}`,
    ],
  },
  altered: {
    title: 'Your data file was changed by another program',
    what: 'The file that holds your firm has tables, triggers or indexes that Rekey did not make, or lacks some of its own. Rekey does not use such a file.',
    steps: [
      'Close this window.',
      'Find out who or what can change files in the data folder.',
      'Put back a copy of the data folder from before the change, from the backup of this computer.',
      'Start Rekey again.',
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
      'Or ask whoever looks after this computer to allow this account to use the folder.',
      `To see the folder: ${FOLDER}`,
    ],
  },
  key_missing: {
    title: 'The key to your data is missing',
    what: 'The file data-key.json is not in the data folder. Without it the stored secrets cannot be opened.',
    steps: [
      'Close this window.',
      'Put data-key.json back from the backup of this computer.',
      'Start Rekey again.',
      `To see the folder: ${FOLDER}`,
    ],
  },
  key_unreadable: {
    title: 'The key to your data cannot be opened',
    what: 'The key in the data folder belongs to another computer, another account or another firm, or the key store of this computer was reset.',
    steps: [
      'Start Rekey on the computer and with the account that made this data.',
      'Or put back the whole data folder from the backup of this computer.',
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

const problem = PROBLEMS[new URLSearchParams(location.search).get('kind') ?? ''] ?? UNEXPECTED;

function fill(id: string, text: string): void {
  const element = document.getElementById(id);
  if (element !== null) element.textContent = text;
}
fill('title', problem.title);
fill('what', problem.what);
document.getElementById('steps')?.append(
  ...problem.steps.map((step) => {
    const item = document.createElement('li');
    item.textContent = step;
    return item;
  }),
);
