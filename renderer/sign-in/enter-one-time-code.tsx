// In place of a password, once: an activation code for a new account, or a code for a new password. The same two fields.
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

export type OneTimeCodePurpose = 'activation' | 'new_password';

const WORDS = {
  activation: {
    title: 'Activate your account',
    label: 'Activation code',
    hint: 'Four groups of four, from the letter with your invitation.',
    lost: [
      'The code works once, for 7 days.',
      'A newer letter replaces the code of an older one.',
      'Whoever invited you can make a new code.',
    ],
  },
  new_password: {
    title: 'Choose a new password',
    label: 'One-time code',
    hint: 'Four groups of four, from the person who reset your password.',
    lost: [
      'The code works once, for 24 hours.',
      'A newer code replaces an older one.',
      'Whoever reset your password can make a new code.',
    ],
  },
} as const;

interface EnterOneTimeCodeProps {
  readonly purpose: OneTimeCodePurpose;
  /** What was typed already on the sign-in page. */
  readonly email: string;
  readonly onBack: () => void;
}

export function EnterOneTimeCode({ purpose, email: typedBefore, onBack }: EnterOneTimeCodeProps) {
  const firmName = useWindow((state) => state.app?.firmName);
  const setApp = useWindow((state) => state.setApp);
  const [email, setEmail] = useState(typedBefore);
  const [code, setCode] = useState('');
  const action = useAction();
  const words = WORDS[purpose];
  return (
    <CardPage title={words.title} lead={firmName ?? ''}>
      <form
        className={form['form']}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void action.run(async () => setApp(await request('session.enterOneTimeCode', { email, code })));
        }}
      >
        <TextField
          label="Email"
          type="email"
          autoFocus={typedBefore === ''}
          autoComplete="off"
          value={email}
          onText={setEmail}
          problem={fieldSentence(action.failure, 'email')}
        />
        <TextField
          label={words.label}
          isCode
          autoFocus={typedBefore !== ''}
          hint={words.hint}
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
          <summary>The code is refused, or lost?</summary>
          <ul>
            {words.lost.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </details>
      </form>
    </CardPage>
  );
}
