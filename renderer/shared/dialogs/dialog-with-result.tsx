// A dialog whose result takes the place of its form. The dialog stays the same element, so it neither closes nor opens
// again.
import type { ReactNode } from 'react';
import { Dialog, type DialogProps } from '../../ui/dialog/dialog.tsx';
import forms from '../../ui/fields/form.module.css';
import { Live } from '../../ui/live.tsx';
import { type ShownOnce, useShownOnce } from './shown-once-dialog.tsx';

export interface DialogResult extends Omit<ShownOnce, 'onClose'> {
  /** The default is the title of the dialog. */
  readonly title?: string;
  readonly isWide?: boolean;
  /** What was done. It is announced. */
  readonly words: ReactNode;
  readonly children?: ReactNode;
}

interface DialogWithResultProps extends DialogProps {
  /** Undefined until there is one. */
  readonly result: DialogResult | undefined;
  /** Closes the dialog once there is a result. */
  readonly onDone: () => void;
}

export function DialogWithResult({ result, onDone, ...form }: DialogWithResultProps) {
  const shown = useShownOnce({ question: undefined, ...result, onClose: onDone });
  const frame =
    result === undefined
      ? form
      : { title: result.title ?? form.title, returnTo: form.returnTo, isWide: result.isWide ?? false, ...shown };
  return (
    <Dialog {...frame}>
      <div className={result && forms['form']}>
        <Live className={result && forms['form']}>{result?.words}</Live>
        {result === undefined ? form.children : result.children}
      </div>
    </Dialog>
  );
}
