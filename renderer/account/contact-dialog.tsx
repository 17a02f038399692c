// Another email or number for oneself, with a fresh code: by them the firm knows who calls.
import { type RefObject, useCallback, useState } from 'react';
import { request } from '../bridge.ts';
import { FormDialog } from '../shared/dialogs/form-dialog.tsx';
import { FailureBanner } from '../shared/failure-banner.tsx';
import { useRequest } from '../shared/reading/use-request.ts';
import { OwnCode } from '../shared/secrets/own-code.tsx';
import { useCodeAction } from '../shared/secrets/use-code-action.ts';
import { TextField } from '../ui/fields/field.tsx';
import { fieldSentence } from '../words/failure-words.ts';

interface ContactDialogProps {
  readonly title: string;
  readonly verb: string;
  readonly field: 'email' | 'phone';
  readonly hint: string;
  readonly send: (text: string, code: string) => Promise<void>;
  readonly returnTo: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
}

export function ContactDialog({ title, verb, field, hint, send, returnTo, onClose }: ContactDialogProps) {
  const presence = useRequest(useCallback(() => request('account.getPresence', {}), []));
  const [text, setText] = useState('');
  const act = useCodeAction(async (code) => {
    await send(text, code);
    onClose();
  });
  return (
    <FormDialog
      title={title}
      verb={presence.value === undefined ? undefined : verb}
      isBusy={act.isBusy}
      onSubmit={act.submit}
      returnTo={returnTo}
      onClose={onClose}
    >
      <TextField
        label={field === 'email' ? 'Email' : 'Phone'}
        type={field === 'email' ? 'text' : 'tel'}
        hint={hint}
        autoComplete="off"
        value={text}
        onText={setText}
        problem={fieldSentence(act.failure, field)}
      />
      {presence.value !== undefined && (
        <OwnCode
          isNeeded={presence.value.needsCode}
          code={act.code}
          onCode={act.setCode}
          failure={act.failure}
          saysHowLong
        />
      )}
      <FailureBanner failure={act.failure ?? presence.failure} />
    </FormDialog>
  );
}
