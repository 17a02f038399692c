// After a reactivation: what the person does next, and the code for it, shown once.
import type { IssuedCode, OutputOf } from '../../../preload/contract/index.ts';
import { Banner } from '../../ui/banner.tsx';
import { exactTime } from '../../words/time-words.ts';
import styles from '../actions/action-form.module.css';
import { OneCode, type Passing } from './issued-codes.tsx';

type CodeKind = Extract<OutputOf<'users.reactivate'>, { outcome: 'done' }>['kind'];

export const letterKindOf = (codeKind: CodeKind): 'invitation' | 'reactivation' =>
  codeKind === 'activation_code' ? 'invitation' : 'reactivation';

interface ReactivationResultProps {
  readonly name: string;
  readonly codeKind: CodeKind;
  readonly issued: IssuedCode | null;
  readonly deadlineAt: number;
  readonly passing: Passing;
}

export function ReactivationResult({ name, codeKind, issued, deadlineAt, passing }: ReactivationResultProps) {
  const isInvitation = codeKind === 'activation_code';
  return (
    <div className={styles['form']}>
      <Banner tone="ok">
        <strong>The account is {isInvitation ? 'invited again' : 'active again'}.</strong> Role and client access are as
        before.
      </Banner>
      {issued === null ? (
        <p>
          At the next sign-in, {name} is prompted to set up 2FA, until {exactTime(deadlineAt)}. After that the account
          is locked.
        </p>
      ) : (
        <>
          <p>
            {isInvitation
              ? `With this code ${name} activates the account: name, password, then 2FA.`
              : `At the next sign-in, ${name} is prompted to set up 2FA and needs this code.`}{' '}
            Give it to nobody else.
          </p>
          <OneCode kind={letterKindOf(codeKind)} issued={issued} passing={passing} />
        </>
      )}
    </div>
  );
}
