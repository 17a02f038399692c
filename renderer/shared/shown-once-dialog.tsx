// The dialog that shows a secret once. As long as the secret would be lost, Escape asks before it closes the dialog.
import type { ReactNode, RefObject } from 'react';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { GuardFooter, useGuard } from '../ui/dialog-guard.tsx';
import forms from '../ui/form.module.css';

interface ShownOnceDialogProps {
  readonly title: string;
  readonly isWide?: boolean;
  /** Asked before the secret is lost. Undefined once it is kept, or where there is none. */
  readonly question: string | undefined;
  readonly isBusy?: boolean;
  readonly doneLabel?: string;
  /** "Done" while the secret would be lost. By default it asks, as Escape does. */
  readonly onUnkept?: () => void;
  /** "Done" and Escape once nothing is lost. */
  readonly onClose: () => void;
  /** Closed although the secret is lost. By default as `onClose`. */
  readonly onLeave?: () => void;
  readonly children: ReactNode;
  readonly returnTo: RefObject<HTMLElement | null>;
}

export function ShownOnceDialog({
  title,
  isWide = false,
  question,
  isBusy = false,
  doneLabel = 'Done',
  onUnkept,
  onClose,
  onLeave = onClose,
  children,
  returnTo,
}: ShownOnceDialogProps) {
  const guard = useGuard(question !== undefined, isBusy, onClose);
  return (
    <Dialog
      title={title}
      returnTo={returnTo}
      isWide={isWide}
      onClose={guard.close}
      footer={
        guard.isAsking && question !== undefined ? (
          <GuardFooter
            question={question}
            stayLabel="Keep open"
            leaveLabel="Close anyway"
            onStay={guard.stay}
            onLeave={onLeave}
          />
        ) : (
          <Button
            tone="primary"
            isBusy={isBusy}
            onClick={question === undefined ? guard.close : (onUnkept ?? guard.close)}
          >
            {doneLabel}
          </Button>
        )
      }
    >
      <div className={forms['form']}>{children}</div>
    </Dialog>
  );
}
