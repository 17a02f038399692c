// The mutations for attacks with backups, a restore and the second sealing of the data key: part of list.mjs.

/** @import { Mutation } from './list.mjs' */

const AWAY = 'A backup that a Partner Admin carries away in silence';
const UNPROVED = 'A backup that its disk, its memory or a damaged database has spoilt before anybody needs it';
const ALIKE = 'A file that is made to look like a backup';
const OTHER = 'The backup of another firm over this one';
const SINCE = '… opened on the first run, for the firm that is made next';
const SAMPLE = '… made with the key of the sample, which lies open';
const POLICY = 'An old backup, from before the second approver was switched on';
const SAME_NAME = 'A folder for automatic backups that holds a backup of a person, by the same name';
const PAGE = 'A script in the page about a problem, for a firm that is whole';
const CODES = 'An old backup, for codes that were used or ended since';
const STEPS = '… or for a code of an authenticator that somebody has seen';
const MIXED = 'A kill in the middle of a restore';
const LEFT = '… or that takes away what was there before anybody could look';
const KIT = 'A recovery kit that another program has put into the file, for a key of its own';
const SILENT = '… or a key that somebody opens with a stolen kit, in silence';

const BACKUPS = 'test/services/backup/backups.test.ts';
const RESTORED = 'test/main/restored-firm.test.ts';
const RESCUE = 'test/main/rescue-door.test.ts';
const KEYS = 'test/main/found-key.test.ts';

