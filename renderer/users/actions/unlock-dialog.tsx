// Unlock: opens an account that wrong passwords have locked, no matter who entered them. It hands out no code.
import { History, KeyRound, ShieldCheck } from 'lucide-react';
import { useCallback } from 'react';
import type { OutputOf } from '../../../preload/contract/index.ts';
import { type DraftOf, request, requestDraft } from '../../bridge.ts';
import { ActionDialog } from '../../shared/dialogs/action-dialog.tsx';
import { Consequences } from '../../shared/dialogs/consequences.tsx';
import columns from '../../shared/dialogs/dialog-columns.module.css';
import { useActionForm } from '../../shared/dialogs/use-action-form.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { SelectField, TextField } from '../../ui/fields/field.tsx';
import { keysOf } from '../../words/keys-of.ts';
import { exactTime } from '../../words/time-words.ts';
import { nameOrEmail, shortName, UNLOCK_REASON_WORDS } from '../../words/user-words.ts';
import { ActionCode } from '../dialog-parts/action-code.tsx';
import { AddNumber } from '../dialog-parts/add-number.tsx';
import { HelpDeskPanel } from '../dialog-parts/help-desk-panel.tsx';
import { IdentityQuestions, NO_IDENTITY_ANSWERS } from '../dialog-parts/identity-questions.tsx';
import { NumberWarning } from '../dialog-parts/number-warning.tsx';
import { useCallBack, useFreshAnswer } from '../dialog-parts/use-call-back.ts';
import { Who } from '../dialog-parts/who.tsx';
import type { UserDialogProps } from './user-dialog.ts';

const NO_ANSWERS: Omit<DraftOf<'users.unlock'>, 'userId' | 'version' | 'called'> = {
  ...NO_IDENTITY_ANSWERS,
  reason: '',
  note: '',
  code: '',
};
const REASONS = keysOf(UNLOCK_REASON_WORDS).map((value) => ({ value, label: UNLOCK_REASON_WORDS[value] }));

export function UnlockDialog({ user, returnTo, onClose, onInstead }: UserDialogProps) {
  const facts = useCallBack(useCallback(() => request('users.get', { userId: user.id }), [user.id]));
  const form = useActionForm({
    facts,
    answers: NO_ANSWERS,
    send: ({ version, callBack }, answers) =>
      requestDraft('users.unlock', { ...answers, userId: user.id, version, called: callBack?.key ?? '' }),
  });
  useFreshAnswer(facts.move, form);
  return (
    <ActionDialog
      title={`Unlock the account of ${nameOrEmail(user)}`}
      form={form}
      verb="Unlock"
      tone="primary"
      returnTo={returnTo}
      onClose={onClose}
      result={
        form.result && {
          question: undefined,
          doneTone: 'plain',
          words: <Unlocked name={nameOrEmail(user)} isStillLocked={form.result.isStillLocked} />,
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
          <Who person={person} show={['name', 'email', 'role', 'lastSignIn']} />
          <Consequences
            title="This happens at once"
            tone="info"
            items={[
              { icon: KeyRound, text: 'The password that they have works again' },
              { icon: ShieldCheck, text: '2FA stays as it is, and no code is handed out' },
              { icon: History, text: lockedSince(person) },
            ]}
          />
          {person.callBack !== null && <HelpDeskPanel callBack={person.callBack} firstName={shortName(person.user)} />}
        </>
      )}
    >
      {(person) => (
        <>
          <SelectField label="Reason" options={REASONS} {...form.choice('reason')} />
          <IdentityQuestions form={form} callBack={person.callBack} />
          <TextField label="Note" isOptional={form.answers.reason !== 'other'} maxLength={500} {...form.text('note')} />
          <ActionCode form={form} isNeeded={person.needsCode} />
          <Button tone="quiet" className={columns['atEdge']} onClick={() => onInstead('resetPassword')}>
            They do not know the password: reset it instead
          </Button>
        </>
      )}
    </ActionDialog>
  );
}

type Person = OutputOf<'users.get'>;

const lockedSince = ({ passwordLockedAt }: Person): string =>
  passwordLockedAt === null
    ? 'Activity keeps when it was locked'
    : `Locked since ${exactTime(passwordLockedAt)}. Activity keeps what was tried`;

function Unlocked({ name, isStillLocked }: { readonly name: string; readonly isStillLocked: boolean }) {
  return (
    <Banner tone={isStillLocked ? 'attention' : 'ok'}>
      <strong>The password of {name} works again.</strong>{' '}
      {isStillLocked
        ? 'The account stays locked, because the time to set up 2FA has run out. Reset 2FA next.'
        : 'They sign in with it and with their authenticator app, and read who unlocked the account.'}
    </Banner>
  );
}
