// Issue a temporary code: who it is, for how long and how often it works, why, how identity was checked, the administrator's fresh
// code; then the code, shown once. The authenticator stays as it is: whoever has the code alone cannot sign in.
import { Clock, KeyRound, ShieldCheck } from 'lucide-react';
import { type RefObject, useCallback, useRef, useState } from 'react';
import type { InputOf, OutputOf } from '../../../preload/contract/index.ts';
import { request } from '../../bridge.ts';
import { FailureBanner } from '../../shared/failure-banner.tsx';
import { useAction } from '../../shared/use-action.ts';
import { useRequest } from '../../shared/use-request.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ChoiceField, SelectField, TextField } from '../../ui/field.tsx';
import { fieldSentence } from '../../words/failure-words.ts';
import { duration, exactTime } from '../../words/time-words.ts';
import { fullName, nameOrEmail, ROLE_WORDS, TEMPORARY_CODE_REASON_WORDS } from '../../words/user-words.ts';
import { Consequences } from '../dialog-parts/consequences.tsx';
import type { DialogUser } from '../dialog-parts/dialog-user.ts';
import { HelpDeskPanel } from '../dialog-parts/help-desk-panel.tsx';
import { FreshCode, type IdentityAnswers, IdentityQuestions } from '../dialog-parts/identity-questions.tsx';
import { NeedsApprover, WaitsForApproval } from '../dialog-parts/waits-for-approval.tsx';
import { Who } from '../dialog-parts/who.tsx';
import { PassingFooter, usePassingOn } from '../results/issued-codes.tsx';
import { TemporaryCodeResult } from '../results/temporary-code-result.tsx';
import styles from './action-form.module.css';

interface IssueTemporaryCodeDialogProps {
  readonly user: DialogUser;
  readonly returnTo: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
}

type Input = InputOf<'users.issueTemporaryCode'>;
type Use = 'once' | 'again';

interface Answers extends IdentityAnswers {
  readonly reason: Input['reason'] | '';
  readonly note: string;
  readonly hours: string;
  readonly use: Use;
  readonly code: string;
}

// A working day, and one use: the least that is usually enough.
const FIRST_ANSWERS: Answers = {
  reason: '',
  note: '',
  hours: '8',
  use: 'once',
  identityCheck: '',
  vouchedBy: '',
  code: '',
};

const REASONS = Object.entries(TEMPORARY_CODE_REASON_WORDS).map(([value, label]) => ({
  value: value as Input['reason'],
  label,
}));
const HOURS = [1, 2, 4, 8, 12, 24].map((hours) => ({ value: String(hours), label: duration(hours * 60) }));
const USES: readonly { readonly value: Use; readonly label: string; readonly hint: string }[] = [
  { value: 'once', label: 'One sign-in', hint: 'Then it is used up.' },
  { value: 'again', label: 'Several sign-ins', hint: 'Until it ends.' },
];

export function IssueTemporaryCodeDialog({ user, returnTo, onClose }: IssueTemporaryCodeDialogProps) {
  const facts = useRequest(useCallback(() => request('users.get', { userId: user.id }), [user.id]));
  const [answers, setAnswers] = useState(FIRST_ANSWERS);
  const [result, setResult] = useState<OutputOf<'users.issueTemporaryCode'>>();
  const issue = useAction();
  const cancel = useRef<HTMLButtonElement>(null);
  const passing = usePassingOn(result?.outcome === 'issued' ? [result.issued] : [], onClose);
  const set = (change: Partial<Answers>) => setAnswers((now) => ({ ...now, ...change }));
  const kind = answers.use === 'once' ? 'temporary_code' : 'reusable_code';
  const title = `Issue a temporary code for ${nameOrEmail(user)}`;
  const person = facts.value;
  const isWaiting = person?.waitsFor.includes('temporary_code') ?? false;

  const carryOut = () => {
    if (person === undefined) return;
    void issue
      .run(async () => {
        const { hours, use, ...rest } = answers;
        // An unanswered question is sent as it is: main says what is missing, beside the field.
        const input = {
          ...rest,
          hours: Number(hours),
          isSingleUse: use === 'once',
          userId: user.id,
          version: person.version,
        } as Input;
        setResult(await request('users.issueTemporaryCode', input));
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
        footer={<PassingFooter passing={passing} kind={kind} total={1} onClose={onClose} />}
      >
        {result.outcome === 'waits_for_approval' ? (
          <WaitsForApproval expiresAt={result.expiresAt} requestedBy={result.requestedBy} />
        ) : (
          <TemporaryCodeResult kind={kind} firstName={user.firstName} issued={result.issued} passing={passing} />
        )}
      </Dialog>
    );
  }

  const close = () => {
    if (!issue.isBusy) onClose();
  };
  const present = person?.temporaryCode ?? null;
  return (
    <Dialog
      title={title}
      returnTo={returnTo}
      initialFocus={cancel}
      isWide
      onClose={close}
      footer={
        <>
          <Button ref={cancel} onClick={close}>
            Cancel
          </Button>
          {person !== undefined && (
            <Button tone="primary" isBusy={issue.isBusy} onClick={carryOut}>
              {isWaiting ? 'Ask for approval' : 'Issue the code'}
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
                ['Last sign-in', person.lastSignInAt === null ? 'Never' : exactTime(person.lastSignInAt)],
              ]}
            />
            <Consequences
              title="This code"
              tone="info"
              items={[
                { icon: KeyRound, text: 'Works with the password, in place of the app' },
                { icon: Clock, text: `Ends after ${duration(Number(answers.hours) * 60)}, and its session with it` },
                { icon: ShieldCheck, text: 'Cannot change a password or anybody’s 2FA' },
              ]}
            />
            <HelpDeskPanel callBack={{ phone: person.phone, contacts: [] }} firstName={person.user.firstName} />
          </div>
          <div className={styles['column']}>
            {isWaiting && <NeedsApprover />}
            {present !== null && (
              <Banner tone="attention">
                There is a code from {present.issuedBy} until {exactTime(present.expiresAt)}. This one ends it, and its
                session.
              </Banner>
            )}
            <div className={styles['pair']}>
              <SelectField
                label="Reason"
                value={answers.reason}
                options={REASONS}
                onChoose={(reason) => set({ reason })}
                problem={fieldSentence(issue.failure, 'reason')}
              />
              <SelectField
                label="Ends after"
                value={answers.hours}
                options={HOURS}
                onChoose={(hours) => set({ hours })}
                problem={fieldSentence(issue.failure, 'hours')}
              />
            </div>
            <ChoiceField
              label="Good for"
              columns={2}
              value={answers.use}
              options={USES}
              onChoose={(use) => set({ use })}
            />
            <IdentityQuestions answers={answers} onAnswers={set} failure={issue.failure} />
            <TextField
              label="Note"
              isOptional={answers.reason !== 'other'}
              maxLength={500}
              value={answers.note}
              onText={(note) => set({ note })}
              problem={fieldSentence(issue.failure, 'note')}
            />
            <FreshCode
              isNeeded={person.needsCode}
              code={answers.code}
              onCode={(code) => set({ code })}
              failure={issue.failure}
            />
            <FailureBanner failure={issue.failure} />
          </div>
          {/* Enter in a field must not carry it out: only its own button does. */}
          <button type="submit" disabled hidden />
        </form>
      )}
    </Dialog>
  );
}
