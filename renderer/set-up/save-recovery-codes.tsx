// Set-up, last step: the ten recovery codes, shown once. Finish waits for the word that they are kept safe.
import { useState } from 'react';
import { request } from '../bridge.ts';
import { FailureBanner } from '../shared/failure-banner.tsx';
import { RecoveryCodes } from '../shared/recovery-codes.tsx';
import { useAction } from '../shared/use-action.ts';
import { useWindow } from '../state.ts';
import { Button } from '../ui/button.tsx';
import { CardPage } from '../ui/card-page.tsx';
import form from '../ui/form.module.css';
import styles from './save-recovery-codes.module.css';
import { Steps } from './steps.tsx';

export function SaveRecoveryCodes({ codes }: { readonly codes: readonly string[] }) {
  const setApp = useWindow((state) => state.setApp);
  const [isKept, setKept] = useState(false);
  const [isMissing, setMissing] = useState(false);
  const finish = useAction();
  return (
    <CardPage
      title="Save your recovery codes"
      lead="For the day when your phone is gone: each code signs you in once, in place of the app. They are shown only now."
      width="wide"
      above={<Steps current="Recovery codes" hasSetupCode={false} />}
    >
      <div className={form['form']}>
        <RecoveryCodes codes={codes} isKept={isKept} onKept={setKept} isMissing={isMissing} />
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
