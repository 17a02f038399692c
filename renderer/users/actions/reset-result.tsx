// After a reset: what was removed, and the setup code, shown once.
import type { OutputOf, UserRow } from '../../../preload/contract.ts';
import { Banner } from '../../ui/banner.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { useSecretOnScreen } from '../../ui/use-secret-on-screen.ts';
import { exactTime } from '../../words/time-words.ts';
import { fullName, plural } from '../../words/user-words.ts';
import styles from './reset-result.module.css';

interface ResetResultProps {
  readonly user: UserRow;
  readonly result: Extract<OutputOf<'users.resetTwoFactor'>, { outcome: 'done' }>;
  readonly isSafe: boolean;
  readonly onSafe: (isSafe: boolean) => void;
}

export function ResetResult({ user, result, isSafe, onSafe }: ResetResultProps) {
  useSecretOnScreen();
  const { removed, setupCode, deadlineAt } = result;
  return (
    <div className={styles['result']}>
      <Banner tone="ok">
        <strong>2FA was reset.</strong> Removed: {removed.authenticators === 0 ? 'no authenticator (none was set up)' : 'the authenticator app'},{' '}
        {plural(removed.recoveryCodes, 'recovery code', 'recovery codes')}, {plural(removed.sessions, 'session', 'sessions')}.
      </Banner>
      {setupCode === null ? (
        <p>
          At the next sign-in, {user.firstName} is prompted to set up 2FA, until {exactTime(deadlineAt)}. After that the account is locked.
        </p>
      ) : (
        <>
          <p>
            At the next sign-in, {user.firstName} is prompted to set up 2FA and needs this code. Give it only to {user.firstName}, by the way in which
            you checked who is asking.
          </p>
          <div className={styles['secret']}>
            <span className={styles['label']}>Setup code, shown once</span>
            <code className={styles['code']} data-testid="setup-code">
              {setupCode}
            </code>
            <span className={styles['until']}>Works once, until {exactTime(deadlineAt)}</span>
          </div>
          <div className={styles['buttons']}>
            <CopyButton text={setupCode} label="Copy code" onCopied={() => onSafe(true)} />
            <CopyButton text={instructions(user, setupCode, deadlineAt)} label="Copy instructions for the user" onCopied={() => onSafe(true)} />
          </div>
          <label className={styles['kept']}>
            <input type="checkbox" checked={isSafe} onChange={(event) => onSafe(event.target.checked)} />I have passed on or noted the setup code
          </label>
        </>
      )}
    </div>
  );
}

function instructions(user: UserRow, setupCode: string, deadlineAt: number): string {
  return [
    `Hello ${fullName(user)},`,
    '',
    'your two-factor authentication (2FA) was reset. To set it up again:',
    '1. Open Rekey and sign in with your email and password.',
    `2. Enter this setup code: ${setupCode}`,
    '3. Scan the QR code with an authenticator app on your phone and enter the 6-digit code that it shows.',
    '4. Save the recovery codes.',
    '',
    `The setup code works once, until ${exactTime(deadlineAt)}.`,
    'If you did not ask for this, call your firm at once on the number that you know.',
  ].join('\n');
}
