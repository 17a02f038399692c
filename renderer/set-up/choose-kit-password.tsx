// A new password for the account that the recovery kit opens. Nothing is changed until 2FA is confirmed on the next page.
import { useState } from 'react';
import { request } from '../bridge.ts';
import { FailureBanner } from '../shared/failure-banner.tsx';
import { useAction } from '../shared/use-action.ts';
import { useWindow } from '../state.ts';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { CardPage } from '../ui/card-page.tsx';
import { PasswordField } from '../ui/field.tsx';
import form from '../ui/form.module.css';
import { fieldSentence } from '../words/failure-words.ts';
import { PASSWORD_HINT } from '../words/user-words.ts';

export function ChooseKitPassword({ email }: { readonly email: string }) {
  const setApp = useWindow((state) => state.setApp);
  const [password, setPassword] = useState('');
  const choose = useAction();
  const cancel = useAction();
  return (
    <CardPage title="Choose a new password" lead={`For ${email}`}>
      <form
        className={form['form']}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void choose.run(async () => setApp(await request('session.chooseKitPassword', { password })));
        }}
      >
        <Banner tone="info">
          The recovery kit lets you in. After the password you set up 2FA with your phone and keep a new kit. Until 2FA
          is confirmed nothing is changed, and the kit stays good.
        </Banner>
        <PasswordField
          label="New password"
          autoFocus
          autoComplete="new-password"
          hint={PASSWORD_HINT}
          value={password}
          onText={setPassword}
          problem={fieldSentence(choose.failure, 'password')}
        />
        <FailureBanner failure={choose.failure ?? cancel.failure} />
        <div className={form['actions']}>
          <Button type="submit" tone="primary" isBusy={choose.isBusy}>
            Continue
          </Button>
          <Button
            isBusy={cancel.isBusy}
            onClick={() => void cancel.run(async () => setApp(await request('session.cancel', {})))}
          >
            Cancel
          </Button>
        </div>
      </form>
    </CardPage>
  );
}
