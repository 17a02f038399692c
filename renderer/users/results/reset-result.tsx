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

/** Nothing is listed that was not there. */
function removedSentence({ authenticators, recoveryCodes, sessions }: ResetResultProps['result']['removed']): string {
  const removed = [
    authenticators === 0 ? '' : 'the authenticator app',
    recoveryCodes === 0 ? '' : plural(recoveryCodes, 'recovery code', 'recovery codes'),
    sessions === 0 ? '' : plural(sessions, 'session', 'sessions'),
  ].filter(Boolean);
  return removed.length === 0 ? 'No authenticator was set up.' : `Removed: ${removed.join(', ')}.`;
}

export function ResetResult({ firstName, result }: ResetResultProps) {
  const { removed, setupCode, deadlineAt } = result;
  return (
    <>
      <Banner tone="ok">
        <strong>2FA was reset.</strong> {removedSentence(removed)}
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
