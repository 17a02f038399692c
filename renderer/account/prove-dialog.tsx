// First step of a change to one's own second factor: a current code from the authenticator app that is set up now.
import { type RefObject, useRef } from 'react';
import { FormDialog } from '../shared/dialogs/form-dialog.tsx';
import { useRefusedCode } from '../shared/secrets/code-after-refusal.ts';
import { useCodeAction } from '../shared/secrets/use-code-action.ts';
import { TextField } from '../ui/fields/field.tsx';
import { fieldSentence } from '../words/failure-words.ts';
import styles from './account.module.css';
import { AccountFailure } from './account-failure.tsx';

interface ProveDialogProps {
  readonly title: string;
  readonly lead: string;
  readonly verb: string;
  readonly send: (code: string) => Promise<void>;
  readonly returnTo: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
}

export function ProveDialog({ title, lead, verb, send, returnTo, onClose }: ProveDialogProps) {
  const { code, setCode, isBusy, failure, submit } = useCodeAction(send);
  const input = useRef<HTMLInputElement>(null);
  useRefusedCode(input, failure);
  return (
    <FormDialog title={title} verb={verb} isBusy={isBusy} onSubmit={submit} returnTo={returnTo} onClose={onClose}>
      <p>{lead}</p>
      <div className={styles['prove']}>
        <TextField
          label="Your 6-digit code"
          isCode
          inputMode="numeric"
          hint="From the authenticator app that you use now."
          value={code}
          onText={setCode}
          problem={fieldSentence(failure, 'code')}
          inputRef={input}
        />
      </div>
      <AccountFailure failure={failure} />
    </FormDialog>
  );
}
