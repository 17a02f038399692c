// What asks for somebody to act, as the line above Users and Overview say it.
import type { AttentionList } from '../../preload/tables/attention-lists.ts';
import { ATTENTION_WORDS } from './user-words.ts';

interface ListWords {
  readonly label: string;
  /** The whole sentence, on hover. */
  readonly title: string;
}

export const ATTENTION_LIST_WORDS: Readonly<Record<AttentionList, ListWords>> = {
  without_two_factor: {
    label: ATTENTION_WORDS.without_two_factor,
    title: 'Active accounts whose 2FA is not set up',
  },
  setup_required: {
    label: 'Setup required',
    title: 'People who set up 2FA at their next sign-in, after a reset',
  },
  setup_overdue: {
    label: ATTENTION_WORDS.setup_overdue,
    title: 'The time to set up 2FA has run out: each needs a new reset',
  },
  frozen: { label: 'Frozen', title: 'The person has said “This was not me”' },
  locked: { label: 'Locked', title: 'Accounts that cannot sign in until somebody helps' },
  invitation_expiring: { label: 'Invitations expiring', title: 'Invitations that expire within 3 days' },
  invitation_expired: { label: 'Invitations expired', title: 'Invitations that nobody has used in time' },
  recently_reset: { label: 'Reset in 30 days', title: 'People whose 2FA was reset in the last 30 days' },
  no_number: { label: ATTENTION_WORDS.no_number, title: 'People without a number to call back' },
};
