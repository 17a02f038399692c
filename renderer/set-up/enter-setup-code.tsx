// Set-up after a reset, first step: the setup code proves that the rightful user sits here, not only the password.
import { useState } from 'react';
import type { Screen } from '../../preload/contract/index.ts';
import { request } from '../bridge.ts';
import { FailureBanner } from '../shared/failure-banner.tsx';
import { useAction } from '../shared/use-action.ts';
import { useWindow } from '../state.ts';
import { Button } from '../ui/button.tsx';
import { CardPage } from '../ui/card-page.tsx';
import { TextField } from '../ui/field.tsx';
import form from '../ui/form.module.css';
import { fieldSentence } from '../words/failure-words.ts';
import { exactTime } from '../words/time-words.ts';
import { ResetNotice } from './reset-notice.tsx';
import { Steps } from './steps.tsx';

export function EnterSetupCode({ screen }: { readonly screen: Extract<Screen, { name: 'setup_code' }> }) {
  const setApp = useWindow((state) => state.setApp);
  const [setupCode, setSetupCode] = useState('');
  const action = useAction();
  return (
    <CardPage
      title="Set up two-factor authentication"
      lead={`For ${screen.email}`}
      above={<Steps current="Setup code" hasSetupCode />}
    >
      <form
        className={form['form']}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void action.run(async () => setApp(await request('setUp.enterSetupCode', { setupCode })));
        }}
      >
        {screen.notice !== null && <ResetNotice notice={screen.notice} />}
        <TextField
          label="Setup code"
          isCode
          autoFocus
          hint={`From the Partner Admin who ${screen.notice?.kind === 'reactivated' ? 'reactivated your account' : 'reset your 2FA'}. Four groups of four.${screen.deadlineAt === null ? '' : ` Good until ${exactTime(screen.deadlineAt)}.`}`}
          value={setupCode}
          onText={setSetupCode}
          problem={fieldSentence(action.failure, 'setupCode')}
        />
        <FailureBanner failure={action.failure} />
        <div className={form['actions']}>
          <Button type="submit" tone="primary" isBusy={action.isBusy}>
            Continue
          </Button>
          <Button onClick={() => void action.run(async () => setApp(await request('session.cancel', {})))}>
            Cancel
          </Button>
        </div>
      </form>
    </CardPage>
  );
}
