// Set-up, main step: scan the QR code (or type the setup key), then prove it with a code.
import { useState } from 'react';
import type { Screen } from '../../preload/contract.ts';
import { request } from '../bridge.ts';
import { useWindow } from '../state.ts';
import { FailureBanner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { CardPage } from '../ui/card-page.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { TextField } from '../ui/field.tsx';
import form from '../ui/form.module.css';
import { useAction } from '../ui/use-action.ts';
import { useSecretOnScreen } from '../ui/use-secret-on-screen.ts';
import { fieldSentence } from '../words/failure-words.ts';
import { QrCode } from './qr-code.tsx';
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
      above={<Steps current="Authenticator app" hasSetupCode={screen.notice !== null} />}
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
        <div className={styles['columns']}>
          <div className={styles['qr']}>
            <QrCode text={screen.otpauthUri} largest={264} />
          </div>
          <ol className={styles['list']}>
            <li>
              Open an authenticator app on your phone, for example Google Authenticator, Microsoft Authenticator or 1Password. Choose to add an
              account.
            </li>
            <li>
              Scan the QR code. It adds <strong>{screen.issuer}</strong> with <strong>{screen.account}</strong>.
              <div className={styles['key']}>
                <span className={styles['keyLabel']}>Setup key</span>
                <code className={styles['keyText']}>{screen.setupKey.replace(/(.{4})(?=.)/g, '$1 ')}</code>
                <CopyButton text={screen.setupKey} label="Copy" />
                <p className={styles['keyHint']}>To type in by hand when scanning is not possible.</p>
              </div>
            </li>
            <li>
              Enter the code that the app shows now.
              <div className={styles['code']}>
                <TextField
                  label="6-digit code"
                  isCode
                  inputMode="numeric"
                  value={code}
                  onText={setCode}
                  problem={fieldSentence(action.failure, 'code')}
                />
              </div>
            </li>
          </ol>
        </div>
        <FailureBanner failure={action.failure} />
        <div className={styles['actions']}>
          <Button onClick={() => void action.run(async () => setApp(await request('session.cancel', {})))}>Cancel</Button>
          <Button type="submit" tone="primary" isBusy={action.isBusy}>
            Confirm
          </Button>
        </div>
      </form>
    </CardPage>
  );
}
