// Carrying out what was approved: a fresh code of one's own, then the result with the code, shown once, as without an approver.
import { type RefObject, useRef, useState } from 'react';
import type { Approval, OutputOf } from '../../../preload/contract/index.ts';
import { request } from '../../bridge.ts';
import { FailureBanner } from '../../shared/failure-banner.tsx';
import { useAction } from '../../shared/use-action.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import form from '../../ui/form.module.css';
import { askedFor } from '../../words/approval-words.ts';
import type { LetterCode, LetterKind } from '../../words/letter-words.ts';
import { fullName, nameOrEmail } from '../../words/user-words.ts';
import { FreshCode } from '../dialog-parts/identity-questions.tsx';
import { type Passing, PassingFooter, usePassingOn } from '../results/issued-codes.tsx';
import { PasswordResetResult } from '../results/password-reset-result.tsx';
import { letterKindOf, ReactivationResult } from '../results/reactivation-result.tsx';
import { ResetResult } from '../results/reset-result.tsx';
import { TemporaryCodeResult } from '../results/temporary-code-result.tsx';
import { ApprovalFacts } from './approval-facts.tsx';

type Result = OutputOf<'approvals.carryOut'>;

interface CarryOutDialogProps {
  readonly approval: Approval;
  readonly needsCode: boolean;
  readonly returnTo: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
  /** It may have been settled meanwhile: the list is read anew. */
  readonly onFailed: () => void;
}

const VERBS: Readonly<Record<Approval['kind'], string>> = {
  two_factor_reset: 'Reset 2FA',
  password_reset: 'Reset password',
  temporary_code: 'Issue the code',
  reactivation: 'Reactivate',
  second_approver_off: 'Switch off',
};

export function CarryOutDialog({ approval, needsCode, returnTo, onClose, onFailed }: CarryOutDialogProps) {
  const [code, setCode] = useState('');
  const [result, setResult] = useState<Result>();
  const act = useAction();
  const cancel = useRef<HTMLButtonElement>(null);
  const issued = result === undefined ? undefined : toLetterCode(result);
  const passing = usePassingOn(issued === undefined ? [] : [issued], onClose);
  const title = askedFor(approval);
  const kind = approval.request.isSingleUse === false ? 'reusable_code' : 'temporary_code';

  if (result !== undefined) {
    return (
      <Dialog
        title={title}
        returnTo={returnTo}
        onClose={passing.guard.close}
        footer={<PassingFooter passing={passing} kind={letterKind(result, kind)} total={1} onClose={onClose} />}
      >
        <CarriedOut
          result={result}
          codeKind={kind}
          issued={issued}
          firstName={approval.target?.firstName ?? ''}
          passing={passing}
        />
      </Dialog>
    );
  }

  const close = () => {
    if (!act.isBusy) onClose();
  };
  const carryOut = () =>
    void act
      .run(async () => setResult(await request('approvals.carryOut', { approvalId: approval.approvalId, code })))
      .then((isDone) => {
        if (isDone) return;
        setCode('');
        onFailed();
      });
  return (
    <Dialog
      title={title}
      returnTo={returnTo}
      initialFocus={cancel}
      onClose={close}
      footer={
        <>
          <Button ref={cancel} onClick={close}>
            Cancel
          </Button>
          <Button tone={approval.kind.endsWith('_reset') ? 'danger' : 'primary'} isBusy={act.isBusy} onClick={carryOut}>
            {VERBS[approval.kind]}
          </Button>
        </>
      }
    >
      <form className={form['form']} noValidate onSubmit={(event) => event.preventDefault()}>
        <Banner tone="ok">
          {approval.decidedBy ?? 'A Partner Admin'} has approved it. It takes effect at once, and you get the code,
          shown once.
        </Banner>
        <ApprovalFacts approval={approval} />
        <FreshCode isNeeded={needsCode} code={code} onCode={setCode} failure={act.failure} />
        <FailureBanner failure={act.failure} />
        {/* Enter in a field must not carry it out: only its own button does. */}
        <button type="submit" disabled hidden />
      </form>
    </Dialog>
  );
}

interface CarriedOutProps {
  readonly result: Result;
  readonly codeKind: 'temporary_code' | 'reusable_code';
  readonly issued: LetterCode | undefined;
  readonly firstName: string;
  readonly passing: Passing;
}

function CarriedOut({ result, codeKind, issued, firstName, passing }: CarriedOutProps) {
  switch (result.kind) {
    case 'two_factor_reset':
      return <ResetResult firstName={firstName} result={result} issued={issued} passing={passing} />;
    case 'password_reset':
      return <PasswordResetResult firstName={firstName} result={result} passing={passing} />;
    case 'temporary_code':
      return <TemporaryCodeResult kind={codeKind} firstName={firstName} issued={result.issued} passing={passing} />;
    case 'reactivation':
      return (
        <ReactivationResult
          name={nameOrEmail(result.user)}
          codeKind={result.codeKind}
          issued={result.issued}
          deadlineAt={result.deadlineAt}
          passing={passing}
        />
      );
  }
}

function toLetterCode(result: Result): LetterCode | undefined {
  if (result.kind !== 'two_factor_reset') return result.issued ?? undefined;
  const { user, setupCode, deadlineAt } = result;
  return setupCode === null
    ? undefined
    : { email: user.email, name: fullName(user), code: setupCode, expiresAt: deadlineAt };
}

function letterKind(result: Result, codeKind: CarriedOutProps['codeKind']): LetterKind {
  switch (result.kind) {
    case 'two_factor_reset':
      return 'setup_code';
    case 'password_reset':
      return 'password_code';
    case 'temporary_code':
      return codeKind;
    case 'reactivation':
      return letterKindOf(result.codeKind);
  }
}
