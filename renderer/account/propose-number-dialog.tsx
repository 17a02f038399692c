// Propose another number for oneself. Somebody of the firm confirms it before anybody calls it.
import { type RefObject, useCallback, useState } from 'react';
import { request } from '../bridge.ts';
import { FormDialog } from '../shared/dialogs/form-dialog.tsx';
import { FailureBanner } from '../shared/failure-banner.tsx';
import { useRequest } from '../shared/reading/use-request.ts';
import { keepUnusedCode } from '../shared/secrets/code-after-refusal.ts';
import { OwnCode } from '../shared/secrets/own-code.tsx';
import { useToast } from '../shared/toast.tsx';
import { useAction } from '../shared/use-action.ts';
import { TextField } from '../ui/fields/field.tsx';
import { fieldSentence } from '../words/failure-words.ts';

interface ProposeNumberDialogProps {
  readonly returnTo: RefObject<HTMLElement | null>;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

export function ProposeNumberDialog({ returnTo, onDone, onClose }: ProposeNumberDialogProps) {
  const { show } = useToast();
  const presence = useRequest(useCallback(() => request('account.getPresence', {}), []));
  const [phone, setPhone] = useState('');
  const [code, setCode] = useState('');
  const { isBusy, failure, run } = useAction();
  const submit = () =>
    void run(async () => {
      try {
        await request('account.proposeNumber', { phone, code });
      } catch (error) {
        setCode(await keepUnusedCode(code, error));
        throw error;
      }
      show({ text: 'The number is proposed. It counts once somebody at the firm has confirmed it.' });
      onDone();
      onClose();
    });
  return (
    <FormDialog
      title="Propose another number"
      verb={presence.value === undefined ? undefined : 'Propose'}
      isBusy={isBusy}
      onSubmit={submit}
      returnTo={returnTo}
      onClose={onClose}
    >
      <TextField
        label="Phone"
        type="tel"
        hint="Use another phone than the one with the authenticator app. The number on file stays until this one is confirmed."
        autoComplete="off"
        value={phone}
        onText={setPhone}
        problem={fieldSentence(failure, 'phone')}
      />
      {presence.value !== undefined && (
        <OwnCode isNeeded={presence.value.needsCode} code={code} onCode={setCode} failure={failure} saysHowLong />
      )}
      <FailureBanner failure={failure ?? presence.failure} />
    </FormDialog>
  );
}
