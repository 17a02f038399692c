// The dialog that shows a secret once. As long as the secret would be lost, closing asks first.
import type { ReactNode, RefObject } from 'react';
import { Button } from '../../ui/button.tsx';
import { Dialog, type DialogProps } from '../../ui/dialog/dialog.tsx';
import { GuardFooter, useGuard } from '../../ui/dialog/dialog-guard.tsx';
import forms from '../../ui/fields/form.module.css';

export interface ShownOnce {
  /** Asked before the secret is lost. Undefined once it is kept, or where there is none. */
  readonly question: string | undefined;
  readonly isBusy?: boolean;
  readonly doneLabel?: string;
  /** Plain where another button is the next step. */
  readonly doneTone?: 'primary' | 'plain';
  /** Called by the button while the secret would be lost. Without it the button asks, as Escape does. */
  readonly onUnkept?: () => void;
  /** Called by the button and by Escape once nothing would be lost. */
  readonly onClose: () => void;
  /** Called when the person closes although the secret is lost. The default is `onClose`. */
  readonly onLeave?: () => void;
}

/** The footer and the closing of a dialog that shows a secret. */
export function useShownOnce({
  question,
  isBusy = false,
  doneLabel = 'Done',
  doneTone = 'primary',
  onUnkept,
  onClose,
  onLeave = onClose,
}: ShownOnce): Pick<DialogProps, 'footer' | 'onClose'> {
  const guard = useGuard(question !== undefined, isBusy, onClose);
  return {
    onClose: guard.close,
    footer:
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
          tone={doneTone}
          isBusy={isBusy}
          onClick={question === undefined ? guard.close : (onUnkept ?? guard.close)}
        >
          {doneLabel}
        </Button>
      ),
  };
}

interface ShownOnceDialogProps extends ShownOnce {
  readonly title: string;
  readonly children: ReactNode;
  readonly returnTo: RefObject<HTMLElement | null>;
}

export function ShownOnceDialog({ title, children, returnTo, ...shown }: ShownOnceDialogProps) {
  return (
    <Dialog title={title} returnTo={returnTo} {...useShownOnce(shown)}>
      <div className={forms['form']}>{children}</div>
    </Dialog>
  );
}
