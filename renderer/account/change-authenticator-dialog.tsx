// Change authenticator: a current code, the new app, then new recovery codes. The old app works until the new one is
// confirmed. An abandoned change leaves everything as it is.
import { type RefObject, useState } from 'react';
import type { OutputOf } from '../../preload/contract/index.ts';
import { request } from '../bridge.ts';
import columns from '../shared/dialogs/dialog-columns.module.css';
import { FormDialog } from '../shared/dialogs/form-dialog.tsx';
import { ScanAuthenticator } from '../shared/secrets/scan-authenticator.tsx';
import { useCodeAction } from '../shared/secrets/use-code-action.ts';
import { useSecretOnScreen } from '../shared/secrets/use-secret-on-screen.ts';
import form from '../ui/fields/form.module.css';
import { AccountFailure, isOver } from './account-failure.tsx';
import { othersEnded } from './account-words.ts';
import { CodesDialog } from './codes-dialog.tsx';
import { ProveDialog } from './prove-dialog.tsx';

interface DialogProps {
  readonly returnTo: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
}

type Pending = OutputOf<'account.beginAuthenticator'>;
type Confirmed = OutputOf<'account.confirmAuthenticator'>;

const TITLE = 'Change authenticator';

export function ChangeAuthenticatorDialog(dialog: DialogProps) {
  const [pending, setPending] = useState<Pending>();
  const [confirmed, setConfirmed] = useState<Confirmed>();
  if (confirmed !== undefined) {
    return (
      <CodesDialog title={TITLE} codes={confirmed.codes} {...dialog}>
        <strong>Your new authenticator app is set up.</strong> The old one no longer works.{' '}
        {othersEnded(confirmed.sessionsEnded)}
      </CodesDialog>
    );
  }
  if (pending !== undefined) return <ScanDialog pending={pending} onConfirmed={setConfirmed} {...dialog} />;
  return (
    <ProveDialog
      title={TITLE}
      lead="For a new phone or another app. The app that you use now works until the new one is confirmed."
      verb="Continue"
      send={async (code) => setPending(await request('account.beginAuthenticator', { code }))}
      {...dialog}
    />
  );
}

interface ScanDialogProps extends DialogProps {
  readonly pending: Pending;
  readonly onConfirmed: (confirmed: Confirmed) => void;
}

function ScanDialog({ pending, onConfirmed, returnTo, onClose }: ScanDialogProps) {
  useSecretOnScreen();
  const { code, setCode, isBusy, failure, submit } = useCodeAction(async (typed) =>
    onConfirmed(await request('account.confirmAuthenticator', { code: typed })),
  );
  const isTooLate = isOver(failure);
  return (
    <FormDialog
      title={TITLE}
      isWide
      verb={isTooLate ? undefined : 'Confirm'}
      cancelLabel={isTooLate ? 'Close' : 'Cancel'}
      isBusy={isBusy}
      onSubmit={submit}
      returnTo={returnTo}
      onClose={() => {
        // The pending key also expires after half an hour, and with the window.
        void request('account.cancelAuthenticator', {}).catch(() => undefined);
        onClose();
      }}
    >
      <div className={`${columns['whole']} ${form['form']}`}>
        <ScanAuthenticator pending={pending} code={code} onCode={setCode} failure={failure} />
        <AccountFailure failure={failure} />
      </div>
    </FormDialog>
  );
}
