// The questions of a reset, and what it will remove, in numbers.
import { KeyRound, ListChecks, MonitorX } from 'lucide-react';
import type { Failure, InputOf, OutputOf } from '../../../preload/contract.ts';
import { FailureBanner } from '../../ui/banner.tsx';
import field from '../../ui/field.module.css';
import { FieldShell, TextField } from '../../ui/field.tsx';
import { fieldSentence } from '../../words/failure-words.ts';
import { duration, exactDay, exactTime } from '../../words/time-words.ts';
import { fullName, IDENTITY_CHECK_WORDS, plural, REASON_WORDS, ROLE_WORDS } from '../../words/user-words.ts';
import styles from './reset-form.module.css';

type ResetInput = InputOf<'users.resetTwoFactor'>;

/** Empty until answered. */
export interface ResetAnswers {
  readonly reason: ResetInput['reason'] | '';
  readonly note: string;
  readonly identityCheck: ResetInput['identityCheck'] | '';
  readonly vouchedBy: string;
  readonly code: string;
}

interface ResetFormProps {
  readonly preview: OutputOf<'users.getResetPreview'>;
  readonly answers: ResetAnswers;
  readonly onAnswers: (answers: ResetAnswers) => void;
  readonly failure: Failure | undefined;
  readonly onSubmit: () => void;
}

export function ResetForm({ preview, answers, onAnswers, failure, onSubmit }: ResetFormProps) {
  const { user, removes, clients } = preview;
  const set = (change: Partial<ResetAnswers>) => onAnswers({ ...answers, ...change });
  const needsCode = preview.needsCode || failure?.code === 'fresh_code_needed';
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

        <section className={styles['removes']} aria-label="What will be removed">
          <h3>This removes at once</h3>
          <ul>
            <li>
              <KeyRound size={15} aria-hidden />
              {removes.authenticatorSince === null
                ? 'No authenticator: none is set up now'
                : `The authenticator app, set up on ${exactDay(removes.authenticatorSince)}`}
            </li>
            <li>
              <ListChecks size={15} aria-hidden />
              {plural(removes.recoveryCodes, 'unused recovery code', 'unused recovery codes')}
            </li>
            <li>
              <MonitorX size={15} aria-hidden />
              {plural(removes.sessions, 'open session', 'open sessions')}
            </li>
          </ul>
          <p>
            {preview.setupCodeMinutes === null
              ? 'At the next sign-in the password alone is enough to set up 2FA anew: your policy asks for no setup code.'
              : `At the next sign-in, ${user.firstName} needs the password and a setup code that you get here. It works once, for ${duration(preview.setupCodeMinutes)}.`}
          </p>
        </section>
      </div>

      <div className={styles['right']}>
        <FieldShell label="Reason" problem={fieldSentence(failure, 'reason')}>
          {(ids) => (
            <select
              {...ids}
              className={`${field['input']} ${styles['select']}`}
              value={answers.reason}
              onChange={(event) => set({ reason: event.target.value as ResetAnswers['reason'] })}
            >
              <option value="" disabled>
                Choose
              </option>
              {Object.entries(REASON_WORDS).map(([reason, words]) => (
                <option key={reason} value={reason}>
                  {words}
                </option>
              ))}
            </select>
          )}
        </FieldShell>
        <TextField
          label="Note"
          isOptional={answers.reason !== 'other'}
          maxLength={500}
          value={answers.note}
          onText={(note) => set({ note })}
          problem={fieldSentence(failure, 'note')}
        />

        <fieldset
          className={styles['checks']}
          aria-describedby={fieldSentence(failure, 'identityCheck') === undefined ? undefined : 'identity-problem'}
        >
          <legend>How did you check who is asking?</legend>
          <div className={styles['options']}>
            {Object.entries(IDENTITY_CHECK_WORDS).map(([check, words]) => (
              <label key={check} className={styles['option']}>
                <input
                  type="radio"
                  name="identity-check"
                  value={check}
                  checked={answers.identityCheck === check}
                  onChange={() => set({ identityCheck: check as ResetAnswers['identityCheck'] })}
                />
                <span>
                  {words.label}
                  <small>{words.hint}</small>
                </span>
              </label>
            ))}
          </div>
          {fieldSentence(failure, 'identityCheck') !== undefined && (
            <p id="identity-problem" className={field['problem']} role="alert">
              {fieldSentence(failure, 'identityCheck')}
            </p>
          )}
        </fieldset>
        {answers.identityCheck === 'vouched_by_colleague' && (
          <TextField
            label="Name of the colleague"
            maxLength={200}
            value={answers.vouchedBy}
            onText={(vouchedBy) => set({ vouchedBy })}
            problem={fieldSentence(failure, 'vouchedBy')}
          />
        )}

        {needsCode ? (
          <div className={styles['code']}>
            <TextField
              label="6-digit code"
              isCode
              inputMode="numeric"
              hint="From your own authenticator app: it shows that you are here. Good for five minutes of further resets."
              value={answers.code}
              onText={(code) => set({ code })}
              problem={fieldSentence(failure, 'code')}
            />
          </div>
        ) : (
          <p className={styles['present']}>You confirmed with your own code within the last five minutes.</p>
        )}
        <FailureBanner failure={failure} />
      </div>
      {/* Enter in a field must not carry out the reset: only its own button does. */}
      <button type="submit" disabled hidden />
    </form>
  );
}

function clientsSentence(clients: OutputOf<'users.getResetPreview'>['clients']): string {
  if (clients.isAll) return 'All clients';
  if (clients.total === 0) return 'None';
  const more = clients.total - clients.names.length;
  return more === 0 ? clients.names.join(', ') : `${clients.names.join(', ')} and ${more} more`;
}
