// A code that takes the place of a password once: an activation code for a new account, or a code for a new password.
import { request } from '../bridge.ts';
import { useAppStore } from '../state.ts';
import { OneTimeCodeForm } from './one-time-code-form.tsx';

export type OneTimeCodePurpose = 'activation' | 'new_password';

const WORDS = {
  activation: {
    title: 'Activate your account',
    label: 'Activation code',
    hint: 'Four groups of four, from the letter with your invitation.',
    lost: [
      'The code works once, for 7 days.',
      'The code in a newer letter replaces the one in an older letter.',
      'The person who invited you can make a new code.',
    ],
  },
  new_password: {
    title: 'Choose a new password',
    label: 'One-time code',
    hint: 'Four groups of four, from the person who reset your password.',
    lost: [
      'No code yet? Ask an administrator to reset your password.',
      'The code works once, for 24 hours.',
      'A newer code replaces an older one.',
      'The person who reset your password can make a new code.',
    ],
  },
} as const;

interface EnterOneTimeCodeProps {
  readonly purpose: OneTimeCodePurpose;
  /** Typed on the sign-in page before. */
  readonly email: string;
  readonly onBack: () => void;
}

export function EnterOneTimeCode({ purpose, email, onBack }: EnterOneTimeCodeProps) {
  const firmName = useAppStore((state) => state.app?.firmName);
  const { title, label, hint, lost } = WORDS[purpose];
  return (
    <OneTimeCodeForm
      title={title}
      lead={firmName ?? ''}
      emailField={{ label: 'Email' }}
      codeField={{ label, hint }}
      typedEmail={email}
      onSubmit={(typed) => request('session.enterOneTimeCode', typed)}
      onBack={onBack}
      help={{ question: 'Is the code refused or lost?', answers: lost }}
    />
  );
}
