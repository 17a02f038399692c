// Reset 2FA: who it is, what will be removed, why, how identity was checked, the administrator's fresh code; then the
// result with the setup code, shown once. The dialog closes only after the answer.
import { type RefObject, useEffect, useRef, useState } from 'react';
import type { InputOf, OutputOf, UserRow } from '../../../preload/contract.ts';
import { request } from '../../bridge.ts';
import { Banner, FailureBanner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { useAction } from '../../ui/use-action.ts';
import { exactTime } from '../../words/time-words.ts';
import { fullName } from '../../words/user-words.ts';
import { type ResetAnswers, ResetForm } from './reset-form.tsx';
import { ResetResult } from './reset-result.tsx';
import styles from './reset-two-factor-dialog.module.css';

interface ResetTwoFactorDialogProps {
  readonly user: UserRow;
  readonly returnTo: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
  readonly onChanged: () => void;
}

const NO_ANSWERS: ResetAnswers = { reason: '', note: '', identityCheck: '', vouchedBy: '', code: '' };

export function ResetTwoFactorDialog({ user, returnTo, onClose, onChanged }: ResetTwoFactorDialogProps) {
  const [preview, setPreview] = useState<OutputOf<'users.getResetPreview'>>();
  const [answers, setAnswers] = useState(NO_ANSWERS);
  const [result, setResult] = useState<OutputOf<'users.resetTwoFactor'>>();
  const [isSafe, setSafe] = useState(false);
  const [isAsking, setAsking] = useState(false);
  const look = useAction();
  const reset = useAction();
  const cancel = useRef<HTMLButtonElement>(null);

  const { run } = look;
  useEffect(() => {
    void run(async () => setPreview(await request('users.getResetPreview', { userId: user.id })));
  }, [run, user.id]);

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
        if (!isDone) setAnswers((now) => ({ ...now, code: '' }));
      });

  const holdsSecret = result?.outcome === 'done' && result.setupCode !== null && !isSafe;
  const close = () => {
    if (reset.isBusy) return;
    if (holdsSecret && !isAsking) setAsking(true);
    else onClose();
  };
  const title = `Reset 2FA for ${fullName(user)}`;

  if (result !== undefined) {
    return (
      <Dialog
        title={title}
        returnTo={returnTo}
        onClose={close}
        footer={
          isAsking && holdsSecret ? (
            <>
              <span className={styles['asking']}>The setup code was not copied. It cannot be shown again.</span>
              <Button onClick={() => setAsking(false)}>Keep open</Button>
              <Button tone="danger" onClick={onClose}>
                Close anyway
              </Button>
            </>
          ) : (
            <Button tone="primary" onClick={close}>
              Done
            </Button>
          )
        }
      >
        {result.outcome === 'already_done' ? (
          <Banner tone="info">
            This was done already: {result.byName} reset 2FA on {exactTime(result.at)}. Nothing was changed again. If the setup code is lost, reset
            once more.
          </Banner>
        ) : (
          <ResetResult user={user} result={result} isSafe={isSafe} onSafe={setSafe} />
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
            <Button tone="danger" isBusy={reset.isBusy} onClick={carryOut}>
              Reset 2FA
            </Button>
          )}
        </>
      }
    >
      <FailureBanner failure={look.failure} />
      {preview !== undefined && <ResetForm preview={preview} answers={answers} onAnswers={setAnswers} failure={reset.failure} onSubmit={carryOut} />}
    </Dialog>
  );
}
