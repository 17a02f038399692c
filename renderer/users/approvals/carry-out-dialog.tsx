// Carry out: does what another Partner Admin has approved. It needs the administrator's own code, and gives the same
// result as without a second approver.
import type { ReactNode, RefObject } from 'react';
import type { Approval, OutputOf } from '../../../preload/contract/index.ts';
import { request } from '../../bridge.ts';
import { ActionDialog } from '../../shared/dialogs/action-dialog.tsx';
import { knownFacts, useActionForm } from '../../shared/dialogs/use-action-form.ts';
import { Banner } from '../../ui/banner.tsx';
import { askedFor } from '../../words/approval-words.ts';
import type { LetterCode, LetterKind } from '../../words/letter-words.ts';
import { fullName, nameOrEmail, shortName } from '../../words/user-words.ts';
import { ActionCode } from '../dialog-parts/action-code.tsx';
import { PasswordResetResult } from '../results/password-reset-result.tsx';
import { letterKindOf, ReactivationResult } from '../results/reactivation-result.tsx';
import { ResetResult } from '../results/reset-result.tsx';
import { TemporaryCodeResult } from '../results/temporary-code-result.tsx';
import { useIssuedCodes } from '../results/use-issued-codes.tsx';
import { ApprovalFacts } from './approval-facts.tsx';

type Result = OutputOf<'approvals.carryOut'>;

interface CarryOutDialogProps {
  readonly approval: Approval;
  readonly needsCode: boolean;
  readonly returnTo: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
  /** Somebody else may have settled the request, so the list is read again. */
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
  const form = useActionForm({
    facts: knownFacts(approval, onFailed),
    answers: { code: '' },
    send: ({ approvalId }, { code }) => request('approvals.carryOut', { approvalId, code }),
  });
  const done = form.result && describe(form.result, approval);
  const withCodes = useIssuedCodes(done?.codeKind ?? 'setup_code', done?.codes ?? []);
  return (
    <ActionDialog
      title={askedFor(approval)}
      form={form}
      verb={VERBS[approval.kind]}
      tone={approval.kind.endsWith('_reset') ? 'danger' : 'primary'}
      returnTo={returnTo}
      onClose={onClose}
      result={done && withCodes(done.words)}
    >
      {() => (
        <>
          <Banner tone="ok">
            {approval.decidedBy ?? 'A Partner Admin'} has approved it. It takes effect at once, and you get the code,
            shown once.
          </Banner>
          <ApprovalFacts approval={approval} />
          <ActionCode form={form} isNeeded={needsCode} />
        </>
      )}
    </ActionDialog>
  );
}

interface Done {
  readonly codeKind: LetterKind;
  readonly codes: readonly LetterCode[];
  readonly words: ReactNode;
}

function describe(result: Result, { request: asked, target }: Approval): Done {
  const firstName = target === null ? '' : shortName(target);
  switch (result.kind) {
    case 'two_factor_reset': {
      const { user, setupCode, deadlineAt } = result;
      const to = { email: user.email, name: fullName(user), expiresAt: deadlineAt };
      return {
        codeKind: 'setup_code',
        codes: setupCode === null ? [] : [{ ...to, code: setupCode }],
        words: <ResetResult firstName={firstName} result={result} />,
      };
    }
    case 'password_reset':
      return {
        codeKind: 'password_code',
        codes: [result.issued],
        words: <PasswordResetResult firstName={firstName} sessionsEnded={result.sessionsEnded} />,
      };
    case 'temporary_code':
      return {
        codeKind: asked.isSingleUse === false ? 'reusable_code' : 'temporary_code',
        codes: [result.issued],
        words: <TemporaryCodeResult firstName={firstName} />,
      };
    case 'reactivation':
      return {
        codeKind: letterKindOf(result.codeKind),
        codes: result.issued === null ? [] : [result.issued],
        words: (
          <ReactivationResult
            name={nameOrEmail(result.user)}
            codeKind={result.codeKind}
            deadlineAt={result.deadlineAt}
          />
        ),
      };
  }
}
