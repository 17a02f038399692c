// One account of an access review, with the decision. Confirm goes on to the next account and keeps the focus, so one key
// after the other is enough. Nobody is confirmed before their facts are on the screen: Confirm waits for them, and a key
// that is held down confirms once.
import { Check, Pencil, Undo2, UserRoundX, X } from 'lucide-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { OutputOf, ReviewRow } from '../../../preload/contract/index.ts';
import { request } from '../../bridge.ts';
import { FailureBanner } from '../../shared/failure-banner.tsx';
import { useRequest } from '../../shared/reading/use-request.ts';
import { useToast } from '../../shared/toast.tsx';
import { useAction } from '../../shared/use-action.ts';
import { NEEDS_AUTHENTICATOR, useTemporarySession } from '../../shared/use-temporary-session.ts';
import { Button } from '../../ui/button.tsx';
import { EmailText } from '../../ui/email-text.tsx';
import { TextField } from '../../ui/fields/field.tsx';
import { Live } from '../../ui/live.tsx';
import { fieldSentence } from '../../words/failure-words.ts';
import { isolate } from '../../words/isolate.ts';
import { DECISION_WORDS, leftSentence, REVIEW_REASON_WORDS } from '../../words/review-words.ts';
import { exactDay, exactTime } from '../../words/time-words.ts';
import { nameOrEmail, ROLE_WORDS, shortName } from '../../words/user-words.ts';
import { CancelInvitationDialog } from '../actions/cancel-invitation-dialog.tsx';
import { DeactivateDialog } from '../actions/deactivate-dialog.tsx';
import { EditUserDialog } from '../actions/edit-user-dialog.tsx';
import { ClientAccess } from '../details/client-access.tsx';
import { Fact, Quiet, Section, Time } from '../details/facts.tsx';
import details from '../details/user-details.module.css';
import { useUser } from '../dialog-parts/use-user.ts';
import { StatusChip } from '../status-chip.tsx';
import { TwoFactorChip } from '../two-factor-chip.tsx';
import styles from './review.module.css';

interface ReviewPanelProps {
  readonly reviewId: number;
  readonly row: ReviewRow;
  /** Another number: somebody has opened a row. */
  readonly opened: number;
  /** What was typed about this account. */
  readonly note: string;
  readonly onNote: (note: string) => void;
  readonly onNext: () => void;
  readonly onClose: () => void;
}

export function ReviewPanel({ reviewId, row, opened, note, onNote, onNext, onClose }: ReviewPanelProps) {
  const { value: person, failure } = useUser(row.id, 'directory.changed');
  const panel = useRef<HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each time that a row is opened
  useEffect(() => panel.current?.focus(), [opened]);
  return (
    <aside
      ref={panel}
      tabIndex={-1}
      className={details['panel']}
      aria-label={`Review of ${nameOrEmail({ ...row, email: row.details?.email })}`}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        onClose();
      }}
    >
      <div className={details['head']}>
        <h2 dir="auto" className={details['name']}>
          {nameOrEmail({ ...row, email: row.details?.email })}
        </h2>
        <button
          type="button"
          className={details['close']}
          aria-label="Close the review of this account"
          title="Close (Esc)"
          onClick={onClose}
        >
          <X size={18} aria-hidden />
        </button>
      </div>
      {failure?.code === 'not_found' ? (
        <Gone onNext={onNext} />
      ) : (
        <>
          <div className={failure === undefined ? undefined : details['failure']}>
            <FailureBanner failure={failure} />
          </div>
          <Decide reviewId={reviewId} row={row} person={person} note={note} onNote={onNote} onNext={onNext} />
        </>
      )}
      {person !== undefined && <Facts person={person} reasons={row.reasons} />}
    </aside>
  );
}

/** A cancelled invitation removes an account that nobody has used. */
function Gone({ onNext }: Pick<ReviewPanelProps, 'onNext'>) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => button.current?.focus(), []);
  return (
    <div className={styles['decide']}>
      <p className={styles['decided']}>This account is no longer there.</p>
      <div className={styles['verbs']}>
        <Button ref={button} tone="primary" onClick={onNext}>
          Next account
        </Button>
      </div>
    </div>
  );
}

interface DecideProps extends Pick<ReviewPanelProps, 'reviewId' | 'row' | 'note' | 'onNote' | 'onNext'> {
  /** Undefined until the facts of this account are on the screen. */
  readonly person: OutputOf<'users.get'> | undefined;
}

