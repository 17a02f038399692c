// Before the session, where the firm has no recovery kit that somebody keeps: the kit, shown once. Finish waits for the tick.
import { useState } from 'react';
import { request } from '../bridge.ts';
import { FailureBanner } from '../shared/failure-banner.tsx';
import { RecoveryKit } from '../shared/recovery-kit.tsx';
import { useAction } from '../shared/use-action.ts';
import { useWindow } from '../state.ts';
import { Button } from '../ui/button.tsx';
import { CardPage } from '../ui/card-page.tsx';
import form from '../ui/form.module.css';
import styles from './save-recovery-codes.module.css';

export function KeepRecoveryKit({ code }: { readonly code: string }) {
  const setApp = useWindow((state) => state.setApp);
  const [isKept, setKept] = useState(false);
  const [isMissing, setMissing] = useState(false);
  const finish = useAction();
  const leave = useAction();
  // Somebody else has made a newer kit: this page leads nowhere any more.
  const isDead = finish.failure?.code === 'recovery_kit_replaced';
  return (
    <CardPage
      title="The firm’s recovery kit"
      lead="One code for the day when no Partner Admin can sign in any more, because phones and recovery codes are gone. It is shown only now."
      width="wide"
    >
      <div className={form['form']}>
        <RecoveryKit code={code} isKept={isKept} onKept={setKept} isMissing={isMissing} />
        <FailureBanner failure={finish.failure ?? leave.failure} />
        <div className={styles['finish']}>
          {isDead ? (
            <Button
              isBusy={leave.isBusy}
              onClick={() => void leave.run(async () => setApp(await request('session.cancel', {})))}
            >
              Back to sign in
            </Button>
          ) : (
            <Button
              tone="primary"
              isBusy={finish.isBusy}
              onClick={() => {
                if (isKept) void finish.run(async () => setApp(await request('setUp.keepRecoveryKit', {})));
                else setMissing(true);
              }}
            >
              Finish
            </Button>
          )}
        </div>
      </div>
    </CardPage>
  );
}
