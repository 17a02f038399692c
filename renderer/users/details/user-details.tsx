// One user beside the list: who it is, what they may see, how they sign in, what was done, and what can be done now. Never a
// secret. Not modal: the list stays in reach, Escape closes, and everything is read anew when the directory changes.
import { X } from 'lucide-react';
import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import type { ActivityRecord, OutputOf } from '../../../preload/contract/index.ts';
import { request } from '../../bridge.ts';
import { FailureBanner } from '../../shared/failure-banner.tsx';
import { useAction } from '../../shared/use-action.ts';
import { useRequest } from '../../shared/use-request.ts';
import { Button } from '../../ui/button.tsx';
import { Chip } from '../../ui/chip.tsx';
import { EmailText } from '../../ui/email-text.tsx';
import { activitySentence } from '../../words/activity/activity-sentence.ts';
import { reasonWords } from '../../words/activity/reason-words.ts';
import { ago, exactDay, exactTime } from '../../words/time-words.ts';
import { BLOCK_WORDS, nameOrEmail, plural, ROLE_WORDS, STATUS_TONES, statusWord } from '../../words/user-words.ts';
import { offeredActions, type RowAction } from '../actions/row-actions.ts';
import { TwoFactorChip } from '../two-factor-chip.tsx';
import styles from './user-details.module.css';

type Person = OutputOf<'users.get'>;
interface UserDetailsProps {
  readonly userId: number;
  readonly onClose: () => void;
  readonly onAction: (action: RowAction) => void;
}

export function UserDetails({ userId, onClose, onAction }: UserDetailsProps) {
  const { value: person, failure } = useRequest(
    useCallback(() => request('users.get', { userId }), [userId]),
    'directory.changed',
  );
  const panel = useRef<HTMLElement>(null);
  useEffect(() => panel.current?.focus(), []);
  const name = person === undefined ? 'User details' : nameOrEmail(person.user);
  return (
    <aside
      ref={panel}
      tabIndex={-1}
      className={styles['panel']}
      aria-label={person === undefined ? name : `Details of ${name}`}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        onClose();
      }}
    >
      <div className={styles['head']}>
        <h2 className={styles['name']}>{name}</h2>
        <button
          type="button"
          className={styles['close']}
          aria-label="Close the details"
          title="Close (Esc)"
          onClick={onClose}
        >
          <X size={18} aria-hidden />
        </button>
      </div>
      {failure !== undefined && (
        <div className={styles['failure']}>
          <FailureBanner failure={failure} />
        </div>
      )}
      {person === undefined ? failure === undefined && <Coming /> : <Facts person={person} onAction={onAction} />}
    </aside>
  );
}

/** Only at the first load: the shape of what comes. */
function Coming() {
  return (
    <div className={styles['coming']} role="status" aria-label="Reading the details">
      <span />
      <span />
      <span />
    </div>
  );
}

function Facts({ person, onAction }: { readonly person: Person; readonly onAction: UserDetailsProps['onAction'] }) {
  const now = Date.now();
  const { user, access, methods } = person;
  const offered = offeredActions({ actions: person.actions, details: null }, { mayRemoveFromClient: false }).filter(
    ({ action }) => action.dialog !== undefined,
  );
  const blocked = offered.filter(({ whyNot }) => whyNot !== undefined);
  const isOwn = Object.values(person.actions).includes('own_account');
  const unnamed = access.total - access.clients.length;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, by keyboard too
    // biome-ignore lint/a11y/useSemanticElements: a group of facts, not of fields
    <div className={styles['body']} tabIndex={0} role="group" aria-label="Facts">
      <div className={styles['chips']}>
        <span>{ROLE_WORDS[user.role]}</span>
        <Chip tone={STATUS_TONES[person.status]} text={statusWord(person.status, person.actions)} />
        <TwoFactorChip twoFactor={person.twoFactor} now={now} />
      </div>
      {isOwn && <p className={styles['own']}>{BLOCK_WORDS.own_account}</p>}
      {!isOwn && offered.length > 0 && (
        <div className={styles['actions']}>
          {offered.map(({ action, whyNot }) => (
            <Button key={action.id} disabled={whyNot !== undefined} title={whyNot} onClick={() => onAction(action)}>
              {action.label}
            </Button>
          ))}
          {blocked.map(({ action, whyNot }) => (
            <p key={action.id} className={styles['why']}>
              {action.label}: {whyNot}
            </p>
          ))}
        </div>
      )}

      <Section title="Profile">
        <dl className={styles['facts']}>
          <Fact label="Email">
            <EmailText email={user.email} />
          </Fact>
          <Fact label="Phone">{person.phone === '' ? <Quiet>None on file</Quiet> : person.phone}</Fact>
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
        {access.isAll && <p>All clients, now and in future</p>}
        {!access.isAll && access.total === 0 && <Quiet>None</Quiet>}
        {!access.isAll && access.total > 0 && (
          <ul className={styles['clients']}>
            {access.clients.map((client) => (
              <li key={client.id} title={client.name}>
                {client.name}
              </li>
            ))}
            {unnamed > 0 && <li>and {plural(unnamed, 'other', 'others')}</li>}
          </ul>
        )}
        {access.joinsNewClients && <p>And clients that are added later</p>}
      </Section>

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
              <ReplaceRequest person={person} request={person.twoFactor.replaceRequested} />
            </Fact>
          )}
          <Fact label="Recovery codes left">{methods.recoveryCodesLeft.toLocaleString()}</Fact>
          {person.temporaryCode !== null && (
            <Fact label="Temporary code">
              <TemporaryCode person={person} code={person.temporaryCode} now={now} />
            </Fact>
          )}
        </dl>
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

