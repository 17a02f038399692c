// The fields of an account on the pages before the session. What is typed there is on nobody's list of suggestions.
import type { ComponentProps } from 'react';
import type { Failure } from '../../preload/contract/index.ts';
import { PasswordField, TextField } from '../ui/fields/field.tsx';
import { fieldSentence } from '../words/failure-words.ts';

interface AccountFieldProps extends Pick<ComponentProps<typeof TextField>, 'value' | 'onText' | 'hint' | 'autoFocus'> {
  readonly failure: Failure | undefined;
}

export const EmailField = ({ failure, label = 'Email', ...field }: AccountFieldProps & { readonly label?: string }) => (
  <TextField
    label={label}
    inputMode="email"
    spellCheck={false}
    autoComplete="off"
    problem={fieldSentence(failure, 'email')}
    {...field}
  />
);

export const AccountPasswordField = ({ failure, ...field }: AccountFieldProps) => (
  <PasswordField label="Password" autoComplete="off" problem={fieldSentence(failure, 'password')} {...field} />
);
