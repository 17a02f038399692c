// Says what a reset of 2FA has removed, and how the user sets it up again.
import type { OutputOf } from '../../../preload/contract/index.ts';
import { Banner } from '../../ui/banner.tsx';
import { exactTime } from '../../words/time-words.ts';
import { plural } from '../../words/user-words.ts';

interface ResetResultProps {
  readonly firstName: string;
  readonly result: Pick<
    Extract<OutputOf<'users.resetTwoFactor'>, { outcome: 'done' }>,
    'removed' | 'setupCode' | 'deadlineAt'
  >;
}

export function ResetResult({ firstName, result }: ResetResultProps) {
  const { removed, setupCode, deadlineAt } = result;
  return (
    <>
      <Banner tone="ok">
        <strong>2FA was reset.</strong> Removed:{' '}
        {removed.authenticators === 0 ? 'no authenticator (none was set up)' : 'the authenticator app'},{' '}
        {plural(removed.recoveryCodes, 'recovery code', 'recovery codes')},{' '}
        {plural(removed.sessions, 'session', 'sessions')}.
      </Banner>
      {setupCode === null ? (
        <p>
          At the next sign-in, {firstName} is prompted to set up 2FA, until {exactTime(deadlineAt)}. After that the
          account is locked.
        </p>
      ) : (
        <p>
          At the next sign-in, {firstName} is prompted to set up 2FA and needs this code. Give it only to {firstName},
          the same way you checked who is asking.
        </p>
      )}
    </>
  );
}
