// A new password, after the one-time code was right. Who reset the old one, and when, stands above it.
import { useState } from 'react';
import type { Screen } from '../../preload/contract/index.ts';
import { request } from '../bridge.ts';
import { FailureBanner } from '../shared/failure-banner.tsx';
import { useAction } from '../shared/use-action.ts';
import { useWindow } from '../state.ts';
import { Button } from '../ui/button.tsx';
import { CardPage } from '../ui/card-page.tsx';
import { PasswordField } from '../ui/field.tsx';
import form from '../ui/form.module.css';
import { fieldSentence } from '../words/failure-words.ts';
import { PASSWORD_HINT } from '../words/user-words.ts';
import { ResetNotice } from './reset-notice.tsx';

export function ChoosePassword({ screen }: { readonly screen: Extract<Screen, { name: 'new_password' }> }) {
  const setApp = useWindow((state) => state.setApp);
  const [password, setPassword] = useState('');
  const choose = useAction();
  const cancel = useAction();
  return (
    <CardPage title="Choose a new password" lead={`For ${screen.email}`}>
      <form
        className={form['form']}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void choose.run(async () => setApp(await request('session.choosePassword', { password })));
        }}
      >
        {screen.notice !== null && <ResetNotice notice={screen.notice} />}
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
            Save password
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
