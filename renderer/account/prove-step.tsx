// First step of whatever changes one's own second factor: a current code from the authenticator app that is set up now.

import type { Action } from '../shared/use-action.ts';
import { TextField } from '../ui/field.tsx';
import form from '../ui/form.module.css';
import { fieldSentence } from '../words/failure-words.ts';
import styles from './account.module.css';
import { AccountFailure } from './account-failure.tsx';

interface ProveStepProps {
  /** Id of the form, for the button in the dialog's footer. */
  readonly id: string;
  readonly lead: string;
  readonly code: string;
  readonly onCode: (code: string) => void;
  readonly action: Action;
  readonly onSubmit: () => void;
}

export function ProveStep({ id, lead, code, onCode, action, onSubmit }: ProveStepProps) {
  return (
    <form
      id={id}
      className={`${form['form']} ${styles['prove']}`}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      <p>{lead}</p>
      <TextField
        label="6-digit code"
        isCode
        inputMode="numeric"
        hint="From the authenticator app that you use now."
        value={code}
        onText={onCode}
        problem={fieldSentence(action.failure, 'code')}
      />
      <AccountFailure failure={action.failure} />
    </form>
  );
}
