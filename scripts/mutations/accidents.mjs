// The mutations of the attacks that use an accident: a page that dies, a full disk, a Cancel, a file of before, a switch.

const RESCUE = 'test/main/window-rescue.test.ts';
const CANCEL = 'test/ipc/cancel.test.ts';
const FULL_DISK = 'test/ipc/full-disk.test.ts';
const SHOWN_ONCE = 'test/ipc/shown-once.test.ts';
const FILES = 'test/storage/files/write-file-whole.test.ts';

/** @import { Mutation } from './list.mjs' */

/** @type {readonly Mutation[]} */
export const ACCIDENTS = [
  {
    row: 'The page of a signed-in window is killed',
    what: 'the window locks',
    file: 'main/window-rescue.ts',
    text: '    lock(window.id);\n',
    replacement: '',
    testFile: RESCUE,
    test: 'a page that dies is logged, its window locks, and the page comes back and says so',
  },
  {
    row: 'The page of a signed-in window is killed',
    what: 'a page that keeps dying is given up',
    file: 'main/window-rescue.ts',
    text: 'if (recent.length < MOST_FAILURES) setImmediate',
    replacement: 'if (recent.length < 1e9) setImmediate',
    testFile: RESCUE,
    test: 'a page that keeps dying is not started for ever: the system asks, and a locked window stays locked',
  },
  {
    row: 'The page of a signed-in window is killed',
    what: 'a second start brings it back',
    file: 'main/window-rescue.ts',
    text: 'if (!window.webContents.isCrashed()) continue;',
    replacement: 'continue;',
    testFile: RESCUE,
    test: 'a second start brings a dead window back, and leaves a living one alone',
  },
  {
    row: 'Cancel while a proof is checked',
    what: 'work of an earlier visit writes nothing',
    file: 'main/ipc/handler.ts',
    text: "call.isStillHere() ? storage.transaction(work) : refuse({ code: 'not_now' })",
    replacement: 'storage.transaction(work)',
    testFile: CANCEL,
    test: 'Cancel while a recovery code is checked: it is not spent, no session was ever there, and the attempt counts',
  },
  {
    row: 'Cancel while a proof is checked',
    what: 'Cancel at the sign-in page begins another visit',
    file: 'main/ipc/sign-in-handlers.ts',
    text: 'call.moveTo({ ...SIGNED_OUT });',
    replacement: 'call.moveTo(SIGNED_OUT);',
    testFile: CANCEL,
    test: 'Cancel while the password is checked: a right one and a wrong one are answered alike, and both count',
  },
  {
    row: 'A full disk keeps somebody signed in',
    what: 'an end that is not written ends the session all the same',
    file: 'main/ipc/window-visits.ts',
    text: '      unwrittenEnds.set(sessionId, end);\n',
    replacement: '      throw error;\n',
    testFile: FULL_DISK,
    test: 'Sign out signs out, and its end is written once the disk has room',
  },
  {
    row: 'A full disk keeps somebody signed in',
    what: 'it is written later',
    file: 'main/ipc/window-visits.ts',
    text: 'for (const [sessionId, end] of unwrittenEnds) writeEnd(sessionId, end);',
    replacement: '',
    testFile: FULL_DISK,
    test: 'Sign out signs out, and its end is written once the disk has room',
  },
  {
    row: 'A full disk keeps somebody signed in',
    what: 'unlocking ends the presence that locking could not end',
    file: 'main/services/sign-in/lock.ts',
    text: '    clearPresence(tx, visit.signedIn.sessionId);\n',
    replacement: '',
    testFile: FULL_DISK,
    test: 'Lock, sleep and idle lock the window, and the password opens it without presence',
  },
  {
    row: 'Codes that are shown once are dropped by another act',
    what: 'a change of the authenticator keeps them',
    file: 'main/services/account/change-authenticator.ts',
    text: 'const { pending: _, ...settled } = visit;',
    replacement: 'const { pending: _, bulk: __, ...settled } = visit;',
    testFile: SHOWN_ONCE,
    test: 'a change of the authenticator that is begun and cancelled, or carried out, keeps them',
  },
  {
    row: 'Codes that are shown once are dropped by another act',
    what: 'the next dry run waits',
    file: 'main/ipc/bulk-resets-handlers.ts',
    text: 'if (before !== undefined && countCodes(before) > 0) return',
    replacement: 'if (before !== undefined && countCodes(before) > 1e9) return',
    testFile: SHOWN_ONCE,
    test: 'the next dry run is refused until they are saved, and names them',
  },
  {
    row: 'Codes are saved over a file that others may read',
    what: 'the new file is for this account alone',
    file: 'main/storage/files/write-file-whole.ts',
    text: "openSync(beside, 'wx', 0o600)",
    replacement: "openSync(beside, 'wx', 0o644)",
    testFile: FILES,
    test: 'over a file that others may read, the new one is for this account alone, and who has the old one open sees nothing',
  },
  {
    row: 'Codes are saved over a file that others may read',
    what: 'a link in the way is not followed',
    file: 'main/storage/files/write-file-whole.ts',
    text: '  rmSync(beside, { force: true });\n  try {\n    // ',
    replacement: '  try {\n    // ',
    testFile: FILES,
    test: 'a link that lies in the way is removed and not followed',
  },
  {
    row: 'Codes are saved over a file that others may read',
    what: 'its name is on the disk',
    file: 'main/storage/files/write-file-whole.ts',
    text: '  syncFolder(dirname(file));\n',
    replacement: '',
    testFile: FILES,
    test: 'the name is on the disk too: its folder is synced after it',
  },
  {
    row: 'A start with a switch that takes a protection away',
    what: 'only known switches are allowed',
    file: 'main/security/switches.ts',
    text: "return ALLOWED.get(name)?.test(value.join('=')) !== true;",
    replacement: "return ALLOWED.get(name)?.test(value.join('=')) === false;",
    testFile: 'test/main/security/switches.test.ts',
    test: 'a hostile switch is refused in every spelling, wherever it stands',
  },
];
