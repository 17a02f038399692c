// At the top of a dialog: the number on file changed lately, or under the open dialog.
import { useEffect, useRef } from 'react';
import type { CallBack } from '../../../preload/contract/index.ts';
import { Banner } from '../../ui/banner.tsx';
import { Live } from '../../ui/live.tsx';
import { exactTime } from '../../words/time-words.ts';
import styles from './number-warning.module.css';
import type { NumberMove } from './use-call-back.ts';

interface NumberWarningProps {
  readonly callBack: CallBack | null;
  readonly move: NumberMove | undefined;
}

export function NumberWarning({ callBack, move }: NumberWarningProps) {
  const top = useRef<HTMLDivElement>(null);
  // The questions may be scrolled down when the number changes.
  useEffect(() => {
    if (move !== undefined) top.current?.scrollIntoView({ block: 'nearest' });
  }, [move]);
  if (callBack === null) return null;
  const isSilent = move === undefined && callBack.before === null;
  return (
    <div ref={top} className={isSilent ? undefined : styles['warning']}>
      <Live isUrgent>{move !== undefined && <Banner tone="danger">{moveSentence(move)}</Banner>}</Live>
      {callBack.before !== null && callBack.since !== null && (
        <Banner tone="attention">
          The number on file was changed on {exactTime(callBack.since.at)} by{' '}
          <bdi>{callBack.since.by || 'somebody'}</bdi>.{' '}
          {callBack.before.phone === null ? (
            'What it was before is not known. Meet in person or by video instead.'
          ) : callBack.before.phone === '' ? (
            'Before, there was none. Meet in person or by video instead.'
          ) : (
            <>
              Before, it was <strong className={styles['number']}>{callBack.before.phone}</strong>. Call that number as
              well: the caller may have had it changed.
            </>
          )}
        </Banner>
      )}
    </div>
  );
}

const moveSentence = ({ was, now }: NumberMove): string =>
  was === now
    ? 'The colleagues to call have changed while this was open. “I called back” no longer counts: check again.'
    : `The number on file changed while this was open. It is ${now || 'empty'} now, and was ${was || 'empty'}. “I called back” no longer counts: check again.`;
