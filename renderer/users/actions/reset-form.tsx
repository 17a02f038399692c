// The questions of a reset, and what it will remove, in numbers.
import { KeyRound, ListChecks, MonitorX, ShieldCheck, Smartphone } from 'lucide-react';
import { useRef, useState } from 'react';
import type { Failure, InputOf, OutputOf } from '../../../preload/contract/index.ts';
import { FailureBanner } from '../../shared/failure-banner.tsx';
import { ChoiceField, SelectField, TextField } from '../../ui/field.tsx';
import { fieldSentence } from '../../words/failure-words.ts';
import { duration, exactDay, exactTime } from '../../words/time-words.ts';
import { fullName, plural, REASON_WORDS, ROLE_WORDS } from '../../words/user-words.ts';
import { Consequences } from '../dialog-parts/consequences.tsx';
import { HelpDeskPanel } from '../dialog-parts/help-desk-panel.tsx';
import { FreshCode, type IdentityAnswers, IdentityQuestions } from '../dialog-parts/identity-questions.tsx';
import { NeedsApprover } from '../dialog-parts/waits-for-approval.tsx';
import styles from './reset-form.module.css';

type ResetInput = InputOf<'users.resetTwoFactor'>;

/** Empty until answered. */
export interface ResetAnswers extends IdentityAnswers {
  readonly mode: ResetInput['mode'];
  readonly reason: ResetInput['reason'] | '';
  readonly note: string;
  readonly code: string;
}

const MODES = [
  {
    value: 'revoke_now',
    label: 'Lost or stolen: revoke now',
    hint: 'The authenticator, recovery codes and sessions end at once.',
  },
  {
    value: 'replace',
    label: 'Changing phone: replace',
    hint: 'The old phone still works, and signs in until the new one is set up.',
  },
] as const;
const REASONS = Object.entries(REASON_WORDS).map(([value, label]) => ({ value: value as ResetInput['reason'], label }));

interface ResetFormProps {
  readonly preview: OutputOf<'users.getResetPreview'>;
  readonly answers: ResetAnswers;
  readonly onAnswers: (answers: ResetAnswers) => void;
  readonly failure: Failure | undefined;
  readonly onSubmit: () => void;
}

export function ResetForm({ preview, answers, onAnswers, failure, onSubmit }: ResetFormProps) {
  const { user, clients } = preview;
  const code = useRef<HTMLInputElement>(null);
  const [isPointed, setPointed] = useState(false);
  const set = (change: Partial<ResetAnswers>) => onAnswers({ ...answers, ...change });
  return (
    <form
      className={styles['form']}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      <div className={styles['left']}>
        <dl className={styles['who']}>
          <div className={styles['wide']}>
            <dt>Name and email</dt>
            <dd>{fullName(user)}</dd>
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

        {answers.mode === 'replace' ? (
          <Consequences
            title="This happens at the next sign-in"
            tone="info"
            items={[
              {
                icon: ShieldCheck,
                text: 'Nothing is removed now: the old authenticator and recovery codes sign in once more',
              },
              { icon: Smartphone, text: `${user.firstName} sets up the new phone, before anything else` },
              {
                icon: KeyRound,
                text: 'Once it is confirmed, the old authenticator and recovery codes are dead, and other sessions end',
              },
            ]}
          />
        ) : (
          <Revoked preview={preview} />
        )}
        <HelpDeskPanel callBack={preview.callBack} firstName={user.firstName} />
      </div>

      <div className={styles['right']}>
        {preview.needsApprover && answers.mode === 'revoke_now' && <NeedsApprover />}
        {preview.mayReplace && (
          <ChoiceField label="What happened?" value={answers.mode} options={MODES} onChoose={(mode) => set({ mode })} />
        )}
        <SelectField
          label="Reason"
          value={answers.reason}
          options={REASONS}
          onChoose={(reason) => set({ reason })}
          problem={fieldSentence(failure, 'reason')}
        />
        <TextField
          label="Note"
          isOptional={answers.reason !== 'other'}
          maxLength={500}
          value={answers.note}
          onText={(note) => set({ note })}
          problem={fieldSentence(failure, 'note')}
        />

        {/* Only listens which hand answers: nothing here is operated. */}
        <div role="none" onPointerDownCapture={() => setPointed(true)} onKeyDownCapture={() => setPointed(false)}>
          <IdentityQuestions
            answers={answers}
            onAnswers={(change) => {
              set(change);
              // Whoever answers with the mouse types the code next, without another click.
              if (isPointed && change.identityCheck !== undefined && change.identityCheck !== 'vouched_by_colleague')
                requestAnimationFrame(() => code.current?.focus());
            }}
            failure={failure}
          />
        </div>
        <FreshCode
          isNeeded={preview.needsCode}
          code={answers.code}
          onCode={(typed) => set({ code: typed })}
          failure={failure}
          inputRef={code}
        />
        <FailureBanner failure={failure} />
      </div>
      {/* Enter in a field must not carry out the reset: only its own button does. */}
      <button type="submit" disabled hidden />
    </form>
  );
}

function Revoked({ preview }: { readonly preview: ResetFormProps['preview'] }) {
  const { user, removes } = preview;
  return (
    <Consequences
      title={preview.needsApprover ? 'This removes, once you carry it out' : 'This removes at once'}
      tone="danger"
      items={[
        {
          icon: KeyRound,
          text:
            removes.authenticatorSince === null
              ? 'No authenticator: none is set up now'
              : `The authenticator app, set up on ${exactDay(removes.authenticatorSince)}`,
        },
        { icon: ListChecks, text: plural(removes.recoveryCodes, 'unused recovery code', 'unused recovery codes') },
        { icon: MonitorX, text: plural(removes.sessions, 'open session', 'open sessions') },
      ]}
    >
      <p>
        {preview.setupCodeMinutes === null
          ? 'At the next sign-in the password alone is enough to set up 2FA anew: your policy asks for no setup code.'
          : `At the next sign-in, ${user.firstName} needs the password and a setup code that you get here. It works once, for ${duration(preview.setupCodeMinutes)}.`}
      </p>
    </Consequences>
  );
}

function clientsSentence(clients: OutputOf<'users.getResetPreview'>['clients']): string {
  if (clients.isAll) return 'All clients';
  if (clients.total === 0) return 'None';
  const more = clients.total - clients.names.length;
  return more === 0 ? clients.names.join(', ') : `${clients.names.join(', ')} and ${more} more`;
}
