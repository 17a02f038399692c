// Where the firm's data is, and what would be lost with it: part of "Other desktops" in Settings. While the standby is missing, a
// Partner Admin can decide here to go on without it.
import { useId, useRef, useState } from 'react';
import type { DesktopsState } from '../../../preload/contract/index.ts';
import { databaseWords, lossWords } from '../../../preload/tables/standby-words.ts';
import { useToast } from '../../shared/toast.tsx';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { exactTime } from '../../words/time-words.ts';
import styles from './desktops.module.css';
import { GoOnDialog } from './go-on-dialog.tsx';

interface DatabaseFactsProps {
  readonly state: DesktopsState;
  readonly onChanged: () => void;
}

export function DatabaseFacts({ state: { standby, needsCode }, onChanged }: DatabaseFactsProps) {
  const [isAsked, setAsked] = useState(false);
  const toast = useToast();
  const button = useRef<HTMLButtonElement>(null);
  const title = useRef<HTMLHeadingElement>(null);
  const id = useId();
  const isMissing = standby?.kind === 'missing';
  return (
    <section className={styles['database']} aria-labelledby={id}>
      <h3 ref={title} id={id} className={styles['caption']} tabIndex={-1}>
        Database
      </h3>
      <dl className={styles['facts']}>
        <dt>Where</dt>
        <dd>{databaseWords(standby, exactTime)}</dd>
        <dt>{standby === null ? 'Lost with its disk' : 'Lost with its machine'}</dt>
        <dd>{lossWords(standby, exactTime)}</dd>
      </dl>
      {isMissing && (
        <Banner tone="attention">
          <strong>Nothing is done while the standby is missing.</strong> Lists and details can be read, and people can
          sign in. It goes on by itself when the standby is in step again.
        </Banner>
      )}
      {standby?.kind === 'alone' && (
        <Banner tone="attention">
          <strong>What is done is on one machine only.</strong> This ends by itself when the standby is in step again.
        </Banner>
      )}
      {(isMissing || isAsked) && (
        <div className={styles['buttons']}>
          <Button ref={button} tone="danger" onClick={() => setAsked(true)}>
            Go on without the standby
          </Button>
        </div>
      )}
      {isAsked && (
        <GoOnDialog
          needsCode={needsCode}
          returnTo={isMissing ? button : title}
          onDone={() => {
            setAsked(false);
            onChanged();
            toast.show({ text: 'Rekey goes on without the standby.' });
          }}
          onClose={() => {
            setAsked(false);
            onChanged();
          }}
        />
      )}
    </section>
  );
}
