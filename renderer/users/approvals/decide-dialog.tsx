// Approve or Decline: decides about the request of another administrator. It needs the approver's own code.
import type { RefObject } from 'react';
import type { Approval } from '../../../preload/contract/index.ts';
import { request } from '../../bridge.ts';
import { ActionDialog } from '../../shared/dialogs/action-dialog.tsx';
import { knownFacts, useActionForm } from '../../shared/dialogs/use-action-form.ts';
import { useToast } from '../../shared/toast.tsx';
import { Banner } from '../../ui/banner.tsx';
import { TextField } from '../../ui/fields/field.tsx';
import { askedFor } from '../../words/approval-words.ts';
import { isolate } from '../../words/isolate.ts';
import { ActionCode } from '../dialog-parts/action-code.tsx';
import { ApprovalFacts } from './approval-facts.tsx';
import { SpeakFirst } from './speak-first.tsx';

interface DecideDialogProps {
  readonly approval: Approval;
  readonly decision: 'approve' | 'decline';
  readonly needsCode: boolean;
  readonly returnTo: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
  /** Somebody else may have settled the request, so the list is read again. */
  readonly onFailed: () => void;
}

export function DecideDialog({ approval, decision, needsCode, returnTo, onClose, onFailed }: DecideDialogProps) {
  const { show } = useToast();
  const isApproval = decision === 'approve';
  const form = useActionForm({
    facts: knownFacts(approval, onFailed),
    answers: { note: '', code: '' },
    send: ({ approvalId }, answers) => request('approvals.decide', { ...answers, approvalId, decision }),
    onDone: () => {
      show({ text: isApproval ? approvedSentence(approval) : 'The request was declined.' });
      onClose();
    },
  });
  return (
    <ActionDialog
      title={`${isApproval ? 'Approve' : 'Decline'}: ${askedFor(approval)}`}
      form={form}
      verb={isApproval ? 'Approve' : 'Decline'}
      tone={isApproval ? 'primary' : 'danger'}
      returnTo={returnTo}
      onClose={onClose}
    >
      {() => (
        <>
          {isApproval && approval.target === null && (
            <Banner tone="attention">
              From then on one Partner Admin alone can reset another one. It takes effect at once, and everything else
              that waits here is cancelled.
            </Banner>
          )}
          {isApproval && approval.target !== null && (
            <SpeakFirst target={approval.target} requestedBy={approval.requestedBy} />
          )}
          <ApprovalFacts approval={approval} />
          <TextField label="Note" isOptional maxLength={500} {...form.text('note')} />
          <ActionCode form={form} isNeeded={needsCode} />
        </>
      )}
    </ActionDialog>
  );
}

const approvedSentence = ({ kind, requestedBy }: Approval): string =>
  kind === 'second_approver_off'
    ? 'The second approver is switched off.'
    : `Approved. ${isolate(requestedBy)} carries it out.`;
