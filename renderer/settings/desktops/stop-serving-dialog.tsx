// "Stop letting desktops sign in": what it cuts off, and what stays.
import { MonitorX, RotateCcw, UserRound } from 'lucide-react';
import type { RefObject } from 'react';
import { request } from '../../bridge.ts';
import { Consequences } from '../../shared/dialogs/consequences.tsx';
import { FormDialog } from '../../shared/dialogs/form-dialog.tsx';
import { FailureBanner } from '../../shared/failure-banner.tsx';
import { useAction } from '../../shared/use-action.ts';
import { plural } from '../../words/user-words.ts';

interface StopServingDialogProps {
  /** How many desktops are connected now. */
  readonly connected: number;
  readonly returnTo: RefObject<HTMLElement | null>;
  readonly onStopped: () => void;
  readonly onClose: () => void;
}

export function StopServingDialog({ connected, returnTo, onStopped, onClose }: StopServingDialogProps) {
  const stop = useAction();
  return (
    <FormDialog
      title="Stop letting desktops sign in"
      verb="Stop"
      tone="danger"
      isBusy={stop.isBusy}
      onSubmit={() =>
        void stop.run(async () => {
          await request('desktops.stopServing', {});
          onStopped();
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
            icon: MonitorX,
            text:
              connected === 0
                ? 'No other desktop can connect. None is connected now'
                : `${plural(connected, 'connected desktop is', 'connected desktops are')} cut off, in the middle of what people do there`,
          },
          {
            icon: RotateCcw,
            text: 'The desktops stay in the list. They connect by themselves once you let them again',
          },
          { icon: UserRound, text: 'Nobody’s account changes. People can sign in at this computer' },
        ]}
      />
      <FailureBanner failure={stop.failure} />
    </FormDialog>
  );
}
