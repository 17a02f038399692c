// The sign of a desktop of the firm's server, at the bottom of every page: connected, or not connected since when. A computer
// that has the firm's data shows none.
import { Server, Unplug } from 'lucide-react';
import { Live } from '../../ui/live.tsx';
import { clockDifference, NEXT_WORDS } from '../../words/line-words.ts';
import { momentWords } from '../../words/time-words.ts';
import styles from './line-sign.module.css';
import { useLine } from './line-store.ts';

export function LineSign() {
  const line = useLine((state) => state.line);
  if (line === undefined || line.kind === 'local') return null;
  const isConnected = line.kind === 'connected';
  const Icon = isConnected ? Server : Unplug;
  return (
    <div className={styles['sign']} data-line={line.kind}>
      <Icon size={14} aria-hidden />
      <Live className={styles['text']}>
        {isConnected ? (
          <>
            Connected to <bdi>{line.name}</bdi>
          </>
        ) : (
          `Not connected since ${momentWords(line.since, Date.now())}. ${NEXT_WORDS[line.why]}`
        )}
        {isConnected && line.clockMinutes !== null && `. ${clockDifference(line.clockMinutes)}`}
      </Live>
    </div>
  );
}
