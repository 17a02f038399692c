// First step of a change to one's own second factor: a current code from the authenticator app that is set up now.
import type { RefObject } from 'react';
import { FormDialog } from '../shared/dialogs/form-dialog.tsx';
import { FreshCodeField } from '../shared/secrets/fresh-code-field.tsx';
import { useCodeAction } from '../shared/secrets/use-code-action.ts';
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
  return (
    <FormDialog title={title} verb={verb} isBusy={isBusy} onSubmit={submit} returnTo={returnTo} onClose={onClose}>
      <p>{lead}</p>
      <div className={styles['prove']}>
        <FreshCodeField
          hint="From the authenticator app that you use now."
          code={code}
          onCode={setCode}
          failure={failure}
        />
      </div>
      <AccountFailure failure={failure} />
    </FormDialog>
  );
}
