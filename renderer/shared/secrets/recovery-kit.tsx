// The firm's recovery kit, shown once: on the first run, at a sign-in to a firm without one, and for a new one in
// Settings. It opens a Partner Admin's account, and the data where the key store of the computer has lost the key.
import { useAppStore } from '../../state.ts';
import { firmKeyLine } from '../../words/letter-words.ts';
import { exactDay } from '../../words/time-words.ts';
import { PaperPage, usePaperFacts } from '../paper/print.tsx';
import { KeepSecret } from './keep-secret.tsx';
import styles from './recovery-kit.module.css';
import type { Keeping } from './use-keeping.ts';

const WHAT = 'For the day when no Partner Admin can sign in to Rekey.';
const HOW = [
  'On the sign-in page choose “Use the recovery kit”.',
  'Enter the email of a Partner Admin, and this code.',
  'If a Partner Admin can still sign in, the kit waits 24 hours, and every Partner Admin is told and can stop it. After that, enter the email and the code again.',
  'Choose a new password, set up 2FA, and keep a new kit: this one is used up.',
];
const ALSO =
  'If Rekey says that the key to your data is missing or cannot be opened, enter this code on that page. That does not use it up.';
const KEEP = 'Keep it in a safe or a sealed envelope. Destroy it when a newer one is made.';
/** The code stands in two lines of four groups each. */
const HALF = 20;

interface RecoveryKitProps {
  readonly code: string;
  readonly keeping: Keeping;
}

export function RecoveryKit({ code, keeping }: RecoveryKitProps) {
  const firmName = useAppStore((state) => state.app?.firmName) ?? '';
  const title = `Rekey recovery kit of ${firmName}`;
  const madeOn = `Made on ${exactDay(Date.now())}`;
  return (
    <KeepSecret
      ways={['print', 'save', 'copy']}
      text={code}
      file={{
        suggestedName: 'rekey-recovery-kit',
        text: [
          title,
          madeOn,
          '',
          code,
          '',
          WHAT,
          ...HOW.map((step, i) => `${i + 1}. ${step}`),
          '',
          ALSO,
          '',
          KEEP,
          '',
        ].join('\n'),
      }}
      namesFirmKey
      paper={<KitPage title={title} madeOn={madeOn} code={code} />}
      advice={
        <ul className={styles['advice']}>
          <li>
            Print it and put it in a safe, or in a sealed envelope outside the office. Not on this computer, and not in
            an email.
          </li>
          <li>
            Anyone who holds it can open a Partner Admin’s account. While a Partner Admin can still sign in, it waits 24
            hours, and every Partner Admin is told and can stop it.
          </li>
          <li>It also opens your data when the key store of this computer has lost the key.</li>
          <li>You can replace it in Settings. A newer kit ends every earlier one.</li>
        </ul>
      }
      keptLabel="The recovery kit is kept safe"
      missing="Print or save the kit first, then tick this box. Without it, a firm whose Partner Admins have lost their phones is locked out for good."
      keeping={keeping}
    >
      <code className={styles['code']} data-testid="recovery-kit">
        <span>{code.slice(0, HALF)}</span>
        <span>{code.slice(HALF)}</span>
      </code>
    </KeepSecret>
  );
}

function KitPage({ title, madeOn, code }: { readonly title: string; readonly madeOn: string; readonly code: string }) {
  const { fingerprint } = usePaperFacts();
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
      <p>{ALSO}</p>
      <p>{KEEP}</p>
      <p>{firmKeyLine(fingerprint)}</p>
    </PaperPage>
  );
}
