// Reset 2FA: who it is, what will be removed, why, how identity was checked, the administrator's fresh code; then the
// result with the setup code, shown once. The dialog closes only after the answer.
import { type RefObject, useCallback, useRef, useState } from 'react';
import type { InputOf, OutputOf } from '../../../preload/contract/index.ts';
import { request } from '../../bridge.ts';
import { FailureBanner } from '../../shared/failure-banner.tsx';
import { useAction } from '../../shared/use-action.ts';
import { useRequest } from '../../shared/use-request.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { exactTime } from '../../words/time-words.ts';
import { fullName, nameOrEmail } from '../../words/user-words.ts';
import type { DialogUser } from '../dialog-parts/dialog-user.ts';
import { WaitsForApproval } from '../dialog-parts/waits-for-approval.tsx';
import { PassingFooter, usePassingOn } from '../results/issued-codes.tsx';
import { ResetResult } from '../results/reset-result.tsx';
import { type ResetAnswers, ResetForm } from './reset-form.tsx';
import { TemporaryCodeOffer } from './temporary-code-offer.tsx';

interface ResetTwoFactorDialogProps {
  readonly user: DialogUser;
  readonly returnTo: RefObject<HTMLElement | null>;
  /** Undefined: not possible for this person now. */
  readonly onTemporaryCode: (() => void) | undefined;
  readonly onClose: () => void;
  readonly onChanged: () => void;
}

const NO_ANSWERS: ResetAnswers = {
  mode: 'revoke_now',
  reason: '',
  note: '',
  identityCheck: '',
  vouchedBy: '',
  code: '',
};

export function ResetTwoFactorDialog({
  user,
  returnTo,
  onTemporaryCode,
  onClose,
  onChanged,
}: ResetTwoFactorDialogProps) {
  const facts = useRequest(useCallback(() => request('users.getResetPreview', { userId: user.id }), [user.id]));
  const [answers, setAnswers] = useState(NO_ANSWERS);
  const preview = facts.value;
  const [result, setResult] = useState<OutputOf<'users.resetTwoFactor'>>();
  const reset = useAction();
  const cancel = useRef<HTMLButtonElement>(null);

  const carryOut = () =>
    void reset
      .run(async () => {
        if (preview === undefined) return;
        // An unanswered question is sent as it is: main says what is missing, beside the field.
        const input = { ...answers, userId: user.id, version: preview.version } as InputOf<'users.resetTwoFactor'>;
        setResult(await request('users.resetTwoFactor', input));
        onChanged();
      })
      .then((isDone) => {
        if (isDone) return;
        setAnswers((now) => ({ ...now, code: '' }));
        // After a conflict the dialog shows what would be removed now.
        void facts.reload();
      });

  const issued =
    result?.outcome === 'done' && result.setupCode !== null && preview !== undefined
      ? {
          email: preview.user.email,
          name: fullName(preview.user),
          code: result.setupCode,
          expiresAt: result.deadlineAt,
        }
      : undefined;
  const passing = usePassingOn(issued === undefined ? [] : [issued], onClose);
  const close = () => {
    if (!reset.isBusy) passing.guard.close();
  };
  const title = `Reset 2FA for ${nameOrEmail(user)}`;

  if (result !== undefined) {
    return (
      <Dialog
        title={title}
        returnTo={returnTo}
        onClose={close}
        footer={<PassingFooter passing={passing} kind="setup_code" total={1} onClose={onClose} />}
      >
        {result.outcome === 'already_done' ? (
          <Banner tone="info">
            This was done already by {result.byName} on {exactTime(result.at)}. Nothing was changed again.
            {answers.mode === 'revoke_now' && ' If the setup code is lost, reset once more.'}
          </Banner>
        ) : result.outcome === 'replacement_requested' ? (
          <Banner tone="ok">
            <strong>{user.firstName} is asked for the new phone at the next sign-in.</strong> Until then the old one
            works. There is nothing to pass on.
          </Banner>
        ) : result.outcome === 'waits_for_approval' ? (
          <WaitsForApproval expiresAt={result.expiresAt} requestedBy={result.requestedBy} />
        ) : (
          <ResetResult firstName={user.firstName} result={result} issued={issued} passing={passing} />
        )}
      </Dialog>
    );
  }

  return (
    <Dialog
      title={title}
      returnTo={returnTo}
      onClose={close}
      initialFocus={cancel}
      isWide
      footer={
        <>
          <Button ref={cancel} onClick={close}>
            Cancel
          </Button>
          {preview !== undefined && (
            <Button
              tone={answers.mode === 'replace' || preview.needsApprover ? 'primary' : 'danger'}
              isBusy={reset.isBusy}
              onClick={carryOut}
            >
              {answers.mode === 'replace'
                ? 'Ask for the new phone'
                : preview.needsApprover
                  ? 'Ask for approval'
                  : 'Reset 2FA'}
            </Button>
          )}
        </>
      }
    >
      <FailureBanner failure={facts.failure} />
      {preview !== undefined && onTemporaryCode !== undefined && !reset.isBusy && (
        <TemporaryCodeOffer onChoose={onTemporaryCode} />
      )}
      {preview !== undefined && (
        <ResetForm
          preview={preview}
          answers={answers}
          onAnswers={setAnswers}
          failure={reset.failure}
          onSubmit={carryOut}
        />
      )}
    </Dialog>
  );
}
