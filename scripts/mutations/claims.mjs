// The mutations of the attacks that claim what is not so: a reason, a call, a setup, an invitation.

/** @import { Mutation } from './list.mjs' */

/** @type {readonly Mutation[]} */
export const CLAIMS = [
  {
    row: '“Changing phone: replace” as the answer to a stolen phone',
    what: 'a reason fits its mode',
    file: 'main/services/users/reset-two-factor.ts',
    text: '  requireReasonFor(request.mode, request.reason);\n',
    replacement: '',
    testFile: 'test/services/users/reset-two-factor.test.ts',
    test: 'is no answer to a phone that is gone',
  },
  {
    row: 'A replacement that nobody makes, so the old phone signs in for ever',
    what: 'its deadline counts',
    file: 'main/storage/tables/users.ts',
    text: " ?? integerOrNull(row, 'replace_deadline_at')",
    replacement: '',
    testFile: 'test/services/users/reset-two-factor.test.ts',
    test: 'has the time of a setup',
  },
  {
    row: 'A replacement that nobody makes, so the old phone signs in for ever',
    what: 'open sessions end',
    file: 'main/services/act/actor.ts',
    text: '  if (isSetupOverdue(user, context.clock.now())) return undefined;\n',
    replacement: '',
    testFile: 'test/services/users/reset-two-factor.test.ts',
    test: 'ends the sessions of the old authenticator at its deadline',
  },
  {
    row: '“I called back” for somebody with no number to call',
    what: 'a call needs a number',
    file: 'main/services/users/call-back.ts',
    text: "if (identityCheck === 'call_back' && !hasNumberToCall(context, reader, actor, user)) refuse({ code: 'no_number' });",
    replacement: '',
    testFile: 'test/ipc/numbers.test.ts',
    test: 'is no identity check',
  },
  {
    row: '“I called back” for somebody with no number to call',
    what: 'people without a number are left out of a bulk reset',
    file: 'main/services/users/bulk-reset.ts',
    text: "facts.identityCheck === 'call_back' && !hasNumberToCall",
    replacement: "facts.reason === 'other' && !hasNumberToCall",
    testFile: 'test/ipc/numbers.test.ts',
    test: 'leaves people without a number out',
  },
  {
    row: 'A setup that its user has reported, or that was made without a code before the policy asked for one',
    what: 'a freeze ends the setup',
    file: 'main/services/users/freeze-account.ts',
    text: '  endRequiredSetups(tx, user.id);\n',
    replacement: '',
    testFile: 'test/services/users/freeze-account.test.ts',
    test: 'no longer counts',
  },
  {
    row: 'An activation that goes on after the invitation was cancelled',
    what: 'the account is removed',
    file: 'main/services/users/cancel-invitation.ts',
    text: '    if (isRemoved) removeUser(tx, user.id);\n    else {',
    replacement: '    if (!isRemoved) {',
    testFile: 'test/services/users/cancel-invitation.test.ts',
    test: 'under somebody who activates the account opens nothing',
  },
];
