// The mutations for attacks with backups, a restore and the second sealing of the data key: part of list.mjs.

/** @import { Mutation } from './list.mjs' */

const AWAY = 'A backup that a Partner Admin carries away in silence';
const UNPROVED = 'A backup that its disk, its memory or a damaged database has spoilt before anybody needs it';
const FLIPPED = '… or a bit that flips while its key is derived';
const ALIKE = 'A file that is made to look like a backup';
const OTHER = 'The backup of another firm over this one';
const SINCE = '… opened on the first run, for the firm that is made next';
const UNDER_WAY = '… or in a second window, while another one is restored';
const DAMAGE_PAGE = '… or at the page about a damaged file, while a window in Settings still decrypts one';
const SAMPLE = '… made with the key of the sample, which lies open';
const POLICY = 'An old backup, from before the second approver was switched on';
const ALONE = '… or one in which an account still is that was taken away, put back by one Partner Admin alone';
const NOTE = 'A note that names another file as the last checked backup';
const NOTE_PATH = '… or a note with a path that cannot be seen as it is';
const CLAIM = 'A restore on the page about damage, while another computer has opened the folder';
const DECRYPTED = 'What a restore has decrypted, left beside the firm by a window that was closed';
const STAGING_LINK = 'A link in the place where a restore decrypts';
const IN_THE_WAY = "A folder or a broken link in the place of Rekey's own names, so that nothing can be restored";
const LOST_WITH_IT = 'A backup that is saved where it is lost with the firm';
const DAMAGE = 'A page of the file that is damaged while Rekey runs';
const LETTERS =
  'Words for "Where people sign in" that add steps, recipients or markup to a letter, or push its code off the page';
const SAME_NAME = 'A folder for automatic backups that holds a backup of a person, by the same name';
const STOPPED = '… or under the name of one that a kill has stopped';
const PAGE = 'A script in the page about a problem, for a firm that is whole';
const CODES = 'An old backup, for codes that were used or ended since';
const STEPS = '… or for a code of an authenticator that somebody has seen';
const MIXED = 'A kill in the middle of a restore';
const LEFT = '… or that takes away what was there before anybody could look';
const KIT = 'A recovery kit that another program has put into the file, for a key of its own';
const SILENT = '… or a key that somebody opens with a stolen kit, in silence';

const AWAY_FROM_ALL = 'A colleague who moves the firm away to lock everybody out';
const AGAIN = '… and undoes it in silence, or without a code';
const ELSEWHERE = '… for codes that were used or ended on the other computer';
const CLOSED = 'A script in the window of a firm that was moved';
const FORGED = 'A mark of a move that a program writes into the file';
const UNMARKED = '… or removes';
const BETWEEN = 'Work that gets lost between the file of a move and the mark';

