// The firm's recovery kit, shown once, and the ways to keep it: print, save, copy. For the first run, for a sign-in to a firm
// without one, and for a new one in Settings. It opens a Partner Admin's account, so the window is kept out of screenshots.
import { FileDown, Printer } from 'lucide-react';
import { useState } from 'react';
import { request } from '../bridge.ts';
import { useWindow } from '../state.ts';
import { Button } from '../ui/button.tsx';
import { CheckField } from '../ui/field.tsx';
import { exactDay } from '../words/time-words.ts';
import { CopyButton } from './copy-button.tsx';
import { FailureBanner } from './failure-banner.tsx';
import { PaperPage, usePaper } from './print.tsx';
import styles from './recovery-kit.module.css';
import { useAction } from './use-action.ts';
import { useSecretOnScreen } from './use-secret-on-screen.ts';

const WHAT = 'For the day when no Partner Admin can sign in to Rekey any more.';
const HOW = [
  'On the sign-in page choose “Use the recovery kit”.',
  'Enter the email of a Partner Admin, and this code.',
  'Where somebody can still sign in, it waits 24 hours, and every Partner Admin is told and can stop it. Then enter the same again.',
  'Choose a new password, set up 2FA, and keep a new kit: this one is used up.',
];
const KEEP = 'Keep it in a safe or a sealed envelope. It works once. Destroy it when a newer one is made.';
/** Two lines of four groups. */
const HALF = 20;

interface RecoveryKitProps {
  readonly code: string;
  readonly isKept: boolean;
  readonly onKept: (isKept: boolean) => void;
  /** They wanted to go on without the tick. */
  readonly isMissing: boolean;
}

export function RecoveryKit({ code, isKept, onKept, isMissing }: RecoveryKitProps) {
  useSecretOnScreen();
  const firmName = useWindow((state) => state.app?.firmName) ?? '';
  const [done, setDone] = useState('');
  const save = useAction();
  const print = useAction();
  const paper = usePaper();
  const title = `Rekey recovery kit of ${firmName}`;
  const madeOn = `Made on ${exactDay(Date.now())}`;
  const text = [title, madeOn, '', code, '', WHAT, ...HOW.map((step, i) => `${i + 1}. ${step}`), '', KEEP, ''].join(
    '\n',
  );
  return (
    <div className={styles['kit']}>
      <code className={styles['code']} data-testid="recovery-kit">
        <span>{code.slice(0, HALF)}</span>
        <span>{code.slice(HALF)}</span>
      </code>
      <div className={styles['actions']}>
        <Button
          isBusy={print.isBusy}
          onClick={() =>
            void print.run(async () => {
              const isPrinted = await paper.print(<KitPage title={title} madeOn={madeOn} code={code} />);
              setDone(isPrinted ? 'Printed' : 'Nothing was printed');
            })
          }
        >
          <Printer size={15} aria-hidden />
          Print
        </Button>
        <Button
          isBusy={save.isBusy}
          onClick={() =>
            void save.run(async () => {
              const { isSaved } = await request('document.save', { suggestedName: 'rekey-recovery-kit', text });
              setDone(isSaved ? 'Saved' : '');
            })
          }
        >
          <FileDown size={15} aria-hidden />
          Save as file
        </Button>
        <CopyButton text={code} label="Copy" />
        <span className={styles['done']} role="status">
          {done}
        </span>
      </div>
      <FailureBanner failure={save.failure} />
      <FailureBanner failure={print.failure} />
      <ul className={styles['advice']}>
        <li>
          Print it and put it in a safe, or in a sealed envelope outside the office. Not on this computer, and not in an
          email.
        </li>
        <li>
          Whoever holds it can open a Partner Admin’s account. Where somebody can still sign in, it waits 24 hours, and
          every Partner Admin is told and can stop it.
        </li>
        <li>You can replace it in Settings. A newer kit ends every earlier one.</li>
      </ul>
      <div className={styles['kept']}>
        <CheckField label="The recovery kit is kept safe" isChecked={isKept} onCheck={onKept} />
      </div>
      {isMissing && !isKept && (
        <p className={styles['missing']} role="alert">
          Print or save the kit first, then tick this box. Without it, a firm whose Partner Admins have lost their
          phones is locked out for good.
        </p>
      )}
      {paper.sheet}
    </div>
  );
}

function KitPage({ title, madeOn, code }: { readonly title: string; readonly madeOn: string; readonly code: string }) {
  return (
    <PaperPage>
      <h1 className={styles['title']}>{title}</h1>
      <p>
        {madeOn}. {WHAT}
      </p>
      <p className={styles['printed']}>
        <code>{code.slice(0, HALF)}</code>
        <code>{code.slice(HALF)}</code>
      </p>
      <ol className={styles['steps']}>
        {HOW.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <p>{KEEP}</p>
    </PaperPage>
  );
}
