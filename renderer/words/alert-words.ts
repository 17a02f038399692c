// What a Partner Admin should look at, in plain words: what was seen, and why it may matter.
import type { Alert } from '../../preload/contract/index.ts';

export function alertSentence({ kind, actorName, subjectName }: Alert): string {
  const who = actorName || 'Somebody';
  const whom = subjectName || 'somebody';
  switch (kind) {
    case 'repudiated':
      return `${who} says that a change to their account was not agreed. The account is frozen.`;
    case 'many_resets':
      return `${who} made three or more resets within an hour.`;
    case 'outside_hours':
      return `${who} reset 2FA or a password outside your working hours.`;
    case 'reset_then_change':
      return `${whom} was reset, and role or email were changed, on the same day. ${who} did the last of it.`;
    case 'reset_then_admin_act':
      return `${who} set up 2FA after a reset, and acted as an administrator within 15 minutes.`;
    case 'many_refused_codes':
      return `Ten or more wrong codes or passwords within an hour on the account of ${actorName || whom}.`;
    case 'both_halves':
      return `${who} reset both the password and the 2FA of ${whom} within 24 hours.`;
    case 'recovery_kit_used':
      return `The recovery kit was used for the account of ${whom}.`;
    case 'recovery_kit_waits':
      return `Somebody wants to get in with the recovery kit, as ${whom}.`;
    case 'record_cut':
      return 'The activity record does not go on from where it was: an older database may have been put back.';
  }
}
