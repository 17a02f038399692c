// The end of the line above Users: the standby of the database is missing, so nothing is done, or acts are on one machine only.
// It leads to Settings and stays for as long as that lasts, with its words in a narrow window, too.
import { ServerCrash } from 'lucide-react';
import { useAppStore } from '../../state.ts';
import { exactTime } from '../../words/time-words.ts';
import styles from './users-overview.module.css';

export function StandbyReminder() {
  const standby = useAppStore((state) => state.signedIn?.standby);
  const mayDecide = useAppStore((state) => state.signedIn?.may.editSettings === true);
  const ask = useAppStore((state) => state.ask);
  if (standby === undefined) return null;
  const since = standby.since === null ? '' : ` since ${exactTime(standby.since)}`;
  const words =
    standby.decidedBy === null
      ? `The standby of the database is missing${since}: nothing is done until it is back, or until a Partner Admin decides`
      : `Acts are on one machine only${since}: ${standby.decidedBy} has decided to go on without the standby`;
  const shown = (
    <>
      <ServerCrash size={14} aria-hidden />
      <span>{standby.decidedBy === null ? 'Standby missing' : 'On one machine only'}</span>
    </>
  );
  return (
    <div className={styles['end']} role="status">
      {mayDecide ? (
        <button
          type="button"
          className={styles['reminder']}
          data-kept
          title={words}
          onClick={() => ask('show desktops')}
        >
          {shown}
        </button>
      ) : (
        <span className={styles['reminder']} data-kept title={words}>
          {shown}
        </span>
      )}
    </div>
  );
}
