// Set-up, main step: scan the QR code (or type the setup key), then prove it with a code.
import { useState } from 'react';
import type { Screen } from '../../preload/contract/index.ts';
import { request } from '../bridge.ts';
import { FailureBanner } from '../shared/failure-banner.tsx';
import { ScanAuthenticator } from '../shared/scan-authenticator.tsx';
import { useAction } from '../shared/use-action.ts';
import { useSecretOnScreen } from '../shared/use-secret-on-screen.ts';
import { useWindow } from '../state.ts';
import { Button } from '../ui/button.tsx';
import { CardPage } from '../ui/card-page.tsx';
import form from '../ui/form.module.css';
import { fieldSentence } from '../words/failure-words.ts';
import { ResetNotice } from './reset-notice.tsx';
import styles from './set-up-authenticator.module.css';
import { Steps } from './steps.tsx';

export function SetUpAuthenticator({ screen }: { readonly screen: Extract<Screen, { name: 'authenticator' }> }) {
  useSecretOnScreen();
  const setApp = useWindow((state) => state.setApp);
  const [code, setCode] = useState('');
  const action = useAction();
  return (
    <CardPage
      title="Set up two-factor authentication"
      lead="Method: Authenticator app (recommended)"
      width="wide"
      above={
        <Steps
          current="Authenticator app"
          hasSetupCode={screen.notice !== null && screen.notice.kind !== 'password_reset'}
        />
      }
    >
      <form
        className={form['form']}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void action
            .run(async () => setApp(await request('setUp.confirm', { code })))
            .then((isDone) => {
              if (!isDone) setCode('');
            });
        }}
      >
        {screen.notice !== null && <ResetNotice notice={screen.notice} />}
        <ScanAuthenticator
          pending={screen}
          code={code}
          onCode={setCode}
          problem={fieldSentence(action.failure, 'code')}
        />
        <FailureBanner failure={action.failure} />
        <div className={styles['actions']}>
          <Button onClick={() => void action.run(async () => setApp(await request('session.cancel', {})))}>
            Cancel
          </Button>
          <Button type="submit" tone="primary" isBusy={action.isBusy}>
            Confirm
          </Button>
        </div>
      </form>
    </CardPage>
  );
}
