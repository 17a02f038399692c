// The recovery kit was used and waits. Every Partner Admin is told on every screen, and can stop it with a code of
// their own. They get a new kit, because somebody knows the code of the old one.
import { type RefObject, useState } from 'react';
import type { OutputOf, Screen } from '../../preload/contract/index.ts';
import { request } from '../bridge.ts';
import { FormDialog } from '../shared/dialogs/form-dialog.tsx';
import { FailureBanner } from '../shared/failure-banner.tsx';
import { KeepKitDialog } from '../shared/secrets/new-kit-dialog.tsx';
import { OwnCode } from '../shared/secrets/own-code.tsx';
import { useCodeAction } from '../shared/secrets/use-code-action.ts';
import { usePresence } from '../shared/secrets/use-presence.ts';
import { NEEDS_AUTHENTICATOR, useTemporarySession } from '../shared/use-temporary-session.ts';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { Live } from '../ui/live.tsx';
import { isolate } from '../words/isolate.ts';
import { exactTime } from '../words/time-words.ts';
import styles from './kit-use.module.css';

type SignedIn = Extract<Screen, { name: 'signed_in' }>;
type Use = NonNullable<SignedIn['kitUse']>;

interface KitUseProps {
  readonly use: SignedIn['kitUse'];
  readonly userEmail: string;
  /** Gets the focus when the banner is gone. */
  readonly content: RefObject<HTMLElement | null>;
}

export function KitUse({ use, userEmail, content }: KitUseProps) {
  // The banner disappears when the kit is stopped, but the dialog stays: it shows the new kit.
  const [stopping, setStopping] = useState<Use>();
  const [made, setMade] = useState<OutputOf<'recoveryKit.stopUse'>>();
  const isTemporary = useTemporarySession();
  const close = () => {
    setStopping(undefined);
    setMade(undefined);
  };
  return (
    <>
      <Live isUrgent>
        {use !== null && (
          <Banner tone="danger">
            <div className={styles['use']}>
              <p>
                <strong>
                  The recovery kit was used for{' '}
                  {use.email === userEmail ? 'your account' : `the account of ${isolate(use.name)} (${use.email})`} on{' '}
                  {exactTime(use.requestedAt)}.
                </strong>{' '}
                Unless you stop it, it opens the account from {exactTime(use.readyAt)} on.
              </p>
              <Button
                disabled={isTemporary}
                title={isTemporary ? NEEDS_AUTHENTICATOR : undefined}
                onClick={() => setStopping(use)}
              >
                Stop it
              </Button>
            </div>
          </Banner>
        )}
      </Live>
      {stopping !== undefined &&
        (made !== undefined ? (
          <KeepKitDialog made={made} returnTo={content} onClose={close}>
            <Banner tone="ok">It was stopped, and that recovery kit no longer works.</Banner>
            <p>This is the new kit. It is shown only now. Keep it somewhere else than the old one.</p>
          </KeepKitDialog>
        ) : (
          <StopDialog use={stopping} returnTo={content} onStopped={setMade} onClose={close} />
        ))}
    </>
  );
}

interface StopDialogProps {
  readonly use: Use;
  readonly returnTo: RefObject<HTMLElement | null>;
  readonly onStopped: (made: OutputOf<'recoveryKit.stopUse'>) => void;
  readonly onClose: () => void;
}

function StopDialog({ use, returnTo, onStopped, onClose }: StopDialogProps) {
  const { value: presence } = usePresence();
  const stop = useCodeAction(async (code) =>
    onStopped(await request('recoveryKit.stopUse', { useId: use.useId, code })),
  );
  return (
    <FormDialog
      title="Stop the recovery kit"
      verb="Stop it"
      tone="danger"
      isBusy={stop.isBusy}
      onSubmit={stop.submit}
      returnTo={returnTo}
      onClose={onClose}
    >
      <p>
        Somebody entered the recovery kit on {exactTime(use.requestedAt)}, to open the account of <bdi>{use.name}</bdi>.
        Stop it if you did not agree to that.
      </p>
      <p>The kit then no longer works, because somebody else knows its code. You get a new one at once.</p>
      <OwnCode isNeeded={presence?.needsCode ?? false} code={stop.code} onCode={stop.setCode} failure={stop.failure} />
      <FailureBanner failure={stop.failure} />
    </FormDialog>
  );
}
