// Says what a reset of the password has ended, and what the code is for.
import { Banner } from '../../ui/banner.tsx';
import { plural } from '../../words/user-words.ts';

interface PasswordResetResultProps {
  readonly firstName: string;
  readonly sessionsEnded: number;
}

export function PasswordResetResult({ firstName, sessionsEnded }: PasswordResetResultProps) {
  return (
    <>
      <Banner tone="ok">
        <strong>The old password has ended.</strong>
        {sessionsEnded > 0 && ` ${plural(sessionsEnded, 'session was', 'sessions were')} ended.`}
      </Banner>
      <p>
        With this code {firstName} chooses a new password. Give it only to {firstName}, the same way you checked who is
        asking.
      </p>
    </>
  );
}
