// A number that waits to be confirmed. A partner role confirms it with a fresh code, or rejects it.
import { useRef, useState } from 'react';
import type { OutputOf } from '../../../preload/contract/index.ts';
import { request } from '../../bridge.ts';
import { FailureBanner } from '../../shared/failure-banner.tsx';
import { useAction } from '../../shared/use-action.ts';
import { NEEDS_AUTHENTICATOR, useTemporarySession } from '../../shared/use-temporary-session.ts';
import { Button } from '../../ui/button.tsx';
import { isolate } from '../../words/isolate.ts';
import { exactTime } from '../../words/time-words.ts';
import { ConfirmNumberDialog } from './confirm-number-dialog.tsx';
import styles from './number-proposal-fact.module.css';

type Person = OutputOf<'users.get'>;

interface NumberProposalFactProps {
  readonly person: Person;
  readonly proposal: NonNullable<Person['numberProposal']>;
}

export function NumberProposalFact({ person, proposal }: NumberProposalFactProps) {
  const [isConfirming, setConfirming] = useState(false);
  const confirm = useRef<HTMLButtonElement>(null);
  const reject = useAction();
  const isTemporary = useTemporarySession();
  const decision = { userId: person.user.id, version: person.version, proposalId: proposal.proposalId };
  return (
    <>
      <p>{proposal.number === '' ? 'No number' : proposal.number}</p>
      <p className={styles['who']}>
        Proposed{proposal.by === null ? '' : ` by ${isolate(proposal.by)}`} on {exactTime(proposal.at)}. Not to be
        called until it is confirmed.
      </p>
      {person.mayChangeNumber && person.actions.edit === 'available' && (
        <div className={styles['buttons']}>
          <Button
            ref={confirm}
            tone="quiet"
            disabled={isTemporary}
            title={isTemporary ? NEEDS_AUTHENTICATOR : undefined}
            onClick={() => setConfirming(true)}
          >
            Confirm
          </Button>
          <Button
            tone="quiet"
            isBusy={reject.isBusy}
            onClick={(event) => {
              const facts = event.currentTarget.closest<HTMLElement>('[role="group"]');
              void reject
                .run(async () => void (await request('users.rejectNumber', decision)))
                .then((isDone) => {
                  // The button disappears with the proposal, so the facts take the focus.
                  if (isDone) facts?.focus();
                });
            }}
          >
            Reject
          </Button>
        </div>
      )}
      <FailureBanner failure={reject.failure} />
      {isConfirming && (
        <ConfirmNumberDialog
          person={person}
          proposal={proposal}
          returnTo={confirm}
          onClose={() => setConfirming(false)}
        />
      )}
    </>
  );
}
