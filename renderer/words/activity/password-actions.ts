// Recorded actions on passwords.
import type { ActionEntry } from './action-entry.ts';

export const PASSWORD_ACTIONS: Readonly<Record<string, ActionEntry>> = {
  'password.refused': {
    name: 'Password change refused',
    did: 'entered a wrong current password',
    triedTo: 'change the password',
  },
  'password.reset': {
    name: 'Password reset',
    did: 'reset the password of {whom}',
    triedTo: 'reset the password of {whom}',
    requests: ['users.resetPassword'],
  },
  'password.chosen': { name: 'New password chosen', did: 'chose a new password after a reset' },
  'password.changed': {
    name: 'Password changed',
    did: 'changed the password',
    triedTo: 'change the password',
    requests: ['account.changePassword'],
  },
};
