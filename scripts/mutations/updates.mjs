// The mutations of the attacks on updates that are installed from a file.

/** @import { Mutation } from './list.mjs' */

const FILE = 'main/services/update/take-update.ts';
const testFile = 'test/services/update/take-update.test.ts';

/** @type {readonly Mutation[]} */
export const UPDATES = [
  {
    row: 'A package that was changed on the way is chosen as an update',
    what: 'the hash is compared',
    file: FILE,
    text: 'if (copied.hash === wanted)',
    replacement: 'if (copied.hash.length === wanted.length)',
    testFile,
    test: 'a package with one byte more or another one',
  },
  {
    row: '… or one that another key has signed',
    what: 'the signature is checked',
    file: FILE,
    text: "if (!isSignedBy(list.sums, list.signature, place.releaseKey)) return refuse('wrong_signature');",
    replacement: 'isSignedBy(list.sums, list.signature, place.releaseKey);',
    testFile,
    test: 'a package that another key has signed',
  },
  {
    row: '… or an older one, with a fault that is known',
    what: 'only a newer version is taken',
    file: FILE,
    text: "if (!isNewer(version, place.version)) return refuse('not_newer', version);",
    replacement: '',
    testFile,
    test: 'an older package, and the same one',
  },
  {
    row: '… or an older one, with a fault that is known',
    what: 'the name is looked up in the signed list',
    file: FILE,
    text: 'each.slice(64) ===',
    replacement: 'each.slice(64) !==',
    testFile,
    test: 'a list that somebody has changed',
  },
  {
    row: '… or a genuine one, which is exchanged after the check',
    what: 'the copy is what is installed',
    file: FILE,
    text: 'file: copied.file,',
    replacement: 'file: chosen,',
    testFile,
    test: 'a genuine newer package is copied',
  },
  {
    row: '… or a genuine one, which is exchanged after the check',
    what: 'a link is refused',
    file: FILE,
    text: "if (found.isSymbolicLink()) return refuse('link');",
    replacement: '',
    testFile,
    test: 'a link is refused',
  },
];
