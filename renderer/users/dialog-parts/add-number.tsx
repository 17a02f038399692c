// At the top of a dialog in which somebody may call back, where there is nobody to call. Edit opens over the dialog, and the
// answers that are given stay.
import { PhoneOff } from 'lucide-react';
import { Suspense, useRef, useState } from 'react';
import type { CallBack } from '../../../preload/contract/index.ts';
import { lazyNamed } from '../../shared/lazy-named.ts';
import { Button } from '../../ui/button.tsx';
import type { UserDialogProps } from '../actions/user-dialog.ts';
import { isNobodyToCall } from './identity-questions.tsx';
import { Offer } from './offer.tsx';

const EditUserDialog = lazyNamed(() => import('../actions/edit-user-dialog.tsx'), 'EditUserDialog');

interface AddNumberProps {
  readonly user: UserDialogProps['user'];
  readonly callBack: CallBack | null;
}

export function AddNumber({ user, callBack }: AddNumberProps) {
  const [isOpen, setOpen] = useState(false);
  /** The dialog below has the focus afterwards: the button is gone once there is a number. */
  const below = useRef<HTMLElement>(null);
  return (
    <>
      {isNobodyToCall(callBack) && user.actions.edit === 'available' && (
        <Offer icon={PhoneOff} words="There is nobody to call back.">
          <Button
            onClick={(event) => {
              below.current = event.currentTarget.closest<HTMLElement>('[role="dialog"]');
              setOpen(true);
            }}
          >
            Add a number
          </Button>
        </Offer>
      )}
      {isOpen && (
        <Suspense>
          <EditUserDialog user={user} returnTo={below} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
