// Dismiss, for an alert that says who let an account in or removed a Partner Admin. To see it is to vouch, so the dialog says
// what it means and asks for the own code.
import type { RefObject } from 'react';
import type { Alert } from '../../preload/contract/index.ts';
import { request } from '../bridge.ts';
import { FormDialog } from '../shared/dialogs/form-dialog.tsx';
import { FailureBanner } from '../shared/failure-banner.tsx';
import { OwnCode } from '../shared/secrets/own-code.tsx';
import { useCodeAction } from '../shared/secrets/use-code-action.ts';
import { usePresence } from '../shared/secrets/use-presence.ts';
import { useAppStore } from '../state.ts';
import { vouchWords } from '../words/alert-words.ts';
import { exactTime } from '../words/time-words.ts';

interface VouchDialogProps {
  readonly alert: Alert;
  readonly returnTo: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
}

export function VouchDialog({ alert, returnTo, onClose }: VouchDialogProps) {
  const setApp = useAppStore((state) => state.setApp);
  const { value: presence } = usePresence();
  const vouch = useCodeAction(async (code) => {
    setApp(await request('alerts.vouch', { alertId: alert.id, code }));
    onClose();
  });
  const { did, means, otherwise } = vouchWords(alert);
  return (
    <FormDialog
      title="Say that you know this"
      verb="I know this"
      isBusy={vouch.isBusy}
      onSubmit={vouch.submit}
      returnTo={returnTo}
      onClose={onClose}
    >
      <p>
        {did} on {exactTime(alert.at)}.
      </p>
      <p>
        <strong>{means}</strong>
      </p>
      <p>{otherwise}</p>
      <OwnCode
        isNeeded={presence?.needsCode ?? false}
        code={vouch.code}
        onCode={vouch.setCode}
        failure={vouch.failure}
        saysHowLong
      />
      <FailureBanner failure={vouch.failure} />
    </FormDialog>
  );
}
