// The frame of a dialog that is filled in and sent: Enter sends it as its button does. It does not close while it is
// sent, and asks before it closes over text that would be lost.
import { type ReactNode, type RefObject, useId, useRef } from 'react';
import { Button } from '../../ui/button.tsx';
import { GuardFooter, useGuard } from '../../ui/dialog/dialog-guard.tsx';
import { Form } from '../../ui/fields/form.tsx';
import columns from './dialog-columns.module.css';
import { type DialogResult, DialogWithResult } from './dialog-with-result.tsx';

interface FormDialogProps {
  readonly title: string;
  /** The children are two columns. */
  readonly isWide?: boolean;
  readonly initialFocus?: RefObject<HTMLElement | null>;
  /** The button. Undefined while there is nothing to fill in. */
  readonly verb: string | undefined;
  /** With `danger`, Cancel has the focus at first. */
  readonly tone?: 'primary' | 'danger';
  readonly cancelLabel?: string;
  readonly isBusy: boolean;
  /** Asked before it closes. Undefined while nothing would be lost. */
  readonly unsaved?: { readonly question: string; readonly leaveLabel: string } | undefined;
  readonly onSubmit: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly result?: DialogResult | undefined;
  readonly returnTo: RefObject<HTMLElement | null>;
}

export function FormDialog({
  title,
  isWide = false,
  initialFocus,
  verb,
  tone = 'primary',
  cancelLabel = 'Cancel',
  isBusy,
  unsaved,
  onSubmit,
  onClose,
  children,
  result,
  returnTo,
}: FormDialogProps) {
  const id = useId();
  const cancel = useRef<HTMLButtonElement>(null);
  const focused = initialFocus ?? (tone === 'danger' ? cancel : undefined);
  const guard = useGuard(unsaved !== undefined, isBusy, onClose);
  return (
    <DialogWithResult
      result={result}
      onDone={onClose}
      title={title}
      returnTo={returnTo}
      isWide={isWide}
      onClose={guard.close}
      {...(focused === undefined ? {} : { initialFocus: focused })}
      footer={
        guard.isAsking && unsaved !== undefined ? (
          <GuardFooter
            question={unsaved.question}
            stayLabel="Keep editing"
            leaveLabel={unsaved.leaveLabel}
            onStay={guard.stay}
            onLeave={onClose}
          />
        ) : (
          <>
            <Button ref={cancel} onClick={guard.close}>
              {cancelLabel}
            </Button>
            {verb !== undefined && (
              <Button type="submit" form={id} tone={tone} isBusy={isBusy}>
                {verb}
              </Button>
            )}
          </>
        )
      }
    >
      <Form id={id} className={isWide ? columns['columns'] : undefined} onSubmit={onSubmit}>
        {children}
      </Form>
    </DialogWithResult>
  );
}