/** @type {readonly Mutation[]} */
export const BACKUP_ATTACKS = [
  {
    row: AWAY,
    what: 'it is on record before the file is written',
    file: 'main/services/backup/back-up.ts',
    text: "    storage.transaction((tx) => recordActivity(context, tx, { action: 'backup.begun', outcome: 'done', actor: user }));\n",
    replacement: '',
    testFile: BACKUPS,
    test: 'is on record before and after, is shown, and is due again after a week',
  },
  {
    row: AWAY,
    what: 'a window that has locked since gets none',
    file: 'main/ipc/backups-handlers.ts',
    text: "return call.isStillHere() ? place : refuse({ code: 'not_now' });",
    replacement: 'return place;',
    testFile: BACKUPS,
    test: 'goes nowhere when the window has left while the dialog was open',
  },
  {
    row: ALIKE,
    what: 'what it says about itself is compared with what is in it',
    file: 'main/storage/backup/open-backup.ts',
    text: "    if (facts.people !== manifest.people || facts.records !== manifest.records) throw new BackupProblem('damaged');\n",
    replacement: '',
    testFile: 'test/storage/backup/backup.test.ts',
    test: 'of a newer Rekey says so',
  },
  {
    row: ALIKE,
    what: 'its archive names our files and no others',
    file: 'main/storage/backup/container.ts',
    text: "header.name === NAMES[next] && header.type === 'file'",
    replacement: "header.type === 'file'",
    testFile: 'test/storage/backup/backup.test.ts',
    test: 'whose archive names other files is not unpacked',
  },
  {
    row: UNPROVED,
    what: 'it is compared with the copy',
    file: 'main/storage/backup/container.ts',
    text: 'length !== piece.length || !own.equals(piece)',
    replacement: 'length !== piece.length',
    testFile: 'test/storage/backup/backup.test.ts',
    test: 'is not made where what was encrypted is not what was copied',
  },
  {
    row: UNPROVED,
    what: 'the indexes of the copy are compared with its tables',
    file: 'main/storage/backup/check-copy-worker.ts',
    text: "requireSound(file, 'integrity_check')",
    replacement: "requireSound(file, 'quick_check')",
    testFile: 'test/storage/backup/backup.test.ts',
    test: 'of a database whose index says something else than its table is not made, and nothing is left',
  },
  {
    row: OTHER,
    what: 'it has the data key of this firm',
    file: 'main/services/backup/open-chosen.ts',
    text: "    if (hasFirm && !isSameBytes(key, home.dataKey)) refuse({ code: 'backup_other_firm' });\n",
    replacement: '',
    testFile: BACKUPS,
    test: 'of another firm is refused, and leaves nothing',
  },
  {
    row: SINCE,
    what: 'the key is compared again',
    file: 'main/services/backup/open-chosen.ts',
    text: "  if (firm !== undefined && !isSameBytes(staged.key, context.home.dataKey))\n    return refuse({ code: 'backup_other_firm' });\n",
    replacement: '',
    testFile: BACKUPS,
    test: 'that was opened before there was a firm does not replace the one that was made since',
  },
  {
    row: SAMPLE,
    what: 'the sample replaces nothing',
    file: 'main/services/backup/open-chosen.ts',
    text: "  if (context.isSample) return refuse({ code: 'not_now' });\n",
    replacement: '',
    testFile: BACKUPS,
    test: 'is nothing that the sample can do to the firm',
  },
  {
    row: POLICY,
    what: 'a restore keeps the policy',
    file: 'main/services/backup/begin-restored.ts',
    text: 'restoration.isSecondApproverRequired && requireSecondApprover(tx)',
    replacement: 'false',
    testFile: RESTORED,
    test: 'keeps the second approver of the firm that it replaces',
  },
  {
    row: SAME_NAME,
    what: 'the plan writes over its own files only',
    file: 'main/services/backup/plan-backups.ts',
    text: 'own.includes(name) || lstatSync(join(folder, name), { throwIfNoEntry: false }) === undefined;',
    replacement: 'true;',
    testFile: 'test/services/backup/plan-backups.test.ts',
    test: 'never take the place of a file that they have not made',
  },
  {
    row: PAGE,
    what: 'main knows what the problem is',
    file: 'main/rescue-door.ts',
    text: "    if (problem === undefined || !MENDS[name].includes(problem)) return refuse({ code: 'not_now' });\n",
    replacement: '',
    testFile: RESCUE,
    test: 'lets nothing take the place of a firm that is whole',
  },
  {
    row: PAGE,
    what: 'a backup that was opened is forgotten',
    file: 'main/rescue-door.ts',
    text: '      staged = undefined;\n      const folder',
    replacement: '      const folder',
    testFile: RESCUE,
    test: 'forgets a backup that was opened when the next one does not open',
  },
  {
    row: CODES,
    what: 'codes and requests that wait are void',
    file: 'main/services/backup/begin-restored.ts',
    text: '  voidIssuedCodes(tx, now);\n',
    replacement: '',
    testFile: RESTORED,
    test: 'has no code, session or request from before, and says who needs a new one',
  },
  {
    row: STEPS,
    what: 'codes up to the last known moment are used',
    file: 'main/services/backup/begin-restored.ts',
    text: '  raiseSteps(tx, stepAt(knownUntil) + 1);\n',
    replacement: '',
    testFile: RESTORED,
    test: 'says what is lost, and goes on from the time that this computer has seen',
  },
  {
    row: MIXED,
    what: 'a start finishes what a note says has begun',
    file: 'main/storage/files/replace-folder.ts',
    text: '  if (number === undefined) {\n',
    replacement: '  if (number !== 0) {\n',
    testFile: RESTORED,
    test: 'that was killed between its renames is no mixture: key, data and anchor belong together',
  },
  {
    row: LEFT,
    what: 'it stays until somebody has signed in',
    file: 'main/workspace.ts',
    text: 'if (hasOpenSession(storage.read)) dropReplaced(folder);',
    replacement: 'dropReplaced(folder);',
    testFile: RESTORED,
    test: 'keeps what was there until somebody has signed in',
  },
  {
    row: KIT,
    what: 'the key that it holds opens this data',
    file: 'main/found-key.ts',
    text: "return isKeyOf(key, reader) ? key : ('other_firm' as const);",
    replacement: 'return key;',
    testFile: KEYS,
    test: 'with a kit that another program has put there: it holds no key of this data',
  },
  {
    row: SILENT,
    what: 'it is on record, and every Partner Admin is told',
    file: 'main/workspace.ts',
    text: '      if (openedWith !== undefined)\n',
    replacement: '      if (openedWith === null)\n',
    testFile: KEYS,
    test: 'is found with the recovery kit, locked by the key store of today, and that is on record and told',
  },
];
