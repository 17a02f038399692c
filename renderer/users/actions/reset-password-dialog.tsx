// Reset password: who it is, what happens, how identity was checked, the administrator's fresh code; then the one-time code for a
// new password, shown once. 2FA stays as it is: whoever has the code alone cannot sign in.
import { Clock, KeyRound, MonitorX, ShieldCheck } from 'lucide-react';
import { type RefObject, useCallback, useRef, useState } from 'react';
import type { InputOf, OutputOf } from '../../../preload/contract/index.ts';
import { request } from '../../bridge.ts';
import { FailureBanner } from '../../shared/failure-banner.tsx';
import { useAction } from '../../shared/use-action.ts';
import { useRequest } from '../../shared/use-request.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { fieldSentence } from '../../words/failure-words.ts';
import { exactTime } from '../../words/time-words.ts';
import { fullName, nameOrEmail, plural, ROLE_WORDS } from '../../words/user-words.ts';
import { Consequences } from '../dialog-parts/consequences.tsx';
import type { DialogUser } from '../dialog-parts/dialog-user.ts';
import { FreshCode, type IdentityAnswers, IdentityQuestions } from '../dialog-parts/identity-questions.tsx';
import { NeedsApprover, WaitsForApproval } from '../dialog-parts/waits-for-approval.tsx';
import { Who } from '../dialog-parts/who.tsx';
import { PassingFooter, usePassingOn } from '../results/issued-codes.tsx';
import { PasswordResetResult } from '../results/password-reset-result.tsx';
import styles from './action-form.module.css';

interface ResetPasswordDialogProps {
  readonly user: DialogUser;
  readonly returnTo: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
}

interface Answers extends IdentityAnswers {
  readonly note: string;
  readonly code: string;
}

const NO_ANSWERS: Answers = { identityCheck: '', vouchedBy: '', note: '', code: '' };

export function ResetPasswordDialog({ user, returnTo, onClose }: ResetPasswordDialogProps) {
  const facts = useRequest(useCallback(() => request('users.get', { userId: user.id }), [user.id]));
  const [answers, setAnswers] = useState(NO_ANSWERS);
  const [result, setResult] = useState<OutputOf<'users.resetPassword'>>();
  const reset = useAction();
  const cancel = useRef<HTMLButtonElement>(null);
  const passing = usePassingOn(result?.outcome === 'done' ? [result.issued] : [], onClose);
  const set = (change: Partial<Answers>) => setAnswers((now) => ({ ...now, ...change }));
  const title = `Reset password for ${nameOrEmail(user)}`;
  const person = facts.value;
  const isWaiting = person?.waitsFor.includes('password_reset') ?? false;

  const carryOut = () => {
    if (person === undefined) return;
    void reset
      .run(async () => {
        // An unanswered question is sent as it is: main says what is missing, beside the field.
        const input = { ...answers, userId: user.id, version: person.version } as InputOf<'users.resetPassword'>;
        setResult(await request('users.resetPassword', input));
      })
      .then((isDone) => {
        if (isDone) return;
        set({ code: '' });
        // After a conflict the dialog shows the person as they are now.
        void facts.reload();
      });
  };

  if (result !== undefined) {
    return (
      <Dialog
        title={title}
        returnTo={returnTo}
        onClose={passing.guard.close}
        footer={<PassingFooter passing={passing} kind="password_code" total={1} onClose={onClose} />}
      >
        {result.outcome === 'waits_for_approval' ? (
          <WaitsForApproval expiresAt={result.expiresAt} requestedBy={result.requestedBy} />
        ) : (
          <PasswordResetResult firstName={user.firstName} result={result} passing={passing} />
        )}
      </Dialog>
    );
  }

  const sessions = person?.sessions.filter((session) => session.endedAt === null).length ?? 0;
  return (
    <Dialog
      title={title}
      returnTo={returnTo}
      initialFocus={cancel}
      isWide
      onClose={() => {
        if (!reset.isBusy) onClose();
      }}
      footer={
        <>
          <Button
            ref={cancel}
            onClick={() => {
              if (!reset.isBusy) onClose();
            }}
          >
            Cancel
          </Button>
          {person !== undefined && (
            <Button tone={isWaiting ? 'primary' : 'danger'} isBusy={reset.isBusy} onClick={carryOut}>
              {isWaiting ? 'Ask for approval' : 'Reset password'}
            </Button>
          )}
        </>
      }
    >
      <FailureBanner failure={facts.failure} />
      {person !== undefined && (
        <form className={styles['columns']} noValidate onSubmit={(event) => event.preventDefault()}>
          <div className={styles['column']}>
            <Who
              facts={[
                ['Name', fullName(person.user)],
                ['Email', person.user.email],
                ['Role', ROLE_WORDS[person.user.role]],
                ['Number on file', person.phone === '' ? 'None' : person.phone],
                ['Last sign-in', person.lastSignInAt === null ? 'Never' : exactTime(person.lastSignInAt)],
              ]}
            />
            <Consequences
              title={isWaiting ? 'This happens once you carry it out' : 'This happens at once'}
              tone="danger"
              items={[
                { icon: KeyRound, text: 'The old password ends' },
                {
                  icon: MonitorX,
                  text:
                    sessions === 0 ? 'No session is open' : plural(sessions, 'open session ends', 'open sessions end'),
                },
                { icon: Clock, text: 'You get a code with which they choose a new password, within 24 hours' },
                { icon: ShieldCheck, text: '2FA stays as it is' },
              ]}
            />
          </div>
          <div className={styles['column']}>
            {isWaiting && <NeedsApprover />}
            <IdentityQuestions answers={answers} onAnswers={set} failure={reset.failure} />
            <TextField
              label="Note"
              isOptional
              maxLength={500}
              value={answers.note}
              onText={(note) => set({ note })}
              problem={fieldSentence(reset.failure, 'note')}
            />
            <FreshCode
              isNeeded={person.needsCode}
              code={answers.code}
              onCode={(code) => set({ code })}
              failure={reset.failure}
            />
            <FailureBanner failure={reset.failure} />
          </div>
          {/* Enter in a field must not carry it out: only its own button does. */}
          <button type="submit" disabled hidden />
        </form>
      )}
    </Dialog>
  );
}
