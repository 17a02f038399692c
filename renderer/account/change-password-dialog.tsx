// Changes one's own password. The new one is valid at once, and every other session of the account ends.
import { type RefObject, useState } from 'react';
import { request } from '../bridge.ts';
import { FormDialog } from '../shared/dialogs/form-dialog.tsx';
import { useToast } from '../shared/toast.tsx';
import { useAction } from '../shared/use-action.ts';
import { PasswordField } from '../ui/fields/field.tsx';
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
  const isWrong = change.failure?.code === 'wrong_password';
  const submit = () =>
    void change.run(async () => {
      const { sessionsEnded } = await request('account.changePassword', { currentPassword, password });
      toast.show({ text: `Your password was changed. ${othersEnded(sessionsEnded)}` });
      onClose();
    });
  const isTyped = currentPassword !== '' && password !== '';
  return (
    <FormDialog
      title="Change password"
      verb="Change password"
      isBusy={change.isBusy}
      unsaved={
        isTyped ? { question: 'Your password is not changed yet.', leaveLabel: 'Close without changing' } : undefined
      }
      onSubmit={submit}
      returnTo={returnTo}
      onClose={onClose}
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
    </FormDialog>
  );
}
