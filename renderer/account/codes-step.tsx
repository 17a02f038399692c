// Last step of whatever makes new recovery codes: they are shown once, and closing asks until they are kept.
import { type ReactNode, useState } from 'react';
import { request } from '../bridge.ts';
import { RecoveryCodes } from '../shared/recovery-codes.tsx';
import { useAction } from '../shared/use-action.ts';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { GuardFooter, useGuard } from '../ui/dialog-guard.tsx';
import form from '../ui/form.module.css';

interface CodesStepProps {
  readonly title: string;
  readonly codes: readonly string[];
  /** What was done. */
  readonly children: ReactNode;
  readonly returnTo: React.RefObject<HTMLElement | null>;
  readonly onClose: () => void;
}

export function CodesStep({ title, codes, children, returnTo, onClose }: CodesStepProps) {
  const [isKept, setKept] = useState(false);
  const [isMissing, setMissing] = useState(false);
  const finish = useAction();
  const keep = () =>
    void finish.run(async () => {
      await request('account.keepRecoveryCodes', {});
      onClose();
    });
  // Where that cannot be noted, the next sign-in makes new codes; the dialog does not hold anybody.
  const close = finish.failure === undefined ? keep : onClose;
  const guard = useGuard(!isKept, finish.isBusy, close);
  return (
    <Dialog
      title={title}
      returnTo={returnTo}
      onClose={guard.close}
      footer={
        guard.isAsking ? (
          <GuardFooter
            question="You have not said that the codes are saved. They cannot be shown again; at your next sign-in you get new ones."
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
        <Banner tone="ok">{children}</Banner>
        <p>
          Save your new recovery codes. Each signs you in once, in place of the app. They are shown only now; the
          earlier ones no longer work.
        </p>
        <RecoveryCodes codes={codes} isKept={isKept} onKept={setKept} isMissing={isMissing} />
        {finish.failure !== undefined && (
          <Banner tone="danger">
            It could not be noted that you have saved these codes, or newer ones were made meanwhile. At your next
            sign-in you may get new ones.
          </Banner>
        )}
      </div>
    </Dialog>
  );
}
