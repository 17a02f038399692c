// "Revoke" of one desktop: it was lost, stolen or given away. No code is asked for, because it only takes something away.
import { KeyRound, MonitorX, Unplug } from 'lucide-react';
import type { RefObject } from 'react';
import type { DesktopRow } from '../../../preload/contract/index.ts';
import { request } from '../../bridge.ts';
import { Consequences } from '../../shared/dialogs/consequences.tsx';
import { FormDialog } from '../../shared/dialogs/form-dialog.tsx';
import { FailureBanner } from '../../shared/failure-banner.tsx';
import { useServerName } from '../../shared/line/line-store.ts';
import { useAction } from '../../shared/use-action.ts';
import { isolate } from '../../words/isolate.ts';

interface RevokeDesktopDialogProps {
  readonly desktop: DesktopRow;
  readonly returnTo: RefObject<HTMLElement | null>;
  readonly onRevoked: () => void;
  readonly onClose: () => void;
}

export function RevokeDesktopDialog({ desktop, returnTo, onRevoked, onClose }: RevokeDesktopDialogProps) {
  const isRemote = useServerName() !== undefined;
  const revoke = useAction();
  return (
    <FormDialog
      title={`Revoke ${isolate(desktop.name)}`}
      verb="Revoke"
      tone="danger"
      isBusy={revoke.isBusy}
      onSubmit={() =>
        void revoke.run(async () => {
          await request('desktops.revoke', { desktopId: desktop.id });
          onRevoked();
        })
      }
      onClose={onClose}
      returnTo={returnTo}
    >
      <Consequences
        title="This happens at once"
        tone="danger"
        items={[
          {
            icon: Unplug,
            text: desktop.isConnected
              ? `It is cut off, in the middle of what people do there${isRemote ? '. Check that it is not the one in front of you' : ''}`
              : 'It can no longer connect to the firm',
          },
          { icon: MonitorX, text: 'It has none of the firm’s data. To let it in again takes a new pairing code' },
          {
            icon: KeyRound,
            text: 'Nobody’s account changes. If somebody may know a password that was typed there, reset it',
          },
        ]}
      />
      <FailureBanner failure={revoke.failure} />
    </FormDialog>
  );
}
