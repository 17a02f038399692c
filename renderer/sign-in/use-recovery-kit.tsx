// Break-glass: the firm's recovery kit opens the account of one Partner Admin. The page says what follows.
import { request } from '../bridge.ts';
import { OneTimeCodeForm } from './one-time-code-form.tsx';

interface UseRecoveryKitProps {
  /** Typed on the sign-in page before. */
  readonly email: string;
  readonly onBack: () => void;
}

export function UseRecoveryKit({ email, onBack }: UseRecoveryKitProps) {
  return (
    <OneTimeCodeForm
      title="Use the recovery kit"
      width="wide"
      lead="For the day when no Partner Admin can sign in. It opens one Partner Admin’s account, with a new password, new 2FA and a new kit."
      emailField={{ label: 'Email of a Partner Admin', hint: 'Of the account that it opens.' }}
      codeField={{ label: 'Recovery kit', hint: 'Eight groups of four, from the paper that the firm keeps.' }}
      typedEmail={email}
      onSubmit={(typed) => request('session.useRecoveryKit', typed)}
      onBack={onBack}
      help={{
        question: 'What happens then?',
        answers: [
          'Where a Partner Admin can still sign in, it waits 24 hours. Every Partner Admin is told, and any of them can stop it.',
          'Where nobody can, it goes on at once.',
          'A newer kit ends every earlier one, and each works once.',
          'It is recorded, and so is every wrong code.',
        ],
      }}
    />
  );
}
