// The left column of a reset of 2FA: who it is, what is removed, and how to check who is asking.
import { Clock, KeyRound, ListChecks, type LucideIcon, MonitorX, ShieldCheck, Smartphone } from 'lucide-react';
import type { OutputOf } from '../../../preload/contract/index.ts';
import { Consequences } from '../../shared/dialogs/consequences.tsx';
import { duration, exactDay, exactTime } from '../../words/time-words.ts';
import { fullName, plural, ROLE_WORDS, shortName } from '../../words/user-words.ts';
import { HelpDeskPanel } from '../dialog-parts/help-desk-panel.tsx';
import styles from './reset-facts.module.css';

type Preview = OutputOf<'users.getResetPreview'>;

interface ResetFactsProps {
  readonly preview: Preview;
  readonly isReplacement: boolean;
}

export function ResetFacts({ preview, isReplacement }: ResetFactsProps) {
  const { user, clients } = preview;
  return (
    <>
      <dl className={styles['who']}>
        <div className={styles['wide']}>
          <dt>Name and email</dt>
          <dd dir="auto">{fullName(user)}</dd>
          <dd className={styles['email']}>{user.email}</dd>
        </div>
        <div className={styles['wide']}>
          <dt>Clients</dt>
          <dd>{clientsSentence(clients)}</dd>
        </div>
        <div>
          <dt>Role</dt>
          <dd>{ROLE_WORDS[user.role]}</dd>
        </div>
        <div>
          <dt>Last sign-in</dt>
          <dd>{preview.lastSignInAt === null ? 'Never' : exactTime(preview.lastSignInAt)}</dd>
        </div>
      </dl>

      {isReplacement ? (
        <Consequences
          title="This happens at the next sign-in"
          tone="info"
          items={[
            {
              icon: ShieldCheck,
              text: 'Nothing is removed now: the old authenticator and recovery codes sign in once more',
            },
            {
              icon: Smartphone,
              text: `${shortName(user)} sets up the new phone, before anything else, within ${duration(preview.minutesToSetUp)}`,
            },
            {
              icon: KeyRound,
              text: 'Once it is confirmed, the old authenticator and recovery codes stop working, and other sessions end',
            },
            { icon: Clock, text: 'If that time runs out first, the account is locked until 2FA is reset' },
          ]}
        />
      ) : (
        <Revoked preview={preview} />
      )}
      <HelpDeskPanel callBack={preview.callBack} firstName={shortName(user)} />
    </>
  );
}

function Revoked({ preview }: { readonly preview: Preview }) {
  const { user, removes } = preview;
  return (
    <Consequences
      title={preview.needsApprover ? 'This removes, once you carry it out' : 'This removes at once'}
      tone="danger"
      items={[
        ...(removes.authenticatorSince === null
          ? []
          : [{ icon: KeyRound, text: `The authenticator app, set up on ${exactDay(removes.authenticatorSince)}` }]),
        ...counted(removes.recoveryCodes, ListChecks, 'unused recovery code', 'unused recovery codes'),
        ...counted(removes.sessions, MonitorX, 'open session', 'open sessions'),
        ...(removes.authenticatorSince === null && removes.recoveryCodes + removes.sessions === 0
          ? [{ icon: ListChecks, text: 'Nothing: no authenticator is set up now' }]
          : []),
      ]}
    >
      <p>
        {preview.setupCodeMinutes === null
          ? 'At the next sign-in, the password alone is enough to set up 2FA: your policy asks for no setup code.'
          : `At the next sign-in, ${shortName(user)} needs the password and a setup code that you get here. It works once, for ${duration(preview.setupCodeMinutes)}.`}
      </p>
    </Consequences>
  );
}

/** Nothing is listed that is not there. */
const counted = (count: number, icon: LucideIcon, one: string, many: string) =>
  count === 0 ? [] : [{ icon, text: plural(count, one, many) }];

function clientsSentence(clients: Preview['clients']): string {
  if (clients.isAll) return 'All clients';
  if (clients.total === 0) return 'None';
  const more = clients.total - clients.names.length;
  return more === 0 ? clients.names.join(', ') : `${clients.names.join(', ')} and ${more} more`;
}
