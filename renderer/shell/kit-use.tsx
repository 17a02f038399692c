// The recovery kit was used and waits: every Partner Admin is told on every screen, and can stop it with a code of their own.
// Who stops it makes a new kit next, because the code of the old one is known to somebody.
import { type RefObject, useEffect, useId, useRef, useState } from 'react';
import type { Screen } from '../../preload/contract/index.ts';
import { request } from '../bridge.ts';
import { FailureBanner } from '../shared/failure-banner.tsx';
import { NewKitDialog } from '../shared/new-kit-dialog.tsx';
import { OwnCode } from '../shared/own-code.tsx';
import { useAction } from '../shared/use-action.ts';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import form from '../ui/form.module.css';
import { exactTime } from '../words/time-words.ts';
import styles from './kit-use.module.css';

type SignedIn = Extract<Screen, { name: 'signed_in' }>;
type Use = NonNullable<SignedIn['kitUse']>;

interface KitUseProps {
  readonly use: SignedIn['kitUse'];
  readonly userEmail: string;
  /** Has the focus when the banner is gone. */
  readonly content: RefObject<HTMLElement | null>;
}

export function KitUse({ use, userEmail, content }: KitUseProps) {
  // Outlives the banner: once it is stopped there is no use any more, and a new kit is made.
  const [stopping, setStopping] = useState<Use>();
  const [isStopped, setStopped] = useState(false);
  const close = () => {
    setStopping(undefined);
    setStopped(false);
  };
  return (
    <>
      {use !== null && (
        <Banner tone="danger">
          <div className={styles['use']}>
            <p>
              <strong>
                The recovery kit was used for{' '}
                {use.email === userEmail ? 'your account' : `the account of ${use.name} (${use.email})`} on{' '}
                {exactTime(use.requestedAt)}.
              </strong>{' '}
              Unless you stop it, it opens the account from {exactTime(use.readyAt)} on.
            </p>
            <Button onClick={() => setStopping(use)}>Stop it</Button>
          </div>
        </Banner>
      )}
      {stopping !== undefined &&
        (isStopped ? (
          <NewKitDialog needsCode={false} returnTo={content} onClose={close}>
            <Banner tone="ok">It was stopped, and the recovery kit is void.</Banner>
            <p>The firm has no recovery kit now. Make a new one and keep it somewhere else than the old one.</p>
          </NewKitDialog>
        ) : (
          <StopDialog use={stopping} returnTo={content} onStopped={() => setStopped(true)} onClose={close} />
        ))}
    </>
  );
}

interface StopDialogProps {
  readonly use: Use;
  readonly returnTo: RefObject<HTMLElement | null>;
  readonly onStopped: () => void;
  readonly onClose: () => void;
}

function StopDialog({ use, returnTo, onStopped, onClose }: StopDialogProps) {
  const [code, setCode] = useState('');
  const [needsCode, setNeedsCode] = useState(false);
  const stop = useAction();
  const cancel = useRef<HTMLButtonElement>(null);
  const id = useId();
  useEffect(() => {
    // Where it cannot be asked, main asks when it is needed.
    request('account.getPresence', {}).then(
      (presence) => setNeedsCode(presence.needsCode),
      () => undefined,
    );
  }, []);
  const close = () => {
    if (!stop.isBusy) onClose();
  };
  return (
    <Dialog
      title="Stop the recovery kit"
      returnTo={returnTo}
      initialFocus={cancel}
      onClose={close}
      footer={
        <>
          <Button ref={cancel} onClick={close}>
            Cancel
          </Button>
          <Button type="submit" form={id} tone="danger" isBusy={stop.isBusy}>
            Stop it
          </Button>
        </>
      }
    >
      <form
        id={id}
        className={form['form']}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void stop
            .run(async () => {
              await request('recoveryKit.stopUse', { useId: use.useId, code });
              onStopped();
            })
            .then((isDone) => {
              if (!isDone) setCode('');
            });
        }}
      >
        <p>
          Somebody entered the recovery kit on {exactTime(use.requestedAt)}, to open the account of {use.name}. Stop it
          if you did not agree to that.
        </p>
        <p>The kit is then void, because its code is known to whoever entered it. Next you make a new one.</p>
        <OwnCode isNeeded={needsCode} code={code} onCode={setCode} failure={stop.failure} />
        <FailureBanner failure={stop.failure} />
      </form>
    </Dialog>
  );
}
