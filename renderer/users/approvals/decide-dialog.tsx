// Approving or declining what somebody else has asked for: what it is, a note, and a fresh code of one's own.
import { type RefObject, useId, useRef, useState } from 'react';
import type { Approval } from '../../../preload/contract/index.ts';
import { request } from '../../bridge.ts';
import { FailureBanner } from '../../shared/failure-banner.tsx';
import { useToast } from '../../shared/toast.tsx';
import { useAction } from '../../shared/use-action.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import form from '../../ui/form.module.css';
import { askedFor } from '../../words/approval-words.ts';
import { fieldSentence } from '../../words/failure-words.ts';
import { fullName } from '../../words/user-words.ts';
import { FreshCode } from '../dialog-parts/identity-questions.tsx';
import { ApprovalFacts } from './approval-facts.tsx';

interface DecideDialogProps {
  readonly approval: Approval;
  readonly decision: 'approve' | 'decline';
  readonly needsCode: boolean;
  readonly returnTo: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
  /** It may have been settled meanwhile: the list is read anew. */
  readonly onFailed: () => void;
}

export function DecideDialog({ approval, decision, needsCode, returnTo, onClose, onFailed }: DecideDialogProps) {
  const [note, setNote] = useState('');
  const [code, setCode] = useState('');
  const decide = useAction();
  const toast = useToast();
  const cancel = useRef<HTMLButtonElement>(null);
  const id = useId();
  const isApproval = decision === 'approve';
  const close = () => {
    if (!decide.isBusy) onClose();
  };
  const submit = () =>
    void decide
      .run(async () => {
        await request('approvals.decide', { approvalId: approval.approvalId, decision, note, code });
        toast.show({ text: isApproval ? approvedSentence(approval) : 'The request was declined.' });
        onClose();
      })
      .then((isDone) => {
        if (isDone) return;
        setCode('');
        onFailed();
      });
  return (
    <Dialog
      title={`${isApproval ? 'Approve' : 'Decline'}: ${askedFor(approval)}`}
      returnTo={returnTo}
      initialFocus={cancel}
      onClose={close}
      footer={
        <>
          <Button ref={cancel} onClick={close}>
            Cancel
          </Button>
          <Button tone={isApproval ? 'primary' : 'danger'} isBusy={decide.isBusy} onClick={submit}>
            {isApproval ? 'Approve' : 'Decline'}
          </Button>
        </>
      }
    >
      <form id={id} className={form['form']} noValidate onSubmit={(event) => event.preventDefault()}>
        {isApproval && <Banner tone="attention">{warning(approval)}</Banner>}
        <ApprovalFacts approval={approval} />
        <TextField
          label="Note"
          isOptional
          maxLength={500}
          value={note}
          onText={setNote}
          problem={fieldSentence(decide.failure, 'note')}
        />
        <FreshCode isNeeded={needsCode} code={code} onCode={setCode} failure={decide.failure} />
        <FailureBanner failure={decide.failure} />
        {/* Enter in a field must not approve: only its own button does. */}
        <button type="submit" disabled hidden />
      </form>
    </Dialog>
  );
}

function warning({ target, requestedBy, kind }: Approval): string {
  if (kind === 'second_approver_off')
    return 'From then on one Partner Admin alone can reset another one. It takes effect at once, and what else waits here is cancelled.';
  const whom = target === null ? 'them' : fullName(target) || target.email;
  return `Speak with ${whom} yourself, on a number that you know or in person. Once you approve, ${requestedBy} gets a code for this account.`;
}

const approvedSentence = ({ kind, requestedBy }: Approval): string =>
  kind === 'second_approver_off' ? 'The second approver is switched off.' : `Approved. ${requestedBy} carries it out.`;
