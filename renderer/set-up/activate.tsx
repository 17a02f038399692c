// An invited person's first page: name and password. The account becomes active when 2FA is confirmed on the next page; whoever
// leaves before begins again with the same code.
import { useState } from 'react';
import type { Screen } from '../../preload/contract/index.ts';
import { request } from '../bridge.ts';
import { FailureBanner } from '../shared/failure-banner.tsx';
import { useAction } from '../shared/use-action.ts';
import { useWindow } from '../state.ts';
import { Button } from '../ui/button.tsx';
import { CardPage } from '../ui/card-page.tsx';
import { PasswordField, TextField } from '../ui/field.tsx';
import form from '../ui/form.module.css';
import { fieldSentence } from '../words/failure-words.ts';
import { PASSWORD_HINT, ROLE_WORDS } from '../words/user-words.ts';

export function Activate({ screen }: { readonly screen: Extract<Screen, { name: 'activation' }> }) {
  const firmName = useWindow((state) => state.app?.firmName);
  const setApp = useWindow((state) => state.setApp);
  const [person, setPerson] = useState({ firstName: screen.firstName, lastName: screen.lastName, password: '' });
  const activate = useAction();
  const cancel = useAction();
  const field = (name: keyof typeof person) => ({
    value: person[name],
    onText: (text: string) => setPerson((now) => ({ ...now, [name]: text })),
    problem: fieldSentence(activate.failure, name),
  });
  return (
    <CardPage
      title="Activate your account"
      lead={`${firmName ?? 'Your firm'} invited ${screen.email} as ${ROLE_WORDS[screen.role]}. On the next page you set up 2FA with your phone.`}
    >
      <form
        className={form['form']}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void activate.run(async () => setApp(await request('session.activate', person)));
        }}
      >
        <div className={form['pair']}>
          <TextField label="First name" autoFocus autoComplete="off" {...field('firstName')} />
          <TextField label="Last name" autoComplete="off" {...field('lastName')} />
        </div>
        <PasswordField label="Password" autoComplete="new-password" hint={PASSWORD_HINT} {...field('password')} />
        <FailureBanner failure={activate.failure ?? cancel.failure} />
        <div className={form['actions']}>
          <Button type="submit" tone="primary" isBusy={activate.isBusy}>
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