const BACKUPS = 'test/services/backup/backups.test.ts';
const RESTORED = 'test/main/restored-firm.test.ts';
const MOVE = 'test/services/backup/move.test.ts';
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
    text: "    if (!isTrue) throw new BackupProblem('damaged');\n",
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
    row: FLIPPED,
    what: 'the header opens with the key that was derived again',
    file: 'main/storage/backup/make-backup.ts',
    text: ' || !lock.opensWith(await secondKey)',
    replacement: '',
    testFile: 'test/storage/backup/derived-key.test.ts',
    test: 'a bit that flips while the first key is derived makes no backup, and nothing is left',
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
    text: '!isSameBytes(staged.key, home.dataKey)',
    replacement: 'false',
    testFile: BACKUPS,
    test: 'does not replace a firm that is made while it is being prepared',
  },
  {
    row: UNDER_WAY,
    what: 'no other window opens a backup while one is restored',
    file: 'main/services/backup/open-chosen.ts',
    text: ' || isStagingInUse(context.home.folder)',
    replacement: '',
    testFile: BACKUPS,
    test: 'that is being restored is not taken away by another window, which would decrypt into its place',
  },
  {
    row: DAMAGE_PAGE,
    what: 'the page waits until the window has ended',
    file: 'main/rescue-door.ts',
    text: 'return withStaging(place.folder, () => readBackup(passphrase));',
    replacement: 'return readBackup(passphrase);',
    testFile: RESCUE,
    test: 'waits while a window in Settings still decrypts a backup there, and takes nothing of it away',
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
    file: 'main/services/backup/automatic-files.ts',
    text: 'own.includes(name) || lstatSync(join(folder, name), { throwIfNoEntry: false }) === undefined;',
    replacement: 'true;',
    testFile: 'test/services/backup/plan-backups.test.ts',
    test: 'never take the place of a file that they have not made',
  },
  {
    row: STOPPED,
    what: 'a name without a file is forgotten',
    file: 'main/services/backup/back-up.ts',
    text: '    forgetUnfinished(context);\n',
    replacement: '',
    testFile: 'test/services/backup/plan-backups.test.ts',
    test: 'that were killed before there was a file leave their name to a person',
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
    text: '      staged = undefined;\n      return withStaging',
    replacement: '      return withStaging',
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
    text: "return isKeyOf(key, reader) ? key : 'other_firm';",
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
  {
    row: AWAY_FROM_ALL,
    what: 'it takes a fresh code',
    file: 'main/services/backup/move-away.ts',
    text: "    if (order.code === '') refuse({ code: 'fresh_code_needed' });\n    proveCode(context, actor, order.code);\n",
    replacement: '',
    testFile: MOVE,
    test: 'is not moved without a fresh code, by a person who cancels, or whose role may not',
  },
  {
    row: AWAY_FROM_ALL,
    what: 'who moved it is said',
    file: 'main/services/act/raise-alerts.ts',
    text: "  'firm.moved': 'firm_moved',\n",
    replacement: '',
    testFile: MOVE,
    test: 'takes a Partner Admin’s password and code, is on record, and tells every Partner Admin of both',
  },
  {
    row: AGAIN,
    what: 'it takes the code',
    file: 'main/services/backup/reopen-moved.ts',
    text: '      acceptAuthenticatorCode(context, tx, user, code);\n',
    replacement: '',
    testFile: MOVE,
    test: 'is refused without the code, with a wrong one, and with a wrong password, and each guess counts',
  },
  {
    row: AGAIN,
    what: 'only a Partner Admin may',
    file: 'main/services/backup/reopen-moved.ts',
    text: "if (user.role === 'partner_admin') takeBack",
    replacement: 'takeBack',
    testFile: MOVE,
    test: 'is not for other roles, and the attempt is on record',
  },
  {
    row: AGAIN,
    what: 'every Partner Admin is told',
    file: 'main/services/act/raise-alerts.ts',
    text: "  'firm.used_again': 'copy_used_again',\n",
    replacement: '',
    testFile: MOVE,
    test: 'takes a Partner Admin’s password and code, is on record, and tells every Partner Admin of both',
  },
  {
    row: ELSEWHERE,
    what: 'codes that were issued are void',
    file: 'main/services/backup/reopen-moved.ts',
    text: '  voidIssuedCodes(tx, now);\n',
    replacement: '',
    testFile: MOVE,
    test: 'takes a Partner Admin’s password and code, is on record, and tells every Partner Admin of both',
  },
  {
    row: ELSEWHERE,
    what: 'codes of authenticators up to now are used',
    file: 'main/services/backup/reopen-moved.ts',
    text: '  raiseSteps(tx, stepAt(now) + 1);\n',
    replacement: '',
    testFile: MOVE,
    test: 'takes a Partner Admin’s password and code, is on record, and tells every Partner Admin of both',
  },
  {
    row: CLOSED,
    what: 'main answers nothing else',
    file: 'main/ipc/door.ts',
    text: '!WHEN_MOVED.has(name) && findMove',
    replacement: "name === 'firm.useAgain' && findMove",
    testFile: MOVE,
    test: 'does nothing more here, whatever a script in the window asks for',
  },
  {
    row: CLOSED,
    what: 'an act that began before is not carried out',
    file: 'main/services/act/record-activity.ts',
    text: "  if (acts.length > 0 && findMove(context, tx) !== undefined) refuse({ code: 'not_now' });\n",
    replacement: '',
    testFile: MOVE,
    test: 'does nothing more here, whatever a script in the window asks for',
  },
  {
    row: FORGED,
    what: 'the keyed hash is compared',
    file: 'main/services/act/moved-firm.ts',
    text: '  if (!isOurs) return undefined;\n',
    replacement: '',
    testFile: MOVE,
    test: 'that a program writes into the file closes nothing',
  },
  {
    row: UNMARKED,
    what: 'the end of the record is compared with its seal',
    file: 'main/services/act/record-seal.ts',
    text: "  if (head.seq < seal.seq) return { first: head.seq + 1, last: seal.seq, kind: 'cut' };\n",
    replacement: '  if (head.seq < seal.seq) return undefined;\n',
    testFile: MOVE,
    test: 'that a program removes from the file is missed, and every Partner Admin is told',
  },
  {
    row: BETWEEN,
    what: 'the record ends where the file ends',
    file: 'main/services/backup/move-away.ts',
    text: 'if (seq !== records || findAlteredEnd',
    replacement: 'if (findAlteredEnd',
    testFile: MOVE,
    test: 'stays when something is done while the file is made, and the file is gone',
  },
  {
    row: ALONE,
    what: 'it needs the kit',
    file: 'main/services/backup/prove-kit.ts',
    text: "  if (getFirm(reader)?.isSecondApproverRequired !== true) return 'none';\n",
    replacement: "  if (getFirm(reader)?.version !== 0) return 'none';\n",
    testFile: BACKUPS,
    test: 'needs the recovery kit of an independent colleague where the firm takes a second approver',
  },
  {
    row: ALONE,
    what: 'its maker is independent',
    file: 'main/services/backup/prove-kit.ts',
    text: '.areIndependent(user.id, maker)\n',
    replacement: '.areIndependent(maker)\n',
    testFile: BACKUPS,
    test: 'takes no kit of a colleague whom this administrator has let in',
  },
  {
    row: NOTE,
    what: 'the file has the key of this firm',
    file: 'main/rescue-door.ts',
    text: "  return isOther ? refuse({ code: 'backup_other_firm' }) : end?.seq;",
    replacement: '  return isOther ? undefined : end?.seq;',
    testFile: RESCUE,
    test: 'takes no file from the note that is not a backup of this firm',
  },
  {
    row: NOTE_PATH,
    what: 'what cannot be seen is refused',
    file: 'main/storage/files/last-backup-note.ts',
    text: '    v.check((file) => !/[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]/u.test(file)),\n',
    replacement: '',
    testFile: 'test/storage/files/last-backup-note.test.ts',
    test: 'a path that turns its direction counts for nothing',
  },
  {
    row: CLAIM,
    what: 'it takes the claim',
    file: 'main/rescue-door.ts',
    text: '    if (!existsSync(place.folder)) return task();\n',
    replacement: '    if (existsSync(place.folder)) return task();\n',
    testFile: RESCUE,
    test: 'replaces nothing while another computer has the folder',
  },
  {
    row: DECRYPTED,
    what: 'it is removed when the window closes',
    file: 'main/ipc/door.ts',
    text: '      leaveBackup(context(), windowId);\n',
    replacement: '',
    testFile: BACKUPS,
    test: 'leaves nothing beside the firm when its window closes or signs out',
  },
  {
    row: STAGING_LINK,
    what: 'the place is cleared',
    file: 'main/storage/files/replace-folder.ts',
    text: '=> rmSync(stagingOf(folder), { recursive: true, force: true });',
    replacement: '=> mkdirSync(stagingOf(folder), { recursive: true });',
    testFile: 'test/storage/files/replace-folder.test.ts',
    test: 'a link in the place where a firm is prepared is removed, and nothing behind it',
  },
  {
    row: IN_THE_WAY,
    what: 'it is moved aside',
    file: 'main/storage/files/replace-folder.ts',
    text: "makeWay(name, 'file');",
    replacement: 'void name;',
    testFile: 'test/storage/files/replace-folder.test.ts',
    test: 'what stands in the place of Rekey’s own names is moved aside and stays',
  },
  {
    row: LOST_WITH_IT,
    what: 'the place is refused',
    file: 'main/services/backup/back-up.ts',
    text: '    requireSafePlace(context.home, dirname(target));\n',
    replacement: '',
    testFile: BACKUPS,
    test: 'inside Rekey’s own data folder is refused before anything is written',
  },
  {
    row: DAMAGE,
    what: 'the statement that finds it says so',
    file: 'main/storage/engine/open-database.ts',
    text: '      if (isDamage(error)) onDamage(error);\n      throw error;\n    }\n  };',
    replacement: '      throw error;\n    }\n  };',
    testFile: 'test/storage/engine/database.test.ts',
    test: 'says once that the file is damaged, whichever statement finds it',
  },
  {
    row: LETTERS,
    what: 'its lines stand in step 1',
    file: 'renderer/words/letter-words.ts',
    text: "step.replaceAll('\\n', '\\n   ')",
    replacement: 'step',
    testFile: 'test/renderer/words/letter-words.test.ts',
    test: 'a place of several lines stays in its step',
  },
];
