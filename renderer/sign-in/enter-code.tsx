// Sign in, second step: the authenticator's code, or in its place a recovery code, or a temporary code from a Partner Admin.
import { useState } from 'react';
import { request } from '../bridge.ts';
import { FailureBanner } from '../shared/failure-banner.tsx';
import { useAction } from '../shared/use-action.ts';
import { useWindow } from '../state.ts';
import { Button } from '../ui/button.tsx';
import { CardPage } from '../ui/card-page.tsx';
import { TextField } from '../ui/field.tsx';
import form from '../ui/form.module.css';
import { fieldSentence } from '../words/failure-words.ts';

type Way = 'code' | 'recoveryCode' | 'temporaryCode';

const OTHER_WAYS: readonly { readonly way: Way; readonly label: string }[] = [
  { way: 'code', label: 'Use the authenticator app' },
  { way: 'recoveryCode', label: 'Use a recovery code' },
  { way: 'temporaryCode', label: 'Use a temporary code' },
];

function prove(way: Way, code: string) {
  switch (way) {
    case 'code':
      return request('session.verifyCode', { code });
    case 'recoveryCode':
      return request('session.useRecoveryCode', { recoveryCode: code });
    case 'temporaryCode':
      return request('session.useTemporaryCode', { temporaryCode: code });
  }
}

export function EnterCode({ email }: { readonly email: string }) {
  const setApp = useWindow((state) => state.setApp);
  const [way, setWay] = useState<Way>('code');
  const [code, setCode] = useState('');
  const action = useAction();
  const choose = (next: Way) => {
    setWay(next);
    setCode('');
    action.clear();
  };
  const submit = async () => setApp(await prove(way, code));
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
        {way === 'code' && (
          <TextField
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
        {way === 'recoveryCode' && (
          <TextField
            label="Recovery code"
            isCode
            autoFocus
            hint="One of the ten codes that you kept. Each works once."
            value={code}
            onText={setCode}
            problem={fieldSentence(action.failure, 'recoveryCode')}
          />
        )}
        {way === 'temporaryCode' && (
          <TextField
            label="Temporary code"
            isCode
            autoFocus
            hint="From a Partner Admin, for a day without your phone."
            value={code}
            onText={setCode}
            problem={fieldSentence(action.failure, 'temporaryCode')}
          />
        )}
        <FailureBanner failure={action.failure} />
        <div className={form['actions']}>
          <Button type="submit" tone="primary" isBusy={action.isBusy}>
            Verify
          </Button>
          <Button onClick={() => void action.run(async () => setApp(await request('session.cancel', {})))}>
            Cancel
          </Button>
        </div>
        <div className={form['ways']}>
          {OTHER_WAYS.filter((other) => other.way !== way).map((other) => (
            <Button key={other.way} tone="quiet" onClick={() => choose(other.way)}>
              {other.label}
            </Button>
          ))}
        </div>
        <details className={form['help']}>
          <summary>The code is refused, or the phone is gone?</summary>
          <ul>
            <li>Wait for the next code: each one works once, for half a minute.</li>
            <li>Set the phone’s clock to automatic. Codes depend on it.</li>
            <li>Use a recovery code.</li>
            <li>If the phone is only at home, a Partner Admin of your firm can issue a temporary code.</li>
            <li>Otherwise, they can reset your 2FA.</li>
          </ul>
        </details>
      </form>
    </CardPage>
  );
}
