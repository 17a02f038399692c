// After a reset of the password: what has ended, and the code for a new one, shown once.
import type { IssuedCode } from '../../../preload/contract/index.ts';
import { Banner } from '../../ui/banner.tsx';
import { plural } from '../../words/user-words.ts';
import styles from '../actions/action-form.module.css';
import { OneCode, type Passing } from './issued-codes.tsx';

interface PasswordResetResultProps {
  readonly firstName: string;
  readonly result: { readonly issued: IssuedCode; readonly sessionsEnded: number };
  readonly passing: Passing;
}

export function PasswordResetResult({ firstName, result, passing }: PasswordResetResultProps) {
  return (
    <div className={styles['form']}>
      <Banner tone="ok">
        <strong>The old password has ended.</strong>
        {result.sessionsEnded > 0 && ` ${plural(result.sessionsEnded, 'session was', 'sessions were')} ended.`}
      </Banner>
      <p>
        With this code {firstName} chooses a new password. Give it only to {firstName}, by the way in which you checked
        who is asking.
      </p>
      <OneCode kind="password_code" issued={result.issued} passing={passing} />
    </div>
  );
}
