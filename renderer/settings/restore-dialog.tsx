// "Restore from a backup" in Settings: an earlier state takes the place of the firm.
import type { RefObject } from 'react';
import { RestoreSteps, restoreVerb } from '../shared/backup/restore-steps.tsx';
import type { Restore } from '../shared/backup/use-restore.ts';
import { FormDialog } from '../shared/dialogs/form-dialog.tsx';

interface RestoreDialogProps {
  readonly restore: Restore;
  readonly returnTo: RefObject<HTMLElement | null>;
}

export function RestoreDialog({ restore, returnTo }: RestoreDialogProps) {
  return (
    <FormDialog
      title="Restore from a backup"
      verb={restoreVerb(restore)}
      tone={restore.facts === undefined ? 'primary' : 'danger'}
      isBusy={restore.isBusy}
      onSubmit={restore.goOn}
      onClose={restore.leave}
      returnTo={returnTo}
    >
      <RestoreSteps restore={restore} />
    </FormDialog>
  );
}
