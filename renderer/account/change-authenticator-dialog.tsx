// Change authenticator: a current code, the new app, then new recovery codes. The old app works until the new one is confirmed;
// an abandoned change leaves everything as it is.
import { type RefObject, useId, useState } from 'react';
import type { OutputOf } from '../../preload/contract/index.ts';
import { request } from '../bridge.ts';
import { ScanAuthenticator } from '../shared/scan-authenticator.tsx';
import { useAction } from '../shared/use-action.ts';
import { useSecretOnScreen } from '../shared/use-secret-on-screen.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import form from '../ui/form.module.css';
import { fieldSentence } from '../words/failure-words.ts';
import { AccountFailure, isOver } from './account-failure.tsx';
import { othersEnded } from './account-words.ts';
import { CodesStep } from './codes-step.tsx';
import { ProveStep } from './prove-step.tsx';

interface DialogProps {
  readonly returnTo: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
}

type Pending = OutputOf<'account.beginAuthenticator'>;
type Confirmed = OutputOf<'account.confirmAuthenticator'>;

export function ChangeAuthenticatorDialog({ returnTo, onClose }: DialogProps) {
  const [pending, setPending] = useState<Pending>();
  const [confirmed, setConfirmed] = useState<Confirmed>();
  if (confirmed !== undefined) {
    return (
      <CodesStep title="Change authenticator" codes={confirmed.codes} returnTo={returnTo} onClose={onClose}>
        <strong>Your new authenticator app is set up.</strong> The old one no longer works.{' '}
        {othersEnded(confirmed.sessionsEnded)}
      </CodesStep>
    );
  }
  if (pending !== undefined)
    return <ScanStep pending={pending} onConfirmed={setConfirmed} returnTo={returnTo} onClose={onClose} />;
  return <BeginStep onBegun={setPending} returnTo={returnTo} onClose={onClose} />;
}

function BeginStep({ onBegun, returnTo, onClose }: DialogProps & { readonly onBegun: (pending: Pending) => void }) {
  const [code, setCode] = useState('');
  const begin = useAction();
  const id = useId();
  const close = () => {
    if (!begin.isBusy) onClose();
  };
  return (
    <Dialog
      title="Change authenticator"
      returnTo={returnTo}
      onClose={close}
      footer={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button type="submit" form={id} tone="primary" isBusy={begin.isBusy}>
            Continue
          </Button>
        </>
      }
    >
      <ProveStep
        id={id}
        lead="For a new phone or another app. The app that you use now works until the new one is confirmed."
        code={code}
        onCode={setCode}
        action={begin}
        onSubmit={() =>
          void begin
            .run(async () => onBegun(await request('account.beginAuthenticator', { code })))
            .then((isDone) => {
              if (!isDone) setCode('');
            })
        }
      />
    </Dialog>
  );
}

interface ScanStepProps extends DialogProps {
  readonly pending: Pending;
  readonly onConfirmed: (confirmed: Confirmed) => void;
}

function ScanStep({ pending, onConfirmed, returnTo, onClose }: ScanStepProps) {
  useSecretOnScreen();
  const [code, setCode] = useState('');
  const confirm = useAction();
  const id = useId();
  const close = () => {
    if (confirm.isBusy) return;
    // The pending key also dies by itself, after half an hour or with the window.
    void request('account.cancelAuthenticator', {}).catch(() => undefined);
    onClose();
  };
  const isTooLate = isOver(confirm.failure);
  return (
    <Dialog
      title="Change authenticator"
      returnTo={returnTo}
      isWide
      onClose={close}
      footer={
        <>
          <Button onClick={close}>{isTooLate ? 'Close' : 'Cancel'}</Button>
          {!isTooLate && (
            <Button type="submit" form={id} tone="primary" isBusy={confirm.isBusy}>
              Confirm
            </Button>
          )}
        </>
      }
    >
      <form
        id={id}
        className={form['form']}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void confirm
            .run(async () => onConfirmed(await request('account.confirmAuthenticator', { code })))
            .then((isDone) => {
              if (!isDone) setCode('');
            });
        }}
      >
        <ScanAuthenticator
          pending={pending}
          code={code}
          onCode={setCode}
          problem={fieldSentence(confirm.failure, 'code')}
        />
        <AccountFailure failure={confirm.failure} />
      </form>
    </Dialog>
  );
}
