// Which Partner Admins count as one person now, and what ends that. A firm without three independent ones reads what is
// left.
import type { OutputOf } from '../../preload/contract/index.ts';
import { Banner } from '../ui/banner.tsx';
import page from '../ui/page.module.css';
import { isolate } from '../words/isolate.ts';
import { exactDay } from '../words/time-words.ts';
import styles from './settings.module.css';

type Independence = OutputOf<'settings.get'>['independence'];
type Tie = Independence['ties'][number];

/** Requester, approver and the user concerned. */
const FEWEST = 3;
const NAMES = new Intl.ListFormat('en');

interface IndependenceNowProps {
  readonly independence: Independence;
  /** The second approver, as it is saved. */
  readonly isRequired: boolean;
}

export function IndependenceNow({ independence: { groups, ties }, isRequired }: IndependenceNowProps) {
  const together = groups.filter((group) => group.length > 1);
  if (together.length === 0) return null;
  const isShort = groups.length < FEWEST;
  return (
    <Banner tone={isShort && isRequired ? 'attention' : 'info'}>
      {isShort && isRequired && (
        <p>
          <strong>This firm has no independent approver now.</strong> What needs one waits until accounts are
          independent again. If it cannot wait, the recovery kit lets a Partner Admin in.
        </p>
      )}
      {together.map((group) => (
        <p key={group.join()}>{NAMES.format(group)} count as one person.</p>
      ))}
      <ul className={styles['ties']} aria-label="Why accounts count as one person">
        {ties.map((tie) => (
          <li key={`${tie.actorName}/${tie.subjectName}/${tie.at}`}>{tieSentence(tie)}</li>
        ))}
      </ul>
      <p className={page['lead']}>
        An alert is seen by a Partner Admin who is independent of the two. Where there is none, all others have to see
        it.
      </p>
    </Banner>
  );
}

function tieSentence({ actorName, subjectName, at, endsAt, waitsToBeSeen }: Tie): string {
  const what = `${isolate(actorName)} let ${isolate(subjectName)} in on ${exactDay(at)}.`;
  return waitsToBeSeen
    ? `${what} It ends on ${exactDay(endsAt)} at the earliest, once the alert about it has been seen.`
    : `${what} The alert has been seen. It ends on ${exactDay(endsAt)}.`;
}
