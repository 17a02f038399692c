// The sign of a desktop of the firm's server, at the bottom of every page: connected, or not connected since when. A computer
// that has the firm's data shows none.
import { Server, Unplug } from 'lucide-react';
import { useRef, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Live } from '../../ui/live.tsx';
import { clockDifference, NEXT_WORDS, OTHER_RECORD_SIGN } from '../../words/line-words.ts';
import { momentWords } from '../../words/time-words.ts';
import styles from './line-sign.module.css';
import { useLine } from './line-store.ts';
import { OtherRecordDialog } from './other-record-dialog.tsx';

/** @param isUnderLock it says the same and asks for nothing: the page behind the lock does. */
export function LineSign({ isUnderLock = false }: { readonly isUnderLock?: boolean }) {
  const line = useLine((state) => state.line);
  const [isAsking, setAsking] = useState(false);
  const ask = useRef<HTMLButtonElement>(null);
  if (line === undefined || line.kind === 'local') return null;
  const isConnected = line.kind === 'connected';
  const otherRecord = isConnected ? line.otherRecord : null;
  const Icon = isConnected ? Server : Unplug;
  return (
    <div className={styles['sign']} data-line={otherRecord === null ? line.kind : 'other_record'}>
      <Icon size={14} aria-hidden />
      <Live className={styles['text']}>
        {isConnected ? (
          <>
            Connected to <bdi>{line.name}</bdi>
          </>
        ) : (
          `Not connected since ${momentWords(line.since, Date.now())}. ${NEXT_WORDS[line.why]}`
        )}
        {otherRecord !== null && `. ${OTHER_RECORD_SIGN}`}
        {isConnected && line.clockMinutes !== null && `. ${clockDifference(line.clockMinutes)}`}
      </Live>
      {otherRecord !== null && !isUnderLock && (
        <Button ref={ask} tone="quiet" className={styles['ask']} onClick={() => setAsking(true)}>
          What this means
        </Button>
      )}
      {otherRecord !== null && isAsking && !isUnderLock && (
        <OtherRecordDialog
          server={line.name}
          restoredAt={otherRecord.restoredAt}
          returnTo={ask}
          onClose={() => setAsking(false)}
        />
      )}
    </div>
  );
}
