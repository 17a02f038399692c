// New recovery codes, shown once: the last step of a new authenticator, and of new codes.
import type { ReactNode, RefObject } from 'react';
import { request } from '../bridge.ts';
import { KeepDialog } from '../shared/secrets/keep-dialog.tsx';
import { RecoveryCodes } from '../shared/secrets/recovery-codes.tsx';
import { Banner } from '../ui/banner.tsx';
import { Live } from '../ui/live.tsx';

interface CodesDialogProps {
  readonly title: string;
  readonly codes: readonly string[];
  /** What was done. */
  readonly children: ReactNode;
  readonly returnTo: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
}

export function CodesDialog({ title, codes, children, returnTo, onClose }: CodesDialogProps) {
  return (
    <KeepDialog
      title={title}
      question="You have not confirmed that the codes are saved. They cannot be shown again, and at your next sign-in you get new ones."
      noteKept={() => request('account.keepRecoveryCodes', {})}
      returnTo={returnTo}
      onClose={onClose}
    >
      {(keeping, failure) => (
        <>
          <Banner tone="ok">{children}</Banner>
          <p>
            Save your new recovery codes. Each signs you in once, in place of the app. They are shown only now; the
            earlier ones no longer work.
          </p>
          <RecoveryCodes codes={codes} keeping={keeping} />
          <Live isUrgent cause={failure}>
            {failure !== undefined && (
              <Banner tone="danger">
                Rekey could not note that you have saved these codes, or newer ones have been made. At your next sign-in
                you may get new ones.
              </Banner>
            )}
          </Live>
        </>
      )}
    </KeepDialog>
  );
}
