// The requests that wait for a second approver, and those that are settled.
import { UserRoundCheck } from 'lucide-react';
import { useCallback, useId, useRef, useState } from 'react';
import type { Approval, OutputOf } from '../../../preload/contract/index.ts';
import { request } from '../../bridge.ts';
import { FailureBanner } from '../../shared/failure-banner.tsx';
import { useRequest } from '../../shared/reading/use-request.ts';
import { useToast } from '../../shared/toast.tsx';
import { useAction } from '../../shared/use-action.ts';
import { NEEDS_AUTHENTICATOR, useTemporarySession } from '../../shared/use-temporary-session.ts';
import { useAppStore } from '../../state.ts';
import { Button } from '../../ui/button.tsx';
import { Chip } from '../../ui/chip.tsx';
import page from '../../ui/page.module.css';
import { APPROVAL_STATE_TONES, APPROVAL_STATE_WORDS, askedFor } from '../../words/approval-words.ts';
import { isolate } from '../../words/isolate.ts';
import { exactTime, left } from '../../words/time-words.ts';
import { fullName } from '../../words/user-words.ts';
import { ApprovalFacts } from './approval-facts.tsx';
import styles from './approvals.module.css';
import { CarryOutDialog } from './carry-out-dialog.tsx';
import { DecideDialog } from './decide-dialog.tsx';

type OpenDialog = { readonly approval: Approval; readonly act: 'approve' | 'decline' | 'carry_out' };

export function Approvals() {
  const { value, failure, reload } = useRequest(
    useCallback(() => request('approvals.list', {}), []),
    'directory.changed',
  );
  // Not part of the list: a code that is shown once must stay when the list is read again.
  const [dialog, setDialog] = useState<OpenDialog>();
  const title = useRef<HTMLHeadingElement>(null);
  const close = () => setDialog(undefined);
  return (
    <div className={page['page']}>
      <div className={page['column']}>
        <div>
          <h1 ref={title} className={page['title']} tabIndex={-1}>
            Approvals
          </h1>
          <p className={page['lead']}>
            Anything that could take over a Partner Admin’s account waits here until an independent Partner Admin
            agrees. So does the second reset, when one administrator resets both the password and the 2FA of one person
            within a day.
          </p>
        </div>
        <FailureBanner failure={failure} />
        {value !== undefined && <Lists value={value} onDialog={setDialog} />}
      </div>
      {dialog !== undefined &&
        value !== undefined &&
        (dialog.act === 'carry_out' ? (
          <CarryOutDialog
            approval={dialog.approval}
            needsCode={value.needsCode}
            returnTo={title}
            onClose={close}
            onFailed={reload}
          />
        ) : (
          <DecideDialog
            approval={dialog.approval}
            decision={dialog.act}
            needsCode={value.needsCode}
            returnTo={title}
            onClose={close}
            onFailed={reload}
          />
        ))}
    </div>
  );
}

function Lists({
  value,
  onDialog,
}: {
  readonly value: OutputOf<'approvals.list'>;
  readonly onDialog: (dialog: OpenDialog) => void;
}) {
  const open = value.approvals.filter(({ turn }) => turn !== 'settled');
  const settled = value.approvals.filter(({ turn }) => turn === 'settled');
  return (
    <>
      {open.length === 0 ? (
        <div className={styles['empty']}>
          <UserRoundCheck size={20} aria-hidden />
          <p>Nothing waits for approval.</p>
        </div>
      ) : (
        <ul className={styles['list']} aria-label="Open requests">
          {open.map((approval) => (
            <OpenRequest key={approval.approvalId} approval={approval} onDialog={onDialog} />
          ))}
        </ul>
      )}
      {settled.length > 0 && <Settled approvals={settled} />}
    </>
  );
}

