// Break-glass: the firm's recovery kit, for the account of one Partner Admin. What it does stands above the fields.
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

interface UseRecoveryKitProps {
  /** What was typed already on the sign-in page. */
  readonly email: string;
  readonly onBack: () => void;
}

export function UseRecoveryKit({ email: typedBefore, onBack }: UseRecoveryKitProps) {
  const setApp = useWindow((state) => state.setApp);
  const [email, setEmail] = useState(typedBefore);
  const [code, setCode] = useState('');
  const action = useAction();
  return (
    <CardPage
      title="Use the recovery kit"
      width="wide"
      lead="For the day when no Partner Admin can sign in any more. It opens one Partner Admin’s account, with a new password, new 2FA and a new kit."
    >
      <form
        className={form['form']}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void action.run(async () => setApp(await request('session.useRecoveryKit', { email, code })));
        }}
      >
        <TextField
          label="Email of a Partner Admin"
          type="email"
          autoFocus={typedBefore === ''}
          autoComplete="off"
          hint="Of the account that it opens."
          value={email}
          onText={setEmail}
          problem={fieldSentence(action.failure, 'email')}
        />
        <TextField
          label="Recovery kit"
          isCode
          autoFocus={typedBefore !== ''}
          hint="Eight groups of four, from the paper that the firm keeps."
          value={code}
          onText={setCode}
          problem={fieldSentence(action.failure, 'code')}
        />
        <FailureBanner failure={action.failure} />
        <div className={form['actions']}>
          <Button type="submit" tone="primary" isBusy={action.isBusy}>
            Continue
          </Button>
          <Button onClick={onBack}>Back to sign in</Button>
        </div>
        <details className={form['help']}>
          <summary>What happens then?</summary>
          <ul>
            <li>
              Where a Partner Admin can still sign in, it waits 24 hours. Every Partner Admin is told, and any of them
              can stop it.
            </li>
            <li>Where nobody can, it goes on at once.</li>
            <li>A newer kit ends every earlier one, and each works once.</li>
            <li>It is recorded, and so is every wrong code.</li>
          </ul>
        </details>
      </form>
    </CardPage>
  );
}
