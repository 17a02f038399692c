// After a reset: what was removed, and the setup code, shown once.
import type { OutputOf } from '../../../preload/contract/index.ts';
import { Banner } from '../../ui/banner.tsx';
import type { LetterCode } from '../../words/letter-words.ts';
import { exactTime } from '../../words/time-words.ts';
import { plural } from '../../words/user-words.ts';
import { OneCode, type Passing } from './issued-codes.tsx';
import styles from './reset-result.module.css';

interface ResetResultProps {
  readonly firstName: string;
  readonly result: Pick<Extract<OutputOf<'users.resetTwoFactor'>, { outcome: 'done' }>, 'removed' | 'deadlineAt'>;
  /** Undefined where the policy asks for no setup code. */
  readonly issued: LetterCode | undefined;
  readonly passing: Passing;
}

export function ResetResult({ firstName, result, issued, passing }: ResetResultProps) {
  const { removed, deadlineAt } = result;
  return (
    <div className={styles['result']}>
      <Banner tone="ok">
        <strong>2FA was reset.</strong> Removed:{' '}
        {removed.authenticators === 0 ? 'no authenticator (none was set up)' : 'the authenticator app'},{' '}
        {plural(removed.recoveryCodes, 'recovery code', 'recovery codes')},{' '}
        {plural(removed.sessions, 'session', 'sessions')}.
      </Banner>
      {issued === undefined ? (
        <p>
          At the next sign-in, {firstName} is prompted to set up 2FA, until {exactTime(deadlineAt)}. After that the
          account is locked.
        </p>
      ) : (
        <>
          <p>
            At the next sign-in, {firstName} is prompted to set up 2FA and needs this code. Give it only to {firstName},
            by the way in which you checked who is asking.
          </p>
          <OneCode kind="setup_code" issued={issued} passing={passing} copyLabel="Copy instructions for the user" />
        </>
      )}
    </div>
  );
}
