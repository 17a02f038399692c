// Alerts in plain words: what happened, and why it may matter. They state no threshold: main decides when an alert is
// raised, and may have decided otherwise when an older one was.
import type { Alert } from '../../preload/contract/index.ts';

export function alertSentence({ kind, actorName, subjectName }: Alert): string {
  const who = actorName || 'Somebody';
  const whom = subjectName || 'somebody';
  switch (kind) {
    case 'repudiated':
      return `${who} reports a change to their account as not theirs. The account is frozen.`;
    case 'many_resets':
      return `${who} reset 2FA or passwords of several people in a short time.`;
    case 'outside_hours':
      return `${who} reset 2FA or a password outside your working hours.`;
    case 'reset_then_change':
      return `${whom} was reset, and role, email or number on file were changed, on the same day. ${who} did the last of it.`;
    case 'reset_then_admin_act':
      return `${who} set up 2FA after a reset, and soon after that acted as an administrator.`;
    case 'many_refused_codes':
      return `Many wrong codes or passwords in a short time on the account of ${actorName || whom}.`;
    case 'both_halves':
      return `${who} reset both the password and the 2FA of ${whom} in a short time.`;
    case 'recovery_kit_used':
      return `The recovery kit was used for the account of ${whom}.`;
    case 'recovery_kit_waits':
      return `Somebody wants to get in with the recovery kit, as ${whom}.`;
    case 'number_changed':
      return `${who} changed the number on file of ${whom}.`;
    case 'made_partner_admin':
      return `${who} made ${whom} a Partner Admin.`;
    case 'let_in':
      return `${who} let ${whom} in: by an invitation, a role, a code, or another email or number. Click Seen only if you know that they are two people.`;
    case 'admin_removed':
      return `${who} deactivated ${whom}, or took the role of Partner Admin away.`;
    case 'second_approver_off':
      return `${who} switched the second approver off.`;
    case 'record_cut':
      return 'The activity record does not go on from where it was: an older database may have been put back.';
    case 'record_altered':
      return subjectName === null
        ? 'Another program has changed the activity record. In Activity, Verify shows where.'
        : `Another program has changed what is stored for the sign-in of ${whom}. It opens nothing now: reset it.`;
  }
}

/** Whom the alert is about, else who did it. Undefined where it is about nobody. */
export function alertPerson({
  actorId,
  actorName,
  subjectId,
  subjectName,
}: Alert): { readonly id: number; readonly name: string } | undefined {
  if (subjectId !== null) return { id: subjectId, name: subjectName || 'the person' };
  return actorId === null ? undefined : { id: actorId, name: actorName || 'the person' };
}