function OpenRequest({
  approval,
  onDialog,
}: {
  readonly approval: Approval;
  readonly onDialog: (dialog: OpenDialog) => void;
}) {
  const setApp = useAppStore((state) => state.setApp);
  const toast = useToast();
  const cancel = useAction();
  const id = useId();
  const { state, turn, isOwn, expiresAt } = approval;
  const isTemporary = useTemporarySession();
  const start = (act: OpenDialog['act']) => () => onDialog({ approval, act });
  return (
    <li className={styles['request']} aria-labelledby={id}>
      <div className={styles['head']}>
        <h2 id={id}>{askedFor(approval)}</h2>
        <Chip
          tone={APPROVAL_STATE_TONES[state]}
          text={`${APPROVAL_STATE_WORDS[state]}, ${left(expiresAt, Date.now())}`}
          title={`Until ${exactTime(expiresAt)}`}
        />
      </div>
      <ApprovalFacts approval={approval} />
      <div className={styles['foot']}>
        <p>{isTemporary && turn !== 'wait' && turn !== 'about_you' ? NEEDS_AUTHENTICATOR : turnSentence(approval)}</p>
        {(isOwn || turn === 'about_you') && (
          <Button
            isBusy={cancel.isBusy}
            onClick={() =>
              void cancel.run(async () => {
                setApp(await request('approvals.cancel', { approvalId: approval.approvalId }));
                toast.show({ text: 'The request was cancelled.' });
              })
            }
          >
            Cancel request
          </Button>
        )}
        {!isTemporary && (turn === 'decide' || turn === 'not_independent') && (
          <Button onClick={start('decline')}>Decline</Button>
        )}
        {!isTemporary && turn === 'decide' && (
          <Button tone="primary" onClick={start('approve')}>
            Approve
          </Button>
        )}
        {!isTemporary && turn === 'carry_out' && (
          <Button tone="primary" onClick={start('carry_out')}>
            Carry out
          </Button>
        )}
      </div>
      <FailureBanner failure={cancel.failure} />
    </li>
  );
}

function turnSentence({ turn, isOwn, requestedBy, decidedBy, target }: Approval): string {
  switch (turn) {
    case 'decide':
      return 'Check it in a way of your own before you approve.';
    case 'not_independent':
      return `You count as one person with ${target === null ? isolate(requestedBy) : `${isolate(requestedBy)} or with ${isolate(fullName(target))}`}, because one account let the other in. Somebody else has to approve this.`;
    case 'carry_out':
      return `${decidedBy ?? 'A Partner Admin'} has approved it. You carry it out.`;
    case 'wait':
      return isOwn
        ? 'A Partner Admin who is independent of you both has to approve it.'
        : `${decidedBy ?? 'A Partner Admin'} has approved it. ${requestedBy} carries it out.`;
    case 'about_you':
      return 'This is about your account. If you did not agree to it, cancel it.';
    case 'settled':
      return '';
  }
}

function Settled({ approvals }: { readonly approvals: readonly Approval[] }) {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <h2 id={id} className={page['sectionTitle']}>
        Recently settled
      </h2>
      <ul className={styles['settled']}>
        {approvals.map((approval) => (
          <li key={approval.approvalId}>
            <div>
              <p>{askedFor(approval)}</p>
              <small>{settledSentence(approval)}</small>
            </div>
            <Chip tone={APPROVAL_STATE_TONES[approval.state]} text={APPROVAL_STATE_WORDS[approval.state]} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function settledSentence({ state, requestedBy, requestedAt, decidedBy, decisionNote }: Approval): string {
  const asked = `Asked by ${requestedBy} on ${exactTime(requestedAt)}.`;
  const note = decisionNote === '' ? '' : ` “${decisionNote}”`;
  if (state === 'declined') return `${asked} Declined by ${decidedBy}.${note}`;
  if (state === 'carried_out') return `${asked} Approved by ${decidedBy}.${note}`;
  if (state === 'cancelled')
    return decidedBy === null
      ? `${asked} Ended because one of the accounts or the policy changed.`
      : `${asked} Cancelled by ${decidedBy}.`;
  return asked;
}
