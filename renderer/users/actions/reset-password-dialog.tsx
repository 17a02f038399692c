// Reset password: the old password ends, and the administrator gets a code with which the user chooses a new one. 2FA
// stays as it is, so somebody who has the code alone cannot sign in.
import { Clock, KeyRound, ShieldCheck } from 'lucide-react';
import { useCallback } from 'react';
import { type DraftOf, request, requestDraft } from '../../bridge.ts';
import { ActionDialog } from '../../shared/dialogs/action-dialog.tsx';
import { Consequences, sessionsEnd } from '../../shared/dialogs/consequences.tsx';
import { useActionForm } from '../../shared/dialogs/use-action-form.ts';
import { TextField } from '../../ui/fields/field.tsx';
import { nameOrEmail, shortName } from '../../words/user-words.ts';
import { ActionCode } from '../dialog-parts/action-code.tsx';
import { AddNumber } from '../dialog-parts/add-number.tsx';
import { IdentityQuestions, NO_IDENTITY_ANSWERS } from '../dialog-parts/identity-questions.tsx';
import { NumberWarning } from '../dialog-parts/number-warning.tsx';
import { useCallBack, useFreshAnswer } from '../dialog-parts/use-call-back.ts';
import { NeedsApprover, WaitsForApproval } from '../dialog-parts/waits-for-approval.tsx';
import { Who } from '../dialog-parts/who.tsx';
import { PasswordResetResult } from '../results/password-reset-result.tsx';
import { useIssuedCodes } from '../results/use-issued-codes.tsx';
import type { UserDialogProps } from './user-dialog.ts';

const NO_ANSWERS: Omit<DraftOf<'users.resetPassword'>, 'userId' | 'version' | 'called'> = {
  ...NO_IDENTITY_ANSWERS,
  note: '',
  code: '',
};

export function ResetPasswordDialog({ user, returnTo, onClose }: UserDialogProps) {
  const facts = useCallBack(useCallback(() => request('users.get', { userId: user.id }), [user.id]));
  const form = useActionForm({
    facts,
    answers: NO_ANSWERS,
    send: ({ version, callBack }, answers) =>
      requestDraft('users.resetPassword', { ...answers, userId: user.id, version, called: callBack?.key ?? '' }),
  });
  useFreshAnswer(facts.move, form);
  const { result } = form;
  const withCodes = useIssuedCodes('password_code', result?.outcome === 'done' ? [result.issued] : []);
  const isWaiting = facts.value?.waitsFor.includes('password_reset') ?? false;
  return (
    <ActionDialog
      title={`Reset password for ${nameOrEmail(user)}`}
      form={form}
      verb={isWaiting ? 'Ask for approval' : 'Reset password'}
      tone={isWaiting ? 'primary' : 'danger'}
      returnTo={returnTo}
      onClose={onClose}
      lead={({ callBack }) => (
        <>
          <NumberWarning callBack={callBack} move={facts.move} />
          <AddNumber user={user} callBack={callBack} />
        </>
      )}
      aside={(person) => (
        <>
          <Who person={person} show={['name', 'email', 'role', 'phone', 'lastSignIn']} />
          <Consequences
            title={isWaiting ? 'This happens once you carry it out' : 'This happens at once'}
            tone="danger"
            items={[
              { icon: KeyRound, text: 'The old password ends' },
              ...sessionsEnd(person.sessions.filter((session) => session.endedAt === null).length),
              { icon: Clock, text: 'You get a code with which they choose a new password, within 24 hours' },
              { icon: ShieldCheck, text: '2FA stays as it is' },
            ]}
          />
        </>
      )}
      result={
        result &&
        withCodes(
          result.outcome === 'waits_for_approval' ? (
            <WaitsForApproval expiresAt={result.expiresAt} requestedBy={result.requestedBy} />
          ) : (
            <PasswordResetResult firstName={shortName(user)} sessionsEnded={result.sessionsEnded} />
          ),
        )
      }
    >
      {(person) => (
        <>
          {isWaiting && <NeedsApprover block={facts.value?.approvalBlock ?? null} />}
          <IdentityQuestions form={form} callBack={person.callBack} />
          <TextField label="Note" isOptional maxLength={500} {...form.text('note')} />
          <ActionCode form={form} isNeeded={person.needsCode} />
        </>
      )}
    </ActionDialog>
  );
}
