// The field for a new password, after a one-time code or the recovery kit.
import type { Failure } from '../../preload/contract/index.ts';
import { PasswordField } from '../ui/fields/field.tsx';
import { fieldSentence } from '../words/failure-words.ts';
import { PASSWORD_HINT } from '../words/user-words.ts';

interface NewPasswordFieldProps {
  readonly password: string;
  readonly onPassword: (password: string) => void;
  readonly failure: Failure | undefined;
}

export function NewPasswordField({ password, onPassword, failure }: NewPasswordFieldProps) {
  return (
    <PasswordField
      label="New password"
      autoFocus
      autoComplete="new-password"
      hint={PASSWORD_HINT}
      value={password}
      onText={onPassword}
      problem={fieldSentence(failure, 'password')}
    />
  );
}
