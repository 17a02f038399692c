// Change one's own password. The new one counts at once, and every other session of the account ends.
import { type RefObject, useId, useState } from 'react';
import { request } from '../bridge.ts';
import { useToast } from '../shared/toast.tsx';
import { useAction } from '../shared/use-action.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { GuardFooter, useGuard } from '../ui/dialog-guard.tsx';
import { PasswordField } from '../ui/field.tsx';
import form from '../ui/form.module.css';
import { failureSentence, fieldSentence } from '../words/failure-words.ts';
import { PASSWORD_HINT } from '../words/user-words.ts';
import { AccountFailure } from './account-failure.tsx';
import { othersEnded } from './account-words.ts';

interface ChangePasswordDialogProps {
  readonly returnTo: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
}

export function ChangePasswordDialog({ returnTo, onClose }: ChangePasswordDialogProps) {
  const [currentPassword, setCurrent] = useState('');
  const [password, setPassword] = useState('');
  const toast = useToast();
  const change = useAction();
  const guard = useGuard(currentPassword !== '' && password !== '', change.isBusy, onClose);
  const id = useId();
  const isWrong = change.failure?.code === 'wrong_password';
  return (
    <Dialog
      title="Change password"
      returnTo={returnTo}
      onClose={guard.close}
      footer={
        guard.isAsking ? (
          <GuardFooter
            question="Your password is not changed yet."
            stayLabel="Keep editing"
            leaveLabel="Close without changing"
            onStay={guard.stay}
            onLeave={onClose}
          />
        ) : (
          <>
            <Button onClick={guard.close}>Cancel</Button>
            <Button type="submit" form={id} tone="primary" isBusy={change.isBusy}>
              Change password
            </Button>
          </>
        )
      }
    >
      <form
        id={id}
        className={form['form']}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void change.run(async () => {
            const { sessionsEnded } = await request('account.changePassword', { currentPassword, password });
            toast.show({ text: `Your password was changed. ${othersEnded(sessionsEnded)}` });
            onClose();
          });
        }}
      >
        <PasswordField
          label="Current password"
          autoComplete="off"
          value={currentPassword}
          onText={setCurrent}
          problem={
            isWrong && change.failure !== undefined
              ? failureSentence(change.failure)
              : fieldSentence(change.failure, 'currentPassword')
          }
        />
        <PasswordField
          label="New password"
          autoComplete="off"
          hint={PASSWORD_HINT}
          value={password}
          onText={setPassword}
          problem={fieldSentence(change.failure, 'password')}
        />
        {!isWrong && <AccountFailure failure={change.failure} />}
      </form>
    </Dialog>
  );
}
