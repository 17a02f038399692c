// The field for the administrator's own code in the form of an action.
import type { RefObject } from 'react';
import type { ActionForm } from '../../shared/dialogs/use-action-form.ts';
import { OwnCode } from '../../shared/secrets/own-code.tsx';

interface ActionCodeProps {
  readonly form: Pick<ActionForm<unknown, { readonly code: string }, unknown>, 'text' | 'failure'>;
  readonly isNeeded: boolean;
  readonly inputRef?: RefObject<HTMLInputElement | null>;
}

export function ActionCode({ form, isNeeded, inputRef }: ActionCodeProps) {
  const { value, onText } = form.text('code');
  return (
    <OwnCode isNeeded={isNeeded} code={value} onCode={onText} failure={form.failure} saysHowLong inputRef={inputRef} />
  );
}
