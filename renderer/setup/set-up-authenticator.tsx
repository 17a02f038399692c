// Setup, main step: the person scans the QR code or types the setup key, then confirms with a code.
import { useState } from 'react';
import type { Screen } from '../../preload/contract/index.ts';
import { request } from '../bridge.ts';
import { FailureBanner } from '../shared/failure-banner.tsx';
import { keepUnusedCode } from '../shared/secrets/code-after-refusal.ts';
import { ScanAuthenticator } from '../shared/secrets/scan-authenticator.tsx';
import { useSecretOnScreen } from '../shared/secrets/use-secret-on-screen.ts';
import { useStep } from '../shared/use-step.ts';
import { Button } from '../ui/button.tsx';
import { CardPage } from '../ui/card-page.tsx';
import { Form } from '../ui/fields/form.tsx';
import { ResetNotice } from './reset-notice.tsx';
import styles from './set-up-authenticator.module.css';
import { Steps } from './steps.tsx';

export function SetUpAuthenticator({ screen }: { readonly screen: Extract<Screen, { name: 'authenticator' }> }) {
  useSecretOnScreen();
  const [code, setCode] = useState('');
  const step = useStep();
  return (
    <CardPage
      title="Set up two-factor authentication"
      lead="Method: Authenticator app (recommended)"
      width="wide"
      above={
        <Steps
          current="Authenticator app"
          hasSetupCode={screen.notice !== null && screen.notice.kind !== 'password_reset'}
          kitFollows={screen.kitFollows}
        />
      }
    >
      <Form
        onSubmit={() => {
          void step.go(async () => {
            try {
              return await request('setUp.confirm', { code });
            } catch (error) {
              setCode(await keepUnusedCode(code, error));
              throw error;
            }
          });
        }}
      >
        {screen.notice !== null && <ResetNotice notice={screen.notice} />}
        <ScanAuthenticator pending={screen} code={code} onCode={setCode} failure={step.failure} />
        <FailureBanner failure={step.failure} />
        <div className={styles['actions']}>
          <Button isBusy={step.isCancelling} onClick={step.cancel}>
            Cancel
          </Button>
          <Button type="submit" tone="primary" isBusy={step.isBusy}>
            Confirm
          </Button>
        </div>
      </Form>
    </CardPage>
  );
}
