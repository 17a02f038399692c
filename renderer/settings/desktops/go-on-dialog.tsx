// "Go on without the standby": what it means while it lasts, and a code of the administrator's own.
import { Eye, HardDrive, RotateCcw, ServerOff } from 'lucide-react';
import type { RefObject } from 'react';
import { request } from '../../bridge.ts';
import { Consequences } from '../../shared/dialogs/consequences.tsx';
import { FormDialog } from '../../shared/dialogs/form-dialog.tsx';
import { FailureBanner } from '../../shared/failure-banner.tsx';
import { OwnCode } from '../../shared/secrets/own-code.tsx';
import { useCodeAction } from '../../shared/secrets/use-code-action.ts';

interface GoOnDialogProps {
  readonly needsCode: boolean;
  readonly returnTo: RefObject<HTMLElement | null>;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

export function GoOnDialog({ needsCode, returnTo, onDone, onClose }: GoOnDialogProps) {
  const decide = useCodeAction(async (code) => {
    await request('desktops.goOnWithoutStandby', { code });
    onDone();
  });
  return (
    <FormDialog
      title="Go on without the standby"
      verb="Go on without it"
      tone="danger"
      isBusy={decide.isBusy}
      onSubmit={decide.submit}
      onClose={onClose}
      returnTo={returnTo}
    >
      <p>
        First ask the person who looks after the database whether the standby comes back soon. Until then, lists and
        details can be read.
      </p>
      <Consequences
        title="While the standby is missing"
        tone="danger"
        items={[
          { icon: HardDrive, text: 'Everything that is done is on one machine only' },
          {
            icon: ServerOff,
            text: 'If that machine is lost, so is all of it: resets, new people and this decision. Desktops that were connected say so then',
          },
          {
            icon: Eye,
            text: 'The decision is in Activity under your name, and stands above Users as long as it lasts',
          },
          { icon: RotateCcw, text: 'It ends by itself when the standby is in step again' },
        ]}
      />
      <OwnCode isNeeded={needsCode} code={decide.code} onCode={decide.setCode} failure={decide.failure} />
      <FailureBanner failure={decide.failure} />
    </FormDialog>
  );
}
