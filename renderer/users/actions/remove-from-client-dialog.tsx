// Remove from a client: the user keeps the account and every other client. Undo brings the client back, for an
// administrator who has just proved presence; Add User does so otherwise.
import { request } from '../../bridge.ts';
import { ActionDialog } from '../../shared/dialogs/action-dialog.tsx';
import { knownFacts, useActionForm } from '../../shared/dialogs/use-action-form.ts';
import { usePresence } from '../../shared/secrets/use-presence.ts';
import { useToast } from '../../shared/toast.tsx';
import { isolate } from '../../words/isolate.ts';
import { nameOrEmail } from '../../words/user-words.ts';
import type { UserDialogProps } from './user-dialog.ts';

export function RemoveFromClientDialog({ user, client, returnTo, onClose }: UserDialogProps) {
  const { show } = useToast();
  const name = nameOrEmail(user);
  const { value: presence } = usePresence();
  const form = useActionForm({
    facts: knownFacts(client),
    answers: {},
    send: (from) => request('users.removeFromClient', { clientId: from.id, userId: user.id }),
    onDone: (_, from) => {
      show({
        text: `${name} was removed from ${isolate(from.name)}.`,
        // Giving access needs a fresh code, and a note has no field for one.
        ...(presence?.needsCode === false && {
          undo: async () => {
            await request('users.addToClient', { clientId: from.id, userIds: [user.id], code: '' });
          },
        }),
      });
      onClose();
    },
  });
  return (
    <ActionDialog
      title={`Remove ${name} from ${client?.name ?? 'the client'}`}
      form={form}
      verb="Remove"
      tone="danger"
      returnTo={returnTo}
      onClose={onClose}
    >
      {(from) => (
        <p>
          {name} no longer works for <bdi>{from.name}</bdi>, and no longer sees its people. The account and its other
          clients stay.
        </p>
      )}
    </ActionDialog>
  );
}
