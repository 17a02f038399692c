// Make a new recovery kit: a code of one's own where it is needed, then the kit, shown once. Closing asks until it is kept.
import { type ReactNode, type RefObject, useId, useState } from 'react';
import type { OutputOf } from '../../preload/contract/index.ts';
import { request } from '../bridge.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { GuardFooter, useGuard } from '../ui/dialog-guard.tsx';
import form from '../ui/form.module.css';
import { FailureBanner } from './failure-banner.tsx';
import { OwnCode } from './own-code.tsx';
import { RecoveryKit } from './recovery-kit.tsx';
import { useAction } from './use-action.ts';

interface NewKitDialogProps {
  readonly needsCode: boolean;
  /** What becomes of the kit before. */
  readonly children: ReactNode;
  readonly returnTo: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
}

export function NewKitDialog({ needsCode, children, returnTo, onClose }: NewKitDialogProps) {
  const [code, setCode] = useState('');
  const [made, setMade] = useState<OutputOf<'recoveryKit.replace'>>();
  const make = useAction();
  const id = useId();
  if (made !== undefined) return <KitStep made={made} returnTo={returnTo} onClose={onClose} />;
  const close = () => {
    if (!make.isBusy) onClose();
  };
  return (
    <Dialog
      title="Make a new recovery kit"
      returnTo={returnTo}
      onClose={close}
      footer={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button type="submit" form={id} tone="primary" isBusy={make.isBusy}>
            Make a new kit
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
          // The page behind it is a form too.
          event.stopPropagation();
          void make
            .run(async () => setMade(await request('recoveryKit.replace', { code })))
            .then((isDone) => {
              if (!isDone) setCode('');
            });
        }}
      >
        {children}
        <OwnCode isNeeded={needsCode} code={code} onCode={setCode} failure={make.failure} />
        <FailureBanner failure={make.failure} />
      </form>
    </Dialog>
  );
}

interface KitStepProps extends Pick<NewKitDialogProps, 'returnTo' | 'onClose'> {
  readonly made: OutputOf<'recoveryKit.replace'>;
}

function KitStep({ made, returnTo, onClose }: KitStepProps) {
  const [isKept, setKept] = useState(false);
  const [isMissing, setMissing] = useState(false);
  const finish = useAction();
  const keep = () =>
    void finish.run(async () => {
      await request('recoveryKit.keep', { madeAt: made.madeAt });
      onClose();
    });
  // Where that cannot be noted, a later sign-in makes another kit; the dialog does not hold anybody.
  const close = finish.failure === undefined ? keep : onClose;
  const guard = useGuard(!isKept, finish.isBusy, close);
  return (
    <Dialog
      title="The firm’s recovery kit"
      returnTo={returnTo}
      onClose={guard.close}
      footer={
        guard.isAsking ? (
          <GuardFooter
            question="You have not said that the kit is kept. It cannot be shown again; the next Partner Admin who signs in gets another one."
            stayLabel="Keep open"
            leaveLabel="Close anyway"
            onStay={guard.stay}
            onLeave={onClose}
          />
        ) : (
          <Button
            tone="primary"
            isBusy={finish.isBusy}
            onClick={() => {
              if (isKept) close();
              else setMissing(true);
            }}
          >
            {finish.failure === undefined ? 'Finish' : 'Close'}
          </Button>
        )
      }
    >
      <div className={form['form']}>
        <p>A new kit was made, and the one before no longer works. It is shown only now.</p>
        <RecoveryKit code={made.code} isKept={isKept} onKept={setKept} isMissing={isMissing} />
        <FailureBanner failure={finish.failure} />
      </div>
    </Dialog>
  );
}
