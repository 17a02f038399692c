// Cancel invitation: the activation code ends. An account that nobody has used is removed, and its email is free again.
import { AtSign, KeyRound, UserRoundX } from 'lucide-react';
import { useCallback } from 'react';
import { request } from '../../bridge.ts';
import { ActionDialog } from '../../shared/dialogs/action-dialog.tsx';
import { Consequences } from '../../shared/dialogs/consequences.tsx';
import { useActionForm } from '../../shared/dialogs/use-action-form.ts';
import { useRequest } from '../../shared/reading/use-request.ts';
import { useToast } from '../../shared/toast.tsx';
import { exactTime } from '../../words/time-words.ts';
import { nameOrEmail, plural } from '../../words/user-words.ts';
import { Who } from '../dialog-parts/who.tsx';
import type { UserDialogProps } from './user-dialog.ts';

export function CancelInvitationDialog({
  user,
  returnTo,
  onClose,
}: Pick<UserDialogProps, 'user' | 'returnTo' | 'onClose'>) {
  const { show } = useToast();
  const facts = useRequest(useCallback(() => request('users.get', { userId: user.id }), [user.id]));
  const form = useActionForm({
    facts,
    answers: {},
    send: ({ version }) => request('users.cancelInvitation', { userId: user.id, version }),
    onDone: ({ contactsCleared }) => {
      const clients =
        contactsCleared === 0
          ? ''
          : ` ${plural(contactsCleared, 'client has', 'clients have')} no point of contact now.`;
      show({ text: `The invitation of ${nameOrEmail(user)} was cancelled.${clients}` });
      onClose();
    },
  });
  return (
    <ActionDialog
      title={`Cancel the invitation of ${nameOrEmail(user)}`}
      form={form}
      verb="Cancel invitation"
      tone="danger"
      closeLabel="Keep it"
      returnTo={returnTo}
      onClose={onClose}
    >
      {(person) => (
        <>
          <Who person={person} show={['email', 'role']} />
          <Consequences
            title="This happens at once"
            tone="danger"
            items={[
              {
                icon: KeyRound,
                text:
                  person.status === 'invitation_expired' && person.invitationExpiresAt !== null
                    ? `The activation code ran out on ${exactTime(person.invitationExpiresAt)}, and stays unusable`
                    : 'The activation code stops working',
              },
              ...(person.lastSignInAt === null
                ? [
                    {
                      icon: UserRoundX,
                      text: 'The account is removed, because nobody has used it. Activity keeps the record',
                    },
                    { icon: AtSign, text: 'The email is free, and can be invited again' },
                  ]
                : [
                    {
                      icon: UserRoundX,
                      text: 'The account is deactivated again, and keeps its role and client access',
                    },
                  ]),
            ]}
          />
        </>
      )}
    </ActionDialog>
  );
}