function Decide({ reviewId, row, person, note, onNote, onNext }: DecideProps) {
  const [failedOn, setFailedOn] = useState(row.id);
  const [dialog, setDialog] = useState<'edit' | 'deactivate' | 'cancel'>();
  const read = useCallback(() => request('reviews.getDecision', { reviewId, userId: row.id }), [reviewId, row.id]);
  const { value } = useRequest(read, 'directory.changed');
  // What a colleague or a dialog has decided since the list was read.
  const decision = value === undefined ? row.decision : value.decision;
  const confirming = useAction();
  const toast = useToast();
  const isTemporary = useTemporarySession();
  const button = useRef<HTMLButtonElement>(null);
  if (failedOn !== row.id) {
    setFailedOn(row.id);
    confirming.clear();
  }
  const isThere = person !== undefined;
  // The first account: the focus waits on the button. From then on it stays there.
  useEffect(() => {
    if (isThere && document.activeElement?.closest('aside') !== null) button.current?.focus();
  }, [isThere]);
  if (row.isOwn)
    return <p className={styles['own']}>This is your own account. Another Partner Admin decides about it.</p>;
  const confirm = () =>
    void confirming.run(async () => {
      if (person === undefined) return;
      const people = [{ userId: row.id, version: person.version }];
      const { left } = await request('reviews.confirm', { reviewId, people, note });
      if (left.length > 0) toast.show({ text: leftSentence(left) });
      else onNote('');
      onNext();
    });
  const takeBack = (decidedAt: number) =>
    void confirming.run(async () => {
      await request('reviews.takeBack', { reviewId, userId: row.id, decidedAt });
    });
  const close = async () => {
    setDialog(undefined);
    // The dialog began with the note, so a decision that was made there has it.
    const now = await request('reviews.getDecision', { reviewId, userId: row.id }).catch(() => undefined);
    if (now !== undefined && now.decision !== null) onNote('');
  };
  const user = { ...row, email: row.details?.email };
  const whyNot = isTemporary ? NEEDS_AUTHENTICATOR : undefined;
  return (
    <div className={styles['decide']}>
      <Live>
        {decision !== null && (
          <p className={styles['decided']}>
            {DECISION_WORDS[decision.what]} by {isolate(decision.by)} on {exactTime(decision.at)}.
            {decision.note !== '' && ` “${decision.note}”`}
          </p>
        )}
      </Live>
      {(decision === null || note !== '') && (
        <TextField
          label="Note"
          isOptional
          hint={decision === null ? undefined : 'Not on record: the account is decided already.'}
          maxLength={500}
          value={note}
          onText={onNote}
          problem={fieldSentence(confirming.failure, 'note')}
        />
      )}
      <div className={styles['verbs']}>
        {decision !== null ? (
          <Button ref={button} tone="primary" onClick={onNext}>
            Next account
          </Button>
        ) : (
          <Button
            ref={button}
            tone="primary"
            isBusy={confirming.isBusy || !isThere}
            disabled={isTemporary}
            title={whyNot ?? 'Confirm, and go on to the next account'}
            onKeyDown={(event) => {
              if (event.repeat) event.preventDefault();
            }}
            onClick={(event) => {
              // The second click of a double click would decide about an account that nobody has looked at.
              if (event.detail < 2) confirm();
            }}
          >
            <Check size={16} aria-hidden />
            Confirm
          </Button>
        )}
        {decision?.what === 'confirmed' && (
          <Button
            isBusy={confirming.isBusy}
            disabled={isTemporary}
            title={whyNot ?? 'The account is to be reviewed again'}
            onClick={() => takeBack(decision.at)}
          >
            <Undo2 size={15} aria-hidden />
            Take back
          </Button>
        )}
        {row.actions.edit === 'available' && (
          <Button disabled={isTemporary || !isThere} title={whyNot} onClick={() => setDialog('edit')}>
            <Pencil size={15} aria-hidden />
            Change
          </Button>
        )}
        {row.actions.deactivate === 'available' && (
          <Button disabled={isTemporary || !isThere} title={whyNot} onClick={() => setDialog('deactivate')}>
            <UserRoundX size={15} aria-hidden />
            Deactivate
          </Button>
        )}
        {row.actions.cancelInvitation === 'available' && (
          <Button disabled={isTemporary || !isThere} title={whyNot} onClick={() => setDialog('cancel')}>
            <UserRoundX size={15} aria-hidden />
            Cancel invitation
          </Button>
        )}
      </div>
      <FailureBanner failure={confirming.failure} />
      {dialog === 'edit' && <EditUserDialog user={user} firstNote={note} returnTo={button} onClose={close} />}
      {dialog === 'cancel' && <CancelInvitationDialog user={user} returnTo={button} onClose={close} />}
      {dialog === 'deactivate' && <DeactivateDialog user={user} firstNote={note} returnTo={button} onClose={close} />}
    </div>
  );
}

function Facts({ person, reasons }: { readonly person: OutputOf<'users.get'> } & Pick<ReviewRow, 'reasons'>) {
  const now = Date.now();
  const { user } = person;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls it, too
    // biome-ignore lint/a11y/useSemanticElements: these are facts, not fields
    <div className={details['body']} tabIndex={0} role="group" aria-label="Facts">
      <div className={details['chips']}>
        <span>{ROLE_WORDS[user.role]}</span>
        <StatusChip user={person} now={now} />
        <TwoFactorChip twoFactor={person.twoFactor} now={now} />
      </div>
      {reasons.length > 0 && (
        <Section title="What stands out">
          <ul className={styles['why']}>
            {reasons.map((reason) => (
              <li key={reason}>{REVIEW_REASON_WORDS[reason]}</li>
            ))}
          </ul>
        </Section>
      )}
      <Section title="Client access">
        <ClientAccess access={person.access} who={shortName(user)} />
      </Section>
      <Section title="Account">
        <dl className={details['facts']}>
          <Fact label="Email">
            <EmailText email={user.email} />
          </Fact>
          <Fact label="Last sign-in">
            {person.lastSignInAt === null ? <Quiet>Never</Quiet> : <Time at={person.lastSignInAt} now={now} />}
          </Fact>
          <Fact label="Created">{exactDay(person.createdAt)}</Fact>
        </dl>
      </Section>
    </div>
  );
}
