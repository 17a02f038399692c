// The server's activity record does not have what this computer remembers of it: what that means, whom to ask, and going on
// with the record that is there now.
import { BellRing, History, ShieldQuestion } from 'lucide-react';
import type { RefObject } from 'react';
import { request } from '../../bridge.ts';
import { otherRecordWords } from '../../words/line-words.ts';
import { Consequences } from '../dialogs/consequences.tsx';
import { FormDialog } from '../dialogs/form-dialog.tsx';
import { FailureBanner } from '../failure-banner.tsx';
import { useAction } from '../use-action.ts';

interface OtherRecordDialogProps {
  /** Its name. */
  readonly server: string;
  readonly restoredAt: number | null;
  readonly returnTo: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
}

export function OtherRecordDialog({ server, restoredAt, returnTo, onClose }: OtherRecordDialogProps) {
  const accept = useAction();
  const { what, why, next } = otherRecordWords(server, restoredAt);
  return (
    <FormDialog
      title="Another activity record"
      verb="Go on with this record"
      cancelLabel="Leave it for now"
      tone="danger"
      isBusy={accept.isBusy}
      onSubmit={() =>
        void accept.run(async () => {
          await request('line.acceptRecord', {});
          onClose();
        })
      }
      onClose={onClose}
      returnTo={returnTo}
    >
      <p>{what}</p>
      <Consequences
        title="Before you go on"
        tone="danger"
        items={[
          { icon: History, text: why },
          { icon: BellRing, text: 'Every Partner Admin is told. Ask one of them whether it is meant to be so' },
          { icon: ShieldQuestion, text: next },
        ]}
      />
      <FailureBanner failure={accept.failure} />
    </FormDialog>
  );
}
