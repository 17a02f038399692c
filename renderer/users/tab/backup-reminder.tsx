// The end of the line above Users: a firm without a backup, or with one that is older than its policy allows. It leads to
// Settings. It is for those who make backups, and the sample firm needs none.
import { DatabaseBackup } from 'lucide-react';
import { useCallback } from 'react';
import { request } from '../../bridge.ts';
import { useServerName } from '../../shared/line/line-store.ts';
import { useRequest } from '../../shared/reading/use-request.ts';
import { useAppStore } from '../../state.ts';
import { ago } from '../../words/time-words.ts';
import styles from './users-overview.module.css';

export function BackupReminder() {
  const isFor = useAppStore((state) => state.signedIn?.may.editSettings === true && state.app?.isSample === false);
  const ask = useAppStore((state) => state.ask);
  const isDesktop = useServerName() !== undefined;
  const get = useCallback(() => request('backups.get', {}), []);
  const { latest } = useRequest(isFor ? get : undefined, 'directory.changed');
  if (latest?.isDue !== true) return null;
  const { last } = latest;
  return (
    <div className={styles['end']}>
      <button
        type="button"
        className={styles['reminder']}
        title={
          last === null
            ? `No backup: if ${isDesktop ? 'the firm’s data is lost' : 'this computer fails'} today, everything is lost`
            : `Backup overdue: the last one was checked ${ago(last.checkedAt, Date.now())}`
        }
        onClick={() => ask('show backups')}
      >
        <DatabaseBackup size={14} aria-hidden />
        <span>{last === null ? 'No backup' : 'Backup overdue'}</span>
      </button>
    </div>
  );
}
