// Requests for a second approver in words: what they ask for, and their state.
import type { Approval } from '../../preload/contract/index.ts';
import { isolate } from './isolate.ts';
import { fullName } from './user-words.ts';

export const APPROVAL_KIND_WORDS: Readonly<Record<Approval['kind'], string>> = {
  two_factor_reset: 'Reset of 2FA',
  password_reset: 'Reset of the password',
  temporary_code: 'Temporary code',
  reactivation: 'Reactivation',
  second_approver_off: 'Switching the second approver off',
};

export const APPROVAL_STATE_WORDS: Readonly<Record<Approval['state'], string>> = {
  pending: 'Waits',
  approved: 'Approved',
  declined: 'Declined',
  cancelled: 'Cancelled',
  carried_out: 'Carried out',
  expired: 'Expired',
};

export const APPROVAL_STATE_TONES = {
  pending: 'attention',
  approved: 'ok',
  declined: 'danger',
  cancelled: 'neutral',
  carried_out: 'neutral',
  expired: 'neutral',
} as const;

/** "Reset 2FA for Priya Mehta". */
export function askedFor({ kind, target }: Pick<Approval, 'kind' | 'target'>): string {
  const whom = target === null ? '' : isolate(fullName(target) || target.email);
  switch (kind) {
    case 'two_factor_reset':
      return `Reset 2FA for ${whom}`;
    case 'password_reset':
      return `Reset the password of ${whom}`;
    case 'temporary_code':
      return `Issue a temporary code for ${whom}`;
    case 'reactivation':
      return `Reactivate ${whom}`;
    case 'second_approver_off':
      return 'Switch the second approver off';
  }
}

/** "reset your 2FA", after "has asked to". */
export const ABOUT_ME_WORDS: Readonly<Record<Approval['kind'], string>> = {
  two_factor_reset: 'reset your 2FA',
  password_reset: 'reset your password',
  temporary_code: 'issue a temporary code for your account',
  reactivation: 'reactivate your account',
  second_approver_off: 'switch the second approver off',
};
