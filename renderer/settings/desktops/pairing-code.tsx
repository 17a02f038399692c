// A pairing code, shown once, with the addresses that belong to it, and how long it still works.
import { useEffect, useState } from 'react';
import type { OutputOf } from '../../../preload/contract/index.ts';
import { PaperPage } from '../../shared/paper/print.tsx';
import { KeepSecret } from '../../shared/secrets/keep-secret.tsx';
import type { Keeping } from '../../shared/secrets/use-keeping.ts';
import { useAppStore } from '../../state.ts';
import { exactTime, timeLeft } from '../../words/time-words.ts';
import styles from './pairing-code.module.css';

/** The code stands in two lines of four groups each. */
const HALF = 20;
const JOIN = 'Join your firm on another computer';

interface PairingCodeProps {
  readonly made: OutputOf<'desktops.pair'>;
  /** By the clock of this computer. */
  readonly until: number;
  readonly keeping: Keeping;
  readonly onOver: () => void;
}

export function PairingCode({ made, until, keeping, onOver }: PairingCodeProps) {
  const firmName = useAppStore((state) => state.app?.firmName) ?? '';
  const { pairingCode, addresses, pairingText } = made;
  return (
    <KeepSecret
      ways={['copy', 'save', 'print']}
      text={pairingCode}
      file={{ suggestedName: 'rekey-pairing', text: pairingText }}
      paper={<PairingPage firmName={firmName} made={made} />}
      keptLabel="The other computer has this code"
      missing="Type the code on the other computer, or save or print it, then tick this box."
      keeping={keeping}
    >
      <div className={styles['secret']}>
        <span className={styles['label']}>{addresses.length === 1 ? 'Address' : 'One of these addresses'}</span>
        <span className={styles['addresses']}>
          {addresses.map((address) => (
            <code key={address}>{address}</code>
          ))}
        </span>
        <span className={styles['label']}>Pairing code, shown once</span>
        <code className={styles['code']} data-testid="pairing-code">
          <span>{pairingCode.slice(0, HALF)}</span>
          <span>{pairingCode.slice(HALF)}</span>
        </code>
        <Countdown until={until} onOver={onOver} />
      </div>
    </KeepSecret>
  );
}

function Countdown({ until, onOver }: { readonly until: number; readonly onOver: () => void }) {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  const isOver = now >= until;
  useEffect(() => {
    if (isOver) onOver();
  }, [isOver, onOver]);
  return (
    <span className={styles['label']}>
      Works once, for{' '}
      <span role="timer" className={styles['time']}>
        {timeLeft(until, now)}
      </span>
    </span>
  );
}

interface PairingPageProps {
  readonly firmName: string;
  readonly made: OutputOf<'desktops.pair'>;
}

function PairingPage({ firmName, made: { addresses, pairingCode, until } }: PairingPageProps) {
  return (
    <PaperPage>
      <h1 className={styles['title']}>Add a desktop to {firmName}</h1>
      <p>Works once, until {exactTime(until)}.</p>
      <ol className={styles['steps']}>
        <li>Start Rekey on the computer that is to join.</li>
        <li>Choose “{JOIN}”.</li>
        <li>
          Address: {addresses.length > 1 && 'one of '}
          {addresses.map((address) => (
            <code key={address}>{address} </code>
          ))}
        </li>
        <li>Pairing code:</li>
      </ol>
      <p className={styles['printed']}>
        <code>{pairingCode.slice(0, HALF)}</code>
        <code>{pairingCode.slice(HALF)}</code>
      </p>
    </PaperPage>
  );
}
