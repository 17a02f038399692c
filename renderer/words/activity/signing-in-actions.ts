// Recorded actions at the sign-in: sessions, refused codes and the use of the recovery kit.
import type { ActionEntry } from './action-entry.ts';

export const SIGNING_IN_ACTIONS: Readonly<Record<string, ActionEntry>> = {
  'session.started': { name: 'Signed in', did: 'signed in' },
  'session.ended': { name: 'Signed out', did: 'signed out' },
  'sessions.ended': {
    name: 'Other sessions ended',
    did: 'signed out everywhere else',
    triedTo: 'sign out everywhere else',
    requests: ['account.endOtherSessions'],
  },
  'sign_in.refused': { name: 'Sign-in refused', did: 'tried to sign in', triedTo: 'sign in' },
  'unlock.refused': {
    name: 'Unlocking refused',
    did: 'tried to unlock a window',
    triedTo: 'unlock a window',
  },
  'presence.refused': {
    name: 'Own code refused',
    did: 'entered a wrong code',
    triedTo: 'confirm with a code',
  },
  'factor.disabled': {
    name: 'Locked after wrong attempts',
    did: '{factor} of {whom} was locked after too many wrong attempts',
    isImpersonal: true,
  },
  'clock.accepted': {
    name: 'Clock accepted',
    did: 'signed in with a recovery code and so accepted this computer’s clock',
  },
  'recovery_kit.requested': {
    name: 'Recovery kit entered',
    did: 'entered the recovery kit for the account of {whom}',
  },
  'recovery_kit.refused': {
    name: 'Recovery kit refused',
    did: 'tried to use the recovery kit',
    triedTo: 'use the recovery kit',
  },
  'recovery_kit.stopped': {
    name: 'Recovery kit stopped',
    did: 'stopped the recovery kit that was used for {whom}',
    triedTo: 'stop the recovery kit',
    requests: ['recoveryKit.stopUse'],
  },
  'recovery_kit.used': {
    name: 'Recovery kit used',
    did: 'was let in by the recovery kit, with a new password and new 2FA',
  },
};
