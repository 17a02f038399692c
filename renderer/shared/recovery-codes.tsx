// Ten recovery codes, shown once, and the ways to keep them: copy, save, print. For the first set-up and for a new set later on.
// Leaving waits for the word that they are kept. They are secrets, so the window is kept out of screenshots.
import { FileDown, Printer } from 'lucide-react';
import { useState } from 'react';
import { request } from '../bridge.ts';
import { useWindow } from '../state.ts';
import { Button } from '../ui/button.tsx';
import { CheckField } from '../ui/field.tsx';
import { CopyButton } from './copy-button.tsx';
import { FailureBanner } from './failure-banner.tsx';
import { PaperPage, usePaper } from './print.tsx';
import styles from './recovery-codes.module.css';
import { useAction } from './use-action.ts';
import { useSecretOnScreen } from './use-secret-on-screen.ts';

const USE = 'Each code signs you in once, in place of your authenticator app.';

interface RecoveryCodesProps {
  readonly codes: readonly string[];
  readonly isKept: boolean;
  readonly onKept: (isKept: boolean) => void;
  /** They wanted to go on without the tick. */
  readonly isMissing: boolean;
}

export function RecoveryCodes({ codes, isKept, onKept, isMissing }: RecoveryCodesProps) {
  useSecretOnScreen();
  const firmName = useWindow((state) => state.app?.firmName) ?? '';
  const [done, setDone] = useState('');
  const save = useAction();
  const print = useAction();
  const paper = usePaper();
  const title = `Rekey recovery codes for ${firmName}`;
  const text = [title, USE, 'Keep this file where only you can read it.', '', ...codes, ''].join('\n');
  return (
    <div className={styles['recovery']}>
      <ol className={styles['codes']} aria-label="Recovery codes">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ol>
      <div className={styles['actions']}>
        <CopyButton text={codes.join('\n')} label="Copy" />
        <Button
          isBusy={save.isBusy}
          onClick={() =>
            void save.run(async () => {
              const { isSaved } = await request('document.save', { suggestedName: 'rekey-recovery-codes', text });
              setDone(isSaved ? 'Saved' : '');
            })
          }
        >
          <FileDown size={15} aria-hidden />
          Save as file
        </Button>
        <Button
          isBusy={print.isBusy}
          onClick={() =>
            void print.run(async () => {
              const isPrinted = await paper.print(<RecoveryCodesPage title={title} codes={codes} />);
              setDone(isPrinted ? 'Printed' : 'Nothing was printed');
            })
          }
        >
          <Printer size={15} aria-hidden />
          Print
        </Button>
        <span className={styles['done']} role="status">
          {done}
        </span>
      </div>
      <FailureBanner failure={save.failure} />
      <FailureBanner failure={print.failure} />
      <div className={styles['kept']}>
        <CheckField label="I have saved these codes" isChecked={isKept} onCheck={onKept} />
      </div>
      {isMissing && !isKept && (
        <p className={styles['missing']} role="alert">
          Save or copy the codes first, then tick this box. Without them a lost phone means another reset.
        </p>
      )}
      {paper.sheet}
    </div>
  );
}

function RecoveryCodesPage({ title, codes }: { readonly title: string; readonly codes: readonly string[] }) {
  return (
    <PaperPage>
      <h1 className={styles['title']}>{title}</h1>
      <p>{USE} Cross it out when it is used. Keep this page where only you can read it.</p>
      <ol className={styles['printed']}>
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ol>
    </PaperPage>
  );
}
