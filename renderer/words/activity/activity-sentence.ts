// One sentence for each activity record.
import type { ActivityRecord, Approval } from '../../../preload/contract/index.ts';
import { APPROVAL_KIND_WORDS } from '../approval-words.ts';
import { isolate } from '../isolate.ts';
import { wordsOfAction } from './action-words.ts';

/** "Margaret Ashworth reset 2FA for Priya Mehta." */
export function activitySentence(record: ActivityRecord): string {
  const words = wordsOfAction(record.action);
  const who = isolate(record.actorName || 'Someone');
  if (words === undefined)
    return record.targetName
      ? `${who}: ${record.action} (${isolate(record.targetName)}).`
      : `${who}: ${record.action}.`;
  const given = record.outcome === 'done' && record.action === 'user.edited' ? textFact(record, 'client') : '';
  if (given !== '')
    return `${who} ${fill(record.detail['clientsAdded'] === undefined ? 'removed {whom} from' : 'added {whom} to', record)} ${isolate(given)}.`;
  if (words.isImpersonal === true) return `${fill(words.did, record)}.`;
  if (record.outcome !== 'done')
    return `${who} tried to ${fill(words.triedTo ?? 'do this', record)} and ${record.outcome === 'denied' ? 'was refused' : 'it failed'}.`;
  return `${who} ${fill(words.did, record)}.`;
}

const isAboutOneself = ({ actorName, actorRole, targetName, targetRole }: ActivityRecord): boolean =>
  targetRole !== null && targetName === actorName && targetRole === actorRole;

function fill(text: string, record: ActivityRecord): string {
  const words: Readonly<Record<string, () => string>> = {
    '{whom}': () =>
      isAboutOneself(record)
        ? 'their own account'
        : isolate(record.targetName || textFact(record, 'email') || 'someone'),
    '{desktop}': () => isolate(textFact(record, 'desktopName') || 'of another computer'),
    '{client}': () => isolate(textFact(record, 'clientName') || 'a client'),
    '{asked}': () => {
      const asked = APPROVAL_KIND_WORDS[textFact(record, 'asked') as Approval['kind']] ?? 'something';
      return `${asked.charAt(0).toLowerCase()}${asked.slice(1)}${record.targetName ? `, for ${isolate(record.targetName)}` : ''}`;
    },
    '{requester}': () => isolate(textFact(record, 'requestedBy') || 'someone'),
    '{factor}': () => LOCKED_WORDS[textFact(record, 'factor')] ?? 'A way of signing in',
  };
  // One pass with a function as replacement, because a name may itself contain braces or "$&".
  return text.replace(/\{\w+\}/g, (blank) => words[blank]?.() ?? blank);
}

const LOCKED_WORDS: Readonly<Record<string, string>> = {
  password: 'The password',
  code: 'The authenticator app',
  recovery_code: 'Signing in with recovery codes',
  setup_code: 'The setup code',
  one_time_code: 'The one-time code',
  temporary_code: 'The temporary code',
};

/** Empty where the record has no such fact. */
function textFact(record: ActivityRecord, key: string): string {
  const value = record.detail[key];
  return typeof value === 'string' ? value : '';
}
