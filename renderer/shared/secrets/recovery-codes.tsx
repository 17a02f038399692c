// Ten recovery codes, shown once: in the setup, and for a new set later on.
import { useAppStore } from '../../state.ts';
import { exactDay } from '../../words/time-words.ts';
import { PaperPage } from '../paper/print.tsx';
import { KeepSecret } from './keep-secret.tsx';
import styles from './recovery-codes.module.css';
import type { Keeping } from './use-keeping.ts';

const USE = 'Each code signs you in once, in place of your authenticator app.';
const ENDS = 'They replace all earlier codes, and newer codes replace these.';

interface RecoveryCodesProps {
  readonly codes: readonly string[];
  readonly keeping: Keeping;
}

export function RecoveryCodes({ codes, keeping }: RecoveryCodesProps) {
  const firmName = useAppStore((state) => state.app?.firmName) ?? '';
  const title = `Rekey recovery codes for ${firmName}`;
  const madeOn = `Made on ${exactDay(Date.now())}`;
  return (
    <KeepSecret
      ways={['copy', 'save', 'print']}
      text={codes.join('\n')}
      file={{
        suggestedName: 'rekey-recovery-codes',
        text: [title, `${madeOn}. ${ENDS}`, USE, 'Keep this file where only you can read it.', '', ...codes, ''].join(
          '\n',
        ),
      }}
      paper={<RecoveryCodesPage title={title} madeOn={madeOn} codes={codes} />}
      keptLabel="I have saved these codes"
      missing="Save or copy the codes first, then tick this box. Without them a lost phone means another reset."
      keeping={keeping}
    >
      <ol className={styles['codes']} aria-label="Recovery codes">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ol>
    </KeepSecret>
  );
}

interface RecoveryCodesPageProps {
  readonly title: string;
  readonly madeOn: string;
  readonly codes: readonly string[];
}

function RecoveryCodesPage({ title, madeOn, codes }: RecoveryCodesPageProps) {
  return (
    <PaperPage>
      <h1 className={styles['title']}>{title}</h1>
      <p>
        {madeOn}. {ENDS}
      </p>
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
