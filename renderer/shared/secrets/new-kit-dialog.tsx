// Makes a new recovery kit: a code of the administrator's own where main needs one, then the kit, shown once.
import { type ReactNode, type RefObject, useState } from 'react';
import type { OutputOf } from '../../../preload/contract/index.ts';
import { request } from '../../bridge.ts';
import { FormDialog } from '../dialogs/form-dialog.tsx';
import { FailureBanner } from '../failure-banner.tsx';
import { KeepDialog } from './keep-dialog.tsx';
import { OwnCode } from './own-code.tsx';
import { RecoveryKit } from './recovery-kit.tsx';
import { useCodeAction } from './use-code-action.ts';

interface NewKitDialogProps {
  readonly needsCode: boolean;
  /** Says what happens to the old kit. */
  readonly children: ReactNode;
  readonly returnTo: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
}

export function NewKitDialog({ needsCode, children, returnTo, onClose }: NewKitDialogProps) {
  const [made, setMade] = useState<OutputOf<'recoveryKit.replace'>>();
  const make = useCodeAction(async (code) => setMade(await request('recoveryKit.replace', { code })));
  if (made !== undefined)
    return (
      <KeepKitDialog made={made} returnTo={returnTo} onClose={onClose}>
        <p>A new kit was made, and the one before no longer works. It is shown only now.</p>
      </KeepKitDialog>
    );
  return (
    <FormDialog
      title="Make a new recovery kit"
      verb="Make a new kit"
      isBusy={make.isBusy}
      onSubmit={make.submit}
      returnTo={returnTo}
      onClose={onClose}
    >
      {children}
      <OwnCode isNeeded={needsCode} code={make.code} onCode={make.setCode} failure={make.failure} />
      <FailureBanner failure={make.failure} />
    </FormDialog>
  );
}

interface KeepKitDialogProps {
  readonly made: OutputOf<'recoveryKit.replace'>;
  /** Says why there is a new kit. */
  readonly children: ReactNode;
  readonly returnTo: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
}

export const KeepKitDialog = ({ made, children, returnTo, onClose }: KeepKitDialogProps) => (
  <KeepDialog
    title="The firm’s recovery kit"
    question="You have not confirmed that the kit is kept safe. It cannot be shown again, and the next Partner Admin who signs in gets a new one."
    noteKept={() => request('recoveryKit.keep', { madeAt: made.madeAt })}
    returnTo={returnTo}
    onClose={onClose}
  >
    {(keeping, failure) => (
      <>
        {children}
        <RecoveryKit code={made.code} keeping={keeping} />
        <FailureBanner failure={failure} />
      </>
    )}
  </KeepDialog>
);