function TemporaryCode({
  person,
  code,
  now,
}: {
  readonly person: Person;
  readonly code: NonNullable<Person['temporaryCode']>;
  readonly now: number;
}) {
  const revoke = useAction();
  const until = exactTime(code.expiresAt);
  const used = code.usedAt === null ? 'not used yet' : `used ${ago(code.usedAt, now)}`;
  return (
    <>
      <p>{code.isSingleUse ? `Works once, until ${until}: ${used}` : `Works until ${until}: ${used}`}</p>
      <p>Issued by {code.issuedBy}</p>
      <Button
        tone="quiet"
        isBusy={revoke.isBusy}
        onClick={(event) => {
          const facts = event.currentTarget.closest<HTMLElement>('[role="group"]');
          void revoke
            .run(async () => {
              await request('users.revokeTemporaryCode', { userId: person.user.id, version: person.version });
            })
            .then((isDone) => {
              // The button goes with the code.
              if (isDone) facts?.focus();
            });
        }}
      >
        Revoke
      </Button>
      <FailureBanner failure={revoke.failure} />
    </>
  );
}

function ReplaceRequest({
  person,
  request: asked,
}: {
  readonly person: Person;
  readonly request: NonNullable<Person['twoFactor']['replaceRequested']>;
}) {
  const cancel = useAction();
  return (
    <>
      Asked for on {exactTime(asked.at)}
      {asked.by !== null && ` by ${asked.by}`}
      {person.actions.resetTwoFactor === 'available' && (
        <Button
          tone="quiet"
          isBusy={cancel.isBusy}
          onClick={() =>
            void cancel.run(
              async () =>
                void (await request('users.cancelReplacement', { userId: person.user.id, version: person.version })),
            )
          }
        >
          Take back
        </Button>
      )}
      <FailureBanner failure={cancel.failure} />
    </>
  );
}

function sessionWords({ endedAt, endedBecause, isThisWindow }: Person['sessions'][number]): string {
  if (endedAt === null) return isThisWindow ? 'Signed in now, in this window' : 'Signed in now';
  return endedBecause === null ? 'Ended' : reasonWords(endedBecause);
}

function UserActivity({ userId, now }: { readonly userId: number; readonly now: number }) {
  const newest = useRequest(
    useCallback(() => request('users.listActivity', { userId, before: null }), [userId]),
    'directory.changed',
  );
  const [earlier, setEarlier] = useState<{
    readonly records: readonly ActivityRecord[];
    readonly next: number | null;
  }>();
  const more = useAction();
  if (newest.value === undefined) return <FailureBanner failure={newest.failure} />;
  const next = earlier === undefined ? newest.value.next : earlier.next;
  const shown = new Map([...newest.value.records, ...(earlier?.records ?? [])].map((record) => [record.seq, record]));
  if (shown.size === 0) return <Quiet>Nothing yet</Quiet>;
  return (
    <>
      <ul className={styles['log']}>
        {[...shown.values()].map((record) => (
          <li key={record.seq}>
            <span>{activitySentence(record)}</span>
            <Time at={record.at} now={now} />
          </li>
        ))}
      </ul>
      <FailureBanner failure={more.failure} />
      {next !== null && (
        <Button
          tone="quiet"
          isBusy={more.isBusy}
          onClick={() =>
            void more.run(async () => {
              const page = await request('users.listActivity', { userId, before: next });
              // With the first page as it is now: when new records push some of it out, they are here.
              const kept = [...shown.values(), ...page.records];
              setEarlier({ records: kept, next: page.next });
            })
          }
        >
          Show earlier
        </Button>
      )}
    </>
  );
}

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className={styles['section']}>
      <h3>{title}</h3>
      {children}
    </section>
  );
}

function Fact({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

const Quiet = ({ children }: { readonly children: ReactNode }) => <span className={styles['quiet']}>{children}</span>;

const Time = ({ at, now }: { readonly at: number; readonly now: number }) => (
  <time dateTime={new Date(at).toISOString()} title={exactTime(at)}>
    {ago(at, now)}
  </time>
);
