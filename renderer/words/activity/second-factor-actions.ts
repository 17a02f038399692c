// Recorded actions on 2FA: resets, temporary codes, requests for a second approver, and "This was not me".
import type { ActionEntry } from './action-entry.ts';

export const SECOND_FACTOR_ACTIONS: Readonly<Record<string, ActionEntry>> = {
  'account.frozen': {
    name: '“This was not me”',
    did: 'reported a change to the account and froze it',
    triedTo: 'freeze the account',
  },
  'account.unfrozen': {
    name: 'Unfrozen',
    did: 'unfroze the account of {whom}',
    triedTo: 'unfreeze the account of {whom}',
    requests: ['users.unfreeze'],
  },
  'account.unlocked': {
    name: 'Unlocked',
    did: 'unlocked the account of {whom}',
    triedTo: 'unlock the account of {whom}',
    requests: ['users.unlock'],
  },
  'two_factor.replace_requested': {
    name: 'New authenticator required',
    did: 'required {whom} to set up a new authenticator at the next sign-in',
    triedTo: 'require {whom} to set up a new authenticator',
  },
  'two_factor.replace_cancelled': {
    name: 'New authenticator no longer required',
    did: 'no longer required {whom} to set up a new authenticator',
    triedTo: 'no longer require {whom} to set up a new authenticator',
    requests: ['users.cancelReplacement'],
  },
  'two_factor.bulk_reset': {
    name: '2FA reset for several',
    did: 'reset 2FA for several people at once',
    triedTo: 'reset 2FA for several people at once',
    requests: ['bulkResets.prepare', 'bulkResets.start'],
  },
  'two_factor.reset': {
    name: '2FA reset',
    did: 'reset 2FA for {whom}',
    triedTo: 'reset 2FA for {whom}',
    requests: ['users.resetTwoFactor', 'users.getResetPreview'],
  },
  'temporary_code.issued': {
    name: 'Temporary code issued',
    did: 'issued a temporary code for {whom}',
    triedTo: 'issue a temporary code for {whom}',
    requests: ['users.issueTemporaryCode'],
  },
  'temporary_code.revoked': {
    name: 'Temporary code revoked',
    did: 'revoked the temporary code of {whom}',
    triedTo: 'revoke the temporary code of {whom}',
    requests: ['users.revokeTemporaryCode'],
  },
  'two_factor.set_up': { name: '2FA set up', did: 'set up 2FA' },
  'authenticator.changed': {
    name: 'Authenticator changed',
    did: 'moved 2FA to another authenticator app',
    triedTo: 'change the authenticator app',
    requests: ['account.beginAuthenticator', 'account.confirmAuthenticator'],
  },
  'recovery_codes.regenerated': {
    name: 'New recovery codes',
    did: 'made new recovery codes',
    triedTo: 'make new recovery codes',
    requests: ['account.regenerateRecoveryCodes'],
  },
  'approval.requested': {
    name: 'Second approver asked',
    did: 'asked for a second approver: {asked}',
  },
  'approval.approved': {
    name: 'Request approved',
    did: 'approved what {requester} has asked for: {asked}',
    triedTo: 'decide about a request for a second approver',
    requests: ['approvals.decide', 'approvals.list'],
  },
  'approval.declined': {
    name: 'Request declined',
    did: 'declined what {requester} has asked for: {asked}',
    triedTo: 'decline a request for a second approver',
  },
  'approval.cancelled': {
    name: 'Request cancelled',
    did: 'cancelled what {requester} has asked for: {asked}',
    requests: ['approvals.cancel'],
  },
  // Only refusals are recorded under this name: an approved act is recorded as itself, with its approver.
  'approval.carried_out': {
    name: 'Carrying out refused',
    did: 'carried out what was approved',
    triedTo: 'carry out a request for a second approver',
    requests: ['approvals.carryOut'],
  },
};
