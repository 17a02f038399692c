// Alerts in plain words: what happened, and why it may matter. They state no threshold: main decides when an alert is
// raised, and may have decided otherwise when an older one was.
import type { Alert } from '../../preload/contract/index.ts';
import { isolate } from './isolate.ts';
import { ROLE_WORDS } from './user-words.ts';

export function alertSentence(alert: Alert): string {
  const { kind, actorName, subjectName, desktopName } = alert;
  const who = isolate(actorName || 'Somebody');
  const whom = isolate(subjectName || 'somebody');
  const desktop = desktopName === null ? undefined : `desktop ${isolate(desktopName)}`;
  const aDesktop = desktop === undefined ? 'A desktop' : `The ${desktop}`;
  switch (kind) {
    case 'repudiated':
      return `${who} reported a change to their account. The account is frozen.`;
    case 'many_resets':
      return `${who} reset 2FA or passwords of several people in a short time.`;
    case 'outside_hours':
      return `${who} reset 2FA or a password outside your working hours.`;
    case 'reset_then_change':
      return `The account of ${whom} was reset, and its role, email or number on file was changed, within a day. ${who} did the last of these.`;
    case 'reset_then_admin_act':
      return `${who} set up 2FA after a reset, and soon after that acted as an administrator.`;
    case 'many_refused_codes':
      return `Many wrong codes or passwords in a short time on the account of ${actorName ? who : whom}.`;
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
      return `${who} ${letInWords(alert, whom)}.`;
    case 'admin_removed':
      return `${who} deactivated ${whom}, or took the role of Partner Admin away.`;
    case 'second_approver_off':
      return `${who} switched the second approver off.`;
    case 'record_cut':
      return 'The activity record does not continue from where it was. An older database may have been put back.';
    case 'record_seen_otherwise':
      return `${aDesktop} remembers records of the activity that are not here. If nobody has restored a backup, an older state was put back or the record was rewritten.`;
    case 'backup_failed':
      return 'The automatic backup could not be made: its folder is missing or full, or Rekey may not write to it. Rekey keeps trying. Settings says where it goes.';
    case 'data_key_found':
      return 'The key to the data was opened with the recovery kit or a backup, because the key store of this computer did not have it, or because it is a second server. If none of you did that, replace the kit.';
    case 'firm_restored':
      return 'The firm was restored from a backup. What was done after the backup is not in it. Activity says when it was made.';
    case 'firm_moved':
      return `${who} moved the firm to another computer. Activity has the name of the file.`;
    case 'copy_used_again':
      return `${who} uses this copy again after the firm was moved to another computer. Both may exist now, and what is done in one is not in the other. Agree on one of them.`;
    case 'move_interrupted':
      return 'A move to another computer was interrupted, so the firm is still here. Activity has the name of the file that may have been made. Do not restore it elsewhere: move again.';
    case 'server_started':
      return `${who} lets other desktops sign in to this firm. Settings lists them under Other desktops.`;
    case 'server_taken_over':
      return 'Another computer serves this firm to the desktops now, or the same one under another name or address. Activity says which. If nobody meant that, find out why the one before has ended.';
    case 'desktop_joined':
      return `${aDesktop} has joined this firm, with a pairing code of ${who}. Settings lists it under Other desktops. If you do not know it, revoke it there.`;
    case 'desktop_revoked':
      return `${who} revoked ${desktop === undefined ? 'a desktop' : `the ${desktop}`}: it can no longer connect to this firm.`;
    case 'desktop_slowed':
      return `Many passwords or codes were wrong at ${desktop === undefined ? 'one desktop' : `the ${desktop}`}, so it has to wait between attempts. If nobody there is simply mistyping, revoke it in Settings under Other desktops.`;
    case 'record_altered':
      return subjectName === null
        ? 'Another program has changed the activity record. In Activity, Verify shows where.'
        : `Another program has changed what is stored for the sign-in of ${whom}. It no longer opens anything: reset it.`;
  }
}

/** What somebody says who marks an alert about an account that was let in, or a Partner Admin who was removed, as seen. */
export function vouchWords(alert: Alert): {
  readonly did: string;
  readonly means: string;
  readonly otherwise: string;
} {
  const { kind, actorName, subjectName } = alert;
  const who = isolate(actorName || 'Somebody');
  const whom = isolate(subjectName || 'somebody');
  return kind !== 'admin_removed'
    ? {
        did: `${who} ${letInWords(alert, whom)}`,
        means: `You know that ${who} and ${whom} are two different people.`,
        otherwise:
          'After the time in Settings, one of them can then approve what the other asks for. If you are not sure, speak with both first, and leave this open.',
      }
    : {
        did: `${who} deactivated ${whom}, or took the role of Partner Admin away`,
        means: `You know that this is right, and not only from ${who}.`,
        otherwise: `After the time in Settings, one Partner Admin alone can then reset the account of ${whom}. If you are not sure, leave this open.`,
      };
}

/** What lets somebody into an account, after the name of the actor. */
function letInWords({ act, subjectRole }: Alert, whom: string): string {
  const asRole = subjectRole === null ? '' : ` as ${ROLE_WORDS[subjectRole]}`;
  switch (act) {
    case 'user.invited':
      return `invited ${whom}${asRole}`;
    case 'invitation.resent':
      return `renewed the invitation of ${whom}${asRole}`;
    case 'two_factor.reset':
      return `reset 2FA for ${whom}`;
    case 'password.reset':
      return `reset the password of ${whom}`;
    case 'temporary_code.issued':
      return `issued a temporary code for ${whom}`;
    case 'user.reactivated':
      return `reactivated ${whom}`;
    case 'account.unfrozen':
      return `unfroze the account of ${whom}`;
    case 'account.unlocked':
      return `unlocked the account of ${whom}`;
    case 'user.made_partner_admin':
      return `made ${whom} a Partner Admin`;
    case 'user.number_changed':
      return `changed the number on file of ${whom}`;
    case 'user.edited':
      return `changed the email, role or number on file of ${whom}`;
    default:
      return `let ${whom} in`;
  }
}

/** The person that the alert is about, else the one who did it. Undefined where it is about nobody. */
export function alertPerson({
  actorId,
  actorName,
  subjectId,
  subjectName,
}: Alert): { readonly id: number; readonly name: string } | undefined {
  if (subjectId !== null) return { id: subjectId, name: subjectName || 'the person' };
  return actorId === null ? undefined : { id: actorId, name: actorName || 'the person' };
}
