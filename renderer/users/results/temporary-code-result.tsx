// After a temporary code was issued: how it is used, and the code, shown once.
import type { IssuedCode } from '../../../preload/contract/index.ts';
import { Banner } from '../../ui/banner.tsx';
import styles from '../actions/action-form.module.css';
import { OneCode, type Passing } from './issued-codes.tsx';

interface TemporaryCodeResultProps {
  readonly kind: 'temporary_code' | 'reusable_code';
  readonly firstName: string;
  readonly issued: IssuedCode;
  readonly passing: Passing;
}

export function TemporaryCodeResult({ kind, firstName, issued, passing }: TemporaryCodeResultProps) {
  return (
    <div className={styles['form']}>
      <Banner tone="ok">
        <strong>The temporary code was issued.</strong> It stands in for the authenticator app, which works as before.
      </Banner>
      <p>
        {firstName} enters it after the password, under “Use a temporary code”. Give it only to {firstName}, by the way
        in which you checked who is asking. You can revoke it in the details.
      </p>
      <OneCode kind={kind} issued={issued} passing={passing} copyLabel="Copy instructions for the user" />
    </div>
  );
}
