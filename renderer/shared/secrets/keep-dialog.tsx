// A dialog that shows a secret once. It closes after the person says that the secret is kept and main has noted it, or
// after the person agrees to lose it.
import type { ReactNode, RefObject } from 'react';
import type { Failure } from '../../../preload/contract/index.ts';
import { ShownOnceDialog } from '../dialogs/shown-once-dialog.tsx';
import { useAction } from '../use-action.ts';
import { type Keeping, useKeeping } from './use-keeping.ts';

interface KeepDialogProps {
  readonly title: string;
  /** Asked before the secret is lost. */
  readonly question: string;
  readonly noteKept: () => Promise<unknown>;
  readonly children: (keeping: Keeping, failure: Failure | undefined) => ReactNode;
  readonly returnTo: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
}

export function KeepDialog({ title, question, noteKept, children, returnTo, onClose }: KeepDialogProps) {
  const keeping = useKeeping();
  const { isBusy, failure, run } = useAction();
  const finish = () =>
    void run(async () => {
      await noteKept();
      onClose();
    });
  return (
    <ShownOnceDialog
      title={title}
      question={keeping.isKept ? undefined : question}
      isBusy={isBusy}
      // If main cannot note it, the next sign-in makes a new secret, so the dialog may close.
      doneLabel={failure === undefined ? 'Finish' : 'Close'}
      onUnkept={keeping.onMissing}
      onClose={failure === undefined ? finish : onClose}
      onLeave={onClose}
      returnTo={returnTo}
    >
      {children(keeping, failure)}
    </ShownOnceDialog>
  );
}
