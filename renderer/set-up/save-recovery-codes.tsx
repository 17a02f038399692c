// Set-up, last step: the ten recovery codes, shown once. Finish waits for the word that they are kept safe.
import { useState } from 'react';
import { request } from '../bridge.ts';
import { useWindow } from '../state.ts';
import { FailureBanner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { CardPage } from '../ui/card-page.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import form from '../ui/form.module.css';
import { useAction } from '../ui/use-action.ts';
import { useSecretOnScreen } from '../ui/use-secret-on-screen.ts';
import styles from './save-recovery-codes.module.css';
import { Steps } from './steps.tsx';

export function SaveRecoveryCodes({ codes }: { readonly codes: readonly string[] }) {
  useSecretOnScreen();
  const setApp = useWindow((state) => state.setApp);
  const [isKept, setKept] = useState(false);
  const [isSaved, setSaved] = useState(false);
  const [isMissing, setMissing] = useState(false);
  const finish = useAction();
  const save = useAction();
  return (
    <CardPage
      title="Save your recovery codes"
      lead="For the day when your phone is gone: each code signs you in once, in place of the app. They are shown only now."
      width="wide"
      above={<Steps current="Recovery codes" hasSetupCode={false} />}
    >
      <div className={form['form']}>
        <ol className={styles['codes']} aria-label="Recovery codes">
          {codes.map((code) => (
            <li key={code}>
              <code>{code}</code>
            </li>
          ))}
        </ol>
        <div className={form['actions']}>
          <CopyButton text={codes.join('\n')} label="Copy" />
          <Button isBusy={save.isBusy} onClick={() => void save.run(async () => setSaved((await request('setUp.saveRecoveryCodes', {})).isSaved))}>
            Save as file
          </Button>
          {isSaved && (
            <span className={styles['saved']} role="status">
              Saved
            </span>
          )}
        </div>
        <FailureBanner failure={save.failure} />
        <label className={styles['kept']}>
          <input
            type="checkbox"
            checked={isKept}
            onChange={(event) => {
              setKept(event.target.checked);
              setMissing(false);
            }}
          />
          I have saved these codes
        </label>
        {isMissing && (
          <p className={styles['missing']} role="alert">
            Save or copy the codes first, then tick this box. Without them a lost phone means another reset.
          </p>
        )}
        <FailureBanner failure={finish.failure} />
        <div className={styles['finish']}>
          <Button
            tone="primary"
            isBusy={finish.isBusy}
            onClick={() => {
              if (isKept) void finish.run(async () => setApp(await request('setUp.finish', {})));
              else setMissing(true);
            }}
          >
            Finish
          </Button>
        </div>
      </div>
    </CardPage>
  );
}
