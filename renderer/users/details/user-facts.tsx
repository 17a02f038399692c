// The facts about one user. None of them is a secret.
import type { OutputOf } from '../../../preload/contract/index.ts';
import { EmailText } from '../../ui/email-text.tsx';
import { reasonWords } from '../../words/activity/reason-words.ts';
import { exactDay, exactTime } from '../../words/time-words.ts';
import { ROLE_WORDS, shortName } from '../../words/user-words.ts';
import type { RowAction } from '../actions/row-actions.ts';
import { StatusChip } from '../status-chip.tsx';
import { TwoFactorChip } from '../two-factor-chip.tsx';
import { ActionButtons } from './action-buttons.tsx';
import { ClientAccess } from './client-access.tsx';
import { Fact, Quiet, Section, Time } from './facts.tsx';
import { NumberProposalFact } from './number-proposal-fact.tsx';
import { ReplaceRequestFact } from './replace-request-fact.tsx';
import { TemporaryCodeFact } from './temporary-code-fact.tsx';
import { UserActivity } from './user-activity.tsx';
import styles from './user-details.module.css';

type Person = OutputOf<'users.get'>;

interface UserFactsProps {
  readonly person: Person;
  readonly onAction: (action: RowAction) => void;
}

export function UserFacts({ person, onAction }: UserFactsProps) {
  const now = Date.now();
  const { user, methods } = person;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls it, too
    // biome-ignore lint/a11y/useSemanticElements: these are facts, not fields
    <div className={styles['body']} tabIndex={0} role="group" aria-label="Facts">
      <div className={styles['chips']}>
        <span>{ROLE_WORDS[user.role]}</span>
        <StatusChip user={person} now={now} />
        <TwoFactorChip twoFactor={person.twoFactor} now={now} />
      </div>
      <ActionButtons person={person} onAction={onAction} />

      <Section title="Sign-in methods">
        <dl className={styles['facts']}>
          <Fact label="Password">
            {methods.passwordSince === null ? <Quiet>None</Quiet> : `Since ${exactDay(methods.passwordSince)}`}
          </Fact>
          <Fact label="Authenticator app">
            {methods.authenticator === null ? <Quiet>None</Quiet> : `Since ${exactDay(methods.authenticator.since)}`}
          </Fact>
          {methods.authenticator !== null && (
            <Fact label="Last used">
              {methods.authenticator.lastUsedAt === null ? (
                <Quiet>Not yet</Quiet>
              ) : (
                <Time at={methods.authenticator.lastUsedAt} now={now} />
              )}
            </Fact>
          )}
          {person.twoFactor.replaceRequested !== null && (
            <Fact label="New phone">
              <ReplaceRequestFact person={person} asked={person.twoFactor.replaceRequested} />
            </Fact>
          )}
          <Fact label="Recovery codes left">{methods.recoveryCodesLeft.toLocaleString('en-GB')}</Fact>
          {person.temporaryCode !== null && (
            <Fact label="Temporary code">
              <TemporaryCodeFact person={person} code={person.temporaryCode} now={now} />
            </Fact>
          )}
        </dl>
      </Section>

      <Section title="Profile">
        <dl className={styles['facts']}>
          <Fact label="Email">
            <EmailText email={user.email} />
          </Fact>
          <Fact label="Phone">{person.phone === '' ? <Quiet>None on file</Quiet> : person.phone}</Fact>
          {person.numberProposal !== null && (
            <Fact label="Proposed number">
              <NumberProposalFact person={person} proposal={person.numberProposal} />
            </Fact>
          )}
          <Fact label="Last sign-in">
            {person.lastSignInAt === null ? <Quiet>Never</Quiet> : <Time at={person.lastSignInAt} now={now} />}
          </Fact>
          <Fact label="Created">{exactDay(person.createdAt)}</Fact>
          {person.invitationExpiresAt !== null && (
            <Fact label={person.status === 'invitation_expired' ? 'Invitation ran out' : 'Invited until'}>
              {exactTime(person.invitationExpiresAt)}
            </Fact>
          )}
        </dl>
      </Section>

      <Section title="Client access">
        <ClientAccess access={person.access} who={shortName(user)} />
      </Section>

      <Section title="Sessions">
        {person.sessions.length === 0 ? (
          <Quiet>None yet</Quiet>
        ) : (
          <ul className={styles['log']}>
            {person.sessions.map((session) => (
              <li key={`${session.startedAt} ${session.endedAt}`}>
                <span>{sessionWords(session)}</span>
                <Time at={session.endedAt ?? session.startedAt} now={now} />
              </li>
            ))}
          </ul>
        )}
      </Section>

      {person.mayViewActivity && (
        <Section title="Activity">
          <UserActivity userId={user.id} now={now} />
        </Section>
      )}
    </div>
  );
}

function sessionWords({ endedAt, endedBecause, isThisWindow }: Person['sessions'][number]): string {
  if (endedAt === null) return isThisWindow ? 'Signed in now, in this window' : 'Signed in now';
  return endedBecause === null ? 'Ended' : reasonWords(endedBecause);
}
