// Reset 2FA: removes the authenticator, the recovery codes and the sessions, or asks for a new authenticator at the
// next sign-in. A reset gives a setup code, which is shown once.
import { Timer } from 'lucide-react';
import { useCallback } from 'react';
import { request, requestDraft } from '../../bridge.ts';
import { ActionDialog } from '../../shared/dialogs/action-dialog.tsx';
import { useActionForm } from '../../shared/dialogs/use-action-form.ts';
import { Button } from '../../ui/button.tsx';
import { fullName, nameOrEmail, shortName } from '../../words/user-words.ts';
import { AddNumber } from '../dialog-parts/add-number.tsx';
import { NumberWarning } from '../dialog-parts/number-warning.tsx';
import { Offer } from '../dialog-parts/offer.tsx';
import { useCallBack, useFreshAnswer } from '../dialog-parts/use-call-back.ts';
import { ResetOutcome } from '../results/reset-outcome.tsx';
import { useIssuedCodes } from '../results/use-issued-codes.tsx';
import { ResetFacts } from './reset-facts.tsx';
import { NO_RESET_ANSWERS, ResetQuestions } from './reset-questions.tsx';
import type { UserDialogProps } from './user-dialog.ts';

export function ResetTwoFactorDialog({ user, returnTo, onClose, onInstead }: UserDialogProps) {
  const facts = useCallBack(useCallback(() => request('users.getResetPreview', { userId: user.id }), [user.id]));
  const form = useActionForm({
    facts,
    answers: NO_RESET_ANSWERS,
    send: ({ version, callBack }, answers) =>
      requestDraft('users.resetTwoFactor', { ...answers, userId: user.id, version, called: callBack.key }),
  });
  useFreshAnswer(facts.move, form);
  const { result } = form;
  const withCodes = useIssuedCodes(
    'setup_code',
    result?.outcome === 'done' && result.setupCode !== null && facts.value !== undefined
      ? [
          {
            email: facts.value.user.email,
            name: fullName(facts.value.user),
            code: result.setupCode,
            expiresAt: result.deadlineAt,
          },
        ]
      : [],
  );
  const isReplacement = form.answers.mode === 'replace';
  const isWaiting = !isReplacement && facts.value?.needsApprover === true;
  return (
    <ActionDialog
      title={`Reset 2FA for ${nameOrEmail(user)}`}
      form={form}
      verb={isReplacement ? 'Require a new phone' : isWaiting ? 'Ask for approval' : 'Reset 2FA'}
      tone={isReplacement || isWaiting ? 'primary' : 'danger'}
      returnTo={returnTo}
      onClose={onClose}
      lead={({ callBack }) => (
        <>
          <NumberWarning callBack={callBack} move={facts.move} />
          {user.actions.issueTemporaryCode === 'available' && !form.isBusy && (
            <Offer icon={Timer} words="Is the phone only at home today?">
              <Button onClick={() => onInstead('issueTemporaryCode')}>Issue a temporary code instead</Button>
            </Offer>
          )}
          <AddNumber user={user} callBack={callBack} />
        </>
      )}
      aside={(preview) => <ResetFacts preview={preview} isReplacement={isReplacement} />}
      result={
        result && withCodes(<ResetOutcome firstName={shortName(user)} result={result} mode={form.answers.mode} />)
      }
    >
      {(preview) => <ResetQuestions preview={preview} form={form} />}
    </ActionDialog>
  );
}
