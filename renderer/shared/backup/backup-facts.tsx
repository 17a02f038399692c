// What is in a backup that was opened, and what it lacks, before it takes the place of anything.
import { useEffect, useRef } from 'react';
import type { OutputOf } from '../../../preload/contract/index.ts';
import { Banner } from '../../ui/banner.tsx';
import { exactTime } from '../../words/time-words.ts';
import styles from './backup.module.css';

export function BackupFacts({ facts }: { readonly facts: OutputOf<'backups.open'> }) {
  const { firm, madeAt, appVersion, people, records, printedNumber, movedFrom, recordsLost, isRecordIntact } = facts;
  const rows = [
    ['Firm', firm],
    ['Made', exactTime(madeAt)],
    ['People', people.toLocaleString('en-GB')],
    ['Activity records', records.toLocaleString('en-GB')],
    ...(printedNumber === '' ? [] : [['Number of the record', printedNumber] as const]),
    ['Made with', `Rekey ${appVersion}`],
    ...(movedFrom === null ? [] : [['Moves the firm from', movedFrom] as const]),
  ] as const;
  // The field that had the focus is gone. What is in the file is read out before anybody restores it.
  const shown = useRef<HTMLDivElement>(null);
  useEffect(() => shown.current?.focus(), []);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields
    <div ref={shown} role="group" aria-label="What is in the backup" tabIndex={-1} className={styles['opened']}>
      <dl className={styles['facts']}>
        {rows.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {!isRecordIntact && (
        <Banner tone="attention">
          The activity record in this backup does not fit together: another program had changed it.
        </Banner>
      )}
      <ul className={styles['follows']}>
        <li>{movedFrom !== null && (recordsLost ?? 0) === 0 ? MOVED : lostSentence(recordsLost)}</li>
        <li>
          Everybody signs in again. Setup codes, temporary codes, one-time codes and requests for approval from before
          are void. People who were setting up 2FA need a new reset, and people who were invited need a new invitation.
        </li>
        <li>
          Passwords, authenticators, recovery codes and the recovery kit are those of the backup. If one of them was
          replaced because somebody may have seen it, replace it again.
        </li>
        <li>
          Automatic backups are off afterwards, and other desktops cannot sign in. Switch both on again in Settings.
        </li>
        <li>It is recorded, and every Partner Admin is told.</li>
      </ul>
    </div>
  );
}

const MOVED =
  'The firm was closed on that computer when the file was made, so nothing is lost. Look there: it should say that this firm was moved.';

function lostSentence(recordsLost: number | null): string {
  if (recordsLost === null)
    return 'What was done after the backup is lost. This computer does not know how much it is.';
  if (recordsLost === 0) return 'Nothing is on record here that the backup does not have.';
  return recordsLost === 1
    ? 'One record of activity came after the backup. It is lost, and so is what was done then.'
    : `${recordsLost.toLocaleString('en-GB')} records of activity came after the backup. They are lost, and so is what was done then.`;
}
