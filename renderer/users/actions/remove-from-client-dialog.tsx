// Remove from a client: the person stays, without this client. Undo brings it back.
import { type RefObject, useRef } from 'react';
import { request } from '../../bridge.ts';
import { FailureBanner } from '../../shared/failure-banner.tsx';
import { useToast } from '../../shared/toast.tsx';
import { useAction } from '../../shared/use-action.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { nameOrEmail } from '../../words/user-words.ts';
import type { DialogUser } from '../dialog-parts/dialog-user.ts';
import styles from './action-form.module.css';

interface RemoveFromClientDialogProps {
  readonly user: DialogUser;
  readonly client: { readonly id: number; readonly name: string };
  readonly returnTo: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
}

export function RemoveFromClientDialog({ user, client, returnTo, onClose }: RemoveFromClientDialogProps) {
  const { show } = useToast();
  const remove = useAction();
  const cancel = useRef<HTMLButtonElement>(null);
  const name = nameOrEmail(user);
  const ids = { clientId: client.id, userId: user.id };
  const close = () => {
    if (!remove.isBusy) onClose();
  };
  const carryOut = () =>
    void remove
      .run(async () => {
        await request('users.removeFromClient', ids);
      })
      .then((isDone) => {
        if (!isDone) return;
        show({
          text: `${name} was removed from ${client.name}.`,
          undo: async () => {
            await request('users.addToClient', { clientId: client.id, userIds: [user.id] });
          },
        });
        onClose();
      });
  return (
    <Dialog
      title={`Remove ${name} from ${client.name}`}
      returnTo={returnTo}
      initialFocus={cancel}
      onClose={close}
      footer={
        <>
          <Button ref={cancel} onClick={close}>
            Cancel
          </Button>
          <Button tone="danger" isBusy={remove.isBusy} onClick={carryOut}>
            Remove
          </Button>
        </>
      }
    >
      <div className={styles['form']}>
        <p>
          {name} no longer works for {client.name}, and no longer sees its people. The account and its other clients
          stay.
        </p>
        <FailureBanner failure={remove.failure} />
      </div>
    </Dialog>
  );
}
