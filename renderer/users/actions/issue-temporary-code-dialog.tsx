// Issue a temporary code: it stands in for the authenticator app for some hours. The app works as before, so somebody
// who has the code alone cannot sign in.
import { Clock, KeyRound, ShieldCheck } from 'lucide-react';
import { useCallback } from 'react';
import { type DraftOf, request, requestDraft } from '../../bridge.ts';
import { ActionDialog } from '../../shared/dialogs/action-dialog.tsx';
import { Consequences } from '../../shared/dialogs/consequences.tsx';
import { useActionForm } from '../../shared/dialogs/use-action-form.ts';
import { Banner } from '../../ui/banner.tsx';
import { ChoiceField, SelectField, TextField } from '../../ui/fields/field.tsx';
import { keysOf } from '../../words/keys-of.ts';
import { duration, exactTime } from '../../words/time-words.ts';
import { nameOrEmail, shortName, TEMPORARY_CODE_REASON_WORDS } from '../../words/user-words.ts';
import { ActionCode } from '../dialog-parts/action-code.tsx';
import { AddNumber } from '../dialog-parts/add-number.tsx';
import { HelpDeskPanel } from '../dialog-parts/help-desk-panel.tsx';
import { IdentityQuestions, NO_IDENTITY_ANSWERS } from '../dialog-parts/identity-questions.tsx';
import { NumberWarning } from '../dialog-parts/number-warning.tsx';
import { useCallBack, useFreshAnswer } from '../dialog-parts/use-call-back.ts';
import { NeedsApprover, WaitsForApproval } from '../dialog-parts/waits-for-approval.tsx';
import { Who } from '../dialog-parts/who.tsx';
import { TemporaryCodeResult } from '../results/temporary-code-result.tsx';
import { useIssuedCodes } from '../results/use-issued-codes.tsx';
import styles from './issue-temporary-code-dialog.module.css';
import type { UserDialogProps } from './user-dialog.ts';

type Answers = Omit<DraftOf<'users.issueTemporaryCode'>, 'userId' | 'version' | 'called' | 'hours' | 'isSingleUse'> & {
  readonly hours: string;
  readonly use: 'once' | 'again';
};

// One sign-in within a working day is usually enough.
const FIRST_ANSWERS: Answers = { ...NO_IDENTITY_ANSWERS, reason: '', note: '', code: '', hours: '8', use: 'once' };

const REASONS = keysOf(TEMPORARY_CODE_REASON_WORDS).map((value) => ({
  value,
  label: TEMPORARY_CODE_REASON_WORDS[value],
}));
const HOURS = [1, 2, 4, 8, 12, 24].map((hours) => ({ value: String(hours), label: duration(hours * 60) }));
const USES = [
  { value: 'once', label: 'One sign-in', hint: 'Then it is used up.' },
  { value: 'again', label: 'Several sign-ins', hint: 'Until it ends.' },
] as const;

export function IssueTemporaryCodeDialog({ user, returnTo, onClose }: UserDialogProps) {
  const facts = useCallBack(useCallback(() => request('users.get', { userId: user.id }), [user.id]));
  const form = useActionForm({
    facts,
    answers: FIRST_ANSWERS,
    send: ({ version, callBack }, { hours, use, ...answers }) =>
      requestDraft('users.issueTemporaryCode', {
        ...answers,
        userId: user.id,
        version,
        called: callBack?.key ?? '',
        hours: Number(hours),
        isSingleUse: use === 'once',
      }),
  });
  useFreshAnswer(facts.move, form);
  const { answers, result } = form;
  const withCodes = useIssuedCodes(
    answers.use === 'once' ? 'temporary_code' : 'reusable_code',
    result?.outcome === 'issued' ? [result.issued] : [],
  );
  const isWaiting = facts.value?.waitsFor.includes('temporary_code') ?? false;
  return (
    <ActionDialog
      title={`Issue a temporary code for ${nameOrEmail(user)}`}
      form={form}
      verb={isWaiting ? 'Ask for approval' : 'Issue the code'}
      tone="primary"
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
          <Who person={person} show={['name', 'email', 'role', 'lastSignIn']} />
          <Consequences
            title="This code"
            tone="info"
            items={[
              { icon: KeyRound, text: 'Works with the password, in place of the app' },
              { icon: Clock, text: `Ends after ${duration(Number(answers.hours) * 60)}, and its session with it` },
              { icon: ShieldCheck, text: 'Cannot be used to change a password or anybody’s 2FA' },
            ]}
          />
          {person.callBack !== null && <HelpDeskPanel callBack={person.callBack} firstName={shortName(person.user)} />}
        </>
      )}
      result={
        result &&
        withCodes(
          result.outcome === 'waits_for_approval' ? (
            <WaitsForApproval expiresAt={result.expiresAt} requestedBy={result.requestedBy} />
          ) : (
            <TemporaryCodeResult firstName={shortName(user)} />
          ),
        )
      }
    >
      {({ temporaryCode, needsCode, callBack }) => (
        <>
          {isWaiting && <NeedsApprover block={facts.value?.approvalBlock ?? null} />}
          {temporaryCode !== null && (
            <Banner tone="attention">
              There is a code from <bdi>{temporaryCode.issuedBy}</bdi> until {exactTime(temporaryCode.expiresAt)}. This
              one ends it, and its session.
            </Banner>
          )}
          <div className={styles['pair']}>
            <SelectField label="Reason" options={REASONS} {...form.choice('reason')} />
            <SelectField label="Ends after" options={HOURS} {...form.choice('hours')} />
          </div>
          <ChoiceField label="Good for" columns={2} options={USES} {...form.choice('use')} />
          <IdentityQuestions form={form} callBack={callBack} />
          <TextField label="Note" isOptional={answers.reason !== 'other'} maxLength={500} {...form.text('note')} />
          <ActionCode form={form} isNeeded={needsCode} />
        </>
      )}
    </ActionDialog>
  );
}
