// Recorded actions on people and their accounts.
import type { ActionEntry } from './action-entry.ts';

export const PEOPLE_ACTIONS: Readonly<Record<string, ActionEntry>> = {
  'user.invited': {
    name: 'Invited',
    did: 'invited {whom}',
    triedTo: 'invite people',
    requests: ['users.invite'],
  },
  'import.begun': {
    name: 'Import begun',
    did: 'began an import out of a file',
    triedTo: 'import a list out of a file',
    requests: [
      'imports.choose',
      'imports.plan',
      'imports.planClients',
      'imports.listRows',
      'imports.saveTemplate',
      'imports.saveRefused',
      'imports.start',
    ],
  },
  'import.ended': { name: 'Import ended', did: 'imported a list out of a file' },
  'invitation.resent': {
    name: 'Invitation renewed',
    did: 'renewed the invitation of {whom}',
    triedTo: 'renew the invitation of {whom}',
    requests: ['users.resendInvitations'],
  },
  'invitation.cancelled': {
    name: 'Invitation cancelled',
    did: 'cancelled the invitation of {whom}',
    triedTo: 'cancel the invitation of {whom}',
    requests: ['users.cancelInvitation'],
  },
  'user.viewed': {
    name: 'Details opened',
    did: 'opened the details of {whom}',
    triedTo: 'open the details of {whom}',
    requests: ['users.get', 'users.listActivity'],
  },
  'user.activated': { name: 'Account activated', did: 'activated the account' },
  'user.edited': {
    name: 'Details changed',
    did: 'changed the details of {whom}',
    triedTo: 'change the details of {whom}',
    requests: ['users.edit', 'users.addToClient', 'users.removeFromClient', 'account.changeEmail'],
  },
  'user.made_partner_admin': { name: 'Made a Partner Admin', did: 'made {whom} a Partner Admin' },
  'user.number_changed': {
    name: 'Number on file changed',
    did: 'changed the number on file of {whom}',
    triedTo: 'confirm a number for {whom}',
    requests: ['users.confirmNumber'],
  },
  'user.number_proposed': {
    name: 'Number proposed',
    did: 'proposed a number for {whom}',
    triedTo: 'propose a number',
    requests: ['account.changeNumber'],
  },
  'user.number_rejected': {
    name: 'Proposed number rejected',
    did: 'rejected the number proposed for {whom}',
    triedTo: 'reject the number proposed for {whom}',
    requests: ['users.rejectNumber'],
  },
  'user.deactivated': {
    name: 'Deactivated',
    did: 'deactivated {whom}',
    triedTo: 'deactivate {whom}',
    requests: ['users.deactivate', 'users.getDeactivation'],
  },
  'user.reactivated': {
    name: 'Reactivated',
    did: 'reactivated {whom}',
    triedTo: 'reactivate {whom}',
    requests: ['users.reactivate'],
  },
  'review.confirmed': {
    name: 'Access confirmed',
    did: 'confirmed the access of {whom}',
    triedTo: 'confirm access',
    requests: ['reviews.confirm'],
  },
  'review.taken_back': {
    name: 'Confirmation taken back',
    did: 'took back the confirmation of {whom}’s access',
    triedTo: 'take back a confirmation',
    requests: ['reviews.takeBack'],
  },
  'account.edited': {
    name: 'Own name changed',
    did: 'changed the name of the account',
    triedTo: 'change the name of the account',
    requests: ['account.edit'],
  },
};
