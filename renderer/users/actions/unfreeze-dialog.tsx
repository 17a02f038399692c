// Unfreeze: opens an account whose user said "This was not me". The administrator checks who is asking first, because
// the act that the user did not agree to may come from an attacker.
import { KeyRound, ShieldCheck, UserRoundCheck } from 'lucide-react';
import { useCallback } from 'react';
import { type DraftOf, request, requestDraft } from '../../bridge.ts';
import { ActionDialog } from '../../shared/dialogs/action-dialog.tsx';
import { Consequences } from '../../shared/dialogs/consequences.tsx';
import { useActionForm } from '../../shared/dialogs/use-action-form.ts';
import { useToast } from '../../shared/toast.tsx';
import { TextField } from '../../ui/fields/field.tsx';
import { nameOrEmail } from '../../words/user-words.ts';
import { ActionCode } from '../dialog-parts/action-code.tsx';
import { IdentityQuestions, NO_IDENTITY_ANSWERS } from '../dialog-parts/identity-questions.tsx';
import { NumberWarning } from '../dialog-parts/number-warning.tsx';
import { useCallBack, useFreshAnswer } from '../dialog-parts/use-call-back.ts';
import { Who } from '../dialog-parts/who.tsx';
import type { UserDialogProps } from './user-dialog.ts';

const NO_ANSWERS: Omit<DraftOf<'users.unfreeze'>, 'userId' | 'version' | 'called'> = {
  ...NO_IDENTITY_ANSWERS,
  note: '',
  code: '',
};

export function UnfreezeDialog({ user, returnTo, onClose }: UserDialogProps) {
  const { show } = useToast();
  const facts = useCallBack(useCallback(() => request('users.get', { userId: user.id }), [user.id]));
  const form = useActionForm({
    facts,
    answers: NO_ANSWERS,
    send: ({ version, callBack }, answers) =>
      requestDraft('users.unfreeze', { ...answers, userId: user.id, version, called: callBack?.key ?? '' }),
    onDone: () => {
      show({ text: `The account of ${nameOrEmail(user)} is open again.` });
      onClose();
    },
  });
  useFreshAnswer(facts.move, form);
  return (
    <ActionDialog
      title={`Unfreeze ${nameOrEmail(user)}`}
      form={form}
      verb="Unfreeze"
      tone="primary"
      returnTo={returnTo}
      onClose={onClose}
      lead={({ callBack }) => <NumberWarning callBack={callBack} move={facts.move} />}
      aside={(person) => (
        <>
          <Who person={person} show={['name', 'email', 'role', 'phone']} />
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
