// A dialog whose result takes the place of its form. The dialog stays the same element, so it neither closes nor opens
// again.
import type { ReactNode } from 'react';
import { Dialog, type DialogProps } from '../../ui/dialog/dialog.tsx';
import forms from '../../ui/fields/form.module.css';
import { type ShownOnce, useShownOnce } from './shown-once-dialog.tsx';

export interface DialogResult extends Omit<ShownOnce, 'onClose'> {
  /** The default is the title of the dialog. */
  readonly title?: string;
  readonly isWide?: boolean;
  readonly children: ReactNode;
}

interface DialogWithResultProps extends DialogProps {
  /** Undefined until there is one. */
  readonly result: DialogResult | undefined;
  /** Closes the dialog once there is a result. */
  readonly onDone: () => void;
}

export function DialogWithResult({ result, onDone, ...form }: DialogWithResultProps) {
  const shown = useShownOnce({ question: undefined, ...result, onClose: onDone });
  if (result === undefined) return <Dialog {...form} />;
  return (
    <Dialog title={result.title ?? form.title} returnTo={form.returnTo} isWide={result.isWide ?? false} {...shown}>
      <div className={forms['form']}>{result.children}</div>
    </Dialog>
  );
}
