// Email and a code in place of the password: an activation code, a one-time code, or the recovery kit.
import { useState } from 'react';
import type { AppState } from '../../preload/contract/index.ts';
import { StepForm } from '../shared/step-form.tsx';
import { useStep } from '../shared/use-step.ts';
import type { CardPageProps } from '../ui/card-page.tsx';
import { TextField } from '../ui/fields/field.tsx';
import form from '../ui/fields/form.module.css';
import { fieldSentence } from '../words/failure-words.ts';
import { EmailField } from './account-fields.tsx';

interface FieldWords {
  readonly label: string;
  readonly hint?: string;
}

interface OneTimeCodeFormProps extends Pick<CardPageProps, 'title' | 'lead' | 'width'> {
  readonly emailField: FieldWords;
  readonly codeField: FieldWords;
  /** Typed on the sign-in page before. */
  readonly typedEmail: string;
  readonly onSubmit: (typed: { readonly email: string; readonly code: string }) => Promise<AppState>;
  readonly onBack: () => void;
  readonly help: { readonly question: string; readonly answers: readonly string[] };
}

export function OneTimeCodeForm({
  emailField,
  codeField,
  typedEmail,
  onSubmit,
  onBack,
  help,
  ...page
}: OneTimeCodeFormProps) {
  const [email, setEmail] = useState(typedEmail);
  const [code, setCode] = useState('');
  const step = useStep();
  return (
    <StepForm
      {...page}
      step={step}
      submitLabel="Continue"
      onSubmit={() => void step.go(() => onSubmit({ email, code }))}
      back={{
        label: 'Back to sign in',
        onBack() {
          if (step.isBusy) step.cancel();
          onBack();
        },
      }}
      after={
        <details className={form['help']}>
          <summary>{help.question}</summary>
          <ul>
            {help.answers.map((answer) => (
              <li key={answer}>{answer}</li>
            ))}
          </ul>
        </details>
      }
    >
      <EmailField
        {...emailField}
        autoFocus={typedEmail === ''}
        value={email}
        onText={setEmail}
        failure={step.failure}
      />
      <TextField
        {...codeField}
        isCode
        autoFocus={typedEmail !== ''}
        value={code}
        onText={setCode}
        problem={fieldSentence(step.failure, 'code')}
      />
    </StepForm>
  );
}
