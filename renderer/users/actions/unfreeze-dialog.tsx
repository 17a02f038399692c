// Unfreeze: opens an account whose user said "This was not me". The administrator checks who is asking first, because
// the act that the user did not agree to may come from an attacker.
import { KeyRound, ShieldCheck, UserRoundCheck } from 'lucide-react';
import { useCallback } from 'react';
import type { OutputOf } from '../../../preload/contract/index.ts';
import { type DraftOf, request, requestDraft } from '../../bridge.ts';
import { ActionDialog } from '../../shared/dialogs/action-dialog.tsx';
import { Consequences } from '../../shared/dialogs/consequences.tsx';
import { useActionForm } from '../../shared/dialogs/use-action-form.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/fields/field.tsx';
import { nameOrEmail } from '../../words/user-words.ts';
import { ActionCode } from '../dialog-parts/action-code.tsx';
import { AddNumber } from '../dialog-parts/add-number.tsx';
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

export function UnfreezeDialog({ user, returnTo, onClose, onInstead }: UserDialogProps) {
  const facts = useCallBack(useCallback(() => request('users.get', { userId: user.id }), [user.id]));
  const form = useActionForm({
    facts,
    answers: NO_ANSWERS,
    send: ({ version, callBack }, answers) =>
      requestDraft('users.unfreeze', { ...answers, userId: user.id, version, called: callBack?.key ?? '' }),
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
      result={
        form.result &&
        facts.value && {
          question: undefined,
          doneTone: 'plain',
          words: <Unfrozen person={facts.value} onReset={() => onInstead('resetTwoFactor')} />,
        }
      }
      lead={({ callBack }) => (
        <>
          <NumberWarning callBack={callBack} move={facts.move} />
          <AddNumber user={user} callBack={callBack} />
        </>
      )}
      aside={(person) => (
        <>
          <Who person={person} show={['name', 'email', 'role', 'phone']} />
          <Consequences
            title="This happens at once"
            tone="info"
            items={[
              { icon: UserRoundCheck, text: 'The account is no longer frozen' },
              {
                icon: KeyRound,
                text: isResetNeeded(person)
                  ? 'They cannot sign in before 2FA is reset again: the last reset no longer counts'
                  : 'Password and authenticator are as they were. Codes that were handed out no longer work',
              },
              { icon: ShieldCheck, text: 'The next step is offered then: to reset 2FA' },
            ]}
          />
        </>
      )}
    >
      {(person) => (
        <>
          <IdentityQuestions form={form} callBack={person.callBack} />
          <TextField label="Note" isOptional maxLength={500} {...form.text('note')} />
          <ActionCode form={form} isNeeded={person.needsCode} />
        </>
      )}
    </ActionDialog>
  );
}

type Person = OutputOf<'users.get'>;

const isResetNeeded = ({ twoFactor }: Person): boolean =>
  twoFactor.state === 'setup_required' && twoFactor.deadlineAt === null;

function Unfrozen({ person, onReset }: { readonly person: Person; readonly onReset: () => void }) {
  return (
    <>
      <Banner tone={isResetNeeded(person) ? 'attention' : 'ok'}>
        <strong>The account of {nameOrEmail(person.user)} is no longer frozen.</strong>{' '}
        {isResetNeeded(person)
          ? 'It needs a new reset of 2FA before they can sign in.'
          : 'If somebody else may know the password or hold the phone, reset 2FA now.'}
      </Banner>
      {person.twoFactor.state !== 'not_set_up' && (
        <div>
          <Button tone="danger" onClick={onReset}>
            Reset 2FA now
          </Button>
        </div>
      )}
    </>
  );
}
