// Sign in, second step: the authenticator's code, or a recovery code in its place.
import { useState } from 'react';
import { request } from '../bridge.ts';
import { useWindow } from '../state.ts';
import { FailureBanner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { CardPage } from '../ui/card-page.tsx';
import { TextField } from '../ui/field.tsx';
import form from '../ui/form.module.css';
import { useAction } from '../ui/use-action.ts';
import { fieldSentence } from '../words/failure-words.ts';

export function EnterCode({ email }: { readonly email: string }) {
  const setApp = useWindow((state) => state.setApp);
  const [isRecovery, setRecovery] = useState(false);
  const [code, setCode] = useState('');
  const action = useAction();
  const choose = (recovery: boolean) => {
    setRecovery(recovery);
    setCode('');
    action.clear();
  };
  const submit = async () =>
    setApp(isRecovery ? await request('session.useRecoveryCode', { recoveryCode: code }) : await request('session.verifyCode', { code }));
  return (
    <CardPage title="Enter your code" lead={`For ${email}`}>
      <form
        className={form['form']}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void action.run(submit).then((isDone) => {
            if (!isDone) setCode('');
          });
        }}
      >
        {isRecovery ? (
          <TextField
            key="recovery"
            label="Recovery code"
            isCode
            autoFocus
            hint="One of the ten codes that you kept. Each works once."
            value={code}
            onText={setCode}
            problem={fieldSentence(action.failure, 'recoveryCode')}
          />
        ) : (
          <TextField
            key="code"
            label="6-digit code"
            isCode
            autoFocus
            inputMode="numeric"
            hint="From your authenticator app."
            value={code}
            onText={setCode}
            problem={fieldSentence(action.failure, 'code')}
          />
        )}
        <FailureBanner failure={action.failure} />
        <div className={form['actions']}>
          <Button type="submit" tone="primary" isBusy={action.isBusy}>
            Verify
          </Button>
          <Button onClick={() => void action.run(async () => setApp(await request('session.cancel', {})))}>Cancel</Button>
          <Button tone="quiet" onClick={() => choose(!isRecovery)}>
            {isRecovery ? 'Use the app' : 'Use a recovery code'}
          </Button>
        </div>
        <details className={form['help']}>
          <summary>The code is refused, or the phone is gone?</summary>
          <ul>
            <li>Wait for the next code: each one works once, for half a minute.</li>
            <li>Set the phone’s clock to automatic. Codes depend on it.</li>
            <li>Use a recovery code.</li>
            <li>Otherwise, a Partner Admin of your firm can reset your 2FA.</li>
          </ul>
        </details>
      </form>
    </CardPage>
  );
}
