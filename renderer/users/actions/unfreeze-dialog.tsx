// Unfreeze: opens an account again whose user said "This was not me". The administrator talks to the user first.
import { KeyRound, ShieldCheck, UserRoundCheck } from 'lucide-react';
import { useCallback } from 'react';
import { type DraftOf, request, requestDraft } from '../../bridge.ts';
import { ActionDialog } from '../../shared/action-dialog.tsx';
import { useToast } from '../../shared/toast.tsx';
import { useActionForm } from '../../shared/use-action-form.ts';
import { useRequest } from '../../shared/use-request.ts';
import { TextField } from '../../ui/field.tsx';
import { fullName, nameOrEmail, ROLE_WORDS } from '../../words/user-words.ts';
import { ActionCode } from '../dialog-parts/action-code.tsx';
import { Consequences } from '../dialog-parts/consequences.tsx';
import { IdentityQuestions, NO_IDENTITY_ANSWERS } from '../dialog-parts/identity-questions.tsx';
import { Who } from '../dialog-parts/who.tsx';
import type { UserDialogProps } from './user-dialog.ts';

const NO_ANSWERS: Omit<DraftOf<'users.unfreeze'>, 'userId' | 'version'> = {
  ...NO_IDENTITY_ANSWERS,
  note: '',
  code: '',
};

export function UnfreezeDialog({ user, returnTo, onClose }: UserDialogProps) {
  const { show } = useToast();
  const facts = useRequest(useCallback(() => request('users.get', { userId: user.id }), [user.id]));
  const form = useActionForm({
    facts,
    answers: NO_ANSWERS,
    send: ({ version }, answers) => requestDraft('users.unfreeze', { ...answers, userId: user.id, version }),
    onDone: () => {
      show({ text: `The account of ${nameOrEmail(user)} is open again.` });
      onClose();
    },
  });
  return (
    <ActionDialog
      title={`Unfreeze ${nameOrEmail(user)}`}
      form={form}
      verb="Unfreeze"
      tone="primary"
      returnTo={returnTo}
      onClose={onClose}
      aside={(person) => (
        <>
          <Who
            facts={[
              ['Name', fullName(person.user)],
              ['Email', person.user.email],
              ['Role', ROLE_WORDS[person.user.role]],
              ['Number on file', person.phone === '' ? 'None' : person.phone],
            ]}
          />
          <Consequences
            title="This happens at once"
            tone="info"
            items={[
              { icon: UserRoundCheck, text: 'They can sign in again' },
              { icon: KeyRound, text: 'Password and 2FA are as they were; codes that were out stay dead' },
              { icon: ShieldCheck, text: 'If either may be known to somebody else, reset it right after this' },
            ]}
          />
        </>
      )}
    >
      {(person) => (
        <>
          <IdentityQuestions form={form} />
          <TextField label="Note" isOptional maxLength={500} {...form.text('note')} />
          <ActionCode form={form} isNeeded={person.needsCode} />
        </>
      )}
    </ActionDialog>
  );
}
