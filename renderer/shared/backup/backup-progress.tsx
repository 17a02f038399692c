// How far a backup is that is being made or opened, as main tells this window.
import { useEffect, useState } from 'react';
import type { EventPayload } from '../../../preload/contract/index.ts';
import { subscribe } from '../../bridge.ts';
import styles from './backup.module.css';

const PHASE_WORDS: Readonly<Record<EventPayload<'backup.progress'>['phase'], string>> = {
  copying: 'Copying the data',
  writing: 'Encrypting',
  checking: 'Opening and checking it',
};

export function BackupProgress() {
  const [progress, setProgress] = useState<EventPayload<'backup.progress'>>();
  useEffect(() => subscribe('backup.progress', setProgress), []);
  return (
    <div className={styles['progress']}>
      <span>{progress === undefined ? 'Beginning' : PHASE_WORDS[progress.phase]}</span>
      <progress
        aria-label="Done so far"
        {...(progress === undefined ? {} : { value: progress.done, max: Math.max(1, progress.total) })}
      />
    </div>
  );
}
