// The mutations of the attacks on the policy file of the firm's IT.

/** @import { Mutation } from './list.mjs' */

const SETTINGS = {
  file: 'main/services/firm/managed-settings.ts',
  testFile: 'test/services/firm/managed-settings.test.ts',
};
const FILE = { file: 'main/policy-file.ts', testFile: 'test/main/policy-file.test.ts' };

/** @type {readonly Mutation[]} */
export const POLICY_FILE = [
  {
    row: 'A Partner Admin changes what the policy file of the firm’s IT fixes',
    what: 'main refuses the settings',
    ...SETTINGS,
    text: "if (fields.length > 0) refuse({ code: 'bad_input', fields });",
    replacement: '',
    test: 'nobody changes what is fixed',
  },
  {
    row: 'A Partner Admin changes what the policy file of the firm’s IT fixes',
    what: 'a request from before the file is not carried out',
    file: 'main/services/firm/settings.ts',
    text: "  if (context.managed.settings.secondApproverRequired === true) refuse({ code: 'set_by_it' });\n",
    replacement: '',
    testFile: SETTINGS.testFile,
    test: 'a request to switch the second approver off',
  },
  {
    row: '… or waits until the file is broken or gone',
    what: 'what is fixed becomes the firm’s setting',
    ...SETTINGS,
    text: '    updateFirm(tx, before.version, settings);\n',
    replacement: '',
    test: 'without the file its settings stay',
  },
  {
    row: '… or waits until the file is broken or gone',
    what: 'a broken file keeps the second approver on',
    file: 'main/domain/managed.ts',
    text: '  secondApproverRequired: true,\n',
    replacement: '',
    testFile: SETTINGS.testFile,
    test: 'a broken file changes nothing',
  },
  {
    row: 'Somebody without rights of an administrator puts a policy file there, or changes it',
    what: 'the owner and the rights are looked at',
    ...FILE,
    text: "if (stats.uid !== owner || (stats.mode & WRITABLE_BY_OTHERS) !== 0) throw new Broken('writable');",
    replacement: '',
    test: 'is one that others may write',
  },
  {
    row: 'Somebody without rights of an administrator puts a policy file there, or changes it',
    what: 'no link is followed',
    ...FILE,
    text: "if (!found.isFile()) throw new Broken('not_a_file');",
    replacement: '',
    test: 'is a link, a folder or a pipe',
  },
];
